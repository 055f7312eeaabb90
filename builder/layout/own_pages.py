"""What a school adds to the pages of the book: pure data, as `pages.py` is."""

from dataclasses import dataclass

from builder.color import Paint
from builder.geometry import Point
from builder.layout.pages import Placed
from builder.units import Length


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCode:
    """A QR code, without its quiet zone."""

    at: Point
    """Top left of the modules, from the trim's top left."""
    side: Length
    rows: tuple[bytes, ...]
    """From top to bottom; a byte a module, 1 for dark."""
    paint: Paint
    alt: str
    text: str
    """What it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One element of the structure tree: text whose items have the mark's index as their role, or a code."""

    kind: str
    """Its structure type."""
    text: str = ""
    items: tuple[Placed, ...] = ()
    code: PlacedCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """What a school adds to one page, in reading order."""

    page: int
    """Counts from 1, negative from the end; 0 is the letter."""
    marks: tuple[Mark, ...]
