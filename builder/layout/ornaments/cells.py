"""田字格: a row of copybook squares, one for each character of a word; neighbours share a side."""

from builder.geometry import Point
from builder.layout.ornaments.ornament import Drawing, OrnamentRequest
from builder.layout.ornaments.parameters import Parameters
from builder.layout.pages import Path
from builder.layout.shapes import dashed_cross, frame
from builder.units import mm, pt

WEIGHT = 72 / 25.4
"""Points to the millimetre."""


def copybook_cells(request: OrnamentRequest) -> Drawing:
    """As many squares of the request's size as its text has characters.

    Parameters: `line` of the frame in mm; `cross`, the weight of the dashed cross as a share of it; `dash`, dash and
    gap as a share of the side. Ink: `mark`.
    """
    parameters = Parameters(request.parameters)
    side, mark = request.size, request.inks["mark"]
    weight = mm(parameters.real("line", 0.2))
    dash = round(side * parameters.real("dash", 0.05))
    cross = pt(parameters.real("line", 0.2) * parameters.real("cross", 0.7) * WEIGHT)
    drawing: list[Path] = []
    for index in range(len(request.text)):
        left = index * side - weight // 2
        drawing.append(frame((left, -(weight // 2), side + weight, side + weight), weight, mark))
        centre = Point(index * side + side // 2, side // 2)
        drawing.append(dashed_cross(centre, side // 2, dash, cross, mark))
    return tuple(drawing)
