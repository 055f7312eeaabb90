"""What a YAML file says before anyone asks what it means: scalars, lists and maps that know their places.

Scalars are resolved by the core schema of YAML 1.2.2 (10.3.2): `no` is a word, `0777` is seven hundred and
seventy-seven, `12:30` is text, `2022-09-08` is text.
"""

import re
from dataclasses import dataclass
from typing import TypeAlias

from builder.source import NOWHERE, SourceString, Span

Value: TypeAlias = str | int | float | bool | None

_KEYWORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_DECIMAL = re.compile(r"[-+]?[0-9]{1,18}")
_OCTAL = re.compile(r"0o[0-7]{1,18}")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL_FLOAT = re.compile(r"([-+]?)\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


LONGEST_NUMBER = 40
"""Characters; what is longer is no number that anybody counts with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """One piece of text. `plain` is without quotes and not a block, so that it may stand for a number."""

    text: str
    span: Span
    plain: bool
    marks: tuple[tuple[int, int, int], ...]
    """As in `SourceString`."""

    @property
    def value(self) -> Value:
        """What the core schema makes of it; text if quoted."""
        return resolve(self.text) if self.plain else self.text

    @property
    def source(self) -> SourceString:
        return SourceString(self.text, self.span, self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListNode:
    """A sequence."""

    items: tuple["Node", ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MapNode:
    """A mapping, in the order of the file; of a repeated key only the first is kept (and an error told)."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    span: Span

    def get(self, key: str) -> "Node | None":
        for name, node in self.entries:
            if name.text == key:
                return node
        return None


Node: TypeAlias = Scalar | ListNode | MapNode

UNREADABLE = Scalar(text="", span=NOWHERE, plain=True, marks=())
"""Stands where an included file could not be read; whoever meets it keeps silent, for the reason has been told."""


def resolve(text: str) -> Value:
    """The value of a plain scalar by the core schema. Numbers of absurd length stay text.

    Source: YAML 1.2.2, 10.3.2 (tag resolution).
    """
    if text in _KEYWORDS:
        return _KEYWORDS[text]
    number = _number(text) if text[0] in "+-.0123456789" else None
    return text if number is None else number


def _number(text: str) -> int | float | None:
    if _DECIMAL.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return int(text, 0)
    if len(text) <= LONGEST_NUMBER and _FLOAT.fullmatch(text):
        return float(text)
    if match := _SPECIAL_FLOAT.fullmatch(text):
        return float("nan") if match[3] else float(f"{match[1]}inf")
    return None


def plain_data(node: Node) -> object:
    """Lists, dictionaries and values, without places."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, ListNode):
        return [plain_data(item) for item in node.items]
    return {key.text: plain_data(item) for key, item in node.entries}
