"""A theme read into values: inks, styles, ornaments, layouts. Looks are data; no code knows a theme's name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from builder.color import Cmyk, Ink, Paint, Rgb, Spot
from builder.content.document import Document
from builder.diagnostics import Diagnostics
from builder.geometry import Size
from builder.layout.pages import Tone
from builder.layout.theme_files import theme_data
from builder.layout.typography import DEFAULTS, KeyReader, changed_rules, line_rules
from builder.resources import Resources
from builder.text.glyphs import WritingMode
from builder.text.markup import EmphasisFaces
from builder.text.styles import (
    Alignment,
    Breaking,
    CharacterStyle,
    LineRules,
    ParagraphStyle,
)
from builder.units import Length, mm

SIGNATURE = 4
"""Pages come in fours (folded sheets of saddle stitch) unless a theme says that two or one will do."""

Frame: TypeAlias = Mapping[str, Any]
"""One frame as the theme states it: what stands there, where, in which style (`docs/themes.md`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStyle:
    """A named style: how its paragraphs are set and how far its lines stand apart."""

    name: str
    paragraph: ParagraphStyle
    leading: Length
    clauses_apart: bool
    """A title of several lines gives every clause lines of its own: it turns over at the comma before all else."""
    quotes: str = ""
    """The face of “ ” ‘ ’, where the style's own has only Western ones; empty for the style's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrnamentStyle:
    """A named use of a computed ornament."""

    kind: str
    inks: Mapping[str, Paint]
    parameters: Mapping[str, Any]
    is_ground: bool
    """Texts stand on it: it is no obstacle to them."""
    bleeds_straight: bool = False
    """Its polygons go through the bleed at right angles to the trim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A declared page or spread."""

    name: str
    purpose: str
    """What it is for: `highlight`, `figures`, `gallery`, `fill`, or the book's own furniture pages (empty)."""
    side: str
    """The page it must begin on, in reading order: `verso`, the first of an opening (on the left in a book bound on
    the left, on the right in one bound on the right), `recto`, or `any`."""
    pictures: tuple[str, ...]
    """Shapes of the pictures it takes: `landscape`, `portrait`, `any`."""
    heavy: str
    """Its one heavy thing, if it has a name: two of a kind should not follow one another."""
    more: int = 0
    """How many pictures a gallery takes beside those of its frames, for its list `pictures`."""
    crops: Mapping[str, Any] = field(default_factory=dict)
    """Places of pictures worked out beforehand: `picture` in `box`, as numbers of the given name."""
    then: Mapping[str, Any] = field(default_factory=dict)
    """Numbers that need those of `crops`."""
    regions: Mapping[str, Frame] = field(default_factory=dict)
    """Outlines of ornaments, by name, that frames draw through; in coordinates of the opening."""
    needs: frozenset[str]
    """`quote`, `percentage`: what the content must offer."""
    price: float = 0.0
    """What taking it costs the plan, in points: less liked layouts have more, favourites less than nothing."""
    when: Any = None
    """What must hold of the texts that have been set and the numbers named, as an expression; None for nothing."""
    texts: Mapping[str, Any]
    let: Mapping[str, Any]
    limits: Mapping[str, Any]
    """Most lines of each text, as expressions."""
    ideal: Mapping[str, Sequence[float]]
    """Range of lines in which the layout looks its best."""
    pages: tuple[Sequence[Frame], ...]
    across: Sequence[Frame]
    """Frames in coordinates of the spread; they are cut at the fold."""
    bare: tuple[bool, ...]
    """For each page, whether it is left mostly empty on purpose (`deliberate`)."""
    without: frozenset[str]
    raw: Mapping[str, Any]

    def most_cropped(self, theme: "Theme") -> float:
        """Share of a picture's area that may be cut off in this layout."""
        return float(self.raw.get("crop", theme.crop))


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """Everything a book looks like."""

    name: str
    trim: Size
    bleed: Length
    safe: Length
    signature: int
    """Pages that a sheet of the book holds: their number is a multiple of it; 1 for pages that are never bound."""
    right_bound: bool
    """Bound on the right: openings read from the right page to the left one."""
    grid_first: Length
    grid_pitch: Length
    em_top: float
    inks: Mapping[str, Paint]
    ground: Paint | None
    grade: str
    """Tone treatment of every picture; empty: as they are."""
    tones: Mapping[str, Tone]
    """Grades of pictures in the theme's inks, by name."""
    numbers: Mapping[str, float]
    """Named numbers that every expression may use."""
    crop: float
    """Most of a picture's area that any layout may cut off, as a share; a layout may ask for less."""
    reversed: Mapping[str, Paint]
    emphasis: EmphasisFaces
    styles: Mapping[str, TextStyle]
    ornaments: Mapping[str, OrnamentStyle]
    furniture: Sequence[Frame]
    book: Sequence[Frame]
    contents: str
    """The design of the contents that is wished for; empty to let the number of entries decide."""
    layouts: Mapping[str, Layout]
    charts: Mapping[str, Any]
    """Inks and styles of charts, as the theme states them (`docs/themes.md`); empty if it has none."""

    @property
    def faces(self) -> tuple[str, ...]:
        """Ids of the locked faces the theme uses."""
        characters = [style.paragraph.character for style in self.styles.values()]
        names = [c.han for c in characters] + [c.latin for c in characters]
        names += [self.emphasis.kai, self.emphasis.hei, *(name for c in characters for name in c.fallback)]
        names += [style.quotes for style in self.styles.values()]
        return tuple(name for name in dict.fromkeys(names) if name)

    def is_left(self, page_index: int) -> bool:
        """Whether a page lies on the left of its opening; page 0 is the front cover."""
        return is_verso(page_index) is not self.right_bound

    def layouts_for(self, purpose: str) -> tuple[Layout, ...]:
        return tuple(layout for layout in self.layouts.values() if layout.purpose == purpose)


def is_verso(page_index: int) -> bool:
    """Whether a page is the first one read of an opening; page 0, the front cover, stands alone as a recto."""
    return page_index % 2 == 1


def load_theme(document: Document, resources: Resources, report: Diagnostics) -> Theme | None:
    """The document's theme, keys overridden by its settings; None after reporting what is wrong with it."""
    data = theme_data(document.theme, document.page_format, document.theme_span, resources, report)
    if data is None:
        return None
    data = {**data, "typography": {**DEFAULTS, **data.get("typography", {})}}
    for key, value in document.theme_settings:
        if not _override(data, key.split("."), value):
            report.error("unknown-theme-key", document.theme_span, key=key, theme=document.theme)
            return None
    before = len(report.found)
    theme = read_theme({**data, "name": document.theme}, document, report)
    return theme if len(report.found) == before else None


def _override(data: dict[str, Any], path: list[str], value: object) -> bool:
    *folders, last = path
    for folder in folders:
        inner = data.get(folder)
        if not isinstance(inner, dict):
            return False
        data = inner
    if last not in data:
        return False
    data[last] = value
    return True


def read_theme(data: Mapping[str, Any], document: Document, report: Diagnostics) -> Theme:
    """A theme of its YAML's data, for a document whose names should not break; `theme-value` errors give defaults."""
    reader = KeyReader(data["name"], document.theme_span, report)
    bound = LineRules(names=(*document.names, *document.quoted), bound=document.quoted)
    return _theme(data, line_rules(data, bound, reader), reader)


def _theme(data: Mapping[str, Any], rules: LineRules, reader: KeyReader) -> Theme:
    inks = {name: _paint(name, row, data["plates"]) for name, row in data["inks"].items()}
    width, height = data["trim"]
    right_bound = data.get("binding", "left") == "right"
    setting = _Setting(inks, rules, reader, reader.faces("typography.fallback", _fallback(data)))
    return Theme(
        name=data["name"],
        trim=Size(mm(width), mm(height)),
        bleed=mm(data["bleed"]),
        safe=mm(data["safe"]),
        signature=int(data.get("signature", SIGNATURE)),
        right_bound=right_bound,
        grid_first=mm(data["grid"]["first"]),
        grid_pitch=mm(data["grid"]["pitch"]),
        em_top=data["em-top"],
        inks=inks,
        grade=data.get("grade", ""),
        tones={name: _tone(row, inks) for name, row in data.get("tones", {}).items()},
        numbers={name: float(value) for name, value in data.get("numbers", {}).items()},
        crop=float(data.get("crop", 1)),
        ground=None if data["ground"] == "none" else inks[data["ground"]],
        reversed={under: inks[over] for under, over in data.get("reversed", {}).items()},
        emphasis=EmphasisFaces(**data["emphasis"]),
        styles={name: _style(name, row, setting) for name, row in data["styles"].items()},
        ornaments={name: _ornament(row, inks) for name, row in data["ornaments"].items()},
        furniture=data["furniture"],
        book=data["book"],
        contents=data.get("contents", ""),
        layouts={name: _layout(name, row, right_bound) for name, row in data["layouts"].items()},
        charts=data.get("charts", {}),
    )


def _tone(row: Mapping[str, Any], inks: Mapping[str, Paint]) -> Tone:
    """A grade; without `over` it lies on bare paper."""
    under, screen = (0.0, 0.0, 0.0, 0.0), (1.0, 1.0, 1.0)
    if over := row.get("over"):
        ink = inks[over].ink
        flat = ink.press.alternate if isinstance(ink.press, Spot) else ink.press
        under = (flat.cyan, flat.magenta, flat.yellow, flat.black)
        screen = (ink.screen.red, ink.screen.green, ink.screen.blue)
    cyan, magenta, yellow = (float(share) for share in row.get("shadows", (0, 0, 0)))
    return Tone(
        low=float(row.get("low", 0)),
        high=float(row.get("high", 1)),
        power=float(row.get("power", 1)),
        gain=float(row.get("gain", 1)),
        shadows=(cyan, magenta, yellow),
        under=under,
        under_screen=screen,
    )


def _paint(name: str, row: Mapping[str, Any], plates: Sequence[str]) -> Paint:
    cmyk = Cmyk(*(share / 100 for share in row["cmyk"]))
    screen = str(row["screen"]).lstrip("#")
    rgb = Rgb(*(int(screen[i : i + 2], 16) / 255 for i in (0, 2, 4)))
    press = Spot(row["plate"], cmyk) if row.get("plate") in plates else cmyk
    return Paint(Ink(name, press, rgb), overprint=bool(row.get("overprint", False)))


def _fallback(data: Mapping[str, Any]) -> object:
    return data.get("typography", {}).get("fallback", [])


@dataclass(frozen=True, slots=True)
class _Setting:
    """What all styles of a theme share."""

    inks: Mapping[str, Paint]
    rules: LineRules
    reader: KeyReader
    fallback: tuple[str, ...]


def _style(name: str, row: Mapping[str, Any], setting: _Setting) -> TextStyle:
    reader, key = setting.reader, f"styles.{name}"
    size = reader.size(f"{key}.size", row["size"])
    breaking = Breaking(row.get("breaking", "paragraph"))
    character = CharacterStyle(
        han=row["face"],
        latin=row.get("latin", ""),
        size=size,
        paint=setting.inks[row["ink"]],
        tracking=round(size * row.get("tracking", 0)),
        latin_scale=reader.number(f"{key}.latin-scale", row.get("latin-scale", 1)),
        latin_shift=round(size * reader.number(f"{key}.latin-shift", row.get("latin-shift", 0))),
        fallback=reader.faces(f"{key}.fallback", row["fallback"]) if "fallback" in row else setting.fallback,
    )
    paragraph = ParagraphStyle(
        character=character,
        alignment=Alignment(row.get("align", "start")),
        breaking=breaking,
        first_line_indent=round(size * row.get("indent", 0)),
        hanging_indent=round(size * row.get("turnover", 0)),
        rules=changed_rules(row, setting.rules, key, reader),
        mode=WritingMode(row.get("mode", "horizontal")),
        hang_title_marks=bool(row.get("hang", True)),
    )
    apart = row.get("clauses") == "apart"
    leading, quotes = mm(row["leading"]), row.get("quotes", "")
    return TextStyle(name=name, paragraph=paragraph, leading=leading, clauses_apart=apart, quotes=quotes)


def _ornament(row: Mapping[str, Any], inks: Mapping[str, Paint]) -> OrnamentStyle:
    return OrnamentStyle(
        kind=row["kind"],
        inks={role: inks[ink] for role, ink in row["inks"].items()},
        parameters=row.get("parameters", {}),
        is_ground=bool(row.get("ground", False)),
        bleeds_straight=row.get("bleed") == "straight",
    )


def _layout(name: str, row: Mapping[str, Any], right_bound: bool) -> Layout:
    sides = {"right" if right_bound else "left": "verso", "left" if right_bound else "right": "recto"}
    return Layout(
        name=name,
        purpose=row.get("for", ""),
        side=sides.get(row.get("side", "any"), "any"),
        pictures=tuple(row.get("pictures", ())),
        heavy=row.get("heavy", ""),
        needs=frozenset(need for need in ("quote", "percentage") if row.get(need)),
        more=int(row.get("more", 0)),
        crops=row.get("crops", {}),
        then=row.get("then", {}),
        regions=row.get("regions", {}),
        price=float(row.get("price", 0)),
        when=row.get("when"),
        texts=row.get("texts", {}),
        let=row.get("let", {}),
        limits=row.get("limits", {}),
        ideal=row.get("ideal", {}),
        pages=tuple(page["frames"] for page in row["pages"]),
        across=row.get("across", ()),
        bare=tuple(bool(page.get("deliberate", row.get("deliberate", False))) for page in row["pages"]),
        without=frozenset(row.get("without", ())),
        raw=row,
    )
