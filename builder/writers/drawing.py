"""Display lists as content streams: what print and screen share.

Page space has its origin at the trim's top left and y downwards; here, and only here, it is flipped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from builder.color import Paint
from builder.geometry import IDENTITY, Matrix, Point, translation
from builder.layout.pages import (
    Close,
    CurveTo,
    Group,
    Item,
    LineTo,
    Link,
    MoveTo,
    Page,
    Path,
    Picture,
    Placed,
    Role,
    Segment,
    Stroke,
)
from builder.text.glyphs import GlyphRun
from builder.units import PER_POINT, Length
from builder.writers.fonts import EmbeddedFont, clusters_of, is_one_to_one, unicode_string
from builder.writers.inks import Inks
from builder.writers.metadata import FOREIGN
from builder.writers.numbers import decimal, points
from builder.writers.objects import Reference
from builder.writers.renditions import PictureKey

PEN_TOLERANCE = 25
"""Units (0.002 pt) by which the pen may be off before a gap is written: rounding noise, never seen, never added up."""

_CAPS = {"butt": "0 J", "round": "1 J", "square": "2 J"}
_JOINS = {"miter": "0 j", "round": "1 j", "bevel": "2 j"}


class Marking(Protocol):
    """Brackets drawing with what it means: tags in the screen file, nothing in the print file."""

    def open(self, placed: Placed, to_page: Matrix) -> str:
        """Operators before `placed`, whose own place `to_page` carries to the page."""
        ...

    def close(self) -> str:
        """Operators after the last item opened."""
        ...

    def language(self, run: GlyphRun, role: Role) -> str:
        """The language to declare for `run`, or nothing if that of its surroundings holds."""
        ...

    def foreign(self, run: GlyphRun, role: Role) -> tuple[tuple[int, int], ...]:
        """Where words of another language (`FOREIGN`) stand in the run's text."""
        ...


class NoMarking:
    """The print file has no structure (ISO 15930-7 asks for none)."""

    def open(self, placed: Placed, to_page: Matrix) -> str:  # noqa: ARG002 - the protocol's
        return ""

    def close(self) -> str:
        return ""

    def language(self, run: GlyphRun, role: Role) -> str:  # noqa: ARG002 - the protocol's
        return ""

    def foreign(self, run: GlyphRun, role: Role) -> tuple[tuple[int, int], ...]:  # noqa: ARG002 - the protocol's
        return ()


class GlyphKey(NamedTuple):
    """A glyph of a face, drawn as an outline."""

    face: str
    glyph: int


class EmbeddedOutline(NamedTuple):
    """A glyph as content streams see it in a file without fonts."""

    name: str
    reference: Reference
    """A form in em space."""
    construction: str
    """The form's path operators, one a line, 1000 to the em, y upwards."""


@dataclass(slots=True)
class PageNeeds:
    """Names of the resources one page used."""

    fonts: dict[str, None] = field(default_factory=dict)
    pictures: dict[PictureKey, None] = field(default_factory=dict)
    outlines: dict[GlyphKey, None] = field(default_factory=dict)


@dataclass(slots=True)
class _State:
    """The graphics state as written so far; saved and restored with q and Q."""

    fill: str = ""
    stroke: str = ""
    overprint: bool = False
    font: str = ""


class PageDrawing:
    """Writes one page's content stream."""

    def __init__(
        self,
        *,
        inks: Inks,
        fonts: Mapping[str, EmbeddedFont],
        font_names: Mapping[str, str],
        picture_names: Mapping[PictureKey, str],
        marking: Marking,
        outlines: Mapping[GlyphKey, EmbeddedOutline] | None = None,
    ) -> None:
        self._inks = inks
        self._fonts = fonts
        self._font_names = font_names
        self._picture_names = picture_names
        self._outlines = outlines or {}
        self._marking = marking
        self._out: list[str] = []
        self._state = _State()
        self._in_text = False
        self.needs = PageNeeds()

    def draw(self, page: Page, *, left: Length, top: Length) -> bytes:
        """The content stream of `page`, whose trim's top left stands at (`left`, `top`) of the file's page, y upwards.

        Sizes and places are rounded to 0.001 pt each from their own exact value, so nothing drifts.
        """
        self._items(page.items, Point(left, -top), IDENTITY)
        self._leave_marking()
        return "".join(self._out).encode("ascii")

    def _items(self, items: tuple[Placed, ...], origin: Point, to_page: Matrix) -> None:
        for placed in items:
            x, y = origin.x + placed.at.x, origin.y + placed.at.y
            item = placed.item
            if isinstance(item, Group):
                self._group(item, x, y, to_page.after(translation(placed.at.x, placed.at.y)))
                continue
            if isinstance(item, Link):
                continue  # no ink; the screen file makes an annotation of it
            opened = self._marking.open(placed, to_page)
            if opened:
                self._leave_text()
                self._out.append(opened)
            self._item(item, placed, x, y)

    def _item(self, item: Item, placed: Placed, x: Length, y: Length) -> None:
        if isinstance(item, GlyphRun):
            self._run(item, placed, x, y)
        elif isinstance(item, Path):
            self._leave_text()
            self._path(item, placed, x, y)
        elif isinstance(item, Picture):
            self._leave_text()
            self._picture(item, x, y)

    def _leave_text(self) -> None:
        if self._in_text:
            self._out.append("ET\n")
            self._in_text = False

    def _leave_marking(self) -> None:
        self._leave_text()
        self._out.append(self._marking.close())

    def _group(self, group: Group, x: Length, y: Length, to_page: Matrix) -> None:
        self._leave_marking()
        if group.clip is None and group.matrix is None:
            self._items(group.items, Point(x, y), to_page)
            return
        saved = self._state
        self._state = _State(saved.fill, saved.stroke, saved.overprint, saved.font)
        self._out.append("q\n")
        origin = Point(x, y)
        if group.matrix is not None:
            self._out.append(flipped(translation(x, y).after(group.matrix)) + " cm\n")
            origin = Point(0, 0)
            to_page = to_page.after(group.matrix)
        if group.clip is not None:
            self._out.append(outline(group.clip.segments, origin.x, origin.y))
            self._out.append("W* n\n" if group.clip.even_odd else "W n\n")
        self._items(group.items, origin, to_page)
        self._leave_marking()
        self._out.append("Q\n")
        self._state = saved

    def _fill_with(self, paint: Paint, placed: Placed) -> None:
        operator = self._inks.operators(paint, placed.origin)[0]
        if operator != self._state.fill:
            self._state.fill = operator
            self._out.append(operator)
        self._overprint(self._inks.overprints(paint))

    def _stroke_with(self, stroke: Stroke, placed: Placed) -> None:
        paint, dash = stroke.paint, " ".join(points(d) for d in stroke.dash)
        wanted = (
            f"{self._inks.operators(paint, placed.origin)[1]}{points(stroke.width)} w {_CAPS[stroke.cap]} "
            f"{_JOINS[stroke.join]} [{dash}] {points(stroke.dash_phase)} d\n"
        )
        if wanted != self._state.stroke:
            self._state.stroke = wanted
            self._out.append(wanted)
        self._overprint(self._inks.overprints(paint))

    def _overprint(self, wanted: bool) -> None:
        if wanted != self._state.overprint:
            self._state.overprint = wanted
            self._out.append("/Over gs\n" if wanted else "/Knock gs\n")

    def _path(self, path: Path, placed: Placed, x: Length, y: Length) -> None:
        if path.fill and path.stroke and self._inks.overprints(path.fill) != self._inks.overprints(path.stroke.paint):
            # OP and op travel together here; a path that fills and strokes unlike is painted in two steps.
            self._path(Path(segments=path.segments, fill=path.fill, even_odd=path.even_odd), placed, x, y)
            self._path(Path(segments=path.segments, stroke=path.stroke), placed, x, y)
            return
        if path.fill:
            self._fill_with(path.fill, placed)
        if path.stroke:
            self._stroke_with(path.stroke, placed)
        operator = _PAINTING[bool(path.fill), bool(path.stroke), path.even_odd]
        self._out.append(outline(path.segments, x, y) + operator)

    def _picture(self, picture: Picture, x: Length, y: Length) -> None:
        key = PictureKey.of(picture)
        self.needs.pictures[key] = None
        width, height = points(picture.size.width), points(picture.size.height)
        place = f"{points(x)} {points(-y - picture.size.height)}"
        self._out.append(f"q {width} 0 0 {height} {place} cm /{self._picture_names[key]} Do Q\n")

    def _run(self, run: GlyphRun, placed: Placed, x: Length, y: Length) -> None:
        if not run.glyphs:
            return
        font = self._fonts[run.face]
        self._fill_with(run.paint, placed)
        out = self._out
        if not self._in_text:
            out.append("BT\n")
            self._in_text = True
        chosen = f"/{self._font_names[run.face]} {points(run.size)} Tf\n"
        if chosen != self._state.font:
            self._state.font = chosen
            out.append(chosen)
        self.needs.fonts[run.face] = None
        language = self._marking.language(run, placed.role)
        if language:
            out.append(f"/Span<</Lang({language})>>BDC\n")
        out.append(("0 -1 1 0 " if run.turned else "1 0 0 1 ") + f"{points(x)} {points(-y)} Tm\n")
        out.append(show_glyphs(run, font, () if language else self._marking.foreign(run, placed.role)))
        if language:
            out.append("EMC\n")


_PAINTING = {
    (True, True, False): "B\n",
    (True, True, True): "B*\n",
    (True, False, False): "f\n",
    (True, False, True): "f*\n",
    (False, True, False): "S\n",
    (False, True, True): "S\n",
    (False, False, False): "n\n",
    (False, False, True): "n\n",
}


def flipped(matrix: Matrix) -> str:
    """The six numbers of a y-down matrix in PDF's y-up space."""
    ratios = (matrix.a, -matrix.b, -matrix.c, matrix.d)
    return " ".join([*(decimal(v, 6) for v in ratios), points(matrix.e), points(-matrix.f)])


def outline(segments: tuple[Segment, ...], x: Length, y: Length) -> str:
    """The construction operators of a path placed at (x, y)."""

    def at(point: Point) -> str:
        return f"{points(x + point.x)} {points(-y - point.y)}"

    parts = []
    for segment in segments:
        match segment:
            case MoveTo(to=to):
                parts.append(f"{at(to)} m\n")
            case LineTo(to=to):
                parts.append(f"{at(to)} l\n")
            case CurveTo(control1=first, control2=second, to=to):
                parts.append(f"{at(first)} {at(second)} {at(to)} c\n")
            case Close():
                parts.append("h\n")
    return "".join(parts)


def show_glyphs(run: GlyphRun, font: EmbeddedFont, foreign: tuple[tuple[int, int], ...] = ()) -> str:
    """The operators that show the glyphs of `run` from its origin, text matrix already set.

    Glyphs whose text the font's ToUnicode would not give back are wrapped in ActualText, and words of another language
    in its name; `foreign` says where they stand in the run's text.
    """
    pen = _Pen(run, font)
    if not foreign and is_one_to_one(run):
        texts = font.texts
        if all(texts[g] == c for g, c in zip(run.glyphs, run.text, strict=True)):
            pen.show(0, len(run.glyphs))
            return pen.written()
    at = character = end = 0
    words = iter((*foreign, (len(run.text), 0)))
    start, stop = next(words)
    for glyphs, text in clusters_of(run):
        if not end and start <= character:
            pen.wrap(_FOREIGN_OPENING)
            end = stop
        _show_cluster(pen, font, at, glyphs, text)
        at += len(glyphs)
        character += len(text)
        if end and character >= end:
            pen.wrap("EMC\n")
            end = 0
            start, stop = next(words)
    return pen.written()


_FOREIGN_OPENING = f"/Span<</Lang({FOREIGN})>>BDC\n"


def _show_cluster(pen: "_Pen", font: EmbeddedFont, at: int, glyphs: tuple[int, ...], text: str) -> None:
    if "".join(font.texts.get(g, "") for g in glyphs) == text:
        pen.show(at, at + len(glyphs))
    else:
        pen.wrap(f"/Span<</ActualText{unicode_string(text)}>>BDC\n")
        pen.show(at, at + len(glyphs))
        pen.wrap("EMC\n")


WIDE_SPACE = "\u3000"


class _Pen:
    """Places glyphs by TJ adjustments on one height and by Td between heights, always towards the exact place."""

    def __init__(self, run: GlyphRun, font: EmbeddedFont) -> None:
        self._run = run
        self._font = font
        self._unit = run.size / 1000
        # Adjustments are thousandths of the size: whole ones are exact enough up to 10 pt (0.005 pt), tenths to 100 pt.
        self._places = 0 if run.size <= 10 * PER_POINT else 1 if run.size <= 100 * PER_POINT else 2
        self._line = (0, 0)
        self._at: float = 0
        self._out: list[str] = []
        self._row: list[str] = []

    def show(self, first: int, last: int) -> None:
        """Show glyphs `first` up to `last`."""
        run, row, unit = self._run, self._row, self._unit
        codes, widths, xs, ys = self._font.codes, self._font.widths, run.x, run.y
        texts = self._font.texts
        at, height = self._at, self._line[1]
        for i in range(first, last):
            glyph = run.glyphs[i]
            # A blank of a vertical line stays with the glyph before it: shown alone it has no ink, and PDFium drops it.
            if ys[i] != height and not (row and texts.get(glyph) == WIDE_SPACE):
                self._end_row()
                self._move(xs[i], ys[i])
                at, height = float(xs[i]), ys[i]
            gap = xs[i] - at
            if gap > PEN_TOLERANCE or gap < -PEN_TOLERANCE:
                adjustment = round(-gap / unit, self._places)
                row.append(f">{decimal(adjustment, self._places)}<")
                at -= adjustment * unit
            row.append(codes[glyph])
            at += widths[glyph] * unit
        self._at = at

    def wrap(self, operators: str) -> None:
        self._end_row()
        self._out.append(operators)

    def written(self) -> str:
        self._end_row()
        return "".join(self._out)

    def _move(self, x: Length, y: Length) -> None:
        # Td counts from the last line start as written; both ends are rounded from exact places, so nothing adds up.
        dx = round(x * 1000 / PER_POINT) - round(self._line[0] * 1000 / PER_POINT)
        dy = round(y * 1000 / PER_POINT) - round(self._line[1] * 1000 / PER_POINT)
        self._out.append(f"{decimal(dx / 1000)} {decimal(-dy / 1000)} Td\n")
        self._line = (x, y)

    def _end_row(self) -> None:
        if self._row:
            row = "".join(self._row)
            self._row.clear()
            self._out.append(f"[<{row}>]TJ\n" if ">" in row else f"<{row}>Tj\n")
