"""Every character of a scalar knows its line and column, whatever the style it is written in."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.content.decoding import decode
from builder.content.nodes import ListNode, MapNode, Scalar
from builder.content.parsing import parse
from builder.diagnostics import Diagnostics


def _value(text: str, key: str = "a") -> Scalar:
    report = Diagnostics()
    node = parse(decode(text.encode(), "f", report) or "", "f", report)
    assert report.found == []
    assert isinstance(node, MapNode)
    value = node.get(key)
    assert isinstance(value, Scalar)
    return value


def _places(scalar: Scalar) -> list[tuple[int, int]]:
    spans = [scalar.source.locate(index) for index in range(len(scalar.text))]
    return [(span.line, span.column) for span in spans]


@pytest.mark.parametrize(
    ("text", "value", "places"),
    [
        ("a: 晋中\n", "晋中", [(1, 4), (1, 5)]),
        ("\ufeffa: 晋中\n", "晋中", [(1, 4), (1, 5)]),
        ("a: '𠮷b'\n", "𠮷b", [(1, 5), (1, 6)]),
        ("𠮷: 1\na: b\n", "b", [(2, 4)]),
        ("a: 'b''c'\n", "b'c", [(1, 5), (1, 6), (1, 8)]),
        ('a: "b\\u4e2dc"\n', "b中c", [(1, 5), (1, 6), (1, 12)]),
        ('a: "b\\\n  c"\n', "bc", [(1, 5), (2, 3)]),
        ('a: "b\\ \n  c"\n', "b  c", [(1, 5), (1, 6), (1, 8), (2, 3)]),
        ("a: b\n  c\n", "b c", [(1, 4), (1, 5), (2, 3)]),
        ("a: b\n\n\n  c\n", "b\n\nc", [(1, 4), (1, 5), (1, 5), (4, 3)]),
        ("a: |\n  b\n  c\n", "b\nc\n", [(2, 3), (2, 4), (3, 3), (3, 4)]),
        ("a: |2\n    b\n  c\n", "  b\nc\n", [(2, 3), (2, 4), (2, 5), (2, 6), (3, 3), (3, 4)]),
        ("a: |+\n  b\n\n", "b\n\n", [(2, 3), (2, 4), (3, 1)]),
        ("a: >-\n  b\n  c\n", "b c", [(2, 3), (2, 4), (3, 3)]),
        ("a: >\n\n  b\n\n  c\n", "\nb\nc\n", [(2, 1), (3, 3), (4, 1), (5, 3), (5, 4)]),
        ("a: >-\n  b\n    c\n  d\n", "b\n  c\nd", [(2, 3), (2, 4), (3, 3), (3, 4), (3, 5), (3, 6), (4, 3)]),
        ("a: 晋\r\n  中\r\n", "晋 中", [(1, 4), (1, 5), (2, 3)]),
    ],
)
def test_places_of_each_style(text: str, value: str, places: list[tuple[int, int]]) -> None:
    """Plain, quoted, literal and folded scalars, with BOM, astral characters, escapes and folded line ends."""
    scalar = _value(text)
    assert scalar.text == value
    assert _places(scalar) == places


_WORDS = st.text(
    st.sampled_from("ab 晋中𠮷,:'\"\\#-\n") | st.characters(min_codepoint=0x4E00, max_codepoint=0x4EFF), max_size=80
)


@settings(max_examples=150, deadline=None)
@given(
    texts=st.lists(_WORDS, min_size=1, max_size=3),
    style=st.sampled_from([None, "'", '"', "|", ">"]),
    width=st.integers(5, 40),
    indent=st.integers(2, 6),
)
def test_places_show_the_character(texts: list[str], style: str | None, width: int, indent: int) -> None:
    """At the place of each character stands that character, its escape, or the line end that folding made it of."""
    written = yaml.dump(
        {"a": texts}, default_style=style, width=width, indent=indent, allow_unicode=True, line_break="\n"
    )
    report = Diagnostics()
    node = parse(written, "f", report)
    assert report.found == []
    assert isinstance(node, MapNode)
    listed = node.get("a")
    assert isinstance(listed, ListNode)
    lines = written.split("\n")
    for item, text in zip(listed.items, texts, strict=True):
        assert isinstance(item, Scalar)
        assert item.text == text
        places = _places(item)
        assert places == sorted(places)
        for character, (line, column) in zip(text, places, strict=True):
            found = lines[line - 1][column - 1 : column]
            assert found in (character, "\\") or (character in " \n" and column == len(lines[line - 1]) + 1)


def test_pieces_keep_their_places() -> None:
    """A paragraph cut out of a body still points at its own line."""
    source = _value("a: |\n  一二\n  三四\n").source
    piece = source.piece(3, 5)
    assert piece.value == "三四"
    assert (piece.locate(1).line, piece.locate(1).column) == (3, 4)
