"""Lists: labels at the start of paragraphs, each kind its level; bodies hang in whole ems, labels end in one line.

Source: GB/T 9704 7.3.3 (一、（一）1.（1）), GB/T 15834 A.4 (marks after ordinal numbers), CLREQ #first_line_indents.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from builder.source import SourceString
from builder.text.glyphs import Line
from builder.text.moving import moved_line
from builder.text.paragraphs import Typesetter
from builder.text.styles import Breaking, ParagraphStyle, StyledText
from builder.units import Length

LABEL = (
    r"(?P<han>[一二三四五六七八九十]{1,3})、"
    r"|[（(](?P<enclosed>[一二三四五六七八九十]{1,3})[）)]"
    r"|(?P<arabic>\d{1,3})[.．](?!\d)"
    r"|[（(](?P<bracketed>\d{1,3})[）)]"
    r"|(?P<circled>[①-⑳])"
    r"|(?P<bullet>[●•○■▪])"
)
"""Compiled when a text first has one."""
GAPS = {"han": 0.0, "enclosed": 0.0, "arabic": 0.5, "bracketed": 0.0, "circled": 0.5, "bullet": 0.5}
"""Least ems from a label to its body: what ends with a Chinese mark has its blank in the mark."""
FIRSTS = frozenset("（(一二三四五六七八九十●•○■▪")
DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A paragraph that is an item of a list."""

    kind: str
    """Of label: a key of `GAPS`."""
    label: SourceString
    body: SourceString
    depth: int
    """0 for an outermost list."""
    group: int
    """Number of its list among those of the text; items of one list share it."""


@dataclass(frozen=True, slots=True)
class _Label:
    kind: str
    number: int
    end: int
    """Where the body starts in the paragraph; a space typed before it belongs to the label."""


def find_items(paragraphs: Sequence[SourceString]) -> dict[int, Item]:
    """Which of a text's paragraphs are items, by index.

    A list is two or more items with labels of one kind that count on; inside an item stand lists of another kind. A
    label that nothing follows, or a number that does not count on, is text.
    """
    open_lists: list[list[tuple[int, _Label]]] = []
    lists: list[tuple[int, list[tuple[int, _Label]]]] = []
    for index, paragraph in enumerate(paragraphs):
        label = _label(paragraph.value)
        if label is None:
            open_lists.clear()
            continue
        depth = next((at for at, known in enumerate(open_lists) if _continues(known[-1][1], label)), len(open_lists))
        del open_lists[depth + 1 :]
        if depth == len(open_lists):
            open_lists.append([])
            lists.append((depth, open_lists[depth]))
        open_lists[depth].append((index, label))
    items: dict[int, Item] = {}
    for group, (depth, members) in enumerate(lists):
        for index, label in members if len(members) > 1 else ():
            paragraph = paragraphs[index]
            items[index] = Item(
                kind=label.kind,
                label=paragraph.piece(0, label.end),
                body=paragraph.piece(label.end, len(paragraph.value)),
                depth=depth,
                group=group,
            )
    return items


def starts_item(text: str) -> bool:
    """Whether a paragraph begins as an item of a list does."""
    return _label(text) is not None


def _label(text: str) -> _Label | None:
    first = text[:1]
    if first not in FIRSTS and not first.isdigit() and not "①" <= first <= "⑳":
        return None
    found = re.match(LABEL, text)
    if not found or found.lastgroup is None:
        return None
    end = found.end()
    while text[end : end + 1] in (" ", "\u3000", "\u00a0"):
        end += 1
    return _Label(found.lastgroup, _number(found[found.lastgroup]), end) if end < len(text) else None


def _number(value: str) -> int:
    if value.isascii():
        return int(value)
    if "①" <= value <= "⑳":
        return ord(value) - ord("①") + 1
    tens, _, ones = value.rpartition("十")
    if "十" not in value:
        return DIGITS.get(value, 0)
    return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)


def _continues(before: _Label, label: _Label) -> bool:
    return before.kind == label.kind and (label.kind == "bullet" or label.number == before.number + 1)


def body_indents(
    items: dict[int, Item], typesetter: Typesetter, style: ParagraphStyle
) -> dict[int, tuple[Length, Length]]:
    """By index of paragraph: where the item's body begins, and the least gap before it.

    Whole ems, the same for all items of a list, so that 9. and 10. stand with their points in one line.
    """
    em = style.character.size
    widest: dict[int, float] = {}
    for item in items.values():
        width = typesetter.natural_width(_spans(item.label, style), style) / em + GAPS[item.kind]
        # A label's last mark is trimmed at the end of a line; before its body it is whole.
        width += (
            0.5 if item.kind in ("han", "enclosed", "bracketed") and item.label.value.rstrip()[-1] in "、）)" else 0
        )
        widest[item.group] = max(widest.get(item.group, 0), width)
    found: dict[int, tuple[Length, Length]] = {}
    outer: list[Length] = []
    for index, item in sorted(items.items()):
        del outer[item.depth :]
        base = outer[-1] if outer else 0
        body = base + math.ceil(widest[item.group] - 0.05) * em
        outer.append(body)
        found[index] = body, round((GAPS[item.kind] + _blank(item)) * em)
    return found


def _blank(item: Item) -> float:
    """Ems that a label's last mark loses at the end of a line, and has before its body."""
    return 0.5 if item.label.value.rstrip()[-1] in "、）" else 0.0


def set_item(
    item: Item,
    body: tuple[StyledText, ...],
    indent: tuple[Length, Length],
    *,
    measure: Length,
    style: ParagraphStyle,
    typesetter: Typesetter,
) -> tuple[Line, ...]:
    """Lines of one item: its label before the first, every line at the item's indent.

    The label's runs ask for the structure `Lbl`. Joined, the lines' texts are the label's and the body's.
    """
    start, gap = indent
    (label,) = typesetter.set(
        _spans(item.label, style),
        measure=measure,
        style=replace(style, breaking=Breaking.SINGLE, first_line_indent=0, hanging_indent=0),
    )
    plain = replace(style, first_line_indent=0, hanging_indent=0)
    lines = typesetter.set(body, measure=measure - start, style=plain)
    moved = [moved_line(line, start, len(label.text)) for line in lines]
    at = start - gap - label.width
    runs = tuple(replace(run, offset=run.offset + at, structure="Lbl") for run in label.runs)
    moved[0] = replace(moved[0], runs=(*runs, *moved[0].runs), start=0, text=label.text + moved[0].text)
    return tuple(moved)


def _spans(source: SourceString, style: ParagraphStyle) -> tuple[StyledText, ...]:
    return (StyledText(source=source, style=style.character),)
