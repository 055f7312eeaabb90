"""`brochure preflight`: verdict, places, checklist and report, in words and as JSON."""

import json
from pathlib import Path

import pytest

from builder.cli import main
from builder.exit_codes import ExitCode
from tests.preflight.jobs import block, finished, good_job, painted


@pytest.fixture
def good(tmp_path: Path) -> str:
    """A good job on disk."""
    file = tmp_path / "好.pdf"
    file.write_bytes(finished(good_job()))
    return str(file)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    """A job with too much ink on page 2."""
    file = tmp_path / "坏.pdf"
    file.write_bytes(finished(painted(good_job(), block(40, 60, 10, 10, "1 1 1 1 k"))))
    return str(file)


def test_a_good_file_gets_a_checklist(good: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 0, the 完稿检查表 on stdout, nothing on stderr."""
    assert main(["preflight", good]) == ExitCode.GOOD
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.startswith("完稿检查表：好.pdf")
    assert "105 × 148 mm" in said.out
    assert "可以付印" in said.out


def test_a_bad_file_is_refused_with_page_and_place(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1; the line names page, code, figure, place and cure."""
    assert main(["preflight", bad]) == ExitCode.FINDINGS
    said = capsys.readouterr()
    assert "第 2 页：错误[ink-too-much]：" in said.err.replace("]: ", "]：")
    assert "400%" in said.err
    assert "位置" in said.err
    assert "改法" in said.err
    assert "不能付印" in said.out


def test_json_gives_code_page_and_place(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Programs get the same as an object, places in millimetres from the trim."""
    assert main(["preflight", bad, "--format", "json"]) == ExitCode.FINDINGS
    whole = json.loads(capsys.readouterr().out)
    (finding,) = whole["findings"]
    assert (finding["code"], finding["page"], finding["severity"]) == ("ink-too-much", 2, "error")
    (place,) = finding["places"]
    assert abs(place["x"] - 40) < 3
    assert abs(place["y"] - 60) < 3
    assert abs(place["width"] - 10) < 4
    assert whole["refused"] is True
    assert whole["figures"]["highest_ink"] == pytest.approx(400, abs=2)


@pytest.mark.parametrize("name", ["report.json", "report.txt"])
def test_the_report_goes_to_a_file(name: str, good: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--report` keeps it as JSON, or as the checklist."""
    target = tmp_path / name
    assert main(["preflight", good, "--report", str(target), "-q"]) == ExitCode.GOOD
    assert capsys.readouterr().out == ""
    kept = target.read_text("utf-8-sig")
    if name.endswith(".json"):
        assert json.loads(kept)["refused"] is False
    else:
        assert kept.startswith("完稿检查表")


@pytest.mark.parametrize(
    ("given", "code", "told"),
    [
        (["nowhere.pdf"], ExitCode.FINDINGS, "pdf-unreadable"),
        (["{good}", "--shop", "nobody"], ExitCode.FINDINGS, "shop-unknown"),
        (["{good}", "--page-multiple", "0"], ExitCode.USAGE, "--page-multiple"),
        (["{good}", "--standard", "x5"], ExitCode.USAGE, "x4"),
        (["{good}", "--page-multiple", "3"], ExitCode.FINDINGS, "pages-not-multiple"),
        (["{good}", "--outlined"], ExitCode.FINDINGS, "type-not-outlined"),
    ],
)
def test_flags_count(
    given: list[str], code: ExitCode, told: str, good: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each demand and each slip shows in exit code and words; never a traceback."""
    assert main(["preflight", *(word.format(good=good) for word in given)]) == code
    assert told in capsys.readouterr().err


def test_every_code_of_preflight_speaks_english_too(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--lang en` gives the whole answer in English."""
    assert main(["preflight", bad, "--lang", "en"]) == ExitCode.FINDINGS
    said = capsys.readouterr()
    assert "page 2: error[ink-too-much]" in said.err
    assert "refused" in said.out
