"""The contents as an album of cells: an opening cell, one a highlight, one for the sections after them."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

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
    cells = layout.raw["cells"]
    per_page = int(cells["columns"]) * int(cells["rows"])
    return math.ceil((1 + highlights + (1 if sections else 0)) / per_page)


def place_contents(
    stage: Stage, layout: Layout, cells: tuple[Cell, ...], scope: Scope, section: Handle
) -> tuple[PageDraft, ...]:
    """The contents pages, filled by rows, first page first; the page's own frames are drawn on each."""
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


def _places(grid: Frame) -> Iterator[dict[str, float]]:
    left, top = grid["at"]
    width, height = grid["size"]
    for row in range(grid["rows"]):
        for column in range(grid["columns"]):
            yield {"cx": left + column * width, "cy": top + row * height}
