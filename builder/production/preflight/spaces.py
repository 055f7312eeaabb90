"""Colour spaces of a PDF and the inks they lay down. Source: ISO 32000-1, 8.6."""

from dataclasses import dataclass
from typing import Any

import pikepdf

PROCESS = ("Cyan", "Magenta", "Yellow", "Black")
MANAGED_RGB = ("Lab", "ICCBased3")
RGB = ("DeviceRGB", "CalRGB")
DEEPEST = 6

_SHORT = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK", "/I": "/Indexed"}
_DEVICE = {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}
_DEFAULTS = {"/DeviceGray": "/DefaultGray", "/DeviceRGB": "/DefaultRGB", "/DeviceCMYK": "/DefaultCMYK"}


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space, read whole."""

    family: str
    """`DeviceCMYK`, `Separation` …; ICC profiles by their number of components: `ICCBased4`; else `Unknown`."""
    components: int
    names: tuple[str, ...] = ()
    """Colorants of Separation and DeviceN."""
    base: "Space | None" = None
    """What is behind: Indexed's base, Pattern's underlying space, the alternate of Separation and DeviceN."""
    lookup: bytes = b""
    """Indexed: the table, `base.components` bytes an entry."""

    def families(self) -> tuple[str, ...]:
        """This family and all behind it."""
        return (self.family, *(self.base.families() if self.base else ()))

    def first_values(self) -> tuple[float, ...]:
        """The colour that is current when the space has just been chosen (ISO 32000-1, 8.6.8)."""
        if self.family in ("DeviceCMYK", "ICCBased4"):
            return (0.0, 0.0, 0.0, 1.0)
        full = 1.0 if self.family in ("Separation", "DeviceN") else 0.0
        return (full,) * self.components


GRAY = Space("DeviceGray", 1)
UNKNOWN = Space("Unknown", 0)


def read_space(value: Any, resources: Any, depth: int = 0) -> Space:
    """The space that `value` (a name or an array) means among `resources`; `UNKNOWN` if it cannot be read."""
    try:
        return _read(value, resources, depth)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError, pikepdf.PdfError):
        return UNKNOWN


def _read(value: Any, resources: Any, depth: int) -> Space:
    if depth > DEEPEST or value is None:
        return UNKNOWN
    if isinstance(value, pikepdf.Array):
        return _read_array(value, resources, depth)
    name = _SHORT.get(str(value), str(value))
    known = resources.get("/ColorSpace", {}) if resources is not None else {}
    if name in _DEVICE:
        default = _DEFAULTS[name]
        return read_space(known[default], None, depth + 1) if default in known else Space(name[1:], _DEVICE[name])
    if name == "/Pattern":
        return Space("Pattern", 0)
    return read_space(known[name], resources, depth + 1) if name in known else UNKNOWN


def _read_array(value: Any, resources: Any, depth: int) -> Space:
    kind = _SHORT.get(str(value[0]), str(value[0]))
    if len(value) == 1:
        return _read(value[0], resources, depth + 1)
    if kind == "/ICCBased":
        count = int(value[1]["/N"])
        return Space(f"ICCBased{count}", count)
    if kind in ("/CalGray", "/CalRGB", "/Lab"):
        return Space(kind[1:], 1 if kind == "/CalGray" else 3)
    return _read_layered(kind, value, resources, depth)


def _read_layered(kind: str, value: Any, resources: Any, depth: int) -> Space:
    """A space that stands on another."""
    named = kind in ("/Separation", "/DeviceN")
    base = read_space(value[2 if named else 1], resources, depth + 1)
    if kind == "/Pattern":
        return Space("Pattern", 0, base=base)
    if kind == "/Indexed":
        table = value[3]
        data = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
        return Space("Indexed", 1, base=base, lookup=data)
    if named:
        names = tuple(str(name)[1:] for name in (value[1] if kind == "/DeviceN" else [value[1]]))
        return Space(kind[1:], len(names), names=names, base=base)
    return UNKNOWN


def ink_amounts(space: Space, values: tuple[float, ...]) -> dict[str, float]:
    """How much of each ink (0 to 1) a colour lays down, by the ink's name.

    Exact for DeviceCMYK, DeviceGray, Separation and DeviceN. RGB and Lab have no inks before somebody converts them;
    they count as the complement without black generation, more ink than any conversion that is meant to print.
    """
    if len(values) < space.components:
        return {}
    family = space.family
    if family in ("Separation", "DeviceN"):
        return {name: value for name, value in zip(space.names, values, strict=False) if name != "None"}
    if family == "Indexed" and space.base:
        entry = int(values[0]) * space.base.components
        row = space.lookup[entry : entry + space.base.components]
        return ink_amounts(space.base, tuple(byte / 255 for byte in row))
    amounts = _PROCESS_AMOUNTS.get(family)
    return amounts(values) if amounts else {}


def _black(values: tuple[float, ...]) -> dict[str, float]:
    return {"Black": 1 - values[0]}


def _four(values: tuple[float, ...]) -> dict[str, float]:
    return dict(zip(PROCESS, values, strict=False))


def _complement(values: tuple[float, ...]) -> dict[str, float]:
    return dict(zip(PROCESS, (1 - value for value in values), strict=False))


def _lightness(values: tuple[float, ...]) -> dict[str, float]:
    return {"Black": 1 - values[0] / 100}


_PROCESS_AMOUNTS = {
    "DeviceCMYK": _four,
    "ICCBased4": _four,
    "DeviceGray": _black,
    "CalGray": _black,
    "ICCBased1": _black,
    "DeviceRGB": _complement,
    "CalRGB": _complement,
    "ICCBased3": _complement,
    "Lab": _lightness,
}


def is_white(space: Space, values: tuple[float, ...]) -> bool:
    """Whether the colour leaves the paper as it is."""
    amounts = ink_amounts(space, values)
    return bool(amounts) and max(amounts.values()) <= 0.01


def is_black_only(space: Space, values: tuple[float, ...]) -> bool:
    """Whether the colour is the black ink alone, at (nearly) full strength."""
    amounts = ink_amounts(space, values)
    return amounts.get("Black", 0) >= 0.98 and all(v <= 0.02 for name, v in amounts.items() if name != "Black")


def is_composite_black(space: Space, values: tuple[float, ...]) -> bool:
    """Whether the colour looks black or dark grey but takes several inks to print, or would after conversion."""
    amounts = ink_amounts(space, values)
    colored = [amounts.get(name, 0.0) for name in PROCESS[:3]]
    if space.family in ("DeviceRGB", "CalRGB", "ICCBased3"):
        return max(values) <= 0.35 and max(values) - min(values) <= 0.08
    if space.family == "Lab":
        return values[0] <= 35 and abs(values[1]) + abs(values[2]) <= 12
    black, even = amounts.get("Black", 0.0), max(colored) - min(colored) <= 0.35
    if black >= 0.85:
        return sum(colored) >= 0.06
    return even and ((black >= 0.5 and sum(colored) >= 0.06) or sum(colored) + black >= 1.8)
