"""The twenty hard lines of `docs/hard-lines.md` are what the engine sets."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from builder.source import unplaced
from builder.text.paragraphs import Typesetter
from builder.text.styles import LineRules, StyledText

from .samples import EM, STYLE, paragraph_style

DOCS = Path(__file__).parents[2] / "docs"
CASES: list[dict[str, Any]] = tomllib.loads((DOCS / "hard_lines.toml").read_text("utf-8"))["line"]


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_hard_lines_break_as_the_documentation_says(typesetter: Typesetter, case: dict[str, Any]) -> None:
    """Each case gives the lines written beside it, without a finding."""
    style = paragraph_style(
        first_line_indent=case.get("indent", 0) * EM, rules=LineRules(hanging=case.get("hanging", False))
    )
    spans = (StyledText(source=unplaced(case["text"]), style=STYLE),)
    lines = typesetter.set(spans, measure=round(case["measure"] * EM), style=style)
    assert [line.text for line in lines] == case["lines"]


def test_twenty_hard_lines_are_drawn_and_told() -> None:
    """Every case has its picture at 400 % and its reason in the page for readers."""
    page = (DOCS / "hard-lines.md").read_text("utf-8")
    assert len(CASES) == 20
    for number, case in enumerate(CASES, 1):
        assert (DOCS / "lines" / f"{number:02d}.png").read_bytes().startswith(b"\x89PNG")
        assert f"(lines/{number:02d}.png)" in page
        assert case["why"] in page
