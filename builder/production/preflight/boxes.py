"""The boxes of a page. Source: ISO 32000-1, 14.11.2; ISO 15930-7, 6.8."""

from dataclasses import dataclass
from typing import Any

import pikepdf

from builder.production.preflight.findings import MM, Box, Findings, Place
from builder.production.preflight.interpreter import inherited
from builder.production.preflight.matrices import read_box
from builder.production.shops import Shop

NEAR = 0.01
"""Points; decimals of the file may differ that much."""
A4: Box = (0.0, 0.0, 595.276, 841.89)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBoxes:
    """A page's boxes in points, with the defaults of ISO 32000-1 filled in."""

    page: int
    media: Box
    bleed: Box
    trim: Box
    trim_given: bool

    def place(self, box: Box | None = None, source: str = "") -> Place:
        """A place on this page; `box` in points becomes millimetres from the trim's top left."""
        if box is None:
            return Place(self.page, None, source)
        left, top = self.trim[0], self.trim[3]
        said = ((box[0] - left) / MM, (top - box[3]) / MM, (box[2] - left) / MM, (top - box[1]) / MM)
        return Place(self.page, tuple(round(v, 2) for v in said), source)  # type: ignore[arg-type]

    @property
    def bleeds(self) -> dict[str, float]:
        """Millimetres of bleed by side."""
        sides = {
            "左 left": self.trim[0] - self.bleed[0],
            "下 bottom": self.trim[1] - self.bleed[1],
            "右 right": self.bleed[2] - self.trim[2],
            "上 top": self.bleed[3] - self.trim[3],
        }
        return {side: width / MM for side, width in sides.items()}

    @property
    def trim_mm(self) -> tuple[float, float]:
        return round((self.trim[2] - self.trim[0]) / MM, 1), round((self.trim[3] - self.trim[1]) / MM, 1)


def inside(inner: Box, outer: Box) -> bool:
    """Whether one box lies within another, to the decimals of the file."""
    return (
        inner[0] >= outer[0] - NEAR
        and inner[1] >= outer[1] - NEAR
        and inner[2] <= outer[2] + NEAR
        and inner[3] <= outer[3] + NEAR
    )


def read_boxes(page: pikepdf.Page, number: int) -> PageBoxes:
    """The boxes of page `number`, counted from 1."""
    media = read_box(inherited(page.obj, "/MediaBox")) or A4
    crop = read_box(inherited(page.obj, "/CropBox")) or media
    given = read_box(page.obj.get("/TrimBox")) or read_box(page.obj.get("/ArtBox"))
    return PageBoxes(
        page=number,
        media=media,
        bleed=read_box(page.obj.get("/BleedBox")) or crop,
        trim=given or crop,
        trim_given=given is not None,
    )


def check_boxes(page: pikepdf.Page, boxes: PageBoxes, shop: Shop, findings: Findings) -> None:
    """Report `trim-missing`, `trim-and-art`, `boxes-crossed`, `crop-in-bleed`, `bleed-short`, `page-turned`,
    `page-scaled`."""
    here = boxes.place()
    if not boxes.trim_given:
        findings.error("trim-missing", here)
    if "/TrimBox" in page.obj and "/ArtBox" in page.obj:
        findings.error("trim-and-art", here)
    if not inside(boxes.bleed, boxes.media):
        findings.error("boxes-crossed", here, inner="BleedBox", outer="MediaBox")
    if not inside(boxes.trim, boxes.bleed):
        findings.error("boxes-crossed", here, inner="TrimBox", outer="BleedBox")
    crop = read_box(inherited(page.obj, "/CropBox"))
    if crop and "/BleedBox" in page.obj and not inside(boxes.bleed, crop):
        findings.error("crop-in-bleed", here)
    short = {side: width for side, width in boxes.bleeds.items() if width < shop.bleed_mm - 0.01}
    if short:
        sides = "、".join(f"{side} {width:.2f} mm" for side, width in short.items())
        findings.error("bleed-short", here, sides=sides, wanted=f"{shop.bleed_mm:g}")
    turn = inherited(page.obj, "/Rotate")
    if turn is not None and int(turn) % 360:
        findings.error("page-turned", here, degrees=int(turn))
    if float(page.obj.get("/UserUnit", 1)) != 1:
        findings.error("page-scaled", here, unit=page.obj["/UserUnit"])
    annotations: Any = page.obj.get("/Annots", [])
    for annotation in annotations if isinstance(annotations, pikepdf.Array) else ():
        _check_annotation(annotation, boxes, findings)


def _check_annotation(annotation: pikepdf.Object, boxes: PageBoxes, findings: Findings) -> None:
    """Annotations stand outside the bleed, but for the press's own (ISO 15930-7, 6.17)."""
    kind = str(annotation.get("/Subtype", "/?"))[1:]
    box = read_box(annotation.get("/Rect"))
    if kind in ("TrapNet", "PrinterMark") or box is None:
        return
    bleed = boxes.bleed
    if box[0] < bleed[2] and box[2] > bleed[0] and box[1] < bleed[3] and box[3] > bleed[1]:
        findings.error("annotation-on-page", boxes.place(box, "annotation"), kind=kind)
