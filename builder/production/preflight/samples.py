"""Images of a PDF as one plane an ink, reduced to what a small picture of the page needs.

Averaging before or after placing gives the same mean, so a reduced plane weighs the same ink.
"""

import io
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

import pikepdf

from builder.production.preflight.interpreter import filters_of
from builder.production.preflight.spaces import PROCESS, Space, ink_amounts

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

LONGEST = 800
"""Samples along the longer side that are kept: a page is drawn some 600 dots high."""


class Unmeasurable(Exception):
    """An image whose samples this module cannot read."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A coded image, decoded at a fraction of its size (every coded bit is read all the same)."""

    picture: "Picture"
    size: tuple[int, int]
    """What the code itself says."""
    inverted: bool
    """Pillow has turned round what Adobe's marker says is turned round; PDF leaves that to /Decode."""


class Samples:
    """The images of one file, each decoded once for all who look into it."""

    def __init__(self) -> None:
        self._opened: dict[object, Opened | Exception] = {}
        self._sizes: dict[object, tuple[int, int]] = {}
        self._planes: dict[object, dict[str, Picture] | Unmeasurable] = {}
        self._reading = Lock()

    def size(self, image: Any) -> tuple[int, int]:
        """What the code of a DCT or JPX image says its size is. Raises whatever decoders of foreign bytes raise."""
        key = image.objgen
        if key not in self._sizes:
            found = self._open(image)
            if isinstance(found, Exception):
                raise found
            self._opened[key] = found
        return self._sizes[key]

    def _open(self, image: Any) -> Opened | Exception:
        """The image decoded, every coded bit of it read, or why that cannot be."""
        key = image.objgen
        found = self._opened.get(key)
        if found is None:
            try:
                with self._reading:
                    data = coded_bytes(image)
                found = _decode(data)
                self._sizes[key] = found.size
            except (AttributeError, NameError, ImportError):
                # No picture's fault: a verdict on the file must not come of it.
                raise
            except Exception as error:
                found = error
            self._opened[key] = found
        return found

    def open_all(self, images: Iterable[Any]) -> None:
        """Decode ahead what will be asked for, two at a time: Pillow lets go of the interpreter lock."""
        from PIL import Image

        waiting = {image.objgen: image for image in images if image.objgen not in self._sizes}
        # Here and not on the threads: a module whose execution was put off must not be met half executed.
        Image.preinit()
        with ThreadPoolExecutor(2) as pool:
            for image in waiting.values():
                pool.submit(self._open, image)

    def planes(self, image: Any, space: Space) -> "dict[str, Picture]":
        """The image's inks as planes of 0 (none) to 255 (full), by the inks' names.

        Raises:
            Unmeasurable: unknown space, odd depth, broken data.
        """
        key = image.objgen
        if key not in self._planes:
            try:
                self._planes[key] = _inked(_decoded(image, self._bands(image, space), space), space)
            except Exception as error:
                # Decoders of foreign bytes raise whatever they like.
                self._planes[key] = error if isinstance(error, Unmeasurable) else Unmeasurable(str(error))
        found = self._planes[key]
        if isinstance(found, Unmeasurable):
            raise found
        return found

    def _bands(self, image: Any, space: Space) -> "list[Picture]":
        from PIL import ImageChops

        filters = filters_of(image)
        if is_coded(filters):
            opened = self._open(image)
            # Its planes are kept from now on.
            self._opened.pop(image.objgen)
            if isinstance(opened, Exception):
                raise opened
            bands = list(opened.picture.split())
            bands = [ImageChops.invert(band) for band in bands] if opened.inverted else bands
        elif filters[-1:] and filters[-1] in ("CCITTFaxDecode", "JBIG2Decode"):
            bands = [pikepdf.PdfImage(image).as_pil_image().convert("L")]
        else:
            size = int(image["/Width"]), int(image["/Height"])
            bands = _raw_bands(image.read_bytes(), size, int(image.get("/BitsPerComponent", 8)), space)
        if len(bands) != space.components:
            raise Unmeasurable(f"{len(bands)} components, not {space.components}")
        return [_reduced(band) for band in bands] if space.family != "Indexed" else bands


def is_coded(filters: tuple[str, ...]) -> bool:
    """Whether an image's samples are packed by a codec for pictures."""
    return filters[-1:] in (("DCTDecode",), ("JPXDecode",))


def coded_bytes(image: Any) -> bytes:
    """The codec's own bytes, outer filters undone."""
    if len(filters_of(image)) == 1:
        data: bytes = image.read_raw_bytes()
    else:
        copied = image.copy()
        copied.stream_dict["/Filter"] = image.stream_dict["/Filter"][0]
        data = copied.read_bytes()
    return data


def _decode(data: bytes) -> Opened:
    # Pillow is loaded only where a file has pictures to look into.
    from PIL import Image

    with Image.open(io.BytesIO(data)) as opened:
        size = opened.size
        scale = min(1.0, LONGEST / max(size))
        opened.draft(None, (max(1, int(size[0] * scale)), max(1, int(size[1] * scale))))
        opened.load()
        inverted = opened.mode == "CMYK" and "adobe" in opened.info
        factor = max(opened.size) // LONGEST
        return Opened(opened.reduce(factor) if factor > 1 else opened.copy(), size, inverted)


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
