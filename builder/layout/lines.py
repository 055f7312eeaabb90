"""Where the lines of a text stand: baselines down the page, or vertical lines from the right to the left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from builder.geometry import Point, Rect
from builder.layout.scope import SetText
from builder.text.glyphs import LineRun, WritingMode
from builder.units import Length

CAP_HEIGHT = 0.8
"""Of the em, above the baseline: what a Han character's ink takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePlaces:
    """A frame's answer to where lines go.

    Horizontal lines: `first` is the first baseline, `starts` the left edges of the columns. Vertical lines: `first`
    is the axis of the first line, `starts` the heads of the tiers.
    """

    first: Length
    starts: Sequence[Length]
    rows: int
    """Lines in each column or tier; what is left over goes into the last one."""
    at_end: bool
    """The lines end at `starts` instead of beginning there."""


def line_origins(text: SetText, places: LinePlaces) -> Iterator[Point]:
    """The origin of each line, from first to last."""
    for index, (_, ln) in enumerate(text.lines):
        part, row = divmod(index, places.rows)
        along = places.starts[min(part, len(places.starts) - 1)] - (ln.width if places.at_end else 0)
        across = row * text.style.leading
        yield Point(places.first - across, along) if text.is_upright else Point(along, places.first + across)


def run_place(origin: Point, placed: LineRun) -> Point:
    """Where a run's origin stands, given its line's: along a vertical line is down, across it is left."""
    if placed.run.mode is WritingMode.VERTICAL:
        return Point(origin.x - placed.shift, origin.y + placed.offset)
    return Point(origin.x + placed.offset, origin.y + placed.shift)


def run_area(origin: Point, placed: LineRun, em_top: float) -> Rect:
    """The bodies of a run's characters. `em_top` is the share of the em above the baseline."""
    at, size = run_place(origin, placed), placed.run.size
    if placed.run.mode is WritingMode.VERTICAL:
        return Rect(at.x - size // 2, at.y, size, placed.run.advance)
    return Rect(at.x, at.y - round(em_top * size), placed.run.advance, size)


def ink_blocks(text: SetText, origins: Sequence[Point]) -> tuple[Rect, ...]:
    """What the text covers, a block a column or tier: to a vertical line's edges, or from cap height to baseline."""
    size = text.style.paragraph.character.size
    if text.is_upright:
        return _bounds(text, origins, size // 2, size // 2)
    return _bounds(text, origins, round(size * CAP_HEIGHT), 0)


def body_area(text: SetText, origins: Sequence[Point], em_top: float) -> Rect:
    """The bodies of the text's characters, all columns together; `em_top` is the share of the em above a baseline."""
    size = text.style.paragraph.character.size
    above = size // 2 if text.is_upright else round(em_top * size)
    return reduce(_joined, _bounds(text, origins, above, size - above))


def _bounds(text: SetText, origins: Sequence[Point], before: Length, after: Length) -> tuple[Rect, ...]:
    """A rectangle round each column or tier, reaching `before` and `after` its lines' baselines or axes."""
    found: dict[Length, Rect] = {}
    tier, last = 0, origins[0].x
    for (_, ln), origin in zip(text.lines, origins, strict=True):
        tier, last = tier + (origin.x > last), origin.x
        if text.is_upright:
            key, box = tier, Rect(origin.x - after, origin.y, before + after, ln.width)
        else:
            key, box = origin.x, Rect(origin.x, origin.y - before, ln.width, before + after)
        found[key] = _joined(found[key], box) if key in found else box
    return tuple(found.values())


def _joined(a: Rect, b: Rect) -> Rect:
    left, top = min(a.x, b.x), min(a.y, b.y)
    return Rect(left, top, max(a.right, b.right) - left, max(a.bottom, b.bottom) - top)
