"""Art cut to the page it is drawn on: nothing of it lies beyond the bleed."""

from collections.abc import Iterator
from itertools import pairwise

from builder.geometry import Point, Rect, bounds
from builder.layout.ornaments.ornament import Drawing
from builder.layout.pages import Artifact, Group, LineTo, MoveTo, Path, Placed, Segment
from builder.layout.shapes import Box, ink_box, polygon, rectangle_segments, subpaths
from builder.source import NOWHERE
from builder.units import Length


def cut_to(drawing: Drawing, window: Rect) -> Drawing:
    """The parts of `drawing` that show in `window`, both measured from the same place.

    Outlines wholly outside are left out; if any of the others reaches over the edge, all are drawn through a clip.
    A group is taken to keep within a clip of its own.
    """
    kept: list[Path | Group] = []
    reaches_over = False
    own = [ink_box(item.segments, item.stroke) for item in drawing if isinstance(item, Path)]
    if window.contains(bounds(own)):
        return drawing
    for item in drawing:
        if isinstance(item, Group):
            kept.append(item)
            continue
        shown: list[Segment] = []
        for outline in subpaths(item):
            box = ink_box(outline, item.stroke)
            if box.intersects(window):
                shown += outline
                reaches_over = reaches_over or not window.contains(box)
        if shown:
            kept.append(Path(segments=tuple(shown), fill=item.fill, stroke=item.stroke, even_odd=item.even_odd))
    if not reaches_over:
        return tuple(kept)
    items = tuple(Placed(at=Point(0, 0), item=item, role=Artifact.LAYOUT, origin=NOWHERE) for item in kept)
    clip = Path(segments=rectangle_segments((window.x, window.y, window.width, window.height)))
    return (Group(items=items, clip=clip),)


def shifted(window: Rect, by: Point) -> Rect:
    """`window` as it is measured from a place that lies at `by`."""
    return Rect(window.x - by.x, window.y - by.y, window.width, window.height)


def bled_straight(path: Path, trim: Rect, bleed: Length) -> Path:
    """Polygons as they are inside the trim, and carried on at right angles through the bleed.

    A slanting edge would leave a corner of the bleed bare, which a cut a little off would show.
    """
    segments: list[Segment] = []
    for outline in subpaths(path):
        corners = _within([s.to for s in outline if isinstance(s, MoveTo | LineTo)], trim)
        if len(corners) < 3:
            continue
        segments += polygon(corners)
        for start, end in pairwise((*corners, corners[0])):
            for box in _beyond(start, end, trim, bleed):
                segments += rectangle_segments(box)
    return Path(segments=tuple(segments), fill=path.fill)


def _within(corners: list[Point], trim: Rect) -> list[Point]:
    """A convex or simple polygon cut by the four sides of `trim`, one after the other (Sutherland and Hodgman)."""
    for axis, edge, sign in ((0, trim.x, 1), (0, trim.right, -1), (1, trim.y, 1), (1, trim.bottom, -1)):
        kept: list[Point] = []
        for before, point in zip((corners[-1:] + corners[:-1]), corners, strict=True):
            (one, other) = ((p.y if axis else p.x) for p in (before, point))
            if ((one - edge) * sign < 0) != ((other - edge) * sign < 0):
                share = (edge - one) / (other - one)
                x, y = (round(a + (b - a) * share) for a, b in ((before.x, point.x), (before.y, point.y)))
                kept.append(Point(x, edge) if axis else Point(edge, y))
            if (other - edge) * sign >= 0:
                kept.append(point)
        corners = kept
    return corners


def _beyond(start: Point, end: Point, trim: Rect, bleed: Length) -> Iterator[Box]:
    """What carries a side of a polygon that lies on the trim on through the bleed, the corner of the page with it."""
    x, y = min(start.x, end.x), min(start.y, end.y)
    right, bottom = max(start.x, end.x), max(start.y, end.y)
    if start.y == end.y and start.y in (trim.y, trim.bottom):
        left = x - bleed if x == trim.x else x
        far = right + bleed if right == trim.right else right
        yield (left, trim.y - bleed if y == trim.y else y, far - left, bleed)
    if start.x == end.x and start.x in (trim.x, trim.right):
        yield (trim.x - bleed if x == trim.x else x, y, bleed, bottom - y)
