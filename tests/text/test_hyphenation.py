"""Western words that fit no line part at their syllables, and only then."""

from itertools import pairwise

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.text.hyphenation import SOFT_HYPHEN
from builder.text.paragraphs import Typesetter

from .samples import EM, paragraph_style, text_of

LONG = "教育internationalization改革counterrevolutionaries发展accessibility推进characterization持续。"


def hyphens_of(lines) -> int:
    return sum(placed.run.text == SOFT_HYPHEN for line in lines for placed in line.runs)


def test_c7_words_that_fit_are_never_parted(set_text) -> None:
    """At a measure where breaks between words will do, no line has a hyphen."""
    lines = set_text("本次论坛以Education为题，由UNESCO主办，来自各国的teachers和students参加，共同讨论。" * 2, 24)
    assert hyphens_of(lines) == 0


def test_c7_words_that_fit_no_line_part_at_a_syllable(set_text) -> None:
    """The line ends with a hyphen that is drawn inside the measure and is no character of the text."""
    lines = set_text(LONG * 2, 14)
    assert hyphens_of(lines) > 0
    assert "".join(line.text for line in lines) == LONG * 2
    for line in lines[:-1]:
        assert line.width == 14 * EM
        last = line.runs[-1]
        assert last.offset + last.run.advance == 14 * EM
        if last.run.text == SOFT_HYPHEN:
            assert line.text[-1].isalpha()
            assert last.run.glyphs[0] > 0


def test_c7_no_line_is_worse_for_the_hyphens(fonts: FontLibrary) -> None:
    """With hyphens every line keeps within the limits, so nothing is told."""
    report = Diagnostics()
    Typesetter(fonts, report).set(text_of(LONG * 2), measure=20 * EM, style=paragraph_style())
    assert not list(report)


def test_c7_names_with_capitals_and_addresses_are_not_hyphenated(fonts: FontLibrary) -> None:
    """OpenAI, TechCrunch, H100 and what stands in a URL are no words of a language."""
    text = "据TechCrunchAndEverybody报道，DeepSeekAlgorithms与https://example.org/internationalization等" * 2
    for ems in range(8, 20):
        lines = Typesetter(fonts, Diagnostics()).set(text_of(text), measure=ems * EM, style=paragraph_style())
        assert hyphens_of(lines) == 0
        assert all(a.end == b.start for a, b in pairwise(lines))
