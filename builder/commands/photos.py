"""`brochure photos`: a contact sheet of all photos as they print, and notes to those who should send originals."""

import argparse
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from builder.building import default_output_folder, open_project, read_content
from builder.commands.answers import Answer, Invocation
from builder.commands.build import content_path, declare_set, parsed_settings
from builder.commands.findings import findings_as_text
from builder.content.document import Document
from builder.diagnostics import Diagnostics, Severity
from builder.exit_codes import exit_code_of
from builder.layout.composition import compose
from builder.layout.contact_sheet import Card, contact_sheet
from builder.layout.resolution import (
    COARSEST_PPI,
    FINE_PPI,
    MM_PER_INCH,
    PlacedPhoto,
    coarsest,
    placed_photos,
)
from builder.resources import DiskResources
from builder.saving import save_together
from builder.sharpness import Looks, looks_of
from builder.text.markup import plain_text
from builder.units import to_mm
from builder.words import Words
from builder.writers.screen import write_screen

SHEET = "photos.pdf"
NOTES = "notes"
_UNFIT = re.compile(r'[\\/:*?"<>|\s.]+')
"""Characters that no file name has on some computer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A photo where it prints most coarsely, and what is wrong with it."""

    photo: PlacedPhoto
    looks: Looks | None
    alike: tuple[str, ...]
    """Ids of other photos that show nearly the same."""

    @property
    def faults(self) -> tuple[str, ...]:
        """Of `coarse`, `soft`, `chat`, `blurred`, `alike`, the most pressing first."""
        ppi = round(self.photo.ppi)
        found = {
            "coarse": ppi < COARSEST_PPI,
            "soft": COARSEST_PPI <= ppi < FINE_PPI,
            "chat": self.photo.info.is_chat_copy,
            "blurred": self.looks is not None and self.looks.is_blurred,
            "alike": bool(self.alike),
        }
        return tuple(name for name, true in found.items() if true)

    @property
    def wants_original(self) -> bool:
        """Whether a better file of the same photo would help."""
        return bool({"coarse", "soft", "chat", "blurred"} & set(self.faults))


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("path", nargs="?", metavar=words.phrase("metavar-content"), help=words.phrase("help-path"))
    parser.add_argument("--output-folder", metavar="DIR", help=words.phrase("help-output-folder"))
    declare_set(parser, words)


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    path, report = content_path(arguments.path, words), Diagnostics()
    settings = parsed_settings(arguments.settings, words)
    resources = open_project(path, report)
    document = read_content(path, resources, report, settings=settings) if resources else None
    paged = compose(document, resources, report) if resources and document else None
    judged: tuple[Judged, ...] = ()
    files: dict[Path, bytes] = {}
    if resources and document and paged:
        judged = judge(placed_photos(document, paged, resources), resources)
        chosen = arguments.output_folder
        folder = (Path(chosen) if chosen else default_output_folder(path, resources.root)) / "photos"
        files = {folder / name: data for name, data in _files(document, judged, resources, report, words).items()}
        resources.cache.save()
    saved = not report.has_errors and bool(files) and save_together(files, report)
    findings = findings_as_text(
        (finding for finding in report if finding.severity is not Severity.NOTE),
        words,
        quiet=arguments.quiet,
        verbose=arguments.verbose,
        colored=invocation.colored,
    )
    code = exit_code_of(report)
    if arguments.format == "json":
        answer = {"files": [str(file) for file in files if saved], "photos": [_object(one) for one in judged]}
        return Answer(exit_code=code, out=json.dumps(answer, ensure_ascii=False, indent=1), err=findings)
    said = _summary(judged, tuple(files), words) if saved else ""
    if paged and not judged and not report.has_errors:
        said = words.phrase("photos-none")
    return Answer(exit_code=code, out="" if arguments.quiet else said, err=findings)


def judge(photos: tuple[PlacedPhoto, ...], resources: DiskResources) -> tuple[Judged, ...]:
    """Every photo once, in page order, looked at."""
    worst = coarsest(photos)
    looks = {name: _looks(photo, resources) for name, photo in worst.items()}
    judged = []
    for name, photo in worst.items():
        own = looks[name]
        alike = [other for other, its in looks.items() if other != name and own and its and own.is_like(its)]
        judged.append(Judged(photo=photo, looks=own, alike=tuple(alike)))
    return tuple(judged)


def _looks(photo: PlacedPhoto, resources: DiskResources) -> Looks | None:
    shown = photo.crop[2] - photo.crop[0]
    inches = to_mm(photo.size.width) / MM_PER_INCH / shown
    shape = max(1.0, photo.info.height / photo.info.width)
    return looks_of(photo.entry.file, photo.info, round(inches * FINE_PPI * shape), resources)


def _files(
    document: Document, judged: tuple[Judged, ...], resources: DiskResources, report: Diagnostics, words: Words
) -> Mapping[str, bytes]:
    title = f"{plain_text(document.title).value} {document.year}".replace("\n", "")
    wanting = sum(one.wants_original for one in judged)
    sheet = contact_sheet(
        words.phrase("photos-title"),
        words.phrase("photos-subtitle", title=title, count=len(judged), wanting=wanting),
        tuple(_card(one, words) for one in judged),
        resources.fonts,
        report,
        language=document.language,
    )
    data = None if report.has_errors or not judged else write_screen(sheet, resources, report)
    if data is None:
        return {}
    return {SHEET: data, **{f"{NOTES}/{name}": note for name, note in _notes(document, judged, words).items()}}


def _card(one: Judged, words: Words) -> Card:
    photo = one.photo
    return Card(
        name=photo.entry.id,
        file=photo.entry.file,
        info=photo.info,
        crop=photo.crop,
        alt=photo.entry.alt.value,
        facts=(
            photo.entry.file.rpartition("/")[2],
            _placed(photo, words),
            words.phrase("photos-pixels", width=photo.info.width, height=photo.info.height, ppi=round(photo.ppi)),
        ),
        faults=_fault_lines(one, words),
        origin=photo.entry.span,
    )


def _fault_lines(one: Judged, words: Words) -> tuple[str, ...]:
    wanted = one.photo.wanted(FINE_PPI)
    values = {
        "wanted": f"{wanted[0]}×{wanted[1]}",
        "alike": "、".join(one.alike),
        "blur": round(100 * one.looks.blur) if one.looks else 0,
    }
    return tuple(words.phrase(f"photos-{fault}", **values) for fault in one.faults)


def _placed(photo: PlacedPhoto, words: Words) -> str:
    """Page and size; pages without a number (the cover) go by their name."""
    page = words.phrase("photos-page", page=photo.page) if photo.page.isdigit() else photo.page
    across, down = round(to_mm(photo.size.width)), round(to_mm(photo.size.height))
    return words.phrase("photos-placed", page=page, across=across, down=down)


def _notes(document: Document, judged: tuple[Judged, ...], words: Words) -> dict[str, bytes]:
    """A note to every contributor whose originals are wanted, by file name; those who are not named share one."""
    wanting: dict[str, list[Judged]] = {}
    for one in judged:
        if one.wants_original:
            wanting.setdefault(one.photo.entry.contributor, []).append(one)
    notes: dict[str, bytes] = {}
    for who, ones in wanting.items():
        stem = _UNFIT.sub("-", who).strip("-") or words.phrase("photos-nobody")
        name = next(n for i in range(len(notes) + 1) if (n := f"{stem}{f'-{i + 1}' if i else ''}.txt") not in notes)
        # A mark of the byte order: Notepad on the office's older computers takes UTF-8 for GBK without it.
        notes[name] = b"\xef\xbb\xbf" + _note(document, who, ones, words).replace("\n", "\r\n").encode()
    return notes


def _note(document: Document, who: str, ones: list[Judged], words: Words) -> str:
    title = plain_text(document.title).value.replace("\n", "")
    lines = [
        words.phrase("note-greeting", who=who or words.phrase("note-anybody")),
        words.phrase("note-why", title=title, year=document.year, count=len(ones)),
        "",
    ]
    for number, one in enumerate(ones, 1):
        photo = one.photo
        caption = plain_text(photo.entry.caption).value if photo.entry.caption else photo.entry.alt.value
        lines += [
            f"{number}. {photo.entry.file.rpartition('/')[2]}",
            f"   {caption}",
            "   " + _placed(photo, words),
            "   "
            + words.phrase("photos-pixels", width=photo.info.width, height=photo.info.height, ppi=round(photo.ppi)),
            *(f"   {line}" for line in _fault_lines(one, words)),
            "",
        ]
    lines += [words.phrase("note-how"), "", plain_text(document.publisher).value, ""]
    return "\n".join(lines)


def _summary(judged: tuple[Judged, ...], files: tuple[Path, ...], words: Words) -> str:
    wanting = sum(one.wants_original for one in judged)
    lines = [words.phrase("photos-made", count=len(judged), wanting=wanting)]
    lines += [f"  {file}" for file in files]
    for one in judged:
        if one.faults:
            told = "；".join(_fault_lines(one, words))
            lines.append(f"{one.photo.entry.span}: {one.photo.entry.id} {round(one.photo.ppi)} ppi：{told}")
    return "\n".join(lines)


def _object(one: Judged) -> dict[str, object]:
    photo = one.photo
    return {
        "id": photo.entry.id,
        "file": photo.entry.file,
        "place": str(photo.entry.span),
        "page": photo.page,
        "mm": [round(to_mm(photo.size.width), 1), round(to_mm(photo.size.height), 1)],
        "pixels": [photo.info.width, photo.info.height],
        "format": photo.info.format,
        "ppi": round(photo.ppi),
        "blur": round(one.looks.blur, 2) if one.looks else None,
        "alike": list(one.alike),
        "faults": list(one.faults),
        "ask": photo.entry.contributor if one.wants_original else "",
    }
