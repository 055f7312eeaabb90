"""Fonts of a PDF, as far as preflight asks: what each shows, how wide, and whether it came along."""

from dataclasses import dataclass
from typing import Any

import pikepdf

SERIF_FLAG = 2
SERIF_NAMES = ("serif", "song", "ming", "times", "simsun", "fangsong", "roman", "宋", "明")


@dataclass(frozen=True, slots=True)
class Typeface:
    """One font resource."""

    name: str
    type3: bool
    wide: bool
    """Two bytes a character."""
    identity: bool
    """Codes are glyph numbers, so that code 0 shows .notdef."""
    widths: dict[int, float]
    """Thousandths of an em (Type 3: of glyph space) by code."""
    default_width: float
    serif: bool
    embedded: bool
    subset: bool
    readable: bool
    """Has a ToUnicode map, or a simple encoding."""
    vertical: bool

    def advance(self, text: bytes) -> float:
        """How far the string moves the pen, in ems."""
        codes = wide_codes(text) if self.wide else text
        return sum(self.widths.get(code, self.default_width) for code in codes) / 1000

    def length(self, text: bytes) -> int:
        """Characters in the string."""
        return len(text) // 2 if self.wide else len(text)

    def missing(self, text: bytes) -> int:
        """How many characters of the string show .notdef for certain."""
        return sum(code == 0 for code in wide_codes(text)) if self.identity else 0


def wide_codes(text: bytes) -> list[int]:
    """Codes of two bytes each."""
    return [text[i] << 8 | text[i + 1] for i in range(0, len(text) - 1, 2)]


def read_typeface(font: Any) -> Typeface:
    """A font dictionary, read; what is broken in it counts as absent."""
    kind = str(font.get("/Subtype", ""))
    name = str(font.get("/BaseFont", font.get("/Name", "/?")))[1:]
    below = font["/DescendantFonts"][0] if kind == "/Type0" else font
    descriptor = below.get("/FontDescriptor", {})
    encoding = str(font.get("/Encoding", "")) if isinstance(font.get("/Encoding"), pikepdf.Name) else ""
    wide = kind == "/Type0"
    return Typeface(
        name=name,
        type3=kind == "/Type3",
        wide=wide,
        identity=wide and encoding.startswith("/Identity"),
        widths=_wide_widths(below) if wide else _simple_widths(font),
        default_width=float(below.get("/DW", 1000)) if wide else float(descriptor.get("/MissingWidth", 500)),
        serif=bool(int(descriptor.get("/Flags", 0)) & SERIF_FLAG) or _sounds_serif(name),
        embedded=kind == "/Type3" or any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3")),
        subset=kind == "/Type3" or (len(name) > 7 and name[6] == "+" and name[:6].isupper()),
        readable="/ToUnicode" in font or (not wide and kind != "/Type3"),
        vertical=encoding.endswith("-V"),
    )


def _sounds_serif(name: str) -> bool:
    low = name.lower().replace("sans", "")
    return any(word in low for word in SERIF_NAMES) and "sansserif" not in name.lower().replace("-", "")


def _simple_widths(font: Any) -> dict[int, float]:
    first = int(font.get("/FirstChar", 0))
    scale = float(font["/FontMatrix"][0]) * 1000 if "/FontMatrix" in font else 1.0
    return {first + i: float(width) * scale for i, width in enumerate(font.get("/Widths", []))}


def _wide_widths(font: Any) -> dict[int, float]:
    """ISO 32000-1, 9.7.4.3: `c [w …]` or `first last w`."""
    widths: dict[int, float] = {}
    items = list(font.get("/W", []))
    at = 0
    while at + 1 < len(items):
        first = int(items[at])
        if isinstance(items[at + 1], pikepdf.Array):
            widths.update((first + i, float(width)) for i, width in enumerate(items[at + 1]))
            at += 2
        elif at + 2 < len(items):
            last = min(int(items[at + 1]), 0xFFFF)
            widths.update(dict.fromkeys(range(first, last + 1), float(items[at + 2])))
            at += 3
        else:
            break
    return widths
