"""The print file: inks, boxes, intent, metadata; and what both files share."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder.color import Cmyk, Ink, Paint, Rgb, Spot
from builder.diagnostics import Diagnostics
from builder.layout.pages import PagedDocument
from builder.units import mm
from builder.writers.printing import write_print
from builder.writers.screen import write_screen
from tests.writers.documents import book, page, put, rectangle, resources, whole_book
from tests.writers.reading import opened, operators, texts, written_texts


@pytest.fixture(scope="module")
def whole() -> tuple[PagedDocument, bytes, bytes]:
    document, source = whole_book()
    report = Diagnostics()
    printed, screen = write_print(document, source, report), write_screen(document, source, report)
    assert list(report) == []
    assert printed is not None and screen is not None
    return document, printed, screen


def test_only_press_inks_are_painted(whole: tuple[PagedDocument, bytes, bytes]) -> None:
    """DeviceCMYK and separations in print, DeviceRGB on the screen, in pages and pictures."""
    _, printed, screen = whole
    colors = {"g", "G", "rg", "RG", "k", "K", "cs", "CS", "scn", "SCN", "sc", "SC", "sh"}
    for data, allowed, space in (
        (printed, {"k", "K", "cs", "scn", "CS", "SCN"}, "/DeviceCMYK"),
        (screen, {"rg", "RG"}, "/DeviceRGB"),
    ):
        with opened(data) as pdf:
            for sheet in pdf.pages:
                assert colors & set(operators(sheet)) <= allowed
                for image in sheet.Resources.get("/XObject", {}).values():
                    assert str(image.ColorSpace) == space


def test_text_is_black_alone(whole: tuple[PagedDocument, bytes, bytes]) -> None:
    """Text in the black ink is 0 0 0 1 k, overprinting."""
    with opened(whole[1]) as pdf:
        content = pdf.pages[1].Contents.read_bytes()
    assert b"0 0 0 1 k\n/Over gs\n" in content
    assert content.count(b" k\n") == 1


def test_boxes_stand_one_in_another(whole: tuple[PagedDocument, bytes, bytes]) -> None:
    """Media and bleed box are the trim and three millimetres on each side; the screen page is the trim."""
    with opened(whole[1]) as pdf:
        for sheet in pdf.pages:
            trim = [float(v) for v in sheet.TrimBox]
            bleed = [float(v) for v in sheet.BleedBox]
            assert bleed == [float(v) for v in sheet.MediaBox]
            assert trim == pytest.approx([8.50394, 8.50394, 603.77953, 816.37795], abs=1e-4)
            assert bleed == pytest.approx([0, 0, 612.28346, 824.88189], abs=1e-4)
            assert "/Annots" not in sheet
    with opened(whole[2]) as pdf:
        assert [float(v) for v in pdf.pages[0].MediaBox] == pytest.approx([0, 0, 595.27559, 807.87402], abs=1e-4)


def test_the_intent_names_and_holds_its_condition(whole: tuple[PagedDocument, bytes, bytes]) -> None:
    """One GTS_PDFX intent: the registered name, and the very profile pictures were converted with."""
    with opened(whole[1]) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert (str(intent.S), str(intent.OutputConditionIdentifier)) == ("/GTS_PDFX", "FOGRA39")
        assert str(intent.RegistryName) == "http://www.color.org"
        profile = intent.DestOutputProfile
        assert int(profile.N) == 4
        shipped = Path(__file__).resolve().parents[2] / "builder" / "icc" / "fogra39l-300.icc"
        assert profile.read_bytes() == shipped.read_bytes()


def test_x4_metadata(whole: tuple[PagedDocument, bytes, bytes]) -> None:
    """Version, dates, identity and trapping are said in XMP, and Info agrees."""
    with opened(whole[1]) as pdf, pdf.open_metadata() as xmp:
        assert pdf.pdf_version == "1.6"
        assert xmp["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
        assert xmp["pdf:Trapped"] == "False"
        assert str(pdf.docinfo["/Trapped"]) == "/False"
        for key in ("xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass", "xmp:MetadataDate"):
            assert xmp[key]
        assert "/Filter" not in pdf.Root.Metadata
        identity = bytes(pdf.trailer.ID[0]).hex()
        assert identity[:12] == str(xmp["xmpMM:DocumentID"]).removeprefix("uuid:").replace("-", "")[:12]


def test_spot_inks_have_their_plate(whole: tuple[PagedDocument, bytes, bytes]) -> None:
    """A spot ink is a Separation by its own name with its CMYK alternate."""
    with opened(whole[1]) as pdf:
        (space,) = pdf.pages[0].Resources.ColorSpace.values()
        kind, plate, alternate, tint = space
        assert [str(v) for v in (kind, plate, alternate)] == ["/Separation", "/烫金", "/DeviceCMYK"]
        assert [float(v) for v in tint.C1] == [0.2, 0.3, 0.7, 0.1]


def test_one_plate_cannot_have_two_alternates() -> None:
    """Two spot inks of one name and unlike alternates are refused."""
    inks = [Ink("金", Spot("烫金", Cmyk(0, 0, yellow, 0)), Rgb(1, 1, 0)) for yellow in (0.5, 0.6)]
    items = [put(rectangle(mm(9), mm(9), fill=Paint(ink)), 0, 0, 1) for ink in inks]
    report = Diagnostics()
    assert write_print(book([page(items)]), resources(), report) is None
    assert [d.code for d in report] == ["spot-conflicts"]


def test_both_files_say_the_same_page_by_page(whole: tuple[PagedDocument, bytes, bytes]) -> None:
    """Print and screen extract to equal text on every page: the text of the runs."""
    document, printed, screen = whole
    assert texts(printed) == texts(screen)
    assert texts(printed)[:2] == written_texts(document)[:2]


def test_other_programs_open_both_without_a_word(whole: tuple[PagedDocument, bytes, bytes], tmp_path: Path) -> None:
    """qpdf, poppler, mupdf and ghostscript, those that are here, find nothing to say."""
    commands = {
        "qpdf": ["qpdf", "--check"],
        "pdftotext": ["pdftotext", "-q"],
        "mutool": ["mutool", "draw", "-q", "-r", "30", "-F", "png", "-o", os.devnull],
        "gs": ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=nullpage", "-dPDFSTOPONWARNING"],
    }
    here = [name for name in commands if shutil.which(name)]
    assert len(here) == len(commands) or not os.environ.get("CI")
    for label, data in (("print", whole[1]), ("screen", whole[2])):
        path = tmp_path / f"{label}.pdf"
        path.write_bytes(data)
        for name in here:
            done = subprocess.run([*commands[name], str(path)], capture_output=True, timeout=60, check=False)
            assert done.returncode == 0, (name, done.stderr)
            # Debian builds mupdf without colour management and lets it say so of every file.
            said = (done.stdout + done.stderr).replace(b"warning: ICC support is not available\n", b"")
            assert b"arning" not in said, (name, said)


_DIGESTS = """
import hashlib
from builder.diagnostics import Diagnostics
from builder.writers.printing import write_print
from builder.writers.screen import write_screen
from tests.writers.documents import whole_book
document, source = whole_book()
for write in (write_print, write_screen):
    print(hashlib.sha256(write(document, source, Diagnostics())).hexdigest())
"""


def test_other_surroundings_give_the_same_bytes(whole: tuple[PagedDocument, bytes, bytes]) -> None:
    """Another hash seed, time zone and locale change no byte."""
    surroundings = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Shanghai", "LC_ALL": "POSIX"}
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", _DIGESTS], cwd=root, env=surroundings, capture_output=True, timeout=60, check=True
    )
    assert done.stdout.decode().split() == [hashlib.sha256(data).hexdigest() for data in whole[1:]]
