"""Printers' marks round single pages: complete, on every plate, outside the bleed, with the art as it was."""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import ImageChops

from builder.building import build
from builder.commands.new import starter_files
from builder.diagnostics import Diagnostics
from builder.production.marks import APART, LENGTH, SLUG
from builder.production.preflight.films import Plates, Sheet, separate
from builder.production.preflight.findings import Box
from builder.production.preflight.samples import Samples
from builder.production.preflight.shapes import Shapes
from builder.saving import save_together
from builder.units import to_mm

YEAR, PAGE = 2031, 3
PLATES = ("Cyan", "Magenta", "Yellow", "Black")
NEAR, FAR = to_mm(APART), to_mm(APART + LENGTH)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marked") / "book"
    assert save_together(starter_files(folder, YEAR), Diagnostics())
    return folder / "content" / str(YEAR)


def _printed(content: Path, name: str, **more: object) -> bytes:
    result = build(content, profiles=(name,), **more)  # type: ignore[arg-type]
    assert result.ok, result.describe()
    return result.outputs[0].path.read_bytes()


@pytest.fixture(scope="module")
def marked(content: Path) -> bytes:
    """The starter's print file with marks."""
    return _printed(content, "print", marks=True)


def _box(data: bytes, key: str) -> Box:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        left, bottom, right, top = (float(v) for v in pdf.pages[PAGE - 1].obj[key])
    return left, bottom, right, top


def _plates(data: bytes, box: Box) -> Plates:
    (plates,) = separate(data, [Sheet(PAGE, box)], Samples(), Shapes(), [])
    return plates


def test_boxes_leave_room_for_marks(marked: bytes) -> None:
    """The medium is larger than the bleed by the slug on all sides, the bleed larger than the trim by 3 mm."""
    trim, bleed, media = (_box(marked, key) for key in ("/TrimBox", "/BleedBox", "/MediaBox"))
    for inner, outer, apart in ((trim, bleed, 3.0), (bleed, media, to_mm(SLUG))):
        sides = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
        assert [side / 72 * 25.4 for side in sides] == pytest.approx([apart] * 4, abs=0.001)


def test_all_eight_crop_marks_are_on_all_plates(marked: bytes) -> None:
    """At each corner two lines stand where the knife goes, from the bleed outwards, in every ink."""
    plates = _plates(marked, _box(marked, "/MediaBox"))
    per, edge = plates.dots_per_mm, to_mm(SLUG) + 3.0
    wide, high = (side / per for side in plates.inks["Black"].size)
    cuts = [(edge, True), (wide - edge, True), (edge, False), (high - edge, False)]
    for cut, upright in cuts:
        for far in (False, True):
            start = to_mm(SLUG) - NEAR - 1
            length = high if upright else wide
            along = (length - start if far else start - (FAR - NEAR) + 2, length - start + 2 if far else start)
            across = (cut - 0.6, cut + 0.6)
            area = (
                (across[0], min(along), across[1], max(along))
                if upright
                else (min(along), across[0], max(along), across[1])
            )
            for ink in PLATES:
                spot = plates.inks[ink].crop(tuple(round(v * per) for v in area))  # type: ignore[arg-type]
                assert spot.getextrema()[1] > 60, (cut, upright, far, ink)


def test_marks_leave_the_page_as_it_was(content: Path, marked: bytes) -> None:
    """Within the bleed the plates are those of the file without marks."""
    plain = _printed(content, "print")
    one, other = (_plates(data, _box(data, "/BleedBox")) for data in (plain, marked))
    for ink in PLATES:
        inner = tuple(v for v in (2, 2, one.inks[ink].size[0] - 2, one.inks[ink].size[1] - 2))
        difference = ImageChops.difference(one.inks[ink].crop(inner), other.inks[ink].crop(inner))  # type: ignore[arg-type]
        # The page lies elsewhere on the dots of the drawing: edges may differ, areas may not.
        assert sum(difference.histogram()[40:]) < 0.01 * difference.size[0] * difference.size[1], ink


def test_the_slug_says_what_is_on_the_plate(marked: bytes) -> None:
    """Job, page, day and the names of the plates stand in the slug of every page."""
    with pikepdf.open(io.BytesIO(marked)) as pdf:
        count = len(pdf.pages)
    with pypdfium2.PdfDocument(marked) as pdf:
        text = pdf[PAGE - 1].get_textpage().get_text_range().replace(" ", "")
    for word in (f"第{PAGE}页（共{count}页）", "青", "品", "黄", "黑", "-"):
        assert word in text


def test_preflight_sees_marks_and_wants_them(content: Path) -> None:
    """A build with marks is judged by terms with marks, and the outlined twin of it has no fonts and no faults."""
    result = build(content, profiles=("outlined",), marks=True)
    assert result.ok, result.describe()
    (preflight,) = result.preflights
    assert preflight.demand.shop.marks
    assert preflight.report.figures.fonts == 0
    assert preflight.report.findings == ()
