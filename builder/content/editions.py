"""Editions: `editions.yaml` says what of a school stands where, and which parts are for whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder.content.conditions import Condition, ConditionError, read_condition
from builder.content.includes import Reader
from builder.content.nodes import plain_data
from builder.content.shapes import Choice, Field, Many, Number, Record, Text
from builder.content.validation import validate
from builder.diagnostics import Diagnostics
from builder.resources import ResourceError, Resources
from builder.source import Span, whole_file

EDITIONS_FILE = "editions.yaml"
WORDS = Text()
PLACEHOLDER = re.compile(r"\{(\w+)\}")
LETTER = 0
"""The page number that stands for the letter: no page of the book has it."""


def _words(name: str, zh: str, en: str, *, required: bool = False) -> Field:
    return Field(name=name, shape=WORDS, zh=zh, en=en, required=required)


def _place(name: str, zh: str, en: str) -> Field:
    return Field(name=name, shape=Number(least=0, most=2000), zh=zh, en=en, required=True)


_PAGE = Field(
    name="page",
    shape=Number(least=-1000, most=1000, whole=True),
    zh="放在第几页；-1 是最后一页；不写则为最后一页。信里的不写。",
    en="Which page; -1, the last, if absent. Not for the letter's own.",
)
_WHEN = _words(
    "when",
    '条件，例如 county == "榆次区"；满足的学校才有，别的学校的文件里不出现。',
    'A condition such as county == "榆次区": other schools\' files hold nothing of it.',
)
_LINE = (
    _words("text", "例如 {name}。", "Such as {name}.", required=True),
    _words("style", "版式里的样式名。", "A style of the theme.", required=True),
    _place("x", "左边，毫米。", "Left, mm."),
    _place("width", "最宽多少毫米。", "Most width, mm."),
    _words("ink", "换用别的墨，例如压在深色底上时。", "Another ink, as over a dark ground."),
    _PAGE,
    _WHEN,
)
_LINES = Many(
    of=Record(
        name="edition-line",
        zh="一行文字",
        en="A line",
        fields=(
            *_LINE,
            _place("y", "基线，毫米；排成几行时是最后一行的。", "Baseline, mm; of several rows, the last one's."),
            Field(
                name="rows",
                shape=Number(least=1, most=4, whole=True),
                zh="太长时最多排几行；不写则为 1。",
                en="Most rows for a long text; 1 if absent.",
            ),
            Field(
                name="least",
                shape=Number(least=0.3, most=1),
                zh="放不下时最多缩到原字号的几成；不写则为 0.6。",
                en="How far it may shrink; 0.6 if absent.",
            ),
            Field(name="tag", shape=Choice(words=("P", "H1", "H2", "H3")), zh="标题写 H1 等。", en="H1 for a heading."),
        ),
    ),
)
_TEXTS = Many(
    of=Record(
        name="edition-text",
        zh="一块文字：每行一段",
        en="Paragraphs, one a line",
        fields=(
            *_LINE,
            Field(
                name="y",
                shape=Number(least=0, most=2000),
                zh="第一行的基线，毫米；不写则接在本页上一块文字之下，空一行。",
                en="First baseline, mm; if absent, a line below the block before on the page.",
            ),
            _place("height", "最多占多高，毫米。", "Most height, mm."),
        ),
    ),
)
EDITIONS = Record(
    name="editions",
    zh="分校版：每所学校一本",
    en="Editions: a copy for every school",
    fields=(
        Field(
            name="columns",
            zh="表里各列的名称。此外还可以加自己的列：左边起个英文名，右边写表里的列名。",
            en="What the table calls its columns; more may be added under names of one's own.",
            required=True,
            shape=Record(
                name="columns",
                zh="列名",
                en="Headings",
                is_open=True,
                fields=(
                    _words("code", "学校代码。", "The school's code.", required=True),
                    _words("name", "学校名称。", "The school's name.", required=True),
                    _words("county", "县区。", "The county.", required=True),
                    _words("link", "二维码的内容。", "What the QR code says."),
                    _words("contact", "联系人。", "Whom to ask."),
                    _words("salutation", "称呼。", "How to address the school."),
                    _words("copies", "印几本：写进给印厂的数量表。", "How many copies, for the press's counts sheet."),
                ),
            ),
        ),
        _PAGE,
        Field(name="lines", zh="学校自己的文字，一条一行。", en="The school's own lines.", shape=_LINES),
        Field(name="texts", zh="学校自己的文字块。", en="The school's own paragraphs.", shape=_TEXTS),
        Field(
            name="qr",
            zh="二维码。",
            en="The QR code.",
            shape=Record(
                name="edition-qr",
                zh="二维码",
                en="A QR code",
                fields=(
                    _words("text", "内容，例如 {link}。", "What it says.", required=True),
                    _words("alt", "替代文字。", "Alternative text.", required=True),
                    _words("ink", "版式里的墨名。", "An ink of the theme.", required=True),
                    _place("x", "左边，毫米，不含空白边。", "Left of the modules, mm."),
                    _place("y", "上边，毫米，不含空白边。", "Top of the modules, mm."),
                    _place("size", "边长，毫米，不含空白边。", "Side of the modules, mm."),
                    Field(name="level", shape=Choice(words=("L", "M", "Q", "H")), zh="纠错等级。", en="Error level."),
                ),
            ),
        ),
        Field(
            name="letter",
            zh="致学校的一页信；不要就不写。",
            en="A page with a letter to the school.",
            shape=Record(
                name="edition-letter",
                zh="信",
                en="A letter",
                fields=(
                    Field(
                        name="after",
                        shape=Number(least=1, most=1000, whole=True),
                        zh="放在第几页之后；不写则为 1（封面之后）。",
                        en="After which page; 1 if absent.",
                    ),
                    _words("label", "这一页在阅读器里的名称；不写则为“致学校”。", "What readers call the page."),
                    _words("ink", "底色的墨名；不写则不铺底色。", "An ink for the ground."),
                    Field(name="lines", shape=_LINES, zh="信里的单行文字。", en="Its lines."),
                    Field(name="texts", shape=_TEXTS, zh="信里的文字块。", en="Its paragraphs."),
                ),
            ),
        ),
        Field(
            name="parts",
            zh="只给部分学校的亮点、图片、数字。",
            en="Articles, pictures and figures for some schools only.",
            shape=Many(
                of=Record(
                    name="edition-part",
                    zh="只给部分学校的内容",
                    en="What only some schools get",
                    fields=(
                        Field(
                            name="only",
                            shape=Many(of=WORDS, least=1),
                            zh="亮点、图片或数字的编号。",
                            en="Ids of highlights, pictures or facts.",
                            required=True,
                        ),
                        _words("when", _WHEN.zh, _WHEN.en, required=True),
                    ),
                ),
            ),
        ),
        _words("note", "随书附函的正文，可用 {name} 等；不写就没有附函。", "A covering note for each school."),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSlot:
    """A line of the school's own. Lengths in millimetres from the trim's top left; `y` is the (last) baseline."""

    text: str
    style: str
    x: float
    y: float
    width: float
    least: float = 0.6
    rows: int = 1
    tag: str = "P"
    ink: str = ""
    page: int = -1
    """As in `EditionPlan.slots`."""
    when: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The structure types of its marks."""
        return (self.tag,)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSlot:
    """Paragraphs, one a line of `text`. Millimetres; `y` is the first baseline, and `height` is counted from it."""

    text: str
    style: str
    x: float
    y: float | None = None
    """None: a line below the block before on its page."""
    width: float
    height: float
    ink: str = ""
    page: int = -1
    when: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(self.text.strip("\n").split("\n"))

    @property
    def kinds(self) -> tuple[str, ...]:
        return ("P",) * len(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSlot:
    """A QR code. Millimetres, of the modules without the quiet zone."""

    text: str
    alt: str
    ink: str
    x: float
    y: float
    size: float
    level: str = "M"
    page: int = -1
    when: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        return ("Figure",)


Slot = LineSlot | TextSlot | CodeSlot


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A page of the school's own, put in after page `after` (counted from 1)."""

    after: int = 1
    label: str = "致学校"
    ink: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Ids of the book that only schools meeting a condition get."""

    only: tuple[str, ...]
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPlan:
    """What of a school stands where."""

    columns: Mapping[str, str]
    """Our key to the table's heading."""
    slots: tuple[Slot, ...]
    """In reading order within a page. A slot's page counts from 1, negative from the end; `LETTER` is the letter."""
    letter: Letter | None = None
    parts: tuple[Part, ...] = ()
    conditions: Mapping[str, Condition]
    """Each condition by its text."""
    note: str = ""
    span: Span

    def active(self, school: "School") -> frozenset[str]:
        """The conditions a school meets: schools of one set get editions of one shape. Raises ConditionError."""
        return frozenset(text for text, condition in self.conditions.items() if condition.holds(school.values))

    def slots_of(self, shape: frozenset[str]) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if not slot.when or slot.when in shape)

    def left_out(self, shape: frozenset[str]) -> frozenset[str]:
        """Ids that editions of this shape go without."""
        kept = {name for part in self.parts if part.when in shape for name in part.only}
        return frozenset(name for part in self.parts for name in part.only) - kept


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A row of the table that can be made."""

    row: int
    """Counted from 1, headings included."""
    values: Mapping[str, str]
    span: Span

    @property
    def file(self) -> str:
        """Where its edition goes: 县区/学校代码_学校名.pdf."""
        return f"{self.values['county']}/{self.values['code']}_{self.values['name']}.pdf"


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """`pattern` with `{key}` replaced by the row's value."""
    return PLACEHOLDER.sub(lambda match: values[match[1]], pattern)


def read_plan(file: str, resources: Resources, report: Diagnostics) -> EditionPlan | None:
    """The plan in `file`; None after a finding.

    Reports `editions-undeclared`, `editions-placeholder`, `condition-unreadable`, `editions-empty`.
    """
    try:
        resources.size(file)
    except ResourceError:
        report.error("editions-undeclared", whole_file(file))
        return None
    found = Diagnostics()
    node = Reader(resources, found).read(file)
    if node is not None:
        validate(node, EDITIONS, found)
    data: Any = plain_data(node) if node is not None and not found.has_errors else None
    report.found += dict.fromkeys(found.found)
    return _plan(data, whole_file(file), report) if isinstance(data, dict) else None


def _plan(data: dict[str, Any], place: Span, report: Diagnostics) -> EditionPlan | None:
    before = len(report.found)
    columns = {key: str(value) for key, value in data["columns"].items()}
    slots, letter = _slots(data), data.get("letter")
    parts = tuple(Part(only=tuple(map(str, row["only"])), when=row["when"]) for row in data.get("parts", ()))
    if letter and any(slot.page == LETTER for slot in slots) is False:
        report.error("letter-empty", place)
    if not slots and not parts:
        report.error("editions-empty", place)
    patterns = [slot.text for slot in slots] + [slot.alt for slot in slots if isinstance(slot, CodeSlot)]
    _check_names((*patterns, data.get("note", "")), columns, place, report)
    conditions = _conditions([owner.when for owner in (*slots, *parts) if owner.when], columns, place, report)
    if len(report.found) > before:
        return None
    return EditionPlan(
        columns=columns,
        slots=slots,
        letter=Letter(**{key: letter[key] for key in ("after", "label", "ink") if key in letter}) if letter else None,
        parts=parts,
        conditions=conditions,
        note=data.get("note", ""),
        span=place,
    )


def _slots(data: dict[str, Any]) -> tuple[Slot, ...]:
    found: list[Slot] = []
    page = data.get("page", -1)
    for rows, of in ((data.get("letter", {}), LETTER), (data, page)):
        found += [LineSlot(**{"page": of, **row}) for row in rows.get("lines", ())]
        found += [TextSlot(**{"page": of, **row}) for row in rows.get("texts", ())]
    if "qr" in data:
        found.append(CodeSlot(**data["qr"], page=page))
    return tuple(found)


def _check_names(patterns: tuple[str, ...], columns: dict[str, str], place: Span, report: Diagnostics) -> None:
    unknown = dict.fromkeys(key for pattern in patterns for key in PLACEHOLDER.findall(pattern) if key not in columns)
    for name in unknown:
        report.error("editions-placeholder", place, name=name, known="、".join(columns))


def _conditions(texts: list[str], columns: dict[str, str], place: Span, report: Diagnostics) -> dict[str, Condition]:
    found = {}
    for text in dict.fromkeys(texts):
        try:
            found[text] = read_condition(text)
        except ConditionError:
            report.error("condition-unreadable", place, text=text)
            continue
        for name in sorted(found[text].names - set(columns)):
            report.error("editions-placeholder", place, name=name, known="、".join(columns))
    return found
