"""A school's own words and QR code, placed on the page that holds its slots."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import segno

from builder.color import Paint
from builder.content.editions import CodeSlot, EditionPlan, LineSlot, School, filled
from builder.diagnostics import Diagnostics, Severity
from builder.fonts import FontLibrary
from builder.geometry import Point
from builder.layout.pages import Close, LineTo, Metadata, MoveTo, Page, PagedDocument, Path, Placed, Segment, Tag
from builder.layout.theme import TextStyle, Theme
from builder.source import SourceString
from builder.text.paragraphs import Typesetter
from builder.text.styles import Alignment, Breaking, ParagraphStyle, StyledText
from builder.units import Length, mm

UNBOUNDED = mm(20_000)


@dataclass(frozen=True, slots=True)
class _Look:
    styles: Mapping[str, TextStyle]
    inks: Mapping[str, Paint]


class Slots:
    """Sets one school's page after another. Make one for a run: it remembers what it has shaped."""

    def __init__(self, plan: EditionPlan, theme: Theme, fonts: FontLibrary) -> None:
        self._plan = plan
        self._look = _Look(theme.styles, theme.inks)
        self._trim, self._bleed = theme.trim, theme.bleed
        self._fonts = fonts

    def check(self, report: Diagnostics) -> None:
        """Report `slot-style-unknown` for a style or ink that the theme does not have."""
        for slot in self._plan.lines:
            if slot.style not in self._look.styles:
                report.error("slot-style-unknown", self._plan.span, name=slot.style, known="、".join(self._look.styles))
        code = self._plan.code
        if code and code.ink not in self._look.inks:
            report.error("slot-style-unknown", self._plan.span, name=code.ink, known="、".join(self._look.inks))

    def place(self, school: School, report: Diagnostics) -> PagedDocument | None:
        """A document of one page with nothing but the school's own items, tagged; None after a finding.

        Reports `missing-glyph`, `slot-overflow`, `code-too-long`.
        """
        found = Diagnostics()
        tags = [Tag(kind="Document", parent=None, origin=school.span), Tag(kind="Sect", parent=0, origin=school.span)]
        items: list[Placed] = []
        # A typesetter keeps all it has set, so each school gets its own: memory stays flat over a hundred thousand.
        typesetter = Typesetter(self._fonts, found)
        for slot in self._plan.lines:
            items += self._line(slot, school, typesetter, len(tags), found)
            tags.append(Tag(kind="P", parent=1, origin=school.span))
        if self._plan.code:
            code = self._plan.code
            items += self._code(code, school, len(tags), found)
            tags.append(Tag(kind="Figure", parent=1, alt=filled(code.alt, school.values), origin=school.span))
        report.found += found.found
        if any(finding.severity is Severity.ERROR for finding in found):
            return None
        return PagedDocument(
            metadata=Metadata(title=school.values["name"], publisher=""),
            trim=self._trim,
            bleed=self._bleed,
            pages=(Page(items=tuple(items), label="", folio=None),),
            structure=tuple(tags),
            outline=(),
        )

    def _line(
        self, slot: LineSlot, school: School, typesetter: Typesetter, role: int, report: Diagnostics
    ) -> list[Placed]:
        character = self._look.styles[slot.style].paragraph.character
        text = SourceString(filled(slot.text, school.values), school.span)
        most = mm(slot.width)
        for _ in range(2):
            style = ParagraphStyle(character=character, alignment=Alignment.START, breaking=Breaking.SINGLE)
            lines = typesetter.set((StyledText(source=text, style=character),), measure=UNBOUNDED, style=style)
            width: Length = max((line.width for line in lines), default=0)
            if width <= most:
                break
            scale = max(slot.least, most / width * 0.999)
            character = replace(character, size=Length(character.size * scale))
        if width > most:
            report.error("slot-overflow", school.span, text=text.value, width=f"{width / mm(1):.1f}", most=slot.width)
        return [
            Placed(
                at=Point(mm(slot.x) + piece.offset, mm(slot.y) + piece.shift),
                item=piece.run,
                role=role,
                origin=school.span,
            )
            for line in lines
            for piece in line.runs
        ]

    def _code(self, slot: CodeSlot, school: School, role: int, report: Diagnostics) -> list[Placed]:
        text = filled(slot.text, school.values)
        try:
            rows = segno.make_qr(text, error=slot.level, boost_error=False, mode=None).matrix
        except ValueError:
            report.error("code-too-long", school.span, count=len(text))
            return []
        outline = Path(segments=_modules(rows, mm(slot.size)), fill=self._look.inks[slot.ink])
        return [Placed(at=Point(mm(slot.x), mm(slot.y)), item=outline, role=role, origin=school.span)]


def _modules(rows: tuple[bytearray, ...], side: Length) -> tuple[Segment, ...]:
    """The dark modules as rectangles, one for each stretch of a row; edges shared exactly, so that no gap shows."""
    edges = [side * index // len(rows) for index in range(len(rows) + 1)]
    segments: list[Segment] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            first = x
            while x < len(row) and row[x]:
                x += 1
            if x > first:
                left, top, right, bottom = edges[first], edges[y], edges[x], edges[y + 1]
                segments += (MoveTo(Point(left, top)), LineTo(Point(right, top)))
                segments += (LineTo(Point(right, bottom)), LineTo(Point(left, bottom)), Close())
            x = max(x, first + 1)
    return tuple(segments)
