"""Setting chosen lines: slack goes to gaps tier by tier, and what comes out are runs of placed glyphs."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from itertools import pairwise

from builder.text import rules
from builder.text.glyphs import GlyphRun, InlineMark, Line, LineRun
from builder.text.hyphenation import SOFT_HYPHEN
from builder.text.interlinear import PlacedClusters, interlinear_marks, with_readings
from builder.text.spacing import Hyphen, SpacedParagraph
from builder.text.vertical import Stance
from builder.units import Length

Share = tuple[Length, list[int], int]
"""An amount to hand out in proportion to a running sum, and that sum's total over the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Where a line goes. `offset` is its number of characters before it in the whole text."""

    first: int
    """Its first cluster."""
    end: int
    """After its last cluster."""
    indent: Length
    width: Length
    """Room for it after the indent."""
    justify: bool
    hang_start: Length = 0
    """How far its start stands out."""
    hang_end: Length = 0
    """How much of its end stands out and is not counted."""
    align: float = 0.0
    """Part of the slack that goes before the line."""
    text_offset: int = 0
    tail: str = ""
    """A line end of the author's, which vanishes at the break."""
    is_last: bool = False


def shares(spaced: SpacedParagraph, slot: Slot) -> tuple[list[Share], Length]:
    """How a line's slack is handed out, and the width that comes of it.

    Source: CLREQ #procedures_for_inter-character_spacing_reduction and …_expansion. Shrinking happens on every line
    that needs it, widening on justified ones.
    """
    first, last = slot.first, slot.end - 1
    natural = spaced.ends[slot.end] - spaced.starts[first] - slot.hang_start - slot.hang_end
    room = slot.width - natural
    if room < 0:
        found = _shrink(spaced, first, last, -room)
    elif room > 0 and slot.justify:
        found = _stretch(spaced, first, last, room)
    else:
        found = []
    return found, natural + sum(amount for amount, _, _ in found)


def _shrink(spaced: SpacedParagraph, first: int, last: int, need: Length) -> list[Share]:
    found: list[Share] = []
    for _, tier in spaced.shrink:
        total = tier[last] - tier[first]
        if total:
            used = min(need, total)
            found.append((-used, tier, total))
            need -= used
            if not need:
                break
    return found


def _stretch(spaced: SpacedParagraph, first: int, last: int, room: Length) -> list[Share]:
    found: list[Share] = []
    for stage in (spaced.word_stretch, spaced.han_latin_stretch):
        total = stage[last] - stage[first]
        if total and room:
            used = min(room, total)
            found.append((used, stage, total))
            room -= used
    gaps = spaced.gaps[last] - spaced.gaps[first]
    if not room or not gaps:
        return found
    # Han–Latin gaps stop at half an em; the rest goes to the others, where there are any. On a line as loose as
    # that everywhere a gap that stopped would look like a mistake.
    mixed = spaced.han_latin[last] - spaced.han_latin[first]
    most = round(spaced.shaped.em * (rules.HAN_LATIN_LIMIT - rules.HAN_LATIN_MOST)) * mixed
    limit = round(spaced.shaped.em * rules.HAN_LATIN_MOST)
    if mixed and most * gaps < room * mixed < limit * mixed * gaps and room - most < limit * (gaps - mixed):
        others = [gap - han_latin for gap, han_latin in zip(spaced.gaps, spaced.han_latin, strict=True)]
        return [*found, (most, spaced.han_latin, mixed), (room - most, others, gaps - mixed)]
    return [*found, (room, spaced.gaps, gaps)]


def set_line(spaced: SpacedParagraph, slot: Slot) -> Line:
    """Place the clusters of one line. A justified line ends exactly at the measure, if it has any gap to widen."""
    shaped = spaced.shaped
    parts, width = shares(spaced, slot)
    first, end = slot.first, slot.end
    start = slot.indent - slot.hang_start + round((slot.width - width) * slot.align)
    base = start - spaced.starts[first]
    places = [pen + base for pen in spaced.pens[first:end]]
    for amount, sums, total in parts:
        before = sums[first]
        places = [x + amount * (sums[k] - before) // total for k, x in enumerate(places, first)]
    text_end = shaped.starts[end] if end < len(shaped.starts) else len(shaped.text)
    text_start = shaped.starts[first]
    hyphen = spaced.hyphens.get(end)
    edge = start + width - (hyphen.width if hyphen else 0)
    runs = _runs(spaced, first, end, places, edge)
    if hyphen:
        runs = (*runs, _hyphen_run(runs[-1], hyphen, edge))
    marks: tuple[InlineMark, ...] = ()
    if shaped.is_annotated:
        placed = PlacedClusters(shaped, first, places)
        runs, marks = with_readings(runs, placed), interlinear_marks(placed)
    return Line(
        runs=runs,
        marks=marks,
        start=slot.text_offset + text_start,
        end=slot.text_offset + text_end + len(slot.tail),
        width=start + width,
        indent=slot.indent,
        is_last=slot.is_last,
        text=shaped.text[text_start:text_end] + slot.tail,
        mode=shaped.mode,
    )


def _hyphen_run(before: LineRun, hyphen: Hyphen, at: Length) -> LineRun:
    """The hyphen of a parted word, in the word's style. It is a soft one: no character of the text."""
    run = replace(
        before.run,
        text=SOFT_HYPHEN,
        glyphs=(hyphen.glyph,),
        x=(0,),
        y=(0,),
        clusters=(0,),
        advance=hyphen.width,
    )
    return replace(before, offset=at, run=run)


def _runs(spaced: SpacedParagraph, first: int, end: int, places: list[Length], edge: Length) -> tuple[LineRun, ...]:
    shaped = spaced.shaped
    firsts = shaped.stretch_firsts
    which = bisect_right(firsts, first) - 1
    edges = [first, *firsts[which + 1 : bisect_left(firsts, end)], end]
    stops = [*[places[at - first] for at in edges[1:-1]], edge]
    runs: list[LineRun] = []
    for (start, stop), pen_after in zip(pairwise(edges), stops, strict=True):
        runs.append(_run(spaced, which, (start, stop), places[start - first : stop - first], pen_after))
        which += 1
    return tuple(runs)


def _run(
    spaced: SpacedParagraph, which: int, clusters: tuple[int, int], places: list[Length], pen_after: Length
) -> LineRun:
    shaped = spaced.shaped
    stretch = shaped.stretches[which]
    span = shaped.spans[stretch.span]
    start, stop = clusters
    offset = places[0]
    text_start = shaped.starts[start]
    text_end = shaped.starts[stop] if stop < len(shaped.starts) else len(shaped.text)
    span_start = shaped.span_starts[stretch.span]
    glyphs, of_glyph = shaped.glyph_range(start, stop)
    if of_glyph is None:
        x = [place - offset for place in places]
        indices = [index - text_start for index in shaped.starts[start:stop]]
    else:
        x = [places[k - start] - offset for k in of_glyph]
        indices = [shaped.starts[k] - text_start for k in of_glyph]
    y = [0] * len(x)
    for glyph in [g for g in glyphs if g in shaped.offsets] if shaped.offsets else ():
        along, across = shaped.offsets[glyph]
        x[glyph - glyphs.start] += along
        y[glyph - glyphs.start] += across
    if stretch.stance in (Stance.UPRIGHT, Stance.SHARED, Stance.STACKED):
        x, y = y, x
    run = GlyphRun(
        face=stretch.face,
        size=stretch.size,
        paint=span.style.paint,
        text=shaped.text[text_start:text_end],
        glyphs=tuple(shaped.glyphs[glyphs.start : glyphs.stop]),
        x=tuple(x),
        y=tuple(y),
        clusters=tuple(indices),
        advance=pen_after - offset,
        mode=shaped.mode,
        turned=stretch.stance is Stance.LYING,
        shown=shaped.shown[text_start:text_end],
        language=span.language,
        origin=span.source.locate(text_start - span_start, text_end - span_start),
    )
    return LineRun(offset=offset, run=run, shift=stretch.shift, link=span.link, structure=span.structure)
