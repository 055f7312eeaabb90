"""`brochure photos`: what a clerk is told of the photos, on paper and in notes ready to send."""

import io
import json
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFilter

from builder.cli import main
from tests.content.projects import BOOK

EXTRA = """\
  - id: p02
    file: images/b.jpg
    alt: 又一张
    credit: 平遥县教科局 供图
  - id: p03
    file: images/c.jpg
    alt: 第三张
    contributor: 王/老师
  - id: p04
    file: images/d.jpg
    alt: 第四张
    contributor: 李老师
gallery: {title: 图录, pictures: [p02, p03, p04]}
"""


def _photo(seed: int) -> Image.Image:
    """Blocks with sharp edges, others for every seed; 2400 × 1600, as from a camera."""
    image = Image.new("RGB", (2400, 1600), (70, 80, 90))
    draw = ImageDraw.Draw(image)
    for n in range(400):
        x, y = (n * 997 * seed) % 2300, (n * 463 * (seed + 2)) % 1500
        draw.rectangle((x, y, x + 40, y + 30), fill=((n * 37) % 256, (n * 91 * seed) % 256, (n * 53) % 256))
    return image


def _saved(image: Image.Image, *, camera: bool = True) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "camera"
    image.save(out, "JPEG", quality=88, exif=exif.tobytes() if camera else b"")
    return out.getvalue()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Four photos: a good one, it once more as a chat copy, a blurred one, and one that is only small."""
    good = _photo(3)
    files = {
        "a.jpg": _saved(good.resize((4800, 3200))),
        "b.jpg": _saved(good.resize((1280, 853)), camera=False),
        "c.jpg": _saved(_photo(5).resize((4800, 3200)).filter(ImageFilter.GaussianBlur(24))),
        "d.jpg": _saved(_photo(8).resize((1800, 1200))),
    }
    (tmp_path / "images").mkdir()
    for name, data in files.items():
        (tmp_path / "images" / name).write_bytes(data)
    (tmp_path / "brochure.yaml").write_text(BOOK.replace("facts:\n  - id: pl", f"{EXTRA}facts:\n  - id: pl"), "utf-8")
    return tmp_path


def test_photos_are_judged_and_notes_written(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each photo's faults are found, and whoever should send an original gets one note that names the file."""
    out = project / "out"
    assert main(["photos", str(project), "--output-folder", str(out), "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    faults = {photo["id"]: photo["faults"] for photo in answer["photos"]}
    assert faults["p01"] == ["alike"]
    assert {"chat", "alike"} < set(faults["p02"]) and {"coarse", "soft"} & set(faults["p02"])
    assert faults["p03"] == ["blurred"]
    assert "blurred" not in faults["p04"] and {"coarse", "soft"} & set(faults["p04"])
    asked = {photo["id"]: photo["ask"] for photo in answer["photos"]}
    assert asked == {"p01": "", "p02": "平遥县教科局", "p03": "王/老师", "p04": "李老师"}
    notes = {file.stem: file.read_text("utf-8-sig") for file in (out / "photos" / "notes").iterdir()}
    assert set(notes) == {"平遥县教科局", "王-老师", "李老师"}
    assert "b.jpg" in notes["平遥县教科局"] and "1280×853" in notes["平遥县教科局"]
    assert all("原图" in note and "某局" in note for note in notes.values())


def test_the_sheet_shows_every_photo(project: Path) -> None:
    """The sheet is a tagged PDF with one figure a photo, each with its alternative text, and their names as text."""
    assert main(["photos", str(project), "--output-folder", str(project / "out"), "-q"]) == 0
    with pikepdf.open(project / "out" / "photos" / "photos.pdf") as pdf:
        elements = list(pdf.Root.StructTreeRoot.K[0].K)
        figures = [str(element.Alt) for element in elements if element.S == "/Figure"]
        assert sorted(figures) == sorted(["一张图", "又一张", "第三张", "第四张"])


def test_a_book_without_photos_says_so(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without photos there is no sheet, and one line says why."""
    text = BOOK.replace("    pictures: [p01]\n", "").replace(
        "pictures:\n  - id: p01\n    file: images/a.jpg\n    alt: 一张图\n", ""
    )
    (project / "brochure.yaml").write_text(text, "utf-8")
    assert main(["photos", str(project), "--output-folder", str(project / "out")]) == 0
    assert "没有照片" in capsys.readouterr().out
    assert not (project / "out").exists()


def test_a_book_with_errors_gives_no_sheet(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Errors of the content are told as `build` tells them, and nothing is written."""
    (project / "images" / "b.jpg").unlink()
    assert main(["photos", str(project), "--output-folder", str(project / "out")]) != 0
    assert "images/b.jpg" in capsys.readouterr().err
    assert not (project / "out").exists()
