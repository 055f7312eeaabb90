"""`brochure specimen`: any plain text set by our engine, for choosing type and for measuring it."""

import argparse
import math
from pathlib import Path

from builder.building import open_project
from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.findings import findings_as_text
from builder.content.decoding import decode
from builder.content.validation import is_blank
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.layout.specimen import specimen
from builder.resources import DiskResources
from builder.saving import save_together
from builder.source import whole_file
from builder.text.glyphs import WritingMode
from builder.text.styles import LineRules, PunctuationScheme, Strictness
from builder.units import pt, to_pt, type_size
from builder.words import Words
from builder.writers.screen import write_screen


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("text", metavar="TEXT.txt", help=words.phrase("help-text"))
    parser.add_argument("--measure", type=float, default=20, metavar="EM", help=words.phrase("help-measure"))
    parser.add_argument("--size", type=size_of_type, default=10.5, metavar="PT", help=words.phrase("help-size"))
    parser.add_argument("--leading", type=float, metavar="PT", help=words.phrase("help-leading"))
    parser.add_argument("--columns", type=int, default=1, metavar="N", help=words.phrase("help-columns"))
    schemes, strictnesses = tuple(map(str, PunctuationScheme)), tuple(map(str, Strictness))
    parser.add_argument("--scheme", choices=schemes, default="quanjiao", help=words.phrase("help-marks-scheme"))
    parser.add_argument("--strictness", choices=strictnesses, default="gb", help=words.phrase("help-strictness"))
    parser.add_argument("--hanging", action="store_true", help=words.phrase("help-hanging"))
    parser.add_argument("--lists", action="store_true", help=words.phrase("help-lists"))
    parser.add_argument("--vertical", action="store_true", help=words.phrase("help-vertical"))
    parser.add_argument("--out", metavar="X.pdf", help=words.phrase("help-specimen-out"))


def size_of_type(value: str) -> float:
    """Points, from a number or a name of 字号."""
    length = type_size(value)
    if length is None:
        raise ValueError(value)
    return to_pt(length)


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    _refuse_impossible(arguments, words)
    source = Path(arguments.text)
    target = Path(arguments.out) if arguments.out else source.with_suffix(".pdf")
    report = Diagnostics()
    text = _read(source, report) if _may_write(target, source, report) else None
    resources = open_project(Path(), report)
    pages = 0
    if text is not None and resources:
        pages = _set(text, target, arguments, resources, report)
    findings = findings_as_text(
        report, words, quiet=arguments.quiet, verbose=arguments.verbose, colored=invocation.colored
    )
    said = "" if arguments.quiet or not pages else words.phrase("specimen-made", pages=pages, file=target)
    return Answer(exit_code=exit_code_of(report), out=said, err=findings)


def _refuse_impossible(arguments: argparse.Namespace, words: Words) -> None:
    leading = arguments.size * 1.75 if arguments.leading is None else arguments.leading
    limits = (
        ("--measure", arguments.measure, 2, 200),
        ("--size", arguments.size, 2, 200),
        ("--leading", leading, arguments.size, 1000),
        ("--columns", arguments.columns, 1, 12),
    )
    for flag, value, least, most in limits:
        if not (math.isfinite(value) and least <= value <= most):
            raise UsageError(words.phrase("usage-range", flag=flag, value=value, least=least, most=most))


def _set(text: str, target: Path, arguments: argparse.Namespace, resources: DiskResources, report: Diagnostics) -> int:
    """Set and save; the number of pages, 0 after errors."""
    leading = arguments.size * 1.75 if arguments.leading is None else arguments.leading
    pages = specimen(
        text,
        file=Path(arguments.text).name,
        measure_ems=arguments.measure,
        size=pt(arguments.size),
        leading=pt(leading),
        columns=arguments.columns,
        fonts=resources.fonts,
        report=report,
        mode=WritingMode.VERTICAL if arguments.vertical else WritingMode.HORIZONTAL,
        rules=LineRules(
            scheme=PunctuationScheme(arguments.scheme),
            strictness=Strictness(arguments.strictness),
            hanging=arguments.hanging,
        ),
        lists=arguments.lists,
    )
    data = None if report.has_errors else write_screen(pages, resources, report)
    resources.cache.save()
    return len(pages.pages) if data is not None and save_together({target: data}, report) else 0


def _may_write(target: Path, source: Path, report: Diagnostics) -> bool:
    """Whether no text can be lost by writing `target`."""
    if target.exists() and source.exists() and target.samefile(source):
        report.error("output-is-input", whole_file(str(target)))
        return False
    if target.suffix.lower() != ".pdf":
        report.error("output-not-pdf", whole_file(str(target)))
        return False
    return True


def _read(source: Path, report: Diagnostics) -> str | None:
    """The text, or None after a finding. Reports `specimen-…` and what `decode` does."""
    place, name = whole_file(str(source)), source.name
    if source.exists() and not source.is_file():  # a pipe might never end
        report.error("specimen-unreadable", place)
        return None
    try:
        text = decode(source.read_bytes(), name, report)
    except FileNotFoundError:
        report.error("specimen-missing", place)
        return None
    except OSError:
        report.error("specimen-unreadable", place)
        return None
    if text is not None and is_blank(text):
        report.error("specimen-empty", place)
    return None if report.has_errors else text
