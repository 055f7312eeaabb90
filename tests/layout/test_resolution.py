"""How finely photos print, told at their line with what to do about it."""

import io
from pathlib import Path

import pytest
from PIL import Image

import builder
from builder.content.construction import contributor_of
from builder.content.reading import read_document
from builder.diagnostics import Diagnostic, Diagnostics, Severity
from builder.layout.composition import compose
from builder.layout.resolution import PlacedPhoto, check_resolution, placed_photos
from builder.resources import MemoryResources
from builder.units import to_mm
from tests.content.projects import BOOK, fonts

CREDITED = BOOK.replace("    alt: 一张图\n", "    alt: 一张图\n    credit: 榆次区教育局供图\n")


def _jpeg(width: int, height: int, *, exif: bool = True) -> bytes:
    out, kept = io.BytesIO(), Image.Exif()
    kept[0x010F] = "camera"
    Image.new("RGB", (width, height), (120, 90, 60)).save(out, "JPEG", exif=kept.tobytes() if exif else b"")
    return out.getvalue()


def _placed(data: bytes, book: str = CREDITED) -> tuple[PlacedPhoto, ...]:
    resources = MemoryResources({"content/brochure.yaml": book.encode(), "images/a.jpg": data}, fonts())
    report = Diagnostics()
    document = read_document("content", resources, report)
    assert document is not None, report.found
    paged = compose(document, resources, report)
    assert paged is not None, report.found
    return placed_photos(document, paged, resources)


def _told(data: bytes, book: str = CREDITED) -> list[Diagnostic]:
    report = Diagnostics()
    check_resolution(_placed(data, book), report)
    return report.found


def test_ppi_counts_the_pixels_of_the_crop_on_the_paper() -> None:
    """Pixels in view over inches of paper, in the direction with fewer; the width for any ppi follows from it."""
    (photo,) = _placed(_jpeg(3600, 2400))
    inches = to_mm(photo.size.width) / 25.4
    shown = 3600 * (photo.crop[2] - photo.crop[0])
    assert photo.ppi == pytest.approx(shown / inches, rel=0.01)
    assert photo.widest(photo.ppi / 2) == pytest.approx(2 * to_mm(photo.size.width))
    assert photo.wanted(2 * photo.ppi) == (7200, 4800)


@pytest.mark.parametrize(
    ("width", "wanted"),
    [(4400, []), (2000, [("picture-resolution", Severity.WARNING)]), (900, [("picture-resolution", Severity.ERROR)])],
)
def test_coarse_photos_are_told_by_degrees(width: int, wanted: list[tuple[str, Severity]]) -> None:
    """Enough pixels: nothing; too few: a warning; so few that they are seen: an error; all at the photo's line."""
    found = _told(_jpeg(width, width * 2 // 3))
    assert [(d.code, d.severity) for d in found] == wanted
    assert all(str(d.span).startswith("content/brochure.yaml:12:") for d in found)


def test_an_icon_is_called_an_icon() -> None:
    """Three by two pixels get one finding that says what the file is, not one about ppi."""
    assert [d.code for d in _told(_jpeg(3, 2))] == ["picture-tiny"]


def test_a_chat_copy_says_whom_to_ask() -> None:
    """A photo squeezed by a chat program names its contributor: the key, else the credit; else it asks for the key."""
    named = _told(_jpeg(1920, 1280, exif=False))
    assert [d.code for d in named] == ["picture-resolution", "picture-chat-copy"]
    assert dict(named[-1].values)["who"] == "榆次区教育局"
    other = CREDITED.replace("    credit:", "    contributor: 李老师\n    credit:")
    assert dict(_told(_jpeg(1920, 1280, exif=False), other)[-1].values)["who"] == "李老师"
    assert _told(_jpeg(1920, 1280, exif=False), BOOK)[-1].code == "picture-chat-copy-unsigned"


@pytest.mark.parametrize(
    ("credit", "name"),
    [
        ("张三 摄", "张三"),
        ("摄影：张三", "张三"),
        ("榆次区教育局供图", "榆次区教育局"),
        ("平遥县教科局　提供", "平遥县教科局"),
        ("榆次区教育局", "榆次区教育局"),
        ("示意图", ""),
        ("资料图片", ""),
        ("摄", "摄"),
        ("", ""),
    ],
)
def test_a_credit_names_its_contributor(credit: str, name: str) -> None:
    """The words round a name in a credit line are taken away; a credit that names nobody gives nobody."""
    assert contributor_of(credit) == name


def test_only_files_for_the_press_ask_for_pixels(tmp_path: Path) -> None:
    """A coarse photo stops print.pdf with an asset error and no file; screen.pdf is made of it without a word."""
    for folder, name, data in (("", "brochure.yaml", CREDITED.encode()), ("images", "a.jpg", _jpeg(900, 600))):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / name).write_bytes(data)
    out = tmp_path / "out"
    refused = builder.build(tmp_path, output_folder=out)
    assert [d.code for d in refused.diagnostics] == ["picture-resolution"]
    assert not refused.ok and not out.exists()
    made = builder.build(tmp_path, output_folder=out, profiles=["screen"])
    assert made.diagnostics == () and (out / "screen.pdf").is_file()
