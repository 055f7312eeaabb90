"""The table of schools: comma-separated text or a spreadsheet, every fault of every row told at once."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import openpyxl

from builder.content.conditions import ConditionError
from builder.content.editions import EditionPlan, School
from builder.diagnostics import Diagnostics
from builder.source import Span, whole_file

LARGEST_TABLE = 50_000_000
"""Bytes: a hundred thousand schools with room to spare."""
LARGEST_UNPACKED = 500_000_000
"""Bytes of a spreadsheet's parts unpacked: more is no table of schools but a trap."""
LONGEST_FILE_NAME = 200
"""Bytes of UTF-8; most file systems end at 255, and folders of archives take some."""


def read_schools(data: bytes, file: str, plan: EditionPlan, report: Diagnostics) -> tuple[School, ...]:
    """The schools of a table (.xlsx, or comma-separated UTF-8 or GB18030), every fault of every row reported at once.

    Reports `table-unreadable`, `table-empty`, `column-missing`, and by row `cell-missing`, `cell-formula`,
    `cell-control`, `cell-number`, `code-duplicate`, `file-name-unsafe`, `condition-number`.
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
            reader = _RowReader(number, row, places, file, plan, report)
            schools += reader.school(seen)
    if not schools and not report.has_errors:
        report.error("table-empty", whole_file(file))
    return tuple(schools)


def _rows(data: bytes, file: str, report: Diagnostics) -> list[list[str]] | None:
    if len(data) > LARGEST_TABLE:
        report.error("table-unreadable", whole_file(file), reason=f"> {LARGEST_TABLE // 1_000_000} MB")
        return None
    try:
        if data.startswith(b"PK\x03\x04"):
            return list(_sheet(data))
        text = _decoded(data)
        return list(csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text)))
    except (ValueError, KeyError, csv.Error, zipfile.BadZipFile, OSError) as error:
        report.error("table-unreadable", whole_file(file), reason=str(error).splitlines()[0] if str(error) else "?")
        return None


def _decoded(data: bytes) -> str:
    """UTF-8 with or without BOM, UTF-16 with one, else GB18030: Chinese in GB18030 is practically never valid UTF-8."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _delimiter(text: str) -> str:
    """Spreadsheets of some countries part cells with semicolons, and "Unicode text" with tabs."""
    headings = text.partition("\n")[0]
    return max(",\t;", key=headings.count)


def _sheet(data: bytes) -> Iterator[list[str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        if sum(part.file_size for part in parts.infolist()) > LARGEST_UNPACKED:
            raise ValueError(f"> {LARGEST_UNPACKED // 1_000_000} MB")
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
_FORMULA = re.compile(r"[=+@-].*|#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)", re.DOTALL)
"""What spreadsheets take for a formula, and what one leaves that failed."""
_COPIES = re.compile("[0-9]{1,6}")


@dataclass(slots=True)
class _RowReader:
    """One row on its way to a school."""

    number: int
    row: list[str]
    places: Mapping[str, int]
    file: str
    plan: EditionPlan
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
            if (
                values[key]
                and not _FORMULA.fullmatch(values[key])
                and (_UNSAFE.search(values[key]) or _RESERVED.fullmatch(values[key]))
            ):
                self.report.error("file-name-unsafe", self._span(key), text=values[key])
        if values.get("copies") and not _COPIES.fullmatch(values["copies"]):
            self.report.error("cell-number", self._span("copies"), text=values["copies"])
        school = School(row=self.number, values=values, span=self._span("name"))
        if len(school.file.encode()) > LONGEST_FILE_NAME:
            self.report.error("file-name-unsafe", self._span("name"), text=values["name"])
        try:
            self.plan.active(school)
        except ConditionError as error:
            self.report.error("condition-number", self._span("name"), text=str(error))
        return [school] if len(self.report.found) == before else []

    def _value(self, key: str) -> str:
        place = self.places[key]
        value = self.row[place].strip() if place < len(self.row) else ""
        if not value:
            self.report.error("cell-missing", self._span(key), column=key)
        elif _FORMULA.fullmatch(value):
            self.report.error("cell-formula", self._span(key), text=value[:40])
        elif _CONTROL.search(value):
            self.report.error("cell-control", self._span(key), text=_CONTROL.sub("�", value)[:40])
        return value

    def _span(self, key: str) -> Span:
        column = self.places[key] + 1
        return Span(self.file, self.number, column, self.number, column + 1)
