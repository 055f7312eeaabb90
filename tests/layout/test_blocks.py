"""Lists and tables of a body: on the page of a theme, in a specimen, and in the structure tree."""

from dataclasses import replace
from pathlib import Path

from builder.building import open_project
from builder.diagnostics import Diagnostics
from builder.layout.blocks import block_roles, find_blocks
from builder.layout.composition import compose
from builder.layout.pages import Artifact, PagedDocument, Placed
from builder.layout.specimen import specimen
from builder.layout.structure import StructureBuilder
from builder.source import NOWHERE, SourceString, Span
from builder.text.glyphs import GlyphRun, WritingMode
from builder.units import pt

from .test_composition import content

TEXT = """# 工作安排

要抓好以下工作：

一、加强组织领导，明确责任分工。
（一）局长为第一责任人。
（二）校长亲自部署。
二、强化督导检查。

| 县区 | 学校数 |
|---|---|
""" + "\n".join(f"| 第{n}区 | {n * 7} |" for n in range(1, 60))


def texts(*values: str) -> tuple[SourceString, ...]:
    return tuple(SourceString(v, Span("a.txt", n, 1, n, 99), ((0, n, 1),)) for n, v in enumerate(values, 1))


def set_specimen(text: str) -> PagedDocument:
    report = Diagnostics()
    resources = open_project(Path(__file__).parents[2], report)
    assert resources
    pages = specimen(
        text,
        file="a.txt",
        measure_ems=24,
        size=pt(10.5),
        leading=pt(18),
        columns=1,
        fonts=resources.fonts,
        report=report,
        lists=True,
    )
    assert not list(report)
    return pages


def test_l1_specimens_tag_lists_and_tables() -> None:
    """L holds LI, LI holds Lbl and LBody; an inner list stands in the body of its item; a table has TR, TH, TD."""
    pages = set_specimen(TEXT)
    tags = pages.structure
    parents = {(tag.kind, tags[tag.parent].kind if tag.parent is not None else "") for tag in tags}
    assert {("L", "Document"), ("L", "LBody"), ("LI", "L"), ("Lbl", "LI"), ("LBody", "LI")} <= parents
    assert {("Table", "Document"), ("TR", "Table"), ("TH", "TR"), ("TD", "TR")} <= parents
    roles = {placed.role for page in pages.pages for placed in page.items if isinstance(placed.item, GlyphRun)}
    assert all(tags[role].kind in {"H1", "P", "Lbl", "TH", "TD"} for role in roles if not isinstance(role, Artifact))


def test_a_table_that_goes_on_has_its_head_again() -> None:
    """On every page after the first that it takes; the head that comes again is no part of the structure."""
    pages = set_specimen(TEXT)
    assert len(pages.pages) > 1
    for number, page in enumerate(pages.pages):
        heads = [p for p in page.items if isinstance(p.item, GlyphRun) and p.item.text == "县区"]
        assert len(heads) == 1
        assert isinstance(heads[0].role, Artifact) == (number > 0)


def test_l1_bodies_of_a_theme_give_lists_and_tables_their_elements() -> None:
    """Paragraphs, items and rows come in the order of the text; no element is left without text or children."""
    rows = texts(
        "正文在前。", "一、甲甲", "1. 乙乙", "2. 丙丙", "二、丁丁", "| 戊 | 己 |", "|--|--|", "| 庚 | 3 |", "在后。"
    )
    blocks = find_blocks(rows, WritingMode.HORIZONTAL)
    assert blocks
    builder = StructureBuilder("书", "zh-CN", NOWHERE)
    roles, runs = block_roles(builder, 0, blocks, rows, ("body",))
    tags, places = builder.finish()
    assert [tag.kind for tag in tags if tag.parent == 0] == ["P", "L", "Table", "P"]
    assert [tag.kind for tag in tags].count("LI") == 4
    assert tags[places[runs[1, "Lbl"]]].kind == "Lbl"
    assert tags[places[runs[5, "TD0"]]].kind == "TH"
    assert tags[places[runs[7, "TD1"]]].kind == "TD"
    held = {tag.parent for tag in tags} | {places[role] for role in (*roles, *runs.values()) if isinstance(role, int)}
    assert set(range(len(tags))) == held - {None} | {0}


def test_vertical_text_has_lists_and_no_tables() -> None:
    """Rows typed in vertical text stay text."""
    rows = texts("| 戊 | 己 |", "| 庚 | 3 |")
    assert find_blocks(rows, WritingMode.HORIZONTAL)
    assert find_blocks(rows, WritingMode.VERTICAL) is None


def test_l1_a_book_sets_the_lists_and_tables_of_its_bodies() -> None:
    """In the theme's own frames: a highlight's body with items and rows gives L and Table in its section."""
    report = Diagnostics()
    resources = open_project(Path(__file__).parents[2], report)
    assert resources
    book = content()
    rows = ("要抓好以下工作：", "一、加强组织领导。", "二、强化督导检查。", "| 县区 | 数 |", "|--|--|", "| 榆次 | 3 |")
    body = tuple(replace(book.highlights[0].body[0], value=row, marks=()) for row in rows)
    changed = replace(book, highlights=(replace(book.highlights[0], body=body, facts=()), *book.highlights[1:]))
    pages = compose(changed, resources, report)
    assert pages, report.found
    kinds = [tag.kind for tag in pages.structure]
    assert kinds.count("LI") == kinds.count("Lbl") == 2
    assert kinds.count("TR") == 2
    labels = {placed.item.text for page in pages.pages for placed in page.items if _is_of(pages, placed, "Lbl")}
    assert labels == {"一、", "二、"}


def _is_of(pages: PagedDocument, placed: Placed, kind: str) -> bool:
    is_text = isinstance(placed.item, GlyphRun) and not isinstance(placed.role, Artifact)
    return is_text and pages.structure[placed.role].kind == kind
