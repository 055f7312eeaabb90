"""完稿检查表 as pages: what was measured beside what the shop asks, maps of the ink, and each finding with its picture.

Everything is handed in worded; here it is only placed. An A4 sheet for the office and the shop, in three inks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.geometry import Point, Rect, Size
from builder.layout.pages import (
    Artifact,
    Close,
    LineTo,
    Metadata,
    MoveTo,
    Page,
    PagedDocument,
    Path,
    Picture,
    Placed,
    Role,
    Stroke,
    Tag,
)
from builder.source import NOWHERE
from builder.units import Length, mm, pt

BLACK = Paint(Ink("black", Cmyk(0, 0, 0, 1), Rgb(0.11, 0.10, 0.09)))
GREY = Paint(Ink("grey", Cmyk(0, 0, 0, 0.65), Rgb(0.38, 0.36, 0.34)))
RED = Paint(Ink("red", Cmyk(0.18, 0.96, 0.95, 0.1), Rgb(0.706, 0.145, 0.110)))

SHEET = Size(mm(210), mm(297))
LEFT, TOP, RIGHT, BOTTOM = mm(20), mm(20), mm(190), mm(277)
FOUND, ASKED, JUDGED = mm(62), mm(122), RIGHT
ROW = mm(7.5)
HAIRLINE, RULE = pt(0.25), pt(0.75)
SEAL = mm(24)
PICTURE = Size(mm(46), mm(34))
"""Of a finding."""
GAP = mm(6)


class Line(Protocol):
    @property
    def items(self) -> tuple[Placed, ...]: ...
    @property
    def length(self) -> Length: ...


class Lettering(Protocol):
    """Whoever sets text in one face."""

    def settable(self, text: str) -> str: ...
    def across(self, text: str, size: Length, paint: Paint) -> Line: ...
    def wrapped(self, text: str, size: Length, paint: Paint, measure: Length) -> Sequence[Line]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """Text, headings, and what stands in small print."""

    text: Lettering
    heading: Lettering
    note: Lettering


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A figure: `good` is None where nothing is asked."""

    name: str
    found: str
    asked: str
    good: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A picture (a file of the resources) with its words; `mark` frames a part of it, as shares of its sides."""

    file: str
    size: Size
    """In pixels."""
    caption: str
    mark: tuple[float, float, float, float] | None = None
    framed: bool = False
    """Whether something is wrong with what it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A finding in words."""

    head: str
    message: str
    hint: str
    place: str
    severe: bool
    picture: Shown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The legend of an ink map: colours from nothing to beyond the limit, and words under some of them."""

    colors: tuple[tuple[int, int, int], ...]
    words: tuple[tuple[float, str], ...]
    """(share of the way, word)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """All that the sheet says."""

    title: str
    facts: tuple[str, ...]
    seal: str
    """Four characters: the verdict."""
    refused: bool
    summary: str
    columns: tuple[str, str, str, str]
    verdicts: tuple[str, str]
    """What is said of a figure that is as asked, and of one that is not."""
    rows: tuple[Row, ...]
    ink_heading: str
    ink: Shown | None
    scale: Scale
    pages_heading: str
    pages: tuple[Shown, ...]
    findings_heading: str
    findings: tuple[Entry, ...]
    none_found: str
    footer: str


def set_checklist(checklist: Checklist, faces: Faces) -> PagedDocument:
    """The sheet, as many pages as it needs."""
    sheet = _Sheet(faces, checklist.title)
    sheet.head(checklist)
    sheet.table(checklist)
    sheet.pictures(checklist)
    sheet.findings(checklist)
    return sheet.document(checklist)


@dataclass(slots=True)
class _Sheet:
    """Pages being filled from the top."""

    faces: Faces
    title: str
    pages: list[list[Placed]] = field(default_factory=lambda: [[]])
    tags: list[Tag] = field(default_factory=list)
    y: Length = TOP

    def __post_init__(self) -> None:
        self.tags.append(Tag(kind="Document", parent=None, origin=NOWHERE))

    def tag(self, kind: str, alt: str = "") -> int:
        self.tags.append(Tag(kind=kind, parent=0, alt=alt, origin=NOWHERE))
        return len(self.tags) - 1

    def put(self, x: Length, y: Length, items: Iterable[Placed], role: Role) -> None:
        self.pages[-1] += [
            Placed(at=Point(x + p.at.x, y + p.at.y), item=p.item, role=role, origin=NOWHERE) for p in items
        ]

    def line(self, face: Lettering, text: str, size: Length, paint: Paint, at: Point, role: Role) -> Length:
        """Set one line with its baseline at `at`; how long it is."""
        made = face.across(face.settable(text) or " ", size, paint)
        self.put(at.x, at.y, made.items, role)
        return made.length

    def rule(self, y: Length, width: Length, paint: Paint, left: Length = LEFT, right: Length = RIGHT) -> None:
        path = Path(
            segments=(MoveTo(Point(0, 0)), LineTo(Point(right - left, 0))), stroke=Stroke(paint=paint, width=width)
        )
        self.pages[-1].append(Placed(at=Point(left, y), item=path, role=Artifact.LAYOUT, origin=NOWHERE))

    def box(self, area: Rect, *, fill: Paint | None = None, stroke: Stroke | None = None) -> None:
        corners = (Point(area.width, 0), Point(area.width, area.height), Point(0, area.height))
        path = Path(segments=(MoveTo(Point(0, 0)), *(LineTo(c) for c in corners), Close()), fill=fill, stroke=stroke)
        self.pages[-1].append(Placed(at=Point(area.x, area.y), item=path, role=Artifact.LAYOUT, origin=NOWHERE))

    def picture(self, shown: Shown, area: Rect) -> None:
        item = Picture(file=shown.file, size=Size(area.width, area.height), crop=(0, 0, 1, 1))
        role = self.tag("Figure", alt=shown.caption)
        self.pages[-1].append(Placed(at=Point(area.x, area.y), item=item, role=role, origin=NOWHERE))
        edge = Stroke(paint=RED if shown.framed else GREY, width=pt(1.2) if shown.framed else HAIRLINE)
        self.box(area, stroke=edge)
        if shown.mark is not None:
            left, top, right, bottom = shown.mark
            inner = Rect(
                area.x + round(left * area.width),
                area.y + round(top * area.height),
                round((right - left) * area.width),
                round((bottom - top) * area.height),
            )
            self.box(inner.grown(pt(1)), stroke=Stroke(paint=RED, width=pt(1)))

    def head(self, checklist: Checklist) -> None:
        faces = self.faces
        self.line(faces.heading, checklist.title, pt(26), BLACK, Point(LEFT, self.y + mm(9)), self.tag("H1"))
        y = self.y + mm(18)
        for fact in checklist.facts:
            self.line(faces.note, fact, pt(8.5), GREY, Point(LEFT, y), self.tag("P"))
            y += mm(5)
        self.seal(checklist.seal, checklist.refused, Point(RIGHT - SEAL, self.y - mm(1)))
        self.line(
            faces.heading, checklist.summary, pt(11), RED if checklist.refused else BLACK, Point(LEFT, y + mm(4)),
            self.tag("P"),
        )  # fmt: skip
        self.y = y + mm(10)

    def seal(self, text: str, refused: bool, at: Point) -> None:
        """The verdict as a seal: cut in when the file may go, in outline when it comes back."""
        area = Rect(at.x, at.y, SEAL, SEAL)
        self.box(area, fill=None if refused else RED, stroke=Stroke(paint=RED, width=pt(2)))
        paint = RED if refused else _PAPER
        role, size = self.tag("P"), pt(25)
        for place, character in enumerate(text[:4]):
            x = at.x + SEAL // 2 + (place % 2 - 1) * size + (mm(0.3) if place % 2 else -mm(0.3))
            y = at.y + SEAL // 2 + (place // 2) * (size + mm(0.6)) - mm(1.1)
            self.line(self.faces.heading, character, size, paint, Point(x, y), role)

    def table(self, checklist: Checklist) -> None:
        faces = self.faces
        columns = (LEFT, FOUND, ASKED)
        role = self.tag("P")
        for x, word in zip(columns, checklist.columns, strict=False):
            self.line(faces.note, word, pt(8), GREY, Point(x, self.y), role)
        self.right(faces.note, checklist.columns[3], pt(8), GREY, self.y, role)
        self.y += mm(2)
        self.rule(self.y, RULE, BLACK)
        for row in checklist.rows:
            base, role = self.y + mm(5), self.tag("P")
            self.line(faces.heading, row.name, pt(9.5), BLACK, Point(LEFT, base), role)
            self.line(faces.text, row.found, pt(10), RED if row.good is False else BLACK, Point(FOUND, base), role)
            self.line(faces.text, row.asked, pt(10), GREY, Point(ASKED, base), role)
            if row.good is not None:
                word = checklist.verdicts[0 if row.good else 1]
                self.right(faces.note, word, pt(8.5), BLACK if row.good else RED, base, role)
                self.check(row.good, self.y + ROW // 2)
            self.y += ROW
            self.rule(self.y, HAIRLINE, GREY)
        self.y += mm(10)

    def check(self, good: bool, middle: Length) -> None:
        """A tick or a cross, drawn: no face of ours has them."""
        x, reach = RIGHT - mm(13), mm(1.4)
        if good:
            lines = [((-reach, 0), (-reach // 3, reach)), ((-reach // 3, reach), (reach, -reach))]
        else:
            lines = [((-reach, -reach), (reach, reach)), ((-reach, reach), (reach, -reach))]
        stroke = Stroke(paint=BLACK if good else RED, width=pt(1.1), cap="round")
        for (x1, y1), (x2, y2) in lines:
            path = Path(segments=(MoveTo(Point(0, 0)), LineTo(Point(x2 - x1, y2 - y1))), stroke=stroke)
            self.pages[-1].append(
                Placed(at=Point(x + x1, middle + y1), item=path, role=Artifact.LAYOUT, origin=NOWHERE)
            )

    def right(self, face: Lettering, text: str, size: Length, paint: Paint, y: Length, role: Role) -> None:
        made = face.across(face.settable(text) or " ", size, paint)
        self.put(RIGHT - made.length, y, made.items, role)

    def pictures(self, checklist: Checklist) -> None:
        """The ink map on the left, all pages small on the right."""
        if checklist.ink is None:
            return
        high = min(mm(88), BOTTOM - self.y - mm(34))
        if high < mm(60):
            self.turn()
            high = mm(110)
        top = self.y + mm(4)
        self.line(self.faces.heading, checklist.ink_heading, pt(11), BLACK, Point(LEFT, self.y), self.tag("H2"))
        size = checklist.ink.size
        wide = min(mm(72), high * size.width // size.height)
        high = wide * size.height // size.width
        area = Rect(LEFT, top, wide, high)
        self.picture(checklist.ink, area)
        self.line(
            self.faces.note, checklist.ink.caption, pt(7.5), GREY, Point(LEFT, area.bottom + mm(4)), self.tag("P")
        )
        self.legend(checklist.scale, Rect(LEFT, area.bottom + mm(6), wide, mm(2.5)))
        bottom = self.thumbnails(checklist, Rect(LEFT + wide + mm(10), top, RIGHT - LEFT - wide - mm(10), high))
        self.y = max(area.bottom + mm(21), bottom + mm(13))

    def legend(self, scale: Scale, area: Rect) -> None:
        count = len(scale.colors)
        for place, (red, green, blue) in enumerate(scale.colors):
            left, right = area.width * place // count, area.width * (place + 1) // count
            ink = Ink(f"heat {place}", Cmyk(0, 0, 0, 0), Rgb(red / 255, green / 255, blue / 255))
            self.box(Rect(area.x + left, area.y, right - left, area.height), fill=Paint(ink))
        self.box(area, stroke=Stroke(paint=GREY, width=HAIRLINE))
        role = self.tag("P")
        for share, word in scale.words:
            made = self.faces.note.across(word, pt(6.5), GREY)
            x = area.x + round(share * area.width) - made.length // 2
            x = max(area.x, min(x, area.right - made.length))
            self.put(x, area.bottom + mm(3), made.items, role)

    def thumbnails(self, checklist: Checklist, area: Rect) -> Length:
        """All pages in a grid, as large as they may be; where the grid ends."""
        self.line(
            self.faces.heading, checklist.pages_heading, pt(11), BLACK, Point(area.x, area.y - mm(4)), self.tag("H2")
        )
        shown = checklist.pages
        if not shown:
            return area.y
        columns, cell = _grid(len(shown), shown[0].size, area)
        high = cell * shown[0].size.height // shown[0].size.width
        bottom = area.y
        for place, page in enumerate(shown):
            x = area.x + place % columns * (cell + mm(2.5))
            y = area.y + place // columns * (high + mm(5.5))
            if y + high + mm(4) > BOTTOM:
                break
            self.picture(page, Rect(x, y, cell, high))
            self.line(
                self.faces.note, page.caption, pt(6), RED if page.framed else GREY, Point(x, y + high + mm(3)),
                self.tag("P"),
            )  # fmt: skip
            bottom = y + high + mm(4)
        return bottom

    def turn(self) -> None:
        self.pages.append([])
        self.y = TOP + mm(4)

    def findings(self, checklist: Checklist) -> None:
        heading = Point(LEFT, self.y)
        if self.y > BOTTOM - mm(50) and checklist.findings:
            self.turn()
            heading = Point(LEFT, self.y)
        if self.y > BOTTOM - mm(8):
            self.turn()
            heading = Point(LEFT, self.y)
        self.line(self.faces.heading, checklist.findings_heading, pt(11), BLACK, heading, self.tag("H2"))
        self.y += mm(3)
        self.rule(self.y, RULE, BLACK)
        self.y += mm(6)
        if not checklist.findings:
            self.line(self.faces.text, checklist.none_found, pt(10), BLACK, Point(LEFT, self.y), self.tag("P"))
        for entry in checklist.findings:
            self.entry(entry)

    def entry(self, entry: Entry) -> None:
        faces = self.faces
        indent = PICTURE.width + GAP if entry.picture else 0
        measure = RIGHT - LEFT - indent
        message = faces.text.wrapped(faces.text.settable(entry.message), pt(10), BLACK, measure)
        hint = faces.text.wrapped(faces.text.settable(entry.hint), pt(9), GREY, measure)
        text = mm(6) * (1 + len(message)) + mm(5) * len(hint) + (mm(5) if entry.place else 0)
        high = max(text, PICTURE.height if entry.picture else 0)
        if self.y + high > BOTTOM:
            self.turn()
            self.y += mm(2)
        top = self.y - mm(3.5)
        if entry.picture:
            self.picture(entry.picture, _fitted(entry.picture.size, Rect(LEFT, top, PICTURE.width, PICTURE.height)))
        x, y, role = LEFT + indent, self.y, self.tag("P")
        self.line(faces.heading, entry.head, pt(9), RED if entry.severe else BLACK, Point(x, y), role)
        for line in message:
            y += mm(6)
            self.put(x, y, line.items, role)
        if entry.place:
            y += mm(5)
            self.line(faces.note, entry.place, pt(8), GREY, Point(x, y), role)
        for line in hint:
            y += mm(5)
            self.put(x, y, line.items, role)
        self.y += high + mm(2)
        self.rule(self.y - mm(1), HAIRLINE, GREY)
        self.y += mm(6)

    def document(self, checklist: Checklist) -> PagedDocument:
        count = len(self.pages)
        for number, items in enumerate(self.pages, 1):
            for text, right in ((checklist.footer, False), (f"{number} / {count}", True)):
                made = self.faces.note.across(self.faces.note.settable(text), pt(7), GREY)
                x = RIGHT - made.length if right else LEFT
                items += [
                    Placed(
                        at=Point(x + p.at.x, SHEET.height - mm(11) + p.at.y),
                        item=p.item,
                        role=Artifact.PAGINATION,
                        origin=NOWHERE,
                    )
                    for p in made.items
                ]
        return PagedDocument(
            metadata=Metadata(title=checklist.title, publisher=""),
            trim=SHEET,
            bleed=0,
            pages=tuple(Page(items=tuple(items), label=str(n), folio=n) for n, items in enumerate(self.pages, 1)),
            structure=tuple(self.tags),
            outline=(),
        )


_PAPER = Paint(Ink("paper", Cmyk(0, 0, 0, 0), Rgb(1, 1, 1)))


def _grid(count: int, size: Size, area: Rect) -> tuple[int, Length]:
    """Columns, and the width of a cell, so that all pages fill the area as well as they can."""
    for columns in range(2, 60):
        cell = (area.width - (columns - 1) * mm(2.5)) // columns
        rows = -(-count // columns)
        if rows * (cell * size.height // size.width + mm(5.5)) <= area.height + mm(6):
            return columns, min(cell, mm(40))
    return 60, mm(2)


def _fitted(size: Size, area: Rect) -> Rect:
    """The largest rectangle of that shape at the area's top left."""
    wide = min(area.width, area.height * size.width // max(size.height, 1))
    return Rect(area.x, area.y, wide, wide * size.height // max(size.width, 1))
