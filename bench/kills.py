"""Editions killed at random moments: `python bench/kills.py [--schools 60] [--kills 50] [--seed 1]`.

Each run is killed with SIGKILL, its workers too, somewhere between its start and its end; the next goes on. At the
end the folder is compared, byte for byte, with one that was made without a break. Exits 1 if anything differs.
"""

import argparse
import hashlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOMENT = "1672531200"
"""Both folders are made in the same second."""


def command(table: Path, folder: Path) -> list[str]:
    plan = ROOT / "samples" / "editions" / "editions.yaml"
    return [
        *(sys.executable, "-m", "builder", "editions", "content/2022", "--plan", str(plan), "--jobs", "2", "-q"),
        *("--schools", str(table), "--output-folder", str(folder)),
    ]


def start(arguments: list[str]) -> subprocess.Popen[bytes]:
    surroundings = {**os.environ, "SOURCE_DATE_EPOCH": MOMENT}
    silent = subprocess.DEVNULL
    return subprocess.Popen(arguments, cwd=ROOT, env=surroundings, stdout=silent, stderr=silent, start_new_session=True)


def finished(arguments: list[str]) -> float:
    begun = time.perf_counter()
    code = start(arguments).wait()
    if code:
        sys.exit(f"the run ended with {code}")
    return time.perf_counter() - begun


def contents(folder: Path) -> dict[str, str]:
    files = (file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(".journal"))
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=60)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    (ROOT / "out").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "out") as scratch:
        table, whole, broken = (Path(scratch) / name for name in ("schools.csv", "whole", "broken"))
        maker = str(ROOT / "samples" / "editions" / "make_schools.py")
        subprocess.run([sys.executable, maker, str(table), "--count", str(chosen.schools)], check=True)
        seconds = finished(command(table, whole))
        left = []
        for _ in range(chosen.kills):
            running = start(command(table, broken))
            time.sleep(chance.uniform(0.3, 1.0) * seconds)
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            left.append(sum(1 for _ in broken.rglob("*.pdf")))
            if left[-1] == chosen.schools:
                # Done: begin again with an edition gone and another damaged.
                victims = chance.sample(sorted(broken.rglob("*.pdf")), 2)
                victims[0].unlink()
                victims[1].write_bytes(victims[1].read_bytes()[:-1000])
        finished(command(table, broken))
        wanted, found = contents(whole), contents(broken)
        same = wanted == found
        for name in sorted({*wanted, *found}):
            if wanted.get(name) != found.get(name):
                sys.stdout.write(f"differs: {name}\n")
    sys.stdout.write(f"{chosen.kills} kills, editions standing after each: {left}; same bytes at the end: {same}\n")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
