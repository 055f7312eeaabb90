"""Drawing through a region: pictures graded otherwise inside it, type that changes over at its edge."""

from collections.abc import Callable, Iterable

from builder.color import Paint
from builder.fonts import FontFace
from builder.geometry import Point
from builder.layout.lettering import run_outline
from builder.layout.ornaments.ornament import Drawing
from builder.layout.pages import Artifact, Close, CurveTo, Group, Item, LineTo, MoveTo, Path, Placed, Segment
from builder.source import NOWHERE, Span
from builder.text.glyphs import GlyphRun
from builder.units import Length


def region_of(drawing: Drawing, at: Point) -> Path:
    """All outlines of a drawing placed at `at`, as one path to clip by."""
    paths = (item for item in drawing if isinstance(item, Path))
    return Path(segments=tuple(_moved(segment, at) for path in paths for segment in path.segments))


def on_page(region: Path, left: Length) -> Path:
    """A region of an opening as the page sees it whose left edge lies at `left`."""
    return Path(segments=tuple(_moved(segment, Point(-left, 0)) for segment in region.segments))


def through(region: Path, placed: Iterable[tuple[Point, Item, Span]]) -> Group:
    """Items drawn only inside a region; outside the reading order, for they are there already."""
    items = (Placed(at=at, item=item, role=Artifact.LAYOUT, origin=origin) for at, item, origin in placed)
    return Group(items=tuple(items), clip=region)


def changed_over(
    region: Path, runs: Iterable[tuple[Point, GlyphRun]], paint: Paint, face: Callable[[str], FontFace]
) -> Group:
    """Runs of type again, as outlines in another paint, inside a region: seen there, but read only once."""
    outlines = ((at, run_outline(run, face(run.face), paint)) for at, run in runs if not run.turned)
    return through(region, ((at, outline, NOWHERE) for at, outline in outlines if outline.segments))


def _moved(segment: Segment, by: Point) -> Segment:
    def there(point: Point) -> Point:
        return Point(point.x + by.x, point.y + by.y)

    match segment:
        case MoveTo(to=to):
            return MoveTo(there(to))
        case LineTo(to=to):
            return LineTo(there(to))
        case CurveTo(control1=first, control2=second, to=to):
            return CurveTo(there(first), there(second), there(to))
        case Close():
            return segment
