"""A trend: one number over the years. Values stand at their points and step aside for one another and for the line."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

from builder.geometry import Point, Rect
from builder.layout.charts.plot import Block, ChartKind, Drawing, Plot, Span, Words, portion
from builder.layout.pages import LineTo, MoveTo, Path, Segment, Stroke
from builder.layout.shapes import circle_segments, rectangle
from builder.units import Length, mm, pt

LOW, HIGH = mm(52), mm(95)
LINE = pt(1.6)
DOT, LAST_DOT = mm(1.2), mm(1.9)
CLEAR = mm(1.4)
"""From a dot to its value, and between two values."""
AXIS_GAP = mm(4)
FROM_NOTHING = Decimal("0.6")
"""A series whose least is under this share of its greatest is drawn from nothing; a flatter one from under its least,
so that its change is seen."""


def _trend_measures(width: Length, count: int) -> Mapping[str, Length]:
    pitch = width // max(count, 1)
    return {"label": pitch - mm(1), "value": pitch * 2}


def _trend_height(plot: Plot) -> Span:
    around = plot.tallest("label") + AXIS_GAP + 2 * (plot.tallest("value") + CLEAR + LAST_DOT)
    return LOW + around, HIGH + around


def _draw_trend(plot: Plot) -> Drawing:
    axis = plot.height - plot.tallest("label") - AXIS_GAP
    points = _points(plot, axis)
    paths = [rectangle((0, axis, plot.width, plot.weight), plot.inks["rule"])]
    segments: list[Segment] = [MoveTo(points[0]), *(LineTo(point) for point in points[1:])]
    stroke = Stroke(paint=plot.inks["mark"], width=LINE, cap="round", join="round")
    paths.append(Path(segments=tuple(segments), stroke=stroke))
    for index, point in enumerate(points):
        is_last = index == len(points) - 1
        dot = circle_segments(point, LAST_DOT if is_last else DOT)
        fill = plot.inks["mark" if is_last else "ground"]
        paths.append(Path(segments=dot, fill=fill, stroke=Stroke(paint=plot.inks["mark"], width=LINE)))
    words = [
        Words(
            row=index,
            part="label",
            at=Point(point.x, axis + AXIS_GAP + plot.rows[index].blocks["label"].rise),
            align="middle",
        )
        for index, point in enumerate(points)
    ]
    values = [row.blocks["value"] for row in plot.rows]
    bounds = Rect(0, 0, plot.width, axis)
    for index, (x, y) in enumerate(place_values(points, values, bounds)):
        words.append(Words(row=index, part="value", at=Point(x, y)))
    return Drawing(paths=tuple(paths), words=tuple(words))


def _points(plot: Plot, axis: Length) -> list[Point]:
    numbers = [row.number for row in plot.rows]
    least, greatest = min(numbers), max(numbers)
    foot = Decimal(0) if least < FROM_NOTHING * greatest else least
    head = plot.tallest("value") + 2 * CLEAR + LAST_DOT
    floor = axis - (head if foot else LAST_DOT)
    span = (greatest - foot) or Decimal(1)
    width, count = plot.width, len(numbers)
    edge = max(plot.widest("label") // 2, width // (2 * count) if count > 2 else width // 6)
    step = Decimal(width - 2 * edge) / max(count - 1, 1)
    return [
        Point(edge + round(step * index) if count > 1 else width // 2, floor - portion(n - foot, span, floor - head))
        for index, n in enumerate(numbers)
    ]


def place_values(points: Sequence[Point], values: Sequence[Block], bounds: Rect) -> list[tuple[Length, Length]]:
    """The start of each value's baseline: over its point, else under it, else farther off until it is clear.

    Values never overlap one another, and keep off the line and the dots wherever there is room.
    """
    obstacles = [_dot(point) for point in points]
    for start, end in pairwise(points):
        obstacles += _pieces(start, end)
    placed: list[Rect] = []
    starts = []
    for point, block in zip(points, values, strict=True):
        candidates = [box for box in _candidates(point, block, bounds) if _inside(box, bounds)]
        free = [box for box in candidates if not any(_touch(box, other) for other in placed)]
        clear = [box for box in free if not any(box.intersects(other) for other in obstacles)]
        box = (clear or free or candidates)[0]
        placed.append(box)
        starts.append((box.x, box.y + block.rise))
    return starts


def _candidates(point: Point, block: Block, bounds: Rect) -> list[Rect]:
    """Boxes over and under the point, nearest first, then beside it, pushed inside the bounds."""
    x = min(max(point.x - block.width // 2, bounds.x), bounds.right - block.width)
    boxes = []
    for step in range(60):
        off = LAST_DOT + CLEAR + step * mm(1)
        boxes.append(Rect(x, point.y - off - block.height, block.width, block.height))
        boxes.append(Rect(x, point.y + off, block.width, block.height))
    return boxes


def _inside(box: Rect, bounds: Rect) -> bool:
    return box.y >= bounds.y and box.y + box.height <= bounds.y + bounds.height


def _touch(box: Rect, other: Rect) -> bool:
    return box.grown(CLEAR // 2).intersects(other)


def _dot(point: Point) -> Rect:
    return Rect(point.x - LAST_DOT, point.y - LAST_DOT, 2 * LAST_DOT, 2 * LAST_DOT)


def _pieces(start: Point, end: Point) -> list[Rect]:
    """The line from point to point as small boxes."""
    count = max(1, (end.x - start.x) // mm(1.5))
    half = LINE
    return [
        Rect(
            start.x + (end.x - start.x) * step // count - half,
            start.y + (end.y - start.y) * step // count - half,
            2 * half,
            2 * half,
        )
        for step in range(count + 1)
    ]


TREND = ChartKind(measures=_trend_measures, height=_trend_height, draw=_draw_trend, most=12)
