"""How empty a page is, measured: the tallest band that nothing crosses, and the largest hole in the live area.

Margins belong to the design, and so does a narrow column beside a text; what looks forgotten is a band of paper from
edge to edge, or a hole as large as a third of the page.
"""

from dataclasses import dataclass

from builder.geometry import Rect, Size
from builder.layout.stage import PageDraft

MOST_BAND = 0.2
"""Of the page's height: a band with nothing in it that a reader takes for space and not for a lack."""
MOST_HOLE = 1 / 3
"""Of the live area."""
SHADE = 0.01
"""Blocks of text are taken a little larger than their ink."""
FINENESS = 48
"""Cells along each side of the live area in which holes are measured."""
MARGIN = 1 / 14
"""Of the page's width: what the live area keeps from the trim on all sides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptiness:
    """Shares of the page: `band` of its height, `hole` of its live area."""

    band: float
    hole: float

    @property
    def excess(self) -> float:
        """By how much it is emptier than any page should be; 0 for a page that is filled."""
        return max(0.0, self.band - MOST_BAND + SHADE) + max(0.0, self.hole - MOST_HOLE + SHADE)


def emptiness(page: PageDraft, trim: Size) -> Emptiness:
    """What is empty on a page whose frames have been placed; its furniture does not count."""
    things = [*page.pictures, *page.ornaments, *(box for box, _ in page.fills), *(block for block, _ in page.blocks)]
    return Emptiness(band=tallest_band(things, trim) / trim.height, hole=_hole(things, trim))


def tallest_band(things: list[Rect], trim: Size) -> int:
    """Height of the tallest strip of the page, edge to edge, that none of `things` reaches into."""
    tallest, reached = 0, 0
    for thing in sorted(things, key=lambda rect: rect.y):
        tallest = max(tallest, thing.y - reached)
        reached = max(reached, thing.bottom)
    return max(tallest, trim.height - reached)


def _hole(things: list[Rect], trim: Size) -> float:
    margin = round(trim.width * MARGIN)
    live = Rect(margin, margin, trim.width - 2 * margin, trim.height - 2 * margin)
    return largest_hole(things, live) / (live.width * live.height)


def largest_hole(things: list[Rect], live: Rect) -> int:
    """Area of the largest rectangle in `live` that touches none of `things`, to `FINENESS` cells a side.

    Linear in the number of things, of which an ornament may have hundreds.
    """
    across, down = live.width / FINENESS, live.height / FINENESS
    rows = [[False] * FINENESS for _ in range(FINENESS)]
    for thing in things:
        first, last = _cells(thing.x - live.x, thing.right - live.x, across)
        for row in range(*_cells(thing.y - live.y, thing.bottom - live.y, down)):
            rows[row][first:last] = [True] * (last - first)
    heights = [0] * FINENESS
    most = 0
    for row_cells, next_cells in zip(rows, (*rows[1:], None), strict=True):
        heights = [0 if covered else height + 1 for covered, height in zip(row_cells, heights, strict=True)]
        if row_cells != next_cells:  # where the next row is like this one, what stands here only grows
            most = max(most, _largest_under(heights))
    return round(most * across * down)


def _cells(start: int, end: int, size: float) -> tuple[int, int]:
    """The cells from the first that a stretch touches to behind the last, within the grid; one at least for a rule."""
    if end < 0 or start > size * FINENESS:
        return 0, 0
    first = min(max(int(start // size), 0), FINENESS - 1)
    return first, max(first + 1, min(FINENESS, int(-(-end // size))))


def _largest_under(heights: list[int]) -> int:
    """The largest rectangle, in cells, that stands on the floor under a skyline."""
    largest = 0
    open_steps: list[tuple[int, int]] = []
    for place, height in enumerate([*heights, 0]):
        start = place
        while open_steps and open_steps[-1][1] >= height:
            start, tall = open_steps.pop()
            largest = max(largest, tall * (place - start))
        open_steps.append((start, height))
    return largest
