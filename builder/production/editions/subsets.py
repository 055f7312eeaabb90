"""Fonts of a thousand small files: one cut of what all schools need, then from that a cut for each school.

Cutting a face of 30,000 glyphs takes milliseconds, cutting 20 glyphs from the cut of 700 takes 30 µs. Glyph ids keep
their order from the face to the common cut to a school's own, so a school's codes are known before either is made.
"""

import mmap
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import uharfbuzz as hb

from builder.fonts import FontFace
from builder.writers.fonts import EmbeddedFont, FaceUse, cut_glyphs, to_unicode, width_array
from builder.writers.objects import Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFont:
    """What of a school's cut is known before it is made."""

    font: EmbeddedFont
    glyphs: tuple[int, ...]
    """Of the face, in order; the new id of each is its place here."""
    widths: bytes
    """The W array."""
    unicode: bytes
    """The ToUnicode CMap, deflated."""


class FaceCodes:
    """Numbers the glyphs of a face for school after school."""

    def __init__(self, face: FontFace) -> None:
        self._face = face
        self._widths: dict[int, float] = {}
        self._parts = _Components(face)

    def numbered(self, use: FaceUse) -> OwnFont:
        glyphs = sorted({0, *self._parts.closed(use.glyphs)})
        ids = {glyph: place for place, glyph in enumerate(glyphs)}
        widths = {glyph: self._width(glyph) for glyph in glyphs}
        texts = {ids[glyph]: text for glyph, text in use.texts.items()}
        return OwnFont(
            font=EmbeddedFont(
                reference=Reference(b""),
                codes={glyph: f"{place:04X}" for glyph, place in ids.items()},
                widths=widths,
                texts=use.texts,
            ),
            glyphs=tuple(glyphs),
            widths=width_array({ids[glyph]: width for glyph, width in widths.items()}),
            unicode=zlib.compress(to_unicode(texts), 6),
        )

    def _width(self, glyph: int) -> float:
        known = self._widths.get(glyph)
        if known is None:
            advance = self._face.hb_font.get_glyph_h_advance(glyph)
            known = self._widths[glyph] = round(advance * 1000 / self._face.units_per_em, 3)
        return known


class _Components:
    """Glyphs that are built of others (OpenType, glyf: composite glyphs): a cut holds those too."""

    def __init__(self, face: FontFace) -> None:
        # Mapped, not read: ten megabytes a face in every process would be most of what a run holds.
        with face.path.open("rb") as file:
            whole = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        tables = _tables(whole, face.locked.index)
        self._glyf, self._loca = tables.get(b"glyf", whole[:0]), tables.get(b"loca", whole[:0])
        self._long = bool(self._glyf) and struct.unpack_from(">h", tables[b"head"], 50)[0] == 1

    def closed(self, glyphs: Iterable[int]) -> set[int]:
        found: set[int] = set()
        waiting = list(glyphs)
        while waiting:
            glyph = waiting.pop()
            if glyph not in found:
                found.add(glyph)
                waiting += self._of(glyph)
        return found

    def _of(self, glyph: int) -> list[int]:
        if not self._glyf:
            return []
        if self._long:
            start, end = struct.unpack_from(">2I", self._loca, glyph * 4)
        else:
            start, end = (2 * half for half in struct.unpack_from(">2H", self._loca, glyph * 2))
        if end <= start or struct.unpack_from(">h", self._glyf, start)[0] >= 0:
            return []
        found, at, flags = [], start + 10, _MORE
        while flags & _MORE:
            flags, part = struct.unpack_from(">2H", self._glyf, at)
            found.append(part)
            at += 4 + (4 if flags & 1 else 2) + (2 if flags & 8 else 4 if flags & 0x40 else 8 if flags & 0x80 else 0)
        return found


def _tables(whole: memoryview, index: int) -> dict[bytes, memoryview]:
    """The tables of a font file, or of one font of a collection (OpenType, "Organization of an OpenType font")."""
    start = struct.unpack_from(">I", whole, 12 + 4 * index)[0] if bytes(whole[:4]) == b"ttcf" else 0
    (count,) = struct.unpack_from(">H", whole, start + 4)
    rows = (struct.unpack_from(">4s3I", whole, start + 12 + 16 * row) for row in range(count))
    return {tag: whole[offset : offset + length] for tag, _, offset, length in rows}


_MORE = 0x0020
"""MORE_COMPONENTS of a composite glyph's flags."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonCut:
    """What all schools need of a face."""

    program: bytes
    """A whole font file, so that it can be cut again."""
    ids: Mapping[int, int]
    """The face's glyph ids to the cut's."""
    is_cff: bool


def cut_for_all(face: FontFace, glyphs: set[int]) -> CommonCut:
    """One cut with all of `glyphs`, without layout tables."""
    program, ids, is_cff = cut_glyphs(face.hb_face, sorted({0, *glyphs}), face.locked.axes)
    return CommonCut(program=program, ids=ids, is_cff=is_cff)


class OwnCuts:
    """Cuts a school's own font from the common one."""

    def __init__(self, common: CommonCut) -> None:
        self._common = common
        self._face = hb.Face(hb.Blob(common.program))

    def program(self, glyphs: tuple[int, ...]) -> tuple[bytes, int]:
        """The font program of `OwnFont.glyphs`, deflated, and its length before.

        Raises:
            ValueError: the cut numbers its glyphs otherwise than `FaceCodes` did; its text would be another.
        """
        wanted = [self._common.ids[glyph] for glyph in glyphs]
        program, ids, _ = cut_glyphs(self._face, wanted, bare=self._common.is_cff)
        if any(ids[glyph] != place for place, glyph in enumerate(wanted)):
            raise ValueError("a cut numbers its glyphs otherwise than its text")
        return zlib.compress(program, 6), len(program)
