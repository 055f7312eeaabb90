"""The 2022 brochure read aloud from its tree: everything once, in the order of meaning, in the right roles."""

import re
from functools import cache

import pytest

from builder.content.document import Document
from builder.diagnostics import Diagnostics
from builder.layout.pages import PagedDocument
from builder.source import SourceString, unplaced
from builder.text.markup import plain_text
from builder.writers.companions import write_text
from tests.layout.test_composition import book, content


@cache
def spoken() -> list[str]:
    """The lines of the plain text, without spaces."""
    data = write_text(book(), Diagnostics())
    assert data is not None
    return [re.sub(r"\s", "", line) for line in data.decode().splitlines() if line.strip()]


def bare(text: str) -> str:
    """Letters, Han and figures; marks may have been set to full width."""
    return re.sub(r"\W", "", text)


def place(text: str, after: int) -> int:
    """The first line from `after` on that says just `text`."""
    wanted = bare(plain_text(_source(text)).value)
    found = [index for index, line in enumerate(spoken()) if index >= after and bare(line) == wanted]
    assert found, f"not read after line {after}: {text}"
    return found[0]


def _source(text: str) -> SourceString:
    return unplaced(text)


def test_articles_are_read_in_order() -> None:
    """Label and title as one heading, then the text, then each picture's alternative with its caption under it."""
    document: Document = content()
    at = 0
    for highlight in document.highlights:
        at = place(highlight.label.value + highlight.title.value, at)
        for paragraph in highlight.body:
            at = place(paragraph.value, at)
        for name in highlight.pictures:
            picture = document.picture(name)
            told = place("图" + picture.alt.value, at)
            caption = "".join(part.value for part in (picture.caption, picture.credit) if part)
            assert place(caption, told) == told + 1
            at = told + 1


def test_figures_are_read_as_sentences() -> None:
    """Each number is read with its unit and what it counts, in one line."""
    document = content()
    assert document.figures is not None
    at = place(document.figures.title.value, 0)
    for fact in map(document.fact, document.figures.facts):
        parts = (fact.value, fact.unit, fact.label, fact.note)
        at = place("".join(part.value for part in parts if part is not None), at)


def test_the_contents_are_links_to_what_they_name() -> None:
    """Every entry is read before the articles and leads to a section that begins with its words."""
    tags, links = book().structure, {}
    for index, tag in enumerate(tags):
        if tag.kind == "Link":
            links[index] = tag
    anchors = {tag.anchor: tag for tag in tags if tag.anchor}
    sections = [highlight.id for highlight in content().highlights] + ["figures", "gallery"]
    assert len(links) == len(sections)
    assert set(sections) <= set(anchors)
    assert all(tags[tag.parent or 0].kind == "TOCI" for tag in links.values())


@pytest.mark.parametrize("kind", ["Sect", "H2", "P", "TOC", "TOCI", "Span", "Caption", "Link"])
def test_nothing_empty_is_announced(kind: str) -> None:
    """No element without children and without anything on a page: a voice would stop at it and say nothing."""
    document: PagedDocument = book()
    parents = {tag.parent for tag in document.structure}
    shown = {placed.role for page in document.pages for placed in page.items}
    empty = [i for i, tag in enumerate(document.structure) if tag.kind == kind and i not in parents | shown]
    assert empty == []


def test_what_stands_apart_is_read_apart() -> None:
    """The year and the publisher on the cover are two paragraphs, not one word."""
    lines = spoken()
    assert "二〇二二" in lines
    assert lines.count(re.sub(r"\s", "", content().imprint.value)) >= 3
