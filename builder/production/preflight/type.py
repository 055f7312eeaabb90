"""Type: sizes, inks, overprint, distance from the knife, glyphs. Source: GWG 2015, 4.10 to 4.14; shops' own terms."""

from builder.production.preflight.boxes import PageBoxes
from builder.production.preflight.colors import ink_count, knocks_out_black
from builder.production.preflight.findings import MM, Box, Findings
from builder.production.preflight.marks import Paint, TextMark
from builder.production.preflight.matrices import shared
from builder.production.preflight.spaces import is_composite_black, is_white
from builder.production.preflight.typefaces import Typeface
from builder.production.shops import Shop

NEAR = 0.02
"""Points or millimetres; decimals of the file may differ that much."""


def check_type(mark: TextMark, boxes: PageBoxes, shop: Shop, findings: Findings) -> None:
    """Report `glyph-shown-missing`, `type-small`, and by colour `type-in-four-inks`,
    `black-knocks-out`, `type-reversed-small`, `type-mixed-small`."""
    place = boxes.place(mark.box, mark.source)
    if mark.missing:
        findings.error("glyph-shown-missing", place, count=mark.missing)
    if mark.fill is None and mark.stroke is None:
        return
    if mark.size < shop.smallest_type_pt - NEAR:
        findings.error("type-small", place, size=f"{mark.size:.1f}", wanted=f"{shop.smallest_type_pt:g}")
    if mark.fill is not None and mark.fill.opacity > 0:
        _check_ink(mark, mark.fill, boxes, shop, findings)


def distance_to_knife(box: Box, trim: Box) -> float | None:
    """Millimetres from a box to the nearest edge of the trim, negative across it; None if it is off the page."""
    if shared(box, trim) is None:
        return None
    return min(box[0] - trim[0], box[1] - trim[1], trim[2] - box[2], trim[3] - box[3]) / MM


def is_near_knife(box: Box, boxes: PageBoxes, shop: Shop) -> bool:
    """Whether a box of type is nearer to the trim's edge than the shop allows."""
    distance = distance_to_knife(box, boxes.trim)
    return distance is not None and distance < shop.safe_mm - NEAR


def _check_ink(mark: TextMark, paint: Paint, boxes: PageBoxes, shop: Shop, findings: Findings) -> None:
    place, size = boxes.place(mark.box, mark.source), f"{mark.size:.1f}"
    if is_white(paint.space, paint.values):
        wanted = shop.smallest_reversed_serif_pt if mark.serif else shop.smallest_reversed_pt
        if mark.size < wanted - NEAR:
            findings.error("type-reversed-small", place, size=size, wanted=f"{wanted:g}")
        return
    if is_composite_black(paint.space, paint.values):
        if mark.size < shop.rich_black_from_pt - NEAR:
            findings.error("type-in-four-inks", place, size=size, wanted=f"{shop.rich_black_from_pt:g}")
        return
    if mark.size < shop.overprint_below_pt - NEAR and knocks_out_black(paint):
        findings.error("black-knocks-out", place, size=size, wanted=f"{shop.overprint_below_pt:g}")
    count = ink_count(paint)
    if count > 1 and mark.size < shop.smallest_mixed_type_pt - NEAR:
        findings.error("type-mixed-small", place, size=size, inks=count, wanted=f"{shop.smallest_mixed_type_pt:g}")
    elif count > 1 and mark.size < shop.safe_mixed_type_pt - NEAR:
        findings.warning("type-mixed-small", place, size=size, inks=count, wanted=f"{shop.safe_mixed_type_pt:g}")


def check_typeface(face: Typeface, boxes: PageBoxes, findings: Findings) -> None:
    """Report `type-not-embedded`, `type-not-subset`, `type-not-readable`, once a page and font."""
    place = boxes.place()
    if not face.embedded:
        findings.error("type-not-embedded", place, font=face.name)
    elif not face.subset:
        findings.warning("type-not-subset", place, font=face.name)
    if not face.readable:
        findings.warning("type-not-readable", place, font=face.name)
