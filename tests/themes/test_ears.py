"""Ears of millet: as many grains as characters, in sections, ripe by count, bowed by angle."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.geometry import Point
from builder.layout.ornaments.ears import (
    Curve,
    Outline,
    Ripeness,
    count_characters,
    count_sentences,
    ear,
    ear_grains,
    ear_rows,
    share_out,
)
from builder.layout.ornaments.ornament import OrnamentError, OrnamentRequest
from builder.layout.pages import LineTo, MoveTo, Path
from builder.units import mm

INKS = {name: Paint(Ink(name, Cmyk(0, 0, 1, 0), Rgb(1, 1, 0))) for name in ("ripe", "unripe", "stem")}


def request(*parts: str, **parameters: object) -> OrnamentRequest:
    named = {name.replace("_", "-"): value for name, value in parameters.items()}
    return OrnamentRequest(size=0, inks=INKS, text="".join(parts), parts=parts, parameters=named)


def drawn(path: Path) -> int:
    return sum(isinstance(segment, MoveTo) for segment in path.segments)


def test_letters_digits_and_han_count_and_nothing_else() -> None:
    """Marks, spaces and signs are no grains; every figure of a number is one."""
    assert count_characters("投资1.38亿元, “PISA” 达96%。") == 5 + 2 + 4 + 1 + 2 - 0


def test_each_sentence_is_a_section() -> None:
    """A text is split at 。！？, paragraph by paragraph; stretches without a character are none."""
    assert count_sentences(("一二三。四五！", "六？”七八")) == (3, 2, 1, 2)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=12), st.sampled_from([4.0, 7.0, 9.0, 10.0, 12.0, 20.0]))
def test_rows_hold_every_grain(sections: list[int], width: float) -> None:
    """Whatever the sections, the rows hold just so many grains, none is empty, and no two share a place."""
    rows = ear_rows(sections, Outline(width=width))
    assert sum(row.grains for row in rows) == sum(sections)
    assert all(row.grains > 0 for row in rows)
    assert rows[0].position == 0
    assert all(after.position - before.position >= 1 - 1e-9 for before, after in pairwise(rows))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5000), st.lists(st.integers(0, 900), min_size=1, max_size=40).filter(any))
def test_shares_sum_to_the_whole(total: int, weights: list[int]) -> None:
    """Largest remainder loses nothing, and no share is a whole grain off its proportion."""
    shares = share_out(total, weights)
    assert sum(shares) == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(share - wanted) < 1 for share, wanted in zip(shares, exact, strict=True))


def test_a_section_ends_in_a_gap() -> None:
    """The first row of a new sentence stands 0.35 row pitches further off than any other."""
    rows = ear_rows((60, 60), Outline(width=9))
    steps = [after.position - before.position for before, after in pairwise(rows)]
    assert sum(step > 1.16 for step in steps) == 1


def curve(turn: float) -> Curve:
    return Curve(pitch=4.5, stem=12, heading=0, turn=math.radians(turn), length=100)


def test_the_axis_bows_by_its_angle() -> None:
    """Over the ear's length the direction of the axis turns by the whole angle, the stem's end being upright."""
    for turn in (50.0, 110.0, 185.0):
        bowed = curve(turn)
        left, right = bowed.grain(100, -1), bowed.grain(100, 1)
        assert math.degrees(math.atan2(right[1] - left[1], right[0] - left[0])) == pytest.approx(
            turn if turn <= 180 else turn - 360
        )
        assert bowed.grain(0, 0) == pytest.approx((0, -12))


def test_ripe_grains_run_in_stripes() -> None:
    """Grain i is ripe if i mod n is less than k."""
    rows = ear_rows((90, 37), Outline(width=9))
    grains = list(ear_grains(rows, curve(65), Ripeness(ripe=3, of=10)))
    assert [grain.ripe for grain in grains] == [i % 10 < 3 for i in range(127)]


def test_no_two_grains_touch() -> None:
    """Even inside the bow, where rows crowd, ripe grains keep clear of one another."""
    rows = ear_rows((210, 180), Outline(width=9))
    bowed = replace(curve(185), length=(rows[-1].position + 1) * 4.5 * math.sqrt(3) / 2)
    grains = list(ear_grains(rows, bowed, Ripeness(ripe=1, of=1)))
    for index, one in enumerate(grains):
        for other in grains[index + 1 :]:
            assert math.dist((one.x, one.y), (other.x, other.y)) >= (one.diameter + other.diameter) / 2 - 1e-9


def test_grains_drawn_are_characters_counted() -> None:
    """The drawing has a dot for every character of its parts, and one stem."""
    text = "全市加快推进教育现代化。对29个先进集体进行了表彰！"
    stem, *grains = ear(request(text, ripe=3, of=10, bend=80, stem=12))
    assert isinstance(stem, Path)
    assert stem.segments[0] == MoveTo(Point(0, 0))
    assert sum(drawn(path) for path in grains if isinstance(path, Path)) == count_characters(text)


def test_a_number_is_shared_out_among_the_parts() -> None:
    """With a number and parts, the number is drawn, whatever the parts' own lengths."""
    (*grains,) = ear(request("一二三四五", "六七八", grains=2022, width=20, radius=131))
    assert sum(drawn(path) for path in grains if isinstance(path, Path)) == 2022


def test_a_stem_reaches_up() -> None:
    """`reach` lengthens the stem until the highest grain stands there; a tall ear keeps its stem."""
    paths = [path for path in ear(request("字" * 60, bend=35, stem=10, reach=200)) if isinstance(path, Path)]
    highest = min(s.to.y for path in paths[1:] for s in path.segments if isinstance(s, MoveTo | LineTo))
    assert abs(highest + mm(200)) <= 1
    plain = ear(request("字" * 60, bend=35, stem=10))
    assert ear(request("字" * 60, bend=35, stem=10, reach=20)) == plain


def test_a_text_without_characters_is_no_ear() -> None:
    """Nothing to count is told, not drawn."""
    with pytest.raises(OrnamentError):
        ear(request("……。"))
