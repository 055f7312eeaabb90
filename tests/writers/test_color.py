"""Photos of every colour space come to the press as LittleCMS says, within 2/255."""

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PIL import Image, ImageCms

from builder.diagnostics import Diagnostics
from builder.geometry import Size
from builder.layout.pages import PagedDocument, Picture
from builder.units import mm
from builder.writers.press import COATED_300
from builder.writers.printing import PrintOptions, write_print
from tests.writers.documents import book, page, put, resources, tag
from tests.writers.reading import opened

PATCHES = ((20, 20, 20), (128, 128, 128), (235, 235, 235), (200, 40, 30), (40, 160, 60), (30, 60, 190), (230, 200, 40))
EDGE = 100
SIZE = Size(mm(60), mm(60 * EDGE / (EDGE * len(PATCHES))))
BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
D50 = (0.9642, 1.0, 0.8249)


def _applied(matrix: tuple[tuple[float, ...], ...], vector: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def _inverse(m: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
    (a, b, c), (d, e, f), (g, h, i) = m
    whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    rows = (
        (e * i - f * h, c * h - b * i, b * f - c * e),
        (f * g - d * i, a * i - c * g, c * d - a * f),
        (d * h - e * g, b * g - a * h, a * e - b * d),
    )
    return tuple(tuple(v / whole for v in row) for row in rows)


def _xyz(x: float, y: float) -> tuple[float, float, float]:
    return x / y, 1.0, (1 - x - y) / y


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC profile of version 2 for a display (ICC.1:2001-04, 6)."""
    place = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        table += struct.pack(">4sII", name, place + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    head = struct.pack(
        ">I4sI4s4s4s12s4s", place + len(body), b"test", 0x02400000, b"mntr", space, b"XYZ ", b"\0" * 12, b"acsp"
    )
    head += b"\0" * (68 - len(head)) + struct.pack(">iii", *(round(v * 65536) for v in D50))
    return head + b"\0" * (128 - len(head)) + table + body


def _curve(gamma: float) -> bytes:
    return struct.pack(">4sIIH", b"curv", 0, 1, round(gamma * 256))


def _place(value: tuple[float, ...]) -> bytes:
    return struct.pack(">4sIiii", b"XYZ ", 0, *(round(v * 65536) for v in value))


def _text() -> dict[bytes, bytes]:
    named = struct.pack(">4sII6s", b"desc", 0, 6, b"tests\0") + b"\0" * 79
    return {b"desc": named, b"cprt": struct.pack(">4sI5s", b"text", 0, b"none\0"), b"wtpt": _place(D50)}


def rgb_profile(primaries: tuple[tuple[float, float], ...], gamma: float) -> bytes:
    """A matrix profile of those primaries and white D65."""
    white = _xyz(0.3127, 0.3290)
    columns = [_xyz(*primary) for primary in primaries]
    matrix = tuple(tuple(column[i] for column in columns) for i in range(3))
    scale = _applied(_inverse(matrix), white)
    seen, wanted = _applied(BRADFORD, white), _applied(BRADFORD, D50)
    tags = _text()
    for name, column, factor in zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, scale, strict=True):
        cone = _applied(BRADFORD, tuple(v * factor for v in column))
        adapted = tuple(c * b / a for c, a, b in zip(cone, seen, wanted, strict=True))
        tags[name] = _place(_applied(_inverse(BRADFORD), adapted))
    return _profile(b"RGB ", tags | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(gamma)))


P3 = rgb_profile(((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)), 2.2)
ADOBE = rgb_profile(((0.64, 0.33), (0.21, 0.71), (0.15, 0.06)), 563 / 256)
GREY = _profile(b"GRAY", _text() | {b"kTRC": _curve(1.8)})


@dataclass(frozen=True)
class Kind:
    """A sort of photo: its patches, how it is written, and the profile its numbers are meant in."""

    image: Callable[[], Image.Image]
    profile: bytes = b""
    written: str = "PNG"


def _patches(mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", (EDGE * len(PATCHES), EDGE))
    for place, color in enumerate(PATCHES):
        image.paste(color, (place * EDGE, 0, (place + 1) * EDGE, EDGE))
    return image.convert(mode)


def _separated() -> Image.Image:
    image = Image.new("CMYK", (EDGE * len(PATCHES), EDGE))
    for place, (red, green, blue) in enumerate(PATCHES):
        image.paste((255 - red, 255 - green, 255 - blue, 20 * place), (place * EDGE, 0, (place + 1) * EDGE, EDGE))
    return image


KINDS = {
    "sRGB, said": Kind(_patches, ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()),
    "sRGB, unsaid": Kind(_patches),
    "Display P3": Kind(_patches, P3),
    "Adobe RGB": Kind(_patches, ADOBE),
    "grey with its profile": Kind(lambda: _patches("L"), GREY),
    "grey without": Kind(lambda: _patches("L")),
    "CMYK of another press": Kind(_separated, COATED_300.data, "TIFF"),
}


def _placed(file: str, data: bytes, options: PrintOptions) -> Image.Image:
    picture = Picture(file=file, size=SIZE, crop=(0, 0, 1, 1), name="p")
    structure = (tag("Document", None), tag("Figure", 0, alt="照片"))
    document: PagedDocument = book([page([put(picture, mm(20), mm(20), 1)])], structure)
    report = Diagnostics()
    made = write_print(document, resources({file: data}), report, options)
    assert made is not None, list(report)
    with opened(made) as pdf:
        found = next(iter(pdf.pages[0].get_images().values()))
        return Image.open(io.BytesIO(found.read_raw_bytes()))


def _encoded(image: Image.Image, kind: Kind) -> bytes:
    output = io.BytesIO()
    image.save(output, kind.written, **({"icc_profile": kind.profile} if kind.profile else {}))
    return output.getvalue()


def _reference(image: Image.Image, profile: bytes, intent: ImageCms.Intent) -> Image.Image:
    meant = image if profile or image.mode != "L" else image.convert("RGB")
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else ImageCms.createProfile("sRGB")
    press = ImageCms.ImageCmsProfile(io.BytesIO(COATED_300.data))
    wanted = ImageCms.profileToProfile(
        meant, source, press, intent, "CMYK", flags=ImageCms.Flags.BLACKPOINTCOMPENSATION
    )
    assert wanted is not None
    return wanted


def _assert_patches(found: Image.Image, wanted: Image.Image) -> None:
    for place in range(len(PATCHES)):
        there = found.getpixel((round((place + 0.5) * found.width / len(PATCHES)), found.height // 2))
        here = wanted.getpixel((place * EDGE + EDGE // 2, EDGE // 2))
        assert all(abs(a - b) <= 2 for a, b in zip(there, here, strict=True)), (PATCHES[place], there, here)


@pytest.mark.parametrize("name", KINDS)
def test_every_space_is_converted_by_its_own_profile(name: str) -> None:
    """Each patch is within 2/255 of relative colorimetric with black point compensation from the photo's own space."""
    kind = KINDS[name]
    image = kind.image()
    file = f"a.{kind.written.lower()}"
    found = _placed(file, _encoded(image, kind), PrintOptions())
    _assert_patches(found, _reference(image, kind.profile, ImageCms.Intent.RELATIVE_COLORIMETRIC))


def test_spaces_are_told_apart() -> None:
    """The same numbers in Display P3, Adobe RGB and sRGB are other colours and get other inks."""
    seen = {
        name: _placed("a.png", _encoded(_patches(), Kind(_patches, profile)), PrintOptions()).getpixel((450, 20))
        for name, profile in (("sRGB", b""), ("P3", P3), ("Adobe", ADOBE))
    }
    assert len(set(seen.values())) == 3, seen


def test_perceptual_is_on_request() -> None:
    """With `perceptual` the photo is within 2/255 of LittleCMS's perceptual rendering, and differs from the usual."""
    image = _patches()
    data = _encoded(image, KINDS["sRGB, unsaid"])
    found = _placed("a.png", data, PrintOptions(perceptual=True))
    _assert_patches(found, _reference(image, b"", ImageCms.Intent.PERCEPTUAL))
    usual = _placed("a.png", data, PrintOptions())
    assert PrintOptions(perceptual=True).rendition != PrintOptions().rendition
    _assert_patches(usual, _reference(image, b"", ImageCms.Intent.RELATIVE_COLORIMETRIC))


@pytest.mark.parametrize(("value", "eight"), [(0, 0), (25_700, 100), (32_896, 128), (65_535, 255)])
def test_sixteen_bits_are_scaled_not_cut(value: int, eight: int) -> None:
    """A grey of sixteen bits prints as the grey of eight bits that is as light."""
    deep = Image.new("I;16", (400, 60), value)
    flat = Image.new("L", (400, 60), eight)
    found = _placed("a.png", _encoded(deep, Kind(lambda: deep)), PrintOptions()).getpixel((100, 20))
    wanted = _placed("a.png", _encoded(flat, Kind(lambda: flat)), PrintOptions()).getpixel((100, 20))
    assert all(abs(a - b) <= 2 for a, b in zip(found, wanted, strict=True)), (found, wanted)
