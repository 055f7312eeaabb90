"""Type near the knife, judged by the ink of its glyphs: an em box is wider than the mark that stands in half of it."""

import pypdfium2

from builder.production.preflight.boxes import PageBoxes
from builder.production.preflight.findings import Box, Findings
from builder.production.preflight.marks import TextMark
from builder.production.preflight.matrices import shared
from builder.production.preflight.type import distance_to_knife, is_near_knife
from builder.production.shops import Shop


def check_near_knife(
    document: pypdfium2.PdfDocument, suspects: list[TextMark], boxes: PageBoxes, shop: Shop, findings: Findings
) -> None:
    """Report `type-near-knife` for those of `suspects` (near by their em boxes) whose glyphs are near indeed.

    pdfium knows the outlines; where it sees no glyph (an unreadable font, say) the em box stands.
    """
    glyphs = _glyph_boxes(document[boxes.page - 1])
    for mark in suspects:
        common = [box for box in glyphs if _overlap(box, mark.box)]
        worst = min(common or [mark.box], key=lambda box: _distance(box, boxes))
        if is_near_knife(worst, boxes, shop):
            said = f"{_distance(worst, boxes):.1f}"
            place = boxes.place(worst, mark.source)
            findings.error("type-near-knife", place, distance=said, wanted=f"{shop.safe_mm:g}")


def _distance(box: Box, boxes: PageBoxes) -> float:
    distance = distance_to_knife(box, boxes.trim)
    return 1e9 if distance is None else distance


def _overlap(glyph: Box, run: Box) -> bool:
    common = shared(glyph, run)
    return common is not None and common[2] > common[0] and common[3] > common[1]


def _glyph_boxes(page: pypdfium2.PdfPage) -> list[Box]:
    """Boxes of all glyphs that have ink, in the page's default space."""
    text = page.get_textpage()
    found: list[Box] = []
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        if right > left and top > bottom:
            found.append((left, bottom, right, top))
    return found
