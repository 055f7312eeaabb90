"""Contrast of text over what lies under it, measured on the display list (WCAG 2.2, 1.4.3 and relative luminance).

Nearly all pages are done at once: if a text's ink stands out from every colour painted on its page so far, it does
from whatever lies under it. Else its glyphs' middles are looked up in the paths below, topmost first. Over pictures
the worst patch counts.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.color import Paint, Rgb
from builder.diagnostics import Diagnostics
from builder.geometry import IDENTITY, Matrix, Point, Rect, translation
from builder.layout.pages import (
    Artifact,
    Close,
    CurveTo,
    Group,
    LineTo,
    MoveTo,
    PagedDocument,
    Path,
    Picture,
    Placed,
    Segment,
)
from builder.resources import Cache
from builder.text.glyphs import GlyphRun
from builder.writers.inks import luminance
from builder.writers.renditions import PictureKey, PreparedPicture
from builder.writers.structure import item_area

MINIMUM_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3, for type of any size."""

_PAPER = Rgb(1, 1, 1)
_GRID = 24
"""Cells along each side of a picture whose lightness is remembered: about a glyph of a headline each."""
_STEPS = 8
"""Straight pieces that stand for a curve: a shape of 100 mm is off by 0.2 mm at most."""
_MARKS = 1
"""Part of the cache key: raised when the same picture would give other cells."""


@dataclass(slots=True)
class _Under:
    """One thing painted on a page, in page space."""

    area: Rect
    rings: tuple[tuple[tuple[float, float], ...], ...]
    even_odd: bool
    color: float
    """Luminance; unused for a picture."""
    picture: PictureKey | None = None
    clips: tuple["_Under", ...] = ()

    @property
    def is_rectangle(self) -> bool:
        """Whether it is one upright rectangle of one colour, not clipped."""
        if self.picture is not None or self.clips or len(self.rings) != 1:
            return False
        corners = {(round(x), round(y)) for x, y in self.rings[0]}
        area = self.area
        return corners == {(x, y) for x in (area.x, area.right) for y in (area.y, area.bottom)}

    def covers(self, x: float, y: float) -> bool:
        area = self.area
        if not (area.x <= x <= area.right and area.y <= y <= area.bottom):
            return False
        if self.rings and not _inside(self.rings, x, y, even_odd=self.even_odd):
            return False
        return all(clip.covers(x, y) for clip in self.clips)


@dataclass(slots=True)
class _PageSoFar:
    """What has been painted on a page: pictures, fills, and the luminances among them."""

    under: list[_Under | tuple[Path, Placed, Matrix, float, tuple[_Under, ...]]] = field(default_factory=list)
    """Paths are worked out when a text first asks: most are never asked for."""
    colors: set[float] = field(default_factory=lambda: {luminance(_PAPER)})
    pictures: list[Rect] = field(default_factory=list)

    def thing(self, index: int) -> _Under:
        """The thing painted as number `index`."""
        under = self.under[index]
        if isinstance(under, tuple):
            under = self.under[index] = _outlined(*under)
        return under


def contrast(one: float, other: float) -> float:
    """The contrast ratio of two luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def check_contrast(
    document: PagedDocument,
    pictures: Mapping[PictureKey, PreparedPicture],
    report: Diagnostics,
    *,
    least: float,
    cache: Cache,
) -> None:
    """Report `low-contrast` for each run of text, once a place, that stands out by less than `least`.

    Text that is ornament (an artifact of layout or background) may be as faint as it likes (WCAG 2.2, 1.4.3).
    """
    check = _Check(pictures, report, least, cache)
    for page in document.pages:
        check.items(page.items, IDENTITY, _PageSoFar(), ())


@dataclass(slots=True)
class _Check:
    pictures: Mapping[PictureKey, PreparedPicture]
    report: Diagnostics
    least: float
    cache: Cache
    _light: dict[Paint, float] = field(default_factory=dict)
    _cells: dict[PictureKey, list[list[float]]] = field(default_factory=dict)

    def items(self, items: tuple[Placed, ...], to_page: Matrix, page: _PageSoFar, clips: tuple[_Under, ...]) -> None:
        for placed in items:
            item = placed.item
            if isinstance(item, Path):
                if item.fill is not None:
                    light = self._luminance(item.fill)
                    page.colors.add(light)
                    page.under.append((item, placed, to_page, light, clips))
            elif isinstance(item, GlyphRun):
                if placed.role not in (Artifact.LAYOUT, Artifact.BACKGROUND):
                    self._run(item, placed, to_page, page)
            elif isinstance(item, Picture):
                area = item_area(placed, to_page)
                page.pictures.append(area)
                page.under.append(_Under(area, (), False, 0, PictureKey.of(item), clips))
            elif isinstance(item, Group):
                inner = to_page.after(translation(placed.at.x, placed.at.y))
                inner = inner.after(item.matrix) if item.matrix else inner
                own = clips
                if item.clip is not None:
                    own = (*clips, _outlined(item.clip, _at_origin(placed), inner, 0, ()))
                self.items(item.items, inner, page, own)

    def _luminance(self, paint: Paint) -> float:
        known = self._light.get(paint)
        if known is None:
            known = self._light[paint] = luminance(paint.ink.screen)
        return known

    def _run(self, run: GlyphRun, placed: Placed, to_page: Matrix, page: _PageSoFar) -> None:
        own = self._luminance(run.paint)
        if all(contrast(own, color) >= self.least for color in page.colors) and not _any_meets(
            page.pictures, placed, to_page
        ):
            return
        flat = _flat_ground(item_area(placed, to_page), page)
        if flat is not None and contrast(own, flat) >= self.least:
            return
        worst = min((self._at(own, x, y, page) for x, y in _middles(run, placed, to_page)), default=self.least)
        if worst < self.least:
            # Rounded down: 4.498 must not be told as 4.5.
            told = f"{int(worst * 100) / 100:.2f}"
            self.report.error("low-contrast", placed.origin, text=run.text, ratio=told, least=f"{self.least:g}")

    def _at(self, own: float, x: float, y: float, page: _PageSoFar) -> float:
        """The contrast of luminance `own` with what was last painted at a place."""
        for index in range(len(page.under) - 1, -1, -1):
            under = page.thing(index)
            if under.covers(x, y):
                if under.picture is None:
                    return contrast(own, under.color)
                return self._over_picture(own, under.picture, under.area, x, y)
        return contrast(own, luminance(_PAPER))

    def _over_picture(self, own: float, key: PictureKey, area: Rect, x: float, y: float) -> float:
        picture = self.pictures.get(key)
        if picture is None:
            return 21.0  # its absence has been reported
        cells = self._cells.get(key)
        if cells is None:
            cells = self._cells[key] = _lightness(picture, self.cache)
        column = min(_GRID - 1, int((x - area.x) * _GRID / max(1, area.width)))
        row = min(_GRID - 1, int((y - area.y) * _GRID / max(1, area.height)))
        near = [
            cells[r][c]
            for r in range(max(0, row - 1), min(_GRID, row + 2))
            for c in range(max(0, column - 1), min(_GRID, column + 2))
        ]
        return min(contrast(own, value) for value in near)


def _flat_ground(area: Rect, page: _PageSoFar) -> float | None:
    """The luminance of the one rectangle, or the paper, that all of `area` stands on; None where there is more."""
    for index in range(len(page.under) - 1, -1, -1):
        under = page.thing(index)
        if area.intersects(under.area):
            return under.color if under.is_rectangle and under.area.contains(area) else None
    return luminance(_PAPER)


def _any_meets(areas: list[Rect], placed: Placed, to_page: Matrix) -> bool:
    if not areas:
        return False
    own = item_area(placed, to_page)
    return any(area.intersects(own) for area in areas)


def _at_origin(placed: Placed) -> Placed:
    return Placed(at=Point(0, 0), item=placed.item, role=placed.role, origin=placed.origin)


def _middles(run: GlyphRun, placed: Placed, to_page: Matrix) -> list[tuple[int, int]]:
    """The middle of each visible glyph's body, in page space."""
    lift = run.size * 38 // 100
    found = []
    ends = (*run.x[1:], run.advance)
    for x, y, end in zip(run.x, run.y, ends, strict=True):
        half = min(abs(end - x), run.size) // 2
        across, down = (x + half, y - lift) if not run.turned else (lift - y, x + half)
        point = to_page.applied(Point(placed.at.x + across, placed.at.y + down))
        found.append((point.x, point.y))
    return found if run.text.strip() else []


def _outlined(path: Path, placed: Placed, to_page: Matrix, color: float, clips: tuple[_Under, ...]) -> _Under:
    carried = to_page.after(translation(placed.at.x, placed.at.y))
    rings = _rings(path.segments, carried)
    xs = [x for ring in rings for x, _ in ring] or [0.0]
    ys = [y for ring in rings for _, y in ring] or [0.0]
    left, top = int(min(xs)), int(min(ys))
    area = Rect(left, top, int(max(xs)) - left, int(max(ys)) - top)
    return _Under(area, rings, path.even_odd, color, None, clips)


def _rings(segments: tuple[Segment, ...], carried: Matrix) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The outline as polygons in page space, curves in straight pieces."""

    def at(point: Point) -> tuple[float, float]:
        return (
            carried.a * point.x + carried.c * point.y + carried.e,
            carried.b * point.x + carried.d * point.y + carried.f,
        )

    rings: list[list[tuple[float, float]]] = []
    for segment in segments:
        match segment:
            case MoveTo(to=to):
                rings.append([at(to)])
            case LineTo(to=to):
                rings[-1].append(at(to))
            case CurveTo(control1=first, control2=second, to=to):
                rings[-1] += _pieces(rings[-1][-1], at(first), at(second), at(to))
            case Close():
                pass
    return tuple(tuple(ring) for ring in rings)


def _pieces(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    """Points along a Bézier curve of four corners, its start left out."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    found = []
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        u = 1 - t
        p, q, r, s = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        found.append((p * ax + q * bx + r * cx + s * dx, p * ay + q * by + r * cy + s * dy))
    return found


def _inside(rings: tuple[tuple[tuple[float, float], ...], ...], x: float, y: float, *, even_odd: bool) -> bool:
    """Whether a place lies in a filled outline, by winding number or by parity (ISO 32000-1, 8.5.3.3)."""
    winding = 0
    for ring in rings:
        before = ring[-1]
        for point in ring:
            if (before[1] <= y) != (point[1] <= y):
                crossing = before[0] + (y - before[1]) * (point[0] - before[0]) / (point[1] - before[1])
                if crossing > x:
                    winding += 1 if point[1] > before[1] else -1
            before = point
    return bool(winding % 2 if even_odd else winding)


def _lightness(picture: PreparedPicture, cache: Cache) -> list[list[float]]:
    """Luminance of each cell of a picture, row by row; remembered, as decoding takes long."""
    name = f"lightness-{_MARKS}-{hashlib.sha256(picture.identity).hexdigest()[:40]}"
    kept = cache.get(name)
    if kept is None:
        kept = json.dumps(_measured(picture)).encode()
        cache.put(name, kept)
    cells: list[list[float]] = json.loads(kept)
    return cells


def _measured(picture: PreparedPicture) -> list[list[float]]:
    from PIL import Image  # only text over a picture needs pixels, and only once

    with Image.open(io.BytesIO(picture.data)) as image:
        small = image.convert("RGB").resize((_GRID, _GRID), Image.Resampling.BOX)
    data = small.tobytes()
    lights = [luminance(Rgb(*(v / 255 for v in data[i : i + 3]))) for i in range(0, len(data), 3)]
    return [lights[row * _GRID : (row + 1) * _GRID] for row in range(_GRID)]
