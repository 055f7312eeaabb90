"""Tables of schools: what is read, and what is told about every faulty row."""

import io
from pathlib import Path

import openpyxl
import pytest

from builder.content.editions import EditionPlan, LineSlot, School, filled, read_plan, read_schools
from builder.diagnostics import Diagnostics
from builder.resources import DiskResources
from builder.source import whole_file

ROOT = Path(__file__).resolve().parents[2]
HEADINGS = ["代码", "校名", "县区"]
PLAN = EditionPlan(
    columns={"code": "代码", "name": "校名", "county": "县区"},
    page=-1,
    lines=(LineSlot(text="{name}", style="label", x=15, y=210, width=100, least=0.6),),
    code=None,
    span=whole_file("editions.yaml"),
)


def table(*rows: list[str]) -> str:
    return "\r\n".join(",".join(row) for row in (HEADINGS, *rows)) + "\r\n"


def read(data: bytes) -> tuple[tuple[School, ...], list[tuple[str, int, int]]]:
    report = Diagnostics()
    schools = read_schools(data, "schools.csv", PLAN, report)
    return schools, [(d.code, d.span.line, d.span.column) for d in report]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings_are_told_apart(encoding: str) -> None:
    """The same table reads the same in UTF-8 with or without BOM and in GB18030."""
    schools, findings = read(table(["S1", "示例小学（东区）", "榆次区"], ["S2", "龘中学", "祁县"]).encode(encoding))
    assert findings == []
    assert [school.file for school in schools] == ["榆次区/S1_示例小学（东区）.pdf", "祁县/S2_龘中学.pdf"]


def test_spreadsheets_read_as_tables_do() -> None:
    """An .xlsx gives the same schools, its numeric codes without a decimal point, its formulas refused."""
    book = openpyxl.Workbook()
    for row in (HEADINGS, [1001, "示例小学", "祁县"], ["S2", "=A1", "祁县"]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    schools, findings = read(buffer.getvalue())
    assert [school.file for school in schools] == ["祁县/1001_示例小学.pdf"]
    assert findings == [("cell-formula", 3, 2)]


def test_all_rows_are_judged_at_once() -> None:
    """Every fault is told with its row and column, and the good rows remain."""
    schools, findings = read(
        table(
            ["S1", "甲小学", "祁县"],
            ["s1", "乙小学", "祁县"],
            ["S3", "", "祁县"],
            ["S4", "丙/小学", "祁县"],
            ["S5", "丁小学", "CON"],
            ["S6", "@戊", "祁县"],
            ["S7", "己小学"],
            ["S8", "庚小学", "太谷区"],
        ).encode()
    )
    assert [school.values["code"] for school in schools] == ["S1", "S8"]
    assert findings == [
        ("code-duplicate", 3, 1),
        ("cell-missing", 4, 2),
        ("file-name-unsafe", 5, 2),
        ("file-name-unsafe", 6, 3),
        ("cell-formula", 7, 2),
        ("cell-missing", 8, 3),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table-empty"),
        ("代码,校名\nS1,甲\n".encode(), "column-missing"),
        (b"\xff\xff\x80", "table-unreadable"),
        (b"PK\x03\x04 not a zip", "table-unreadable"),
        ('代码,校名,县区\nS1,"甲,祁县\n'.encode(), "table-unreadable"),
    ],
)
def test_other_files_are_refused(data: bytes, code: str) -> None:
    """What is no table of schools is told as such."""
    schools, findings = read(data)
    assert schools == ()
    assert [finding[0] for finding in findings] == [code]


def test_the_plan_of_2022_reads() -> None:
    """The book's own plan is valid, and its patterns fill from a row."""
    report = Diagnostics()
    plan = read_plan("content/2022", DiskResources(ROOT), report)
    assert not report.found
    assert plan is not None and plan.code is not None
    values = {key: f"<{key}>" for key in plan.columns}
    assert filled(plan.code.alt, values) == "二维码：<link>"


def test_unknown_placeholders_are_refused(tmp_path: Path) -> None:
    """A pattern that names a column which is not declared is an error, not an empty line."""
    text = (ROOT / "content/2022/editions.yaml").read_text("utf-8").replace('"{name}"', '"{nmae}"')
    (tmp_path / "editions.yaml").write_text(text, "utf-8")
    report = Diagnostics()
    assert read_plan("", DiskResources(tmp_path, fonts=ROOT / "fonts"), report) is None
    assert [d.code for d in report] == ["editions-placeholder"]
