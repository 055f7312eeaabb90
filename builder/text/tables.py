"""Simple tables: rows typed `| 甲 | 乙 |`, a head above a row of dashes, numbers in line at their points.

A line of a table is a `Line` like any other, so that tables stand on the grid and go from column to column with the
text around them. Source: CLREQ has none; GB/T 15835 and the three-rule table 三线表 of Chinese books.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from builder.source import SourceString, Span
from builder.text.glyphs import InlineMark, Line
from builder.text.moving import moved_line
from builder.text.paragraphs import Typesetter
from builder.text.styles import Alignment, Breaking, ParagraphStyle, StyledText
from builder.units import Length

ROW = r"\|(.*)\|\s*$"
DASHES = r"\s*:?-{1,}:?\s*"
NUMBER = r"[-+−±]?[¥$]?\d[\d,]*(?P<rest>(?:\.\d+)?(?:[%‰℃]|[万亿千百]?[元人个名所项座公里级期]*)?)$|[—–-]$"
APART = 1.0
"""Least ems between columns."""
NARROWEST = 3.0
"""Ems that a column keeps when a table is too wide."""
# Rules, in ems of the table's type: where they lie from the baseline, and how heavy they are.
ABOVE, BELOW = -1.2, 0.46
HEAVY, LIGHT = 0.09, 0.045
MarkUp = Callable[[SourceString], tuple[StyledText, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as typed."""

    index: int
    """Of its paragraph in the text."""
    cells: tuple[SourceString, ...]
    is_head: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows that belong together; every row has as many cells as the widest."""

    rows: tuple[Row, ...]
    aligns: tuple[Alignment | None, ...]
    """By column, as the dashes say; None where they say nothing."""
    skipped: int | None
    """Index of the paragraph that held the dashes."""

    @property
    def paragraphs(self) -> range:
        last = max(self.rows[-1].index, self.skipped or 0)
        return range(self.rows[0].index, last + 1)


def find_tables(paragraphs: Sequence[SourceString]) -> list[Table]:
    """Tables of a text: two rows or more that follow one another. One row by itself is text."""
    found: list[Table] = []
    block: list[int] = []
    for index, paragraph in enumerate([*(p.value for p in paragraphs), ""]):
        if paragraph[:1] == "|" and re.match(ROW, paragraph):
            block.append(index)
        else:
            if len(block) > 1 and (table := _table(block, paragraphs)):
                found.append(table)
            block = []
    return found


def _table(block: list[int], paragraphs: Sequence[SourceString]) -> Table | None:
    split = {index: _cells(paragraphs[index]) for index in block}
    rule = block[1] if all(re.fullmatch(DASHES, cell.value) for cell in split[block[1]]) else None
    rows = [index for index in block if index != rule]
    if len(rows) < 2:
        return None
    count = max(len(split[index]) for index in rows)
    aligns = [_alignment(cell.value) for cell in split[rule]] if rule is not None else []
    return Table(
        rows=tuple(
            Row(
                index=index,
                cells=(*split[index], *([SourceString("", paragraphs[index].span)] * (count - len(split[index])))),
                is_head=rule is not None and index == block[0],
            )
            for index in rows
        ),
        aligns=(*aligns[:count], *([None] * (count - len(aligns)))),
        skipped=rule,
    )


def _alignment(dashes: str) -> Alignment | None:
    text = dashes.strip()
    if text.endswith(":"):
        return Alignment.CENTER if text.startswith(":") else Alignment.END
    return Alignment.START if text.startswith(":") else None


def _cells(row: SourceString) -> list[SourceString]:
    text = row.value.rstrip()
    edges = [at for at, character in enumerate(text) if character == "|"]
    cells = []
    for start, end in pairwise(edges):
        inside = text[start + 1 : end]
        first = start + 1 + len(inside) - len(inside.lstrip())
        cells.append(row.piece(first, first + len(inside.strip())))
    return cells


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRow:
    """A row as set. The runs of its lines ask for the structure `TD` with the number of their column."""

    row: Row
    lines: tuple[Line, ...]


class _Columns:
    """Widths and places of a table's columns at one measure."""

    def __init__(
        self, table: Table, mark_up: MarkUp, measure: Length, style: ParagraphStyle, typesetter: Typesetter
    ) -> None:
        self.table, self.mark_up, self.typesetter = table, mark_up, typesetter
        self.style = replace(style, first_line_indent=0, hanging_indent=0, alignment=Alignment.START)
        em = style.character.size
        self.count = len(table.aligns)
        self.numeric = [self._is_numeric(column) for column in range(self.count)]
        self.points = [self._point(column) if self.numeric[column] else 0 for column in range(self.count)]
        widths = [self._natural(column) for column in range(self.count)]
        room = measure - round(APART * em) * (self.count - 1)
        self.widths = _fitted(widths, max(room, self.count), round(NARROWEST * em))
        spare = max(room - sum(self.widths), 0)
        self.places: list[Length] = []
        at = 0
        for column, width in enumerate(self.widths):
            self.places.append(at)
            share = spare * (column + 1) // self.count - spare * column // self.count
            self.widths[column] = width + share
            at += self.widths[column] + round(APART * em)

    def _width(self, source: SourceString) -> Length:
        return self.typesetter.natural_width(self.mark_up(source), self.style) if source.value else 0

    def _body(self, column: int) -> list[SourceString]:
        return [row.cells[column] for row in self.table.rows if not row.is_head]

    def _is_numeric(self, column: int) -> bool:
        cells = [cell.value for cell in self._body(column) if cell.value]
        return self.table.aligns[column] is None and bool(cells) and all(re.match(NUMBER, cell) for cell in cells)

    def _point(self, column: int) -> Length:
        """Widest part of the column's numbers before their points."""
        return max(self._before_point(cell) for cell in self._body(column))

    def _before_point(self, cell: SourceString) -> Length:
        found = re.match(NUMBER, cell.value)
        end = found.start("rest") if found and found["rest"] is not None else len(cell.value)
        return self._width(cell.piece(0, end)) if end else 0

    def _natural(self, column: int) -> Length:
        widths = [self._width(row.cells[column]) for row in self.table.rows]
        if self.numeric[column]:
            after = max(self._width(cell) - self._before_point(cell) for cell in self._body(column))
            widths.append(self.points[column] + after)
        return max(widths)

    def set_cell(self, row: Row, column: int) -> tuple[Line, ...]:
        cell, width = row.cells[column], max(self.widths[column], 1)
        if not cell.value:
            return ()
        spans = self.mark_up(cell)
        if self.numeric[column] and not row.is_head:
            single = replace(self.style, breaking=Breaking.SINGLE)
            lines = self.typesetter.set(spans, measure=width, style=single)
            body = self._natural_body(column)
            along = (width - body) // 2 + self.points[column] - self._before_point(cell)
        else:
            align = self.table.aligns[column] or (Alignment.CENTER if self.numeric[column] else Alignment.START)
            lines = self.typesetter.set(spans, measure=width, style=replace(self.style, alignment=align))
            along = 0
        return tuple(moved_line(line, self.places[column] + along) for line in lines)

    def _natural_body(self, column: int) -> Length:
        after = max(self._width(cell) - self._before_point(cell) for cell in self._body(column))
        return self.points[column] + after


def _fitted(widths: list[Length], room: Length, least: Length) -> list[Length]:
    """`widths` cut down until they fit `room`: the widest first, none under `least` while another is wider."""
    if sum(widths) <= room:
        return list(widths)
    cap = bisect_left(range(max(widths) + 1), room + 1, key=lambda most: sum(min(w, most) for w in widths)) - 1
    fitted = [min(width, cap) for width in widths]
    return [max(width, min(least, room // len(widths))) for width in fitted]


def set_table(
    table: Table, *, mark_up: MarkUp, measure: Length, style: ParagraphStyle, typesetter: Typesetter
) -> tuple[SetRow, ...]:
    """Set a table across `measure`.

    Columns are as wide as their texts and share what is left; a table too wide turns over in its widest columns.
    Numbers stand with their points in one line, in the middle of their column under its head; other texts begin at the
    column's start, or as the dashes say. A heavy rule above and below, a light one under the head.

    Args:
        table: two rows or more.
        mark_up: makes styled texts of a cell.
        measure: width of the table.
        style: of the text around it; its indents do not hold here.
        typesetter: sets the cells and reports what fits none.
    """
    columns = _Columns(table, mark_up, measure, style, typesetter)
    found: list[SetRow] = []
    for number, row in enumerate(table.rows):
        cells = [columns.set_cell(row, column) for column in range(columns.count)]
        depth = max((len(lines) for lines in cells), default=0) or 1
        lines: list[Line] = []
        for level in range(depth):
            parts = [(column, lines_[level]) for column, lines_ in enumerate(cells) if level < len(lines_)]
            lines.append(_joined(parts, measure, style))
        first, last = number == 0, number == len(table.rows) - 1
        rules = _Rules(measure, style, row.cells[0].span)
        if first:
            lines[0] = rules.added(lines[0], ABOVE, HEAVY)
        if last or row.is_head:
            lines[-1] = rules.added(lines[-1], BELOW, HEAVY if last else LIGHT)
        found.append(SetRow(row=row, lines=tuple(lines)))
    return tuple(found)


def _joined(parts: list[tuple[int, Line]], measure: Length, style: ParagraphStyle) -> Line:
    """One line of a row from its cells' lines."""
    runs = [replace(run, structure=f"TD{column}", link=None) for column, line in parts for run in line.runs]
    text = "\t".join(line.text for _, line in parts)
    return Line(
        runs=tuple(runs),
        marks=tuple(mark for _, line in parts for mark in line.marks),
        start=0,
        end=len(text),
        width=measure,
        is_last=True,
        text=text,
        mode=style.mode,
    )


@dataclass(frozen=True, slots=True)
class _Rules:
    measure: Length
    style: ParagraphStyle
    origin: Span

    def added(self, line: Line, at: float, weight: float) -> Line:
        em = self.style.character.size
        upper, lower = round((at - weight / 2) * em), round((at + weight / 2) * em)
        ring = ((0, upper), (self.measure, upper), (self.measure, lower), (0, lower))
        mark = InlineMark(outlines=(ring,), paint=self.style.character.paint, origin=self.origin)
        return replace(line, marks=(*line.marks, mark))
