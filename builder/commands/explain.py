"""`brochure explain CODE`: why a finding is one, and what to do about it."""

import argparse
import difflib
import json

from builder.commands.answers import Answer, Invocation, UsageError
from builder.words import Words, all_codes


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("code", nargs="?", metavar="CODE", help=words.phrase("help-code"))


def run(invocation: Invocation) -> Answer:
    code, words = invocation.arguments.code, invocation.words
    as_json = invocation.arguments.format == "json"
    if code is None:
        rows = {known: words.general_message(known) for known in all_codes()}
        listed = "\n".join(f"{known}  {message}" for known, message in rows.items())
        return Answer(out=json.dumps(rows, ensure_ascii=False, indent=1) if as_json else listed)
    explanation = words.explain(code)
    if explanation is None:
        near = difflib.get_close_matches(code, all_codes(), 1)
        meant = words.phrase("meant", near=near[0]) if near else ""
        raise UsageError(words.phrase("usage-code", given=code) + meant)
    message = words.general_message(code)
    if as_json:
        row = {"code": code, "message": message, "explanation": explanation}
        return Answer(out=json.dumps(row, ensure_ascii=False, indent=1))
    return Answer(out=f"{code}\n  {message}\n\n{explanation}".rstrip())
