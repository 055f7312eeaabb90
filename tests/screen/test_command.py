"""The command's side of profiles and standards: files by name, sizes by part, wrong names told."""

import json
from pathlib import Path

import pytest

from builder.building import build
from builder.cli import main
from builder.commands.new import starter_files


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The content folder of a new brochure."""
    folder = tmp_path_factory.mktemp("profiles")
    for place, data in starter_files(folder, 2031).items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return str(folder / "content" / "2031")


def test_each_profile_gives_its_file(content: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Files stand under their names; with -v the parts of each PDF are told, in JSON they add up."""
    assert main(["build", content, "--profile", "mobile,html,text", "--standard", "ua2+a4", "-v"]) == 0
    said = capsys.readouterr().out
    folder = Path(content).parents[1] / "out" / "2031"
    assert sorted(file.name for file in folder.iterdir()) == ["mobile.pdf", "page.html", "text.txt"]
    assert (folder / "mobile.pdf").read_bytes().startswith(b"%PDF-2.0")
    assert "字体" in said
    assert "结构" in said
    assert main(["build", content, "--profile", "mobile", "--format", "json"]) == 0
    (output,) = json.loads(capsys.readouterr().out)["outputs"]
    assert sum(output["parts"].values()) == output["bytes"] == (folder / "mobile.pdf").stat().st_size


def test_wrong_names_are_told(content: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown profile or standard is a wrong command line, and a near name is offered."""
    assert main(["build", content, "--profile", "mobil"]) == 2
    assert "mobile" in capsys.readouterr().err
    assert main(["build", content, "--standard", "ua3"]) == 2
    with pytest.raises(ValueError, match="ua3"):
        build(content, standard="ua3")


def test_a_refused_file_takes_the_others_with_it(content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When one profile's size is out of reach, none of the build's files is new."""
    monkeypatch.setattr(
        "builder.writers.profiles.builtin",
        lambda file: (
            b"file: mobile.pdf\npictures: {ppi: 150, quality: 82}\nleast: {ppi: 72, quality: 40}\nbudget: 9000"
            if "mobile" in file
            else b"file: other.html\nkind: html"
        ),
    )
    out = Path(content).parents[1] / "refused"
    result = build(content, profiles=("html", "mobile"), output_folder=out)
    assert [d.code for d in result.diagnostics if d.severity == "error"] == ["size-unreachable"]
    assert not out.exists() or not list(out.iterdir())
