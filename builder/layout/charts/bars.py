"""Bars: lengths from one line. And progress: how much of each whole is done."""

from collections.abc import Mapping
from decimal import Decimal

from builder.geometry import Point
from builder.layout.charts.plot import GAP, ChartKind, Drawing, Plot, Row, Span, Words, cut, portion
from builder.layout.pages import Path, Stroke
from builder.layout.shapes import rectangle, rectangle_segments
from builder.units import Length, mm

LABELS = 0.34
"""Most of the width that labels may take."""
BAR_HEIGHT, LAST_HEIGHT, BETWEEN = mm(4.5), mm(1.5), mm(1.5)
AIR = mm(4)
"""Least space between two rows."""
LOOSEST = 1.7
"""How much a row may grow to fill its page."""
TRACK = mm(4.5)
UNDER_LABEL = mm(2.2)


def _bar_measures(width: Length, _count: int) -> Mapping[str, Length]:
    return {"label": round(width * LABELS), "value": width, "last": width}


def _pitch(plot: Plot) -> Length:
    return max(plot.tallest("label"), plot.tallest("value"), _bars_height(plot.rows)) + AIR


def _bars_height(rows: tuple[Row, ...]) -> Length:
    return BAR_HEIGHT + (BETWEEN + LAST_HEIGHT + mm(0.6) if any(row.last is not None for row in rows) else 0)


def _bar_height(plot: Plot) -> Span:
    least = len(plot.rows) * _pitch(plot)
    return least, round(least * LOOSEST)


def _draw_bars(plot: Plot) -> Drawing:
    left = plot.widest("label") + 2 * GAP
    room = plot.width - left - GAP - max(plot.widest("value"), plot.widest("last"))
    edges = cut(plot.height, len(plot.rows))
    paths: list[Path] = []
    words: list[Words] = []
    for index, row in enumerate(plot.rows):
        top = (edges[index] + edges[index + 1] - _bars_height((row,))) // 2
        middle = top + BAR_HEIGHT // 2
        length = portion(row.number, plot.greatest, room)
        paths.append(rectangle((left, top, length, BAR_HEIGHT), plot.inks["mark"]))
        label, value = row.blocks["label"], row.blocks["value"]
        words.append(Words(row=index, part="label", at=Point(0, label.centred_on(middle))))
        words.append(Words(row=index, part="value", at=Point(left + length + GAP, value.centred_on(middle))))
        if row.last is not None and "last" in row.blocks:
            length = portion(row.last, plot.greatest, room)
            y = top + BAR_HEIGHT + BETWEEN
            paths.append(rectangle((left, y, length, LAST_HEIGHT), plot.inks["muted"]))
            at = Point(left + length + GAP, row.blocks["last"].centred_on(y + LAST_HEIGHT // 2))
            words.append(Words(row=index, part="last", at=at))
    paths.append(rectangle((left - plot.weight // 2, 0, plot.weight, plot.height), plot.inks["rule"]))
    return Drawing(paths=tuple(paths), words=tuple(words))


def _progress_measures(width: Length, _count: int) -> Mapping[str, Length]:
    return {"label": round(width * 0.7), "value": round(width * 0.28)}


def _progress_pitch(plot: Plot) -> Length:
    return max(plot.tallest("label"), plot.tallest("value")) + UNDER_LABEL + TRACK + AIR


def _progress_height(plot: Plot) -> Span:
    least = len(plot.rows) * _progress_pitch(plot)
    return least, round(least * 1.5)


def _draw_progress(plot: Plot) -> Drawing:
    edges = cut(plot.height, len(plot.rows))
    head = max(plot.tallest("label"), plot.tallest("value"))
    inset = plot.weight // 2
    paths: list[Path] = []
    words: list[Words] = []
    for index, row in enumerate(plot.rows):
        top = (edges[index] + edges[index + 1] - head - UNDER_LABEL - TRACK) // 2
        y = top + head + UNDER_LABEL
        track = (inset, y + inset, plot.width - 2 * inset, TRACK - 2 * inset)
        stroke = Stroke(paint=plot.inks["mark"], width=plot.weight)
        paths.append(Path(segments=rectangle_segments(track), stroke=stroke))
        paths.append(rectangle((0, y, portion(row.number, Decimal(100), plot.width), TRACK), plot.inks["mark"]))
        label = row.blocks["label"]
        first = top + head - (label.lines - 1) * label.leading
        words.append(Words(row=index, part="label", at=Point(0, first)))
        words.append(Words(row=index, part="value", at=Point(plot.width, top + head), align="end"))
    return Drawing(paths=tuple(paths), words=tuple(words))


BAR = ChartKind(measures=_bar_measures, height=_bar_height, draw=_draw_bars, most=15)
PROGRESS = ChartKind(
    measures=_progress_measures,
    height=_progress_height,
    draw=_draw_progress,
    most=10,
    compares=False,
    shares_only=True,
)
