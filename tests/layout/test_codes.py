"""Codes on the back cover: machines read them, from the file that people get."""

import random
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
import zxingcpp

import builder
from builder.color import Cmyk, Ink, Paint, Rgb
from builder.content.isbn import check_digit, digits_of
from builder.layout.codes import LEAST_MODULE, QUIET, ean_modules, qr_path, qr_rows
from builder.layout.pages import LineTo, MoveTo
from builder.units import mm
from tests.content.projects import BOOK, codes
from tests.layout.test_resolution import _jpeg

INK = Paint(Ink("k", Cmyk(0, 0, 0, 1), Rgb(0, 0, 0)))
CODED = BOOK + 'qr: {text: "https://example.cn/2023/晋中", caption: 扫码看电子版}\nisbn: 978-7-5100-0001-0\n'


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """The files of a book with both codes."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.jpg").write_bytes(_jpeg(3600, 2400))
    (tmp_path / "brochure.yaml").write_text(CODED, "utf-8")
    result = builder.build(tmp_path, output_folder=tmp_path / "out")
    assert result.ok, result.describe()
    return tmp_path / "out"


@pytest.mark.parametrize("file", ["print.pdf", "screen.pdf"])
def test_machines_read_both_codes(made: Path, file: str) -> None:
    """A reader finds the address and the book's number on the last page of either file, and nothing else."""
    with pdfium.PdfDocument(made / file) as pdf:
        image = pdf[len(pdf) - 1].render(scale=250 / 72).to_pil()
    found = {(code.format, code.text) for code in zxingcpp.read_barcodes(image)}
    assert {text for _, text in found} == {"https://example.cn/2023/晋中", "9787510000010"}
    assert {kind for kind, _ in found} == {zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.EAN13}


def test_codes_print_in_black_alone(made: Path) -> None:
    """The bars are full black without other inks, so that no plate out of register blurs them."""
    with pikepdf.open(made / "print.pdf") as pdf:
        stream = pikepdf.parse_content_stream(pdf.pages[-1])
    fills = [tuple(float(v) for v in operands) for operands, operator in stream if str(operator) == "k"]
    assert (0.0, 0.0, 0.0, 1.0) in fills


def test_every_digit_is_coded() -> None:
    """Any thirteen digits that prove are read back from their modules alone."""
    chance = random.Random(7)
    for _ in range(40):
        twelve = "".join(chance.choice("0123456789") for _ in range(12))
        digits = twelve + check_digit(twelve + "0")
        modules = ean_modules(digits)
        assert len(modules) == 95
        row = bytes([255] * 36 + [255 * (1 - m) for m in modules for _ in range(3)] + [255] * 36)
        image = memoryview(row * 60).cast("B", (60, len(row)))
        (code,) = zxingcpp.read_barcodes(image)
        assert code.text == digits


def test_the_quiet_zone_stays_bare() -> None:
    """No dark module comes nearer to the edge of its panel than four modules."""
    rows = qr_rows("https://example.cn")
    assert rows is not None
    size = mm(28)
    points = [s.to for s in qr_path(rows, size, INK).segments if isinstance(s, MoveTo | LineTo)]
    quiet = size * QUIET // (len(rows) + 2 * QUIET)
    assert min(min(p.x, p.y) for p in points) == quiet
    assert max(max(p.x, p.y) for p in points) <= size - quiet + 1


def test_numbers_are_proved() -> None:
    """Known numbers prove; hyphens, spaces and the letters ISBN do not matter; ten digits are not thirteen."""
    for number in ("978-7-115-54602-9", "ISBN 978 7 302 42328 7", "9780306406157"):
        digits = digits_of(number)
        assert digits and digits[-1] == check_digit(digits), number
    assert digits_of("7-115-54602-9") == ""


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("isbn: 978-7-5100-0001-1", "isbn-check-digit"),
        ("isbn: 7-5100-0001-1", "isbn-form"),
        ("isbn: 978-7-5100-0001-X", "isbn-form"),
        ("qr: {caption: 扫码}", "key-missing"),
        ("qr: []", "name-or-map-wanted"),
        ('qr: ""', "value-empty"),
    ],
)
def test_wrong_codes_are_told(line: str, code: str) -> None:
    """A number copied wrong and a code without content are findings at their line."""
    assert [finding.split("@")[0] for finding in codes(f"{BOOK}{line}\n")] == [code]


@pytest.mark.parametrize(
    ("line", "code"),
    [(f"qr: {'很长的内容' * 40}", "qr-too-fine"), (f"qr: {'很长的内容' * 300}", "qr-too-long")],
)
def test_too_much_for_a_code_is_told(tmp_path: Path, line: str, code: str) -> None:
    """Content that makes modules too fine to print, or that no code holds, stops the build and says what to do."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.jpg").write_bytes(_jpeg(3600, 2400))
    (tmp_path / "brochure.yaml").write_text(f"{BOOK}{line}\n", "utf-8")
    assert [finding.code for finding in builder.check(tmp_path).diagnostics] == [code]


@pytest.mark.parametrize(
    ("line", "code"), [("qr: https://a.cn", "qr-without-frame"), ("isbn: 9787510000010", "barcode-without-frame")]
)
def test_a_theme_without_room_is_told(tmp_path: Path, line: str, code: str) -> None:
    """A theme that has no place for a code says so, instead of leaving it out."""
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.jpg").write_bytes(_jpeg(3600, 2400))
    (tmp_path / "brochure.yaml").write_text(f"{BOOK}{line}\ntheme: plain\n", "utf-8")
    assert code in [finding.code for finding in builder.check(tmp_path).diagnostics]


def test_modules_are_large_enough_to_print() -> None:
    """An address of eighty characters still has modules of 0.4 mm in the 28 mm of the back cover."""
    rows = qr_rows("https://jyj.sxjz.gov.cn/" + "a" * 56)
    assert rows is not None and mm(28) >= LEAST_MODULE * (len(rows) + 2 * QUIET)
