"""Pictures of plates: where the ink is heavy, and what a page will look like on the press's paper.

The plates are real separations (`films.py`), so that overprinted black, spot inks and paper are seen as they print.
"""

import io
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

import pikepdf

from builder.color import Cmyk
from builder.production.preflight.boxes import PageBoxes, read_boxes
from builder.production.preflight.colors import REGISTRATION, inks_of
from builder.production.preflight.coverage import total_ink
from builder.production.preflight.films import Plates, Sheet, separate
from builder.production.preflight.interpreter import read_page
from builder.production.preflight.matrices import shared
from builder.production.preflight.samples import Samples
from builder.production.preflight.shapes import Shapes
from builder.production.preflight.spaces import PROCESS
from builder.production.shops import Shop
from builder.writers.press import SRGB, Profile

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

HEAT = (
    (0, (252, 250, 245)),
    (35, (248, 226, 160)),
    (65, (238, 172, 84)),
    (90, (219, 96, 48)),
    (100, (190, 28, 30)),
    (115, (84, 10, 72)),
)
"""Colours of the ink map at these hundredths of the shop's limit, straight between; the last from there on."""


def plates_of(data: bytes, pages: Iterable[int], *, trimmed: bool, dots_per_inch: float) -> list[Plates]:
    """The plates of some pages (counted from 1) of a sound file, to the trim or to the bleed.

    Pages too odd to be drawn are left out.

    Raises:
        pikepdf.PdfError, ValueError, TypeError: the file is not sound.
    """
    shapes, sheets = Shapes(), []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number in pages:
            boxes = read_boxes(pdf.pages[number - 1], number)
            area = shared(boxes.trim if trimmed else boxes.bleed, boxes.media)
            if area is not None and all(1 <= side <= 3000 for side in (area[2] - area[0], area[3] - area[1])):
                sheets.append(Sheet(number, area, _spots(pdf.pages[number - 1], boxes, shapes)))
    return list(separate(data, sheets, Samples(), shapes, [], dots_per_inch=dots_per_inch))


def _spots(page: pikepdf.Page, boxes: PageBoxes, shapes: Shapes) -> tuple[str, ...]:
    found = {ink for mark in read_page(page, boxes.bleed, shapes).marks for ink in inks_of(mark)}
    return tuple(sorted(found - {REGISTRATION}))


def ink_map(plates: Plates, shop: Shop) -> "Picture":
    """Total ink over the page, from paper to the shop's limit and beyond, in the colours of `HEAT`."""
    from PIL import Image

    level = total_ink(plates, shop).point(lambda v: v * (100 / 2.55 / shop.ink_limit)).convert("L")
    palette = [channel for value in range(256) for channel in heat_of(value)]
    level.putpalette(palette)
    shown: Picture = level.convert("RGB")
    assert isinstance(shown, Image.Image)
    return shown


def heat_of(value: float) -> tuple[int, int, int]:
    """The colour of the ink map at so many hundredths of the limit."""
    for (low, start), (high, end) in pairwise(HEAT):
        if value <= high:
            part = (value - low) / (high - low)
            red, green, blue = (round(a + (b - a) * part) for a, b in zip(start, end, strict=True))
            return red, green, blue
    return HEAT[-1][1]


def soft_proof(plates: Plates, press: Profile, alternates: Mapping[str, Cmyk], *, paper: bool = True) -> "Picture":
    """The page as its press prints it, for an sRGB screen.

    Args:
        alternates: what stands for spot inks on four plates; those not named are left out.
        paper: show the paper's own colour (absolute colorimetric) instead of taking it for white.
    """
    from PIL import Image, ImageChops, ImageCms

    bands = [plates.inks[ink] for ink in PROCESS]
    for spot, alternate in alternates.items():
        if spot in plates.inks:
            parts = (alternate.cyan, alternate.magenta, alternate.yellow, alternate.black)
            tints = [plates.inks[spot].point([round(v * part) for v in range(256)]) for part in parts]
            bands = [ImageChops.add(band, tint) for band, tint in zip(bands, tints, strict=True)]
    intent = ImageCms.Intent.ABSOLUTE_COLORIMETRIC if paper else ImageCms.Intent.RELATIVE_COLORIMETRIC
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(press.data)),
        ImageCms.ImageCmsProfile(io.BytesIO(SRGB.data)),
        "CMYK",
        "RGB",
        renderingIntent=intent,
    )
    shown = transform.apply(Image.merge("CMYK", bands))
    assert shown is not None
    return shown
