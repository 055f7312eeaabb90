"""The clause sheets are true: what they name as proof and as code is there."""

import re
from pathlib import Path

import pytest

from builder.words import all_codes
from builder.writers.standards import STANDARDS
from tests.house.modules import PACKAGE, ROOT

SHEETS = sorted((ROOT / "docs" / "standards").glob("*.md"))
TESTS = "\n".join(file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
CODE = "\n".join(file.read_text("utf-8") for file in (PACKAGE / "writers").glob("*.py"))


def test_every_standard_has_its_sheet() -> None:
    """There is a sheet for each half of each pair, and for the press."""
    assert {sheet.stem for sheet in SHEETS} == {"PDF_UA1", "PDF_A2a", "PDF_UA2", "PDF_A4", "PDF_X4", "PDF_X1a"}
    assert set(STANDARDS) == {"ua1+a2a", "ua2+a4"}


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_what_a_sheet_names_exists(sheet: Path) -> None:
    """Tests, files, findings and names of code in back quotes are all there, and each row has five cells."""
    text = sheet.read_text("utf-8")
    for name in re.findall(r"`(test_\w+)`", text):
        assert f"def {name}(" in TESTS, name
    for path in re.findall(r"`(tests/[\w/]+\.py)`", text):
        assert (ROOT / path).is_file(), path
    for code in re.findall(r"`([a-z]+(?:-[a-z]+)+)`", text):
        assert code in all_codes(), code
    for name in re.findall(r"`(?:\w+\.)?(_?[A-Z][A-Za-z]\w+)`", text):
        assert re.search(rf"\b{name}\b", CODE), name
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert len(rows) > 4
    assert all(row.count("|") == 6 for row in rows)
