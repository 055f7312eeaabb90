"""What vertical lines do otherwise: which characters stand, which lie, which share a cell, and the quotes they take.

Source: CLREQ #writing_modes_in_chinese_composition, #mixed_text_composition_in_vertical_writing_mode; GB/T 15834 5.2.
"""

import re
from enum import IntEnum
from types import MappingProxyType

from builder.text.classification import WESTERN
from builder.text.rules import ANNOTATION, BREAK_HERE, GLUE, HAN, SPACE, SUPERSCRIPT
from builder.text.styles import VerticalNumbers, VerticalQuotes


class Stance(IntEnum):
    """How glyphs stand to their line."""

    ALONG = 0
    """As the face draws them along a horizontal line."""
    UPRIGHT = 1
    """Han and its marks in a vertical line, by the face's vertical metrics and forms."""
    LYING = 2
    """Western text turned a quarter clockwise."""
    SHARED = 3
    """A few figures, or one letter, upright side by side in one em: 纵中横."""
    STACKED = 4
    """A number whose figures stand one under another, its point and percent sign among them."""


Piece = tuple[int, int, Stance]
"""Start, end, and how the characters between them stand."""

SHARED_CELL = re.compile(r"[0-9]{1,3}|[A-Za-z]")
PAIR_CELL = re.compile(r"[0-9]{1,2}|[A-Za-z]")
STACKED_NUMBER = re.compile(r"(?=.{2,16}$)[0-9]+(?:\.[0-9]+)?(?:[+×][0-9]+)*[%‰]?")
"""Longer ones would be a column of their own: they lie."""
STACKED_PART = re.compile(r"[0-9.]+|[^0-9.]")
RAISED = (ANNOTATION, SUPERSCRIPT)
CELL_LIMIT = 1.1
"""Ems that figures of one cell may take side by side before they are set smaller."""
LONE_CELL = 0.875
"""Ems that a figure or letter alone in its cell takes: it is three quarters of an em high, Han fills the whole."""
LONE_CELL_SLACK = 0.1
"""Ems of these that may vanish before a line is left with a hole."""
STACKED_POINT = 0.36
"""Ems that the point of a stacked number takes."""
STACKED_AIR = 0.125
"""Ems of air under a stacked number."""
MIDDLE = 0.38
"""Ems from the baseline of Han up to the middle of its body (its body reaches from 0.88 above to 0.12 below)."""

QUOTES = MappingProxyType(
    {
        VerticalQuotes.CORNER: str.maketrans("“”‘’", "「」『』"),
        VerticalQuotes.MAINLAND: str.maketrans("“”‘’", "『』「」"),
    }
)
"""Quotes of vertical lines, outer and inner: GB/T 15834 5.2.3 has 『』 outside, most of today's books 「」."""


def with_vertical_quotes(text: str, kinds: list[int], quotes: VerticalQuotes) -> str:
    """`text` with the quotes of vertical lines round Chinese; Western quotations keep theirs. Equal in length."""
    if quotes is VerticalQuotes.KEEP or not any(mark in text for mark in "“”‘’"):
        return text
    table = QUOTES[quotes]
    return "".join(c if kinds[at] in WESTERN else c.translate(table) for at, c in enumerate(text))


def stacked_cells(number: str) -> list[tuple[str, float]]:
    """The cells of a stacked number from top to bottom, each with the ems it takes; none if it is no such number.

    Two figures that stand alone share a cell; those of a longer number, or of one with a decimal, have one each.
    """
    if not STACKED_NUMBER.fullmatch(number):
        return []
    cells: list[tuple[str, float]] = []
    for part in STACKED_PART.findall(number):
        if part in "%‰" or (len(part) == 2 and part.isdigit()):
            cells.append((part, 1.0))
        else:
            cells += ((c, STACKED_POINT if c == "." else LONE_CELL) for c in part)
    return cells


def vertical_pieces(
    text: str, kinds: list[int], first: int, last: int, numbers: VerticalNumbers = VerticalNumbers.LYING
) -> list[Piece]:
    """Characters `first` up to `last` by stance.

    Cells that are shared count as Han from here on (`kinds` is changed): they take an em and no gap, and a space typed
    beside them only allows a break.
    """
    pieces: list[Piece] = []
    for start, end, western in _scripts(text, kinds, first, last):
        if not western:
            pieces.append((start, end, Stance.UPRIGHT))
            continue
        word = text[start:end].strip(" ")
        cell = start + text[start:end].find(word)
        stance = _standing(word, numbers)
        if stance is Stance.LYING or kinds[cell] in RAISED or _joins(text, kinds, start, end):
            pieces.append((start, end, Stance.LYING))
            continue
        kinds[cell] = HAN
        for at in (*range(start, cell), *range(cell + len(word), end)):
            kinds[at] = BREAK_HERE
            pieces.append((at, at + 1, Stance.LYING))
        pieces.append((cell, cell + len(word), stance))
    return sorted(pieces)


def _standing(word: str, numbers: VerticalNumbers) -> Stance:
    """How a Western word of a vertical line stands."""
    stacks = numbers is VerticalNumbers.STACKED
    if (PAIR_CELL if stacks else SHARED_CELL).fullmatch(word):
        return Stance.SHARED
    return Stance.STACKED if stacks and stacked_cells(word) else Stance.LYING


def _joins(text: str, kinds: list[int], start: int, end: int) -> bool:
    """Whether a Western stretch goes on in a neighbouring style: its figures are then part of a longer word."""
    before = start > 0 and text[start - 1] != " " and kinds[start - 1] in WESTERN
    return before or (end < len(text) and text[end] != " " and kinds[end] in WESTERN)


def _scripts(text: str, kinds: list[int], first: int, last: int) -> list[tuple[int, int, bool]]:
    """Stretches that are all Western or not at all. Spaces lie, since a face's upright space is a whole em."""
    found: list[tuple[int, int, bool]] = []
    start = first
    lies = [
        kinds[at] in WESTERN
        or (kinds[at] in (SPACE, GLUE) and text[at] != "\u3000")
        or (kinds[at] == ANNOTATION and text[at].isascii())
        for at in range(first, last)
    ]
    for at in range(first + 1, last + 1):
        if at == last or lies[at - first] != lies[start - first]:
            found.append((start, at, lies[start - first]))
            start = at
    return found
