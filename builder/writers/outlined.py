"""The outlined twin (转曲): glyphs as shared forms instead of fonts, for shops that take no live text.

Every glyph of a face is one Form XObject in em space; a run calls it at the exact place and size that the shaped
text has. Fill colour and overprint are the page's, which a form inherits (ISO 32000-1, 8.10.1), so K100 type stays
K100 overprinting. Runs in rich black are one path each: preflights tell small type from headlines by the height of a
shape, and a comma of a headline is no small type.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

import uharfbuzz as hb

from builder.color import Cmyk
from builder.diagnostics import Diagnostics
from builder.fonts import FontFace
from builder.layout.pages import Placed
from builder.resources import Cache, Resources
from builder.source import whole_file
from builder.text.glyphs import GlyphRun
from builder.units import PER_POINT, Length
from builder.writers.drawing import EmbeddedOutline, GlyphKey, PageDrawing
from builder.writers.fonts import FaceUse, may_embed
from builder.writers.numbers import decimal, points
from builder.writers.objects import PdfFile, array

EM = 1000
"""Units of the forms' em. Two decimals of these are 0.0001 pt in 10 pt type."""
OUTLINE_RECIPE = 1
"""Part of every cache key: raised when the same glyphs would give other bytes."""

RICH = 0.5
"""More black than this, with other inks, is rich black."""


def embed_outlines(
    file: PdfFile, uses: Mapping[str, FaceUse], resources: Resources, report: Diagnostics
) -> dict[GlyphKey, EmbeddedOutline]:
    """A form for every glyph with ink. Reports `font-…` findings, as embedding does; the same licence bits hold."""
    before = len(report.found)
    resources.fonts.verify(tuple(uses), report)
    if len(report.found) > before:
        return {}
    made: dict[GlyphKey, EmbeddedOutline] = {}
    for face_id, use in uses.items():
        face = resources.fonts.face(face_id)
        if not may_embed(face):
            report.error("font-not-embeddable", whole_file(face.locked.file), face=face_id)
            continue
        for glyph, box, construction in outlines_of(face, use.glyphs, resources.cache):
            form = file.add_stream(_entries(box), f"{construction}f".encode(), deflate=True)
            made[GlyphKey(face_id, glyph)] = EmbeddedOutline(f"G{len(made) + 1}", form, construction)
    return made


_Outline: TypeAlias = tuple[int, list[int], str]
"""Glyph id, box and path operators."""


def outlines_of(face: FontFace, glyphs: set[int], cache: Cache) -> list[_Outline]:
    """Outlines of those of `glyphs` that have ink, ascending; remembered by the face's hash and the glyphs."""
    wanted = sorted(glyphs)
    marks = json.dumps([OUTLINE_RECIPE, face.locked.sha256, face.locked.index, face.locked.axes, wanted])
    key = f"outlines-{hashlib.sha256(marks.encode()).hexdigest()[:40]}.json"
    kept = cache.get(key)
    if kept is not None:
        return [(glyph, box, construction) for glyph, box, construction in json.loads(kept)]
    made = [outline for glyph in wanted if (outline := _outline(face, glyph))]
    cache.put(key, json.dumps(made).encode())
    return made


def _outline(face: FontFace, glyph: int) -> _Outline | None:
    """One glyph's contours; quadratics become the cubics that are exactly they. None for a glyph without ink."""
    segments: list[_Segment] = []
    face.hb_font.draw_glyph(glyph, _PENS, segments)
    if not segments:
        return None
    scale = EM / face.units_per_em
    scaled = [(operator, tuple(end * scale for end in ends)) for operator, ends in segments]
    xs = [x for _, ends in scaled for x in ends[::2]]
    ys = [y for _, ends in scaled for y in ends[1::2]]
    # Control points bound their curves; a unit more, since a form is clipped to its box.
    box = [math.floor(min(xs)) - 1, math.floor(min(ys)) - 1, math.ceil(max(xs)) + 1, math.ceil(max(ys)) + 1]
    return glyph, box, _written(scaled, 0, 0)


def _entries(box: list[int]) -> dict[str, object]:
    return {
        "Type": "/XObject",
        "Subtype": "/Form",
        "BBox": array(box),
        "Matrix": array((decimal(1 / EM, 6), 0, 0, decimal(1 / EM, 6), 0, 0)),
        "Resources": b"<<>>",
    }


_Segment: TypeAlias = tuple[str, tuple[float, ...]]
"""A path operator and its coordinates."""


def _written(segments: Iterable[_Segment], right: float, up: float) -> str:
    """The operators of an outline moved by (`right`, `up`) units of the em."""
    rows = []
    for operator, ends in segments:
        places = (decimal(end + (up if i % 2 else right), 2) for i, end in enumerate(ends))
        rows.append(" ".join((*places, operator)))
    return "\n".join(rows) + "\n"


def _read(construction: str) -> Iterator[_Segment]:
    for row in construction.splitlines():
        *ends, operator = row.split(" ")
        yield operator, tuple(map(float, ends))


def _pens() -> hb.DrawFuncs:
    """No pen for quadratics: HarfBuzz then raises their degree itself, which loses nothing."""
    pens = hb.DrawFuncs()
    pens.set_move_to_func(lambda x, y, outline: outline.append(("m", (x, y))))
    pens.set_line_to_func(lambda x, y, outline: outline.append(("l", (x, y))))
    pens.set_cubic_to_func(lambda x1, y1, x2, y2, x3, y3, outline: outline.append(("c", (x1, y1, x2, y2, x3, y3))))
    pens.set_close_path_func(lambda outline: outline.append(("h", ())))
    return pens


_PENS = _pens()


class OutlinedDrawing(PageDrawing):
    """Writes one page's content stream without any text."""

    def _run(self, run: GlyphRun, placed: Placed, x: Length, y: Length) -> None:
        if not run.glyphs:
            return
        self._fill_with(run.paint, placed)
        press = run.paint.ink.press
        if isinstance(press, Cmyk) and press.black > RICH and not press.is_black_only:
            self._whole(run, x, y)
        else:
            self._by_glyphs(run, x, y)

    def _by_glyphs(self, run: GlyphRun, x: Length, y: Length) -> None:
        size = points(run.size)
        turn = f"0 -{size} {size} 0" if run.turned else f"{size} 0 0 {size}"
        for glyph, dx, dy in zip(run.glyphs, run.x, run.y, strict=True):
            key = GlyphKey(run.face, glyph)
            outline = self._outlines.get(key)
            if outline is None:
                continue  # a space
            self.needs.outlines[key] = None
            across, down = (-dy, dx) if run.turned else (dx, dy)
            self._out.append(f"q {turn} {points(x + across)} {points(-y - down)} cm/{outline.name} Do Q\n")

    def _whole(self, run: GlyphRun, x: Length, y: Length) -> None:
        unit = decimal(run.size / PER_POINT / EM, 8)
        turn = f"0 -{unit} {unit} 0" if run.turned else f"{unit} 0 0 {unit}"
        parts = [
            _written(_read(outline.construction), dx * EM / run.size, -dy * EM / run.size)
            for glyph, dx, dy in zip(run.glyphs, run.x, run.y, strict=True)
            if (outline := self._outlines.get(GlyphKey(run.face, glyph)))
        ]
        if parts:
            self._out.append(f"q {turn} {points(x)} {points(-y)} cm\n{''.join(parts)}f Q\n")
