"""Outlines that layouts are made of: rectangles, frames, rings, dashed arms. All return one `Path`."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from builder.color import Paint
from builder.geometry import Point, Rect
from builder.layout.pages import Close, CurveTo, LineTo, MoveTo, Path, Segment, Stroke
from builder.text.glyphs import InlineMark
from builder.units import Length

Box = tuple[Length, Length, Length, Length]
"""x, y, width, height."""

CIRCLE = 0.5522847498307936
"""Control arm of the cubic that stands for a quarter circle of radius 1 (error under 0.03 %)."""


def rectangle_segments(box: Box, *, hole: bool = False) -> tuple[Segment, ...]:
    """A closed rectangle, clockwise as the reader sees it; a hole runs the other way."""
    x, y, width, height = box
    corners = [Point(x + width, y), Point(x + width, y + height), Point(x, y + height)]
    if hole:
        corners.reverse()
    return (MoveTo(Point(x, y)), *(LineTo(corner) for corner in corners), Close())


def rectangles(boxes: Iterable[Box], fill: Paint) -> Path:
    """The union of rectangles as one fill, so that no seam shows where they overlap (nonzero winding)."""
    return Path(segments=tuple(s for box in boxes for s in rectangle_segments(box)), fill=fill)


def rectangle(box: Box, fill: Paint) -> Path:
    return rectangles((box,), fill)


def frame(box: Box, thickness: Length, fill: Paint) -> Path:
    """A frame whose outer edge is `box`, as a filled ring: its corners stay sharp at any size."""
    x, y, width, height = box
    inner = (x + thickness, y + thickness, width - 2 * thickness, height - 2 * thickness)
    return Path(segments=rectangle_segments(box) + rectangle_segments(inner, hole=True), fill=fill)


def circle_segments(centre: Point, radius: Length, *, hole: bool = False) -> tuple[Segment, ...]:
    arm = round(radius * CIRCLE)
    x, y = centre.x, centre.y
    turn = -1 if hole else 1
    right, left = Point(x + radius, y), Point(x - radius, y)
    low, high = Point(x, y + turn * radius), Point(x, y - turn * radius)
    return (
        MoveTo(right),
        CurveTo(Point(right.x, y + turn * arm), Point(x + arm, low.y), low),
        CurveTo(Point(x - arm, low.y), Point(left.x, y + turn * arm), left),
        CurveTo(Point(left.x, y - turn * arm), Point(x - arm, high.y), high),
        CurveTo(Point(x + arm, high.y), Point(right.x, y - turn * arm), right),
        Close(),
    )


def ring_segments(centre: Point, radius: Length, thickness: Length) -> tuple[Segment, ...]:
    """A ring whose stroke of `thickness` is centred on `radius`."""
    half = thickness // 2
    return circle_segments(centre, radius + half) + circle_segments(centre, radius - half, hole=True)


def line(start: Point, end: Point, width: Length, paint: Paint) -> Path:
    return Path(segments=(MoveTo(start), LineTo(end)), stroke=Stroke(paint=paint, width=width))


def cut_between(line: tuple[Point, Point], edges: tuple[Length, Length]) -> tuple[Point, Point] | None:
    """The part of a straight line between two upright edges, left and right; None if nothing of it lies there."""
    (start, end), (left, right) = line, edges
    if max(start.x, end.x) < left or min(start.x, end.x) > right:
        return None

    def held(point: Point) -> Point:
        x = min(max(point.x, left), right)
        if x == point.x:
            return point
        return Point(x, start.y + round((end.y - start.y) * (x - start.x) / (end.x - start.x)))

    return held(start), held(end)


DOT = 40
"""Length of the stroke that a dot is: not nought, for some viewers paint no caps there, and too short to see."""


def dots(centres: Iterable[Point], diameter: Length, paint: Paint) -> Path:
    """Filled circles of one size as round caps (ISO 32000-1, 8.4.3.3): a sixth of the bytes of four curves each."""
    half = DOT // 2
    segments: list[Segment] = []
    for centre in centres:
        segments += (MoveTo(Point(centre.x - half, centre.y)), LineTo(Point(centre.x + half, centre.y)))
    return Path(segments=tuple(segments), stroke=Stroke(paint=paint, width=diameter, cap="round"))


def subpaths(path: Path) -> Iterator[tuple[Segment, ...]]:
    """The segments of each outline of a path."""
    start = 0
    for index, segment in enumerate(path.segments):
        if isinstance(segment, MoveTo) and index > start:
            yield path.segments[start:index]
            start = index
    if path.segments:
        yield path.segments[start:]


def ink_box(segments: Iterable[Segment], stroke: Stroke | None) -> Rect:
    """What an outline covers at most: the box of its points, and half its stroke around them."""
    points = [point for segment in segments for point in _points(segment)]
    left, top = min(p.x for p in points), min(p.y for p in points)
    width, height = max(p.x for p in points) - left, max(p.y for p in points) - top
    return Rect(left, top, width, height).grown(stroke.width // 2 if stroke else 0)


def _points(segment: Segment) -> tuple[Point, ...]:
    match segment:
        case CurveTo(control1=first, control2=second, to=to):
            return (first, second, to)
        case MoveTo(to=to) | LineTo(to=to):
            return (to,)
    return ()


def polygon(corners: Iterable[Point]) -> tuple[Segment, ...]:
    """A closed outline through `corners`."""
    first, *others = corners
    return (MoveTo(first), *(LineTo(corner) for corner in others), Close())


def moved(path: Path, x: Length, y: Length) -> Path:
    """The same outline farther right and down."""
    return replace(path, segments=tuple(_moved_segment(segment, x, y) for segment in path.segments))


def _moved_segment(segment: Segment, x: Length, y: Length) -> Segment:
    match segment:
        case MoveTo(to):
            return MoveTo(_moved_point(to, x, y))
        case LineTo(to):
            return LineTo(_moved_point(to, x, y))
        case CurveTo(one, two, to):
            return CurveTo(_moved_point(one, x, y), _moved_point(two, x, y), _moved_point(to, x, y))
        case _:
            return segment


def _moved_point(point: Point, x: Length, y: Length) -> Point:
    return Point(point.x + x, point.y + y)


def dashed_cross(centre: Point, arm: Length, dash: Length, width: Length, paint: Paint) -> Path:
    """The two centre lines of a 田字格, drawn from the centre outwards so that a dash sits on the centre.

    Every arm starts in the middle of a dash; `arm` is its length, `dash` that of dash and gap.
    """
    segments: list[Segment] = []
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        segments += (MoveTo(centre), LineTo(Point(centre.x + dx * arm, centre.y + dy * arm)))
    stroke = Stroke(paint=paint, width=width, dash=(dash, dash), dash_phase=dash // 2)
    return Path(segments=tuple(segments), stroke=stroke)


def drawn_mark(mark: InlineMark) -> Path:
    """Dots and lines of a text line as one filled path, from the line's origin."""
    segments: list[Segment] = []
    for ring in mark.outlines:
        first, *others = (Point(x, y) for x, y in ring)
        segments += [MoveTo(first), *(LineTo(point) for point in others), Close()]
    return Path(segments=tuple(segments), fill=mark.paint)
