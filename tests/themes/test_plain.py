"""The theme 素笺 on the 2022 brochure: places, letters, notes, binding."""

import io
import pathlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pikepdf
import pypdfium2 as pdfium
import pytest

from builder.content.document import Document
from builder.content.reading import read_document
from builder.diagnostics import Diagnostics, Severity
from builder.layout.composition import compose
from builder.layout.pages import Artifact, Page, PagedDocument, Path, Picture, Placed
from builder.resources import DiskResources
from builder.source import unplaced
from builder.text.glyphs import GlyphRun, WritingMode
from builder.text.marks import normalise_marks
from builder.units import Length, mm, pt
from builder.writers.printing import write_print
from builder.writers.screen import write_screen

ROOT = pathlib.Path(__file__).resolve().parents[2]
HUNDREDTH = mm(0.01)


@cache
def resources() -> DiskResources:
    return DiskResources(ROOT)


@cache
def content() -> Document:
    report = Diagnostics()
    document = read_document("content/2022", resources(), report)
    assert document is not None, report.found
    return replace(document, theme="plain")


def composed(document: Document) -> PagedDocument:
    report = Diagnostics()
    paged = compose(document, resources(), report)
    assert paged is not None, [finding for finding in report if finding.severity is Severity.ERROR]
    return paged


@cache
def book() -> PagedDocument:
    return composed(content())


def runs(page: Page) -> Iterator[tuple[Placed, GlyphRun]]:
    for placed in page.items:
        if isinstance(placed.item, GlyphRun):
            yield placed, placed.item


def lines(page: Page) -> list[tuple[Length, Length, Length, Length]]:
    """Straight lines: ends and width."""
    found = []
    for placed in page.items:
        if isinstance(placed.item, Path) and placed.item.stroke and len(placed.item.segments) == 2:
            a, b = (segment.to for segment in placed.item.segments)  # type: ignore[union-attr]
            found.append((placed.at.x + a.x, placed.at.y + a.y, placed.at.x + b.x, placed.at.y + b.y))
    return found


def first_titles(page: Page) -> dict[Length, tuple[Length, str]]:
    """Where the runs of title size begin that hang on the title line: axis, head and text."""
    return {
        placed.at.x: (placed.at.y, run.text)
        for placed, run in runs(page)
        if run.face == "serif-600" and placed.at.y == mm(30)
    }


def page_of(paged: PagedDocument, label: str) -> int:
    return next(index for index, page in enumerate(paged.pages) if label in "".join(run.text for _, run in runs(page)))


def letter_pages(paged: PagedDocument) -> list[Page]:
    return [page for page in paged.pages if page.layout in HIGHLIGHT_LAYOUTS]


HIGHLIGHT_LAYOUTS = {"spread", "letter-only", "page", "page-picture", "page-picture-left"}


def test_the_book_is_bound_on_the_right() -> None:
    """Openings read from the right page: its folio stands on the right, the left page's on the left."""
    paged = book()
    assert paged.right_bound
    for index, page in enumerate(paged.pages):
        folios = [placed.at.x for placed, run in runs(page) if placed.role is Artifact.PAGINATION]
        if folios:
            assert set(folios) == {mm(201.25) if index % 2 else mm(8.75)}


def test_every_title_keeps_its_place() -> None:
    """A title stands on its page where it stands in the contents, to a hundredth of a millimetre."""
    paged = book()
    listed = first_titles(paged.pages[3])
    for number in range(1, 11):
        axis = mm(201.25) - mm(17.5) * number
        own = next(
            page
            for page in paged.pages[5:]
            if any(abs(x1 - axis) < HUNDREDTH and abs(y2 - mm(11.25)) < HUNDREDTH for x1, _, _, y2 in lines(page))
        )
        found = first_titles(own)
        assert found, number
        for x, (y, text) in found.items():
            assert abs(x - axis) <= mm(8.75)
            match = min(listed, key=lambda other: abs(other - x))
            assert abs(match - x) < HUNDREDTH
            assert listed[match] == (y, text)


def test_a_title_page_has_one_thread_and_nine_ticks() -> None:
    """The nine other places stay empty but for their ticks."""
    for page in letter_pages(book()):
        if not first_titles(page):
            continue
        hanging = [y2 for _, y1, _, y2 in lines(page) if y1 == mm(-3)]
        assert hanging.count(mm(3.75)) == 9
        assert hanging.count(mm(11.25)) == 1


def test_body_columns_stand_between_the_rules() -> None:
    """Every column of a letter has its axis in the middle of two rules, and none is beside the paper."""
    for page in letter_pages(book()):
        body = [(placed, run) for placed, run in runs(page) if run.face == "serif-400" and run.size == mm(3.75)]
        for placed, run in body:
            if not run.turned:
                column = (mm(192.5) - placed.at.x) / mm(8.75)
                assert abs(column % 1 - 0.5) < 0.01, run.text
                assert 0 < column < 20
        assert all(run.mode is WritingMode.VERTICAL for _, run in body)


def test_letters_end_on_one_foot() -> None:
    """Columns end at 262.5 at the latest; rules run through to the bleed."""
    for page in letter_pages(book()):
        feet = [placed.at.y + run.advance for placed, run in runs(page) if run.face == "serif-400"]
        assert all(foot <= mm(262.5) + HUNDREDTH for foot in feet)
        if feet:
            assert sum(y2 == mm(288) for _, _, _, y2 in lines(page)) >= 21


def test_head_notes_stand_over_their_figures() -> None:
    """A head note is on the axis of the column that holds its figure, over the rules' head."""
    paged = book()
    document = content()
    noted = 0
    for highlight in document.highlights:
        for name in highlight.facts:
            fact = document.fact(name)
            words = (fact.side_label or fact.label).value
            for page in letter_pages(paged):
                small = [(p.at, r.text) for p, r in runs(page) if r.face == "kai-400" and r.size == pt(7.9724)]
                notes = [at for at, text in small if words.startswith(text)]
                if not notes:
                    continue
                figures = [p.at for p, r in runs(page) if r.face == "serif-400" and fact.value.value in r.text]
                assert any(abs(at.x - notes[0].x) <= mm(1.88) and at.y > notes[0].y for at in figures), words
                noted += 1
    assert noted >= 5


def test_no_number_lies() -> None:
    """Nothing is turned in the text of an article: figures stand side by side or one under another."""
    turned = [run.text for page in letter_pages(book()) for _, run in runs(page) if run.turned]
    assert [text for text in turned if any(c.isdigit() for c in text)] == []


def test_pictures_are_grey_and_stand_on_the_lattice() -> None:
    """Every picture is one black plate; its sides lie on column rules, head and foot on cells."""
    pictures = [placed for page in book().pages for placed in page.items if isinstance(placed.item, Picture)]
    assert pictures
    for placed in pictures:
        assert isinstance(placed.item, Picture)
        assert placed.item.grade == "grey"
        assert placed.at.x % mm(8.75) == 0
        assert placed.item.size.width % mm(8.75) == 0
        assert placed.at.y % mm(3.75) == 0
        assert placed.item.size.height % mm(3.75) == 0


def test_one_red_and_never_as_type() -> None:
    """Red is a line of 0.75 pt; no glyph is red, and no page but the contents has a second red thing."""
    for page in book().pages:
        strokes = [placed.item.stroke for placed in page.items if isinstance(placed.item, Path)]
        red = [stroke for stroke in strokes if stroke and stroke.paint.ink.name == "seal"]
        assert all(stroke.width == pt(0.75) for stroke in red)
        assert len(red) <= 1 or page.layout == "contents"
        assert not any(run.paint.ink.name == "seal" for _, run in runs(page))


def test_the_decimal_line_crosses_the_fold() -> None:
    """The red line of the figures lies at one height on both pages, from bleed to bleed."""
    pages = [page for page in book().pages if page.layout == "figures"]
    assert len(pages) == 2
    for page in pages:
        assert [(a, c) for a, b, c, d in lines(page) if b == d == mm(120)] == [(mm(-3), mm(213))]


@cache
def small_files() -> tuple[bytes, bytes]:
    """The screen and the print file of a book with one article and no picture."""
    document = content()
    small = replace(document, highlights=document.highlights[5:6], figures=None, gallery=None)
    report = Diagnostics()
    paged = composed(small)
    screen, press = write_screen(paged, resources(), report), write_print(paged, resources(), report)
    assert screen is not None and press is not None, report.found
    return screen, press


def test_only_the_print_file_says_that_it_reads_from_the_right() -> None:
    """PDFium garbles the text of files that say so; print shops need the word, readers get single pages."""
    directions, layouts = [], []
    for data in small_files():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            directions.append(str(pdf.Root.ViewerPreferences.get("/Direction", "")))
            layouts.append(str(pdf.Root.get("/PageLayout", "")))
    assert directions == ["", "/R2L"]
    assert layouts[0] == "/SinglePage"


def test_text_comes_out_of_a_browser_as_it_was_written() -> None:
    """PDFium, which browsers read with, gives every column's characters in order, wide spaces and figures too."""
    screen, _ = small_files()
    with pdfium.PdfDocument(screen) as pdf:
        told = "".join(page.get_textpage().get_text_range() for page in pdf)
    plain = "".join(told.split("\r\n"))
    body = normalise_marks(content().highlights[5].body[0], mode="set")[0].value
    assert body.replace(" ", "") in plain.replace(" ", "")
    assert "晋中市教育局\u3000编" in plain


def stretched(document: Document, share: float) -> Document:
    """Every body cut to `share` of its length, or grown to it with its own words."""
    rows = []
    for highlight in document.highlights:
        text = "".join(paragraph.value for paragraph in highlight.body).translate(dict.fromkeys(map(ord, "“”《》()")))
        length = round(len(text) * share)
        rows.append(replace(highlight, body=(unplaced((text * 2)[:length]),)))
    return replace(document, highlights=tuple(rows))


@pytest.mark.parametrize("share", [0.5, 0.8, 1.2])
def test_longer_and_shorter_texts_change_ink_not_layout(share: float) -> None:
    """A fifth more text, a fifth or half less: the book composes without a finding and titles keep their places."""
    paged = composed(stretched(content(), share))
    assert first_titles(paged.pages[3]) == first_titles(book().pages[3])


@pytest.mark.parametrize(("pictures", "layout"), [(("p01",), "long-picture"), ((), "long")])
def test_a_long_text_goes_on_on_the_next_page(pictures: tuple[str, ...], layout: str) -> None:
    """Beyond a page of letter paper the text goes on on the page beside it, every character once."""
    document = stretched(content(), 1.0)
    body = unplaced((document.highlights[1].body[0].value * 4)[:940])
    row = replace(document.highlights[1], body=(body,), pictures=pictures, facts=())
    paged = composed(replace(document, highlights=(row,), figures=None, gallery=None))
    pages = [page for page in paged.pages if page.layout == layout]
    assert len(pages) == 2
    told = ["".join(run.text for _, run in runs(page) if run.face == "serif-400") for page in pages]
    assert told[0]
    assert "".join(told).replace(" ", "") == normalise_marks(body, mode="set")[0].value.replace(" ", "")


@pytest.mark.parametrize(
    ("layout", "pictures"), [("plate", ("p01",)), ("quotation", ()), ("quotation-picture", ("p01",))]
)
def test_further_layouts_take_an_article(layout: str, pictures: tuple[str, ...]) -> None:
    """An author may ask for a plate or a quotation page; the title keeps its place there too."""
    document = content()
    words = unplaced("会议指出，“面向未来的教育要让每一个孩子都有机会”，并作了部署。")
    row = replace(document.highlights[2], body=(words,), pictures=pictures, facts=(), layout=unplaced(layout))
    paged = composed(replace(document, highlights=(*document.highlights[:2], row, *document.highlights[3:])))
    pages = [page for page in paged.pages if page.layout == layout]
    assert len(pages) == 2
    title = {x: text for page in pages for x, (_, text) in first_titles(page).items() if "职教" in text}
    listed = first_titles(paged.pages[3])
    assert title
    assert all(listed[x][1] == text for x, text in title.items())


@pytest.mark.parametrize("count", [1, 3, 11, 13, 40])
def test_other_numbers_of_articles_find_their_places(count: int) -> None:
    """Few articles or forty: each has a place of its own on a page of the contents, more than twelve on several."""
    document = content()
    rows = tuple(replace(document.highlights[k % 10], id=f"x{k}", label=unplaced(f"亮点{k + 1}")) for k in range(count))
    paged = composed(replace(document, highlights=rows))
    contents = [page for page in paged.pages if page.layout == "contents" and first_titles(page)]
    axes = [x1 for page in contents for x1, _, _, y2 in lines(page) if y2 == mm(11.25)]
    assert len(axes) >= count
    assert all(mm(17.5) <= axis <= mm(192.5) for axis in axes)
