"""What the command tells the shell. One number per kind of trouble, so that a script need not read Chinese."""

from collections.abc import Iterable
from enum import IntEnum

from builder.diagnostics import Diagnostic, Severity
from builder.words import room_of


class ExitCode(IntEnum):
    """Documented in `brochure --help` and in the README."""

    GOOD = 0
    FINDINGS = 1
    USAGE = 2
    CONTENT = 3
    ASSET = 4
    OUTPUT = 5
    BUG = 70
    INTERRUPTED = 130


CONTENT_CODES = ("unknown-theme", "theme-", "page-format-", "brand-", "specimen-")
"""Of other rooms than content's own, about what an author wrote."""
ASSET_CODES = ("font-", "picture-", "image-", "profile-", "missing-glyph")
OUTPUT_CODES = ("output-",)
FILE_CODES = (
    "file-missing",
    "file-unreadable",
    "file-is-folder",
    "file-not-in-folder",
    "file-not-regular",
    "file-link-circle",
    "file-forbidden",
    "file-name-impossible",
)
"""Content's own codes for a file it names: a YAML file, or a picture."""

_MOST_BASIC_FIRST = (ExitCode.CONTENT, ExitCode.ASSET, ExitCode.OUTPUT, ExitCode.FINDINGS)


def exit_code_of(findings: Iterable[Diagnostic], *, strict: bool = False) -> ExitCode:
    """The code for a list of findings: good without errors (`strict`: without warnings), else the most basic trouble.

    Content comes before assets, assets before output: what must be mended first names the code.
    """
    weighty = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    kinds = {_kind(d) for d in findings if d.severity in weighty}
    return next((kind for kind in _MOST_BASIC_FIRST if kind in kinds), ExitCode.GOOD)


def _kind(finding: Diagnostic) -> ExitCode:
    if finding.severity is not Severity.ERROR:
        return ExitCode.FINDINGS
    if room_of(finding.code) == "content":
        file = dict(finding.values).get("file", "")
        is_asset = finding.code in FILE_CODES and not file.endswith((".yaml", ".yml"))
        return ExitCode.ASSET if is_asset else ExitCode.CONTENT
    if finding.code.startswith(CONTENT_CODES):
        return ExitCode.CONTENT
    if finding.code.startswith(ASSET_CODES):
        return ExitCode.ASSET
    return ExitCode.OUTPUT if finding.code.startswith(OUTPUT_CODES) else ExitCode.FINDINGS
