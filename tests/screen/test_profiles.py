"""Profiles: what each file is for, sizes that are met, sizes by part, and nothing private in any of them."""

import base64
import getpass
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from random import Random

import pikepdf
import pytest
from PIL import Image

from builder.building import build
from builder.cli import main
from builder.color import Cmyk, Ink, Paint, Rgb
from builder.commands.new import starter_files
from builder.diagnostics import Diagnostics
from builder.geometry import Size
from builder.layout.pages import Artifact, PagedDocument, Picture
from builder.resources import MemoryResources
from builder.units import mm
from builder.writers.budget import make_within_budget
from builder.writers.profiles import PROFILE_NAMES, Profile, read_profile
from builder.writers.renditions import PreparedPictures, Rendition, prepare_pictures
from builder.writers.screen import ScreenFile, make_screen
from tests.writers.documents import TEXT, book, encoded, page, photo, put, rectangle, resources, run, srgb_profile, tag
from tests.writers.reading import color_at, opened, pictured, texts


def pictures_book(count: int = 3) -> tuple[PagedDocument, MemoryResources]:
    """Pages with a noisy picture each, as noise compresses badly."""
    noise = Image.frombytes("L", (1440, 900), Random(7).randbytes(1440 * 900)).convert("RGB")
    pages, tags, files = [], [tag("Document", None), tag("P", 0)], {}
    for number in range(count):
        tags.append(tag("Figure", 0, alt="照片"))
        files[f"{number}.jpg"] = encoded(Image.blend(photo(1440, 900), noise, 0.5))
        picture = Picture(file=f"{number}.jpg", size=Size(mm(160), mm(100)), crop=(0, 0, 1, 1), name=str(number))
        text = put(run("晋中教育"), mm(20), mm(20), 1)
        pages.append(
            page([text, put(picture, mm(20), mm(30), number + 2, line=number + 3)], str(number + 1), number + 1)
        )
    return book(pages, tags), resources(files)


def made(profile: Profile, report: Diagnostics | None = None) -> ScreenFile | None:
    document, source = pictures_book()
    return make_within_budget(document, source, report or Diagnostics(), profile, profile.options(jobs=2))


def test_the_profiles_are_these() -> None:
    """Every profile reads, has a file name of its own, and its ladder goes from its best to its least."""
    assert PROFILE_NAMES == ("archive", "grey", "html", "large-print", "mobile", "screen", "text")
    profiles = [read_profile(name) for name in PROFILE_NAMES]
    assert len({profile.file for profile in profiles}) == len(profiles)
    mobile = read_profile("mobile")
    ladder = mobile.ladder()
    assert (ladder[0], ladder[-1]) == (mobile.pictures, mobile.least)
    assert [r.ppi for r in ladder] == sorted((r.ppi for r in ladder), reverse=True)
    assert mobile.budget == 3_000_000
    assert all(profile.contrast >= 4.5 for profile in profiles)


def test_large_print_asks_more_contrast_and_shows_single_pages() -> None:
    """Text that is good enough for other profiles is refused at 7:1; pages are shown one by one."""
    profile = read_profile("large-print")
    assert profile.design
    options = profile.options(jobs=1)
    grey = Paint(Ink("灰", Cmyk(0, 0, 0, 0.6), Rgb(0.42, 0.42, 0.42)))
    for paint, codes in ((grey, ["low-contrast"]), (TEXT, [])):
        document = book([page([put(run("晋中教育", paint=paint), mm(20), mm(20), 1)])])
        report = Diagnostics()
        file = make_screen(document, resources(), report, options)
        assert [finding.code for finding in report] == codes
        assert make_screen(document, resources(), Diagnostics(), replace(options, contrast=4.5)) is not None
    assert file is not None
    with opened(file.data) as pdf:
        assert str(pdf.Root.PageLayout) == "/SinglePage"


def test_a_budget_is_met_with_the_best_pictures_that_fit() -> None:
    """The file stays within its budget, and one step better would not."""
    profile = replace(read_profile("mobile"), budget=None)
    whole = made(profile)
    assert whole is not None
    tight = replace(profile, budget=len(whole.data) * 6 // 10)
    file = made(tight)
    assert file is not None and tight.budget is not None
    assert len(file.data) <= tight.budget
    sizes = []
    for rendition in tight.ladder():
        step = made(replace(profile, pictures=rendition, least=rendition))
        assert step is not None
        sizes.append(len(step.data))
    assert sizes == sorted(sizes, reverse=True)
    fitting = [size for size in sizes if size <= tight.budget]
    # The solver leaves two thousand bytes of room; a step within that is let go.
    assert len(file.data) >= max(size for size in fitting if size <= tight.budget - 4_000)


def test_a_size_out_of_reach_is_refused_with_what_to_give_up() -> None:
    """No file; the finding names the parts and the largest pictures, with their places."""
    report = Diagnostics()
    assert made(replace(read_profile("mobile"), budget=30_000), report) is None
    (finding,) = report
    assert finding.code == "size-unreachable"
    assert finding.span.line in (3, 4, 5)
    assert len(finding.related) == 2
    values = dict(finding.values)
    assert values["budget"] == "0.03"
    assert values["largest"].count(".jpg") == 3
    assert float(values["least"]) == pytest.approx(
        sum(float(values[k]) for k in ("fonts", "pictures", "rest")), abs=0.02
    )


def test_sizes_by_part_add_up() -> None:
    """The parts sum to the file; pictures weigh what their streams do."""
    document, source = pictures_book()
    file = make_screen(document, source, Diagnostics())
    assert file is not None
    assert sum(file.parts.values()) == len(file.data)
    assert set(file.parts) == {"fonts", "pictures", "pages", "structure", "other"}
    with opened(file.data) as pdf:
        streams = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image"]
        length = sum(int(stream.Length) for stream in streams)
    assert length < file.parts["pictures"] < length + 300 * len(streams)
    assert all(size > 0 for size in file.parts.values())


def test_grey_is_grey_everywhere() -> None:
    """No pixel of the grey file has a colour, and its text is that of the screen file."""
    file, screen = made(read_profile("grey")), made(read_profile("screen"))
    assert file is not None and screen is not None
    image = pictured(file.data, 0)
    red, green, blue = image.split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()
    assert len(set(red.tobytes())) > 50
    assert texts(file.data) == texts(screen.data)


def test_a_pale_ground_is_left_to_the_paper() -> None:
    """An ivory page comes out white, as office printers would cover it with dots; a middle tone stays."""
    ivory = Paint(Ink("象牙", Cmyk(0.02, 0.04, 0.11, 0), Rgb(0.96, 0.94, 0.89)))
    middle = Paint(Ink("灰", Cmyk(0, 0, 0, 0.4), Rgb(0.6, 0.6, 0.6)))
    ground = put(rectangle(mm(210), mm(285), fill=ivory), 0, 0, Artifact.BACKGROUND)
    box = put(rectangle(mm(40), mm(40), fill=middle), mm(100), mm(100), Artifact.LAYOUT)
    document = book([page([ground, box, put(run("晋中教育"), mm(20), mm(20), 1)])])
    file = make_screen(document, resources(), Diagnostics(), read_profile("grey").options(jobs=1))
    assert file is not None
    image = pictured(file.data, 0)
    assert color_at(image, mm(60), mm(200)) == (255, 255, 255)
    assert 140 < color_at(image, mm(120), mm(120))[0] < 165


def test_the_archive_keeps_every_pixel() -> None:
    """Pictures are as large as their source, in full colour resolution, and never enlarged."""
    file = made(read_profile("archive"))
    assert file is not None
    with opened(file.data) as pdf:
        picture = pikepdf.PdfImage(pdf.pages[0].Resources.XObject.P1)
        assert (picture.width, picture.height) == (1440, 900)


def test_what_is_finer_than_the_press_changes_no_other_file() -> None:
    """The screen file has the same bytes whether the archive is made beside it or not."""
    document, source = pictures_book(1)
    screen, archive = read_profile("screen").pictures, read_profile("archive").pictures
    assert isinstance(screen, Rendition) and isinstance(archive, Rendition)
    alone = make_screen(document, source, Diagnostics(), read_profile("screen").options(jobs=1))
    both = prepare(document, source, (archive, screen))
    beside = make_screen(document, source, Diagnostics(), read_profile("screen").options(jobs=1), both)
    assert alone is not None and beside is not None
    assert alone.data == beside.data


def prepare(document: PagedDocument, source: MemoryResources, renditions: tuple[Rendition, ...]) -> PreparedPictures:
    return prepare_pictures(document, source, Diagnostics(), renditions=renditions)


def planted() -> bytes:
    """A photo with everything that tells on people: GPS, serial number, owner, thumbnail, path, comment, XMP."""
    image = photo(2700, 1800)
    exif = image.getexif()
    exif[0x013B] = "SECRET-ARTIST"
    exif[0x010F] = "SECRET-MAKER"
    exif[0x8298] = "SECRET-COPYRIGHT"
    exif.get_ifd(0x8769)[0xA431] = "SECRET-SERIAL"
    exif.get_ifd(0x8769)[0xA430] = "SECRET-OWNER"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (37.0, 41.0, 12.34)
    gps[27] = b"ASCII\0\0\0SECRET-GPS"
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET-XMP C:\\Users\\SECRET-PATH\\a.jpg</x:xmpmeta>'
    return encoded(image, exif=exif.tobytes(), xmp=xmp, comment=b"SECRET-COMMENT", icc_profile=srgb_profile())


def everything(name: str, data: bytes) -> bytes:
    """All bytes of a file; of a PDF those of every stream unpacked too, of a zip and of HTML those of what is in it."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            inner = [everything(entry, package.read(entry)) + entry.encode() for entry in package.namelist()]
            return b"\n".join([*inner, package.comment])
    if name.endswith(".html"):
        return data + b"".join(base64.b64decode(code) for code in re.findall(rb"base64,([^\"]+)", data))
    if not name.endswith(".pdf"):
        return data
    with opened(data) as pdf:
        streams = [o for o in pdf.objects if isinstance(o, pikepdf.Stream)]
        unpacked = [s.read_raw_bytes() if s.get("/Subtype") == "/Image" else s.read_bytes() for s in streams]
        dictionaries = [o.unparse(resolved=True) for o in pdf.objects if isinstance(o, pikepdf.Dictionary)]
    return b"\n".join([data, *unpacked, *dictionaries])


def test_nothing_private_is_in_any_output(tmp_path: Path) -> None:
    """What is planted in a photo, in the notes of the content and in the folder's name is in none of the files, packed
    or unpacked: print, every profile, pictures for chats, the package for the shop.
    """
    folder = tmp_path / "SECRET-FOLDER"
    for place, data in starter_files(folder, 2031).items():
        place.parent.mkdir(parents=True, exist_ok=True)
        noted = data + "\n# SECRET-NOTE 作者 某某\n".encode() if place.suffix == ".yaml" else data
        place.write_bytes(planted() if place.suffix == ".jpg" else noted)
    assert b"SECRET-SERIAL" in planted()
    assert b"SECRET-PATH" in planted()
    content = folder / "content" / "2031"
    result = build(content, profiles=PROFILE_NAMES)
    assert result.ok, result.describe("en")
    assert len(result.outputs) == len(PROFILE_NAMES)
    assert main(["pictures", str(content), "-q", "--width", "400"]) == 0
    assert main(["package", str(content), "-q", "--copies", "100", "--binding", "saddle", "--paper", "157g"]) == 0
    written = [file for file in (folder / "out").rglob("*") if file.is_file()]
    assert {".pdf", ".html", ".txt", ".jpg", ".zip"} <= {file.suffix for file in written}
    person = getpass.getuser().encode()
    for file in written:
        found = everything(file.name, file.read_bytes())
        for secret in (b"SECRET", "SECRET".encode("utf-16-be"), str(tmp_path).encode(), b"Exif\0\0", b"/Author"):
            assert secret not in found, (file.name, secret)
        assert file.suffix != ".pdf" or b"ICC_PROFILE" not in found
        assert len(person) < 5 or person not in found


def test_unknown_keys_of_a_profile_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile with a misspelt key is no profile."""
    monkeypatch.setattr("builder.writers.profiles.builtin", lambda _: b"file: a.pdf\nbugdet: 3\n")
    with pytest.raises(ValueError, match="bugdet"):
        read_profile("any")
