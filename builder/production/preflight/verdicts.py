"""What pages and files came to, as values that can be kept between runs and read back."""

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Protocol

from builder.diagnostics import Severity
from builder.production.preflight.findings import Figures, Finding, Place, PreflightReport

RECIPE = 3
"""Part of every key: raised when the same page and terms would get another verdict."""

BLANK, FLAT = "blank", "flat"
"""Looks of a page without ink, and of one with the same ink everywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVerdict:
    """One page, judged by itself. Figures are None where there is nothing to measure."""

    findings: tuple[Finding, ...] = ()
    inks: tuple[str, ...] = ()
    """Beyond the four."""
    smallest_type: float | None = None
    thinnest_line: float | None = None
    lowest_ppi: float | None = None
    pictures: int = 0
    fonts: tuple[str, ...] = ()
    highest_ink: float | None = None
    """Per cent, mean over the shop's window."""
    look: str = ""
    """Stands for the plates: pages of one look are the same page; empty if they could not be drawn."""


class Memory(Protocol):
    """Verdicts of pages that were judged before, by page number from 1."""

    def known(self, page: int) -> PageVerdict | None: ...
    def keep(self, page: int, verdict: PageVerdict) -> None: ...


class NoMemory:
    """Every page is new."""

    def known(self, page: int) -> PageVerdict | None:  # noqa: ARG002 - the protocol's
        return None

    def keep(self, page: int, verdict: PageVerdict) -> None:  # noqa: ARG002 - the protocol's
        return None


def page_to_json(verdict: PageVerdict) -> bytes:
    """The verdict as text; which page it was is not part of it."""
    return json.dumps(asdict(verdict), ensure_ascii=False).encode()


def page_from_json(data: bytes, page: int) -> PageVerdict:
    """What `page_to_json` wrote, now of page number `page`."""
    row = json.loads(data)
    findings = tuple(_on_page(_finding(one), page) for one in row.pop("findings"))
    return PageVerdict(findings=findings, **_with_tuples(row))


def report_to_json(report: PreflightReport) -> bytes:
    """The whole report as text."""
    return json.dumps(asdict(report), ensure_ascii=False).encode()


def report_from_json(data: bytes) -> PreflightReport:
    """What `report_to_json` wrote."""
    row = json.loads(data)
    figures = Figures(**_with_tuples({f.name: row["figures"][f.name] for f in fields(Figures)}))
    return PreflightReport(findings=tuple(_finding(one) for one in row["findings"]), figures=figures)


def _finding(row: dict[str, Any]) -> Finding:
    return Finding(
        code=row["code"],
        severity=Severity(row["severity"]),
        places=tuple(
            Place(place["page"], None if place["box"] is None else (*place["box"],), place["source"])
            for place in row["places"]
        ),
        count=row["count"],
        values=tuple((key, value) for key, value in row["values"]),
    )


def _on_page(finding: Finding, page: int) -> Finding:
    return replace(finding, places=tuple(replace(place, page=page) for place in finding.places))


def _with_tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
