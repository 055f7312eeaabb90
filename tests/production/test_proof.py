"""`brochure proof`: a picture a page, screen and press side by side, all or none."""

from pathlib import Path

import pytest
from PIL import Image

from builder.cli import main
from builder.commands.new import starter_files
from builder.commands.proof import SURROUND
from builder.diagnostics import Diagnostics
from builder.exit_codes import ExitCode
from builder.saving import save_together

YEAR = 2031


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("proof") / "book"
    assert save_together(starter_files(folder, YEAR), Diagnostics())
    return folder / "content" / str(YEAR)


def test_each_page_is_shown_twice(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As many pictures as pages; both halves show the page, the right one on paper that is not the screen's white."""
    assert main(["proof", str(content), "--dpi", "40"]) == ExitCode.GOOD
    said = capsys.readouterr()
    assert "软打样" in said.out
    files = sorted((content.parents[1] / "out" / str(YEAR) / "proof").glob("*.png"))
    assert [file.stem for file in files] == [f"{number:02}" for number in range(1, len(files) + 1)]
    assert len(files) % 4 == 0
    with Image.open(files[2]) as opened:
        sheet = opened.convert("RGB")
    assert sheet.getpixel((0, 0)) == sheet.getpixel((sheet.width // 2, sheet.height // 2)) == SURROUND
    left, right = (sheet.getpixel((round(sheet.width * share), sheet.height // 2)) for share in (0.1, 0.6))
    assert left != right
    assert SURROUND not in (left, right)


def test_an_impossible_resolution_is_a_wrong_use(content: Path) -> None:
    """Resolutions that would give no picture, or none that fits into memory, are refused before anything is done."""
    assert main(["proof", str(content), "--dpi", "5000"]) == ExitCode.USAGE


def test_a_book_with_errors_has_no_proof(content: Path, tmp_path: Path) -> None:
    """What may not be printed is not proofed; no picture appears."""
    given = [
        "--set",
        "theme.name=cinnabar",
        "--set",
        "theme.styles.body.size=4",
        "--output-folder",
        str(tmp_path / "p"),
    ]
    assert main(["proof", str(content), *given, "-q"]) == ExitCode.FINDINGS
    assert not (tmp_path / "p").exists()
