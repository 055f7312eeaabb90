"""Charts on pages of their own: as many below one another as a page holds, each as high as it can make use of."""

from dataclasses import dataclass, replace

from builder.content.document import Chart
from builder.diagnostics import Diagnostics
from builder.layout.articles import Articles
from builder.layout.charts import CHARTS
from builder.layout.charts.setting import SetChart, set_chart
from builder.layout.scope import Scope
from builder.layout.stage import Stage
from builder.layout.theme import Layout
from builder.units import Length, mm, to_mm

Hung = tuple[Layout, Scope]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    """A chart, what it needs of a page, and what its frames may speak of."""

    chart: SetChart
    scope: Scope
    around: Length
    """Title and remark."""

    @property
    def least(self) -> Length:
        return self.chart.least + self.around


def hang_charts(
    stage: Stage, articles: Articles, charts: tuple[Chart, ...], scope: Scope, report: Diagnostics
) -> tuple[Hung, ...]:
    """Layouts of purpose `charts` with their scopes: the first for the first page, the last for all others.

    A chart too high for any page is parted, unless its numbers are measured against one another (`chart-too-high`).
    `area` of the layout says where charts may stand, in mm: `top`, `bottom`, `left`, `width`, `head` (rule to chart),
    `title` (for every further line), `note` and `gap`.
    """
    layouts = stage.theme.layouts_for("charts")
    hung: list[Hung] = []
    waiting = list(charts)
    while waiting:
        layout = layouts[0] if not hung else layouts[-1]
        area = layout.raw["area"]
        room = mm(area["bottom"] - area["top"])
        taken: list[_Waiting] = []
        while waiting:
            nearest = _waiting(stage, articles, waiting[0], scope, layout)
            used = sum(one.least for one in taken) + len(taken) * mm(area["gap"])
            if used + nearest.least > room:
                break
            taken.append(nearest)
            waiting.pop(0)
        if not taken and (parts := _parted(stage, articles, waiting[0], scope, layout, room)):
            waiting[:1] = parts
            continue
        if not taken:
            report.error("chart-too-high", waiting[0].span, title=waiting[0].title.value)
            return tuple(hung)
        hung.append((layout, stage.prepared(layout, scope.inside(_page(taken, layout, scope)))))
    return tuple(hung)


def _parted(stage: Stage, articles: Articles, chart: Chart, scope: Scope, layout: Layout, room: Length) -> list[Chart]:
    """The chart in as few even parts as a page holds each of; none if its rows must stay together."""
    count = len(chart.rows)
    for parts in range(2, count + 1) if not CHARTS[chart.kind].compares else ():
        each = -(-count // parts)
        pieces = [replace(chart, rows=chart.rows[start : start + each]) for start in range(0, count, each)]
        if all(_waiting(stage, articles, piece, scope, layout).least <= room for piece in pieces):
            return pieces
    return []


def _waiting(stage: Stage, articles: Articles, chart: Chart, scope: Scope, layout: Layout) -> _Waiting:
    area = layout.raw["area"]
    rows = tuple(articles.fact(row) for row in chart.rows)
    title = articles.text(chart.title)
    sources = {"chart.title": (title,)}
    if chart.note is not None:
        sources["chart.note"] = (articles.text(chart.note),)
    said = chart.alt.value if chart.alt else _told(stage, chart, rows)
    own = Scope(sources=sources, words={"kind": chart.kind, "chart.alt": said}, lists={"rows": rows}, origin=chart.span)
    inner = scope.inside(own)
    made = set_chart(chart.kind, stage.theme, mm(area["width"]), inner, rows, stage.set_text)
    lines = len(stage.set_text(layout.raw["title"], inner).lines)
    notes = len(stage.set_text(layout.raw["note"], inner).lines)
    around = mm(area["head"] + area["title"] * (lines - 1)) + (mm(area["note"]) * notes if notes else 0)
    return _Waiting(chart=made, scope=own.with_numbers({"titles": lines, "notes": notes}), around=around)


def _told(stage: Stage, chart: Chart, rows: tuple[Scope, ...]) -> str:
    """The chart in words, for those who do not see it."""
    name = stage.theme.charts.get("names", {}).get(chart.kind, chart.kind)
    parts = []
    for row in rows:
        label, amount = ("".join(row.sources[key][0].value.split()) for key in ("fact.label", "fact.amount"))
        parts.append(f"{label}{amount}")
    return f"{name}：{chart.title.value}。{'；'.join(parts)}。"


def _page(taken: list[_Waiting], layout: Layout, scope: Scope) -> Scope:
    """Scope of a page: where each chart begins and how high it is; what is left makes them higher, then parts them."""
    area = layout.raw["area"]
    room = mm(area["bottom"] - area["top"]) - (len(taken) - 1) * mm(area["gap"]) - sum(one.least for one in taken)
    growth = [one.chart.most - one.chart.least for one in taken]
    share = min(1.0, room / sum(growth)) if sum(growth) else 0.0
    left_over = room - sum(int(grows * share) for grows in growth)
    gap = mm(area["gap"]) + min(left_over // max(len(taken) - 1, 1), mm(area["gap"]))
    top = mm(area["top"])
    entries = []
    for one, grows in zip(taken, growth, strict=True):
        height = one.chart.least + int(grows * share)
        numbers = {"top": to_mm(top), "height": to_mm(height), "left": area["left"], "width": area["width"]}
        entries.append(one.scope.with_numbers(numbers))
        top += height + one.around + gap
    return Scope(lists={"charts": tuple(entries)}, origin=scope.origin)
