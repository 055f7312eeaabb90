"""垄: grains in a row to be sown, and a percentage as a hundred grains in a ploughed row, ripe up to its value."""

from decimal import Decimal, InvalidOperation

from builder.geometry import Point
from builder.layout.ornaments.ornament import Drawing, OrnamentError, OrnamentRequest
from builder.layout.ornaments.parameters import Parameters
from builder.layout.shapes import dots
from builder.units import Length, mm, to_mm

ROWS = 4
COLUMNS = 25
ROW_PITCH = 0.866
"""Of the grains' pitch: rows lie in each other's hollows, as in an ear."""


def seed_row(request: OrnamentRequest) -> Drawing:
    """So many grains in a row, as wide as the request's size, the first half a pitch from its left end.

    Parameters: `grains`; `diameter` in mm, less where the row is close: `share` of the pitch at most. Ink: `mark`.
    """
    parameters = Parameters(request.parameters)
    grains = parameters.whole("grains", 1)
    pitch = request.size / grains
    diameter = min(mm(parameters.real("diameter", 11.2)), round(pitch * parameters.real("share", 0.62)))
    centres = [Point(round((index + 0.5) * pitch), 0) for index in range(grains)]
    return (dots(centres, diameter, request.inks["mark"]),)


def furrow(request: OrnamentRequest) -> Drawing:
    """Grains column by column: floor(v) ripe, the next grown by the fraction, the rest unripe.

    Parameters: `diameter` and `unripe-diameter` as shares of the pitch. Text: the percentage, 0 to 100. Inks: `ripe`,
    `unripe`. The request's size is the furrow's width.
    """
    try:
        value = Decimal(request.text)
    except InvalidOperation:
        raise OrnamentError(request.text) from None
    if not 0 <= value <= 100:
        raise OrnamentError(request.text)
    parameters = Parameters(request.parameters)
    full, small = parameters.real("diameter", 0.92), parameters.real("unripe-diameter", 0.62)
    whole, fraction = int(value), float(value - int(value))
    # From the first grain of an even row to the last of an odd one, which stands half a pitch to the right.
    pitch = to_mm(request.size) / (COLUMNS - 0.5 + full)
    sizes = [full] * whole
    if fraction:
        sizes.append(small + (full - small) * fraction)
    sizes += [small] * (ROWS * COLUMNS - len(sizes))
    grown = whole + bool(fraction)
    alike: dict[tuple[bool, Length], list[Point]] = {}
    for index, share in enumerate(sizes):
        column, row = divmod(index, ROWS)
        x = pitch * (0.5 * full + column + 0.5 * (row % 2))
        y = pitch * (0.5 * full + ROW_PITCH * row)
        alike.setdefault((index < grown, mm(share * pitch)), []).append(Point(mm(x), mm(y)))
    return tuple(
        dots(centres, size, request.inks["ripe" if ripe else "unripe"]) for (ripe, size), centres in alike.items()
    )
