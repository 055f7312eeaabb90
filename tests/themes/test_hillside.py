"""Terraces, furrows, seeds and cells: the rest of what 青禾 is drawn with."""

import pytest

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.geometry import Point, Rect
from builder.layout.cutting import bled_straight, cut_to
from builder.layout.ornaments.cells import copybook_cells
from builder.layout.ornaments.furrows import furrow, seed_row
from builder.layout.ornaments.ornament import OrnamentError, OrnamentRequest
from builder.layout.ornaments.parameters import Parameters
from builder.layout.ornaments.terraces import step_places, terraces
from builder.layout.pages import Group, MoveTo, Path
from builder.layout.shapes import dots, ink_box, polygon, rectangle, subpaths
from builder.units import Length, mm

INKS = {name: Paint(Ink(name, Cmyk(0, 0, 1, 0), Rgb(1, 1, 0))) for name in ("mark", "line", "ripe", "unripe")}


def request(text: str = "", size: Length = 0, **parameters: object) -> OrnamentRequest:
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    return OrnamentRequest(size=size, inks=INKS, text=text, parameters=named)


def starts(path: object) -> list[Point]:
    assert isinstance(path, Path)
    return [segment.to for segment in path.segments if isinstance(segment, MoveTo)]


def test_levels_begin_where_the_formula_says() -> None:
    """Level j begins at 42(j − 1) and stands 6j high; the newest no further left than its page."""
    assert step_places(Parameters({"number": 4, "every": 42})) == ((0, 6), (42, 12), (84, 18), (126, 24))
    assert step_places(Parameters({"number": 3, "every": 42, "last-from": 210}))[-1] == (210, 18)
    assert step_places(Parameters({"number": 3, "every": 42, "last-from": 210, "page-left": 210}))[-1] == (207, 18)


def test_a_level_without_a_place_is_refused() -> None:
    """More levels than jogs are an error, not a level left out."""
    with pytest.raises(OrnamentError, match="4"):
        terraces(request(number=4, jogs=[10, 20]))


def test_every_older_level_runs_on_as_a_line() -> None:
    """k levels have k − 1 lines, each from its jog to past the right edge."""
    ground, lines = terraces(request(number=5, every=42, run=420, bleed=3))
    assert starts(lines) == [Point(mm(42 * j), -mm(6 * j)) for j in range(1, 5)]
    assert isinstance(ground, Path)
    assert ink_box(ground.segments, None) == Rect(-mm(3), -mm(30), mm(426), mm(33))
    assert len(terraces(request(number=1, every=42))) == 1


def test_a_furrow_has_a_hundred_grains_ripe_up_to_its_value() -> None:
    """56.6: 56 full, one between the sizes, 43 small; together as wide as asked."""
    drawing = furrow(request("56.6", size=mm(180)))
    counts = [len(starts(path)) for path in drawing]
    assert counts == [56, 1, 43]
    widths = [path.stroke.width for path in drawing if isinstance(path, Path) and path.stroke]
    assert widths[0] > widths[1] > widths[2]
    boxes = [ink_box(path.segments, path.stroke) for path in drawing if isinstance(path, Path)]
    assert min(box.x for box in boxes) == pytest.approx(0, abs=40)
    assert max(box.right for box in furrow_boxes("100")) == pytest.approx(mm(180), abs=40)


def furrow_boxes(value: str) -> list[Rect]:
    drawing = furrow(request(value, size=mm(180)))
    return [ink_box(path.segments, path.stroke) for path in drawing if isinstance(path, Path)]


def test_a_furrow_of_more_than_all_is_refused() -> None:
    """A percentage lies between 0 and 100."""
    for value in ("101", "-1", "many"):
        with pytest.raises(OrnamentError):
            furrow(request(value, size=mm(180)))


def test_seeds_stand_a_pitch_apart() -> None:
    """Ten seeds on 180 mm: centres at 9, 27 … 171."""
    (path,) = seed_row(request(size=mm(180), grains=10, diameter=11.2))
    assert [point.x + 20 for point in starts(path)] == [mm(9 + 18 * j) for j in range(10)]


def test_cells_share_their_sides() -> None:
    """A word of three characters has three squares, and three crosses that begin in their middles."""
    drawing = copybook_cells(request("亮点一", size=mm(10.5), line=0.2))
    assert len(drawing) == 6
    assert starts(drawing[5])[0] == Point(2 * mm(10.5) + mm(10.5) // 2, mm(10.5) // 2)


def test_art_is_cut_to_its_page() -> None:
    """What lies outside is left out, what reaches over the edge is clipped, what lies inside is untouched."""
    window = Rect(0, 0, mm(100), mm(100))
    inside = dots([Point(mm(50), mm(50))], mm(4), INKS["mark"])
    outside = dots([Point(mm(150), mm(50))], mm(4), INKS["mark"])
    over = rectangle((mm(90), 0, mm(20), mm(10)), INKS["mark"])
    assert cut_to((inside,), window) == (inside,)
    assert cut_to((inside, outside), window) == (inside,)
    (group,) = cut_to((inside, outside, over), window)
    assert isinstance(group, Group)
    assert group.clip is not None
    assert ink_box(group.clip.segments, None) == window
    assert [placed.item for placed in group.items] == [inside, over]


def test_slanting_art_bleeds_at_right_angles() -> None:
    """A slanting band is cut at the trim and carried on straight: as wide in the bleed as where it meets the trim."""
    corners = (Point(mm(20), mm(-10)), Point(mm(40), mm(-10)), Point(mm(60), mm(110)), Point(mm(40), mm(110)))
    band = Path(segments=polygon(corners), fill=INKS["mark"])
    shown = [ink_box(outline, None) for outline in subpaths(bled_straight(band, Rect(0, 0, mm(100), mm(100)), mm(3)))]
    inside, *beyond = shown
    assert (inside.y, inside.bottom) == (0, mm(100))
    assert sorted((box.y, box.bottom) for box in beyond) == [(-mm(3), 0), (mm(100), mm(103))]
    assert all(box.width == mm(20) for box in beyond)
    corner = Path(segments=polygon((Point(-9, -9), Point(mm(9), -9), Point(mm(9), mm(9)), Point(-9, mm(9)))), fill=None)
    boxes = [ink_box(o, None) for o in subpaths(bled_straight(corner, Rect(0, 0, mm(100), mm(100)), mm(3)))]
    assert min(box.x for box in boxes) == min(box.y for box in boxes) == -mm(3)
    assert any(box.x == box.y == -mm(3) for box in boxes)
