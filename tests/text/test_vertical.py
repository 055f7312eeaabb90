"""Vertical lines: the same engine along y."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.text.glyphs import Line, LineRun, WritingMode
from builder.text.paragraphs import Typesetter
from builder.text.styles import Alignment, LineRules, VerticalNumbers, VerticalQuotes

from .samples import EM, paragraph_style, text_of
from .test_paragraphs import NEVER_FIRST, NEVER_LAST, PIECES, clusters_of

UPRIGHT = paragraph_style(mode=WritingMode.VERTICAL)


@pytest.fixture
def set_column(typesetter: Typesetter):
    """Sets a string as one vertical line."""

    def set_it(value: str, **rules: object) -> Line:
        style = paragraph_style(mode=WritingMode.VERTICAL, rules=LineRules(**rules))  # type: ignore[arg-type]
        (line,) = typesetter.set(text_of(value), measure=60 * EM, style=style)
        return line

    return set_it


def run_with(line: Line, text: str) -> LineRun:
    return next(placed for placed in line.runs if text in placed.run.text)


def ink(fonts: FontLibrary, placed: LineRun, character: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a glyph's ink from the line's origin, in ems."""
    run = placed.run
    at = run.clusters.index(run.text.index(character))
    box = fonts.face(run.face).hb_font.get_glyph_extents(run.glyphs[at])
    unit = run.size / fonts.face(run.face).units_per_em
    left = run.x[at] - placed.shift + box.x_bearing * unit
    top = placed.offset + run.y[at] - box.y_bearing * unit
    return left / EM, top / EM, (left + box.width * unit) / EM, (top - box.height * unit) / EM


def test_j1_han_stand_upright_on_one_axis(fonts: FontLibrary, set_column) -> None:
    """Each character stands an em below the one before, its ink about the line's middle; nothing is turned."""
    (placed,) = set_column("晋中教育").runs
    assert not placed.run.turned
    assert placed.run.mode is WritingMode.VERTICAL
    assert [b - a for a, b in zip(placed.run.y, placed.run.y[1:], strict=False)] == [EM] * 3
    for place, character in enumerate("晋中教育"):
        left, top, right, bottom = ink(fonts, placed, character)
        assert abs(left + right) < 0.12
        assert place <= top < bottom <= place + 1


def test_j1_marks_have_their_vertical_forms(typesetter: Typesetter, set_column) -> None:
    """Brackets, dashes and stops are other glyphs than in horizontal lines; Han are the same."""
    value = "国，。（）《》——……～"
    (flat,) = typesetter.set(text_of(value), measure=60 * EM, style=paragraph_style())
    level = {p.run.text[c]: g for p in flat.runs for c, g in zip(p.run.clusters, p.run.glyphs, strict=True)}
    for placed in set_column(value).runs:
        for cluster, glyph in zip(placed.run.clusters, placed.run.glyphs, strict=True):
            character = placed.run.text[cluster]
            assert (level[character] == glyph) == (character == "国")


@pytest.mark.parametrize("mark", "，。、")
def test_j2_stops_stand_in_the_upper_right(fonts: FontLibrary, set_column, mark: str) -> None:
    """Comma, stop and enumeration comma have their ink in the upper right quarter of their em."""
    line = set_column(f"国{mark}国")
    left, top, right, bottom = ink(fonts, line.runs[0], mark)
    assert 0 <= left < right <= 0.5
    assert 1 <= top < bottom <= 1.5


@pytest.mark.parametrize("mark", "：；！？")
def test_j2_other_stops_are_a_whole_em_and_never_shrink(set_column, mark: str) -> None:
    """Colon, semicolon, exclamation and question mark keep their em, inside a line and at its end."""
    assert set_column(f"国{mark}国").width == 3 * EM
    assert set_column(f"国{mark}").width == 2 * EM


@pytest.mark.parametrize(
    ("quotes", "wanted"),
    [
        (VerticalQuotes.CORNER, "他说「去『晋中』看」"),
        (VerticalQuotes.MAINLAND, "他说『去「晋中」看』"),
        (VerticalQuotes.KEEP, "他说“去‘晋中’看”"),
    ],
)
def test_j3_quotes_of_vertical_lines(set_column, quotes: VerticalQuotes, wanted: str) -> None:
    """Quotes round Chinese take the form that the rules ask for."""
    line = set_column("他说“去‘晋中’看”", vertical_quotes=quotes)
    assert "".join(placed.run.shown or placed.run.text for placed in line.runs) == wanted


def test_j3_the_text_stays_as_it_was_written(set_column) -> None:
    """Quotes are drawn otherwise; what is copied, found and spoken keeps the quotes of the source."""
    assert set_column("他说“去‘晋中’看”", vertical_quotes=VerticalQuotes.CORNER).text == "他说“去‘晋中’看”"


def test_j3_western_quotations_keep_their_quotes(set_column) -> None:
    """Quotes inside a Western phrase lie with it."""
    line = set_column("中He said “I love you” to me.中")
    assert "“I love you”" in line.text
    assert run_with(line, "“I love you”").run.turned


@pytest.mark.parametrize("mark", ["——", "……", "～"])
def test_j4_dashes_run_down_the_middle(fonts: FontLibrary, set_column, mark: str) -> None:
    """Dash, ellipsis and wave are taller than wide, about the middle of the line, an em to each character."""
    line = set_column(f"国{mark}国")
    assert line.width == (2 + len(mark)) * EM
    for placed in line.runs:
        if placed.run.text[:1] == mark[0] or mark[0] in placed.run.text:
            left, top, right, bottom = ink(fonts, placed, mark[0])
            assert abs(left + right) < 0.1
            assert bottom - top > right - left


def test_d12_a_vertical_dash_has_no_hole(fonts: FontLibrary, set_column) -> None:
    """The two halves of —— meet or overlap."""
    line = set_column("国——国")
    placed = run_with(line, "—")
    run = placed.run
    hb_font = fonts.face(run.face).hb_font
    unit = run.size / fonts.face(run.face).units_per_em
    inks = []
    for at, cluster in enumerate(run.clusters):
        if run.text[cluster] == "—":
            box = hb_font.get_glyph_extents(run.glyphs[at])
            inks.append((run.y[at] - box.y_bearing * unit, run.y[at] - (box.y_bearing + box.height) * unit))
    assert all(later[0] <= earlier[1] for earlier, later in pairwise(inks))
    assert inks[-1][1] - inks[0][0] > 1.7 * EM


@pytest.mark.parametrize("cell", ["9", "29", "150", "A"])
def test_j5_short_figures_and_single_letters_share_a_cell(fonts: FontLibrary, set_column, cell: str) -> None:
    """One to three figures, or a letter, stand upright side by side, centred, no wider than 1.1 em."""
    line = set_column(f"共{cell}个")
    placed = run_with(line, cell)
    assert not placed.run.turned
    assert len(set(placed.run.y)) == 1
    assert len(set(placed.run.clusters)) == 1
    _, top, _, bottom = ink(fonts, placed, cell[0])
    unit = placed.run.size / fonts.face(placed.run.face).units_per_em
    hb_font = fonts.face(placed.run.face).hb_font
    width = sum(hb_font.get_glyph_h_advance(g) for g in placed.run.glyphs) * unit / EM
    assert width <= 1.1 + 1e-6
    assert abs(placed.run.x[0] / EM + width / 2) < 0.01
    body = placed.run.advance / EM
    assert abs((top + bottom) / 2 - (1 + body / 2)) < 0.02


@pytest.mark.parametrize("word", ["2022", "96.83%", "GDP", "C919", "1+11"])
def test_j5_j6_longer_western_text_lies_between_quarter_ems(set_column, word: str) -> None:
    """Longer words and numbers are turned, with a quarter em before and after."""
    line = set_column(f"共{word}个")
    placed = run_with(line, word)
    assert placed.run.turned
    assert placed.offset == EM + EM // 4
    after = run_with(line, "个")
    assert after.offset - placed.offset == placed.run.advance
    assert placed.run.advance > placed.run.x[-1] + EM // 4


@pytest.mark.parametrize(
    ("number", "cells"),
    [
        ("135", 3 * 0.875),
        ("2022", 4 * 0.875),
        ("85.8", 3 * 0.875 + 0.36),
        ("96%", 2 - 0.125),
        ("56.6%", 3.625 + 0.36),
        ("1+11", 2.75),
    ],
)
def test_j5_numbers_may_stand_one_figure_under_another(
    fonts: FontLibrary, set_column, number: str, cells: float
) -> None:
    """By the theme's wish nothing lies: figures run down one axis, none is lost, and the unit follows at once."""
    line = set_column(f"共{number}个", vertical_numbers=VerticalNumbers.STACKED)
    assert line.text == f"共{number}个"
    assert not any(placed.run.turned for placed in line.runs)
    placed = run_with(line, number)
    assert abs(placed.run.advance / EM - cells - 0.125) < 0.002
    boxes = [fonts.face(placed.run.face).hb_font.get_glyph_extents(glyph) for glyph in placed.run.glyphs]
    tops = [y - box.y_bearing * EM / 1000 for y, box in zip(placed.run.y, boxes, strict=True)]
    assert tops == sorted(tops)
    assert tops[0] >= 0
    assert len(placed.run.glyphs) == len(number)


def test_j5_a_stacked_number_is_never_cut(typesetter: Typesetter) -> None:
    """However short the column, a number stays whole and stays with its unit."""
    stacked = LineRules(vertical_numbers=VerticalNumbers.STACKED)
    style = paragraph_style(mode=WritingMode.VERTICAL, alignment=Alignment.START, rules=stacked)
    for ems in (8, 9, 10, 11, 12):
        lines = typesetter.set(text_of("投资达到了9.667亿元，新增学位6020个，同比增长"), measure=ems * EM, style=style)
        assert all(sum(part in line.text for line in lines) == 1 for part in ("9.667亿元", "6020个"))


def test_j5_a_space_typed_beside_a_cell_vanishes(set_column) -> None:
    """Spaces beside upright figures leave no hole; they only let a line break."""
    assert set_column("第 9 个").width == set_column("第9个").width


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(PIECES)
def test_j7_nothing_is_lost_and_no_edge_is_prohibited(fonts: FontLibrary, value: str) -> None:
    """Along y as along x: each character in one cluster, edges legal unless told, lines full to the unit."""
    report = Diagnostics()
    lines = Typesetter(fonts, report).set(text_of(value), measure=15 * EM, style=UPRIGHT)
    text = "".join(line.text for line in lines)
    assert text == value.translate(str.maketrans("“”", "「」")) or set("“”") & set(text)
    for line in lines:
        assert "".join(clusters_of(line)) == line.text
        assert line.mode is WritingMode.VERTICAL
    if not list(report):
        for earlier, later in pairwise(lines):
            assert later.text.strip()[:1] not in {*NEVER_FIRST, "」"}
            assert earlier.text.strip()[-1:] not in {*NEVER_LAST, "「"}
            assert earlier.width == 15 * EM


def test_j7_marks_at_column_edges_are_half_deep(typesetter: Typesetter) -> None:
    """Neighbouring marks share half an em, and marks at the foot or head of a column lose their blank half."""
    assert typesetter.natural_width(text_of("国）。国"), UPRIGHT) == round(3.5 * EM)
    assert typesetter.natural_width(text_of("国。"), UPRIGHT) == round(1.5 * EM)
    assert typesetter.natural_width(text_of("（国"), UPRIGHT) == round(1.5 * EM)
