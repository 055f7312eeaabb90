"""What looks like a slip of the author's: told, never changed."""

import re
from functools import cache
from pathlib import Path

from builder.diagnostics import Diagnostics
from builder.source import SourceString
from builder.text.marks import HAN, is_han, straight_pairs

TRADITIONAL_FILE = Path(__file__).parent / "data" / "traditional.txt"
FUNCTION_WORDS = frozenset(
    ("and", "or", "of", "the", "in", "for", "to", "with", "by", "at", "on", "from", "is", "are", "an")
)
_LATIN_WORD = re.compile(r"[A-Za-z]+")
_DOUBLED = re.compile(rf"([{HAN}]{{2,8}}?)\1")
_NUMERALS = (
    # GB/T 15835 4.1.3: years in full; 5.1.3, GB/T 15834 4.13: both ends with their unit; 4.2.2: approximations in Han.
    ("two-digit-year", r"(?<![\d.])(?P<value>\d{2}年)(?=\d{1,2}月)"),
    ("range-without-unit", r"(?<![\d.])(?P<value>\d+(?:\.\d+)?[—～~–-]\d+(?:\.\d+)?(?P<unit>[%‰℃万亿]))"),
    ("approximate-number", r"(?<![\d.第])(?P<value>(?P<low>[1-9])、(?P<high>[1-9])[个天次人倍岁周])"),
)
"""Uses of figures that an editor would change; compiled when a text first has a figure."""
_PAIRS = {"“": "”", "‘": "’", "《": "》", "（": "）", "【": "】", "「": "」", "『": "』", "〈": "〉"}
_CLOSERS = {close: first for first, close in _PAIRS.items()}


@cache
def _simplified() -> dict[str, str]:
    """Traditional characters that Simplified text does not have, and what stands for them."""
    rows = TRADITIONAL_FILE.read_text("utf-8").splitlines()
    return {row[0]: row[1] for row in rows if row and not row.startswith("#")}


def find_oddities(source: SourceString, report: Diagnostics) -> None:
    """Report what an editor would ask about, with its place. Words are never changed.

    Reports `two-digit-year`, `range-without-unit` and `approximate-number` (warnings: GB/T 15835 has them otherwise),
    `latin-word` (a Western function word between Han), `traditional-character`, `doubled-phrase` (warnings)
    and `unpaired-mark` (error): quotes and brackets that open or close nothing, straight quotes beside Han included.
    """
    text = source.value
    for found in _LATIN_WORD.finditer(text):
        around = text[: found.start()].rstrip(" \u00a0")[-1:], text[found.end() :].lstrip(" \u00a0")[:1]
        if found[0].lower() not in FUNCTION_WORDS or not all(side and is_han(side) for side in around):
            continue
        report.warning("latin-word", source.locate(*found.span()), word=found[0])
    for found in _DOUBLED.finditer(text):
        if len(set(found[1])) > 1:
            start, end = _settled(text, *found.span(), len(found[1]))
            report.warning("doubled-phrase", source.locate(start, end), phrase=text[end - len(found[1]) : end])
    # Everyday characters are looked up in the table only if the codec of Simplified text does not have them.
    for at, character in enumerate(text):
        if character >= "\u3400" and not _is_everyday(character):
            other = _simplified().get(character)
            if other:
                report.warning("traditional-character", source.locate(at), character=character, other=other)
    _find_unpaired(source, report)
    _find_numerals(source, report)


def _settled(text: str, start: int, end: int, period: int) -> tuple[int, int]:
    """The last place where the repetition may be said to stand: 附中晋中晋中 doubles 晋中, not 中晋."""
    while end < len(text) and text[end] == text[end - period]:
        start, end = start + 1, end + 1
    return start, end


@cache
def _is_everyday(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _find_numerals(source: SourceString, report: Diagnostics) -> None:
    text = source.value
    if not any("0" <= character <= "9" for character in text):
        return
    for code, pattern in _NUMERALS:
        for found in re.finditer(pattern, text):
            parts = found.groupdict()
            if "low" in parts and int(parts["high"]) != int(parts["low"]) + 1:
                continue
            report.warning(
                code, source.locate(*found.span("value")), value=found["value"], unit=parts.get("unit") or ""
            )


def _find_unpaired(source: SourceString, report: Diagnostics) -> None:
    text = source.value
    open_marks: list[int] = []
    for at, character in enumerate(text):
        if character in _PAIRS:
            open_marks.append(at)
        elif character in _CLOSERS:
            if open_marks and text[open_marks[-1]] == _CLOSERS[character]:
                open_marks.pop()
            elif not (character == "’" and text[at - 1 : at].isascii() and text[at - 1 : at].isalnum()):
                report.error("unpaired-mark", source.locate(at), mark=character)
    for at in open_marks:
        report.error("unpaired-mark", source.locate(at), mark=text[at])
    for straight in "\"'":
        left = straight_pairs(text, straight)[1]
        if left is not None and any(map(is_han, text)):
            report.error("unpaired-mark", source.locate(left), mark=straight)
