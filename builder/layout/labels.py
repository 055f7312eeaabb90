"""Single lines of text for marks, spines and tickets: set by the text room, placed as items."""

from dataclasses import dataclass

import uharfbuzz as hb

from builder.color import Paint
from builder.diagnostics import Diagnostics
from builder.fonts import FontFace, FontLibrary
from builder.geometry import Point
from builder.layout.pages import Artifact, Placed
from builder.source import NOWHERE, unplaced
from builder.text.glyphs import GlyphRun, WritingMode
from builder.text.paragraphs import Typesetter
from builder.text.styles import Alignment, Breaking, CharacterStyle, ParagraphStyle, StyledText
from builder.units import Length

UNBOUNDED: Length = 10**12
EM_TOP = 0.88
"""From the top of the em box to the baseline: the Han faces' own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A line of text at (0, 0): its baseline's start, or when vertical the top of its centre line."""

    items: tuple[Placed, ...]
    length: Length
    """How far it reaches along the line."""


class Labels:
    """Sets labels in one face."""

    def __init__(self, fonts: FontLibrary, report: Diagnostics, face: str) -> None:
        self._face: FontFace = fonts.face(face)
        self._typesetter = Typesetter(fonts, report)

    def settable(self, text: str) -> str:
        """`text` without characters the face has no glyph for: foreign files may be called anything."""
        return "".join(c for c in text if self._face.has(c))

    def across(self, text: str, size: Length, paint: Paint) -> Label:
        """A horizontal line."""
        style = CharacterStyle(han=self._face.id, size=size, paint=paint)
        paragraph = ParagraphStyle(character=style, alignment=Alignment.START, breaking=Breaking.SINGLE)
        lines = self._typesetter.set(
            (StyledText(source=unplaced(text), style=style),), measure=UNBOUNDED, style=paragraph
        )
        items = [
            Placed(at=Point(line.offset, line.shift), item=line.run, role=Artifact.LAYOUT, origin=line.run.origin)
            for set_line in lines
            for line in set_line.runs
        ]
        return Label(items=tuple(items), length=max((line.width for line in lines), default=0))

    def down(self, text: str, size: Length, paint: Paint) -> Label:
        """A vertical line, Han upright, stretches of ASCII turned a quarter clockwise.

        Source: CLREQ #writing_modes_in_chinese_composition, 3.2.2.
        """
        items: list[Placed] = []
        pen = 0
        for piece in _by_posture(text):
            turned = piece.isascii()
            run = self._shaped(piece, size, paint, turned=turned)
            # A turned run hangs on its baseline, which stands left of the centre line by half its em box's excess.
            x = -round(size * (EM_TOP - 0.5)) if turned else 0
            items.append(Placed(at=Point(x, pen), item=run, role=Artifact.LAYOUT, origin=NOWHERE))
            pen += run.advance
        return Label(items=tuple(items), length=pen)

    def _shaped(self, text: str, size: Length, paint: Paint, *, turned: bool) -> GlyphRun:
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "ltr" if turned else "ttb"
        hb.shape(self._face.hb_font, buffer, {} if turned else {"vert": True})
        em = self._face.units_per_em
        pen_x = pen_y = 0
        xs, ys = [], []
        for place in buffer.glyph_positions:
            xs.append(round((pen_x + place.x_offset) * size / em))
            ys.append(-round((pen_y + place.y_offset) * size / em))
            pen_x += place.x_advance
            pen_y += place.y_advance
        return GlyphRun(
            face=self._face.id,
            size=size,
            paint=paint,
            text=text,
            glyphs=tuple(info.codepoint for info in buffer.glyph_infos),
            x=tuple(xs),
            y=tuple(ys),
            clusters=tuple(info.cluster for info in buffer.glyph_infos),
            advance=round((pen_x if turned else -pen_y) * size / em),
            mode=WritingMode.VERTICAL,
            turned=turned,
            origin=NOWHERE,
        )


def _by_posture(text: str) -> tuple[str, ...]:
    """`text` cut where ASCII begins and ends."""
    pieces: list[str] = []
    for character in text:
        if pieces and pieces[-1].isascii() == character.isascii():
            pieces[-1] += character
        else:
            pieces.append(character)
    return tuple(pieces)
