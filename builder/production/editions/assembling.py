"""Editions by construction: the master's bytes as they are, followed by a school's own objects.

An update (ISO 32000-1, 7.5.6) adds the school's text, font and code and replaces three objects of the master: the page
they stand on, the document's structure element and the parent tree. Nothing of the master is parsed or copied twice.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass

import pikepdf

from builder.diagnostics import Diagnostics
from builder.geometry import IDENTITY, Rect
from builder.layout.pages import PagedDocument
from builder.resources import Resources
from builder.writers.drawing import PageDrawing
from builder.writers.fonts import EmbeddedFont, collect_faces, embed_fonts
from builder.writers.inks import ScreenInks
from builder.writers.numbers import points
from builder.writers.objects import Element, PdfFile, Reference, array, dictionary, string
from builder.writers.structure import Structure, TaggedMarking, item_area


@dataclass(frozen=True, slots=True, kw_only=True)
class Master:
    """The file that all editions share, and what an edition must know of it."""

    data: bytes
    size: int
    """Objects, the free one included."""
    previous: int
    """Where its cross-reference stream stands."""
    root: Reference
    info: Reference
    identity: bytes
    page_count: int
    page_index: int
    page: Reference
    page_entries: Mapping[str, bytes]
    contents: bytes
    fonts: Mapping[str, bytes]
    resources: Mapping[str, bytes]
    marked: int
    """Marked-content ids the page has already."""
    structure_key: int
    """The page's key in the parent tree."""
    document: Reference
    document_entries: Mapping[str, bytes]
    sections: tuple[bytes, ...]
    parent_tree: Reference
    owners: tuple[tuple[int, bytes], ...]
    """The parent tree's rows."""


def open_master(data: bytes, page: int) -> Master:
    """Read once what every edition needs. `page` is an index, negative from the end.

    Raises:
        IndexError: the master has no such page.
    """
    with pikepdf.open(io.BytesIO(data)) as pdf:
        leaf = pdf.pages[page].obj
        tree = pdf.Root.StructTreeRoot
        document = tree.K[0]
        numbers = list(tree.ParentTree.Nums)
        key = int(leaf.StructParents)
        owners = tuple((int(k), v.unparse()) for k, v in zip(numbers[::2], numbers[1::2], strict=True))
        marked = next(len(v) for k, v in zip(numbers[::2], numbers[1::2], strict=True) if int(k) == key)
        resources = leaf.Resources
        return Master(
            data=data,
            size=int(pdf.trailer.Size),
            previous=int(data[data.rindex(b"startxref") :].split()[1]),
            root=Reference(pdf.trailer[pikepdf.Name.Root].unparse()),
            info=Reference(pdf.trailer[pikepdf.Name.Info].unparse()),
            identity=bytes(pdf.trailer.ID[0]),
            page_count=len(pdf.pages),
            page_index=page % len(pdf.pages),
            page=Reference(leaf.unparse()),
            page_entries=_entries(leaf, "/Contents", "/Resources"),
            contents=leaf.Contents.unparse(),
            fonts=_entries(resources.Font) if "/Font" in resources else {},
            resources=_entries(resources, "/Font"),
            marked=marked,
            structure_key=key,
            document=Reference(document.unparse()),
            document_entries=_entries(document, "/K"),
            sections=tuple(kid.unparse() for kid in document.K),
            parent_tree=Reference(tree.ParentTree.unparse()),
            owners=owners,
        )


def _entries(source: pikepdf.Object, *without: str) -> dict[str, bytes]:
    """Keys without their slash to values as they stand; pikepdf hands out numbers and truths as Python's own."""
    return {
        key[1:]: value.unparse() if isinstance(value, pikepdf.Object) else str(value).lower().encode()
        for key, value in source.items()
        if key not in without
    }


def assemble(master: Master, own: PagedDocument, resources: Resources, report: Diagnostics) -> bytes | None:
    """What follows the master's bytes in one edition; None after what `collect_faces` and `embed_fonts` report.

    Args:
        own: one page with nothing but the school's items; its first two tags are Document and Sect.
    """
    file = PdfFile("1.7")
    for _ in range(master.size - 1):
        file.reserve()
    uses = collect_faces(own, report)
    fonts = embed_fonts(file, uses, resources, report)
    if report.has_errors:
        return None
    names = {face: f"E{number}" for number, face in enumerate(uses, 1)}
    structure = Structure(own, report)
    structure.pages[0].owners += [0] * master.marked
    content = _content(own, fonts, names, structure)
    page: dict[str, Element] = {
        **master.page_entries,
        "Contents": array((master.contents, file.add_stream({}, content, deflate=True))),
        "Resources": dictionary(
            {
                **master.resources,
                "Font": dictionary({**master.fonts, **{names[face]: fonts[face].reference for face in uses}}),
            }
        ),
    }
    file.fill(master.page, dictionary(page))
    _write_structure(file, master, own, structure)
    return file.finish_update(
        at=len(master.data), previous=master.previous, root=master.root, info=master.info, identity=master.identity
    )


def _content(
    own: PagedDocument, fonts: Mapping[str, EmbeddedFont], names: dict[str, str], structure: Structure
) -> bytes:
    trim = Rect(0, 0, own.trim.width, own.trim.height)
    drawing = PageDrawing(
        inks=ScreenInks(),
        fonts=fonts,
        font_names=names,
        picture_names={},
        marking=TaggedMarking(structure, 0, trim),
    )
    return drawing.draw(own.pages[0], left=0, top=own.trim.height)


def _write_structure(file: PdfFile, master: Master, own: PagedDocument, structure: Structure) -> None:
    owners = structure.pages[0].owners
    section = file.reserve()
    elements = {tag: file.reserve() for tag in range(2, len(own.structure))}
    for tag, reference in elements.items():
        kids = b" ".join(b"%d" % number for number, owner in enumerate(owners) if owner == tag)
        head = b"<</Type/StructElem/S/%s/P %s/Pg %s" % (own.structure[tag].kind.encode(), section, master.page)
        file.fill(reference, head + b"/K[" + kids + b"]" + _alternative(own, tag) + b">>")
    kids = b" ".join(elements.values())
    file.fill(section, b"<</Type/StructElem/S/Sect/P %s/K[%s]>>" % (master.document, kids))
    file.fill(master.document, dictionary({**master.document_entries, "K": array((*master.sections, section))}))
    added = b" ".join(elements[tag] for tag in owners[master.marked :])
    rows = [
        b"%d %s" % (key, row.rstrip(b" ]") + b" " + added + b"]" if key == master.structure_key else row)
        for key, row in master.owners
    ]
    file.fill(master.parent_tree, b"<</Nums[" + b"\n".join(rows) + b"]>>")


def _alternative(own: PagedDocument, tag: int) -> bytes:
    """Of a figure: what it says, and its box (ISO 14289-1, 7.3)."""
    if own.structure[tag].kind != "Figure":
        return b""
    (area,) = (item_area(placed, IDENTITY) for placed in own.pages[0].items if placed.role == tag)
    height = own.trim.height
    box = " ".join(points(side) for side in (area.x, height - area.bottom, area.right, height - area.y))
    alt = string(own.structure[tag].alt)
    return b"/Alt%s/A<</O/Layout/Placement/Block/BBox[%s]>>" % (alt, box.encode())
