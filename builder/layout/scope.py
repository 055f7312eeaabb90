"""What the frames of a layout can speak of: texts, numbers, pictures and lists of the thing being laid out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from builder.content.document import PictureEntry
from builder.layout.blocks import Blocks
from builder.layout.numerals import clock, han_digits, han_number, watch
from builder.layout.theme import TextStyle
from builder.pictures import PictureInfo
from builder.source import SourceString, Span
from builder.text.glyphs import Line, WritingMode
from builder.text.markup import plain_text
from builder.units import Length, to_mm

Paragraphs = tuple[SourceString, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureUse:
    """A picture and what its file says of itself."""

    entry: PictureEntry
    info: PictureInfo

    @property
    def shape(self) -> str:
        return "portrait" if self.info.height > self.info.width else "landscape"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetText:
    """A text that has been set: its lines with the paragraph each belongs to."""

    style: TextStyle
    lines: tuple[tuple[int, Line], ...]
    origins: Paragraphs
    measure: Length
    """Room each line was given."""
    blocks: Blocks | None = None
    """Its lists and tables."""

    @property
    def is_upright(self) -> bool:
        """Whether its lines are vertical."""
        return self.style.paragraph.mode is WritingMode.VERTICAL

    def names(self, name: str) -> dict[str, float]:
        """What expressions may ask of it."""
        width = max((line.width for _, line in self.lines), default=0)
        return {
            f"{name}.lines": len(self.lines),
            f"{name}.width": to_mm(width),
            f"{name}.measure": to_mm(self.measure),
            f"{name}.leading": to_mm(self.style.leading),
            f"{name}.length": max((len(line.text) for _, line in self.lines), default=0),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Everything in reach of a frame. Inner scopes (of a repeat) add to the outer ones and never change them."""

    numbers: Mapping[str, float] = field(default_factory=dict)
    """For expressions."""
    words: Mapping[str, str | int] = field(default_factory=dict)
    """For readings: `{title}`, `{number:han}`."""
    sources: Mapping[str, Paragraphs] = field(default_factory=dict)
    texts: Mapping[str, SetText] = field(default_factory=dict)
    lists: Mapping[str, tuple["Scope", ...]] = field(default_factory=dict)
    pictures: tuple[PictureUse, ...] = ()
    target: str = ""
    """Anchor that links made here lead to."""
    origin: Span

    def inside(self, inner: "Scope") -> "Scope":
        """This scope with all that `inner` adds."""
        return replace(
            self,
            numbers={**self.numbers, **inner.numbers},
            words={**self.words, **inner.words},
            sources={**self.sources, **inner.sources},
            texts={**self.texts, **inner.texts},
            lists={**self.lists, **inner.lists},
            pictures=inner.pictures or self.pictures,
            target=inner.target or self.target,
            origin=inner.origin,
        )

    def with_numbers(self, numbers: Mapping[str, float]) -> "Scope":
        return replace(self, numbers={**self.numbers, **numbers})

    def with_text(self, name: str, text: SetText) -> "Scope":
        numbers = {**self.numbers, **text.names(name)}
        return replace(self, texts={**self.texts, name: text}, numbers=numbers)

    def parts(self, name: str) -> tuple[str, ...]:
        """The paragraphs of a text without their markup."""
        return tuple(plain_text(source).value for source in self.sources.get(name, ()))

    def read(self, pattern: str) -> str:
        """`pattern` with its `{word}`, `{word:han}` (二〇二二 for years, 十一 for numbers) filled in."""
        return PLACEHOLDER.sub(self._fill, pattern)

    def _fill(self, match: re.Match[str]) -> str:
        name, form = match["name"], match["form"]
        if name not in self.words:
            return _number_as(self.numbers[name], form)
        word = self.words[name]
        if form != "han":
            return str(word)
        return han_digits(int(word)) if match["name"] == "year" else han_number(int(word))

    def number_in(self, pattern: str) -> int | None:
        """The number behind a reading's first placeholder, if it is one."""
        match = PLACEHOLDER.search(pattern)
        word = self.words.get(match["name"]) if match else None
        return word if isinstance(word, int) else None


PLACEHOLDER = re.compile(r"\{(?P<name>[a-z0-9.]+)(?::(?P<form>han|clock|watch|tenths))?\}")


def _number_as(number: float, form: str | None) -> str:
    """A number in words: whole unless asked for as a clock's time (8:00), a double hour (辰正) or with one decimal."""
    match form:
        case "clock":
            return clock(number)
        case "watch":
            return watch(number)
        case "tenths":
            return f"{number:.1f}"
        case "han":
            return han_number(round(number))
    return str(round(number))
