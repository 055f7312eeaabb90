"""`brochure preflight`: any PDF of any producer against a shop's terms, with a 完稿检查表."""

import argparse
import json
import logging
from pathlib import Path

from builder.building import open_project
from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.checklist import Judged, checklist_object, checklist_pdf, checklist_text, saved_as
from builder.commands.findings import findings_as_text
from builder.diagnostics import Diagnostics, Severity
from builder.exit_codes import ExitCode, exit_code_of
from builder.production.preflight.checking import preflight
from builder.production.preflight.demand import STANDARDS, Demand, allowed_spots
from builder.production.preflight.findings import Finding
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
    parser.add_argument("--report", metavar="FILE.pdf|.json|.txt", help=words.phrase("help-preflight-report"))


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    if arguments.report is not None and not saved_as(Path(arguments.report)):
        raise UsageError(words.phrase("usage-report", given=arguments.report))
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
    judged = Judged(name=Path(arguments.pdf).name, data=data, demand=demand, report=report)
    if arguments.report:
        target = Path(arguments.report)
        kept = _kept(judged, target, words, told)
        if kept is None or not save_together({target: kept}, told):
            return _troubled(told, invocation)
    exit_code = ExitCode.FINDINGS if report.refused else ExitCode.GOOD
    if arguments.format == "json":
        whole = checklist_object(judged, words)
        return Answer(exit_code=exit_code, out=json.dumps(whole, ensure_ascii=False, indent=1))
    findings = [f for f in report.findings if not arguments.quiet or f.severity is Severity.ERROR]
    lines = [line for like in _alike(findings) for line in _lines(like, arguments.pdf, words, arguments.verbose)]
    return Answer(
        exit_code=exit_code, out="" if arguments.quiet else checklist_text(judged, words), err="\n".join(lines)
    )


def _kept(judged: Judged, target: Path, words: Words, told: Diagnostics) -> bytes | None:
    """The report in the form that the name of its file asks for."""
    kind = saved_as(target)
    if kind == "txt":
        return f"{checklist_text(judged, words)}\n".encode("utf-8-sig")
    if kind == "json":
        return f"{json.dumps(checklist_object(judged, words), ensure_ascii=False, indent=1)}\n".encode()
    resources = open_project(Path(), told)
    return checklist_pdf(judged, resources, words, told) if resources else None


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


def _alike(findings: list[Finding]) -> list[list[Finding]]:
    """Findings that say the same of several pages, together where the first of them stands."""
    groups: dict[object, list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.code, finding.severity, finding.values), []).append(finding)
    return list(groups.values())


def _lines(like: list[Finding], file: str, words: Words, verbose: bool) -> list[str]:
    finding = like[0]
    told = words.tell(finding.diagnostic(file))
    pages = _ranges([one.page for one in like])
    where = f"{file}: " + (words.phrase("preflight-page", page=pages) if finding.page else "")
    whole = sum(one.count for one in like)
    count = words.phrase("preflight-count", count=whole) if whole > 1 else ""
    lines = [f"{where}{words.phrase(f'severity-{finding.severity}')}[{finding.code}]: {told.message}{count}"]
    shown = finding.places if verbose else finding.places[:PLACES_SHOWN]
    spots = [f"({box[0]:g}, {box[1]:g})" for box in (place.box for place in shown) if box is not None]
    if spots:
        lines.append(f"  {words.phrase('preflight-place')}{' '.join(spots)} mm")
    lines.append(f"  {words.phrase('hint')}{told.hint}")
    return lines


def _ranges(pages: list[int]) -> str:
    """`1–3、7`."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
