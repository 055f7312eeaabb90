"""The small language in which the schema is written: what a value may be, said once for reading and for editors."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words. Never empty; numbers must be quoted, or they are numbers."""

    pattern: str | None = None
    """A regular expression for the whole text, in the common ground of Python and ECMA 262."""
    form: str = ""
    """The code of the finding that puts the pattern in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """Text that may look like a number, and is kept as it was typed: `6020`, `96.80`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number within limits, both included."""

    least: float
    most: float
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """A list."""

    of: "Shape"
    least: int = 0
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Record:
    """A map with known keys. `is_open` lets others pass, whatever they hold."""

    name: str
    """What JSON Schema calls it."""
    zh: str
    en: str
    fields: tuple["Field", ...]
    is_open: bool = False

    @cached_property
    def by_name(self) -> dict[str, "Field"]:
        return {field.name: field for field in self.fields}


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """A short form (text) or a long one (a map)."""

    text: Text
    record: Record


Leaf: TypeAlias = Text | Printed | Number | Choice
Shape: TypeAlias = Leaf | Many | Record | Either


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key of a record, with the words an editor shows for it."""

    name: str
    shape: Shape
    zh: str
    en: str
    required: bool = False


def matches(text: Text, value: str) -> bool:
    """Whether `value` has the form that `text` asks for."""
    return text.pattern is None or re.fullmatch(text.pattern, value) is not None
