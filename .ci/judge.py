"""Run the neutral instruments on the built brochure: `judge.py FOLDER`. Exit 1 unless they find nothing at all."""

import json
import subprocess
import sys
from pathlib import Path


def judged(*command: str) -> dict[str, object]:
    """The JSON that an instrument prints, whatever its exit code says."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    try:
        answer: dict[str, object] = json.loads(done.stdout)
    except ValueError:
        sys.exit(f"{' '.join(command)}: no answer\n{done.stdout}\n{done.stderr}")
    return answer


def main(tools: Path) -> int:
    python = sys.executable
    typography = judged(python, str(tools / "clreq_check.py"), "out/2022/screen.pdf", "--json")
    print("clreq_check out/2022/screen.pdf: total", typography["total"])
    press = judged(python, str(tools / "print_check.py"), "out/2022/print.pdf", "--profile", "x4", "--json")
    checks = press["checks"]
    assert isinstance(checks, list)
    failed = [check for check in checks if check["status"] == "FAIL"]
    print(f"print_check out/2022/print.pdf: {len(checks)} checks, {len(failed)} failed")
    for check in failed:
        print("  FAIL", json.dumps(check, ensure_ascii=False))
    return int(typography["total"] != 0 or bool(failed))


sys.exit(main(Path(sys.argv[1])))
