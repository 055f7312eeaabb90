"""The whole way from a folder to files: outputs together or not at all, the same findings, the same bytes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import builder
from builder.building import open_project
from builder.cli import main
from builder.commands.new import starter_files
from builder.diagnostics import Diagnostics
from builder.exit_codes import ExitCode
from builder.saving import save_together

YEAR = 2031
Edit = Callable[[Path], None]


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project as `new` makes it; never changed."""
    folder = tmp_path_factory.mktemp("starter") / "画 册"
    assert save_together(starter_files(folder, YEAR), Diagnostics())
    return folder


@pytest.fixture
def project(starter: Path, tmp_path: Path) -> Path:
    """A copy of the starter, in a folder with a space and Chinese in its name, to be spoiled."""
    return Path(shutil.copytree(starter, tmp_path / "画 册"))


def _content(project: Path) -> Path:
    return project / "content" / str(YEAR)


def _files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()} if folder.is_dir() else {}


def _out(project: Path) -> Path:
    return project / "out" / str(YEAR)


def _appended(name: str, text: str) -> Edit:
    def edit(project: Path) -> None:
        file = _content(project) / name
        file.write_text(file.read_text("utf-8") + text, "utf-8")

    return edit


def _replaced(name: str, old: str, new: str) -> Edit:
    def edit(project: Path) -> None:
        file = _content(project) / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")

    return edit


def _picture(project: Path) -> Path:
    return project / "images" / str(YEAR) / "p01.jpg"


def _cut_picture(project: Path) -> None:
    data = _picture(project).read_bytes()
    _picture(project).write_bytes(data[: len(data) // 2])


def _own_fonts(project: Path) -> Path:
    source = Path(builder.__file__).parents[1] / "fonts"
    return Path(shutil.copytree(source, project / "fonts"))


def _changed_font(project: Path) -> None:
    with (_own_fonts(project) / "noto-serif-sc/NotoSerifSC_400Regular.ttf").open("r+b") as font:
        font.seek(100_000)
        font.write(b"\0\1\2\3")


def _no_lock(project: Path) -> None:
    (_own_fonts(project) / "fonts.lock.json").write_text("{", "utf-8")


SPOILED: dict[str, tuple[Edit, ExitCode, str]] = {
    "unknown key": (_appended("brochure.yaml", "\npubisher: 谁\n"), ExitCode.CONTENT, "publisher"),
    "tab": (_appended("highlights.yaml", "\n\t- id: h03\n"), ExitCode.CONTENT, "highlights.yaml:"),
    "duplicate key": (_appended("brochure.yaml", "\ntitle: 又一个\n"), ExitCode.CONTENT, "title"),
    "unknown picture": (_replaced("highlights.yaml", "[p01]", "[p09]"), ExitCode.CONTENT, "p09"),
    "no alt text": (_replaced("pictures.yaml", "  alt:", "  # alt:"), ExitCode.CONTENT, "alt"),
    "missing glyph": (_replaced("highlights.yaml", "校园书香", "校园\U0001f4da香"), ExitCode.ASSET, "U+1F4DA"),
    "missing picture": (lambda p: _picture(p).unlink(), ExitCode.ASSET, "p01.jpg"),
    "cut picture": (_cut_picture, ExitCode.ASSET, "p01.jpg"),
    "no picture at all": (lambda p: _picture(p).write_bytes(b"not a picture"), ExitCode.ASSET, "p01.jpg"),
    "changed font": (_changed_font, ExitCode.ASSET, "font-changed"),
    "broken lock": (_no_lock, ExitCode.ASSET, "font-lock-unreadable"),
    "text that does not fit": (
        _replaced("highlights.yaml", "劳动课走进田间", "很长的标题" * 60),
        ExitCode.FINDINGS,
        "highlights.yaml:",
    ),
}


@pytest.mark.parametrize("case", SPOILED)
def test_bad_input_is_told_and_nothing_is_written(case: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each kind of bad input ends in its exit code and a Chinese finding with its place; old files stay."""
    edit, code, told = SPOILED[case]
    _out(project).mkdir(parents=True)
    (_out(project) / "print.pdf").write_bytes(b"old")
    edit(project)
    assert main(["build", str(_content(project))]) == code
    said = capsys.readouterr()
    assert "错误[" in said.err
    assert told in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    assert _files(_out(project)) == {"print.pdf": b"old"}


def test_a_folder_without_a_book_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is not there, or holds no book, is a content error that names the file looked for."""
    for given in (tmp_path, tmp_path / "nowhere"):
        assert main(["build", str(given)]) == ExitCode.CONTENT
        assert "brochure.yaml" in capsys.readouterr().err


def test_all_findings_come_at_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors of several files are told in one run, sorted by place."""
    for name in ("unknown key", "no alt text", "unknown picture"):
        SPOILED[name][0](project)
    assert main(["check", str(_content(project)), "--format", "json"]) == ExitCode.CONTENT
    answer = json.loads(capsys.readouterr().out)
    files = [Path(row["file"]).name for row in answer["findings"] if row["severity"] == "error"]
    assert files == sorted(files)
    assert {"brochure.yaml", "highlights.yaml", "pictures.yaml"} <= set(files)


def test_api_and_command_agree(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`builder.build` gives the files, pages and findings that the command tells."""
    result = builder.build(_content(project), dump=True)
    assert result.ok
    assert [output.path.name for output in result.outputs] == ["print.pdf", "screen.pdf", "layout.txt", "layout.json"]
    assert all(output.path.stat().st_size == output.size > 0 for output in result.outputs)
    assert json.loads((_out(project) / "layout.json").read_text("utf-8"))
    assert main(["build", str(_content(project)), "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["pages"] == result.page_count > 0
    assert len(answer["findings"]) == len(set(result.diagnostics))
    assert len(answer["notes"]) == len(set(result.notes))
    assert builder.check(_content(project)).diagnostics == result.diagnostics


def test_profiles_choose_the_files(project: Path) -> None:
    """`--profile screen` writes the screen file alone, where `--output-folder` says."""
    where = project / "elsewhere"
    assert main(["build", str(_content(project)), "--profile", "screen", "--output-folder", str(where), "-q"]) == 0
    assert list(_files(where)) == ["screen.pdf"]


@pytest.mark.parametrize("wrong", [{"profiles": ("paper",)}, {"profiles": ()}, {"jobs": 0}])
def test_misuse_of_the_api_raises(project: Path, wrong: dict[str, object]) -> None:
    """Arguments that no content can make right are a ValueError."""
    with pytest.raises(ValueError, match=r"profiles|jobs"):
        builder.build(_content(project), **wrong)  # type: ignore[arg-type]


def test_settings_are_laid_over(project: Path) -> None:
    """`--set` changes a value for one run, and is checked like any other."""
    good = builder.build(_content(project), settings=(("title", "另一个书名"),), profiles=("screen",), dump=True)
    assert good.ok
    assert "另一个书名" in (_out(project) / "layout.json").read_text("utf-8")
    assert not builder.check(_content(project), settings=(("year", "去年"),)).ok


def test_same_input_same_bytes(project: Path, tmp_path: Path) -> None:
    """Zone, locale, hash seed, threads, an empty cache or a full one: the files are the same to the byte."""
    surroundings = (
        {"TZ": "UTC", "PYTHONHASHSEED": "1", "BROCHURE_CACHE": str(tmp_path / "a")},
        {
            "TZ": "Asia/Shanghai",
            "PYTHONHASHSEED": "2",
            "BROCHURE_CACHE": str(tmp_path / "b"),
            "LC_ALL": "zh_CN.GB18030",
        },
        {"TZ": "America/New_York", "PYTHONHASHSEED": "3", "BROCHURE_CACHE": str(tmp_path / "b"), "LANG": "en_US.UTF-8"},
    )
    made = []
    for jobs, more in enumerate(surroundings, 1):
        out = tmp_path / f"out-{jobs}"
        command = [sys.executable, "-m", "builder", "build", str(_content(project)), "--jobs", str(jobs)]
        env = {**os.environ, **more, "SOURCE_DATE_EPOCH": "1672444800"}
        subprocess.run([*command, "--output-folder", str(out), "--dump", "-q"], env=env, timeout=120, check=True)
        made.append(_files(out))
    assert len(made[0]) == 4
    assert made[0] == made[1] == made[2]


def test_unwritable_output_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that may not be written ends in exit code 5 and says how to go on."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builder.saving.tempfile.mkstemp", refuse)
    assert main(["build", str(_content(project)), "--profile", "screen"]) == ExitCode.OUTPUT
    said = capsys.readouterr().err
    assert "output-forbidden" in said
    assert "--output-folder" in said
    assert _files(_out(project)) == {}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_everything_as_it_was(project: Path, tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C or a polite kill in a cold build: exit 130, no traceback, the old file, nothing beside it."""
    _out(project).mkdir(parents=True)
    (_out(project) / "print.pdf").write_bytes(b"old")
    env = {**os.environ, "BROCHURE_CACHE": str(tmp_path / "cold")}
    command = [sys.executable, "-m", "builder", "build", str(_content(project))]
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    cache = tmp_path / "cold"
    deadline = time.monotonic() + 60
    # The first thing kept in the cache says that the build is well under way.
    while not cache.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED, said.decode()
    assert b"Traceback" not in said
    assert "中断" in said.decode()
    assert _files(_out(project)) == {"print.pdf": b"old"}


def test_a_specimen_is_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`specimen` sets any text as told; what is not UTF-8 or not there is a finding with its place."""
    text, pdf = tmp_path / "字.txt", tmp_path / "字样.pdf"
    text.write_text("# 标题\n\n第一段，共有2万余名学生。\n\n第二段。\n", "utf-8")
    flags = ["--measure", "13", "--size", "9", "--leading", "16", "--columns", "2", "--out", str(pdf)]
    assert main(["specimen", str(text), *flags]) == 0
    assert pdf.read_bytes().startswith(b"%PDF-")
    capsys.readouterr()
    text.write_bytes("第一行\n第二行\n".encode("gb18030"))
    assert main(["specimen", str(text)]) == ExitCode.CONTENT
    assert "字.txt:1:" in capsys.readouterr().err
    assert main(["specimen", str(tmp_path / "没有.txt")]) == ExitCode.CONTENT
    assert "没有.txt" in capsys.readouterr().err


def test_fonts_and_doctor_are_content(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both look at every locked face; a changed one is told by both."""
    assert main(["fonts", str(project)]) == 0
    assert "serif-400" in capsys.readouterr().out
    assert main(["doctor", str(project), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["ok"]
    _changed_font(project)
    assert main(["fonts", str(project)]) == ExitCode.ASSET
    assert "font-changed" in capsys.readouterr().err
    assert main(["doctor", str(project)]) == ExitCode.FINDINGS
    assert "坏" in capsys.readouterr().out


def test_schema_is_written_for_every_part(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`schema` prints one part, or writes all where the first lines of the content look for them."""
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].endswith("2020-12/schema")
    assert main(["schema", "--output-folder", str(tmp_path)]) == 0
    assert {"brochure.schema.json", "highlights.schema.json", "pictures.schema.json"} <= set(_files(tmp_path))


@pytest.mark.parametrize("out", ["text.txt", "other.txt", "linked.pdf"])
def test_a_specimen_overwrites_no_text(out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`specimen --out` refuses the text it is to read, by whatever name, and every name but a PDF's."""
    text, other = tmp_path / "text.txt", tmp_path / "other.txt"
    text.write_text("春眠不觉晓", "utf-8")
    other.write_text("处处闻啼鸟", "utf-8")
    (tmp_path / "linked.pdf").symlink_to(text)
    assert main(["specimen", str(text), "--out", str(tmp_path / out)]) == ExitCode.OUTPUT
    assert (text.read_text("utf-8"), other.read_text("utf-8")) == ("春眠不觉晓", "处处闻啼鸟")
    assert "--out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("春眠\n不觉晓".encode("gb18030"), "text.txt:1:1: 错误[encoding-gb18030]"),
        ("春眠\n".encode() + "不觉晓".encode("gb18030"), "text.txt:2:1: 错误[encoding-gb18030]"),
        ("春\x00眠不觉晓".encode(), "text.txt:1:2: 错误[control-character]"),
        (b"", "[specimen-empty]"),
        (" \u3000\n".encode(), "[specimen-empty]"),
    ],
)
def test_a_specimen_of_no_text(data: bytes, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text that cannot be set is named as a book's would be, with its place, and gives no page."""
    text = tmp_path / "text.txt"
    text.write_bytes(data)
    assert main(["specimen", str(text)]) == ExitCode.CONTENT
    assert told in capsys.readouterr().err
    assert not text.with_suffix(".pdf").exists()


def test_a_place_without_folders_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`new` where no folder can be made gives one finding, not one for each file."""
    (tmp_path / "file").write_text("x")
    assert main(["new", str(tmp_path / "file" / "below"), "--year", "2023"]) == ExitCode.OUTPUT
    assert capsys.readouterr().err.count("错误") == 1


def test_doctor_tells_a_project_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that does not exist is not called good, and every package that a verb needs is looked for."""
    assert main(["doctor", str(tmp_path / "nowhere")]) == ExitCode.FINDINGS
    said = capsys.readouterr().out
    assert "file-missing" in said
    assert "pikepdf" in said
    assert "pypdfium2" in said


def test_fonts_without_a_lock_are_told(tmp_path: Path) -> None:
    """A project whose own fonts have no lock learns that they are not used."""
    (tmp_path / "images").mkdir()
    report = Diagnostics()
    assert open_project(tmp_path, report) is not None
    assert list(report) == []
    (tmp_path / "fonts").mkdir()
    assert open_project(tmp_path, report) is not None
    assert [finding.code for finding in report] == ["font-folder-without-lock"]
