"""**The door**: any PDF of any producer, judged by a shop's terms.

No free program certifies PDF/X; this one says of each page what a press would stumble over, and where.
"""

import io
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import pikepdf
import pypdfium2

from builder.production.preflight.boxes import PageBoxes, check_boxes, read_boxes
from builder.production.preflight.colors import REGISTRATION, check_color, inks_of
from builder.production.preflight.coverage import check_bleed, check_ink, check_repeats
from builder.production.preflight.films import separate
from builder.production.preflight.findings import FILE, Box, Figures, Findings, Place, PreflightReport
from builder.production.preflight.glyph_boxes import check_near_knife
from builder.production.preflight.images import check_image, check_soundness
from builder.production.preflight.interpreter import Reading, TooMuch, read_page
from builder.production.preflight.lines import check_lines, thickness_of
from builder.production.preflight.marks import ImageMark, Mark, PathMark, TextMark
from builder.production.preflight.matrices import shared
from builder.production.preflight.metadata import check_metadata
from builder.production.preflight.output_intent import check_output_intent
from builder.production.preflight.structure import check_structure
from builder.production.preflight.transparency import check_transparency
from builder.production.preflight.type import check_type, check_typeface, is_near_knife
from builder.production.shops import Shop

Found = TypeVar("Found")

STANDARDS = ("x4", "x1a", "none")
MOST_PAGES = 2000
LARGEST_SIDE = 3000.0
"""Points (about a metre): larger pages are not drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What is asked of a file."""

    shop: Shop
    standard: str = "x4"
    spots: frozenset[str] = frozenset()
    """Inks beyond the four that the job has."""
    page_multiple: int = 1
    outlined: bool = False


@dataclass(slots=True)
class _Measured:
    """Figures on their way."""

    inks: set[str] = field(default_factory=set)
    smallest_type: float = math.inf
    thinnest_line: float = math.inf
    lowest_ppi: float = math.inf
    pictures: int = 0
    fonts: set[str] = field(default_factory=set)
    highest_ink: tuple[float, int] = (-1.0, 0)
    near_knife: list[tuple[PageBoxes, TextMark]] = field(default_factory=list)


def preflight(data: bytes, demand: Demand) -> PreflightReport:
    """All findings and figures of a PDF. Pure: same bytes and demand, same report.

    A file that cannot be opened is a report with `pdf-broken` or `pdf-password` alone.

    Raises:
        ValueError: `demand.standard` is none of `STANDARDS`.
    """
    if demand.standard not in STANDARDS:
        raise ValueError(f"standard must be one of {STANDARDS}, not {demand.standard!r}")
    findings = Findings()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            figures = _checked(pdf, data, demand, findings)
    except pikepdf.PasswordError:
        findings.error("pdf-password", FILE)
        figures = Figures()
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        findings.error("pdf-broken", FILE, reason=str(error).splitlines()[0][:120])
        figures = Figures()
    return PreflightReport(findings=tuple(findings), figures=figures)


def _checked(pdf: pikepdf.Pdf, data: bytes, demand: Demand, findings: Findings) -> Figures:
    for warning in pdf.get_warnings()[:1]:
        findings.warning("structure-repaired", FILE, reason=str(warning).splitlines()[0][:120])
    _guarded(FILE, findings, lambda: check_structure(pdf, demand.standard, findings))
    _guarded(FILE, findings, lambda: check_metadata(pdf, demand.standard, findings))
    condition = _guarded(FILE, findings, lambda: check_output_intent(pdf, demand.standard, findings)) or ""
    count = len(pdf.pages)
    if count == 0 or count > MOST_PAGES:
        findings.error("pages-uncountable", FILE, count=count)
        return Figures(pages=count, condition=condition)
    if count % demand.page_multiple:
        missing = -count % demand.page_multiple
        findings.error("pages-not-multiple", FILE, count=count, wanted=demand.page_multiple, missing=missing)
    measured = _Measured()
    boxes = [read_boxes(page, number) for number, page in enumerate(pdf.pages, 1)]
    _check_trims(boxes, findings)
    sound: set[object] = set()
    for page, known in zip(pdf.pages, boxes, strict=True):
        judge = partial(_judge_page, page, known, demand, measured, sound, findings)
        _guarded(known.place(), findings, judge)
    _guarded(FILE, findings, lambda: check_near_knife(data, measured.near_knife, demand.shop, findings))
    _guarded(FILE, findings, lambda: _check_plates(data, boxes, demand, measured, findings))
    return _figures(boxes, measured, condition)


_BROKEN = (
    *(KeyError, ValueError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError),
    *(pikepdf.PdfError, pypdfium2.PdfiumError),
)


def _guarded(place: Place, findings: Findings, act: Callable[[], Found]) -> Found | None:
    """Do it; an object that is not what the standard says it is makes a finding, for the file is foreign."""
    try:
        return act()
    except _BROKEN as error:
        findings.error("structure-broken", place, reason=(str(error).splitlines() or [""])[0][:120])
        return None


def _check_trims(boxes: list[PageBoxes], findings: Findings) -> None:
    first = boxes[0].trim_mm
    for known in boxes:
        if max(abs(a - b) for a, b in zip(first, known.trim_mm, strict=True)) > 0.1:
            sizes = [f"{w:g} × {h:g} mm" for w, h in (known.trim_mm, first)]
            findings.error("trim-differs", known.place(), size=sizes[0], first=sizes[1])


_ODDITIES = {
    "postscript": "postscript-inside",
    "reference": "stream-foreign",
    "transfer": "transfer-curve",
    "halftone": "halftone-shifted",
    "unreadable": "content-unreadable",
    "unbalanced": "content-unbalanced",
    "layer": "layers-present",
}
_ODDITIES_TOLD_ONLY = ("unbalanced", "layer")


def _judge_page(
    page: pikepdf.Page, boxes: PageBoxes, demand: Demand, measured: _Measured, sound: set[object], findings: Findings
) -> None:
    check_boxes(page, boxes, demand.shop, findings)
    _check_page(page, boxes, demand, measured, sound, findings)


def _check_page(
    page: pikepdf.Page, boxes: PageBoxes, demand: Demand, measured: _Measured, sound: set[object], findings: Findings
) -> None:
    # Marks in the slug are the shop's business, colours there are not: the whole medium is read.
    try:
        reading = read_page(page, boxes.media)
    except TooMuch:
        findings.error("content-endless", boxes.place())
        return
    for kind, source in dict.fromkeys(reading.oddities):
        told = kind in _ODDITIES_TOLD_ONLY and demand.standard != "x1a"
        tell = findings.warning if told else findings.error
        tell(_ODDITIES[kind], boxes.place(None, source))
    for face in reading.typefaces.values():
        check_typeface(face, boxes, findings)
        measured.fonts.add(face.name)
        if demand.outlined:
            findings.error("type-not-outlined", boxes.place(), font=face.name)
    check_transparency(page, reading, boxes, demand.standard, findings)
    for mark in reading.marks:
        if not mark.in_mask:
            _check_mark(mark, boxes, demand, measured, findings)
            _check_once(mark, boxes, sound, findings)
    _check_marks_in_bleed(reading, boxes, demand.shop, findings)


def _check_mark(mark: Mark, boxes: PageBoxes, demand: Demand, measured: _Measured, findings: Findings) -> None:
    check_color(mark, boxes, demand.spots, demand.shop, findings)
    measured.inks |= inks_of(mark)
    in_bleed = shared(mark.box, boxes.bleed) is not None
    if isinstance(mark, TextMark) and in_bleed:
        check_type(mark, boxes, demand.shop, findings)
        measured.smallest_type = min(measured.smallest_type, mark.size)
        if (mark.fill or mark.stroke) and is_near_knife(mark.box, boxes, demand.shop):
            measured.near_knife.append((boxes, mark))
    if isinstance(mark, TextMark | PathMark) and in_bleed:
        check_lines(mark, boxes, demand.shop, findings)
        measured.thinnest_line = min(measured.thinnest_line, thickness_of(mark))
    if isinstance(mark, ImageMark):
        check_image(mark, boxes, demand.standard, demand.shop, findings)
        measured.lowest_ppi = min(measured.lowest_ppi, mark.ppi)
        measured.pictures += 1


def _check_once(mark: Mark, boxes: PageBoxes, sound: set[object], findings: Findings) -> None:
    """Look into each picture of the file once, wherever it is placed."""
    if isinstance(mark, ImageMark) and mark.image is not None and mark.image.objgen not in sound:
        sound.add(mark.image.objgen)
        check_soundness(mark, boxes, findings)


def _check_marks_in_bleed(reading: Reading, boxes: PageBoxes, shop: Shop, findings: Findings) -> None:
    """Report `marks-missing` where the shop wants crop marks, `marks-unwanted` where the slug holds ink it does not."""
    slug = [mark for mark in reading.marks if not mark.in_mask and _is_outside(mark.box, boxes.bleed)]
    if shop.marks and not slug:
        findings.error("marks-missing", boxes.place())
    if not shop.marks and slug:
        findings.warning("marks-unwanted", boxes.place(slug[0].box, slug[0].source))


def _is_outside(box: Box, bleed: Box) -> bool:
    near = 0.1
    return (
        box[2] <= bleed[0] + near or box[0] >= bleed[2] - near or box[3] <= bleed[1] + near or box[1] >= bleed[3] - near
    )


def _check_plates(data: bytes, boxes: list[PageBoxes], demand: Demand, measured: _Measured, findings: Findings) -> None:
    areas: dict[int, Box] = {}
    for known in boxes:
        area = shared(known.bleed, known.media)
        if area is None or not all(1 <= side <= LARGEST_SIDE for side in (area[2] - area[0], area[3] - area[1])):
            findings.error("page-undrawable", known.place())
        elif area == known.bleed:
            areas[known.page] = area
    trouble: list[str] = []
    spots = tuple(sorted(measured.inks - {REGISTRATION}))
    pages = separate(data, areas, spots, trouble)
    for reason in dict.fromkeys(trouble):
        findings.warning("ink-unmeasured", FILE, reason=reason[:80])
    for plates in pages:
        known = boxes[plates.page - 1]
        highest = check_ink(plates, known, demand.shop, findings)
        measured.highest_ink = max(measured.highest_ink, (highest, -plates.page))
        check_bleed(plates, known, findings)
    check_repeats(pages, findings)


def _figures(boxes: list[PageBoxes], measured: _Measured, condition: str) -> Figures:
    def known(value: float) -> float | None:
        return round(value, 2) if math.isfinite(value) else None

    ink, page = measured.highest_ink
    return Figures(
        pages=len(boxes),
        trim_mm=boxes[0].trim_mm,
        smallest_bleed_mm=round(min(min(one.bleeds.values()) for one in boxes), 2),
        highest_ink=round(ink, 1) if ink >= 0 else None,
        highest_ink_page=-page,
        inks=tuple(sorted(measured.inks)),
        smallest_type_pt=known(measured.smallest_type),
        thinnest_line_pt=known(measured.thinnest_line),
        lowest_ppi=int(measured.lowest_ppi) if math.isfinite(measured.lowest_ppi) else None,
        pictures=measured.pictures,
        fonts=len(measured.fonts),
        condition=condition,
    )


def allowed_spots(names: Iterable[str]) -> frozenset[str]:
    """Ink names as the job lists them, trimmed."""
    return frozenset(name.strip() for name in names if name.strip())


def places_of(places: Iterable[Place]) -> list[dict[str, object]]:
    """Places as plain objects: `page`, `source`; `x`, `y`, `width`, `height` in mm from the trim's top left."""
    found: list[dict[str, object]] = []
    for place in places:
        row: dict[str, object] = {"page": place.page}
        if place.box is not None:
            left, top, right, bottom = place.box
            row |= {"x": left, "y": top, "width": round(right - left, 2), "height": round(bottom - top, 2)}
        if place.source:
            row["source"] = place.source
        found.append(row)
    return found
