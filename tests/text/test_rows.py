"""Rows of the project's list of requirements (`docs/typography.md`) that no other test is named after."""

from itertools import pairwise

import pytest

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.text.glyphs import Line
from builder.text.paragraphs import Typesetter
from builder.text.rules import COST_NAME, HARD
from builder.text.shaping import ShapedFace, Shaper
from builder.text.spacing import PairTable, space_paragraph
from builder.text.styles import CharacterStyle, LineRules

from .samples import BLACK, EM, paragraph_style, text_of

SENTENCE = "教育现代化全市推进高质量发展，新时代改革持续优化；课程、队伍、数字转型先行。"


def origins(line: Line) -> list[tuple[str, int]]:
    """Each character of a line with the place of its glyph."""
    return [
        (placed.run.text[cluster], placed.offset + x)
        for placed in line.runs
        for cluster, x in zip(placed.run.clusters, placed.run.x, strict=True)
    ]


def single(typesetter: Typesetter, value: str, **rules: object) -> Line:
    style = paragraph_style(rules=LineRules(**rules))  # type: ignore[arg-type]
    (line,) = typesetter.set(text_of(value), measure=60 * EM, style=style)
    return line


def test_a7_clusters_hold_the_true_characters(typesetter: Typesetter) -> None:
    """What a run says it stands for is the author's text: no radical, no private character, two dashes for ——."""
    value = "晋中——教育……（2022）"
    line = single(typesetter, value)
    assert "".join(placed.run.text for placed in line.runs) == value


def test_b7_a_line_counts_its_last_mark_at_half_width(set_text) -> None:
    """Ten characters and a comma fill ten and a half ems: the comma is half wide before the line is broken."""
    lines = set_text("教育现代化全市推进了，高质量发展新时代改革", 10.5)
    assert lines[0].text.endswith("，")


def test_b9_titles_keep_the_prohibitions(set_text) -> None:
    """The same pair table serves titles: no title line starts with a closing mark."""
    from builder.text.styles import Breaking

    for ems in range(4, 12):
        lines = set_text("《教育》、《改革》：新时代（上）。", ems, breaking=Breaking.TITLE)
        assert not any(line.text[0] in "》、：）。" for line in lines[1:])


@pytest.mark.parametrize("term", ["“双减”", "“上好学”"])
def test_c8_short_quoted_terms_are_kept_where_it_costs_little(set_text, term: str) -> None:
    """Of all places a term can stand at, it is broken at few: under one in five."""
    broken = 0
    for lead in range(20):
        text = "全市教育推进高质量发展新时代改革持续优化"[:lead] + term + SENTENCE * 2
        broken += not any(term in line.text for line in set_text(text, 20))
    assert broken < 4


def test_c9_breaking_a_name_costs_and_is_never_forbidden_in_text(fonts: FontLibrary) -> None:
    """Names on the list have a price inside, as measure words do, and none around; titles never cut them (H2)."""
    shaped = Shaper(fonts, Diagnostics()).shape(text_of("书记吴俊清出席"))
    costs = space_paragraph(shaped, PairTable(LineRules(names=("吴俊清",))), narrow=False).costs
    assert costs[:7] == [0, 0, 0, COST_NAME, COST_NAME, 0, 0]
    assert 0 < COST_NAME < HARD


def test_d2_d3_blanks_vanish_on_the_outer_side_and_once(typesetter: Typesetter) -> None:
    """》，: the bracket loses its right half and the comma none; ”）， take two ems together."""
    places = dict(origins(single(typesetter, "国》，国")))
    assert places["，"] - places["》"] == EM // 2
    row = origins(single(typesetter, "国”），国"))
    assert row[-1][1] - row[1][1] == 2 * EM


@pytest.mark.parametrize("face", ["serif-400", "sans-400", "kai-400"])
def test_d9_what_may_shrink_is_decided_from_ink(fonts: FontLibrary, report: Diagnostics, face: str) -> None:
    """A mark at a line's end loses half an em if, and only if, the face leaves that half blank."""
    shaped = ShapedFace(fonts.face(face))
    style = CharacterStyle(han=face, size=EM, paint=BLACK)
    for mark in "，。：；！？":
        (glyph,), *_ = shaped.shape(mark, False)
        blank = shaped.ink(glyph)[1] <= 0.54 * shaped.units_per_em
        width = Typesetter(fonts, report).natural_width(text_of(f"国{mark}", style), paragraph_style())
        assert width == (2 * EM - EM // 2 if blank else 2 * EM)


@pytest.mark.parametrize("mark", "·／")
def test_d10_interpunct_and_solidus_take_half_an_em_and_stand_in_its_middle(
    fonts: FontLibrary, typesetter: Typesetter, mark: str
) -> None:
    """Half an em wide whatever the face declares, the ink centred in it."""
    line = single(typesetter, f"吴{mark}俊")
    places = dict(origins(line))
    assert places["俊"] == EM + EM // 2
    face = ShapedFace(fonts.face("serif-400"))
    glyph = line.runs[0].run.glyphs[1]
    left, right = face.ink(glyph)
    middle = places[mark] + (left + right) * EM / 2 / face.units_per_em
    assert abs(middle - 1.25 * EM) < 0.01 * EM


def test_d13_a_dash_ends_on_the_margin(set_text) -> None:
    """A line that ends with —— is full to the unit; the dash does not hang."""
    for ems in range(8, 14):
        for line in set_text("教育现代化推进——全市高质量发展——新时代改革——持续优化——好" * 2, ems)[:-1]:
            if line.text.endswith("——"):
                assert line.width == ems * EM
                assert line.runs[-1].offset + line.runs[-1].run.advance == ems * EM


def test_d14_marks_are_never_scaled(set_text) -> None:
    """However a line is squeezed, its runs have one size."""
    lines = set_text(SENTENCE * 3, 11)
    assert {placed.run.size for line in lines for placed in line.runs} == {EM}


@pytest.mark.parametrize("sign", ["%", "‰", "℃"])
def test_e4_signs_take_the_gap_on_their_outer_side(typesetter: Typesetter, sign: str) -> None:
    """One choice for the whole program: % ‰ ℃ count as Western text."""
    places = dict(origins(single(typesetter, f"达5{sign}了")))
    line = single(typesetter, f"5{sign}")
    assert places["了"] - (EM + EM // 4 + line.width) == EM // 4


def test_e5_gaps_of_han_and_western_stay_in_their_limits(set_text, typesetter: Typesetter) -> None:
    """The gap is an eighth to half an em; a tenth where a run would have to be cut otherwise."""
    word = single(typesetter, "GDP").width
    for ems in range(12, 24):
        for line in set_text("全市GDP持续增长教育GDP优化发展GDP推进改革GDP新时代GDP高质量，" * 2, ems)[:-1]:
            row = origins(line)
            for at in range(1, len(row) - 3):
                if row[at][0] == "G" and row[at - 1][0] not in "，":
                    before = row[at][1] - row[at - 1][1] - EM
                    after = row[at + 3][1] - row[at][1] - word if row[at + 3][0] != "，" else EM / 4
                    assert EM / 10 - 2 <= before <= EM / 2 + 2
                    assert EM / 10 - 2 <= after <= EM / 2 + 2


def test_f4_f5_nothing_widens_beside_connectors_or_inside_numbers(fonts: FontLibrary) -> None:
    """However loose a line, ～ stays an em from its neighbours and figures stay together."""
    text = "约十～二十个，教师推进，全市1,234.5亿，改革——推进高质量发展" * 2
    for ems in range(9, 16):
        lines = Typesetter(fonts, Diagnostics()).set(text_of(text), measure=ems * EM, style=paragraph_style())
        for line in lines[:-1]:
            for (a, x), (b, y) in pairwise(origins(line)):
                if "～" in a + b:
                    assert y - x == EM
                if a.isdigit() and b.isdigit():
                    assert y - x < 0.6 * EM


def test_f8_han_never_overlap(set_text) -> None:
    """Between two Han characters there is an em or more, at any measure."""
    for ems in range(6, 24):
        for line in set_text(SENTENCE * 3, ems):
            for (a, x), (b, y) in pairwise(origins(line)):
                if "一" <= a <= "龥" and "一" <= b <= "龥":
                    assert y - x >= EM


def test_f11_a_last_line_is_at_its_natural_width(set_text, typesetter: Typesetter) -> None:
    """The last line is not spread: as wide as its text alone."""
    last = set_text(SENTENCE * 2 + "全市推进GDP持续优化好，是", 20)[-1]
    assert last.width < 18 * EM
    assert last.width == typesetter.natural_width(text_of(last.text), paragraph_style())


def test_k1_marks_and_han_take_mainland_forms(typesetter: Typesetter, fonts: FontLibrary) -> None:
    """Text is shaped as zh-Hans: 骨 has the glyph that the face gives for Simplified Chinese."""
    import uharfbuzz as hb

    (placed,) = single(typesetter, "骨").runs
    buffer = hb.Buffer()
    buffer.add_str("骨")
    buffer.direction, buffer.script, buffer.language = "ltr", "Hani", "zh-Hans"
    hb.shape(fonts.face("serif-400").hb_font, buffer, {})
    assert placed.run.glyphs == (buffer.glyph_infos[0].codepoint,)
    assert placed.run.language == "zh-Hans"
