"""Page orders: pure functions from a number of pages to flats.

Sources: the printers' terms 骑马订, 无线胶装, 自翻, 天地翻; the saddle order is front [N-2s | 2s+1],
back [2s+2 | N-2s-1] for sheet s from the outside.
"""

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from builder.production.imposition.folding import SIZES, fold_signature
from builder.production.imposition.sheets import Cell, Flat, Grid, Spine


class Scheme(StrEnum):
    """How pages go onto sheets."""

    SADDLE = "saddle"
    PERFECT = "perfect"
    WORK_AND_TURN = "work-and-turn"
    WORK_AND_TUMBLE = "work-and-tumble"
    CUT_AND_STACK = "cut-and-stack"
    N_UP = "n-up"


def sequence_with_blanks(pages: int, multiple: int) -> tuple[int | None, ...]:
    """Page indices from 0 with None for each blank that fills up to `multiple`; blanks stand before the back cover.

    Raises ValueError unless both are positive.
    """
    if pages < 1 or multiple < 1:
        raise ValueError("pages and multiple are positive")
    blanks = -pages % multiple
    return (*range(pages - 1), *[None] * blanks, pages - 1)


def page_multiple(scheme: Scheme, columns: int, rows: int) -> int:
    """What the number of pages must be a multiple of; `columns` and `rows` count for cut stacks only."""
    if scheme is Scheme.N_UP:
        return 1
    return 2 * columns * rows if scheme is Scheme.CUT_AND_STACK else 4


def order_pages(
    scheme: Scheme, pages: int, *, signature: int = 4, columns: int = 2, rows: int = 2, right_bound: bool = False
) -> tuple[Flat, ...]:
    """The sheets for `pages` pages, which must be a multiple of `page_multiple`.

    Args:
        signature: most pages of one folded sheet: 4, 8, 16, 32 or 64 (saddle and perfect).
        columns: places beside one another (cut-and-stack and n-up).
        rows: places below one another (the same).
        right_bound: the book opens to the right, as vertical writing does; every sheet is mirrored.

    Raises:
        ValueError: `pages` or `signature` is impossible.
    """
    if pages < 1 or pages % page_multiple(scheme, columns, rows):
        raise ValueError(f"{pages} pages do not fill sheets of {scheme}")
    made: dict[Scheme, Callable[[], tuple[Flat, ...]]] = {
        Scheme.SADDLE: lambda: _saddle(pages, signature),
        Scheme.PERFECT: lambda: _perfect(pages, signature),
        Scheme.WORK_AND_TURN: lambda: tuple(_turned_on_one_plate(flat) for flat in _saddle(pages, 4)),
        Scheme.WORK_AND_TUMBLE: lambda: tuple(_tumbled_on_one_plate(flat) for flat in _saddle(pages, 4)),
        Scheme.CUT_AND_STACK: lambda: _cut_and_stack(pages, columns, rows),
        Scheme.N_UP: lambda: _n_up(pages, columns, rows),
    }
    flats = made[scheme]()
    return tuple(_mirrored(flat) for flat in flats) if right_bound else flats


def signature_sizes(pages: int, most: int) -> tuple[int, ...]:
    """Pages of each folded sheet: as many of `most` as go, then halves of that; a small one is never the last.

    A thin last signature comes loose from the cover's glue, so the rest stands before the last full one.
    """
    if pages % 4 or most not in SIZES:
        raise ValueError(f"{pages} pages cannot be folded in signatures of {most}")
    sizes = [most] * (pages // most)
    rest = pages % most
    small = [size for size in reversed(SIZES) if size < most and rest & size]
    return (*sizes[:-1], *small, *sizes[-1:])


def _saddle(pages: int, signature: int) -> tuple[Flat, ...]:
    """Sheets put into one another: each takes its pages from both ends of what is left."""
    flats, taken = [], 0
    # Here the small sheets lie innermost, where nothing hangs on them.
    for size in sorted(signature_sizes(pages, signature), reverse=True):
        half, before = size // 2, taken

        def placed(cell: Cell, half: int = half, before: int = before, size: int = size) -> Cell:
            page = cell.page or 0
            moved = before + page if page <= half else pages - before - (size - page)
            return replace(cell, page=moved, depth=cell.depth + before // 2)

        flats.append(_folded(size, placed, signature=1))
        taken += half
    return tuple(flats)


def _perfect(pages: int, signature: int) -> tuple[Flat, ...]:
    """Signatures put behind one another."""
    flats, first = [], 0
    for number, size in enumerate(signature_sizes(pages, signature), 1):

        def placed(cell: Cell, first: int = first) -> Cell:
            return replace(cell, page=first + (cell.page or 0))

        flats.append(_folded(size, placed, signature=number))
        first += size
    return tuple(flats)


def _folded(size: int, placed: Callable[[Cell], Cell], *, signature: int) -> Flat:
    front, back = fold_signature(size)
    return Flat(front=_each(front, placed), back=_each(back, placed), signature=signature, folds=True)


def _each(grid: Grid, change: Callable[[Cell], Cell]) -> Grid:
    return tuple(tuple(change(cell) for cell in row) for row in grid)


def _turned_on_one_plate(flat: Flat) -> Flat:
    """Front and back side by side; turned over left to right, the same plate backs itself. Cut into two copies."""
    assert flat.back
    plate = tuple(front + back for front, back in zip(flat.front, flat.back, strict=True))
    return replace(flat, front=plate, back=plate, cut_columns=frozenset({len(flat.front[0])}), one_plate=True)


def _tumbled_on_one_plate(flat: Flat) -> Flat:
    """Front above, back below it head down; tumbled head to foot, the same plate backs itself."""
    assert flat.back
    below = tuple(tuple(replace(c, turned=not c.turned) for c in reversed(row)) for row in reversed(flat.back))
    plate = flat.front + below
    cut = frozenset({len(flat.front)})
    return replace(flat, front=plate, back=plate, cut_rows=cut, one_plate=True, tumbled=True)


def _cut_and_stack(pages: int, columns: int, rows: int) -> tuple[Flat, ...]:
    """Leaves such that the cut stacks, laid upon one another by rows from the top left, are the book."""
    places = columns * rows
    sheets = pages // 2 // places
    flats = []
    for sheet in range(sheets):
        leaves = [[(row * columns + column) * sheets + sheet for column in range(columns)] for row in range(rows)]
        front = tuple(tuple(Cell(2 * leaf + 1) for leaf in row) for row in leaves)
        back = tuple(tuple(Cell(2 * leaf + 2) for leaf in reversed(row)) for row in leaves)
        flats.append(Flat(front=front, back=back))
    return tuple(flats)


def _n_up(pages: int, columns: int, rows: int) -> tuple[Flat, ...]:
    """Pages in reading order, one side only."""

    def cell(page: int) -> Cell:
        return Cell(page if page <= pages else None)

    firsts = range(1, pages + 1, columns * rows)
    grids = [tuple(tuple(cell(f + r * columns + c) for c in range(columns)) for r in range(rows)) for f in firsts]
    return tuple(Flat(front=grid, back=None) for grid in grids)


_OTHER = {Spine.LEFT: Spine.RIGHT, Spine.RIGHT: Spine.LEFT, Spine.NONE: Spine.NONE}


def _mirrored(flat: Flat) -> Flat:
    """The same sheet as a looking-glass shows it, pages themselves unmirrored."""

    def mirror(grid: Grid) -> Grid:
        return tuple(tuple(replace(cell, spine=_OTHER[cell.spine]) for cell in reversed(row)) for row in grid)

    width = len(flat.front[0])
    return replace(
        flat,
        front=mirror(flat.front),
        back=mirror(flat.back) if flat.back else None,
        cut_columns=frozenset(width - line for line in flat.cut_columns),
    )
