"""The command `brochure`: picks the language and the verb, prints the answer, chooses the exit code.

What a verb needs is imported when that verb is asked for, so that `brochure --help` comes at once.
"""

import contextlib
import errno
import importlib
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TextIO

from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.findings import findings_as_text
from builder.commands.parsing import HelpAsked, meant, parse_verb
from builder.diagnostics import Diagnostic, Severity
from builder.exit_codes import ExitCode
from builder.source import NOWHERE
from builder.words import LANGUAGES, Words

VERBS = (
    "new",
    "check",
    "build",
    "plan",
    "photos",
    "pictures",
    "impose",
    "cover",
    "package",
    "editions",
    "preflight",
    "proof",
    "schema",
    "fonts",
    "specimen",
    "theme",
    "explain",
    "doctor",
)
COMMON_FLAGS = ("-h", "--help", "-q", "--quiet", "-v", "--verbose", "--format=text", "--format=json")
"""What may also stand before the verb."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code. Never raises."""
    words = Words(language_of(os.environ))
    try:
        _prepare_console()
        given, words = _chosen_language(list(sys.argv[1:] if argv is None else argv), words)
        answer = _answer(given, words)
        return _said(answer, words)
    except UsageError as error:
        _print(sys.stderr, words.phrase("usage-wrong", message=error))
        return int(ExitCode.USAGE)
    except KeyboardInterrupt:
        _print(sys.stderr, words.phrase("interrupted"))
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); the interpreter's last flush must not complain either.
        _silence(sys.stdout)
        return int(ExitCode.OUTPUT)
    except Exception:
        _print(sys.stderr, _apology(words))
        return int(ExitCode.BUG)


def _said(answer: Answer, words: Words) -> int:
    """Print the answer; its exit code, or that for output if nobody could be told."""
    _print(sys.stderr, answer.err)
    try:
        _print(sys.stdout, answer.out)
    except BrokenPipeError:
        raise
    except OSError as error:
        _silence(sys.stdout)
        code = "output-full" if error.errno in (errno.ENOSPC, errno.EDQUOT) else "output-unheard"
        finding = Diagnostic(code=code, severity=Severity.ERROR, span=NOWHERE)
        _print(sys.stderr, findings_as_text([finding], words))
        return int(ExitCode.OUTPUT)
    return int(answer.exit_code)


def _silence(stream: TextIO) -> None:
    """Send what is still held back nowhere: written at the interpreter's end, it would fail once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


_APOLOGY = {
    "zh": "抱歉，程序自己出了错，它的文字也读不出来：请重新安装。\n  详情已存到：{file}",
    "en": "Sorry: the program itself failed, and cannot read its own words: please install it again.\n"
    "  Details are in: {file}",
}
"""For when the words themselves are what is broken."""


def _apology(words: Words) -> str:
    file = _kept_trace()
    try:
        return words.phrase("bug", file=file)
    except Exception:
        return _APOLOGY[words.language].format(file=file)


def language_of(environment: "os._Environ[str] | dict[str, str]") -> str:
    """`en` if the locale in force (LC_ALL, LC_MESSAGES, LANG) names English, else `zh`: `C` is nobody's language."""
    locale = next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "")
    return "en" if locale.lower().startswith("en") else "zh"


def _chosen_language(given: list[str], words: Words) -> tuple[list[str], Words]:
    """Take `--lang X` or `--lang=X` out of the command line, wherever it stands."""
    rest, chosen = [], words.language
    words_left = iter(given)
    for word in words_left:
        name, equals, value = word.partition("=")
        if name != "--lang":
            rest.append(word)
            continue
        chosen = value if equals else next(words_left, "")
        if chosen not in LANGUAGES:
            raise UsageError(words.phrase("usage-language", given=chosen))
    return rest, Words(chosen)


def _answer(given: list[str], words: Words) -> Answer:
    place = next((index for index, word in enumerate(given) if not word.startswith("-")), None)
    if place is None:
        return _without_verb(given, words)
    if any(flag not in COMMON_FLAGS for flag in given[:place]):
        return _without_verb(given[:place], words)
    verb = given.pop(place)
    if verb not in VERBS:
        raise UsageError(words.phrase("usage-verb", given=verb) + meant(verb, VERBS, words))
    module = importlib.import_module(f"builder.commands.{verb}")
    try:
        arguments = parse_verb(verb, module, given, words)
    except HelpAsked as help_text:
        return Answer(out=str(help_text))
    watched = sys.stderr.isatty() and not arguments.quiet and arguments.format == "text"
    invocation = Invocation(
        arguments=arguments,
        words=words,
        colored=_may_color(sys.stderr),
        progress=(lambda stage, **values: _show_progress(words.phrase(f"doing-{stage}", **values)))
        if watched
        else None,
    )
    try:
        answer: Answer = module.run(invocation)
    finally:
        if watched:
            _show_progress("")
    return answer


def _without_verb(given: list[str], words: Words) -> Answer:
    if "--version" in given:
        # Reading the package's metadata costs more than all else here, and is rarely asked for.
        metadata = importlib.import_module("importlib.metadata")
        return Answer(out=f"brochure {metadata.version('brochure-builder')}")
    unknown = [flag for flag in given if flag not in COMMON_FLAGS]
    if unknown:
        known = (*COMMON_FLAGS, "--version", "--lang")
        raise UsageError(words.phrase("usage-unknown", given=unknown[0]) + meant(unknown[0], known, words))
    return Answer(out=_help(words))


def _help(words: Words) -> str:
    lines = [words.phrase("about"), "", words.phrase("usage-line"), "", words.phrase("verbs")]
    lines += [f"  brochure {verb:<10}{words.phrase(f'verb-{verb}')}" for verb in VERBS]
    lines += ["", words.phrase("common-flags"), "", words.phrase("exit-codes")]
    lines += [f"  {int(code):>3}  {words.phrase(f'exit-{code.name.lower()}')}" for code in ExitCode]
    return "\n".join(lines)


def _prepare_console() -> None:
    """UTF-8 on Windows, whatever its code page; elsewhere what the terminal has, never failing on a character."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace", **({"encoding": "utf-8"} if sys.platform == "win32" else {}))
    with contextlib.suppress(ValueError):
        # Not the main thread: whoever embeds us keeps his own handlers.
        signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _may_color(stream: TextIO) -> bool:
    """https://no-color.org, and terminals that say they are dumb."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _show_progress(text: str) -> None:
    sys.stderr.write(f"\r\033[K{text}")
    sys.stderr.flush()


def _print(stream: TextIO, text: str) -> None:
    if text:
        stream.write(f"{text}\n")
        stream.flush()


def _kept_trace() -> str:
    """Put the trace where it can be sent from; its name, or the trace itself if no file can be written."""
    trace = traceback.format_exc()
    try:
        handle, name = tempfile.mkstemp(prefix="brochure-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(trace)
    except OSError:
        return trace
    return str(Path(name))
