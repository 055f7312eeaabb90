"""`brochure fonts`: the locked faces, each hashed again."""

import argparse
import json
from pathlib import Path

from builder.building import open_project
from builder.commands.answers import Answer, Invocation
from builder.commands.findings import findings_as_objects, findings_as_text
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.fonts import FontLibrary
from builder.words import Words


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("path", nargs="?", default=".", metavar="DIR", help=words.phrase("help-project"))


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    report = Diagnostics()
    resources = open_project(Path(arguments.path), report)
    rows = _verified_rows(FontLibrary(resources.fonts.folder), report) if resources else []
    exit_code = exit_code_of(report)
    if arguments.format == "json":
        whole = {"ok": not report.has_errors, "faces": rows, "findings": findings_as_objects(report, words)}
        return Answer(exit_code=exit_code, out=json.dumps(whole, ensure_ascii=False, indent=1))
    lines = [
        f"{words.phrase('good') if row['good'] else words.phrase('bad')}  {row['id']:<10} {row['family']}"
        f" {row['weight']}  {row['version']}  {row['size']:,} B  {row['licence']}\n    {row['provenance']}"
        for row in rows
    ]
    findings = findings_as_text(report, words, verbose=arguments.verbose, colored=invocation.colored)
    return Answer(exit_code=exit_code, out="" if arguments.quiet else "\n".join(lines), err=findings)


def _verified_rows(fonts: FontLibrary, report: Diagnostics) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for face in fonts.locked:
        found = Diagnostics()
        fonts.verify((face.id,), found)
        report.found.extend(found)
        rows.append(
            {
                "id": face.id,
                "family": face.family,
                "weight": face.weight,
                "version": face.version,
                "file": face.file,
                "size": face.size,
                "sha256": face.sha256,
                "licence": face.licence,
                "provenance": face.provenance,
                "good": not found.has_errors,
            }
        )
    return rows
