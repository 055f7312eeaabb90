"""Arithmetic in themes."""

import pytest

from builder.layout.expressions import ExpressionError, Expressions

NAMES = {"body.lines": 21.0, "top": 150.0, "n": 2.0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("135 - 7.5 * max(0, body.lines - 19)", 120),
        ("ceil(1.2) + floor(1.9) + round(2.4)", 5),
        ("-top if n > 1 else top", -150),
        ("n >= 2 and not top < 100", True),
        ("7 // 2 + 7 % 2", 4),
        (12.5, 12.5),
    ],
)
def test_values(text: object, value: float) -> None:
    """Numbers, named numbers, comparisons and the six functions give what arithmetic gives."""
    assert Expressions().number(text, NAMES) == value


@pytest.mark.parametrize(
    "text",
    ["unknown + 1", "__import__('os')", "top.__class__", "(1).real", "[1]", "'a'", "1 / 0", "1 +", "x" * 500, "min"],
)
def test_everything_else_is_refused(text: str) -> None:
    """Nothing but arithmetic can be written in a theme."""
    with pytest.raises(ExpressionError):
        Expressions().number(text, NAMES)
