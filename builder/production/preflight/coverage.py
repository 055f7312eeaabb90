"""What the plates of a page say: total ink, painted bleed, blank pages, pages that are the same."""

import hashlib
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from builder.production.preflight.boxes import PageBoxes
from builder.production.preflight.films import Plates
from builder.production.preflight.findings import MM, Findings, Place
from builder.production.preflight.verdicts import BLANK, FLAT, PageVerdict
from builder.production.shops import Shop

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

NEAR = 2.0
"""Per cent of ink: four plates of 256 steps, averaged, cannot be read closer."""
FAINT = 6
"""Of 255: less ink than this is none."""
LEAST_EDGE_MM = 2.0
"""Art must reach the trim along this much to be missed beyond it."""
WHOLE_TEXT_FREE_MM = 0.6
"""Art counts as reaching the trim when it is there this close to it."""


def total_ink(plates: Plates, shop: Shop) -> "Picture":
    """All inks of each dot together, mean over the shop's window: an integer picture, 255 to 100 %."""
    from PIL import Image, ImageFilter, ImageMath

    dots = math.sqrt(shop.ink_window_mm2) * plates.dots_per_mm
    blur = ImageFilter.BoxBlur(max((dots - 1) / 2, 0))
    blurred = [band.filter(blur) for band in plates.inks.values()]
    total = Image.new("I", blurred[0].size, 0)
    for band in blurred:
        total = ImageMath.lambda_eval(lambda given: given["total"] + given["band"], total=total, band=band)
    return total


def check_ink(plates: Plates, boxes: PageBoxes, shop: Shop, findings: Findings) -> float:
    """Report `ink-too-much` at the place where it is; returns the page's highest total in per cent."""
    total = total_ink(plates, shop)
    highest = _most(total) / 2.55
    if highest > shop.ink_limit + NEAR:
        level = round((shop.ink_limit + NEAR) * 2.55)
        place = _place_of(total.point(lambda v: v - level).convert("L").getbbox(), plates, boxes)
        findings.error("ink-too-much", place, ink=f"{highest:.0f}", wanted=f"{shop.ink_limit:g}")
    return highest


def _most(band: "Picture") -> float:
    """The highest value of a picture of one band."""
    extrema = band.getextrema()
    return float(extrema[1])  # type: ignore[arg-type]


def _place_of(found: tuple[int, int, int, int] | None, plates: Plates, boxes: PageBoxes) -> Place:
    if found is None:
        return boxes.place()
    left = (boxes.bleed[0] - boxes.trim[0]) / MM
    top = (boxes.trim[3] - boxes.bleed[3]) / MM
    per = plates.dots_per_mm
    said = (found[0] / per + left, found[1] / per + top, found[2] / per + left, found[3] / per + top)
    return Place(boxes.page, tuple(round(v, 1) for v in said), "page")  # type: ignore[arg-type]


def darkest(plates: Plates) -> "Picture":
    """The most ink of any plate, dot by dot."""
    from PIL import ImageChops

    bands = list(plates.inks.values())
    found = bands[0]
    for band in bands[1:]:
        found = ImageChops.lighter(found, band)
    return found


def check_bleed(plates: Plates, boxes: PageBoxes, findings: Findings) -> None:
    """Report `bleed-unpainted`: art that reaches the trim and stops there, or before the bleed's end."""
    ink = darkest(plates)
    per = plates.dots_per_mm
    width, height = ink.size
    edges = [round(v * per) for v in boxes.bleeds.values()]
    left, bottom, right, top = edges
    near = max(1, round(WHOLE_TEXT_FREE_MM * per))
    inner = (left, top, width - right, height - bottom)
    strips = {
        "左 left": ((left, inner[1], left + near, inner[3]), (1, inner[1], max(left // 2, 2), inner[3])),
        "右 right": (
            (inner[2] - near, inner[1], inner[2], inner[3]),
            (width - max(right // 2, 2), inner[1], width - 1, inner[3]),
        ),
        "上 top": ((inner[0], top, inner[2], top + near), (inner[0], 1, inner[2], max(top // 2, 2))),
        "下 bottom": (
            (inner[0], inner[3] - near, inner[2], inner[3]),
            (inner[0], height - max(bottom // 2, 2), inner[2], height - 1),
        ),
    }
    for (side, (within, beyond)), edge in zip(strips.items(), (left, right, top, bottom), strict=True):
        if edge < 2:
            continue
        upright = side[0] in "左右"
        missing = _longest_gap(_profile(ink.crop(within), upright), _profile(ink.crop(beyond), upright))
        if missing / per >= LEAST_EDGE_MM:
            findings.error(
                "bleed-unpainted", _place_of(within, plates, boxes), side=side, length=f"{missing / per:.0f}"
            )


def _profile(strip: "Picture", upright: bool) -> bytes:
    """The mean ink along a strip, one value a dot."""
    from PIL import Image

    size = (1, strip.size[1]) if upright else (strip.size[0], 1)
    return strip.resize(size, Image.Resampling.BOX).tobytes()


def _longest_gap(within: bytes, beyond: bytes) -> int:
    """Dots of the longest stretch with ink inside the trim and none beyond it."""
    longest = run = 0
    for inner, outer in zip(within, beyond, strict=False):
        run = run + 1 if inner >= FAINT and outer < 2 else 0
        longest = max(longest, run)
    return longest


def look_of(plates: Plates) -> str:
    """`BLANK`, `FLAT`, or a digest of the plates."""
    if all(_most(band) < FAINT for band in plates.inks.values()):
        return BLANK
    if all(low == high for low, high in (band.getextrema() for band in plates.inks.values())):
        return FLAT
    return hashlib.sha256(b"".join(band.tobytes() for band in plates.inks.values())).hexdigest()


def check_repeats(pages: Iterable[tuple[int, PageVerdict]], findings: Findings) -> None:
    """Report `page-blank` and `page-doubled`."""
    seen: dict[str, int] = {}
    for number, verdict in pages:
        if verdict.look == BLANK:
            findings.warning("page-blank", Place(number))
        # One flat colour: endpapers come in pairs.
        if verdict.look in (BLANK, FLAT, ""):
            continue
        first = seen.setdefault(verdict.look, number)
        if first != number:
            findings.warning("page-doubled", Place(number), first=first)
