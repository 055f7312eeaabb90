"""Large print: every word and every whole picture, laid out anew, none of it small."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from builder.content.document import Document
from builder.diagnostics import Diagnostics
from builder.layout.pages import Link, Page, PagedDocument, Picture, Placed
from builder.layout.reading_edition import KEPT, compose_reading_edition, read_design
from builder.resources import DiskResources
from builder.source import unplaced
from builder.text.glyphs import GlyphRun
from builder.text.markup import plain_text
from builder.units import mm, pt
from tests.layout.test_composition import HAN, content, resources

SMALLEST = pt(18)


def composed(document: Document, source: DiskResources | None = None) -> PagedDocument:
    report = Diagnostics()
    pages = compose_reading_edition(document, source or resources(), report, design="large-print")
    assert list(report) == []
    assert pages is not None
    return pages


@cache
def edition() -> PagedDocument:
    return composed(content())


def runs(page: Page) -> Iterator[tuple[Placed, GlyphRun]]:
    for placed in page.items:
        if isinstance(placed.item, GlyphRun):
            yield placed, placed.item


def words(document: PagedDocument) -> str:
    return bare("".join(run.text for page in document.pages for _, run in runs(page)))


def bare(text: str) -> str:
    """Text without spaces and marks, which setting may turn to full width."""
    return re.sub(r"\W", "", text)


def test_nothing_is_small() -> None:
    """Every run, folios and captions too, is set in 18 points or more."""
    sizes = {run.size for page in edition().pages for _, run in runs(page)}
    assert min(sizes) >= SMALLEST
    assert len(sizes) > 3


def test_every_word_of_the_book_is_there() -> None:
    """Titles, paragraphs, captions, credits, figures with their labels, colophon: each stands whole on the pages."""
    book = content()
    spoken = words(edition())
    texts = [book.title, book.imprint]
    for highlight in book.highlights:
        texts += [highlight.label, highlight.title, *highlight.body]
        used = [book.picture(name) for name in highlight.pictures]
        texts += [text for entry in used for text in (entry.caption, entry.credit) if text]
    assert book.figures is not None and book.colophon is not None
    for fact in map(book.fact, book.figures.facts):
        texts += [part for part in (fact.value, fact.unit, fact.label, fact.note) if part]
    texts += book.colophon.lines
    missing = [text.value for text in texts if bare(plain_text(text).value) not in spoken]
    # A paragraph may be parted by the folio of its page; then its two halves are there.
    parted = [text for text in missing if not _stands_parted(bare(text), spoken)]
    assert parted == []


def _stands_parted(text: str, spoken: str) -> bool:
    return any(re.search(re.escape(text[:at]) + r"\d+" + re.escape(text[at:]), spoken) for at in range(1, len(text)))


def test_pictures_are_whole_and_told() -> None:
    """No crop; each picture has its alternative and stands within the column."""
    book, design = content(), read_design("large-print", content(), Diagnostics())
    shown = [placed for page in edition().pages for placed in page.items if isinstance(placed.item, Picture)]
    assert book.gallery is not None
    assert len(shown) == len(book.gallery.pictures) + sum(len(h.pictures) for h in book.highlights)
    for placed in shown:
        assert isinstance(placed.item, Picture) and isinstance(placed.role, int)
        assert placed.item.crop == (0, 0, 1, 1)
        assert edition().structure[placed.role].alt
        right = design["column.left"] + design["column.width"]
        assert design["column.left"] <= placed.at.x <= placed.at.x + placed.item.size.width <= right
        assert placed.at.y + placed.item.size.height <= design["column.bottom"]


def test_text_keeps_to_the_column() -> None:
    """No line stands below the foot of the column, but for the folio; none begins left of it by more than a mark."""
    design = read_design("large-print", content(), Diagnostics())
    for page in edition().pages:
        for placed, run in runs(page):
            assert placed.at.y <= design["column.folio"]
            assert placed.at.x >= design["column.left"] - run.size
            if isinstance(placed.role, int):
                assert placed.at.y <= design["column.bottom"]


def test_contents_name_the_pages_where_sections_begin() -> None:
    """Each entry's number is the folio of the page its bookmark leads to, and its link leads to that section."""
    pages = edition()
    marks = [entry.page_index + 1 for entry in pages.outline[1:]]
    numbers = []
    for page in pages.pages[1 : pages.outline[1].page_index]:
        linked = {placed.role for placed in page.items if isinstance(placed.item, Link)}
        found = [run.text for placed, run in runs(page) if placed.role in linked and run.text.isdigit()]
        numbers += [int(text) for text in found if text != str(content().year)]
    assert numbers == marks
    anchors = {tag.anchor for tag in pages.structure}
    targets = [p.item.target for page in pages.pages for p in page.items if isinstance(p.item, Link)]
    assert len(targets) == len(marks)
    assert {target[1:] for target in targets} <= anchors


def test_pages_are_folioed_in_order() -> None:
    """All pages but the cover carry their number."""
    assert [page.folio for page in edition().pages] == [None, *range(2, len(edition().pages) + 1)]


@pytest.mark.parametrize("length", [30, 470, 500, 530, 3000])
def test_paragraphs_part_in_twos(length: int) -> None:
    """However long a paragraph, no page holds a single line of it, unless it has but one."""
    book = content()
    first = book.highlights[0]
    body = (unplaced((HAN * 100)[:length]), unplaced((HAN * 100)[:260]))
    made = composed(replace(book, highlights=(replace(first, body=body, pictures=()), *book.highlights[1:3])))
    paragraphs = [index for index, tag in enumerate(made.structure) if tag.kind == "P"]
    counted: dict[int, list[int]] = {}
    for page in made.pages:
        lines: dict[int, set[int]] = {}
        for placed, _ in runs(page):
            if isinstance(placed.role, int) and placed.role in paragraphs:
                lines.setdefault(placed.role, set()).add(placed.at.y)
        for role, found in lines.items():
            counted.setdefault(role, []).append(len(found))
    assert all(len(pages) == 1 or min(pages) >= KEPT for pages in counted.values())
    assert length < 3000 or max(map(len, counted.values())) >= 6


def test_a_title_longer_than_a_page_is_set_all_the_same() -> None:
    """Nothing is refused for its length: such a title goes on over the page."""
    book = content()
    long = replace(book.highlights[0], title=unplaced((HAN * 20)[:700]))
    made = composed(replace(book, highlights=(long,)))
    assert (HAN * 20)[:200] in words(made)
    assert all(placed.at.y <= mm(285) for page in made.pages for placed, _ in runs(page))


def test_a_book_of_one_sentence_has_an_edition() -> None:
    """No figures, gallery, colophon, pictures: cover, contents, and the one article."""
    book = content()
    one = replace(book.highlights[0], body=(unplaced("一句话。"),), pictures=(), facts=())
    made = composed(replace(book, highlights=(one,), figures=None, gallery=None, colophon=None))
    assert len(made.pages) == 3


def test_what_the_book_has_told_is_not_told_again() -> None:
    """Oddities of the text are the book's findings; the edition adds errors only, and gives no pages with them."""
    book = content()
    odd = replace(book.highlights[0], body=(unplaced("缺字𯿿。"),))
    report = Diagnostics()
    assert compose_reading_edition(replace(book, highlights=(odd,)), resources(), report, design="large-print") is None
    assert {finding.code for finding in report} == {"missing-glyph"}
