"""`brochure build`: from a content folder to print.pdf and screen.pdf."""

import argparse
import difflib
import json
from collections.abc import Container
from pathlib import Path

from builder.building import ALL_PROFILES, PROFILES, Output, Result, build
from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.findings import findings_as_objects, findings_as_text, notes_as_text
from builder.content.book import PAGE_FORMATS
from builder.content.reading import BOOK_FILE
from builder.exit_codes import ExitCode, exit_code_of
from builder.production.shops import SHOP_NAMES
from builder.words import Words
from builder.writers.press import PRESS_STANDARDS
from builder.writers.standards import STANDARDS, UA1_A2A


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("path", nargs="?", metavar=words.phrase("metavar-content"), help=words.phrase("help-path"))
    parser.add_argument("--profile", default=",".join(PROFILES), metavar="A,B", help=words.phrase("help-profile"))
    parser.add_argument(
        "--standard",
        action="append",
        choices=(*STANDARDS, *PRESS_STANDARDS),
        default=[],
        help=words.phrase("help-standard"),
    )
    parser.add_argument("--output-folder", metavar="DIR", help=words.phrase("help-output-folder"))
    parser.add_argument("--jobs", type=int, metavar="N", help=words.phrase("help-jobs"))
    declare_set(parser, words)
    parser.add_argument("--dump", action="store_true", help=words.phrase("help-dump"))
    parser.add_argument("--outlined", action="store_true", help=words.phrase("help-outlined"))
    declare_shop(parser, words)
    parser.add_argument("--marks", action="store_true", help=words.phrase("help-marks"))
    declare_strict(parser, words)


def declare_set(parser: argparse.ArgumentParser, words: Words) -> None:
    """`--set`, and the two settings that are asked for often enough to have flags of their own."""
    parser.add_argument(
        "--theme", action=_Shorthand, default=[], metavar="NAME", dest="settings", help=words.phrase("help-theme")
    )
    parser.add_argument(
        "--page-format",
        action=_Shorthand,
        default=[],
        choices=PAGE_FORMATS,
        dest="settings",
        help=words.phrase("help-page-format"),
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="a.b=c", dest="settings", help=words.phrase("help-set")
    )


def declare_shop(parser: argparse.ArgumentParser, words: Words) -> None:
    shops = "|".join((*SHOP_NAMES, "FILE.yaml"))
    parser.add_argument("--shop", metavar=shops, help=words.phrase("help-shop"))


class _Shorthand(argparse.Action):
    """`--key value` for `--set key=value`."""

    def __call__(self, _parser: object, namespace: argparse.Namespace, values: object, _flag: object = None) -> None:
        key = self.option_strings[0].removeprefix("--")
        namespace.settings = [*namespace.settings, f"{key}={values}"]


def declare_strict(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("--strict", action="store_true", help=words.phrase("help-strict"))


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    if arguments.jobs is not None and arguments.jobs < 1:
        raise UsageError(words.phrase("usage-jobs"))
    result = build(
        content_path(arguments.path, words),
        profiles=(*_profiles(arguments.profile, words), *(("outlined",) if arguments.outlined else ())),
        output_folder=arguments.output_folder,
        jobs=arguments.jobs,
        settings=parsed_settings(arguments.settings, words),
        dump=arguments.dump,
        standard=_last(arguments.standard, STANDARDS, None) or UA1_A2A.name,
        press_standard=_last(arguments.standard, PRESS_STANDARDS, None),
        shop=arguments.shop,
        marks=arguments.marks,
        progress=invocation.progress,
    )
    return answer_of(result, invocation, _summary(result, words, in_parts=arguments.verbose))


def _last(given: list[str], known: Container[str], default: str | None) -> str | None:
    """The last of the standards named that is one of `known`: screen and print files each have their own."""
    return next((name for name in reversed(given) if name in known), default)


def answer_of(result: Result, invocation: Invocation, summary: str) -> Answer:
    """The answer of `build` and `check`: findings and a summary as text, or all of it as one JSON object."""
    arguments, words = invocation.arguments, invocation.words
    exit_code = exit_code_of(result.diagnostics, strict=arguments.strict)
    if arguments.format == "json":
        return Answer(
            exit_code=exit_code, out=json.dumps(_object(result, exit_code, words), ensure_ascii=False, indent=1)
        )
    findings = findings_as_text(
        result.diagnostics, words, quiet=arguments.quiet, verbose=arguments.verbose, colored=invocation.colored
    )
    summary = "\n".join((summary, *notes_as_text(result.notes, words, verbose=arguments.verbose)))
    if not result.ok:
        failed = words.phrase("failed", count=sum(d.severity == "error" for d in set(result.diagnostics)))
        return Answer(exit_code=exit_code, err=f"{findings}\n{failed}")
    if arguments.verbose:
        times = ", ".join(f"{words.phrase(f'stage-{name}')} {seconds:.2f} s" for name, seconds in result.timings)
        summary = f"{summary}\n{times}"
    return Answer(exit_code=exit_code, out="" if arguments.quiet else summary, err=findings)


def content_path(given: str | None, words: Words) -> Path:
    """The content folder meant: as given, else where one stands, else the only one (or the newest year) in `content/`.

    Raises:
        UsageError: nothing given and nothing found.
    """
    if given is not None:
        return Path(given)
    if Path(BOOK_FILE).is_file():
        return Path()
    found = sorted(file.parent for file in Path("content").glob(f"*/{BOOK_FILE}"))
    if not found:
        raise UsageError(words.phrase("usage-no-content"))
    return found[-1]


def parsed_settings(given: list[str], words: Words) -> tuple[tuple[str, str], ...]:
    """`a.b=c` as pairs of dotted key and value. Raises UsageError where the `=` or the key is missing."""
    pairs = tuple((key.strip(), value) for key, _, value in (setting.partition("=") for setting in given))
    wrong = [setting for setting, (key, _) in zip(given, pairs, strict=True) if not key or "=" not in setting]
    if wrong:
        raise UsageError(words.phrase("usage-set", given=wrong[0]))
    return pairs


def _profiles(given: str, words: Words) -> tuple[str, ...]:
    names = tuple(name.strip() for name in given.split(",") if name.strip())
    for name in names:
        if name not in ALL_PROFILES:
            near = difflib.get_close_matches(name, ALL_PROFILES, 1)
            meant = words.phrase("meant", near=near[0]) if near else ""
            raise UsageError(words.phrase("usage-profile", given=name, known=", ".join(ALL_PROFILES)) + meant)
    if not names:
        raise UsageError(words.phrase("usage-profile", given=given, known=", ".join(ALL_PROFILES)))
    return names


def _summary(result: Result, words: Words, *, in_parts: bool) -> str:
    seconds = sum(time for _, time in result.timings)
    lines = [words.phrase("built", pages=result.page_count, seconds=f"{seconds:.2f}")]
    for output in result.outputs:
        lines.append(f"  {_shown(output.path)}  {output.size / 1e6:.1f} MB")
        if in_parts and output.parts:
            lines.append(f"    {_in_parts(output, words)}")
    return "\n".join(lines)


def _in_parts(output: Output, words: Words) -> str:
    sizes = sorted(output.parts, key=lambda pair: -pair[1])
    return ", ".join(f"{words.phrase(f'part-{part}')} {size / 1e3:.0f} kB" for part, size in sizes)


def _shown(path: Path) -> str:
    whole = path.resolve()
    return str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else str(whole)


def _object(result: Result, exit_code: ExitCode, words: Words) -> dict[str, object]:
    return {
        "ok": result.ok,
        "exit_code": int(exit_code),
        "pages": result.page_count,
        "outputs": [
            {
                "profile": output.profile,
                "path": _shown(output.path),
                "bytes": output.size,
                "parts": dict(output.parts),
            }
            for output in result.outputs
        ],
        "findings": findings_as_objects(result.diagnostics, words),
        "notes": findings_as_objects(result.notes, words),
        "timings": {name: round(seconds, 4) for name, seconds in result.timings},
    }
