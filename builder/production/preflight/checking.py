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

from builder.memory import return_freed_memory
from builder.production.preflight.boxes import PageBoxes, check_boxes, read_boxes
from builder.production.preflight.colors import REGISTRATION, check_color, inks_of
from builder.production.preflight.coverage import check_bleed, check_ink, check_repeats, look_of
from builder.production.preflight.demand import STANDARDS, Demand
from builder.production.preflight.films import Sheet, separate
from builder.production.preflight.findings import FILE, Box, Figures, Findings, Place, PreflightReport
from builder.production.preflight.glyph_boxes import check_near_knife
from builder.production.preflight.images import check_image, check_soundness
from builder.production.preflight.interpreter import Reading, TooMuch, read_page
from builder.production.preflight.lines import check_lines, thickness_of
from builder.production.preflight.marks import ImageMark, Mark, PathMark, TextMark
from builder.production.preflight.matrices import shared
from builder.production.preflight.metadata import check_metadata
from builder.production.preflight.output_intent import check_output_intent
from builder.production.preflight.samples import Samples, is_coded
from builder.production.preflight.shapes import Shapes
from builder.production.preflight.structure import check_structure
from builder.production.preflight.transparency import check_transparency
from builder.production.preflight.type import check_type, check_typeface, is_near_knife
from builder.production.preflight.verdicts import Memory, NoMemory, PageVerdict
from builder.production.shops import Shop

Found = TypeVar("Found")

MOST_PAGES = 2000
LARGEST_SIDE = 3000.0
"""Points (about a metre): larger pages are not drawn."""
_NO_MEMORY = NoMemory()


@dataclass(slots=True)
class _Judged:
    """A page on its way to its verdict."""

    boxes: PageBoxes
    findings: Findings = field(default_factory=Findings)
    inks: set[str] = field(default_factory=set)
    smallest_type: float = math.inf
    thinnest_line: float = math.inf
    lowest_ppi: float = math.inf
    pictures: int = 0
    fonts: set[str] = field(default_factory=set)
    near_knife: list[TextMark] = field(default_factory=list)
    images: dict[object, ImageMark] = field(default_factory=dict)
    """Each image of the page where it stands first."""
    highest_ink: float | None = None
    look: str = ""

    def verdict(self) -> PageVerdict:
        return PageVerdict(
            findings=tuple(self.findings),
            inks=tuple(sorted(self.inks)),
            smallest_type=_known(self.smallest_type),
            thinnest_line=_known(self.thinnest_line),
            lowest_ppi=_known(self.lowest_ppi),
            pictures=self.pictures,
            fonts=tuple(sorted(self.fonts)),
            highest_ink=self.highest_ink,
            look=self.look,
        )


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def preflight(data: bytes, demand: Demand, memory: Memory = _NO_MEMORY) -> PreflightReport:
    """All findings and figures of a PDF. Pure: same bytes and demand, same report.

    A file that cannot be opened is a report with `pdf-broken` or `pdf-password` alone.

    Args:
        memory: verdicts of pages that are known to be the same as before; the others are told to it.

    Raises:
        ValueError: `demand.standard` is none of `STANDARDS`.
    """
    if demand.standard not in STANDARDS:
        raise ValueError(f"standard must be one of {STANDARDS}, not {demand.standard!r}")
    return_freed_memory()
    findings = Findings()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            figures = _checked(pdf, data, demand, memory, findings)
    except pikepdf.PasswordError:
        findings.error("pdf-password", FILE)
        figures = Figures()
    except (pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        findings.error("pdf-broken", FILE, reason=str(error).splitlines()[0][:120])
        figures = Figures()
    return PreflightReport(findings=tuple(findings), figures=figures)


def _checked(pdf: pikepdf.Pdf, data: bytes, demand: Demand, memory: Memory, findings: Findings) -> Figures:
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
    boxes = [read_boxes(page, number) for number, page in enumerate(pdf.pages, 1)]
    _check_trims(boxes, findings)
    verdicts = {known.page: memory.known(known.page) for known in boxes}
    new = [known for known in boxes if verdicts[known.page] is None]
    for judged in _judge_pages(pdf, data, new, demand):
        verdict = verdicts[judged.boxes.page] = judged.verdict()
        memory.keep(judged.boxes.page, verdict)
    whole = [(page, verdict) for page, verdict in verdicts.items() if verdict is not None]
    for _, verdict in whole:
        findings.take(verdict.findings)
    check_repeats(whole, findings)
    return _figures(boxes, whole, condition)


def _judge_pages(pdf: pikepdf.Pdf, data: bytes, boxes: list[PageBoxes], demand: Demand) -> list[_Judged]:
    pages = [_Judged(known) for known in boxes]
    shapes = Shapes()
    for judged in pages:
        place = judged.boxes.place()
        _guarded(place, judged.findings, partial(_judge_page, pdf.pages[judged.boxes.page - 1], demand, shapes, judged))
    samples = Samples()
    marks = [mark for judged in pages for mark in judged.images.values()]
    samples.open_all(mark.image for mark in marks if is_coded(mark.filters))
    for judged in pages:
        for mark in judged.images.values():
            check_soundness(mark, judged.boxes, samples, judged.findings)
    near = [judged for judged in pages if judged.near_knife]
    if near:
        _judge_near_knife(data, near, demand.shop)
    if pages:
        _guarded(FILE, pages[0].findings, lambda: _judge_plates(data, pages, demand.shop, samples, shapes))
    return pages


def _judge_near_knife(data: bytes, pages: list[_Judged], shop: Shop) -> None:
    document = pypdfium2.PdfDocument(data)
    for judged in pages:
        boxes, marks = judged.boxes, judged.near_knife
        check = partial(check_near_knife, document, marks, boxes, shop, judged.findings)
        _guarded(boxes.place(), judged.findings, check)
    document.close()


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


def _judge_page(page: pikepdf.Page, demand: Demand, shapes: Shapes, judged: _Judged) -> None:
    boxes, findings = judged.boxes, judged.findings
    check_boxes(page, boxes, demand.shop, findings)
    # Marks in the slug are the shop's business, colours there are not: the whole medium is read.
    try:
        reading = read_page(page, boxes.media, shapes)
    except TooMuch:
        findings.error("content-endless", boxes.place())
        return
    for kind, source in dict.fromkeys(reading.oddities):
        told = kind in _ODDITIES_TOLD_ONLY and demand.standard != "x1a"
        tell = findings.warning if told else findings.error
        tell(_ODDITIES[kind], boxes.place(None, source))
    for face in reading.typefaces.values():
        check_typeface(face, boxes, findings)
        # Each subset of a font has a name of its own.
        judged.fonts.add(face.name.partition("+")[2] if face.subset else face.name)
        if demand.outlined:
            findings.error("type-not-outlined", boxes.place(), font=face.name)
    check_transparency(page, reading, boxes, demand.standard, findings)
    for mark in reading.marks:
        if not mark.in_mask:
            _judge_mark(mark, demand, judged)
    _check_marks_in_bleed(reading, boxes, demand.shop, findings)


def _judge_mark(mark: Mark, demand: Demand, judged: _Judged) -> None:
    boxes, findings = judged.boxes, judged.findings
    check_color(mark, boxes, demand.spots, demand.shop, findings)
    judged.inks |= inks_of(mark)
    in_bleed = shared(mark.box, boxes.bleed) is not None
    if isinstance(mark, TextMark) and in_bleed:
        check_type(mark, boxes, demand.shop, findings)
        judged.smallest_type = min(judged.smallest_type, mark.size)
        if (mark.fill or mark.stroke) and is_near_knife(mark.box, boxes, demand.shop):
            judged.near_knife.append(mark)
    if isinstance(mark, TextMark | PathMark) and in_bleed:
        check_lines(mark, boxes, demand.shop, findings)
        judged.thinnest_line = min(judged.thinnest_line, thickness_of(mark))
    if isinstance(mark, ImageMark):
        check_image(mark, boxes, demand.standard, demand.shop, findings)
        judged.lowest_ppi = min(judged.lowest_ppi, mark.ppi)
        judged.pictures += 1
        if mark.image is not None:
            judged.images.setdefault(mark.image.objgen, mark)


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


def _judge_plates(data: bytes, pages: list[_Judged], shop: Shop, samples: Samples, shapes: Shapes) -> None:
    sheets: dict[int, Sheet] = {}
    by_page = {judged.boxes.page: judged for judged in pages}
    for number, judged in by_page.items():
        known = judged.boxes
        area = shared(known.bleed, known.media)
        if area is None or not all(1 <= side <= LARGEST_SIDE for side in (area[2] - area[0], area[3] - area[1])):
            judged.findings.error("page-undrawable", known.place())
        elif area == known.bleed:
            sheets[number] = Sheet(number, area, tuple(sorted(judged.inks - {REGISTRATION})))
    trouble: list[tuple[int, str]] = []
    for plates in separate(data, sheets.values(), samples, shapes, trouble):
        judged = by_page[plates.page]
        judged.highest_ink = check_ink(plates, judged.boxes, shop, judged.findings)
        check_bleed(plates, judged.boxes, judged.findings)
        judged.look = look_of(plates)
    for page, reason in dict.fromkeys(trouble):
        by_page[page].findings.warning("ink-unmeasured", Place(page), reason=reason[:80])


def _figures(boxes: list[PageBoxes], whole: list[tuple[int, PageVerdict]], condition: str) -> Figures:
    def least(name: str) -> float | None:
        return min((value for _, v in whole if (value := getattr(v, name)) is not None), default=None)

    ink, page = max(((v.highest_ink, -page) for page, v in whole if v.highest_ink is not None), default=(None, 0))
    smallest, thinnest, lowest = (least(name) for name in ("smallest_type", "thinnest_line", "lowest_ppi"))
    return Figures(
        pages=len(boxes),
        trim_mm=boxes[0].trim_mm,
        smallest_bleed_mm=round(min(min(one.bleeds.values()) for one in boxes), 2),
        highest_ink=None if ink is None else round(ink, 1),
        highest_ink_page=-page,
        inks=tuple(sorted({ink for _, v in whole for ink in v.inks})),
        smallest_type_pt=None if smallest is None else round(smallest, 2),
        thinnest_line_pt=None if thinnest is None else round(thinnest, 2),
        lowest_ppi=None if lowest is None else int(lowest),
        pictures=sum(v.pictures for _, v in whole),
        fonts=len({font for _, v in whole for font in v.fonts}),
        condition=condition,
    )


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
