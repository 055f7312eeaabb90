"""Files for the press, walked by an independent reader: every page once, in order, under the right part."""

from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from builder.cli import main
from tests.editions.small_book import SCHOOLS, write_project


def made(folder: Path, kind: str, *, parts: bool = False) -> tuple[int, Path]:
    book, table = write_project(folder, parts=parts)
    out = folder / "out"
    return main(["editions", book, "--schools", table, "--output-folder", str(out), "--press", kind, "-q"]), out


@pytest.fixture(scope="module")
def vt(tmp_path_factory: pytest.TempPathFactory, own_surroundings: None) -> Path:  # noqa: ARG001 - before all else
    code, out = made(tmp_path_factory.mktemp("vt"), "vt")
    assert code == 0
    return out / "press-vt.pdf"


def leaves(node: pikepdf.Object, parent: pikepdf.Object) -> list[pikepdf.Object]:
    """The leaf parts below `node` in order; each part names its parent."""
    assert node.Parent.objgen == parent.objgen
    if "/DParts" not in node:
        return [node]
    assert "/Start" not in node
    return [leaf for row in node.DParts for child in row for leaf in leaves(child, node)]


def test_the_tree_of_parts_holds_every_page_once(vt: Path) -> None:
    """Walking the parts in order meets all pages in the file's order, each naming its part, with its school's data."""
    with pikepdf.open(vt) as pdf:
        assert pdf.check_pdf_syntax() == []
        root = pdf.Root.DPartRoot
        parts = leaves(root.DPartRootNode, root)
        pages = [page.obj for page in pdf.pages]
        place = {page.objgen: index for index, page in enumerate(pages)}
        met = []
        for part, (code, name, county, _, copies) in zip(parts, SCHOOLS, strict=True):
            first, last = place[part.Start.objgen], place[part.End.objgen]
            for index in range(first, last + 1):
                assert pages[index].DPart.objgen == part.objgen
                met.append(index)
            found = {str(key): str(value) for key, value in part.DPM.items()}
            assert found == {
                "/School_Code": code,
                "/School_Name": name,
                "/School_County": county,
                "/School_Copies": copies,
            }
        assert met == list(range(len(pages)))
        assert int(root.RecordLevel) == 1 and len(root.NodeNameList) == 2


def test_the_book_stands_in_the_file_once(vt: Path) -> None:
    """All schools' pages show the same encapsulated forms, whose names differ from one another, bleed and all."""
    with pikepdf.open(vt) as pdf:
        count = len(pdf.pages) // len(SCHOOLS)
        shown = [
            [
                str(
                    page.obj.Contents.objgen
                    if not isinstance(page.obj.Contents, pikepdf.Array)
                    else page.obj.Contents[0].objgen
                )
                for page in pdf.pages
            ][at : at + count]
            for at in range(0, len(pdf.pages), count)
        ]
        assert all(row == shown[0] for row in shown) and len(set(shown[0])) == count
        forms = list(pdf.pages[0].obj.get("/Resources", pdf.Root.Pages.get("/Resources")).XObject.values())
        assert len(forms) == count
        assert all(bool(form.GTS_Encapsulated) and form.GTS_Scope == "/File" for form in forms)
        assert len({str(form.GTS_XID) for form in forms}) == count
        assert {tuple(map(float, form.BBox)) for form in forms} == {tuple(map(float, pdf.pages[0].mediabox))}


def test_it_claims_vt_and_x4(vt: Path) -> None:
    """XMP names both standards, and the VT date is that of the last change."""
    with pikepdf.open(vt) as pdf:
        said = pdf.open_metadata()
        assert said["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
        assert said["{http://www.npes.org/pdfvt/ns/id/}GTS_PDFVTVersion"] == "PDF/VT-1"
        assert said["{http://www.npes.org/pdfvt/ns/id/}GTS_PDFVTModDate"] == said["xmp:ModifyDate"]
        assert pdf.pdf_version >= "1.6"


def test_each_part_shows_its_school_and_no_other(vt: Path) -> None:
    """Text of a part: the school's name on its last page, its county's paragraph and no other county's."""
    document = pdfium.PdfDocument(vt)
    count = len(document) // len(SCHOOLS)
    for at, (_, name, county, _, _) in enumerate(SCHOOLS):
        pages = [document[index] for index in range(at * count, (at + 1) * count)]
        whole = "".join("".join(page.get_textpage().get_text_range().split()) for page in pages)
        assert "".join(name.split()) in whole
        assert ("榆次区各校请留意甲事" in whole) is (county == "榆次区")
        assert ("太谷区请留意丙事" in whole) is (county == "太谷区")
    document.close()


def test_an_edition_costs_the_press_less_than_a_kilobyte(tmp_path: Path) -> None:
    """Beyond its own marks, another school adds less than 1,000 bytes to the file."""
    sizes = []
    for count in (len(SCHOOLS), 8 * len(SCHOOLS)):
        folder = tmp_path / str(count)
        book, table = write_project(folder)
        rows = Path(table).read_text("utf-8").splitlines()
        more = [f"T{number:03}{row[3:]}" for number, row in enumerate((rows[1:] * 8)[: count - len(SCHOOLS)])]
        Path(table).write_text("\n".join(rows + more) + "\n", "utf-8")
        out = folder / "out"
        assert main(["editions", book, "--schools", table, "--output-folder", str(out), "--press", "vt", "-q"]) == 0
        file = out / "press-vt.pdf"
        with pikepdf.open(file) as pdf:
            own = sum(
                len(page.obj.Contents[1].read_raw_bytes())
                for page in pdf.pages
                if isinstance(page.obj.Contents, pikepdf.Array)
            )
        sizes.append(file.stat().st_size - own)
    assert sizes[1] - sizes[0] < 1000 * 7 * len(SCHOOLS)


def test_offset_gets_a_body_and_the_covers(tmp_path: Path, own_surroundings: None) -> None:  # noqa: ARG001
    """The body has all but the cover's four pages; the covers are four pages a school, with its words."""
    code, out = made(tmp_path, "covers")
    assert code == 0
    with pikepdf.open(out / "press-body.pdf") as body, pikepdf.open(out / "press-covers.pdf") as covers:
        assert len(covers.pages) == 4 * len(SCHOOLS)
        assert len(body.pages) >= 4
        assert "/DPartRoot" not in body.Root
    document = pdfium.PdfDocument(out / "press-covers.pdf")
    for at, (_, name, *_) in enumerate(SCHOOLS):
        text = document[4 * at + 3].get_textpage().get_text_range()
        assert "".join(name.split()) in "".join(text.split())
    document.close()


def test_parts_cannot_be_shared(tmp_path: Path, own_surroundings: None) -> None:  # noqa: ARG001
    """A plan that gives articles to some schools only is refused for a press file, and nothing is written."""
    code, out = made(tmp_path, "vt", parts=True)
    assert code != 0
    assert not (out / "press-vt.pdf").exists()
