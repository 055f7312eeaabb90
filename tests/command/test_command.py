"""The command line: words, languages, exit codes, and no traceback ever."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from builder import cli
from builder.cli import VERBS, language_of, main
from builder.exit_codes import ExitCode


def test_bare_command_is_help(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a verb the command explains itself, every verb and every exit code, and is content."""
    assert main([]) == 0
    bare = capsys.readouterr()
    assert main(["--help"]) == 0
    assert capsys.readouterr().out == bare.out
    assert bare.err == ""
    assert all(f"brochure {verb}" in bare.out for verb in VERBS)
    assert all(f"{int(code):>3}  " in bare.out for code in ExitCode)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_verb_has_help(verb: str, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`brochure VERB --help` explains each flag in the language asked for."""
    assert main([verb, "--help", "--lang", language]) == 0
    shown = capsys.readouterr().out
    assert "--format" in shown
    assert ("用法：" in shown) == (language == "zh")
    assert any("\u4e00" <= character <= "\u9fff" for character in shown) == (language == "zh")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["bild"], "build"),
        (["chek"], "check"),
        (["build", "--outputfolder", "x"], "--output-folder"),
        (["build", "--profile", "screeen"], "screen"),
        (["explain", "missing-glyf"], "missing-glyph"),
        (["--langu", "en"], "--lang"),
        (["build", "--jobs", "many"], "--jobs"),
        (["build", "--jobs", "0"], "--jobs"),
        (["build", "--jobs"], "--jobs"),
        (["build", "--set", "novalue"], "novalue"),
        (["build", "--format", "xml"], "json"),
        (["check", "--lang", "fr"], "fr"),
        (["specimen"], "TEXT.txt"),
        (["specimen", "a.txt", "--size", "big"], "--size"),
        (["specimen", "a.txt", "--size", "nan"], "--size"),
        (["specimen", "a.txt", "--columns", "0"], "--columns"),
        (["build", "--dump=yes"], "--dump"),
    ],
)
def test_a_wrong_command_line_is_told_in_chinese(
    given: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Usage errors exit 2, name what is wrong or what was meant, and speak no argparse English."""
    assert main(given) == ExitCode.USAGE
    said = capsys.readouterr()
    assert said.out == ""
    assert told in said.err
    assert said.err.startswith("命令有误：")
    assert not any(english in said.err for english in ("usage:", "argument ", "expected", "invalid", "required"))


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": "C"}, "zh"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "POSIX"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], language: str) -> None:
    """Chinese unless the locale in force says English."""
    assert language_of(environment) == language


def test_a_flag_overrules_the_locale(capsys: pytest.CaptureFixture[str]) -> None:
    """`--lang` works before and after the verb, joined or apart."""
    for given in (["--lang", "en", "explain", "output-full"], ["explain", "output-full", "--lang=en"]):
        assert main(given) == 0
        assert "the disk is full" in capsys.readouterr().out


def test_explain_lists_and_explains(capsys: pytest.CaptureFixture[str]) -> None:
    """`explain` lists all codes, `explain CODE` gives its paragraph, both also as JSON."""
    assert main(["explain", "--format", "json"]) == 0
    assert "output-full" in json.loads(capsys.readouterr().out)
    assert main(["explain", "output-full", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == "output-full"


def test_our_own_fault_is_no_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A bug exits 70 with an apology that names a file with the trace."""

    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(cli, "_answer", fail)
    monkeypatch.setattr(cli.tempfile, "tempdir", str(tmp_path))
    assert main(["explain"]) == ExitCode.BUG
    said = capsys.readouterr().err
    assert "Traceback" not in said
    (kept,) = tmp_path.iterdir()
    assert str(kept) in said
    assert "RuntimeError: a bug" in kept.read_text("utf-8")


def test_broken_words_do_not_hide_a_bug(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The apology is made even when the file of phrases is what is broken."""

    def broken() -> None:
        raise ValueError("phrases.toml is broken")

    monkeypatch.setattr("builder.words._phrases", broken)
    monkeypatch.setattr(cli.tempfile, "tempdir", str(tmp_path))
    assert main(["--help"]) == ExitCode.BUG
    said = capsys.readouterr().err
    (kept,) = tmp_path.iterdir()
    assert "重新安装" in said
    assert str(kept) in said
    assert "phrases.toml is broken" in kept.read_text("utf-8")


def test_an_interrupt_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C exits 130 with one quiet sentence."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_answer", interrupt)
    assert main(["explain"]) == ExitCode.INTERRUPTED
    assert "中断" in capsys.readouterr().err


def _run(*given: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "builder", *given]
    return subprocess.run(command, capture_output=True, timeout=60, env={**os.environ, **environment}, check=False)


def test_other_encodings_do_not_break_the_console() -> None:
    """A terminal that cannot show Chinese gets question marks, not a traceback."""
    done = _run("bild", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == ExitCode.USAGE
    assert b"Traceback" not in done.stderr
    assert b"bild" in done.stderr


def test_a_reader_that_left_is_no_fault() -> None:
    """Output into a closed pipe ends quietly."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "builder", "explain"]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False)
    os.close(writer)
    assert done.stderr == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_answer_that_cannot_be_written_is_told() -> None:
    """Results sent to a full disk exit with the code for output and its words, not as a bug of ours."""
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "builder", "explain"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == ExitCode.OUTPUT
    assert "output-full" in done.stderr.decode()
    assert len(done.stderr.decode().splitlines()) == 2


def test_an_interrupt_while_loading_is_told() -> None:
    """Ctrl-C before the command's own modules are there exits 130 with one sentence, without a traceback."""
    program = (
        "import sys, runpy, importlib.abc\n"
        "class Interrupt(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, path, target=None):\n"
        "        if name == 'builder.cli': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupt())\n"
        "runpy.run_module('builder', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)
    assert done.returncode == ExitCode.INTERRUPTED
    assert done.stderr.decode() == "已中断。Interrupted.\n"


def test_help_comes_at_once() -> None:
    """`brochure --help` loads neither the engine nor any library that takes its time."""
    program = (
        "import sys, builder.__main__ as program\n"
        "sys.argv = ['brochure', '--help']\n"
        "try: program.main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=True)
    loaded = set(done.stderr.decode().split())
    assert "builder.cli" in loaded
    slow = ("PIL", "yaml", "numpy", "uharfbuzz", "fontTools", "reportlab", "pikepdf", "openpyxl")
    engine = ("builder.building", "builder.layout", "builder.text", "builder.writers", "builder.production")
    assert loaded & {*slow, *engine} == set()
