"""The 2022 edition in each theme, composed once; what its pages hold."""

import pathlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from builder.content.document import Document
from builder.content.reading import read_document
from builder.diagnostics import Diagnostics
from builder.geometry import Point
from builder.layout.composition import compose
from builder.layout.pages import Group, Item, MoveTo, Page, PagedDocument, Path
from builder.resources import DiskResources
from builder.text.glyphs import GlyphRun
from builder.units import to_mm

ROOT = pathlib.Path(__file__).resolve().parents[2]


@cache
def resources() -> DiskResources:
    return DiskResources(ROOT)


@cache
def content() -> Document:
    report = Diagnostics()
    document = read_document("content/2022", resources(), report)
    assert document is not None, report.found
    return document


@cache
def book(theme: str) -> PagedDocument:
    """The 2022 edition in a theme, without a finding."""
    return composed(replace(content(), theme=theme))


def composed(document: Document) -> PagedDocument:
    report = Diagnostics()
    paged = compose(document, resources(), report)
    assert paged is not None, report.found
    return paged


def items(page: Page) -> Iterator[tuple[Point, Item]]:
    """Every item of a page, those in groups too, with its place on the page."""
    for placed in page.items:
        yield from _inside(placed.at, placed.item)


def _inside(at: Point, item: Item) -> Iterator[tuple[Point, Item]]:
    yield at, item
    if isinstance(item, Group):
        for inner in item.items:
            yield from _inside(Point(at.x + inner.at.x, at.y + inner.at.y), inner.item)


def dots(page: Page, *inks: str) -> list[tuple[float, float, float]]:
    """Centre and diameter in mm of every dot of a page in these inks."""
    found = []
    for at, item in items(page):
        stroke = item.stroke if isinstance(item, Path) else None
        if stroke and stroke.cap == "round" and stroke.paint.ink.name in inks:
            assert isinstance(item, Path)
            starts = (segment.to for segment in item.segments if isinstance(segment, MoveTo))
            found += [(to_mm(at.x + to.x), to_mm(at.y + to.y), to_mm(stroke.width)) for to in starts]
    return found


def text_places(page: Page, words: str) -> list[Point]:
    """Where runs that begin with `words` begin."""
    return [at for at, item in items(page) if isinstance(item, GlyphRun) and item.text.startswith(words)]
