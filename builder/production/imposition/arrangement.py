"""From flats to sheets: gutters, creep, clips, the places of folds and cuts. All arithmetic on lengths."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import accumulate, pairwise

from builder.geometry import Matrix, Rect, Size, translation
from builder.production.imposition.sheets import Cell, Flat, Grid, Placement, Sheet, Side, Spine, Stock
from builder.units import Length


class PaperTooSmall(ValueError):
    """The paper asked for does not hold the pages with their bleed and marks; `needed` would."""

    def __init__(self, needed: Size) -> None:
        super().__init__("paper too small")
        self.needed = needed


def arrange(flats: Sequence[Flat], stock: Stock) -> tuple[Sheet, ...]:
    """Place every page of `flats` on paper, in the middle of what the gripper leaves, all sheets on one size.

    Raises:
        PaperTooSmall: upright and sideways.
    """
    sizes = [_block_size(flat, stock) for flat in flats]
    border = 2 * (stock.bleed + stock.slug)
    grippers = stock.gripper * (2 if any(flat.tumbled for flat in flats) else 1)
    needed = Size(max(s.width for s in sizes) + border, max(s.height for s in sizes) + border + grippers)
    paper = _paper(needed, stock.paper)
    return tuple(
        Sheet(
            number=number,
            signature=flat.signature,
            paper=paper,
            front=_side(flat.front, flat, stock, paper, is_back=False),
            back=_side(flat.back, flat, stock, paper, is_back=not flat.one_plate) if flat.back else None,
            one_plate=flat.one_plate,
            tumbled=flat.tumbled,
        )
        for number, flat in enumerate(flats, 1)
    )


def creep_of(cell: Cell, stock: Stock) -> Length:
    """How far a page moves towards its spine: sheets outside it × factor × caliper. The outermost does not move."""
    return round(cell.depth * stock.creep_factor * stock.caliper)


def _paper(needed: Size, given: Size | None) -> Size:
    if given is None:
        return needed
    for paper in (given, Size(given.height, given.width)):
        if paper.width >= needed.width and paper.height >= needed.height:
            return paper
    raise PaperTooSmall(needed)


def _block_size(flat: Flat, stock: Stock) -> Size:
    rows, columns = len(flat.front), len(flat.front[0])
    return Size(
        columns * stock.trim.width + sum(_column_gaps(flat.front, stock.bleed)),
        rows * stock.trim.height + 2 * stock.bleed * (rows - 1),
    )


def _column_gaps(grid: Grid, bleed: Length) -> list[Length]:
    """Nothing between two pages that meet at the spine, else room for the bleed of both."""
    pairs = pairwise(grid[0])
    return [0 if _meet_at_spine(left, right) else 2 * bleed for left, right in pairs]


def _meet_at_spine(left: Cell, right: Cell) -> bool:
    return left.bound_edge is Spine.RIGHT and right.bound_edge is Spine.LEFT


def _side(grid: Grid, flat: Flat, stock: Stock, paper: Size, *, is_back: bool) -> Side:
    wide, high, bleed = stock.trim.width, stock.trim.height, stock.bleed
    gaps = _column_gaps(grid, bleed)
    size = _block_size(flat, stock)
    free = paper.height - size.height - (0 if flat.tumbled else stock.gripper)
    block = Rect((paper.width - size.width) // 2, free // 2, size.width, size.height)
    if is_back:
        # Seen from behind, what was odd on the left is odd on the right.
        block = Rect(paper.width - block.right, block.y, block.width, block.height)
    xs = list(accumulate((wide + gap for gap in gaps), initial=block.x))
    ys = [block.y + row * (high + 2 * bleed) for row in range(len(grid))]
    places = [
        [(cell, Rect(x, y, wide, high)) for cell, x in zip(row, xs, strict=True)]
        for row, y in zip(grid, ys, strict=True)
    ]
    columns = [_Extent.of_column(column, stock) for column in zip(*places, strict=True)]
    rows = [_Extent(y, y + high, y, y + high) for y in ys]
    cut_columns = {len(xs) - line for line in flat.cut_columns} if is_back else flat.cut_columns
    cuts_x, folds_x = _lines(columns, cut_columns, folds=flat.folds)
    cuts_y, folds_y = _lines(rows, flat.cut_rows, folds=flat.folds)
    return Side(
        placements=tuple(_place(cell, place, stock) for row in places for cell, place in row if cell.page is not None),
        block=Rect(cuts_x[0], block.y, cuts_x[-1] - cuts_x[0], block.height),
        cut_x=cuts_x,
        cut_y=cuts_y,
        fold_x=folds_x,
        fold_y=folds_y,
        back_fold=_back_fold(grid, xs) if flat.folds and not is_back else None,
        first_cell=places[0][0][1],
        last_cell=places[-1][-1][1],
    )


@dataclass(frozen=True, slots=True)
class _Extent:
    """A column or a row of places: where it lies, and where its pages are trimmed once creep has moved them."""

    start: Length
    end: Length
    trim_start: Length
    trim_end: Length

    @classmethod
    def of_column(cls, column: Sequence[tuple[Cell, Rect]], stock: Stock) -> "_Extent":
        trims = [_trimmed(cell, place, stock) for cell, place in column]
        place = column[0][1]
        return cls(place.x, place.right, min(t.x for t in trims), max(t.right for t in trims))


def _trimmed(cell: Cell, place: Rect, stock: Stock) -> Rect:
    """What is left of a place: pushed out by the sheets around it, an inner page loses its creep at the fore-edge."""
    creep = creep_of(cell, stock)
    from_left = creep if cell.bound_edge is Spine.RIGHT else 0
    width = place.width - (0 if cell.bound_edge is Spine.NONE else creep)
    return Rect(place.x + from_left, place.y, width, place.height)


def _place(cell: Cell, place: Rect, stock: Stock) -> Placement:
    assert cell.page is not None
    toward = {Spine.LEFT: -1, Spine.RIGHT: 1, Spine.NONE: 0}[cell.spine]
    base = Matrix(-1, 0, 0, -1, place.right, place.bottom) if cell.turned else translation(place.x, place.y)
    matrix = base.after(translation(toward * creep_of(cell, stock), 0))
    trimmed = _trimmed(cell, place, stock)
    left = 0 if cell.bound_edge is Spine.LEFT else stock.bleed
    right = 0 if cell.bound_edge is Spine.RIGHT else stock.bleed
    clip = Rect(
        trimmed.x - left, trimmed.y - stock.bleed, trimmed.width + left + right, trimmed.height + 2 * stock.bleed
    )
    return Placement(page=cell.page, matrix=matrix, clip=clip)


def _lines(extents: Sequence[_Extent], cut: Set[int], *, folds: bool) -> tuple[tuple[Length, ...], tuple[Length, ...]]:
    """Cut lines and fold lines across one direction: at both ends, and where places meet."""
    cuts, folded = [extents[0].trim_start], []
    for line, (before, after) in enumerate(pairwise(extents), 1):
        if folds and line not in cut:
            folded.append((before.end + after.start) // 2)
        else:
            cuts += [before.trim_end, after.trim_start]
    cuts.append(extents[-1].trim_end)
    return tuple(dict.fromkeys(cuts)), tuple(folded)


def _back_fold(grid: Grid, xs: Sequence[Length]) -> Length | None:
    """Where the lowest row's first and last page of the signature meet."""
    row = grid[-1]
    pages = [cell.page for line in grid for cell in line if cell.page is not None]
    for column, (left, right) in enumerate(pairwise(row), 1):
        if _meet_at_spine(left, right) and min(pages) in (left.page, right.page):
            return xs[column]
    return None
