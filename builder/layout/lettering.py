"""Glyphs as outlines: type that is drawn a second time, in another ink, and must not be read twice."""

import uharfbuzz as hb

from builder.color import Paint
from builder.fonts import FontFace
from builder.geometry import Point
from builder.layout.pages import Close, CurveTo, LineTo, MoveTo, Path, Segment
from builder.text.glyphs import GlyphRun


def run_outline(run: GlyphRun, face: FontFace, paint: Paint) -> Path:
    """The glyphs of a horizontal run as one path from the run's origin; without segments if it has no ink."""
    pens = hb.DrawFuncs()
    pens.set_move_to_func(lambda x, y, pen: pen.move(x, y))
    pens.set_line_to_func(lambda x, y, pen: pen.line(x, y))
    pens.set_quadratic_to_func(lambda cx, cy, x, y, pen: pen.quadratic((cx, cy), (x, y)))
    pens.set_cubic_to_func(lambda ax, ay, bx, by, x, y, pen: pen.cubic((ax, ay), (bx, by), (x, y)))
    pens.set_close_path_func(lambda pen: pen.close())
    pen = _Pen(run.size / face.units_per_em)
    for glyph, x, y in zip(run.glyphs, run.x, run.y, strict=True):
        pen.at = Point(x, y)
        face.hb_font.draw_glyph(glyph, pens, pen)
    return Path(segments=tuple(pen.segments), fill=paint)


class _Pen:
    """Collects contours in lengths, y downwards."""

    def __init__(self, scale: float) -> None:
        self.at = Point(0, 0)
        self.segments: list[Segment] = []
        self._scale = scale
        self._last = (0.0, 0.0)

    def move(self, x: float, y: float) -> None:
        self.segments.append(MoveTo(self._place(x, y)))

    def line(self, x: float, y: float) -> None:
        self.segments.append(LineTo(self._place(x, y)))

    def quadratic(self, control: tuple[float, float], to: tuple[float, float]) -> None:
        """As the cubic that is exactly it."""
        (sx, sy), (cx, cy), (x, y) = self._last, control, to
        self.cubic((sx + (cx - sx) * 2 / 3, sy + (cy - sy) * 2 / 3), (x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3), to)

    def cubic(self, first: tuple[float, float], second: tuple[float, float], to: tuple[float, float]) -> None:
        controls = (self._place(*first), self._place(*second))
        self.segments.append(CurveTo(*controls, self._place(*to)))

    def close(self) -> None:
        self.segments.append(Close())

    def _place(self, x: float, y: float) -> Point:
        self._last = (x, y)
        return Point(self.at.x + round(x * self._scale), self.at.y - round(y * self._scale))
