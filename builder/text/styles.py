"""How text is to look: what the layout room hands to the text room."""

from dataclasses import dataclass, field
from enum import StrEnum

from builder.color import Paint
from builder.source import SourceString
from builder.text.glyphs import WritingMode
from builder.units import Length


class Alignment(StrEnum):
    """CLREQ #ways_of_alignments. `START` is flush left, or flush top in vertical lines."""

    JUSTIFY = "justify"
    START = "start"
    CENTER = "center"
    END = "end"


class Breaking(StrEnum):
    """Which search chooses the breaks."""

    PARAGRAPH = "paragraph"
    """Total fit, justified or not: body text."""
    TITLE = "title"
    """By the clause, else between words, lines balanced, never stretched: titles, labels, captions by sense."""
    SINGLE = "single"
    """One line, whatever its length (the caller looks at `Line.width`)."""


class PunctuationScheme(StrEnum):
    """CLREQ #punctuation_width_adjustment; xeCJK's names."""

    FULL = "quanjiao"
    KAIMING = "kaiming"
    HALF = "banjiao"
    LINE_END = "hangmobanjiao"


class Strictness(StrEnum):
    """CLREQ #prohibition_rules_for_line_start_end."""

    BASIC = "basic"
    GB = "gb"
    STRICT = "strict"


class InterlinearRule(StrEnum):
    """Lines that belong to words: CLREQ #handling_interlinear_punctuation, GB/T 15834 4.16."""

    NONE = ""
    NAME = "name"
    """专名号."""
    TITLE = "title"
    """浪线式书名号."""


class VerticalQuotes(StrEnum):
    """What “ ” become in vertical lines: GB/T 15834 5.2.3, CLREQ #h-quotation."""

    CORNER = "corner"
    """「 」, inside them 『 』."""
    MAINLAND = "mainland"
    """『 』, inside them 「 」: the letter of GB/T 15834."""
    KEEP = "keep"


class VerticalNumbers(StrEnum):
    """How numbers stand in vertical lines: CLREQ #mixed_text_composition_in_vertical_writing_mode."""

    LYING = "lying"
    """Up to three figures share a cell; longer numbers lie on their side."""
    STACKED = "stacked"
    """Up to two figures share a cell; longer numbers and decimals stand, one figure under another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CharacterStyle:
    """A composite type: one face for Han and its marks, one for Latin and digits (by default the same), one size."""

    han: str
    """Id of a locked face."""
    latin: str = ""
    size: Length
    paint: Paint
    tracking: Length = 0
    latin_scale: float = 1.0
    """Optical correction of Latin and digits beside Han."""
    latin_shift: Length = 0
    """How far Latin and digits are raised (positive: down the page)."""
    fallback: tuple[str, ...] = ()
    """Ids of the faces that give what these do not have, in order."""
    drop: Length = 0
    """How far the whole style stands below its line; above, if negative: superscripts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRules:
    """What may happen at and between the marks of a line: keys of the theme."""

    scheme: PunctuationScheme = PunctuationScheme.FULL
    strictness: Strictness = Strictness.GB
    hanging: bool = False
    """，、。 may hang past the end of a line (CLREQ #hanging_punctuation_marks_at_line_end)."""
    trim_paragraph_start: bool = True
    """An opening mark at a paragraph's start loses its blank half."""
    names: tuple[str, ...] = ()
    """Names that do not break in titles and break only reluctantly in text."""
    bound: tuple[str, ...] = ()
    """Numbers with their units that never break."""
    vertical_quotes: VerticalQuotes = VerticalQuotes.CORNER
    vertical_numbers: VerticalNumbers = VerticalNumbers.LYING


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphStyle:
    """Everything `set_paragraph` needs beyond the text and the measure."""

    character: CharacterStyle
    alignment: Alignment = Alignment.JUSTIFY
    breaking: Breaking = Breaking.PARAGRAPH
    first_line_indent: Length = 0
    hanging_indent: Length = 0
    """Indent of every line but the first."""
    rules: LineRules = field(default_factory=LineRules)
    mode: WritingMode = WritingMode.HORIZONTAL
    hang_title_marks: bool = True
    """In titles: a line's last comma, and an opening quote at its start, stand outside what is balanced and aligned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StyledText:
    """A stretch of text in one style. A paragraph is a tuple of these, in logical order."""

    source: SourceString
    style: CharacterStyle
    language: str = "zh-Hans"
    link: str | None = None
    structure: str = ""
    dots: bool = False
    """着重号: a dot to each Han character."""
    rule: InterlinearRule = InterlinearRule.NONE
    reading: str = ""
    """Ruby. As many words as characters: a word to each; else the whole reading to the whole text."""
