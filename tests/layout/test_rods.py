"""Numbers laid in counting rods."""

import pytest

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.layout.ornaments.ornament import OrnamentError, OrnamentRequest
from builder.layout.ornaments.rods import counting_board, places, rods
from builder.layout.pages import CurveTo, LineTo, MoveTo
from builder.units import Length, mm, pt

FIELD = mm(13.125)
INK = Paint(Ink("ink", Cmyk(0, 0, 0, 1), Rgb(0, 0, 0)))


def board(text: str, **parameters: object) -> tuple[object, ...]:
    request = OrnamentRequest(size=FIELD, inks={"mark": INK}, text=text, parameters=parameters)
    (path,) = counting_board(request)
    assert path.stroke is not None  # type: ignore[union-attr]
    assert path.stroke.width == pt(1.25)  # type: ignore[union-attr]
    return path.segments  # type: ignore[union-attr]


def worth(drawn: list[tuple[Length, Length, Length, Length]], level: bool) -> int:
    """What rods in a field are worth to a reader of 《孙子算经》: a rod across the others is five."""
    lying = [rod for rod in drawn if rod[1] == rod[3]]
    standing = [rod for rod in drawn if rod[0] == rod[2]]
    ones, fives = (lying, standing) if level else (standing, lying)
    return len(ones) + 5 * len(fives)


@pytest.mark.parametrize("level", [False, True])
def test_a_digit_is_worth_its_rods(level: bool) -> None:
    """One to nine rods read back as their digit, in either form, within the field, no two on one another."""
    for digit in range(1, 10):
        drawn = [(a.x, a.y, b.x, b.y) for a, b in rods(digit, FIELD, level=level)]
        assert worth(drawn, level) == digit
        assert len(set(drawn)) == len(drawn)
        assert all(0 <= part <= FIELD for rod in drawn for part in rod)


def test_side_by_side_rods_are_centred_a_fifth_apart() -> None:
    """Three upright rods: the full height of the field, a fifth of it apart, the second in the middle."""
    drawn = rods(3, FIELD, level=False)
    assert [start.x for start, _ in drawn] == [FIELD // 2 + k * FIELD // 5 for k in (-1, 0, 1)]
    assert all((start.y, end.y) == (0, FIELD) for start, end in drawn)


def test_forms_alternate_by_place() -> None:
    """Ones, hundreds and hundredths stand; tens, thousands, tenths and thousandths lie: 一纵十横，百立千僵."""
    segments = board("1111.111")
    pairs = list(zip(segments[::2], segments[1::2], strict=True))
    lies = [a.to.y == b.to.y for a, b in pairs if isinstance(a, MoveTo) and isinstance(b, LineTo)]
    assert lies == [True, False, True, False, True, False, True]


def test_places_stand_on_their_rows() -> None:
    """The ones of every number stand in the fourth row, so that one line is the decimal point of all."""
    for text, first in (("2.4", 3), ("437", 1), ("6020", 0), ("96.83", 2)):
        tops = [s.to.y for s in board(text) if isinstance(s, MoveTo)]
        assert mm(22.5) * first <= min(tops) < mm(22.5) * first + FIELD


def test_nought_is_a_ring_and_leading_places_stay_empty() -> None:
    """6020 has two rings; 0.5 has none and only its tenths; 0 itself is a ring."""
    assert sum(isinstance(s, CurveTo) for s in board("6020")) == 8
    assert [power for power, _ in places("0.5")] == [-1]
    assert places("0") == [(0, 0)]
    assert places("12,846") == [(4, 1), (3, 2), (2, 8), (1, 4), (0, 6)]


@pytest.mark.parametrize("text", ["12846", "1.2345", "两", "", "1.2万", "-3"])
def test_what_the_board_cannot_hold_is_refused(text: str) -> None:
    """Too many places, or no number at all, is an error the theme may let pass, never a wrong picture."""
    with pytest.raises(OrnamentError):
        board(text)
