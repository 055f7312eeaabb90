"""Signatures found by folding a blank sheet: no table of page orders, only what paper does."""

from dataclasses import dataclass

from builder.production.imposition.sheets import Cell, Grid, Spine

LARGEST = 64
SIZES = (4, 8, 16, 32, LARGEST)
"""Pages a folded sheet can have: every fold doubles them."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A piece of the blank sheet within the folded stack."""

    column: int
    row: int
    is_face_up: bool = True
    is_turned: bool = False
    """Its head, as the flat sheet has it, now points down."""


_Stack = tuple[_Leaf, ...]
"""From the top leaf down."""


def grid_of(pages: int) -> tuple[int, int]:
    """Columns and rows of a signature. Raises ValueError for a number that folding cannot give."""
    if pages not in SIZES:
        raise ValueError(f"a signature has {SIZES} pages, not {pages}")
    folds = pages.bit_length() - 2
    # Folds alternate and end with the one at the spine, so columns get the odd one.
    return 2 ** ((folds + 1) // 2), 2 ** (folds // 2)


def fold_signature(pages: int) -> tuple[Grid, Grid]:
    """Front and back of a signature of `pages` pages bound on the left, page 1 at the front's lower right spine.

    The left half goes under the right, the upper half under the lower, in turn; the last fold is the spine.
    """
    columns, rows = grid_of(pages)
    stacks: list[list[_Stack]] = [[(_Leaf(c, r),) for c in range(columns)] for r in range(rows)]
    fold_columns = columns > rows
    while len(stacks) > 1 or len(stacks[0]) > 1:
        stacks = _fold_left_under(stacks) if fold_columns else _fold_upper_under(stacks)
        fold_columns = not fold_columns
    return _numbered(stacks[0][0], columns, rows, pages)


def _fold_left_under(stacks: list[list[_Stack]]) -> list[list[_Stack]]:
    half = len(stacks[0]) // 2
    return [[row[half + i] + _flipped(row[half - 1 - i], tumbled=False) for i in range(half)] for row in stacks]


def _fold_upper_under(stacks: list[list[_Stack]]) -> list[list[_Stack]]:
    half = len(stacks) // 2
    return [
        [
            below + _flipped(above, tumbled=True)
            for below, above in zip(stacks[half + i], stacks[half - 1 - i], strict=True)
        ]
        for i in range(half)
    ]


def _flipped(stack: _Stack, *, tumbled: bool) -> _Stack:
    return tuple(_Leaf(f.column, f.row, not f.is_face_up, f.is_turned != tumbled) for f in reversed(stack))


def _numbered(stack: _Stack, columns: int, rows: int, pages: int) -> tuple[Grid, Grid]:
    front: dict[tuple[int, int], Cell] = {}
    back: dict[tuple[int, int], Cell] = {}
    for index, leaf in enumerate(stack):
        recto = Cell(2 * index + 1, leaf.is_turned, Spine.LEFT, _depth(2 * index + 1, pages))
        verso = Cell(2 * index + 2, leaf.is_turned, Spine.RIGHT, _depth(2 * index + 2, pages))
        up, down = (recto, verso) if leaf.is_face_up else (verso, recto)
        front[leaf.row, leaf.column] = up
        back[leaf.row, columns - 1 - leaf.column] = down
    return _grid(front, columns, rows), _grid(back, columns, rows)


def _grid(cells: dict[tuple[int, int], Cell], columns: int, rows: int) -> Grid:
    return tuple(tuple(cells[r, c] for c in range(columns)) for r in range(rows))


def _depth(page: int, pages: int) -> int:
    return (min(page, pages + 1 - page) - 1) // 2
