"""Charts: shapes that say what the numbers say, texts that never overlap, a table behind every picture."""

import math
import random
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.content.chart_rows import MOST_ROWS
from builder.content.counties import COUNTY_TILES, full_name
from builder.content.reading import read_document
from builder.diagnostics import Diagnostics
from builder.geometry import Point, Rect
from builder.layout.charts import CHARTS
from builder.layout.charts.counties import strengths
from builder.layout.charts.plot import Block, Plot, Row
from builder.layout.charts.ring import arc_segments
from builder.layout.charts.setting import crowded
from builder.layout.charts.trend import place_values
from builder.layout.composition import compose
from builder.layout.pages import Close, CurveTo, LineTo, MoveTo, PagedDocument, Tag
from builder.layout.pages import Path as Outline
from builder.layout.scope import Scope
from builder.layout.stage import PageDraft, Sheet, Stage
from builder.layout.structure import StructureBuilder
from builder.layout.theme import load_theme
from builder.resources import MemoryResources
from builder.source import NOWHERE, unplaced
from builder.text.glyphs import GlyphRun
from builder.text.paragraphs import Typesetter
from builder.units import mm, pt
from tests.content.projects import codes, fonts

BOOK = (Path(__file__).parent / "charts.yaml").read_text("utf-8")
INK = Paint(Ink("ink", Cmyk(0, 0, 0, 1), Rgb(0, 0, 0)))
SHARES = ("progress", "hundred")


def _block(chance: random.Random, widest: int, lines: int = 1, size: float = 10.5) -> Block:
    width = chance.randint(mm(3), max(mm(3), widest))
    return Block(width=width, lines=lines, leading=mm(6), size=pt(size))


def _plot(kind: str, seed: int, width: int = mm(180)) -> Plot:
    """A plot of random numbers and texts, as wide as their measures allow."""
    chance = random.Random(seed)
    count = chance.randint(1, MOST_ROWS[kind])
    names = chance.sample(list(COUNTY_TILES), count) if kind == "counties" else [str(n) for n in range(count)]
    measures = CHARTS[kind].measures(width, count)
    rows = []
    for name in names:
        number = Decimal(chance.randint(0, 10_000)) / (100 if kind in SHARES else chance.choice((1, 10, 1000)))
        last = (
            Decimal(chance.randint(0, 10_000)) if kind in ("bar", "cards", "table") and chance.random() < 0.5 else None
        )
        blocks = {
            part: _block(chance, min(measures[part], mm(20) if part != "label" else measures[part]), 1)
            for part in measures
            if part != "last" or last is not None
        }
        blocks["label"] = _block(chance, measures["label"], chance.randint(1, 2))
        for part in {"figure", "unit"} & set(blocks):
            blocks[part] = blocks[part]._replace(width=min(blocks[part].width, measures[part] // 3))
        rows.append(Row(name=name, number=number, last=last, is_share=kind in SHARES, blocks=blocks))
    heads = {part: _block(chance, mm(12)) for part in ("label", "value", "last")} if kind == "table" else {}
    inks = dict.fromkeys(("mark", "muted", "ground", "rule"), INK)
    return Plot(
        width=width,
        height=0,
        rows=tuple(rows),
        heads={part: head for part, head in heads.items() if any(part in row.blocks for row in rows)},
        inks=inks,
        series=(INK,) * 6,
        ramp=(INK,) * 3,
        weight=pt(0.34),
    )


@pytest.mark.parametrize("kind", CHARTS)
def test_texts_never_overlap_nor_leave_the_chart(kind: str) -> None:
    """Whatever the numbers and however long the names, at the least height and at the greatest, texts keep clear."""
    for seed in range(60):
        plot = _plot(kind, seed)
        for height in CHARTS[kind].height(plot):
            set_high = plot._replace(height=height)
            drawing = CHARTS[kind].draw(set_high)
            assert not crowded(set_high, drawing), (seed, height)
            placed = {(words.row, words.part) for words in drawing.words if words.row >= 0}
            assert placed == {(i, part) for i, row in enumerate(plot.rows) for part in row.blocks}


@pytest.mark.parametrize("kind", CHARTS)
def test_shapes_stay_in_the_chart(kind: str) -> None:
    """No outline leaves the box by more than half a line's width."""
    for seed in range(20):
        plot = _plot(kind, seed)
        plot = plot._replace(height=CHARTS[kind].height(plot)[1])
        area = Rect(0, 0, plot.width, plot.height).grown(pt(1))
        for path in CHARTS[kind].draw(plot).paths:
            for point in _ends(path):
                assert area.contains(Rect(point.x, point.y, 0, 0)), (seed, point)


def _ends(path: Outline) -> list[Point]:
    return [segment.to for segment in path.segments if not isinstance(segment, Close)]


def test_bars_are_as_long_as_their_numbers() -> None:
    """Bars of one chart stand to one another as their numbers do, to a hundredth of a millimetre."""
    plot = _plot("bar", 5)._replace(height=mm(120))
    lengths = []
    for path in CHARTS["bar"].draw(plot).paths[:-1]:
        points = _ends(path)
        lengths.append(max(p.x for p in points) - min(p.x for p in points))
    numbers = [number for row in plot.rows for number in (row.number, row.last) if number is not None]
    longest = max(lengths)
    for length, number in zip(lengths, numbers, strict=True):
        assert abs(length - longest * float(number / max(numbers))) < mm(0.01)


@pytest.mark.parametrize(("start", "end"), [(0, 0.25), (0.1, 0.9), (0.5, 1), (0, 1)])
def test_arcs_cover_their_share(start: float, end: float) -> None:
    """A piece of a ring covers its share of the ring's area, but for the ground between the pieces."""
    radius, thickness = mm(40), mm(15)
    segments = arc_segments(Point(0, 0), radius, thickness, (Decimal(str(start)), Decimal(str(end))))
    area = abs(_area(segments))
    whole = math.pi * (radius**2 - (radius - thickness) ** 2)
    assert area == pytest.approx(whole * (end - start), rel=0.02 if end - start < 1 else 0.002)


def _area(segments: tuple[object, ...]) -> float:
    """Of an outline, its curves taken in sixteen steps, holes the other way round."""
    area, at, first = 0.0, Point(0, 0), Point(0, 0)
    for segment in segments:
        steps: list[Point] = []
        if isinstance(segment, MoveTo):
            at = first = segment.to
        elif isinstance(segment, LineTo):
            steps = [segment.to]
        elif isinstance(segment, CurveTo):
            steps = [_bezier(at, segment, n / 16) for n in range(1, 17)]
        else:
            steps = [first]
        for to in steps:
            area += (at.x * to.y - to.x * at.y) / 2
            at = to
    return area


def _bezier(start: Point, curve: CurveTo, t: float) -> Point:
    u = 1 - t
    weights = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
    points = (start, curve.control1, curve.control2, curve.to)
    return Point(
        round(sum(w * p.x for w, p in zip(weights, points, strict=True))),
        round(sum(w * p.y for w, p in zip(weights, points, strict=True))),
    )


def test_values_of_a_trend_step_aside() -> None:
    """Even where twelve points stand close and zigzag, values keep clear of one another."""
    points = [Point(mm(8 + 14 * n), mm(40 + 18 * (n % 2))) for n in range(12)]
    blocks = [Block(width=mm(22), lines=1, leading=mm(6), size=pt(12))] * 12
    boxes = [
        Rect(x, y - block.rise, block.width, block.height)
        for (x, y), block in zip(place_values(points, blocks, Rect(0, 0, mm(180), mm(100))), blocks, strict=True)
    ]
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_the_map_has_the_eleven_counties() -> None:
    """Every county has a tile of its own beside a neighbour's; short names are understood; more is never lighter."""
    assert len(COUNTY_TILES) == len(set(COUNTY_TILES.values())) == 11
    for column, row in COUNTY_TILES.values():
        beside = {(column + 1, row), (column - 1, row), (column, row + 1), (column, row - 1)}
        assert beside & set(COUNTY_TILES.values())
    assert full_name("榆次") == "榆次区" and full_name("祁县") == "祁县" and full_name("太原") == ""
    plot = _plot("counties", 3)
    ranked = sorted(zip((row.number for row in plot.rows), strengths(plot), strict=True))
    assert [step for _, step in ranked] == sorted(step for _, step in ranked)


@cache
def _book() -> PagedDocument:
    resources, report = MemoryResources({"content/brochure.yaml": BOOK.encode()}, fonts()), Diagnostics()
    document = read_document("content", resources, report)
    assert document is not None, report.found
    paged = compose(document, resources, report)
    assert paged is not None, report.found
    return paged


def _children(tags: tuple[Tag, ...], parent: int) -> list[int]:
    return [index for index, tag in enumerate(tags) if tag.parent == parent]


def test_every_chart_has_words_and_a_table() -> None:
    """Each of the eight kinds is a section with a heading, a figure with alternative text, and a table of its rows."""
    tags = _book().structure
    figures = [index for index, tag in enumerate(tags) if tag.kind == "Figure"]
    assert len(figures) == 8
    for figure in figures:
        parent = tags[figure].parent
        assert parent is not None
        kinds = [tags[child].kind for child in _children(tags, parent) if tags[child].kind != "Caption"]
        assert kinds == ["H3", "Figure", "Table"]
        (table,) = [child for child in _children(tags, parent) if tags[child].kind == "Table"]
        rows = [_children(tags, row) for row in _children(tags, table)]
        assert all(tags[row[0]].kind == "TH" and len(row) >= 2 for row in rows)
        assert len(rows) >= 3
        assert tags[figure].alt.count("；") + 1 >= len(rows) - 1


def test_every_number_is_printed() -> None:
    """All numbers of all rows stand on the pages as text, this year's and last year's."""
    text = "".join(
        placed.item.text for page in _book().pages for placed in page.items if isinstance(placed.item, GlyphRun)
    )
    for number in ("6020", "5310", "9.667", "22所", "14所", "56.6%", "91.3%", "45.5%", "1,024", "1,011", "12.6万人"):
        assert number in text.replace(" ", ""), number


@pytest.mark.parametrize("page", ["wide", "phone"])
def test_charts_stand_on_every_page_format(page: str) -> None:
    """Laid out anew for other pages, all eight charts are there, clear of one another and within the page."""
    held = {"content/brochure.yaml": f"page-format: {page}\n{BOOK}".encode()}
    resources, report = MemoryResources(held, fonts()), Diagnostics()
    document = read_document("content", resources, report)
    assert document is not None, report.found
    paged = compose(document, resources, report)
    assert paged is not None, report.found
    printed = "".join(p.item.text for sheet in paged.pages for p in sheet.items if isinstance(p.item, GlyphRun))
    assert all(number in printed for number in ("6020", "63.8", "91.3%", "1,011", "12.6", "56.6"))
    assert sum(tag.kind == "Table" for tag in paged.structure) >= 8
    for sheet in paged.pages:
        for placed in sheet.items:
            if sheet.layout.startswith("charts") and isinstance(placed.item, GlyphRun):
                assert paged.safe_margin <= placed.at.x <= paged.trim.width - placed.item.advance


def test_a_theme_may_place_a_chart_anywhere() -> None:
    """A frame `chart: bar` with `shows: facts` draws the facts of its scope in its box."""
    resources, report = MemoryResources({"content/brochure.yaml": BOOK.encode()}, fonts()), Diagnostics()
    document = read_document("content", resources, report)
    assert document is not None
    theme = load_theme(document, resources, report)
    assert theme is not None
    stage = Stage(theme, Typesetter(resources.fonts, report), StructureBuilder("t", "zh", NOWHERE), report)
    facts = tuple(
        Scope(
            sources={
                "fact.label": (unplaced(name),),
                "fact.value": (unplaced(value),),
                "fact.amount": (unplaced(f"{value}个"),),
            },
            origin=NOWHERE,
        )
        for name, value in (("先进集体", "29"), ("先进个人", "150"))
    )
    page = PageDraft(layout="x")
    frame = {"chart": "bar", "shows": "facts", "box": [15, 100, 90, 40]}
    stage.place([frame], Scope(lists={"facts": facts}, origin=NOWHERE), Sheet(pages=(page,), section=0))
    assert report.found == []
    words = "".join(draft.item.text for draft in page.drafts if isinstance(draft.item, GlyphRun))
    assert words.replace(" ", "") == "先进集体29个先进个人150个"
    assert all(mm(15) <= draft.at.x <= mm(105) and mm(100) <= draft.at.y <= mm(140) for draft in page.drafts)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("value: 22, last: 14", "value: 二十二, last: 14", "chart-number"),
        ("value: 22, last: 14", "value: -22, last: 14", "chart-number"),
        ("value: 22, last: 14", "value: 22, last: 约14", "chart-number"),
        ("label: 祁县", "label: 祈县", "county-unknown"),
        ("label: 祁县", "label: 榆次", "county-twice"),
        ("value: 76}", "value: 176}", "chart-share"),
        ('进度\n      unit: "%"', "进度\n      unit: 个", "chart-share-unit"),
        ("title: 今年的几个数, facts", "title: 今年的几个数, facts-", "key-unknown"),
        ("kind: cards, title: 今年的几个数", "kind: bar, title: 今年的几个数", "chart-units"),
        ("facts: [a, b, c, d, e, f]", "facts: [a, b, c, d, e, f, g]", "fact-unknown"),
        ("kind: trend", "kind: trends", "value-choice"),
        (", facts: [a, b, c, d, e, f]}", "}", "chart-without-rows"),
        ("kind: bar\n", "kind: bar\n      facts: [a]\n", "chart-rows-twice"),
    ],
)
def test_wrong_charts_are_told(old: str, new: str, code: str) -> None:
    """Numbers that are none, unlike units, unknown counties and the rest are findings at their place."""
    assert old in BOOK
    told = [finding.split("@")[0] for finding in codes(BOOK.replace(old, new, 1))]
    assert code in told, told


def test_as_many_rows_as_can_be_drawn() -> None:
    """The limits that content is held to are those of the kinds."""
    assert {name: kind.most for name, kind in CHARTS.items()} == MOST_ROWS
