"""Lines of body text: nothing lost, nothing prohibited, every sum exact, and no better breaks anywhere."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.text.breaking import LEAST_BAD_STRETCH, MOST_STRETCH, Measures, Search, find_breaks, find_least_bad_breaks
from builder.text.glyphs import Line
from builder.text.paragraphs import Typesetter
from builder.text.rules import HARD
from builder.text.shaping import Shaper
from builder.text.spacing import PairTable, SpacedParagraph, space_paragraph
from builder.text.styles import Alignment, Breaking, LineRules, PunctuationScheme, Strictness
from tests.work import calls_of

from .samples import EM, STYLE, paragraph_style, text_of

WORDS = ["教育", "全市", "的", "高质量发展", "2.4万余名", "96.83%", "2022年9月8日", "150名", "PISA", "and", "“双减”"]
MARKS = ["，", "。", "、", "；", "：", "！", "？", "（", "）", "《", "》", "“", "”", "——", "……", "·", " ", "/"]
PIECES = st.lists(st.sampled_from(WORDS * 2 + MARKS), min_size=1, max_size=40).map("".join)
NEVER_FIRST = set("，。、；：！？）》”’·")
NEVER_LAST = set("（《“‘")
UNSETTABLE = {"no-legal-break", "line-overfull", "line-loose"}
LENIENT = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def clusters_of(line: Line) -> list[str]:
    """The characters of each cluster of a line, run by run."""
    found = []
    for placed in line.runs:
        run = placed.run
        starts = sorted(set(run.clusters))
        found += [run.text[a:b] for a, b in zip(starts, [*starts[1:], len(run.text)], strict=True)]
    return found


@LENIENT
@given(PIECES, st.integers(min_value=5, max_value=30))
def test_every_character_is_in_one_cluster_of_one_line(fonts: FontLibrary, value: str, ems: int) -> None:
    """Joined, clusters give their lines and lines give the text, whatever the text and the measure."""
    lines = Typesetter(fonts, Diagnostics()).set(text_of(value), measure=ems * EM, style=paragraph_style())
    assert "".join(line.text for line in lines) == value
    assert [line.start for line in lines] == [0, *[line.end for line in lines[:-1]]]
    for line in lines:
        assert "".join(clusters_of(line)) == line.text
        for placed in line.runs:
            assert placed.run.clusters[0] == 0
            assert list(placed.run.clusters) == sorted(placed.run.clusters)
            assert len(placed.run.glyphs) == len(placed.run.x) == len(placed.run.y) == len(placed.run.clusters)


@LENIENT
@given(PIECES, st.integers(min_value=8, max_value=30))
def test_no_prohibited_edge_without_a_finding(fonts: FontLibrary, value: str, ems: int) -> None:
    """A line starts or ends with a prohibited mark only where the report says that nothing else was legal."""
    report = Diagnostics()
    lines = Typesetter(fonts, report).set(text_of(value), measure=ems * EM, style=paragraph_style())
    if any(finding.code in UNSETTABLE for finding in report):
        return
    for before, after in pairwise(lines):
        assert after.text.lstrip(" ")[:1] not in NEVER_FIRST
        assert before.text.rstrip(" ")[-1:] not in NEVER_LAST


@LENIENT
@given(PIECES, st.integers(min_value=8, max_value=30))
def test_f1_justified_lines_fill_the_measure_to_the_unit(fonts: FontLibrary, value: str, ems: int) -> None:
    """Every line but the last is exactly as wide as the measure; runs follow one another without a hole."""
    report = Diagnostics()
    lines = Typesetter(fonts, report).set(text_of(value), measure=ems * EM, style=paragraph_style())
    if any(finding.code in UNSETTABLE for finding in report):
        return
    assert [line.width for line in lines[:-1]] == [ems * EM] * (len(lines) - 1)
    for line in lines:
        assert line.width <= ems * EM
        for first, second in pairwise(line.runs):
            assert first.offset + first.run.advance == second.offset


def exhaustive(spaced: SpacedParagraph, measures: Measures, most: float) -> float:
    """The cost of the best breaks, found by trying all of them; infinite if there are none."""
    count = len(spaced.shaped.kinds)
    search = Search(spaced, measures, most_stretch=most, last_resort=False)
    legal = [k for k in range(1, count) if spaced.costs[k] < HARD]

    @cache
    def rest(start: int) -> float:
        costs = [search.line_cost(start, count)]
        for end in legal:
            if end > start:
                line = search.line_cost(start, end)
                if line < float("inf"):
                    costs.append(line + spaced.costs[end] + rest(end))
        return min(costs)

    return rest(0)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(PIECES, st.integers(min_value=6, max_value=22), st.integers(min_value=0, max_value=2))
def test_f9_an_exhaustive_search_finds_nothing_better(shaper: Shaper, value: str, ems: int, indent: int) -> None:
    """On random paragraphs the chosen breaks cost what the best of all breaks cost."""
    spaced = space_paragraph(shaper.shape(text_of(value)), PairTable(LineRules()), narrow=ems < 14)
    measures = Measures(first=(ems - indent) * EM, rest=ems * EM, em=EM)
    found = find_breaks(spaced, measures) or find_least_bad_breaks(spaced, measures)
    best = exhaustive(spaced, measures, MOST_STRETCH)
    if best == float("inf"):
        best = exhaustive(spaced, measures, LEAST_BAD_STRETCH)
    if best == float("inf"):
        assert not found.legal
    else:
        assert found.legal
        assert found.cost == pytest.approx(best)


@pytest.fixture(scope="module")
def shaper(fonts: FontLibrary) -> Shaper:
    """A shaper whose findings nobody reads."""
    return Shaper(fonts, Diagnostics())


def test_b1_to_b3_every_pair_at_a_forced_measure(set_text) -> None:
    """Wherever a mark falls at a line's edge, it moves or its line is tightened: all marks at all places."""
    for mark in "，。、；：！？）》”·":
        for shift in range(3):
            lines = set_text("教育" * 4 + "育" * shift + mark + "教育改革" * 4, 10)
            assert not any(line.text[0] == mark for line in lines)
    for mark in "（《“":
        for shift in range(3):
            lines = set_text("教育" * 4 + "育" * shift + mark + "教育改革" * 4, 10)
            assert not any(line.text[-1] == mark for line in lines)


def test_b4_solidus_keeps_off_both_edges_by_gb(fonts: FontLibrary) -> None:
    """A solidus between Han stands at no line's edge under GB rules, wherever it falls."""
    typesetter = Typesetter(fonts, Diagnostics())
    for strictness in (Strictness.GB, Strictness.STRICT):
        style = paragraph_style(rules=LineRules(strictness=strictness))
        for before in range(6, 13):
            text = text_of("教" * before + "/" + "育" * 12)
            lines = typesetter.set(text, measure=10 * EM, style=style)
            assert all("/" not in (line.text[0], line.text[-1]) for line in lines)


def test_b5_strict_keeps_dashes_from_line_starts(set_text) -> None:
    """Under strict rules neither —— nor …… starts a line, except a paragraph's first."""
    for mark in ("——", "……"):
        lines = set_text(
            "教育教育教育教育" + mark + "改革教育教育教育教育教育", 8, rules=LineRules(strictness=Strictness.STRICT)
        )
        assert len(lines) > 1
        assert not any(line.text.startswith(mark) for line in lines)


@pytest.mark.parametrize(
    "run",
    [
        "9.667亿元",
        "2.4万余名",
        "96.83%",
        "1+11",
        "2022年9月8日",
        "10～20",
        "20℃～25℃",
        "45%—60%",
        "9:30",
        "PISA",
        "——",
        "……",
    ],
)
def test_c1_c2_c3_c6_c7_runs_stay_whole_at_every_place(fonts: FontLibrary, run: str) -> None:
    """A number with its unit, a date, a time, a Western word and a pair of dashes never part, even in text without
    any mark that could give way.
    """
    typesetter = Typesetter(fonts, Diagnostics())
    for before in range(4, 18):
        text = text_of("教" * before + run + "育" * 21)
        lines = typesetter.set(text, measure=16 * EM, style=paragraph_style())
        assert sum(run in line.text for line in lines) == 1


def test_c4_a_date_breaks_after_the_year_in_narrow_columns_only(fonts: FontLibrary, report: Diagnostics) -> None:
    """Under 14 ems a date may part after 年, at a price, and nowhere else."""
    shaped = Shaper(fonts, report).shape(text_of("于2022年9月8日开"))
    table = PairTable(LineRules())
    for narrow in (True, False):
        costs = space_paragraph(shaped, table, narrow=narrow).costs
        legal = [k for k in range(2, 10) if costs[k] < HARD]
        assert legal == ([6] if narrow else [])


def test_c10_rows_of_dashes_part_between_pairs(set_text) -> None:
    """———— may break in its middle and only there."""
    lines = set_text("教育教育教育" + "—" * 8 + "教育", 8)
    assert all(line.text.count("—") % 2 == 0 for line in lines)


def test_d1_neighbouring_marks_share_half_an_em(typesetter: Typesetter) -> None:
    """Two marks take 1.5 em, three 2 em, whatever their classes."""
    style = paragraph_style()
    for pair, ems in (("，“", 1.5), ("》，", 1.5), ("“《", 1.5), ("”）", 1.5), ("？！", 1.5), ("”），", 2.0)):
        assert typesetter.natural_width(text_of("教" + pair + "育"), style) == round((2 + ems) * EM), pair


def test_d4_d5_marks_at_edges_are_half_wide(set_text) -> None:
    """A closing or pausing mark ends its line at half width; an opening one starts it so; glyphs keep their ink."""
    lines = set_text("（教育教育教育教，教育教育教育教育", 8)
    assert lines[0].text[0] == "（"
    assert lines[0].runs[0].offset == -EM // 2
    assert lines[0].text[-1] == "，"
    assert lines[0].width == 8 * EM
    assert lines[0].runs[-1].run.x[-1] + lines[0].runs[-1].offset == 8 * EM - EM // 2


def test_d6_a_paragraph_may_keep_its_first_mark_whole(typesetter: Typesetter) -> None:
    """`trim_paragraph_start` decides whether the first opening mark loses its blank."""
    for trim, width in ((True, 3.5), (False, 4)):
        style = paragraph_style(rules=LineRules(trim_paragraph_start=trim))
        (line,) = typesetter.set(text_of("“教育教"), measure=20 * EM, style=style)
        assert line.width == round(width * EM)


def test_d7_schemes_give_marks_their_widths(typesetter: Typesetter) -> None:
    """全身, 开明 and 半角 differ in which marks inside a line are a whole em wide."""
    widths = {PunctuationScheme.FULL: 8, PunctuationScheme.KAIMING: 7.5, PunctuationScheme.HALF: 7}
    for scheme, ems in widths.items():
        style = paragraph_style(rules=LineRules(scheme=scheme))
        assert typesetter.natural_width(text_of("教育，教育。教育"), style) == round(ems * EM), scheme


def test_d8_hanging_marks_stand_past_the_measure(set_text) -> None:
    """With hanging on, ，、。 at a line's end stand outside the measure, and after another mark they do not."""
    lines = set_text("教育教育教育教育，教育教育教育", 8, rules=LineRules(hanging=True))
    assert lines[0].text == "教育教育教育教育，"
    run = lines[0].runs[-1]
    assert run.offset + run.run.x[-1] == 8 * EM


def test_d12_dashes_take_two_ems_without_a_hole(typesetter: Typesetter) -> None:
    """—— and …… are two ems wide, in the faces that join dashes and in the one that does not."""
    for face in ("serif-400", "sans-400", "kai-400"):
        style = replace(STYLE, han=face)
        for mark in ("——", "……"):
            assert typesetter.natural_width(text_of("教" + mark + "育", style), paragraph_style()) == 4 * EM


def test_d15_quotes_beside_han_are_one_em_and_western_inside_western(typesetter: Typesetter) -> None:
    """“ ” of a Chinese sentence have bodies of an em even in a face with narrow ones; round English they are narrow."""
    style = paragraph_style()
    assert typesetter.natural_width(text_of("教“双减”育", replace(STYLE, han="kai-400")), style) == 6 * EM
    wide = typesetter.natural_width(text_of("say “yes” to"), style)
    assert wide < typesetter.natural_width(text_of("say yes to"), style) + EM


def test_e1_to_e3_gaps_of_han_and_western(typesetter: Typesetter) -> None:
    """A quarter em stands between Han and Western text, none at marks, and a typed space adds nothing."""
    style = paragraph_style()
    word = typesetter.natural_width(text_of("PISA"), style)
    assert typesetter.natural_width(text_of("教PISA育"), style) == 2 * EM + word + 2 * (EM // 4)
    assert typesetter.natural_width(text_of("教 PISA 育"), style) == 2 * EM + word + 2 * (EM // 4)
    assert typesetter.natural_width(text_of("，PISA，"), style) == 2 * EM + word - EM // 2


def test_e6_western_letters_are_never_spread(set_text, typesetter: Typesetter) -> None:
    """On a stretched line the letters of a word and the digits of a number stand as the font has them."""
    lines = set_text("教育PISA教育2022教育教育教育教育教育", 9.7)
    natural = typesetter.set(text_of("PISA"), measure=20 * EM, style=paragraph_style())[0].runs[0].run.x
    run = lines[0].runs[0].run
    at = run.text.index("PISA")
    assert [x - run.x[at] for x in run.x[at : at + 4]] == list(natural)


def test_f2_f3_a_comma_shrinks_before_a_stop(set_text) -> None:
    """A line half an em too long is tightened at its comma; the stop keeps its width."""
    lines = set_text("教，育教。育教育教育，教育教育教育教育", 9.5)
    x = lines[0].runs[0].run.x
    text = lines[0].text
    comma, stop = text.index("，"), text.index("。")
    widths = {text[i]: x[i + 1] - x[i] for i in (comma, stop)}
    assert widths["，"] <= widths["。"]


def test_f7_gaps_of_one_class_are_equal_within_a_line(set_text) -> None:
    """Extra space between Han differs by no more than the unit that rounding leaves."""
    lines = set_text("教育改革发展全面推进高质量教育体系建设持续深入开展工作", 10.5)
    for line in lines[:-1]:
        x = line.runs[0].run.x
        steps = {b - a for a, b in pairwise(x)}
        assert max(steps) - min(steps) <= 1


def test_g2_no_last_line_of_one_character(set_text) -> None:
    """A paragraph one character longer than its lines takes two more down with it."""
    for count in (21, 22, 31, 41):
        lines = set_text("教，" + "育" * (count - 2) + "，好。", 10)
        assert len(lines[-1].text.strip("。，")) >= 2


def test_alignments_place_ragged_lines(set_text) -> None:
    """START begins at 0, END ends at the measure, CENTER splits the rest, and nothing is stretched."""
    for alignment, start in ((Alignment.START, 0), (Alignment.CENTER, 3 * EM), (Alignment.END, 6 * EM)):
        (line,) = set_text("教育教育", 10, alignment=alignment)
        assert line.runs[0].offset == start
        assert line.runs[0].run.advance == 4 * EM


def test_g1_g10_indents_narrow_their_lines(set_text) -> None:
    """The first line and the others have their own indents and all end at the measure."""
    lines = set_text("教育" * 20, 10, first_line_indent=2 * EM)
    assert [line.runs[0].offset for line in lines[:2]] == [2 * EM, 0]
    hanging = set_text("教育" * 20, 10, hanging_indent=EM)
    assert [line.runs[0].offset for line in hanging[:2]] == [0, EM]
    assert {line.width for line in (*lines[:-1], *hanging[:-1])} == {10 * EM}


def test_a6_a_missing_glyph_is_an_error_with_its_place(fonts: FontLibrary) -> None:
    """The finding names character, code point, place and the faces that have it."""
    report = Diagnostics()
    Typesetter(fonts, report).set(text_of("教育\U0001f600好"), measure=10 * EM, style=paragraph_style())
    (finding,) = report
    assert finding.code == "missing-glyph"
    assert str(finding.span) == "a.txt:1:3"
    assert dict(finding.values)["codepoint"] == "U+1F600"
    assert dict(finding.values)["offers"] == "没有 (none)"


def test_b8_a_run_wider_than_the_measure_is_told_and_set(fonts: FontLibrary) -> None:
    """What fits no line is broken at its softest place; the report says where, and nothing is lost."""
    report = Diagnostics()
    lines = Typesetter(fonts, report).set(
        text_of("教育" + "1234567890" * 3 + "教育"), measure=6 * EM, style=paragraph_style()
    )
    assert "".join(line.text for line in lines) == "教育" + "1234567890" * 3 + "教育"
    assert {finding.code for finding in report} <= UNSETTABLE
    assert "no-legal-break" in {finding.code for finding in report}
    assert all(line.width <= 6 * EM for line in lines)


def test_variants_are_legal_and_differ_by_a_line(typesetter: Typesetter) -> None:
    """Each variant holds the whole text in the promised number of full lines."""
    text = "教育，改革、发展。" * 12
    variants = typesetter.set_variants(text_of(text), measure=12 * EM, style=paragraph_style())
    best = len(typesetter.set(text_of(text), measure=12 * EM, style=paragraph_style()))
    assert best in variants
    assert len(variants) > 1
    for count, lines in variants.items():
        assert len(lines) == count
        assert abs(count - best) <= 1
        assert "".join(line.text for line in lines) == text
        assert all(line.width == 12 * EM for line in lines[:-1])


def test_runs_part_only_where_style_or_link_changes(typesetter: Typesetter) -> None:
    """Two styled texts give two runs on a line; a single one gives one, Western words included."""
    first, second = text_of("教育PISA改革"), text_of("发展")
    linked = (replace(second[0], link="#there"),)
    (line,) = typesetter.set(first + linked, measure=20 * EM, style=paragraph_style())
    assert [(run.run.text, run.link) for run in line.runs] == [("教育PISA改革", None), ("发展", "#there")]


def test_e7_k2_composite_types_set_western_text_in_their_western_face(typesetter: Typesetter) -> None:
    """Western words take the second face, its scale and its shift; marks and Han keep the first."""
    style = replace(STYLE, latin="sans-400", latin_scale=1.05, latin_shift=-1000)
    (line,) = typesetter.set(text_of("教育“PISA”，2022年", style), measure=20 * EM, style=paragraph_style())
    assert [(run.run.text, run.run.face, run.shift) for run in line.runs] == [
        ("教育“", "serif-400", 0),
        ("PISA", "sans-400", -1000),
        ("”，", "serif-400", 0),
        ("2022", "sans-400", -1000),
        ("年", "serif-400", 0),
    ]
    assert line.runs[1].run.size == round(EM * 1.05)


def test_line_ends_of_the_author_break_lines(set_text) -> None:
    """A line end in the text ends the line at its natural width and stays in the text."""
    lines = set_text("教育\n改革发展", 10)
    assert [line.text for line in lines] == ["教育\n", "改革发展"]
    assert lines[0].width == 2 * EM


def test_single_lines_never_break(set_text) -> None:
    """SINGLE gives one line, however long."""
    (line,) = set_text("教育" * 20, 10, breaking=Breaking.SINGLE)
    assert line.width == 40 * EM


def test_western_paragraphs_stretch_at_word_spaces_only(set_text) -> None:
    """A paragraph of English is justified by its spaces; its words stand as the font has them."""
    lines = set_text("the quick brown fox jumps over the lazy dog and " * 4 + "sleeps", 18)
    assert {line.width for line in lines[:-1]} == {18 * EM}
    run = lines[0].runs[0].run
    natural = set_text(lines[0].text.strip(), 40)[0].runs[0].run
    for i, character in enumerate(run.text.rstrip()[:-1]):
        if character != " ":
            assert run.x[i + 1] - run.x[i] == natural.x[i + 1] - natural.x[i]


def test_cost_grows_with_length_alone(fonts: FontLibrary) -> None:
    """Ten times the text, with every kind of run in it, takes at most some ten times the work."""
    piece = "教育，2022年9月8日——“双减”·PISA……改革（试行）。"

    def work(repeat: int) -> int:
        typesetter = Typesetter(fonts, Diagnostics())
        typesetter.set(text_of(piece), measure=20 * EM, style=paragraph_style())
        return calls_of(lambda: typesetter.set(text_of(piece * repeat), measure=20 * EM, style=paragraph_style()))

    assert work(200) < 11 * work(20)


def test_urls_stay_whole_where_they_fit_and_part_after_their_marks(fonts: FontLibrary) -> None:
    """An address that fits a line is not cut; one that fits none is cut after a point or hyphen, or after a solidus
    where nothing else will do, and that is no fault."""
    loose = Typesetter(fonts, Diagnostics())
    text = text_of("欢迎访问，详见，教育局的网站主页https://example.org/a/b-c?d=1，欢迎访问，谢谢")
    lines = loose.set(text, measure=16 * EM, style=paragraph_style())
    assert sum("https://example.org/a/b-c?d=1" in line.text for line in lines) == 1
    report = Diagnostics()
    narrow = Typesetter(fonts, report).set(
        text_of("见https://example.org/education/reform/index"), measure=9 * EM, style=paragraph_style()
    )
    assert {line.text[-1] for line in narrow[1:-1]} <= set("/.")
    assert "no-legal-break" not in {finding.code for finding in report}


def test_urls_never_part_between_figures(fonts: FontLibrary) -> None:
    """/2025/03/ reads as a date: no line ends between its figures."""
    text = text_of("网址http://tjj.example.cn/tjgb/2025/03/t_001.shtml，请查阅全文并下载附件。")
    for ems in range(14, 24):
        lines = Typesetter(fonts, Diagnostics()).set(text, measure=ems * EM, style=paragraph_style())
        assert not any(line.text.endswith("2025/") for line in lines)
