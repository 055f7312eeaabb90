"""What layout needs to know of a picture before anyone converts it: its size upright, and that it can be opened."""

import io
import json
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from builder.diagnostics import Diagnostics
from builder.resources import ResourceError, Resources
from builder.source import Span

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFile import ImageFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Where in a picture there is something to see, along each side; weights are whole numbers of any scale."""

    across: tuple[int, ...]
    down: tuple[int, ...]
    faces: tuple[tuple[float, float, float, float], ...] = ()
    """Boxes (left, top, right, bottom, as fractions) that look like faces: better whole than cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureInfo:
    """A picture's header, EXIF orientation already applied to width and height."""

    width: int
    height: int
    format: str
    """`JPEG`, `PNG`, `TIFF`, `WEBP` …"""
    orientation: int
    """EXIF orientation, 1 to 8."""
    mode: str
    """Pillow's name of the pixel mode: `RGB`, `CMYK`, `L`, `RGBA` …"""
    least_decoded: int = 0
    """Bytes of memory that decoding takes at least: a JPEG can be had at an eighth of its size, others only whole."""
    has_exif: bool = False
    """Whether a camera's data are still there; chat programs throw them away."""
    subject: Subject | None = None
    """What a crop keeps in view where nobody says; looked for only then (`subjects.py`)."""

    @property
    def is_chat_copy(self) -> bool:
        """A JPEG as chat programs make of a photo: at most 1920 pixels long, the camera's data gone."""
        return self.format == "JPEG" and not self.has_exif and max(self.width, self.height) <= LONGEST_CHAT_COPY


LARGEST_PICTURE = 200_000_000
"""Pixels. More is refused before decoding: at four bytes a pixel it would need 0.8 GB."""

LARGEST_DECODED = 100_000_000
"""Bytes of one picture in memory while it is being decoded: half of what a build may take in all."""

_EIGHT_BIT_MODES = ("L", "RGB", "RGBA", "CMYK", "LAB", "LA")
_BYTES = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2}
"""Of a pixel in Pillow's memory (Storage.c); every other mode takes four."""

LONGEST_CHAT_COPY = 1920
"""Pixels of the long side that WeChat leaves of a photo sent without 原图."""

_HEIF_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
"""Major brands of HEIF files (ISO/IEC 23008-12, annex B)."""

ORIENTATION_TAG = 0x0112
"""EXIF's orientation (Exif 2.32, 4.6.4 A)."""

_SUFFIXES = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "MPO": (".jpg", ".jpeg", ".mpo"),
    "PNG": (".png", ".apng"),
    "TIFF": (".tif", ".tiff"),
    "WEBP": (".webp",),
    "GIF": (".gif",),
    "BMP": (".bmp", ".dib"),
    "JPEG2000": (".jp2", ".j2k", ".jpf", ".jpx"),
    "AVIF": (".avif",),
    "HEIF": (".heic", ".heif", ".hif"),
}

_RESOURCE_CODES = {
    "file-missing": "picture-missing",
    "path-outside": "picture-outside",
    "path-not-relative": "picture-outside",
}


def picture_info(file: str, resources: Resources, report: Diagnostics, span: Span) -> PictureInfo | None:
    """The header of a picture, read once per content and remembered.

    Reports `picture-missing`, `picture-outside`, `picture-unreadable`, `picture-enormous`, `picture-too-heavy` or what
    else `resources` raises (None is returned), and warns `picture-mislabelled` when the file's name promises another
    format. A file cut short is found when it is decoded (`picture-truncated`, by the writers).
    """
    try:
        key = f"picture-info-3-{resources.fingerprint(file)[:40]}"
        kept = resources.cache.get(key)
        info = PictureInfo(**json.loads(kept)) if kept else _probe(resources.read(file))
    except ResourceError as error:
        report_resource(error, report, span)
        return None
    except (OSError, SyntaxError, ValueError):
        report.error("picture-unreadable", span, file=file)
        return None
    if not kept:
        resources.cache.put(key, json.dumps(asdict(info)).encode())
    if info.width * info.height > LARGEST_PICTURE:
        pixels = round(info.width * info.height / 1_000_000)
        limit = LARGEST_PICTURE // 1_000_000
        report.error("picture-enormous", span, file=file, width=info.width, height=info.height, mp=pixels, limit=limit)
        return None
    if info.least_decoded > LARGEST_DECODED:
        report_heavy(file, info, report, span)
        return None
    suffix = PurePosixPath(file).suffix.lower()
    if suffix not in _SUFFIXES.get(info.format, (suffix,)):
        report.warning("picture-mislabelled", span, file=file, format=info.format)
    return info


def report_resource(error: ResourceError, report: Diagnostics, span: Span) -> None:
    """Tell why a picture's file cannot be had."""
    report.error(_RESOURCE_CODES.get(error.code, error.code), span, file=error.file, detail=error.detail)


def report_heavy(file: str, info: PictureInfo, report: Diagnostics, span: Span) -> None:
    """Tell that a picture would take more memory than there may be (`picture-too-heavy`)."""
    most = LARGEST_DECODED // 4 // 1_000_000
    mp = round(info.width * info.height / 1_000_000)
    report.error("picture-too-heavy", span, file=file, format=info.format, mp=mp, most=most)


def decoded_bytes(width: int, height: int, mode: str) -> int:
    """Memory that Pillow needs for that many pixels, its copy in eight bits included."""
    pixel = _BYTES.get(mode, 4)
    return width * height * (pixel if mode in _EIGHT_BIT_MODES else pixel + 4)


def opened(data: bytes) -> "ImageFile":
    """The picture of a file, its pixels not yet decoded. Raises OSError, SyntaxError or ValueError if it is none."""
    from PIL import Image  # only a picture not yet known or not yet converted needs Pillow's plugins

    # Our own limit speaks, with the file's place; Pillow's would come as a warning or an exception without one.
    Image.MAX_IMAGE_PIXELS = None
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        from pillow_heif import register_heif_opener  # libheif is loaded for the first photo of a telephone only

        register_heif_opener()
    return Image.open(io.BytesIO(data))


def orientation_of(image: "ImageFile") -> int:
    """How the pixels must be turned to stand upright, 1 to 8 (Exif 2.32, 4.6.4 A).

    1 for TIFF and HEIF whatever they say: their decoders have turned them already.
    """
    # Asked for EXIF it has not met yet, a PNG would decode itself; what comes after the pixels is not looked for.
    if image.format in ("TIFF", "HEIF") or (image.format == "PNG" and "exif" not in image.info):
        return 1
    orientation = image.getexif().get(ORIENTATION_TAG, 1)
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


def upright(image: "Image", orientation: int) -> "Image":
    """`image` turned as its EXIF orientation asks."""
    from PIL import Image  # only reached with pixels at hand

    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image


def _probe(data: bytes) -> PictureInfo:
    with opened(data) as image:
        width, height = image.size
        orientation = orientation_of(image)
        if orientation >= 5:
            width, height = height, width
        return PictureInfo(
            width=width,
            height=height,
            format=str(image.format),
            orientation=orientation,
            mode=image.mode,
            least_decoded=_least_decoded(image),
            has_exif=bool(image.info.get("exif")),
        )


def _least_decoded(image: "ImageFile") -> int:
    if image.format not in ("JPEG", "MPO"):
        return decoded_bytes(*image.size, image.mode)
    eighth = decoded_bytes(-(-image.width // 8), -(-image.height // 8), image.mode)
    return eighth + held_coefficients(image)


def held_coefficients(image: "ImageFile") -> int:
    """Bytes that libjpeg keeps of a progressive JPEG whatever its scale: two for each sample (ITU-T T.81, G.1)."""
    if not image.info.get("progressive"):
        return 0
    layers: list[tuple[int, int, int, int]] = getattr(image, "layer", [])
    finest = max((across * down for _, across, down, _ in layers), default=1)
    return sum(2 * image.width * image.height * across * down // finest for _, across, down, _ in layers)
