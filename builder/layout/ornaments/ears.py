"""谷穗: an ear of millet with one grain for each character of a text, one section for each sentence.

The ear is laid out in rows across its axis, from the tip to the foot. Every row has the other parity than the one
before it, so that grains lie in the hollows; each sentence ends in a waist; the axis rises along the stem and then
bows to the right. Lengths in this module are millimetres until the paths are made.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from builder.color import Paint
from builder.geometry import Point
from builder.layout.ornaments.ornament import Drawing, OrnamentError, OrnamentRequest
from builder.layout.ornaments.parameters import Parameters
from builder.layout.pages import Path
from builder.layout.shapes import dots, line
from builder.units import Length, mm

SENTENCE_END = re.compile(r"[。！？]")
SAME_PARITY = 2 / math.sqrt(3)
"""Row pitches from a row to one of the same parity: its grains stand on top of the other's, not in the hollows."""
PASSES = 6
"""The outline is stretched over the rows it gave the time before; after six times it moves no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """How wide an ear is along its length."""

    width: float
    """Grains across, at its fullest."""
    tip: float = 0.32
    """Share of the length over which it grows to its width."""
    foot: float = 0.82
    """Share of the length from which it narrows again, to half."""
    gap: float = 0.35
    """Row pitches between two sections."""
    cut: float = 0.30
    """Share of a row that the waist of a section may take, less in each row further from it."""

    def at(self, t: float) -> float:
        """Grains across at `t`, 0 being the tip and 1 the foot."""
        if t < self.tip:
            return max(0.14 * self.width, self.width * math.sqrt(1 - (1 - t / self.tip) ** 2))
        if t > self.foot:
            narrowed = (t - self.foot) / (1 - self.foot)
            return self.width * (0.5 + 0.5 * math.sqrt(max(0.0, 1 - narrowed**2)))
        return self.width


@dataclass(frozen=True, slots=True)
class Row:
    """A row of grains: how many, and how many row pitches from the first row, which is the tip."""

    position: float
    grains: int


@dataclass(frozen=True, slots=True)
class Grain:
    """A grain: its centre from the stem's foot, its diameter, and whether it is ripe."""

    x: float
    y: float
    diameter: float
    ripe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The axis: straight along the stem, then turning right over the whole length of the ear."""

    pitch: float
    stem: float
    heading: float
    """Degrees to the right of straight up, along the stem."""
    turn: float
    """Radians to the right, from the ear's foot to its tip."""
    length: float
    """Of the ear, along the axis."""

    def grain(self, along: float, across: float) -> tuple[float, float]:
        """Where a grain stands that lies `along` the axis from the ear's foot and `across` to the right of it."""
        start, bow = math.radians(self.heading), self.turn / self.length
        heading = start + bow * along
        x = self.stem * math.sin(start)
        y = -self.stem * math.cos(start)
        if bow:
            x += (math.cos(start) - math.cos(heading)) / bow
            y -= (math.sin(heading) - math.sin(start)) / bow
        else:
            x += along * math.sin(start)
            y -= along * math.cos(start)
        return x + across * math.cos(heading), y + across * math.sin(heading)


def count_characters(text: str) -> int:
    """Letters, digits and Han characters of `text`: what becomes a grain. Marks, spaces and signs do not count."""
    return sum(character.isalnum() for character in text)


def count_sentences(paragraphs: Sequence[str]) -> tuple[int, ...]:
    """The characters of each sentence, in order; stretches without any are left out."""
    pieces = (piece for paragraph in paragraphs for piece in SENTENCE_END.split(paragraph))
    return tuple(count for count in map(count_characters, pieces) if count)


def share_out(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` in whole parts proportional to `weights`, by largest remainder (earlier first); sums to `total`."""
    whole = sum(weights)
    if not whole:
        raise OrnamentError("weights")
    shares = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in order[: total - sum(shares)]:
        shares[index] += 1
    return tuple(shares)


def ear_rows(sections: Sequence[int], outline: Outline) -> tuple[Row, ...]:
    """Rows from the tip, holding each section's grains exactly; a section begins a row of its own."""
    length = sum(sections) / (0.86 * outline.width) + outline.gap * (len(sections) - 1)
    rows: tuple[Row, ...] = ()
    for _ in range(PASSES):
        rows = _rows(sections, outline, length)
        length = rows[-1].position + 1
    return rows


def _rows(sections: Sequence[int], outline: Outline, length: float) -> tuple[Row, ...]:
    rows: list[Row] = []
    for section in sections:
        start = rows[-1].position + 1 + outline.gap if rows else 0.0
        parity = (rows[-1].grains + 1) % 2 if rows else 0
        widths: list[int] = []
        while sum(widths) < section:
            t = min((start + len(widths) + 0.5) / length, 0.999)
            width = max(1, 2 * round((outline.at(t) - parity) / 2) + parity)
            widths.append(width)
            parity = (width + 1) % 2
        for index, grains in enumerate(_with_waist(widths, sum(widths) - section, outline.cut)):
            rows.append(Row(_next_position(rows, grains, outline.gap if index == 0 else 0.0), grains))
    return tuple(rows)


def _with_waist(widths: list[int], surplus: int, cut: float) -> list[int]:
    """`widths` with `surplus` grains taken off, most from the last row."""
    left = list(widths)
    while surplus:
        share = cut
        for index in reversed(range(len(left))):
            taken = min(surplus, max(1, math.floor(share * widths[index])), left[index] - 1)
            left[index] -= taken
            surplus -= taken
            share *= 0.8
    return left


def _next_position(rows: Sequence[Row], grains: int, gap: float) -> float:
    if not rows:
        return 0.0
    step = 1.0 if (rows[-1].grains - grains) % 2 else SAME_PARITY
    return rows[-1].position + step + gap


@dataclass(frozen=True, slots=True, kw_only=True)
class Ripeness:
    """Which grains are ripe, and how large ripe and unripe ones are as shares of the room they have."""

    ripe: int
    of: int
    """`ripe` of every `of` grains, counted from the tip: the stripes run round the ear."""
    diameter: float = 0.92
    unripe_diameter: float = 0.62


def ear_grains(rows: Sequence[Row], curve: Curve, ripeness: Ripeness) -> Iterator[Grain]:
    """The grains from the tip to the foot, each row from left to right."""
    pitch, row_pitch = curve.pitch, curve.pitch * math.sqrt(3) / 2
    bow = curve.turn / curve.length
    index = 0
    for row in rows:
        along = curve.length - (row.position + 0.5) * row_pitch
        for j in range(row.grains):
            across = (j - (row.grains - 1) / 2) * pitch
            room = min(pitch, math.hypot(pitch / 2, row_pitch * (1 - bow * across)))
            ripe = index % ripeness.of < ripeness.ripe
            share = ripeness.diameter if ripe else ripeness.unripe_diameter
            x, y = curve.grain(along, across)
            yield Grain(x, y, share * room, ripe)
            index += 1


def ear(request: OrnamentRequest) -> Drawing:
    """An ear of millet on its stem, measured from the stem's foot.

    What becomes grains: `request.parts`, paragraphs whose sentences are the sections; or `grains`, a number, as one
    section; with both, that many grains shared out among the parts, a section each.

    Parameters: `pitch` of the grains, `stem` and `stem-width` (a share of the pitch unless `stem-mm` is given),
    `reach`, the height over the foot to which the stem lifts the highest grain if it is lower;
    `heading` of the stem in degrees right of upright; `bend` in degrees or the `radius` of the axis; `width` in
    grains with `narrow` (below, width) and `wide` (above, width) for small and large texts; `tip`, `foot`, `gap`,
    `cut` of the outline; `ripe` of every `of` grains; `diameter`, `unripe-diameter`.

    Inks: `ripe`, `unripe`, `stem`.
    """
    parameters = Parameters(request.parameters)
    sections = _sections(request, parameters)
    rows = ear_rows(sections, _outline(parameters, sum(sections)))
    ripeness = Ripeness(
        ripe=parameters.whole("ripe", 1),
        of=parameters.whole("of", 1),
        diameter=parameters.real("diameter", 0.92),
        unripe_diameter=parameters.real("unripe-diameter", 0.62),
    )
    curve = _lengthened(rows, _curve(rows, parameters), ripeness, parameters.real("reach", 0))
    stem = _stem(curve, parameters, request.inks["stem"])
    return (*stem, *_drawn(ear_grains(rows, curve, ripeness), request.inks))


def _sections(request: OrnamentRequest, parameters: Parameters) -> tuple[int, ...]:
    grains = parameters.whole("grains", 0)
    if grains > 0 and request.parts:
        return share_out(grains, [count_characters(part) for part in request.parts])
    sections = (grains,) if grains > 0 else count_sentences(request.parts)
    if not sections:
        raise OrnamentError(request.text)
    return sections


def _outline(parameters: Parameters, grains: int) -> Outline:
    width = parameters.real("width", 9)
    narrow, wide = parameters.reals("narrow"), parameters.reals("wide")
    if narrow and grains < narrow[0]:
        width = narrow[1]
    if wide and grains > wide[0]:
        width = wide[1]
    return Outline(
        width=width,
        tip=parameters.real("tip", 0.32),
        foot=parameters.real("foot", 0.82),
        gap=parameters.real("gap", 0.35),
        cut=parameters.real("cut", 0.30),
    )


def _curve(rows: Sequence[Row], parameters: Parameters) -> Curve:
    pitch = parameters.real("pitch", 4.5)
    length = (rows[-1].position + 1) * pitch * math.sqrt(3) / 2
    turn = math.radians(parameters.real("bend", 0))
    if parameters.has("radius"):
        turn = length / parameters.real("radius", 0)
    return Curve(
        pitch=pitch,
        stem=parameters.real("stem", 0),
        heading=parameters.real("heading", 0),
        turn=turn,
        length=length,
    )


def _lengthened(rows: Sequence[Row], curve: Curve, ripeness: Ripeness, reach: float) -> Curve:
    """The curve with its stem made longer, if that is needed for the highest grain to stand `reach` above its foot."""
    if not reach:
        return curve
    height = -min(grain.y for grain in ear_grains(rows, curve, ripeness))
    return replace(curve, stem=curve.stem + max(0.0, reach - height))


def _stem(curve: Curve, parameters: Parameters, paint: Paint) -> tuple[Path, ...]:
    if curve.stem <= 0:
        return ()
    width = parameters.real("stem-mm", parameters.real("stem-width", 0.6) * curve.pitch)
    # A little into the ear, so that no gap shows under an unripe grain.
    top = curve.grain(curve.pitch / 4, 0)
    return (line(Point(0, 0), Point(mm(top[0]), mm(top[1])), mm(width), paint),)


def _drawn(grains: Iterator[Grain], inks: Mapping[str, Paint]) -> Iterator[Path]:
    """Unripe grains, then ripe ones; those of one size in one path."""
    alike: dict[tuple[bool, Length], list[Point]] = {}
    for grain in grains:
        centre = Point(mm(grain.x), mm(grain.y))
        alike.setdefault((grain.ripe, mm(round(grain.diameter, 3))), []).append(centre)
    for (ripe, diameter), centres in sorted(alike.items(), key=lambda pair: pair[0]):
        yield dots(centres, diameter, inks["ripe" if ripe else "unripe"])
