"""Paints as colour operators: process and spot inks for the press, sRGB for the screen."""

from typing import Protocol

from builder.color import Cmyk, Paint, Rgb, Spot
from builder.diagnostics import Diagnostics
from builder.source import Span
from builder.writers.numbers import decimal
from builder.writers.objects import PdfFile, Reference, array, dictionary, name


class Inks(Protocol):
    """How one kind of file lays down paint."""

    def operators(self, paint: Paint, origin: Span) -> tuple[str, str]:
        """The operators that choose `paint` for filling and for stroking."""
        ...

    def overprints(self, paint: Paint) -> bool:
        """Whether `paint` leaves the inks below it alone."""
        ...


class ScreenInks:
    """DeviceRGB, which the output intent defines as sRGB (ISO 19005-2, 6.2.4.3)."""

    def __init__(self) -> None:
        self._known: dict[Paint, tuple[str, str]] = {}

    def operators(self, paint: Paint, origin: Span) -> tuple[str, str]:  # noqa: ARG002 - the protocol's
        known = self._known.get(paint)
        if known is None:
            rgb = paint.ink.screen
            values = " ".join(decimal(v, 4) for v in (rgb.red, rgb.green, rgb.blue))
            known = self._known[paint] = (values + " rg\n", values + " RG\n")
        return known

    def overprints(self, paint: Paint) -> bool:  # noqa: ARG002 - the protocol's
        return False


PAPER_GREY = 0.9
"""Greys as light as this become paper: a cream ground would be a screen of dots over every sheet of an office printer.
What stands out from them stands out more from white.
"""


class GreyInks:
    """DeviceGray as light as the screen colour is: for office printers, whose own conversion would be a guess."""

    def operators(self, paint: Paint, origin: Span) -> tuple[str, str]:  # noqa: ARG002 - the protocol's
        shade = grey_of(paint.ink.screen)
        grey = decimal(1 if shade >= PAPER_GREY else shade, 4)
        return grey + " g\n", grey + " G\n"

    def overprints(self, paint: Paint) -> bool:  # noqa: ARG002 - the protocol's
        return False


def luminance(color: Rgb) -> float:
    """Relative luminance, 0 to 1 (IEC 61966-2-1; WCAG 2.2, relative luminance)."""
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def grey_of(color: Rgb) -> float:
    """The gamma-encoded grey of the same luminance, so that contrasts stay what they were."""
    light = luminance(color)
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _channels(color: Rgb) -> tuple[float, float, float]:
    return color.red, color.green, color.blue


class PressInks:
    """DeviceCMYK, and a Separation for each spot ink."""

    def __init__(self, report: Diagnostics) -> None:
        self._report = report
        self._known: dict[Paint, tuple[str, str]] = {}
        self._spots: dict[str, tuple[str, Spot]] = {}

    def operators(self, paint: Paint, origin: Span) -> tuple[str, str]:
        """Reports `white-overprints` and `spot-conflicts` where the plates could not be what the theme says."""
        known = self._known.get(paint)
        if known is None:
            known = self._known[paint] = self._made(paint, origin)
        return known

    def overprints(self, paint: Paint) -> bool:
        return paint.overprint

    def _made(self, paint: Paint, origin: Span) -> tuple[str, str]:
        press = paint.ink.press
        if isinstance(press, Spot):
            space = self._space(press, origin)
            return f"/{space} cs 1 scn\n", f"/{space} CS 1 SCN\n"
        if paint.overprint and press.total == 0:
            self._report.error("white-overprints", origin, ink=paint.ink.name)
        values = " ".join(decimal(v, 4) for v in _parts(press))
        return values + " k\n", values + " K\n"

    def _space(self, spot: Spot, origin: Span) -> str:
        space, known = self._spots.setdefault(spot.name, (f"Spot{len(self._spots) + 1}", spot))
        if known != spot:
            self._report.error("spot-conflicts", origin, ink=spot.name)
        return space

    @property
    def spots(self) -> tuple[tuple[str, Spot], ...]:
        """The spot inks used so far, with their resource names."""
        return tuple(self._spots.values())

    def color_spaces(self, file: PdfFile) -> dict[str, Reference]:
        """The Separation spaces used so far, by resource name (ISO 32000-1, 8.6.6.4)."""
        return {space: file.add(_separation(spot)) for space, spot in self._spots.values()}


def _separation(spot: Spot) -> object:
    tint = {
        "FunctionType": 2,
        "Domain": array((0, 1)),
        "C0": array((0, 0, 0, 0)),
        "C1": array(decimal(v, 4) for v in _parts(spot.alternate)),
        "N": 1,
    }
    return array(("/Separation", name(spot.name), "/DeviceCMYK", dictionary(tint)))


def _parts(ink: Cmyk) -> tuple[float, float, float, float]:
    return ink.cyan, ink.magenta, ink.yellow, ink.black
