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
from builder.text.glyphs import Line, LineRun
from builder.text.paragraphs import Typesetter
from builder.text.styles import Alignment, Breaking, CharacterStyle, ParagraphStyle, StyledText
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


@dataclass(frozen=True, slots=True)
class _Words:
    """What has been set of a slot, and the baseline after its last line."""

    marks: tuple[Mark, ...]
    below: Length


class Slots:
    """Sets one school's pages after another. Make one for a run: it remembers what it has shaped."""

    def __init__(self, plan: EditionPlan, theme: Theme, fonts: FontLibrary) -> None:
        self._plan = plan
        self._look = _Look(theme.styles, theme.inks)
        self._fonts = fonts
        self._found = Diagnostics()
        self._count = 0
        self._typesetter = Typesetter(fonts, self._found)
        self._set: dict[tuple[LineSlot | TextSlot, str, int, Length], _Words] = {}
        """What is the same for several schools is set once."""

    def check(self, report: Diagnostics) -> None:
        """Report `slot-style-unknown` for a style or ink that the theme does not have."""
        styles = [slot.style for slot in self._plan.slots if not isinstance(slot, CodeSlot)]
        inks = [slot.ink for slot in self._plan.slots if slot.ink]
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
            self._set.clear()
        self._count += 1
        self._found.found.clear()
        pages: dict[int, list[Mark]] = {}
        below: dict[int, Length] = {}
        for slot in self._plan.slots_of(shape):
            marks = pages.setdefault(slot.page, [])
            if not isinstance(slot, CodeSlot):
                words = self._words(slot, school, len(marks), below.get(slot.page, 0))
                marks += words.marks
                below[slot.page] = words.below
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

    def _words(self, slot: LineSlot | TextSlot, school: School, role: int, below: Length) -> _Words:
        """Set, or taken from another school with the same words. `below` is where the block before has ended."""
        key = (slot, filled(slot.text, school.values), role, below)
        known = self._set.get(key)
        if known is None:
            if isinstance(slot, LineSlot):
                known = _Words((self._line(slot, school, role),), below)
            else:
                known = self._paragraphs(slot, school, role, below)
            self._set[key] = known
        return known

    def _line(self, slot: LineSlot, school: School, role: int) -> Mark:
        look = self._look.styles[slot.style]
        character = self._inked(look.paragraph.character, slot.ink)
        text = SourceString(filled(slot.text, school.values), school.span)
        lines, scale = self._fitted(text, character, slot, school)
        rise = round((len(lines) - 1) * look.leading * scale)
        items = tuple(
            _placed(run, Point(mm(slot.x), mm(slot.y) - rise + round(index * look.leading * scale)), role, school)
            for index, line in enumerate(lines)
            for run in line.runs
        )
        return Mark(kind=slot.tag, text=text.value, items=items)

    def _fitted(
        self, text: SourceString, character: CharacterStyle, slot: LineSlot, school: School
    ) -> tuple[tuple[Line, ...], float]:
        """One line, or as many as the slot has rows where that lets the type stay clearly larger; and its scale."""
        most = mm(slot.width)
        single = self._at_scale(text, character, 1.0, UNBOUNDED)
        width: Length = max((line.width for line in single), default=0)
        if width <= most:
            return single, 1.0
        scale = most / width * 0.999
        lines = self._at_scale(text, character, max(scale, slot.least), UNBOUNDED)
        if slot.rows > 1:
            told = len(self._found.found)
            for step in range(20, round(max(scale * 1.15, slot.least) * 20) - 1, -1):
                turned = self._at_scale(text, character, step / 20, most)
                if len(turned) <= slot.rows and all(line.width <= most for line in turned):
                    # What was tried and not taken has nothing to tell.
                    del self._found.found[told:]
                    return turned, step / 20
            del self._found.found[told:]
        if scale < slot.least:
            tight = f"{width * slot.least / mm(1):.1f}"
            self._found.error("slot-overflow", school.span, text=text.value, width=tight, most=slot.width)
        return lines, max(scale, slot.least)

    def _at_scale(
        self, text: SourceString, character: CharacterStyle, scale: float, measure: Length
    ) -> tuple[Line, ...]:
        scaled = replace(character, size=Length(character.size * scale))
        breaking = Breaking.SINGLE if measure == UNBOUNDED else Breaking.TITLE
        style = ParagraphStyle(character=scaled, alignment=Alignment.START, breaking=breaking)
        return self._typesetter.set((StyledText(source=text, style=scaled),), measure=measure, style=style)

    def _paragraphs(self, slot: TextSlot, school: School, role: int, below: Length) -> _Words:
        look = self._look.styles[slot.style]
        character = self._inked(look.paragraph.character, slot.ink)
        first = below + look.leading if slot.y is None else mm(slot.y)
        y = first
        marks: list[Mark] = []
        for pattern in slot.paragraphs:
            paragraph = filled(pattern, school.values)
            spans = (StyledText(source=SourceString(paragraph, school.span), style=character),)
            style = replace(look.paragraph, character=character)
            lines = self._typesetter.set(spans, measure=mm(slot.width), style=style)
            items = tuple(
                _placed(run, Point(mm(slot.x), y + index * look.leading), role + len(marks), school)
                for index, line in enumerate(lines)
                for run in line.runs
            )
            marks.append(Mark(kind="P", text=paragraph, items=items))
            y += max(len(lines), 1) * look.leading
        if y - look.leading - first > mm(slot.height):
            high = f"{(y - look.leading - first) / mm(1):.1f}"
            self._found.error("text-slot-overflow", school.span, text=slot.text[:12], height=high, most=slot.height)
        return _Words(tuple(marks), y)

    def _inked(self, character: CharacterStyle, ink: str) -> CharacterStyle:
        return replace(character, paint=self._look.inks[ink]) if ink else character

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
