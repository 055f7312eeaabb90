"""What goes into a sub-command and what comes out. Sub-commands return text; only `cli.py` prints it."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from builder.exit_codes import ExitCode
from builder.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """One call of one sub-command."""

    arguments: argparse.Namespace
    words: Words
    colored: bool = False
    """Whether findings may carry colour."""
    progress: Callable[..., None] | None = None
    """Shows the phrase `doing-…` of a stage, with its values, in place of the last one; None when nobody watches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a sub-command has to say: results on stdout, findings on stderr."""

    exit_code: ExitCode = ExitCode.GOOD
    out: str = ""
    err: str = ""


class UsageError(Exception):
    """The command line itself is wrong. The message is already in the user's language."""
