"""L3, L4: uses of figures that an editor would change are told and never changed."""

import pytest

from builder.diagnostics import Diagnostics
from builder.source import SourceString, Span
from builder.text.oddities import find_oddities


def codes_of(text: str) -> list[tuple[str, str]]:
    report = Diagnostics()
    source = SourceString(text, Span("a.txt", 1, 1, 1, 99), ((0, 1, 1),))
    find_oddities(source, report)
    return [(finding.code, dict(finding.values).get("value", "")) for finding in report]


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("于22年9月8日召开", "two-digit-year", "22年"),
        ("来了3、4个人", "approximate-number", "3、4个"),
        ("历时5、6天", "approximate-number", "5、6天"),
    ],
)
def test_l3_figures_where_han_or_all_four_are_wanted(text: str, code: str, value: str) -> None:
    """Years in two figures, and approximations in Arabic figures, with their place."""
    assert codes_of(text) == [(code, value)]


@pytest.mark.parametrize("text", ["增长10～20%", "占比5-10%", "投资3—5亿元", "气温-5～10℃"])
def test_l4_ranges_have_their_unit_at_both_ends(text: str) -> None:
    """10～20% can be read as 10 to 20 %."""
    assert [code for code, _ in codes_of(text)] == ["range-without-unit"]


@pytest.mark.parametrize(
    "text",
    [
        "2022年9月8日",
        "增长10%～20%",
        "2021—2025年",
        "第3、4名",
        "一至五年级，1、3个",
        "共1、2班",
        "1+11模式",
        "办公电话0354-2636789",
        "三四个人",
        "3、4月间",
    ],
)
def test_l3_l4_right_uses_are_not_told(text: str) -> None:
    """Full years, ranges with both units, enumerations, months, codes and Han numerals."""
    assert codes_of(text) == []
