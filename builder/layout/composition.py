"""From a document to its pages: the one door into the layout room."""

from dataclasses import dataclass, replace

from builder.content.document import ChartPages, Document, Highlight
from builder.diagnostics import Diagnostics, Severity
from builder.layout.articles import Articles, is_percentage, open_articles
from builder.layout.charts.hanging import hang_charts
from builder.layout.contents import Cell, contents_layout, contents_pages, place_contents
from builder.layout.fitting import Entries, Misfit, arranged, considered, fit, taken_figures
from builder.layout.furniture import furnish, lay_ground
from builder.layout.gallery import Hanger
from builder.layout.pages import (
    Metadata,
    OutlineEntry,
    Page,
    PagedDocument,
    Placed,
    Role,
)
from builder.layout.planning import (
    BookPlan,
    Choice,
    Considered,
    Cost,
    Part,
    PlannedArticle,
    Plate,
    Step,
    blanks_before,
    plan,
)
from builder.layout.scope import PictureUse, Scope
from builder.layout.stage import Draft, PageDraft, Stage
from builder.layout.structure import About, Handle, StructureBuilder
from builder.layout.theme import Frame, Layout, Theme, load_theme
from builder.layout.wishes import honoured, tell_refusal, wished_layouts
from builder.resources import Resources
from builder.source import SourceString, unplaced
from builder.text.marks import tell_conversions
from builder.text.markup import plain_text
from builder.text.paragraphs import Typesetter
from builder.units import Length

CONTENTS = "contents"
"""What the book's order calls the contents, whichever design they take."""


@dataclass(slots=True)
class _Bookmark:
    title: str
    page: PageDraft
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A part of the book after the articles: its heading and the layouts it takes, one scope each."""

    name: str
    heading: SourceString
    parts: tuple[tuple[Layout, Scope], ...]

    @property
    def pages(self) -> int:
        return sum(len(layout.pages) for layout, _ in self.parts)


def compose(document: Document, resources: Resources, report: Diagnostics) -> PagedDocument | None:
    """Lay the whole book out.

    Returns:
        The pages, or None if an error was reported: a text that fits no layout, a missing glyph, a picture that
        cannot be opened, a keep box that no crop can hold, an unknown theme or layout.
    """
    composition = _opened(document, resources, report)
    return None if composition is None else composition.run()


def plan_book(document: Document, resources: Resources, report: Diagnostics) -> BookPlan | None:
    """Which layouts `compose` gives the articles, and why; None where it would give no pages."""
    composition = _opened(document, resources, report)
    if composition is None or composition.run() is None:
        return None
    return composition.explained()


def _opened(document: Document, resources: Resources, report: Diagnostics) -> "_Composition | None":
    theme = load_theme(document, resources, report)
    articles = open_articles(document, resources, report)
    if theme is None:
        return None
    resources.fonts.verify(theme.faces, report)
    if report.has_errors:
        return None
    tell_conversions(articles.conversions, report, mode=articles.mode)
    return _Composition(articles, theme, resources, report)


class _Composition:
    """One run of `compose`: the book's pages in the making."""

    def __init__(
        self,
        articles: Articles,
        theme: Theme,
        resources: Resources,
        report: Diagnostics,
    ) -> None:
        self.articles = articles
        self.document = articles.document
        self.theme = theme
        self.report = report
        self.trials = Diagnostics()
        typesetter = Typesetter(resources.fonts, self.trials)
        self.structure = StructureBuilder(self.document.title.value, self.document.language, self.document.span)
        self.stage = Stage(theme, typesetter, self.structure, report)
        self.rehearsal = Stage(theme, typesetter, StructureBuilder("", "", self.document.span), Diagnostics())
        """Where layouts are tried: what is placed and reported on it is thrown away."""
        self.book = articles.book().with_numbers(theme.numbers)
        self.cost = Cost()
        self.plates = Hanger(self.rehearsal, articles, self.cost, "plates")
        self.homeless: list[str] = []
        self.steps: tuple[Step, ...] = ()
        self.considered: dict[str, tuple[Considered, ...]] = {}
        """By the ids of articles, for `explained`."""
        self.pages: list[PageDraft] = []
        self.labels: list[str] = []
        self.folios: list[int | None] = []
        self.bookmarks: list[_Bookmark] = []

    def run(self) -> PagedDocument | None:
        choices = tuple(self._choices(i + 1, h) for i, h in enumerate(self.document.highlights))
        sections = self._sections()
        self._tell_glyphs()
        if self.report.has_errors:
            return None
        self.steps = self._plan(choices, sections)
        self._place_book(self.steps, sections)
        self._tell_glyphs()
        if blanks := sum(page.is_blank for page in self.pages):
            self.report.note("blank-pages", self.document.span, count=blanks, pages=len(self.pages))
        furnish(self.stage, self.pages, self.folios, self.book)
        for page in self.pages:
            lay_ground(self.stage, page)
        return None if self.report.has_errors else self._finished()

    def explained(self) -> BookPlan:
        """The plan of a book that has been composed."""
        firsts = {mark.anchor: self.pages.index(mark.page) for mark in self.bookmarks}
        articles = []
        for step, highlight in zip(self.steps, self.document.highlights, strict=True):
            first = firsts[highlight.id]
            names = self.labels[first], self.labels[first + step.choice.pages - 1]
            articles.append(
                PlannedArticle(
                    id=highlight.id,
                    label=self._plain(highlight.label),
                    layouts=(step.choice.layout.name, *(plate.layout.name for plate in step.choice.plates)),
                    pages="–".join(dict.fromkeys(names)),
                    blanks=step.blanks,
                    parts=step.parts,
                    considered=tuple(self.considered[highlight.id]),
                )
            )
        blanks = sum(page.is_blank for page in self.pages)
        behind = blanks - sum(step.blanks for step in self.steps)
        return BookPlan(
            articles=tuple(articles),
            layouts=tuple(page.layout for page in self.pages),
            blanks=blanks,
            blank_cost=self.cost.blank * behind,
        )

    def _tell_glyphs(self) -> None:
        """Pass on what the text room could not set; trial settings may have said it more than once."""
        told = {(d.code, d.span) for d in self.report}
        for finding in self.trials:
            wanted = finding.severity is Severity.ERROR or finding.code == "glyph-fallback"
            if wanted and (finding.code, finding.span) not in told:
                told.add((finding.code, finding.span))
                self.report.found.append(finding)

    # Articles ----------------------------------------------------------------------------------------------------

    def _choices(self, number: int, highlight: Highlight) -> tuple[Choice, ...]:
        """The layouts this article fits, pictures that they have no frames for on plates behind them.

        Reports an error if there is none.
        """
        layouts = wished_layouts(highlight, self.theme, self.report)
        tried = [self._try(number, highlight, layout) for layout in layouts]
        choices = tuple(choice for found in tried if not isinstance(found, Misfit) for choice in found)
        self.considered[highlight.id] = considered(tried)
        if layouts and not choices:
            misfits = [misfit for misfit in tried if isinstance(misfit, Misfit)]
            tell_refusal(highlight, misfits, self.report)
        if not self.plates.has_layouts:
            choices = self._roomiest(highlight, choices)
        return honoured(highlight, choices, self.theme, self.report)

    def _roomiest(self, highlight: Highlight, choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
        """In a theme without plates: the choices with most frames; what they cannot take goes to the gallery."""
        room = max((len(choice.layout.pictures) for choice in choices), default=0)
        if choices and len(highlight.pictures) > room:
            moved = "、".join(highlight.pictures[room:])
            self.report.warning("pictures-to-gallery", highlight.span, label=highlight.label.value, pictures=moved)
            self.homeless += highlight.pictures[room:]
        return tuple(choice for choice in choices if len(choice.layout.pictures) == room)

    def _try(self, number: int, highlight: Highlight, layout: Layout) -> tuple[Choice, ...] | Misfit:
        pictures = arranged(self.articles.uses(highlight), layout)
        if pictures is None:
            return Misfit(layout=layout, reason="pictures")
        scope = self.book.inside(self.articles.highlight(number, highlight, pictures))
        choice = fit(self.rehearsal, layout, scope, self.cost)
        left = pictures[len(layout.pictures) :]
        if isinstance(choice, Misfit):
            return choice
        if not left or not self.plates.has_layouts:
            return (choice,)
        ways = self.plates.hang(left, scope, numbered_from=len(layout.pictures) + 1, numbered=len(pictures) > 1)
        return tuple(
            replace(choice, plates=plates, parts=(*choice.parts, Part("plates", self.cost.plate * _page_count(plates))))
            for plates in ways
        )

    # Sections after the articles ---------------------------------------------------------------------------------

    def _sections(self) -> dict[str, _Section]:
        sections = {}
        if self.document.figures:
            sections["figures"] = self._figures()
        self._check_codes()
        if self.document.charts:
            sections["charts"] = self._charts(self.document.charts)
        if pictures := self._gallery_pictures():
            sections["gallery"] = self._gallery(pictures)
        return sections

    def _figures(self) -> _Section:
        figures = self.document.figures
        assert figures is not None
        facts = [self.document.fact(name) for name in figures.facts]
        heading = self.articles.text(figures.title)
        kinds = {
            "percentages": [fact for fact in facts if is_percentage(fact)],
            "counts": [fact for fact in facts if not is_percentage(fact)],
            "shares-first": sorted(facts, key=lambda fact: not is_percentage(fact)),
            "figures": sorted(facts, key=self.articles.told_at),
        }
        wanted = {name for layout in self.theme.layouts_for("figures") for name in repeated(layout)}
        lists = {name: tuple(map(self.articles.fact, kinds[name])) for name in kinds if name in wanted}
        parts = []
        while any(lists.values()):
            layout, taken = self._figures_layout(lists)
            inner = Scope(sources={"heading": (heading,)}, lists=taken, origin=figures.span)
            parts.append((layout, self.stage.prepared(layout, self.book.inside(inner))))
            shown = {id(entry) for entries in taken.values() for entry in entries}
            lists = {name: tuple(e for e in rest if id(e) not in shown) for name, rest in lists.items()}
        return _Section(name="figures", heading=heading, parts=tuple(parts))

    def _figures_layout(self, lists: dict[str, Entries]) -> tuple[Layout, dict[str, Entries]]:
        """The layout that shows most of these figures, and which; on a tie the one with fewer pages, then the first."""
        tried = [(layout, taken_figures(self.stage, layout, lists)) for layout in self.theme.layouts_for("figures")]
        fitting = [(layout, taken) for layout, taken in tried if taken is not None]
        if not fitting:
            wanted = sorted(name for name, entries in lists.items() if entries)
            raise KeyError(f"theme {self.theme.name} has no figures layout for {wanted}")
        return max(fitting, key=lambda pair: (sum(map(len, pair[1].values())), -len(pair[0].pages)))

    def _check_codes(self) -> None:
        """Tell of a code that the theme or its page has no place for: nothing is left out in silence."""
        frames = [frame for layout in self.theme.layouts.values() for page in layout.pages for frame in page]
        qr, isbn = self.document.qr, self.document.isbn
        if qr is not None and not any("qr" in frame for frame in frames):
            self.report.warning("qr-without-frame", qr.text.span, theme=self.theme.name)
        if isbn is not None and not any("barcode" in frame for frame in frames):
            self.report.warning("barcode-without-frame", isbn.span, theme=self.theme.name)

    def _charts(self, charts: ChartPages) -> _Section:
        heading = self.articles.text(charts.title)
        if not self.theme.layouts_for("charts") or not any(row.get("section") == "charts" for row in self.theme.book):
            self.report.error("theme-without-charts", charts.span, theme=self.theme.name)
            return _Section(name="charts", heading=heading, parts=())
        common = Scope(sources={"heading": (heading,)}, origin=charts.span)
        parts = hang_charts(self.stage, self.articles, charts.charts, self.book.inside(common), self.report)
        return _Section(name="charts", heading=heading, parts=parts)

    def _gallery_pictures(self) -> tuple[PictureUse, ...]:
        """The gallery's own pictures, then those of articles that no layout has room for: none is lost."""
        gallery = self.document.gallery
        names = dict.fromkeys([*(gallery.pictures if gallery else ()), *self.homeless])
        return tuple(self.articles.pictures[name] for name in names)

    def _gallery(self, pictures: tuple[PictureUse, ...]) -> _Section:
        gallery = self.document.gallery
        heading = self.articles.text(gallery.title) if gallery else unplaced("图录")
        common = Scope(sources={"heading": (heading,)}, origin=gallery.span if gallery else self.document.span)
        hanger = Hanger(self.rehearsal, self.articles, self.cost, "gallery")
        ways = hanger.hang(pictures, self.book.inside(common))
        plates = min(ways, key=lambda plates: _page_count(plates) % 2)
        return _Section(name="gallery", heading=heading, parts=tuple((p.layout, p.scope) for p in plates))

    # The book ----------------------------------------------------------------------------------------------------

    def _plan(self, choices: tuple[tuple[Choice, ...], ...], sections: dict[str, _Section]) -> tuple[Step, ...]:
        at = [row.get("section") for row in self.theme.book].index("highlights")
        head = 0
        for row in self.theme.book[:at]:
            head += self._row_pages(row, sections, head)
        return plan(choices, start=head, tail=lambda index: self._blanks_after(index, sections), cost=self.cost)

    def _blanks_after(self, page_index: int, sections: dict[str, _Section]) -> int:
        """How many blank pages follow articles that end before a page of that index (or one of its signature)."""
        at = [row.get("section") for row in self.theme.book].index("highlights") + 1
        index = used = page_index
        for row in self.theme.book[at:]:
            index += self._row_pages(row, sections, index)
            used += self._row_pages(row, sections, None)
        return index - used + -index % self.theme.signature

    def _row_pages(self, row: Frame, sections: dict[str, _Section], at: int | None) -> int:
        """Pages of a part of the book that comes to stand at page index `at`, blanks for its sides included.

        Without `at`, its own pages alone.
        """
        if self._is_left_out(row):
            return 0
        if name := row.get("section"):
            layouts = [layout for layout, _ in sections[name].parts] if name in sections else []
        elif row["layout"] == CONTENTS:
            layout = contents_layout(self.theme, self._entries(sections))
            pages = contents_pages(layout, len(self.document.highlights), len(sections), self.stage.expressions)
            return pages + (0 if at is None else blanks_before(layout, at))
        else:
            layouts = [self.theme.layouts[row["layout"]]]
        end = at or 0
        for layout in layouts:
            end += len(layout.pages) + (0 if at is None else blanks_before(layout, end))
        return end - (at or 0)

    def _entries(self, sections: dict[str, _Section]) -> int:
        return len(self.document.highlights) + bool(sections)

    def _is_left_out(self, row: Frame) -> bool:
        """A page of the book's order that shows a list, where the content has none (a colophon without lines)."""
        return "shows" in row and not self.book.lists.get(row["shows"])

    def _place_book(self, steps: tuple[Step, ...], sections: dict[str, _Section]) -> None:
        folio: int | None = None
        contents_at = -1
        for row in self.theme.book:
            if "folio" in row:
                folio = None if row["folio"] == "none" else int(row["folio"])
            start = len(self.pages)
            section = row.get("section")
            if section == "highlights":
                self._place_highlights(steps)
            elif section == "fill":
                self._fill(sections)
            elif section in sections:
                self._place_section(sections[section])
            elif row.get("layout") == CONTENTS:
                layout = contents_layout(self.theme, self._entries(sections))
                self._blank_to_side(layout)
                contents_at = len(self.pages)
                count = contents_pages(layout, len(self.document.highlights), len(sections), self.stage.expressions)
                self._extend([PageDraft(layout=layout.name) for _ in range(count)])
            elif section is None and not self._is_left_out(row):
                self._place_single(self.theme.layouts[row["layout"]])
            for _ in self.pages[start:]:
                self.folios.append(folio)
                self.labels.append(str(row.get("label", folio or "")))
                folio = None if folio is None else folio + 1
        if contents_at >= 0:
            self._place_contents(contents_at, sections)

    def _extend(self, pages: list[PageDraft] | tuple[PageDraft, ...]) -> None:
        self.pages.extend(pages)

    def _plain(self, source: SourceString) -> str:
        """The words of a text in one line, for bookmarks and metadata."""
        return " ".join(plain_text(self.articles.text(source)).value.split("\n"))

    def _section_element(self, anchor: str = "", title: str = "") -> Handle:
        about = About(rank=len(self.pages), anchor=anchor, title=title)
        return self.structure.element(0, "Sect", about=about)

    def _place_single(self, layout: Layout) -> None:
        self._blank_to_side(layout)
        section = self._section_element()
        scope = replace(self.book, pictures=self._book_pictures(layout))
        pages = self.stage.place_layout(layout, self.stage.prepared(layout, scope), section)
        for page in pages:
            page.is_blank = bool(layout.raw.get("deliberate")) and not page.drafts
        self._extend(pages)

    def _book_pictures(self, layout: Layout) -> tuple[PictureUse, ...]:
        """What a page that belongs to the whole book shows: the book's pictures from the theme's choice on."""
        uses = tuple(self.articles.pictures.values())
        start = min(int(layout.raw.get("from-picture", 1)), len(uses)) - 1
        return uses[start:][: len(layout.pictures)] if uses and layout.pictures else ()

    def _blank_to_side(self, layout: Layout) -> None:
        for _ in range(blanks_before(layout, len(self.pages))):
            self._blank()

    def _blank(self) -> None:
        """A page to fill a place: as the theme furnishes it, blank if it puts nothing there."""
        layout = self.theme.layouts["blank"]
        (page,) = self.stage.place_layout(layout, self.stage.prepared(layout, self.book), 0)
        page.is_blank = not page.drafts
        self._extend([page])

    def _place_highlights(self, steps: tuple[Step, ...]) -> None:
        for step, highlight in zip(steps, self.document.highlights, strict=True):
            for _ in range(step.blanks):
                self._blank()
            title = f"{self._plain(highlight.label)}　{self._plain(highlight.title)}"
            section = self._section_element(anchor=highlight.id, title=title)
            pages = self.stage.place_layout(step.choice.layout, step.choice.scope, section)
            self.bookmarks.append(_Bookmark(title, pages[0], highlight.id))
            self._extend(pages)
            for number, plate in enumerate(step.choice.plates):
                inner = self.structure.element(section, "Sect", ("plate", number), About(rank=50))
                self._extend(self.stage.place_layout(plate.layout, plate.scope, inner))

    def _place_section(self, section: _Section) -> None:
        for layout, scope in section.parts:
            self._blank_to_side(layout)
            first = scope is section.parts[0][1]
            anchor = section.name if first else ""
            element = self._section_element(anchor=anchor, title=self._plain(section.heading))
            pages = self.stage.place_layout(layout, scope, element)
            self._extend(pages)
            if first:
                self.bookmarks.append(_Bookmark(self._plain(section.heading), pages[0], section.name))

    def _fill(self, sections: dict[str, _Section]) -> None:
        """Blank pages that fill the last sheet, before what must come last."""
        names = [row.get("section") for row in self.theme.book]
        rows = self.theme.book[names.index("fill") + 1 :]
        after = sum(self._row_pages(row, sections, None) for row in rows)
        for _ in range(-(len(self.pages) + after) % self.theme.signature):
            self._blank()

    def _place_contents(self, at: int, sections: dict[str, _Section]) -> None:
        layout = contents_layout(self.theme, self._entries(sections))
        heading = unplaced(str(layout.raw["heading"]))
        section = self.structure.element(0, "Sect", about=About(rank=at, anchor="contents", title=heading.value))
        targets = {mark.anchor: self.folios[self.pages.index(mark.page)] or 0 for mark in self.bookmarks}
        opening = Scope(sources={"heading": (heading,)}, origin=self.document.span)
        cells = [Cell(frames="opening", scope=opening)]
        for article in self.book.lists["highlights"]:
            entry = Scope(words={"target": targets[article.target]}, origin=article.origin)
            cells.append(Cell(frames="entry", scope=article.inside(entry)))
        if sections:
            entries = tuple(
                Scope(
                    words={"target": targets[part.name]},
                    sources={"title": (part.heading,)},
                    target=part.name,
                    origin=part.heading.span,
                )
                for part in sections.values()
            )
            cells.append(Cell(frames="sections", scope=Scope(lists={"sections": entries}, origin=self.document.span)))
        pages = place_contents(self.stage, layout, tuple(cells), self.book, section)
        self.pages[at : at + len(pages)] = pages
        self.bookmarks.insert(0, _Bookmark(heading.value, pages[0], "contents"))

    # The finished book -------------------------------------------------------------------------------------------

    def _finished(self) -> PagedDocument:
        tags, places = self.structure.finish()
        pages = tuple(
            Page(
                items=tuple(_placed(draft, places) for draft in page.drafts),
                label=self.labels[index],
                folio=self.folios[index],
                is_blank=page.is_blank,
                is_bare=page.is_bare,
                layout=page.layout,
            )
            for index, page in enumerate(self.pages)
        )
        outline = tuple(
            OutlineEntry(title=mark.title, level=1, page_index=self.pages.index(mark.page), y=Length(0))
            for mark in self.bookmarks
        )
        document = self.document
        return PagedDocument(
            metadata=Metadata(
                title=f"{self._plain(document.title)} {document.year}",
                publisher=self._plain(document.publisher),
                subject=document.subject,
                keywords=document.keywords,
                language=document.language,
            ),
            trim=self.theme.trim,
            bleed=self.theme.bleed,
            pages=pages,
            structure=tags,
            outline=outline,
            right_bound=self.theme.right_bound,
            safe_margin=self.theme.safe,
        )


def repeated(layout: Layout) -> frozenset[str]:
    """The lists that a layout's frames show."""
    frames = (frame for page in (layout.across, *layout.pages) for frame in page)
    return frozenset(str(frame["repeat"]) for frame in frames if "repeat" in frame)


def _page_count(plates: tuple[Plate, ...]) -> int:
    return sum(len(plate.layout.pages) for plate in plates)


def _placed(draft: Draft, places: dict[Handle, int]) -> Placed:
    role: Role = places[draft.role] if isinstance(draft.role, int) else draft.role
    return Placed(at=draft.at, item=draft.item, role=role, origin=draft.origin, bleeds=draft.bleeds)
