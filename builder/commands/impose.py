"""`brochure impose`: any PDF's pages onto sheets."""

import argparse
import json
import math
import re
from pathlib import Path

from builder.building import open_project
from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.findings import findings_as_objects, findings_as_text
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.geometry import Size
from builder.layout.labels import Labels
from builder.production.imposition.folding import SIZES
from builder.production.imposition.imposing import ImposedSet, ImpositionOptions, impose
from builder.production.imposition.schemes import Scheme
from builder.saving import save_together
from builder.source import whole_file
from builder.units import mm, to_mm
from builder.words import Words

FACE = "sans-400"
"""Of slugs and tickets."""


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("pdf", metavar="ANY.pdf", help=words.phrase("help-impose-pdf"))
    declare_imposition(parser, words, required=True)
    parser.add_argument("--caliper", type=float, metavar="MM", help=words.phrase("help-caliper"))
    parser.add_argument("--out", metavar="SHEETS.pdf", help=words.phrase("help-impose-out"))


def declare_imposition(parser: argparse.ArgumentParser, words: Words, *, required: bool) -> None:
    """The flags of a set of sheets: `impose` needs a scheme, `package` takes one."""
    schemes = tuple(str(scheme) for scheme in Scheme)
    name = "--scheme" if required else "--impose"
    parser.add_argument(name, dest="scheme", choices=schemes, required=required, help=words.phrase("help-scheme"))
    parser.add_argument("--signature", type=int, default=4, metavar="N", help=words.phrase("help-signature"))
    parser.add_argument("--grid", default="2x2", metavar="CxR", help=words.phrase("help-grid"))
    parser.add_argument(
        "--sheet" if not required else "--paper", metavar="WxH", dest="sheet", help=words.phrase("help-sheet")
    )
    parser.add_argument("--creep-factor", type=float, default=1.0, metavar="K", help=words.phrase("help-creep-factor"))
    parser.add_argument("--gripper", type=float, default=0.0, metavar="MM", help=words.phrase("help-gripper"))
    parser.add_argument("--right-bound", action="store_true", help=words.phrase("help-right-bound"))
    parser.add_argument("--no-marks", action="store_true", help=words.phrase("help-no-marks"))


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    options = imposition_options(arguments, words)
    source = Path(arguments.pdf)
    target = Path(arguments.out) if arguments.out else source.with_name(f"{source.stem}-{options.scheme}.pdf")
    if target.resolve() == source.resolve():
        raise UsageError(words.phrase("usage-same-file", file=target))
    report = Diagnostics()
    made = _imposed(source, options, report)
    saved = made is not None and save_together({target: made.data}, report)
    if arguments.format == "json":
        whole = _object(made if saved else None, target, report, words)
        return Answer(exit_code=exit_code_of(report), out=json.dumps(whole, ensure_ascii=False, indent=1))
    findings = findings_as_text(
        report, words, quiet=arguments.quiet, verbose=arguments.verbose, colored=invocation.colored
    )
    said = _summary(made, target, words) if saved and made and not arguments.quiet else ""
    return Answer(exit_code=exit_code_of(report), out=said, err=findings)


def imposition_options(arguments: argparse.Namespace, words: Words) -> ImpositionOptions:
    """What the flags of `declare_imposition` say. Raises UsageError for what cannot be."""
    if arguments.signature not in SIZES:
        known = ", ".join(map(str, SIZES))
        raise UsageError(words.phrase("usage-choice", name="--signature", given=arguments.signature, known=known))
    for flag, value, least, most in (
        ("--caliper", arguments.caliper or 0.0, 0, 2),
        ("--creep-factor", arguments.creep_factor, 0, 2),
        ("--gripper", arguments.gripper, 0, 30),
    ):
        if not (math.isfinite(value) and least <= value <= most):
            raise UsageError(words.phrase("usage-range", flag=flag, value=value, least=least, most=most))
    columns, rows = (int(v) for v in pair_of("--grid", arguments.grid, words))
    if not (1 <= columns <= 32 and 1 <= rows <= 32):
        raise UsageError(words.phrase("usage-pair", flag="--grid", given=arguments.grid))
    sheet = pair_of("--paper", arguments.sheet, words) if arguments.sheet else None
    return ImpositionOptions(
        scheme=Scheme(arguments.scheme),
        signature=arguments.signature,
        columns=columns,
        rows=rows,
        paper=Size(mm(sheet[0]), mm(sheet[1])) if sheet else None,
        caliper=mm(arguments.caliper or 0.0),
        creep_factor=arguments.creep_factor,
        gripper=mm(arguments.gripper),
        right_bound=arguments.right_bound,
        marks=not arguments.no_marks,
    )


def pair_of(flag: str, given: str, words: Words) -> tuple[float, float]:
    """`720x1020` as two positive numbers. Raises UsageError."""
    match = re.fullmatch(r"(\d{1,5}(?:\.\d+)?)[x×*](\d{1,5}(?:\.\d+)?)", given.strip().lower())
    if not match or not all(float(part) > 0 for part in match.groups()):
        raise UsageError(words.phrase("usage-pair", flag=flag, given=given))
    return float(match[1]), float(match[2])


def _imposed(source: Path, options: ImpositionOptions, report: Diagnostics) -> ImposedSet | None:
    try:
        data = source.read_bytes()
    except OSError as error:
        report.error("sheet-source-unreadable", whole_file(str(source)), reason=error.strerror or "")
        return None
    resources = open_project(source.parent, report)
    if resources is None:
        return None
    lettering = Labels(resources.fonts, report, FACE)
    made = impose(data, source.name, options, resources=resources, lettering=lettering, report=report)
    resources.cache.save()
    return made


def _summary(made: ImposedSet, target: Path, words: Words) -> str:
    paper = made.sheets[0].paper
    return words.phrase(
        "imposed",
        sheets=len(made.sheets),
        pages=len(made.sequence),
        width=f"{to_mm(paper.width):g}",
        height=f"{to_mm(paper.height):g}",
        file=target,
    )


def _object(made: ImposedSet | None, target: Path, report: Diagnostics, words: Words) -> dict[str, object]:
    return {
        "ok": made is not None,
        "exit_code": int(exit_code_of(report)),
        "output": str(target) if made else None,
        "sheets": len(made.sheets) if made else 0,
        "pages": len(made.sequence) if made else 0,
        "blanks": [place + 1 for place, index in enumerate(made.sequence) if index is None] if made else [],
        "findings": findings_as_objects(report, words),
    }
