"""Specimens: any text on one grid, nothing lost, no line alone, no heading at a foot."""

from itertools import groupby
from pathlib import Path

import pytest

from builder.diagnostics import Diagnostics, Severity
from builder.fonts import FontLibrary
from builder.layout.pages import Artifact, PagedDocument, Placed
from builder.layout.specimen import specimen
from builder.source import unplaced
from builder.text.glyphs import GlyphRun
from builder.text.marks import normalise_marks
from builder.units import pt

SEED = (Path(__file__).parents[1] / "content" / "seed-2022.txt").read_text("utf-8")
TEXT = "\n".join(f"# {line}" if line.startswith("亮点") else line for line in SEED.splitlines())
SIZE, LEADING = pt(10), pt(18)


@pytest.fixture(scope="module")
def fonts() -> FontLibrary:
    """The project's own faces."""
    return FontLibrary(Path(__file__).parents[2] / "fonts")


def set_specimen(fonts: FontLibrary, ems: float, columns: int, text: str = TEXT) -> PagedDocument:
    """The seed as a specimen; errors fail the test."""
    report = Diagnostics()
    document = specimen(
        text, file="a.txt", measure_ems=ems, size=SIZE, leading=LEADING, columns=columns, fonts=fonts, report=report
    )
    assert not [finding for finding in report if finding.severity is Severity.ERROR]
    return document


def runs_of(placed: Placed) -> GlyphRun:
    assert isinstance(placed.item, GlyphRun)
    return placed.item


def body_lines(document: PagedDocument) -> list[tuple[int, int, int, int]]:
    """Of each body line: page, column edge, baseline, tag."""
    found = []
    for number, page in enumerate(document.pages):
        for placed in page.items:
            if not isinstance(placed.role, Artifact) and document.structure[placed.role].kind == "P":
                found.append((number, placed.at.x // (document.trim.width // 2), placed.at.y, placed.role))
    return found


@pytest.mark.parametrize(("ems", "columns"), [(13, 2), (20, 2), (42, 1)])
def test_the_tagged_text_is_the_text(fonts: FontLibrary, ems: int, columns: int) -> None:
    """Joined in the order of the tags, the runs give every character of the text once, marks put right."""
    document = set_specimen(fonts, ems, columns)
    tagged: dict[int, str] = {}
    for page in document.pages:
        for placed in page.items:
            if not isinstance(placed.role, Artifact):
                tagged[placed.role] = tagged.get(placed.role, "") + runs_of(placed).text
    wanted = "".join(
        normalise_marks(unplaced(line.removeprefix("# ").strip()), mode="set")[0].value for line in TEXT.splitlines()
    )
    assert "".join(tagged[role] for role in sorted(tagged)) == wanted


@pytest.mark.parametrize(("ems", "columns"), [(13, 2), (20, 2), (24, 1)])
def test_g6_g7_g8_body_lines_stand_on_one_grid(fonts: FontLibrary, ems: int, columns: int) -> None:
    """On every page and in every column baselines differ by whole leadings."""
    assert len({y % LEADING for _, _, y, _ in body_lines(set_specimen(fonts, ems, columns))}) == 1


@pytest.mark.parametrize("ems", [13, 16, 20])
def test_g3_g4_no_line_of_a_paragraph_stands_alone(fonts: FontLibrary, ems: int) -> None:
    """A paragraph that goes on in another column has two lines or more in each."""
    by_tag: dict[int, list[tuple[int, int]]] = {}
    for page, column, _, tag in sorted(set(body_lines(set_specimen(fonts, ems, 2)))):
        by_tag.setdefault(tag, []).append((page, column))
    for places in by_tag.values():
        parts = [len(list(group)) for _, group in groupby(places)]
        assert len(parts) == 1 or min(parts) >= 2


def test_a_wide_measure_widens_the_trim(fonts: FontLibrary) -> None:
    """Two columns of 42 ems do not fit A4: the trim grows and every run lies within it."""
    document = set_specimen(fonts, 42, 2)
    assert document.trim.width > pt(2 * 420)
    for page in document.pages:
        for placed in page.items:
            run = runs_of(placed)
            assert placed.at.x >= 0
            assert placed.at.x + run.advance <= document.trim.width


def test_g5_headings_are_in_the_outline_and_have_text_under_them(fonts: FontLibrary) -> None:
    """Each heading has its outline entry, and a body line follows it in its own column."""
    document = set_specimen(fonts, 20, 2)
    assert len(document.outline) == 10
    lines = body_lines(document)
    for entry in document.outline:
        assert any(page == entry.page_index and y > entry.y for page, _, y, _ in lines)


def test_g9_last_columns_are_balanced(fonts: FontLibrary) -> None:
    """On the last page both columns hold text, alike but for what headings and widows need."""
    text = "教育改革，全面推进。" * 30
    lines = body_lines(set_specimen(fonts, 20, 2, text))
    counts = [len({y for _, column, y, _ in lines if column == c}) for c in (0, 1)]
    assert abs(counts[0] - counts[1]) <= 1


@pytest.mark.parametrize("text", ["", "\n\n", "# ", "#", "教", "# 教育", "\ufeff教育\r\n改革"])
def test_odd_texts_are_set(fonts: FontLibrary, text: str) -> None:
    """Nothing at all, a heading alone, a byte order mark: at least one page, and no failure."""
    assert set_specimen(fonts, 20, 1, text).pages


def test_numbers_out_of_range_are_refused(fonts: FontLibrary) -> None:
    """A leading under the size cannot be set."""
    with pytest.raises(ValueError, match="leading"):
        specimen("教", file="a", measure_ems=20, size=SIZE, leading=pt(9), columns=1, fonts=fonts, report=Diagnostics())
