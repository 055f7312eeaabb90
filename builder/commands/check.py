"""`brochure check`: all findings of content, fonts, text and layout; no files."""

import argparse

from builder.building import check
from builder.commands.answers import Answer, Invocation
from builder.commands.build import answer_of, content_path, declare_set, declare_strict, parsed_settings
from builder.words import Words


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("path", nargs="?", metavar=words.phrase("metavar-content"), help=words.phrase("help-path"))
    declare_set(parser, words)
    declare_strict(parser, words)


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    result = check(
        content_path(arguments.path, words),
        settings=parsed_settings(arguments.settings, words),
        progress=invocation.progress,
    )
    return answer_of(result, invocation, words.phrase("checked", pages=result.page_count))
