"""Editions of different shape: what is for some schools only is in no other school's file, in no form."""

import csv
import io
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2 as pdfium
import pytest

from builder.cli import main
from tests.editions.small_book import SCHOOLS, write_project


def texts_of(file: Path) -> list[str]:
    document = pdfium.PdfDocument(file)
    try:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory, own_surroundings: None) -> Path:  # noqa: ARG001 - before all else
    folder = tmp_path_factory.mktemp("shapes")
    book, table = write_project(folder, parts=True)
    out = folder / "out"
    assert main(["editions", book, "--schools", table, "--output-folder", str(out), "--jobs", "1", "--zip", "-q"]) == 0
    return out


def edition(delivered: Path, code: str) -> Path:
    (found,) = delivered.glob(f"*/{code}_*.pdf")
    return found


def test_no_edition_shows_what_is_for_others(delivered: Path) -> None:
    """Paragraphs and articles with a condition stand in the editions that meet it and nowhere in any other's bytes."""
    for code, _, county, kind, _ in SCHOOLS:
        file = edition(delivered, code)
        whole = "".join(texts_of(file))
        wanted = {
            "榆次区各校请留意甲事": county == "榆次区",
            "高中请留意乙事": kind == "高中",
            "太谷区请留意丙事": county == "太谷区",
            "祁县的独有之事": county == "祁县",
            "各校都一样": True,
        }
        assert {words: words in whole for words in wanted} == wanted
        with pikepdf.open(file) as pdf:
            titles = [str(item.title) for item in pdf.open_outline().root]
            assert ("只给祁县的亮点" in "".join(titles)) is (county == "祁县")
        # Object by object: nothing of another school is left in room or in objects that nothing refers to.
        data = unpacked(file)
        for other, name, *_ in SCHOOLS:
            hidden = f"https://example.org/{other}".encode("utf-16-be"), name.encode("utf-16-be")
            if other != code:
                assert f"example.org/{other}".encode() not in data
                assert not any(words.hex().upper().encode() in data.upper() for words in hidden[:1])


def unpacked(file: Path) -> bytes:
    with pikepdf.open(file) as pdf:
        parts = [item.read_bytes() if isinstance(item, pikepdf.Stream) else item.unparse() for item in pdf.objects]
    return b"\n".join(parts) + file.read_bytes()


def test_marks_are_tagged_where_they_stand(delivered: Path) -> None:
    """Each own mark has an element, in a section placed by its page, and the parent tree knows it."""
    with pikepdf.open(edition(delivered, "S02")) as pdf:
        tree = pdf.Root.StructTreeRoot
        rows = list(tree.ParentTree.Nums)
        for index, kinds in ((1, ["/P", "/P"]), (len(pdf.pages) - 1, ["/P", "/P", "/Figure"])):
            page = pdf.pages[index].obj
            owners = rows[rows.index(page.StructParents) + 1]
            section = owners[-1].P
            assert [str(kid.S) for kid in section.K] == kinds
            assert [owners[int(kid.K)].objgen for kid in section.K] == [kid.objgen for kid in section.K]
            assert section.objgen in [kid.objgen for kid in tree.K[0].K]


def test_a_long_name_takes_two_rows(delivered: Path) -> None:
    """A name too long for one row turns over at full size rather than shrink."""
    document = pdfium.PdfDocument(edition(delivered, "S02"))
    page = document[len(document) - 1]
    text = page.get_textpage()
    name = [text.get_charbox(at) for at in range(text.count_chars()) if text.get_text_range(at, 1) in "榆学"]
    heights = {round(box[1]) for box in name}
    document.close()
    assert len(heights) >= 2


def test_what_goes_along(delivered: Path) -> None:
    """Notes, counts in both forms, and a zip for each county with its editions and notes and nothing else."""
    sheet = list(csv.reader(io.StringIO((delivered / "数量表.csv").read_text("utf-8-sig"))))
    assert [row[2] for row in sheet[1:-1]] == [code for code, *_ in SCHOOLS]
    assert sheet[-1][4] == str(sum(int(copies) for *_, copies in SCHOOLS))
    book = openpyxl.load_workbook(delivered / "数量表.xlsx")
    assert [[str(cell or "") for cell in row] for row in book.active.values] == sheet
    note = (delivered / "附函/太谷区/S04_太谷区示例高中.txt").read_bytes()
    assert note.decode("utf-8-sig") == "太谷区示例高中：送上25本。\r\n"
    for county in {county for _, _, county, *_ in SCHOOLS}:
        with zipfile.ZipFile(delivered / f"{county}.zip") as archive:
            assert archive.testzip() is None
            wanted = [f"{code}_{name}" for code, name, of, *_ in SCHOOLS if of == county]
            names = [f"{name}.pdf" for name in wanted] + [f"附函/{name}.txt" for name in wanted]
            assert sorted(archive.namelist()) == sorted(names)


def test_strangers_are_told(delivered: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Verifying a delivery tells a file that its manifest does not know."""
    stranger = delivered / "祁县" / "S99_外来.pdf"
    stranger.write_bytes(b"%PDF-1.7")
    try:
        assert main(["editions", "--verify", str(delivered)]) != 0
        assert "S99_外来.pdf" in capsys.readouterr().err
    finally:
        stranger.unlink()
    assert main(["editions", "--verify", str(delivered), "-q"]) == 0
