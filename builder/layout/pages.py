"""The heart of the house: a finished book as pure data. Writers, preflight, the studio and tests all read this."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from builder.color import Paint
from builder.geometry import Matrix, Point, Rect, Size
from builder.source import Span
from builder.text.glyphs import GlyphRun
from builder.units import Length

TagId: TypeAlias = int
"""Index of a `Tag` in `PagedDocument.structure`."""


class Artifact(StrEnum):
    """Page matter outside the reading order (ISO 32000-1, 14.8.2.2)."""

    PAGINATION = "pagination"
    LAYOUT = "layout"
    BACKGROUND = "background"


Role: TypeAlias = TagId | Artifact


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """How a path is stroked. `dash` alternates on and off lengths; empty means solid."""

    paint: Paint
    width: Length
    dash: tuple[Length, ...] = ()
    dash_phase: Length = 0
    cap: str = "butt"
    """`butt`, `round` or `square`."""
    join: str = "miter"
    """`miter`, `round` or `bevel`."""


@dataclass(frozen=True, slots=True)
class MoveTo:
    to: Point


@dataclass(frozen=True, slots=True)
class LineTo:
    to: Point


@dataclass(frozen=True, slots=True)
class CurveTo:
    """A cubic Bézier segment."""

    control1: Point
    control2: Point
    to: Point


@dataclass(frozen=True, slots=True)
class Close:
    pass


Segment: TypeAlias = MoveTo | LineTo | CurveTo | Close


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """An outline, filled, stroked or both. Coordinates from the item's place."""

    segments: tuple[Segment, ...]
    fill: Paint | None = None
    stroke: Stroke | None = None
    even_odd: bool = False


class Tone(NamedTuple):
    """A grade of a picture, in black over a flat ink.

    Its grey v, from 0 to 1, becomes gain · ((v - low) / (high - low)) ^ power. Before that the picture's own darkest
    and lightest hundredth are made 0 and 1, and its middle tones steeper.
    """

    low: float
    high: float
    power: float
    gain: float
    shadows: tuple[float, float, float]
    """Cyan, magenta and yellow printed with the black K, as shares of its square."""
    under: tuple[float, float, float, float]
    """Press value of the flat ink that it lies on."""
    under_screen: tuple[float, float, float]
    """The same on a screen: multiplied with the grey."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture set into a rectangle from the item's place.

    `crop` is the part of the upright source that fills `size`, as fractions of its width and height
    (left, top, right, bottom); layout has already made its shape equal to that of `size`.
    `file` is relative to the project, forward slashes; writers get its bytes through `Resources`.
    """

    file: str
    size: Size
    crop: tuple[float, float, float, float]
    grade: str = ""
    """Name of a tone treatment (`""` as is, `grey` …)."""
    tone: Tone | None = None
    """A graded picture's curve and inks; with it `grade` says nothing."""
    name: str = ""
    """The picture's id in the content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An area of the page that leads somewhere; screen only. `target` is a URL or `#anchor`."""

    size: Size
    target: str
    contents: str
    """What a screen reader says for it (ISO 14289-1, 7.18.5)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Items drawn through a matrix and, if given, a clip path; both in the group's own coordinates.

    A point p of an item in the group stands at place + matrix·p; the clip is one of those items' coordinates.
    """

    items: tuple["Placed", ...]
    clip: Path | None = None
    matrix: Matrix | None = None


Item: TypeAlias = GlyphRun | Picture | Path | Link | Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One item at a fixed place on a page. Items of a page are painted in order."""

    at: Point
    """From the trim box's top left corner, y downwards (inside a group: from the group's origin)."""
    item: Item
    role: Role
    origin: Span
    bleeds: bool = False
    """Art that is meant to run off the page: where it touches the trim it has been drawn to the bleed edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An element of the structure tree (ISO 32000-1, 14.7–14.8). The tuple of tags is in reading order, parents first.

    A tag holds child tags or marked content (items whose role it is), never both: mixed content uses `Span` children.
    """

    kind: str
    """A standard structure type: Document, Part, Sect, TOC, TOCI, H1 … H6, P, Figure, Caption, Link, Span, Table …"""
    parent: TagId | None
    alt: str = ""
    title: str = ""
    language: str = ""
    actual_text: str = ""
    scope: str = ""
    """For TH: `Row`, `Column` or `Both`."""
    anchor: str = ""
    """Name that links may lead to as `#name`."""
    origin: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineEntry:
    """A bookmark: level 1 is outermost."""

    title: str
    level: int
    page_index: int
    y: Length


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. `label` is what a reader calls it (封面, 目录, 1 …); `folio` its number, printed or not."""

    items: tuple[Placed, ...]
    label: str
    folio: int | None
    is_blank: bool = False
    """A page left empty on purpose, to fill the signature."""
    is_bare: bool = False
    """A page that its layout leaves mostly empty on purpose: a title page, a quiet page."""
    layout: str = ""
    """Name of the layout it came from, for people who ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a file says about itself. No person's name, no path."""

    title: str
    publisher: str
    subject: str = ""
    keywords: tuple[str, ...] = ()
    language: str = "zh-Hans"


@dataclass(frozen=True, slots=True, kw_only=True)
class PagedDocument:
    """The whole book: pages as display lists, structure tree, outline. Printable as text and JSON (`layout.dump`)."""

    metadata: Metadata
    trim: Size
    bleed: Length
    pages: tuple[Page, ...]
    structure: tuple[Tag, ...]
    outline: tuple[OutlineEntry, ...]
    right_bound: bool = False
    """Bound on the right: page one is a verso of the West (`/Direction /R2L`)."""
    safe_margin: Length = 0
    """Live text keeps this distance from the trim."""

    @property
    def bleed_box(self) -> Rect:
        return Rect(0, 0, self.trim.width, self.trim.height).grown(self.bleed)
