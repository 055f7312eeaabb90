"""A school's own objects: what is drawn on its pages, its fonts but for their programs, the words of its code."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.geometry import Matrix, Rect
from builder.layout.own_pages import OwnPage, PlacedCode
from builder.layout.pages import Page, Placed, Role
from builder.production.editions.subsets import FaceCodes, OwnFont
from builder.source import NOWHERE
from builder.text.glyphs import GlyphRun
from builder.units import PER_POINT, Length
from builder.writers.drawing import PageDrawing
from builder.writers.fonts import EmbeddedFont, FaceUse, learn_texts
from builder.writers.inks import Inks
from builder.writers.numbers import decimal, points
from builder.writers.objects import string


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnObjects:
    """All of a school that goes into its edition, but for the programs of its fonts."""

    contents: Mapping[int, bytes]
    """Page (as in `OwnPage`) to its own content stream, deflated."""
    fonts: Mapping[str, OwnFont]
    alts: tuple[bytes, ...]
    """Alternative texts of codes in order, as PDF strings."""


def font_name(face: str, faces: Sequence[str]) -> str:
    """What content streams call a face: the same in all editions, whichever faces a school needs."""
    return f"E{faces.index(face) + 1}"


class OwnWriter:
    """Writes school after school."""

    def __init__(self, fonts: FontLibrary, faces: Sequence[str], inks: Inks) -> None:
        self._names = {face: font_name(face, faces) for face in faces}
        self._codes: dict[str, FaceCodes] = {}
        self._fonts = fonts
        self._inks = inks

    def written(
        self, pages: Sequence[OwnPage], bases: Mapping[int, int], height: Length, report: Diagnostics
    ) -> OwnObjects | None:
        """The objects of one school; None after `notdef-drawn`.

        Args:
            bases: each page's first free marked-content id.
            height: of the trim; pages of the screen file have no bleed.
        """
        uses = faces_of(pages, report)
        if report.has_errors:
            return None
        fonts = {face: self._numbered(face, use) for face, use in uses.items()}
        shown = {face: own.font for face, own in fonts.items()}
        drawn = {
            page.page: draw_own(page, shown, self._names, self._inks, SlotMarking(page, bases[page.page]), (0, height))
            for page in pages
        }
        return OwnObjects(
            contents={page: zlib.compress(content, 6) for page, content in drawn.items()},
            fonts=fonts,
            alts=tuple(string(mark.code.alt) for page in pages for mark in page.marks if mark.code),
        )

    def _numbered(self, face: str, use: FaceUse) -> OwnFont:
        codes = self._codes.get(face)
        if codes is None:
            codes = self._codes[face] = FaceCodes(self._fonts.face(face))
        return codes.numbered(use)


def faces_of(pages: Sequence[OwnPage], report: Diagnostics) -> dict[str, FaceUse]:
    """Which glyphs of which faces a school's pages draw. Reports `notdef-drawn` (ISO 14289-1, 7.21.8)."""
    uses: dict[str, FaceUse] = {}
    for page in pages:
        for mark in page.marks:
            for placed in mark.items:
                run = placed.item
                if isinstance(run, GlyphRun):
                    if 0 in run.glyphs:
                        report.error("notdef-drawn", run.origin, text=run.text, face=run.face)
                    use = uses.setdefault(run.face, FaceUse())
                    use.glyphs.update(run.glyphs)
                    learn_texts(run, use.texts)
    return uses


class SlotMarking:
    """Brackets each mark of a page by its structure type."""

    def __init__(self, page: OwnPage, base: int) -> None:
        self._kinds = [mark.kind for mark in page.marks]
        self._base = base
        self._current: Role | None = None

    def open(self, placed: Placed, to_page: Matrix) -> str:  # noqa: ARG002 - the protocol's
        if placed.role == self._current:
            return ""
        closing = self.close()
        self._current = placed.role
        return closing + self.opening(int(placed.role))

    def opening(self, mark: int) -> str:
        return f"/{self._kinds[mark]}<</MCID {self._base + mark}>>BDC\n"

    def close(self) -> str:
        if self._current is None:
            return ""
        self._current = None
        return "EMC\n"

    def language(self, run: GlyphRun, role: Role) -> str:  # noqa: ARG002 - the protocol's
        return ""

    def foreign(self, run: GlyphRun, role: Role) -> tuple[tuple[int, int], ...]:  # noqa: ARG002 - the protocol's
        return ()


def draw_own(
    page: OwnPage,
    fonts: Mapping[str, EmbeddedFont],
    names: Mapping[str, str],
    inks: Inks,
    marking: SlotMarking | None,
    corner: tuple[Length, Length],
) -> bytes:
    """The content stream of a school's marks on one page, the state around it left as it was.

    Args:
        marking: None for a file without structure.
        corner: the trim's top left on the file's page, y upwards.
    """
    drawing = PageDrawing(
        inks=inks,
        fonts=fonts,
        font_names=names,
        picture_names={},
        marking=marking or _Unmarked(),
    )
    items = tuple(item for mark in page.marks for item in mark.items)
    parts = [drawing.draw(Page(items=items, label="", folio=None), left=corner[0], top=corner[1])]
    for index, mark in enumerate(page.marks):
        if mark.code:
            opening, closing = (marking.opening(index), "EMC\n") if marking else ("", "")
            parts.append((opening + _code_operators(mark.code, inks, corner) + closing).encode())
    return b"q\n" + b"".join(parts) + b"Q\n"


class _Unmarked:
    """The press's file has no structure."""

    def open(self, placed: Placed, to_page: Matrix) -> str:  # noqa: ARG002 - the protocol's
        return ""

    def close(self) -> str:
        return ""

    def language(self, run: GlyphRun, role: Role) -> str:  # noqa: ARG002 - the protocol's
        return ""

    def foreign(self, run: GlyphRun, role: Role) -> tuple[tuple[int, int], ...]:  # noqa: ARG002 - the protocol's
        return ()


def _code_operators(code: PlacedCode, inks: Inks, corner: tuple[Length, Length]) -> str:
    """The dark modules as rectangles, one for each stretch of a row, in the code's own small whole numbers."""
    out = ["q\n", inks.operators(code.paint, NOWHERE)[0]]
    if inks.overprints(code.paint):
        out.append("/Over gs\n")
    module = decimal(code.side / len(code.rows) / PER_POINT, 6)
    out.append(f"{module} 0 0 -{module} {points(corner[0] + code.at.x)} {points(corner[1] - code.at.y)} cm\n")
    for y, row in enumerate(code.rows):
        start = row.find(1)
        while start >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            out.append(f"{start} {y} {end - start} 1 re\n")
            start = row.find(1, end)
    out.append("f\nQ\n")
    return "".join(out)


def code_areas(pages: Sequence[OwnPage]) -> tuple[tuple[int, Rect, str], ...]:
    """Page, place with its quiet zone of four modules (ISO/IEC 18004, 6.3.8), and words of each code."""
    return tuple(
        (page.page, _with_quiet_zone(mark.code), mark.code.text) for page in pages for mark in page.marks if mark.code
    )


def _with_quiet_zone(code: PlacedCode) -> Rect:
    quiet = code.side * 4 // len(code.rows)
    return Rect(code.at.x, code.at.y, code.side, code.side).grown(quiet)
