"""What goes along with the editions: covering notes, the press's counts sheet, a zip for each county."""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.writer.excel import ExcelWriter

from builder.content.editions import School, filled
from builder.production.editions.journal import Made

NOTES = "附函"
COUNTS_CSV, COUNTS_XLSX = "数量表.csv", "数量表.xlsx"
FAILED_CSV = "未完成.csv"
COUNTS_HEAD = ("序号", "县区", "学校代码", "学校名称", "本数", "首页", "末页")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One school's line of the counts sheet. Pages are those of the press's one file, from 1."""

    school: School
    copies: int
    first: int
    last: int

    @property
    def row(self) -> tuple[str | int, ...]:
        values = self.school.values
        return values["county"], values["code"], values["name"], self.copies, self.first, self.last


def counts(schools: Sequence[School], pages: int) -> tuple[Count, ...]:
    """The sheet's lines for a file that holds `pages` pages for each school in the table's order."""
    return tuple(
        Count(school=school, copies=int(school.values.get("copies", "1")), first=at * pages + 1, last=(at + 1) * pages)
        for at, school in enumerate(schools)
    )


def counts_csv(lines: Sequence[Count]) -> bytes:
    """With BOM, which Excel needs for Chinese; the sum stands last."""
    table = io.StringIO(newline="")
    csv.writer(table).writerows(_counts_rows(lines))
    return table.getvalue().encode("utf-8-sig")


def _counts_rows(lines: Sequence[Count]) -> Iterator[Sequence[str | int]]:
    yield COUNTS_HEAD
    for number, line in enumerate(lines, 1):
        yield number, *line.row
    yield "合计", "", "", f"{len(lines)} 所", sum(line.copies for line in lines), "", ""


def counts_xlsx(lines: Sequence[Count], now: datetime.datetime) -> bytes:
    """The same as a spreadsheet, headings fixed, dated `now` so that the same table gives the same bytes."""
    book = Workbook()
    sheet = book.active
    sheet.title = "数量表"
    for row in _counts_rows(lines):
        sheet.append(list(row))
    for cell in (*sheet[1], *sheet[sheet.max_row]):
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFG", (6, 10, 14, 56, 8, 10, 10), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    book.properties.created = book.properties.modified = now.astimezone(datetime.UTC).replace(tzinfo=None)
    packed = io.BytesIO()
    with _DatedZip(packed, now) as archive:
        ExcelWriter(book, archive).save()
    return packed.getvalue()


_STAMP = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*<")


class _DatedZip(zipfile.ZipFile):
    """A zip whose members all bear one date."""

    def __init__(self, target: io.BytesIO, now: datetime.datetime) -> None:
        super().__init__(target, "w", zipfile.ZIP_DEFLATED)
        self._date = zip_date(now)

    def writestr(self, member: zipfile.ZipInfo | str, data: bytes | str, *more: int | None) -> None:  # type: ignore[override]
        name = member.filename if isinstance(member, zipfile.ZipInfo) else member
        if name == "docProps/core.xml":
            # openpyxl writes the time of saving there, whatever the book says.
            moment = "{}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*self._date)
            whole = data if isinstance(data, str) else data.decode()
            data = _STAMP.sub(rf"\g<1>{moment}<", whole)
        super().writestr(_entry(name, self._date, zipfile.ZIP_DEFLATED), data, *more)

    def write(self, filename: str, arcname: str, *more: int | None) -> None:  # type: ignore[override]
        self.writestr(arcname, Path(filename).read_bytes(), *more)


def zip_date(moment: datetime.datetime) -> tuple[int, int, int, int, int, int]:
    """A zip knows no years before 1980 and no odd seconds."""
    utc = moment.astimezone(datetime.UTC)
    return max(utc.year, 1980), utc.month, utc.day, utc.hour, utc.minute, utc.second // 2 * 2


def _entry(name: str, date: tuple[int, int, int, int, int, int], packing: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=date)
    entry.compress_type = packing
    entry.external_attr = 0o644 << 16
    # Otherwise the system that packs is noted, and the bytes differ between systems.
    entry.create_system = 3
    return entry


def note_file(school: School) -> str:
    """Where a school's covering note goes."""
    return f"{NOTES}/{school.file.removesuffix('.pdf')}.txt"


def covering_note(pattern: str, school: School) -> bytes:
    """The note for people's editors: with BOM and Windows' line ends."""
    return (filled(pattern, school.values).strip() + "\n").replace("\n", "\r\n").encode("utf-8-sig")


def failed_csv(rows: Iterable[tuple[int, School, str]]) -> bytes:
    """What could not be made: row of the table, school, reason."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(("行", "学校代码", "学校名称", "原因"))
    writer.writerows((row, school.values["code"], school.values["name"], reason) for row, school, reason in rows)
    return table.getvalue().encode("utf-8-sig")


def pack_counties(folder: Path, made: Sequence[Made], notes: Mapping[str, str], now: datetime.datetime) -> list[str]:
    """A zip for each county beside its folder, with its editions and their notes; names of the zips.

    Written beside and renamed, one member at a time, so that memory stays flat. PDFs are stored as they are.

    Args:
        notes: an edition's file to its note's.

    Raises:
        OSError: a file cannot be read or a zip not be written; the old zip stands then.
    """
    counties: dict[str, list[Made]] = {}
    for edition in made:
        counties.setdefault(edition.county, []).append(edition)
    names = []
    for county, editions in counties.items():
        target = folder / f"{county}.zip"
        beside = target.with_name(f".{county}.zip.part")
        try:
            with zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
                for edition in editions:
                    _add(archive, folder, edition.file, edition.file.partition("/")[2], now)
                    if note := notes.get(edition.file):
                        _add(archive, folder, note, f"{NOTES}/{note.rpartition('/')[2]}", now)
            beside.replace(target)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        names.append(target.name)
    return names


def _add(archive: zipfile.ZipFile, folder: Path, file: str, name: str, now: datetime.datetime) -> None:
    packing = zipfile.ZIP_STORED if name.endswith(".pdf") else zipfile.ZIP_DEFLATED
    archive.writestr(_entry(name, zip_date(now), packing), (folder / file).read_bytes())
