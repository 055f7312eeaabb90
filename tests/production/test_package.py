"""The hand-off: ticket, names, checksums, reproducible bytes; and the verbs from flags to files."""

import datetime
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from builder.cli import main
from builder.content.job import read_job
from builder.diagnostics import Diagnostics
from builder.production.package import CHECKSUMS, PackedFile, pack, package_name, source_files
from builder.production.ticket import Order, make_ticket, spot_names
from builder.units import mm
from builder.writers.fonts import runs_of
from builder.writers.press import FOGRA39
from tests.production.sources import source
from tests.writers.documents import library, resources, whole_book

MOMENT = datetime.datetime(2022, 12, 31, 8, 0, 1, tzinfo=datetime.UTC)
ORDER = Order(copies=3000, paper="157 克铜版纸", binding="perfect", finishing=("封面覆哑膜",), notes=("先出数码样",))


def test_the_ticket_says_what_a_shop_asks() -> None:
    """Size, pages, copies, papers, inks with their spots, binding, spine, finishing and delivery are all said."""
    document, _ = whole_book()
    ticket = make_ticket(document, ORDER, revision="v2", condition="FOGRA39", spine=mm(3.58))
    text = ticket.as_text()
    for line in (
        "成品尺寸：210×285 毫米（宽×高），出血 3 毫米",
        "印数：3000 本",
        "内文用纸：157 克铜版纸",
        "封面用纸：（待定）",
        "装订：无线胶装，左侧装订",
        "书脊：3.58 毫米",
        "印后工艺：封面覆哑膜",
        "交期与送货：（待定）",
        "其他要求：先出数码样",
    ):
        assert f"\n{line}\n" in text
    assert "专色 烫金" in text
    assert json.loads(ticket.as_json())["order"]["copies"] == 3000


def test_spots_are_those_on_the_pages() -> None:
    """Spot inks are found in runs and paths, in groups too."""
    assert spot_names(whole_book()[0]) == ("烫金",)


def test_the_name_says_project_size_pages_revision() -> None:
    """项目_尺寸_页数_版本, without characters that some system refuses in a name."""
    document, _ = whole_book()
    ticket = make_ticket(document, ORDER, revision="v2/终 稿", condition="FOGRA39", spine=None)
    name = package_name(ticket)
    assert name.endswith(f"_210x285mm_{len(document.pages)}P_v2终稿.zip")
    assert not set(name) & set('/\\:*?"<>| ')


def test_packing_is_reproducible_and_summed() -> None:
    """The same files give the same bytes; each is in the list with its SHA-256; PDFs are not deflated again."""
    files = (PackedFile(name="print.pdf", data=b"%PDF" * 500), PackedFile(name="工单.txt", data="工单".encode() * 99))
    data = pack(files, MOMENT)
    assert data == pack(files, MOMENT)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sums = archive.read(CHECKSUMS).decode()
        assert sums == "".join(f"{hashlib.sha256(f.data).hexdigest()}  {f.name}\n" for f in files)
        assert archive.getinfo("print.pdf").compress_type == zipfile.ZIP_STORED
        assert archive.getinfo("工单.txt").compress_type == zipfile.ZIP_DEFLATED
        assert archive.getinfo("print.pdf").date_time == (2022, 12, 31, 8, 0, 0)
    with pytest.raises(ValueError, match="one name"):
        pack((*files, files[0]), MOMENT)


def test_fonts_and_profiles_come_with_licences() -> None:
    """Every face that draws and the press profile are listed with their licences, which are in the zip in full."""
    document, _ = whole_book()
    listed, *licences = source_files(document, library(), FOGRA39)
    text = listed.data.decode("utf-8-sig")
    assert FOGRA39.profile.sha256 in text
    drawn = {run.face for page in document.pages for run in runs_of(page.items)}
    for face in library().locked:
        assert (f"{face.family} {face.weight}　" in text) == (face.id in drawn)
    assert all(len(file.data) > 500 and file.name in text for file in licences)


@pytest.mark.parametrize("text", ["", "\n", "# 以后再填\n# copies: 100\n"])
def test_an_empty_job_orders_nothing(text: str) -> None:
    """A `job.yaml` without a key is as good as none."""
    report = Diagnostics()
    assert read_job("a", resources({"a/job.yaml": text.encode()}), report) == {}
    assert report.found == []


def test_a_job_is_read_and_checked() -> None:
    """Keys of `job.yaml` are read as they stand; a wrong one is an error with its place; without the file, nothing."""
    good = "copies: 3000\nbinding: saddle\nfinishing: [封面覆哑膜]\n"
    report = Diagnostics()
    job = read_job("content/x", resources({"content/x/job.yaml": good.encode()}), report)
    assert (job["copies"], job["binding"], job["finishing"], list(report)) == (3000, "saddle", ["封面覆哑膜"], [])
    assert read_job("content/x", resources({}), report) == {}
    assert not list(report)
    bad = "copies: many\nbindng: saddle\n"
    assert read_job("content/x", resources({"content/x/job.yaml": bad.encode()}), report) == {}
    assert sorted((d.span.line, d.span.file) for d in report) == [(1, "content/x/job.yaml"), (2, "content/x/job.yaml")]


def test_impose_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`impose` writes the sheets and says how many; JSON says the same to programs, with the blanks' places."""
    book, sheets = tmp_path / "书.pdf", tmp_path / "印张.pdf"
    book.write_bytes(source(10))
    assert main(["impose", str(book), "--scheme", "saddle", "--out", str(sheets), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["sheets"], told["pages"], told["blanks"]) == (3, 12, [10, 11])
    assert sheets.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "flags",
    (
        ["--scheme", "folded"],
        ["--scheme", "saddle", "--paper", "A3"],
        ["--scheme", "saddle", "--signature", "6"],
        ["--scheme", "saddle", "--caliper", "nan"],
        ["--scheme", "n-up", "--grid", "0x2"],
        ["--scheme", "saddle", "--out", "书.pdf"],
        [],
    ),
)
def test_wrong_flags_are_refused(
    flags: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be imposed is a usage error, and the source is left alone."""
    monkeypatch.chdir(tmp_path)
    Path("书.pdf").write_bytes(source(4))
    assert main(["impose", "书.pdf", *flags]) == 2
    assert capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["书.pdf"]


def test_a_new_brochure_is_packed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From a fresh project to one zip with cover, sheets and twin; again, the same bytes; a spine needs a paper."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1672473600")
    monkeypatch.chdir(tmp_path)
    assert main(["new", "册", "--year", "2022", "-q"]) == 0
    asked = ["package", "册/content/2022", "--outlined", "--paper", "157g", "--impose", "saddle", "--copies", "500"]
    zips = []
    for folder in ("一", "二"):
        assert main([*asked, "--output-folder", folder, "-q"]) == 0
        (packed,) = Path(folder).iterdir()
        zips.append(packed.read_bytes())
    assert zips[0] == zips[1]
    with zipfile.ZipFile(io.BytesIO(zips[0])) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert {
            "print.pdf",
            "print-outlined.pdf",
            "cover.pdf",
            "sheets.pdf",
            "工单.txt",
            "工单.json",
            "完稿检查表.pdf",
            "完稿检查表.json",
            "完稿检查表-转曲.json",
            CHECKSUMS,
        } <= names
        assert json.loads(archive.read("完稿检查表.json"))["refused"] is False
        for row in archive.read(CHECKSUMS).decode().splitlines():
            digest, name = row.split("  ")
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        assert "印数：500 本" in archive.read("工单.txt").decode("utf-8-sig")
    capsys.readouterr()
    assert main(["cover", "册/content/2022", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [finding["code"] for finding in told["findings"] if finding["severity"] == "error"] == [
        "cover-without-paper"
    ]
    assert not Path("册/out/2022/cover.pdf").exists()
