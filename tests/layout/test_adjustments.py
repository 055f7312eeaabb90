"""What an author adjusts by hand stays with its id, whatever else changes."""

import pytest

from builder.content.document import CropAdjustment
from builder.diagnostics import Severity
from builder.geometry import Size
from builder.layout.crops import crop_box
from builder.pictures import PictureInfo
from tests.content.projects import BOOK, read

WIDE = PictureInfo(width=3000, height=2000, format="JPEG", orientation=1, mode="RGB")


def adjustment(**changes: object) -> CropAdjustment:
    return CropAdjustment(**{"crop": None, "shift": (0.0, 0.0), "size": 1.0, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("frame", [Size(300, 200), Size(200, 200), Size(100, 300), Size(900, 300)])
def test_adjusted_crops_keep_the_frame_s_shape_and_stay_inside(frame: Size) -> None:
    """However it is cropped, enlarged and moved, the crop has the shape of its frame and lies in the picture."""
    for change in (
        adjustment(crop=(0.1, 0.2, 0.4, 0.9)),
        adjustment(size=2.0, shift=(0.4, -0.4)),
        adjustment(crop=(0.0, 0.0, 1.0, 1.0), shift=(-1.0, 1.0), size=4.0),
    ):
        box = crop_box(WIDE, frame, None, None, change)
        assert box is not None
        assert -1e-9 <= box[0] < box[2] <= 1 + 1e-9 and -1e-9 <= box[1] < box[3] <= 1 + 1e-9
        shape = (box[2] - box[0]) * WIDE.width / ((box[3] - box[1]) * WIDE.height)
        assert shape == pytest.approx(frame.width / frame.height)


def test_a_crop_by_hand_shows_the_part_wished_for() -> None:
    """The part named lies whole in the crop where the frame's shape allows it; `size: 2` shows half of each side."""
    box = crop_box(WIDE, Size(300, 200), None, None, adjustment(crop=(0.5, 0.5, 0.8, 0.7)))
    assert box is not None and box[0] <= 0.5 and box[2] >= 0.8 and box[1] <= 0.5 and box[3] >= 0.7
    half = crop_box(WIDE, Size(300, 200), None, None, adjustment(size=2.0))
    assert half == pytest.approx((0.25, 0.25, 0.75, 0.75))


def test_a_crop_by_hand_cannot_cut_a_keep_box() -> None:
    """A keep box is stronger: the adjustment is refused, never carried out in part."""
    assert crop_box(WIDE, Size(300, 200), None, (0.0, 0.0, 0.3, 0.3), adjustment(crop=(0.6, 0.6, 1, 1))) is None


def test_adjustments_are_read_and_orphans_told() -> None:
    """An adjustment reaches its picture; one whose id is gone is told at its line with the near id; others refused."""
    document, found = read(f"{BOOK}\nadjust:\n  - {{id: p01, size: 1.5, shift: [0.1, 0]}}\n")
    assert document is not None and found == []
    assert document.picture("p01").adjustment == adjustment(size=1.5, shift=(0.1, 0.0))
    document, found = read(f"{BOOK}\nadjust:\n  - {{id: p09, size: 1.5}}\n")
    assert document is not None
    assert [(d.code, d.severity) for d in found] == [("adjust-orphan", Severity.WARNING)]
    _, found = read(f"{BOOK}\nadjust:\n  - {{id: p01, layout: large}}\n  - {{id: p01, size: 2}}\n")
    assert sorted(d.code for d in found) == ["adjust-other", "adjust-twice"]
