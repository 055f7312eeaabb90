"""Preflight of what a build has just written: nothing is judged twice, and findings lead back to lines of YAML.

A page is known by what stands for its marks (`PrintFile.pages`), a file by what stands for all of it but its dates;
verdicts are kept by these and by what is asked. A build that changes nothing asks for one verdict; one that changes a
page has that page judged.
"""

import hashlib
import json
from dataclasses import asdict, dataclass

from builder.diagnostics import Diagnostic, Diagnostics, Severity
from builder.layout.pages import PagedDocument
from builder.production.preflight.demand import Demand
from builder.production.preflight.findings import Finding, Place, PreflightReport
from builder.production.preflight.tracing import origin_of
from builder.production.preflight.verdicts import (
    RECIPE,
    PageVerdict,
    page_from_json,
    page_to_json,
    report_from_json,
    report_to_json,
)
from builder.resources import Cache
from builder.source import Span, whole_file
from builder.writers.printing import PrintFile


def judge_print(file: PrintFile, demand: Demand, cache: Cache) -> PreflightReport:
    """The file's report, from memory as far as its pages have been judged before."""
    asked = _asked(demand)
    key = _key("verdict", asked, str(demand.page_multiple), file.identity.hex())
    kept = cache.get(key)
    if kept is not None:
        return report_from_json(kept)
    # With pikepdf and pdfium, whose loading takes as long as the layout of a brochure.
    from builder.production.preflight.checking import preflight

    report = preflight(file.data, demand, _Remembered(file, asked, cache))
    cache.put(key, report_to_json(report))
    return report


def tell_report(report: PreflightReport, document: PagedDocument, name: str, told: Diagnostics) -> None:
    """Tell findings of the file `name` at the lines of YAML they come from, each with its page and place.

    Pages left empty on purpose, and photos that are coarse but not refused, have been told by the layout.
    """
    for finding in report.findings:
        page = document.pages[finding.page - 1] if 0 < finding.page <= len(document.pages) else None
        coarse = finding.code == "image-ppi-low" and finding.severity is not Severity.ERROR
        if coarse or (finding.code == "page-blank" and page is not None and page.is_blank):
            continue
        spans: dict[Span, Place] = {}
        for place in finding.places:
            origin = origin_of(place, page) if page is not None else None
            spans.setdefault(origin or whole_file(name), place)
        told.found += [_diagnostic(finding, span, place) for span, place in spans.items()]


def _diagnostic(finding: Finding, span: Span, place: Place) -> Diagnostic:
    where: tuple[tuple[str, str], ...] = ()
    if place.page:
        where = (("printed-page", str(place.page)),)
    if place.page and place.box is not None:
        where += (("printed-x", f"{place.box[0]:g}"), ("printed-y", f"{place.box[1]:g}"))
    return Diagnostic(code=finding.code, severity=finding.severity, span=span, values=(*finding.values, *where))


def _asked(demand: Demand) -> str:
    """What is asked of each page, as text."""
    terms = {**asdict(demand), "spots": sorted(demand.spots), "page_multiple": 0}
    return json.dumps(terms, ensure_ascii=False, sort_keys=True)


def _key(kind: str, *parts: str) -> str:
    marks = json.dumps([RECIPE, *parts])
    return f"{kind}-{hashlib.sha256(marks.encode()).hexdigest()[:40]}.json"


@dataclass(frozen=True, slots=True)
class _Remembered:
    """Verdicts of a file's pages in the cache."""

    file: PrintFile
    asked: str
    cache: Cache

    def known(self, page: int) -> PageVerdict | None:
        kept = self.cache.get(self._name(page))
        return None if kept is None else page_from_json(kept, page)

    def keep(self, page: int, verdict: PageVerdict) -> None:
        self.cache.put(self._name(page), page_to_json(verdict))

    def _name(self, page: int) -> str:
        return _key("page-verdict", self.asked, self.file.pages[page - 1].hex())
