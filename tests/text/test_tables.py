"""Simple tables: typed with bars, set on lines, numbers at their points."""

import pytest

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.source import SourceString, Span
from builder.text.paragraphs import Typesetter
from builder.text.styles import Alignment
from builder.text.tables import SetRow, find_tables, set_table

from .samples import EM, paragraph_style, text_of

ROWS = (
    "| 县区 | 学校数 | 学生数 | 备注 |",
    "|---|---|---|---|",
    "| 榆次区 | 128 | 9.67 | 含开发区 |",
    "| 太谷区 | 56 | 3.2 | 2022年新增寄宿制学校3所，改扩建5所，投资9.667亿元 |",
    "| 介休市 | 102 | 12.108 | |",
)


def texts(*values: str) -> tuple[SourceString, ...]:
    return tuple(SourceString(v, Span("a.txt", n, 1, n, 99), ((0, n, 1),)) for n, v in enumerate(values, 1))


def rows_of(typesetter: Typesetter, *values: str, ems: int = 24) -> tuple[SetRow, ...]:
    (table,) = find_tables(texts(*values))
    return set_table(
        table,
        mark_up=lambda source: text_of(source.value),
        measure=ems * EM,
        style=paragraph_style(first_line_indent=2 * EM),
        typesetter=typesetter,
    )


def test_rows_are_known_by_their_bars() -> None:
    """Two rows or more make a table, dashes under the first make it a head; one row, or a bar in a text, is text."""
    (table,) = find_tables(texts("正文|一句。", *ROWS, "正文。"))
    assert [row.is_head for row in table.rows] == [True, False, False, False]
    assert table.paragraphs == range(1, 6)
    assert table.skipped == 2
    assert str(table.rows[1].cells[1].locate(0)) == "a.txt:4:9"
    assert find_tables(texts("| 甲 | 乙 |", "正文。")) == []
    assert find_tables(texts("甲|乙", "丙|丁")) == []


def test_dashes_say_how_columns_are_aligned() -> None:
    """:--, :-: and --: as in Markdown; plain dashes leave it to the contents."""
    (table,) = find_tables(texts("| 甲 | 乙 | 丙 | 丁 |", "|:--|:-:|--:|---|", "| 1 | 2 | 3 | 4 |"))
    assert table.aligns == (Alignment.START, Alignment.CENTER, Alignment.END, None)


def test_numbers_stand_with_their_points_in_one_line(typesetter: Typesetter) -> None:
    """9.67, 3.2 and 12.108 have their points at one place, 128, 56 and 102 their last figures."""
    rows = rows_of(typesetter, *ROWS)
    points, ends = set(), set()
    for row in rows[1:]:
        whole, decimal = (next(r for r in row.lines[0].runs if r.structure == f"TD{column}") for column in (1, 2))
        points.add(decimal.offset + decimal.run.x[decimal.run.text.index(".")])
        ends.add(whole.offset + whole.run.advance)
    assert len(points) == 1
    assert len(ends) == 1


@pytest.mark.parametrize("ems", [16, 20, 24, 36])
def test_tables_keep_to_their_measure_and_lose_nothing(fonts: FontLibrary, ems: int) -> None:
    """Every cell's text is set within the measure, in as many lines as it needs; columns never overlap."""
    rows = rows_of(Typesetter(fonts, Diagnostics()), *ROWS, ems=ems)
    for set_row in rows:
        said = {}
        for line in set_row.lines:
            end = 0
            for run in line.runs:
                assert run.offset >= end
                end = run.offset + run.run.advance
                said[run.structure] = said.get(run.structure, "") + run.run.text
            assert end <= ems * EM
        assert said == {f"TD{n}": cell.value for n, cell in enumerate(set_row.row.cells) if cell.value}


def test_a_table_has_three_rules(typesetter: Typesetter) -> None:
    """Above the head, under it, and below the last row; each as wide as the measure."""
    rows = rows_of(typesetter, *ROWS)
    marks = [mark for row in rows for line in row.lines for mark in line.marks]
    assert [len(row.lines[0].marks) for row in rows[:1]] == [2]
    assert len(marks) == 3
    assert all({x for x, _ in mark.outlines[0]} == {0, 24 * EM} for mark in marks)


def test_short_rows_are_filled_up(typesetter: Typesetter) -> None:
    """A row with fewer cells than the widest has empty ones; an empty row keeps its line."""
    rows = rows_of(typesetter, "| 甲 | 乙 |", "| 丙 |", "| | |")
    assert [len(row.row.cells) for row in rows] == [2, 2, 2]
    assert len(rows[2].lines) == 1
