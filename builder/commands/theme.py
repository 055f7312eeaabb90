"""`brochure theme`: the themes there are, one of one's own based on another, and what a theme does to twelve books."""

import argparse
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pypdfium2
import yaml
from PIL import Image

from builder.building import open_project
from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.findings import findings_as_text
from builder.commands.theme_trials import trials
from builder.content.book import PAGE_FORMATS
from builder.content.document import Document
from builder.content.reading import read_document
from builder.diagnostics import Diagnostic, Diagnostics, Severity
from builder.exit_codes import ExitCode, exit_code_of
from builder.layout.composition import compose
from builder.layout.pages import PagedDocument
from builder.layout.theme_files import FOLDER, Data, theme_data, theme_file_exists, whole_themes
from builder.production.preflight.checking import preflight
from builder.production.preflight.demand import Demand
from builder.production.shops import read_shop
from builder.resources import DiskResources, MemoryResources, ResourceError, builtin_names
from builder.saving import save_together
from builder.source import whole_file
from builder.words import Words
from builder.writers.printing import write_print

ACTIONS = ("list", "show", "new", "check")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
OWN_FAULTS = frozenset({"picture-resolution", "image-resolution", "blank-pages", "pictures-to-gallery"})
"""Findings about the trial books' pictures and lengths, which are not the theme's."""
COMMAND_LINE = "theme"


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("action", choices=ACTIONS, help=words.phrase("help-theme-action"))
    parser.add_argument("name", nargs="?", metavar="NAME", help=words.phrase("help-theme-name"))
    parser.add_argument("--based-on", metavar="NAME", default="cinnabar", help=words.phrase("help-theme-based-on"))
    parser.add_argument("--project", default=".", metavar="DIR", help=words.phrase("help-project"))
    parser.add_argument(
        "--page-format", choices=PAGE_FORMATS, default=PAGE_FORMATS[0], help=words.phrase("help-page-format")
    )
    parser.add_argument("--output-folder", metavar="DIR", help=words.phrase("help-theme-output"))


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    if arguments.action != "list" and not arguments.name:
        raise UsageError(words.phrase("usage-required", name="NAME"))
    report = Diagnostics()
    resources = open_project(Path(arguments.project), report)
    if resources is None:
        return _answer("", report, invocation)
    if arguments.action == "check":
        return _checked(resources, invocation)
    made = {"list": _listed, "show": _shown, "new": _new}[arguments.action](resources, report, invocation)
    return _answer(made, report, invocation)


def _answer(out: str, report: Diagnostics, invocation: Invocation) -> Answer:
    said = findings_as_text(report, invocation.words, colored=invocation.colored)
    shown = "" if invocation.arguments.quiet or report.has_errors else out
    return Answer(exit_code=exit_code_of(report), out=shown, err=said)


def _listed(resources: DiskResources, report: Diagnostics, invocation: Invocation) -> str:
    own = sorted(file.stem for file in (resources.root / FOLDER).glob("*.yaml"))
    rows: list[dict[str, object]] = []
    for name in dict.fromkeys((*whole_themes(own), *whole_themes(builtin_names(FOLDER)))):
        data = theme_data(name, PAGE_FORMATS[0], whole_file(f"{FOLDER}/{name}.yaml"), resources, report)
        if data is not None:
            others = [row for row in PAGE_FORMATS[1:] if theme_file_exists(f"{name}-{row}", resources)]
            rows.append(
                {"name": name, "title": data["title"], "own": name in own, "formats": [PAGE_FORMATS[0], *others]}
            )
    if invocation.arguments.format == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1)
    return "\n".join(_row(row, invocation.words) for row in rows)


def _row(row: Mapping[str, Any], words: Words) -> str:
    place = words.phrase("theme-own" if row["own"] else "theme-builtin")
    return f"{row['name']:<12} {row['title']}　{place}　{' '.join(row['formats'])}"


def _shown(resources: DiskResources, report: Diagnostics, invocation: Invocation) -> str:
    arguments = invocation.arguments
    data = theme_data(arguments.name, arguments.page_format, whole_file(COMMAND_LINE), resources, report)
    if data is None:
        return ""
    if arguments.format == "json":
        return json.dumps(data, ensure_ascii=False, indent=1)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110, default_flow_style=None).rstrip()


def _new(resources: DiskResources, report: Diagnostics, invocation: Invocation) -> str:
    arguments, words = invocation.arguments, invocation.words
    if not _NAME.fullmatch(arguments.name):
        raise UsageError(words.phrase("usage-theme-name", given=arguments.name))
    target = resources.root / FOLDER / f"{arguments.name}.yaml"
    base = theme_data(arguments.based_on, PAGE_FORMATS[0], whole_file(COMMAND_LINE), resources, report)
    if theme_file_exists(arguments.name, resources):
        report.error("output-theme-exists", whole_file(f"{FOLDER}/{arguments.name}.yaml"), name=arguments.name)
    if base is None or report.has_errors:
        return ""
    save_together({target: _starter(arguments.name, arguments.based_on, base).encode()}, report)
    return words.phrase("theme-made", file=f"{FOLDER}/{arguments.name}.yaml", name=arguments.name)


def _starter(name: str, base_name: str, base: Data) -> str:
    """A theme file that changes nothing yet: the base's inks and the sizes of its styles, to be written over."""
    lines = [
        f"# 主题 {name}：垫在 {base_name} 之上。只写要改的项，其余照旧；写 null 去掉一项。",
        f"#   全部的项：brochure theme show {base_name}；各项的意思见 docs/themes.md。",
        f"#   改完运行：brochure theme check {name}",
        f"based-on: {base_name}",
        f"title: {name}",
        "",
        "inks:",
        *(f"  {ink}: {_flow(row)}" for ink, row in base["inks"].items()),
        "",
        "styles:",
        *(f"  {style}: {_flow({'size': row['size']})}" for style, row in base["styles"].items()),
        "",
    ]
    return "\n".join(lines)


def _flow(row: object) -> str:
    return yaml.safe_dump(row, allow_unicode=True, sort_keys=False, width=1000, default_flow_style=True).strip()


def _checked(resources: DiskResources, invocation: Invocation) -> Answer:
    """Each trial on a line of its own, with what was found in it; pictures of the pages of those that fail."""
    arguments, words = invocation.arguments, invocation.words
    report = Diagnostics()
    if theme_data(arguments.name, arguments.page_format, whole_file(COMMAND_LINE), resources, report) is None:
        return _answer("", report, invocation)
    own = _project_files(resources)
    lines: list[str] = []
    pictures: dict[Path, bytes] = {}
    rows: list[dict[str, object]] = []
    for trial in trials(arguments.name, arguments.page_format):
        if invocation.progress:
            invocation.progress(words.phrase(f"trial-{trial.name}"))
        pages, found, data = _tried(MemoryResources(own | trial.files, resources.fonts))
        verdict, name = words.phrase("bad" if found else "good"), words.phrase(f"trial-{trial.name}")
        lines.append(f"{verdict}  {name}　{words.phrase('theme-pages', count=pages)}")
        lines += [f"    {words.tell(finding).message} [{finding.code}]" for finding in found]
        rows.append({"trial": trial.name, "pages": pages, "codes": [finding.code for finding in found]})
        if found and data and arguments.output_folder:
            pictures[Path(arguments.output_folder) / f"{trial.name}.png"] = _sheet(data)
    save_together(pictures, report)
    failed = any(row["codes"] for row in rows)
    exit_code = exit_code_of(report) if report.has_errors else ExitCode.FINDINGS if failed else ExitCode.GOOD
    out = json.dumps(rows, ensure_ascii=False, indent=1) if arguments.format == "json" else "\n".join(lines)
    err = findings_as_text(report, words, colored=invocation.colored)
    return Answer(exit_code=exit_code, out="" if arguments.quiet else out, err=err)


def _project_files(resources: DiskResources) -> dict[str, bytes]:
    """The project's own themes and house colours, which the trial books use too."""
    names = [f"{FOLDER}/{file.name}" for file in (resources.root / FOLDER).glob("*.yaml")]
    files: dict[str, bytes] = {}
    for name in (*names, "_brand.yml"):
        try:
            files[name] = resources.read(name)
        except ResourceError:
            continue
    return files


def _tried(resources: MemoryResources) -> tuple[int, list[Diagnostic], bytes | None]:
    """Pages, what is the theme's fault, and the print file where there is one."""
    report = Diagnostics()
    document = read_document("content", resources, report)
    pages = compose(document, resources, report) if document else None
    data = _printed(document, pages, resources, report) if document and pages else None
    seen: dict[str, Diagnostic] = {}
    for finding in report:
        if finding.severity is not Severity.NOTE and finding.code not in OWN_FAULTS:
            seen.setdefault(finding.code, finding)
    return len(pages.pages) if pages else 0, list(seen.values()), data


def _printed(document: Document, pages: PagedDocument, resources: MemoryResources, report: Diagnostics) -> bytes | None:
    """The print file, judged by the rules of an offset printer."""
    data = write_print(pages, resources, report)
    shop = read_shop("coated-300", report)
    if data is not None and shop is not None:
        judged = preflight(data, Demand(shop=shop))
        meant = {number for number, page in enumerate(pages.pages, 1) if page.is_blank}
        faults = [fault for fault in judged.findings if fault.code != "page-blank" or fault.page not in meant]
        report.found += [fault.diagnostic(document.files[0]) for fault in faults]
    return data


def _sheet(data: bytes, columns: int = 8, width: int = 240) -> bytes:
    """All pages of a PDF on one PNG."""
    with pypdfium2.PdfDocument(data) as pdf:
        pages = [page.render(scale=width / page.get_width()).to_pil() for page in pdf]
    height = max(page.height for page in pages)
    sheet = Image.new("RGB", (columns * width, -(-len(pages) // columns) * height), (96, 96, 96))
    for number, page in enumerate(pages):
        sheet.paste(page, (number % columns * width, number // columns * height))
    kept = io.BytesIO()
    sheet.save(kept, "PNG")
    return kept.getvalue()
