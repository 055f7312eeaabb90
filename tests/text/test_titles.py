"""Titles break at the clause, else between words, in lines alike."""

from itertools import pairwise
from pathlib import Path

import pytest

from builder.source import unplaced
from builder.text.lexicon import Lexicon
from builder.text.marks import normalise_marks
from builder.text.paragraphs import Typesetter
from builder.text.styles import Alignment, Breaking, LineRules

from .samples import EM, paragraph_style, text_of

SEED = (Path(__file__).parents[1] / "content" / "seed-2022.txt").read_text("utf-8")
TITLES = [
    normalise_marks(unplaced(line.split(" ", 1)[1]), mode="set")[0].value
    for line in SEED.splitlines()
    if line.startswith("亮点")
]
STYLE = paragraph_style(alignment=Alignment.START, breaking=Breaking.TITLE)


def clause_edge(title: str) -> int:
    """Where the title's second clause starts: after its comma."""
    return title.index("，") + 1


def test_the_seed_has_ten_titles() -> None:
    """The tests below look at all ten."""
    assert len(TITLES) == 10


@pytest.mark.parametrize("title", TITLES)
def test_h2_titles_break_at_their_comma_wherever_both_halves_fit(typesetter: Typesetter, title: str) -> None:
    """Every width from the longer half to the whole (whose first quote may hang) gives the two clauses."""
    edge = clause_edge(title)
    halves = [title[: edge - 1], title[edge:]]
    longest = max(typesetter.natural_width(text_of(half), STYLE) for half in halves)
    whole = typesetter.natural_width(text_of(title), STYLE)
    for measure in range(longest + EM // 10, whole - EM, EM // 2):
        lines = typesetter.set(text_of(title), measure=measure, style=STYLE)
        assert [line.text for line in lines] == [title[:edge], title[edge:]]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("ems", [8, 9, 10, 11, 13, 15, 18, 22])
def test_h1_titles_are_balanced_and_cut_no_word(typesetter: Typesetter, title: str, ems: int) -> None:
    """The shortest line is half the longest or more, the last has three characters, every cut is between words."""
    lines = typesetter.set(text_of(title), measure=ems * EM, style=STYLE)
    assert "".join(line.text for line in lines) == title
    assert all(line.width <= ems * EM for line in lines)
    if len(lines) > 1:
        widths = [line.width for line in lines]
        assert min(widths) >= max(widths) / 2
        assert len(lines[-1].text) >= 3
    costs = Lexicon().cut_costs(title)
    for line, following in pairwise(lines):
        if line.text[-1] not in "，、”" and following.text[0] != "“":
            assert costs[line.end] <= 4


def test_h5_titles_are_set_solid(typesetter: Typesetter) -> None:
    """No line of a title is stretched or tightened."""
    for line in typesetter.set(text_of(TITLES[4]), measure=12 * EM, style=STYLE):
        x = line.runs[0].run.x
        assert {b - a for a, b in pairwise(x)} == {EM}


def test_h3_commas_and_opening_quotes_hang(typesetter: Typesetter) -> None:
    """A last comma is not counted in a line's width; a quote at a line's start stands before the edge."""
    first, second = typesetter.set(text_of("教育改革，“双减”落实"), measure=6 * EM, style=STYLE)
    assert (first.text, first.width) == ("教育改革，", 4 * EM)
    assert second.runs[0].offset == -EM
    assert second.runs[0].run.x[1] + second.runs[0].offset == 0


def test_h2_names_are_not_cut(typesetter: Typesetter) -> None:
    """A name from the list stays whole in a title."""
    title = "市委书记吴俊清出席并讲话"
    style = paragraph_style(alignment=Alignment.START, breaking=Breaking.TITLE, rules=LineRules(names=("吴俊清",)))
    for ems in range(5, 12):
        lines = typesetter.set(text_of(title), measure=ems * EM, style=style)
        assert sum("吴俊清" in line.text for line in lines) == 1


def test_author_line_ends_decide(typesetter: Typesetter) -> None:
    """A line end in a title is a break, and no other is made where the lines fit."""
    lines = typesetter.set(text_of("晋中教育\n十大亮点"), measure=20 * EM, style=STYLE)
    assert [line.text for line in lines] == ["晋中教育\n", "十大亮点"]


def test_the_lexicon_tells_words_from_cuts() -> None:
    """A cut through a word of two frequent characters costs, one between words costs nothing."""
    costs = Lexicon().cut_costs("教育改革")
    assert costs[2] == 0
    assert costs[1] > 4
    assert costs[3] > 4
    assert Lexicon().frequency("教育") > 1000
    assert Lexicon().frequency("\U0010ffff") == 0
