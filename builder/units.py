"""Lengths: whole numbers of 1/12,700 pt, so that a millimetre is 36,000 and nothing is ever "nearly equal"."""

from types import MappingProxyType
from typing import TypeAlias

Length: TypeAlias = int
"""A distance in EMU (English Metric Units): 12,700 to the point, 36,000 to the millimetre."""

PER_POINT = 12_700
PER_MILLIMETRE = 36_000


def pt(points: float) -> Length:
    """The length of `points` DTP points (1/72 inch), rounded to the nearest unit."""
    return round(points * PER_POINT)


def mm(millimetres: float) -> Length:
    """The length of `millimetres`, rounded to the nearest unit."""
    return round(millimetres * PER_MILLIMETRE)


TYPE_SIZES = MappingProxyType(
    {
        "初号": 42,
        "小初": 36,
        "一号": 26,
        "小一": 24,
        "二号": 22,
        "小二": 18,
        "三号": 16,
        "小三": 15,
        "四号": 14,
        "小四": 12,
        "五号": 10.5,
        "小五": 9,
        "六号": 7.5,
        "小六": 6.5,
        "七号": 5.5,
        "八号": 5,
    }
)
"""字号 in points, as today's programs and shops have them."""


def type_size(value: float | str) -> Length | None:
    """A size of type: points as a number (`10.5`), or a name (`小四`, `小四号`); None for what is neither."""
    if not isinstance(value, str):
        return pt(value)
    name = value.strip()
    points = TYPE_SIZES.get(name) or TYPE_SIZES.get(name.removesuffix("号"))
    if points is None:
        try:
            points = float(name.removesuffix("pt"))
        except ValueError:
            return None
    return pt(points) if 0 < points < 10_000 else None


def to_pt(length: Length) -> float:
    """`length` in points."""
    return length / PER_POINT


def to_mm(length: Length) -> float:
    """`length` in millimetres."""
    return length / PER_MILLIMETRE
