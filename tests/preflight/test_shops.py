"""Shops' terms are read strictly: what is misspelt, missing or impossible is told at its line."""

import dataclasses
from pathlib import Path

import pytest

from builder.diagnostics import Diagnostics
from builder.production.shops import SHOP_NAMES, parse_shop, read_shop
from builder.resources import builtin

TEXT = builtin("production/shops/coated-300.yaml").decode()


@pytest.mark.parametrize("name", SHOP_NAMES)
def test_shops_that_came_along_are_whole(name: str) -> None:
    """Each reads without a finding and asks for something."""
    report = Diagnostics()
    shop = read_shop(name, report)
    assert report.found == []
    assert shop is not None
    assert shop.ink_limit >= 250
    assert shop.warn_below_ppi > shop.refuse_below_ppi


def test_a_shop_of_ones_own(tmp_path: Path) -> None:
    """A path to a YAML file serves as well as a name."""
    file = tmp_path / "我的店.yaml"
    file.write_text(TEXT.replace("ink_limit: 300", "ink_limit: 280"), "utf-8")
    shop, known = read_shop(str(file), Diagnostics()), read_shop("coated-300", Diagnostics())
    assert shop is not None
    assert known is not None
    assert shop == dataclasses.replace(known, ink_limit=280)


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("ink_limit:", "ink_limt:", "shop-key-unknown", 6),
        ("ink_limit: 300", "ink_limit: many", "shop-value-wrong", 6),
        ("ink_limit: 300", "ink_limit: .nan", "shop-value-wrong", 6),
        ("bleed_mm: 3", "bleed_mm: -3", "shop-value-wrong", 4),
        ("page_multiple: 4", "page_multiple: 0", "shop-value-wrong", 14),
        ("page_multiple: 4", "outlined: no\npage_multiple: 4", "shop-value-wrong", 14),
        ("standard: x4", "standard: x5", "shop-value-wrong", 3),
        ("safe_mm: 3", "bleed_mm: 3", "shop-key-twice", 5),
        ("safe_mm: 3\n", "", "shop-key-missing", 0),
        ("safe_mm: 3", "safe_mm: [", "shop-unreadable", 7),
    ],
)
def test_wrong_terms_are_told_at_their_line(old: str, new: str, code: str, line: int) -> None:
    """The finding has its code and its line, and there is no shop."""
    report = Diagnostics()
    assert old in TEXT
    assert parse_shop(TEXT.replace(old, new, 1), "shop.yaml", report) is None
    assert (code, line) in {(finding.code, finding.span.line) for finding in report}


@pytest.mark.parametrize(("given", "code"), [("cotaed", "shop-unknown"), ("nowhere.yaml", "shop-unreadable")])
def test_no_such_shop(given: str, code: str) -> None:
    """A name or a file that is not there is told."""
    report = Diagnostics()
    assert read_shop(given, report) is None
    assert [finding.code for finding in report] == [code]
