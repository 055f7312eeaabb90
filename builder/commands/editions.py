"""`brochure editions`: a verified copy of the phone's PDF for every school of a table."""

import argparse
import datetime
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from builder.building import default_output_folder, open_project, top_file
from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.build import content_path
from builder.commands.findings import findings_as_objects, findings_as_text
from builder.content.editions import EditionPlan, School, filled, read_plan, read_schools
from builder.content.reading import read_document
from builder.diagnostics import Diagnostic, Diagnostics
from builder.exit_codes import exit_code_of
from builder.layout.composition import compose
from builder.layout.slots import Slots
from builder.layout.theme import Theme, load_theme
from builder.production.editions.assembling import Master, assemble, open_master
from builder.production.editions.journal import Journal, Made, manifest, read_manifest
from builder.production.editions.verifying import Expected, sha256, verify_edition
from builder.resources import DiskResources
from builder.saving import save_together
from builder.source import whole_file
from builder.words import Words
from builder.writers.budget import make_within_budget
from builder.writers.profiles import read_profile
from builder.writers.renditions import prepare_pictures
from builder.writers.standards import UA1_A2A

PROFILE = "mobile"
RECIPE = 1
"""Part of every key: raised when the same school would give other bytes."""


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("path", nargs="?", metavar=words.phrase("metavar-content"), help=words.phrase("help-path"))
    parser.add_argument("--schools", metavar="TABLE", help=words.phrase("editions-help-schools"))
    parser.add_argument("--output-folder", metavar="DIR", help=words.phrase("help-output-folder"))
    parser.add_argument("--jobs", type=int, metavar="N", help=words.phrase("editions-help-jobs"))
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
        made, folder = _make_all(path, arguments, report)
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
            same = sha256((folder / made.file).read_bytes()) == made.sha256
        except OSError:
            same = False
        if same:
            good.append(made)
        else:
            report.error("edition-changed", whole_file(made.file), name=made.name)
    return tuple(good)


@dataclass(frozen=True, slots=True)
class _Work:
    """What a worker needs, the same for all schools."""

    root: Path
    theme: Theme
    plan: EditionPlan
    master: Master
    folder: Path


def _make_all(path: Path, arguments: argparse.Namespace, report: Diagnostics) -> tuple[tuple[Made, ...], Path]:
    resources = open_project(path, report)
    if resources is None:
        return (), path
    folder = (
        Path(arguments.output_folder)
        if arguments.output_folder
        else default_output_folder(path, resources.root) / "editions"
    )
    top = top_file(path).relative_to(resources.root)
    plan = read_plan(top.parent.as_posix(), resources, report)
    schools = _schools(Path(arguments.schools), plan, report) if plan else ()
    if plan is None or report.has_errors:
        return (), folder
    try:
        journal = Journal(folder)
    except (OSError, sqlite3.Error) as error:
        report.error("edition-failed", whole_file(str(folder)), name=str(folder), reason=str(error))
        return (), folder
    try:
        # A run that goes on after a kill tells the time of the first: the same bytes.
        resources.now = datetime.datetime.fromisoformat(journal.remembered("now", resources.now.isoformat()))
        work = _prepared(top, resources, plan, folder, report)
        resources.cache.save()
        _check_slots(work, resources, schools, report)
        if work is None or report.has_errors:
            return (), folder
        made = tuple(_made(work, schools, journal, arguments.jobs or os.cpu_count() or 1, report))
    except sqlite3.Error as error:
        # A full disk: what is noted is kept, and the next run goes on from there.
        report.error("edition-failed", whole_file(str(folder)), name=str(folder), reason=str(error))
        return (), folder
    finally:
        journal.close()
    files = {folder / name: data for name, data in manifest(made).items()}
    save_together(files, report)
    return made, folder


def _schools(table: Path, plan: EditionPlan, report: Diagnostics) -> tuple[School, ...]:
    try:
        data = table.read_bytes()
    except OSError as error:
        report.error("table-unreadable", whole_file(str(table)), reason=error.strerror or str(error))
        return ()
    return read_schools(data, table.name, plan, report)


def _prepared(
    top: Path, resources: DiskResources, plan: EditionPlan, folder: Path, report: Diagnostics
) -> _Work | None:
    """The master and all that goes with it, made once."""
    document = read_document(top.as_posix(), resources, report)
    theme = load_theme(document, resources, report) if document else None
    pages = compose(document, resources, report) if document else None
    if theme is None or pages is None or report.has_errors:
        return None
    profile = read_profile(PROFILE)
    options = profile.options(jobs=1, standard=UA1_A2A)
    pictures = prepare_pictures(pages, resources, report, renditions=(options.rendition,), jobs=1)
    made = make_within_budget(pages, resources, report, profile, options, pictures)
    if made is None or report.has_errors:
        return None
    if not -len(pages.pages) <= plan.page < len(pages.pages):
        report.error("slot-page-missing", plan.span, page=plan.page, count=len(pages.pages))
        return None
    return _Work(resources.root, theme, plan, open_master(made.data, plan.page), folder)


def _check_slots(
    work: _Work | None, resources: DiskResources, schools: tuple[School, ...], report: Diagnostics
) -> None:
    """Every row's faults before the first file."""
    if work is None:
        return
    slots = Slots(work.plan, work.theme, resources.fonts)
    slots.check(report)
    if report.has_errors:
        return
    for school in schools:
        slots.place(school, report)


def _made(work: _Work, schools: tuple[School, ...], journal: Journal, jobs: int, report: Diagnostics) -> Iterator[Made]:
    seal = sha256(work.master.data)
    keys = {school.row: _key(seal, work.plan, school) for school in schools}
    kept = {school.row: _kept(journal.find(keys[school.row]), work.folder) for school in schools}
    missing = [school for school in schools if kept[school.row] is None]
    fresh: dict[int, Made] = {}
    if missing:
        with ProcessPoolExecutor(jobs, initializer=_begin, initargs=(work,)) as pool:
            for school, (made, findings) in zip(missing, pool.map(_make, missing, chunksize=8), strict=True):
                report.found += findings
                if made:
                    journal.note(keys[school.row], made)
                    fresh[school.row] = made
    for school in schools:
        if found := kept[school.row] or fresh.get(school.row):
            yield found


def _key(seal: str, plan: EditionPlan, school: School) -> str:
    whole = repr((RECIPE, seal, plan.lines, plan.code, plan.page, sorted(school.values.items())))
    return hashlib.sha256(whole.encode()).hexdigest()


def _kept(made: Made | None, folder: Path) -> Made | None:
    """An edition of an earlier run, if its bytes are still there."""
    try:
        return made if made and sha256((folder / made.file).read_bytes()) == made.sha256 else None
    except OSError:
        return None


class _Worker:
    """One process of the pool."""

    def __init__(self, work: _Work) -> None:
        self.work = work
        # No cache folder: a thousand small fonts are of use to nobody later.
        self.resources = DiskResources(work.root)
        self.slots = Slots(work.plan, work.theme, self.resources.fonts)

    def make(self, school: School) -> tuple[Made | None, list[Diagnostic]]:
        report = Diagnostics()
        own = self.slots.place(school, report)
        tail = assemble(self.work.master, own, self.resources, report) if own else None
        if tail is None:
            return None, report.found
        target = self.work.folder / school.file
        try:
            data = _written(target, self.work.master.data, tail)
        except OSError as error:
            report.error("edition-failed", school.span, name=school.values["name"], reason=error.strerror or str(error))
            return None, report.found
        if fault := verify_edition(data, self._expected(school)):
            target.unlink(missing_ok=True)
            report.error("edition-false", school.span, name=school.values["name"], fault=fault)
            return None, report.found
        made = Made(
            **{key: school.values[key] for key in ("code", "name", "county")},
            file=school.file,
            size=len(data),
            sha256=sha256(data),
        )
        return made, report.found

    def _expected(self, school: School) -> Expected:
        plan, master = self.work.plan, self.work.master
        return Expected(
            page_count=master.page_count,
            page_index=master.page_index,
            texts=tuple(filled(slot.text, school.values) for slot in plan.lines),
            code=filled(plan.code.text, school.values) if plan.code else "",
        )


def _written(target: Path, shared: bytes, own: bytes) -> bytes:
    """Write beside and rename, then read back what stands there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    # One name per edition: what a killed run left behind is written over, not piled up.
    beside = target.with_name(f".{target.stem[:40]}.part")
    with beside.open("wb") as file:
        file.write(shared)
        file.write(own)
    beside.replace(target)
    return target.read_bytes()


_WORKERS: list[_Worker] = []
"""The worker of this process: what the pool's initializer makes has no other way to the pool's calls."""


def _begin(work: _Work) -> None:
    _WORKERS[:] = [_Worker(work)]


def _make(school: School) -> tuple[Made | None, list[Diagnostic]]:
    return _WORKERS[0].make(school)
