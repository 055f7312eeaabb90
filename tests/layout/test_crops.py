"""Crops hold the keep box or say that they cannot."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from builder.content.reading import read_document
from builder.diagnostics import Diagnostics, Severity
from builder.geometry import Size
from builder.layout.composition import compose
from builder.layout.crops import crop_box, crop_loss
from builder.pictures import PictureInfo
from builder.resources import MemoryResources
from tests.content.projects import BOOK, fonts


def picture(width: int, height: int) -> PictureInfo:
    return PictureInfo(width=width, height=height, format="JPEG", orientation=1, mode="RGB")


share = st.floats(0, 0.5)
sizes = st.tuples(st.integers(100, 6000), st.integers(100, 6000), st.integers(10, 300), st.integers(10, 300))


@given(sizes, st.tuples(share, share, share, share))
def test_crop_has_the_frames_shape_and_holds_the_keep_box(
    size: tuple[int, int, int, int], margins: tuple[float, float, float, float]
) -> None:
    """Any crop given lies in the picture, has the frame's shape and holds the keep box whole."""
    width, height, across, down = size
    keep = (margins[0], margins[1], 1 - margins[2], 1 - margins[3])
    box = crop_box(picture(width, height), Size(across, down), None, keep)
    if box is None:
        return
    assert -1e-9 <= box[0] <= box[2] <= 1 + 1e-9
    assert -1e-9 <= box[1] <= box[3] <= 1 + 1e-9
    shape = (box[2] - box[0]) * width / ((box[3] - box[1]) * height)
    assert shape == pytest.approx(across / down, rel=1e-6)
    assert box[0] <= keep[0] + 1e-5 and keep[2] <= box[2] + 1e-5
    assert box[1] <= keep[1] + 1e-5 and keep[3] <= box[3] + 1e-5


def test_too_wide_a_keep_box_gives_no_crop() -> None:
    """A keep box that no crop of the shape can hold is refused, not cut."""
    assert crop_box(picture(3000, 2000), Size(100, 200), None, (0.1, 0, 0.9, 1)) is None


def test_focus_stands_in_the_middle_where_there_is_room() -> None:
    """Without a keep box the crop centres on the focus, pushed inside the picture."""
    box = crop_box(picture(3000, 1000), Size(1, 1), (0.5, 0.5), None)
    assert box == pytest.approx((1 / 3, 0, 2 / 3, 1))
    assert crop_box(picture(3000, 1000), Size(1, 1), (0.99, 0.5), None) == pytest.approx((2 / 3, 0, 1, 1))
    assert crop_loss(picture(3000, 1000), Size(1, 1)) == pytest.approx(2 / 3)


def test_no_more_is_cut_off_than_the_layout_may() -> None:
    """A panorama twenty times as wide as high is refused where a strip of it would be left; a wide photo is taken.

    Without a wish the panorama is shown whole, on a plate.
    """
    assert _codes_for(6000, 300, "    layout: large\n") == ["layout-refused"]
    assert _codes_for(6000, 3000, "    layout: large\n") == []
    assert _codes_for(6000, 300) == []


def _codes_for(width: int, height: int, wish: str = "") -> list[str]:
    out = io.BytesIO()
    Image.new("RGB", (width, height)).save(out, "PNG")
    held = {
        "content/brochure.yaml": BOOK.replace("    pictures: [p01]\n", f"    pictures: [p01]\n{wish}").encode(),
        "images/a.jpg": out.getvalue(),
    }
    resources, report = MemoryResources(held, fonts()), Diagnostics()
    document = read_document("content", resources, report)
    assert document is not None
    compose(document, resources, report)
    return [finding.code for finding in report if finding.severity is Severity.ERROR]
