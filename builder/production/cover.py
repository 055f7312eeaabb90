"""The cover as one spread: back, spine, front on its outside, the inside covers on its other side."""

from dataclasses import dataclass, replace
from typing import Protocol

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.geometry import Matrix, Point, Rect, Size
from builder.layout.pages import (
    Artifact,
    Close,
    Group,
    LineTo,
    MoveTo,
    Page,
    PagedDocument,
    Path,
    Placed,
)
from builder.production.imposition.sheets import Placement, Sheet, Side, Stock
from builder.production.marks import Label
from builder.source import NOWHERE
from builder.units import Length, mm, pt

COVER_PAGES = 4
"""Front, inside front, inside back, back."""
SPINE_CLEAR = mm(1.5)
"""Between spine type and either fold: covers shift by as much in binding."""
LARGEST_TITLE, SMALLEST_TITLE = pt(16), pt(7)
END_CLEAR = mm(15)
PUBLISHER_SCALE = 0.75
DARK = 0.45
BLACK = Paint(Ink("black", Cmyk(0, 0, 0, 1), Rgb(0, 0, 0)), overprint=True)
PAPER = Paint(Ink("paper", Cmyk(0, 0, 0, 0), Rgb(1, 1, 1)))


class SpineLettering(Protocol):
    """Whoever can set a line of text both ways."""

    def across(self, text: str, size: Length, paint: Paint) -> Label: ...
    def down(self, text: str, size: Length, paint: Paint) -> Label: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSpread:
    """A cover, its two sides as pages."""

    document: PagedDocument
    spine: Length
    has_title: bool
    """False on a spine too narrow for type."""


def spine_width(pages: int, *, caliper: Length, cover_caliper: Length) -> Length:
    """Width of the spine: leaves of the text block × caliper, and the cover's two sides.

    Args:
        pages: of the whole book; its four cover pages are not in the block.

    Raises:
        ValueError: no block is left, or no caliper is given.
    """
    if pages <= COVER_PAGES or caliper <= 0 or cover_caliper < 0:
        raise ValueError(f"no spine from {pages} pages of {caliper}")
    return (pages - COVER_PAGES + 1) // 2 * caliper + 2 * cover_caliper


def make_cover(document: PagedDocument, spine: Length, lettering: SpineLettering) -> CoverSpread:
    """Lay out the spread from the book's first two and last two pages.

    The outside's spine carries the front cover's ground, title and publisher; the inside's stays paper: glue does not
    hold on ink.
    """
    front, inside_front, inside_back, back = document.pages[0], document.pages[1], *document.pages[-2:]
    outer = (front, back) if document.right_bound else (back, front)
    inner = (inside_back, inside_front) if document.right_bound else (inside_front, inside_back)
    ground = ground_of(front, document)
    lettered = _lettered(document, spine, ground, lettering)
    pages = (
        replace(front, items=(*_spine_ground(document, spine, ground), *_halves(outer, document, spine), *lettered)),
        replace(inside_front, items=_halves(inner, document, spine)),
    )
    trim = Size(2 * document.trim.width + spine, document.trim.height)
    spread = replace(document, trim=trim, pages=pages, outline=())
    return CoverSpread(document=spread, spine=spine, has_title=bool(lettered))


def cover_sheet(cover: CoverSpread, stock: Stock) -> tuple[Sheet, ...]:
    """The spread's two sides as a sheet with cut marks and the two folds of the spine, for `mark_sheets`."""
    trim, border = cover.document.trim, stock.bleed + stock.slug
    paper = Size(trim.width + 2 * border, trim.height + 2 * border)
    block = Rect(border, border, trim.width, trim.height)
    leaf = (trim.width - cover.spine) // 2

    def side(page: int) -> Side:
        matrix = Matrix(1, 0, 0, 1, block.x, block.y)
        return Side(
            placements=(Placement(page=page, matrix=matrix, clip=block.grown(stock.bleed)),),
            block=block,
            cut_x=(block.x, block.right),
            cut_y=(block.y, block.bottom),
            fold_x=(block.x + leaf, block.x + leaf + cover.spine),
            fold_y=(),
            back_fold=None,
            first_cell=Rect(block.x, block.y, leaf, block.height),
            last_cell=Rect(block.right - leaf, block.y, leaf, block.height),
        )

    return (Sheet(number=1, signature=1, paper=paper, front=side(1), back=side(2)),)


def ground_of(page: Page, document: PagedDocument) -> Paint | None:
    """The paint that covers the whole page to the bleed, if one does; the uppermost of them."""
    whole = document.bleed_box
    found = None
    for placed in page.items:
        if isinstance(placed.item, Path) and placed.item.fill and _box(placed, placed.item).contains(whole):
            found = placed.item.fill
    return found


def _box(placed: Placed, path: Path) -> Rect:
    """The area of a rectangular path; nothing for any other."""
    ends = [segment.to for segment in path.segments if isinstance(segment, MoveTo | LineTo)]
    xs, ys = {end.x for end in ends}, {end.y for end in ends}
    if len(xs) != 2 or len(ys) != 2 or len(path.segments) > 6:
        return Rect(0, 0, 0, 0)
    return Rect(placed.at.x + min(xs), placed.at.y + min(ys), max(xs) - min(xs), max(ys) - min(ys))


def _spine_ground(document: PagedDocument, spine: Length, ground: Paint | None) -> tuple[Placed, ...]:
    if ground is None:
        return ()
    trim, bleed = document.trim, document.bleed
    area = Rect(trim.width, -bleed, spine, trim.height + 2 * bleed)
    return (
        _artifact(Point(area.x, area.y), Path(segments=_rectangle(area.width, area.height), fill=ground), bleeds=True),
    )


def _halves(pages: tuple[Page, Page], document: PagedDocument, spine: Length) -> tuple[Placed, ...]:
    """Two pages beside the spine, each clipped where the spine begins."""
    trim, bleed = document.trim, document.bleed
    high = trim.height + 2 * bleed
    placed = []
    for page, x, left in ((pages[0], 0, -bleed), (pages[1], trim.width + spine, 0)):
        clip = Path(segments=_rectangle(trim.width + bleed, high, Point(left, -bleed)))
        placed.append(_artifact(Point(x, 0), Group(items=page.items, clip=clip), bleeds=True))
    return tuple(placed)


def _rectangle(width: Length, height: Length, at: Point | None = None) -> tuple[MoveTo | LineTo | Close, ...]:
    x, y = (at.x, at.y) if at else (0, 0)
    corners = (Point(x + width, y), Point(x + width, y + height), Point(x, y + height))
    return (MoveTo(Point(x, y)), *(LineTo(corner) for corner in corners), Close())


def _artifact(at: Point, item: Path | Group, *, bleeds: bool) -> Placed:
    return Placed(at=at, item=item, role=Artifact.BACKGROUND, origin=NOWHERE, bleeds=bleeds)


def _lettered(
    document: PagedDocument, spine: Length, ground: Paint | None, lettering: SpineLettering
) -> tuple[Placed, ...]:
    """Title and publisher: across a wide spine, down a narrow one, nothing on one that holds no type."""
    room = spine - 2 * SPINE_CLEAR
    if room < SMALLEST_TITLE:
        return ()
    paint = PAPER if ground and _is_dark(ground) else BLACK
    metadata = document.metadata
    start, end = document.trim.width, document.trim.width + spine
    across = lettering.across(metadata.title, LARGEST_TITLE, paint)
    if across.length <= room:
        y = END_CLEAR + LARGEST_TITLE
        return _moved(across, Point((start + end - across.length) // 2, y))
    middle, high = (start + end) // 2, document.trim.height - 2 * END_CLEAR
    title = _fitted(lettering, metadata.title, min(LARGEST_TITLE, room), high, paint)
    placed = _moved(title, Point(middle, END_CLEAR))
    small = round(min(LARGEST_TITLE, room) * PUBLISHER_SCALE)
    publisher = lettering.down(metadata.publisher, small, paint)
    if small >= SMALLEST_TITLE and title.length + 2 * small + publisher.length <= high:
        placed += _moved(publisher, Point(middle, END_CLEAR + high - publisher.length))
    return placed


def _fitted(lettering: SpineLettering, text: str, size: Length, high: Length, paint: Paint) -> Label:
    label = lettering.down(text, size, paint)
    return label if label.length <= high else lettering.down(text, size * high // label.length, paint)


def _moved(label: Label, by: Point) -> tuple[Placed, ...]:
    return tuple(replace(p, at=Point(by.x + p.at.x, by.y + p.at.y)) for p in label.items)


def _is_dark(paint: Paint) -> bool:
    rgb = paint.ink.screen
    return 0.3 * rgb.red + 0.59 * rgb.green + 0.11 * rgb.blue < DARK
