"""Sheets as PDF: every source page once as a Form XObject, fonts and pictures shared, the source's claims kept.

Any producer's PDF can be the source. Needs pikepdf, which no build loads.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name

from builder.diagnostics import Diagnostics
from builder.geometry import Matrix, Rect, Size
from builder.production.imposition.marking import sides_of
from builder.production.imposition.sheets import Placement, Sheet, Side
from builder.source import whole_file
from builder.units import PER_POINT, Length, mm, pt
from builder.writers.numbers import decimal, points

SAME = mm(0.1)
"""Trims that differ by less are one size: producers round."""
_BOOK_ONLY = (
    *("Outlines", "StructTreeRoot", "MarkInfo", "PageLabels", "Names", "Dests", "OpenAction", "AA", "AcroForm"),
    *("Threads", "PageLayout", "PageMode", "ViewerPreferences", "URI", "DPartRoot"),
)
"""Entries of the catalog that speak of pages which are no pages any more (ISO 32000-1, table 28)."""
_READERS_CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfaid:rev", "pdfuaid:part")
"""Standards for readers: sheets have no reading order, so they must not go on claiming one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """A page in its own points, upright: corners (left, bottom, right, top) of its boxes after rotation."""

    trim: tuple[float, float, float, float]
    bleed: tuple[float, float, float, float]
    upright: tuple[float, float, float, float, float, float]
    """From the content's space to the upright page's."""

    @property
    def size(self) -> Size:
        left, bottom, right, top = self.trim
        return Size(pt(right - left), pt(top - bottom))

    @property
    def bleed_width(self) -> Length:
        """The bleed that it has on all four sides."""
        (a, b, c, d), (left, bottom, right, top) = self.bleed, self.trim
        return max(0, pt(min(left - a, bottom - b, c - right, d - top)))


class SourceFile:
    """An opened PDF whose pages will be placed."""

    def __init__(self, pdf: pikepdf.Pdf, file: str) -> None:
        self.pdf = pdf
        self.file = file
        self.pages = tuple(_source_page(page.obj) for page in pdf.pages)

    @property
    def right_bound(self) -> bool:
        """Whether the file says that it reads from the right (ISO 32000-1, 12.2, Direction)."""
        wishes = self.pdf.Root.get("/ViewerPreferences")
        return isinstance(wishes, Dictionary) and wishes.get("/Direction") == "/R2L"

    @property
    def title(self) -> str:
        """The title of Info, else the file's name."""
        info = self.pdf.trailer.get("/Info")
        return str(info.get("/Title", "")) if isinstance(info, Dictionary) else ""

    @property
    def date(self) -> str:
        """The day of the last change as Info has it (`2022-12-31`), or nothing: the sheets' bytes ask no clock."""
        info = self.pdf.trailer.get("/Info")
        text = str(info.get("/ModDate", "")) if isinstance(info, Dictionary) else ""
        digits = text.removeprefix("D:")[:8]
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 and digits.isdigit() else ""


def open_source(data: bytes, file: str, report: Diagnostics) -> SourceFile | None:
    """Open a PDF to be imposed.

    Reports `sheet-source-locked`, `sheet-source-unreadable`, `sheet-source-empty`, `sheet-sizes-differ`.
    """
    place = whole_file(file)
    try:
        pdf = pikepdf.open(io.BytesIO(data))
        if pdf.is_encrypted:
            report.error("sheet-source-locked", place)
            return None
        source = SourceFile(pdf, file)
    except pikepdf.PasswordError:
        report.error("sheet-source-locked", place)
        return None
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError) as error:
        report.error("sheet-source-unreadable", place, reason=str(error))
        return None
    if not source.pages:
        report.error("sheet-source-empty", place)
        return None
    first = source.pages[0].size
    for number, page in enumerate(source.pages, 1):
        size = page.size
        if abs(size.width - first.width) > SAME or abs(size.height - first.height) > SAME:
            report.error("sheet-sizes-differ", place, page=number, size=_told(size), first=_told(first))
            return None
    return source


def _told(size: Size) -> str:
    return f"{decimal(size.width / 36_000, 1)}×{decimal(size.height / 36_000, 1)}"


def write_sheets(
    source: SourceFile,
    sheets: Sequence[Sheet],
    sequence: Sequence[int | None],
    marks: bytes | None,
    bleed: Length,
) -> bytes:
    """The sheet set as PDF; the same input gives the same bytes.

    Args:
        sequence: for each place in the book the source page's index, None for a blank.
        marks: a PDF with one page of marks for each side, or None.
        bleed: how far the sheets' BleedBox lies outside their TrimBox, which is all places together.
    """
    pdf = source.pdf
    forms = [_form(pdf, page.obj, known) for page, known in zip(pdf.pages, source.pages, strict=True)]
    is_grouped = any("/Group" in form for form in forms)
    sides = [(sheet, side) for sheet in sheets for _, side in sides_of(sheet)]
    marking = _mark_forms(pdf, marks)
    made: dict[int, pikepdf.Object] = {}
    del pdf.pages[:]
    for index, (sheet, side) in enumerate(sides):
        key = id(side)
        if key not in made:
            made[key] = _contents(pdf, sheet, side, sequence, source)
        used = {f"/P{p}": forms[p] for p in _indices(side, sequence)}
        page = _page(sheet, side, bleed, used, made[key])
        if marking:
            page.Resources.XObject["/Marks"] = marking[index]
            page.Contents = Array([page.Contents, pdf.make_stream(b"/Marks Do\n")])
        if is_grouped:
            page.Group = Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK)
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    _forget_the_book(pdf)
    output = io.BytesIO()
    pdf.save(output, deterministic_id=True, fix_metadata_version=False, compress_streams=True)
    return output.getvalue()


def _forget_the_book(pdf: pikepdf.Pdf) -> None:
    for key in _BOOK_ONLY:
        if f"/{key}" in pdf.Root:
            del pdf.Root[f"/{key}"]
    if "/Metadata" in pdf.Root and b"pdfaid" in pdf.Root.Metadata.read_bytes():
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
            for claim in _READERS_CLAIMS:
                if claim in packet:
                    del packet[claim]


def _indices(side: Side, sequence: Sequence[int | None]) -> list[int]:
    found = (sequence[placement.page - 1] for placement in side.placements)
    return sorted({index for index in found if index is not None})


def _contents(
    pdf: pikepdf.Pdf, sheet: Sheet, side: Side, sequence: Sequence[int | None], source: SourceFile
) -> pikepdf.Object:
    drawn = []
    for placement in side.placements:
        index = sequence[placement.page - 1]
        if index is not None:
            drawn.append(_drawn(placement, index, source.pages[index], sheet.paper.height))
    return pdf.make_indirect(pdf.make_stream("".join(drawn).encode()))


def _drawn(placement: Placement, index: int, page: SourcePage, paper: Length) -> str:
    clip = placement.clip
    area = " ".join(points(v) for v in (clip.x, paper - clip.bottom, clip.width, clip.height))
    numbers = " ".join(
        decimal(v, 6 if place < 4 else 5) for place, v in enumerate(to_pdf(placement.matrix, page, paper))
    )
    return f"q {area} re W n {numbers} cm /P{index} Do Q\n"


def to_pdf(matrix: Matrix, page: SourcePage, paper: Length) -> tuple[float, float, float, float, float, float]:
    """The map from the upright page's points to the sheet's, both y upwards."""
    left, _, _, top = page.trim
    m = matrix
    e, f = m.e / PER_POINT, (paper - m.f) / PER_POINT
    return (m.a, -m.b, -m.c, m.d, e - m.a * left + m.c * top, f + m.b * left - m.d * top)


def _page(
    sheet: Sheet, side: Side, bleed: Length, forms: Mapping[str, pikepdf.Object], contents: pikepdf.Object
) -> pikepdf.Dictionary:
    height = sheet.paper.height
    block = side.block
    return Dictionary(
        Type=Name.Page,
        MediaBox=_box(Rect(0, 0, sheet.paper.width, height), height),
        BleedBox=_box(block.grown(bleed), height),
        TrimBox=_box(block, height),
        Resources=Dictionary(XObject=Dictionary(dict(forms))),
        Contents=contents,
    )


def _box(area: Rect, height: Length) -> Array:
    corners = (area.x, height - area.bottom, area.right, height - area.y)
    return Array([round(corner / PER_POINT, 5) for corner in corners])


def _mark_forms(pdf: pikepdf.Pdf, marks: bytes | None) -> list[pikepdf.Object]:
    if marks is None:
        return []
    with pikepdf.open(io.BytesIO(marks)) as marked:
        forms = [_form(marked, page.obj, _source_page(page.obj)) for page in marked.pages]
        return [pdf.copy_foreign(marked.make_indirect(form)) for form in forms]


def _form(pdf: pikepdf.Pdf, page: pikepdf.Object, known: SourcePage) -> pikepdf.Object:
    """The page as a Form XObject clipped to its BleedBox (ISO 32000-1, 8.10.2); its bytes are not packed anew."""
    contents = page.get("/Contents")
    entries = {
        "/Type": Name.XObject,
        "/Subtype": Name.Form,
        "/BBox": Array([round(v, 5) for v in _unturned(known)]),
        "/Resources": _inherited(page, "/Resources") or Dictionary(),
    }
    if known.upright != _UPRIGHT:
        entries["/Matrix"] = Array([round(v, 6) for v in known.upright])
    if "/Group" in page:
        entries["/Group"] = page.Group
    if isinstance(contents, pikepdf.Stream):
        packed = {key: contents[key] for key in ("/Filter", "/DecodeParms") if key in contents}
        form = pikepdf.Stream(pdf, contents.read_raw_bytes(), {**entries, **packed})
    else:
        parts = list(contents.as_list()) if isinstance(contents, Array) else []
        form = pikepdf.Stream(pdf, b"\n".join(part.read_bytes() for part in parts), entries)
    return pdf.make_indirect(form)


_UPRIGHT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_TURNS = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}
"""What /Rotate, clockwise, does to coordinates."""


def _source_page(page: pikepdf.Object) -> SourcePage:
    media = _corners(_inherited(page, "/MediaBox"))
    if media is None:
        raise ValueError("a page has no MediaBox")
    crop = _corners(_inherited(page, "/CropBox")) or media
    bleed = _corners(page.get("/BleedBox")) or crop
    trim = _corners(page.get("/TrimBox")) or _corners(page.get("/ArtBox")) or crop
    unit = float(page.get("/UserUnit", 1))
    a, b, c, d = (unit * v for v in _TURNS[int(_inherited(page, "/Rotate") or 0) % 360])
    upright = (a, b, c, d, 0.0, 0.0)
    return SourcePage(trim=_mapped(trim, upright), bleed=_mapped(bleed, upright), upright=upright)


_Box = tuple[float, float, float, float]
_Map = tuple[float, float, float, float, float, float]


def _corners(box: pikepdf.Object | None) -> _Box | None:
    if box is None:
        return None
    x1, y1, x2, y2 = (float(v) for v in box.as_list())
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _mapped(box: _Box, by: _Map) -> _Box:
    a, b, c, d, _, _ = by
    x1, y1, x2, y2 = box
    u1, v1, u2, v2 = a * x1 + c * y1, b * x1 + d * y1, a * x2 + c * y2, b * x2 + d * y2
    return min(u1, u2), min(v1, v2), max(u1, u2), max(v1, v2)


def _unturned(page: SourcePage) -> _Box:
    """The bleed in the content's own space."""
    a, b, c, d, _, _ = page.upright
    size = a * d - b * c
    return _mapped(page.bleed, (d / size, -b / size, -c / size, a / size, 0, 0))


def _inherited(page: pikepdf.Object, key: str) -> pikepdf.Object | None:
    """A page's entry, its own or that of the nearest node above (ISO 32000-1, 7.7.3.4)."""
    node: pikepdf.Object | None = page
    for _ in range(_DEEPEST_TREE):
        if node is None:
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    raise ValueError("the page tree leads to itself")


_DEEPEST_TREE = 1000
