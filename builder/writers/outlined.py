"""The outlined twin (转曲): glyphs as shared forms instead of fonts, for shops that take no live text.

Every glyph of a face is one Form XObject in em space; a run calls it at the exact place and size that the shaped
text has. Fill colour and overprint are the page's, which a form inherits (ISO 32000-1, 8.10.1), so K100 type stays
K100 overprinting. Runs in rich black are one path each: preflights tell small type from headlines by the height of a
shape, and a comma of a headline is no small type.
"""

from collections.abc import Iterable, Mapping

import uharfbuzz as hb

from builder.color import Cmyk
from builder.diagnostics import Diagnostics
from builder.fonts import FontFace
from builder.layout.pages import Placed
from builder.resources import Resources
from builder.source import whole_file
from builder.text.glyphs import GlyphRun
from builder.units import PER_POINT, Length
from builder.writers.drawing import EmbeddedOutline, GlyphKey, PageDrawing
from builder.writers.fonts import FaceUse, may_embed
from builder.writers.numbers import decimal, points
from builder.writers.objects import PdfFile, array

EM = 1000
"""Units of the forms' em. Two decimals of these are 0.0001 pt in 10 pt type."""

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
        for glyph in sorted(use.glyphs):
            drawn = GlyphOutline(face, glyph)
            if drawn.segments:
                form = file.add_stream(drawn.entries(), drawn.content(), deflate=True)
                made[GlyphKey(face_id, glyph)] = EmbeddedOutline(f"G{len(made) + 1}", form, tuple(drawn.segments))
    return made


class GlyphOutline:
    """One glyph's contours as path operators; quadratics become the cubics that are exactly they."""

    def __init__(self, face: FontFace, glyph: int) -> None:
        self.segments: list[tuple[str, tuple[float, ...]]] = []
        """Operator and coordinates in `EM` units, y upwards."""
        self._scale = EM / face.units_per_em
        face.hb_font.draw_glyph(glyph, _PENS, self)

    def add(self, operator: str, *ends: float) -> None:
        self.segments.append((operator, tuple(end * self._scale for end in ends)))

    def content(self) -> bytes:
        return f"{construction(self.segments, 0, 0)}f".encode()

    def entries(self) -> dict[str, object]:
        # Control points bound their curves; a unit more, since a form is clipped to its box.
        xs = [x for _, ends in self.segments for x in ends[::2]]
        ys = [y for _, ends in self.segments for y in ends[1::2]]
        box = (min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1)
        return {
            "Type": "/XObject",
            "Subtype": "/Form",
            "BBox": array(decimal(v, 0) for v in box),
            "Matrix": array((decimal(1 / EM, 6), 0, 0, decimal(1 / EM, 6), 0, 0)),
            "Resources": b"<<>>",
        }


def construction(segments: Iterable[tuple[str, tuple[float, ...]]], right: float, up: float) -> str:
    """The operators of an outline moved by (`right`, `up`) units of the em."""
    rows = []
    for operator, ends in segments:
        places = (decimal(end + (up if i % 2 else right), 2) for i, end in enumerate(ends))
        rows.append(" ".join((*places, operator)))
    return "\n".join(rows) + "\n"


def _pens() -> hb.DrawFuncs:
    """No pen for quadratics: HarfBuzz then raises their degree itself, which loses nothing."""
    pens = hb.DrawFuncs()
    pens.set_move_to_func(lambda x, y, outline: outline.add("m", x, y))
    pens.set_line_to_func(lambda x, y, outline: outline.add("l", x, y))
    pens.set_cubic_to_func(lambda x1, y1, x2, y2, x3, y3, outline: outline.add("c", x1, y1, x2, y2, x3, y3))
    pens.set_close_path_func(lambda outline: outline.add("h"))
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
            construction(outline.segments, dx * EM / run.size, -dy * EM / run.size)
            for glyph, dx, dy in zip(run.glyphs, run.x, run.y, strict=True)
            if (outline := self._outlines.get(GlyphKey(run.face, glyph)))
        ]
        if parts:
            self._out.append(f"q {turn} {points(x)} {points(-y)} cm\n{''.join(parts)}f Q\n")
