"""Page orders: what paper does with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.geometry import Size
from builder.production.imposition.arrangement import arrange
from builder.production.imposition.folding import fold_signature
from builder.production.imposition.schemes import (
    Scheme,
    order_pages,
    page_multiple,
    sequence_with_blanks,
    signature_sizes,
)
from builder.production.imposition.sheets import Grid, Sheet, Stock
from builder.units import mm
from tests.production.folding import behind, read_folded

STOCK = Stock(trim=Size(mm(210), mm(285)), bleed=mm(3), caliper=mm(0.13))


def sheets_of(scheme: Scheme, pages: int, **more: object) -> tuple[Sheet, ...]:
    return arrange(order_pages(scheme, pages, **more), STOCK)  # type: ignore[arg-type]


def pages_of(grid: Grid | None) -> list[list[int | None]]:
    return [[cell.page for cell in row] for row in grid or ()]


@pytest.mark.parametrize("right_bound", (False, True))
@pytest.mark.parametrize("pages", range(4, 65, 4))
def test_saddle_sheets_fold_into_the_book(pages: int, right_bound: bool) -> None:
    """Sheets folded and put into one another, the first outermost, read 1 to n."""
    book: list[int] = []
    for sheet in reversed(sheets_of(Scheme.SADDLE, pages, right_bound=right_bound)):
        read = read_folded(sheet, right_bound=right_bound)
        book = [*read[:2], *book, *read[2:]]
    assert book == list(range(1, pages + 1))


@pytest.mark.parametrize("right_bound", (False, True))
@pytest.mark.parametrize("signature", (4, 8, 16, 32, 64))
@pytest.mark.parametrize("pages", range(8, 65, 4))
def test_signatures_fold_into_the_book(pages: int, signature: int, right_bound: bool) -> None:
    """Signatures of any size, folded and gathered, read 1 to n with every page upright."""
    sheets = sheets_of(Scheme.PERFECT, pages, signature=signature, right_bound=right_bound)
    book = [page for sheet in sheets for page in read_folded(sheet, right_bound=right_bound)]
    assert book == list(range(1, pages + 1))


@pytest.mark.parametrize("pages", (8, 20, 32, 64))
def test_large_saddle_signatures_nest(pages: int) -> None:
    """Saddle sheets of eight pages each, the rest innermost, read 1 to n."""
    book: list[int] = []
    for sheet in reversed(sheets_of(Scheme.SADDLE, pages, signature=8)):
        read = read_folded(sheet)
        half = len(read) // 2
        book = [*read[:half], *book, *read[half:]]
    assert book == list(range(1, pages + 1))


def test_the_saddle_formula() -> None:
    """Sheet s is front [N-2s | 2s+1], back [2s+2 | N-2s-1]."""
    for s, flat in enumerate(order_pages(Scheme.SADDLE, 32)):
        assert pages_of(flat.front) == [[32 - 2 * s, 2 * s + 1]]
        assert pages_of(flat.back) == [[2 * s + 2, 32 - 2 * s - 1]]


def test_signatures_are_those_of_printers() -> None:
    """Eight and sixteen pages stand as in every printer's handbook."""
    assert [pages_of(side) for side in fold_signature(8)] == [[[5, 4], [8, 1]], [[3, 6], [2, 7]]]
    assert [pages_of(side) for side in fold_signature(16)] == [
        [[5, 12, 9, 8], [4, 13, 16, 1]],
        [[7, 10, 11, 6], [2, 15, 14, 3]],
    ]


@pytest.mark.parametrize("scheme", (Scheme.WORK_AND_TURN, Scheme.WORK_AND_TUMBLE))
@pytest.mark.parametrize("right_bound", (False, True))
def test_one_plate_backs_itself(scheme: Scheme, right_bound: bool) -> None:
    """Each page stands twice on the sheet, at mirrored places, and behind it is the other side of its leaf."""
    for sheet in sheets_of(scheme, 8, right_bound=right_bound):
        assert sheet.back
        assert sheet.back.placements == sheet.front.placements
        pages = sorted(p.page for side in (sheet.front, sheet.back) for p in side.placements)
        assert pages == sorted([*set(pages), *set(pages)])
        assert all(back == front + (1 if front % 2 else -1) for front, back in behind(sheet).items())


@pytest.mark.parametrize(("columns", "rows"), ((1, 1), (2, 2), (3, 2)))
def test_cut_stacks_are_the_book(columns: int, rows: int) -> None:
    """Sheets cut through as one pile, the piles laid upon one another, read 1 to n."""
    pages = 2 * columns * rows * 3
    sheets = sheets_of(Scheme.CUT_AND_STACK, pages, columns=columns, rows=rows)
    book = []
    for place in range(columns * rows):
        for sheet in sheets:
            front = sheet.front.placements[place].page
            book += [front, behind(sheet)[front]]
    assert book == list(range(1, pages + 1))


def test_n_up_reads_in_order() -> None:
    """Pages stand in reading order, from the right in a right-bound book; the last sheet has places left over."""
    assert [pages_of(f.front) for f in order_pages(Scheme.N_UP, 6)] == [[[1, 2], [3, 4]], [[5, 6], [None, None]]]
    assert pages_of(order_pages(Scheme.N_UP, 4, right_bound=True)[0].front) == [[2, 1], [4, 3]]


@given(pages=st.integers(1, 300), multiple=st.sampled_from((1, 2, 4, 8, 16)))
def test_blanks_stand_before_the_back_cover(pages: int, multiple: int) -> None:
    """Every page is there once and in order, the last stays last, blanks are together right before it."""
    sequence = sequence_with_blanks(pages, multiple)
    assert len(sequence) % multiple == 0
    assert len(sequence) - pages < multiple
    assert [index for index in sequence if index is not None] == list(range(pages))
    assert sequence[-1] == pages - 1
    assert list(sequence[pages - 1 : -1]) == [None] * (len(sequence) - pages)


@given(leaves=st.integers(1, 100), most=st.sampled_from((4, 8, 16, 32, 64)))
def test_signatures_hold_all_pages(leaves: int, most: int) -> None:
    """Sizes add up; a last signature is small only if all of them are."""
    sizes = signature_sizes(4 * leaves, most)
    assert sum(sizes) == 4 * leaves
    assert sizes[-1] == most or 4 * leaves < most


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("blocks", (1, 2, 5))
def test_every_page_is_placed(scheme: Scheme, blocks: int) -> None:
    """Whatever the scheme, every page is placed once (on one plate: once on each side)."""
    pages = 8 * blocks if page_multiple(scheme, 2, 2) > 1 else 7 * blocks
    placed = [p.page for sheet in sheets_of(scheme, pages) for p in sheet.front.placements]
    if scheme not in (Scheme.WORK_AND_TURN, Scheme.WORK_AND_TUMBLE):
        placed += [p.page for s in sheets_of(scheme, pages) if s.back for p in s.back.placements]
    assert sorted(placed) == list(range(1, pages + 1))


@pytest.mark.parametrize(("pages", "signature"), ((22, 4), (0, 4), (8, 6)))
def test_impossible_orders_are_refused(pages: int, signature: int) -> None:
    """A number of pages or a signature that paper cannot have is a misuse."""
    with pytest.raises(ValueError, match="pages"):
        order_pages(Scheme.SADDLE, pages, signature=signature)
