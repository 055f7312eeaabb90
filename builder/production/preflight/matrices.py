"""Matrices and boxes of PDF space: plain tuples, for there are many."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from builder.production.preflight.findings import Box

Transform = tuple[float, float, float, float, float, float]

UNIT: Transform = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)


def product(first: Sequence[float], then: Sequence[float]) -> Transform:
    """The matrix that applies `first`, then `then` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def moved(matrix: Transform, x: float, y: float) -> tuple[float, float]:
    """Where the point (x, y) goes."""
    a, b, c, d, e, f = matrix
    return x * a + y * c + e, x * b + y * d + f


def box_of(points: Iterable[tuple[float, float]]) -> Box:
    """The smallest upright box round at least one point."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def is_bar(points: Sequence[tuple[float, float]]) -> bool:
    """Whether the corners are those of one upright rectangle."""
    if not 4 <= len(points) <= 5:
        return False
    left, bottom, right, top = box_of(points)
    near = 1e-3
    return all(min(x - left, right - x) < near and min(y - bottom, top - y) < near for x, y in points)


def is_upright(matrix: Transform) -> bool:
    """Whether upright rectangles stay so: no turn but by quarters, no slant."""
    return (matrix[1] == matrix[2] == 0) or (matrix[0] == matrix[3] == 0)


def moved_box(matrix: Transform, box: Box) -> Box:
    """The upright box round a moved box."""
    left, bottom, right, top = box
    return box_of(moved(matrix, x, y) for x, y in ((left, bottom), (right, bottom), (right, top), (left, top)))


def shared(one: Box, other: Box) -> Box | None:
    """What two boxes have in common; None if not even an edge."""
    left, bottom = max(one[0], other[0]), max(one[1], other[1])
    right, top = min(one[2], other[2]), min(one[3], other[3])
    return (left, bottom, right, top) if left <= right and bottom <= top else None


def across(matrix: Transform) -> float:
    """Length of what was one unit along x."""
    return math.hypot(matrix[0], matrix[1])


def along(matrix: Transform) -> float:
    """Length of what was one unit along y."""
    return math.hypot(matrix[2], matrix[3])


def read_matrix(value: Any) -> Transform:
    """A matrix of the file; the unit matrix if there is none or it is broken."""
    try:
        a, b, c, d, e, f = (float(v) for v in value)
    except (TypeError, ValueError):
        return UNIT
    return (a, b, c, d, e, f)


def read_box(value: Any) -> Box | None:
    """A rectangle of the file by its corners in any order; None if there is none or it is broken."""
    try:
        x, y, p, q = (float(v) for v in value)
    except (TypeError, ValueError):
        return None
    return (min(x, p), min(y, q), max(x, p), max(y, q))
