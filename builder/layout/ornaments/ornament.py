"""What an ornament is given and what it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from builder.color import Paint
from builder.layout.pages import Group, Path
from builder.units import Length

Drawing = tuple[Path | Group, ...]
"""Paths in painting order, measured from the ornament's place: its top left corner, or the foot of a stem."""


class OrnamentError(ValueError):
    """Parameters that the ornament cannot draw; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrnamentRequest:
    """One use of an ornament: its width (or side), its ink roles, what it shows, and the theme's parameters."""

    size: Length
    inks: Mapping[str, Paint]
    """By role: `mark` (the ornament's own), `ground` (what it is cut out of), `accent` (a second plate)."""
    text: str
    """What it shows: a numeral, a year, a value."""
    parameters: Mapping[str, object]
    parts: tuple[str, ...] = ()
    """The same in parts, where it is a text: its paragraphs, or the texts of a list. Without markup."""


class Ornament(Protocol):
    def __call__(self, request: OrnamentRequest) -> Drawing: ...
