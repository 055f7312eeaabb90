"""Key figures on cards, and percentages as hundred squares (百格)."""

from collections.abc import Mapping

from builder.geometry import Point
from builder.layout.charts.plot import ChartKind, Drawing, Plot, Row, Span, Words
from builder.layout.ornaments.hundred import hundred_squares
from builder.layout.ornaments.ornament import OrnamentRequest
from builder.layout.pages import Group, Path
from builder.layout.shapes import moved, rectangle
from builder.units import Length, mm

GUTTER = mm(7.5)
NARROWEST = mm(45)
"""A card's width."""
UNIT_GAP = mm(1.6)
HEAD = mm(7.5)
"""Under a card's rule."""
UNDER_FIGURE = mm(4)
FOOT = mm(6)
LARGEST_GRID = mm(52.5)
SQUARE, OUTLINE = 0.085, 0.34


def columns_of(width: Length, count: int) -> int:
    """Three side by side; one, two and four as pairs; fewer where the page is narrow."""
    room = (width + GUTTER) // (NARROWEST + GUTTER)
    return max(1, min(room, {1: 2, 2: 2, 4: 2}.get(count, 3)))


def _column_width(width: Length, columns: int) -> Length:
    return (width - (columns - 1) * GUTTER) // columns


def _card_measures(width: Length, count: int) -> Mapping[str, Length]:
    column = _column_width(width, columns_of(width, count))
    return {"figure": column, "unit": column, "label": column, "last": column}


def _under(row: Row) -> Length:
    """What stands below the figure's baseline."""
    label, last = row.blocks["label"], row.blocks.get("last")
    return UNDER_FIGURE + label.height + (mm(2) + last.height if last else 0)


def _card_height(plot: Plot) -> Span:
    figure = plot.tallest("figure")
    rows = -(-len(plot.rows) // columns_of(plot.width, len(plot.rows)))
    card = HEAD + figure + max(_under(row) for row in plot.rows) + FOOT
    return rows * card, round(rows * card * 1.35)


def _draw_cards(plot: Plot) -> Drawing:
    columns = columns_of(plot.width, len(plot.rows))
    width = _column_width(plot.width, columns)
    lines = -(-len(plot.rows) // columns)
    paths: list[Path] = []
    words: list[Words] = []
    for index, row in enumerate(plot.rows):
        x, y = index % columns * (width + GUTTER), plot.height * (index // columns) // lines
        paths.append(rectangle((x, y, width, plot.weight), plot.inks["rule"]))
        words += _figure(index, row, Point(x, y + HEAD + plot.tallest("figure")))
    return Drawing(paths=tuple(paths), words=tuple(words))


def _figure(index: int, row: Row, at: Point) -> list[Words]:
    """Figure and unit on the baseline `at`, the label and last year's below."""
    words = [Words(row=index, part="figure", at=at)]
    if "unit" in row.blocks:
        beside = Point(at.x + row.blocks["figure"].width + UNIT_GAP, at.y)
        words.append(Words(row=index, part="unit", at=beside))
    label = row.blocks["label"]
    first = at.y + UNDER_FIGURE + label.rise
    words.append(Words(row=index, part="label", at=Point(at.x, first)))
    if "last" in row.blocks:
        below = first + label.height - label.rise + mm(2) + row.blocks["last"].rise
        words.append(Words(row=index, part="last", at=Point(at.x, below)))
    return words


def _grid_side(plot: Plot) -> Length:
    return min(LARGEST_GRID, _column_width(plot.width, columns_of(plot.width, 3)))


def _grid_measures(width: Length, _count: int) -> Mapping[str, Length]:
    column = _column_width(width, columns_of(width, 3))
    return {"figure": column, "unit": column, "label": column}


def _grid_height(plot: Plot) -> Span:
    lines = -(-len(plot.rows) // columns_of(plot.width, 3))
    each = _grid_side(plot) + mm(6) + plot.tallest("figure") + max(_under(row) for row in plot.rows) + mm(3)
    return lines * each, round(lines * each * 1.15)


def _draw_grids(plot: Plot) -> Drawing:
    columns = columns_of(plot.width, 3)
    side, width = _grid_side(plot), _column_width(plot.width, columns)
    lines = -(-len(plot.rows) // columns)
    paths: list[Path] = []
    words: list[Words] = []
    for index, row in enumerate(plot.rows):
        x, y = index % columns * (width + GUTTER), plot.height * (index // columns) // lines
        request = OrnamentRequest(
            size=side,
            inks={"mark": plot.inks["mark"]},
            text=str(row.number),
            parameters={"square": SQUARE, "outline": OUTLINE},
        )
        paths += (moved(item, x, y) for item in hundred_squares(request) if not isinstance(item, Group))
        words += _figure(index, row, Point(x, y + side + mm(6) + plot.tallest("figure")))
    return Drawing(paths=tuple(paths), words=tuple(words))


CARDS = ChartKind(measures=_card_measures, height=_card_height, draw=_draw_cards, most=12, compares=False)
HUNDRED = ChartKind(
    measures=_grid_measures, height=_grid_height, draw=_draw_grids, most=6, compares=False, shares_only=True
)
