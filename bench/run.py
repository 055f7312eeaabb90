"""Measure whole builds: `make bench`, or `python bench/run.py [--rivals FOLDER] [--pairs N] [--only NAME …]`.

Warm and long books against typst and WeasyPrint, cold against the floor, a paragraph alone. Runs alternate with the
rival's (A B A B …); ratios are medians of the pairs. Prints a table in Markdown; bench/README.md says what it means.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import rivals
from processes import Compared, Measured, compare, medians, run

ROOT = rivals.ROOT
CONTENT = ROOT / "content/2022"
BROCHURE = str(Path(sys.executable).with_name("brochure"))
LONG_PAGES = 480


class Bench:
    """What the measurements share: a scratch folder, a warm cache, the number of pairs."""

    def __init__(self, scratch: Path, rivals_folder: Path, pairs: int) -> None:
        self.scratch = scratch
        self.rivals_folder = rivals_folder
        self.pairs = pairs
        self.warm = {"BROCHURE_CACHE": str(scratch / "cache")}
        self.jobs = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    def build(self, content: Path, environment: dict[str, str]) -> Measured:
        out = str(self.scratch / "out")
        return run([BROCHURE, "build", str(content), "--output-folder", out, "-q"], environment)

    def against_rival(self, name: str) -> Iterable[str]:
        """Warm: both PDFs of ours against the rival's one."""
        if not (self.rivals_folder / "make_inputs.py").is_file():
            yield f"| warm, against {name} | not measured: no rivals in {self.rivals_folder} | | |"
            return
        environment = rivals.prepare(self.rivals_folder)
        command = rivals.command(self.rivals_folder, name, self.scratch / f"{name}.pdf")
        try:
            run(command, environment)
        except RuntimeError as error:
            yield f"| warm, against {name} | not measured: {error} | | |"
            return
        both = compare(lambda: self.build(CONTENT, self.warm), lambda: run(command, environment), self.pairs)
        yield row(f"warm build against {name}", both)

    def cold(self) -> Iterable[str]:
        """An empty cache each time, against the program that only converts the pictures."""
        tasks = self.scratch / "tasks.json"
        python_file(ROOT / "bench/tasks.py", str(CONTENT), str(self.jobs), str(tasks))

        def build_cold() -> Measured:
            cache = Path(tempfile.mkdtemp(dir=self.scratch))
            try:
                return self.build(CONTENT, {"BROCHURE_CACHE": str(cache)})
            finally:
                shutil.rmtree(cache)

        floor = [sys.executable, str(ROOT / "bench/floor.py"), str(tasks)]
        yield row(
            f"cold build against the floor, {self.jobs} threads", compare(build_cold, lambda: run(floor), self.pairs)
        )

    def long_book(self) -> Iterable[str]:
        """A book of 480 pages and more, per page against the brochure."""
        short_pages = page_count(self.scratch, CONTENT, self.warm)
        # The first turn holds what is not repeated (cover, contents, gallery); the second tells what a turn adds.
        second = page_count(self.scratch, self.repeated(2), self.warm)
        per_turn = page_count(self.scratch, self.repeated(3), self.warm) - second
        long = self.repeated(2 + -(-(LONG_PAGES - second) // per_turn))
        pages = page_count(self.scratch, long, self.warm)
        both = compare(
            lambda: self.build(long, self.warm), lambda: self.build(CONTENT, self.warm), max(3, self.pairs // 3)
        )
        yield (
            f"| {pages} pages against {short_pages}, per page | {medians(both.first)} | {medians(both.second)}"
            f" | {both.ratio * short_pages / pages:.2f} |"
        )

    def repeated(self, times: int) -> Path:
        target = self.scratch / f"long-{times}"
        python_file(ROOT / "bench/long_book.py", str(CONTENT), str(target), str(times))
        return target / "content/long"

    def paragraph(self) -> Iterable[str]:
        """400 and 40,000 characters in one process, beside typst's layout of the same text in one of its own."""
        seed = str(ROOT / "tests/content/seed-2022.txt")
        for characters in ("400", "40000"):
            ours: list[float] = []
            theirs: list[float] = []
            for _ in range(3):
                ours.append(float(python_file(ROOT / "bench/paragraph.py", seed, characters)))
                theirs += self.typst_paragraph(seed, characters)
            told = f"{statistics.median(theirs):.2f} ms" if theirs else "not measured"
            ratio = f"{statistics.median(ours) / statistics.median(theirs):.2f}" if theirs else ""
            name = f"{int(characters):,} characters shaped, broken, justified"
            yield f"| {name} | {statistics.median(ours):.2f} ms | {told} | {ratio} |"

    def typst_paragraph(self, seed: str, characters: str) -> list[float]:
        """typst's time, if it is installed."""
        python = rivals.LAB / "venv/bin/python"
        if not python.exists():
            return []
        program, fonts = str(ROOT / "bench/typst_paragraph.py"), str(ROOT / "fonts/noto-serif-sc")
        command = [str(python), program, seed, fonts, characters, str(self.scratch / "paragraph.typ")]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        return [float(done.stdout)] if done.returncode == 0 else []


def page_count(scratch: Path, content: Path, environment: dict[str, str]) -> int:
    """Pages of a book, by building it (which also warms the cache)."""
    program = (
        "import sys; from builder.building import build;"
        "made = build(sys.argv[1], output_folder=sys.argv[2]);"
        "assert made.ok, made.describe('en'); print(made.page_count)"
    )
    command = [sys.executable, "-c", program, str(content), str(scratch / "out")]
    done = subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, check=True)
    return int(done.stdout)


def python_file(file: Path, *arguments: str) -> str:
    command = [sys.executable, str(file), *arguments]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


def row(name: str, both: Compared) -> str:
    return f"| {name} | {medians(both.first)} | {medians(both.second)} | {both.ratio:.2f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rivals", type=Path, default=ROOT.parent / "shared/rivals")
    parser.add_argument("--pairs", type=int, default=9)
    names = ("typst", "weasyprint-ua", "cold", "long", "paragraph")
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = Bench(Path(scratch), arguments.rivals, arguments.pairs)
        measurements: dict[str, Callable[[], Iterable[str]]] = {
            "typst": lambda: bench.against_rival("typst"),
            "weasyprint-ua": lambda: bench.against_rival("weasyprint-ua"),
            "cold": bench.cold,
            "long": bench.long_book,
            "paragraph": bench.paragraph,
        }
        print("| what | ours | other | ratio |\n| --- | --- | --- | --- |", flush=True)
        for name in arguments.only:
            for line in measurements[name]():
                print(line, flush=True)


main()
