"""光: the light of a window, panes between upright and level bars, slanting with the hour."""

from collections.abc import Sequence
from itertools import pairwise

from builder.geometry import Point
from builder.layout.ornaments.ornament import Drawing, OrnamentError, OrnamentRequest
from builder.layout.ornaments.parameters import Parameters
from builder.layout.pages import Path, Segment
from builder.layout.shapes import polygon
from builder.units import mm


def panes(request: OrnamentRequest) -> Drawing:
    """Every pane as a parallelogram with level head and foot, all as one path.

    Parameters: `slant`, mm to the right per mm down; the window's middle `across`, `down`; `columns` u1, u2, u3, u4 …
    in pairs, measured from the middle; `rows` likewise in pairs, heads and feet from the frame's place. Single rows
    may be given as `head` and `foot` instead. Ink: `mark`.
    """
    parameters = Parameters(request.parameters)
    slant, across, down = (parameters.real(name, 0) for name in ("slant", "across", "down"))
    columns = _pairs(parameters.reals("columns"))
    rows = _pairs([parameters.real(name, 0) for name in _row_names(parameters)] or parameters.reals("rows"))
    if not columns or not rows:
        raise OrnamentError("columns, rows")
    segments: list[Segment] = []
    for head, foot in rows:
        if foot <= head:
            continue
        top, low = (across + slant * (y - down) for y in (head, foot))
        for u1, u2 in columns:
            corners = ((top + u1, head), (top + u2, head), (low + u2, foot), (low + u1, foot))
            segments += polygon(Point(mm(x), mm(y)) for x, y in corners)
    return (Path(segments=tuple(segments), fill=request.inks["mark"]),)


def _row_names(parameters: Parameters) -> list[str]:
    """`head`, `foot`, `head-2`, `foot-2` … as far as the theme gives them."""
    found: list[str] = []
    for index in ("", "-2", "-3"):
        if parameters.has(f"head{index}"):
            found += [f"head{index}", f"foot{index}"]
    return found


def _pairs(values: Sequence[float]) -> list[tuple[float, float]]:
    if len(values) % 2:
        raise OrnamentError(str(list(values)))
    return [pair for index, pair in enumerate(pairwise(values)) if index % 2 == 0]


def silhouette(request: OrnamentRequest) -> Drawing:
    """Shapes from the theme as one fill: `boxes` (x, y, w, h) and `polygons` (x1, y1, x2, y2 …), in mm. Ink: `mark`."""
    segments: list[Segment] = []
    shapes = request.parameters
    boxes, outlines = shapes.get("boxes", ()), shapes.get("polygons", ())
    assert isinstance(boxes, Sequence)
    assert isinstance(outlines, Sequence)
    for x, y, width, height in boxes:
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        segments += polygon(Point(mm(a), mm(b)) for a, b in corners)
    for values in outlines:
        segments += polygon(Point(mm(x), mm(y)) for x, y in _pairs(values))
    return (Path(segments=tuple(segments), fill=request.inks["mark"]),)
