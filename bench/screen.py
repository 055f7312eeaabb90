"""The screen file measured: its size by parts beside WeasyPrint's, what tagging costs, how long a budget is solved for.

`python bench/screen.py [--rivals FOLDER]`. Both files have pictures of 150 ppi in JPEG quality 75, which is the only
one WeasyPrint 70 knows when it makes pictures smaller. Prints a table in Markdown.
"""

import argparse
import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import rivals

from builder.building import compose_pages
from builder.diagnostics import Diagnostics
from builder.layout.pages import PagedDocument, Tag
from builder.resources import Resources
from builder.source import NOWHERE
from builder.writers.budget import make_within_budget
from builder.writers.profiles import read_profile
from builder.writers.renditions import PreparedPictures, prepare_pictures
from builder.writers.screen import ScreenOptions, make_screen

CONTENT = rivals.ROOT / "content/2022"
EQUAL = ScreenOptions(ppi=150, quality=75)
ROUNDS = 15
BUDGET = 2_000_000
"""Under what the brochure weighs with its best pictures, so that there is something to solve."""

_WEASYPRINT = """
import functools, runpy, sys
from weasyprint import HTML
HTML.write_pdf = functools.partialmethod(HTML.write_pdf, dpi=150, optimize_images=True)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def parts(data: bytes) -> str:
    """Bytes of a PDF by what they are for, and how many a million pixels take."""
    pictures = fonts = pixels = 0
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for stream in (item for item in pdf.objects if isinstance(item, pikepdf.Stream)):
            size = len(stream.read_raw_bytes())
            if stream.get("/Subtype") == "/Image":
                pictures += size
                pixels += int(stream.Width) * int(stream.Height)
            elif "/Length1" in stream or stream.get("/Subtype") in ("/CIDFontType0C", "/OpenType"):
                fonts += size
        rest = len(data) - pictures - fonts
        return (
            f"{len(data) / 1e3:.0f} kB on {len(pdf.pages)} pages: pictures {pictures / 1e3:.0f} kB "
            f"({pictures / pixels * 1e3:.0f} kB a megapixel), fonts {fonts / 1e3:.0f} kB, "
            f"all else {rest / len(pdf.pages) / 1e3:.1f} kB a page"
        )


def weasyprint(folder: Path) -> str:
    if not (folder / "make_inputs.py").is_file():
        return f"not measured: no rivals in {folder}"
    environment = {**os.environ, **rivals.prepare(folder)}
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "rival.pdf"
        python, *command = rivals.command(folder, "weasyprint-ua", out)
        subprocess.run([python, "-c", _WEASYPRINT, *command], env=environment, check=True, capture_output=True)
        return parts(out.read_bytes())


def processor(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def untagged(document: PagedDocument) -> PagedDocument:
    """The same pages with one element for all that is read."""
    root = Tag(kind="Document", parent=None, origin=NOWHERE)
    everything = Tag(kind="P", parent=0, origin=NOWHERE)
    pages = tuple(
        replace(
            page,
            items=tuple(
                replace(placed, role=1 if type(placed.role) is int else placed.role)
                for placed in page.items
                if type(placed.item).__name__ != "Link"
            ),
        )
        for page in document.pages
    )
    return replace(document, pages=pages, structure=(root, everything))


def tagging(document: PagedDocument, resources: Resources, pictures: PreparedPictures) -> str:
    bare = untagged(document)

    def write(pages: PagedDocument) -> None:
        assert make_screen(pages, resources, Diagnostics(), EQUAL, pictures) is not None

    pairs = [(processor(lambda: write(document)), processor(lambda: write(bare))) for _ in range(ROUNDS)]
    more = statistics.median(one - other for one, other in pairs)
    return f"{more * 1e3:.0f} ms of {statistics.median(one for one, _ in pairs) * 1e3:.0f} ms"


def solving(document: PagedDocument, resources: Resources) -> str:
    profile = replace(read_profile("mobile"), budget=BUDGET)
    times = []
    for _ in range(3):
        started = time.perf_counter()
        made = make_within_budget(document, resources, Diagnostics(), profile, profile.options(jobs=2))
        times.append(time.perf_counter() - started)
        assert made is not None
        assert len(made.data) <= BUDGET
    return f"{times[0]:.2f} s at first, {min(times[1:]):.2f} s warm, {len(made.data) / 1e3:.0f} kB"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rivals", type=Path, default=rivals.ROOT.parent / "shared/rivals")
    chosen = parser.parse_args()
    resources, document = compose_pages(CONTENT, Diagnostics())
    assert resources is not None
    assert document is not None
    pictures = prepare_pictures(document, resources, Diagnostics(), renditions=(EQUAL.rendition,), jobs=2)
    file = make_screen(document, resources, Diagnostics(), EQUAL, pictures)
    assert file is not None
    print("| what | measured |\n| --- | --- |")
    print(f"| our screen file, 150 ppi, quality 75 | {parts(file.data)} |")
    print(f"| WeasyPrint's, 150 ppi, quality 75 | {weasyprint(chosen.rivals)} |")
    print(f"| tagging, processor time of the screen writer | {tagging(document, resources, pictures)} |")
    print(f"| a budget of {BUDGET / 1e6:g} MB | {solving(document, resources)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
