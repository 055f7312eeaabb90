"""A tile map of the eleven counties: a square each where the county lies, darker for more."""

from collections.abc import Mapping

from builder.content.counties import COUNTY_TILES, full_name
from builder.geometry import Point
from builder.layout.charts.plot import ChartKind, Drawing, Plot, Span, Words
from builder.layout.pages import Path, Stroke
from builder.layout.shapes import rectangle, rectangle_segments
from builder.units import Length, mm

COLUMNS = 1 + max(column for column, _ in COUNTY_TILES.values())
ROWS = 1 + max(row for _, row in COUNTY_TILES.values())
APART = mm(1.5)
INSET = mm(2.6)
SMALLEST, LARGEST = mm(12), mm(34.8)


def _county_measures(width: Length, _count: int) -> Mapping[str, Length]:
    tile = min(LARGEST, _tile(width, COLUMNS))
    return {"label": tile - 2 * INSET, "value": tile - 2 * INSET}


def _tile(length: Length, count: int) -> Length:
    return (length - (count - 1) * APART) // count


def _county_height(plot: Plot) -> Span:
    texts = plot.tallest("label") + plot.tallest("value") + 2 * INSET + mm(3)
    across = max(plot.widest("label"), plot.widest("value")) + 2 * INSET
    least, most = max(SMALLEST, texts, across), min(LARGEST, _tile(plot.width, COLUMNS))
    return ROWS * least + (ROWS - 1) * APART, ROWS * max(least, most) + (ROWS - 1) * APART


def strengths(plot: Plot) -> tuple[int, ...]:
    """The step of the ramp of each row: a third of the counties each (for three steps), equal numbers alike.

    By rank, not by value: one large county would else leave all others in the lightest step.
    """
    order = sorted(row.number for row in plot.rows)
    steps = len(plot.ramp)
    return tuple(min(steps - 1, order.index(row.number) * steps // len(order)) for row in plot.rows)


def _draw_counties(plot: Plot) -> Drawing:
    tile = min(LARGEST, _tile(plot.width, COLUMNS), _tile(plot.height, ROWS))
    rows = {full_name(row.name): index for index, row in enumerate(plot.rows)}
    steps = strengths(plot)
    paths: list[Path] = []
    words: list[Words] = []
    for name, (column, line) in COUNTY_TILES.items():
        x, y = column * (tile + APART), line * (tile + APART)
        index = rows.get(name)
        if index is None:
            half = plot.weight // 2
            frame = rectangle_segments((x + half, y + half, tile - 2 * half, tile - 2 * half))
            paths.append(Path(segments=frame, stroke=Stroke(paint=plot.inks["muted"], width=plot.weight)))
            continue
        paths.append(rectangle((x, y, tile, tile), plot.ramp[steps[index]]))
        on = "strong" if steps[index] == len(plot.ramp) - 1 else ""
        label = plot.rows[index].blocks["label"]
        words.append(Words(row=index, part="label", at=Point(x + INSET, y + INSET + label.rise), on=on))
        words.append(Words(row=index, part="value", at=Point(x + INSET, y + tile - INSET), on=on))
    return Drawing(paths=tuple(paths), words=tuple(words))


COUNTIES = ChartKind(measures=_county_measures, height=_county_height, draw=_draw_counties, most=len(COUNTY_TILES))
