"""Sheets as PDF: read back with another library than the one that wrote them."""

import io
import re
from functools import partial

import pikepdf
import pypdfium2
import pytest

from builder.diagnostics import Severity
from builder.geometry import Size
from builder.production.imposition.imposing import ImposedSet
from builder.production.imposition.schemes import Scheme
from builder.units import mm
from builder.writers.printing import write_print
from tests.production.sources import HIGH, MM, WIDE, changed, imposed, source
from tests.work import calls_of
from tests.writers.documents import whole_book


def finished(data: bytes, scheme: Scheme = Scheme.SADDLE, **more: object) -> ImposedSet:
    made, report = imposed(data, scheme, **more)
    assert made, list(report)
    return made


def shown(data: bytes) -> list[list[int]]:
    """Numbers of the pages seen on each side, from the left."""
    sides = []
    with pypdfium2.PdfDocument(data) as pdf:
        for page in pdf:
            text = page.get_textpage()
            found = []
            for match in re.finditer(r"Page (\d+)", text.get_text_range()):
                found.append((text.get_charbox(match.start())[0], int(match[1])))
            sides.append([number for _, number in sorted(found)])
    return sides


@pytest.mark.parametrize("pages", (8, 16, 32))
def test_saddle_sheets_as_printed(pages: int) -> None:
    """What a reader sees on the sides is the saddle order."""
    expected = []
    for s in range(pages // 4):
        expected += [[pages - 2 * s, 2 * s + 1], [2 * s + 2, pages - 2 * s - 1]]
    assert shown(finished(source(pages)).data) == expected


def test_right_bound_is_mirrored() -> None:
    """A right-bound book has its first page on the left of the first sheet."""
    assert shown(finished(source(8), right_bound=True).data)[:2] == [[1, 8], [7, 2]]


def test_a_file_that_reads_from_the_right_is_mirrored_unasked() -> None:
    """/Direction /R2L of the file is enough: nobody need remember the option."""
    with pikepdf.open(io.BytesIO(source(8))) as pdf:
        pdf.Root.ViewerPreferences = pikepdf.Dictionary(Direction=pikepdf.Name.R2L)
        kept = io.BytesIO()
        pdf.save(kept)
    assert shown(finished(kept.getvalue()).data)[:2] == [[1, 8], [7, 2]]


def test_creep_as_printed() -> None:
    """The innermost page of 32 has moved 0.91 mm toward the fold, within 0.01 mm."""

    def left_of(data: bytes, side: int, number: int) -> float:
        with pypdfium2.PdfDocument(data) as pdf:
            text = pdf[side].get_textpage()
            at = text.get_text_range().index(f"Page {number}")
            return float(text.get_charbox(at)[0])

    data = source(32)
    still, moved = finished(data).data, finished(data, caliper=mm(0.13)).data
    assert abs((left_of(still, 14, 15) - left_of(moved, 14, 15)) / MM - 0.91) < 0.01
    assert abs((left_of(moved, 14, 18) - left_of(still, 14, 18)) / MM - 0.91) < 0.01
    assert left_of(still, 0, 1) == left_of(moved, 0, 1)


def test_blanks_are_told_and_placed() -> None:
    """Twenty-two pages become twenty-four: a warning says where the two blanks are, the back cover stays last."""
    made, report = imposed(source(22))
    assert made
    (finding,) = report
    assert (finding.code, finding.severity) == ("sheet-blanks-added", Severity.WARNING)
    assert dict(finding.values) == {"pages": "22", "blanks": "2", "total": "24", "first": "22", "last": "23"}
    assert shown(made.data)[:4] == [[22, 1], [2], [3], [4, 21]]


def test_fonts_and_pages_are_shared() -> None:
    """Sheets of a real print file weigh at most a tenth more, marks included, and keep its claims to the letter."""
    document, resources = whole_book()
    data = write_print(document, resources, imposed(source(4))[1])
    assert data
    made = finished(data)
    assert len(made.data) < 1.1 * len(data) + 60_000
    with pikepdf.open(io.BytesIO(data)) as before, pikepdf.open(io.BytesIO(made.data)) as after:
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        intents = [pdf.Root.OutputIntents[0] for pdf in (before, after)]
        assert intents[0].OutputConditionIdentifier == intents[1].OutputConditionIdentifier
        assert intents[0].DestOutputProfile.read_raw_bytes() == intents[1].DestOutputProfile.read_raw_bytes()
        assert after.pdf_version == before.pdf_version
        assert after.docinfo.Trapped == before.docinfo.Trapped
        assert "/StructTreeRoot" not in after.Root


def test_boxes_of_a_sheet() -> None:
    """TrimBox is both pages, BleedBox the bleed around them, MediaBox has the marks' room."""
    with pikepdf.open(io.BytesIO(finished(source(4)).data)) as pdf:
        page = pdf.pages[0]
        trim, bleed, media = ([float(v) for v in box] for box in (page.TrimBox, page.BleedBox, page.MediaBox))
    assert trim[2] - trim[0] == pytest.approx(2 * WIDE, abs=0.001)
    assert trim[3] - trim[1] == pytest.approx(HIGH, abs=0.001)
    assert trim[0] - bleed[0] == pytest.approx(3 * MM, abs=0.001)
    assert bleed[0] - media[0] == pytest.approx(14 * MM, abs=0.001)


def test_marks_stay_outside_the_bleed() -> None:
    """Nothing but the pages' own tint lies within the bleed; outside it there are marks on all four plates."""
    with pypdfium2.PdfDocument(finished(source(4)).data) as pdf:
        image = pdf[0].render(scale=2).to_pil().convert("L")
    border, bleed = round(17 * MM * 2), round(14 * MM * 2)
    wide = image.width
    strip = image.crop((border, bleed + 2, wide - border, border))
    assert min(strip.tobytes()) > 200
    above = image.crop((0, 0, wide, bleed - 2))
    assert min(above.tobytes()) < 60


def test_without_marks_the_paper_is_the_bleed() -> None:
    """`marks=False` leaves no slug and draws nothing of ours."""
    with pikepdf.open(io.BytesIO(finished(source(4), marks=False).data)) as pdf:
        page = pdf.pages[0]
        assert [float(v) for v in page.MediaBox] == pytest.approx([float(v) for v in page.BleedBox])
        assert set(page.Resources.XObject.keys()) == {"/P0", "/P3"}


def test_same_input_same_bytes() -> None:
    """Two runs give one file; the clock is not asked."""
    data = source(8)
    assert finished(data).data == finished(data).data


def test_turned_pages_stand_upright() -> None:
    """A source page with /Rotate is placed as a viewer shows it."""

    def turn(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.Rotate = 90

    made = finished(changed(source(4), turn))
    front = made.sheets[0].front
    assert front.first_cell.width == pytest.approx(mm(140), abs=mm(0.01))
    with pypdfium2.PdfDocument(made.data) as pdf:
        text = pdf[0].get_textpage()
        boxes = [text.get_charbox(i) for i in range(4)]
    tops = [box[3] for box in boxes]
    assert tops == sorted(tops, reverse=True), "clockwise, the words run downwards"


def test_cost_of_imposing_grows_with_pages_alone() -> None:
    """Four times the pages take at most some four times the work."""
    small, large = (calls_of(partial(finished, source(count), caliper=mm(0.1))) for count in (16, 64))
    assert large < 4.5 * small


def _locked(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        buffer = io.BytesIO()
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    return buffer.getvalue()


def _mixed(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].TrimBox = pikepdf.Array([10, 10, 200, 300])


BAD = {
    "sheet-source-unreadable": b"no PDF at all",
    "sheet-source-locked": _locked(source(4)),
    "sheet-sizes-differ": changed(source(4), _mixed),
}


@pytest.mark.parametrize("code", BAD)
def test_bad_sources_are_refused(code: str) -> None:
    """A file that cannot be imposed gives one error that names it, and no sheets."""
    made, report = imposed(BAD[code])
    assert made is None
    assert [(d.code, d.span.file) for d in report] == [(code, "书.pdf")]


def test_too_small_paper_is_refused() -> None:
    """Paper that does not hold the pages is an error with the size needed."""
    made, report = imposed(source(4), paper=Size(mm(200), mm(140)))
    assert made is None
    (finding,) = report
    assert finding.code == "sheet-paper-too-small"
    assert dict(finding.values) == {"width": "234", "height": "174"}


def test_thick_stitching_is_told() -> None:
    """A saddle-stitched book thicker than a staple holds is told to be glued."""
    _, report = imposed(source(64), caliper=mm(0.15))
    assert [d.code for d in report] == ["sheet-saddle-thick"]


def test_sheets_claim_no_reading_order() -> None:
    """Imposed from a tagged file, the sheets no longer claim PDF/A or PDF/UA, nor keep its tags."""

    def claim(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata(set_pikepdf_as_editor=False) as packet:
            packet["pdfaid:part"] = "2"
            packet["pdfaid:conformance"] = "A"
        pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))

    with pikepdf.open(io.BytesIO(finished(changed(source(4), claim)).data)) as pdf:
        assert b"pdfaid:part" not in pdf.Root.Metadata.read_bytes()
        assert "/StructTreeRoot" not in pdf.Root
