"""`brochure editions` from table to folder: whole files, the same after any accident."""

import csv
import io
import json
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest

from builder.cli import main
from builder.geometry import Rect
from builder.production.editions.verifying import Expected, ExpectedPage, verify_edition
from builder.units import mm

ROOT = Path(__file__).resolve().parents[2]
CONTENT = str(ROOT / "content" / "2022")
SCHOOLS = [
    ["S01", "示例小学", "榆次区"],
    ["S02", "榆次区示例实验小学（北校区）与附属幼儿园联合体示范学校", "榆次区"],
    ["S03", "ABC 龘龢学校", "祁县"],
]


def address(code: str) -> str:
    return f"https://example.org/{code}"


def write_table(folder: Path, rows: list[list[str]]) -> str:
    file = folder / "schools.csv"
    lines = ["学校代码,学校名称,县区,二维码", *(",".join([*row, address(row[0])]) for row in rows)]
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return str(file)


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory, own_surroundings: None) -> Path:  # noqa: ARG001 - before all else
    folder = tmp_path_factory.mktemp("editions")
    table = write_table(folder, SCHOOLS)
    out = folder / "out"
    assert main(["editions", CONTENT, "--schools", table, "--output-folder", str(out), "--jobs", "2", "-q"]) == 0
    return out


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.pdf"))}


def test_every_school_has_its_file(delivered: Path) -> None:
    """One file a school, by county, and a manifest in both forms that lists them in the table's order."""
    names = [f"{county}/{code}_{name}.pdf" for code, name, county in SCHOOLS]
    assert sorted(files(delivered)) == sorted(names)
    rows = json.loads((delivered / "manifest.json").read_bytes())
    assert [row["file"] for row in rows] == names
    table = csv.DictReader(io.StringIO((delivered / "manifest.csv").read_text("utf-8-sig")))
    assert [row["sha256"] for row in table] == [row["sha256"] for row in rows]


def test_editions_differ_in_their_own_page_only(delivered: Path) -> None:
    """Text of all pages but the last is the same in all, and the last holds the school's name once and no other's."""
    texts = []
    for data in files(delivered).values():
        document = pdfium.PdfDocument(data)
        texts.append(["".join(page.get_textpage().get_text_range().split()) for page in document])
        document.close()
    assert len({tuple(pages[:-1]) for pages in texts}) == 1
    names = ["".join(name.split()) for _, name, _ in SCHOOLS]
    for pages in texts:
        assert sum(pages[-1].count(name) for name in names if name != "示例小学") + ("示例小学" in pages[-1]) >= 1
        assert sum(f"{county}存阅" in pages[-1] for county in ("榆次区", "祁县")) == 1


def test_own_words_are_tagged(delivered: Path) -> None:
    """Each marked content of the own page has its owner in the parent tree, and the code an alternative text."""
    for data in files(delivered).values():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert pdf.check_pdf_syntax() == []
            tree = pdf.Root.StructTreeRoot
            page = pdf.pages[-1].obj
            numbers = list(tree.ParentTree.Nums)
            owners = numbers[numbers.index(page.StructParents) + 1]
            section = tree.K[0].K[-1]
            assert [str(kid.S) for kid in section.K] == ["/P", "/P", "/Figure"]
            assert str(section.K[2].Alt).startswith("二维码：https://example.org/S0")
            for kid in section.K:
                assert owners[int(kid.K)].objgen == kid.objgen


def test_a_lost_file_comes_back_the_same(delivered: Path, tmp_path: Path) -> None:
    """After a file is lost and another damaged, verifying says so, and the next run ends in the same bytes."""
    before = files(delivered)
    first, second, _ = before
    (delivered / first).unlink()
    (delivered / second).write_bytes(b"%PDF-1.7 cut short")
    assert main(["editions", "--verify", str(delivered), "-q"]) != 0
    table = write_table(tmp_path, SCHOOLS)
    assert main(["editions", CONTENT, "--schools", table, "--output-folder", str(delivered), "--jobs", "1", "-q"]) == 0
    assert files(delivered) == before
    assert main(["editions", "--verify", str(delivered), "-q"]) == 0


def test_no_file_before_all_rows_are_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name too long and a character without a glyph are told with their rows, and nothing is made."""
    table = write_table(tmp_path, [*SCHOOLS, ["S04", "长" * 58, "祁县"], ["S05", "示例\U0003134a学校", "祁县"]])
    out = tmp_path / "out"
    code = main(["editions", CONTENT, "--schools", table, "--output-folder", str(out), "--format", "json"])
    assert code != 0
    found = json.loads(capsys.readouterr().out)["findings"]
    errors = {finding["code"]: finding["line"] for finding in found if finding["severity"] == "error"}
    assert errors == {"slot-overflow": 5, "missing-glyph": 6}
    assert files(out) == {}


def test_verifying_tells_what_is_wrong(delivered: Path) -> None:
    """A wrong page count, title or text, a foreign code, a code too near others and a damaged file are each told."""
    data = (delivered / "祁县/S03_ABC 龘龢学校.pdf").read_bytes()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        count, title = len(pdf.pages), str(pdf.docinfo.Title)
    area = Rect(mm(164), mm(202.5), mm(34), mm(34))

    def fault(
        *, count: int = count, title: str = title, text: str = "龘龢学校", code: str = "S03", area: Rect = area
    ) -> str:
        page = ExpectedPage(index=27, texts=(text,), codes=((area, address(code)),))
        return verify_edition(data, Expected(page_count=count, title=title, pages=(page,)))

    assert fault() == ""
    assert fault(count=count + 1) == "pages"
    assert fault(title="别的") == "title"
    assert fault(text="别的学校") == "text"
    assert fault(code="S01") == "code"
    assert fault(area=Rect(mm(166), mm(160), mm(30), mm(74))) in ("quiet-zone", "code")
    assert verify_edition(b"%PDF-1.7\n", Expected(page_count=1, title="", pages=())) == "unreadable"


def test_editions_are_linearised_and_described(delivered: Path) -> None:
    """Every edition is linearised, bears its school's name in Info and XMP, and an ID of its own."""
    identities = set()
    for name, data in files(delivered).items():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert pdf.is_linearized and pdf.check_linearization()
            school = Path(name).stem.partition("_")[2]
            title = str(pdf.docinfo.Title)
            assert title.endswith(f" · {school}")
            assert pdf.open_metadata()["dc:title"] == title
            identities.add(bytes(pdf.trailer.ID[1]))
            assert data.count(bytes(pdf.trailer.ID[1]).hex().encode()) == 2
    assert len(identities) == len(SCHOOLS)


def test_a_table_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """Without table and folder the command says what it needs."""
    assert main(["editions", CONTENT]) == 2
    assert "--schools" in capsys.readouterr().err


def test_a_broken_journal_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A journal that is no database is a finding with the folder's name, not a fault of ours."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / ".journal.sqlite").write_bytes(b"not a database, but long enough to look like one" * 40)
    table = write_table(tmp_path, SCHOOLS)
    code = main(["editions", CONTENT, "--schools", table, "--output-folder", str(tmp_path / "out")])
    assert code not in (0, 70)
    assert str(tmp_path / "out") in capsys.readouterr().err
