"""`brochure doctor`: whether this computer has what a build needs."""

import argparse
import importlib.metadata
import json
import os
import sys
import tempfile
from pathlib import Path

from builder.building import open_project
from builder.commands.answers import Answer, Invocation
from builder.commands.findings import findings_as_text
from builder.diagnostics import Diagnostics
from builder.exit_codes import ExitCode
from builder.fonts import FontLibrary
from builder.resources import cache_folder, find_root
from builder.source import whole_file
from builder.words import Words

OLDEST_PYTHON = (3, 11)
PACKAGES = ("reportlab", "pillow", "PyYAML", "uharfbuzz", "pikepdf", "pypdfium2")


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("path", nargs="?", default=".", metavar="DIR", help=words.phrase("help-project"))


def run(invocation: Invocation) -> Answer:
    words, project = invocation.words, Path(invocation.arguments.path)
    checks = [_python(), *map(_package, PACKAGES), _fonts(project, words)]
    checks += [_output(project, words), _writable("doctor-cache", cache_folder()), _console()]
    good = all(passed for _, passed, _ in checks)
    exit_code = ExitCode.GOOD if good else ExitCode.FINDINGS
    if invocation.arguments.format == "json":
        rows = [{"check": key, "good": passed, "detail": detail} for key, passed, detail in checks]
        whole = {"ok": good, "checks": rows}
        return Answer(exit_code=exit_code, out=json.dumps(whole, ensure_ascii=False, indent=1))
    lines = [
        f"{words.phrase('good' if passed else 'bad')}  {words.phrase(key)}  {detail}"
        for key, passed, detail in checks
        if not (passed and invocation.arguments.quiet)
    ]
    return Answer(exit_code=exit_code, out="\n".join(lines))


_Check = tuple[str, bool, str]
"""Key of its name among the phrases, whether it passed, what was found."""


def _python() -> _Check:
    return ("doctor-python", sys.version_info >= OLDEST_PYTHON, sys.version.split()[0])


def _package(name: str) -> _Check:
    try:
        return ("doctor-package", True, f"{name} {importlib.metadata.version(name)}")
    except importlib.metadata.PackageNotFoundError:
        return ("doctor-package", False, name)


def _fonts(project: Path, words: Words) -> _Check:
    report = Diagnostics()
    resources = open_project(project, report)
    if not resources:
        return ("doctor-fonts", False, findings_as_text(report, words))
    fonts = FontLibrary(resources.fonts.folder)
    fonts.verify(tuple(face.id for face in fonts.locked), report)
    detail = findings_as_text(report, words) if report.has_errors else f"{len(fonts.locked)}  {fonts.folder}"
    return ("doctor-fonts", not report.has_errors, detail)


def _output(project: Path, words: Words) -> _Check:
    if not project.exists():
        missing = Diagnostics()
        missing.error("file-missing", whole_file(str(project)), file=project)
        return ("doctor-output", False, findings_as_text(missing, words))
    return _writable("doctor-output", find_root(project))


def _writable(key: str, folder: Path) -> _Check:
    nearest = next(parent for parent in (folder, *folder.parents) if parent.is_dir())
    try:
        with tempfile.TemporaryFile(dir=nearest):
            return (key, True, str(folder))
    except OSError as error:
        return (key, False, f"{folder}: {error.strerror}")


def _console() -> _Check:
    encoding = sys.stdout.encoding or ""
    try:
        "画册，“查”".encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return ("doctor-console", False, encoding)
    return ("doctor-console", True, f"{encoding}, LANG={os.environ.get('LANG', '')}")
