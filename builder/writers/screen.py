"""The screen file: a PDF/UA and a PDF/A in one, trimmed pages, sRGB, tags, outline, links and page labels.

Source: ISO 14289-1 (PDF/UA-1), ISO 19005-2 (PDF/A-2), ISO 32000-1; by choice ISO 14289-2, ISO 19005-4, ISO 32000-2.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.diagnostics import Diagnostics
from builder.geometry import IDENTITY, Matrix, Rect, translation
from builder.layout.pages import Group, Link, OutlineEntry, Page, PagedDocument, Placed, TagId
from builder.resources import Resources
from builder.units import Length
from builder.writers.contrast import MINIMUM_CONTRAST, check_contrast
from builder.writers.drawing import PageDrawing
from builder.writers.fonts import runs_of
from builder.writers.inks import GreyInks, Inks, ScreenInks
from builder.writers.linearization import finish_linearized
from builder.writers.metadata import spoken_language, write_metadata
from builder.writers.numbers import points
from builder.writers.objects import OTHER, Element, PdfFile, Reference, array, dictionary, string
from builder.writers.press import SRGB
from builder.writers.renditions import PreparedPictures, Rendition, prepare_pictures
from builder.writers.sheets import (
    Shared,
    box,
    embed_profile,
    embed_shared,
    fill_page_tree,
    page_resources,
    transparency_group,
)
from builder.writers.standards import UA1_A2A, Standard
from builder.writers.structure import Structure, TaggedMarking, transformed_box


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenOptions:
    """What a reader's device may ask for."""

    ppi: int = 150
    quality: int = 82
    full_chroma: bool = False
    grey: bool = False
    """Everything in grey, for office printers."""
    contrast: float = MINIMUM_CONTRAST
    """What every text run must reach against what lies under it; 0 asks nothing."""
    spreads: bool = True
    """Shown at first as spreads, the first page by itself; else page by page."""
    standard: Standard = UA1_A2A
    jobs: int = field(default=1, compare=False)
    """Threads that convert pictures."""

    @property
    def rendition(self) -> Rendition:
        """How pictures go into this file."""
        return Rendition(ppi=self.ppi, quality=self.quality, full_chroma=self.full_chroma, grey=self.grey)


DEFAULT_SCREEN = ScreenOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenFile:
    """A finished file, and what takes the room in it."""

    data: bytes
    parts: Mapping[str, int]
    """Bytes of `fonts`, `pictures`, `pages`, `structure` and `other`; their sum is the file's size."""


def write_screen(
    document: PagedDocument,
    resources: Resources,
    report: Diagnostics,
    options: ScreenOptions = DEFAULT_SCREEN,
    pictures: PreparedPictures | None = None,
) -> bytes | None:
    """The bytes of `make_screen`."""
    made = make_screen(document, resources, report, options, pictures)
    return None if made is None else made.data


def make_screen(
    document: PagedDocument,
    resources: Resources,
    report: Diagnostics,
    options: ScreenOptions = DEFAULT_SCREEN,
    pictures: PreparedPictures | None = None,
) -> ScreenFile | None:
    """The screen PDF, or None if anything was reported as an error.

    Args:
        pictures: what `prepare_pictures` made for `options.rendition`; made here if not given.
        report: receives the findings of pictures, fonts and structure, `link-untagged`, `link-nowhere`,
            `text-private`, `low-contrast`.
    """
    told = Diagnostics()
    prepared = pictures or prepare_pictures(
        document, resources, told, renditions=(options.rendition,), jobs=options.jobs
    )
    structure = Structure(document, told, structure_2=options.standard.structure_2)
    structure.check()
    _check_characters(document, told)
    if options.contrast and not told.has_errors:
        check_contrast(document, prepared.of(options.rendition), told, least=options.contrast, cache=resources.cache)
    made = None if told.has_errors else _written(document, prepared, resources, told, options, structure)
    report.found.extend(told.found)
    return None if told.has_errors else made


def _written(
    document: PagedDocument,
    prepared: PreparedPictures,
    resources: Resources,
    report: Diagnostics,
    options: ScreenOptions,
    structure: Structure,
) -> ScreenFile | None:
    file = PdfFile(options.standard.version)
    shared = embed_shared(file, document, prepared.of(options.rendition), resources, report)
    if report.has_errors:
        return None
    file.begin_part("pages")
    tree = file.reserve()
    pages = [file.reserve() for _ in document.pages]
    file.begin_part("structure")
    structure.reserve(file)
    inks: Inks = GreyInks() if options.grey else ScreenInks()
    drawn = [_draw(page, i, document, shared, inks, structure) for i, page in enumerate(document.pages)]
    links = _write_links(file, document, pages, structure, report)
    file.begin_part("pages")
    for index, (drawing, content) in enumerate(drawn):
        entries: dict[str, Element] = {
            "Type": "/Page",
            "Parent": tree,
            "MediaBox": box(0, 0, document.trim.width, document.trim.height),
            "Resources": page_resources(shared, drawing.needs, {}),
            "Contents": file.add_stream({}, content, deflate=True),
            "StructParents": index,
            "Tabs": "/S",
            **transparency_group(shared, drawing.needs, "/DeviceRGB"),
            **({"Annots": array(links[index])} if links[index] else {}),
        }
        file.fill(pages[index], dictionary(entries))
    fill_page_tree(file, tree, pages)
    metadata = document.metadata
    file.begin_part("structure")
    root = structure.write(file, pages, links, document.trim.height)
    file.begin_part(OTHER)
    catalog: dict[str, Element] = {
        "Type": "/Catalog",
        "Pages": tree,
        "Lang": string(spoken_language(metadata.language)),
        "MarkInfo": b"<</Marked true>>",
        "StructTreeRoot": root,
        "OutputIntents": array([_output_intent(file, resources)]),
        "PageLabels": page_labels(document.pages),
        "PageLayout": "/TwoPageRight" if options.spreads and not document.right_bound else "/SinglePage",
        # No /Direction here, even for a book bound on the right: in files read from right to left PDFium (Chrome, many
        # telephones) takes every clause for Hebrew and turns their order round in what is copied, found and spoken.
        # The print file has it; screens show such a book page by page, in the order of reading.
        "ViewerPreferences": dictionary({"DisplayDocTitle": "true"}),
    }
    if document.outline:
        catalog["Outlines"] = write_outline(file, document.outline, pages, structure, document.trim.height)
        catalog["PageMode"] = "/UseOutlines"
    if destinations := structure.named_destinations():
        catalog["Names"] = b"<</Dests " + file.add(destinations) + b">>"
    digest = file.digest(repr((metadata, resources.now.isoformat())).encode())
    info, catalog["Metadata"] = write_metadata(file, metadata, options.standard.claims, resources.now, digest)
    data = finish_linearized(file, root=file.add(dictionary(catalog)), info=info, digest=digest, pages=pages)
    return ScreenFile(data=data, parts=file.sizes)


def _check_characters(document: PagedDocument, report: Diagnostics) -> None:
    """Report `text-private` for text that no other machine could speak or find."""
    for page in document.pages:
        for run in runs_of(page.items):
            if not run.text.isascii() and (found := _PRIVATE.search(run.text)):
                report.error("text-private", run.origin, text=run.text, character=f"U+{ord(found[0]):04X}")


_PRIVATE = re.compile("[\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\ufeff\U000f0000-\U0010ffff]")
"""Private use, noncharacters, the byte order mark (ISO 19005-2, 6.2.11.7.2 and 6.2.11.7.3)."""


def _draw(
    page: Page, index: int, document: PagedDocument, shared: Shared, inks: Inks, structure: Structure
) -> tuple[PageDrawing, bytes]:
    trim = Rect(0, 0, document.trim.width, document.trim.height)
    drawing = PageDrawing(
        inks=inks,
        fonts=shared.fonts,
        font_names=shared.font_names,
        picture_names=shared.picture_names,
        marking=TaggedMarking(structure, index, trim),
    )
    return drawing, drawing.draw(page, left=0, top=document.trim.height)


def _output_intent(file: PdfFile, resources: Resources) -> Element:
    entries = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": string("sRGB"),
        "RegistryName": string("http://www.color.org"),
        "Info": string("sRGB IEC61966-2.1"),
        "DestOutputProfile": embed_profile(file, SRGB, resources, components=3),
    }
    return dictionary(entries)


def _write_links(
    file: PdfFile,
    document: PagedDocument,
    pages: list[Reference],
    structure: Structure,
    report: Diagnostics,
) -> list[list[Reference]]:
    """Add the link annotations of every page; their tags learn of them (ISO 14289-1, 7.18.5)."""
    found = [list(_links(page.items, IDENTITY)) for page in document.pages]
    structure.count_links([len(links) for links in found])
    destinations = structure.destinations()
    height = document.trim.height
    written: list[list[Reference]] = []
    for index, links in enumerate(found):
        row = []
        for number, (placed, link, to_page) in enumerate(links):
            role = placed.role
            if not isinstance(role, int) or structure.tags[role].kind != "Link":
                report.error("link-untagged", placed.origin, target=link.target)
                continue
            target = _target(link, destinations, pages, structure, height)
            if target is None:
                report.error("link-nowhere", placed.origin, target=link.target)
                continue
            meant = destinations.get(link.target[1:]) if link.target.startswith("#") else None
            structure.add_link(index, role, number, meant and meant[2])
            area = transformed_box(placed.at, Rect(0, 0, link.size.width, link.size.height), to_page)
            entries = {
                "Type": "/Annot",
                "Subtype": "/Link",
                "Rect": box(area.x, height - area.bottom, area.right, height - area.y),
                "Border": array((0, 0, 0)),
                "F": 4,
                "Contents": string(link.contents),
                "StructParent": structure.link_key(index, number),
                **target,
            }
            row.append(file.add(dictionary(entries)))
        written.append(row)
    return written


def _links(items: tuple[Placed, ...], to_page: Matrix) -> list[tuple[Placed, Link, Matrix]]:
    found: list[tuple[Placed, Link, Matrix]] = []
    for placed in items:
        item = placed.item
        if isinstance(item, Link):
            found.append((placed, item, to_page))
        elif isinstance(item, Group):
            inner = to_page.after(translation(placed.at.x, placed.at.y))
            found += _links(item.items, inner.after(item.matrix) if item.matrix else inner)
    return found


def _target(
    link: Link,
    destinations: dict[str, tuple[int, Length, TagId]],
    pages: list[Reference],
    structure: Structure,
    height: Length,
) -> dict[str, Element] | None:
    if not link.target.startswith("#"):
        return {"A": dictionary({"S": "/URI", "URI": string(_ascii_address(link.target))})}
    at = destinations.get(link.target[1:])
    return None if at is None else leading_to(pages[at[0]], at[1], height, structure, at[2])


def _ascii_address(address: str) -> str:
    """An address in seven-bit ASCII, as URI actions ask (ISO 32000-1, 12.6.4.7): the rest percent-encoded UTF-8."""
    return "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in address)


def leading_to(page: Reference, y: Length, height: Length, structure: Structure, tag: TagId) -> dict[str, Element]:
    """Where a link or bookmark leads: the height `y` of a page, zoom kept. A little above, so that nothing is cut.

    PDF 2.0 also names the element meant (ISO 14289-2, 8.8), by way of the catalog: a page then does not refer to the
    structure tree, which would have to come before it.
    """
    view = b"/XYZ 0 %s null]" % points(min(height, height - y + 127_000)).encode()
    if not structure.structure_2:
        return {"Dest": b"[%s%s" % (page, view)}
    meant = b"<</D[%s%s/SD[%s%s>>" % (page, view, structure.elements[tag], view)
    return {"Dest": string(structure.named_destination(meant))}


def page_labels(pages: tuple[Page, ...]) -> Element:
    """The page-label tree: numbers counted by the reader's program, anything else as it is (ISO 32000-1, 12.4.2)."""
    rows: list[Element] = []
    expected = ""
    for index, page in enumerate(pages):
        is_number = page.label.isascii() and page.label.isdigit() and not page.label.startswith("0")
        if is_number:
            if page.label != expected:
                rows += [index, b"<</S/D/St %d>>" % int(page.label)]
            expected = str(int(page.label) + 1)
        else:
            rows += [index, b"<</P%s>>" % string(page.label)]
            expected = ""
    return dictionary({"Nums": array(rows)})


def write_outline(
    file: PdfFile,
    entries: tuple[OutlineEntry, ...],
    pages: list[Reference],
    structure: Structure,
    height: Length,
) -> Reference:
    """The bookmarks (ISO 32000-1, 12.3.3). A level deeper than one below its parent counts as one below."""
    root = file.reserve()
    references = [file.reserve() for _ in entries]
    parents = _outline_parents(entries)
    children: dict[int, list[int]] = {}
    for index, parent in enumerate(parents):
        children.setdefault(parent, []).append(index)
    for index, entry in enumerate(entries):
        siblings = children[parents[index]]
        place = siblings.index(index)
        item: dict[str, Element] = {
            "Title": string(entry.title),
            "Parent": root if parents[index] < 0 else references[parents[index]],
            **leading_to(
                pages[entry.page_index],
                entry.y,
                height,
                structure,
                structure.tag_at(entry.page_index, entry.y) if structure.structure_2 else 0,
            ),
        }
        if place:
            item["Prev"] = references[siblings[place - 1]]
        if place + 1 < len(siblings):
            item["Next"] = references[siblings[place + 1]]
        if own := children.get(index):
            item.update(First=references[own[0]], Last=references[own[-1]], Count=-len(own))
        file.fill(references[index], dictionary(item))
    top = children[-1]
    ends = {"First": references[top[0]], "Last": references[top[-1]], "Count": len(top)}
    file.fill(root, dictionary({"Type": "/Outlines", **ends}))
    return root


def _outline_parents(entries: tuple[OutlineEntry, ...]) -> list[int]:
    """For each entry the index of the one it stands under; -1 for the outermost."""
    parents: list[int] = []
    open_entries: list[int] = []
    for index, entry in enumerate(entries):
        while open_entries and entries[open_entries[-1]].level >= entry.level:
            open_entries.pop()
        parents.append(open_entries[-1] if open_entries else -1)
        open_entries.append(index)
    return parents
