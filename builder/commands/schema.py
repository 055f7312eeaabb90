"""`brochure schema`: the JSON Schema that lets editors complete and check the YAML."""

import argparse
import json
from pathlib import Path

from builder.commands.answers import Answer, Invocation
from builder.commands.findings import findings_as_text
from builder.content.schema import json_schema
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.saving import save_together
from builder.words import Words


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("--out", metavar="FILE", help=words.phrase("help-schema-out"))


def run(invocation: Invocation) -> Answer:
    text = json.dumps(json_schema(), ensure_ascii=False, indent=2)
    if not invocation.arguments.out:
        return Answer(out=text)
    report = Diagnostics()
    save_together({Path(invocation.arguments.out): f"{text}\n".encode()}, report)
    return Answer(exit_code=exit_code_of(report), err=findings_as_text(report, invocation.words))
