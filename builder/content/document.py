"""What leaves the content room: one validated book. Frozen, and every text knows its place in the YAML."""

from dataclasses import dataclass

from builder.source import SourceString, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CropAdjustment:
    """What the author changed by hand of a picture's crop, whatever frame it stands in."""

    crop: tuple[float, float, float, float] | None
    """The part to show, as fractions; None for what the layout shows."""
    shift: tuple[float, float]
    """Widths and heights of the picture by which the crop moves."""
    size: float
    """How many times the picture is enlarged in its frame; at least 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureEntry:
    """A picture of the book, bound to its users by `id`, never by position."""

    id: str
    file: str
    """Relative to the project."""
    caption: SourceString | None
    alt: SourceString
    credit: SourceString | None
    focus: tuple[float, float] | None
    """What a crop should centre on, as fractions of width and height."""
    keep: tuple[float, float, float, float] | None
    """The box (left, top, right, bottom) that every crop must hold."""
    adjustment: CropAdjustment | None = None
    """By hand (`adjust:`)."""
    span: Span
    contributor: str = ""
    """Whom to ask for the original; empty if nobody is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A number held once: 数说 pages and side figures refer to it by `id`."""

    id: str
    value: SourceString
    """As printed: `2.4`, `96.83`, `6020`."""
    unit: SourceString | None
    """As printed behind it: `万余名`, `%`."""
    label: SourceString
    """What it counts; a line break in the YAML is a line break wished for."""
    side_label: SourceString | None = None
    """A shorter label for use beside the text; `label` if None."""
    note: SourceString | None
    last: SourceString | None = None
    """Last year's value, as printed."""
    year: str = ""
    """The year it holds for; that of the book if empty."""
    source: SourceString | None = None
    """Where the number comes from."""
    highlight: str | None
    """Id of the highlight whose text holds it."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlight:
    """One of the book's articles."""

    id: str
    label: SourceString
    title: SourceString
    body: tuple[SourceString, ...]
    """Paragraphs."""
    pictures: tuple[str, ...]
    """Ids, in the author's order."""
    facts: tuple[str, ...]
    """Ids of the facts that may stand beside the text."""
    layout: SourceString | None
    """The author's wish for a layout, by name."""
    page_break: SourceString | None = None
    """The author's wish for the page it begins on: `left`, `right`, or `opening` for a fresh pair of pages."""
    page_span: int = 0
    """The author's wish for the number of its pages; 0 without one."""
    span: Span
    sic: tuple[SourceString, ...] = ()
    """Words of its text that are meant to stand as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePages:
    """数说: percentages as hundred-square grids, counts as rows."""

    title: SourceString
    facts: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Numbers to be drawn."""

    kind: str
    title: SourceString
    rows: tuple[Fact, ...]
    """Facts of the book, or rows of its own in their form."""
    note: SourceString | None
    alt: SourceString | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """What a telephone reads on the back cover."""

    text: SourceString
    caption: SourceString | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartPages:
    """图表."""

    title: SourceString
    charts: tuple[Chart, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Gallery:
    """图录: pictures that belong to no article, or once more at large."""

    title: SourceString
    pictures: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Colophon:
    """版权页: lines as they are to stand."""

    lines: tuple[SourceString, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole book, validated."""

    year: int
    title: SourceString
    publisher: SourceString
    imprint: SourceString
    """The publisher as the cover signs: `晋中市教育局　编`."""
    language: str
    theme: str
    theme_settings: tuple[tuple[str, object], ...]
    """`theme:` overrides and `--set`, as dotted keys and values."""
    theme_span: Span
    """Where the theme is named; the whole book if it is not."""
    page_format: str
    """`16k`, `a4`, `wide` or `phone`."""
    subject: str
    keywords: tuple[str, ...]
    marks: str
    """What happens to half-width marks beside Han: `set`, `report` or `off`."""
    names: tuple[str, ...]
    """Names that should not break."""
    quoted: tuple[str, ...] = ()
    """Numbers with their units that texts quote: they never break."""
    sic: tuple[SourceString, ...] = ()
    """Words of any text that are meant to stand as they are."""
    highlights: tuple[Highlight, ...]
    pictures: tuple[PictureEntry, ...]
    facts: tuple[Fact, ...]
    figures: FigurePages | None
    charts: ChartPages | None = None
    qr: QrCode | None = None
    isbn: SourceString | None = None
    """As printed, its thirteen digits proved."""
    gallery: Gallery | None
    colophon: Colophon | None
    files: tuple[str, ...]
    """Every file that was read, relative to the project: what a watcher watches."""
    span: Span

    def picture(self, picture_id: str) -> PictureEntry:
        """The picture called `picture_id`; validation has made sure that it exists (KeyError otherwise)."""
        for picture in self.pictures:
            if picture.id == picture_id:
                return picture
        raise KeyError(picture_id)

    def fact(self, fact_id: str) -> Fact:
        """The fact called `fact_id` (KeyError if there is none)."""
        for fact in self.facts:
            if fact.id == fact_id:
                return fact
        raise KeyError(fact_id)
