"""Styled text to clusters: HarfBuzz shapes each stretch once, ink tells how much of a mark's body is blank."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate, pairwise

import uharfbuzz as hb

from builder.diagnostics import Diagnostics
from builder.fonts import FontFace, FontLibrary
from builder.source import Span
from builder.text import rules
from builder.text.classification import WESTERN, CharacterClasses, classify
from builder.text.fallback import Shape, faces_of
from builder.text.glyphs import WritingMode
from builder.text.rules import ANNOTATION, BREAK_HERE, GLUE, HALF_WIDTH, OPEN, SPACE, SUPERSCRIPT
from builder.text.styles import CharacterStyle, StyledText, VerticalNumbers, VerticalQuotes
from builder.text.vertical import (
    CELL_LIMIT,
    LONE_CELL,
    LONE_CELL_SLACK,
    MIDDLE,
    STACKED_AIR,
    Piece,
    Stance,
    stacked_cells,
    vertical_pieces,
    with_vertical_quotes,
)
from builder.units import Length

Glyphs = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""Ids, clusters, advances, x offsets and y offsets of a shaped string, in font units."""

FEATURES = {"halt": False, "chws": False, "palt": False, "vhal": False, "vpal": False}
"""Fonts must not trim marks themselves: the breaker has to know every width."""

SHORT = 12
"""Strings up to this length are remembered once shaped: numbers, words and dashes come back."""


READING_SCALE = 0.5
READING_APART = 0.12
"""Ems of the text that part neighbouring readings."""


class ShapedFace:
    """A face with what has been asked of it: shaped short strings, advances and ink by glyph."""

    def __init__(self, face: FontFace) -> None:
        self.id = face.id
        self.units_per_em = face.units_per_em
        self._font = face.hb_font
        self._shaped: dict[tuple[str, bool], Glyphs] = {}
        self._ink: dict[int, tuple[int, int]] = {}
        self._advances: dict[int, int] = {}
        self._scaled: dict[Length, _Scaled] = {}

    def shape(self, text: str, proportional: bool) -> Glyphs:
        """Glyphs of `text`, left to right, zh-Hans forms; `proportional` asks for Western forms of shared marks."""
        known = self._shaped.get((text, proportional))
        if known is not None:
            return known
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", "Hani", "zh-Hans"
        hb.shape(self._font, buffer, {**FEATURES, "pwid": True} if proportional else FEATURES)
        infos = [(info.codepoint, info.cluster) for info in buffer.glyph_infos]
        ids, clusters = zip(*infos, strict=True) if infos else ((), ())
        placed = [position.position for position in buffer.glyph_positions]
        shifts, heights, advances, _ = zip(*placed, strict=True) if placed else ((), (), (), ())
        result = ids, clusters, advances, shifts, heights
        if len(text) <= SHORT:
            self._shaped[text, proportional] = result
        return result

    def shape_upright(self, text: str) -> Glyphs:
        """Glyphs of `text` from top to bottom, in vertical forms; advances downwards, offsets from the top centre."""
        buffer = hb.Buffer()
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ttb", "Hani", "zh-Hans"
        hb.shape(self._font, buffer, {**FEATURES, "vert": True, "vrt2": True})
        ids = tuple(info.codepoint for info in buffer.glyph_infos)
        clusters = tuple(info.cluster for info in buffer.glyph_infos)
        placed = [position.position for position in buffer.glyph_positions]
        shifts, heights, _, falls = zip(*placed, strict=True) if placed else ((), (), (), ())
        return ids, clusters, tuple(-fall for fall in falls), shifts, heights

    @cached_property
    def down(self) -> "UprightFace":
        """The face as marks of vertical lines are measured."""
        return UprightFace(self._font, self)

    def middle(self, glyph: int) -> int:
        """Height of the middle of a glyph's ink above the baseline, in font units."""
        box = self._font.get_glyph_extents(glyph)
        return int(2 * box.y_bearing + box.height) // 2 if box else 0

    def ink(self, glyph: int) -> tuple[int, int]:
        """Left and right edge of a glyph's ink, in font units from its origin."""
        known = self._ink.get(glyph)
        if known is None:
            box = self._font.get_glyph_extents(glyph)
            known = self._ink[glyph] = (box.x_bearing, box.x_bearing + box.width) if box else (0, 0)
        return known

    def advance(self, glyph: int) -> int:
        """The advance the font declares for a glyph."""
        known = self._advances.get(glyph)
        if known is None:
            known = self._advances[glyph] = self._font.get_glyph_h_advance(glyph)
        return known

    def scaled(self, size: Length) -> "_Scaled":
        """Font units to `Length` at `size`, remembered by value."""
        known = self._scaled.get(size)
        if known is None:
            known = self._scaled[size] = _Scaled(size, self.units_per_em)
        return known


class UprightFace:
    """A face along vertical lines: ink and advances count downwards from the top of the body."""

    def __init__(self, font: hb.Font, face: ShapedFace) -> None:
        self._font = font
        self.units_per_em = face.units_per_em
        self.scaled = face.scaled

    def ink(self, glyph: int) -> tuple[int, int]:
        """Upper and lower edge of a glyph's ink, in font units from the top of its body."""
        box = self._font.get_glyph_extents(glyph)
        if not box:
            return 0, 0
        top = self._font.get_glyph_v_origin(glyph)[1] - box.y_bearing
        return top, top - box.height

    def advance(self, glyph: int) -> int:
        return -int(self._font.get_glyph_v_advance(glyph))


class _Scaled(dict[int, Length]):
    def __init__(self, size: Length, units_per_em: int) -> None:
        super().__init__()
        self._size = size
        self._units = units_per_em

    def __missing__(self, units: int) -> Length:
        value = self[units] = round(units * self._size / self._units)
        return value


@dataclass(frozen=True, slots=True)
class Stretch:
    """Clusters from `first` on, set in one face and size; `span` is the index of the styled text they belong to."""

    first: int
    face: str
    size: Length
    span: int
    shift: Length
    stance: Stance = Stance.ALONG


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Ruby, shaped: over clusters `first` up to `end` of styled text `span`."""

    first: int
    end: int
    span: int
    face: str
    size: Length
    text: str
    glyphs: tuple[int, ...]
    x: tuple[Length, ...]
    clusters: tuple[int, ...]
    width: Length


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapedParagraph:
    """A paragraph as clusters, in logical order. The lists are parallel, one entry for each cluster."""

    text: str
    shown: str = ""
    """The text with the quotes of vertical lines, if that makes a difference."""
    spans: tuple[StyledText, ...]
    span_starts: tuple[int, ...]
    stretches: tuple[Stretch, ...]
    stretch_firsts: tuple[int, ...]
    starts: list[int]
    """Index in `text` of the first character."""
    kinds: list[int]
    advances: list[Length]
    """Width of the body along the line."""
    left_blanks: dict[int, Length]
    """Of marks that have one: how much of the body's start is blank."""
    right_blanks: dict[int, Length]
    ems: list[Length] | None
    """Size of each cluster's style, or None if it is the same throughout: `em`."""
    em: Length
    glyphs: list[int]
    glyph_clusters: list[int] | None
    """Cluster of each glyph; None if every cluster is one glyph."""
    offsets: dict[int, tuple[Length, Length]]
    """By glyph: how far it is drawn after its place along the line, and across it (down; right when upright); absent
    when not at all."""
    slacks: dict[int, Length] = field(default_factory=dict)
    """By cluster: blank before and after its ink, together, that may vanish as a last resort."""
    readings: tuple[Reading, ...] = ()
    is_annotated: bool = False
    """Whether anything stands between its lines: readings, dots, rules."""
    mode: WritingMode = WritingMode.HORIZONTAL

    def em_of(self, cluster: int) -> Length:
        return self.ems[cluster] if self.ems else self.em

    def locate(self, start: int, end: int) -> Span:
        """The place of characters `start` up to `end`; of those in the first styled text they touch."""
        which = max(bisect_right(self.span_starts, start) - 1, 0)
        first = self.span_starts[which]
        source = self.spans[which].source
        return source.locate(start - first, min(end - first, len(source.value)))

    def style_at(self, cluster: int) -> tuple[StyledText, Stretch]:
        """The styled text that a cluster belongs to, and how it is set."""
        stretch = self.stretches[bisect_right(self.stretch_firsts, cluster) - 1]
        return self.spans[stretch.span], stretch

    def glyph_range(self, start: int, stop: int) -> tuple[range, list[int] | None]:
        """Glyphs of clusters `start` up to `stop`, and the cluster of each (None: one glyph to a cluster)."""
        if self.glyph_clusters is None:
            return range(start, stop), None
        first = bisect_left(self.glyph_clusters, start)
        last = bisect_left(self.glyph_clusters, stop)
        return range(first, last), self.glyph_clusters[first:last]


class Shaper:
    """Shapes paragraphs with the faces of one library; keeps what it learns about faces for one build."""

    def __init__(self, fonts: FontLibrary, report: Diagnostics) -> None:
        self._fonts = fonts
        self._report = report
        self._classes = CharacterClasses()
        self._faces: dict[str, ShapedFace] = {}
        self.fallen: set[str] = set()
        """Characters whose fallback has been told."""

    def face(self, face_id: str) -> ShapedFace:
        known = self._faces.get(face_id)
        if known is None:
            known = self._faces[face_id] = ShapedFace(self._fonts.face(face_id))
        return known

    def offers(self, character: str) -> str:
        """Ids of the locked faces that have `character`, for people; a word in both languages if none has."""
        return "、".join(self._fonts.faces_with(character)) or "没有 (none)"

    def shape(
        self,
        spans: tuple[StyledText, ...],
        mode: WritingMode = WritingMode.HORIZONTAL,
        quotes: VerticalQuotes = VerticalQuotes.KEEP,
        numbers: VerticalNumbers = VerticalNumbers.LYING,
    ) -> ShapedParagraph:
        """Shape `spans` as one paragraph without line ends in it; `quotes` and `numbers` hold for vertical lines.

        Reports `missing-glyph`, with its place, for each character no face of its style has, and `glyph-fallback`,
        once, for each that only a face of the style's `fallback` has.
        """
        written = text = "".join(span.source.value for span in spans)
        kinds = classify(text, self._classes)
        if any(span.style.drop < 0 for span in spans):
            _class_superscripts(spans, kinds)
        if mode is WritingMode.VERTICAL:
            text = with_vertical_quotes(written, kinds, quotes)
        work = _Work(self, self._report, spans, text, kinds, numbers if mode is WritingMode.VERTICAL else None)
        first = 0
        for index, span in enumerate(spans):
            last = first + len(span.source.value)
            work.add_span(index, span.style, first, last)
            first = last
        if any(span.reading for span in spans):
            work.add_readings()
        shaped = work.paragraph()
        # Quotes change their shape in vertical lines, not the text: what is copied and spoken is what was written.
        return shaped if text == written else replace(shaped, text=written, shown=text)


def _class_superscripts(spans: tuple[StyledText, ...], kinds: list[int]) -> None:
    """Raised text stays with what stands before it, without a gap (CLREQ #h-annotation_marks)."""
    first = 0
    for span in spans:
        last = first + len(span.source.value)
        if span.style.drop < 0 and first:
            kind = SUPERSCRIPT if kinds[first - 1] in WESTERN else ANNOTATION
            kinds[first:last] = [kind] * (last - first)
        first = last


class _Work:
    """The lists of a `ShapedParagraph` while they grow."""

    def __init__(
        self,
        shaper: Shaper,
        report: Diagnostics,
        spans: tuple[StyledText, ...],
        text: str,
        kinds: list[int],
        numbers: VerticalNumbers | None,
    ) -> None:
        """`numbers` says how they stand in vertical lines; None for horizontal ones."""
        self.shaper, self.report, self.spans, self.text, self.kinds = shaper, report, spans, text, kinds
        self.numbers = numbers
        self.mode = WritingMode.HORIZONTAL if numbers is None else WritingMode.VERTICAL
        self.span_starts: list[int] = []
        self.starts: list[int] = []
        self.advances: list[Length] = []
        self.glyphs: list[int] = []
        self.glyph_clusters: list[int] = []
        self.offsets: dict[int, tuple[Length, Length]] = {}
        self.slacks: dict[int, Length] = {}
        self.readings: list[Reading] = []
        self.stretches: list[Stretch] = []
        self.ems: list[Length] = []

    def add_span(self, index: int, style: CharacterStyle, first: int, last: int) -> None:
        self.span_starts.append(first)
        before = len(self.starts)
        if self.numbers is not None:
            for upright in vertical_pieces(self.text, self.kinds, first, last, self.numbers):
                self._add_vertical(index, style, upright)
        else:
            for piece in self._pieces(style, first, last):
                self._add_piece(index, style, piece)
        self.ems += [style.size] * (len(self.starts) - before)

    def _pieces(self, style: CharacterStyle, first: int, last: int) -> list[tuple[int, int, bool, bool]]:
        """Pieces of one face and one set of features: (start, end, is Western, wants proportional forms).

        Dashes go two by two, since fonts join any number of them into one glyph.
        """
        if (style.latin in ("", style.han)) and style.latin_scale == 1 and not style.latin_shift:
            return self._apart(first, last, False)
        pieces: list[tuple[int, int, bool, bool]] = []
        for start, end, western in self._scripts(first, last):
            pieces += self._apart(start, end, western)
        return pieces

    def _apart(self, first: int, last: int, western: bool) -> list[tuple[int, int, bool, bool]]:
        edges = {first, last}
        for found in rules.SHAPED_APART.finditer(self.text, first, last):
            edges.update(found.span())
        return [self._piece(start, end, western) for start, end in pairwise(sorted(edges))]

    def _piece(self, start: int, end: int, western: bool) -> tuple[int, int, bool, bool]:
        shared = self.text[start] in "“”‘’…—·" and self.kinds[start] in WESTERN
        return start, end, western, shared

    def _scripts(self, first: int, last: int) -> list[tuple[int, int, bool]]:
        """Stretches that are all Western or not at all; spaces go with what stands before them."""
        found: list[tuple[int, int, bool]] = []
        start, western = first, False
        for at in range(first, last):
            kind = self.kinds[at]
            now = western if kind in (SPACE, GLUE) else kind in WESTERN
            if now != western:
                if start < at:
                    found.append((start, at, western))
                start, western = at, now
        if start < last:
            found.append((start, last, western))
        return found

    def _add_piece(
        self,
        index: int,
        style: CharacterStyle,
        piece: tuple[int, int, bool, bool],
        lying: tuple[Stance, Length] | None = None,
        other: ShapedFace | None = None,
    ) -> None:
        """Shape one piece in the style's face, or in `other`, which another piece has fallen back on."""
        start, end, western, proportional = piece
        face = other or self.shaper.face(style.latin if western and style.latin else style.han)
        size = round(style.size * style.latin_scale) if western else style.size
        stance, shift = lying or (Stance.ALONG, style.drop + (style.latin_shift if western else 0))
        text = self.text[start:end]
        ids, clusters, advances, shifts, heights = face.shape(text.replace("\t", " "), proportional)
        if 0 in ids and style.fallback and not other:
            for first, last, chosen in self._faces(index, face, start, end, lambda f, t: f.shape(t, proportional)[:2]):
                self._add_piece(index, style, (first, last, western, proportional), lying, chosen)
            return
        first = len(self.starts)
        self._add_stretch(face, size, index, shift, stance)
        if 0 in ids:
            self._report_missing(face, ids, clusters, start, index)
        scaled = face.scaled(size)
        widths = [scaled[units] for units in advances]
        if len(ids) == len(text) and not any(shifts) and not any(heights) and clusters[-1] == len(text) - 1:
            self.starts += range(start, end)
            self.advances += widths
            self.glyph_clusters += range(first, first + len(ids))
        else:
            self._add_clusters(clusters, widths, shifts, heights, scaled, start)
        self.glyphs += ids

    def _add_vertical(self, index: int, style: CharacterStyle, piece: Piece) -> None:
        start, end, stance = piece
        if stance is Stance.LYING:
            lying = round(style.size * MIDDLE) + style.latin_shift + style.drop
            for part in self._apart(start, end, True):
                self._add_piece(index, style, part, (stance, lying))
            if self.kinds[start] == BREAK_HERE:
                self.advances[-1] = 0
        elif stance is Stance.SHARED:
            self._add_cell(index, style, start, end)
        elif stance is Stance.STACKED:
            self._add_number(index, style, start, end)
        else:
            for first, last, _, _ in self._apart(start, end, False):
                self._add_upright(index, style, first, last)

    def _add_upright(
        self, index: int, style: CharacterStyle, start: int, end: int, other: ShapedFace | None = None
    ) -> None:
        face = other or self.shaper.face(style.han)
        ids, clusters, advances, shifts, heights = face.shape_upright(self.text[start:end])
        if 0 in ids and style.fallback and not other:
            for first, last, chosen in self._faces(index, face, start, end, lambda f, t: f.shape_upright(t)[:2]):
                self._add_upright(index, style, first, last, chosen)
            return
        self._add_stretch(face, style.size, index, style.drop, Stance.UPRIGHT)
        if 0 in ids:
            self._report_missing(face, ids, clusters, start, index)
        scaled = face.scaled(style.size)
        along, across = [-height for height in heights], [-shift for shift in shifts]
        self._add_clusters(clusters, [scaled[a] for a in advances], tuple(along), tuple(across), scaled, start)
        self.glyphs += ids

    def _faces(
        self, index: int, face: ShapedFace, start: int, end: int, shape: Shape[ShapedFace]
    ) -> Iterator[tuple[int, int, ShapedFace]]:
        """Stretches of characters `start` to `end` with the face that has each; tells what is set in another."""
        span = self.spans[index]
        others = [self.shaper.face(name) for name in span.style.fallback if name != face.id]
        for first, last, chosen in faces_of(self.text[start:end].replace("\t", " "), face, others, shape):
            for at in range(start + first, start + last) if chosen is not face else ():
                self._tell_fallback(self.text[at], span.source.locate(at - self.span_starts[index]), face, chosen)
            yield start + first, start + last, chosen

    def _tell_fallback(self, character: str, place: Span, face: ShapedFace, chosen: ShapedFace) -> None:
        if character not in self.shaper.fallen:
            self.shaper.fallen.add(character)
            self.report.warning(
                "glyph-fallback",
                place,
                character=character,
                codepoint=f"U+{ord(character):04X}",
                face=face.id,
                chosen=chosen.id,
            )

    def _add_number(self, index: int, style: CharacterStyle, start: int, end: int) -> None:
        """The cells of a number one under another, as one cluster: nothing parts them and no gap opens in them."""
        face = self.shaper.face(style.latin or style.han)
        size = round(style.size * style.latin_scale)
        scaled = face.scaled(size)
        self._add_stretch(face, size, index, style.drop, Stance.STACKED)
        self.starts.append(start)
        cells = stacked_cells(self.text[start:end])
        top, at = 0, start
        for text, ems in cells:
            ids, clusters, advances, _, _ = face.shape(text, False)
            if 0 in ids:
                self._report_missing(face, ids, clusters, at, index)
            body = round(style.size * ems)
            pen = -scaled[sum(advances)] // 2
            for glyph, advance in zip(ids, advances, strict=True):
                self.offsets[len(self.glyphs)] = (top + body // 2 + scaled[face.middle(glyph)], pen)
                self.glyph_clusters.append(len(self.starts) - 1)
                self.glyphs.append(glyph)
                pen += scaled[advance]
            top, at = top + body, at + len(text)
        long = len(cells) > 1 and len(cells[0][0]) == 1
        self.advances.append(top + (round(style.size * STACKED_AIR) if long else 0))

    def _add_cell(self, index: int, style: CharacterStyle, start: int, end: int) -> None:
        """Figures side by side in one em, in its middle both ways; set smaller if they are too wide for it."""
        face = self.shaper.face(style.latin or style.han)
        ids, _, advances, _, _ = face.shape(self.text[start:end], False)
        size = round(style.size * style.latin_scale)
        room = round(style.size * CELL_LIMIT)
        size = min(size, room * face.units_per_em // max(sum(advances), 1))
        scaled = face.scaled(size)
        self._add_stretch(face, size, index, style.drop, Stance.SHARED)
        if 0 in ids:
            self._report_missing(face, ids, tuple(range(len(ids))), start, index)
        self.starts.append(start)
        body = style.size
        if len(ids) == 1:
            body = round(style.size * LONE_CELL)
            self.slacks[len(self.starts) - 1] = round(style.size * LONE_CELL_SLACK)
        self.advances.append(body)
        pen = -scaled[sum(advances)] // 2
        baseline = body // 2 + scaled[face.middle(ids[0])]
        for glyph, advance in zip(ids, advances, strict=True):
            self.offsets[len(self.glyphs)] = (baseline, pen)
            self.glyph_clusters.append(len(self.starts) - 1)
            self.glyphs.append(glyph)
            pen += scaled[advance]

    def _add_stretch(self, face: ShapedFace, size: Length, index: int, shift: Length, stance: Stance) -> None:
        wanted = (face.id, size, index, shift, stance)
        before = self.stretches[-1] if self.stretches else None
        if not before or (before.face, before.size, before.span, before.shift, before.stance) != wanted:
            self.stretches.append(Stretch(len(self.starts), *wanted))

    def _add_clusters(
        self,
        clusters: tuple[int, ...],
        widths: list[Length],
        shifts: tuple[int, ...],
        heights: tuple[int, ...],
        scaled: dict[int, Length],
        start: int,
    ) -> None:
        """Clusters of more than one glyph or character, or with glyphs moved from their pens."""
        last, pen = -1, 0
        glyph = len(self.glyphs)
        for cluster, width, shift, height in zip(clusters, widths, shifts, heights, strict=True):
            if cluster != last:
                self.starts.append(start + cluster)
                self.advances.append(0)
                last, pen = cluster, 0
            if pen or shift or height:
                self.offsets[glyph] = (pen + scaled[shift], -scaled[height])
            self.glyph_clusters.append(len(self.starts) - 1)
            self.advances[-1] += width
            pen += width
            glyph += 1

    def _report_missing(
        self, face: ShapedFace, ids: tuple[int, ...], clusters: tuple[int, ...], start: int, index: int
    ) -> None:
        for cluster in sorted({clusters[i] for i, glyph in enumerate(ids) if glyph == 0}):
            character = self.text[start + cluster]
            source = self.spans[index].source
            self.report.error(
                "missing-glyph",
                source.locate(start + cluster - self.span_starts[index]),
                face=face.id,
                character=character,
                codepoint=f"U+{ord(character):04X}",
                offers=self.shaper.offers(character),
            )

    def add_readings(self) -> None:
        """Shape the readings; a body narrower than its reading is widened, so that none sticks out or meets another."""
        ends = [*self.span_starts[1:], len(self.text)]
        for index, span in enumerate(self.spans):
            words = span.reading.split()
            if not words:
                continue
            first, end = (bisect_left(self.starts, at) for at in (self.span_starts[index], ends[index]))
            groups = [(first, end, span.reading)]
            if len(words) == end - first:
                groups = [(first + at, first + at + 1, word) for at, word in enumerate(words)]
            for start, stop, text in groups:
                self.readings.append(self._shaped_reading(index, start, stop, text))

    def _shaped_reading(self, index: int, first: int, end: int, text: str) -> Reading:
        style = self.spans[index].style
        face = self.shaper.face(style.latin if style.latin and text[0] < "\u2e80" else style.han)
        size = round(style.size * READING_SCALE)
        ids, clusters, advances, shifts, _ = face.shape(text, False)
        for at in {clusters[i] for i, glyph in enumerate(ids) if glyph == 0}:
            self.report.error(
                "missing-glyph",
                self.spans[index].source.span,
                face=face.id,
                character=text[at],
                codepoint=f"U+{ord(text[at]):04X}",
                offers=self.shaper.offers(text[at]),
            )
        scaled = face.scaled(size)
        pens = [0, *accumulate(scaled[a] for a in advances)]
        self._widen(first, end, pens[-1] + round(style.size * READING_APART))
        x = tuple(pen + scaled[shift] for pen, shift in zip(pens, shifts, strict=False))
        return Reading(
            first=first,
            end=end,
            span=index,
            face=face.id,
            size=size,
            text=text,
            glyphs=ids,
            x=x,
            clusters=clusters,
            width=pens[-1],
        )

    def _widen(self, first: int, end: int, room: Length) -> None:
        """Give clusters bodies of `room` in all, in equal parts, each glyph in the middle of its body."""
        lack = room - sum(self.advances[first:end])
        for k in range(first, end) if lack > 0 else ():
            share = lack * (k - first + 1) // (end - first) - lack * (k - first) // (end - first)
            self.advances[k] += share
            for glyph in range(bisect_left(self.glyph_clusters, k), bisect_left(self.glyph_clusters, k + 1)):
                along, across = self.offsets.get(glyph, (0, 0))
                self.offsets[glyph] = (along + share // 2, across)

    def paragraph(self) -> ShapedParagraph:
        kinds = self.kinds if len(self.starts) == len(self.text) else [self.kinds[start] for start in self.starts]
        left, right = self._measure_marks(kinds)
        mixed = any(span.style.size != self.spans[0].style.size for span in self.spans)
        one_to_one = len(self.glyphs) == len(self.starts)
        return ShapedParagraph(
            text=self.text,
            spans=self.spans,
            span_starts=tuple(self.span_starts),
            stretches=tuple(self.stretches),
            stretch_firsts=tuple(stretch.first for stretch in self.stretches),
            starts=self.starts,
            kinds=kinds,
            advances=self.advances,
            left_blanks=left,
            right_blanks=right,
            ems=self.ems if mixed else None,
            em=self.spans[0].style.size if self.spans else 0,
            glyphs=self.glyphs,
            glyph_clusters=None if one_to_one else self.glyph_clusters,
            offsets=self.offsets,
            slacks=self.slacks,
            readings=tuple(self.readings),
            is_annotated=any(span.dots or span.rule or span.reading for span in self.spans),
            mode=self.mode,
        )

    def _measure_marks(self, kinds: list[int]) -> tuple[dict[int, Length], dict[int, Length]]:
        """Bodies and blanks of marks, from ink: what a font declares for a mark may be anything (GB/T 15834 5.1)."""
        left: dict[int, Length] = {}
        right: dict[int, Length] = {}
        measured = [k for k, kind in enumerate(kinds) if kind in rules.MEASURED]
        if not measured:
            return left, right
        ends = [stretch.first for stretch in self.stretches[1:]] + [len(kinds)]
        which = 0
        one_to_one = len(self.glyphs) == len(self.starts)
        for cluster in measured:
            while cluster >= ends[which]:
                which += 1
            stretch = self.stretches[which]
            face = self.shaper.face(stretch.face)
            glyph = cluster if one_to_one else bisect_left(self.glyph_clusters, cluster)
            em = stretch.size
            measured_face = face if stretch.stance is Stance.ALONG else face.down
            body, offset, blank_left, blank_right = mark_body(measured_face, self.glyphs[glyph], kinds[cluster], em)
            if body is not None:
                self.advances[cluster] = body
            if offset:
                along, across = self.offsets.get(glyph, (0, 0))
                self.offsets[glyph] = (along + offset, across)
            if blank_left:
                left[cluster] = blank_left
            if blank_right:
                right[cluster] = blank_right
        return left, right


def mark_body(
    face: ShapedFace | UprightFace, glyph: int, kind: int, em: Length
) -> tuple[Length | None, Length, Length, Length]:
    """The body of a Chinese mark at size `em`: its width (None: the font's), how far to move the glyph in it, and
    its blank start and end.

    Marks stand in a whole em, in the half where the font drew them; interpuncts and solidi in the middle of half an
    em. A mark whose ink lies in neither half has no blank. Source: CLREQ #h-punctuation_adjustment_space.
    """
    units = face.units_per_em
    ink_left, ink_right = face.ink(glyph)
    scaled = face.scaled(em)
    if kind in HALF_WIDTH:
        offset = (em // 2 - scaled[ink_right] - scaled[ink_left]) // 2
        return em // 2, offset, 0, max(0, em // 2 - offset - scaled[face.advance(glyph)])
    declared = face.advance(glyph)
    offset = 0
    body: Length | None = None
    if declared < rules.NARROW_MARK * units:
        # A narrow mark is given a whole body: it stands at the inner side, as full-width fonts draw it.
        body = em
        offset = em - scaled[declared] if kind == OPEN else 0
        ink_left, ink_right = (ink_left + units - declared, 0) if kind == OPEN else (ink_left, ink_right)
    half = em // 2
    if kind == OPEN:
        return body, offset, half if ink_left >= (1 - rules.INK_HALF) * units else 0, 0
    return body, offset, 0, half if ink_right <= rules.INK_HALF * units else 0
