"""Tables of schools: what is read, and what is told about every faulty row."""

import io
from pathlib import Path

import openpyxl
import pytest

from builder.content.conditions import ConditionError, read_condition
from builder.content.editions import CodeSlot, EditionPlan, LineSlot, School, filled, read_plan
from builder.content.schools import read_schools
from builder.diagnostics import Diagnostics
from builder.resources import DiskResources
from builder.source import whole_file

ROOT = Path(__file__).resolve().parents[2]
HEADINGS = ["代码", "校名", "县区"]
PLAN = EditionPlan(
    columns={"code": "代码", "name": "校名", "county": "县区"},
    slots=(LineSlot(text="{name}", style="label", x=15, y=210, width=100),),
    conditions={},
    span=whole_file("editions.yaml"),
)


def table(*rows: list[str]) -> str:
    return "\r\n".join(",".join(row) for row in (HEADINGS, *rows)) + "\r\n"


def read(data: bytes) -> tuple[tuple[School, ...], list[tuple[str, int, int]]]:
    report = Diagnostics()
    schools = read_schools(data, "schools.csv", PLAN, report)
    return schools, [(d.code, d.span.line, d.span.column) for d in report]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_are_told_apart(encoding: str, delimiter: str) -> None:
    """The same table reads the same in UTF-8 with or without BOM, GB18030 and UTF-16, by commas, tabs or semicolons."""
    text = table(["S1", "示例小学（东区）", "榆次区"], ["S2", "龘中学", "祁县"]).replace(",", delimiter)
    schools, findings = read(text.encode(encoding))
    assert findings == []
    assert [school.file for school in schools] == ["榆次区/S1_示例小学（东区）.pdf", "祁县/S2_龘中学.pdf"]


def test_spreadsheets_read_as_tables_do() -> None:
    """An .xlsx gives the same schools, its numeric codes without a decimal point, its formulas refused."""
    book = openpyxl.Workbook()
    for row in (HEADINGS, [1001, "示例小学", "祁县"], ["S2", "=A1", "祁县"], ["S3", "#N/A", "祁县"]):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    schools, findings = read(buffer.getvalue())
    assert [school.file for school in schools] == ["祁县/1001_示例小学.pdf"]
    assert findings == [("cell-formula", 3, 2), ("cell-formula", 4, 2)]


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
    plan = read_plan("content/2022/editions.yaml", DiskResources(ROOT), report)
    assert not report.found
    assert plan is not None
    (code,) = (slot for slot in plan.slots if isinstance(slot, CodeSlot))
    values = {key: f"<{key}>" for key in plan.columns}
    assert filled(code.alt, values) == "二维码：<link>"


def test_unknown_placeholders_are_refused(tmp_path: Path) -> None:
    """A pattern that names a column which is not declared is an error, not an empty line."""
    text = (ROOT / "content/2022/editions.yaml").read_text("utf-8").replace('"{name}"', '"{nmae}"')
    (tmp_path / "editions.yaml").write_text(text, "utf-8")
    report = Diagnostics()
    assert read_plan("editions.yaml", DiskResources(tmp_path, fonts=ROOT / "fonts"), report) is None
    assert [d.code for d in report] == ["editions-placeholder"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('county == "榆次区"', True),
        ("county == “榆次区”", True),
        ('county != "榆次区" or pupils > 300', True),
        ('county in ("祁县", "榆次区") and not name == "x"', True),
        ("pupils <= 300", False),
        ('county not in ["榆次区"]', False),
    ],
)
def test_conditions_compare_cells(text: str, expected: bool) -> None:
    """Words compare as words, cells beside numbers as numbers, and full-width quotes do as well."""
    assert read_condition(text).holds({"county": "榆次区", "pupils": "320", "name": "甲"}) is expected


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "county.upper() == 'A'",
        "county",
        "1",
        "county = '榆次区'",
        "county == '榆次区' if True else 1",
        "(lambda: 1) == 1",
        "county == [1, 2]",
        "a < b < c",
        "county == 1 + 1",
        "x" * 500,
        "(" * 300,
        "county == True",
    ],
)
def test_conditions_do_nothing_else(text: str) -> None:
    """Calls, attributes, arithmetic and all that is no comparison are refused when the plan is read."""
    with pytest.raises(ConditionError):
        read_condition(text)


def test_a_condition_on_numbers_needs_numbers() -> None:
    """A row whose cell holds no number where one is compared is told with its row."""
    plan = EditionPlan(
        columns={**PLAN.columns, "pupils": "人数"},
        slots=PLAN.slots,
        conditions={"pupils > 300": read_condition("pupils > 300")},
        span=PLAN.span,
    )
    report = Diagnostics()
    data = "代码,校名,县区,人数\nS1,甲,祁县,350\nS2,乙,祁县,约三百\n".encode()
    schools = read_schools(data, "schools.csv", plan, report)
    assert [(d.code, d.span.line) for d in report] == [("condition-number", 3)]
    assert plan.active(schools[0]) == {"pupils > 300"}


def test_a_plan_tells_every_slip(tmp_path: Path) -> None:
    """Unreadable conditions, columns they do not have, and a plan without content are findings."""
    head = "columns: {code: 代码, name: 校名, county: 县区}\n"
    slot = "lines:\n  - {text: a, style: label, x: 1, y: 1, width: 9, when: '%s'}\n"
    for text, code in (
        (head + slot % "exec(1)", "condition-unreadable"),
        (head + slot % "contry == 1", "editions-placeholder"),
        (head, "editions-empty"),
    ):
        (tmp_path / "editions.yaml").write_text(text, "utf-8")
        report = Diagnostics()
        assert read_plan("editions.yaml", DiskResources(tmp_path, fonts=ROOT / "fonts"), report) is None
        assert [d.code for d in report] == [code]
