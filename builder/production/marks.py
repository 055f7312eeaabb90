"""Printers' marks as items: cut and fold lines, register targets, collation bars, slug text. All on every plate."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from builder.color import Cmyk, Ink, Paint, Rgb, Spot
from builder.geometry import Point, Rect
from builder.layout.pages import (
    Artifact,
    Close,
    CurveTo,
    Group,
    Item,
    LineTo,
    MoveTo,
    Page,
    PagedDocument,
    Path,
    Placed,
    Segment,
    Stroke,
)
from builder.source import NOWHERE
from builder.text.glyphs import GlyphRun
from builder.units import Length, mm, pt

REGISTRATION = Paint(Ink("registration", Spot("All", Cmyk(1, 1, 1, 1)), Rgb(0, 0, 0)))
"""套版色: a colorant that every plate carries (ISO 32000-1, 8.6.6.4)."""
PLATES = tuple(
    (word, Paint(Ink(word, Cmyk(*(float(place == index) for place in range(4))), screen), overprint=word == "黑"))
    for index, (word, screen) in enumerate(
        (("青", Rgb(0, 0.68, 0.94)), ("品", Rgb(0.93, 0, 0.55)), ("黄", Rgb(1, 0.95, 0)), ("黑", Rgb(0, 0, 0)))
    )
)
"""Names of the process plates, each in its own ink: what a plate shows is its name."""

WEIGHT = pt(0.25)
APART = mm(1)
"""Between bleed and mark."""
LENGTH = mm(5)
DASH = (mm(1), mm(0.7))
TARGET = mm(2)
COLLATION_STEP = mm(1.5)
COLLATION_STEPS = 6
COLLATION_WIDTH = mm(4)
TEXT_AWAY = mm(9)
"""From the bleed to the baseline of the slug's text."""
TEXT_SIZE = pt(7)
SLUG = TEXT_AWAY + mm(4)
"""Room that all marks need beyond the bleed."""
SLUG_FACE = "sans-400"
PATCH = mm(5)
"""Side of a patch of the colour bar."""
_ARC = 0.5523
"""Control points of a quarter circle, as a share of its radius."""


class Label(Protocol):
    """A line of text from (0, 0)."""

    @property
    def items(self) -> tuple[Placed, ...]: ...
    @property
    def length(self) -> Length: ...


class Lettering(Protocol):
    """Whoever can set a line of text."""

    def settable(self, text: str) -> str: ...
    def across(self, text: str, size: Length, paint: Paint) -> Label: ...


@dataclass(frozen=True, slots=True)
class Around:
    """Marks stand around `block`, outside its bleed."""

    block: Rect
    bleed: Length

    def across(self, x: Length, dash: tuple[Length, ...] = ()) -> tuple[Placed, ...]:
        """Two short vertical lines at `x`, above and below the block."""
        near, far = self.bleed + APART, self.bleed + APART + LENGTH
        top, bottom = self.block.y, self.block.bottom
        return _line(x, top - far, x, top - near, dash), _line(x, bottom + near, x, bottom + far, dash)

    def down(self, y: Length, dash: tuple[Length, ...] = ()) -> tuple[Placed, ...]:
        """Two short horizontal lines at `y`, left and right of the block."""
        near, far = self.bleed + APART, self.bleed + APART + LENGTH
        left, right = self.block.x, self.block.right
        return _line(left - far, y, left - near, y, dash), _line(right + near, y, right + far, y, dash)

    def targets(self, first: Rect, last: Rect) -> tuple[Placed, ...]:
        """Register targets on the four sides, clear of cut and fold lines: beside the first and the last place."""
        away = self.bleed + APART + TARGET + mm(1)
        block = self.block
        centers = (
            Point(first.x + first.width // 2, block.y - away),
            Point(last.x + last.width // 2, block.bottom + away),
            Point(block.x - away, first.y + first.height // 2),
            Point(block.right + away, last.y + last.height // 2),
        )
        return tuple(item for center in centers for item in _target(center))

    def collation(self, x: Length, signature: int) -> tuple[Placed, ...]:
        """折标: a bar across the back fold below the block, one step lower for every signature, then again."""
        step = (signature - 1) % COLLATION_STEPS
        y = self.block.bottom + self.bleed + APART + step * COLLATION_STEP
        return (_bar(Rect(x - COLLATION_WIDTH // 2, y, COLLATION_WIDTH, COLLATION_STEP)),)

    def color_bar(self, spots: tuple[tuple[str, Paint], ...] = ()) -> tuple[Placed, ...]:
        """色标: patches below the block, to the left of the register target as many as there is room for."""
        paints = (*(paint for _, paint in spots), *PATCHES)
        start = self.block.x + PATCH
        room = self.block.x + self.block.width // 2 - 2 * TARGET - start
        y = self.block.bottom + self.bleed + APART
        return tuple(
            _bar(Rect(start + place * PATCH, y, PATCH, PATCH), paint)
            for place, paint in enumerate(paints[: max(room // PATCH, 0)])
        )

    def slug(
        self, text: str, lettering: Lettering, plates: tuple[tuple[str, Paint], ...] = PLATES
    ) -> tuple[Placed, ...]:
        """Text above the block and the names of the plates behind it, smaller if the block is narrow."""
        size = TEXT_SIZE
        words = lettering.across(lettering.settable(text), size, REGISTRATION)
        room = self.block.width - (sum(len(name) for name, _ in plates) + 1) * 2 * size
        if words.length > room > 0:
            size = size * room // words.length
            words = lettering.across(lettering.settable(text), size, REGISTRATION)
        at = Point(self.block.x, self.block.y - self.bleed - TEXT_AWAY)
        placed = list(_moved(words, at))
        x = at.x + words.length + size
        for name, paint in plates:
            label = lettering.across(lettering.settable(name), size, paint)
            placed += _moved(label, Point(x, at.y))
            x += label.length + size // 2
        return tuple(placed)


def mark_pages(document: PagedDocument, date: str, lettering: Lettering) -> PagedDocument:
    """The pages, cut off at their bleed, each with crop marks, register targets, colour bar and slug beyond it.

    Args:
        date: what the slug says last.
    """
    spots = tuple(sorted(_spot_paints(document).items()))
    return replace(
        document,
        pages=tuple(
            _marked(page, f"第{number}页（共{len(document.pages)}页）　{date}", document, spots, lettering)
            for number, page in enumerate(document.pages, 1)
        ),
    )


def _marked(
    page: Page, said: str, document: PagedDocument, spots: tuple[tuple[str, Paint], ...], lettering: Lettering
) -> Page:
    trim = Rect(0, 0, document.trim.width, document.trim.height)
    around = Around(trim, document.bleed)
    inside = Group(items=page.items, clip=_rectangle(document.bleed_box))
    items = [Placed(at=Point(0, 0), item=inside, role=Artifact.LAYOUT, origin=NOWHERE)]
    for x in (0, trim.width):
        items += around.across(x)
    for y in (0, trim.height):
        items += around.down(y)
    items += around.targets(trim, trim)
    items += around.color_bar(spots)
    items += around.slug(f"{document.metadata.title}　{said}", lettering, (*PLATES, *spots))
    return replace(page, items=tuple(items))


def spot_inks(document: PagedDocument) -> dict[str, Spot]:
    """The document's spot inks by name, sorted."""
    inks = {name: paint.ink.press for name, paint in sorted(_spot_paints(document).items())}
    return {name: ink for name, ink in inks.items() if isinstance(ink, Spot)}


def _spot_paints(document: PagedDocument) -> dict[str, Paint]:
    found: dict[str, Paint] = {}
    waiting = [placed for page in document.pages for placed in page.items]
    while waiting:
        item = waiting.pop().item
        if isinstance(item, Group):
            waiting += item.items
        for paint in _paints(item):
            if isinstance(paint.ink.press, Spot):
                found.setdefault(paint.ink.press.name, Paint(paint.ink))
    return found


def _paints(item: Item) -> tuple[Paint, ...]:
    if isinstance(item, Path):
        stroke = item.stroke.paint if item.stroke else None
        return tuple(paint for paint in (item.fill, stroke) if paint is not None)
    return (item.paint,) if isinstance(item, GlyphRun) else ()


def _tint(cyan: float, magenta: float, yellow: float, black: float) -> Paint:
    """A patch of the colour bar; no screen ever shows one."""
    name = " ".join(f"{round(100 * part)}" for part in (cyan, magenta, yellow, black))
    light = 1 - black
    screen = Rgb((1 - cyan) * light, (1 - magenta) * light, (1 - yellow) * light)
    return Paint(Ink(name, Cmyk(cyan, magenta, yellow, black), screen))


PATCHES = tuple(
    _tint(*parts)
    for parts in (
        *((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)),
        *((0.5, 0, 0, 0), (0, 0.5, 0, 0), (0, 0, 0.5, 0), (0, 0, 0, 0.5)),
        *((0, 1, 1, 0), (1, 0, 1, 0), (1, 1, 0, 0), (0.5, 0.4, 0.4, 0)),
    )
)
"""Solids, half tints, two solids over each other, and the three chromatic inks as a grey (ISO 12647-2)."""


def _rectangle(area: Rect) -> Path:
    corners = (Point(area.right, area.y), Point(area.right, area.bottom), Point(area.x, area.bottom))
    return Path(segments=(MoveTo(Point(area.x, area.y)), *(LineTo(corner) for corner in corners), Close()))


def _moved(label: Label, at: Point) -> tuple[Placed, ...]:
    return tuple(
        Placed(at=Point(at.x + p.at.x, at.y + p.at.y), item=p.item, role=p.role, origin=p.origin) for p in label.items
    )


def _line(x1: Length, y1: Length, x2: Length, y2: Length, dash: tuple[Length, ...] = ()) -> Placed:
    segments = (MoveTo(Point(0, 0)), LineTo(Point(x2 - x1, y2 - y1)))
    stroke = Stroke(paint=REGISTRATION, width=WEIGHT, dash=dash)
    return _placed(Point(x1, y1), Path(segments=segments, stroke=stroke))


def _bar(area: Rect, paint: Paint = REGISTRATION) -> Placed:
    corners = (Point(area.width, 0), Point(area.width, area.height), Point(0, area.height))
    segments: tuple[Segment, ...] = (MoveTo(Point(0, 0)), *(LineTo(corner) for corner in corners), Close())
    return _placed(Point(area.x, area.y), Path(segments=segments, fill=paint))


def _target(center: Point) -> tuple[Placed, ...]:
    reach = TARGET + mm(1)
    circle = Path(segments=_circle(TARGET), stroke=Stroke(paint=REGISTRATION, width=WEIGHT))
    return (
        _placed(center, circle),
        _line(center.x - reach, center.y, center.x + reach, center.y),
        _line(center.x, center.y - reach, center.x, center.y + reach),
    )


def _circle(radius: Length) -> tuple[Segment, ...]:
    k = round(radius * _ARC)
    quarters = ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 0))
    segments: list[Segment] = [MoveTo(Point(radius, 0))]
    for (ax, ay), (bx, by) in pairwise(quarters):
        leaving = Point(ax * radius + bx * k, ay * radius + by * k)
        arriving = Point(bx * radius + ax * k, by * radius + ay * k)
        segments.append(CurveTo(leaving, arriving, Point(bx * radius, by * radius)))
    return (*segments, Close())


def _placed(at: Point, item: Path) -> Placed:
    return Placed(at=at, item=item, role=Artifact.LAYOUT, origin=NOWHERE)
