"""veraPDF, resolved by Maven once and run on files: `python -m tests.verapdf.running --flavours ua1,2a FILE …`.

Needs a JDK and Maven. Without them `available` says so; where CI is set their absence is a failure, never a skip.
"""

import argparse
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
KEPT = Path(__file__).resolve().parents[2] / ".lab" / "verapdf-classpath.txt"
MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
PATIENCE = 300
"""Seconds for Maven's downloads, and for one validation."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What veraPDF says of one file in one flavour."""

    file: Path
    flavour: str
    compliant: bool
    failures: tuple[str, ...]
    """Each failed rule: clause, test number, how often, and what it asks."""


def available() -> bool:
    """Whether a JDK and Maven are there. Raises RuntimeError instead of answering no where CI is set."""
    missing = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    if missing and os.environ.get("CI"):
        raise RuntimeError(f"veraPDF cannot run here: {', '.join(missing)} missing")
    return not missing


def classpath() -> str:
    """The class path of the version that `pom.xml` names; asked of Maven when not known or no longer there."""
    if KEPT.is_file() and KEPT.stat().st_mtime >= POM.stat().st_mtime:
        known = KEPT.read_text("utf-8").strip()
        if known and all(Path(jar).is_file() for jar in known.split(os.pathsep)):
            return known
    KEPT.parent.mkdir(parents=True, exist_ok=True)
    command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:build-classpath", f"-Dmdep.outputFile={KEPT}"]
    subprocess.run(command, check=True, timeout=PATIENCE, stdout=subprocess.DEVNULL)
    return KEPT.read_text("utf-8").strip()


def validate(files: Sequence[Path], flavours: Sequence[str]) -> tuple[Verdict, ...]:
    """Run veraPDF on `files` once for each flavour (`ua1`, `ua2`, `2a`, `4` …).

    Raises RuntimeError if veraPDF gives no report on some file: no verdict is not a good verdict.
    """
    found: list[Verdict] = []
    for flavour in flavours:
        command = ["java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", classpath(), MAIN, "--format", "xml"]
        command += ["--flavour", flavour, "--maxfailuresdisplayed", "3", *map(str, files)]
        done = subprocess.run(command, check=False, capture_output=True, timeout=PATIENCE)
        verdicts = _verdicts(done.stdout, files, flavour)
        if len(verdicts) != len(files):
            raise RuntimeError(f"veraPDF judged {len(verdicts)} of {len(files)} files: {done.stderr.decode()[-2000:]}")
        found += verdicts
    return tuple(found)


def _verdicts(report: bytes, files: Sequence[Path], flavour: str) -> list[Verdict]:
    root = ET.fromstring(report)
    by_name = {str(file.resolve()): file for file in files}
    verdicts = []
    for job in root.iter("job"):
        judged = job.find("validationReport")
        if judged is None:
            continue
        file = by_name[str(Path(job.findtext("item/name", "")).resolve())]
        failures = tuple(
            f"{rule.get('clause')}-{rule.get('testNumber')} ×{rule.get('failedChecks')}: {rule.findtext('description')}"
            for rule in judged.iter("rule")
            if rule.get("status") == "failed"
        )
        verdicts.append(Verdict(file, flavour, judged.get("isCompliant") == "true", failures))
    return verdicts


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each verdict; 0 if every file keeps every claim, 1 if not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--flavours", default="ua1,2a")
    parser.add_argument("files", nargs="+", type=Path)
    chosen = parser.parse_args(arguments)
    if not available():
        print("veraPDF needs java and mvn", file=sys.stderr)
        return 2
    verdicts = validate(chosen.files, chosen.flavours.split(","))
    for verdict in verdicts:
        print(f"{'pass' if verdict.compliant else 'FAIL'} {verdict.flavour} {verdict.file}")
        for failure in verdict.failures:
            print(f"     {failure}")
    return 0 if all(verdict.compliant for verdict in verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
