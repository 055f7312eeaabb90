"""百格: a percentage as a hundred squares, filled in reading order."""

from decimal import Decimal, InvalidOperation

from builder.layout.ornaments.ornament import Drawing, OrnamentError, OrnamentRequest
from builder.layout.pages import Path, Stroke
from builder.layout.shapes import Box, rectangle_segments, rectangles
from builder.units import pt


def hundred_squares(request: OrnamentRequest) -> Drawing:
    """floor(v) squares solid, the next filled from its left by the fraction, the rest outlined.

    Parameters: `square` and `pitch` as shares of the side, `outline` in pt. Text: the percentage, 0 to 100.
    """
    try:
        value = Decimal(request.text)
    except InvalidOperation:
        raise OrnamentError(request.text) from None
    if not 0 <= value <= 100:
        raise OrnamentError(request.text)
    outline = pt(float(str(request.parameters.get("outline", 0.34))))
    cells = _cells(request)
    whole = int(value)
    solid, rest = list(cells[:whole]), cells[whole:]
    if whole < 100 and value != whole:
        x, y, width, height = cells[whole]
        solid.append((x, y, round(width * float(value - whole)), height))
    paint = request.inks["mark"]
    half = outline // 2
    inner = [(x + half, y + half, w - outline, h - outline) for x, y, w, h in rest]
    drawing: list[Path] = []
    if inner:
        segments = tuple(s for box in inner for s in rectangle_segments(box))
        drawing.append(Path(segments=segments, stroke=Stroke(paint=paint, width=outline)))
    if solid:
        drawing.append(rectangles(solid, paint))
    return tuple(drawing)


def _cells(request: OrnamentRequest) -> list[Box]:
    side = request.size
    square = round(side * float(str(request.parameters.get("square", 5.1 / 60))))
    pitch = (side - square) / 9
    return [(round(column * pitch), round(row * pitch), square, square) for row in range(10) for column in range(10)]
