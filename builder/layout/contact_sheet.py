"""A contact sheet: every photo of a book small and whole, what of it prints, and what is to be done about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.geometry import Point, Size
from builder.layout.pages import Artifact, Item, Metadata, Page, PagedDocument, Path, Picture, Placed, Role, Stroke, Tag
from builder.layout.shapes import rectangle, rectangle_segments
from builder.pictures import PictureInfo
from builder.source import NOWHERE, Span, unplaced
from builder.text.paragraphs import Typesetter
from builder.text.styles import Alignment, Breaking, CharacterStyle, ParagraphStyle, StyledText
from builder.units import Length, mm, pt

TRIM = Size(mm(210), mm(297))
MARGIN = mm(15)
COLUMNS, ROWS = 3, 4
GUTTER = mm(7.5)
CARD = Size((TRIM.width - 2 * MARGIN - (COLUMNS - 1) * GUTTER) // COLUMNS, mm(63))
WINDOW = Size(CARD.width, mm(34))
"""Where a card shows its photo."""
HEAD = mm(36)
"""From the trim's top to the first card of the first page."""
LATER_HEAD = mm(15)

BLACK = Paint(Ink("black", Cmyk(0, 0, 0, 1), Rgb(0.11, 0.11, 0.12)), overprint=True)
GREY = Paint(Ink("grey", Cmyk(0, 0, 0, 0.62), Rgb(0.40, 0.39, 0.37)))
PALE = Paint(Ink("pale", Cmyk(0.02, 0.03, 0.06, 0.04), Rgb(0.945, 0.93, 0.90)))
RED = Paint(Ink("red", Cmyk(0.1, 0.95, 0.95, 0.05), Rgb(0.72, 0.13, 0.10)))
WHITE = Paint(Ink("white", Cmyk(0, 0, 0, 0), Rgb(1, 1, 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One photo and the words about it."""

    name: str
    file: str
    info: PictureInfo
    crop: tuple[float, float, float, float]
    """What of it prints."""
    alt: str
    facts: tuple[str, ...]
    """Lines that hold for any photo: size, page, resolution."""
    faults: tuple[str, ...]
    """Lines that ask for something to be done; none for a photo that is fit to print."""
    origin: Span


def contact_sheet(
    title: str, subtitle: str, cards: tuple[Card, ...], fonts: FontLibrary, report: Diagnostics, *, language: str
) -> PagedDocument:
    """Pages of A4 with the cards in order, twelve a page. Needs the faces serif-900, sans-400 and sans-500."""
    sheet = _Sheet(Typesetter(fonts, report))
    sheet.head(title, subtitle)
    for card in cards:
        sheet.add(card)
    pages = sheet.finished()
    tags = (Tag(kind="Document", parent=None, title=title, language=language, origin=NOWHERE), *sheet.tags)
    metadata = Metadata(title=title, publisher=subtitle, language=language)
    return PagedDocument(metadata=metadata, trim=TRIM, bleed=0, pages=pages, structure=tags, outline=())


class _Sheet:
    """The pages in the making."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._typesetter = typesetter
        self.tags: list[Tag] = []
        self._pages: list[list[Placed]] = [[]]
        self._place = 0
        """Cards on the last page."""

    def head(self, title: str, subtitle: str) -> None:
        self._write(title, "serif-900", pt(26), BLACK, Point(MARGIN, mm(24)), self._tag("H1"))
        self._write(subtitle, "sans-400", pt(9), GREY, Point(MARGIN, mm(31)), self._tag("P"))

    def add(self, card: Card) -> None:
        if self._place == COLUMNS * ROWS:
            self._pages.append([])
            self._place = 0
        column, row = self._place % COLUMNS, self._place // COLUMNS
        top = HEAD if len(self._pages) == 1 else LATER_HEAD
        self._place += 1
        corner = Point(MARGIN + column * (CARD.width + GUTTER), top + row * CARD.height)
        self._photo(card, corner)
        self._words(card, corner)

    def finished(self) -> tuple[Page, ...]:
        count = len(self._pages)
        for number, items in enumerate(self._pages, 1):
            self._put(items, self._set(f"{number} / {count}", "sans-400", pt(7), GREY, CARD.width), MARGIN, mm(289))
        return tuple(
            Page(items=tuple(items), label=str(number), folio=number) for number, items in enumerate(self._pages, 1)
        )

    def _put(self, items: list[Placed], runs: list[tuple[Point, Item]], x: Length, y: Length) -> None:
        items += (
            Placed(at=Point(x + at.x, y + at.y), item=item, role=Artifact.PAGINATION, origin=NOWHERE)
            for at, item in runs
        )

    def _photo(self, card: Card, corner: Point) -> None:
        self._draw(rectangle((0, 0, WINDOW.width, WINDOW.height), PALE), corner, Artifact.BACKGROUND)
        shown = _fitted(card.info, WINDOW)
        at = Point(corner.x + (WINDOW.width - shown.width) // 2, corner.y + (WINDOW.height - shown.height) // 2)
        picture = Picture(file=card.file, size=shown, crop=(0.0, 0.0, 1.0, 1.0), name=card.name)
        self._draw(picture, at, self._tag("Figure", alt=card.alt), card.origin)
        left, top, right, bottom = card.crop
        if (right - left) * (bottom - top) < 0.999:
            window = (
                round(left * shown.width),
                round(top * shown.height),
                round((right - left) * shown.width),
                round((bottom - top) * shown.height),
            )
            # Light under dark, so that the line is seen on any photo.
            for paint, width in ((WHITE, pt(1.6)), (RED, pt(0.7))):
                frame = Path(segments=rectangle_segments(window), stroke=Stroke(paint=paint, width=width))
                self._draw(frame, at, Artifact.LAYOUT)

    def _words(self, card: Card, corner: Point) -> None:
        y = corner.y + WINDOW.height + mm(5)
        side = mm(2)
        mark = rectangle((0, 0, side, side), RED if card.faults else GREY)
        self._draw(mark, Point(corner.x, y - side), Artifact.LAYOUT)
        indent = side + mm(1.5)
        name = self._shortened(card.name, pt(9), CARD.width - indent)
        self._write(name, "sans-500", pt(9), BLACK, Point(corner.x + indent, y), self._tag("P"))
        lines = [(line, GREY) for line in card.facts] + [(line, RED) for line in card.faults]
        for line, paint in lines:
            y += mm(3.7)
            if y > corner.y + CARD.height - mm(1):
                break
            y = self._write(line, "sans-400", pt(7), paint, Point(corner.x, y), self._tag("P"))

    def _shortened(self, text: str, size: Length, measure: Length) -> str:
        """A name that has to fit one line: the middle of a long one is left out."""
        fits = max(4, int(measure / size * 1.6))
        return text if len(text) <= fits else f"{text[: fits // 2]}…{text[len(text) - fits // 2 + 1 :]}"

    def _tag(self, kind: str, *, alt: str = "") -> int:
        self.tags.append(Tag(kind=kind, parent=0, alt=alt, origin=NOWHERE))
        return len(self.tags)

    def _draw(self, item: Item, at: Point, role: Role, origin: Span = NOWHERE) -> None:
        self._pages[-1].append(Placed(at=at, item=item, role=role, origin=origin))

    def _write(self, text: str, face: str, size: Length, paint: Paint, at: Point, role: Role) -> Length:
        """Set a line, or as many as the card is wide; the baseline of the last."""
        measure = TRIM.width - 2 * MARGIN if size > pt(9) or at.y < HEAD - mm(1) else CARD.width
        last = at.y
        for point, item in self._set(text, face, size, paint, measure):
            last = at.y + point.y
            self._draw(item, Point(at.x + point.x, last), role)
        return last

    def _set(self, text: str, face: str, size: Length, paint: Paint, measure: Length) -> list[tuple[Point, Item]]:
        return list(_lines(self._typesetter, text, CharacterStyle(han=face, size=size, paint=paint), measure))


def _lines(typesetter: Typesetter, text: str, style: CharacterStyle, measure: Length) -> Iterator[tuple[Point, Item]]:
    paragraph = ParagraphStyle(character=style, alignment=Alignment.START, breaking=Breaking.PARAGRAPH)
    spans = (StyledText(source=unplaced(text), style=style),)
    for number, line in enumerate(typesetter.set(spans, measure=measure, style=paragraph)):
        for piece in line.runs:
            yield Point(piece.offset, piece.shift + number * round(1.5 * style.size)), piece.run


def _fitted(info: PictureInfo, window: Size) -> Size:
    """The whole picture as large as the window allows."""
    if info.width * window.height > info.height * window.width:
        return Size(window.width, max(1, round(window.width * info.height / info.width)))
    return Size(max(1, round(window.height * info.width / info.height)), window.height)
