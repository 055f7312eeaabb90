"""Marks as typed to marks as set: half-width marks, straight quotes, hyphens and dots beside Han; never a word."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from builder.diagnostics import Diagnostics
from builder.source import SourceString, Span

Mode = Literal["set", "report", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """One mark that was typed one way and is set another."""

    span: Span
    before: str
    after: str
    kind: str
    """comma, semicolon, colon, exclamation, question, bracket, quote, dash, ellipsis, range, space or letter."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    after: str
    kind: str


FULL_WIDTH = {
    ",": ("，", "comma"),
    ";": ("；", "semicolon"),
    ":": ("：", "colon"),
    "!": ("！", "exclamation"),
    "?": ("？", "question"),
}
HAN = "\u3007\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
CHINESE_MARKS = frozenset("，。、；：！？（）《》〈〉【】〔〕“”‘’—…")
"""Han and marks that only Chinese text has."""
_URL = re.compile(r"(?:[A-Za-z][A-Za-z+.-]*://|www\.)[!-~]+|[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_POINTS = re.compile(r"[,;:!?]+")
_DASHES = re.compile(r"(?<!-)-{2,3}(?!-)")
_DOTS = re.compile(r"\.{3,}|(?<!…)…(?!…)|。{3,}|．{3,}")
_RANGE = re.compile(r"(?<=[0-9%‰℃])~(?=[0-9])")
_SPACES = re.compile(r"[ \u00a0]+")
_LETTERS = re.compile(r"[０-９Ａ-Ｚａ-ｚ]+")
_CLOSING = frozenset("，。、；：！？”’》）")
_OPENING = frozenset("“‘《（")


def normalise_marks(source: SourceString, *, mode: Mode) -> tuple[SourceString, tuple[Conversion, ...]]:
    """Marks of Chinese sentences as Chinese marks.

    Half-width , ; : ! ? ( ) beside Han become full-width; straight quotes round or beside Han become pairs “ ” ‘ ’;
    -- becomes —— (a lone — stays: it joins places and dates, GB/T 15834 4.13), ... and a lone … become ……, ~ between
    numbers becomes ～; a space typed between Han and Western text goes, since setting gives the gap; full-width
    letters and digits become ordinary ones. Nothing inside
    a number, a time, a Western phrase or a URL changes.

    Args:
        source: text as written.
        mode: `set` changes the text; `report` tells what would change; `off` does nothing.

    Returns:
        The text to set, every character still knowing its place, and the conversions in order of place.

    Source: GB/T 15834 4, 5.1; CLREQ #h-pause-or-stop-punctuation-marks, #indication_punctuation_marks.
    """
    if mode == "off":
        return source, ()
    edits = _find_edits(source.value)
    if not edits:
        return source, ()
    text = source.value
    conversions = tuple(
        Conversion(span=source.locate(e.start, e.end), before=text[e.start : e.end], after=e.after, kind=e.kind)
        for e in edits
    )
    return (_apply(source, edits) if mode == "set" else source), conversions


def tell_conversions(conversions: tuple[Conversion, ...], report: Diagnostics, *, mode: Mode = "set") -> None:
    """Report conversions at once: how many of each mark, and the place of each.

    What was set as the book asks is a note (`halfwidth-marks-set`); where the book only asks to look (`mode` is
    `report`), it is a warning (`halfwidth-marks`).
    """
    if not conversions:
        return
    kinds = Counter(conversion.before for conversion in conversions)
    each = " ".join(f"{mark.replace(' ', '␣')}×{count}" for mark, count in kinds.most_common())
    places = [conversion.span for conversion in conversions]
    if mode == "set":
        report.note("halfwidth-marks-set", places[0], *places, count=len(conversions), each=each)
    else:
        report.warning("halfwidth-marks", places[0], *places, count=len(conversions), each=each)


def is_han(character: str) -> bool:
    """Whether it is a Han character (not a mark). Faster than a class of ranges, which takes long to compile."""
    return (
        "\u3400" <= character <= "\u4dbf"
        or "\u4e00" <= character <= "\u9fff"
        or character in "〇々"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003134f"
    )


def _find_edits(text: str) -> list[_Edit]:
    if text.isascii():
        return []
    fixed = [found.span() for found in _URL.finditer(text)]
    found: list[_Edit] = []
    for edits in (_points(text), _brackets(text), _quotes(text), _dashes(text), _dots(text), _others(text)):
        found += [edit for edit in edits if not _inside(edit, fixed)]
    found.sort(key=lambda edit: edit.start)
    return found


def _needless_spaces(text: str) -> Iterator[re.Match[str]]:
    """Spaces between Han and Latin, where the gap comes by itself, and after a Chinese mark."""
    for found in _SPACES.finditer(text):
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        if not before or not after:
            continue
        western = (before.isascii() and (before.isalnum() or before == "%")) or before in "‰℃"
        latin = after.isascii() and after.isalnum()
        if (
            (is_han(before) and latin)
            or (western and is_han(after))
            or (before in _CLOSING and (latin or is_han(after) or after in _OPENING))
        ):
            yield found


def _inside(edit: _Edit, stretches: list[tuple[int, int]]) -> bool:
    return any(start <= edit.start < end for start, end in stretches)


def _is_chinese(text: str, at: int) -> bool:
    return 0 <= at < len(text) and (is_han(text[at]) or text[at] in CHINESE_MARKS)


def _any_chinese(text: str, start: int, end: int) -> bool:
    return any(_is_chinese(text, at) for at in range(start, end))


def _next_solid(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \u00a0\"'":
        at += 1
    return at


def _points(text: str) -> Iterator[_Edit]:
    """Pauses and stops: Chinese if Han or a Chinese mark stands before them, or after them with or without a space."""
    for found in _POINTS.finditer(text):
        start, end = found.span()
        before = start - 1
        while before >= 0 and text[before] in "\"')":
            before -= 1
        after = _next_solid(text, end)
        in_number = end - start == 1 and text[start - 1 : start].isdigit() and text[end : end + 1].isdigit()
        if in_number or not (_is_chinese(text, before) or _is_chinese(text, after)):
            continue
        for at in range(start, end):
            mark, kind = FULL_WIDTH[text[at]]
            yield _Edit(at, at + 1, mark, kind)
        spaces = end
        while text[spaces : spaces + 1] in {" ", "\u00a0"}:
            spaces += 1
        if spaces > end:
            yield _Edit(end, spaces, "", "space")


def _brackets(text: str) -> Iterator[_Edit]:
    """Brackets in pairs: Chinese if anything in them is, or if Han stands before them."""
    stack: list[int] = []
    for at, character in enumerate(text):
        if character == "(":
            stack.append(at)
        elif character == ")" and stack:
            first = stack.pop()
            alone = not text[:first].strip()
            if (
                _any_chinese(text, first + 1, at)
                or _is_chinese(text, first - 1)
                or (alone and _is_chinese(text, at + 1))
            ):
                yield _Edit(first, first + 1, "（", "bracket")
                yield _Edit(at, at + 1, "）", "bracket")


def _quotes(text: str) -> Iterator[_Edit]:
    for straight, pair in (('"', "“”"), ("'", "‘’")):
        for first, last in straight_pairs(text, straight)[0]:
            if _any_chinese(text, first + 1, last) or _is_chinese(text, first - 1) or _is_chinese(text, last + 1):
                yield _Edit(first, first + 1, pair[0], "quote")
                yield _Edit(last, last + 1, pair[1], "quote")


def straight_pairs(text: str, straight: str) -> tuple[list[tuple[int, int]], int | None]:
    """Straight quotes two by two, and the one left over. An apostrophe inside or after a word is no quote."""
    places = [
        at
        for at, character in enumerate(text)
        if character == straight and not (straight == "'" and _is_apostrophe(text, at))
    ]
    left = places[-1] if len(places) % 2 else None
    return list(zip(places[::2], places[1::2], strict=False)), left


def _is_apostrophe(text: str, at: int) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


def _beside_chinese(text: str, start: int, end: int) -> bool:
    return _is_chinese(text, start - 1) or _is_chinese(text, end)


def _dashes(text: str) -> Iterator[_Edit]:
    for found in _DASHES.finditer(text):
        if _beside_chinese(text, *found.span()):
            yield _Edit(*found.span(), "——", "dash")


def _dots(text: str) -> Iterator[_Edit]:
    for found in _DOTS.finditer(text):
        if _beside_chinese(text, *found.span()):
            yield _Edit(*found.span(), "……", "ellipsis")


def _others(text: str) -> Iterator[_Edit]:
    for found in _RANGE.finditer(text):
        yield _Edit(*found.span(), "～", "range")
    for found in _needless_spaces(text):
        yield _Edit(*found.span(), "", "space")
    for found in _LETTERS.finditer(text):
        yield _Edit(*found.span(), "".join(chr(ord(c) - 0xFEE0) for c in found.group()), "letter")


def _apply(source: SourceString, edits: list[_Edit]) -> SourceString:
    """The text with `edits` made; where lengths change, a new mark says where the next character stands."""
    text = source.value
    parts: list[str] = []
    marks: dict[int, tuple[int, int]] = {}
    at = length = 0
    for edit in [*edits, _Edit(len(text), len(text), "", "")]:
        same = len(edit.after) == edit.end - edit.start
        _copy_marks(source, at, edit.end if same else edit.start + 1, length - at, marks)
        parts += (text[at : edit.start], edit.after)
        length += edit.start - at + len(edit.after)
        if not same and edit.end < len(text):
            place = source.locate(edit.end)
            marks[length] = (place.line, place.column)
        at = edit.end
    if not source.marks:
        return SourceString("".join(parts), source.span)
    return SourceString("".join(parts), source.span, tuple((i, *place) for i, place in sorted(marks.items())))


def _copy_marks(source: SourceString, start: int, end: int, moved: int, marks: dict[int, tuple[int, int]]) -> None:
    """Take over the marks of characters `start` to `end`, `moved` places on; one already there is as good."""
    first = bisect_right(source.marks, start - 1, key=lambda mark: mark[0])
    for index, line, column in source.marks[first:]:
        if index >= end:
            break
        marks.setdefault(index + moved, (line, column))
