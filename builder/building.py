"""The whole way from a content folder to finished files. Glues the rooms; decides nothing about pages."""

import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from builder.content.document import Document
from builder.content.job import read_job
from builder.content.reading import BOOK_FILE, read_document
from builder.diagnostics import Diagnostic, Diagnostics, Severity
from builder.exit_codes import ExitCode, exit_code_of
from builder.layout.composition import compose
from builder.layout.dump import dump_json, dump_text
from builder.layout.labels import Labels
from builder.layout.pages import PagedDocument
from builder.layout.resolution import check_resolution, placed_photos
from builder.production.condition import condition_of
from builder.production.marks import SLUG, SLUG_FACE, mark_pages
from builder.production.preflight.demand import Demand, demand_of
from builder.production.preflight.findings import PreflightReport
from builder.production.preflight.printed import judge_print, tell_report
from builder.production.shops import SHOP_NAMES, Shop, read_shop
from builder.resources import DiskResources, cache_folder, find_root
from builder.saving import Saving
from builder.source import whole_file
from builder.words import Words
from builder.writers.budget import make_within_budget
from builder.writers.companions import write_html, write_text
from builder.writers.press import PRESS_STANDARDS, X4, PrintingCondition
from builder.writers.printing import PrintOptions, write_print_file
from builder.writers.profiles import PROFILE_NAMES, Profile, read_profile
from builder.writers.renditions import PreparedPictures, Rendition, prepare_pictures
from builder.writers.screen import ScreenFile
from builder.writers.standards import STANDARDS, UA1_A2A, Standard

PROFILES = ("print", "screen")
"""What a build writes unless told otherwise."""
PRESS_FILES = {"print": "print.pdf", "outlined": "print-outlined.pdf"}
"""`outlined` is the print file without fonts (转曲)."""
ALL_PROFILES = (*PRESS_FILES, *PROFILE_NAMES)
"""Those for the press, and those of `writers/profiles/`."""

Progress = Callable[[str], None]
"""Told what is being done now: `read`, `compose`, `pictures`, `print`, `preflight`, `screen`, `save`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A file that was written."""

    profile: str
    """`print`, `screen`, `outlined`, or `dump` for the pages as text and JSON."""
    path: Path
    size: int
    """Bytes."""
    parts: tuple[tuple[str, int], ...] = ()
    """What takes the room in a screen PDF: bytes of `fonts`, `pictures`, `pages`, `structure`, `other`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preflight:
    """A print file judged by what was asked of it."""

    profile: str
    """`print` or `outlined`."""
    demand: Demand
    report: PreflightReport
    condition: PrintingCondition


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a build or a check came to. Without errors all outputs are there; with errors none is new."""

    outputs: tuple[Output, ...]
    diagnostics: tuple[Diagnostic, ...]
    """Findings: errors and warnings."""
    notes: tuple[Diagnostic, ...]
    """What was done as asked, and where: no fault of anybody's."""
    page_count: int
    """0 when no pages could be made."""
    timings: tuple[tuple[str, float], ...]
    """Seconds per stage, in order."""
    preflights: tuple["Preflight", ...] = ()
    """Of each print file that was made, whether or not it was good enough to be written."""

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


def build(  # noqa: PLR0913 - one keyword for each flag of the command
    path: str | Path,
    *,
    profiles: Iterable[str] = PROFILES,
    output_folder: str | Path | None = None,
    jobs: int | None = None,
    settings: Iterable[tuple[str, str]] = (),
    dump: bool = False,
    standard: str = UA1_A2A.name,
    press_standard: str | None = None,
    shop: str | None = None,
    marks: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Build the brochure of a content folder (or of its top YAML file).

    Args:
        path: the folder that holds `brochure.yaml`, or that file.
        profiles: which PDFs to write: some of `ALL_PROFILES`.
        output_folder: where they go; by default `out/<name of the content folder>` in the project.
        jobs: threads for pictures; by default one per processor. Never changes the bytes.
        settings: dotted keys and values laid over the content: `("theme.body.size", "11")`.
        standard: what the screen PDFs claim: `ua1+a2a` or `ua2+a4`.
        press_standard: what the print PDFs claim: `x4` or `x1a`; by default what the shop wants.
        shop: by whose terms print PDFs are judged: a name that came along or a YAML file; by default what `job.yaml`
            says, else the first of `SHOP_NAMES`. A file with errors is not written.
        marks: crop marks, register marks, colour bar and slug round the pages of print PDFs, outside the bleed.
        dump: also write the pages as `layout.txt` and `layout.json`.
        progress: called with the name of each stage as it starts.

    Raises:
        ValueError: unknown profile or standard, or `jobs` below 1. All else is told in `Result.diagnostics`.
    """
    chosen = _chosen_profiles(profiles)
    if standard not in STANDARDS:
        raise ValueError(f"standard must be one of {tuple(STANDARDS)}, not {standard!r}")
    if press_standard is not None and press_standard not in PRESS_STANDARDS:
        raise ValueError(f"press_standard must be one of {tuple(PRESS_STANDARDS)}, not {press_standard!r}")
    report, clock = Diagnostics(), _Clock(progress)
    resources = open_project(Path(path), report)
    for_press = bool(set(chosen) & set(PRESS_FILES))
    document = _document(Path(path), resources, settings, report, clock) if resources else None
    pages = _pages(document, resources, report, clock, for_press=for_press) if resources and document else None
    outputs: tuple[Output, ...] = ()
    preflights: list[Preflight] = []
    if resources:
        wish = _Wish(shop=shop, standard=press_standard, marks=marks)
        press = _press_terms(Path(path), resources, wish, report) if {*chosen} & {*PRESS_FILES} else None
        if document and pages and not report.has_errors:
            folder = (
                Path(output_folder) if output_folder is not None else default_output_folder(Path(path), resources.root)
            )
            if press and press.demand and press.demand.shop.outlined and "print" in chosen:
                chosen = tuple(dict.fromkeys((*chosen, "outlined")))
            job = _Job(
                document,
                pages,
                resources,
                report,
                clock,
                _thread_count(jobs),
                STANDARDS[standard],
                press or _NO_PRESS,
                preflights,
            )
            outputs = job.written(chosen, folder, dump=dump)
        resources.cache.save()
    return _result(outputs, report, pages, clock, preflights)


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
    document = _document(Path(path), resources, settings, report, clock) if resources else None
    pages = _pages(document, resources, report, clock, for_press=True) if resources and document else None
    if resources:
        resources.cache.save()
    return _result((), report, pages, clock, [])


def compose_pages(
    path: Path, report: Diagnostics, *, settings: Iterable[tuple[str, str]] = ()
) -> tuple[DiskResources | None, PagedDocument | None]:
    """The project of `path` and its pages, for verbs that make something else of them; None where `report` says why."""
    resources = open_project(path, report)
    clock = _Clock(None)
    document = _document(path, resources, settings, report, clock) if resources else None
    pages = _pages(document, resources, report, clock, for_press=False) if resources and document else None
    return resources, pages


def read_content(
    path: Path, resources: DiskResources, report: Diagnostics, *, settings: Iterable[tuple[str, str]] = ()
) -> Document | None:
    """The validated book at `path`, or None where `report` says why."""
    top = top_file(path).relative_to(resources.root).as_posix()
    return read_document(top, resources, report, settings=tuple(settings))


def open_project(path: Path, report: Diagnostics) -> DiskResources | None:
    """The project that `path` belongs to, or None after `font-lock-unreadable`; warns `font-folder-without-lock`."""
    root = find_root(path)
    try:
        resources = DiskResources(root, cache_folder=cache_folder())
    except (OSError, ValueError, KeyError, TypeError) as error:
        report.error("font-lock-unreadable", whole_file("fonts/fonts.lock.json"), reason=str(error))
        return None
    if (own := resources.root / "fonts").is_dir() and resources.fonts.folder != own:
        report.warning("font-folder-without-lock", whole_file("fonts"))
    return resources


def default_output_folder(path: Path, root: Path) -> Path:
    """`out/<name of the content folder>` in the project."""
    return root / "out" / top_file(path).parent.name


def top_file(path: Path) -> Path:
    """The absolute path of the book's top file: `path` itself, or `brochure.yaml` in the folder `path`."""
    whole = path.resolve()
    return whole if whole.suffix in (".yaml", ".yml") else whole / BOOK_FILE


def _document(
    path: Path, resources: DiskResources, settings: Iterable[tuple[str, str]], report: Diagnostics, clock: _Clock
) -> Document | None:
    clock.start("read")
    return read_content(path, resources, report, settings=settings)


def _pages(
    document: Document, resources: DiskResources, report: Diagnostics, clock: _Clock, *, for_press: bool
) -> PagedDocument | None:
    clock.start("compose")
    pages = compose(document, resources, report)
    if pages and for_press:
        check_resolution(placed_photos(document, pages, resources), report)
    return None if report.has_errors else pages


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What flags say of the press; None where they say nothing."""

    shop: str | None
    standard: str | None
    marks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Press:
    """What print files are made to and judged by."""

    options: PrintOptions
    demand: Demand | None = None
    marks: bool = False


_NO_PRESS = _Press(options=PrintOptions())


def _press_terms(path: Path, resources: DiskResources, wish: _Wish, report: Diagnostics) -> _Press | None:
    """Flags before `job.yaml` before the shop's own terms; None after an error."""
    folder = top_file(path).parent
    job = read_job(folder.relative_to(resources.root).as_posix(), resources, report)
    shop = _shop(wish.shop, job.get("shop"), folder, report)
    if shop is None or report.has_errors:
        return None
    standard = wish.standard or (shop.standard if shop.standard in PRESS_STANDARDS else X4.name)
    condition = condition_of(shop, standard, report)
    if condition is None:
        return None
    marks = wish.marks or shop.marks
    demand = demand_of(replace(shop, marks=marks), job, standard)
    options = PrintOptions(
        condition=condition,
        standard=PRESS_STANDARDS[standard],
        # Photos that are merely coarse have been told at their entries already.
        warn_below_ppi=round(shop.refuse_below_ppi),
        refuse_below_ppi=round(shop.refuse_below_ppi),
        perceptual=job.get("rendering") == "perceptual",
        slug=SLUG if marks else 0,
    )
    return _Press(options=options, demand=demand, marks=marks)


def _shop(given: str | None, ordered: object, folder: Path, report: Diagnostics) -> Shop | None:
    """The shop that a flag names, from the shell's folder, or the job, from its own; else the usual one."""
    if given is None and isinstance(ordered, str):
        given = ordered if ordered in SHOP_NAMES else str(folder / ordered)
    return read_shop(given or SHOP_NAMES[0], report)


@dataclass(frozen=True, slots=True)
class _Job:
    """Pages on their way to files."""

    document: Document
    pages: PagedDocument
    resources: DiskResources
    report: Diagnostics
    clock: _Clock
    jobs: int
    standard: Standard
    press: _Press
    preflights: list[Preflight]

    def written(self, profiles: tuple[str, ...], folder: Path, *, dump: bool) -> tuple[Output, ...]:
        """All files, or none after any error: never one without the other."""
        known = {name: read_profile(name) for name in profiles if name not in PRESS_FILES}
        self.clock.start("pictures")
        # All at once: a photo is decoded once for all files.
        pictures = prepare_pictures(
            self.pages,
            self.resources,
            self.report,
            renditions=tuple(dict.fromkeys(r for name in profiles if (r := self._rendition(name, known)))),
            jobs=self.jobs,
        )
        outputs: list[Output] = []
        with Saving(self.report) as saving:
            for name in profiles if not self.report.has_errors else ():
                self.clock.start(name)
                made = self._made(name, known, pictures)
                if made is not None:
                    path = folder / (PRESS_FILES.get(name) or known[name].file)
                    outputs.append(Output(profile=name, path=path, size=len(made.data), parts=(*made.parts.items(),)))
                    # The disk works on this file while the next is being made.
                    saving.add(path, made.data)
            if self.report.has_errors or len(outputs) < len(profiles):
                return ()
            for name, data in self._dumped() if dump else ():
                outputs.append(Output(profile="dump", path=folder / name, size=len(data)))
                saving.add(folder / name, data)
            self.clock.start("save")
            saved = saving.commit()
        return tuple(outputs) if saved else ()

    def _rendition(self, name: str, known: dict[str, Profile]) -> Rendition | None:
        """What the book's own pages need; a reading edition has pages of its own, a companion shows pictures whole."""
        if name in known:
            return known[name].pictures if known[name].kind == "pdf" and not known[name].design else None
        return self._press(name).rendition

    def _press(self, name: str) -> PrintOptions:
        return replace(self.press.options, jobs=self.jobs, outlined=name == "outlined")

    def _made(self, name: str, known: dict[str, Profile], pictures: PreparedPictures) -> ScreenFile | None:
        if name in PRESS_FILES:
            return self._printed(name, pictures)
        profile = known[name]
        if profile.kind != "pdf":
            data = self._companion(profile)
            return None if data is None else ScreenFile(data=data, parts={})
        options = profile.options(jobs=self.jobs, standard=self.standard)
        pages, prepared = (self._reading_edition(profile), None) if profile.design else (self.pages, pictures)
        if pages is None:
            return None
        return make_within_budget(pages, self.resources, self.report, profile, options, prepared)

    def _companion(self, profile: Profile) -> bytes | None:
        if profile.kind == "text":
            return write_text(self.pages, self.report)
        return write_html(self.pages, self.resources, self.report, profile.pictures, jobs=self.jobs)

    def _reading_edition(self, profile: Profile) -> PagedDocument | None:
        # Large print is asked for now and then; other builds need not load it.
        from builder.layout.reading_edition import compose_reading_edition

        return compose_reading_edition(self.document, self.resources, self.report, design=profile.design)

    def _printed(self, name: str, pictures: PreparedPictures) -> ScreenFile | None:
        """A print file that its own preflight finds nothing wrong with."""
        pages = self.pages
        if self.press.marks:
            lettering = Labels(self.resources.fonts, self.report, SLUG_FACE)
            pages = mark_pages(pages, f"{self.resources.now:%Y-%m-%d}", lettering)
        file = write_print_file(pages, self.resources, self.report, self._press(name), pictures)
        if file is None or self.press.demand is None:
            return None
        self.clock.start("preflight")
        demand = replace(self.press.demand, outlined=name == "outlined")
        report = judge_print(file, demand, self.resources.cache)
        condition = self.press.options.condition
        self.preflights.append(Preflight(profile=name, demand=demand, report=report, condition=condition))
        tell_report(report, pages, PRESS_FILES[name], self.report)
        return None if report.refused else ScreenFile(data=file.data, parts={})

    def _dumped(self) -> tuple[tuple[str, bytes], ...]:
        return ("layout.txt", dump_text(self.pages).encode()), ("layout.json", dump_json(self.pages).encode())


def _result(
    outputs: tuple[Output, ...],
    report: Diagnostics,
    pages: PagedDocument | None,
    clock: _Clock,
    preflights: list[Preflight],
) -> Result:
    clock.stop()
    return Result(
        outputs=outputs,
        diagnostics=tuple(d for d in report if d.severity is not Severity.NOTE),
        notes=tuple(d for d in report if d.severity is Severity.NOTE),
        page_count=len(pages.pages) if pages else 0,
        timings=tuple(clock.stages),
        preflights=tuple(preflights),
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
