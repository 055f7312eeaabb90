"""Marks as typed become marks as set; slips are told; places stay true."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.diagnostics import Diagnostics
from builder.source import SourceString, Span
from builder.text.marks import normalise_marks, tell_conversions
from builder.text.oddities import find_oddities

SEED = (Path(__file__).parents[1] / "content" / "seed-2022.txt").read_text("utf-8")


def source(value: str) -> SourceString:
    """Text of one line of a file."""
    return SourceString(value, Span("a.yaml", 3, 5, 3, 5 + len(value)), ((0, 3, 5),))


def test_a1_the_seed_has_129_commas_3_pairs_of_brackets_and_a_colon() -> None:
    """What the specification counts is what is converted, besides two typed spaces."""
    _, conversions = normalise_marks(source(SEED), mode="set")
    assert Counter(c.kind for c in conversions) == {"comma": 129, "bracket": 6, "colon": 1, "space": 2}


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("会议,教育:好;对!吗?", "会议，教育：好；对！吗？"),
        ("达96%,其中", "达96%，其中"),
        ("县(区、市)教育(PISA)测试", "县（区、市）教育（PISA）测试"),
        ("说\"好\"和'是'", "说“好”和‘是’"),
        ("教育--改革", "教育——改革"),
        ("教育...改革……", "教育……改革……"),
        ("教育…改革", "教育……改革"),
        ("10%~20%之间", "10%～20%之间"),
        ("用 PISA 测试 2022 年", "用PISA测试2022年"),
        ("Hello, 世界", "Hello，世界"),
        ("ＡＢ１２班", "AB12班"),
        ("9:30开始,1,234人", "9:30开始，1,234人"),
        ("见https://a.b/c?d=1,2", "见https://a.b/c?d=1,2"),
        ("他说Yes, sir。", "他说Yes, sir。"),
        ("函数f(x)的", "函数f(x)的"),
        ("it's的用法", "it's的用法"),
        ("北京—上海", "北京—上海"),
        ("plain, English: text (only)", "plain, English: text (only)"),
    ],
)
def test_a1_a2_a4_a5_conversions(typed: str, wanted: str) -> None:
    """Chinese sentences get Chinese marks; numbers, times, URLs and Western phrases keep theirs."""
    assert normalise_marks(source(typed), mode="set")[0].value == wanted


def test_modes() -> None:
    """`report` tells and changes nothing; `off` does not even tell."""
    text = source("教育,改革")
    assert normalise_marks(text, mode="report")[0] is text
    assert len(normalise_marks(text, mode="report")[1]) == 1
    assert normalise_marks(text, mode="off") == (text, ())


@given(st.text(alphabet="教育改革,.:;!?()\"'-…~ 1a，", max_size=40))
def test_places_stay_true(value: str) -> None:
    """Each Han of the result stands where the same Han stood in the source."""
    before = source(value)
    after, _ = normalise_marks(before, mode="set")
    han = "教育改革"
    assert [(c, before.locate(i)) for i, c in enumerate(value) if c in han] == [
        (c, after.locate(i)) for i, c in enumerate(after.value) if c in han
    ]


@given(st.text(alphabet="教育,.:;!?()\"'-…~ 1a，", max_size=40))
def test_a_second_pass_finds_nothing_new_in_letters(value: str) -> None:
    """Words never change: letters, digits and Han are the same before and after."""
    after, _ = normalise_marks(source(value), mode="set")
    assert [c for c in value if c.isalnum()] == [c for c in after.value if c.isalnum()]


def test_places_across_lines() -> None:
    """Text folded over two lines of a file keeps the place of every character."""
    text = SourceString("教育...,改革", Span("a.yaml", 1, 1, 2, 9), ((0, 1, 1), (6, 2, 3)))
    after, conversions = normalise_marks(text, mode="set")
    assert after.value == "教育……，改革"
    assert (after.locate(5).line, after.locate(5).column) == (2, 3)
    assert [str(c.span) for c in conversions] == ["a.yaml:1:3", "a.yaml:1:6"]


def test_conversions_are_told_in_one_line() -> None:
    """One note with the count, every place behind it."""
    report = Diagnostics()
    tell_conversions(normalise_marks(source(SEED), mode="set")[1], report)
    (note,) = report
    assert note.code == "halfwidth-marks-set"
    assert len(note.related) == 138
    assert ",×129" in dict(note.values)["each"]


def test_a3_the_slips_of_the_seed_are_told() -> None:
    """A Western word, a doubled place, a doubled verb and a Traditional character, and nothing else."""
    report = Diagnostics()
    find_oddities(source(SEED), report)
    assert [(finding.code, dict(finding.values)) for finding in report] == [
        ("latin-word", {"word": "and"}),
        ("doubled-phrase", {"phrase": "晋中"}),
        ("doubled-phrase", {"phrase": "合作"}),
        ("traditional-character", {"character": "長", "other": "长"}),
    ]


@pytest.mark.parametrize(
    ("text", "column"), [("“教育", 5), ("教育”", 7), ('说"好', 6), ("（教育", 5), ("《教“育》", 9)]
)
def test_a2_unpaired_marks_are_errors_with_their_place(text: str, column: int) -> None:
    """A quote or bracket without its partner is told where it stands."""
    report = Diagnostics()
    find_oddities(source(text), report)
    found = [finding for finding in report if finding.code == "unpaired-mark"]
    assert found
    assert found[0].span.column == column
