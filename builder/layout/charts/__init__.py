"""Charts, by the name content and themes call them: each a function of measured texts that returns paths and places."""

from builder.layout.charts.bars import BAR, PROGRESS
from builder.layout.charts.cards import CARDS, HUNDRED
from builder.layout.charts.counties import COUNTIES
from builder.layout.charts.plot import ChartKind
from builder.layout.charts.ring import RING
from builder.layout.charts.table import TABLE
from builder.layout.charts.trend import TREND

CHARTS: dict[str, ChartKind] = {
    "cards": CARDS,
    "bar": BAR,
    "ring": RING,
    "trend": TREND,
    "progress": PROGRESS,
    "hundred": HUNDRED,
    "table": TABLE,
    "counties": COUNTIES,
}
