"""The README is true: its commands run, its tables are those of the command, its paths exist."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from builder.cli import VERBS
from builder.exit_codes import ExitCode
from tests.house.modules import PACKAGE, ROOT

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)
    for line in block.splitlines()
]
PHRASES = tomllib.loads((PACKAGE / "commands" / "phrases.toml").read_text("utf-8"))


def _brochure(folder: Path, *given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "builder", *given],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )


def test_every_command_line_runs(tmp_path: Path) -> None:
    """Each line marked with `$`, run in order in a folder with one text, ends well with neither error nor warning."""
    assert len(COMMANDS) > 8
    (tmp_path / "正文.txt").write_text("# 标题\n\n第一段，共有2.4万余名学生。\n\n第二段。\n", "utf-8")
    for command in COMMANDS:
        program, *given = shlex.split(command)
        assert program == "brochure"
        done = _brochure(tmp_path, *given)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        assert "错误[" not in done.stderr
        assert "警告[" not in done.stderr, f"{command}\n{done.stderr}"


def test_a_new_brochure_is_whole(tmp_path: Path) -> None:
    """What `new` makes builds into both files without any finding, and `new` never writes over it."""
    assert _brochure(tmp_path, "new", "册 一", "--year", "2031").returncode == 0
    built = _brochure(tmp_path, "build", "册 一/content/2031", "--strict", "-v")
    assert (built.returncode, built.stderr) == (0, "")
    assert all((tmp_path / "册 一/out/2031" / name).is_file() for name in ("print.pdf", "screen.pdf"))
    again = _brochure(tmp_path, "new", "册 一")
    assert again.returncode == ExitCode.OUTPUT
    assert "output-not-empty" in again.stderr


@pytest.mark.parametrize("verb", VERBS)
def test_the_table_of_verbs_is_that_of_the_help(verb: str) -> None:
    """README and `--help` say the same of each verb."""
    assert f"| `brochure {verb}` | {PHRASES[f'verb-{verb}']['zh']} |" in README


@pytest.mark.parametrize("code", ExitCode)
def test_the_table_of_exit_codes_is_that_of_the_help(code: ExitCode) -> None:
    """README and `--help` say the same of each exit code."""
    assert f"| {int(code)} | {PHRASES[f'exit-{code.name.lower()}']['zh']} |" in README


def test_targets_and_paths_exist() -> None:
    """Every `make` target and every path of the repository that the README names is there."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"make ([a-z]+)", README.split("\n# Brochure", 1)[0]))
    assert {"brochure", "test"} <= targets
    assert all(f"\n{target}:" in makefile for target in targets)
    paths = re.findall(r"`((?:builder|content/2022|fonts|images/2022|bench|\.ci|docs)/[\w./-]*)`", README)
    assert len(paths) > 5
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_pictures_of_pages_are_shown() -> None:
    """The README shows pages, and the pictures kept are those it shows."""
    shown = set(re.findall(r"docs/pages/\d\d\.png", README))
    assert len(shown) > 3
    assert shown == {file.relative_to(ROOT).as_posix() for file in (ROOT / "docs/pages").iterdir()}
