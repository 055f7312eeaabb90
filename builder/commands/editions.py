"""`brochure editions`: a verified copy of the phone's PDF for every school of a table."""

import argparse
import datetime
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

from builder.building import default_output_folder, open_project, top_file
from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.build import content_path
from builder.commands.edition_press import PRESS_KINDS, write_press
from builder.commands.edition_run import Run
from builder.commands.findings import findings_as_objects, findings_as_text
from builder.content.editions import EDITIONS_FILE, EditionPlan, School, read_plan
from builder.content.reading import read_document
from builder.content.schools import read_schools
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.production.editions.delivery import (
    COUNTS_CSV,
    COUNTS_XLSX,
    FAILED_CSV,
    counts,
    counts_csv,
    counts_xlsx,
    covering_note,
    failed_csv,
    note_file,
    pack_counties,
)
from builder.production.editions.engine import Folder
from builder.production.editions.journal import Journal, Made, manifest, read_manifest
from builder.saving import save_together
from builder.source import whole_file
from builder.words import Words


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("path", nargs="?", metavar=words.phrase("metavar-content"), help=words.phrase("help-path"))
    parser.add_argument("--schools", metavar="TABLE", help=words.phrase("editions-help-schools"))
    parser.add_argument("--plan", metavar="FILE", help=words.phrase("editions-help-plan"))
    parser.add_argument("--output-folder", metavar="DIR", help=words.phrase("help-output-folder"))
    parser.add_argument("--jobs", type=int, metavar="N", help=words.phrase("editions-help-jobs"))
    parser.add_argument("--press", choices=PRESS_KINDS, help=words.phrase("editions-help-press"))
    parser.add_argument("--zip", action="store_true", help=words.phrase("editions-help-zip"))
    parser.add_argument("--verify", metavar="DIR", help=words.phrase("editions-help-verify"))


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    if arguments.jobs is not None and arguments.jobs < 1:
        raise UsageError(words.phrase("usage-jobs"))
    if not arguments.verify and not arguments.schools:
        raise UsageError(words.phrase("editions-usage-schools"))
    report = Diagnostics()
    if arguments.verify:
        made, folder = _verified(Path(arguments.verify), report), Path(arguments.verify)
    else:
        path = content_path(arguments.path, words)
        made, folder = _make_all(path, invocation, report)
    if arguments.format == "json":
        whole = {
            "ok": not report.has_errors,
            "exit_code": int(exit_code_of(report)),
            "editions": len(made),
            "findings": findings_as_objects(report, words),
        }
        return Answer(exit_code=exit_code_of(report), out=json.dumps(whole, ensure_ascii=False, indent=1))
    told = findings_as_text(report, words, quiet=arguments.quiet, verbose=arguments.verbose, colored=invocation.colored)
    said = words.phrase("editions-made", count=len(made), folder=folder) if made and not arguments.quiet else ""
    return Answer(exit_code=exit_code_of(report), out=said, err=told)


def _verified(folder: Path, report: Diagnostics) -> tuple[Made, ...]:
    """The editions of a delivered folder whose bytes are those of its manifest."""
    try:
        listed = read_manifest(folder)
    except (OSError, ValueError, TypeError) as error:
        report.error("manifest-unreadable", whole_file(str(folder)), reason=str(error))
        return ()
    good = []
    for made in listed:
        try:
            same = _sha256(folder / made.file) == made.sha256
        except OSError:
            same = False
        if same:
            good.append(made)
        else:
            report.error("edition-changed", whole_file(made.file), name=made.name)
    known = {made.file for made in listed}
    for stranger in sorted(file.relative_to(folder).as_posix() for file in folder.glob("*/*.pdf")):
        if stranger not in known:
            report.error("edition-stranger", whole_file(stranger))
    return tuple(good)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _make_all(path: Path, invocation: Invocation, report: Diagnostics) -> tuple[tuple[Made, ...], Path]:
    arguments = invocation.arguments
    resources = open_project(path, report)
    if resources is None:
        return (), path
    folder = (
        Path(arguments.output_folder)
        if arguments.output_folder
        else default_output_folder(path, resources.root) / "editions"
    )
    top = top_file(path).relative_to(resources.root)
    plan = read_plan(_plan_file(top, arguments.plan, resources.root), resources, report)
    schools = _schools(Path(arguments.schools), plan, report) if plan else ()
    document = read_document(top.as_posix(), resources, report)
    if plan is None or document is None or report.has_errors:
        return (), folder
    try:
        journal = Journal(folder)
    except (OSError, sqlite3.Error) as error:
        report.error("edition-failed", whole_file(str(folder)), name=str(folder), reason=str(error))
        return (), folder
    try:
        # A run that goes on after a kill tells the time of the first: the same bytes.
        resources.now = datetime.datetime.fromisoformat(journal.remembered("now", resources.now.isoformat()))
        run = Run(
            resources=resources,
            document=document,
            plan=plan,
            folder=folder,
            jobs=arguments.jobs or os.cpu_count() or 1,
            report=report,
            progress=_progress(invocation),
        )
        Folder(folder).clear_parts()
        if arguments.press:
            _press(run, schools, arguments.press, resources.now)
            return (), folder
        made = run.made(schools, journal)
        resources.cache.save()
    except (OSError, sqlite3.Error) as error:
        # A full disk or a folder that is gone: what is noted is kept, and the next run goes on from there.
        report.error("edition-failed", whole_file(str(folder)), name=str(folder), reason=_reason(error))
        return (), folder
    finally:
        journal.close()
    _deliver(made, schools, run, arguments, resources.now)
    return made, folder


def _press(run: Run, schools: tuple[School, ...], kind: str, now: datetime.datetime) -> None:
    """The press's files with their counts sheet; the run is told by the findings."""
    pages = write_press(run, schools, kind)
    run.resources.cache.save()
    if pages:
        lines = counts(schools, pages)
        files = {COUNTS_CSV: counts_csv(lines), COUNTS_XLSX: counts_xlsx(lines, now)}
        save_together({run.folder / name: data for name, data in files.items()}, run.report)


def _deliver(
    made: tuple[Made, ...],
    schools: tuple[School, ...],
    run: Run,
    arguments: argparse.Namespace,
    now: datetime.datetime,
) -> None:
    """Manifest, counts sheet, notes, list of failures, zips: what goes along, made anew with every run."""
    folder, plan, report = run.folder, run.plan, run.report
    if not made:
        return
    there = {edition.file for edition in made}
    done = tuple(school for school in schools if school.file in there)
    lines = counts(done, made[0].pages)
    files = {**manifest(made), COUNTS_CSV: counts_csv(lines), COUNTS_XLSX: counts_xlsx(lines, now)}
    notes = {school.file: note_file(school) for school in done} if plan.note else {}
    if run.failed:
        files[FAILED_CSV] = failed_csv(run.failed)
    else:
        (folder / FAILED_CSV).unlink(missing_ok=True)
    if not save_together({folder / name: data for name, data in files.items()}, report):
        return
    try:
        place = Folder(folder)
        for school in done if notes else ():
            place.write(notes[school.file], covering_note(plan.note, school))
        if not arguments.zip:
            return
        pack_counties(folder, made, notes, now)
    except OSError as error:
        report.error("edition-failed", whole_file(str(folder)), name=str(folder), reason=_reason(error))


def _reason(error: OSError | sqlite3.Error) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _plan_file(top: Path, chosen: str | None, root: Path) -> str:
    """The plan relative to the project, as resources know files; by default beside the book."""
    return Path(os.path.relpath(chosen, root)).as_posix() if chosen else (top.parent / EDITIONS_FILE).as_posix()


def _progress(invocation: Invocation) -> Callable[[int, int, float], None] | None:
    show = invocation.progress
    if show is None:
        return None

    def tell(done: int, count: int, seconds: float) -> None:
        rate = done / seconds if seconds else 0.0
        show("editions", done=done, count=count, rate=f"{rate:.0f}", left=round((count - done) / rate) if rate else 0)

    return tell


def _schools(table: Path, plan: EditionPlan, report: Diagnostics) -> tuple[School, ...]:
    try:
        data = table.read_bytes()
    except OSError as error:
        report.error("table-unreadable", whole_file(str(table)), reason=error.strerror or str(error))
        return ()
    return read_schools(data, table.name, plan, report)
