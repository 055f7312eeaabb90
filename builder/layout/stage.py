"""Placing: a layout and a scope become drafts of items on pages."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, TypeAlias

from builder.color import Paint
from builder.content.isbn import digits_of
from builder.diagnostics import Diagnostics
from builder.geometry import Point, Rect, Size, bounds
from builder.layout.blocks import block_roles, find_blocks, set_blocks
from builder.layout.charts.plot import Words
from builder.layout.charts.setting import crowded, set_chart
from builder.layout.codes import LEAST_MODULE, QUIET, ean_path, qr_path, qr_rows
from builder.layout.crops import WHOLE, CropBox, crop_box, crop_loss, crop_part
from builder.layout.cutting import bled_straight, cut_to, shifted
from builder.layout.expressions import Expressions
from builder.layout.lines import LinePlaces, body_area, ink_blocks, line_origins, run_area, run_place
from builder.layout.notes import noted_lines
from builder.layout.ornaments import ORNAMENTS
from builder.layout.ornaments.ornament import Drawing, OrnamentError, OrnamentRequest
from builder.layout.pages import Artifact, Group, Item, Link, MoveTo, Path, Picture
from builder.layout.regions import changed_over, on_page, region_of, through
from builder.layout.scope import PictureUse, Scope, SetText
from builder.layout.shapes import DOT, cut_between, drawn_mark, ink_box, line, rectangle, subpaths
from builder.layout.structure import About, Handle, StructureBuilder
from builder.layout.theme import Frame, Layout, OrnamentStyle, TextStyle, Theme
from builder.source import NOWHERE, SourceString, Span, unplaced
from builder.text.glyphs import GlyphRun, Line, LineRun
from builder.text.markup import mark_up
from builder.text.paragraphs import Typesetter
from builder.text.styles import Breaking, CharacterStyle, ParagraphStyle, StyledText
from builder.units import Length, mm, pt, to_mm

CLAUSE = re.compile(r"[，；：。！？][”’」』）》]*")
HAN_FIRST, HAN_LAST = "\u4e00", "\u9fff"
QUOTES = re.compile("[“”‘’]+")
LOOSE = 0.08
"""Ems between Han characters of a justified line that a reader begins to see."""
MANY = 10**6
"""Lines that no text has."""
RUBY = frozenset({"RB", "RT"})
Roles: TypeAlias = tuple[Sequence[Handle | Artifact], Mapping[tuple[int, str], Handle]]
"""The element of each paragraph, and of what stands apart in it, by paragraph and by the structure the run asks for."""
BLEED_SHARE = 0.05
"""Of a picture's area: what three millimetres of bleed may cut off besides, at most."""
UNBOUNDED = mm(2000)
"""Measure of texts that the theme gives no width: wider than any page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A placed item whose structure element has no number yet."""

    at: Point
    item: Item
    role: Handle | Artifact
    origin: Span
    bleeds: bool = False


@dataclass(slots=True)
class PageDraft:
    """A page while it is being filled, with what later furniture must keep clear of."""

    layout: str
    without: frozenset[str] = frozenset()
    drafts: list[Draft] = field(default_factory=list)
    fills: list[tuple[Rect, str]] = field(default_factory=list)
    pictures: list[Rect] = field(default_factory=list)
    blocks: list[tuple[Rect, Span]] = field(default_factory=list)
    """Where texts stand, from cap height to last baseline, and where they come from."""
    ornaments: list[Rect] = field(default_factory=list)
    numbers: Mapping[str, float] = field(default_factory=dict)
    """What the layout has named: furniture may ask for it."""
    section: Handle = 0
    is_blank: bool = False
    is_bare: bool = False
    """Mostly empty on purpose, as its layout declares."""

    def ground_under(self, point: Point) -> str:
        """Name of the ink that lies under `point`; empty for the page's own ground."""
        for box, ink in reversed(self.fills):
            if box.contains(Rect(point.x, point.y, 0, 0)):
                return ink
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The page (or, in spread coordinates, the two pages) that frames are being placed on."""

    pages: tuple[PageDraft, ...]
    section: Handle
    left: Length = 0
    """The left edge of its (first) page in the coordinates of `regions`."""
    regions: Mapping[str, Path] = field(default_factory=dict)


class Stage:
    """Sets texts and places frames; one for each composition."""

    def __init__(self, theme: Theme, typesetter: Typesetter, structure: StructureBuilder, report: Diagnostics) -> None:
        self.theme = theme
        self.typesetter = typesetter
        self.structure = structure
        self.report = report
        self.expressions = Expressions()

    # Texts and numbers -------------------------------------------------------------------------------------------

    def prepared(self, layout: Layout, scope: Scope) -> Scope:
        """`scope` with the layout's texts set and its numbers worked out, in the order they are declared."""
        for name, spec in layout.texts.items():
            scope = scope.with_text(name, self.set_text(spec, scope))
        scope = self.with_numbers(layout.let, scope)
        for name, spec in layout.crops.items():
            scope = scope.with_numbers(self._crop_numbers(name, spec, scope))
        return self.with_numbers(layout.then, scope)

    def _crop_numbers(self, name: str, spec: Mapping[str, Any], scope: Scope) -> dict[str, float]:
        """Where a picture of the layout will show what, as `name.…`.

        `left top right bottom` are the crop as shares of the picture; `share` is its area in per cent, `ratio` the
        whole picture's height by its width; `x` and `y` are where the picture's focus comes to stand, in mm.
        """
        use, box = scope.pictures[spec["picture"]], self._box(spec, scope)
        crop = WHOLE
        if box.width > 0 and box.height > 0:
            crop = (
                crop_box(use.info, Size(box.width, box.height), use.entry.focus, use.entry.keep, use.entry.adjustment)
                or WHOLE
            )
        left, top, right, bottom = crop
        keep = use.entry.keep or crop
        focus = use.entry.focus or ((keep[0] + keep[2]) / 2, (keep[1] + keep[3]) / 2)
        numbers = {
            "left": left,
            "top": top,
            "right": right,
            "bottom": bottom,
            "share": 100 * (right - left) * (bottom - top),
            "ratio": use.info.height / use.info.width,
            "x": to_mm(box.x) + to_mm(box.width) * (focus[0] - left) / (right - left),
            "y": to_mm(box.y) + to_mm(box.height) * (focus[1] - top) / (bottom - top),
        }
        return {f"{name}.{key}": value for key, value in numbers.items()}

    def with_numbers(self, let: Mapping[str, Any], scope: Scope) -> Scope:
        for name, expression in let.items():
            scope = scope.with_numbers({name: self.expressions.number(expression, scope.numbers)})
        return scope

    def set_text(self, spec: Mapping[str, Any], scope: Scope) -> SetText:
        """Set what `spec` names.

        Of several `styles` the first in which it keeps to `most` lines (one number, or one a style), none wider than
        `fits`, is taken, else the last; `like` another text means in that one's style. Of several `widths`
        it is the first that sets it in so many `lines`, else the last; without that wish the first in which no
        line is spread wider than `LOOSE`, else the one whose loosest line is tightest.
        """
        if like := spec.get("like"):
            return self._in_best_width(scope.texts[like].style, spec, scope)
        within = mm(self.expressions.number(spec["fits"], scope.numbers)) if "fits" in spec else UNBOUNDED
        names = spec.get("styles") or [spec["style"]]
        most = spec.get("most", len(names) * [MANY])
        for name, limit in zip(names, most if isinstance(most, list) else len(names) * [most], strict=True):
            text = self._in_best_width(self.theme.styles[name], spec, scope)
            if len(text.lines) <= limit and all(ln.width <= within for _, ln in text.lines):
                break
        return text

    def _in_best_width(self, style: TextStyle, spec: Mapping[str, Any], scope: Scope) -> SetText:
        widths = spec.get("widths") or [spec.get("width", to_mm(UNBOUNDED))]
        loosest: list[tuple[float, SetText]] = []
        for width in widths:
            text = self._set(style, mm(self.expressions.number(width, scope.numbers)), spec, scope)
            if "lines" in spec:
                if len(text.lines) <= spec["lines"] or width is widths[-1]:
                    return text
                continue
            spread = max((line_spread(ln) for _, ln in text.lines if not ln.is_last), default=0.0)
            if spread <= LOOSE or len(widths) == 1:
                return text
            loosest.append((spread, text))
        return min(loosest, key=lambda pair: pair[0])[1]

    def _set(self, style: TextStyle, measure: Length, spec: Mapping[str, Any], scope: Scope) -> SetText:
        paragraphs = self._paragraphs(spec, scope)
        wanted = style.paragraph
        if ink := spec.get("ink"):
            wanted = replace(wanted, character=replace(wanted.character, paint=self.theme.inks[ink]))
        lines: list[tuple[int, Line]] = []
        blocks = find_blocks(paragraphs, wanted.mode) if wanted.breaking is Breaking.PARAGRAPH else None
        if blocks:
            lines = set_blocks(
                blocks,
                paragraphs,
                measure=measure,
                style=wanted,
                typesetter=self.typesetter,
                mark_up=lambda source: self._marked_up(source, wanted.character, style.quotes),
            )
            return SetText(style=style, lines=tuple(lines), origins=paragraphs, measure=measure, blocks=blocks)
        added = scope.sources.get(spec.get("after", ""), ())
        for index, paragraph in enumerate(paragraphs):
            lead = (unplaced(spec["lead"]),) if "lead" in spec else ()
            pieces = (*lead, paragraph, *(piece for source in added for piece in (unplaced("\u3000"), source)))
            spans = tuple(span for piece in pieces for span in self._marked_up(piece, wanted.character, style.quotes))
            lines += ((index, ln) for ln in self._lines(spans, measure, wanted, style.clauses_apart))
        return SetText(style=style, lines=tuple(lines), origins=paragraphs, measure=measure)

    def _lines(
        self, spans: tuple[StyledText, ...], measure: Length, style: ParagraphStyle, clauses_apart: bool
    ) -> tuple[Line, ...]:
        whole = spans[0]
        if not clauses_apart or len(spans) > 1 or self._fits_one_line(spans, measure, style):
            return self.typesetter.set(spans, measure=measure, style=style)
        clauses = tuple(replace(whole, source=clause) for clause in clauses_of(whole.source))
        lines = self._by_clauses(clauses, measure, style)
        # A line under half of the longest looks lost (CLREQ: balanced headings); a narrower measure evens them out.
        widths = [ln.width for ln in lines]
        narrower = 2 * min(widths) - style.character.size
        if max(widths) <= narrower:
            return lines
        evened = self._by_clauses(clauses, narrower, style)
        kept = len(evened) == len(lines) and 2 * min(ln.width for ln in evened) > max(ln.width for ln in evened)
        return evened if kept else lines

    def _by_clauses(self, clauses: tuple[StyledText, ...], measure: Length, style: ParagraphStyle) -> tuple[Line, ...]:
        return tuple(ln for clause in clauses for ln in self.typesetter.set((clause,), measure=measure, style=style))

    def _marked_up(self, source: SourceString, style: CharacterStyle, quotes: str) -> tuple[StyledText, ...]:
        spans = mark_up(source, style, self.theme.emphasis)
        if not quotes:
            return spans
        return tuple(part for span in spans for part in with_quotes(span, quotes))

    def _fits_one_line(self, spans: tuple[StyledText, ...], measure: Length, style: ParagraphStyle) -> bool:
        han = sum(HAN_FIRST <= character <= HAN_LAST for character in spans[0].source.value)
        if han * style.character.size > measure:  # an em each: no need to shape it to know
            return False
        return self.typesetter.natural_width(spans, style) <= measure

    def _paragraphs(self, spec: Mapping[str, Any], scope: Scope) -> tuple[SourceString, ...]:
        if "reading" in spec:
            return (unplaced(scope.read(spec["reading"])),)
        if spec.get("heading"):
            return scope.sources["heading"]
        return scope.sources.get(spec["from"], ())

    # Frames ------------------------------------------------------------------------------------------------------

    def place_layout(self, layout: Layout, scope: Scope, section: Handle) -> tuple[PageDraft, ...]:
        """The layout's pages, filled. `scope` has been prepared."""
        own = {name: scope.numbers[name] for name in layout.let}
        pages = tuple(
            PageDraft(layout=layout.name, without=layout.without, numbers=own, section=section, is_bare=bare)
            for bare in layout.bare
        )
        regions = {name: self._region(frame, scope) for name, frame in layout.regions.items()}
        whole = Sheet(pages=pages[:2], section=section, regions=regions)
        if layout.across:
            self.place(layout.across, scope, whole)
        lefts = {id(page): left for page, left in self._parts(whole)}
        for page, frames in zip(pages, layout.pages, strict=True):
            self.place(
                frames,
                scope,
                Sheet(pages=(page,), section=section, left=lefts.get(id(page), Length(0)), regions=regions),
            )
        return pages

    def _region(self, frame: Frame, scope: Scope) -> Path:
        """The outline of an ornament, to draw through."""
        at = Point(mm(self._number(frame, "x", scope)), mm(self._number(frame, "y", scope)))
        size = mm(self._number(frame, "size", scope))
        return region_of(self._drawn(frame, scope, size, at, PageDraft(layout="")), at)

    def place(self, frames: Sequence[Frame], scope: Scope, sheet: Sheet) -> Scope:
        """Place `frames` in order; each may name numbers that the next ones use."""
        for frame in frames:
            if "repeat" in frame:
                self._repeat(frame, scope, sheet)
            elif "times" in frame:
                self._times(frame, scope, sheet)
            elif "notes" in frame:
                self._notes(frame, scope, sheet)
            elif "changeover" in frame:
                self._change_over(frame, sheet)
            elif self._wanted(frame, scope):
                scope = self._place_one(frame, scope, sheet)
        return scope

    def _wanted(self, frame: Frame, scope: Scope) -> bool:
        return "when" not in frame or bool(self.expressions.number(frame["when"], scope.numbers))

    def _repeat(self, frame: Frame, scope: Scope, sheet: Sheet) -> None:
        skip = frame.get("skip", 0)
        entries = self.chosen(frame, scope.lists.get(frame["repeat"], ()))
        if len(entries) <= skip or not self._wanted(frame, scope.with_numbers({"n": len(entries)})):
            return
        last = self._number(frame, "start", scope.with_numbers({"n": len(entries)}))
        for index, entry in enumerate(entries[skip:], skip):
            inner = scope.inside(entry).with_numbers({"n": len(entries), "previous": last})
            placed = self.place(frame["frames"], self._entry(frame, inner, index), sheet)
            last = placed.numbers.get(f"{frame.get('stack', '')}.last", last)

    def _entry(self, frame: Frame, scope: Scope, index: int) -> Scope:
        """The scope of a repeated frame's entry, with the frame's own numbers and texts."""
        inner = replace(scope.with_numbers({"i": index}), words={**scope.words, "i": index + 1})
        inner = self.with_numbers(frame.get("let", {}), inner)
        for name, spec in frame.get("texts", {}).items():
            inner = inner.with_text(name, self.set_text(spec, inner))
        return inner

    def _times(self, frame: Frame, scope: Scope, sheet: Sheet) -> None:
        """Frames placed again and again, `i` counting from 0: rules of a sheet, ticks of a scale."""
        for index in range(max(0, round(self._number(frame, "times", scope)))):
            self.place(frame["frames"], self._entry(frame, scope, index), sheet)

    def _notes(self, frame: Frame, scope: Scope, sheet: Sheet) -> None:
        """Frames for those entries whose figure stands in the text `in`: `line` says in which of its lines.

        At most `most`, none on a line nearer than `apart` to another's, and only while `keep` holds.
        """
        text = scope.texts[frame["in"]]
        taken: list[int] = []
        for line_index, entry in noted_lines(text, scope.lists.get(frame["notes"], ())):
            if any(abs(line_index - other) < frame.get("apart", 1) for other in taken):
                continue
            inner = self._entry(frame, scope.inside(entry).with_numbers({"line": line_index}), len(taken))
            if self.expressions.number(frame.get("keep", 1), inner.numbers):
                self.place(frame["frames"], inner, sheet)
                taken.append(line_index)
            if len(taken) == frame.get("most"):
                break

    def chosen(self, frame: Frame, entries: tuple[Scope, ...]) -> tuple[Scope, ...]:
        """The entries of a repeat, those it skips included: those for which its `where` holds, no more than shown."""
        if "where" in frame:
            entries = tuple(e for e in entries if self.expressions.number(frame["where"], e.numbers))
        return entries[: frame.get("skip", 0) + frame.get("most", len(entries))]

    def _place_one(self, frame: Frame, scope: Scope, sheet: Sheet) -> Scope:
        if "text" in frame:
            return self._place_text(frame, scope, sheet.pages[0], sheet.section)
        if "picture" in frame:
            self._place_picture(frame, scope, sheet)
        elif "fill" in frame:
            self._place_fill(frame, scope, sheet)
        elif "qr" in frame or "barcode" in frame:
            self._place_code(frame, scope, sheet)
        elif "chart" in frame:
            self._place_chart(frame, scope, sheet)
        elif "rules" in frame:
            self._place_rules(frame, scope, sheet)
        else:
            self._place_ornament(frame, scope, sheet)
        return scope

    def _number(self, frame: Frame, key: str, scope: Scope, default: float = 0.0) -> float:
        return self.expressions.number(frame.get(key, default), scope.numbers)

    # Text frames -------------------------------------------------------------------------------------------------

    def _place_text(self, frame: Frame, scope: Scope, page: PageDraft, section: Handle) -> Scope:
        spec = frame["text"]
        # One name, one element; a text without a name goes by what it shows.
        name = spec if isinstance(spec, str) else frame.get("name") or f"_{spec.get('from', spec.get('reading', ''))}"
        whole = self._framed_text(frame, scope)
        text = self._part(whole, frame, scope)
        if not text.lines:
            return scope
        places = self.line_places(frame, text, scope.with_text(name, text))
        first, extent = places.first, text.style.leading * (len(text.lines) - 1)
        last = first - extent if text.is_upright else first + extent
        roles, of_runs = self._roles(frame, name, text, scope, section)
        corners = tuple(line_origins(text, places))
        self.place_lines(text, [(page, corner) for corner in corners], roles, of_runs)
        page.blocks += ((block, text.origins[0].span) for block in ink_blocks(text, corners))
        if frame.get("link"):
            self._place_link(text, body_area(text, corners, self.theme.em_top), scope, page, roles[0])
        return scope.with_text(name, whole).with_numbers({f"{name}.first": to_mm(first), f"{name}.last": to_mm(last)})

    def _part(self, text: SetText, frame: Frame, scope: Scope) -> SetText:
        """The lines `[FROM, TO)` that the frame takes of its text where it says so; the others stand elsewhere."""
        if "lines" not in frame:
            return text
        begin, end = (max(round(self.expressions.number(v, scope.numbers)), 0) for v in frame["lines"])
        return replace(text, lines=text.lines[begin:end])

    def line_places(self, frame: Frame, text: SetText, scope: Scope) -> LinePlaces:
        """Where the frame puts the lines of its text.

        Vertical lines hang from `y` (with `align: end` they end there), the first on the axis `x`, or the last on
        the axis `last`; `columns` are then the heads of tiers.
        """
        along = "y" if text.is_upright else "x"
        starts = tuple(mm(self.expressions.number(v, scope.numbers)) for v in frame.get("columns") or [frame[along]])
        return LinePlaces(
            first=self._first_axis(frame, text, scope) if text.is_upright else self._first_baseline(frame, text, scope),
            starts=starts,
            rows=max(round(self._number(frame, "rows", scope, len(text.lines))), 1),
            at_end=frame.get("align") == "end",
        )

    def _first_axis(self, frame: Frame, text: SetText, scope: Scope) -> Length:
        if "last" in frame:
            return mm(self._number(frame, "last", scope)) + text.style.leading * (len(text.lines) - 1)
        return mm(self._number(frame, "x", scope))

    def _framed_text(self, frame: Frame, scope: Scope) -> SetText:
        """The frame's text: one that the layout has named, one of the scope's in the frame's style, or its own."""
        spec = frame["text"]
        if not isinstance(spec, str):
            return self.set_text(spec, scope)
        text = scope.texts.get(spec) or self.set_text({"from": spec, **frame}, scope)
        if "ink" not in frame:
            return text
        paint = self.theme.inks[frame["ink"]]
        return replace(text, lines=tuple((index, repainted(ln, paint)) for index, ln in text.lines))

    def _first_baseline(self, frame: Frame, text: SetText, scope: Scope) -> Length:
        if "first" in frame:
            return mm(self._number(frame, "first", scope))
        if "last" in frame:
            return mm(self._number(frame, "last", scope)) - text.style.leading * (len(text.lines) - 1)
        size = text.style.paragraph.character.size
        return mm(self._number(frame, "y", scope)) + round(self.theme.em_top * size)

    def place_lines(
        self,
        text: SetText,
        places: Sequence[tuple[PageDraft, Point]],
        roles: Sequence[Handle | Artifact],
        of_runs: Mapping[tuple[int, str], Handle] = MappingProxyType({}),
    ) -> None:
        """Put each line of a text where `places` says; `roles` are those of its paragraphs, `of_runs` of what stands
        apart in them (labels, cells), by paragraph and by the structure that a run asks for."""
        mixed = {
            paragraph for paragraph, ln in text.lines for piece in ln.runs if piece.link or piece.structure in RUBY
        }
        elements = {
            paragraph: _MixedParagraph(self.structure, role)
            for paragraph, role in enumerate(roles)
            if paragraph in mixed and not isinstance(role, Artifact)
        }
        for (paragraph, ln), (page, corner) in zip(text.lines, places, strict=True):
            source = text.origins[paragraph]
            for piece in ln.runs:
                at = run_place(corner, piece)
                origin = piece.run.origin or source.span
                apart = of_runs.get((paragraph, piece.structure))
                whole = elements[paragraph].role_of(piece) if paragraph in elements and apart is None else None
                role = apart if apart is not None else roles[paragraph] if whole is None else whole
                page.drafts.append(Draft(at=at, item=piece.run, role=role, origin=origin))
                if piece.link and not isinstance(role, Artifact):
                    box = run_area(corner, piece, self.theme.em_top)
                    area = Link(size=Size(box.width, box.height), target=piece.link, contents=piece.run.text)
                    page.drafts.append(Draft(at=Point(box.x, box.y), item=area, role=role, origin=origin))
            for mark in ln.marks:
                page.drafts.append(Draft(at=corner, item=drawn_mark(mark), role=Artifact.LAYOUT, origin=mark.origin))

    def _roles(self, frame: Frame, name: str, text: SetText, scope: Scope, section: Handle) -> Roles:
        """One role for each paragraph of the text, and those of labels and cells."""
        count = len(text.origins)
        if frame.get("artifact") or "tag" not in frame:
            return [Artifact.LAYOUT] * count, {}
        kind = frame["tag"]
        if kind == "TOCI":
            return [self._contents_link(scope, section)] * count, {}
        entry = scope.numbers.get("i", 0)
        section = self._grouped(frame, scope, section)
        place = (name, entry, frame.get("of", 0))
        if text.blocks and kind == "P":
            return block_roles(self.structure, section, text.blocks, text.origins, place)
        return [
            self.structure.element(section, kind, (*place, index), About(origin=source.span))
            for index, source in enumerate(text.origins)
        ], {}

    def _contents_link(self, scope: Scope, section: Handle) -> Handle:
        about = About(origin=scope.origin)
        contents = self.structure.element(section, "TOC", ())
        entry = self.structure.element(contents, "TOCI", (scope.target,), about)
        return self.structure.element(entry, "Link", (scope.target,), about)

    def _place_link(self, text: SetText, box: Rect, scope: Scope, page: PageDraft, role: Handle | Artifact) -> None:
        words = "".join(ln.text for _, ln in text.lines)
        area = Link(size=Size(box.width, box.height), target=f"#{scope.target}", contents=words)
        page.drafts.append(Draft(at=Point(box.x, box.y), item=area, role=role, origin=scope.origin))

    # Codes -------------------------------------------------------------------------------------------------------

    def _place_code(self, frame: Frame, scope: Scope, sheet: Sheet) -> None:
        """The code that says the text named by `qr` or `barcode`, on a panel of its own; nothing if there is no text.

        Reports `qr-too-long` and `qr-too-fine`.
        """
        kind = "qr" if "qr" in frame else "barcode"
        source = scope.sources.get(frame[kind], (None,))[0]
        if source is None:
            return
        at = Point(mm(self._number(frame, "x", scope)), mm(self._number(frame, "y", scope)))
        made = (self._qr if kind == "qr" else self._barcode)(frame, scope, source)
        if made is None:
            return
        panel, path = made
        page, ground = sheet.pages[0], rectangle((0, 0, panel.width, panel.height), self.theme.inks[frame["ground"]])
        page.drafts.append(Draft(at=at, item=ground, role=Artifact.BACKGROUND, origin=source.span))
        about = About(origin=source.span, alt=f"{frame['alt']}{source.value}")
        figure = self.structure.element(sheet.section, "Figure", None, about)
        page.drafts.append(Draft(at=at, item=path, role=figure, origin=source.span))
        page.ornaments.append(Rect(at.x, at.y, panel.width, panel.height))

    def _qr(self, frame: Frame, scope: Scope, source: SourceString) -> tuple[Size, Path] | None:
        size, rows = mm(self._number(frame, "size", scope)), qr_rows(source.value)
        if rows is None:
            self.report.error("qr-too-long", source.span, count=len(source.value))
            return None
        least = LEAST_MODULE * (len(rows) + 2 * QUIET)
        if size < least:
            self.report.error("qr-too-fine", source.span, size=to_mm(size), least=f"{to_mm(least):.1f}")
            return None
        return Size(size, size), qr_path(rows, size, self.theme.inks[frame["ink"]])

    def _barcode(self, frame: Frame, scope: Scope, source: SourceString) -> tuple[Size, Path]:
        width, height = mm(self._number(frame, "width", scope)), mm(self._number(frame, "height", scope))
        guard = mm(self._number(frame, "guard", scope))
        path = ean_path(digits_of(source.value), width, height, guard, self.theme.inks[frame["ink"]])
        return Size(width, height + guard), path

    # Charts ------------------------------------------------------------------------------------------------------

    def _place_chart(self, frame: Frame, scope: Scope, sheet: Sheet) -> None:
        """A chart of the rows that the scope's list `shows` names: its shapes a figure, its texts a table.

        Reports `chart-crowded` where its texts have no room.
        """
        rows, box = scope.lists.get(frame["shows"], ()), self._box(frame, scope)
        if not rows:
            return
        chart = set_chart(scope.read(frame["chart"]), self.theme, box.width, scope, rows, self.set_text)
        plot, drawing = chart.at_height(box.height), chart.drawn(box.height)
        if chart.least > box.height or crowded(plot, drawing):
            self.report.error("chart-crowded", scope.origin)
        page, section = sheet.pages[0], self._grouped(frame, scope, sheet.section)
        about = About(origin=scope.origin, alt=str(scope.words.get("chart.alt", "")), rank=30)
        figure: Handle | Artifact = (
            self.structure.element(section, "Figure", None, about) if about.alt else Artifact.LAYOUT
        )
        for path in drawing.paths:
            page.drafts.append(Draft(at=Point(box.x, box.y), item=path, role=figure, origin=scope.origin))
        table = self.structure.element(section, "Table", None, About(origin=scope.origin, rank=31))
        cells = _Cells(self.structure, table, scope.origin, rows)
        parts = {part for row in chart.texts for part in row}
        roles = {
            (row, part): cells.role(row, part) for row in range(-1, len(rows)) for part in TABLE_PARTS if part in parts
        }
        for words in drawing.words:
            text = (chart.heads if words.row < 0 else chart.texts[words.row])[words.part]
            self._place_words(words, text, Point(box.x, box.y), roles[words.row, words.part], page)

    def _place_words(self, words: Words, text: SetText, at: Point, role: Handle, page: PageDraft) -> None:
        if words.on:
            paint = self.theme.inks[self.theme.charts[words.on]]
            text = replace(text, lines=tuple((index, repainted(ln, paint)) for index, ln in text.lines))
        corners = tuple(
            Point(at.x + words.left(ln.width), at.y + words.at.y + number * text.style.leading)
            for number, (_, ln) in enumerate(text.lines)
        )
        self.place_lines(text, [(page, corner) for corner in corners], [role] * len(text.origins))
        page.blocks += ((block, text.origins[0].span) for block in ink_blocks(text, corners))

    def _grouped(self, frame: Frame, scope: Scope, section: Handle) -> Handle:
        """The element around what the frame places, if it asks for one."""
        if "within" not in frame:
            return section
        key = (frame["group"], scope.numbers.get("i", 0)) if "group" in frame else ()
        return self.structure.element(section, frame["within"], key, About(origin=scope.origin))

    # Art ---------------------------------------------------------------------------------------------------------

    def _box(self, frame: Frame, scope: Scope) -> Rect:
        """The frame's box, grown to the bleed edge on the sides that bleed."""
        x, y, width, height = (mm(self.expressions.number(v, scope.numbers)) for v in frame["box"])
        edges, bleed = frame.get("bleed", ()), self.theme.bleed
        left, top = (bleed if "left" in edges else 0), (bleed if "top" in edges else 0)
        right, bottom = (bleed if "right" in edges else 0), (bleed if "bottom" in edges else 0)
        return Rect(x - left, y - top, width + left + right, height + top + bottom)

    @property
    def _window(self) -> Rect:
        """All that a page can show: its bleed box."""
        return Rect(0, 0, self.theme.trim.width, self.theme.trim.height).grown(self.theme.bleed)

    def _place_fill(self, frame: Frame, scope: Scope, sheet: Sheet) -> None:
        whole, paint = self._box(frame, scope), self.theme.inks[frame["fill"]]
        for page, left in self._parts(sheet):
            box = Rect(whole.x - left, whole.y, whole.width, whole.height).within(self._window)
            if box.width <= 0 or box.height <= 0:
                continue
            page.fills.append((box, frame["fill"]))
            path = rectangle((0, 0, box.width, box.height), paint)
            at, bleeds = Point(box.x, box.y), "bleed" in frame
            page.drafts.append(Draft(at=at, item=path, role=Artifact.BACKGROUND, origin=NOWHERE, bleeds=bleeds))

    def _parts(self, sheet: Sheet) -> tuple[tuple[PageDraft, Length], ...]:
        """The sheet's pages from left to right, each with its left edge in the sheet's coordinates."""
        pages = reversed(sheet.pages) if self.theme.right_bound else sheet.pages
        return tuple((page, index * self.theme.trim.width) for index, page in enumerate(pages))

    def _place_rules(self, frame: Frame, scope: Scope, sheet: Sheet) -> None:
        paint, width = self.theme.inks[frame["ink"]], pt(frame["weight"])
        bleed = self.theme.bleed
        for rule in frame["rules"]:
            x1, y1, x2, y2 = (mm(self.expressions.number(v, scope.numbers)) for v in rule)
            for page, left in self._parts(sheet):
                edges = (left - bleed, left + self.theme.trim.width + bleed)
                part = cut_between((Point(x1, y1), Point(x2, y2)), edges)
                if part is not None:
                    start, end = part
                    path = line(Point(0, 0), Point(end.x - start.x, end.y - start.y), width, paint)
                    at = Point(start.x - left, start.y)
                    page.drafts.append(Draft(at=at, item=path, role=Artifact.LAYOUT, origin=NOWHERE))

    def _place_ornament(self, frame: Frame, scope: Scope, sheet: Sheet) -> None:
        at = Point(mm(self._number(frame, "x", scope)), mm(self._number(frame, "y", scope)))
        size = mm(self._number(frame, "size", scope))
        try:
            drawing = self._drawn(frame, scope, size, at, sheet.pages[0])
        except OrnamentError as error:
            if frame.get("optional"):
                self.report.note("ornament-left-out", scope.origin, ornament=frame["ornament"], value=str(error))
                return
            self.report.error("ornament-impossible", scope.origin, ornament=frame["ornament"], value=str(error))
            return
        for page, left in self._parts(sheet):
            here = Point(at.x - left, at.y)
            shown = self._cut(drawing, here, self.theme.ornaments[frame["ornament"]])
            if not self.theme.ornaments[frame["ornament"]].is_ground:
                boxes = ink_boxes(shown, here)
                page.ornaments += [bounds(boxes)] if size else boxes
            for item in shown:
                page.drafts.append(Draft(at=here, item=item, role=Artifact.LAYOUT, origin=scope.origin, bleeds=True))

    def _drawn(self, frame: Frame, scope: Scope, size: Length, at: Point, page: PageDraft) -> Drawing:
        """The ornament with its parameters, or with the first of its `choices` that finds room on the page."""
        style = self.theme.ornaments[frame["ornament"]]
        text, parts = self._shown(frame, scope)
        own = {**style.parameters, **self._parameters(frame, scope)}

        def draw(choice: Mapping[str, Any]) -> Drawing:
            numbers = {name: self.expressions.number(value, scope.numbers) for name, value in choice.items()}
            request = OrnamentRequest(size=size, inks=style.inks, text=text, parts=parts, parameters={**own, **numbers})
            return ORNAMENTS[style.kind](request)

        choices = frame.get("choices")
        if not choices:
            return draw({})
        clear = mm(frame.get("clear", 0))
        room = Rect(*(mm(self.expressions.number(v, scope.numbers)) for v in frame["room"]))
        drawing = draw(choices[-1])
        for choice in choices:
            drawing = draw(choice)
            if finds_room(ink_boxes(drawing, at), room, clear, page):
                break
        return drawing

    def _cut(self, drawing: Drawing, at: Point, style: OrnamentStyle) -> Drawing:
        """What a page shows of an ornament placed at `at`."""
        if style.bleeds_straight:
            trim = shifted(Rect(0, 0, self.theme.trim.width, self.theme.trim.height), at)
            paths = (bled_straight(item, trim, self.theme.bleed) for item in drawing if isinstance(item, Path))
            return tuple(path for path in paths if path.segments)
        return cut_to(drawing, shifted(self._window, at))

    def _shown(self, frame: Frame, scope: Scope) -> tuple[str, tuple[str, ...]]:
        """What an ornament shows: the words of its reading or value, and the same in parts."""
        if "value" not in frame:
            return scope.read(frame.get("reading", "")), ()
        if "each" in frame:
            entries = scope.lists.get(frame["each"], ())
            parts = tuple("".join(entry.parts(frame["value"])) for entry in entries)
        else:
            parts = scope.parts(frame["value"])
        return "\n".join(parts), parts

    def _parameters(self, frame: Frame, scope: Scope) -> dict[str, object]:
        """What the frame and its place in the book add to an ornament's parameters."""
        parameters: dict[str, object] = {**frame.get("parameters", {}), "bleed": to_mm(self.theme.bleed)}
        for name in ("index", "count"):
            if name in scope.numbers:
                parameters[name] = round(scope.numbers[name])
        for name, expression in frame.get("numbers", {}).items():
            parameters[name] = self.expressions.number(expression, scope.numbers)
        if (number := scope.number_in(frame.get("reading", ""))) is not None:
            parameters["number"] = number
        return parameters

    def _change_over(self, frame: Frame, sheet: Sheet) -> None:
        """All type placed so far once more, inside a region, in the frame's ink."""
        paint = self.theme.inks[frame["ink"]]
        for page, left in self._parts(sheet):
            region = on_page(sheet.regions[frame["changeover"]], sheet.left + left)
            runs = [(draft.at, draft.item) for draft in page.drafts if isinstance(draft.item, GlyphRun)]
            group = changed_over(region, runs, paint, self.typesetter.face)
            page.drafts.append(Draft(at=Point(0, 0), item=group, role=Artifact.LAYOUT, origin=NOWHERE))

    def _check_crop(self, use: PictureUse, box: Rect, layout: str) -> None:
        """Refuse to cut more off a picture than its layout may: a mere strip is left (`picture-cropped-away`)."""
        known = self.theme.layouts.get(layout)
        cut = crop_loss(use.info, Size(box.width, box.height))
        # What the bleed adds to the frame was not known when the layout was chosen: it is no reason to refuse.
        if known is not None and cut > known.most_cropped(self.theme) + BLEED_SHARE:
            self.report.error(
                "picture-cropped-away",
                use.entry.span,
                file=use.entry.file,
                percent=round(100 * cut),
                most=round(100 * known.most_cropped(self.theme)),
            )

    def _place_picture(self, frame: Frame, scope: Scope, sheet: Sheet) -> None:
        use = scope.pictures[frame["picture"]]
        box = self._box(self._whole(frame, use), scope)
        crop: CropBox | None = WHOLE
        if not frame.get("whole"):
            crop = crop_box(
                use.info, Size(box.width, box.height), use.entry.focus, use.entry.keep, use.entry.adjustment
            )
        if crop is None:
            self.report.error("keep-box-cut", use.entry.span, picture=use.entry.id, layout=sheet.pages[0].layout)
            return
        if not frame.get("whole"):
            self._check_crop(use, box, sheet.pages[0].layout)
        role: Handle | Artifact = Artifact.LAYOUT
        if not frame.get("artifact"):
            about = About(origin=use.entry.span, alt=use.entry.alt.value)
            role = self.structure.element(sheet.section, "Figure", (use.entry.id,), about)
        for page, left in self._parts(sheet):
            seen = Rect(box.x - left, box.y, box.width, box.height)
            part = seen.within(self._window)
            if part.width <= self.theme.bleed or part.height <= 0:
                continue
            cut = crop_part(crop, seen, part)
            self.put_picture(use, part, cut, page, role, tone=frame.get("tone", ""))
            if lit := frame.get("lit"):
                region = on_page(sheet.regions[lit["region"]], sheet.left + left)
                again = self._picture(use, part, cut, lit["tone"])
                group = through(region, [(Point(part.x, part.y), again, use.entry.span)])
                page.drafts.append(
                    Draft(at=Point(0, 0), item=group, role=Artifact.LAYOUT, origin=use.entry.span, bleeds=True)
                )
            role = Artifact.LAYOUT

    def _whole(self, frame: Frame, use: PictureUse) -> Frame:
        """The frame; of one that shows the whole picture (`whole`, `at` and `width`) the box."""
        if not frame.get("whole"):
            return frame
        (x, y), width = frame["at"], frame["width"]
        return {**frame, "box": [x, y, width, f"({width}) * {use.info.height / use.info.width}"]}

    def put_picture(
        self,
        use: PictureUse,
        box: Rect,
        crop: CropBox,
        page: PageDraft,
        role: Handle | Artifact,
        *,
        tone: str = "",
    ) -> None:
        """Put the part `crop` of a picture into `box`."""
        page.pictures.append(box)
        item = self._picture(use, box, crop, tone)
        page.drafts.append(Draft(at=Point(box.x, box.y), item=item, role=role, origin=use.entry.span, bleeds=True))

    def _picture(self, use: PictureUse, box: Rect, crop: CropBox, tone: str) -> Picture:
        return Picture(
            file=use.entry.file,
            size=Size(box.width, box.height),
            crop=crop,
            grade=self.theme.grade,
            tone=self.theme.tones[tone] if tone else None,
            name=use.entry.id,
        )


def with_quotes(span: StyledText, face: str) -> Iterator[StyledText]:
    """`span` in parts, its quotation marks in a face of their own."""
    value, start = span.source.value, 0
    for match in QUOTES.finditer(value):
        if match.start() > start:
            yield replace(span, source=span.source.piece(start, match.start()))
        marks = span.source.piece(match.start(), match.end())
        yield replace(span, source=marks, style=replace(span.style, han=face))
        start = match.end()
    if start < len(value) or not value:
        yield replace(span, source=span.source.piece(start, len(value)))


def ink_boxes(drawing: Drawing, at: Point) -> list[Rect]:
    """What the outlines of a drawing placed at `at` cover, a box each; of a group, what its clip shows."""
    boxes: list[Rect] = []
    for item in drawing:
        if isinstance(item, Group):
            inside = tuple(placed.item for placed in item.items if isinstance(placed.item, Path))
            found = ink_boxes(inside, at)
            window = ink_boxes((item.clip,), at)[0] if item.clip else None
            boxes += [box.within(window) for box in found if box.intersects(window)] if window else found
        elif item.stroke is not None and item.stroke.cap == "round":
            boxes += _dot_boxes(item, item.stroke.width // 2, at)
        else:
            boxes += (shifted(ink_box(outline, item.stroke), Point(-at.x, -at.y)) for outline in subpaths(item))
    return boxes


def _dot_boxes(path: Path, radius: Length, at: Point) -> Iterator[Rect]:
    """The boxes of `shapes.dots`: there are thousands of them."""
    for segment in path.segments:
        if isinstance(segment, MoveTo):
            x, y = at.x + segment.to.x, at.y + segment.to.y
            yield Rect(x - radius, y - radius, 2 * radius + DOT, 2 * radius)


def finds_room(boxes: Sequence[Rect], room: Rect, clear: Length, page: PageDraft) -> bool:
    """Whether all `boxes` lie in `room` and keep `clear` of the page's texts, pictures and ornaments."""
    whole = bounds(boxes)
    if not room.contains(whole):
        return False
    taken = (*(block for block, _ in page.blocks), *page.pictures, *page.ornaments)
    zones = [zone for zone in (thing.grown(clear) for thing in taken) if zone.intersects(whole)]
    near = bounds(zones)
    close = [box for box in boxes if box.intersects(near)]
    return not any(box.intersects(zone) for zone in zones for box in close)


def repainted(ln: Line, paint: Paint) -> Line:
    """The same line in another paint."""
    runs = tuple(replace(piece, run=replace(piece.run, paint=paint)) for piece in ln.runs)
    return replace(ln, runs=runs, marks=tuple(replace(mark, paint=paint) for mark in ln.marks))


def clauses_of(source: SourceString) -> tuple[SourceString, ...]:
    """A title cut behind its clause marks, closing quotes and brackets staying with the mark."""
    ends = [match.end() for match in CLAUSE.finditer(source.value)]
    if not ends or ends[-1] < len(source.value):
        ends.append(len(source.value))
    return tuple(source.piece(start, end) for start, end in zip([0, *ends], ends, strict=False))


def line_spread(ln: Line) -> float:
    """How far apart, in ems, the Han characters of a line stand beyond their bodies (median of its pairs)."""
    steps: list[float] = []
    for piece in ln.runs:
        run = piece.run
        han = [HAN_FIRST <= run.text[cluster] <= HAN_LAST for cluster in run.clusters]
        steps += ((run.x[i + 1] - run.x[i]) / run.size - 1 for i in range(len(run.x) - 1) if han[i] and han[i + 1])
    return sorted(steps)[len(steps) // 2] if steps else 0.0


TABLE_PARTS = ("label", "figure", "unit", "value", "last")
"""The texts of a chart, in reading order."""
_CELLS = {"label": "TH", "figure": "amount", "unit": "amount", "value": "amount", "last": "last"}
"""Which cell of a row a text stands in."""


class _Cells:
    """The data table behind a chart: a row a number, its name the row's head."""

    def __init__(self, structure: StructureBuilder, table: Handle, origin: Span, rows: tuple[Scope, ...]) -> None:
        self._structure = structure
        self._table = table
        self._origin = origin
        self._rows = rows

    def role(self, row: int, part: str) -> Handle:
        """The cell of a text; of a row or of the table's head (row -1)."""
        origin = self._origin if row < 0 else self._rows[row].origin
        line = self._structure.element(self._table, "TR", (row,), About(origin=origin))
        kind = "TH" if row < 0 or part == "label" else "TD"
        scope = "Column" if row < 0 else "Row" if kind == "TH" else ""
        return self._structure.element(line, kind, (_CELLS[part],), About(origin=origin, scope=scope))


class _MixedParagraph:
    """A paragraph with links or readings in it: plain stretches become Spans, so that no element mixes its content."""

    def __init__(self, structure: StructureBuilder, paragraph: Handle) -> None:
        self._structure = structure
        self._paragraph = paragraph
        self._current = ""
        self._element: Handle = paragraph
        self._ruby: Handle = paragraph

    def role_of(self, piece: LineRun) -> Handle:
        """The element of the next run of the paragraph."""
        kind = piece.structure if piece.structure in RUBY else "Link" if piece.link else "Span"
        about = About(origin=piece.run.origin)
        if kind == "RB" and self._current != "RB":
            self._ruby = self._structure.element(self._paragraph, "Ruby", about=about)
        mark = f"{kind} {piece.link or ''}"
        if kind in RUBY:
            self._element = self._structure.element(self._ruby, kind, about=about)
        elif mark != self._current:
            self._element = self._structure.element(self._paragraph, kind, about=about)
        self._current = kind if kind in RUBY else mark
        return self._element
