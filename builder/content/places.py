"""The place of every character of a scalar: what lets a click on a glyph land on its character in the YAML.

Flow scalars (plain, single and double quoted) fold their line ends by YAML 1.2.2, 7.3 and 6.5; block scalars follow
8.1. The characters are walked once more here because a parser gives a scalar's two ends only.
"""

from typing import TypeAlias

Marks: TypeAlias = tuple[tuple[int, int, int], ...]
"""As `SourceString.marks`: (index, line, column), lines and columns from 1."""

_HEX_ESCAPES = {"x": 2, "u": 4, "U": 8}
_WHITE = " \t"


def scalar_marks(lines: list[str], start: tuple[int, int], end: tuple[int, int], style: str, value: str) -> Marks:
    """The marks of one scalar.

    Args:
        lines: the file's lines, without their ends.
        start, end: line and column of its two ends, from 0, the end exclusive.
        style: `` (plain), `'`, `"`, `|` or `>`.
        value: what the parser made of it.

    Returns:
        Ascending marks; the first has index 0. Characters that folding made (a space for a line end) stand at that
        line's end.
    """
    if style in ("|", ">"):
        return _block_marks(lines, start[0], end[0], style, value)
    column = start[1] + (1 if style else 0)
    if start[0] == end[0] and not (style == '"' and "\\" in lines[start[0]]) and not (style == "'" and "'" in value):
        return ((0, start[0] + 1, column + 1),)
    if style:
        end = (end[0], end[1] - 1)
    return _flow_marks(lines, (start[0], column), end, style)


def _flow_marks(lines: list[str], start: tuple[int, int], end: tuple[int, int], style: str) -> Marks:
    marks: list[tuple[int, int, int]] = []
    length = 0  # of the value so far
    breaks = 0  # line ends since the last text
    joined = False  # the last line ended in `\`
    break_place = (0, 0)
    for line in range(start[0], end[0] + 1):
        first = start[1] if line == start[0] else 0
        last = end[1] if line == end[0] else len(lines[line])
        text = lines[line]
        if line > start[0]:
            while first < last and text[first] in _WHITE:
                first += 1
        if line < end[0]:
            last = _without_trailing_white(text, first, last, style)
        if line > start[0]:
            breaks += 1
        if first == last and line < end[0] and line > start[0]:
            continue
        if breaks:
            made = breaks - 1 if joined or breaks > 1 else 1
            if made:
                marks.append((length, *break_place))
                # Each further character stands at the same line end, not one column on.
                marks += [(length + further, *break_place) for further in range(1, made)]
            length += made
            breaks = 0
        length, joined = _piece_marks(text[:last], first, style, length, marks, line=line)
        break_place = (line + 1, last + 1)
    return tuple(marks) or ((0, start[0] + 1, start[1] + 1),)


def _without_trailing_white(text: str, first: int, last: int, style: str) -> int:
    """Where the text of a line ends that another line follows: white space before the line end is dropped."""
    end = last
    while end > first and text[end - 1] in _WHITE:
        end -= 1
    if style == '"' and end < last:
        escapes = 0
        while end - escapes > first and text[end - escapes - 1] == "\\":
            escapes += 1
        if escapes % 2:  # an escaped space or tab is text
            end += 1
    return end


def _piece_marks(
    text: str, first: int, style: str, length: int, marks: list[tuple[int, int, int]], *, line: int
) -> tuple[int, bool]:
    """Mark one line's part of a flow scalar. Returns the value's length after it, and whether it ends in `\\`."""
    last = len(text)
    if first < last:
        marks.append((length, line + 1, first + 1))
    at = first
    while at < last:
        if style == '"' and text[at] == "\\":
            if at + 1 >= last:
                return length, True
            width = 2 + _HEX_ESCAPES.get(text[at + 1], 0)
        elif style == "'" and text[at] == "'":
            width = 2
        else:
            width = 1
        at += width
        length += 1
        if width > 1 and at < last:
            marks.append((length, line + 1, at + 1))
    return length, False


def _block_marks(lines: list[str], first: int, last: int, style: str, value: str) -> Marks:
    indent = max(_block_indent(lines, first, value), 0)
    marks: list[tuple[int, int, int]] = []
    at = 0
    for line in range(first + 1, min(last + 1, len(lines))):
        content = lines[line][indent:]
        if style == "|":
            marks.append((at, line + 1, min(indent, len(lines[line])) + 1))
            at += len(content) + 1
        elif content:
            found = _after_white(value, at, content)
            marks += [(index, line, len(lines[line - 1]) + 1) for index in range(at, found)]
            marks.append((found, line + 1, indent + 1))
            at = found + len(content)
        if at >= len(value):
            break
    return tuple(mark for mark in marks if mark[0] < max(len(value), 1)) or ((0, first + 1, 1),)


def _after_white(value: str, at: int, content: str) -> int:
    """The first index from `at` on where `content` stands with nothing but folded line ends before it."""
    index = at
    while not value.startswith(content, index) and index < len(value) and value[index] in " \n":
        index += 1
    return index


def _block_indent(lines: list[str], first: int, value: str) -> int:
    """Columns before the text of a block scalar: the spaces of its first filled line that are not in the value."""
    in_value = value.lstrip("\n")
    for line in lines[first + 1 :]:
        if line.strip(" "):
            return len(line) - len(line.lstrip(" ")) - (len(in_value) - len(in_value.lstrip(" ")))
    return 0
