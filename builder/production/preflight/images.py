"""Sampled images: resolution at placed size, soundness, encodings. Source: GWG 2015, 4.23 and 4.24; ISO 15930."""

from collections.abc import Callable

from builder.production.preflight.boxes import PageBoxes
from builder.production.preflight.findings import Findings
from builder.production.preflight.marks import ImageMark
from builder.production.preflight.samples import Samples, is_coded
from builder.production.shops import Shop

SMALLEST = 16
"""Samples: what has fewer is a colour, not a picture."""


def check_image(mark: ImageMark, boxes: PageBoxes, standard: str, shop: Shop, findings: Findings) -> None:
    """Report `image-ppi-low`, `image-bitmap-coarse`, `image-deep`, `image-jpx`, `encoding-lzw`, `image-foreign`."""
    place = boxes.place(mark.box, mark.source)
    if mark.width * mark.height > SMALLEST:
        _check_resolution(mark, boxes, shop, findings)
    if mark.bits == 16:
        tell = findings.error if standard == "x1a" else findings.warning
        tell("image-deep", place)
    if "JPXDecode" in mark.filters:
        tell = findings.error if standard == "x1a" else findings.warning
        tell("image-jpx", place)
    if "LZWDecode" in mark.filters or "LZW" in mark.filters:
        findings.error("encoding-lzw", place)
    if mark.image is not None and any(key in mark.image for key in ("/OPI", "/F", "/Alternates")):
        findings.error("image-foreign", place)


def _check_resolution(mark: ImageMark, boxes: PageBoxes, shop: Shop, findings: Findings) -> None:
    place, said = boxes.place(mark.box, mark.source), f"{mark.ppi:.0f}"
    size = f"{mark.width} × {mark.height}"
    if mark.bits == 1:
        if mark.ppi < shop.refuse_bitmap_below_ppi - 0.5:
            wanted = f"{shop.refuse_bitmap_below_ppi:g}"
            findings.error("image-bitmap-coarse", place, ppi=said, size=size, wanted=wanted)
    elif mark.ppi < shop.warn_below_ppi - 0.5:
        # The bound is the one that is broken: what the shop refuses, or what it would rather have.
        refused = mark.ppi < shop.refuse_below_ppi - 0.5
        tell: Callable[..., None] = findings.error if refused else findings.warning
        tell("image-ppi-low", place, ppi=said, size=size, wanted=f"{shop.warn_below_ppi:g}")


def check_soundness(mark: ImageMark, boxes: PageBoxes, samples: Samples, findings: Findings) -> None:
    """Report `image-damaged` when the samples cannot be had whole."""
    image = mark.image
    try:
        if is_coded(mark.filters):
            size = samples.size(image)
            if size != (mark.width, mark.height):
                raise ValueError(f"{size[0]} × {size[1]}")
        elif mark.filters[-1:] not in (("JBIG2Decode",), ("CCITTFaxDecode",)):
            components = mark.space.components if mark.space else 1
            needed = (mark.width * components * mark.bits + 7) // 8 * mark.height
            held = len(image.read_bytes())
            if held < needed:
                raise ValueError(f"{held} < {needed} bytes")
    except Exception as error:
        # Decoders of foreign bytes raise whatever they like; each way the picture is not whole.
        findings.error(
            "image-damaged", boxes.place(mark.box, mark.source), reason=(str(error).splitlines() or [""])[0][:80]
        )
