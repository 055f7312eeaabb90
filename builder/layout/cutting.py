"""Art cut to the page it is drawn on: nothing of it lies beyond the bleed."""

from builder.geometry import Point, Rect, bounds
from builder.layout.ornaments.ornament import Drawing
from builder.layout.pages import Artifact, Group, Path, Placed, Segment
from builder.layout.shapes import ink_box, rectangle_segments, subpaths
from builder.source import NOWHERE


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
