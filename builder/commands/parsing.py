"""Flags and their help, in the user's language. argparse does the work; its English and its exits stay inside."""

import argparse
import difflib
import re
from collections.abc import Iterable
from types import ModuleType
from typing import NoReturn

from builder.commands.answers import UsageError
from builder.words import Words


class HelpAsked(Exception):
    """`--help` was given; the message is the help."""


def parse_verb(verb: str, module: ModuleType, given: list[str], words: Words) -> argparse.Namespace:
    """The arguments of one verb.

    Raises:
        HelpAsked: `--help` is among `given`.
        UsageError: anything unknown, missing or of the wrong kind, told with the near flag.
    """
    parser = _Parser(words, prog=f"brochure {verb}", description=words.phrase(f"verb-{verb}"))
    module.declare(parser, words)
    _declare_common(parser, words)
    arguments, unknown = parser.parse_known_args(given)
    if unknown:
        raise UsageError(words.phrase("usage-unknown", given=unknown[0]) + meant(unknown[0], parser.flags, words))
    return arguments


def meant(given: str, known: Iterable[str], words: Words) -> str:
    """`, did you mean …?` for a near miss, else nothing."""
    near = difflib.get_close_matches(given, list(known), 1, 0.5)
    return words.phrase("meant", near=near[0]) if near else ""


def _declare_common(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text", help=words.phrase("help-format"))
    parser.add_argument("-q", "--quiet", action="store_true", help=words.phrase("help-quiet"))
    parser.add_argument("-v", "--verbose", action="store_true", help=words.phrase("help-verbose"))
    # Taken out of the command line before it comes here; declared so that the help shows it.
    parser.add_argument("--lang", choices=("zh", "en"), help=words.phrase("help-lang"))
    parser.add_argument("-h", "--help", nargs=0, action=_Help, help=words.phrase("help-help"))


class _Help(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> None:
        raise HelpAsked(parser.format_help().rstrip())


class _Parser(argparse.ArgumentParser):
    def __init__(self, words: Words, *, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description, add_help=False, allow_abbrev=False)
        self._words = words
        self._positionals.title = words.phrase("group-arguments")
        self._optionals.title = words.phrase("group-flags")

    @property
    def flags(self) -> tuple[str, ...]:
        return tuple(flag for action in self._actions for flag in action.option_strings)

    def format_help(self) -> str:
        return re.sub("^usage: ", self._words.phrase("usage-prefix"), super().format_help())

    def error(self, message: str) -> NoReturn:
        raise UsageError(_translated(message, self._words))


_ARGPARSE_SAYS = (
    (r"the following arguments are required: (?P<name>.+)", "usage-required"),
    (r"argument (?P<name>\S+): expected one argument", "usage-value-missing"),
    (r"argument (?P<name>\S+): invalid int value: (?P<given>.+)", "usage-not-whole"),
    (r"argument (?P<name>\S+): invalid float value: (?P<given>.+)", "usage-not-number"),
    (r"argument (?P<name>\S+): invalid size_of_type value: (?P<given>.+)", "usage-not-size"),
    (r"argument (?P<name>\S+): invalid choice: (?P<given>\S+) \(choose from (?P<known>.+)\)", "usage-choice"),
    (r"argument (?P<name>\S+): ignored explicit argument (?P<given>.+)", "usage-no-value"),
)
"""What argparse says in English, and which phrase says it in ours."""


def _translated(message: str, words: Words) -> str:
    for pattern, key in _ARGPARSE_SAYS:
        if match := re.fullmatch(pattern, message):
            return words.phrase(key, **match.groupdict())
    return message
