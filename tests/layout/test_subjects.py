"""The default crop: what matters stays in view although nobody has said what matters."""

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.geometry import Size
from builder.layout.crops import crop_box
from builder.pictures import PictureInfo, Subject, picture_info
from builder.resources import MemoryResources
from builder.source import NOWHERE
from builder.subjects import find_subject
from tests.content.projects import ROOT

SKIN = (224, 172, 140)


def _portrait(left: int, top: int) -> bytes:
    """A head of 90 × 120 pixels in a picture of 900 × 600: before a dull wall, a little structure all over."""
    image = Image.effect_noise((900, 600), 12).point(lambda v: v // 6 + 95).convert("RGB")
    draw = ImageDraw.Draw(image)
    box = (left, top, left + 90, top + 120)
    draw.ellipse(box, fill=(40, 30, 28))
    draw.ellipse((left + 8, top + 30, left + 82, top + 120), fill=SKIN)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _seen(data: bytes) -> PictureInfo:
    resources = MemoryResources({"a.png": data}, FontLibrary(ROOT / "fonts"))
    info = picture_info("a.png", resources, Diagnostics(), NOWHERE)
    assert info is not None
    subject = find_subject("a.png", info, resources)
    assert subject is not None
    return replace(info, subject=subject)


@pytest.mark.parametrize(("left", "top"), [(10, 60), (200, 240), (420, 20), (640, 400), (800, 200)])
@pytest.mark.parametrize("shape", [(1, 1), (3, 4), (3, 1), (1, 2)])
def test_a_face_stays_whole_wherever_it_stands(left: int, top: int, shape: tuple[int, int]) -> None:
    """A single head is never cut by a crop of any usual shape, even at the picture's edge."""
    box = crop_box(_seen(_portrait(left, top)), Size(*shape), None, None)
    assert box is not None
    assert box[0] * 900 <= left and left + 90 <= box[2] * 900, box
    assert box[1] * 600 <= top + 30 and top + 120 <= box[3] * 600, box


def test_the_same_picture_gives_the_same_subject() -> None:
    """Looking twice, without anything remembered, finds the same numbers."""
    data = _portrait(500, 200)
    assert _seen(data) == _seen(data)


def test_focus_and_keep_go_before_any_guess() -> None:
    """What the author says is done, whatever the picture seems to show."""
    info = _seen(_portrait(20, 60))
    assert crop_box(info, Size(1, 1), (0.9, 0.5), None) == pytest.approx((1 / 3, 0, 1, 1))
    assert crop_box(info, Size(1, 1), None, (0.5, 0, 1, 1)) == pytest.approx((1 / 3, 0, 1, 1))


def test_a_picture_without_anything_is_cropped_in_the_middle() -> None:
    """An even picture has no subject: the middle is taken."""
    even = Subject(across=(0,) * 96, down=(0,) * 64)
    info = PictureInfo(width=900, height=600, format="PNG", orientation=1, mode="RGB", subject=even)
    assert crop_box(info, Size(1, 1), None, None) == pytest.approx((1 / 6, 0, 5 / 6, 1))


@pytest.mark.parametrize(("mode", "size"), [("L", (60, 40)), ("P", (60, 40)), ("RGBA", (60, 40)), ("1", (3, 2))])
def test_a_subject_is_found_in_any_mode(mode: str, size: tuple[int, int]) -> None:
    """Grey, palette, transparent and black-and-white pictures are looked at like any other, down to a few pixels."""
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG")
    subject = _seen(out.getvalue()).subject
    assert subject is not None
    assert (len(subject.across), len(subject.down)) == (96, 64)
