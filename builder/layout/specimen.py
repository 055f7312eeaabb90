"""Any plain text set as the engine sets books: for designers choosing type, and for measuring us on any text."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.geometry import Point, Size
from builder.layout.blocks import Blocks, find_blocks
from builder.layout.pages import (
    Artifact,
    Metadata,
    OutlineEntry,
    Page,
    PagedDocument,
    Placed,
    Role,
    Tag,
)
from builder.layout.shapes import drawn_mark
from builder.source import NOWHERE, SourceString, Span, unplaced, whole_file
from builder.text.glyphs import Line, WritingMode
from builder.text.lists import Item, body_indents, set_item, starts_item
from builder.text.marks import Conversion, normalise_marks, tell_conversions
from builder.text.markup import EmphasisFaces, mark_up, plain_text
from builder.text.oddities import find_oddities
from builder.text.paragraphs import Typesetter
from builder.text.rules import NARROW_MEASURE_EMS
from builder.text.styles import Alignment, Breaking, CharacterStyle, LineRules, ParagraphStyle, StyledText
from builder.text.tables import Table, set_table
from builder.units import Length, mm

A4 = Size(mm(210), mm(297))
SIDE_MARGIN = mm(20)
TOP_MARGIN = mm(25)
FOOT_MARGIN = mm(25)
FOLIO_DROP = mm(10)
GUTTER_EMS = 2
INDENT_EMS = 2
NARROW_INDENT_EMS = 1
"""Of columns under `NARROW_MEASURE_EMS`: CLREQ #first_line_indents."""
ASCENT = 0.88
"""Part of the em above the baseline, for Han."""
HEADING_SCALE = 1.4
HEADING_LEADING = 1.4
HEADING_SPACE = 0.8
"""At least this many body lines of space stand around a heading; two thirds of it above."""
KEPT = 2
"""Lines of a paragraph that stay together at a column's foot and head, and under a heading."""
BODY_FACE = "serif-400"
HEADING_FACE = "serif-700"
FALLBACK = ("sans-400", "kai-400")
EMPHASIS_FACES = EmphasisFaces(kai="kai-400", hei="sans-500")
DEFAULT_RULES = LineRules()
BLACK = Paint(Ink("black", Cmyk(0, 0, 0, 1), Rgb(0, 0, 0)), overprint=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A heading or a paragraph of the text."""

    source: SourceString
    is_heading: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Design:
    """Sizes and places of a specimen's page."""

    size: Length
    leading: Length
    measure: Length
    columns: int
    trim: Size
    left: Length
    lines: int
    """Of a column."""
    mode: WritingMode = WritingMode.HORIZONTAL
    rules: LineRules = DEFAULT_RULES
    lists: bool = False

    @property
    def indent(self) -> Length:
        """Of every paragraph's first line."""
        narrow = self.measure < NARROW_MEASURE_EMS * self.size
        return (NARROW_INDENT_EMS if narrow else INDENT_EMS) * self.size

    @property
    def heading_size(self) -> Length:
        return round(self.size * HEADING_SCALE)

    @property
    def ascent(self) -> float:
        """Part of the em before the place of a line: its baseline, or the middle of a vertical one."""
        return 0.5 if self.mode is WritingMode.VERTICAL else ASCENT

    def origin(self, column: int, place: Length) -> Point:
        """Where a line begins whose baseline or middle lies `place` down the page, or in from its right edge.

        The columns of vertical lines are tiers, one below another.
        """
        along = column * (self.measure + GUTTER_EMS * self.size)
        if self.mode is WritingMode.VERTICAL:
            return Point(self.trim.width - place, TOP_MARGIN + along)
        return Point(self.left + along, place)

    def top(self, line: int) -> Length:
        """The first edge of the characters in a grid line: the upper one, or the right one of a vertical line."""
        return (self.left if self.mode is WritingMode.VERTICAL else TOP_MARGIN) + line * self.leading

    def baseline(self, line: int) -> Length:
        return self.top(line) + round(self.size * self.ascent)


def specimen(  # noqa: PLR0913 - the ten choices of the command it serves
    text: str,
    *,
    file: str,
    measure_ems: float,
    size: Length,
    leading: Length,
    columns: int,
    fonts: FontLibrary,
    report: Diagnostics,
    mode: WritingMode = WritingMode.HORIZONTAL,
    rules: LineRules = DEFAULT_RULES,
    lists: bool = False,
) -> PagedDocument:
    """Set plain text on A4, or on a wider trim where the measure needs it.

    Args:
        text: `# ` starts a heading; a blank line parts paragraphs.
        file: what the text is called in findings.
        measure_ems: length of a line in ems of the body; at least 4.
        size: of the body type.
        leading: baseline to baseline; every body line stands on this grid.
        columns: side by side, two ems apart (tiers of vertical lines: one below another); at least 1.
        fonts: has the faces serif-400 and serif-700.
        report: receives what normalising, oddities and setting find.
        mode: vertical lines run from the right edge of the page to the left.
        rules: the scheme of marks, strictness and hanging that the text is to be seen in.
        lists: set lines that begin with labels that count on as lists; else they are text like any other.

    Raises:
        ValueError: a number is out of its range.

    Source: CLREQ #considerations_in_designing_type_area, #first_line_indents, #adjustments_of_orphans_and_widows.
    """
    if measure_ems < 4 or size <= 0 or leading < size or columns < 1:
        raise ValueError("a specimen needs a measure of 4 em or more, a size, a leading not under it, and a column")
    make = _upright_design if mode is WritingMode.VERTICAL else _design
    design = make(round(measure_ems * size), size, leading, columns)
    design = replace(design, rules=rules, lists=lists)
    blocks = _normalised(list(_blocks(text, file, lists)), report)
    return _balanced(design, Typesetter(fonts, report), blocks, file).document(file)


def _balanced(design: _Design, typesetter: Typesetter, blocks: list[_Block], file: str) -> "_Flow":
    """The text in columns, those of the last page as long as one another (CLREQ #handling_of_spaces_before_new_rectos).

    Lines once set are remembered, so that trying shorter columns on the last page costs little.
    """
    full = _flowed(design, typesetter, blocks, file, None)
    if design.columns == 1:
        return full
    last = len(full.pages) - 1
    shortest = -(-full.lines_of_page(last) // design.columns)
    for lines in range(max(shortest, 1 + KEPT), design.lines):
        flow = _flowed(design, typesetter, blocks, file, (last, lines))
        if len(flow.pages) == len(full.pages):
            return flow
    return full


def _flowed(
    design: _Design, typesetter: Typesetter, blocks: list[_Block], file: str, short: tuple[int, int] | None
) -> "_Flow":
    flow = _Flow(design, typesetter, whole_file(file), short)
    # A heading is no paragraph of any list: it parts them.
    sources = [unplaced("") if block.is_heading else block.source for block in blocks]
    special = find_blocks(sources, design.mode) or Blocks(items={}, tables=())
    items = special.items if design.lists else {}
    indents = body_indents(items, typesetter, flow.body)
    tables = {table.rows[0].index: table for table in special.tables}
    inside = {index for table in special.tables for index in table.paragraphs}
    for index, block in enumerate(blocks):
        if index in tables:
            flow.add_table(tables[index])
        elif index in items:
            flow.add_item(items[index], indents[index])
        elif block.is_heading:
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            flow.add_heading(block, following)
        elif index not in inside:
            flow.add_paragraph(block)
    return flow


def _upright_design(measure: Length, size: Length, leading: Length, columns: int) -> _Design:
    depth = columns * measure + (columns - 1) * GUTTER_EMS * size
    trim = Size(A4.width, max(A4.height, depth + TOP_MARGIN + FOOT_MARGIN))
    return _Design(
        size=size,
        leading=leading,
        measure=measure,
        columns=columns,
        trim=trim,
        left=SIDE_MARGIN,
        lines=max(1 + KEPT, (trim.width - 2 * SIDE_MARGIN - size) // leading + 1),
        mode=WritingMode.VERTICAL,
    )


def _design(measure: Length, size: Length, leading: Length, columns: int) -> _Design:
    width = columns * measure + (columns - 1) * GUTTER_EMS * size
    trim = Size(max(A4.width, width + 2 * SIDE_MARGIN), A4.height)
    height = trim.height - TOP_MARGIN - FOOT_MARGIN
    return _Design(
        size=size,
        leading=leading,
        measure=measure,
        columns=columns,
        trim=trim,
        left=(trim.width - width) // 2,
        lines=max(1 + KEPT, (height - size) // leading + 1),
    )


def _blocks(text: str, file: str, lists: bool) -> Iterator[_Block]:
    """Headings and paragraphs; a paragraph's lines join without a space where Han meet."""
    lines: list[tuple[int, str]] = []
    for number, raw in enumerate([*text.splitlines(), ""], 1):
        line = raw.strip(" \t\u3000\ufeff\r")
        if line.startswith("# ") or not line:
            if lines:
                yield _Block(source=_joined(lines, file), is_heading=False)
                lines = []
            if line:
                heading = line[2:].strip()
                column = raw.index(heading) + 1 if heading else 1
                yield _Block(source=_joined([(number, " " * (column - 1) + heading)], file), is_heading=True)
        else:
            if lines and _begins_anew(line, lines[0][1].lstrip(" \t\u3000\ufeff"), lists):
                yield _Block(source=_joined(lines, file), is_heading=False)
                lines = []
            lines.append((number, raw.rstrip(" \t\u3000\r")))


def _begins_anew(line: str, first: str, lists: bool) -> bool:
    """Whether a line is a paragraph of its own without a blank line before it: a row, or an item after an item."""
    return "|" in (line[0], first[0]) or (lists and starts_item(line) and starts_item(first))


def _joined(lines: list[tuple[int, str]], file: str) -> SourceString:
    value = ""
    marks: list[tuple[int, int, int]] = []
    for number, raw in lines:
        line = raw.lstrip(" \t\u3000\ufeff")
        if value and line and value[-1].isascii() and line[0].isascii():
            value += " "
        marks.append((len(value), number, len(raw) - len(line) + 1))
        value += line
    last = lines[-1]
    span = Span(file, marks[0][1], marks[0][2], last[0], len(last[1]) + 1)
    return SourceString(value, span, ((0, *marks[0][1:]), *marks[1:]))


def _normalised(blocks: list[_Block], report: Diagnostics) -> list[_Block]:
    found: list[_Block] = []
    told: list[Conversion] = []
    for block in blocks:
        source, conversions = normalise_marks(block.source, mode="set")
        told += conversions
        find_oddities(plain_text(source), report)
        if source.value:
            found.append(_Block(source=source, is_heading=block.is_heading))
    tell_conversions(tuple(told), report)
    return found


class _Flow:
    """Fills columns with lines, one after another, on one grid."""

    def __init__(
        self, design: _Design, typesetter: Typesetter, span: Span, short: tuple[int, int] | None = None
    ) -> None:
        self.design, self.typesetter, self.short = design, typesetter, short
        self.column = self.line = 0
        self.pages: list[list[Placed]] = [[]]
        self.tags: list[Tag] = [Tag(kind="Document", parent=None, language="zh-Hans", origin=span)]
        self.outline: list[OutlineEntry] = []
        self._lists: list[tuple[int, int, int]] = []
        """Of the lists that are open, outermost first: number, tag, and the tag of the last item's body."""
        body = CharacterStyle(han=BODY_FACE, size=design.size, paint=BLACK, fallback=FALLBACK)
        self.body = ParagraphStyle(
            character=body, first_line_indent=design.indent, mode=design.mode, rules=design.rules
        )
        heading = CharacterStyle(han=HEADING_FACE, size=design.heading_size, paint=BLACK, fallback=FALLBACK)
        self.heading = ParagraphStyle(
            character=heading,
            alignment=Alignment.START,
            breaking=Breaking.TITLE,
            hang_title_marks=False,
            mode=design.mode,
            rules=design.rules,
        )
        folio = CharacterStyle(han=BODY_FACE, size=round(design.size * 0.8), paint=BLACK)
        self.folio = ParagraphStyle(character=folio, alignment=Alignment.CENTER, breaking=Breaking.SINGLE)

    @property
    def room(self) -> int:
        """Lines left in this column; one page may have shorter ones."""
        lines = self.design.lines
        if self.short and len(self.pages) - 1 == self.short[0]:
            lines = self.short[1]
        return lines - self.line

    def lines_of_page(self, page: int) -> int:
        """Grid lines that the columns of the last page, `page`, take together."""
        return self.column * self.design.lines + self.line if page == len(self.pages) - 1 else 0

    def add_paragraph(self, block: _Block) -> None:
        self._lists.clear()
        self._add_lines(self._fitting(block), {"": self._tag("P", 0, block.source)})

    def add_item(self, item: Item, indent: tuple[Length, Length]) -> None:
        """An item of a list, its label before its body."""
        del self._lists[item.depth + 1 :]
        if len(self._lists) > item.depth and self._lists[item.depth][0] != item.group:
            del self._lists[item.depth :]
        if len(self._lists) == item.depth:
            parent = self._lists[-1][2] if self._lists else 0
            self._lists.append((item.group, self._tag("L", parent, item.label), 0))
        group, whole, _ = self._lists[item.depth]
        entry = self._tag("LI", whole, item.label)
        label, body = self._tag("Lbl", entry, item.label), self._tag("LBody", entry, item.body)
        self._lists[item.depth] = group, whole, body
        lines = set_item(
            item,
            mark_up(item.body, self.body.character, EMPHASIS_FACES),
            indent,
            measure=self.design.measure,
            style=self.body,
            typesetter=self.typesetter,
        )
        self._add_lines(lines, {"Lbl": label, "": self._tag("P", body, item.body)})

    def add_table(self, table: Table) -> None:
        """A table; its head comes again at the head of every column that it goes on in."""
        self._lists.clear()
        rows = set_table(
            table,
            mark_up=lambda source: mark_up(source, self.body.character, EMPHASIS_FACES),
            measure=self.design.measure,
            style=self.body,
            typesetter=self.typesetter,
        )
        whole = self._tag("Table", 0, table.rows[0].cells[0])
        head = rows[0] if rows[0].row.is_head else None
        first = sum(len(row.lines) for row in rows[: 2 if head else 1])
        if self.line and first > self.room:
            self._turn_column()
        for row in rows:
            if self.line and len(row.lines) > self.room:
                self._turn_column()
                for line in head.lines if head and row is not head else ():
                    self._place(line, self.design.baseline(self.line), {}, Artifact.PAGINATION)
                    self.line += 1
            entry = self._tag("TR", whole, row.row.cells[0])
            kind = "TH" if row.row.is_head else "TD"
            tags = {f"TD{column}": self._tag(kind, entry, cell) for column, cell in enumerate(row.row.cells)}
            for line in row.lines:
                self._place(line, self.design.baseline(self.line), tags)
                self.line += 1

    def _add_lines(self, lines: tuple[Line, ...], tags: Mapping[str, int]) -> None:
        """Place a paragraph's lines from here on; at a column's foot and head two stay together."""
        while lines:
            count = _lines_that_stay(len(lines), self.room)
            for line in lines[:count]:
                self._place(line, self.design.baseline(self.line), tags)
                self.line += 1
            lines = lines[count:]
            if lines:
                self._turn_column()

    def _spans(self, block: _Block, style: ParagraphStyle) -> tuple[StyledText, ...]:
        return mark_up(block.source, style.character, EMPHASIS_FACES)

    def _fitting(self, block: _Block) -> tuple[Line, ...]:
        """The paragraph in as many lines as fill this column, if its best setting would leave a line of it empty."""
        spans = self._spans(block, self.body)
        measure = self.design.measure
        lines = self.typesetter.set(spans, measure=measure, style=self.body)
        if _fills(len(lines), self.room):
            return lines
        variants = self.typesetter.set_variants(spans, measure=measure, style=self.body)
        good = [count for count in variants if _fills(count, self.room)]
        return variants[min(good, key=lambda count: abs(count - len(lines)))] if good else lines

    def add_heading(self, block: _Block, following: _Block | None) -> None:
        self._lists.clear()
        tag = {"": self._tag("H1", 0, block.source)}
        design = self.design
        lines = self.typesetter.set(self._spans(block, self.heading), measure=design.measure, style=self.heading)
        pitch = round(design.heading_size * HEADING_LEADING)
        depth = -(-(len(lines) * pitch + round(HEADING_SPACE * design.leading)) // design.leading)
        needed = depth + (self._kept_under(following, depth) if following else 0)
        if self.line and needed > self.room:
            self._turn_column()
        spare = depth * design.leading - len(lines) * pitch
        top = design.top(self.line) + spare * 2 // 3
        first = top + round(design.heading_size * design.ascent)
        for index, line in enumerate(lines):
            self._place(line, first + index * pitch, tag)
        self.outline.append(
            OutlineEntry(title=plain_text(block.source).value, level=1, page_index=len(self.pages) - 1, y=top)
        )
        self.line += depth

    def _kept_under(self, following: _Block, depth: int) -> int:
        """Lines that must stand in the heading's column after it; more than there are, if that cannot be."""
        if following.is_heading:
            return 2 * KEPT
        count = len(
            self.typesetter.set(self._spans(following, self.body), measure=self.design.measure, style=self.body)
        )
        stays = _lines_that_stay(count, max(self.room - depth, 0))
        return stays if stays else min(count, KEPT + 1)

    def _turn_column(self) -> None:
        self.line = 0
        self.column += 1
        if self.column == self.design.columns:
            self.column = 0
            self.pages.append([])

    def _tag(self, kind: str, parent: int, source: SourceString) -> int:
        self.tags.append(Tag(kind=kind, parent=parent, origin=source.span))
        return len(self.tags) - 1

    def _place(self, line: Line, baseline: Length, tags: Mapping[str, int], other: Role = Artifact.LAYOUT) -> None:
        """Place a line; its runs belong to the tag of what they ask for, else to that of "", else to `other`."""
        at = self.design.origin(self.column, baseline)
        self.pages[-1] += _placed(line, at, lambda asked: tags.get(asked, tags.get("", other)))

    def _folio(self, number: int) -> list[Placed]:
        design = self.design
        spans = (StyledText(source=SourceString(str(number), NOWHERE), style=self.folio.character),)
        width = design.trim.width - 2 * design.left
        lines = self.typesetter.set(spans, measure=max(width, 1), style=self.folio)
        at = Point(design.left, design.trim.height - FOOT_MARGIN + FOLIO_DROP)
        return _placed(lines[0], at, lambda _: Artifact.PAGINATION)

    def document(self, file: str) -> PagedDocument:
        pages = tuple(
            Page(items=(*items, *self._folio(number)), label=str(number), folio=number, layout="specimen")
            for number, items in enumerate(self.pages, 1)
        )
        title = self.outline[0].title if self.outline else file
        return PagedDocument(
            metadata=Metadata(title=title, publisher=""),
            trim=self.design.trim,
            bleed=0,
            pages=pages,
            structure=tuple(self.tags),
            outline=tuple(self.outline),
        )


def _placed(line: Line, at: Point, role_of: Callable[[str], Role]) -> list[Placed]:
    upright = line.mode is WritingMode.VERTICAL
    found: list[Placed] = []
    for run in line.runs:
        right, down = (-run.shift, run.offset) if upright else (run.offset, run.shift)
        found.append(
            Placed(
                at=Point(at.x + right, at.y + down), item=run.run, role=role_of(run.structure), origin=run.run.origin
            )
        )
    for mark in line.marks:
        found.append(Placed(at=at, item=drawn_mark(mark), role=Artifact.LAYOUT, origin=mark.origin))
    return found


def _lines_that_stay(count: int, room: int) -> int:
    """How many of a paragraph's lines stand in a column with `room` left: all, or at least two leaving at least two."""
    if count <= room:
        return count
    stay = min(room, count - KEPT)
    return stay if stay >= KEPT else 0


def _fills(count: int, room: int) -> bool:
    """Whether a paragraph of `count` lines leaves no line of a column empty."""
    return count <= room or _lines_that_stay(count, room) == room
