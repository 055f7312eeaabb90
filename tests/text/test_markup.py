"""Inline markup: tags of the content become styled texts, and what is no tag stays text."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.text.glyphs import Line, LineRun, WritingMode
from builder.text.markup import EmphasisFaces, mark_up, plain_text
from builder.text.paragraphs import Typesetter
from builder.text.styles import Alignment, InterlinearRule, StyledText

from .samples import EM, STYLE, paragraph_style, text_of

FACES = EmphasisFaces(kai="kai-400", hei="sans-500")
TAGGED = st.lists(
    st.sampled_from(
        [
            "文",
            "字，",
            "<点>",
            "</点>",
            "<名>",
            "</名>",
            "<音 wén>",
            "</音>",
            "<链 a>",
            "</链>",
            "<上>",
            "</上>",
            "<",
            ">",
        ]
    ),
    max_size=20,
).map("".join)


def marked(value: str) -> tuple[StyledText, ...]:
    return mark_up(text_of(value)[0].source, STYLE, FACES)


def set_line(typesetter: Typesetter, value: str, mode: WritingMode = WritingMode.HORIZONTAL) -> Line:
    (line,) = typesetter.set(marked(value), measure=30 * EM, style=paragraph_style(mode=mode))
    return line


def run_of(line: Line, text: str) -> LineRun:
    return next(placed for placed in line.runs if placed.run.text == text)


def edges(line: Line, mark: int, axis: int) -> tuple[int, int]:
    """The least and greatest coordinate of a mark of the line."""
    values = [point[axis] for ring in line.marks[mark].outlines for point in ring]
    return min(values), max(values)


@pytest.mark.parametrize(
    ("typed", "changes"),
    [
        ("<点>重</点>", {"dots": True, "structure": "Em"}),
        ("<dots>重</dots>", {"dots": True, "structure": "Em"}),
        ("<名>重</名>", {"rule": InterlinearRule.NAME}),
        ("<书>重</书>", {"rule": InterlinearRule.TITLE}),
        ("<楷>重</楷>", {"style": replace(STYLE, han="kai-400"), "structure": "Em"}),
        ("<黑>重</黑>", {"style": replace(STYLE, han="sans-500"), "structure": "Em"}),
        ("<链 https://a.cn/?b=c>重</链>", {"link": "https://a.cn/?b=c"}),
        ("<链https://a.cn>重</链>", {"link": "https://a.cn"}),
        ("<音 zhòng>重</音>", {"reading": "zhòng", "structure": "RB"}),
    ],
)
def test_k3_each_tag_changes_its_text_and_nothing_else(typed: str, changes: dict[str, object]) -> None:
    """A tag, Chinese or English, gives its text what the table of the documentation says."""
    before, inside, after = marked(f"前{typed}后")
    assert (before.source.value, inside.source.value, after.source.value) == ("前", "重", "后")
    assert replace(inside, source=before.source) == replace(before, **changes)  # type: ignore[arg-type]
    assert replace(after, source=before.source) == before


@pytest.mark.parametrize(
    "value",
    [
        "a < b",
        "<点>没有关",
        "没有开</点>",
        "<未知>字</未知>",
        "<点></点>",
        "<链>字</链>",
        "<点 x>字</点>",
        "3<5>2",
        "<",
    ],
)
def test_stray_markup_is_text(value: str) -> None:
    """What is no pair of known tags stands in print as typed, without a finding."""
    assert [span.source.value for span in marked(value)] == [value]
    assert plain_text(text_of(value)[0].source).value == value


def test_tags_nest_and_a_badly_nested_one_is_text() -> None:
    """Inner tags keep what outer ones give; of tags that cross, the one left open is text."""
    outer, inner = marked("<点>甲<名>乙</名></点>")
    assert (outer.dots, outer.rule, inner.dots, inner.rule) == (True, "", True, "name")
    assert [span.source.value for span in marked("<点>甲<名>乙</点>丙</名>")] == ["甲<名>乙", "丙</名>"]


@settings(max_examples=200, deadline=None)
@given(TAGGED)
def test_every_character_keeps_its_place(value: str) -> None:
    """Joined, the styled texts are the plain text, and each character knows the column it was typed in."""
    source = text_of(value)[0].source
    spans = marked(value)
    assert "".join(span.source.value for span in spans) == plain_text(source).value
    for span in (*spans, StyledText(source=plain_text(source), style=STYLE)):
        for at, character in enumerate(span.source.value):
            assert value[span.source.locate(at).column - 1] == character


@pytest.mark.parametrize("mode", list(WritingMode))
def test_i1_dots_stand_centred_under_each_han_and_under_nothing_else(typesetter: Typesetter, mode: WritingMode) -> None:
    """One dot a Han character, in the middle of it; none under marks, Western text and figures."""
    line = set_line(typesetter, "甲<点>重要，Word的5项</点>乙", mode)
    upright = mode is WritingMode.VERTICAL
    along, across = (1, 0) if upright else (0, 1)
    centres = [sum(p[along] for p in ring) / len(ring) for ring in line.marks[0].outlines]
    wanted = []
    for placed in line.runs:
        run = placed.run
        stops = run.y if upright else run.x
        for at, cluster in zip(stops, run.clusters, strict=True):
            if run.text[cluster] in "重要的项":
                wanted.append(placed.offset + at + EM / 2 - (0.88 * EM if upright else 0))
    assert len(centres) == 4
    assert all(abs(a - b) < 0.02 * EM for a, b in zip(centres, wanted, strict=True))
    assert edges(line, 0, across)[0] > (0.5 if upright else 0.12) * EM


def test_i3_lines_of_neighbouring_names_do_not_meet(typesetter: Typesetter) -> None:
    """Two names side by side have two lines with a gap, at one height, and the text keeps its spacing."""
    line = set_line(typesetter, "到<名>太原</名><名>榆次</名>去")
    assert edges(line, 0, 0)[1] < edges(line, 1, 0)[0]
    assert edges(line, 0, 1) == edges(line, 1, 1)
    assert line.width == 6 * EM


def test_i3_vertical_lines_stand_left_and_dots_right(typesetter: Typesetter) -> None:
    """In vertical lines name lines stand left of the characters, dots right of them."""
    line = set_line(typesetter, "<点><名>晋中</名></点>", WritingMode.VERTICAL)
    assert edges(line, 0, 0)[1] < -EM // 2
    assert edges(line, 1, 0)[0] > EM // 2


def test_i2_a_wavy_line_spans_its_title(typesetter: Typesetter) -> None:
    """The wave reaches from the title's first character to its last and swings both ways."""
    line = set_line(typesetter, "看<书>红楼梦</书>吧")
    left, right = edges(line, 0, 0)
    assert EM < left < 1.1 * EM
    assert 3.9 * EM < right < 4 * EM
    assert len({y for _, y in line.marks[0].outlines[0]}) > 4


def test_i4_dots_stand_outside_the_line(typesetter: Typesetter) -> None:
    """Where text has both, the line is nearer to it."""
    line = set_line(typesetter, "<点><名>晋中</名></点>")
    assert edges(line, 0, 1)[1] < edges(line, 1, 1)[0]


@pytest.mark.parametrize(
    ("base", "reading"), [("晋中", "jìn zhōng"), ("装潢", "zhuāng huáng"), ("整个词组", "hǎo rén")]
)
def test_i5_readings_stand_centred_over_their_base(typesetter: Typesetter, base: str, reading: str) -> None:
    """Word by word or over the whole, in the middle of the base, which is widened evenly where it is narrower."""
    line = set_line(typesetter, f"前<音 {reading}>{base}</音>后")
    under = run_of(line, base)
    stops = [*under.run.x, under.run.advance]
    words = reading.split() if len(reading.split()) == len(base) else [reading]
    share = len(base) // len(words)
    for at, word in enumerate(words):
        over = run_of(line, word)
        glyphs = under.run.x[at * share : (at + 1) * share]
        middle = under.offset + (glyphs[0] + glyphs[-1] + EM) / 2
        assert abs(over.offset + over.run.advance / 2 - middle) < 0.02 * EM
        assert over.structure == "RT"
        assert over.shift < -0.88 * EM
    assert all(b - a >= EM for a, b in pairwise(stops[:-1]))
    assert under.structure == "RB"


def test_i5_neighbouring_readings_do_not_meet(typesetter: Typesetter) -> None:
    """Readings wider than their characters keep a gap between them."""
    line = set_line(typesetter, "<音 zhuāng chuáng shuāng>装床双</音>")
    readings = [placed for placed in line.runs if placed.structure == "RT"]
    for a, b in pairwise(readings):
        assert a.offset + a.run.advance + 0.1 * EM <= b.offset


@pytest.mark.parametrize("ems", [6, 7, 8, 9, 11])
def test_i6_readings_stay_within_the_measure_and_with_their_base(typesetter: Typesetter, ems: int) -> None:
    """No reading sticks out of its line, none is lost, and a group over several characters is never cut."""
    text = "教育<音 zhuāng huáng>装潢</音>全市<音 hǎo>整个词组</音>推进<音 chuáng>床</音>高质量发展"
    lines = typesetter.set(marked(text), measure=ems * EM, style=paragraph_style(alignment=Alignment.START))
    readings = [placed for line in lines for placed in line.runs if placed.structure == "RT"]
    assert [placed.run.text for placed in readings] == ["zhuāng", "huáng", "hǎo", "chuáng"]
    assert all(placed.offset >= 0 and placed.offset + placed.run.advance <= ems * EM for placed in readings)
    assert any("整个词组" in line.text for line in lines)
    assert "".join(line.text for line in lines) == plain_text(text_of(text)[0].source).value


def test_readings_leave_their_base_on_the_line(typesetter: Typesetter) -> None:
    """A reading moves nothing across the line: its base stands where it would without it (row I5)."""
    line = set_line(typesetter, "<音 yú>榆</音>次")
    assert run_of(line, "榆").shift == run_of(line, "次").shift == 0


@pytest.mark.parametrize("ems", [5, 6, 7, 8])
def test_c11_a_raised_note_stays_with_its_word(typesetter: Typesetter, ems: int) -> None:
    """No line starts with a raised note, and nothing widens the place before it or inside it."""
    spans = marked("教育现代化全市推进<上>12</上>高质量发展")
    lines = typesetter.set(spans, measure=ems * EM, style=paragraph_style())
    holder = next(line for line in lines if "12" in line.text)
    assert not holder.text.startswith("12")
    note = run_of(holder, "12")
    assert note.shift < 0
    assert note.run.x[1] < 0.6 * note.run.size


def test_e8_no_gap_between_a_number_and_its_superscript(typesetter: Typesetter) -> None:
    """25m² and its like close up, whether raised by markup or by their own character."""
    line = set_line(typesetter, "共25m<上>2</上>")
    base, raised = line.runs[-2], line.runs[-1]
    assert raised.offset == base.offset + base.run.advance
    together = set_line(typesetter, "共25m²")
    assert together.runs[0].run.text == "共25m²"


def test_links_go_to_their_runs(typesetter: Typesetter) -> None:
    """The run of a link, and no other, knows where it leads."""
    line = set_line(typesetter, "见<链 https://a.cn>网站</链>。")
    assert [placed.link for placed in line.runs] == [None, "https://a.cn", None]


@pytest.mark.parametrize(
    ("word", "reading"), [("重庆", "chóng qìng"), ("银行行长", "yín háng háng zhǎng"), ("晋中", "jìn zhōng")]
)
def test_i5_readings_that_nobody_gave_are_looked_up(word: str, reading: str) -> None:
    """<音> without a reading takes that of the phrase, a syllable to each character; a given one always wins."""
    (span,) = marked(f"<音>{word}</音>")
    assert (span.source.value, span.reading, span.structure) == (word, reading, "RB")
    (told,) = marked(f"<音 hé hé hé hé>{word}</音>")
    assert told.reading == "hé hé hé hé"


def test_i5_marks_and_western_text_have_no_reading() -> None:
    """What is not Han inside <音> stands as it is, and every character keeps its place."""
    spans = marked("<音>晋中，2022年</音>")
    read = [(span.source.value, span.reading) for span in spans]
    assert read == [("晋中", "jìn zhōng"), ("，2022", ""), ("年", "nián")]
