"""The table of the fifty-one rows of print is true: each row is there, and names findings and tests that are there."""

import re

import pytest
import yaml

from builder.words import all_codes
from tests.house.modules import PACKAGE, ROOT

TABLE = (ROOT / "docs" / "print.md").read_text("utf-8")
ROWS = [line for line in TABLE.splitlines() if re.match(r"\| \d+ \|", line)]
TESTS = "\n".join(file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
CODE = "\n".join(file.read_text("utf-8") for file in PACKAGE.rglob("*.py"))
COUNT = 51


def test_every_row_is_there_once() -> None:
    """Numbers run from 1 to 51."""
    assert [int(row.split("|")[1]) for row in ROWS] == list(range(1, COUNT + 1))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip())
def test_what_a_row_names_exists(row: str) -> None:
    """A row says what is asked, who sees to it and which tests prove it; all that it names exists."""
    _, _, asked, keeper, proof, _ = (cell.strip() for cell in row.split("|"))
    assert asked
    assert keeper
    names = re.findall(r"`([^`]+)`", proof)
    assert names
    for name in names:
        assert f"def {name}(" in TESTS, name
    for name in re.findall(r"`([^`]+)`", keeper):
        if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name):
            assert name in all_codes(), name
        elif name.endswith(".py"):
            assert [file for file in PACKAGE.rglob("*.py") if file.as_posix().endswith(f"/{name}")], name
        elif re.fullmatch(r"[A-Z]\w+", name):
            assert re.search(rf"\b{name}\b", CODE), name


@pytest.mark.parametrize("theme", sorted((PACKAGE / "themes").glob("*.yaml")), ids=lambda file: file.stem)
def test_a_theme_has_one_rich_black(theme: object) -> None:
    """At most one ink of a theme is black with other inks under it, and it stays within 250 %."""
    inks = yaml.safe_load(theme.read_text("utf-8")).get("inks", {})  # type: ignore[attr-defined]
    rich = {
        name: ink["cmyk"]
        for name, ink in inks.items()
        if isinstance(ink, dict) and "cmyk" in ink and ink["cmyk"][3] >= 80 and sum(ink["cmyk"][:3]) > 0
    }
    assert len(rich) <= 1, rich
    assert all(sum(parts) <= 250 for parts in rich.values()), rich
