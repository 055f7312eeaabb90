"""Editions beside `cp` of the same bytes, in one run: `python -m bench.editions [--schools 1000] [--jobs 2]`.

Times are of whole processes, memory is the largest sum over the command and its workers seen while it ran.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COUNTIES = ("榆次区", "太谷区", "祁县", "平遥县", "灵石县", "介休市", "昔阳县", "和顺县", "左权县", "寿阳县", "榆社县")


def write_table(file: Path, count: int) -> None:
    """Plainly invented schools, the same every time."""
    rows = ["学校代码,学校名称,县区,二维码"]
    for number in range(1, count + 1):
        county = COUNTIES[number % len(COUNTIES)]
        rows.append(f"S{number:05},{county}示例小学{number:04}（北校区）,{county},https://example.org/s/{number:05}")
    file.write_text("\n".join(rows) + "\n", "utf-8")


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


def measured(command: list[str]) -> tuple[float, int]:
    """Seconds, and the most kilobytes seen."""
    start, most = time.perf_counter(), 0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None:
            most = max(most, resident(running.pid))
            time.sleep(0.1)
    if running.returncode:
        sys.exit(f"{' '.join(command)}: {running.returncode}")
    return time.perf_counter() - start, most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=ROOT / "out") as scratch:
        folder, table = Path(scratch), Path(scratch) / "schools.csv"
        write_table(table, chosen.schools)
        made, copied = folder / "made", folder / "copied"
        command = [sys.executable, "-m", "builder", "editions", "content/2022", "--schools", str(table)]
        seconds, memory = measured([*command, "--output-folder", str(made), "--jobs", str(chosen.jobs), "-q"])
        start = time.perf_counter()
        subprocess.run([shutil.which("cp") or "cp", "-r", str(made), str(copied)], check=True)
        copying = time.perf_counter() - start
        size = sum(file.stat().st_size for file in made.rglob("*.pdf"))
    sys.stdout.write(
        f"{chosen.schools} editions, {size / 1e6:.0f} MB: {seconds:.1f} s with verification, "
        f"cp {copying:.1f} s, ratio {seconds / copying:.1f}; memory {memory / 1e3:.0f} MB\n"
    )


if __name__ == "__main__":
    main()
