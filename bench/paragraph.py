"""One paragraph shaped, broken and justified: `paragraph.py TEXT.txt CHARACTERS`, milliseconds, median of settings."""

import statistics
import sys
import time
from pathlib import Path

from builder.building import open_project
from builder.color import Cmyk, Ink, Paint, Rgb
from builder.diagnostics import Diagnostics
from builder.source import unplaced
from builder.text.paragraphs import Typesetter
from builder.text.styles import CharacterStyle, ParagraphStyle, StyledText
from builder.units import pt

RUNS = 31
RUNS_OF_LONG = 5


def main(text_file: Path, characters: int) -> None:
    report = Diagnostics()
    resources = open_project(Path(), report)
    assert resources
    body = max(text_file.read_text("utf-8").splitlines(), key=len)
    text = unplaced((body * (characters // len(body) + 1))[:characters])
    ink = Ink("black", Cmyk(0, 0, 0, 1), Rgb(0, 0, 0))
    character = CharacterStyle(han="serif-400", size=pt(10.5), paint=Paint(ink))
    style = ParagraphStyle(character=character, first_line_indent=pt(21))
    spans = (StyledText(source=text, style=character),)
    times = []
    for _ in range(RUNS if characters < 10_000 else RUNS_OF_LONG):
        # A new typesetter each time: nothing is remembered from the last run but the opened font.
        typesetter = Typesetter(resources.fonts, report)
        started = time.perf_counter()
        lines = typesetter.set(spans, measure=pt(20 * 10.5), style=style)
        times.append(time.perf_counter() - started)
    assert sum(len(line.text) for line in lines) == characters
    print(f"{statistics.median(times) * 1000:.2f}")


main(Path(sys.argv[1]), int(sys.argv[2]))
