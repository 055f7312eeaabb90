"""The contents: an album of cells, or pages that each show a run of entries.

An album (`cells`) has an opening cell, one for each highlight, one for the sections after them. Pages of entries
(`entries`, how many each page takes) are the layout's own frames, which repeat over the lists `entries` and
`sections`; the pages come again, all of them, until every entry has been shown.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from builder.layout.scope import Scope
from builder.layout.stage import PageDraft, Sheet, Stage
from builder.layout.structure import Handle
from builder.layout.theme import Frame, Layout


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell shows: the name of its frames in the theme, and the scope they speak of."""

    frames: str
    scope: Scope


def contents_pages(layout: Layout, highlights: int, sections: int) -> int:
    """How many pages the contents of a book with that many entries take."""
    if shares := layout.raw.get("entries"):
        return int(max(1, math.ceil(highlights / sum(shares))) * len(shares))
    cells = layout.raw["cells"]
    per_page = int(cells["columns"]) * int(cells["rows"])
    return math.ceil((1 + highlights + (1 if sections else 0)) / per_page)


def place_contents(
    stage: Stage, layout: Layout, cells: tuple[Cell, ...], scope: Scope, section: Handle
) -> tuple[PageDraft, ...]:
    """The contents pages, first page first: an album filled by rows on the page's own frames, or runs of entries."""
    if "entries" in layout.raw:
        return _runs(stage, layout, cells, scope, section)
    grid = layout.raw["cells"]
    per_page = grid["columns"] * grid["rows"]
    pages: list[PageDraft] = []
    for start in range(0, len(cells), per_page):
        page = PageDraft(layout=layout.name, without=layout.without, section=section)
        sheet = Sheet(pages=(page,), section=section)
        stage.place(layout.pages[0], scope, sheet)
        for cell, place in zip(cells[start : start + per_page], _places(grid), strict=False):
            frames = layout.raw["cell-frames"][cell.frames]
            stage.place(frames, scope.inside(cell.scope).with_numbers(place), sheet)
        pages.append(page)
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


def _places(grid: Frame) -> Iterator[dict[str, float]]:
    left, top = grid["at"]
    width, height = grid["size"]
    for row in range(grid["rows"]):
        for column in range(grid["columns"]):
            yield {"cx": left + column * width, "cy": top + row * height}
