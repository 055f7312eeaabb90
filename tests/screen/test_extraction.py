"""What is copied is what was written, in three programs: pdfium, poppler and mupdf."""

import itertools
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pypdfium2 as pdfium
import pytest

from builder.building import build, compose_pages
from builder.commands.new import starter_files
from builder.diagnostics import Diagnostics
from builder.layout.pages import Group, Placed
from builder.text.glyphs import GlyphRun
from tests.writers.reading import texts

Passages = list[tuple[str, ...]]
"""For each page what each of its tags says there."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Passages]:
    """A new brochure's screen file, and the passages that each of its pages was given."""
    folder = tmp_path_factory.mktemp("extraction")
    for place, data in starter_files(folder, 2031).items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    content = folder / "content" / "2031"
    result = build(content, profiles=("screen",))
    assert result.ok
    _, document = compose_pages(content, Diagnostics())
    assert document is not None
    passages: Passages = []
    for page in document.pages:
        told: dict[object, str] = {}
        for placed in _texts(page.items):
            told[placed.role] = told.get(placed.role, "") + placed.item.text
        passages.append(tuple(bare(text) for text in told.values()))
    assert sum(len(text) for page in passages for text in page) > 500
    return result.outputs[0].path, passages


def _texts(items: tuple[Placed, ...]) -> Iterator[Placed]:
    for placed in items:
        if isinstance(placed.item, GlyphRun):
            yield placed
        elif isinstance(placed.item, Group):
            yield from _texts(placed.item.items)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def assert_all_is_there(pages: list[str], passages: Passages) -> None:
    """No character more or less on any page; long passages in one piece, over every line's end."""
    assert len(pages) == len(passages)
    for found, given in zip(map(bare, pages), passages, strict=True):
        assert sorted(found) == sorted("".join(given))
        assert [text for text in given if len(text) > 60 and text not in found] == []


def test_pdfium_gives_back_what_was_written(built: tuple[Path, Passages]) -> None:
    """As a browser's copy and search."""
    assert_all_is_there(texts(built[0].read_bytes()), built[1])


def test_poppler_gives_back_what_was_written(built: tuple[Path, Passages]) -> None:
    """As on Linux desktops and in most indexing, in the order of the file.

    Without `-raw` poppler takes lines of two columns on one grid for a table's rows, whoever wrote the file, wherever
    the leading is more than 1.5 em: a line of the left column, a line of the right.
    """
    if shutil.which("pdftotext") is None:
        pytest.skip("no poppler here")
    done = subprocess.run(["pdftotext", "-raw", str(built[0]), "-"], capture_output=True, check=True, timeout=60)
    assert_all_is_there(done.stdout.decode().split("\f")[: len(built[1])], built[1])


def test_mupdf_gives_back_what_was_written(built: tuple[Path, Passages]) -> None:
    """As on many telephones."""
    with pymupdf.open(built[0]) as pdf:
        assert_all_is_there([page.get_text() for page in pdf], built[1])


def test_words_are_found_over_the_end_of_a_line(built: tuple[Path, Passages]) -> None:
    """Searching (pdfium's search, as in browsers) finds the two characters on either side of every line's end."""
    _, document = compose_pages(built[0].parents[2] / "content" / "2031", Diagnostics())
    assert document is not None
    pdf = pdfium.PdfDocument(built[0].read_bytes())
    tried = 0
    try:
        for page, shown in zip(document.pages, pdf, strict=True):
            lines = [placed for placed in _texts(page.items) if isinstance(placed.role, int)]
            text = shown.get_textpage()
            for one, other in itertools.pairwise(lines):
                over = one.item.text[-2:] + other.item.text[:2]
                if one.role == other.role and other.at.y > one.at.y and re.fullmatch(r"[\u4e00-\u9fff]{4}", over):
                    assert text.search(over).get_next() is not None, over
                    tried += 1
    finally:
        pdf.close()
    assert tried >= 5
