"""A school's own words and QR code, placed on the pages that hold its slots."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import zxingcpp

from builder.color import Paint
from builder.content.editions import CodeSlot, EditionPlan, Letter, LineSlot, School, TextSlot, filled
from builder.diagnostics import Diagnostics, Severity
from builder.fonts import FontLibrary
from builder.geometry import Point
from builder.layout.own_pages import Mark, OwnPage, PlacedCode
from builder.layout.pages import (
    Artifact,
    Close,
    LineTo,
    MoveTo,
    OutlineEntry,
    Page,
    PagedDocument,
    Path,
    Placed,
)
from builder.layout.theme import TextStyle, Theme
from builder.source import SourceString
from builder.text.glyphs import LineRun
from builder.text.paragraphs import Typesetter
from builder.text.styles import Alignment, Breaking, ParagraphStyle, StyledText
from builder.units import Length, mm

UNBOUNDED = mm(20_000)
_DARK = bytes(grey < 128 for grey in range(256))
"""Grey to 1 for dark, 0 for light."""
SCHOOLS_A_TYPESETTER = 200
"""A typesetter keeps all it has set; a new one now and then keeps memory flat over a hundred thousand schools."""
LEAST_MODULE = mm(0.4)
"""Smaller modules blur in print and before a phone's lens (ISO/IEC 18004 leaves it to the use; GS1 asks 0.396 mm)."""


@dataclass(frozen=True, slots=True)
class _Look:
    styles: Mapping[str, TextStyle]
    inks: Mapping[str, Paint]


class Slots:
    """Sets one school's pages after another. Make one for a run: it remembers what it has shaped."""

    def __init__(self, plan: EditionPlan, theme: Theme, fonts: FontLibrary) -> None:
        self._plan = plan
        self._look = _Look(theme.styles, theme.inks)
        self._fonts = fonts
        self._found = Diagnostics()
        self._count = 0
        self._typesetter = Typesetter(fonts, self._found)

    def check(self, report: Diagnostics) -> None:
        """Report `slot-style-unknown` for a style or ink that the theme does not have."""
        styles = [slot.style for slot in self._plan.slots if not isinstance(slot, CodeSlot)]
        inks = [slot.ink for slot in self._plan.slots if isinstance(slot, CodeSlot)]
        inks += [self._plan.letter.ink] if self._plan.letter and self._plan.letter.ink else []
        for names, known in ((styles, self._look.styles), (inks, self._look.inks)):
            for name in dict.fromkeys(names):
                if name not in known:
                    report.error("slot-style-unknown", self._plan.span, name=name, known="、".join(known))

    def place(self, school: School, shape: frozenset[str], report: Diagnostics) -> tuple[OwnPage, ...] | None:
        """The school's own marks, page by page in the order of the book's pages as written; None after a finding.

        Reports `missing-glyph`, `slot-overflow`, `text-slot-overflow`, `code-too-long`, `code-too-fine`.
        """
        if self._count % SCHOOLS_A_TYPESETTER == 0:
            self._typesetter = Typesetter(self._fonts, self._found)
        self._count += 1
        self._found.found.clear()
        pages: dict[int, list[Mark]] = {}
        for slot in self._plan.slots_of(shape):
            marks = pages.setdefault(slot.page, [])
            if isinstance(slot, LineSlot):
                marks.append(self._line(slot, school, len(marks)))
            elif isinstance(slot, TextSlot):
                marks += self._paragraphs(slot, school, len(marks))
            elif code := self._code(slot, school):
                marks.append(Mark(kind="Figure", code=code))
        # A shaping remembered from another school has that school's place: findings are told of this row.
        found = [replace(finding, span=school.span) for finding in self._found]
        report.found += dict.fromkeys(found)
        if any(finding.severity is Severity.ERROR for finding in found):
            # What failed once is remembered as set and would be told no more.
            self._count = 0
            return None
        return tuple(OwnPage(page=page, marks=tuple(marks)) for page, marks in pages.items())

    def _line(self, slot: LineSlot, school: School, role: int) -> Mark:
        character = self._look.styles[slot.style].paragraph.character
        text = SourceString(filled(slot.text, school.values), school.span)
        most = mm(slot.width)
        for _ in range(2):
            style = ParagraphStyle(character=character, alignment=Alignment.START, breaking=Breaking.SINGLE)
            lines = self._typesetter.set((StyledText(source=text, style=character),), measure=UNBOUNDED, style=style)
            width: Length = max((line.width for line in lines), default=0)
            if width <= most:
                break
            scale = max(slot.least, most / width * 0.999)
            character = replace(character, size=Length(character.size * scale))
        if width > most:
            self._found.error(
                "slot-overflow", school.span, text=text.value, width=f"{width / mm(1):.1f}", most=slot.width
            )
        at = Point(mm(slot.x), mm(slot.y))
        items = tuple(_placed(run, at, role, school) for line in lines for run in line.runs)
        return Mark(kind=slot.tag, text=text.value, items=items)

    def _paragraphs(self, slot: TextSlot, school: School, role: int) -> list[Mark]:
        look = self._look.styles[slot.style]
        y = mm(slot.y)
        marks: list[Mark] = []
        for pattern in slot.paragraphs:
            paragraph = filled(pattern, school.values)
            spans = (StyledText(source=SourceString(paragraph, school.span), style=look.paragraph.character),)
            lines = self._typesetter.set(spans, measure=mm(slot.width), style=look.paragraph)
            items = tuple(
                _placed(run, Point(mm(slot.x), y + index * look.leading), role + len(marks), school)
                for index, line in enumerate(lines)
                for run in line.runs
            )
            marks.append(Mark(kind="P", text=paragraph, items=items))
            y += max(len(lines), 1) * look.leading
        height = y - look.leading - mm(slot.y)
        if height > mm(slot.height):
            self._found.error(
                "text-slot-overflow", school.span, text=slot.text[:12], height=f"{height / mm(1):.1f}", most=slot.height
            )
        return marks

    def _code(self, slot: CodeSlot, school: School) -> PlacedCode | None:
        text = filled(slot.text, school.values)
        try:
            made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=slot.level)
        except ValueError:
            self._found.error("code-too-long", school.span, count=len(text))
            return None
        picture = memoryview(made.to_image(add_quiet_zones=False, scale=1))  # type: ignore[arg-type] # has a buffer
        side, flat = len(picture.tolist()), picture.tobytes().translate(_DARK)
        rows = tuple(flat[start : start + side] for start in range(0, side * side, side))
        if mm(slot.size) < LEAST_MODULE * len(rows):
            self._found.error("code-too-fine", school.span, size=slot.size, least=f"{len(rows) * 0.4:.1f}")
        return PlacedCode(
            at=Point(mm(slot.x), mm(slot.y)),
            side=mm(slot.size),
            rows=rows,
            paint=self._look.inks[slot.ink],
            alt=filled(slot.alt, school.values),
            text=text,
        )


def _placed(piece: LineRun, at: Point, role: int, school: School) -> Placed:
    return Placed(at=Point(at.x + piece.offset, at.y + piece.shift), item=piece.run, role=role, origin=school.span)


def with_letter(pages: PagedDocument, letter: Letter, inks: Mapping[str, Paint]) -> PagedDocument:
    """The book with an empty page for the letter put in; bookmarks and all else move on by one."""
    at = letter.after
    bleed, trim = pages.bleed, pages.trim
    items: tuple[Placed, ...] = ()
    if letter.ink:
        corners = [Point(-bleed, -bleed), Point(trim.width + bleed, -bleed)]
        corners += [Point(trim.width + bleed, trim.height + bleed), Point(-bleed, trim.height + bleed)]
        ground = Path(
            segments=(MoveTo(corners[0]), *(LineTo(corner) for corner in corners[1:]), Close()), fill=inks[letter.ink]
        )
        origin = pages.structure[0].origin
        items = (Placed(at=Point(0, 0), item=ground, role=Artifact.BACKGROUND, origin=origin, bleeds=True),)
    page = Page(items=items, label=letter.label, folio=None)
    outline = tuple(
        OutlineEntry(title=e.title, level=e.level, page_index=e.page_index + (e.page_index >= at), y=e.y)
        for e in pages.outline
    )
    return replace(pages, pages=(*pages.pages[:at], page, *pages.pages[at:]), outline=outline)
