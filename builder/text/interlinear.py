"""What stands between lines: emphasis dots, lines under names, readings above.

Source: CLREQ #handling_interlinear_punctuation, #positioning_of_romanization; GB/T 15834 4.12, 4.16.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder.color import Paint
from builder.source import Span
from builder.text.glyphs import GlyphRun, InlineMark, LineRun, WritingMode
from builder.text.rules import HAN
from builder.text.shaping import Reading, ShapedParagraph
from builder.text.styles import InterlinearRule
from builder.units import Length

Ring = tuple[tuple[Length, Length], ...]

# Ems of the marked text, from the edge of the characters' bodies.
BELOW = 0.12
"""From the baseline to the lower edge of a body; a vertical line's origin is its middle, half an em from both edges."""
LINE_AT = 0.07
LINE_WEIGHT = 0.05
WAVE_AT = 0.1
WAVE_HEIGHT = 0.045
WAVE_LENGTH = 0.5
STEPS_OF_WAVE = 8
DOT_AT = 0.16
DOT_AFTER_LINE = 0.24
DOT_RADIUS = 0.075
SIDES_OF_DOT = 16
NAME_INSET = 0.06
"""Lines of neighbouring names stop short of one another, so that two names are seen to be two."""
READING_AT = 0.14
"""From the upper edge of the bodies to the baseline of a reading, or from the right edge of a vertical line's."""


@dataclass(frozen=True, slots=True)
class PlacedClusters:
    """Clusters of one line from `first` on, with the place of each along the line."""

    shaped: ShapedParagraph
    first: int
    places: Sequence[Length]

    @property
    def end(self) -> int:
        return self.first + len(self.places)

    def body(self, cluster: int) -> tuple[Length, Length]:
        """Where a cluster's body begins and ends along the line."""
        start = self.places[cluster - self.first]
        return start, start + self.shaped.advances[cluster]

    def of_span(self, index: int) -> range:
        """The clusters of one styled text that stand in this line."""
        starts = self.shaped.span_starts
        first = starts[index]
        last = starts[index + 1] if index + 1 < len(starts) else len(self.shaped.text)
        inside = [k for k in range(self.first, self.end) if first <= self.shaped.starts[k] < last]
        return range(inside[0], inside[-1] + 1) if inside else range(0)


def interlinear_marks(line: PlacedClusters) -> tuple[InlineMark, ...]:
    """Lines and dots of one line, from its origin: lines first, dots outside them (in vertical lines, opposite)."""
    found: list[InlineMark] = []
    for index, span in enumerate(line.shaped.spans):
        if not (span.dots or span.rule):
            continue
        clusters = line.of_span(index)
        if not clusters:
            continue
        text_start = line.shaped.starts[clusters[0]] - line.shaped.span_starts[index]
        text_end = text_start + len(clusters)
        place = span.source.locate(text_start, min(text_end, len(span.source.value)))
        drawing = _Drawing(line, span.style.size, span.style.paint, place)
        if span.rule:
            found.append(drawing.rule(clusters, span.rule))
        if span.dots and (dots := drawing.dots(clusters, bool(span.rule))):
            found.append(dots)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Drawing:
    line: PlacedClusters
    em: Length
    paint: Paint
    origin: Span

    @property
    def upright(self) -> bool:
        return self.line.shaped.mode is WritingMode.VERTICAL

    def rule(self, clusters: range, kind: InterlinearRule) -> InlineMark:
        """A line or wave under the clusters; left of vertical ones."""
        inset = round(self.em * NAME_INSET)
        start = self.line.body(clusters[0])[0] + inset
        end = self.line.body(clusters[-1])[1] - inset
        half = LINE_WEIGHT / 2
        if kind is InterlinearRule.NAME:
            upper = [(start, LINE_AT), (end, LINE_AT)]
        else:
            count = max(2, round((end - start) / (self.em * WAVE_LENGTH))) * STEPS_OF_WAVE
            upper = [
                (
                    start + (end - start) * step // count,
                    WAVE_AT + WAVE_HEIGHT * math.sin(2 * math.pi * step / STEPS_OF_WAVE),
                )
                for step in range(count + 1)
            ]
        ring = [(along, across - half) for along, across in upper]
        ring += [(along, across + half) for along, across in reversed(upper)]
        return self._mark([tuple(self._point(along, across, left=True) for along, across in ring)])

    def dots(self, clusters: range, after_line: bool) -> InlineMark | None:
        """A dot under the middle of each Han character; right of vertical ones. None under marks and Western text."""
        shaped = self.line.shaped
        across = DOT_AFTER_LINE if after_line and not self.upright else DOT_AT
        rings = []
        for cluster in clusters:
            if shaped.kinds[cluster] != HAN or shaped.text[shaped.starts[cluster]].isascii():
                continue
            start, end = self.line.body(cluster)
            rings.append(self._dot((start + end) // 2, across))
        return self._mark(rings) if rings else None

    def _dot(self, along: Length, across: float) -> Ring:
        turn = 2 * math.pi / SIDES_OF_DOT
        return tuple(
            self._point(
                along + round(self.em * DOT_RADIUS * math.cos(turn * side)),
                across + DOT_RADIUS * math.sin(turn * side),
                left=False,
            )
            for side in range(SIDES_OF_DOT)
        )

    def _point(self, along: Length, across: float, *, left: bool) -> tuple[Length, Length]:
        if not self.upright:
            return along, round(self.em * (BELOW + across))
        away = round(self.em * (0.5 + across))
        return (-away if left else away), along

    def _mark(self, rings: Sequence[Ring]) -> InlineMark:
        return InlineMark(outlines=tuple(rings), paint=self.paint, origin=self.origin)


def with_readings(runs: tuple[LineRun, ...], line: PlacedClusters) -> tuple[LineRun, ...]:
    """The runs of a line, each followed by the readings of what it holds (structure RT)."""
    readings = [r for r in line.shaped.readings if line.first <= r.first and r.end <= line.end]
    found: list[LineRun] = []
    for index, run in enumerate(runs):
        found.append(run)
        stop = runs[index + 1].offset if index + 1 < len(runs) else None
        while readings and (stop is None or line.body(readings[0].first)[0] < stop):
            found += _set_reading(readings.pop(0), line)
    return tuple(found)


def _set_reading(reading: Reading, line: PlacedClusters) -> Iterator[LineRun]:
    shaped = line.shaped
    span = shaped.spans[reading.span]
    start, end = line.body(reading.first)[0], line.body(reading.end - 1)[1]
    upright = shaped.mode is WritingMode.VERTICAL
    away = round(span.style.size * ((0.5 if upright else 1 - BELOW) + READING_AT))
    text_start = shaped.starts[reading.first] - shaped.span_starts[reading.span]
    run = GlyphRun(
        face=reading.face,
        size=reading.size,
        paint=span.style.paint,
        text=reading.text,
        glyphs=reading.glyphs,
        x=reading.x,
        y=(0,) * len(reading.x),
        clusters=reading.clusters,
        advance=reading.width,
        mode=shaped.mode,
        turned=upright,
        language="zh-Latn-pinyin" if reading.text[:1].isalpha() and reading.text[0] < "\u2e80" else span.language,
        origin=span.source.locate(text_start, text_start + 1),
    )
    yield LineRun(
        offset=start + (end - start - reading.width) // 2, run=run, shift=-away, link=span.link, structure="RT"
    )
