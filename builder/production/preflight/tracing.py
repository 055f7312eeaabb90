"""From a place on a printed page back to the line of YAML that put something there."""

from collections.abc import Iterator

from builder.geometry import IDENTITY, Matrix, Point, Rect, translation
from builder.layout.pages import Close, CurveTo, Group, Link, Page, Path, Picture, Placed
from builder.production.preflight.findings import Place
from builder.source import Span
from builder.text.glyphs import GlyphRun
from builder.units import mm

SLACK = mm(0.1)
"""Hairlines have no area; decimals of the file differ that much."""


def origin_of(place: Place, page: Page) -> Span | None:
    """The span of the item that stands where `place` says, the one whose box fits best; None if there is none.

    Items that the theme made carry no span and are passed over only if nothing else is there.
    """
    if place.box is None:
        return None
    left, top, right, bottom = (mm(value) for value in place.box)
    wanted = Rect(left, top, max(right - left, 0), max(bottom - top, 0)).grown(SLACK)
    best, found = 0.0, None
    for area, origin in _areas(page.items, IDENTITY):
        fit = _fit(area.grown(SLACK), wanted)
        if fit > best and origin.file:
            best, found = fit, origin
    return found


def _fit(one: Rect, other: Rect) -> float:
    """What two rectangles share, as a part of what they cover together."""
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.bottom, other.bottom) - max(one.y, other.y)
    if wide <= 0 or high <= 0:
        return 0.0
    shared = wide * high
    return shared / (one.width * one.height + other.width * other.height - shared)


def _areas(items: tuple[Placed, ...], matrix: Matrix) -> Iterator[tuple[Rect, Span]]:
    """Each item's box on the page, from the trim's top left."""
    for placed in items:
        item, here = placed.item, matrix.after(translation(placed.at.x, placed.at.y))
        if isinstance(item, Group):
            yield from _areas(item.items, here.after(item.matrix) if item.matrix else here)
        elif isinstance(item, GlyphRun):
            yield _moved(_run_box(item), here), item.origin if item.origin.file else placed.origin
        elif isinstance(item, Picture):
            yield _moved(Rect(0, 0, item.size.width, item.size.height), here), placed.origin
        elif isinstance(item, Path):
            yield _moved(_path_box(item), here), placed.origin
        elif isinstance(item, Link):
            continue


def _run_box(run: GlyphRun) -> Rect:
    """The em boxes of the run's glyphs; a turned run lies on its side."""
    left, right = min(run.x, default=0), max(run.x, default=0) + run.size
    top, bottom = min(run.y, default=0) - run.size * 22 // 25, max(run.y, default=0) + run.size * 3 // 25
    if run.turned:
        return Rect(-bottom, left, bottom - top, right - left)
    return Rect(left, top, right - left, bottom - top)


def _path_box(path: Path) -> Rect:
    points: list[Point] = []
    for segment in path.segments:
        if isinstance(segment, CurveTo):
            points += (segment.control1, segment.control2)
        if not isinstance(segment, Close):
            points.append(segment.to)
    xs, ys = [point.x for point in points] or [0], [point.y for point in points] or [0]
    half = path.stroke.width // 2 if path.stroke else 0
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)).grown(half)


def _moved(box: Rect, matrix: Matrix) -> Rect:
    corners = [matrix.applied(Point(x, y)) for x in (box.x, box.right) for y in (box.y, box.bottom)]
    xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
    return Rect(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
