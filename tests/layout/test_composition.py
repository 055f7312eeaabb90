"""The finished book, judged on its display list."""

import pathlib
import random
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image

from builder.content.document import Document, Highlight, PictureEntry
from builder.content.reading import read_document
from builder.diagnostics import Diagnostics
from builder.geometry import Rect
from builder.layout.composition import compose
from builder.layout.dump import dump_json, dump_text
from builder.layout.pages import Artifact, Close, Link, Page, PagedDocument, Path, Picture, Placed
from builder.resources import DiskResources
from builder.source import unplaced
from builder.text.glyphs import GlyphRun
from builder.text.marks import normalise_marks
from builder.units import mm
from builder.writers.screen import write_screen

ROOT = pathlib.Path(__file__).resolve().parents[2]
HAN = "全市教育工作坚持立德树人根本任务推进义务教育优质均衡发展提升办学质量建设现代化学校"


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
def book() -> PagedDocument:
    report = Diagnostics()
    paged = compose(content(), resources(), report)
    assert paged is not None, report.found
    return paged


def runs(page: Page) -> Iterator[tuple[Placed, GlyphRun]]:
    for placed in page.items:
        if isinstance(placed.item, GlyphRun):
            yield placed, placed.item


def ink_box(placed: Placed, run: GlyphRun) -> Rect:
    """Where a run's ink stands: from its first glyph's left edge to its end, cap height to baseline."""
    face = resources().fonts.face(run.face)
    bearing = face.hb_font.get_glyph_extents(run.glyphs[0]).x_bearing * run.size // face.units_per_em
    left, height = placed.at.x + run.x[0] + bearing, round(run.size * 0.8)
    return Rect(left, placed.at.y - height, placed.at.x + run.advance - left, height)


def drawn_box(placed: Placed, *, panels: bool = False) -> Rect | None:
    """The bounding box of an ornament; grounds and panels that text stands on count only where `panels` asks."""
    if not isinstance(placed.item, Path) or (placed.role is Artifact.BACKGROUND and not panels):
        return None
    points = [s.to for s in placed.item.segments if not isinstance(s, Close)]
    left, top = min(p.x for p in points), min(p.y for p in points)
    width, height = max(p.x for p in points) - left, max(p.y for p in points) - top
    return Rect(placed.at.x + left, placed.at.y + top, width, height)


def text_of(paged: PagedDocument, tag: int) -> str:
    return "".join(run.text for page in paged.pages for placed, run in runs(page) if placed.role == tag)


def test_pages_come_in_fours() -> None:
    """A saddle-stitched book has a multiple of four pages; this one has no blank among them."""
    assert len(book().pages) % 4 == 0
    assert not [page for page in book().pages if page.is_blank]
    assert 24 <= len(book().pages) <= 32


def test_every_body_is_read_whole_and_in_order() -> None:
    """Each article's paragraphs stand in the structure tree under its own section, character for character as set."""
    paged = book()
    for highlight in content().highlights:
        section = next(i for i, tag in enumerate(paged.structure) if tag.anchor == highlight.id)
        children = [i for i, tag in enumerate(paged.structure) if tag.parent == section]
        texts = [text_of(paged, i) for i in children if paged.structure[i].kind == "P"]
        for paragraph in highlight.body:
            assert normalise_marks(paragraph, mode="set")[0].value in texts
        heading = next(i for i in children if paged.structure[i].kind == "H2")
        parts = [text_of(paged, i) for i, tag in enumerate(paged.structure) if tag.parent == heading]
        assert parts == [highlight.label.value, normalise_marks(highlight.title, mode="set")[0].value]


def test_pictures_stand_where_their_ids_bind_them() -> None:
    """Every picture of an article is a Figure of that article's section, with its alternative text."""
    paged = book()
    for highlight in content().highlights:
        section = next(i for i, tag in enumerate(paged.structure) if tag.anchor == highlight.id)
        figures = [tag.alt for tag in paged.structure if tag.parent == section and tag.kind == "Figure"]
        assert figures == [content().picture(name).alt.value for name in highlight.pictures]


def test_no_crop_cuts_a_keep_box() -> None:
    """The crops of one picture on one opening together hold its keep box."""
    for number, page in enumerate(book().pages):
        for placed in page.items:
            if isinstance(placed.item, Picture) and not isinstance(placed.role, Artifact):
                boxes = [placed.item.crop]
                others = book().pages[number + 1].items if number + 1 < len(book().pages) else ()
                boxes += [
                    o.item.crop
                    for o in others
                    if isinstance(o.item, Picture) and o.item.name == placed.item.name and isinstance(o.role, Artifact)
                ]
                keep = content().picture(placed.item.name).keep
                assert keep is not None
                assert min(box[0] for box in boxes) <= keep[0] + 1e-6
                assert max(box[2] for box in boxes) >= keep[2] - 1e-6
                assert boxes[0][1] <= keep[1] + 1e-6 and keep[3] <= boxes[0][3] + 1e-6


def check_geometry(paged: PagedDocument) -> None:
    """Nothing leaves the bleed, text keeps the safe margin, no two texts and no text and picture overlap."""
    safe = Rect(0, 0, paged.trim.width, paged.trim.height).grown(-paged.safe_margin)
    for page in paged.pages:
        pictures = [
            Rect(p.at.x, p.at.y, p.item.size.width, p.item.size.height)
            for p in page.items
            if isinstance(p.item, Picture)
        ]
        for picture in pictures:
            assert paged.bleed_box.contains(picture)
        panels = [drawn_box(placed, panels=True) for placed in page.items if placed.role is Artifact.BACKGROUND]
        panels = [panel for panel in panels if panel and any(picture.contains(panel) for picture in pictures)]
        pictures += [box for box in map(drawn_box, page.items) if box and min(box.width, box.height) > mm(3)]
        boxes = [(ink_box(placed, run), run.text) for placed, run in runs(page)]
        boxes = [(box, text) for box, text in boxes if not any(panel and panel.contains(box) for panel in panels)]
        for index, (box, text) in enumerate(boxes):
            assert safe.contains(box), (page.layout, text)
            assert not any(box.intersects(picture) for picture in pictures), (page.layout, text)
            for other, words in boxes[:index]:
                assert not box.intersects(other), (page.layout, text, words)


def test_nothing_overlaps_or_leaves_the_page() -> None:
    """The real book's pages hold together."""
    check_geometry(book())


def test_body_lines_of_all_pages_stand_on_one_grid() -> None:
    """Every body baseline is 3.454 mm + a whole number of 6 mm from the trim."""
    paged = book()
    bodies = {i for i, tag in enumerate(paged.structure) if tag.kind == "P" and len(text_of(paged, i)) > 200}
    baselines = {placed.at.y for page in paged.pages for placed, _ in runs(page) if placed.role in bodies}
    assert len(baselines) > 20
    assert {(y - mm(3.454)) % mm(6) for y in baselines} == {0}


def test_l8_contents_name_the_page_each_section_begins_on() -> None:
    """The number printed for an entry is the folio of the first page that carries the entry's section."""
    paged = book()
    links = [p.item for page in paged.pages for p in page.items if isinstance(p.item, Link)]
    folios = {}
    for page in paged.pages:
        for placed in page.items:
            tag = None if isinstance(placed.role, Artifact) else placed.role
            while tag is not None:
                anchor = paged.structure[tag].anchor
                if anchor:
                    folios.setdefault(anchor, page.folio)
                tag = paged.structure[tag].parent
    printed = [link for link in links if link.contents.isdigit()]
    assert len(printed) == len(content().highlights) + 2
    for link in printed:
        assert int(link.contents) == folios[link.target.removeprefix("#")]


def test_structure_is_a_tree_with_content_in_its_leaves() -> None:
    """Parents come before their children, and no element holds both text and elements."""
    paged = book()
    parents = {tag.parent for tag in paged.structure}
    for index, tag in enumerate(paged.structure):
        assert (tag.parent is None) == (index == 0)
        assert tag.parent is None or tag.parent < index
    held = {p.role for page in paged.pages for p in page.items if not isinstance(p.role, Artifact)}
    assert not held & parents


def test_glyphs_lead_back_to_the_yaml() -> None:
    """The place of every body run is in the file of its article, and the text stands there."""
    paged = book()
    first = content().highlights[0]
    for page in paged.pages:
        for placed, run in runs(page):
            if placed.origin.file == first.body[0].span.file and run.text[:2].isalpha() and placed.origin.line:
                line = (ROOT / placed.origin.file).read_text("utf-8").splitlines()[placed.origin.line - 1]
                assert line[placed.origin.column - 1] == run.text[0] or line[placed.origin.column - 1] in ",("


def test_two_compositions_are_equal() -> None:
    """Same content, same pages, to the last unit; the dumps say so."""
    again = compose(content(), resources(), Diagnostics())
    assert again is not None
    assert dump_text(again) == dump_text(book())
    assert dump_json(again) == dump_json(book())
    assert "← content/2022/highlights/01.yaml:" in dump_text(book())


def with_highlights(highlights: tuple[Highlight, ...]) -> Document:
    return replace(content(), highlights=highlights, facts=(), figures=None)


def article(index: int, length: int, pictures: tuple[str, ...], seed: int) -> Highlight:
    choose = random.Random(seed)
    body = "".join(choose.choice(HAN) + ("，" if i % 13 == 12 else "") for i in range(length))[: length - 1] + "。"
    title = "".join(choose.choice(HAN) for _ in range(14)) + "，" + "".join(choose.choice(HAN) for _ in range(13))
    return Highlight(
        id=f"g{index}",
        label=unplaced(f"亮点{index}"),
        title=unplaced(title),
        body=(unplaced(body),),
        pictures=pictures,
        facts=(),
        layout=None,
        span=content().span,
    )


@pytest.mark.parametrize(
    ("count", "shortest", "longest"), [(1, 300, 300), (2, 60, 100), (7, 200, 480), (11, 100, 450), (40, 150, 500)]
)
def test_books_of_other_lengths_hold_together(count: int, shortest: int, longest: int) -> None:
    """From one article to forty, with and without pictures: every page holds together and pages come in fours."""
    choose = random.Random(count)
    names = [picture.id for picture in content().pictures]
    articles = tuple(
        article(i + 1, choose.randint(shortest, longest), tuple(choose.sample(names, choose.choice((0, 1, 1)))), i)
        for i in range(count)
    )
    report = Diagnostics()
    paged = compose(with_highlights(articles), resources(), report)
    assert paged is not None, report.found
    assert len(paged.pages) % 4 == 0
    check_geometry(paged)


@cache
def shaped() -> tuple[DiskResources, dict[str, PictureEntry]]:
    """A project with pictures of three shapes."""
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "images").mkdir()
    pictures = {}
    for name, size in (("wide", (1800, 1200)), ("tall", (1200, 1800)), ("square", (1500, 1500))):
        Image.new("RGB", size, "tan").save(folder / "images" / f"{name}.jpg")
        keep = (0.3, 0.3, 0.7, 0.7)
        entry = replace(content().picture("p01"), id=name, file=f"images/{name}.jpg", focus=(0.5, 0.5), keep=keep)
        pictures[name] = entry
    return DiskResources(folder, fonts=ROOT / "fonts"), pictures


@pytest.mark.parametrize(
    "names",
    [("tall",), ("wide", "wide"), ("square",), ("tall", "wide"), ("wide", "tall", "wide", "tall"), ("wide",) * 8],
)
@pytest.mark.parametrize("length", [120, 380])
def test_pictures_of_any_shape_and_number_are_placed_and_none_is_lost(names: tuple[str, ...], length: int) -> None:
    """Portrait, square and several pictures: each is a Figure somewhere in the book, cropped within its keep box."""
    disk, pictures = shaped()
    numbered = tuple(replace(pictures[name], id=f"{name}{i}") for i, name in enumerate(names))
    articles = tuple(article(n + 1, length, tuple(p.id for p in numbered), n) for n in range(2))
    document = replace(with_highlights(articles), pictures=numbered, gallery=None)
    report = Diagnostics()
    paged = compose(document, disk, report)
    assert paged is not None, report.found
    check_geometry(paged)
    placed = {p.item.name for page in paged.pages for p in page.items if isinstance(p.item, Picture)}
    assert placed == {picture.id for picture in numbered}


def test_too_long_a_text_says_by_how_many_characters() -> None:
    """An article that fits nowhere stops the build; cut by what the message says, it fits."""
    report = Diagnostics()
    long = article(1, 3000, ("p03",), 3)
    assert compose(with_highlights((long,)), resources(), report) is None
    finding = next(d for d in report if d.code == "text-overflow")
    count = int(dict(finding.values)["count"])
    shorter = replace(long, body=(unplaced(long.body[0].value[: -count - 1] + "。"),))
    report = Diagnostics()
    assert compose(with_highlights((shorter,)), resources(), report) is not None, report.found


def test_texts_that_collide_choose_another_layout_or_stop_the_build() -> None:
    """A caption far too long for the side column is never printed over the page; a wish for that column is refused."""
    long = replace(content().picture("p03"), caption=unplaced("说明" * 220 + "。"))
    pictures = tuple(long if picture.id == "p03" else picture for picture in content().pictures)
    one = article(1, 150, ("p03",), 4)
    report = Diagnostics()
    paged = compose(replace(with_highlights((one,)), pictures=pictures), resources(), report)
    if paged is not None:
        check_geometry(paged)
    else:
        assert {d.code for d in report if d.severity == "error"} <= {"text-collides", "text-overflow"}
    wished = replace(one, layout=unplaced("column"))
    report = Diagnostics()
    assert compose(replace(with_highlights((wished,)), pictures=pictures), resources(), report) is None
    assert {d.code for d in report if d.severity == "error"} <= {"text-collides", "text-overflow"}


@pytest.mark.parametrize("length", [4, 20, 45])
def test_very_short_bodies_collide_with_nothing(length: int) -> None:
    """A body of one line leaves room, and what stands beside it stays off the seal."""
    articles = tuple(article(i, length, (f"p{i:02}",) if i % 3 else (), i) for i in range(1, 8))
    report = Diagnostics()
    paged = compose(with_highlights(articles), resources(), report)
    assert paged is not None, report.found
    check_geometry(paged)


@pytest.mark.parametrize("kept", [("%",), ("个",), ("%", "个"), ("所", "%")])
def test_figures_of_any_kind_and_number_are_all_shown(kept: tuple[str, ...]) -> None:
    """Percentages, counts or both, three times over: every value is printed, on pages made for its kind."""
    facts = tuple(fact for fact in content().facts if fact.unit is not None and fact.unit.value in kept)
    many = tuple(replace(fact, id=f"{fact.id}{i}", highlight="g1") for i in range(3) for fact in facts)
    figures = content().figures
    assert figures is not None
    document = replace(
        with_highlights((article(1, 280, ("p03",), 2),)),
        facts=many,
        figures=replace(figures, facts=tuple(fact.id for fact in many)),
    )
    report = Diagnostics()
    paged = compose(document, resources(), report)
    assert paged is not None, report.found
    check_geometry(paged)
    pages = [page for page in paged.pages if page.layout.startswith("figures")]
    shown = [run.text for page in pages for placed, run in runs(page) if placed.role is not Artifact.PAGINATION]
    for fact in facts:
        assert shown.count(fact.value.value) == 3


def test_a_wish_is_honoured_or_refused() -> None:
    """`layout:` names the layout used; an unknown or unfit one is an error, never ignored."""
    wish = replace(article(1, 280, ("p05",), 3), layout=unplaced("large"))
    paged = compose(with_highlights((wish,)), resources(), Diagnostics())
    assert paged is not None
    assert [page.layout for page in paged.pages if page.layout == "large"] == ["large"]
    for name, code in (("unheard-of", "unknown-layout"), ("stele-quiet", "")):
        report = Diagnostics()
        compose(with_highlights((replace(wish, layout=unplaced(name)),)), resources(), report)
        assert not code or [d.code for d in report if d.severity == "error"] == [code]


def test_an_unknown_theme_or_theme_key_is_an_error() -> None:
    """A misspelt theme or override stops the build by its own code."""
    for document, code in (
        (replace(content(), theme="cinabar"), "unknown-theme"),
        (replace(content(), theme_settings=(("styles.boody.size", 9),)), "unknown-theme-key"),
    ):
        report = Diagnostics()
        assert compose(document, resources(), report) is None
        assert [d.code for d in report if d.severity == "error"] == [code]


def test_markup_in_a_body_becomes_marks_readings_and_links() -> None:
    """Dots are drawn, a reading is a Ruby element, a link a Link element; the tags themselves are not printed."""
    marked = (
        "坚持<点>立德树人</点>，<音 péi>培</音>育新人，见<链 https://example.org/>网上说明</链>。"
        + "推进教育改革" * 20
        + "。"
    )
    document = with_highlights((replace(article(1, 200, ("p03",), 5), body=(unplaced(marked),)),))
    paged = compose(document, resources(), Diagnostics())
    assert paged is not None
    printed = "".join(run.text for page in paged.pages for _, run in runs(page))
    assert "<" not in printed and "立德树人" in printed
    kinds = [tag.kind for tag in paged.structure]
    assert {"Ruby", "RB", "RT", "Link"} <= set(kinds)
    links = [p.item.target for page in paged.pages for p in page.items if isinstance(p.item, Link)]
    assert "https://example.org/" in links
    paragraph = next(t.parent for t in paged.structure if t.kind == "Ruby")
    children = [i for i, tag in enumerate(paged.structure) if tag.parent == paragraph]
    assert text_of(paged, children[0]) == "坚持立德树人，"
    report = Diagnostics()
    assert write_screen(paged, resources(), report) is not None, report.found


@pytest.mark.parametrize(("page_break", "parity"), [("left", 1), ("opening", 1), ("right", 0)])
def test_a_wished_page_break_is_honoured(page_break: str, parity: int) -> None:
    """`page-break:` decides the side an article begins on, whatever stands before it."""
    for before in range(1, 4):
        highlights = [article(i + 1, 200, ("p03",), i) for i in range(before)]
        wished = replace(article(9, 200, ("p05",), 9), page_break=unplaced(page_break))
        paged = compose(with_highlights((*highlights, wished)), resources(), Diagnostics())
        assert paged is not None
        begins = next(entry.page_index for entry in paged.outline if entry.title.startswith(wished.label.value))
        assert begins % 2 == parity


def test_a_wished_number_of_pages_is_honoured_or_refused() -> None:
    """`span: 2` takes two pages; a number that no layout has is an error that says which there are."""
    for count in (1, 2):
        wished = replace(article(1, 300, ("p03",), 3), page_span=count)
        paged = compose(with_highlights((wished,)), resources(), Diagnostics())
        assert paged is not None
        names = [page.layout for page in paged.pages]
        assert names[names.index(names[5]) :].count(names[5]) == count
    report = Diagnostics()
    assert compose(with_highlights((replace(wished, page_span=12),)), resources(), report) is None
    finding = next(d for d in report if d.code == "span-refused")
    assert "1" in str(dict(finding.values)["offers"])


def test_a_page_break_that_no_layout_can_have_is_refused() -> None:
    """A spread cannot begin on the right: the build says so on the wish's own line."""
    wished = replace(article(1, 400, ("p03",), 3), layout=unplaced("spread"), page_break=unplaced("right"))
    report = Diagnostics()
    assert compose(with_highlights((wished,)), resources(), report) is None
    assert [d.code for d in report if d.severity == "error"] == ["page-break-refused"]
