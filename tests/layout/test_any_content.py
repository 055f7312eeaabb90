"""Whatever a bureau may bring: the pages of generated contents, judged on the display list alone."""

import pathlib
import random
import tempfile
from dataclasses import replace
from functools import cache

import pytest
from PIL import Image

from builder.content.document import Document, Highlight, PictureEntry
from builder.diagnostics import Diagnostics
from builder.geometry import Rect
from builder.layout.composition import compose
from builder.layout.emptiness import MOST_BAND, MOST_HOLE, largest_hole, tallest_band
from builder.layout.pages import Artifact, Page, PagedDocument, Picture
from builder.resources import DiskResources
from builder.source import unplaced
from tests.layout.test_composition import ROOT, check_geometry, content, drawn_box, ink_box, resources, runs

SENTENCES = (
    "全市教育系统坚持立德树人，推进义务教育优质均衡发展。",
    "新建、改扩建学校12所，新增学位6020个，城区入学压力得到缓解；",
    "“双减”工作扎实推进，课后服务覆盖全部义务教育学校。",
    "职业教育对接产业，5所学校入驻职教港，在校生2.4万余名。",
    "教师队伍建设得到加强，城乡教师交流轮岗形成制度，乡村学校面貌焕然一新。",
)
TITLES = (
    "办学条件改善",
    "劳动课走进田间，四季农事写进课程",
    "义务教育优质均衡发展取得新突破，介休入选首批先行创建县行列",
    "“五育”并举全面发展，特色学校成批涌现",
)
SHAPES = (
    (3000, 2000),
    (2000, 3000),
    (2400, 2400),
    (3200, 1800),
    (1800, 3200),
    (4000, 1600),
    (1500, 3000),
    (2800, 2100),
)
MARGIN = 1 / 14


@cache
def disk() -> DiskResources:
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "images").mkdir()
    for number, size in enumerate(SHAPES):
        Image.new("RGB", size, "tan").save(folder / "images" / f"{number}.jpg")
    return DiskResources(folder, fonts=ROOT / "fonts")


def body(choose: random.Random, length: int) -> str:
    text = ""
    while len(text) < length:
        text += choose.choice(SENTENCES)
        if choose.random() < 0.08 and length - len(text) > 40:
            text += "\n"
    text = text[: length - 1].rstrip("\n，、；“")
    return text + ("”。" if text.count("“") > text.count("”") else "。")


def generated(seed: int) -> Document:
    """A book of 1 to 40 highlights of 50 to 1,500 characters with 0 to 8 pictures of any shape each."""
    choose = random.Random(seed)
    longest = choose.choice((90, 300, 700, 1500))
    most_pictures = choose.choice((0, 1, 3, 8))
    pictures: list[PictureEntry] = []
    highlights: list[Highlight] = []
    for number in range(1, 1 + choose.choice((1, 2, 3, 5, 8, 10, 13, 21, 40))):
        names = []
        for _ in range(choose.randint(0, most_pictures)):
            name, shape = f"p{len(pictures)}", choose.randrange(len(SHAPES))
            caption = unplaced(choose.choice(("校园一角。", "孩子们在田间收获，老师在一旁记录他们的发现。")))
            file = f"images/{shape}.jpg"
            entry = replace(content().picture("p01"), id=name, file=file, caption=caption, focus=None, keep=None)
            pictures.append(entry)
            names.append(name)
        text = body(choose, choose.randint(50, longest))
        highlights.append(
            replace(
                content().highlights[0],
                id=f"h{number}",
                label=unplaced(f"亮点{number}"),
                title=unplaced(choose.choice(TITLES)),
                body=tuple(unplaced(paragraph) for paragraph in text.split("\n")),
                pictures=tuple(names),
                facts=(),
            )
        )
    return replace(
        content(), highlights=tuple(highlights), pictures=tuple(pictures), gallery=None, figures=None, facts=()
    )


def things_on(page: Page) -> list[Rect]:
    """Where anything stands that a reader sees: text, pictures, drawings, panels; neither furniture nor ground."""
    things = [ink_box(placed, run) for placed, run in runs(page) if placed.role is not Artifact.PAGINATION]
    for placed in page.items[1:]:  # the first is the ground
        if isinstance(placed.item, Picture):
            things.append(Rect(placed.at.x, placed.at.y, placed.item.size.width, placed.item.size.height))
        elif box := drawn_box(placed, panels=True):
            things.append(box)
    return things


def check_filled(paged: PagedDocument) -> None:
    """No page but the deliberate ones has an empty band over a fifth of its height or a hole over a third of it."""
    margin = round(paged.trim.width * MARGIN)
    live = Rect(margin, margin, paged.trim.width - 2 * margin, paged.trim.height - 2 * margin)
    for number, page in enumerate(paged.pages):
        if page.is_bare or page.is_blank:
            continue
        things = things_on(page)
        band = tallest_band(things, paged.trim) / paged.trim.height
        hole = largest_hole(things, live) / (live.width * live.height)
        assert band <= MOST_BAND + 0.01, (number, page.layout, round(band, 3))
        assert hole <= MOST_HOLE + 0.01, (number, page.layout, round(hole, 3))


@cache
def composed(seed: int) -> PagedDocument:
    report = Diagnostics()
    paged = compose(generated(seed), disk(), report)
    assert paged is not None, [(d.code, d.values) for d in report]
    return paged


@pytest.mark.parametrize("seed", range(20))
def test_any_content_fills_its_pages_without_overlap(seed: int) -> None:
    """Generated books are whole: nothing overlaps, nothing overflows, no picture is lost, no page looks forgotten."""
    document, paged = generated(seed), composed(seed)
    assert len(paged.pages) % 4 == 0
    check_geometry(paged)
    placed = {p.item.name for page in paged.pages for p in page.items if isinstance(p.item, Picture)}
    assert placed == {picture.id for picture in document.pictures}
    check_filled(paged)
    assert sum(page.is_blank for page in paged.pages) <= 3


def test_contents_of_many_kinds_reach_many_layouts() -> None:
    """The generated books between them use at least twenty layouts of the theme, four designs of the contents too."""
    used = {page.layout for seed in range(20) for page in composed(seed).pages}
    assert len(used) >= 20
    assert len({name for name in used if name.startswith("contents-")}) >= 3


@pytest.mark.parametrize("share", [0.8, 1.2])
def test_the_edition_fits_with_a_fifth_more_or_less_text(share: float) -> None:
    """Every article of the 2022 edition may be a fifth longer or shorter: the book is still whole and filled."""
    highlights = []
    for highlight in content().highlights:
        text = highlight.body[-1].value
        wanted = round(len(text) * share)
        longer = (text + text)[: wanted - 1].rstrip("，、；。“（《") + "。"
        for opening, closing in ("“”", "（）", "《》"):
            longer = longer[:-1] + closing * (longer.count(opening) - longer.count(closing)) + "。"
        highlights.append(replace(highlight, body=(*highlight.body[:-1], unplaced(longer))))
    report = Diagnostics()
    paged = compose(replace(content(), highlights=tuple(highlights)), resources(), report)
    assert paged is not None, [(d.code, d.values) for d in report]
    check_geometry(paged)
    check_filled(paged)
