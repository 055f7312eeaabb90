"""Where things come from: a span of a YAML file, and text that knows the line and column of each character."""

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file. Lines and columns count from 1 in code points; the end is exclusive.

    `file` is the path as a person would type it, relative to the project, with forward slashes.
    """

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


def whole_file(file: str) -> Span:
    """The span of a file as such: line 0, for findings that have no line (a missing file, say)."""
    return Span(file, 0, 0, 0, 0)


NOWHERE = Span("", 0, 0, 0, 0)
"""For what the engine makes itself: furniture, ornaments of the theme."""


@dataclass(frozen=True, slots=True)
class SourceString:
    """Text read from a file, with the place of every character.

    `marks` are (index, line, column), ascending by index, the first with index 0: from that index of `value` on,
    characters stand one column apart on that line. A new mark stands wherever that breaks (line ends, escapes).
    """

    value: str
    span: Span
    marks: tuple[tuple[int, int, int], ...] = ()

    def locate(self, start: int, end: int | None = None) -> Span:
        """The place of characters `start` up to `end` (exclusive; by default one character)."""
        if not self.marks:
            return self.span
        line, column = self._place(start)
        last_line, last_column = self._place(max(start, (start + 1 if end is None else end) - 1))
        return Span(self.span.file, line, column, last_line, last_column + 1)

    def _place(self, index: int) -> tuple[int, int]:
        at = bisect_right(self.marks, index, key=lambda mark: mark[0]) - 1
        first, line, column = self.marks[max(at, 0)]
        return line, column + index - first

    def piece(self, start: int, end: int) -> "SourceString":
        """Characters `start` up to `end`, still knowing their places."""
        if not self.marks:
            return SourceString(self.value[start:end], self.span)
        line, column = self._place(start)
        marks = [(0, line, column)]
        marks += [(i - start, ln, col) for i, ln, col in self.marks if start < i < end]
        return SourceString(self.value[start:end], self.locate(start, max(end, start + 1)), tuple(marks))

    def spliced(self, edits: "list[tuple[int, int, str]]") -> "SourceString":
        """The text with each stretch (start, end, other words) replaced; edits in order, none overlapping.

        The new words stand at the stretch they replace, however long they are.
        """
        value, marks, at = "", [], 0
        for start, end, words in [*edits, (len(self.value), len(self.value), "")]:
            for index in range(at, start):
                marks.append((len(value) + index - at, *self._place(index)))
            value += self.value[at:start]
            for index in range(len(words)):
                marks.append((len(value) + index, *self._place(min(start + index, end - 1))))
            value += words
            at = end
        return SourceString(value, self.span, tuple(marks) if self.marks else ())


def unplaced(value: str) -> SourceString:
    """Text that comes from no file."""
    return SourceString(value, NOWHERE)
