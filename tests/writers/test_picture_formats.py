"""Six formats of photos, eight orientations each: header, default crop and files agree on which way is up."""

import io

import pytest
from PIL import Image
from pillow_heif import register_heif_opener

from builder.diagnostics import Diagnostics
from builder.pictures import ORIENTATION_TAG, opened, orientation_of, picture_info, upright
from builder.subjects import find_subject
from builder.writers.screen import write_screen
from tests.writers.documents import resources, span
from tests.writers.test_pictures import one_picture, seen

register_heif_opener()

ENDINGS = {"JPEG": "jpg", "PNG": "png", "TIFF": "tif", "WEBP": "webp", "AVIF": "avif", "HEIF": "heic"}
TURNED_BACK = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
CORNERS = ((200, 30, 30), (30, 180, 30), (30, 30, 200), (220, 220, 30))


def _scene() -> Image.Image:
    """Red, green, blue and yellow quarters, 3 : 2."""
    image = Image.new("RGB", (360, 240), CORNERS[0])
    for color, box in zip(CORNERS[1:], ((180, 0, 360, 120), (0, 120, 180, 240), (180, 120, 360, 240)), strict=True):
        image.paste(color, box)
    return image


def _photo(kind: str, orientation: int) -> bytes:
    """The picture as a camera held that way would store it."""
    turn = TURNED_BACK[orientation]
    image = _scene() if turn is None else _scene().transpose(turn)
    exif = Image.Exif()
    exif[ORIENTATION_TAG] = orientation
    out = io.BytesIO()
    image.save(out, kind, quality=95, exif=exif if kind == "TIFF" else exif.tobytes())
    return out.getvalue()


def _quarters(image: Image.Image) -> str:
    """Which of the four colours each quarter shows."""
    names = []
    for x, y in ((1, 1), (3, 1), (1, 3), (3, 3)):
        pixel = image.convert("RGB").getpixel((image.width * x // 4, image.height * y // 4))
        assert isinstance(pixel, tuple)
        distance = [sum(abs(a - b) for a, b in zip(pixel, color, strict=True)) for color in CORNERS]
        names.append("rgby"[distance.index(min(distance))])
    return "".join(names)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ENDINGS)
def test_header_and_pixels_agree_on_what_is_upright(kind: str, orientation: int) -> None:
    """Width, height and the pixels turned by what the header says are those of the scene, without a finding."""
    data, file, report = _photo(kind, orientation), f"a.{ENDINGS[kind]}", Diagnostics()
    held = resources({file: data})
    info = picture_info(file, held, report, span())
    assert report.found == [] and info is not None
    assert (info.width, info.height, info.format) == (360, 240, kind)
    with opened(data) as image:
        assert _quarters(upright(image, orientation_of(image))) == "rgby"
    subject = find_subject(file, info, held)
    assert subject is not None and (len(subject.across), len(subject.down)) == (96, 64)


@pytest.mark.parametrize(("kind", "orientation"), [*((kind, 6) for kind in ENDINGS), ("TIFF", 8), ("HEIF", 3)])
def test_the_page_shows_it_upright(kind: str, orientation: int) -> None:
    """What a reader sees in the finished file is the scene, whichever way the camera was held."""
    file, report = f"a.{ENDINGS[kind]}", Diagnostics()
    data = write_screen(one_picture(file), resources({file: _photo(kind, orientation)}), report)
    assert report.found == [] and data is not None
    assert _quarters(seen(data, bleed=0)) == "rgby"


@pytest.mark.parametrize("kind", ["AVIF", "HEIF", "WEBP"])
def test_cut_short_is_told(kind: str) -> None:
    """A file that ends too early gives a finding, never a page with half a picture, wherever it ends."""
    whole, file = _photo(kind, 1), f"a.{ENDINGS[kind]}"
    for length in (20, len(whole) // 2, len(whole) - 9):
        report = Diagnostics()
        assert write_screen(one_picture(file), resources({file: whole[:length]}), report) is None
        assert [finding.code for finding in report] in (["picture-unreadable"], ["picture-truncated"])


def test_what_chat_programs_leave_is_recognised() -> None:
    """A JPEG of at most 1920 pixels without a camera's data is a chat copy; one with them, or larger, is not."""
    exif = Image.Exif()
    exif[0x010F] = "camera"
    for size, kept, wanted in (
        ((1440, 1080), b"", True),
        ((1440, 1080), exif.tobytes(), False),
        ((1921, 40), b"", False),
    ):
        out = io.BytesIO()
        Image.new("RGB", size).save(out, "JPEG", exif=kept)
        info = picture_info("a.jpg", resources({"a.jpg": out.getvalue()}), Diagnostics(), span())
        assert info is not None and info.is_chat_copy is wanted
