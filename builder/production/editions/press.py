"""One file for a digital press: PDF/VT-1 (ISO 16612-2), which is a PDF/X-4 with a tree of document parts.

The book's pages stand in the file once, as encapsulated form XObjects that a press may rasterise once and keep; each
school adds page objects that show them, its own marks, and a document part with what is known of it. The file is
written as it grows, so memory stays flat however many schools there are.
"""

import hashlib
import io
import zlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import pikepdf

from builder.layout.own_pages import OwnPage
from builder.writers.objects import Reference, string

OBJECTS_PER_STREAM = 200
"""More make a reader unpack much to see one object, fewer pack worse."""
VT_NAMESPACE = "http://www.npes.org/pdfvt/ns/id/"
PARTS_A_ROW = 1000
"""Children in one row of a part's DParts: readers keep arrays below 8,191 elements (ISO 32000-1, annex C)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One school's part of the file."""

    pages: tuple[OwnPage, ...]
    metadata: Mapping[str, str]
    """Keys of the DPM dictionary to text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The shared part of the file, up to where its cross-references began, and what pages refer to."""

    data: bytes
    offsets: Mapping[int, int]
    """Object number to where it stands."""
    pages: int
    """Number of the page tree's root, which is written last."""
    parts: int
    """Number of the root of document parts' dictionary."""
    resources: Reference
    shows: tuple[Reference, ...]
    """For each shared page the content that shows it."""
    root: Reference
    info: Reference
    boxes: bytes
    """BleedBox and TrimBox of every page."""
    medium: bytes


def shared_body(book: bytes, own: bytes, chosen: Sequence[int]) -> Body:
    """The book's chosen pages as form XObjects, with the resources of the schools' marks.

    Args:
        book: the print file.
        own: a file whose first page has the resources that the schools' marks use.
        chosen: indices of the pages that each school's part shows, in order.
    """
    with pikepdf.open(io.BytesIO(book)) as pdf, pikepdf.open(io.BytesIO(own)) as marks:
        first = pdf.pages[0].obj
        boxes = b"/BleedBox%s/TrimBox%s" % (first.BleedBox.unparse(), first.TrimBox.unparse())
        medium = first.MediaBox.unparse()
        resources = pdf.copy_foreign(marks.make_indirect(marks.pages[0].obj.Resources))
        forms = {f"/Book{index}": _form(pdf, index) for index in chosen}
        resources.XObject = pikepdf.Dictionary(forms)
        shows = [pdf.make_indirect(pikepdf.Stream(pdf, b"/Book%d Do" % index)) for index in chosen]
        while len(pdf.pages):
            del pdf.pages[0]
        tree = pdf.Root.Pages
        # Under a name of our own: a Resources entry would be taken for what pages inherit, and there are none yet.
        tree.Kept = pikepdf.Array([resources, *shows])
        pdf.Root.DPartRoot = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.DPartRoot))
        _claim(pdf)
        packed = io.BytesIO()
        pdf.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=True,
            fix_metadata_version=False,
            static_id=True,
            min_version="1.6",
        )
    return _body(packed.getvalue(), boxes, medium)


def _form(pdf: pikepdf.Pdf, index: int) -> pikepdf.Object:
    """A page as an encapsulated form (ISO 16612-2, 6.7.4): its look depends on nothing outside it."""
    page = pdf.pages[index]
    form = pdf.make_indirect(page.as_form_xobject())
    # Trimmed, unless told otherwise; the press wants the bleed.
    form.BBox = page.obj.MediaBox
    form.GTS_Encapsulated = True
    form.GTS_Scope = pikepdf.Name.File
    form.GTS_XID = pikepdf.String(f"uuid:{_uuid(form.read_raw_bytes() + b'%d' % index)}")
    return form


def _uuid(data: bytes) -> str:
    text = hashlib.sha256(data).hexdigest()
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-a{text[17:20]}-{text[20:32]}"


def _claim(pdf: pikepdf.Pdf) -> None:
    """Name PDF/VT-1 beside PDF/X-4 in the XMP (ISO 16612-2, 6.4); its date is that of the last change."""
    packet = pdf.Root.Metadata.read_bytes().decode()
    moment = packet.partition("<xmp:ModifyDate>")[2].partition("<")[0]
    claim = (
        f'<rdf:Description rdf:about="" xmlns:pdfvtid="{VT_NAMESPACE}">\n'
        f"<pdfvtid:GTS_PDFVTVersion>PDF/VT-1</pdfvtid:GTS_PDFVTVersion>\n"
        f"<pdfvtid:GTS_PDFVTModDate>{moment}</pdfvtid:GTS_PDFVTModDate>\n</rdf:Description>\n</rdf:RDF>"
    )
    stream = pikepdf.Stream(pdf, packet.replace("</rdf:RDF>", claim).encode())
    stream.Type, stream.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    pdf.Root.Metadata = pdf.make_indirect(stream)


def _body(data: bytes, boxes: bytes, medium: bytes) -> Body:
    table = int(data[data.rindex(b"startxref") :].split()[1])
    rows = data[table:].split(b"\n")
    first, count = map(int, rows[1].split())
    offsets = {first + at: int(row[:10]) for at, row in enumerate(rows[2 : 2 + count]) if row[17:18] == b"n"}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tree = pdf.Root.Pages
        return Body(
            data=data[:table],
            offsets=offsets,
            pages=tree.objgen[0],
            parts=pdf.Root.DPartRoot.objgen[0],
            resources=Reference(tree.Kept[0].unparse()),
            shows=tuple(Reference(show.unparse()) for show in list(tree.Kept)[1:]),
            root=Reference(pdf.trailer.Root.unparse()),
            info=Reference(pdf.trailer.Info.unparse()),
            boxes=boxes,
            medium=medium,
        )


class PressWriter:
    """Writes school after school, then what holds them together."""

    def __init__(self, target: BinaryIO, body: Body, draw: Callable[[OwnPage], bytes]) -> None:
        self._target = target
        self._body = body
        self._draw = draw
        self._digest = hashlib.sha256(body.data)
        size = max(body.offsets) + 1
        self._kinds = bytearray(size)
        self._places = array("Q", bytes(8 * size))
        self._extra = array("H", bytes(2 * size))
        for number, offset in body.offsets.items():
            if number not in (body.pages, body.parts):
                self._kinds[number], self._places[number] = 1, offset
        self._at = target.write(body.data)
        self._waiting: list[tuple[int, bytes]] = []
        self._nodes: list[int] = []
        self._parts: list[int] = []
        self._top = self._reserve()

    def _reserve(self) -> int:
        self._kinds.append(0)
        self._places.append(0)
        self._extra.append(0)
        return len(self._kinds) - 1

    def add(self, record: Record, indices: Mapping[int, int]) -> None:
        """One school's pages and part. `indices` says which of the shared pages an own page lies on."""
        body = self._body
        own = {indices[page.page]: self._stream(zlib.compress(self._draw(page), 6)) for page in record.pages}
        node, part = self._reserve(), self._reserve()
        pages = [self._reserve() for _ in body.shows]
        for index, (number, show) in enumerate(zip(pages, body.shows, strict=True)):
            contents = b"[%s %d 0 R]" % (show, own[index]) if index in own else show
            self._put(
                number,
                b"<</Type/Page/Parent %d 0 R/Contents %s%s/DPart %d 0 R>>" % (node, contents, body.boxes, part),
            )
        kids = b" ".join(b"%d 0 R" % number for number in pages)
        self._put(node, b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%s]>>" % (body.pages, len(pages), kids))
        known = b"".join(b"/%s%s" % (key.encode(), string(value)) for key, value in record.metadata.items())
        self._put(
            part,
            b"<</Type/DPart/Parent %d 0 R/Start %d 0 R/End %d 0 R/DPM<<%s>>>>"
            % (self._top, pages[0], pages[-1], known),
        )
        self._nodes.append(node)
        self._parts.append(part)

    def finish(self) -> None:
        """The trees' roots, the last objects and the cross-references."""
        body = self._body
        kids = b" ".join(b"%d 0 R" % node for node in self._nodes)
        count = len(self._nodes) * len(body.shows)
        inherited = b"/Resources %s/MediaBox%s" % (body.resources, body.medium)
        self._put(body.pages, b"<</Type/Pages/Count %d%s/Kids[%s]>>" % (count, inherited, kids))
        rows = [self._parts[at : at + PARTS_A_ROW] for at in range(0, len(self._parts), PARTS_A_ROW)]
        parts = b"".join(b"[" + b" ".join(b"%d 0 R" % part for part in row) + b"]" for row in rows)
        self._put(self._top, b"<</Type/DPart/Parent %d 0 R/DParts[%s]>>" % (body.parts, parts))
        names = b"/RecordLevel 1/NodeNameList[/Delivery/School]"
        self._put(body.parts, b"<</Type/DPartRoot/DPartRootNode %d 0 R%s>>" % (self._top, names))
        self._pack()
        self._cross_references()

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._at += self._target.write(data)

    def _stream(self, data: bytes, entries: bytes = b"", number: int = 0) -> int:
        number = number or self._reserve()
        self._kinds[number], self._places[number] = 1, self._at
        head = b"%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>\nstream\n" % (number, entries, len(data))
        self._write(head + data + b"\nendstream\nendobj\n")
        return number

    def _put(self, number: int, body: bytes) -> None:
        self._waiting.append((number, body))
        if len(self._waiting) >= OBJECTS_PER_STREAM:
            self._pack()

    def _pack(self) -> None:
        """The waiting objects as one object stream (ISO 32000-1, 7.5.7)."""
        if not self._waiting:
            return
        stream, at, pairs = self._reserve(), 0, []
        for place, (number, body) in enumerate(self._waiting):
            self._kinds[number], self._places[number], self._extra[number] = 2, stream, place
            pairs.append(b"%d %d" % (number, at))
            at += len(body) + 1
        head = b" ".join(pairs) + b"\n"
        data = zlib.compress(head + b"\n".join(body for _, body in self._waiting), 6)
        entries = b"/Type/ObjStm/N %d/First %d" % (len(self._waiting), len(head))
        self._waiting.clear()
        self._stream(data, entries, stream)

    def _cross_references(self) -> None:
        """One stream for all objects, each row written as its difference from the one above (predictor 12)."""
        number = self._reserve()
        self._kinds[number], self._places[number] = 1, self._at
        packer, before, parts = zlib.compressobj(6), bytes(8), []
        for kind, place, extra in zip(self._kinds, self._places, self._extra, strict=True):
            row = bytes((kind,)) + place.to_bytes(5, "big") + extra.to_bytes(2, "big")
            parts.append(packer.compress(b"\x02" + bytes((a - b) & 0xFF for a, b in zip(row, before, strict=True))))
            before = row
        data = b"".join(parts) + packer.flush()
        mark = self._digest.hexdigest()[:32].encode()
        entries = b"/Type/XRef/Size %d/W[1 5 2]/Root %s/Info %s/ID[<%s><%s>]/DecodeParms<</Predictor 12/Columns 8>>" % (
            len(self._kinds),
            self._body.root,
            self._body.info,
            mark,
            mark,
        )
        at = self._at
        self._stream(data, entries, number)
        self._write(b"startxref\n%d\n%%%%EOF\n" % at)
