"""K4: what a face lacks comes from the faces declared after it, cluster by cluster, and is told."""

from dataclasses import replace

import pytest

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.text.glyphs import WritingMode
from builder.text.paragraphs import Typesetter

from .samples import EM, STYLE, paragraph_style, text_of

SUBSCRIPT = "₂"
"""Locked in one face only: kai-400."""
FALLING = replace(STYLE, fallback=("sans-400", "kai-400"))


@pytest.mark.parametrize("mode", list(WritingMode))
def test_k4_a_missing_glyph_comes_from_the_first_face_that_has_it(fonts: FontLibrary, mode: WritingMode) -> None:
    """One character changes its face, its neighbours keep theirs; the finding names both faces and the place."""
    report = Diagnostics()
    text = text_of(f"教育{SUBSCRIPT}，改革", FALLING)
    (line,) = Typesetter(fonts, report).set(text, measure=20 * EM, style=paragraph_style(mode=mode))
    assert {placed.run.text: placed.run.face for placed in line.runs} == {
        "教育": "serif-400",
        SUBSCRIPT: "kai-400",
        "，改革": "serif-400",
    }
    assert all(glyph for placed in line.runs for glyph in placed.run.glyphs)
    (finding,) = report
    assert finding.code == "glyph-fallback"
    assert str(finding.span) == "a.txt:1:3"
    assert dict(finding.values)["chosen"] == "kai-400"


def test_k4_a_character_is_told_once(fonts: FontLibrary) -> None:
    """However often it comes back."""
    report = Diagnostics()
    typesetter = Typesetter(fonts, report)
    for value in (f"教{SUBSCRIPT}育", f"改{SUBSCRIPT}革{SUBSCRIPT}"):
        typesetter.set(text_of(value, FALLING), measure=20 * EM, style=paragraph_style())
    assert [finding.code for finding in report] == ["glyph-fallback"]


def test_k4_what_no_declared_face_has_stays_an_error(fonts: FontLibrary) -> None:
    """Falling back never hides a character that cannot be printed."""
    report = Diagnostics()
    text = text_of(f"教\U0001f600{SUBSCRIPT}育", FALLING)
    Typesetter(fonts, report).set(text, measure=20 * EM, style=paragraph_style())
    assert sorted(finding.code for finding in report) == ["glyph-fallback", "missing-glyph"]


def test_k4_a_base_keeps_its_marks(fonts: FontLibrary) -> None:
    """A letter and the combining mark on it are one cluster and stand in one face."""
    report = Diagnostics()
    text = text_of("拼音m\u0304字", FALLING)
    (line,) = Typesetter(fonts, report).set(text, measure=20 * EM, style=paragraph_style())
    (run,) = [placed.run for placed in line.runs if "m" in placed.run.text]
    assert "m\u0304" in run.text
