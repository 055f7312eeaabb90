"""Seals and hundred squares count what they show."""

import pytest

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.geometry import Point, Rect
from builder.layout.numerals import han_digits, han_number
from builder.layout.ornaments.hundred import hundred_squares
from builder.layout.ornaments.ornament import Drawing, OrnamentError, OrnamentRequest
from builder.layout.ornaments.seals import numeral_seal, seal_slice, year_seal
from builder.layout.pages import CurveTo, Group, LineTo, MoveTo, Path
from builder.units import Length, mm

RED = Paint(Ink("red", Cmyk(0, 1, 1, 0), Rgb(1, 0, 0)))
IVORY = Paint(Ink("ivory", Cmyk(0, 0, 0.1, 0), Rgb(1, 1, 0.9)))
NUMERALS = {
    "一": [[0, 7.5, 18, 3]],
    "二": [[2.5, 3, 13, 3], [0, 12, 18, 3]],
    "十": [[0, 7.5, 18, 3], [7.5, 0, 3, 18]],
    "〇": [{"ring": [9, 9, 7.5, 3]}],
}


def request(size: Length, text: str, **parameters: object) -> OrnamentRequest:
    return OrnamentRequest(
        size=size, inks={"mark": RED, "ground": IVORY}, text=text, parameters={"numerals": NUMERALS, **parameters}
    )


def bounds(path: Path) -> Rect:
    points = [s.to for s in path.segments if isinstance(s, (MoveTo, LineTo, CurveTo))]
    left, top = min(p.x for p in points), min(p.y for p in points)
    return Rect(left, top, max(p.x for p in points) - left, max(p.y for p in points) - top)


def paths(drawing: Drawing) -> list[Path]:
    return [item for item in drawing if isinstance(item, Path)]


def test_odd_numerals_are_raised_and_even_ones_cut() -> None:
    """The last path is the numeral: in the seal's ink where it is odd, in the ground's where it is even."""
    assert paths(numeral_seal(request(mm(45), "一", number=1)))[-1].fill == RED
    assert paths(numeral_seal(request(mm(45), "二", number=2)))[-1].fill == IVORY


def test_small_seals_are_always_cut() -> None:
    """Under 10 mm the raised form would fill in."""
    assert paths(numeral_seal(request(mm(7.5), "一", number=1)))[-1].fill == IVORY


def test_a_seal_fills_its_square_and_nothing_more() -> None:
    """All outlines of a seal of any form lie within its side."""
    for form in ("auto", "carved"):
        for text, number in (("一", 1), ("二", 2), ("十一", 11)):
            for path in paths(numeral_seal(request(mm(60), text, number=number, form=form))):
                box = bounds(path)
                assert Rect(0, 0, mm(60), mm(60)).contains(box), (text, form)


def test_bars_stand_where_the_theme_puts_them() -> None:
    """一: one bar of 18 × 3 units in a field 3 units inside the edge."""
    unit = mm(24) // 24
    glyph = paths(numeral_seal(request(mm(24), "一", number=1)))[-1]
    assert bounds(glyph) == Rect(3 * unit, round(10.5 * unit), 18 * unit, 3 * unit)


def test_unknown_numeral_is_refused() -> None:
    """A numeral without bars is an error that names it."""
    with pytest.raises(OrnamentError, match="三"):
        numeral_seal(request(mm(45), "三", number=3))


def test_year_seal_has_four_cells_and_slices_assemble_it() -> None:
    """The slices' windows lie side by side and together are as wide as the seal."""
    assert len(year_seal(request(mm(60), "二〇二二"))) == 3 + 4
    width = 0
    for index in range(12):
        (group,) = seal_slice(request(mm(60), "二〇二二", index=index, count=12, bleed=3))
        assert isinstance(group, Group)
        assert group.clip is not None
        assert group.items[0].at == Point(-width, 0)
        width += bounds(group.clip).width - mm(3)
    assert width == mm(60)


@pytest.mark.parametrize(
    ("value", "solid", "rest"), [("96.83", 97, 4), ("56.6", 57, 44), ("100", 100, 0), ("0", 0, 100)]
)
def test_hundred_squares_count_the_percentage(value: str, solid: int, rest: int) -> None:
    """floor(v) squares are solid, one more in part; the others keep an outline."""
    found = paths(hundred_squares(request(mm(60), value)))
    filled = sum(1 for path in found if path.fill for s in path.segments if isinstance(s, MoveTo))
    outlined = sum(1 for path in found if path.stroke for s in path.segments if isinstance(s, MoveTo))
    assert (filled, outlined) == (solid, rest)
    area = sum(b.width * b.height for b in _boxes(found))
    square = mm(60) * 0.085
    assert area / square**2 == pytest.approx(float(value), abs=0.02)


def _boxes(found: list[Path]) -> list[Rect]:
    boxes = []
    for path in found:
        if path.fill:
            points = [s.to for s in path.segments if isinstance(s, (MoveTo, LineTo))]
            for i in range(0, len(points), 4):
                xs, ys = [p.x for p in points[i : i + 4]], [p.y for p in points[i : i + 4]]
                boxes.append(Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
    return boxes


def test_percentages_outside_their_range_are_refused() -> None:
    """Nothing but 0 to 100 can be shown in a hundred squares."""
    for value in ("101", "-1", "many"):
        with pytest.raises(OrnamentError):
            hundred_squares(request(mm(60), value))


def test_han_numerals() -> None:
    """Numbers and years as labels write them."""
    assert [han_number(n) for n in (0, 7, 10, 11, 20, 21, 99, 100)] == [
        "〇",
        "七",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
        "一〇〇",
    ]
    assert han_digits(2022) == "二〇二二"
