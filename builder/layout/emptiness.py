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
    """Area of the largest rectangle in `live` that touches none of `things`.

    Between each pair of left and right edges, the tallest gap of what stands between them: cubic in the number of
    things, of which a page has few.
    """
    inside = [thing for thing in things if thing.intersects(live)]
    lefts = {live.x, *(thing.right for thing in inside if live.x < thing.right < live.right)}
    rights = {live.right, *(thing.x for thing in inside if live.x < thing.x < live.right)}
    largest = 0
    for left in lefts:
        for right in rights:
            width = right - left
            if width > 0 and width * live.height > largest:
                strip = [thing for thing in inside if thing.x < right and left < thing.right]
                largest = max(largest, width * _tallest_gap(strip, live))
    return largest


def _tallest_gap(strip: list[Rect], live: Rect) -> int:
    edges = sorted((max(thing.y, live.y), min(thing.bottom, live.bottom)) for thing in strip)
    reached, tallest = live.y, 0
    for top, bottom in [*edges, (live.bottom, live.bottom)]:
        tallest = max(tallest, top - reached)
        reached = max(reached, bottom)
    return tallest
