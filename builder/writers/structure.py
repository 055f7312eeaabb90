"""The structure tree of the screen file, and the marking of its pages (ISO 32000-1, 14.7 and 14.8; ISO 14289-1, 7)."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from builder.diagnostics import Diagnostics
from builder.geometry import Matrix, Point, Rect
from builder.layout.pages import Artifact, PagedDocument, Path, Picture, Placed, Role, Tag, TagId
from builder.text.glyphs import GlyphRun
from builder.units import Length
from builder.writers.metadata import spoken_language
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


@dataclass(slots=True)
class PageMarks:
    """What one page contributes to the parent tree."""

    owners: list[TagId] = field(default_factory=list)
    """Tag of each marked-content id."""


class Structure:
    """Collects what the pages mark, then writes the tree."""

    def __init__(self, document: PagedDocument, report: Diagnostics) -> None:
        self.tags = document.structure
        self._metadata = document.metadata
        self._report = report
        self._content = [_Content() for _ in self.tags]
        self.pages = [PageMarks() for _ in document.pages]
        self._languages = self._tag_languages()

    def check(self) -> None:
        """Report what would make the claim of PDF/UA false.

        `structure-type-unknown`, `alt-missing`, `structure-parent` (a parent must come first),
        `heading-skipped` (ISO 14289-1, 7.4.2), `anchor-twice`.
        """
        level = 0
        anchors: set[str] = set()
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

    def language_of(self, role: Role) -> str:
        return self._languages[role] if isinstance(role, int) else spoken_language(self._metadata.language)

    def next_id(self, page: int, tag: TagId) -> int:
        """A new marked-content id on `page`, owned by `tag`."""
        owners = self.pages[page].owners
        owners.append(tag)
        self._content[tag].kids.append((page, len(owners) - 1))
        return len(owners) - 1

    def cover(self, page: int, tag: TagId, area: Rect) -> None:
        """Note that an item of `tag` covers `area` of `page`."""
        content = self._content[tag]
        if content.first is None:
            content.first = (page, area.y)
        if self.tags[tag].kind in _BOXED:
            joined = area if content.area is None or content.area_page != page else _union(content.area, area)
            content.area, content.area_page = joined, page

    def add_link(self, page: int, tag: TagId, number: int) -> None:
        """Note that link annotation `number` of `page` belongs to `tag`."""
        self._content[tag].kids.append((page, -1 - number))

    def destinations(self) -> dict[str, tuple[int, Length]]:
        """Anchor to page index and top of the first content of its tag or of what stands in it."""
        firsts = [content.first for content in self._content]
        for index in range(len(self.tags) - 1, -1, -1):
            parent, first = self.tags[index].parent, firsts[index]
            if parent is not None and first is not None:
                known = firsts[parent]
                firsts[parent] = first if known is None else min(known, first)
        return {tag.anchor: at for tag, at in zip(self.tags, firsts, strict=True) if tag.anchor and at}

    def write(
        self, file: PdfFile, pages: Sequence[Reference], links: Sequence[Sequence[Reference]], height: Length
    ) -> Reference:
        """Add the tree and return its root. `links` are each page's link annotations; `height` flips the boxes."""
        root = file.reserve()
        elements = [file.reserve() for _ in self.tags]
        children: list[list[TagId]] = [[] for _ in self.tags]
        for index, tag in enumerate(self.tags):
            if tag.parent is not None:
                children[tag.parent].append(index)
        for index, tag in enumerate(self.tags):
            parent = root if tag.parent is None else elements[tag.parent]
            kids = [elements[child] for child in children[index]]
            file.fill(elements[index], self._element(index, parent, kids, pages, links, height))
        ids = [(b"note-%d" % i, elements[i]) for i, tag in enumerate(self.tags) if tag.kind == "Note"]
        tops = b" ".join(e for e, tag in zip(elements, self.tags, strict=True) if tag.parent is None)
        body = b"<</Type/StructTreeRoot/K[" + tops + b"]/ParentTree " + self._parent_tree(file, elements)
        body += b"/ParentTreeNextKey %d" % self._next_key()
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
        body = b"<</Type/StructElem/S/%s/P %s" % (tag.kind.encode(), parent)
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

    def _properties(self, index: TagId, tag: Tag, content: _Content, height: Length) -> bytes:
        parts = []
        for key, text in (("Alt", tag.alt), ("T", tag.title), ("ActualText", tag.actual_text)):
            if text:
                parts.append(b"/%s%s" % (key.encode(), string(text)))
        if tag.language:
            parts.append(b"/Lang" + string(spoken_language(tag.language)))
        if tag.kind == "Note":
            parts.append(b"/ID(note-%d)" % index)
        if tag.kind == "TH":
            parts.append(b"/A<</O/Table/Scope/%s>>" % (tag.scope or "Column").encode())
        elif content.area is not None:
            area = content.area
            sides = (area.x, height - area.bottom, area.right, height - area.y)
            box = " ".join(points(side) for side in sides)
            parts.append(b"/A<</O/Layout/Placement/Block/BBox[%s]>>" % box.encode())
        return b"".join(parts)

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
        area = item_area(placed, to_page)
        if isinstance(role, int):
            self._structure.cover(self._page, role, area)
            if self._current == role and type(self._current) is type(role):
                return ""
            number = self._structure.next_id(self._page, role)
            opening = f"/{self._structure.tags[role].kind}<</MCID {number}>>BDC\n"
        else:
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
