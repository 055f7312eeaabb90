"""Editions for the press: one PDF/VT-1 for digital printing, or a body and as many covers as schools for offset."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from builder.color import Paint
from builder.commands.edition_run import Run
from builder.content.editions import CodeSlot, School
from builder.diagnostics import Diagnostics
from builder.layout.composition import compose
from builder.layout.own_pages import OwnPage
from builder.layout.pages import PagedDocument
from builder.layout.slots import Slots, with_letter
from builder.layout.theme import Theme, load_theme
from builder.production.editions.press import Body, PressWriter, Record, shared_body
from builder.production.editions.writing import draw_own, faces_of, font_name
from builder.source import whole_file
from builder.writers.fonts import EmbeddedFont, FaceUse, embed_fonts
from builder.writers.inks import PressInks
from builder.writers.objects import PdfFile, array, dictionary
from builder.writers.printing import DEFAULT_PRINT, write_print
from builder.writers.sheets import box

PRESS_KINDS = ("vt", "covers")
VT_FILE, COVERS_FILE, BODY_FILE = "press-vt.pdf", "press-covers.pdf", "press-body.pdf"
COVER = (0, 1, -2, -1)
"""The four pages of a cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pressed:
    """What all schools' parts share."""

    theme: Theme
    pages: PagedDocument
    book: bytes
    indices: Mapping[int, int]
    """Own page to its place among the pages of a school's part."""
    chosen: tuple[int, ...]


def write_press(run: Run, schools: Sequence[School], kind: str) -> int:
    """Write the press's files into the run's folder; pages of each school's part, or 0 after a finding.

    Reports, beside what making the book does, `press-parts` (what only some schools get cannot be shared),
    `press-page` (a school's words on a page that is no cover's), `edition-failed`.
    """
    report = run.report
    pressed = _pressed(run, schools, kind)
    if pressed is None or report.has_errors:
        return 0
    slots = Slots(run.plan, pressed.theme, run.resources.fonts)
    uses = _uses(run, slots, schools)
    if report.has_errors:
        return 0
    own = _Own(run, pressed, uses)
    if report.has_errors:
        return 0
    target = run.folder / (VT_FILE if kind == "vt" else COVERS_FILE)
    try:
        run.folder.mkdir(parents=True, exist_ok=True)
        if kind == "covers" and not _write_body(run, pressed):
            return 0
        _write(run, target, own, slots, schools)
    except OSError as error:
        report.error("edition-failed", whole_file(str(target)), name=target.name, reason=error.strerror or str(error))
        return 0
    return len(pressed.chosen)


def _pressed(run: Run, schools: Sequence[School], kind: str) -> _Pressed | None:
    report, plan = run.report, run.plan
    if plan.parts:
        report.error("press-parts", plan.span)
        return None
    theme = load_theme(run.document, run.resources, report)
    pages = compose(run.document, run.resources, report)
    if theme is None or pages is None or report.has_errors:
        return None
    Slots(plan, theme, run.resources.fonts).check(report)
    if report.has_errors:
        return None
    if plan.letter:
        pages = with_letter(pages, plan.letter, theme.inks)
    count = len(pages.pages)
    chosen = tuple(range(count)) if kind == "vt" else tuple(page % count for page in COVER)
    indices = {}
    for shape in dict.fromkeys(plan.active(school) for school in schools):
        for page, index in (run.page_indices(shape, count) or {}).items():
            if index not in chosen:
                report.error("press-page", plan.span, page=index + 1)
                continue
            indices[page] = chosen.index(index)
    book = write_print(pages, run.resources, report, replace(DEFAULT_PRINT, jobs=run.jobs))
    if book is None or report.has_errors:
        return None
    return _Pressed(theme=theme, pages=pages, book=book, indices=indices, chosen=chosen)


def _set(run: Run, slots: Slots, schools: Sequence[School]) -> Iterator[tuple[School, tuple[OwnPage, ...]]]:
    for school in schools:
        pages = slots.place(school, run.plan.active(school), run.report)
        if pages is not None:
            yield school, pages


def _uses(run: Run, slots: Slots, schools: Sequence[School]) -> dict[str, FaceUse]:
    """What all schools together ask of each face; every row's faults are told here, before anything is written."""
    every: dict[str, FaceUse] = {}
    for _, pages in _set(run, slots, schools):
        for face, use in faces_of(pages, run.report).items():
            known = every.setdefault(face, FaceUse())
            known.glyphs |= use.glyphs
            known.texts = {**use.texts, **known.texts}
    return every


class _Own:
    """What the schools' marks are drawn with."""

    def __init__(self, run: Run, pressed: _Pressed, uses: dict[str, FaceUse]) -> None:
        bleed, trim = pressed.pages.bleed, pressed.pages.trim
        self._corner = (bleed, bleed + trim.height)
        self._names = {face: font_name(face, pressed.theme.faces) for face in uses}
        self._inks = PressInks(Diagnostics())
        for paint in _paints(run, pressed.theme):
            self._inks.operators(paint, run.plan.span)
        file = PdfFile("1.6")
        self._fonts: dict[str, EmbeddedFont] = embed_fonts(file, uses, run.resources, run.report)
        if run.report.has_errors:
            return
        resources = {
            "Font": dictionary({self._names[face]: font.reference for face, font in self._fonts.items()}),
            "ExtGState": b"<</Over<</OP true/op true/OPM 1>>/Knock<</OP false/op false/OPM 0>>>>",
            **({"ColorSpace": dictionary(spaces)} if (spaces := self._inks.color_spaces(file)) else {}),
        }
        tree = file.reserve()
        page = file.add(
            dictionary(
                {
                    "Type": "/Page",
                    "Parent": tree,
                    "MediaBox": box(0, 0, trim.width, trim.height),
                    "Resources": dictionary(resources),
                }
            )
        )
        file.fill(tree, dictionary({"Type": "/Pages", "Count": 1, "Kids": array([page])}))
        root = file.add(dictionary({"Type": "/Catalog", "Pages": tree}))
        self.body: Body = shared_body(
            pressed.book, file.finish(root=root, info=None, digest=file.digest()), pressed.chosen
        )
        self.indices = pressed.indices

    def draw(self, page: OwnPage) -> bytes:
        return draw_own(page, self._fonts, self._names, self._inks, None, self._corner)


def _paints(run: Run, theme: Theme) -> Iterator[Paint]:
    for slot in run.plan.slots:
        if slot.ink:
            yield theme.inks[slot.ink]
        if not isinstance(slot, CodeSlot):
            yield theme.styles[slot.style].paragraph.character.paint


def _write(run: Run, target: Path, own: _Own, slots: Slots, schools: Sequence[School]) -> None:
    """Written beside and renamed; whatever happens, what stood there before stands till then."""
    beside = target.with_name(f".{target.name}.part")
    try:
        with beside.open("wb") as file:
            writer = PressWriter(file, own.body, own.draw)
            for school, pages in _set(run, slots, schools):
                known = {"School_" + key.capitalize(): school.values[key] for key in ("code", "name", "county")}
                if "copies" in school.values:
                    known["School_Copies"] = school.values["copies"]
                writer.add(Record(pages=pages, metadata=known), own.indices)
            writer.finish()
        beside.replace(target)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _write_body(run: Run, pressed: _Pressed) -> bool:
    inner = replace(pressed.pages, pages=pressed.pages.pages[2:-2])
    body = write_print(inner, run.resources, run.report, replace(DEFAULT_PRINT, jobs=run.jobs))
    if body is None:
        return False
    beside = run.folder / f".{BODY_FILE}.part"
    try:
        beside.write_bytes(body)
        beside.replace(run.folder / BODY_FILE)
    finally:
        beside.unlink(missing_ok=True)
    return True
