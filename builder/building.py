"""The whole way from a content folder to finished files. Glues the rooms; decides nothing about pages."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from builder.content.reading import BOOK_FILE, read_document
from builder.diagnostics import Diagnostic, Diagnostics
from builder.exit_codes import ExitCode, exit_code_of
from builder.layout.composition import compose
from builder.layout.dump import dump_json, dump_text
from builder.layout.pages import PagedDocument
from builder.resources import DiskResources, cache_folder, find_root
from builder.saving import Saving
from builder.source import whole_file
from builder.words import Words
from builder.writers.printing import PrintOptions, write_print
from builder.writers.renditions import prepare_pictures
from builder.writers.screen import ScreenOptions, write_screen

PROFILES = ("print", "screen")
"""What a build writes unless told otherwise."""
ALL_PROFILES = (*PROFILES, "outlined")
"""`outlined` is the print file without fonts (转曲)."""

Progress = Callable[[str], None]
"""Told what is being done now: `read`, `compose`, `pictures`, `print`, `screen`, `save`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file that was written."""

    profile: str
    """`print`, `screen`, `outlined`, or `dump` for the pages as text and JSON."""
    path: Path
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a build or a check came to. Without errors all outputs are there; with errors none is new."""

    outputs: tuple[Output, ...]
    diagnostics: tuple[Diagnostic, ...]
    page_count: int
    """0 when no pages could be made."""
    timings: tuple[tuple[str, float], ...]
    """Seconds per stage, in order."""

    @property
    def ok(self) -> bool:
        return self.exit_code is ExitCode.GOOD

    @property
    def exit_code(self) -> ExitCode:
        return exit_code_of(self.diagnostics)

    def describe(self, language: str = "zh") -> tuple[str, ...]:
        """Each finding as `file:line:column: message`, in `zh` or `en`."""
        words = Words(language)
        return tuple(f"{d.span}: {words.tell(d).message}" for d in self.diagnostics)


@dataclass(slots=True)
class _Clock:
    progress: Progress | None
    stages: list[tuple[str, float]] = field(default_factory=list)
    _name: str = ""
    _since: float = 0.0

    def start(self, name: str) -> None:
        self.stop()
        self._name, self._since = name, time.perf_counter()
        if self.progress:
            self.progress(name)

    def stop(self) -> None:
        if self._name:
            self.stages.append((self._name, time.perf_counter() - self._since))
        self._name = ""


def build(
    path: str | Path,
    *,
    profiles: Iterable[str] = PROFILES,
    output_folder: str | Path | None = None,
    jobs: int | None = None,
    settings: Iterable[tuple[str, str]] = (),
    dump: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Build the brochure of a content folder (or of its top YAML file).

    Args:
        path: the folder that holds `brochure.yaml`, or that file.
        profiles: which PDFs to write: some of `ALL_PROFILES`.
        output_folder: where they go; by default `out/<name of the content folder>` in the project.
        jobs: threads for pictures; by default one per processor. Never changes the bytes.
        settings: dotted keys and values laid over the content: `("theme.body.size", "11")`.
        dump: also write the pages as `layout.txt` and `layout.json`.
        progress: called with the name of each stage as it starts.

    Raises:
        ValueError: unknown profile, or `jobs` below 1. All else is told in `Result.diagnostics`.
    """
    chosen = _chosen_profiles(profiles)
    report, clock = Diagnostics(), _Clock(progress)
    resources = open_project(Path(path), report)
    pages = _pages(Path(path), resources, settings, report, clock) if resources else None
    outputs: tuple[Output, ...] = ()
    if resources and pages:
        folder = Path(output_folder) if output_folder is not None else default_output_folder(Path(path), resources.root)
        job = _Job(pages, resources, report, clock, _thread_count(jobs))
        outputs = job.written(chosen, folder, dump=dump)
    if resources:
        resources.cache.save()
    return _result(outputs, report, pages, clock)


def check(
    path: str | Path,
    *,
    settings: Iterable[tuple[str, str]] = (),
    progress: Progress | None = None,
) -> Result:
    """Find what `build` would find in content, fonts, text and layout, without writing files.

    Raises: nothing of its own; findings are in `Result.diagnostics`.
    """
    report, clock = Diagnostics(), _Clock(progress)
    resources = open_project(Path(path), report)
    pages = _pages(Path(path), resources, settings, report, clock) if resources else None
    if resources:
        resources.cache.save()
    return _result((), report, pages, clock)


FILE_NAMES = {"print": "print.pdf", "screen": "screen.pdf", "outlined": "print-outlined.pdf"}


def open_project(path: Path, report: Diagnostics) -> DiskResources | None:
    """The project that `path` belongs to, or None after `font-lock-unreadable`."""
    root = find_root(path)
    try:
        return DiskResources(root, cache_folder=cache_folder())
    except (OSError, ValueError, KeyError, TypeError) as error:
        report.error("font-lock-unreadable", whole_file("fonts/fonts.lock.json"), reason=str(error))
        return None


def default_output_folder(path: Path, root: Path) -> Path:
    """`out/<name of the content folder>` in the project."""
    return root / "out" / top_file(path).parent.name


def top_file(path: Path) -> Path:
    """The absolute path of the book's top file: `path` itself, or `brochure.yaml` in the folder `path`."""
    whole = path.resolve()
    return whole if whole.suffix in (".yaml", ".yml") else whole / BOOK_FILE


def _pages(
    path: Path, resources: DiskResources, settings: Iterable[tuple[str, str]], report: Diagnostics, clock: _Clock
) -> PagedDocument | None:
    clock.start("read")
    top = top_file(path).relative_to(resources.root).as_posix()
    document = read_document(top, resources, report, settings=tuple(settings))
    if document is None:
        return None
    clock.start("compose")
    pages = compose(document, resources, report)
    return None if report.has_errors else pages


@dataclass(frozen=True, slots=True)
class _Job:
    """Pages on their way to files."""

    pages: PagedDocument
    resources: DiskResources
    report: Diagnostics
    clock: _Clock
    jobs: int

    def written(self, profiles: tuple[str, ...], folder: Path, *, dump: bool) -> tuple[Output, ...]:
        """All files, or none after any error: never one without the other."""
        press, screen = PrintOptions(jobs=self.jobs), ScreenOptions(jobs=self.jobs)
        twin = replace(press, outlined=True)
        wanted = {"print": press.rendition, "screen": screen.rendition, "outlined": twin.rendition}
        self.clock.start("pictures")
        # Both at once: a photo is decoded once for all files.
        pictures = prepare_pictures(
            self.pages,
            self.resources,
            self.report,
            renditions=tuple(dict.fromkeys(wanted[profile] for profile in profiles)),
            jobs=self.jobs,
        )
        files: list[tuple[str, Path, bytes]] = []
        with Saving(self.report) as saving:
            for profile in profiles if not self.report.has_errors else ():
                self.clock.start(profile)
                if profile in ("print", "outlined"):
                    options = press if profile == "print" else twin
                    data = write_print(self.pages, self.resources, self.report, options, pictures)
                else:
                    data = write_screen(self.pages, self.resources, self.report, screen, pictures)
                if data is not None:
                    files.append((profile, folder / FILE_NAMES[profile], data))
                    # The disk works on this file while the next is being made.
                    saving.add(*files[-1][1:])
            if self.report.has_errors or len(files) < len(profiles):
                return ()
            for name, data in self._dumped() if dump else ():
                files.append(("dump", folder / name, data))
                saving.add(folder / name, data)
            self.clock.start("save")
            saved = saving.commit()
        return tuple(Output(profile=p, path=path, size=len(data)) for p, path, data in files) if saved else ()

    def _dumped(self) -> tuple[tuple[str, bytes], ...]:
        return ("layout.txt", dump_text(self.pages).encode()), ("layout.json", dump_json(self.pages).encode())


def _result(outputs: tuple[Output, ...], report: Diagnostics, pages: PagedDocument | None, clock: _Clock) -> Result:
    clock.stop()
    return Result(
        outputs=outputs,
        diagnostics=tuple(report),
        page_count=len(pages.pages) if pages else 0,
        timings=tuple(clock.stages),
    )


def _chosen_profiles(profiles: Iterable[str]) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(profiles))
    unknown = [profile for profile in chosen if profile not in ALL_PROFILES]
    if unknown or not chosen:
        raise ValueError(f"profiles must be some of {ALL_PROFILES}, not {unknown or 'none'}")
    return chosen


def _thread_count(jobs: int | None) -> int:
    if jobs is not None and jobs < 1:
        raise ValueError("jobs must be at least 1")
    if jobs is not None:
        return jobs
    # The processors this process may use, which in a container can be fewer than the machine has.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
