"""`brochure preflight`: any PDF of any producer against a shop's terms, with a 完稿检查表."""

import argparse
import hashlib
import json
import logging
from pathlib import Path

from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.findings import findings_as_text
from builder.diagnostics import Diagnostics, Severity
from builder.exit_codes import ExitCode, exit_code_of
from builder.production.preflight.checking import places_of, preflight
from builder.production.preflight.demand import STANDARDS, Demand, allowed_spots
from builder.production.preflight.findings import Figures, Finding, PreflightReport
from builder.production.shops import SHOP_NAMES, Shop, read_shop
from builder.saving import save_together
from builder.source import whole_file
from builder.words import Words

PLACES_SHOWN = 3


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("pdf", metavar="ANY.pdf", help=words.phrase("help-preflight-pdf"))
    shops = "|".join((*SHOP_NAMES, "FILE.yaml"))
    parser.add_argument("--shop", default=SHOP_NAMES[0], metavar=shops, help=words.phrase("help-preflight-shop"))
    parser.add_argument("--standard", choices=STANDARDS, help=words.phrase("help-preflight-standard"))
    parser.add_argument("--spot", action="append", default=[], metavar="NAME", help=words.phrase("help-preflight-spot"))
    parser.add_argument("--page-multiple", type=int, metavar="N", help=words.phrase("help-preflight-page-multiple"))
    parser.add_argument("--outlined", action="store_true", help=words.phrase("help-preflight-outlined"))
    parser.add_argument("--report", metavar="FILE.json|FILE.txt", help=words.phrase("help-preflight-report"))


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    if arguments.page_multiple is not None and arguments.page_multiple < 1:
        raise UsageError(words.phrase("usage-page-multiple"))
    # What pikepdf mends it tells its log, in English; the finding `structure-repaired` says it in ours.
    logging.getLogger("pikepdf").addHandler(logging.NullHandler())
    told = Diagnostics()
    shop = read_shop(arguments.shop, told)
    data = _read(Path(arguments.pdf), told)
    if shop is None or data is None:
        return _troubled(told, invocation)
    demand = _demand(arguments, shop)
    report = preflight(data, demand)
    whole = _object(report, demand, Path(arguments.pdf), data, words)
    listed = _checklist(report, demand, Path(arguments.pdf), words)
    if arguments.report:
        target = Path(arguments.report)
        kept = listed if target.suffix == ".txt" else json.dumps(whole, ensure_ascii=False, indent=1)
        if not save_together({target: f"{kept}\n".encode()}, told):
            return _troubled(told, invocation)
    exit_code = ExitCode.FINDINGS if report.refused else ExitCode.GOOD
    if arguments.format == "json":
        return Answer(exit_code=exit_code, out=json.dumps(whole, ensure_ascii=False, indent=1))
    findings = [f for f in report.findings if not arguments.quiet or f.severity is Severity.ERROR]
    lines = [line for finding in findings for line in _lines(finding, arguments.pdf, words, arguments.verbose)]
    return Answer(exit_code=exit_code, out="" if arguments.quiet else listed, err="\n".join(lines))


def _demand(arguments: argparse.Namespace, shop: Shop) -> Demand:
    multiple = arguments.page_multiple
    return Demand(
        shop=shop,
        standard=arguments.standard or shop.standard,
        spots=allowed_spots(arguments.spot),
        page_multiple=shop.page_multiple if multiple is None else multiple,
        outlined=arguments.outlined or shop.outlined,
    )


def _read(source: Path, report: Diagnostics) -> bytes | None:
    try:
        return source.read_bytes()
    except OSError as error:
        report.error("pdf-unreadable", whole_file(str(source)), reason=error.strerror or type(error).__name__)
        return None


def _troubled(report: Diagnostics, invocation: Invocation) -> Answer:
    said = findings_as_text(report, invocation.words, colored=invocation.colored)
    return Answer(exit_code=exit_code_of(report), err=said)


def _lines(finding: Finding, file: str, words: Words, verbose: bool) -> list[str]:
    told = words.tell(finding.diagnostic(file))
    where = f"{file}: " + (words.phrase("preflight-page", page=finding.page) if finding.page else "")
    count = words.phrase("preflight-count", count=finding.count) if finding.count > 1 else ""
    lines = [f"{where}{words.phrase(f'severity-{finding.severity}')}[{finding.code}]: {told.message}{count}"]
    shown = finding.places if verbose else finding.places[:PLACES_SHOWN]
    spots = [f"({box[0]:g}, {box[1]:g})" for box in (place.box for place in shown) if box is not None]
    if spots:
        lines.append(f"  {words.phrase('preflight-place')}{' '.join(spots)} mm")
    lines.append(f"  {words.phrase('hint')}{told.hint}")
    return lines


def _checklist(report: PreflightReport, demand: Demand, file: Path, words: Words) -> str:
    """完稿检查表: each figure beside what the shop asks, then the count of findings."""
    errors = sum(finding.severity is Severity.ERROR for finding in report.findings)
    lines = [words.phrase("checklist-title", file=file.name, shop=demand.shop.name)]
    lines += [f"  {words.phrase(key)}  {value}" for key, value in _rows(report.figures, demand)]
    verdict = "checklist-refused" if report.refused else "checklist-good"
    lines.append(words.phrase(verdict, errors=errors, warnings=len(report.findings) - errors))
    return "\n".join(lines)


def _rows(figures: Figures, demand: Demand) -> list[tuple[str, str]]:
    shop = demand.shop

    def said(value: float | None, unit: str, wanted: str) -> str:
        return f"{'—' if value is None else f'{value:g}{unit}'}  ({wanted})"

    size = "—" if figures.trim_mm is None else f"{figures.trim_mm[0]:g} × {figures.trim_mm[1]:g} mm"
    return [
        ("figure-pages", f"{figures.pages}  (÷ {demand.page_multiple})"),
        ("figure-trim", size),
        ("figure-bleed", said(figures.smallest_bleed_mm, " mm", f"≥ {shop.bleed_mm:g}")),
        ("figure-ink", said(figures.highest_ink, "%", f"≤ {shop.ink_limit:g}")),
        ("figure-inks", "、".join(("C", "M", "Y", "K", *figures.inks))),
        ("figure-type", said(figures.smallest_type_pt, " pt", f"≥ {shop.smallest_type_pt:g}")),
        ("figure-line", said(figures.thinnest_line_pt, " pt", f"≥ {shop.smallest_line_pt:g}")),
        ("figure-ppi", said(figures.lowest_ppi, " ppi", f"≥ {shop.warn_below_ppi:g}")),
        ("figure-pictures", str(figures.pictures)),
        ("figure-fonts", str(figures.fonts)),
        ("figure-condition", figures.condition or "—"),
    ]


def _object(report: PreflightReport, demand: Demand, file: Path, data: bytes, words: Words) -> dict[str, object]:
    figures = report.figures
    return {
        "file": file.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "shop": demand.shop.name,
        "standard": demand.standard,
        "refused": report.refused,
        "figures": {name: getattr(figures, name) for name in figures.__dataclass_fields__},
        "findings": [_finding_object(finding, file.name, words) for finding in report.findings],
    }


def _finding_object(finding: Finding, file: str, words: Words) -> dict[str, object]:
    told = words.tell(finding.diagnostic(file))
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "page": finding.page,
        "count": finding.count,
        "message": told.message,
        "hint": told.hint,
        "values": dict(finding.values),
        "places": places_of(finding.places),
    }
