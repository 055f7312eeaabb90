"""Scalars mean what YAML 1.2 says, not what YAML 1.1 said."""

import math

import pytest

from builder.content.nodes import Scalar, Value, plain_data, resolve
from builder.content.parsing import parse
from builder.diagnostics import Diagnostics


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("0777", 777),
        ("0o777", 511),
        ("0xFF", 255),
        ("-12", -12),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("190:20:30", "190:20:30"),
        ("2022-09-08", "2022-09-08"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("1.5e", "1.5e"),
        (".", "."),
        ("-", "-"),
        ("<<", "<<"),
        ("=", "="),
        ("96.83%", "96.83%"),
        ("９", "９"),
    ],
)
def test_core_schema(text: str, value: Value) -> None:
    """YAML 1.2.2, 10.3.2: words stay words, times and dates stay text, leading zeros mean nothing."""
    found = resolve(text)
    assert (found, type(found)) == (value, type(value))


def test_special_numbers() -> None:
    """Infinity and NaN are read as such, and a number of thousands of digits stays text instead of failing."""
    assert resolve("-.inf") == -math.inf
    assert math.isnan(float(str(resolve(".nan"))))
    assert resolve("9" * 5000) == "9" * 5000


def test_quotes_and_tags_make_text() -> None:
    """A quoted number is text, and so is one tagged `!!str`; a merge key is a key like any other."""
    report = Diagnostics()
    node = parse("a: '1'\nb: \"no\"\nc: !!str 5\n<<: {d: 1}\ne: 1\n", "f", report)
    assert node is not None
    assert plain_data(node) == {"a": "1", "b": "no", "c": "5", "<<": {"d": 1}, "e": 1}
    assert report.found == []


def test_aliases_repeat() -> None:
    """An alias stands for its anchor's content, with the anchor's place."""
    report = Diagnostics()
    node = parse("a: &x 晋中\nb: *x\n", "f", report)
    assert node is not None
    assert plain_data(node) == {"a": "晋中", "b": "晋中"}
    second = node.get("b")  # type: ignore[union-attr]
    assert isinstance(second, Scalar)
    assert str(second.span) == "f:1:4"
