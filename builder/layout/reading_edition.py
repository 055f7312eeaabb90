"""A reading edition: the whole book again in one column, page after page, in the order of reading.

Laid out anew for its type, not scaled: large print keeps every word and every whole picture, and has as many pages as
that takes. Its design stands in `themes/reading/`, in the language of themes, with the places of its column.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from builder.content.document import Document, Fact, Highlight
from builder.diagnostics import Diagnostics, Severity
from builder.geometry import Point, Rect, Size
from builder.layout.articles import Articles, open_articles
from builder.layout.pages import Artifact, Link, Metadata, OutlineEntry, Page, PagedDocument, Placed
from builder.layout.scope import PictureUse, Scope, SetText
from builder.layout.shapes import line
from builder.layout.stage import Draft, PageDraft, Stage
from builder.layout.structure import About, Handle, StructureBuilder
from builder.layout.theme import Theme, read_theme
from builder.resources import Resources, builtin
from builder.source import NOWHERE, SourceString, Span, unplaced
from builder.text.markup import plain_text
from builder.text.paragraphs import Typesetter
from builder.units import Length, mm, pt, to_mm

KEPT = 2
"""Lines of a paragraph that stay together at the foot and the head of a page, and under a heading."""

WHOLE = (0.0, 0.0, 1.0, 1.0)
"""A picture uncropped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingDesign:
    """A theme's inks and styles, and the column they stand in."""

    theme: Theme
    edition: str
    """What the cover calls it."""
    contents: str
    """The heading of its contents."""
    lengths: Mapping[str, Length]
    """Places and spaces by `group.name`, as the design states them."""

    def __getitem__(self, name: str) -> Length:
        return self.lengths[name]


def read_design(name: str, document: Document, report: Diagnostics) -> ReadingDesign:
    """The design called `name`. Raises ResourceError (`file-missing`) if there is none."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(builtin(f"themes/reading/{name}.yaml"), loader)
    groups = ("column", "cover", "contents", "picture", "space")
    numbers = {f"{g}.{k}": v for g in groups for k, v in data[g].items() if not isinstance(v, str)}
    return ReadingDesign(
        theme=read_theme(data, document, report),
        edition=data["edition"],
        contents=data["contents"]["title"],
        lengths={key: pt(value) if key == "cover.rule" else mm(value) for key, value in numbers.items()},
    )


def compose_reading_edition(
    document: Document, resources: Resources, report: Diagnostics, *, design: str
) -> PagedDocument | None:
    """Lay the whole book out for reading.

    Args:
        document: what `compose` has laid out already: what it reports of content and pictures is not told again.
        report: receives `missing-glyph` and what opening pictures and fonts finds, as far as it is new.
        design: a name in `themes/reading/`.

    Returns:
        The pages, or None if an error was found.
    """
    told = Diagnostics()
    articles = open_articles(document, resources, told)
    form = read_design(design, document, told)
    resources.fonts.verify(form.theme.faces, told)
    pages = None if told.has_errors else _Edition(articles, form, resources, told).composed()
    known = {(finding.code, finding.span) for finding in report}
    errors = (finding for finding in told if finding.severity is Severity.ERROR)
    report.found.extend(finding for finding in errors if (finding.code, finding.span) not in known)
    return None if told.has_errors else pages


@dataclass(slots=True)
class _Column:
    """The pages so far and the place on the last one."""

    design: ReadingDesign
    pages: list[PageDraft] = field(default_factory=list)
    y: Length = 0
    """Top of what comes next."""

    def turn(self) -> None:
        self.pages.append(PageDraft(layout=self.design.theme.name))
        self.y = self.design["column.top"]

    @property
    def page(self) -> PageDraft:
        return self.pages[-1]

    @property
    def is_fresh(self) -> bool:
        """Whether nothing stands on the page yet."""
        return self.y == self.design["column.top"]

    @property
    def room(self) -> Length:
        return self.design["column.bottom"] - self.y

    def leave(self, space: Length) -> None:
        """Space above what comes next, but at the head of a page."""
        if not self.is_fresh:
            self.y += space


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the contents and the bookmarks tell of a section."""

    label: SourceString | None
    title: SourceString
    anchor: str
    page_index: int
    """Counted from the first page after the contents."""


@dataclass(frozen=True, slots=True)
class _NumberSlot:
    """Where a page number goes once it is known how many pages the contents take."""

    page: PageDraft
    top: Length
    role: Handle
    page_index: int


class _Edition:
    """One edition in the making."""

    def __init__(self, articles: Articles, design: ReadingDesign, resources: Resources, report: Diagnostics) -> None:
        self.articles, self.document, self.design = articles, articles.document, design
        self.report = report
        document = self.document
        self.structure = StructureBuilder(document.title.value, document.language, document.span)
        self.stage = Stage(design.theme, Typesetter(resources.fonts, report), self.structure, report)
        self.column = _Column(design)
        self.entries: list[_Entry] = []
        self.slots: list[_NumberSlot] = []
        self.order = 0

    def composed(self) -> PagedDocument:
        contents = self._section("contents", self.design.contents)
        for highlight in self.document.highlights:
            self._place_highlight(highlight)
        self._place_figures()
        self._place_gallery()
        self._place_colophon()
        body = self.column.pages
        cover = self._cover()
        heads = self._contents_pages(contents)
        before = 1 + len(heads)
        for slot in self.slots:
            self._place_number(slot, before)
        return self._finished([cover, *heads, *body], before)

    # Texts -------------------------------------------------------------------------------------------------------

    def _set(
        self, source: SourceString, style: str, *, width: Length = 0, after: SourceString | None = None
    ) -> SetText:
        sources = {"text": (self.articles.text(source),)}
        if after is not None:
            sources["after"] = (self.articles.text(after),)
        spec = {"from": "text", "after": "after", "style": style, "width": to_mm(width or self.design["column.width"])}
        return self.stage.set_text(spec, Scope(sources=sources, origin=source.span))

    def _height(self, text: SetText, count: int | None = None) -> Length:
        """From the top of the first line's characters to the foot of the last one's."""
        lines = len(text.lines) if count is None else count
        return text.style.leading * (lines - 1) + text.style.paragraph.character.size if lines else 0

    def _place(self, text: SetText, role: Handle | Artifact, *, whole: bool = True) -> None:
        """Place a text and go on under it. A `whole` one is not divided unless it is longer than a page; of others
        at least `KEPT` lines stay together.
        """
        column, total = self.column, len(text.lines)
        stays = total
        if self._height(text) > column.room:
            stays = 0 if whole else self._lines_that_stay(text)
        if not stays:
            if not column.is_fresh:
                column.turn()
            stays = min(total, self._fitting(text))
        done = 0
        places: list[tuple[PageDraft, Point]] = []
        while done < total:
            places += self._line_places(text, stays)
            done += stays
            if done < total:
                column.turn()
                stays = min(total - done, self._fitting(text))
        self.stage.place_lines(text, places, [role] * len(text.origins))

    def _line_places(self, text: SetText, count: int) -> list[tuple[PageDraft, Point]]:
        column, size = self.column, text.style.paragraph.character.size
        first = column.y + round(self.design.theme.em_top * size)
        column.y += text.style.leading * count
        left = self.design["column.left"]
        return [(column.page, Point(left, first + text.style.leading * index)) for index in range(count)]

    def _fitting(self, text: SetText) -> int:
        """How many lines the page has room for; at least one, as an empty page has no more to give."""
        size, leading = text.style.paragraph.character.size, text.style.leading
        return max(1, (self.column.room - size) // leading + 1)

    def _lines_that_stay(self, text: SetText) -> int:
        fitting = min(self._fitting(text), len(text.lines) - KEPT)
        return fitting if fitting >= KEPT and self.column.room >= self._height(text, KEPT) else 0

    def _rule(self, page: PageDraft, y: Length) -> None:
        width, paint = self.design["column.width"], self.design.theme.inks["accent"]
        path = line(Point(0, 0), Point(width, 0), self.design["cover.rule"], paint)
        at = Point(self.design["column.left"], y)
        page.drafts.append(Draft(at=at, item=path, role=Artifact.LAYOUT, origin=NOWHERE))

    # Sections ----------------------------------------------------------------------------------------------------

    def _section(self, anchor: str = "", title: str = "") -> Handle:
        self.order += 1
        return self.structure.element(0, "Sect", about=About(rank=self.order, anchor=anchor, title=title))

    def _element(self, parent: Handle, kind: str, origin: Span, alt: str = "") -> Handle:
        """A new element after all that its parent holds."""
        self.order += 1
        return self.structure.element(parent, kind, about=About(rank=self.order, origin=origin, alt=alt))

    def _open(self, title: SourceString, label: SourceString | None, anchor: str) -> Handle:
        """A new page with a heading; it is told to the contents."""
        self.column.turn()
        words = self._plain(title) if label is None else f"{self._plain(label)}　{self._plain(title)}"
        section = self._section(anchor, words)
        self.entries.append(_Entry(label, title, anchor, len(self.column.pages) - 1))
        self._place_heading(section, title, label)
        return section

    def _place_heading(self, section: Handle, title: SourceString, label: SourceString | None) -> None:
        heading = self._element(section, "H2", title.span)
        if label is not None:
            self._place(self._set(label, "label"), self._element(heading, "Span", label.span))
            self.column.leave(self.design["space.label"])
            heading = self._element(heading, "Span", title.span)
        self._place(self._set(title, "heading"), heading)
        self.column.leave(self.design["space.heading"])

    def _place_highlight(self, highlight: Highlight) -> None:
        section = self._open(highlight.title, highlight.label, highlight.id)
        texts = [(paragraph, self._set(paragraph, "body")) for paragraph in highlight.body]
        pictures = [self.articles.pictures[name] for name in highlight.pictures]
        if pictures and self._would_stand_alone(pictures[0], [text for _, text in texts]):
            self._place_picture(section, pictures.pop(0))
            self.column.leave(self.design["space.picture"])
        for index, (paragraph, text) in enumerate(texts):
            if index:
                self.column.leave(self.design["space.paragraph"])
            self._place(text, self._element(section, "P", paragraph.span), whole=False)
        for use in pictures:
            self._place_picture(section, use)

    def _would_stand_alone(self, use: PictureUse, texts: list[SetText]) -> bool:
        """Whether the text ends on this page without room for the picture, which then goes above it."""
        between = self.design["space.paragraph"] * (len(texts) - 1)
        left = self.column.room - between - sum(text.style.leading * len(text.lines) for text in texts)
        return 0 <= left < self.design["space.picture"] + self._least_height(use, self._caption(use))

    def _caption(self, use: PictureUse) -> SetText | None:
        entry = use.entry
        if entry.caption is not None:
            return self._set(entry.caption, "caption", after=entry.credit)
        return None if entry.credit is None else self._set(entry.credit, "caption")

    def _under(self, caption: SetText | None) -> Length:
        return 0 if caption is None else self.design["space.caption"] + self._height(caption)

    def _least_height(self, use: PictureUse, caption: SetText | None) -> Length:
        """What a picture and its caption take at least."""
        whole = self._picture_size(use, self.design["picture.most"]).height
        return min(self.design["picture.least"], whole) + self._under(caption)

    def _place_picture(self, section: Handle, use: PictureUse) -> None:
        """A whole picture over its caption, on one page; a little smaller where that saves turning."""
        design, column, entry = self.design, self.column, use.entry
        caption = self._caption(use)
        column.leave(design["space.picture"])
        if column.room < self._least_height(use, caption) and not column.is_fresh:
            column.turn()
        most = min(design["picture.most"], column.room - self._under(caption))
        size = self._picture_size(use, max(most, design["picture.least"]))
        box = Rect(design["column.left"], column.y, size.width, size.height)
        figure = self._element(section, "Figure", entry.span, entry.alt.value)
        self.stage.put_picture(use, box, WHOLE, column.page, figure)
        column.y += size.height
        if caption is not None:
            column.y += design["space.caption"]
            self._place(caption, self._element(section, "Caption", caption.origins[0].span))

    def _picture_size(self, use: PictureUse, most: Length) -> Size:
        """As wide as the column, and at most so high."""
        width, shape = self.design["column.width"], use.info.height / use.info.width
        height = min(round(width * shape), most)
        return Size(min(width, round(height / shape)), height)

    def _place_figures(self) -> None:
        figures = self.document.figures
        if figures is None:
            return
        section = self._open(figures.title, None, "figures")
        for name in figures.facts:
            self._place_fact(section, self.document.fact(name))

    def _place_fact(self, section: Handle, fact: Fact) -> None:
        """A number with its unit, under it what it counts."""
        paragraph = self._element(section, "P", fact.span)
        value = self._set(fact.value, "figure")
        below = [(part, self._set(part, "figure-label")) for part in (fact.label, fact.note) if part is not None]
        unit = None if fact.unit is None else self._set(fact.unit, "figure-unit")
        start = max(ln.width for _, ln in value.lines) + self.design["space.unit"]
        beside = unit is not None and self._stands_beside(value, unit, start)
        texts = [value, *([unit] if unit and not beside else []), *(text for _, text in below)]
        column = self.column
        column.leave(self.design["space.fact"])
        if sum(text.style.leading * len(text.lines) for text in texts) > column.room and not column.is_fresh:
            column.turn()
        baseline = column.y + round(self.design.theme.em_top * value.style.paragraph.character.size)
        self._place(value, self._element(paragraph, "Span", fact.value.span))
        if unit is not None and fact.unit is not None:
            role = self._element(paragraph, "Span", fact.unit.span)
            if beside:
                at = Point(self.design["column.left"] + start, baseline)
                self.stage.place_lines(unit, [(column.page, at)], [role])
            else:
                self._place(unit, role)
        for part, text in below:
            self._place(text, self._element(paragraph, "Span", part.span))

    def _stands_beside(self, value: SetText, unit: SetText, start: Length) -> bool:
        one_line = len(unit.lines) == len(value.lines) == 1
        return one_line and start + unit.lines[0][1].width <= self.design["column.width"]

    def _place_gallery(self) -> None:
        gallery = self.document.gallery
        if gallery is None:
            return
        section = self._open(gallery.title, None, "gallery")
        for name in gallery.pictures:
            self._place_picture(section, self.articles.pictures[name])

    def _place_colophon(self) -> None:
        colophon = self.document.colophon
        if colophon is None or not colophon.lines:
            return
        texts = [(words, self._set(words, "line")) for words in colophon.lines]
        section = self._section()
        if not self.column.pages:
            self.column.turn()
        self.column.leave(self.design["space.heading"] * 2)
        if sum(text.style.leading * len(text.lines) for _, text in texts) > self.column.room:
            self.column.turn()
        for words, text in texts:
            self._place(text, self._element(section, "P", words.span), whole=False)

    # Cover and contents ------------------------------------------------------------------------------------------

    def _cover(self) -> PageDraft:
        document, design = self.document, self.design
        self.column = _Column(design)
        self.column.turn()
        section = self.structure.element(0, "Sect", about=About(rank=0))
        self._rule(self.column.page, design["cover.title"] - mm(12))
        self.column.y = design["cover.title"]
        self._place(self._set(document.title, "cover-title"), self._element(section, "H1", document.title.span))
        for words in (unplaced(str(document.year)), unplaced(design.edition)):
            self._place(self._set(words, "cover-line"), self._element(section, "P", document.span))
        imprint = self._set(document.imprint, "cover-line")
        self.column.y = max(self.column.y, design["cover.imprint"] - self._height(imprint))
        self._place(imprint, self._element(section, "P", document.imprint.span))
        return self.column.pages[0]

    def _contents_pages(self, section: Handle) -> list[PageDraft]:
        """The contents, without the page numbers."""
        design, self.column = self.design, _Column(self.design)
        self.column.turn()
        self._place_heading(section, unplaced(design.contents), None)
        contents = self._element(section, "TOC", self.document.span)
        for entry in self.entries:
            self._place_entry(contents, entry)
        return self.column.pages

    def _place_entry(self, contents: Handle, entry: _Entry) -> None:
        origin = entry.title.span
        role = self._element(self._element(contents, "TOCI", origin), "Link", origin)
        whole = self.design["column.width"]
        width = whole - self.design["contents.number"]
        texts = [self._set(entry.title, "contents", width=width)]
        if entry.label is not None:
            texts.insert(0, self._set(entry.label, "label", width=width))
        column = self.column
        column.leave(self.design["space.entry"])
        if sum(text.style.leading * len(text.lines) for text in texts) > column.room and not column.is_fresh:
            column.turn()
        top = column.y
        for text in texts:
            self._place(text, role)
        self.slots.append(_NumberSlot(column.page, top, role, entry.page_index))
        words = "".join(ln.text for text in texts for _, ln in text.lines)
        area = Link(size=Size(whole, column.y - top), target=f"#{entry.anchor}", contents=words)
        column.page.drafts.append(Draft(at=Point(self.design["column.left"], top), item=area, role=role, origin=origin))

    def _place_number(self, slot: _NumberSlot, before: int) -> None:
        """The number of a page with `before` pages and the slot's index before it."""
        text = self._set(unplaced(str(before + slot.page_index + 1)), "folio")
        baseline = slot.top + round(self.design.theme.em_top * text.style.paragraph.character.size)
        self._place_at_right(text, slot.page, baseline, slot.role)

    def _place_at_right(self, text: SetText, page: PageDraft, baseline: Length, role: Handle | Artifact) -> None:
        right = self.design["column.left"] + self.design["column.width"]
        self.stage.place_lines(text, [(page, Point(right - text.lines[0][1].width, baseline))], [role])

    # The finished edition ----------------------------------------------------------------------------------------

    def _plain(self, source: SourceString) -> str:
        return " ".join(plain_text(self.articles.text(source)).value.split("\n"))

    def _finished(self, pages: Sequence[PageDraft], before: int) -> PagedDocument:
        for index, page in enumerate(pages[1:], 2):
            self._place_folio(page, index)
        tags, places = self.structure.finish()
        document = self.document
        title = f"{self._plain(document.title)} {document.year}"
        return PagedDocument(
            metadata=Metadata(
                title=f"{title}（{self.design.edition}）",
                publisher=self._plain(document.publisher),
                subject=document.subject,
                keywords=document.keywords,
                language=document.language,
            ),
            trim=self.design.theme.trim,
            bleed=self.design.theme.bleed,
            pages=tuple(
                Page(
                    items=tuple(_placed(draft, places) for draft in page.drafts),
                    label=str(index) if index > 1 else self.design.edition,
                    folio=index if index > 1 else None,
                    layout=page.layout,
                )
                for index, page in enumerate(pages, 1)
            ),
            structure=tags,
            outline=self._outline(before),
            safe_margin=self.design.theme.safe,
        )

    def _outline(self, before: int) -> tuple[OutlineEntry, ...]:
        marks = [(self.design.contents, 1)]
        for entry in self.entries:
            label = "" if entry.label is None else f"{self._plain(entry.label)}　"
            marks.append((label + self._plain(entry.title), before + entry.page_index))
        return tuple(OutlineEntry(title=title, level=1, page_index=at, y=0) for title, at in marks)

    def _place_folio(self, page: PageDraft, number: int) -> None:
        text = self._set(unplaced(str(number)), "folio")
        self._place_at_right(text, page, self.design["column.folio"], Artifact.PAGINATION)


def _placed(draft: Draft, places: dict[Handle, int]) -> Placed:
    role = places[draft.role] if isinstance(draft.role, int) else draft.role
    return Placed(at=draft.at, item=draft.item, role=role, origin=draft.origin, bleeds=draft.bleeds)
