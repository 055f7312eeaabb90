"""Editions beside `cp` of the same bytes and typst per school: `python bench/editions.py [--schools 1000] [--jobs 2]`.

All in one run, so that a busy machine is busy for all. Whole processes; seconds of wall time and of processors, and as
memory the largest sum seen over the command and its workers. `cp` runs before and after, and the mean counts.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import rivals

ROOT = Path(__file__).resolve().parents[1]
UNJUDGED = """
import sys
from builder.production.editions import making
making.verify_edition = lambda data, expected: ""
from builder.cli import main
sys.exit(main(sys.argv[1:]))
"""
"""The command without its verification, to tell what that costs; for this measurement only."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One command."""

    wall: float
    processor: float
    memory: int
    """Kilobytes."""

    def each(self, count: int) -> str:
        return f"{self.wall:.2f} s wall, {self.processor:.2f} s processor, {1000 * self.processor / count:.1f} ms each"


def resident(process: int) -> int:
    """Kilobytes held by a process and its children: of shared pages its share, as Linux counts them."""
    total = 0
    tasks = Path(f"/proc/{process}/task/{process}/children")
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        total += next(int(row.split()[1]) for row in rollup.splitlines() if row.startswith("Pss:"))
        total += sum(resident(int(child)) for child in tasks.read_text().split())
    except (OSError, StopIteration):
        return total
    return total


def spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(command: list[str], environment: dict[str, str] | None = None) -> Measured:
    before, start, most = spent(), time.perf_counter(), 0
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        while running.poll() is None:
            most = max(most, resident(running.pid))
            time.sleep(0.05)
    if running.returncode:
        sys.exit(f"{' '.join(command)}: {running.returncode}")
    return Measured(time.perf_counter() - start, spent() - before, most)


def copied(source: Path, target: Path) -> Measured:
    result = measured([shutil.which("cp") or "cp", "-r", str(source), str(target)])
    shutil.rmtree(target)
    return result


def typst(folder: Path, count: int, out: Path) -> Measured | None:
    """Typst run `count` times, as it would be for so many schools; None where its program is not there."""
    if not (folder / "make_inputs.py").is_file():
        return None
    environment = rivals.prepare(folder)
    command = rivals.command(folder, "typst", out)
    measured(command, environment)
    runs = [measured(command, environment) for _ in range(count)]
    return Measured(sum(r.wall for r in runs), sum(r.processor for r in runs), max(r.memory for r in runs))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rivals", type=Path, default=ROOT.parent / "shared" / "rivals")
    chosen = parser.parse_args()
    count = chosen.schools
    (ROOT / "out").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "out") as scratch:
        folder, table = Path(scratch), Path(scratch) / "schools.csv"
        maker = str(ROOT / "samples" / "editions" / "make_schools.py")
        subprocess.run([sys.executable, maker, str(table), "--count", str(count)], check=True)
        plan = str(ROOT / "samples" / "editions" / "editions.yaml")
        order = ["editions", "content/2022", "--plan", plan, "--schools", str(table), "--jobs", str(chosen.jobs), "-q"]
        whole = [sys.executable, "-m", "builder", *order, "--output-folder"]
        one = folder / "one.csv"
        one.write_text("".join(table.read_text("utf-8-sig").splitlines(keepends=True)[:2]), "utf-8")
        # The pictures are converted once and kept; what follows finds them so, as typst finds its own.
        alone = [word if word != str(table) else str(one) for word in whole]
        measured([*alone, str(folder / "warm")])
        fixed = measured([*alone, str(folder / "first")])
        made = measured([*whole, str(folder / "made")])
        size = sum(file.stat().st_size for file in (folder / "made").rglob("*.pdf"))
        first = copied(folder / "made", folder / "copied")
        unjudged = measured([sys.executable, "-c", UNJUDGED, *order, "--output-folder", str(folder / "unjudged")])
        shutil.rmtree(folder / "unjudged")
        second = copied(folder / "made", folder / "copied")
        press = measured([*whole, str(folder / "press"), "--press", "vt"])
        rival = typst(chosen.rivals, 5, folder / "typst.pdf")
    cp = Measured((first.wall + second.wall) / 2, (first.processor + second.processor) / 2, 0)
    lines = [
        f"{count} editions, {size / 1e6:.0f} MB, largest memory {made.memory / 1e3:.0f} MB",
        f"made and verified: {made.each(count)} = {made.wall / cp.wall:.1f} x cp",
        f"made alone:        {unjudged.each(count)} = {unjudged.wall / cp.wall:.1f} x cp",
        f"cp:                {cp.each(count)}",
        f"of it for the book itself, before the first edition: {fixed.wall:.2f} s",
        f"PDF/VT of all:     {press.each(count)}",
    ]
    if rival:
        lines.append(
            f"typst:             {rival.each(5)} = {rival.wall / 5 / (made.wall / count):.0f} x ours per school"
        )
    else:
        lines.append(f"typst: not measured, there is no program in {chosen.rivals}")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
