"""梯田: a hillside of level steps, every older level running on through the ground as a line."""

from collections.abc import Sequence
from itertools import pairwise

from builder.geometry import Point
from builder.layout.ornaments.ornament import Drawing, OrnamentError, OrnamentRequest
from builder.layout.ornaments.parameters import Parameters
from builder.layout.pages import LineTo, MoveTo, Path, Segment, Stroke
from builder.layout.shapes import polygon
from builder.units import mm, pt

PER_MILLIMETRE = 72 / 25.4
"""Points; line weights of ornaments are stated in millimetres."""
NEAR = 0.01
"""Millimetres: two places that close are one."""


def step_places(parameters: Parameters) -> tuple[tuple[float, float], ...]:
    """Where each level begins and how high it stands: (x, height over the foot), left to right, in mm.

    Level j of `number` begins at `jogs[j - 2]`, or at `every` · (j - 1), the first at the left edge. The last one
    begins no further left than `last-from`: the page on which it is new.
    """
    number = parameters.whole("number", 1)
    first, step = parameters.real("first", 6), parameters.real("step", 6)
    jogs = (0.0, *(parameters.reals("jogs") or [parameters.real("every", 42) * j for j in range(1, number)]))
    if number > len(jogs):
        raise OrnamentError(str(number))
    starts = list(jogs[:number])
    if number > 1:
        starts[-1] = max(starts[-1], parameters.real("last-from", 0))
    edge, bleed = parameters.real("page-left", -1e9), parameters.real("bleed", 3)
    starts = [edge - bleed if abs(x - edge) < NEAR else x for x in starts]
    return tuple((x, first + step * level) for level, x in enumerate(starts))


def terraces(request: OrnamentRequest) -> Drawing:
    """Steps that rise to the right, measured from the left end of the foot line.

    Parameters: see `step_places`; `run`, the width; `bleed`, by which the outline reaches beyond it at the left,
    the right and the foot; `weight` of the lines in mm. Inks: `mark` (the ground), `line`.
    """
    parameters = Parameters(request.parameters)
    places = step_places(parameters)
    run, bleed = parameters.real("run", 420), parameters.real("bleed", 3)
    drawing = [Path(segments=polygon(_corners(places, run, bleed)), fill=request.inks["mark"])]
    lines: list[Segment] = []
    for (_, height), (x, _) in pairwise(places):
        lines += (MoveTo(Point(mm(x), -mm(height))), LineTo(Point(mm(run + bleed), -mm(height))))
    if lines:
        weight = pt(parameters.real("weight", 0.35) * PER_MILLIMETRE)
        drawing.append(Path(segments=tuple(lines), stroke=Stroke(paint=request.inks["line"], width=weight)))
    return tuple(drawing)


def _corners(places: Sequence[tuple[float, float]], run: float, bleed: float) -> list[Point]:
    corners = [Point(-mm(bleed), mm(bleed))]
    at = -bleed
    for index, (x, height) in enumerate(places):
        at = -bleed if index == 0 else x
        corners.append(Point(mm(at), -mm(places[index - 1][1]) if index else mm(bleed)))
        corners.append(Point(mm(at), -mm(height)))
    corners += [Point(mm(run + bleed), -mm(places[-1][1])), Point(mm(run + bleed), mm(bleed))]
    return corners
