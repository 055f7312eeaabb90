"""A table: rows ruled apart, numbers aligned at their last figure."""

from collections.abc import Mapping

from builder.geometry import Point
from builder.layout.charts.plot import ChartKind, Drawing, Plot, Span, Words, cut
from builder.layout.pages import Path
from builder.layout.shapes import rectangle
from builder.units import Length, mm, pt

AIR = mm(5)
HEAVY = pt(1)
COLUMN = mm(38)
"""Of last year's numbers, at the right edge; a quarter of a narrow table."""


def _column(width: Length) -> Length:
    return min(COLUMN, width // 4)


def _table_measures(width: Length, _count: int) -> Mapping[str, Length]:
    column = _column(width)
    return {"label": width - 2 * column - mm(2), "value": column, "last": column}


def _head(plot: Plot) -> Length:
    return max(block.height for block in plot.heads.values()) + AIR


def _table_height(plot: Plot) -> Span:
    row = max(plot.tallest("label"), plot.tallest("value")) + AIR
    least = _head(plot) + len(plot.rows) * row
    return least, round(least * 1.3)


def _draw_table(plot: Plot) -> Drawing:
    right = {"label": 0, "value": plot.width, "last": plot.width}
    if any("last" in row.blocks for row in plot.rows):
        right["value"] -= _column(plot.width)
    head = _head(plot)
    words = [_words(-1, part, right, block.centred_on(head // 2)) for part, block in plot.heads.items()]
    paths: list[Path] = [rectangle((0, head - HEAVY, plot.width, HEAVY), plot.inks["rule"])]
    edges = [head + edge for edge in cut(plot.height - head, len(plot.rows))]
    for index, row in enumerate(plot.rows):
        middle = (edges[index] + edges[index + 1]) // 2
        words += [
            _words(index, part, right, row.blocks[part].centred_on(middle)) for part in right if part in row.blocks
        ]
        paths.append(rectangle((0, edges[index + 1] - plot.weight, plot.width, plot.weight), plot.inks["muted"]))
    return Drawing(paths=tuple(paths), words=tuple(words))


def _words(row: int, part: str, right: Mapping[str, Length], y: Length) -> Words:
    return Words(row=row, part=part, at=Point(right[part], y), align="start" if part == "label" else "end")


TABLE = ChartKind(measures=_table_measures, height=_table_height, draw=_draw_table, most=24, compares=False)
