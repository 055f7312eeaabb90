"""The file that editions of one shape share, with room kept for what is a school's own.

The book is written once and linearised once (ISO 32000-1, annex F). Where a school's objects will stand there is
reserved room of a fixed size, so every edition has the same offsets, cross-references and hints: filling it in is
copying a few kilobytes over placeholders. What is left of the room is white space between objects.
"""

import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pikepdf

from builder.fonts import FontFace
from builder.production.editions.subsets import CommonCut
from builder.writers.fonts import font_descriptor, postscript_name
from builder.writers.objects import Element, dictionary, name, serialized, string

ROOM = 150_000
"""Bytes of the budget kept for schools' objects, the linearisation's hints and unpacked object streams."""

_STEPS = {"content": 1024, "file": 4096, "unicode": 512, "widths": 256, "alt": 256, "info": 256, "xmp": 256}
"""Room grows in steps, so that one school more in the table seldom changes the files of all others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Room for one object."""

    offset: int
    size: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A whole file in which only the regions and the changing halves of the IDs wait for a school."""

    model: str
    """Name of its file where the run works."""
    size: int
    seal: bytes
    """Its SHA-256."""
    regions: Mapping[str, Region]
    identities: tuple[int, ...]
    """Where the 32 hexadecimal digits of each trailer's second ID stand."""
    page_count: int
    page_indices: Mapping[int, int]
    """Page (as in `OwnPage`) to its index."""
    info: Mapping[str, bytes]
    title: str
    packet: str
    """The XMP packet, `_TITLE` and `_IDENTITY` in place of what differs."""


_TITLE, _IDENTITY = "\ue000title\ue000", "\ue000identity\ue000"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnShape:
    """What all editions of a shape have in common of their own."""

    kinds: Mapping[int, tuple[str, ...]]
    """Page (as in `OwnPage`) to the structure types of its marks."""
    boxes: tuple[bytes, ...]
    """The place of each code on its page, as a rectangle array, in the order of the marks."""
    faces: Mapping[str, FontFace]
    """Names of content streams to the faces they mean."""
    cuts: Mapping[str, CommonCut]
    room: Mapping[str, int]
    """Bytes that each object needs at most, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """The book before anything of a school."""

    data: bytes
    title: str
    page_indices: Mapping[int, int]
    bases: Mapping[int, int]
    """Each own page's first free marked-content id."""


def open_master(data: bytes, title: str, page_indices: Mapping[int, int]) -> Master:
    """`data` is a tagged PDF of ours; `page_indices` says at which index each own page stands."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        owners = _owners(pdf)
        bases = {page: len(owners[int(pdf.pages[at].StructParents)]) for page, at in page_indices.items()}
    return Master(data=data, title=title, page_indices=page_indices, bases=bases)


def _owners(pdf: pikepdf.Pdf) -> dict[int, pikepdf.Object]:
    rows = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    return {int(key): value for key, value in zip(rows[::2], rows[1::2], strict=True)}


def build_template(master: Master, shape: OwnShape, model: str) -> tuple[Template, bytes]:
    """The linearised file with room for a school, to be put under the name `model`."""
    with pikepdf.open(io.BytesIO(master.data)) as pdf:
        packet = pdf.Root.Metadata.read_bytes()
        keeper = _Keeper(pdf, {**shape.room, "xmp": shape.room["xmp"] + len(packet)})
        fonts = {called: _font(keeper, called, face, shape.cuts[called]) for called, face in shape.faces.items()}
        boxes = iter(shape.boxes)
        for page, kinds in shape.kinds.items():
            leaf = pdf.pages[master.page_indices[page]]
            _add_content(leaf, keeper.stream(f"content:{page}"), fonts)
            _add_elements(keeper, leaf.obj, kinds, boxes)
        info = {str(key)[1:]: value.unparse() for key, value in pdf.docinfo.items()}
        pdf.Root.Metadata = keeper.stream("xmp", {"/Type": pikepdf.Name.Metadata, "/Subtype": pikepdf.Name.XML})
        pdf.docinfo[pikepdf.Name.Title] = keeper.text("info")
        output = io.BytesIO()
        pdf.save(
            output,
            linearize=True,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            deterministic_id=True,
        )
        count = len(pdf.pages)
    data = output.getvalue()
    template = Template(
        model=model,
        size=len(data),
        seal=hashlib.sha256(data).digest(),
        regions={own: _region(data, own) for own in keeper.names},
        identities=tuple(match.start(1) for match in _ID.finditer(data)),
        page_count=count,
        page_indices=master.page_indices,
        info=info,
        title=master.title,
        packet=_open_packet(packet.decode(), master.title),
    )
    return template, data


_ID = re.compile(rb"/ID ?\[ ?<[0-9a-f]{32}> ?<([0-9a-f]{32})> ?\]")
_UUID = re.compile("uuid:[0-9a-f-]{36}")


def _open_packet(packet: str, title: str) -> str:
    """The packet with its title and identity taken out."""
    head, found, tail = packet.partition("<dc:title>")
    titles, end, rest = tail.partition("</dc:title>")
    opened = head + found + titles.replace(f">{escape(title)}<", f">{_TITLE}<") + end + rest
    return _UUID.sub(f"uuid:{_IDENTITY}", opened)


class _Keeper:
    """Keeps room in a file: each object's placeholder has a mark of its own and the size it may come to need."""

    def __init__(self, pdf: pikepdf.Pdf, room: Mapping[str, int]) -> None:
        self.pdf = pdf
        self.names: list[str] = []
        self._room = room

    def _mark(self, own: str) -> bytes:
        step = _STEPS[own.partition(":")[0]]
        self.names.append(own)
        return _marker(own).ljust(-(-self._room[own] // step) * step + step, b"~")

    def stream(self, own: str, entries: Mapping[str, pikepdf.Object] | None = None) -> pikepdf.Object:
        return self.pdf.make_indirect(pikepdf.Stream(self.pdf, self._mark(own), entries or {}))

    def placeholder(self, own: str) -> pikepdf.Object:
        return self.pdf.make_indirect(self.text(own))

    def text(self, own: str) -> pikepdf.String:
        return pikepdf.String(self._mark(own).decode())


def _marker(own: str) -> bytes:
    return b"[[room for %s]]" % own.encode()


def _font(keeper: _Keeper, called: str, face: FontFace, cut: CommonCut) -> pikepdf.Object:
    """A Type 0 font whose program, widths and texts are a school's own (ISO 32000-1, 9.7)."""
    make = keeper.pdf.make_indirect
    tag = "".join(chr(65 + byte % 26) for byte in face.locked.sha256.encode()[:6])
    base = "/" + tag + "+" + name(postscript_name(face))[1:]
    entries: dict[str, Element] = {**font_descriptor(face), "FontName": base}
    descriptor = pikepdf.Object.parse(serialized(dictionary(entries)))
    program = keeper.stream(f"file:{called}")
    descriptor[pikepdf.Name("/FontFile3" if cut.is_cff else "/FontFile2")] = program
    below = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name("/CIDFontType0" if cut.is_cff else "/CIDFontType2"),
        BaseFont=pikepdf.Name(base),
        CIDSystemInfo=pikepdf.Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=make(descriptor),
        DW=1000,
        W=keeper.placeholder(f"widths:{called}"),
    )
    if not cut.is_cff:
        below.CIDToGIDMap = pikepdf.Name.Identity
    return make(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=pikepdf.Name(base),
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=[make(below)],
            ToUnicode=keeper.stream(f"unicode:{called}"),
        )
    )


def _add_content(leaf: pikepdf.Page, content: pikepdf.Object, fonts: Mapping[str, pikepdf.Object]) -> None:
    before = leaf.obj.get("/Contents")
    leaf.obj.Contents = pikepdf.Array([before, content] if before is not None else [content])
    resources = leaf.obj.Resources
    known = resources.get("/Font", pikepdf.Dictionary())
    resources.Font = pikepdf.Dictionary(
        {**dict(known.items()), **{f"/{called}": font for called, font in fonts.items()}}
    )


def _add_elements(keeper: _Keeper, leaf: pikepdf.Object, kinds: Sequence[str], boxes: Iterator[bytes]) -> None:
    """A section with an element for each mark, put where the page comes in the reading order."""
    pdf = keeper.pdf
    tree = pdf.Root.StructTreeRoot
    document = tree.K[0]
    key = int(leaf.StructParents)
    owners = _owners(pdf)[key]
    section = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.Sect, P=document))
    elements = []
    for kind in kinds:
        element = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.StructElem, S=pikepdf.Name(f"/{kind}"), P=section, Pg=leaf, K=len(owners)
            )
        )
        if kind == "Figure":
            element.Alt = keeper.placeholder(f"alt:{sum(n.startswith('alt:') for n in keeper.names)}")
            element.A = pikepdf.Object.parse(b"<</O/Layout/Placement/Block/BBox%s>>" % next(boxes))
        owners.append(element)
        elements.append(element)
    section.K = pikepdf.Array(elements)
    document.K.insert(_place(pdf, document, leaf), section)


def _place(pdf: pikepdf.Pdf, document: pikepdf.Object, leaf: pikepdf.Object) -> int:
    """Behind all that stands on earlier pages or on this one."""
    order = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    own = order[leaf.objgen]
    return max((at for at, kid in enumerate(document.K, 1) if _first_page(kid, order) <= own), default=0)


def _first_page(element: pikepdf.Object, order: Mapping[tuple[int, int], int]) -> int:
    found = order[element.Pg.objgen] if "/Pg" in element else len(order)
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary):
            found = min(found, _first_page(kid, order))
    return found


def _region(data: bytes, own: str) -> Region:
    """From the number of the placeholder's object to the end of its `endobj`."""
    at = data.index(_marker(own))
    start = data.rindex(b" 0 obj\n", 0, at)
    start = data.rindex(b"\n", 0, start) + 1
    end = data.index(b"endobj\n", at) + len(b"endobj\n")
    return Region(offset=start, size=end - start, number=int(data[start : data.index(b" ", start)]))


def own_title(title: str, school: str) -> str:
    """The title of a school's edition."""
    return f"{title} · {school}"


def describe(template: Template, school: str, digest: bytes) -> dict[str, bytes]:
    """What an edition says about itself: Info, and an XMP packet that agrees with it."""
    title = own_title(template.title, school)
    text = digest.hex()
    identity = f"{text[:8]}-{text[8:12]}-5{text[13:16]}-a{text[17:20]}-{text[20:32]}"
    packet = template.packet.replace(_TITLE, escape(title)).replace(_IDENTITY, identity)
    info = {**template.info, "Title": string(title)}
    return {
        "info": b"<<" + b"".join(b"/%s %s" % (key.encode(), value) for key, value in info.items()) + b">>",
        "xmp": packet.encode(),
    }


def stream_object(data: bytes, entries: bytes) -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def changes_of(template: Template, objects: Mapping[str, bytes], digest: bytes) -> list[tuple[int, bytes]]:
    """A school's objects and ID as what is to be laid over the template, and where.

    Raises:
        ValueError: an object has no room, or its room no object: an edition would keep a placeholder.
    """
    if objects.keys() != template.regions.keys():
        raise ValueError(f"objects and room differ: {sorted(objects.keys() ^ template.regions.keys())}")
    changes = [(at, digest[:16].hex().encode()) for at in template.identities]
    for own, region in template.regions.items():
        body = b"%d 0 obj\n%s\nendobj\n" % (region.number, objects[own])
        left = region.size - len(body)
        if left < 0:
            raise ValueError(f"{own} needs {-left} bytes more than there is room")
        changes.append((region.offset, body + (b" " * (left - 1) + b"\n" if left else b"")))
    return changes
