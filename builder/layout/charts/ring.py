"""A ring: parts of a whole, clockwise from the top, with a list that names them."""

import math
from collections.abc import Mapping
from decimal import Decimal

from builder.geometry import Point
from builder.layout.charts.plot import GAP, ChartKind, Drawing, Plot, Span, Words, cut
from builder.layout.pages import Close, CurveTo, LineTo, MoveTo, Path, Segment, Stroke
from builder.layout.shapes import rectangle
from builder.units import Length, mm

SHARE = 0.4
"""Of the width that the ring takes."""
SMALLEST, LARGEST = mm(45), mm(78)
THICKNESS = 0.19
"""Of the diameter."""
APART = mm(0.7)
"""Ground that shows between two parts."""
SWATCH = mm(3.2)
AIR = mm(5)


def _ring_measures(width: Length, _count: int) -> Mapping[str, Length]:
    rest = width - round(width * SHARE) - mm(12)
    return {"label": round(rest * 0.62) - SWATCH - GAP, "value": round(rest * 0.36)}


def _list_height(plot: Plot) -> Length:
    return len(plot.rows) * (max(plot.tallest("label"), plot.tallest("value")) + AIR)


def _ring_height(plot: Plot) -> Span:
    least = max(SMALLEST, _list_height(plot))
    return least, max(least, min(LARGEST, round(plot.width * SHARE)))


def whole_of(plot: Plot) -> Decimal:
    """A hundred for shares that do not reach it, else the sum."""
    total = sum((row.number for row in plot.rows), Decimal(0))
    shares = all(row.is_share for row in plot.rows)
    return Decimal(100) if shares and total <= 100 else total or Decimal(1)


def _draw_ring(plot: Plot) -> Drawing:
    diameter = min(plot.height, round(plot.width * SHARE), LARGEST)
    radius, thickness = diameter // 2, round(diameter * THICKNESS)
    centre = Point(radius, plot.height // 2)
    whole, begun = whole_of(plot), Decimal(0)
    paths: list[Path] = []
    for row, paint in zip(plot.rows, plot.series, strict=False):
        segments = arc_segments(centre, radius, thickness, (begun / whole, (begun + row.number) / whole))
        begun += row.number
        if segments:
            paths.append(Path(segments=segments, fill=paint))
    if begun < whole:
        inset = plot.weight // 2
        rest = arc_segments(centre, radius - inset, thickness - 2 * inset, (begun / whole, Decimal(1)))
        if rest:
            paths.append(Path(segments=rest, stroke=Stroke(paint=plot.inks["mark"], width=plot.weight)))
    listed = _list(plot, diameter + mm(12))
    return Drawing(paths=(*paths, *listed.paths), words=listed.words)


def _list(plot: Plot, left: Length) -> Drawing:
    """Name, number and colour of every part, ruled off from one another."""
    height = min(plot.height, max(_list_height(plot), round(_list_height(plot) * 1.3)))
    top = (plot.height - height) // 2
    edges = [top + edge for edge in cut(height, len(plot.rows))]
    paths: list[Path] = []
    words: list[Words] = []
    for index, (row, paint) in enumerate(zip(plot.rows, plot.series, strict=False)):
        middle = (edges[index] + edges[index + 1]) // 2
        paths.append(rectangle((left, middle - SWATCH // 2, SWATCH, SWATCH), paint))
        at = Point(left + SWATCH + GAP, row.blocks["label"].centred_on(middle))
        words.append(Words(row=index, part="label", at=at))
        at = Point(plot.width, row.blocks["value"].centred_on(middle))
        words.append(Words(row=index, part="value", at=at, align="end"))
        if index:
            paths.append(rectangle((left, edges[index], plot.width - left, plot.weight), plot.inks["muted"]))
    return Drawing(paths=tuple(paths), words=tuple(words))


def arc_segments(
    centre: Point, radius: Length, thickness: Length, part: tuple[Decimal, Decimal]
) -> tuple[Segment, ...]:
    """A piece of a ring, from share to share of a turn, clockwise from the top; empty if the gap leaves nothing.

    Its ends are parallel to one another's neighbours: the ground between two pieces is as wide inside as outside.
    """
    inner = radius - thickness
    start, end = (2 * math.pi * float(share) for share in part)
    if end - start >= 2 * math.pi - 1e-9:
        return (*_circle(centre, radius), *reversed_circle(centre, inner))
    out_gap, in_gap = APART / 2 / radius, APART / 2 / inner
    if end - start <= 2 * in_gap:
        return ()
    outer = _arc(centre, radius, start + out_gap, end - out_gap)
    back = _arc(centre, inner, end - in_gap, start + in_gap)
    first, second = _on(centre, radius, start + out_gap), _on(centre, inner, end - in_gap)
    return (MoveTo(first), *outer, LineTo(second), *back, Close())


def _on(centre: Point, radius: Length, angle: float) -> Point:
    return Point(centre.x + round(radius * math.sin(angle)), centre.y - round(radius * math.cos(angle)))


def _arc(centre: Point, radius: Length, start: float, end: float) -> list[CurveTo]:
    """Cubics of at most a quarter turn each (error under 0.03 % of the radius)."""
    steps = max(1, math.ceil(abs(end - start) / (math.pi / 2)))
    turn = (end - start) / steps
    arm = 4 / 3 * math.tan(turn / 4)
    curves = []
    for step in range(steps):
        a, b = start + step * turn, start + (step + 1) * turn
        curves.append(
            CurveTo(
                Point(
                    centre.x + round(radius * (math.sin(a) + arm * math.cos(a))),
                    centre.y - round(radius * (math.cos(a) - arm * math.sin(a))),
                ),
                Point(
                    centre.x + round(radius * (math.sin(b) - arm * math.cos(b))),
                    centre.y - round(radius * (math.cos(b) + arm * math.sin(b))),
                ),
                _on(centre, radius, b),
            )
        )
    return curves


def _circle(centre: Point, radius: Length) -> tuple[Segment, ...]:
    return (MoveTo(_on(centre, radius, 0)), *_arc(centre, radius, 0, 2 * math.pi), Close())


def reversed_circle(centre: Point, radius: Length) -> tuple[Segment, ...]:
    """A circle that runs the other way, so that it is a hole in one that runs clockwise."""
    return (MoveTo(_on(centre, radius, 0)), *_arc(centre, radius, 2 * math.pi, 0), Close())


RING = ChartKind(measures=_ring_measures, height=_ring_height, draw=_draw_ring, most=6)
