"""Frames by themselves: vertical lines, repeated things, notes over their figures, lines over the fold."""

import pathlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from builder.diagnostics import Diagnostics
from builder.geometry import Point
from builder.layout.notes import find_figure
from builder.layout.pages import Link, Path
from builder.layout.scope import Scope
from builder.layout.shapes import cut_between
from builder.layout.stage import PageDraft, Sheet, Stage
from builder.layout.structure import StructureBuilder
from builder.layout.theme import Theme, load_theme
from builder.resources import DiskResources
from builder.source import NOWHERE, unplaced
from builder.text.glyphs import GlyphRun
from builder.text.paragraphs import Typesetter
from builder.units import Length, mm
from tests.content.projects import BOOK, read

ROOT = pathlib.Path(__file__).resolve().parents[2]
EM = 3.75
BODY = "新增公办学位6020个，投资1.38亿元，预计明年投入使用，满足适龄孩子的需求，惠及全市各县。"


@cache
def resources() -> DiskResources:
    return DiskResources(ROOT)


def theme(binding: str = "left") -> Theme:
    """A theme with a vertical body of 3.75 mm on a pitch of 8.75."""
    body = {"face": "serif-400", "size": 10.6299, "leading": 8.75, "ink": "black", "align": "justify"}
    document, found = read(BOOK)
    assert document is not None, found
    settings = (("binding", binding), ("styles.body", {**body, "mode": "vertical"}))
    loaded = load_theme(replace(document, theme_settings=settings), resources(), Diagnostics())
    assert loaded is not None
    return loaded


def fact(value: str, unit: str) -> Scope:
    parts = {"fact.value": (unplaced(value),), "fact.unit": (unplaced(unit),)}
    return Scope(sources=parts, origin=NOWHERE)


def placed(
    frames: list[dict[str, Any]], *, pages: int = 1, binding: str = "left", texts: Mapping[str, Any] | None = None
) -> tuple[list[PageDraft], Scope]:
    """The pages after placing `frames`, and the scope that came out."""
    report = Diagnostics()
    stage = Stage(theme(binding), Typesetter(resources().fonts, report), StructureBuilder("", "zh", NOWHERE), report)
    scope = Scope(
        sources={"body": (unplaced(BODY),), "title": (unplaced("数说"),)},
        lists={"facts": (fact("1.38", "亿元"), fact("38", "亿元"), fact("6020", "个"), fact("7", "个"))},
        target="h01",
        origin=NOWHERE,
    )
    for name, spec in (texts or {}).items():
        scope = scope.with_text(name, stage.set_text(spec, scope))
    drafts = [PageDraft(layout="") for _ in range(pages)]
    scope = stage.place(frames, scope, Sheet(pages=tuple(drafts), section=0))
    assert not report.has_errors, report.found
    return drafts, scope


def places(page: PageDraft) -> list[Point]:
    return [draft.at for draft in page.drafts if isinstance(draft.item, GlyphRun) and not draft.item.turned]


TEXT = {"body": {"from": "body", "style": "body", "width": 45}}


def test_vertical_lines_run_from_right_to_left() -> None:
    """The first line stands on `x`, each next one a leading to its left, all hanging from `y`."""
    (page,), scope = placed([{"text": "body", "x": 188.125, "y": 172.5}], texts=TEXT)
    axes = list(dict.fromkeys(at.x for at in places(page)))
    assert axes == [mm(188.125) - index * mm(8.75) for index in range(len(axes))]
    assert min(at.y for at in places(page)) == mm(172.5)
    assert scope.numbers["body.first"] == 188.125
    assert scope.numbers["body.last"] == 188.125 - 8.75 * (len(axes) - 1)
    assert scope.numbers["body.measure"] == 45
    ((block, _),) = page.blocks
    assert (block.right, block.y) == (mm(188.125) + mm(EM) // 2, mm(172.5))


def test_vertical_lines_end_where_they_are_told_and_the_last_may_be_named() -> None:
    """`align: end` puts the feet on `y`; `last` puts the last line on an axis."""
    frame = {"text": {"from": "title", "style": "body"}, "name": "t", "last": 100, "y": 200, "align": "end"}
    (page,), scope = placed([frame])
    (at,) = places(page)
    assert at == Point(mm(100), mm(200) - 2 * mm(EM))
    assert scope.numbers["t.first"] == 100


def test_vertical_lines_go_on_in_lower_tiers() -> None:
    """With `columns` and `rows` the text fills a tier and goes on under it, from the right again."""
    frame = {"text": "body", "x": 188.125, "columns": [30, 100], "rows": 2}
    (page,), _ = placed([frame], texts=TEXT)
    heads = {at.y: at.x for at in reversed(places(page)) if at.y in (mm(30), mm(100))}
    assert heads == {mm(30): mm(188.125), mm(100): mm(188.125)}
    assert [(block.x < mm(188.125) < block.right, block.y) for block, _ in page.blocks] == [
        (True, mm(30)),
        (True, mm(100)),
    ]


def test_the_link_of_a_vertical_text_covers_it() -> None:
    """The area that can be clicked is as wide as the lines and as deep as the longest."""
    frame = {"text": {"from": "title", "style": "body"}, "x": 100, "y": 30, "tag": "TOCI", "link": True}
    (page,), _ = placed([frame])
    (link,) = [draft for draft in page.drafts if isinstance(draft.item, Link)]
    assert isinstance(link.item, Link)
    assert (link.at, link.item.size.height) == (Point(mm(100) - mm(EM) // 2, mm(30)), 2 * mm(EM))


def test_of_several_widths_the_first_that_keeps_the_lines_is_taken() -> None:
    """`lines` asks for the shortest columns of which there are few enough; the last width stands for want of one."""
    for most, wanted in ((4, 45), (2, 90), (1, 90)):
        texts = {"body": {"from": "body", "style": "body", "widths": [30, 45, 90], "lines": most}}
        _, scope = placed([], texts=texts)
        assert scope.numbers["body.measure"] == wanted


def test_things_may_be_placed_a_number_of_times() -> None:
    """`times` counts `i` from 0; `when` inside may leave one out."""
    rule = {"rules": [["10 * i", 0, "10 * i", 5]], "weight": 0.25, "ink": "black", "when": "i != 1"}
    (page,), _ = placed([{"times": "1 + 3", "frames": [rule]}])
    assert [draft.at.x for draft in page.drafts] == [0, mm(20), mm(30)]


NOTE = {
    "notes": "facts",
    "in": "body",
    "let": {"axis": "188.125 - 8.75 * line"},
    "frames": [{"text": {"reading": "注", "style": "body"}, "x": "axis", "y": 20}],
}


def test_a_note_stands_over_the_line_that_holds_its_figure() -> None:
    """Figures are found after setting, whole numbers only, in the author's order; those not in the text have none."""
    (page,), scope = placed([NOTE], texts=TEXT)
    lines = [ln.text for _, ln in scope.texts["body"].lines]
    wanted = [next(i for i, ln in enumerate(lines) if figure in ln) for figure in ("1.38亿元", "6020个")]
    assert [at.x for at in places(page)] == [mm(188.125) - mm(8.75) * line for line in wanted]


def test_notes_keep_apart_and_keep_their_condition() -> None:
    """Notes too near to an earlier one, those that fail `keep`, and those beyond `most` are left out."""
    for more in ({"apart": 9}, {"keep": "line == 0"}, {"most": 1}):
        (page,), _ = placed([{**NOTE, **more}], texts=TEXT)
        assert len(places(page)) == 1, more


def test_a_figure_is_a_number_of_its_own() -> None:
    """38亿元 does not stand in 1.38亿元, nor 20个 in 6020个; an empty figure stands nowhere."""
    assert find_figure("38亿元", "投资1.38亿元，另38亿元") == 10
    assert find_figure("20个", "6020个") is None
    assert find_figure("", "6020个") is None


def test_lines_over_the_fold_go_on_on_the_other_page() -> None:
    """In spread coordinates a line is cut at the fold, each part reaching into the bleed; binding swaps the pages."""
    frames = [{"rules": [[100, 120, 423, 120], [30, 0, 30, 9]], "weight": 0.75, "ink": "black"}]
    for binding, left in (("left", 0), ("right", 1)):
        pages, _ = placed(frames, pages=2, binding=binding)
        found = [[(draft.at.x, _length(draft.item)) for draft in page.drafts] for page in pages]
        assert found[left] == [(mm(100), mm(113)), (mm(30), 0)]
        assert found[1 - left] == [(mm(-3), mm(216))]


def _length(item: object) -> Length:
    assert isinstance(item, Path)
    return item.segments[-1].to.x  # type: ignore[union-attr]


def test_a_cut_line_keeps_its_slope() -> None:
    """A slanting line is cut where it meets the edge; one that lies outside is gone."""
    slant = (Point(0, 0), Point(100, 50))
    assert cut_between(slant, (20, 60)) == (Point(20, 10), Point(60, 30))
    assert cut_between(slant, (120, 160)) is None
