"""Faces from the lock, and only from there. One `FontLibrary` serves shaping, ink measurement and embedding."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

import uharfbuzz as hb

from builder.diagnostics import Diagnostics
from builder.source import whole_file


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedFace:
    """One row of `fonts/fonts.lock.json`."""

    id: str
    """What themes call it: `serif-400`."""
    file: str
    """Relative to the lock file."""
    sha256: str
    size: int
    family: str
    weight: int
    version: str
    licence: str
    """Licence file, relative to the lock file."""
    provenance: str
    index: int = 0
    """Which face of a collection."""
    axes: tuple[tuple[str, float], ...] = ()
    """Axis settings that pin an instance of a variable font."""


class FontFace:
    """An opened face: HarfBuzz objects are made when first asked for and kept."""

    def __init__(self, locked: LockedFace, path: Path) -> None:
        self.locked = locked
        self.path = path

    @property
    def id(self) -> str:
        return self.locked.id

    @cached_property
    def hb_face(self) -> hb.Face:
        return hb.Face(hb.Blob.from_file_path(str(self.path)), self.locked.index)

    @cached_property
    def hb_font(self) -> hb.Font:
        """A font scaled to its units per em."""
        font = hb.Font(self.hb_face)
        if self.locked.axes:
            font.set_variations(dict(self.locked.axes))
        return font

    @cached_property
    def units_per_em(self) -> int:
        return int(self.hb_face.upem)

    def has(self, character: str) -> bool:
        return self.hb_font.get_nominal_glyph(ord(character)) is not None


class VerifiedFiles(Protocol):
    """Remembers which files have been hashed unchanged since, so that a build need not read 60 MB again."""

    def sha256(self, path: Path) -> str: ...


class HashedEveryTime:
    """The plain `VerifiedFiles`: reads the file."""

    def sha256(self, path: Path) -> str:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


class FontLibrary:
    """The faces of one lock file, verified when first used."""

    def __init__(self, folder: Path, files: VerifiedFiles | None = None) -> None:
        self.folder = folder
        self._files = files or HashedEveryTime()
        self._opened: dict[str, FontFace] = {}
        self._locked: dict[str, LockedFace] = {}
        lock = json.loads((folder / LOCK_NAME).read_text("utf-8"))
        for row in lock["faces"]:
            row["axes"] = tuple(sorted(row.pop("axes", {}).items()))
            self._locked[row["id"]] = LockedFace(**row)

    @property
    def locked(self) -> tuple[LockedFace, ...]:
        return tuple(self._locked.values())

    def verify(self, ids: tuple[str, ...], report: Diagnostics) -> None:
        """Report `font-unknown`, `font-missing` and `font-changed` for each of `ids` that cannot be trusted."""
        for face_id in ids:
            locked = self._locked.get(face_id)
            if locked is None:
                report.error("font-unknown", whole_file(LOCK_NAME), face=face_id, known=", ".join(self._locked))
                continue
            path = self.folder / locked.file
            place = whole_file(f"{self.folder.name}/{locked.file}")
            if not path.is_file():
                report.error("font-missing", place, face=face_id)
            elif path.stat().st_size != locked.size or self._files.sha256(path) != locked.sha256:
                report.error("font-changed", place, face=face_id)

    def face(self, face_id: str) -> FontFace:
        """The opened face. Raises KeyError for an id the lock does not know; call `verify` first."""
        opened = self._opened.get(face_id)
        if opened is None:
            locked = self._locked[face_id]
            opened = self._opened[face_id] = FontFace(locked, self.folder / locked.file)
        return opened

    def faces_with(self, character: str) -> tuple[str, ...]:
        """Ids of the locked faces that have a glyph for `character`: what a missing-glyph message offers."""
        return tuple(i for i in self._locked if self.face(i).has(character))


LOCK_NAME = "fonts.lock.json"
