"""The contents: an album of cells, or pages that each show a run of entries.

An album (`cells`) has an opening cell, one for each highlight, one for the sections after them. Pages of entries
(`entries`, how many each page takes) are the layout's own frames, which repeat over the lists `entries` and
`sections`; the pages come again, all of them, until every entry has been shown.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from builder.layout.expressions import Expressions
from builder.layout.scope import Scope
from builder.layout.stage import PageDraft, Sheet, Stage
from builder.layout.structure import Handle
from builder.layout.theme import Frame, Layout

OPENING, SECTIONS = "opening", "sections"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell shows: the name of its frames in the theme, and the scope they speak of."""

    frames: str
    scope: Scope


def contents_pages(layout: Layout, highlights: int, sections: int) -> int:
    """How many pages the contents of a book with that many entries take."""
    if shares := layout.raw.get("entries"):
        return int(max(1, math.ceil(highlights / sum(shares))) * len(shares))
    grid = layout.raw["cells"]
    names = [OPENING, *["entry"] * highlights, *([SECTIONS] if sections else [])]
    return max(page for page, _ in _seats(grid, names, {"highlights": highlights})) + 1


def place_contents(
    stage: Stage, layout: Layout, cells: tuple[Cell, ...], scope: Scope, section: Handle
) -> tuple[PageDraft, ...]:
    """The contents pages, first page first: an album filled by rows on the page's own frames, or runs of entries."""
    if "entries" in layout.raw:
        return _runs(stage, layout, cells, scope, section)
    grid = layout.raw["cells"]
    pages: list[PageDraft] = []
    seats = _seats(grid, [cell.frames for cell in cells], scope.numbers)
    for cell, (index, seat) in zip(cells, seats, strict=True):
        if index == len(pages):
            page = PageDraft(layout=layout.name, without=layout.without, section=section)
            sheet = Sheet(pages=(page,), section=section)
            stage.place(layout.pages[0], scope, sheet)
            pages.append(page)
        frames = layout.raw["cell-frames"][cell.frames]
        inner = scope.inside(cell.scope)
        stage.place(frames, inner.with_numbers(_place(grid, seat, inner)), sheet)
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


def _seats(grid: Frame, names: list[str], numbers: Mapping[str, float]) -> Iterator[tuple[int, int]]:
    """Page and place of every cell.

    Cells that stand `apart` take no place: the opening's comes before the first, the sections' begins a page.
    """
    apart = grid.get("apart", ())
    per_page = _count(grid, "columns", numbers) * _count(grid, "rows", numbers)
    page = seat = 0
    for name in names:
        if seat == per_page or (name == SECTIONS in apart and seat):
            page, seat = page + 1, 0
        yield page, seat
        seat += name != OPENING or name not in apart


def _count(grid: Frame, key: str, numbers: Mapping[str, float]) -> int:
    return max(1, round(Expressions().number(grid[key], numbers)))


def _place(grid: Frame, seat: int, scope: Scope) -> dict[str, float]:
    """Where the cell's top left corner stands; with `from: right` the first column is the rightmost."""
    left, top = grid["at"]
    sums = Expressions()
    width, height = (sums.number(side, scope.numbers) for side in grid["size"])
    row, column = divmod(seat, _count(grid, "columns", scope.numbers))
    across = -(column + 1) if grid.get("from") == "right" else column
    return {"cx": left + across * width, "cy": top + row * height, "cw": width, "column": column}
