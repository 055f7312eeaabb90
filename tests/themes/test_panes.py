"""The light of a window: its slant by the hour, its panes, pictures graded under it, type that changes over in it."""

import math

import pytest

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.fonts import FontLibrary
from builder.geometry import Point, Rect
from builder.layout.crops import crop_part
from builder.layout.expressions import Expressions
from builder.layout.lettering import run_outline
from builder.layout.numerals import clock, watch
from builder.layout.ornaments.ornament import OrnamentError, OrnamentRequest
from builder.layout.ornaments.panes import panes, silhouette
from builder.layout.pages import Group, MoveTo, Path, Tone
from builder.layout.regions import on_page, region_of
from builder.layout.shapes import ink_box, subpaths
from builder.units import mm, pt
from builder.writers.renditions import tone_curve
from tests.themes.books import ROOT, book, items

LIGHT = Paint(Ink("light", Cmyk(0, 0, 1, 0), Rgb(1, 1, 0)))
SLANTS = (1.0592, 0.6115, 0.3531, 0.1639, 0, -0.1639, -0.3531, -0.6115, -1.0592, -2.2822)
"""What the formula gives for the ten hours at 37.7°, to four places: the specification's own table."""


def request(**parameters: object) -> OrnamentRequest:
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    return OrnamentRequest(size=0, inks={"mark": LIGHT}, text="", parameters=named)


def test_the_slant_is_a_sundials_hour_line() -> None:
    """k = −sin φ · tan 15°(t − 12), in the theme's own arithmetic."""
    sums = Expressions()
    for index, slant in enumerate(SLANTS):
        names = {"latitude": 37.7, "hour": 8.0 + index}
        assert sums.number("-sin(latitude) * tan(15 * (hour - 12))", names) == pytest.approx(slant, abs=6e-5)


def test_hours_in_words() -> None:
    """8:00 is 辰正 and 17:00 酉初; parts of an hour keep its name; noon and midnight turn over."""
    assert [clock(hour) for hour in (8, 12.5, 17)] == ["8:00", "12:30", "17:00"]
    assert [watch(hour) for hour in (8, 9, 12, 13, 17, 8.9, 23, 0)] == [
        "辰正", "巳初", "午正", "未初", "酉初", "辰正", "子初", "子正",
    ]  # fmt: skip


def test_panes_are_parallelograms_between_level_bars() -> None:
    """Two columns and two rows are four panes, each shifted by the slant from head to foot."""
    (path,) = panes(request(slant=0.5, across=100, down=50, columns=[-63, -3, 3, 63], rows=[0, 40, 46, 100]))
    assert isinstance(path, Path)
    outlines = list(subpaths(path))
    assert len(outlines) == 4
    first = ink_box(outlines[0], None)
    assert (first.y, first.bottom) == (0, mm(40))
    assert (first.x, first.right) == (mm(100 - 25 - 63), mm(100 - 5 - 3))


def test_odd_panes_are_refused_and_empty_ones_left_out() -> None:
    """Columns and rows come in pairs; a row whose foot lies over its head has no panes."""
    with pytest.raises(OrnamentError):
        panes(request(columns=[1, 2, 3], rows=[0, 10]))
    (path,) = panes(request(columns=[0, 10], head=0, foot=10, head_2=30, foot_2=20))
    assert isinstance(path, Path)
    assert len(list(subpaths(path))) == 1


def test_a_silhouette_is_its_boxes_and_polygons() -> None:
    """Every shape of the theme is one outline of one fill."""
    (path,) = silhouette(request(boxes=[[0, 0, 10, 5]], polygons=[[0, 0, 4, 0, 4, 9]]))
    assert isinstance(path, Path)
    assert [ink_box(outline, None) for outline in subpaths(path)] == [
        Rect(0, 0, mm(10), mm(5)),
        Rect(0, 0, mm(4), mm(9)),
    ]


def test_a_region_is_seen_from_its_page() -> None:
    """Outlines placed on an opening lie a page's width further left on its right page."""
    (path,) = panes(request(columns=[0, 10], rows=[0, 10]))
    region = region_of((path,), Point(mm(210), 0))
    assert ink_box(on_page(region, mm(210)).segments, None) == Rect(0, 0, mm(10), mm(10))


def test_type_changes_over_as_outlines() -> None:
    """The second copy holds no text: only filled outlines, clipped by the region, where the run stands."""
    page = next(page for page in book("light").pages if page.layout == "figures")
    groups = [item for _, item in items(page) if isinstance(item, Group) and item.clip]
    copies = [group for group in groups if len(group.items) > 3]
    assert copies
    for group in copies:
        assert all(isinstance(placed.item, Path) for placed in group.items)
        fills = [placed.item.fill for placed in group.items if isinstance(placed.item, Path)]
        assert {fill.ink.name for fill in fills if fill} == {"shade"}


def test_an_outline_is_as_wide_as_its_glyphs() -> None:
    """The outline of a run lies within the run's advance, its head no higher than an em."""
    from tests.writers.documents import run

    set_run = run("光影", face="sans-900", size=pt(40))
    path = run_outline(set_run, FontLibrary(ROOT / "fonts").face("sans-900"), LIGHT)
    box = ink_box(path.segments, None)
    assert 0 <= box.x < box.right <= set_run.advance
    assert -set_run.size < box.y < 0
    assert sum(isinstance(segment, MoveTo) for segment in path.segments) > 6


def test_grades_keep_black_and_white_in_order() -> None:
    """Shade darkens everything, light lifts it; both rise with the grey, and levels stretch what is there."""
    shade = Tone(0, 1, 1.3, 0.84, (0.4, 0.3, 0.3), (0, 0, 0, 0), (1, 1, 1))
    lit = Tone(0.05, 0.67, 0.56, 1, (0, 0, 0), (0, 0, 1, 0), (1, 0.92, 0))
    dark, light = tone_curve(shade, (20, 230)), tone_curve(lit, (20, 230))
    for curve in (dark, light):
        assert curve == sorted(curve)
    assert dark[230] == dark[255] == round(255 * 0.84)
    assert light[0] == light[20] == 0
    assert light[230] == 255
    assert all(one <= other for one, other in zip(dark[40:], light[40:], strict=True))


def test_part_of_a_picture_shows_part_of_its_crop() -> None:
    """The left half of a box shows the left half of the crop."""
    whole, half = Rect(0, 0, mm(200), mm(100)), Rect(0, 0, mm(100), mm(100))
    assert crop_part((0.2, 0.1, 0.8, 0.9), whole, half) == pytest.approx((0.2, 0.1, 0.5, 0.9))
    assert crop_part((0.2, 0.1, 0.8, 0.9), whole, whole) == (0.2, 0.1, 0.8, 0.9)


def test_the_light_of_each_highlight_slants_by_its_hour() -> None:
    """On the pages of highlight n every pane's edge runs k to the right per mm down."""
    paged = book("light")
    starts = [entry.page_index for entry in paged.outline if entry.title.startswith("亮点")]
    for index, start in zip(SLANTS, starts, strict=True):
        found = set()
        opening = (*items(paged.pages[start]), *items(paged.pages[start + 1]))
        for _, item in opening:
            region = item.clip if isinstance(item, Group) and item.clip else item
            if isinstance(region, Path) and (region is not item or (region.fill and region.fill.ink.name == "light")):
                for outline in subpaths(region):
                    corners = [s.to for s in outline if hasattr(s, "to")]
                    if len(corners) == 4 and corners[0].y == corners[1].y and corners[2].y > corners[1].y:
                        found.add(round((corners[2].x - corners[1].x) / (corners[2].y - corners[1].y), 3))
        assert any(math.isclose(k, index, abs_tol=2e-3) for k in found), (index, found)
