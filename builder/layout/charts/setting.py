"""A chart's texts set and measured, so that its kind can be drawn: between the theme's data and the kinds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from builder.content.chart_rows import SHARES, number_of
from builder.geometry import Rect
from builder.layout.charts import CHARTS
from builder.layout.charts.plot import Block, ChartKind, Drawing, Plot, Row
from builder.layout.scope import Scope, SetText
from builder.layout.theme import Theme
from builder.units import Length, pt, to_mm

Setter = Callable[[Mapping[str, Any], Scope], SetText]
Texts = Mapping[str, SetText]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetChart:
    """A chart ready to be drawn at a height."""

    kind: ChartKind
    plot: Plot
    texts: tuple[Texts, ...]
    """Of each row, by part."""
    heads: Texts

    @property
    def least(self) -> Length:
        return self.kind.height(self.plot)[0]

    @property
    def most(self) -> Length:
        return self.kind.height(self.plot)[1]

    def drawn(self, height: Length) -> Drawing:
        """Drawn as high as `height` allows; no lower than it needs and no higher than it can use."""
        return self.kind.draw(self.at_height(height))

    def at_height(self, height: Length) -> Plot:
        return self.plot._replace(height=min(max(height, self.least), self.most))


def set_chart(
    name: str, theme: Theme, width: Length, scope: Scope, rows: tuple[Scope, ...], setter: Setter
) -> SetChart:
    """Set the texts of a chart of the kind `name` in the theme's styles.

    Raises:
        KeyError: the theme says nothing of charts of this kind.
    """
    kind, look = CHARTS[name], theme.charts
    specs: Mapping[str, Mapping[str, Any]] = look["texts"][name]
    measures = kind.measures(width, len(rows))
    texts = tuple(_row_texts(specs, measures, row, setter) for row in rows)
    shown = {part for row in texts for part in row}
    heads = {
        part: setter({"width": to_mm(measures[part]), **spec}, scope)
        for part, spec in look.get("heads", {}).get(name, {}).items()
        if part in shown
    }
    plot = Plot(
        width=width,
        height=0,
        rows=tuple(_row(row, parts) for row, parts in zip(rows, texts, strict=True)),
        heads={part: _block(text) for part, text in heads.items()},
        inks={role: theme.inks[ink] for role, ink in look["inks"].items()},
        series=tuple(theme.inks[ink] for ink in look["series"]),
        ramp=tuple(theme.inks[ink] for ink in look["ramp"]),
        weight=pt(look["weight"]),
    )
    return SetChart(kind=kind, plot=plot, texts=texts, heads=heads)


def _row_texts(
    specs: Mapping[str, Mapping[str, Any]], measures: Mapping[str, Length], row: Scope, setter: Setter
) -> Texts:
    return {
        part: setter({"width": to_mm(measures[part]), **spec}, row)
        for part, spec in specs.items()
        if part in measures and row.sources.get(spec["from"])
    }


def _row(row: Scope, texts: Texts) -> Row:
    last = row.sources.get("fact.last")
    unit = row.sources.get("fact.unit")
    return Row(
        name=row.sources["fact.label"][0].value,
        number=number_of(row.sources["fact.value"][0].value) or Decimal(0),
        last=number_of(last[0].value) if last else None,
        is_share=bool(unit) and unit is not None and unit[0].value in SHARES,
        blocks={part: _block(text) for part, text in texts.items()},
    )


def _block(text: SetText) -> Block:
    return Block(
        width=max((line.width for _, line in text.lines), default=0),
        lines=max(len(text.lines), 1),
        leading=text.style.leading,
        size=text.style.paragraph.character.size,
    )


def crowded(plot: Plot, drawing: Drawing) -> bool:
    """Whether two of its texts overlap, or one leaves the chart's box: what a chart must never come to."""
    boxes = [words.box(plot) for words in drawing.words]
    area = Rect(0, 0, plot.width, plot.height).grown(1)
    return any(
        not area.contains(box) or any(box.intersects(other) for other in boxes[:index])
        for index, box in enumerate(boxes)
    )
