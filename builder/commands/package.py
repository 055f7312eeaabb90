"""`brochure package`: everything a shop needs in one zip."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from builder.building import PRESS_FILES, Preflight, build, default_output_folder, open_project, top_file
from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.build import content_path, declare_set, declare_shop, parsed_settings
from builder.commands.checklist import Judged, checklist_object, checklist_pdf
from builder.commands.cover import COVER_NAME, Calipers, calipers, compose_book, declare_paper, written_cover
from builder.commands.findings import findings_as_objects, findings_as_text
from builder.commands.impose import FACE, declare_imposition, imposition_options
from builder.content.job import BINDINGS, read_job
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.layout.labels import Labels
from builder.layout.pages import PagedDocument
from builder.production.imposition.imposing import ImpositionOptions, impose
from builder.production.package import PackedFile, pack, package_name, source_files, ticket_files
from builder.production.papers import known_papers
from builder.production.ticket import Order, make_ticket
from builder.resources import DiskResources
from builder.saving import save_together
from builder.units import Length
from builder.words import Words

LOW_RESOLUTION = "低精度参考.pdf"
CHECKED = "完稿检查表"
SHEETS = "sheets.pdf"
SPINED = ("", "perfect", "sewn")
"""Bindings with a cover of its own round a spine; undecided, the spread is made rather than missed."""


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("path", nargs="?", metavar=words.phrase("metavar-content"), help=words.phrase("help-path"))
    parser.add_argument("--outlined", action="store_true", help=words.phrase("help-outlined"))
    declare_paper(parser, words)
    parser.add_argument("--copies", type=int, metavar="N", help=words.phrase("help-copies"))
    parser.add_argument("--binding", choices=BINDINGS, help=words.phrase("help-binding"))
    parser.add_argument("--finishing", action="append", metavar="TEXT", help=words.phrase("help-finishing"))
    parser.add_argument("--delivery", metavar="TEXT", help=words.phrase("help-delivery"))
    parser.add_argument("--revision", metavar="TEXT", help=words.phrase("help-revision"))
    declare_imposition(parser, words, required=False)
    declare_shop(parser, words)
    declare_set(parser, words)
    parser.add_argument("--output-folder", metavar="DIR", help=words.phrase("help-package-folder"))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the flags ask for."""

    path: Path
    outlined: bool
    papers: Calipers
    sheets: ImpositionOptions | None
    settings: tuple[tuple[str, str], ...]


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    if arguments.copies is not None and arguments.copies < 1:
        raise UsageError(words.phrase("usage-range", flag="--copies", value=arguments.copies, least=1, most=10_000_000))
    papers = calipers(arguments, words)
    wanted = _Wanted(
        path=content_path(arguments.path, words),
        outlined=arguments.outlined,
        papers=papers,
        sheets=_sheets(arguments, papers, words) if arguments.scheme else None,
        settings=parsed_settings(arguments.settings, words),
    )
    report = Diagnostics()
    target = _packaged(wanted, arguments, report)
    if arguments.format == "json":
        whole = {
            "ok": target is not None,
            "exit_code": int(exit_code_of(report)),
            "output": str(target) if target else None,
            "findings": findings_as_objects(report, words),
        }
        return Answer(exit_code=exit_code_of(report), out=json.dumps(whole, ensure_ascii=False, indent=1))
    findings = findings_as_text(
        report, words, quiet=arguments.quiet, verbose=arguments.verbose, colored=invocation.colored
    )
    said = words.phrase("packaged", file=target) if target and not arguments.quiet else ""
    return Answer(exit_code=exit_code_of(report), out=said, err=findings)


def _sheets(arguments: argparse.Namespace, papers: Calipers, words: Words) -> ImpositionOptions:
    """As the flags say, creep by the paper named."""
    return replace(imposition_options(arguments, words), caliper=papers.text or 0)


def _packaged(wanted: _Wanted, arguments: argparse.Namespace, report: Diagnostics) -> Path | None:
    """Build, gather, save; where the zip lies, or None after an error."""
    profiles = ("print", "screen", "outlined") if wanted.outlined else ("print", "screen")
    built = build(wanted.path, profiles=profiles, settings=wanted.settings, shop=arguments.shop)
    report.found += built.diagnostics
    resources = open_project(wanted.path, report) if built.ok else None
    pages = compose_book(wanted.path, resources, wanted.settings, Diagnostics()) if resources else None
    if resources is None or pages is None:
        return None
    data = {output.profile: output.path.read_bytes() for output in built.outputs}
    job = read_job(top_file(wanted.path).parent.relative_to(resources.root).as_posix(), resources, report)
    order = _order(arguments, job)
    made = _made(wanted, pages, data["print"], resources, report, has_spine=order.binding in SPINED)
    condition = built.preflights[0].condition
    ticket = make_ticket(
        pages,
        order,
        revision=str(arguments.revision or job.get("revision") or f"{resources.now:%Y%m%d}"),
        condition=f"{condition.identifier}（{condition.profile.name}）",
        spine=made.spine,
    )
    checked = _checked(built.preflights, data, resources, report)
    resources.cache.save()
    if report.has_errors:
        return None
    files = [PackedFile(name="print.pdf", data=data["print"]), *made.files]
    if wanted.outlined:
        files.append(PackedFile(name="print-outlined.pdf", data=data["outlined"]))
    files.append(PackedFile(name=LOW_RESOLUTION, data=data["screen"]))
    files += checked
    files += (*ticket_files(ticket), *source_files(pages, resources.fonts, condition))
    given = arguments.output_folder
    folder = Path(given) if given else default_output_folder(wanted.path, resources.root)
    target = folder / package_name(ticket)
    return target if save_together({target: pack(files, resources.now)}, report) else None


def _checked(
    preflights: tuple[Preflight, ...], data: Mapping[str, bytes], resources: DiskResources, report: Diagnostics
) -> list[PackedFile]:
    """完稿检查表 of the print file, for people and for programs; in Chinese, for the shop."""
    words, files = Words("zh"), []
    for preflight in preflights:
        name = PRESS_FILES[preflight.profile]
        judged = Judged(name=name, data=data[preflight.profile], demand=preflight.demand, report=preflight.report)
        twin = "" if preflight.profile == "print" else "-转曲"
        whole = json.dumps(checklist_object(judged, words), ensure_ascii=False, indent=1)
        files.append(PackedFile(name=f"{CHECKED}{twin}.json", data=f"{whole}\n".encode()))
        sheet = checklist_pdf(judged, resources, words, report) if preflight.profile == "print" else None
        if sheet is not None:
            files.insert(0, PackedFile(name=f"{CHECKED}.pdf", data=sheet))
    return files


@dataclass(frozen=True, slots=True)
class _Made:
    """Files beyond the build."""

    files: tuple[PackedFile, ...]
    spine: Length | None


def _made(
    wanted: _Wanted,
    pages: PagedDocument,
    print_data: bytes,
    resources: DiskResources,
    report: Diagnostics,
    *,
    has_spine: bool,
) -> _Made:
    """The cover spread where there is a spine and a paper is named, the sheets where a scheme is."""
    files: list[PackedFile] = []
    spine = None
    if has_spine and wanted.papers.text is not None:
        cover = written_cover(pages, wanted.papers, resources, report)
        if cover:
            spine = cover.cover.spine
            files.append(PackedFile(name=COVER_NAME, data=cover.data))
    if wanted.sheets is not None:
        lettering = Labels(resources.fonts, report, FACE)
        imposed = impose(
            print_data, "print.pdf", wanted.sheets, resources=resources, lettering=lettering, report=report
        )
        if imposed:
            files.append(PackedFile(name=SHEETS, data=imposed.data))
    return _Made(tuple(files), spine)


def _order(arguments: argparse.Namespace, job: Mapping[str, object]) -> Order:
    """What the office decided: `job.yaml`, and the flags before it."""
    papers = known_papers()

    def said(flag: str) -> str:
        given = getattr(arguments, flag)
        return str(given if given is not None else job.get(flag.replace("_", "-")) or "")

    def paper(flag: str) -> str:
        given = said(flag)
        return papers[given].zh if given in papers else given

    copies = arguments.copies if arguments.copies is not None else job.get("copies")
    return Order(
        copies=copies if isinstance(copies, int) else None,
        paper=paper("paper"),
        cover_paper=paper("cover_paper"),
        binding=said("binding"),
        finishing=tuple(arguments.finishing or _texts(job.get("finishing"))),
        delivery=said("delivery"),
        notes=_texts(job.get("notes")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, list) else ()
