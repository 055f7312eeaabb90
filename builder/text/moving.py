"""Set lines moved along their own direction: under a label, into a column of a table."""

from dataclasses import replace

from builder.text.glyphs import InlineMark, Line, WritingMode
from builder.units import Length


def moved_line(line: Line, along: Length, characters: int = 0) -> Line:
    """`line` further along by `along`, its text beginning `characters` later in the paragraph's."""
    return replace(
        line,
        runs=tuple(replace(run, offset=run.offset + along) for run in line.runs),
        marks=tuple(_moved_mark(mark, along, line.mode) for mark in line.marks),
        start=line.start + characters,
        end=line.end + characters,
        width=line.width + along,
        indent=line.indent + along,
    )


def _moved_mark(mark: InlineMark, along: Length, mode: WritingMode) -> InlineMark:
    right, down = (0, along) if mode is WritingMode.VERTICAL else (along, 0)
    rings = tuple(tuple((x + right, y + down) for x, y in ring) for ring in mark.outlines)
    return replace(mark, outlines=rings)
