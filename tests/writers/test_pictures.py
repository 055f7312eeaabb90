"""Pictures: what is told of their headers, and that what goes into the files looks like what came in."""

import io
import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat

from builder.diagnostics import Diagnostics
from builder.geometry import Matrix, Size
from builder.layout.pages import Group, PagedDocument, Picture
from builder.pictures import picture_info
from builder.resources import Cache, MemoryResources
from builder.units import mm
from builder.writers.printing import PrintOptions, write_print
from builder.writers.renditions import prepare_pictures
from builder.writers.screen import ScreenOptions, write_screen
from tests.writers.documents import book, encoded, library, page, photo, put, resources, span, srgb_profile, tag
from tests.writers.reading import opened, pictured

STRUCTURE = (tag("Document", None), tag("Figure", 0, alt="照片"))
SIZE = Size(mm(60), mm(40))


def one_picture(file: str, *, crop: tuple[float, float, float, float] = (0, 0, 1, 1), grade: str = "") -> PagedDocument:
    picture = Picture(file=file, size=SIZE, crop=crop, grade=grade, name="p")
    return book([page([put(picture, mm(20), mm(20), 1)])], STRUCTURE)


def both(file: str, data: bytes, **more: object) -> tuple[bytes, bytes]:
    document, source, report = one_picture(file, **more), resources({file: data}), Diagnostics()
    made = write_print(document, source, report), write_screen(document, source, report)
    assert [d.code for d in report] == []
    assert made[0] is not None and made[1] is not None
    return made[0], made[1]


def seen(data: bytes, *, bleed: int) -> Image.Image:
    """The placed picture as pdfium shows it, at 72 ppi."""
    left, top = round((mm(20) + bleed) / 12_700), round((mm(20) + bleed) / 12_700)
    return pictured(data, 0).crop((left + 1, top + 1, left + 169, top + 112))


def assert_alike(one: Image.Image, other: Image.Image, limit: float) -> None:
    """Mean difference of each channel within `limit` of 255."""
    means = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean
    assert max(means) <= limit, means


@dataclass(frozen=True)
class Embedded:
    """The one picture of a file's first page."""

    size: tuple[int, int]
    space: str
    decode: list[int]
    data: bytes
    mask_space: str


def embedded(data: bytes) -> Embedded:
    with opened(data) as pdf:
        (image,) = pdf.pages[0].Resources.XObject.values()
        return Embedded(
            size=(int(image.Width), int(image.Height)),
            space=str(image.ColorSpace),
            decode=[int(v) for v in image.get("/Decode", [])],
            data=image.read_raw_bytes(),
            mask_space=str(image.SMask.ColorSpace) if "/SMask" in image else "",
        )


def found(files: dict[str, bytes], file: str) -> list[str]:
    report = Diagnostics()
    picture_info(file, resources(files), report, span())
    return [d.code for d in report]


def test_info_tells_the_upright_size() -> None:
    """EXIF orientation is already applied to width and height."""
    exif = Image.Exif()
    exif[0x0112] = 6
    source = resources({"a.jpg": encoded(photo(), exif=exif)})
    info = picture_info("a.jpg", source, Diagnostics(), span())
    assert info is not None
    assert (info.width, info.height, info.orientation, info.format, info.mode) == (600, 900, 6, "JPEG", "RGB")


def test_bad_pictures_are_told_apart() -> None:
    """Missing, outside, unreadable, enormous and mislabelled pictures each have their own code."""
    png = encoded(Image.new("L", (4, 4)), "PNG")
    enormous = bytearray(encoded(Image.new("1", (8, 8)), "PNG"))
    enormous[16:24] = (40_000).to_bytes(4, "big") * 2
    enormous[29:33] = zlib.crc32(enormous[12:29]).to_bytes(4, "big")
    files = {"text.jpg": b"hello", "big.png": bytes(enormous), "wrong.jpg": png, "good.png": png, "empty.jpg": b""}
    assert found(files, "none.jpg") == ["picture-missing"]
    assert found(files, "../none.jpg") == ["picture-outside"]
    assert found(files, "text.jpg") == ["picture-unreadable"]
    assert found(files, "empty.jpg") == ["picture-unreadable"]
    assert found(files, "big.png") == ["picture-enormous"]
    assert found(files, "wrong.jpg") == ["picture-mislabelled"]
    assert found(files, "good.png") == []


def _grown(jpeg: bytes, start_of_frame: bytes, width: int, height: int) -> bytes:
    """A JPEG whose header says other sizes."""
    at = jpeg.index(start_of_frame) + 5
    return jpeg[:at] + height.to_bytes(2, "big") + width.to_bytes(2, "big") + jpeg[at + 4 :]


def test_pictures_beyond_the_memory_are_refused() -> None:
    """What can only be decoded whole is refused by its header, with the size that would do; a plain JPEG is not."""
    png = bytearray(encoded(Image.new("RGB", (8, 8)), "PNG"))
    png[16:24] = (14_000).to_bytes(4, "big") * 2
    png[29:33] = zlib.crc32(png[12:29]).to_bytes(4, "big")
    small = bytearray(png)
    small[16:24] = (6000).to_bytes(4, "big") + (4000).to_bytes(4, "big")
    small[29:33] = zlib.crc32(small[12:29]).to_bytes(4, "big")
    slow = io.BytesIO()
    photo().save(slow, "JPEG", progressive=True)
    files = {
        "big.png": bytes(png),
        "small.png": bytes(small),
        "big.jpg": _grown(encoded(photo()), b"\xff\xc0", 14_000, 14_000),
        "slow.jpg": _grown(slow.getvalue(), b"\xff\xc2", 14_000, 14_000),
    }
    assert found(files, "big.png") == ["picture-too-heavy"]
    assert found(files, "slow.jpg") == ["picture-too-heavy"]
    assert found(files, "small.png") == []
    assert found(files, "big.jpg") == []


def test_a_photo_placed_too_large_for_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A JPEG that even shrunk while it is read takes more memory than there may be is told, and no file is made."""
    monkeypatch.setattr("builder.writers.renditions.LARGEST_DECODED", 100_000)
    report = Diagnostics()
    assert write_print(one_picture("a.jpg"), resources({"a.jpg": encoded(photo())}), report) is None
    assert [(d.code, d.span) for d in report] == [("picture-too-heavy", span())]


def test_a_truncated_picture_stops_the_file() -> None:
    """A file cut short is found by decoding, told with its place, and nothing is written."""
    data = encoded(photo())
    for write in (write_print, write_screen):
        report = Diagnostics()
        source = resources({"a.jpg": data[: len(data) // 2]})
        assert write(one_picture("a.jpg"), source, report) is None
        assert [(d.code, d.span) for d in report] == [("picture-truncated", span())]


def test_srgb_photos_convert_as_littlecms_says() -> None:
    """A placed photo is within 2/255 of sRGB to press, relative colorimetric with black point compensation."""
    image = photo(709, 472).resize((709, 472))
    printed, _ = both("a.png", encoded(image, "PNG"))
    raw = Image.open(io.BytesIO(embedded(printed).data))
    press = ImageCms.ImageCmsProfile(io.BytesIO(PrintOptions().condition.profile.data))
    wanted = ImageCms.profileToProfile(
        image, ImageCms.createProfile("sRGB"), press, ImageCms.Intent.RELATIVE_COLORIMETRIC, "CMYK",
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    assert raw.size == wanted.size
    difference = ImageChops.difference(raw, wanted)
    assert max(ImageStat.Stat(difference).mean) <= 2


def test_both_files_show_the_photo() -> None:
    """Right way up, right colours, CMYK polarity included."""
    printed, screen = both("a.jpg", encoded(photo()))
    wanted = photo().resize((168, 111))
    assert_alike(seen(screen, bleed=0), wanted, 4)
    one = seen(printed, bleed=mm(3))
    # pdfium shows CMYK without a profile: only order and polarity can be judged.
    red, green, _ = one.getpixel((10, 10))
    assert red > 180
    assert green < 90
    assert ImageStat.Stat(one.convert("L")).mean[0] == pytest.approx(
        ImageStat.Stat(wanted.convert("L")).mean[0], abs=30
    )


def test_crop_is_of_the_upright_picture() -> None:
    """The crop's fractions count after the EXIF turn."""
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = photo(1800, 1200)
    lying = upright.transpose(Image.Transpose.ROTATE_90)
    _, screen = both("a.jpg", encoded(lying, exif=exif), crop=(0, 0, 0.5, 0.5))
    assert_alike(seen(screen, bleed=0), upright.crop((0, 0, 900, 600)).resize((168, 111)), 5)


def ramp() -> Image.Image:
    return Image.linear_gradient("L").resize((900, 600))


def sixteen_bit() -> Image.Image:
    return Image.frombytes("I;16", (900, 600), b"".join((v * 257).to_bytes(2, "little") for v in ramp().tobytes()))


def palette() -> Image.Image:
    return photo().quantize(64)


KINDS = {
    "grey JPEG": ("a.jpg", lambda: encoded(photo().convert("L")), lambda: photo().convert("L")),
    "16 bit PNG": ("a.png", lambda: encoded(sixteen_bit(), "PNG"), ramp),
    "palette PNG": ("a.png", lambda: encoded(palette(), "PNG"), palette),
    "1 bit PNG": ("a.png", lambda: encoded(photo().convert("1"), "PNG"), lambda: photo().convert("1")),
    "profiled JPEG": ("a.jpg", lambda: encoded(photo(), icc_profile=srgb_profile()), photo),
    "opaque RGBA": ("a.png", lambda: encoded(photo().convert("RGBA"), "PNG"), photo),
    "TIFF": ("a.tif", lambda: encoded(photo(), "TIFF"), photo),
    "WEBP": ("a.webp", lambda: encoded(photo(), "WEBP", lossless=True), photo),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_picture_arrives(kind: str) -> None:
    """Whatever mode and format a picture has, the screen shows it and the press file holds CMYK of it."""
    file, data, wanted = KINDS[kind]
    printed, screen = both(file, data())
    assert_alike(seen(screen, bleed=0), wanted().convert("RGB").resize((168, 111), Image.Resampling.BOX), 10)
    assert embedded(printed).space == "/DeviceCMYK"
    assert embedded(printed).mask_space == ""


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_separated_pictures_keep_their_plates(kind: str) -> None:
    """A CMYK picture without a profile goes to press as it is, and to the screen through the press profile."""
    plates = Image.merge("CMYK", tuple(Image.new("L", (900, 600), v) for v in (200, 0, 30, 10)))
    printed, screen = both(f"a.{kind.lower()}", encoded(plates, kind))
    image = embedded(printed)
    raw = Image.open(io.BytesIO(image.data))
    assert all(abs(a - b) <= 2 for a, b in zip(raw.getpixel((50, 50)), (200, 0, 30, 10), strict=True))
    assert image.decode == [1, 0] * 4
    red, green, blue = seen(screen, bleed=0).getpixel((80, 50))
    assert red < 100 and blue > 180 and green > 100


def test_transparency_becomes_a_soft_mask_in_a_page_group() -> None:
    """What a PNG hides stays hidden; the page says in which space it is composed."""
    image = photo(600, 400).convert("RGBA")
    image.paste((0, 0, 0, 0), (300, 0, 600, 400))
    printed, screen = both("a.png", encoded(image, "PNG"))
    for data, bleed, space in ((printed, mm(3), "/DeviceCMYK"), (screen, 0, "/DeviceRGB")):
        shown = seen(data, bleed=bleed)
        assert min(shown.getpixel((140, 60))) > 250
        assert min(shown.getpixel((40, 60))) < 200
        with opened(data) as pdf:
            assert str(pdf.pages[0].Group.CS) == space
        assert embedded(data).mask_space == "/DeviceGray"


def test_grey_is_one_black_plate_in_print() -> None:
    """The grade `grey` gives the black plate alone, dark where the photo is dark, and neutral grey on the screen."""
    printed, screen = both("a.jpg", encoded(photo()), grade="grey")
    raw = Image.open(io.BytesIO(embedded(printed).data))
    bands = [ImageStat.Stat(band) for band in raw.split()]
    assert [b.extrema[0][1] <= 3 for b in bands[:3]] == [True] * 3
    assert bands[3].stddev[0] > 20
    grey = photo().convert("L").resize(raw.size)
    inverse = ImageChops.invert(raw.getchannel("K"))
    assert ImageStat.Stat(ImageChops.difference(inverse, grey)).mean[0] < 40
    assert_alike(seen(screen, bleed=0), photo().convert("L").resize((168, 111)), 5)


def test_an_unknown_grade_stops_the_file() -> None:
    """A treatment nobody defined is not quietly left out."""
    report = Diagnostics()
    source = resources({"a.jpg": encoded(photo())})
    assert write_print(one_picture("a.jpg", grade="sepia"), source, report) is None
    assert [d.code for d in report] == ["picture-grade-unknown"]


def test_pictures_are_made_smaller_never_larger() -> None:
    """300 ppi in print and 150 on the screen at placed size; a small source keeps its own pixels."""
    printed, screen = both("a.jpg", encoded(photo(1800, 1200)))
    assert embedded(printed).size == (709, 472)
    assert embedded(screen).size == (354, 236)
    small, _ = both("a.jpg", encoded(photo(540, 360)))
    assert embedded(small).size == (540, 360)


@pytest.mark.parametrize(
    ("width", "severity"), [(300, "error"), (460, "warning"), (540, None)], ids=["127 ppi", "195 ppi", "229 ppi"]
)
def test_low_resolution_is_told_in_print(width: int, severity: str | None) -> None:
    """Under 150 ppi at placed size is an error, under 225 a warning; the place and the figure are told."""
    report = Diagnostics()
    source = resources({"a.jpg": encoded(photo(width, width * 2 // 3))})
    made = write_print(one_picture("a.jpg"), source, report)
    assert [(d.code, d.severity.value, d.span) for d in report] == (
        [("image-resolution", severity, span())] if severity else []
    )
    assert (made is None) == (severity == "error")


def test_resolution_counts_what_a_group_enlarges() -> None:
    """A matrix that doubles a picture halves its resolution."""
    picture = Picture(file="a.jpg", size=SIZE, crop=(0, 0, 1, 1))
    group = Group(items=(put(picture, 0, 0, 1),), matrix=Matrix(2, 0, 0, 2, 0, 0))
    report = Diagnostics()
    source = resources({"a.jpg": encoded(photo(540, 360))})
    assert write_print(book([page([put(group, 0, 0, 1)])], STRUCTURE), source, report) is None
    assert dict(report.found[0].values)["ppi"] == "114"


def test_nothing_private_is_carried_over() -> None:
    """No EXIF, place, thumbnail or comment of a photo reaches a file."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETMAKER"
    exif[0x013B] = "SECRETNAME"
    exif.get_ifd(0x8825)[1] = "N"
    data = encoded(photo(), exif=exif, comment=b"SECRETCOMMENT")
    assert b"SECRETNAME" in data and b"SECRETCOMMENT" in data
    for made in both("a.jpg", data):
        assert b"SECRET" not in made
        assert b"Exif" not in embedded(made).data


def test_cache_changes_nothing_but_time(tmp_path: Path) -> None:
    """With a cold cache, a warm one, or one filled by the other file alone, the bytes are the same."""
    files = {"a.jpg": encoded(photo())}
    document = one_picture("a.jpg")

    def made(source: MemoryResources) -> tuple[bytes | None, bytes | None]:
        return write_print(document, source, Diagnostics()), write_screen(document, source, Diagnostics())

    first = made(resources(files))
    cached = MemoryResources(files, library())
    cached.cache = Cache(tmp_path)
    assert write_screen(document, cached, Diagnostics()) == first[1]
    assert made(cached) == first
    files.clear()  # the pictures themselves are not needed any more
    kept = {path.name.split("-")[0] for path in tmp_path.iterdir()}
    assert {"picture", "profile"} <= kept


def test_threads_change_nothing_but_time() -> None:
    """However many threads convert, pictures and findings come in page order."""
    files = {f"{i}.jpg": encoded(photo(300 + i, 200)) for i in range(6)} | {"x.jpg": encoded(photo())[:3000]}
    pictures = [Picture(file=name, size=SIZE, crop=(0, 0, 1, 1)) for name in files]
    document = book([page([put(p, 0, 0, 1, line=i) for i, p in enumerate(pictures, 1)])], STRUCTURE)
    renditions = (PrintOptions().rendition, ScreenOptions().rendition)
    results = []
    for jobs in (1, 4):
        report = Diagnostics()
        prepared = prepare_pictures(document, resources(files), report, renditions=renditions, jobs=jobs)
        results.append((sorted(prepared.pictures.items(), key=repr), [(d.code, d.span) for d in report]))
    assert results[0] == results[1]
    assert results[0][1] == [("picture-truncated", span(7))]
