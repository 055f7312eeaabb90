"""The contents: an album of cells, or pages that each show a run of entries.

An album (`cells`) has an opening cell, one for each highlight, one for the sections after them. Pages of entries
(`entries`, how many each page takes) are the layout's own frames, which repeat over the lists `entries` and
`sections`; the pages come again, all of them, until every entry has been shown.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from builder.layout.expressions import Expressions
from builder.layout.scope import Scope
from builder.layout.stage import PageDraft, Sheet, Stage
from builder.layout.structure import Handle
from builder.layout.theme import Frame, Layout, Theme

OPENING, SECTIONS = "opening", "sections"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell shows: the name of its frames in the theme, and the scope they speak of."""

    frames: str
    scope: Scope


def contents_layout(theme: Theme, entries: int) -> Layout:
    """The design for that many entries: the one the theme's `contents` names, else the first whose `fits` holds them.

    A theme with one design calls its layout `contents`. Books longer than any range take the last design.
    """
    designs = theme.layouts_for("contents")
    if not designs:
        return theme.layouts["contents"]
    named = [design for design in designs if design.name == theme.contents]
    fitting = [design for design in designs if design.raw["fits"][0] <= entries <= design.raw["fits"][1]]
    return (named or fitting or [designs[-1]])[0]


def contents_pages(layout: Layout, highlights: int, sections: int, expressions: Expressions) -> int:
    """How many pages the contents of a book with that many entries take."""
    if runs := layout.raw.get("entries"):
        return int(max(1, math.ceil(highlights / sum(runs))) * len(runs))
    names = [OPENING, *["entry"] * highlights, *([SECTIONS] if sections else [])]
    numbers = {"highlights": highlights, "n": len(names) - 1}
    return max(page for page, _ in _seats(layout, names, numbers, expressions)) + 1


def place_contents(
    stage: Stage, layout: Layout, cells: tuple[Cell, ...], scope: Scope, section: Handle
) -> tuple[PageDraft, ...]:
    """The contents pages, first page first: an album filled by rows on the page's own frames, or runs of entries."""
    if "entries" in layout.raw:
        return _runs(stage, layout, cells, scope, section)
    names = [cell.frames for cell in cells]
    scope = scope.with_numbers({"n": len(cells) - 1})
    pages: list[PageDraft] = []
    for cell, (index, seat) in zip(cells, _seats(layout, names, scope.numbers, stage.expressions), strict=True):
        if index == len(pages):
            bare = layout.bare[min(index, len(layout.bare) - 1)]
            page = PageDraft(layout=layout.name, without=layout.without, section=section, is_bare=bare)
            sheet = Sheet(pages=(page,), section=section)
            stage.place(layout.pages[min(index, len(layout.pages) - 1)], scope, sheet)
            pages.append(page)
        inner = scope.inside(cell.scope)
        inner = inner.with_numbers(_place(_grid(layout, index), seat, inner, stage.expressions))
        inner = stage.with_numbers(layout.raw.get("cell-let", {}), inner)
        stage.place(layout.raw["cell-frames"][cell.frames], inner, sheet)
    return tuple(pages)


def _runs(
    stage: Stage, layout: Layout, cells: tuple[Cell, ...], scope: Scope, section: Handle
) -> tuple[PageDraft, ...]:
    opening = next(cell.scope for cell in cells if cell.frames == "opening")
    entries = [cell.scope for cell in cells if cell.frames == "entry"]
    sections = next((cell.scope.lists["sections"] for cell in cells if cell.frames == "sections"), ())
    shares = layout.raw["entries"]
    pages: list[PageDraft] = []
    for start in range(0, max(len(entries), 1), sum(shares)):
        run = entries[start : start + sum(shares)]
        numbers = {"start": start, "shown": len(run), "ends": float(start + len(run) == len(entries))}
        common = scope.inside(opening).with_numbers(numbers)
        common = stage.with_numbers(layout.let, replace(common, lists={**common.lists, "sections": sections}))
        drafts = [PageDraft(layout=layout.name, without=layout.without, section=section) for _ in shares]
        common = replace(common, lists={**common.lists, "run": tuple(run)})
        if layout.across:
            stage.place(layout.across, common, Sheet(pages=tuple(drafts), section=section))
        at = 0
        for draft, share, frames in zip(drafts, shares, layout.pages, strict=True):
            lists = {**common.lists, "entries": tuple(run[at : at + share])}
            inner = replace(common, lists=lists).with_numbers({"before": at})
            stage.place(frames, inner, Sheet(pages=(draft,), section=section))
            at += share
        pages += drafts
    return tuple(pages)


def _grid(layout: Layout, page: int) -> Frame:
    """The cells of a page: one grid for all pages, or a list, one a page, the last for all that follow."""
    grids: Frame | Sequence[Frame] = layout.raw["cells"]
    return grids if isinstance(grids, Mapping) else grids[min(page, len(grids) - 1)]


def _seats(
    layout: Layout, names: Sequence[str], numbers: Mapping[str, float], sums: Expressions
) -> list[tuple[int, int]]:
    """Page and place of every cell, pages filled one after the other.

    Cells that stand `apart` take no place: the opening's comes before the first, the sections' begins a page.
    `even: 2` shares the cells out evenly instead, over pages in twos.
    """
    page = seat = 0
    seats = []
    for name in names:
        grid = _grid(layout, page)
        apart = grid.get("apart", ())
        if seat == _count(grid, "columns", numbers, sums) * _count(grid, "rows", numbers, sums) or (
            name == SECTIONS in apart and seat
        ):
            page, seat = page + 1, 0
        seats.append((page, seat))
        seat += name != OPENING or name not in apart
    step = layout.raw.get("even")
    return _evened(len(names), step * math.ceil((page + 1) / step)) if step else seats


def _evened(cells: int, pages: int) -> list[tuple[int, int]]:
    least, more = divmod(cells, pages)
    return [(page, seat) for page in range(pages) for seat in range(least + (page < more))]


def _count(grid: Frame, key: str, numbers: Mapping[str, float], sums: Expressions) -> int:
    return max(1, round(sums.number(grid[key], numbers)))


def _place(grid: Frame, seat: int, scope: Scope, sums: Expressions) -> dict[str, float]:
    """Where the cell's top left corner stands, and its size; with `from: right` the first column is the rightmost."""
    left, top = (sums.number(side, scope.numbers) for side in grid["at"])
    width, height = (sums.number(side, scope.numbers) for side in grid["size"])
    row, column = divmod(seat, _count(grid, "columns", scope.numbers, sums))
    across = -(column + 1) if grid.get("from") == "right" else column
    return {"cx": left + across * width, "cy": top + row * height, "cw": width, "ch": height, "column": column}
