"""Images of a PDF as one plane an ink, reduced to what a small picture of the page needs.

Averaging before or after placing gives the same mean, so a reduced plane weighs the same ink.
"""

import io
from typing import TYPE_CHECKING, Any

import pikepdf

from builder.production.preflight.interpreter import filters_of
from builder.production.preflight.spaces import PROCESS, Space, ink_amounts

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LONGEST = 1200
"""Samples along the longer side that are kept."""
CODED = ("DCTDecode", "JPXDecode")


class Unmeasurable(Exception):
    """An image whose samples this module cannot read."""


def ink_planes(image: Any, space: Space) -> "dict[str, Picture]":
    """The image's inks as planes of 0 (none) to 255 (full), by the inks' names.

    Raises:
        Unmeasurable: unknown space, odd depth, broken data.
    """
    try:
        bands = _decoded(image, _bands(image, space), space)
        return _inked(bands, space)
    except Unmeasurable:
        raise
    except Exception as error:
        # Decoders of foreign bytes raise whatever they like.
        raise Unmeasurable(str(error)) from error


def _bands(image: Any, space: Space) -> "list[Picture]":
    from PIL import Image, ImageChops

    filters = filters_of(image)
    width, height = int(image["/Width"]), int(image["/Height"])
    if filters[-1:] and filters[-1] in CODED:
        data = image.read_raw_bytes() if len(filters) == 1 else pikepdf.PdfImage(image).read_bytes()
        with Image.open(io.BytesIO(data)) as opened:
            opened.draft(None, (min(width, LONGEST), min(height, LONGEST)))
            opened.load()
            bands = list(opened.split())
            # Pillow turns round what Adobe's marker says is turned round; PDF leaves that to /Decode.
            if opened.mode == "CMYK" and "adobe" in opened.info:
                bands = [ImageChops.invert(band) for band in bands]
    elif filters[-1:] and filters[-1] in ("CCITTFaxDecode", "JBIG2Decode"):
        bands = [pikepdf.PdfImage(image).as_pil_image().convert("L")]
    else:
        bands = _raw_bands(image.read_bytes(), (width, height), int(image.get("/BitsPerComponent", 8)), space)
    if len(bands) != space.components:
        raise Unmeasurable(f"{len(bands)} components, not {space.components}")
    return [_reduced(band) for band in bands] if space.family != "Indexed" else bands


def _raw_bands(data: bytes, size: tuple[int, int], bits: int, space: Space) -> "list[Picture]":
    from PIL import Image

    count = space.components
    if bits == 16:
        data, bits = data[::2], 8
    if bits == 8:
        return [Image.frombytes("L", size, data[i : size[0] * size[1] * count : count]) for i in range(count)]
    if count != 1 or bits not in (1, 2, 4):
        raise Unmeasurable(f"{count} × {bits} bits")
    if bits == 1:
        return [Image.frombytes("1", size, data).convert("L")]
    return [Image.frombytes("L", size, data, "raw", f"L;{bits}")]


def _decoded(image: Any, bands: "list[Picture]", space: Space) -> "list[Picture]":
    """ISO 32000-1, 8.9.5.2. Indexed samples come out as indices."""
    bits = min(int(image.get("/BitsPerComponent", 8)), 8)
    if space.family == "Indexed":
        most = (1 << bits) - 1
        return [band.point([round(v * most / 255) for v in range(256)]) for band in bands]
    decode = [float(v) for v in image.get("/Decode", [])]
    if len(decode) != 2 * len(bands) or space.family == "Lab":
        return bands
    pairs = [(decode[2 * i], decode[2 * i + 1]) for i in range(len(bands))]
    return [
        band.point([min(max(round(255 * low + v * (high - low)), 0), 255) for v in range(256)])
        for band, (low, high) in zip(bands, pairs, strict=True)
    ]


def _inked(bands: "list[Picture]", space: Space) -> "dict[str, Picture]":
    from PIL import ImageChops

    family = space.family
    if family in ("DeviceCMYK", "ICCBased4"):
        return dict(zip(PROCESS, bands, strict=True))
    if family in ("Separation", "DeviceN"):
        return {name: band for name, band in zip(space.names, bands, strict=True) if name != "None"}
    if family in ("DeviceGray", "CalGray", "ICCBased1", "Lab"):
        return {"Black": ImageChops.invert(bands[0])}
    if family in ("DeviceRGB", "CalRGB", "ICCBased3"):
        return {name: ImageChops.invert(band) for name, band in zip(PROCESS, bands, strict=False)}
    if family == "Indexed" and space.base:
        entries = len(space.lookup) // max(space.base.components, 1)
        rows = [ink_amounts(space, (float(min(i, entries - 1)),)) for i in range(256)]
        names = {name for row in rows for name in row}
        tables = {name: [round(255 * row.get(name, 0.0)) for row in rows] for name in names}
        return {name: _reduced(bands[0].point(table)) for name, table in tables.items()}
    raise Unmeasurable(family)


def _reduced(band: "Picture") -> "Picture":
    factor = max(band.size) // LONGEST
    return band.reduce(factor) if factor > 1 else band
