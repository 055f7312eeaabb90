"""Lengths: whole numbers of 1/12,700 pt, so that a millimetre is 36,000 and nothing is ever "nearly equal"."""

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


def to_pt(length: Length) -> float:
    """`length` in points."""
    return length / PER_POINT


def to_mm(length: Length) -> float:
    """`length` in millimetres."""
    return length / PER_MILLIMETRE
