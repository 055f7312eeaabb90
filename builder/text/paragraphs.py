"""The door of the text room: styled strings and a measure in, lines of glyph runs out."""

from dataclasses import dataclass

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.source import Span
from builder.text import rules
from builder.text.breaking import (
    LEAST_BAD_STRETCH,
    MOST_STRETCH,
    Measures,
    Search,
    Setting,
    find_breaks,
    find_least_bad_breaks,
)
from builder.text.glyphs import Line, WritingMode
from builder.text.hyphenation import hyphenate
from builder.text.justification import Slot, set_line
from builder.text.lexicon import Lexicon
from builder.text.shaping import ShapedParagraph, Shaper
from builder.text.spacing import PairTable, SpacedParagraph, space_paragraph
from builder.text.styles import (
    Alignment,
    Breaking,
    LineRules,
    ParagraphStyle,
    StyledText,
    VerticalNumbers,
    VerticalQuotes,
)
from builder.text.titles import find_title_breaks, hang_at_start, hung_mark
from builder.units import Length

Spans = tuple[StyledText, ...]
LEAST_OVERFULL = 0.01
"""Ems past the measure that count: what rounding leaves is less, and no eye sees it."""
ALIGNED = {Alignment.JUSTIFY: 0.0, Alignment.START: 0.0, Alignment.CENTER: 0.5, Alignment.END: 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """What stands between two line ends of the author's."""

    spans: Spans
    offset: int
    tail: str
    is_first: bool = True
    is_last: bool = True


class Typesetter:
    """Sets paragraphs with the faces of one library. Make one for a build: it remembers what it has shaped and set.

    Findings go to the report it was made with, each once: `missing-glyph` (error); `no-legal-break`, `line-overfull`
    and `line-loose` (warnings, one a paragraph, with the place of every line).
    """

    def __init__(self, fonts: FontLibrary, report: Diagnostics) -> None:
        self.face = fonts.face
        self._shaper = Shaper(fonts, report)
        self._report = report
        self._lexicon = Lexicon()
        self._tables: dict[LineRules, PairTable] = {}
        self._shaped: dict[tuple[Spans, WritingMode, VerticalQuotes, VerticalNumbers], ShapedParagraph] = {}
        self._spaced: dict[tuple[Spans, LineRules, bool, WritingMode], SpacedParagraph] = {}
        self._set: dict[tuple[Spans, Length, ParagraphStyle], tuple[Line, ...]] = {}
        self._told: set[tuple[str, Span]] = set()

    def set(self, spans: Spans, *, measure: Length, style: ParagraphStyle) -> tuple[Line, ...]:
        """Break and place one paragraph.

        Args:
            spans: the text in logical order; a line end in it is a break the author wants.
            measure: room for every line, indents included; positive.
            style: how it is to look.

        Returns:
            Lines from first to last, none for an empty text. Every justified line fills `measure` exactly, save one
            without any gap. Stretches that fit no line are set as well as may be, and told.

        Raises:
            ValueError: `measure` leaves no room after the indents.

        Source: CLREQ #prohibition_rules_for_line_start_end, #line_adjustment.
        """
        key = (spans, measure, style)
        known = self._set.get(key)
        if known is None:
            known = self._set[key] = self._set_paragraph(spans, measure, style)
        return known

    def set_variants(self, spans: Spans, *, measure: Length, style: ParagraphStyle) -> dict[int, tuple[Line, ...]]:
        """The best setting by number of lines: the natural one, and one line fewer or more where no line of it
        would be spread or squeezed beyond the limits of ordinary text. Keys are line counts.
        """
        best = self.set(spans, measure=measure, style=style)
        variants = {len(best): best}
        pieces = _pieces(spans)
        if style.breaking is not Breaking.PARAGRAPH or len(pieces) != 1 or not pieces[0].spans:
            return variants
        measures = self._measures(spans, measure, style)
        spaced = self._space(spans, measures, style)
        search = Search(spaced, measures, most_stretch=MOST_STRETCH, last_resort=False)
        for count, setting in search.best_by_lines().items():
            if abs(count - len(best)) == 1 and count not in variants:
                variants[count] = tuple(self._lines(pieces[0], spaced, setting, measures, style))
        return variants

    def natural_width(self, spans: Spans, style: ParagraphStyle) -> Length:
        """Width of the text as one line without indents, trimmed at both ends; of the widest, if it has line ends."""
        widths = [0]
        for piece in _pieces(spans):
            if piece.spans:
                spaced = self._space(piece.spans, None, style)
                widths.append(spaced.ends[-1] - spaced.starts[0])
        return max(widths)

    def _set_paragraph(self, spans: Spans, measure: Length, style: ParagraphStyle) -> tuple[Line, ...]:
        if measure - max(style.first_line_indent, style.hanging_indent) <= 0:
            raise ValueError(f"measure {measure} leaves no room")
        lines: list[Line] = []
        for piece in _pieces(spans):
            measures = self._measures(spans, measure, style, piece.is_first)
            if not piece.spans:
                if not piece.is_last:
                    lines.append(_empty_line(piece, style.hanging_indent))
                continue
            spaced = self._space(piece.spans, measures, style)
            setting, spaced = self._break(spaced, measures, style)
            lines += self._lines(piece, spaced, setting, measures, style)
        return tuple(lines)

    def _measures(self, spans: Spans, measure: Length, style: ParagraphStyle, starts: bool = True) -> Measures:
        rest = measure - style.hanging_indent
        return Measures(
            first=measure - style.first_line_indent if starts else rest,
            rest=rest,
            em=spans[0].style.size,
            justified=style.alignment is Alignment.JUSTIFY,
        )

    def _space(self, spans: Spans, measures: Measures | None, style: ParagraphStyle) -> SpacedParagraph:
        line_rules, mode = style.rules, style.mode
        narrow = measures is not None and measures.rest < rules.NARROW_MEASURE_EMS * measures.em
        key = (spans, line_rules, narrow, mode)
        known = self._spaced.get(key)
        if known is None:
            table = self._tables.get(line_rules)
            if table is None:
                table = self._tables[line_rules] = PairTable(line_rules)
            known = self._spaced[key] = space_paragraph(self._shape(spans, mode, line_rules), table, narrow=narrow)
        return known

    def _shape(self, spans: Spans, mode: WritingMode, line_rules: LineRules) -> ShapedParagraph:
        quotes, numbers = line_rules.vertical_quotes, line_rules.vertical_numbers
        key = (spans, mode, quotes, numbers)
        known = self._shaped.get(key)
        if known is None:
            known = self._shaped[key] = self._shaper.shape(spans, mode, quotes, numbers)
        return known

    def _break(
        self, spaced: SpacedParagraph, measures: Measures, style: ParagraphStyle
    ) -> tuple[Setting, SpacedParagraph]:
        """The breaks, and the paragraph they were found in: `spaced`, or the same with hyphens where it takes them."""
        if style.breaking is Breaking.SINGLE:
            return Setting(breaks=(0, len(spaced.shaped.kinds)), cost=0), spaced
        if style.breaking is Breaking.TITLE:
            return find_title_breaks(spaced, measures, self._lexicon, hang=style.hang_title_marks), spaced
        found = find_breaks(spaced, measures)
        if found:
            return found, spaced
        parted = hyphenate(spaced, self._shaper)
        if parted:
            return find_breaks(parted, measures) or find_least_bad_breaks(parted, measures), parted
        return find_least_bad_breaks(spaced, measures), spaced

    def _lines(
        self,
        piece: _Piece,
        spaced: SpacedParagraph,
        setting: Setting,
        measures: Measures,
        style: ParagraphStyle,
    ) -> list[Line]:
        lines: list[Line] = []
        faults = _Faults()
        title = style.breaking is Breaking.TITLE and style.hang_title_marks
        final = len(setting.breaks) - 2
        for index, (first, end) in enumerate(zip(setting.breaks, setting.breaks[1:], strict=False)):
            opens = index == 0 and piece.is_first
            slot = Slot(
                first=first,
                end=end,
                indent=style.first_line_indent if opens else style.hanging_indent,
                width=measures.first if index == 0 else measures.rest,
                justify=style.alignment is Alignment.JUSTIFY and style.breaking is Breaking.PARAGRAPH and index < final,
                align=ALIGNED[style.alignment],
                hang_start=hang_at_start(spaced, first) if title else 0,
                hang_end=hung_mark(spaced, end) if title and (index < final or not piece.is_last) else 0,
                text_offset=piece.offset,
                tail=piece.tail if index == final else "",
                is_last=piece.is_last and index == final,
            )
            lines.append(set_line(spaced, slot))
            if style.breaking is not Breaking.SINGLE:
                faults.look_at(spaced, slot, lines[-1], index < final)
        self._tell(faults)
        return lines

    def _tell(self, faults: "_Faults") -> None:
        """Report what is wrong with a paragraph's lines: each code once, with its worst line and every place."""
        for code, lines in faults.found.items():
            fresh = [fault for fault in lines if (code, fault.place) not in self._told]
            if fresh:
                self._told.update((code, fault.place) for fault in fresh)
                worst = max(fresh, key=lambda fault: fault.amount)
                places = [fault.place for fault in fresh]
                self._report.warning(
                    code, places[0], *places[1:], line=worst.text, amount=f"{worst.amount:.2f}", count=len(fresh)
                )


@dataclass(frozen=True, slots=True)
class _Fault:
    place: Span
    text: str
    amount: float
    """In ems: over the measure, or wider per gap."""


class _Faults:
    """What the lines of one paragraph could not keep."""

    def __init__(self) -> None:
        self.found: dict[str, list[_Fault]] = {}

    def look_at(self, spaced: SpacedParagraph, slot: Slot, line: Line, breaks: bool) -> None:
        """Note a line that is overfull, spread too far, or ends in the middle of a run."""
        shaped = spaced.shaped
        last = slot.end - 1
        over = (line.width - slot.indent - slot.width) / shaped.em
        room = slot.width - (spaced.ends[slot.end] - spaced.starts[slot.first])
        room -= spaced.elastic[last] - spaced.elastic[slot.first]
        gaps = (spaced.gaps[last] - spaced.gaps[slot.first]) * shaped.em
        spread = room / gaps if gaps else max(-over, 0.0)
        if over >= LEAST_OVERFULL:
            self._note("line-overfull", spaced, slot, line, over)
        elif slot.justify and (spread > LEAST_BAD_STRETCH or -over >= LEAST_OVERFULL):
            self._note("line-loose", spaced, slot, line, spread)
        if breaks and spaced.costs[slot.end] >= rules.HARD:
            self._note("no-legal-break", spaced, slot, line, 0.0)

    def _note(self, code: str, spaced: SpacedParagraph, slot: Slot, line: Line, amount: float) -> None:
        starts = spaced.shaped.starts
        end = starts[slot.end] if slot.end < len(starts) else len(spaced.shaped.text)
        place = spaced.shaped.locate(starts[slot.first], end)
        self.found.setdefault(code, []).append(_Fault(place, line.text.strip(), amount))


def set_paragraph(
    spans: Spans, *, measure: Length, style: ParagraphStyle, fonts: FontLibrary, report: Diagnostics
) -> tuple[Line, ...]:
    """Set one paragraph by itself. A build makes one `Typesetter` and uses its `set`, which remembers shapes."""
    return Typesetter(fonts, report).set(spans, measure=measure, style=style)


def _empty_line(piece: _Piece, indent: Length) -> Line:
    end = piece.offset + len(piece.tail)
    return Line(runs=(), start=piece.offset, end=end, width=indent, indent=indent, text=piece.tail)


def _pieces(spans: Spans) -> list[_Piece]:
    """Split at the author's line ends; empty spans vanish."""
    pieces: list[_Piece] = []
    current: list[StyledText] = []
    offset = at = 0
    for span in spans:
        value = span.source.value
        start = 0
        for index, character in enumerate(value) if "\n" in value or "\u2028" in value else ():
            if character in "\n\u2028":
                if index > start:
                    current.append(_part(span, start, index))
                pieces.append(
                    _Piece(spans=tuple(current), offset=offset, tail=character, is_first=not pieces, is_last=False)
                )
                current, start = [], index + 1
                offset = at + start
        if start < len(value):
            current.append(span if not start else _part(span, start, len(value)))
        at += len(value)
    pieces.append(_Piece(spans=tuple(current), offset=offset, tail="", is_first=not pieces))
    return pieces


def _part(span: StyledText, start: int, end: int) -> StyledText:
    return StyledText(
        source=span.source.piece(start, end),
        style=span.style,
        language=span.language,
        link=span.link,
        structure=span.structure,
        dots=span.dots,
        rule=span.rule,
        reading=span.reading,
    )
