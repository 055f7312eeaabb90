"""A run of editions: all rows set, the book made once for each shape, then every school's copy made and judged.

Three steps on an engine: `lay_out` sets every row and tells every fault before the first file; `measure` says how
much room the schools' fonts need; `make` fills, writes and verifies.
"""

import hashlib
import os
import pickle
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

from builder.content.document import Document
from builder.content.editions import LETTER, CodeSlot, EditionPlan, School
from builder.content.parts import unknown_parts, without
from builder.diagnostics import Diagnostic, Diagnostics
from builder.layout.composition import compose
from builder.layout.pages import PagedDocument
from builder.layout.slots import Slots, with_letter
from builder.layout.theme import Theme, load_theme
from builder.production.editions.engine import Folder, LocalProcesses
from builder.production.editions.journal import Journal, Made
from builder.production.editions.making import Bench, EditionFault, OwnEdition, Shop
from builder.production.editions.subsets import CommonCut, OwnCuts, cut_for_all
from builder.production.editions.templates import (
    ROOM,
    Master,
    OwnShape,
    Template,
    build_template,
    open_master,
    own_title,
)
from builder.production.editions.writing import OwnWriter, code_areas, font_name
from builder.resources import DiskResources
from builder.units import mm
from builder.writers.budget import make_within_budget
from builder.writers.inks import ScreenInks
from builder.writers.objects import string
from builder.writers.profiles import read_profile
from builder.writers.renditions import prepare_pictures
from builder.writers.sheets import box
from builder.writers.standards import UA1_A2A

PROFILE = "mobile"
BATCH = 16
"""Schools that travel to a process together."""
WORK_FOLDER = ".work"

Shape = frozenset[str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be made: the same for all schools."""

    root: Path
    theme: Theme
    plan: EditionPlan
    folder: Path
    bases: Mapping[Shape, Mapping[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where a school's own objects wait: a stretch of a worker's file."""

    file: str
    offset: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """What a batch needs."""

    kept: tuple[Kept | None, ...]
    """None for a school with a finding."""
    findings: tuple[Diagnostic, ...]
    glyphs: Mapping[str, frozenset[int]]
    room: Mapping[Shape, Mapping[str, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One school on its way."""

    school: School
    shape: Shape
    kept: Kept
    known: tuple[str, Made] | None = None
    """What the journal says of it."""


class Worker:
    """One process's share of the run."""

    def __init__(self, order: Order) -> None:
        self._order = order
        # No cache folder: a thousand small fonts are of use to nobody later.
        self._resources = DiskResources(order.root)
        self._faces = order.theme.faces
        self._slots = Slots(order.plan, order.theme, self._resources.fonts)
        self._writer = OwnWriter(self._resources.fonts, self._faces, ScreenInks())
        self._place = Folder(order.folder)
        self._bench = Bench()
        self._work = order.folder / WORK_FOLDER
        self._shops: dict[Shape, Shop] = {}
        self._cuts: dict[str, OwnCuts] = {}
        self._spool = f"own-{os.getpid()}"
        self._at = 0

    def lay_out(self, schools: Sequence[tuple[School, Shape]]) -> LaidOut:
        report = Diagnostics()
        kept: list[Kept | None] = []
        glyphs: dict[str, set[int]] = {}
        room: dict[Shape, dict[str, int]] = {}
        with (self._work / self._spool).open("ab") as spool:
            for school, shape in schools:
                own = self._own(school, shape, report)
                if own is None:
                    kept.append(None)
                    continue
                for face, font in own.objects.fonts.items():
                    glyphs.setdefault(face, set()).update(font.glyphs)
                _enlarge(room.setdefault(shape, {}), self._needs(school, own))
                data = pickle.dumps(own, pickle.HIGHEST_PROTOCOL)
                kept.append(Kept(file=self._spool, offset=self._at, size=spool.write(data)))
                self._at += len(data)
        return LaidOut(
            kept=tuple(kept),
            findings=tuple(report),
            glyphs={face: frozenset(found) for face, found in glyphs.items()},
            room=room,
        )

    def _own(self, school: School, shape: Shape, report: Diagnostics) -> OwnEdition | None:
        found = Diagnostics()
        pages = self._slots.place(school, shape, found)
        height = self._order.theme.trim.height
        objects = self._writer.written(pages, self._order.bases[shape], height, found) if pages is not None else None
        report.found += found.found
        if pages is None or objects is None:
            return None
        texts = {page.page: tuple(mark.text for mark in page.marks if mark.text) for page in pages}
        return OwnEdition(objects=objects, texts=texts, codes=code_areas(pages))

    def _needs(self, school: School, own: OwnEdition) -> dict[str, int]:
        needs = {f"content:{page}": len(data) for page, data in own.objects.contents.items()}
        needs |= {f"alt:{number}": len(alt) for number, alt in enumerate(own.objects.alts)}
        for face, font in own.objects.fonts.items():
            called = font_name(face, self._faces)
            needs |= {f"widths:{called}": len(font.widths), f"unicode:{called}": len(font.unicode)}
        name = school.values["name"]
        needs |= {"info": len(string(own_title("", name))), "xmp": 3 * len(name.encode())}
        return needs

    def measure(self, errands: Sequence[Errand]) -> dict[Shape, dict[str, int]]:
        """The room that each face's programs need, by shape."""
        room: dict[Shape, dict[str, int]] = {}
        for errand in errands:
            own = self._own_of(errand)
            needs = {
                f"file:{font_name(face, self._faces)}": len(self._cut(face).program(font.glyphs)[0])
                for face, font in own.objects.fonts.items()
            }
            _enlarge(room.setdefault(errand.shape, {}), needs)
        return room

    def _cut(self, face: str) -> OwnCuts:
        if face not in self._cuts:
            self._cuts[face] = OwnCuts(read_cuts(self._work)[face])
        return self._cuts[face]

    def _own_of(self, errand: Errand) -> OwnEdition:
        with (self._work / errand.kept.file).open("rb", buffering=0) as spool:
            spool.seek(errand.kept.offset)
            own: OwnEdition = pickle.loads(spool.read(errand.kept.size))
        return own

    def make(self, errands: Sequence[Errand]) -> list[tuple[str, Made | None, tuple[str, str], bool]]:
        """For each school the journal's key, the edition or none, what is wrong, and whether it was newly made."""
        made: list[tuple[str, Made | None, tuple[str, str], bool]] = []
        for errand in errands:
            own, shop = self._own_of(errand), self._shop(errand.shape)
            key = shop.key(errand.school, own.objects)
            if errand.known and errand.known[0] == key and shop.stands(errand.known[1]):
                made.append((key, errand.known[1], ("", ""), False))
                continue
            try:
                made.append((key, shop.make(errand.school, own, key), ("", ""), True))
            except EditionFault as fault:
                made.append((key, None, (fault.kind, fault.reason), True))
        return made

    def _shop(self, shape: Shape) -> Shop:
        if shape not in self._shops:
            template: Template = pickle.loads((self._work / _template_file(shape)).read_bytes())
            self._shops[shape] = Shop(template, read_cuts(self._work), self._faces, self._place, self._bench)
        return self._shops[shape]


def _enlarge(room: dict[str, int], needs: Mapping[str, int]) -> None:
    for own, size in needs.items():
        room[own] = max(room.get(own, 0), size)


def _template_file(shape: Shape) -> str:
    return "template-" + hashlib.sha256(repr(sorted(shape)).encode()).hexdigest()[:32]


def read_cuts(work: Path) -> dict[str, CommonCut]:
    cuts: dict[str, CommonCut] = pickle.loads((work / "cuts").read_bytes())
    return cuts


@dataclass(slots=True, kw_only=True)
class Run:
    """From a plan and its schools to the editions."""

    resources: DiskResources
    document: Document
    plan: EditionPlan
    folder: Path
    jobs: int
    report: Diagnostics
    progress: Callable[[int, int, float], None] | None = None
    """Told how many of how many schools are done, and the seconds since the first."""
    failed: list[tuple[int, School, str]] = field(default_factory=list)
    """Row, school and reason of what could not be made."""

    def made(self, schools: Sequence[School], journal: Journal) -> tuple[Made, ...]:
        """The editions of all schools, new and old, in the table's order; what failed is in the report.

        Nothing is written before every row has been set without an error.
        """
        masters = self._masters(schools)
        theme = load_theme(self.document, self.resources, self.report)
        if theme is None or self.report.has_errors:
            return ()
        order = Order(
            root=self.resources.root,
            theme=theme,
            plan=self.plan,
            folder=self.folder,
            bases={shape: master.bases for shape, master in masters.items()},
        )
        work = self.folder / WORK_FOLDER
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        engine = LocalProcesses(partial(Worker, order), self.jobs)
        try:
            return self._steps(engine, order, masters, schools, journal)
        finally:
            engine.close()
            shutil.rmtree(work, ignore_errors=True)

    def _steps(
        self,
        engine: LocalProcesses,
        order: Order,
        masters: Mapping[Shape, Master],
        schools: Sequence[School],
        journal: Journal,
    ) -> tuple[Made, ...]:
        shaped = [(school, self.plan.active(school)) for school in schools]
        laid = list(engine.run("lay_out", _batches(shaped)))
        for batch in laid:
            self.report.found += batch.findings
        if self.report.has_errors:
            return ()
        kept = [kept for batch in laid for kept in batch.kept if kept is not None]
        errands = [
            Errand(school=school, shape=shape, kept=where, known=journal.find(school.file))
            for (school, shape), where in zip(shaped, kept, strict=True)
        ]
        cuts = self._cuts(laid, order)
        room: dict[Shape, dict[str, int]] = {}
        for part in (*(batch.room for batch in laid), *engine.run("measure", _batches(errands))):
            for shape, needs in part.items():
                _enlarge(room.setdefault(shape, {}), needs)
        for shape, master in masters.items():
            self._build(shape, master, order, cuts, room[shape])
        return self._make_all(engine, errands, journal)

    def _make_all(self, engine: LocalProcesses, errands: list[Errand], journal: Journal) -> tuple[Made, ...]:
        made: dict[int, Made] = {}
        done, start = 0, time.monotonic()
        # Shape by shape, so that a process seldom changes the template on its bench.
        order = sorted(errands, key=lambda errand: sorted(errand.shape))
        for batch, results in zip(_batches(order), engine.run("make", _batches(order)), strict=True):
            # One transaction a batch: what is killed in between is made again.
            journal.note([(key, edition) for key, edition, _, new in results if edition and new])
            for errand, (_, edition, (kind, reason), _) in zip(batch, results, strict=True):
                if edition:
                    made[errand.school.row] = edition
                else:
                    self._tell(errand.school, kind, reason)
            done += len(batch)
            if self.progress:
                self.progress(done, len(errands), time.monotonic() - start)
        self.failed.sort(key=lambda row: row[0])
        return tuple(made[row] for row in sorted(made))

    def _tell(self, school: School, kind: str, reason: str) -> None:
        self.failed.append((school.row, school, reason or kind))
        if kind == "file":
            self.report.error("edition-failed", school.span, name=school.values["name"], reason=reason)
        else:
            self.report.error("edition-false", school.span, name=school.values["name"], fault=kind)

    def _cuts(self, laid: Sequence[LaidOut], order: Order) -> dict[str, CommonCut]:
        glyphs: dict[str, set[int]] = {}
        for batch in laid:
            for face, found in batch.glyphs.items():
                glyphs.setdefault(face, set()).update(found)
        fonts = self.resources.fonts
        cuts = {face: cut_for_all(fonts.face(face), glyphs[face]) for face in order.theme.faces if face in glyphs}
        (order.folder / WORK_FOLDER / "cuts").write_bytes(pickle.dumps(cuts))
        return cuts

    def _build(
        self, shape: Shape, master: Master, order: Order, cuts: Mapping[str, CommonCut], room: dict[str, int]
    ) -> None:
        faces = order.theme.faces
        named = {font_name(face, faces): face for face in cuts}
        for called in named:
            for part in ("file", "widths", "unicode"):
                room.setdefault(f"{part}:{called}", 512)
        file = _template_file(shape)
        template, data = build_template(
            master,
            OwnShape(
                kinds=_kinds(self.plan, shape),
                boxes=_boxes(self.plan, shape, order.theme),
                faces={called: self.resources.fonts.face(face) for called, face in named.items()},
                cuts={called: cuts[face] for called, face in named.items()},
                room=room,
            ),
            f"{WORK_FOLDER}/{file}.pdf",
        )
        (order.folder / WORK_FOLDER / f"{file}.pdf").write_bytes(data)
        (order.folder / WORK_FOLDER / file).write_bytes(pickle.dumps(template))

    def _masters(self, schools: Sequence[School]) -> dict[Shape, Master]:
        """The book for each shape that occurs; composed once for each set of parts."""
        for name in unknown_parts(self.document, (name for part in self.plan.parts for name in part.only)):
            self.report.error("part-unknown", self.plan.span, name=name)
        if self.report.has_errors:
            return {}
        shapes = dict.fromkeys(self.plan.active(school) for school in schools)
        books: dict[frozenset[str], tuple[bytes, PagedDocument]] = {}
        masters = {}
        for shape in shapes:
            left_out = self.plan.left_out(shape)
            if left_out not in books:
                book = self._book(left_out)
                if book is None:
                    return {}
                books[left_out] = book
            data, pages = books[left_out]
            indices = self.page_indices(shape, len(pages.pages))
            if indices is None:
                return {}
            masters[shape] = open_master(data, pages.metadata.title, indices)
        return masters

    def _book(self, left_out: frozenset[str]) -> tuple[bytes, PagedDocument] | None:
        document = without(self.document, left_out)
        pages = compose(document, self.resources, self.report)
        theme = load_theme(document, self.resources, self.report)
        if pages is None or theme is None or self.report.has_errors:
            return None
        slots = Slots(self.plan, theme, self.resources.fonts)
        slots.check(self.report)
        if self.report.has_errors:
            return None
        if self.plan.letter:
            pages = with_letter(pages, self.plan.letter, theme.inks)
        profile = read_profile(PROFILE)
        if profile.budget:
            profile = replace(profile, budget=profile.budget - ROOM)
        options = profile.options(jobs=1, standard=UA1_A2A)
        pictures = prepare_pictures(pages, self.resources, self.report, renditions=(options.rendition,), jobs=self.jobs)
        made = make_within_budget(pages, self.resources, self.report, profile, options, pictures)
        return None if made is None or self.report.has_errors else (made.data, pages)

    def page_indices(self, shape: Shape, count: int) -> dict[int, int] | None:
        """Where each own page stands in a book of `count` pages, the letter counted. Reports `slot-page-missing`."""
        letter = self.plan.letter
        found = {}
        for page in dict.fromkeys(slot.page for slot in self.plan.slots_of(shape)):
            if page == LETTER and letter:
                index = letter.after
            elif page < 0:
                index = count + page
            else:
                index = page - 1 + bool(letter and page > letter.after)
            if not 0 <= index < count or (letter and letter.after >= count):
                self.report.error("slot-page-missing", self.plan.span, page=page, count=count)
                return None
            found[page] = index
        return found


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for first in range(0, len(items), BATCH):
        yield items[first : first + BATCH]


def _kinds(plan: EditionPlan, shape: Shape) -> dict[int, tuple[str, ...]]:
    kinds: dict[int, list[str]] = {}
    for slot in plan.slots_of(shape):
        kinds.setdefault(slot.page, []).extend(slot.kinds)
    return {page: tuple(found) for page, found in kinds.items()}


def _boxes(plan: EditionPlan, shape: Shape, theme: Theme) -> tuple[bytes, ...]:
    height = theme.trim.height
    return tuple(
        box(mm(s.x), height - mm(s.y + s.size), mm(s.x + s.size), height - mm(s.y))
        for s in plan.slots_of(shape)
        if isinstance(s, CodeSlot)
    )
