"""What the text room hands out: glyph runs and lines. Pure data, equal in both writing directions."""

from dataclasses import dataclass
from enum import StrEnum

from builder.color import Paint
from builder.source import Span
from builder.units import Length


class WritingMode(StrEnum):
    """CLREQ #writing_modes_in_chinese_composition."""

    HORIZONTAL = "horizontal"
    VERTICAL = "vertical"


@dataclass(frozen=True, slots=True, kw_only=True)
class GlyphRun:
    """Glyphs of one face, size and paint, placed exactly as shaped and justified.

    A writer draws glyph `glyphs[i]` with its horizontal pen origin (on the baseline, y downwards) at `x[i]`, `y[i]`
    from the run's own origin. For upright glyphs of a vertical line the text room has already subtracted the
    glyph's vertical origin, so that writers know one kind of origin only. `turned` says that the whole run, placed
    glyphs and all, is rotated a quarter clockwise about its origin (Latin lying in a vertical line).
    `clusters[i]` is the index in `text` of the first character glyph i stands for; glyphs of one cluster follow one
    another, and every character belongs to exactly one cluster (a cluster runs to the next cluster's start).
    """

    face: str
    size: Length
    paint: Paint
    text: str
    glyphs: tuple[int, ...]
    x: tuple[Length, ...]
    y: tuple[Length, ...]
    clusters: tuple[int, ...]
    advance: Length
    """How far the run moves the pen along the line, its gaps and trims included."""
    mode: WritingMode = WritingMode.HORIZONTAL
    turned: bool = False
    shown: str = ""
    """The characters as drawn, where they are others than `text`: quotes of vertical lines. Empty if the same."""
    language: str = "zh-Hans"
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineMark:
    """A rule or dot that belongs to a line: emphasis dots, proper-name lines. Filled polygons, from the line's origin.

    `outlines` are closed rings of (x, y) points; nonzero winding.
    """

    outlines: tuple[tuple[tuple[Length, Length], ...], ...]
    paint: Paint
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRun:
    """A run in its line. `offset` is how far along the line its origin stands; `shift` across it (down, or left)."""

    offset: Length
    run: GlyphRun
    shift: Length = 0
    link: str | None = None
    """Where the run leads, if it is part of a link: a URL, or `#id` of something in the book."""
    structure: str = ""
    """The structure type this run asks for (`Ruby/RB`, `Note`, `Em` …); empty for the paragraph itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One set line. Its origin is the start of the measure, on the baseline (or the centre line when vertical)."""

    runs: tuple[LineRun, ...]
    marks: tuple[InlineMark, ...] = ()
    start: int
    """Index of its first character in the paragraph's text as set."""
    end: int
    """Index after its last character; trailing spaces that vanish at the break are included."""
    width: Length
    """From the start of the measure to the end of the last body, after trims; equals the measure when justified."""
    indent: Length = 0
    is_last: bool = False
    text: str
    """The characters of the line as set; joined over a paragraph's lines they give the paragraph."""
    mode: WritingMode = WritingMode.HORIZONTAL
