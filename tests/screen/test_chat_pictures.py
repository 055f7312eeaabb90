"""`brochure pictures`: names, sizes and limits of what it makes, and which nine pages are chosen."""

import io
import itertools
from pathlib import Path

import pytest
from PIL import Image

from builder.cli import main
from builder.commands import pictures
from builder.commands.new import starter_files
from builder.commands.pictures import chosen_nine
from builder.geometry import Size
from builder.layout.pages import Page, Picture
from builder.units import mm
from tests.writers.documents import put, run


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new brochure."""
    folder = tmp_path_factory.mktemp("brochure")
    for place, data in starter_files(folder, 2031).items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
    return folder


def size_of(path: Path) -> tuple[int, int]:
    with Image.open(io.BytesIO(path.read_bytes())) as image:
        assert "exif" not in image.info
        return image.size


def test_all_kinds_are_made_within_their_limits(project: Path) -> None:
    """Every page, one long picture of the pages that hold something, at most nine; all as wide as asked."""
    assert main(["pictures", str(project / "content" / "2031"), "--width", "400", "-q"]) == 0
    made = sorted((project / "out" / "2031" / "pictures").iterdir())
    singles = [path for path in made if path.name.startswith("page-")]
    nine = [path for path in made if path.name.startswith("nine-")]
    (tall,) = [path for path in made if path.name.startswith("long")]
    heights = {size_of(path) for path in (*singles, *nine)}
    assert len(heights) == 1
    ((width, height),) = heights
    assert width == 400
    assert height == round(400 * 285 / 210)
    assert size_of(tall)[0] == 400
    assert size_of(tall)[1] % height == 0
    assert 1 < size_of(tall)[1] // height <= len(singles)
    assert 1 <= len(nine) <= 9
    limits = {"page": pictures.PAGE_BYTES, "nine": pictures.NINE_BYTES, "long": pictures.LONG_BYTES}
    assert all(path.stat().st_size <= limits[path.name[:4]] for path in made)


def test_long_pictures_end_at_the_limit_of_height(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be too tall goes on in the next picture, whole pages each."""
    monkeypatch.setattr(pictures, "LONG_PIXELS", 1100)
    out = project / "split"
    arguments = ["pictures", str(project / "content" / "2031"), "--width", "300", "--kind", "long", "-q"]
    assert main([*arguments, "--output-folder", str(out)]) == 0
    parts = sorted((out / "pictures").iterdir(), key=lambda path: (len(path.name), path.name))
    assert [path.name for path in parts] == [f"long-{n}.jpg" for n in range(1, len(parts) + 1)]
    assert len(parts) > 1
    assert all(size_of(path)[1] <= 1100 for path in parts)


def test_too_large_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A limit that no quality meets gives no files and says so."""
    monkeypatch.setattr(pictures, "NINE_BYTES", 500)
    out = project / "none"
    arguments = ["pictures", str(project / "content" / "2031"), "--width", "300", "--kind", "nine", "-q"]
    assert main([*arguments, "--output-folder", str(out)]) == 5
    assert "output-picture-too-large" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(("flag", "value"), [("--kind", "pages,rund"), ("--width", "5")])
def test_wrong_flags_are_told(project: Path, flag: str, value: str) -> None:
    """An unknown kind or a width out of range is a wrong command line."""
    assert main(["pictures", str(project / "content" / "2031"), flag, value]) == 2


def test_nine_pages_are_the_cover_and_pages_with_pictures() -> None:
    """The first page always, blank ones never; pages with pictures before others, evenly spread."""
    photo = put(Picture(file="a.jpg", size=Size(mm(9), mm(9)), crop=(0, 0, 1, 1)), 0, 0, 1)
    text = put(run("晋"), 0, 0, 1)

    def sheet(number: int, *, blank: bool, pictured: bool) -> Page:
        items = () if blank else (photo,) if pictured else (text,)
        return Page(items=items, label=str(number), folio=number, is_blank=blank)

    many = tuple(sheet(n, blank=n == 1, pictured=n % 2 == 0) for n in range(40))
    chosen = chosen_nine(many)
    assert len(chosen) == 9
    assert chosen[0] == 0
    assert all(n % 2 == 0 for n in chosen)
    assert max(b - a for a, b in itertools.pairwise(chosen)) <= 6
    few = tuple(sheet(n, blank=n == 2, pictured=n == 3) for n in range(5))
    assert chosen_nine(few) == [0, 1, 3, 4]
