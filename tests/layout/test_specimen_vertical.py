"""Specimens of vertical lines: columns from the right to the left, on one grid, nothing lost."""

from pathlib import Path

import pytest

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.layout.pages import PagedDocument, Placed
from builder.layout.pages import Path as Outline
from builder.layout.specimen import specimen
from builder.text.glyphs import GlyphRun, WritingMode
from builder.units import pt

SIZE, LEADING = pt(10), pt(18)
TEXT = (
    "# 亮点一 <名>晋中</名>教育\n\n"
    + "全市推进“高质量”发展，投入9.667亿元；<点>共29个</点>项目、2022年9月8日开工。\n\n" * 12
)


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    """The project's own faces."""
    return FontLibrary(Path(__file__).parents[2] / "fonts")


def vertical(fonts: FontLibrary, text: str, *, columns: int = 1, measure: float = 20) -> PagedDocument:
    report = Diagnostics()
    document = specimen(
        text,
        file="a.txt",
        measure_ems=measure,
        size=SIZE,
        leading=LEADING,
        columns=columns,
        fonts=fonts,
        report=report,
        mode=WritingMode.VERTICAL,
    )
    assert not report.has_errors
    return document


def body(document: PagedDocument) -> list[Placed]:
    """Upright body runs in reading order."""
    return [
        placed
        for page in document.pages
        for placed in page.items
        if isinstance(placed.item, GlyphRun) and placed.item.mode is WritingMode.VERTICAL and placed.item.size <= SIZE
    ]


@pytest.mark.parametrize("columns", [1, 2])
def test_j1_lines_run_from_right_to_left_on_one_grid(fonts: FontLibrary, columns: int) -> None:
    """Upright runs of the body stand whole leadings from one another, each line left of the one before."""
    document = vertical(fonts, TEXT, columns=columns, measure=16)
    upright = [placed for placed in body(document) if not placed.item.turned]  # type: ignore[union-attr]
    axes = [placed.at.x for placed in upright]
    assert len({(axes[0] - x) % LEADING for x in axes}) == 1
    first_page = [p.at.x for p in upright if p in document.pages[0].items and p.at.y < pt(16 * 10 + 80)]
    assert first_page == sorted(first_page, reverse=True)
    assert len(set(first_page)) > 5


def test_j7_the_text_of_the_file_is_the_text_with_corner_quotes(fonts: FontLibrary) -> None:
    """Read in order, the runs give the whole text, tags gone and quotes in their vertical form."""
    read = "".join(p.item.shown or p.item.text for p in body(vertical(fonts, TEXT)))  # type: ignore[union-attr]
    assert read == "全市推进「高质量」发展，投入9.667亿元；共29个项目、2022年9月8日开工。" * 12


def test_everything_stands_on_the_page(fonts: FontLibrary) -> None:
    """Origins of runs and marks lie inside the trim, in two tiers as in one."""
    document = vertical(fonts, TEXT, columns=2, measure=24)
    for page in document.pages:
        for placed in page.items:
            assert 0 < placed.at.x < document.trim.width
            assert 0 < placed.at.y < document.trim.height


def test_i1_i3_marks_between_lines_are_drawn(fonts: FontLibrary) -> None:
    """Dots and name lines are paths of the page, as many as the text has marked stretches or more."""
    paths = [p for page in vertical(fonts, TEXT).pages for p in page.items if isinstance(p.item, Outline)]
    assert len(paths) >= 13
