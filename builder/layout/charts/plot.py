"""What a chart is given and what it gives. Texts come measured and are placed, never set, here.

Named tuples, for every build imports them whether it has charts or not, and dataclasses take ten times as long to make.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from builder.color import Paint
from builder.geometry import Point, Rect
from builder.layout.pages import Path
from builder.units import Length, mm

CAP = 0.8
"""Of the em, above the baseline: what a Han character's ink takes."""
MIDDLE = 0.36
"""Of the em, from the middle of a figure's height down to its baseline."""


class Block(NamedTuple):
    """The size of a text that has been set."""

    width: Length
    lines: int
    leading: Length
    size: Length

    @property
    def rise(self) -> Length:
        """From the top of the first line's ink to its baseline."""
        return round(CAP * self.size)

    @property
    def height(self) -> Length:
        """From the top of the first line's ink to the last baseline."""
        return self.rise + (self.lines - 1) * self.leading

    def centred_on(self, y: Length) -> Length:
        """The first baseline that puts the middle of the block at `y`."""
        return y + round(MIDDLE * self.size) - (self.lines - 1) * self.leading // 2


class Row(NamedTuple):
    """One number with its texts, by part: `label`, `value` (with unit), `figure` and `unit` (apart), `last`."""

    name: str
    number: Decimal
    last: Decimal | None
    is_share: bool
    """A percentage."""
    blocks: Mapping[str, Block]


class Plot(NamedTuple):
    """Everything a chart is drawn from."""

    width: Length
    height: Length
    rows: tuple[Row, ...]
    heads: Mapping[str, Block]
    """Column heads, by part; only of tables."""
    inks: Mapping[str, Paint]
    """By role: `mark`, `muted`, `ground`, `rule`."""
    series: tuple[Paint, ...]
    """For parts of a whole, the first the strongest."""
    ramp: tuple[Paint, ...]
    """For more and less, the last the strongest."""
    weight: Length
    """Of thin rules."""

    def widest(self, part: str) -> Length:
        return max((row.blocks[part].width for row in self.rows if part in row.blocks), default=0)

    def tallest(self, part: str) -> Length:
        return max((row.blocks[part].height for row in self.rows if part in row.blocks), default=0)

    @property
    def greatest(self) -> Decimal:
        """The largest number, last year's included; never nothing, for shares are taken of it."""
        numbers = [row.number for row in self.rows] + [row.last for row in self.rows if row.last is not None]
        return max(numbers, default=Decimal(0)) or Decimal(1)


class Words(NamedTuple):
    """Where a text of a row goes: its first baseline's start, middle or end. Row -1 is the head of a table."""

    row: int
    part: str
    at: Point
    align: str = "start"
    on: str = ""
    """`strong` where it stands on the strongest ink and must be light."""

    def box(self, plot: Plot) -> Rect:
        """The ink of its lines."""
        block = (plot.heads if self.row < 0 else plot.rows[self.row].blocks)[self.part]
        return Rect(self.left(block.width), self.at.y - block.rise, block.width, block.height)

    def left(self, width: Length) -> Length:
        """Where a line of that width begins."""
        return self.at.x - {"start": 0, "middle": width // 2, "end": width}[self.align]


class Drawing(NamedTuple):
    """A chart, measured from its box's top left corner; paths in painting order."""

    paths: tuple[Path, ...]
    words: tuple[Words, ...]


Span = tuple[Length, Length]


class ChartKind(NamedTuple):
    """How one kind of chart is measured and drawn."""

    measures: Callable[[Length, int], Mapping[str, Length]]
    """Width and number of rows to the parts shown and how wide their lines may be."""
    height: Callable[[Plot], Span]
    """The least height in which nothing overlaps, and the most it can make good use of."""
    draw: Callable[[Plot], Drawing]
    most: int = 24
    """Rows."""
    compares: bool = True
    """Whether its numbers are measured against one another, and so must be of one unit."""
    shares_only: bool = False
    """Whether it shows percentages only."""


def portion(number: Decimal, whole: Decimal, length: Length) -> Length:
    """The part of `length` that `number` is of `whole`."""
    return round(length * number / whole)


def cut(total: Length, count: int) -> Sequence[Length]:
    """The `count` + 1 edges of equal parts; rounding is handed out, so that the last is `total`."""
    return [total * index // count for index in range(count + 1)]


GAP = mm(2)
"""Between a mark and its text."""
