"""Charts held against what they draw: numbers that are numbers, of one unit, of counties that there are."""

import re
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches

from builder.content.counties import COUNTY_TILES, full_name
from builder.content.nodes import ListNode, MapNode, Node, Scalar
from builder.diagnostics import Diagnostics

NUMBER = re.compile(r"[0-9]{1,3}(?:[,，][0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,15}(?:\.[0-9]{1,15})?")
SHARES = ("%", "％")
COMPARING = ("bar", "ring", "trend", "counties")
"""Kinds that draw numbers beside one another on one scale."""
SHARES_ONLY = ("progress", "hundred")
MOST_ROWS = {"cards": 12, "bar": 15, "ring": 6, "trend": 12, "progress": 10, "hundred": 6, "table": 24, "counties": 11}
"""What a page holds of each kind, its labels clear of one another."""


def number_of(text: str) -> Decimal | None:
    """The number that is printed so, `1,234` and `96.83` among them; None if it is none, or less than nothing."""
    plain = text.strip()
    return Decimal(re.sub("[,，]", "", plain)) if NUMBER.fullmatch(plain) else None


def check_charts(charts: list[MapNode], facts: Mapping[str, MapNode], report: Diagnostics) -> None:
    """Report `chart-without-rows`, `chart-rows-twice`, `chart-rows-too-many`, `chart-number`, `chart-units`,
    `chart-share`, `chart-share-unit`, `county-unknown` and `county-twice`, each at its place.
    """
    for chart in charts:
        kind = chart.get("kind")
        name = kind.text if isinstance(kind, Scalar) else ""
        facts_node, rows_node = chart.get("facts"), chart.get("rows")
        if facts_node is None and rows_node is None:
            report.error("chart-without-rows", chart.entries[0][0].span if chart.entries else chart.span)
        elif facts_node is not None and rows_node is not None:
            report.error("chart-rows-twice", rows_node.span, facts_node.span)
        rows = _rows(chart, facts)
        if len(rows) > MOST_ROWS.get(name, len(rows)):
            report.error("chart-rows-too-many", chart.span, kind=name, count=len(rows), most=MOST_ROWS[name])
        _check_numbers(rows, name, report)
        if name in (*COMPARING, *SHARES_ONLY):
            _check_units(chart, rows, name, report)
        if name == "counties":
            _check_counties(rows, report)


def _rows(chart: MapNode, facts: Mapping[str, MapNode]) -> list[MapNode]:
    named, own = chart.get("facts"), chart.get("rows")
    if isinstance(named, ListNode):
        ids = [item.text.strip() for item in named.items if isinstance(item, Scalar)]
        return [facts[name] for name in ids if name in facts]
    return [item for item in own.items if isinstance(item, MapNode)] if isinstance(own, ListNode) else []


def _check_numbers(rows: list[MapNode], kind: str, report: Diagnostics) -> None:
    for row in rows:
        for key in ("value", "last"):
            value = row.get(key)
            if not isinstance(value, Scalar) or not value.text.strip():
                continue
            number = number_of(value.text)
            if number is None:
                if kind not in ("cards", "table"):
                    report.error("chart-number", value.span, value=value.text.strip())
            elif kind in SHARES_ONLY and number > 100:
                report.error("chart-share", value.span, value=value.text.strip(), kind=kind)


def _check_units(chart: MapNode, rows: list[MapNode], kind: str, report: Diagnostics) -> None:
    own = chart.get("unit")
    units = [_text(own) if own is not None else _text(row.get("unit")) for row in rows]
    if kind in SHARES_ONLY and any(unit not in SHARES for unit in units):
        report.error("chart-share-unit", chart.span, kind=kind)
    elif len(set(units)) > 1:
        report.error("chart-units", chart.span, kind=kind, units="、".join(dict.fromkeys(units)))


def _text(node: Node | None) -> str:
    return node.text.strip() if isinstance(node, Scalar) else ""


def _check_counties(rows: list[MapNode], report: Diagnostics) -> None:
    seen: set[str] = set()
    for row in rows:
        label = row.get("label")
        if not isinstance(label, Scalar) or not label.text.strip():
            continue
        county = full_name(label.text)
        if not county:
            near = get_close_matches(label.text, COUNTY_TILES, n=1, cutoff=0.3)
            report.error("county-unknown", label.span, name=label.text.strip(), offers="、".join(near or COUNTY_TILES))
        elif county in seen:
            report.error("county-twice", label.span, name=county)
        seen.add(county)
