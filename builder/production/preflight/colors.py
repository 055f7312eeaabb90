"""Colour, overprint, tints and inks of marks. Source: ISO 15930-7, 6.6 to 6.8; GWG 2015, 4.15 to 4.21."""

from collections.abc import Iterator

from builder.production.preflight.boxes import PageBoxes
from builder.production.preflight.findings import MM, Box, Findings
from builder.production.preflight.marks import ImageMark, Mark, Paint, PathMark, ShadingMark, TextMark
from builder.production.preflight.matrices import shared
from builder.production.preflight.spaces import MANAGED_RGB, PROCESS, RGB, Space, ink_amounts, is_black_only, is_white
from builder.production.shops import Shop

REGISTRATION = "All"


def paints_of(mark: Mark) -> Iterator[Paint]:
    """The plain colours a mark is painted in."""
    if isinstance(mark, TextMark | PathMark):
        yield from (paint for paint in (mark.fill, mark.stroke) if paint is not None)
    elif isinstance(mark, ImageMark) and mark.fill is not None:
        yield mark.fill


def spaces_of(mark: Mark) -> Iterator[Space]:
    """The colour spaces a mark is painted in."""
    for paint in paints_of(mark):
        yield paint.space
    if isinstance(mark, ImageMark | ShadingMark) and mark.space is not None:
        yield mark.space


def inks_of(mark: Mark) -> set[str]:
    """Names of colorants beyond the four process inks."""
    found: set[str] = set()
    for space in spaces_of(mark):
        layer: Space | None = space
        while layer:
            found.update(layer.names)
            layer = layer.base
    return found - {*PROCESS, "None"}


def check_color(mark: Mark, boxes: PageBoxes, spots: frozenset[str], shop: Shop, findings: Findings) -> None:
    """Report `color-rgb`, `color-managed`, `color-icc-cmyk`, `color-unreadable`, `ink-unknown`,
    `registration-inside`, `white-overprinting`, `tint-light`."""
    place = boxes.place(mark.box, mark.source)
    for space in spaces_of(mark):
        _check_space(space, mark, boxes, findings)
    for name in sorted(inks_of(mark)):
        if name == REGISTRATION:
            if _stays_inside(mark.box, boxes):
                findings.error("registration-inside", place)
        elif name not in spots:
            findings.error("ink-unknown", place, ink=name)
    for paint in paints_of(mark):
        if paint.overprint and paint.opacity > 0 and is_white(paint.space, paint.values):
            findings.error("white-overprinting", place)
    if isinstance(mark, PathMark | TextMark) and mark.fill is not None:
        strongest = 100 * max(ink_amounts(mark.fill.space, mark.fill.values).values(), default=0.0)
        strongest *= mark.fill.opacity
        if 0.2 < strongest < shop.smallest_tint - 0.01:
            findings.error("tint-light", place, tint=f"{strongest:.1f}", wanted=f"{shop.smallest_tint:g}")


def _check_space(space: Space, mark: Mark, boxes: PageBoxes, findings: Findings) -> None:
    place = boxes.place(mark.box, mark.source)
    for family in space.families():
        if family in RGB:
            findings.error("color-rgb", place, space=family)
        elif family in MANAGED_RGB:
            findings.error("color-managed", place, space="ICC RGB" if family == "ICCBased3" else family)
        elif family == "ICCBased4":
            findings.error("color-icc-cmyk", place)
        elif family == "Unknown":
            findings.error("color-unreadable", place)


def _stays_inside(box: Box, boxes: PageBoxes) -> bool:
    """Whether registration colour would be printed on the finished page."""
    common = shared(box, boxes.trim)
    return common is not None and common[2] - common[0] > 0.1 and common[3] - common[1] > 0.1


def knocks_out_black(paint: Paint) -> bool:
    """Whether black of this paint would cut a hole into the inks below.

    DeviceCMYK overprints only with OPM 1; DeviceGray is all process inks and never does; a DeviceN that carries
    colours beside Black lays their zeros down (ISO 32000-1, 8.6.7).
    """
    if not is_black_only(paint.space, paint.values):
        return False
    if not paint.overprint:
        return True
    if paint.space.family == "DeviceCMYK":
        return paint.mode != 1
    if paint.space.family in ("Separation", "DeviceN"):
        return any(name != "Black" for name in paint.space.names)
    return True


def ink_count(paint: Paint) -> int:
    """Inks of at least 3 % in a colour."""
    return sum(amount >= 0.03 for amount in ink_amounts(paint.space, paint.values).values())


def is_small_area(box: Box) -> bool:
    """Whether a box is no larger than a letter: 12 pt square."""
    return box[2] - box[0] <= 4.3 * MM and box[3] - box[1] <= 4.3 * MM
