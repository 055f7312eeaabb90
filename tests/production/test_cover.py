"""The cover spread: widths, places, what stands on the spine."""

from dataclasses import replace

import pypdfium2
import pytest

from builder.color import Paint
from builder.diagnostics import Diagnostics
from builder.geometry import Size
from builder.layout.labels import Labels
from builder.layout.pages import Artifact, GlyphRun, PagedDocument
from builder.production.cover import CoverSpread, cover_sheet, ground_of, make_cover, spine_width
from builder.production.imposition.sheets import Stock
from builder.production.papers import known_papers
from builder.units import Length, mm, to_mm
from builder.writers.printing import write_print
from tests.writers.documents import RED, book, library, page, put, rectangle, resources, run

WIDE, HIGH, BLEED = mm(210), mm(285), mm(3)
GROUND = Paint(RED)


def document(*, right_bound: bool = False, ground: Paint | None = GROUND) -> PagedDocument:
    """Eight pages, each saying which it is, the cover on a red ground."""
    pages = []
    for number in range(1, 9):
        items = [put(run(f"Page {number}"), mm(100), mm(140), Artifact.LAYOUT)]
        if number in (1, 8) and ground:
            whole = rectangle(WIDE + 2 * BLEED, HIGH + 2 * BLEED, fill=ground)
            items.insert(0, put(whole, -BLEED, -BLEED, Artifact.BACKGROUND))
        pages.append(page(items))
    made = book(pages)
    return replace(made, right_bound=right_bound, structure=())


def cover(spine: Length, **more: object) -> CoverSpread:
    return make_cover(document(**more), spine, Labels(library(), Diagnostics(), "serif-700"))  # type: ignore[arg-type]


def seen(spread: CoverSpread) -> list[list[tuple[float, str]]]:
    """For each side the page names with their distance from the left trim in mm."""
    data = write_print(spread.document, resources(), Diagnostics())
    assert data
    sides = []
    with pypdfium2.PdfDocument(data) as pdf:
        for side in pdf:
            text = side.get_textpage()
            whole = text.get_text_range()
            # The digits alone: in right-bound files pdfium gives words in the other order.
            at = [i for i, character in enumerate(whole) if character.isdigit()]
            sides.append(sorted((text.get_charbox(i, loose=True)[0] * 25.4 / 72 - 3, f"Page {whole[i]}") for i in at))
    return sides


def test_spine_is_leaves_and_cover() -> None:
    """Fifty-two pages have 24 leaves inside their cover."""
    assert spine_width(52, caliper=mm(0.13), cover_caliper=mm(0.23)) == 24 * mm(0.13) + 2 * mm(0.23)
    with pytest.raises(ValueError, match="spine"):
        spine_width(4, caliper=mm(0.13), cover_caliper=0)
    with pytest.raises(ValueError, match="spine"):
        spine_width(52, caliper=0, cover_caliper=0)


def test_back_spine_front() -> None:
    """Outside the back cover, the spine and the front; inside the second and the last page but one."""
    outside, inside = seen(cover(mm(12)))
    assert [name for _, name in outside] == ["Page 8", "Page 1"]
    assert [name for _, name in inside] == ["Page 2", "Page 7"]
    (back, _), (front, _) = outside
    assert front - back == pytest.approx(210 + 12, abs=0.01)


def test_right_bound_covers_are_mirrored() -> None:
    """Bound on the right, the front cover stands left of the spine."""
    outside, inside = seen(cover(mm(12), right_bound=True))
    assert [name for _, name in outside] == ["Page 1", "Page 8"]
    assert [name for _, name in inside] == ["Page 7", "Page 2"]


def test_trim_is_two_pages_and_a_spine() -> None:
    """The spread's trim is exactly twice the page and the spine."""
    made = cover(mm(7.35))
    assert made.document.trim == Size(2 * WIDE + mm(7.35), HIGH)
    assert to_mm(made.spine) == 7.35


def test_the_ground_runs_over_the_spine() -> None:
    """The front cover's ground covers the spine from bleed to bleed outside; inside the spine is paper."""
    made = cover(mm(12))
    assert ground_of(document().pages[0], document()) == GROUND
    assert ground_of(document().pages[1], document()) is None
    data = write_print(made.document, resources(), Diagnostics())
    assert data
    with pypdfium2.PdfDocument(data) as pdf:
        outside, inside = (pdf[i].render(scale=1).to_pil().convert("RGB") for i in range(2))
    x = round((3 + 210 + 1) * 72 / 25.4)
    for y in (1, outside.height // 2, outside.height - 2):
        red, green, _ = outside.getpixel((x, y))  # type: ignore[misc]
        assert red > 150 > green
        assert inside.getpixel((x, y)) == (255, 255, 255)


@pytest.mark.parametrize(("spine", "has_title"), ((mm(2), False), (mm(5), False), (mm(6), True), (mm(60), True)))
def test_narrow_spines_carry_no_type(spine: Length, has_title: bool) -> None:
    """Type needs 7 pt and 1.5 mm on either side; below that the spine stays empty."""
    assert cover(spine).has_title is has_title


def test_spine_type_stays_on_the_spine() -> None:
    """Down a narrow spine, glyphs stay 1.5 mm clear of both folds; across a wide one the title is one row."""
    for spine in (mm(6), mm(12)):
        runs = [p for p in cover(spine).document.pages[0].items if isinstance(p.item, GlyphRun)]
        assert runs
        for placed in runs:
            assert isinstance(placed.item, GlyphRun)
            size = placed.item.size
            assert size <= spine - 2 * mm(1.5)
            assert abs(placed.at.x - (WIDE + spine // 2)) <= size // 2
    wide = [p.item for p in cover(mm(90)).document.pages[0].items if isinstance(p.item, GlyphRun)]
    assert all(not item.turned for item in wide)


def test_marks_fold_at_both_edges_of_the_spine() -> None:
    """The marked spread has two fold lines, the spine apart, and cuts at its trim."""
    made = cover(mm(12))
    (sheet,) = cover_sheet(made, Stock(trim=made.document.trim, bleed=BLEED))
    first, second = sheet.front.fold_x
    assert second - first == mm(12)
    assert sheet.front.cut_x[1] - sheet.front.cut_x[0] == made.document.trim.width
    assert first - sheet.front.cut_x[0] == WIDE


def test_papers_are_plausible() -> None:
    """Every paper has a name in both languages and is between a twentieth and half a millimetre thick."""
    papers = known_papers()
    assert papers["157g"].caliper == mm(0.13)
    assert all(mm(0.05) < paper.caliper < mm(0.5) and paper.zh and paper.en for paper in papers.values())
