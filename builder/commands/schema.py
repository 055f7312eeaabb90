"""`brochure schema`: the JSON Schemas that let editors complete and check the YAML."""

import argparse
import json
from pathlib import Path

from builder.commands.answers import Answer, Invocation
from builder.commands.findings import findings_as_text
from builder.content.schema import SCHEMAS, json_schema
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.saving import save_together
from builder.words import Words


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parts = ", ".join(part for part in SCHEMAS if part != "book")
    parser.add_argument("--part", choices=tuple(SCHEMAS), default="book", help=words.phrase("help-part", parts=parts))
    parser.add_argument("--output-folder", metavar="DIR", help=words.phrase("help-schema-folder"))


def run(invocation: Invocation) -> Answer:
    arguments = invocation.arguments
    if arguments.output_folder is None:
        return Answer(out=_text(arguments.part))
    report = Diagnostics()
    save_together(schema_files(Path(arguments.output_folder)), report)
    return Answer(exit_code=exit_code_of(report), err=findings_as_text(report, invocation.words))


def schema_files(folder: Path) -> dict[Path, bytes]:
    """The schemas of the book and of each part, under the names that the first lines of content files refer to."""
    names = {part: "brochure" if part == "book" else part for part in SCHEMAS}
    return {folder / f"{name}.schema.json": f"{_text(part)}\n".encode() for part, name in names.items()}


def _text(part: str) -> str:
    return json.dumps(json_schema(part), ensure_ascii=False, indent=2)
