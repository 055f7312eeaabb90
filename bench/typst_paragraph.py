"""typst's time for one paragraph: `typst_paragraph.py TEXT.txt FONTS CHARACTERS SCRATCH.typ`, milliseconds of layout.

Nothing is exported; what a document of one character takes is taken off.
"""

import statistics
import sys
import time
from pathlib import Path

import typst

RUNS = 7
HEAD = """#set page(width: 250pt, height: auto, margin: 20pt)
#set text(lang: "zh", region: "cn", font: "Noto Serif SC", size: 10.5pt)
#set par(justify: true, first-line-indent: (amount: 2em, all: true))
"""


def milliseconds(scratch: Path, fonts: str, words: str) -> float:
    """Of one layout by a fresh compiler: opening the fonts and reading the file included."""
    scratch.write_text(f"{HEAD}{words}", "utf-8")
    started = time.perf_counter()
    typst.Compiler(str(scratch), font_paths=[fonts], ignore_system_fonts=True).query("<none>")
    return (time.perf_counter() - started) * 1000


def main(file: Path, fonts: str, characters: int, scratch: Path) -> None:
    body = max(file.read_text("utf-8").splitlines(), key=len)
    text = (body * (characters // len(body) + 1))[:characters]
    # The run's number is the last character: nothing is remembered of the paragraph from run to run.
    pairs = [(milliseconds(scratch, fonts, f"{n}"), milliseconds(scratch, fonts, f"{text}{n}")) for n in range(RUNS)]
    print(f"{statistics.median(full - empty for empty, full in pairs):.2f}")


main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
