"""Lines too thin for plate and press: strokes, and rectangles filled as rules. Source: GWG 2015, 4.27."""

import math

from builder.production.preflight.boxes import PageBoxes
from builder.production.preflight.findings import Findings
from builder.production.preflight.marks import Paint, PathMark, TextMark
from builder.production.shops import Shop

NEAR = 0.005


def check_lines(mark: PathMark | TextMark, boxes: PageBoxes, shop: Shop, findings: Findings) -> None:
    """Report `line-thin`."""
    thinnest = thickness_of(mark)
    if thinnest < shop.smallest_line_pt - NEAR:
        place = boxes.place(mark.box, mark.source)
        findings.error("line-thin", place, width=f"{thinnest:.2f}", wanted=f"{shop.smallest_line_pt:g}")


def thickness_of(mark: PathMark | TextMark) -> float:
    """Points of the thinnest line that the mark draws for certain; infinite if it draws none."""
    stroked = mark.stroke_width if _seen(mark.stroke) else math.inf
    if isinstance(mark, TextMark):
        # A stroke round filled letters fattens them; alone it is a line.
        return stroked if mark.fill is None else math.inf
    filled = mark.thickness if _seen(mark.fill) and mark.stroke is None else math.inf
    both = mark.fill is not None and mark.stroke is not None and mark.stroke.values == mark.fill.values
    return math.inf if both else min(stroked, filled)


def _seen(paint: Paint | None) -> bool:
    return paint is not None and paint.opacity > 0
