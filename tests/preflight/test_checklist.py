"""完稿检查表 as PDF: every figure, every finding with its picture, the verdict as a seal; tagged, our own setting."""

import io
import json
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from builder.cli import main
from builder.commands import checklist
from builder.exit_codes import ExitCode
from builder.production.preflight.films import Sheet, separate
from builder.production.preflight.proofs import HEAT, heat_of, ink_map, plates_of, soft_proof
from builder.production.preflight.samples import Samples
from builder.production.preflight.shapes import Shapes
from builder.words import all_codes
from builder.writers.press import COATED_300
from tests.preflight.jobs import MM, block, finished, good_job, image, named, painted, picture, shop, words


def _bad() -> bytes:
    pdf = good_job()
    named(pdf, "XObject", "Low", image(pdf, 60, 40))
    content = words("TINY", 4, 20, 30) + block(20, 50, 50, 40, "0.9 0.9 0.9 0.9 k") + picture("Low", 20, 95, 60, 40)
    return finished(painted(pdf, content))


def _report(data: bytes, folder: Path, name: str) -> tuple[int, Path]:
    (folder / "作业.pdf").write_bytes(data)
    target = folder / name
    return main(["preflight", str(folder / "作业.pdf"), "--report", str(target), "-q"]), target


def _text(file: Path) -> str:
    with pypdfium2.PdfDocument(file.read_bytes()) as document:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(text.split())


def _pictures(file: Path) -> int:
    with pikepdf.open(file) as pdf:
        return sum(len(page.get_images()) for page in pdf.pages)


def test_a_good_file_gets_a_sheet_of_one_page(tmp_path: Path) -> None:
    """The seal says 可以付印; the ink map and all four pages are shown; nothing was found."""
    code, target = _report(finished(good_job()), tmp_path, "表.pdf")
    assert code == ExitCode.GOOD
    text = _text(target)
    for word in ("完稿检查表", "可以付印", "胶印·铜版纸", "PDF/X-4", "105×148mm", "没有发现问题", "合格"):
        assert word in text, word
    assert "不合格" not in text
    assert _pictures(target) == 5
    with pikepdf.open(target) as pdf:
        assert len(pdf.pages) == 1
        assert "/StructTreeRoot" in pdf.Root


def test_a_bad_file_is_shown_where_it_is_bad(tmp_path: Path) -> None:
    """Each finding stands there with code, place and cure, and those that have a place have a picture."""
    code, target = _report(_bad(), tmp_path, "表.pdf")
    assert code == ExitCode.FINDINGS
    text = _text(target)
    for word in ("退回", "修改", "type-small", "image-ppi-low", "ink-too-much", "25ppi", "(20,28.76)mm", "不合格"):
        assert word in text, word
    assert _pictures(target) == 5 + 3


def test_a_file_that_cannot_be_opened_gets_a_sheet_too(tmp_path: Path) -> None:
    """No pictures, but the verdict and its reason."""
    code, target = _report(b"%PDF-1.6 nothing", tmp_path, "表.pdf")
    assert code == ExitCode.FINDINGS
    assert "pdf-broken" in _text(target)
    assert _pictures(target) == 0


def test_json_and_text_say_the_same(tmp_path: Path) -> None:
    """The ending of the name chooses the form; another ending is a wrong use of the command."""
    _, whole = _report(_bad(), tmp_path, "表.json")
    codes = {finding["code"] for finding in json.loads(whole.read_text("utf-8"))["findings"]}
    assert {"type-small", "image-ppi-low", "ink-too-much"} == codes
    _, listed = _report(_bad(), tmp_path, "表.txt")
    assert "不能付印" in listed.read_text("utf-8-sig")
    assert _report(_bad(), tmp_path, "表.docx")[0] == ExitCode.USAGE


@pytest.mark.parametrize("group", ["_BLEED", "_INKS", "_TYPE", "_PICTURES", "_FONTS", "_INTENT"])
def test_rows_are_judged_by_codes_that_exist(group: str) -> None:
    """A figure's verdict hangs on findings that preflight can report."""
    assert set(getattr(checklist, group)) <= set(all_codes())


def test_the_ink_map_is_hot_where_the_ink_is() -> None:
    """Bare paper has the first colour, the limit the colour of the limit, beyond it the last."""
    assert heat_of(0) == HEAT[0][1]
    assert heat_of(100) == dict(HEAT)[100]
    assert heat_of(500) == HEAT[-1][1]
    pdf = painted(good_job(), block(40, 60, 30, 30, "0.9 0.9 0.9 0.9 k"))
    (plates,) = plates_of(finished(pdf), [2], trimmed=True, dots_per_inch=50)
    shown = ink_map(plates, shop())
    middle = tuple(round(v * plates.dots_per_mm) for v in (55, 75))
    assert shown.getpixel((middle[0], middle[1])) == HEAT[-1][1]


def test_the_soft_proof_is_the_press_profile_seen_by_littlecms() -> None:
    """Paper, black and a mixed colour come out as LittleCMS converts them, absolute for paper white."""
    from PIL import Image, ImageCms

    pdf = painted(good_job(), block(40, 60, 30, 30, "0.2 0.9 0.8 0.1 k"))
    (plates,) = plates_of(finished(pdf), [2], trimmed=True, dots_per_inch=50)
    shown = soft_proof(plates, COATED_300, {})
    transform = ImageCms.buildTransform(
        ImageCms.ImageCmsProfile(io.BytesIO(COATED_300.data)),
        ImageCms.createProfile("sRGB"),
        "CMYK",
        "RGB",
        renderingIntent=ImageCms.Intent.ABSOLUTE_COLORIMETRIC,
    )
    place = tuple(round(v * plates.dots_per_mm) for v in (55, 75))
    ink = tuple(plates.inks[name].getpixel((place[0], place[1])) for name in ("Cyan", "Magenta", "Yellow", "Black"))
    wanted = transform.apply(Image.new("CMYK", (1, 1), ink)).getpixel((0, 0))
    found = shown.getpixel((place[0], place[1]))
    assert all(abs(a - b) <= 2 for a, b in zip(found, wanted, strict=True))
    assert shown.getpixel((1, 1)) != (255, 255, 255)


def test_a_proof_may_be_finer_than_preflight_needs() -> None:
    """Plates are drawn as finely as asked."""
    box = (0.0, 0.0, 50 * MM, 50 * MM)
    (plates,) = separate(finished(good_job()), [Sheet(1, box)], Samples(), Shapes(), [], dots_per_inch=127)
    assert all(abs(side - 250) <= 1 for side in plates.inks["Black"].size)
