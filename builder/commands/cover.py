"""`brochure cover`: the cover spread for perfect binding, spine from pages and paper."""

import argparse
import json
import math
from dataclasses import dataclass
from pathlib import Path

from builder.building import default_output_folder, open_project, top_file
from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.build import content_path, declare_set, parsed_settings
from builder.commands.findings import findings_as_objects, findings_as_text
from builder.commands.impose import FACE
from builder.content.reading import read_document
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.layout.composition import compose
from builder.layout.labels import Labels
from builder.layout.pages import PagedDocument
from builder.production.cover import COVER_PAGES, CoverSpread, cover_sheet, make_cover, spine_width
from builder.production.imposition.marking import mark_sheets
from builder.production.imposition.placing import open_source, write_sheets
from builder.production.imposition.sheets import Stock
from builder.production.papers import known_papers
from builder.resources import DiskResources
from builder.saving import save_together
from builder.source import whole_file
from builder.units import Length, mm, to_mm
from builder.words import Words
from builder.writers.printing import write_print

COVER_NAME = "cover.pdf"


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("path", nargs="?", metavar=words.phrase("metavar-content"), help=words.phrase("help-path"))
    declare_paper(parser, words)
    parser.add_argument("--marks", action="store_true", help=words.phrase("help-cover-marks"))
    declare_set(parser, words)
    parser.add_argument("--out", metavar="COVER.pdf", help=words.phrase("help-cover-out"))


def declare_paper(parser: argparse.ArgumentParser, words: Words) -> None:
    """The flags that the spine is computed from."""
    known = ", ".join(known_papers())
    parser.add_argument("--paper", metavar="157g", help=words.phrase("help-paper", known=known))
    parser.add_argument("--cover-paper", metavar="250g", help=words.phrase("help-cover-paper"))
    parser.add_argument("--caliper", type=float, metavar="MM", help=words.phrase("help-leaf-caliper"))
    parser.add_argument("--cover-caliper", type=float, metavar="MM", help=words.phrase("help-cover-caliper"))


@dataclass(frozen=True, slots=True)
class Calipers:
    """Thickness of a leaf of the block (None: not said) and of the cover."""

    text: Length | None
    cover: Length


def calipers(arguments: argparse.Namespace, words: Words) -> Calipers:
    """What the flags of `declare_paper` say: a measured caliper goes before the paper's. Raises UsageError."""
    text = _caliper("paper", arguments.paper, arguments.caliper, words)
    cover = _caliper("cover-paper", arguments.cover_paper, arguments.cover_caliper, words)
    return Calipers(text, cover if cover is not None else text or 0)


def _caliper(flag: str, paper: str | None, measured: float | None, words: Words) -> Length | None:
    if measured is not None:
        if not (math.isfinite(measured) and 0 < measured <= 2):
            name = "--caliper" if flag == "paper" else "--cover-caliper"
            raise UsageError(words.phrase("usage-range", flag=name, value=measured, least="0.01", most=2))
        return mm(measured)
    if paper is None:
        return None
    known = known_papers()
    if paper not in known:
        choices = ", ".join(known)
        raise UsageError(words.phrase("usage-choice", name=f"--{flag}", given=paper, known=choices))
    return known[paper].caliper


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    path = content_path(arguments.path, words)
    papers = calipers(arguments, words)
    settings = parsed_settings(arguments.settings, words)
    report = Diagnostics()
    resources = open_project(path, report)
    pages = compose_book(path, resources, settings, report) if resources else None
    made = None
    target = Path()
    if resources and pages:
        default = default_output_folder(path, resources.root) / COVER_NAME
        target = Path(arguments.out) if arguments.out else default
        made = written_cover(pages, papers, resources, report, marks=arguments.marks)
        resources.cache.save()
    if made and not save_together({target: made.data}, report):
        made = None
    if arguments.format == "json":
        whole = {
            "ok": made is not None,
            "exit_code": int(exit_code_of(report)),
            "output": str(target) if made else None,
            "spine_mm": round(to_mm(made.cover.spine), 3) if made else None,
            "findings": findings_as_objects(report, words),
        }
        return Answer(exit_code=exit_code_of(report), out=json.dumps(whole, ensure_ascii=False, indent=1))
    findings = findings_as_text(
        report, words, quiet=arguments.quiet, verbose=arguments.verbose, colored=invocation.colored
    )
    said = _summary(made.cover, target, words) if made and not arguments.quiet else ""
    return Answer(exit_code=exit_code_of(report), out=said, err=findings)


def compose_book(
    path: Path, resources: DiskResources, settings: tuple[tuple[str, str], ...], report: Diagnostics
) -> PagedDocument | None:
    """The book's pages, or None after an error."""
    top = top_file(path)
    if not top.is_relative_to(resources.root):
        report.error("file-missing", whole_file(str(path)), file=str(path))
        return None
    document = read_document(top.relative_to(resources.root).as_posix(), resources, report, settings=settings)
    pages = compose(document, resources, report) if document else None
    return None if report.has_errors else pages


@dataclass(frozen=True, slots=True)
class WrittenCover:
    """A cover and its file."""

    cover: CoverSpread
    data: bytes


def written_cover(
    pages: PagedDocument, papers: Calipers, resources: DiskResources, report: Diagnostics, *, marks: bool = False
) -> WrittenCover | None:
    """The cover spread as PDF. Reports `cover-without-paper`, `cover-too-few-pages`, `cover-spine-narrow` (a note)."""
    place = whole_file(COVER_NAME)
    if papers.text is None:
        report.error("cover-without-paper", place)
        return None
    if len(pages.pages) <= COVER_PAGES:
        report.error("cover-too-few-pages", place, pages=len(pages.pages))
        return None
    spine = spine_width(len(pages.pages), caliper=papers.text, cover_caliper=papers.cover)
    lettering = Labels(resources.fonts, report, "serif-700")
    cover = make_cover(pages, spine, lettering)
    if not cover.has_title:
        report.note("cover-spine-narrow", place, width=f"{to_mm(spine):.2f}")
    data = write_print(cover.document, resources, report)
    if data is not None and marks:
        data = _with_marks(data, cover, resources, report)
    return WrittenCover(cover, data) if data is not None else None


def _with_marks(data: bytes, cover: CoverSpread, resources: DiskResources, report: Diagnostics) -> bytes | None:
    source = open_source(data, COVER_NAME, report)
    stock = Stock(trim=cover.document.trim, bleed=cover.document.bleed)
    sheets = cover_sheet(cover, stock)
    job = "　".join(word for word in (cover.document.metadata.title, source.date if source else "") if word)
    drawn = mark_sheets(sheets, stock, job, Labels(resources.fonts, report, FACE), collated=False)
    marks = write_print(drawn, resources, report)
    if source is None or marks is None:
        return None
    return write_sheets(source, sheets, (0, 1), marks, stock.bleed)


def _summary(cover: CoverSpread, target: Path, words: Words) -> str:
    trim = cover.document.trim
    return words.phrase(
        "cover-made",
        spine=f"{to_mm(cover.spine):.2f}",
        width=f"{to_mm(trim.width):g}",
        height=f"{to_mm(trim.height):g}",
        file=target,
    )
