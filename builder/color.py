"""Inks. Each carries its press value and its screen value, so that no writer ever has to convert a colour."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cmyk:
    """Process ink coverage, each from 0 to 1."""

    cyan: float
    magenta: float
    yellow: float
    black: float

    @property
    def total(self) -> float:
        """Total area coverage; 3.0 is 300 %."""
        return self.cyan + self.magenta + self.yellow + self.black

    @property
    def is_black_only(self) -> bool:
        return self.cyan == self.magenta == self.yellow == 0 and self.black > 0


@dataclass(frozen=True, slots=True)
class Spot:
    """A plate of its own (foil, varnish, special ink) and what stands for it on a press without it."""

    name: str
    alternate: Cmyk


@dataclass(frozen=True, slots=True)
class Rgb:
    """An sRGB value, each channel from 0 to 1, gamma-encoded."""

    red: float
    green: float
    blue: float


@dataclass(frozen=True, slots=True)
class Ink:
    """A named colour of the theme: what the press lays down and what a screen shows."""

    name: str
    press: Cmyk | Spot
    screen: Rgb


@dataclass(frozen=True, slots=True)
class Paint:
    """An ink as it is laid down. `overprint` leaves the inks below untouched (ISO 32000-1, 11.7.4.5)."""

    ink: Ink
    overprint: bool = False
