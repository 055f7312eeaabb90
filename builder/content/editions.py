"""Editions: `editions.yaml` says where a school's own words stand, a table says which schools there are."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import openpyxl

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
LARGEST_TABLE = 50_000_000
"""Bytes: a hundred thousand schools with room to spare."""
LONGEST_FILE_NAME = 200
"""Bytes of UTF-8; most file systems end at 255, and folders of archives take some."""


def _place(name: str, zh: str, en: str) -> Field:
    return Field(name=name, shape=Number(least=0, most=2000), zh=zh, en=en, required=True)


def _column(name: str, zh: str, en: str, *, required: bool = False) -> Field:
    return Field(name=name, shape=WORDS, zh=zh, en=en, required=required)


EDITIONS = Record(
    name="editions",
    zh="分校版：每所学校一本",
    en="Editions: a copy for every school",
    fields=(
        Field(
            name="columns",
            zh="表里各列的名称。",
            en="What the table calls its columns.",
            required=True,
            shape=Record(
                name="columns",
                zh="列名",
                en="Headings",
                fields=(
                    _column("code", "学校代码。", "The school's code.", required=True),
                    _column("name", "学校名称。", "The school's name.", required=True),
                    _column("county", "县区。", "The county.", required=True),
                    _column("link", "二维码的内容。", "What the QR code says."),
                    _column("contact", "联系人。", "Whom to ask."),
                    _column("salutation", "称呼。", "How to address the school."),
                ),
            ),
        ),
        Field(
            name="page",
            shape=Number(least=-1000, most=1000, whole=True),
            zh="放在第几页；-1 是最后一页。",
            en="Which page; -1 is the last.",
        ),
        Field(
            name="lines",
            zh="学校自己的文字，一条一行。",
            en="The school's own lines.",
            required=True,
            shape=Many(
                least=1,
                of=Record(
                    name="edition-line",
                    zh="一行文字",
                    en="A line",
                    fields=(
                        Field(name="text", shape=WORDS, zh="例如 {name}。", en="Such as {name}.", required=True),
                        Field(name="style", shape=WORDS, zh="版式里的样式名。", en="A style.", required=True),
                        _place("x", "左边，毫米。", "Left, mm."),
                        _place("y", "基线，毫米。", "Baseline, mm."),
                        _place("width", "最宽多少毫米。", "Most width, mm."),
                        Field(
                            name="least",
                            shape=Number(least=0.3, most=1),
                            zh="放不下时最多缩到原字号的几成。",
                            en="How far it may shrink.",
                        ),
                    ),
                ),
            ),
        ),
        Field(
            name="qr",
            zh="二维码。",
            en="The QR code.",
            shape=Record(
                name="edition-qr",
                zh="二维码",
                en="A QR code",
                fields=(
                    Field(name="text", shape=WORDS, zh="内容，例如 {link}。", en="What it says.", required=True),
                    Field(name="alt", shape=WORDS, zh="替代文字。", en="Alternative text.", required=True),
                    Field(name="ink", shape=WORDS, zh="版式里的墨名。", en="An ink of the theme.", required=True),
                    _place("x", "左边，毫米，不含空白边。", "Left of the modules, mm."),
                    _place("y", "上边，毫米，不含空白边。", "Top of the modules, mm."),
                    _place("size", "边长，毫米，不含空白边。", "Side of the modules, mm."),
                    Field(name="level", shape=Choice(words=("L", "M", "Q", "H")), zh="纠错等级。", en="Error level."),
                ),
            ),
        ),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSlot:
    """A line of the school's own. Lengths in millimetres from the trim's top left; `y` is the baseline."""

    text: str
    style: str
    x: float
    y: float
    width: float
    least: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSlot:
    """A QR code. Millimetres, of the modules without the quiet zone."""

    text: str
    alt: str
    ink: str
    x: float
    y: float
    size: float
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPlan:
    """What of a school stands where."""

    columns: Mapping[str, str]
    """Our key to the table's heading."""
    page: int
    """Index of the page; negative from the end."""
    lines: tuple[LineSlot, ...]
    code: CodeSlot | None
    span: Span


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


def read_plan(folder: str, resources: Resources, report: Diagnostics) -> EditionPlan | None:
    """`editions.yaml` in `folder`; None after a finding. Reports `editions-undeclared`, `editions-placeholder`."""
    file = f"{folder}/{EDITIONS_FILE}" if folder not in ("", ".") else EDITIONS_FILE
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
    columns = {key: str(value) for key, value in data["columns"].items()}
    qr = data.get("qr")
    patterns = [row["text"] for row in data["lines"]] + ([qr["text"], qr["alt"]] if qr else [])
    unknown = [key for pattern in patterns for key in PLACEHOLDER.findall(pattern) if key not in columns]
    if unknown:
        report.error("editions-placeholder", place, name=unknown[0], known="、".join(columns))
        return None
    page = data.get("page", -1)
    return EditionPlan(
        columns=columns,
        page=page - 1 if page > 0 else page,
        lines=tuple(LineSlot(**{"least": 0.6, **row}) for row in data["lines"]),
        code=CodeSlot(**{"level": "M", **qr}) if qr else None,
        span=place,
    )


def read_schools(data: bytes, file: str, plan: EditionPlan, report: Diagnostics) -> tuple[School, ...]:
    """The schools of a table (.xlsx, or comma-separated UTF-8 or GB18030), every fault of every row reported at once.

    Reports `table-unreadable`, `table-empty`, `column-missing`, and by row `cell-missing`, `cell-formula`,
    `cell-control`, `code-duplicate`, `file-name-unsafe`.
    """
    rows = _rows(data, file, report)
    if rows is None:
        return ()
    if len(rows) < 2:
        report.error("table-empty", whole_file(file))
        return ()
    places = _headings(rows[0], file, plan, report)
    if places is None:
        return ()
    seen: dict[str, int] = {}
    schools = []
    for number, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            reader = _RowReader(number, row, places, file, report)
            schools += reader.school(seen)
    return tuple(schools)


def _rows(data: bytes, file: str, report: Diagnostics) -> list[list[str]] | None:
    if len(data) > LARGEST_TABLE:
        report.error("table-unreadable", whole_file(file), reason=f"> {LARGEST_TABLE // 1_000_000} MB")
        return None
    try:
        if data.startswith(b"PK\x03\x04"):
            return list(_sheet(data))
        return list(csv.reader(io.StringIO(_decoded(data), newline=""), strict=True))
    except (ValueError, KeyError, csv.Error, zipfile.BadZipFile, OSError) as error:
        report.error("table-unreadable", whole_file(file), reason=str(error).splitlines()[0] if str(error) else "?")
        return None


def _decoded(data: bytes) -> str:
    """UTF-8 with or without BOM, else GB18030: Chinese text in GB18030 is practically never valid UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _sheet(data: bytes) -> Iterator[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    for row in book.worksheets[0].iter_rows(values_only=True):
        yield [_cell(value) for value in row]


def _cell(value: object) -> str:
    """A cell as typed. A whole number keeps no `.0`: codes are often stored as numbers."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _headings(row: list[str], file: str, plan: EditionPlan, report: Diagnostics) -> dict[str, int] | None:
    found = {heading.strip(): index for index, heading in enumerate(row)}
    missing = [heading for heading in plan.columns.values() if heading not in found]
    for heading in missing:
        report.error("column-missing", Span(file, 1, 1, 1, 2), name=heading, known="、".join(found))
    return None if missing else {key: found[heading] for key, heading in plan.columns.items()}


_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]|^\.|[. ]$')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_FORMULA = ("=", "+", "@", "-")
"""What spreadsheets take for a formula when a cell begins with it."""


@dataclass(slots=True)
class _RowReader:
    """One row on its way to a school."""

    number: int
    row: list[str]
    places: Mapping[str, int]
    file: str
    report: Diagnostics

    def school(self, seen: dict[str, int]) -> list[School]:
        """The school, or nothing after a finding. `seen` maps codes to rows."""
        before = len(self.report.found)
        values = {key: self._value(key) for key in self.places}
        if code := values["code"].casefold():
            # Compared without case: on Windows two names that differ in case only are one file.
            if code in seen:
                self.report.error("code-duplicate", self._span("code"), school=values["code"], row=seen[code])
            seen.setdefault(code, self.number)
        for key in ("county", "code", "name"):
            if values[key] and (_UNSAFE.search(values[key]) or _RESERVED.fullmatch(values[key])):
                self.report.error("file-name-unsafe", self._span(key), text=values[key])
        school = School(row=self.number, values=values, span=self._span("name"))
        if len(school.file.encode()) > LONGEST_FILE_NAME:
            self.report.error("file-name-unsafe", self._span("name"), text=values["name"])
        return [school] if len(self.report.found) == before else []

    def _value(self, key: str) -> str:
        place = self.places[key]
        value = self.row[place].strip() if place < len(self.row) else ""
        if not value:
            self.report.error("cell-missing", self._span(key), column=key)
        elif value.startswith(_FORMULA):
            self.report.error("cell-formula", self._span(key), text=value[:40])
        elif _CONTROL.search(value):
            self.report.error("cell-control", self._span(key), text=_CONTROL.sub("�", value)[:40])
        return value

    def _span(self, key: str) -> Span:
        column = self.places[key] + 1
        return Span(self.file, self.number, column, self.number, column + 1)
