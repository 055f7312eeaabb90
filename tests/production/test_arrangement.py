"""Places on paper: creep, clips, folds, cuts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.geometry import Point, Size
from builder.production.imposition.arrangement import PaperTooSmall, arrange
from builder.production.imposition.schemes import Scheme, order_pages
from builder.production.imposition.sheets import Sheet, Side, Stock
from builder.units import mm, to_mm

TRIM = Size(mm(210), mm(285))
TOP_LEFT = Point(0, 0)


def arranged(
    scheme: Scheme, pages: int, *, right_bound: bool = False, signature: int = 4, **more: object
) -> tuple[Sheet, ...]:
    stock = Stock(trim=TRIM, bleed=mm(3), **more)  # type: ignore[arg-type]
    return arrange(order_pages(scheme, pages, right_bound=right_bound, signature=signature), stock)


def places(sheet: Sheet) -> dict[int, Point]:
    """Where the top left of each upright page of a sheet stands."""
    sides = [sheet.front, *([sheet.back] if sheet.back else [])]
    return {p.page: p.matrix.applied(TOP_LEFT) for side in sides for p in side.placements}


@given(
    caliper=st.floats(0.05, 0.4),
    factor=st.floats(1, math.pi / 2),
    leaves=st.integers(1, 16),
    right_bound=st.booleans(),
)
def test_creep_is_the_formula(caliper: float, factor: float, leaves: int, right_bound: bool) -> None:
    """Each page of sheet s stands s × k × caliper nearer its spine than without creep, within 0.01 mm."""
    still = arranged(Scheme.SADDLE, 4 * leaves, right_bound=right_bound)
    moved = arranged(Scheme.SADDLE, 4 * leaves, right_bound=right_bound, caliper=mm(caliper), creep_factor=factor)
    for s, (before, after) in enumerate(zip(still, moved, strict=True)):
        for page, at in places(before).items():
            toward = -1 if (page % 2 == 1) != right_bound else 1
            now = places(after)[page]
            assert now.y == at.y
            assert abs(to_mm(now.x - at.x) - toward * s * factor * caliper) < 0.01


def test_thirty_two_pages_of_coated_paper() -> None:
    """The example every printer knows: 32 pages of 0.13 mm, the innermost sheet moves 0.91 mm, the outermost not."""
    sheets = arranged(Scheme.SADDLE, 32, caliper=mm(0.13))
    fold = sheets[0].paper.width // 2
    assert places(sheets[0])[1].x == fold
    assert fold - places(sheets[-1])[15].x == mm(0.91)


def test_nothing_is_printed_beyond_a_fold() -> None:
    """A page's ink ends at the fold it is bound at, and reaches the full bleed on its other sides."""
    for sheet in arranged(Scheme.SADDLE, 16, caliper=mm(0.13)):
        for side in (sheet.front, sheet.back):
            assert side
            (fold,) = side.fold_x
            left, right = side.placements
            assert left.clip.right == fold == right.clip.x
            assert left.clip.x == side.block.x - mm(3)
            assert right.clip.right == side.block.right + mm(3)
            assert left.clip.y == side.block.y - mm(3)


def test_clips_never_overlap() -> None:
    """In a signature of sixteen pages no two pages may ink the same paper."""
    for sheet in arranged(Scheme.PERFECT, 32, signature=16, caliper=mm(0.1)):
        clips = [p.clip for p in sheet.front.placements]
        assert not any(a.intersects(b) for i, a in enumerate(clips) for b in clips[:i])


def test_trim_follows_the_pages() -> None:
    """Pushed out by the sheets around it, an inner sheet is trimmed nearer its fold by its creep."""
    outer, *_, inner = arranged(Scheme.SADDLE, 32, caliper=mm(0.13))
    assert outer.front.block.width == 2 * TRIM.width
    assert outer.front.block.width - inner.front.block.width == 2 * mm(0.91)
    assert inner.front.cut_x == (inner.front.block.x, inner.front.block.right)


@pytest.mark.parametrize("scheme", Scheme)
def test_sides_register(scheme: Scheme) -> None:
    """Held against the light, the back's block lies exactly behind the front's."""
    for sheet in arranged(scheme, 16, caliper=mm(0.13)):
        if sheet.back:
            front, back = sheet.front.block, sheet.back.block
            assert sheet.paper.width - back.right == front.x
            assert (back.y, back.width, back.height) == (front.y, front.width, front.height)


def test_one_plate_is_cut_in_the_middle() -> None:
    """A work-and-turn sheet is cut between its copies, with room for the bleed of both, and folded in each."""
    side: Side = arranged(Scheme.WORK_AND_TURN, 4)[0].front
    assert len(side.fold_x) == 2
    assert side.cut_x[2] - side.cut_x[1] == mm(6)
    tumbled = arranged(Scheme.WORK_AND_TUMBLE, 4)[0].front
    assert tumbled.cut_y[2] - tumbled.cut_y[1] == mm(6)
    assert len(tumbled.fold_x) == 1


def test_collation_marks_stand_on_the_back_fold() -> None:
    """The fold between a signature's first and last page is known, on its outer side only."""
    for sheet in arranged(Scheme.PERFECT, 32, signature=16):
        at = places(sheet)
        first = (sheet.number - 1) * 16 + 1
        assert sheet.front.back_fold == at[first].x
        assert sheet.back
        assert sheet.back.back_fold is None


def test_paper_may_lie_either_way() -> None:
    """Paper given upright is used sideways where only that fits; too small a paper tells what is needed."""
    sheets = arranged(Scheme.SADDLE, 8, paper=Size(mm(320), mm(460)))
    assert sheets[0].paper == Size(mm(460), mm(320))
    with pytest.raises(PaperTooSmall) as error:
        arranged(Scheme.SADDLE, 8, paper=Size(mm(420), mm(297)))
    assert error.value.needed == Size(mm(454), mm(319))


@pytest.mark.parametrize("scheme", [Scheme.SADDLE, Scheme.PERFECT, Scheme.WORK_AND_TURN, Scheme.WORK_AND_TUMBLE])
def test_the_gripper_edge_stays_bare(scheme: Scheme) -> None:
    """Below the marks a strip as high as the gripper is left on every side; a tumbled sheet has one at its head too."""
    gripper = mm(11)
    for sheet in arranged(scheme, 16, gripper=gripper):
        for side in (sheet.front, *([sheet.back] if sheet.back else [])):
            below = sheet.paper.height - side.block.bottom - mm(3) - Stock(trim=TRIM, bleed=mm(3)).slug
            assert below >= gripper
            if sheet.tumbled:
                assert side.block.y - mm(3) - Stock(trim=TRIM, bleed=mm(3)).slug >= gripper
        if sheet.back:
            assert sheet.front.block.y == sheet.back.block.y


def test_paper_without_room_for_the_gripper_is_too_small() -> None:
    """What held the pages alone does not hold them with a gripper; the size needed counts it."""
    paper = Size(mm(454), mm(319))
    assert arranged(Scheme.SADDLE, 8, paper=paper)[0].paper == paper
    with pytest.raises(PaperTooSmall) as error:
        arranged(Scheme.SADDLE, 8, paper=paper, gripper=mm(10))
    assert error.value.needed == Size(mm(454), mm(329))
