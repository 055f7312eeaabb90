"""Points, sizes, rectangles and matrices. Origin at the top left, y downwards; only the PDF writer flips."""

from collections.abc import Sequence
from dataclasses import dataclass

from builder.units import Length


@dataclass(frozen=True, slots=True)
class Point:
    """A place, measured from the top left corner of whatever holds it."""

    x: Length
    y: Length


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height, neither negative."""

    width: Length
    height: Length


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its top left corner and its size."""

    x: Length
    y: Length
    width: Length
    height: Length

    @property
    def right(self) -> Length:
        return self.x + self.width

    @property
    def bottom(self) -> Length:
        return self.y + self.height

    def grown(self, by: Length) -> "Rect":
        """The rectangle with `by` more on each of its four sides."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def within(self, other: "Rect") -> "Rect":
        """The part of the rectangle inside `other`; without area (its sides may be negative) if they do not meet."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Rect(x, y, min(self.right, other.right) - x, min(self.bottom, other.bottom) - y)

    def contains(self, other: "Rect") -> bool:
        return self.x <= other.x and self.y <= other.y and other.right <= self.right and other.bottom <= self.bottom

    def intersects(self, other: "Rect") -> bool:
        """Whether the two share area; touching edges do not."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


def bounds(boxes: Sequence[Rect]) -> Rect:
    """The smallest rectangle that holds all `boxes`; without area at the origin if there are none."""
    if not boxes:
        return Rect(0, 0, 0, 0)
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    return Rect(x, y, max(box.right for box in boxes) - x, max(box.bottom for box in boxes) - y)


@dataclass(frozen=True, slots=True)
class Matrix:
    """An affine map of y-down coordinates: x' = a·x + c·y + e, y' = b·x + d·y + f.

    a to d are ratios; e and f are lengths.
    """

    a: float
    b: float
    c: float
    d: float
    e: Length
    f: Length

    def applied(self, point: Point) -> Point:
        return Point(
            round(self.a * point.x + self.c * point.y) + self.e,
            round(self.b * point.x + self.d * point.y) + self.f,
        )

    def after(self, first: "Matrix") -> "Matrix":
        """The map that applies `first`, then this one."""
        moved = self.applied(Point(first.e, first.f))
        return Matrix(
            self.a * first.a + self.c * first.b,
            self.b * first.a + self.d * first.b,
            self.a * first.c + self.c * first.d,
            self.b * first.c + self.d * first.d,
            moved.x,
            moved.y,
        )


IDENTITY = Matrix(1, 0, 0, 1, 0, 0)
QUARTER_TURN = Matrix(0, 1, -1, 0, 0, 0)
"""A quarter turn clockwise as the reader sees it: what Latin does in a vertical line."""


def translation(x: Length, y: Length) -> Matrix:
    return Matrix(1, 0, 0, 1, x, y)
