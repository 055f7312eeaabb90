"""Rows of `docs/typography.md` that are measured on whole texts: soft runs, stretch, measures, headings."""

from itertools import pairwise
from pathlib import Path

import pytest

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.layout.pages import Artifact
from builder.layout.specimen import specimen
from builder.source import unplaced
from builder.text.glyphs import GlyphRun, Line
from builder.text.marks import normalise_marks
from builder.text.paragraphs import Typesetter
from builder.units import pt

from .samples import EM, paragraph_style, text_of

BODIES = [
    normalise_marks(unplaced(line.split("：", 1)[-1].strip()), mode="set")[0].value
    for path in sorted((Path(__file__).parents[2] / "content/2022/highlights").glob("*.yaml"))
    for line in path.read_text("utf-8").splitlines()
    if len(line) > 150
]


def spread(line: Line) -> float:
    """Ems between the Han characters of a line beyond their bodies: the mean."""
    steps = []
    for placed in line.runs:
        run = placed.run
        for (x, a), (y, b) in pairwise(zip(run.x, run.clusters, strict=True)):
            if all("一" <= run.text[c] <= "龥" for c in (a, b)) and b == a + 1:
                steps.append((y - x) / EM - 1)
    return sum(steps) / len(steps) if steps else 0.0


def test_f6_ordinary_lines_are_hardly_stretched(fonts: FontLibrary) -> None:
    """The bodies of 2022 at 20 em: 95 lines of 100 by 0.04 em a gap at most, all by 0.08, every hard run whole."""
    assert len(BODIES) >= 10
    typesetter = Typesetter(fonts, Diagnostics())
    style = paragraph_style(first_line_indent=2 * EM)
    lines = [line for body in BODIES for line in typesetter.set(text_of(body), measure=20 * EM, style=style)[:-1]]
    found = sorted(spread(line) for line in lines)
    assert len(found) > 150
    assert found[int(len(found) * 0.95)] <= 0.04
    assert found[-1] <= 0.08


@pytest.mark.parametrize("unit", ["名", "个", "所"])
def test_c5_numbers_keep_their_measure_words_where_it_costs_little(set_text, unit: str) -> None:
    """Of all places that 150名 can stand at, few break it: under one in five."""
    run, broken = f"150{unit}", 0
    for lead in range(20):
        text = "全市教育推进高质量发展新时代改革持续优化"[:lead] + run + "先进个人受到表彰，课程、队伍持续优化。" * 3
        broken += not any(run in line.text for line in set_text(text, 20))
    assert broken < 4


def test_f10_a_measure_of_whole_ems_is_filled_by_whole_characters(set_text) -> None:
    """A line of Han without marks holds exactly as many as its measure has ems, none spread."""
    for ems in (13, 20, 42):
        first, *_ = set_text("教" * (3 * ems), ems)
        assert len(first.text) == ems
        assert first.width == ems * EM
        assert spread(first) == 0


def test_h4_h6_headings_are_larger_and_take_whole_lines(fonts: FontLibrary) -> None:
    """A specimen's heading is a fifth larger than its text at least; its lines begin at one edge, and the text after
    it stands on the grid of the text before."""
    size, leading = pt(10.5), pt(18)
    document = specimen(
        "前面的正文。" * 12 + "\n\n# 亮点一 全市加快推进教育现代化，描绘未来五年教育改革蓝图\n\n" + "后面的正文。" * 12,
        file="a.txt",
        measure_ems=20,
        size=size,
        leading=leading,
        columns=1,
        fonts=fonts,
        report=Diagnostics(),
    )
    kinds: dict[str, list[tuple[int, int, int]]] = {}
    for placed in document.pages[0].items:
        if isinstance(placed.item, GlyphRun) and not isinstance(placed.role, Artifact):
            kind = document.structure[placed.role].kind
            kinds.setdefault(kind, []).append((placed.at.x, placed.at.y, placed.item.size))
    heading = kinds["H1"]
    assert len(heading) > 1
    assert {x for x, _, _ in heading} == {min(x for x, _, _ in kinds["P"])}
    assert all(found >= 1.2 * size for _, _, found in heading)
    assert len({y % leading for _, y, _ in kinds["P"]}) == 1
