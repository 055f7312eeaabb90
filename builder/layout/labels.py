"""Single lines of text for marks, spines and tickets: set by the text room, placed as items."""

from dataclasses import dataclass

from builder.color import Paint
from builder.diagnostics import Diagnostics
from builder.fonts import FontFace, FontLibrary
from builder.geometry import Point
from builder.layout.pages import Artifact, Placed
from builder.source import unplaced
from builder.text.glyphs import Line, LineRun, WritingMode
from builder.text.paragraphs import Typesetter
from builder.text.styles import Alignment, Breaking, CharacterStyle, ParagraphStyle, StyledText
from builder.units import Length

UNBOUNDED: Length = 10**12


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
        return self._set(text, size, paint, WritingMode.HORIZONTAL)

    def down(self, text: str, size: Length, paint: Paint) -> Label:
        """A vertical line, by the text room's rules for Western words and figures in it."""
        return self._set(text, size, paint, WritingMode.VERTICAL)

    def wrapped(self, text: str, size: Length, paint: Paint, measure: Length) -> tuple[Label, ...]:
        """A paragraph as lines of at most `measure`, ragged, each at (0, 0)."""
        style = CharacterStyle(han=self._face.id, size=size, paint=paint)
        paragraph = ParagraphStyle(character=style, alignment=Alignment.START)
        spans = (StyledText(source=unplaced(text), style=style),)
        lines = self._typesetter.set(spans, measure=measure, style=paragraph) if text else ()
        return tuple(Label(items=_items(line, WritingMode.HORIZONTAL), length=line.width) for line in lines)

    def _set(self, text: str, size: Length, paint: Paint, mode: WritingMode) -> Label:
        style = CharacterStyle(han=self._face.id, size=size, paint=paint)
        paragraph = ParagraphStyle(character=style, alignment=Alignment.START, breaking=Breaking.SINGLE, mode=mode)
        spans = (StyledText(source=unplaced(text), style=style),)
        lines = self._typesetter.set(spans, measure=UNBOUNDED, style=paragraph)
        items = [item for line in lines for item in _items(line, mode)]
        return Label(items=tuple(items), length=max((line.width for line in lines), default=0))


def _items(line: Line, mode: WritingMode) -> tuple[Placed, ...]:
    return tuple(
        Placed(at=_place(piece, mode), item=piece.run, role=Artifact.LAYOUT, origin=piece.run.origin)
        for piece in line.runs
    )


def _place(piece: LineRun, mode: WritingMode) -> Point:
    """Down the page lies along a vertical line, and to the left across it."""
    if mode is WritingMode.VERTICAL:
        return Point(-piece.shift, piece.offset)
    return Point(piece.offset, piece.shift)
