"""The structure tree of the screen file, and the marking of its pages (ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.diagnostics import Diagnostics
from builder.geometry import Matrix, Point, Rect
from builder.layout.pages import Artifact, PagedDocument, Path, Picture, Placed, Role, Tag, TagId
from builder.text.glyphs import GlyphRun
from builder.units import Length
from builder.writers.metadata import foreign_words, spoken_language
from builder.writers.numbers import points
from builder.writers.objects import PdfFile, Reference, string

STRUCTURE_TYPES = frozenset(
    (
        "Document",
        "Part",
        "Art",
        "Sect",
        "Div",
        "BlockQuote",
        "Caption",
        "TOC",
        "TOCI",
        "Index",
        "NonStruct",
        "Private",
        "P",
        "H",
        "H1",
        "H2",
        "H3",
        "H4",
        "H5",
        "H6",
        "L",
        "LI",
        "Lbl",
        "LBody",
        "Table",
        "TR",
        "TH",
        "TD",
        "THead",
        "TBody",
        "TFoot",
        "Span",
        "Quote",
        "Note",
        "Reference",
        "BibEntry",
        "Code",
        "Link",
        "Annot",
        "Ruby",
        "RB",
        "RT",
        "RP",
        "Warichu",
        "WT",
        "WP",
        "Figure",
        "Formula",
        "Form",
    )
)
"""ISO 32000-1, 14.8.4."""

_ONLY_IN_1_7 = frozenset(
    ("Art", "BlockQuote", "TOC", "TOCI", "Index", "Private", "Quote", "Reference", "BibEntry", "Code")
)
"""Types that PDF 2.0 left in the namespace of PDF 1.7, which is also what an element without NS is in."""

_RENAMED_IN_2 = {"Note": "FENote"}
"""Types that PDF 2.0 knows by another name (ISO 32000-2, 14.8.4.5.4; ISO 14289-2 forbids the old one)."""

_NAMESPACE_2 = b"(http://iso.org/pdf2/ssn)"

_PARENTS = {
    "TOCI": ("TOC",),
    "LI": ("L",),
    "LBody": ("LI",),
    "THead": ("Table",),
    "TBody": ("Table",),
    "TFoot": ("Table",),
    "TR": ("Table", "THead", "TBody", "TFoot"),
    "TH": ("TR",),
    "TD": ("TR",),
    "RB": ("Ruby",),
    "RT": ("Ruby",),
    "RP": ("Ruby",),
    "WT": ("Warichu",),
    "WP": ("Warichu",),
}
"""Types that may stand in few others only (ISO 32000-1, 14.8.4.3 and 14.8.4.4; ISO 14289-1, 7.2)."""

_CHILDREN = {
    "L": ("LI", "L", "Caption"),
    "LI": ("Lbl", "LBody"),
    "TOC": ("TOCI", "TOC", "Caption"),
    "TR": ("TH", "TD"),
    "Table": ("TR", "THead", "TBody", "TFoot", "Caption"),
    "THead": ("TR",),
    "TBody": ("TR",),
    "TFoot": ("TR",),
    "Ruby": ("RB", "RT", "RP"),
    "Warichu": ("WT", "WP"),
}
"""Types that may hold few others only."""

_NUMBERING = {"●": "Disc", "•": "Disc", "○": "Circle", "◦": "Circle", "■": "Square", "▪": "Square"}
"""How a list's first label says it is numbered (ISO 32000-1, table 347)."""

_WITH_ALT = frozenset(("Figure", "Formula"))
"""Types that need a text alternative (ISO 14289-1, 7.3 and 7.7)."""

_BOXED = frozenset(("Figure", "Formula", "Table"))
"""Types whose Layout attributes tell their bounding box (ISO 32000-1, 14.8.5.4.3)."""


@dataclass(slots=True)
class _Content:
    """What of one tag stands on the pages: marked content by (page, mcid), link annotations, and the area covered."""

    kids: list[tuple[int, int]] = field(default_factory=list)
    """(page index, marked-content id), or (page index, -1 - n) for link annotation n of the page."""
    first: tuple[int, Length] | None = None
    """Page index and top of its first item."""
    area: Rect | None = None
    area_page: int = -1
    text: str = ""
    """Of a label: its first run."""
    leads_to: TagId | None = None
    """Of a link within the document: the tag meant."""


@dataclass(frozen=True, slots=True)
class _Wrapper:
    """An element that PDF 2.0 wants around tags that stand side by side in the display list's tree."""

    kind: str
    parent: TagId
    members: tuple[TagId, ...]
    reference: Reference


@dataclass(slots=True)
class PageMarks:
    """What one page contributes to the parent tree."""

    owners: list[TagId] = field(default_factory=list)
    """Tag of each marked-content id."""


class Structure:
    """Collects what the pages mark, then writes the tree."""

    def __init__(self, document: PagedDocument, report: Diagnostics, *, structure_2: bool = False) -> None:
        self.structure_2 = structure_2
        self.elements: list[Reference] = []
        self._wrappers: dict[TagId, _Wrapper] = {}
        self._labels_found: dict[TagId, str] | None = None
        self.tags = document.structure
        self._metadata = document.metadata
        self._report = report
        self._content = [_Content() for _ in self.tags]
        self.pages = [PageMarks() for _ in document.pages]
        self._named: dict[bytes, str] = {}
        self._languages = self._tag_languages()

    def check(self) -> None:
        """Report what would make the claim of PDF/UA false.

        `structure-type-unknown`, `alt-missing`, `structure-parent` (a parent must come first), `structure-root`,
        `structure-place` (a row outside a table), `table-without-heads` (ISO 14289-1, 7.5), `heading-skipped`
        (7.4.2), `anchor-twice`.
        """
        level = 0
        anchors: set[str] = set()
        self._check_places()
        for index, tag in enumerate(self.tags):
            if tag.kind not in STRUCTURE_TYPES:
                self._report.error("structure-type-unknown", tag.origin, kind=tag.kind)
            if tag.kind in _WITH_ALT and not (tag.alt or tag.actual_text):
                self._report.error("alt-missing", tag.origin, kind=tag.kind)
            if tag.parent is not None and not 0 <= tag.parent < index:
                self._report.error("structure-parent", tag.origin, kind=tag.kind)
            if tag.kind[:1] == "H" and tag.kind[1:].isdigit():
                if int(tag.kind[1:]) > level + 1:
                    self._report.error("heading-skipped", tag.origin, kind=tag.kind, expected=f"H{level + 1}")
                level = int(tag.kind[1:])
            if tag.anchor and tag.anchor in anchors:
                self._report.error("anchor-twice", tag.origin, anchor=tag.anchor)
            anchors.add(tag.anchor)

    def _check_places(self) -> None:
        headed = {self._table_around(i) for i, tag in enumerate(self.tags) if tag.kind == "TH"}
        for index, tag in enumerate(self.tags):
            if (tag.parent is None) != (index == 0) or (index == 0 and tag.kind != "Document"):
                self._report.error("structure-root", tag.origin, kind=tag.kind)
            if tag.kind == "Table" and index not in headed:
                self._report.error("table-without-heads", tag.origin)
            if tag.parent is None or not 0 <= tag.parent < index:
                continue
            around = self.tags[tag.parent].kind
            if tag.kind == "Caption" and self.structure_2 and not self._caption_fits(index, tag.parent):
                self._report.error("structure-place", tag.origin, kind=tag.kind, around=around)
            if around not in _PARENTS.get(tag.kind, (around,)) or tag.kind not in _CHILDREN.get(around, (tag.kind,)):
                self._report.error("structure-place", tag.origin, kind=tag.kind, around=around)

    def _caption_fits(self, index: TagId, parent: TagId) -> bool:
        """Whether a caption follows a figure, or is the first or last child of what it stands in."""
        siblings = [i for i, tag in enumerate(self.tags) if tag.parent == parent]
        place = siblings.index(index)
        return place in (0, len(siblings) - 1) or self.tags[siblings[place - 1]].kind == "Figure"

    def _table_around(self, index: TagId) -> TagId | None:
        parent = self.tags[index].parent
        while parent is not None and 0 <= parent < index and self.tags[parent].kind != "Table":
            index, parent = parent, self.tags[parent].parent
        return parent

    def language_of(self, role: Role) -> str:
        return self._languages[role] if isinstance(role, int) else spoken_language(self._metadata.language)

    def next_id(self, page: int, tag: TagId) -> int:
        """A new marked-content id on `page`, owned by `tag`."""
        owners = self.pages[page].owners
        owners.append(tag)
        self._content[tag].kids.append((page, len(owners) - 1))
        return len(owners) - 1

    def asks_area(self, tag: TagId) -> bool:
        """Whether the place of the tag's next item is of any use: its first, or any of one whose box is told."""
        return self._content[tag].first is None or self.tags[tag].kind in _BOXED

    def cover(self, page: int, tag: TagId, area: Rect) -> None:
        """Note that an item of `tag` covers `area` of `page`."""
        content = self._content[tag]
        if content.first is None:
            content.first = (page, area.y)
        if self.tags[tag].kind in _BOXED:
            joined = area if content.area is None or content.area_page != page else _union(content.area, area)
            content.area, content.area_page = joined, page

    def add_link(self, page: int, tag: TagId, number: int, leads_to: TagId | None) -> None:
        """Note that link annotation `number` of `page` belongs to `tag`, and which tag it leads to, if any."""
        content = self._content[tag]
        content.kids.append((page, -1 - number))
        content.leads_to = leads_to

    def label(self, tag: TagId, text: str) -> None:
        """Note the text of a list's label: it tells how the list is numbered."""
        content = self._content[tag]
        content.text = content.text or text

    def destinations(self) -> dict[str, tuple[int, Length, TagId]]:
        """Anchor to page index and top of the first content of its tag or of what stands in it, and that tag."""
        firsts = self._firsts()
        return {
            tag.anchor: (*at, index)
            for index, (tag, at) in enumerate(zip(self.tags, firsts, strict=True))
            if tag.anchor and at
        }

    def named_destination(self, meant: bytes) -> str:
        """The name by which the catalog knows a destination."""
        return self._named.setdefault(meant, f"d{len(self._named):05}")

    def named_destinations(self) -> bytes:
        """The name tree of destinations (ISO 32000-2, 12.3.2.4); empty if there are none."""
        if not self._named:
            return b""
        rows = b"\n".join(b"(%s)%s" % (name.encode(), meant) for meant, name in self._named.items())
        return b"<</Names[" + rows + b"]>>"

    def tag_at(self, page: int, y: Length) -> TagId:
        """The tag whose content begins nearest to height `y` of `page`, a heading if one does; else the document's."""
        begins = [
            (abs(content.first[1] - y), tag.kind[:1] != "H", index)
            for index, (tag, content) in enumerate(zip(self.tags, self._content, strict=True))
            if content.first and content.first[0] == page
        ]
        return min(begins)[2] if begins else 0

    def _firsts(self) -> list[tuple[int, Length] | None]:
        firsts = [content.first for content in self._content]
        for index in range(len(self.tags) - 1, -1, -1):
            parent, first = self.tags[index].parent, firsts[index]
            if parent is not None and first is not None:
                known = firsts[parent]
                firsts[parent] = first if known is None else min(known, first)
        return firsts

    def reserve(self, file: PdfFile) -> None:
        """Number the elements in `file`, so that destinations can name them before they are written."""
        self.elements = [file.reserve() for _ in self.tags]
        if self.structure_2:
            self._namespace = file.add(b"<</Type/Namespace/NS%s>>" % _NAMESPACE_2)
            for kind, parent, members in self._to_wrap():
                wrapper = _Wrapper(kind, parent, members, file.reserve())
                self._wrappers.update(dict.fromkeys(members, wrapper))

    def _to_wrap(self) -> list[tuple[str, TagId, tuple[TagId, ...]]]:
        """Kind, parent and members of each wrapper.

        An entry of a contents list holds a Reference, not a Link (ISO 32005, table 5); a Caption is the first or last
        child of what it stands in, so it goes into an Aside with its Figure (ISO 14289-2, 8.2.5.27): a Div would not
        do, as it passes its children on to what is around it.
        """
        found: list[tuple[str, TagId, tuple[TagId, ...]]] = []
        for parent, children in enumerate(self._children()):
            for before, child in zip((None, *children), children, strict=False):
                kind = self.tags[child].kind
                if kind == "Link" and self.tags[parent].kind == "TOCI":
                    found.append(("Reference", parent, (child,)))
                elif kind == "Caption" and before is not None and self.tags[before].kind == "Figure":
                    found.append(("Aside", parent, (before, child)))
        return found

    def _children(self) -> list[list[TagId]]:
        children: list[list[TagId]] = [[] for _ in self.tags]
        for index, tag in enumerate(self.tags):
            if tag.parent is not None:
                children[tag.parent].append(index)
        return children

    def _write_wrappers(self, file: PdfFile) -> None:
        for wrapper in dict.fromkeys(self._wrappers.values()):
            space = b"" if wrapper.kind in _ONLY_IN_1_7 else b"/NS " + self._namespace
            kids = b" ".join(self.elements[member] for member in wrapper.members)
            head = b"<</Type/StructElem/S/%s/P %s" % (wrapper.kind.encode(), self.elements[wrapper.parent])
            file.fill(wrapper.reference, head + space + b"/K[" + kids + b"]>>")

    def write(
        self, file: PdfFile, pages: Sequence[Reference], links: Sequence[Sequence[Reference]], height: Length
    ) -> Reference:
        """Add the tree and return its root. `links` are each page's link annotations; `height` flips the boxes."""
        root = file.reserve()
        elements = self.elements
        outer = [w.reference if (w := self._wrappers.get(i)) else elements[i] for i in range(len(self.tags))]
        children = self._children()
        for index, tag in enumerate(self.tags):
            parent = root if tag.parent is None else elements[tag.parent]
            if wrapper := self._wrappers.get(index):
                parent = wrapper.reference
            kids = list(dict.fromkeys(outer[child] for child in children[index]))
            file.fill(elements[index], self._element(index, parent, kids, pages, links, height))
        self._write_wrappers(file)
        ids = [(b"note-%d" % i, elements[i]) for i, tag in enumerate(self.tags) if tag.kind == "Note"]
        tops = b" ".join(e for e, tag in zip(elements, self.tags, strict=True) if tag.parent is None)
        body = b"<</Type/StructTreeRoot/K[" + tops + b"]/ParentTree " + self._parent_tree(file, elements)
        body += b"/ParentTreeNextKey %d" % self._next_key()
        if self.structure_2:
            body += b"/Namespaces[" + self._namespace + b"]"
        if ids:
            rows = b" ".join(b"(%s) %s" % pair for pair in sorted(ids))
            limits = b"[(%s)(%s)]" % (min(ids)[0], max(ids)[0])
            body += b"/IDTree<</Kids[" + file.add(b"<</Limits%s/Names[%s]>>" % (limits, rows)) + b"]>>"
        file.fill(root, body + b">>")
        return root

    def link_key(self, page: int, number: int) -> int:
        """The parent-tree key of link annotation `number` of `page`; pages have the keys before."""
        return len(self.pages) + sum(self._link_counts[:page]) + number

    def count_links(self, counts: Sequence[int]) -> None:
        """Say how many link annotations each page has, before keys are asked for."""
        self._link_counts = list(counts)

    _link_counts: list[int]
    _namespace: Reference

    def _next_key(self) -> int:
        return len(self.pages) + sum(self._link_counts)

    def _element(
        self,
        index: TagId,
        parent: Reference,
        children: list[Reference],
        pages: Sequence[Reference],
        links: Sequence[Sequence[Reference]],
        height: Length,
    ) -> bytes:
        # Plain bytes: a book has thousands of these, and reportlab's dictionaries cost twenty times as much.
        tag, content = self.tags[index], self._content[index]
        body = b"<</Type/StructElem/S/%s/P %s" % (self._kind(tag).encode(), parent)
        if self.structure_2 and tag.kind not in _ONLY_IN_1_7:
            body += b"/NS " + self._namespace
        own = content.kids[0][0] if content.kids else -1
        if own >= 0:
            body += b"/Pg " + pages[own]
        kids = list(children)
        for page, number in content.kids:
            kids.append(Reference(_kid(page, number, own, pages, links)))
        if len(kids) == 1:
            body += b"/K " + kids[0]
        elif kids:
            body += b"/K[" + b" ".join(kids) + b"]"
        return body + self._properties(index, tag, content, height) + b">>"

    def kind_of(self, tag: TagId) -> str:
        """The structure type as the file names it."""
        return self._kind(self.tags[tag])

    def _kind(self, tag: Tag) -> str:
        return _RENAMED_IN_2.get(tag.kind, tag.kind) if self.structure_2 else tag.kind

    def _numbering(self, labels: str) -> str:
        """The ListNumbering of a list whose labels begin as `labels`."""
        if self.structure_2:
            return "Ordered" if labels[:1].isalnum() else "Unordered"
        return _NUMBERING.get(labels[:1]) or ("Decimal" if labels[:1].isdigit() else "None")

    def _properties(self, index: TagId, tag: Tag, content: _Content, height: Length) -> bytes:
        parts = []
        for key, text in (("Alt", tag.alt), ("T", tag.title), ("ActualText", tag.actual_text)):
            if text:
                parts.append(b"/%s%s" % (key.encode(), string(text)))
        if tag.language:
            parts.append(b"/Lang" + string(spoken_language(tag.language)))
        if self.structure_2 and content.leads_to is not None:
            parts.append(b"/Ref[" + self.elements[content.leads_to] + b"]")
        if tag.kind == "Note":
            parts.append(b"/ID(note-%d)" % index)
        if tag.kind == "TH":
            parts.append(b"/A<</O/Table/Scope/%s>>" % (tag.scope or "Column").encode())
        elif tag.kind == "L" and index in self._labels():
            parts.append(b"/A<</O/List/ListNumbering/%s>>" % self._numbering(self._labels()[index]).encode())
        elif content.area is not None:
            area = content.area
            sides = (area.x, height - area.bottom, area.right, height - area.y)
            box = " ".join(points(side) for side in sides)
            parts.append(b"/A<</O/Layout/Placement/Block/BBox[%s]>>" % box.encode())
        return b"".join(parts)

    def _labels(self) -> dict[TagId, str]:
        """The first label's text of each list that has labels."""
        if self._labels_found is None:
            found: dict[TagId, str] = {}
            for tag, content in zip(self.tags, self._content, strict=True):
                if tag.kind == "Lbl" and tag.parent is not None and self.tags[tag.parent].kind == "LI":
                    found.setdefault(self.tags[tag.parent].parent or 0, content.text)
            self._labels_found = found
        return self._labels_found

    def _parent_tree(self, file: PdfFile, elements: Sequence[Reference]) -> Reference:
        rows = []
        for page, marks in enumerate(self.pages):
            rows.append(b"%d[%s]" % (page, b" ".join(elements[tag] for tag in marks.owners)))
        owners: dict[int, Reference] = {}
        for index, content in enumerate(self._content):
            for page, number in content.kids:
                if number < 0:
                    owners[self.link_key(page, -1 - number)] = elements[index]
        rows += [b"%d %s" % (key, owners[key]) for key in sorted(owners)]
        return file.add(b"<</Nums[" + b"\n".join(rows) + b"]>>")

    def _tag_languages(self) -> list[str]:
        languages: list[str] = []
        for tag in self.tags:
            if tag.language:
                languages.append(spoken_language(tag.language))
            elif tag.parent is not None and 0 <= tag.parent < len(languages):
                languages.append(languages[tag.parent])
            else:
                languages.append(spoken_language(self._metadata.language))
        return languages


def _kid(page: int, number: int, own: int, pages: Sequence[Reference], links: Sequence[Sequence[Reference]]) -> bytes:
    elsewhere = b"" if page == own else b"/Pg " + pages[page]
    if number < 0:
        return b"<</Type/OBJR/Obj %s%s>>" % (links[page][-1 - number], elsewhere)
    if elsewhere:
        return b"<</Type/MCR/MCID %d%s>>" % (number, elsewhere)
    return b"%d" % number


def _union(one: Rect, other: Rect) -> Rect:
    left, top = min(one.x, other.x), min(one.y, other.y)
    return Rect(left, top, max(one.right, other.right) - left, max(one.bottom, other.bottom) - top)


class TaggedMarking:
    """Brackets the items of one page: one stretch of marked content for neighbours with the same role."""

    def __init__(self, structure: Structure, page: int, size: Rect) -> None:
        self._structure = structure
        self._page = page
        self._size = size
        self._current: Role | None = None
        self._artifact = ""

    def open(self, placed: Placed, to_page: Matrix) -> str:
        role = placed.role
        if isinstance(role, int):
            if self._structure.asks_area(role):
                self._structure.cover(self._page, role, item_area(placed, to_page))
            if self._structure.tags[role].kind == "Lbl" and isinstance(placed.item, GlyphRun):
                self._structure.label(role, placed.item.text)
            if self._current == role and type(self._current) is type(role):
                return ""
            number = self._structure.next_id(self._page, role)
            opening = f"/{self._structure.kind_of(role)}<</MCID {number}>>BDC\n"
        else:
            area = item_area(placed, to_page) if role is Artifact.PAGINATION else self._size
            opening = artifact_opening(role, area, self._size)
            if self._current is role and opening == self._artifact:
                return ""
            self._artifact = opening
        closing = self.close()
        self._current = role
        return closing + opening

    def close(self) -> str:
        if self._current is None:
            return ""
        self._current = None
        return "EMC\n"

    def language(self, run: GlyphRun, role: Role) -> str:
        own, around = spoken_language(run.language), self._structure.language_of(role)
        # The script subtag of one language is no change of voice: zh-CN inside zh is left alone.
        return "" if own == around or own.split("-")[0] == around.split("-")[0] else own

    def foreign(self, run: GlyphRun, role: Role) -> tuple[tuple[int, int], ...]:
        if not isinstance(role, int) or self._structure.tags[role].actual_text:
            return ()
        return foreign_words(run.text, self._structure.language_of(role))


def artifact_opening(role: Artifact, area: Rect, page: Rect) -> str:
    """The marking of page matter outside the reading order (ISO 32000-1, table 330)."""
    if role is Artifact.PAGINATION:
        middle = area.y + area.height // 2
        if middle * 5 >= page.height * 4:
            return "/Artifact<</Type/Pagination/Subtype/Footer/Attached[/Bottom]>>BDC\n"
        if middle * 5 <= page.height:
            return "/Artifact<</Type/Pagination/Subtype/Header/Attached[/Top]>>BDC\n"
        return "/Artifact<</Type/Pagination>>BDC\n"
    return f"/Artifact<</Type/{role.value.capitalize()}>>BDC\n"


def item_area(placed: Placed, to_page: Matrix) -> Rect:
    """The part of the page an item covers; of text its body boxes, without looking at outlines."""
    item = placed.item
    corners: list[Point] = [Point(0, 0)]
    if isinstance(item, GlyphRun):
        corners = _run_corners(item)
    elif isinstance(item, Path):
        found = [p for s in item.segments for p in _segment_points(s)]
        corners = found or corners
    elif isinstance(item, Picture):
        corners = [Point(0, 0), Point(item.size.width, item.size.height)]
    xs, ys = [p.x for p in corners], [p.y for p in corners]
    return transformed_box(placed.at, Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)), to_page)


def transformed_box(at: Point, area: Rect, to_page: Matrix) -> Rect:
    """The upright box around `area`, placed at `at`, as `to_page` carries it."""
    left, top = at.x + area.x, at.y + area.y
    right, bottom = left + area.width, top + area.height
    carried = [to_page.applied(Point(x, y)) for x in (left, right) for y in (top, bottom)]
    xs, ys = [p.x for p in carried], [p.y for p in carried]
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _run_corners(run: GlyphRun) -> list[Point]:
    if not run.x:
        return [Point(0, 0)]
    left, right = min(run.x), max(max(run.x) + run.size, run.advance if not run.turned else 0)
    top, bottom = min(run.y) - run.size * 88 // 100, max(run.y) + run.size * 12 // 100
    if run.turned:
        return [Point(-bottom, left), Point(-top, max(right, run.advance))]
    return [Point(left, top), Point(right, bottom)]


def _segment_points(segment: object) -> list[Point]:
    found = (getattr(segment, key, None) for key in ("control1", "control2", "to"))
    return [p for p in found if isinstance(p, Point)]
