"""Markup inside strings of the content: `<点>重要</点>`. What is no markup is text, never an error.

A tag is a Chinese word or its English twin in angle brackets; tags nest; one that is misspelt, not closed, or closed
in the wrong order stands in print as it was typed. `docs/typography.md` has the table for authors.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from builder.source import SourceString
from builder.text.marks import is_han
from builder.text.pinyin import reading_of
from builder.text.styles import CharacterStyle, InterlinearRule, StyledText

NAMES = MappingProxyType(
    {
        "点": "dots",
        "名": "name",
        "书": "title",
        "楷": "kai",
        "黑": "hei",
        "上": "sup",
        "链": "link",
        "音": "ruby",
    }
)
WITH_ARGUMENT = frozenset({"link", "ruby"})
TAG = re.compile(rf"<(/?)({'|'.join((*NAMES, *NAMES.values()))})[ \u3000=]*([^<>\n]*[^<>\s])?[ \u3000]*>")
"""The argument may follow without a space: normalising drops those between Han and Western text."""
SUPERSCRIPT_SCALE = 0.6
SUPERSCRIPT_RISE = 0.36
"""Ems of the text by which a superscript is raised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmphasisFaces:
    """Faces for emphasis: Han is never slanted (CLREQ #four_commonly_used_typefaces_for_chinese_composition)."""

    kai: str
    hei: str


@dataclass(frozen=True, slots=True)
class _Element:
    """A pair of tags: where each starts and ends in the string."""

    name: str
    argument: str
    start: int
    inside: int
    close: int
    end: int


def mark_up(source: SourceString, style: CharacterStyle, faces: EmphasisFaces) -> tuple[StyledText, ...]:
    """`source` as styled texts, its tags gone; every character keeps its place.

    Args:
        source: text that may hold tags.
        style: of what stands outside tags.
        faces: locked faces for 楷 and 黑; an empty id leaves the face as it is.
    """
    if "<" not in source.value:
        return (StyledText(source=source, style=style),)
    elements = _elements(source.value)
    if not elements:
        return (StyledText(source=source, style=style),)
    spans = []
    for start, end, around in _stretches(source.value, elements):
        for first, last in _readable(source.value, start, end, around):
            span = StyledText(source=source.piece(first, last), style=style)
            for element in around:
                span = _applied(span, element, faces)
            spans.append(span)
    return tuple(spans)


def plain_text(source: SourceString) -> SourceString:
    """`source` without its tags, for outlines, metadata and checks of the words."""
    elements = _elements(source.value) if "<" in source.value else []
    if not elements:
        return source
    value, marks = "", []
    for start, end, _ in _stretches(source.value, elements):
        piece = source.piece(start, end)
        marks += [(index + len(value), line, column) for index, line, column in piece.marks]
        value += piece.value
    return SourceString(value, source.span, tuple(marks))


def _elements(value: str) -> list[_Element]:
    """The pairs of tags in `value`, by their start; outer ones before what they hold."""
    found: list[_Element] = []
    opened: list[tuple[str, str, re.Match[str]]] = []
    for tag in TAG.finditer(value):
        name = NAMES.get(tag[2], tag[2])
        if not tag[1]:
            if (tag[3] is not None) == (name in WITH_ARGUMENT) or name == "ruby":
                opened.append((name, tag[3] or "", tag))
            continue
        depth = max((at for at, (other, _, _) in enumerate(opened) if other == name), default=None)
        if depth is None or tag[3] is not None:
            continue
        _, argument, start = opened[depth]
        del opened[depth:]
        if start.end() < tag.start():
            found.append(_Element(name, argument, start.start(), start.end(), tag.start(), tag.end()))
    return sorted(found, key=lambda element: element.start)


def _stretches(value: str, elements: list[_Element]) -> Iterator[tuple[int, int, list[_Element]]]:
    """What stands between tags: start, end, and the elements around it from outside inwards."""
    edges = sorted({0, len(value), *(at for e in elements for at in (e.start, e.inside, e.close, e.end))})
    tags = {at for element in elements for at in (element.start, element.close)}
    for start, end in pairwise(edges):
        if start not in tags:
            yield start, end, [e for e in elements if e.inside <= start and end <= e.close]


def _readable(value: str, start: int, end: int, around: list[_Element]) -> Iterator[tuple[int, int]]:
    """Stretches of Han and of what is not, where a reading is to be looked up; else all of it."""
    edges = {start, end}
    if any(element.name == "ruby" and not element.argument for element in around):
        edges.update(at for at in range(start + 1, end) if is_han(value[at]) != is_han(value[at - 1]))
    return pairwise(sorted(edges))


def _applied(span: StyledText, element: _Element, faces: EmphasisFaces) -> StyledText:
    style = span.style
    changes: dict[str, Any] = {}
    match element.name:
        case "dots":
            changes = {"dots": True, "structure": span.structure or "Em"}
        case "name" | "title":
            changes = {"rule": InterlinearRule(element.name)}
        case "link":
            changes = {"link": element.argument}
        case "ruby" if element.argument or is_han(span.source.value[0]):
            changes = {"reading": element.argument or reading_of(span.source.value), "structure": "RB"}
        case "ruby":
            pass  # marks and Western text have no reading
        case "sup":
            size, rise = round(style.size * SUPERSCRIPT_SCALE), round(style.size * SUPERSCRIPT_RISE)
            changes = {"style": replace(style, size=size, drop=style.drop - rise)}
        case _:
            face = faces.kai if element.name == "kai" else faces.hei
            changes = {"style": replace(style, han=face or style.han), "structure": span.structure or "Em"}
    return replace(span, **changes)
