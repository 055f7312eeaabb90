"""A book in several files reads as one; every finding names the file that it is in."""

import os
from pathlib import Path

import pytest

from builder.content.document import Document
from builder.content.reading import read_document
from builder.diagnostics import Diagnostics
from builder.resources import DiskResources
from tests.content.projects import BOOK, ROOT, codes, read

HEAD = BOOK[: BOOK.index("highlights:")]
ARTICLE = "id: h01\nlabel: 亮点一\ntitle: 标题\nbody: 新增学位6020个,投资1.38亿元。\npictures: [p01]\nfacts: [places]\n"
PICTURES = "- id: p01\n  file: images/a.jpg\n  alt: 一张图\n"
FACTS = "- {id: places, value: 6020, unit: 个, label: 新增学位, highlight: h01}\n"
SPLIT = (
    HEAD + "highlights:\n- include: parts/h.yaml\npictures: {include: parts/p.yaml}\nfacts:\n- include: parts/f.yaml\n"
)


def _texts(document: Document) -> list[str]:
    texts = [t.value for h in document.highlights for t in (h.label, h.title, *h.body)]
    return texts + [p.alt.value for p in document.pictures] + [f.value.value for f in document.facts]


def test_split_book_reads_as_one() -> None:
    """An item, a whole list and a list spliced into a list give the same book, and the files are listed in order."""
    whole, _ = read()
    split, found = read(SPLIT, parts__h=ARTICLE, parts__p=PICTURES, parts__f=FACTS)
    assert found == []
    assert whole is not None
    assert split is not None
    assert _texts(split) == _texts(whole)
    assert split.files == tuple(f"content/{name}.yaml" for name in ("brochure", "parts/h", "parts/p", "parts/f"))
    assert split.highlights[0].title.span.file == "content/parts/h.yaml"


def test_findings_name_their_file() -> None:
    """Slips in three files are told in one run, each with its own file, line and column."""
    found = codes(
        SPLIT,
        parts__h=ARTICLE.replace("label: ", "label："),
        parts__p=PICTURES.replace("alt", "alt_text"),
        parts__f=FACTS.replace("6020", "6021"),
    )
    assert found == [
        "yaml-full-width-colon@parts/h:2:6",
        "key-unknown@parts/p:3:3",
        "fact-not-in-text@parts/f:1:23",
    ]


def test_path_is_relative_to_the_including_file() -> None:
    """A part that includes another names it from its own folder, up or down."""
    article = ARTICLE.replace("facts: [places]", "facts: {include: ../ids.yaml}")
    document, found = read(SPLIT, parts__h=article, parts__p=PICTURES, parts__f=FACTS, ids="- places\n")
    assert found == []
    assert document is not None
    assert document.highlights[0].facts == ("places",)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("missing.yaml", "file-missing@brochure:5:14"),
        ("../../outside.yaml", "path-outside@brochure:5:14"),
        ("/etc/passwd", "path-not-relative@brochure:5:14"),
        ("parts\\h.yaml", "path-not-relative@brochure:5:14"),
        ("[a, b]", "include-not-a-path@brochure:5:14"),
        ("2022", "include-not-a-path@brochure:5:14"),
        ("words.yaml", "include-not-structured@brochure:5:14"),
        ("empty.yaml", "file-empty@empty"),
        ("brochure.yaml", "include-cycle@brochure:5:14"),
        ("a.yaml", "include-cycle@b:1:10"),
        ('"a\\u0007"', "control-character@brochure:5:16"),
    ],
)
def test_bad_includes(path: str, wanted: str) -> None:
    """Each include that leads nowhere is one finding at its place, and what it should have brought is not missed."""
    book = BOOK.replace("  - id: h01", f"  - include: {path}\n  - id: h01")
    found = codes(book, words="一段话", empty="", a="include: b.yaml\n", b="include: a.yaml\n")
    assert found == [wanted]


def test_unreadable_part_hides_no_other_finding() -> None:
    """When the pictures cannot be read nobody says that they are unknown, but other faults are still told."""
    found = codes(BOOK.replace("pictures:\n", "pictures: {include: gone.yaml}\nimages:\n").replace("6020\n", "6021\n"))
    assert "file-missing@brochure:11:21" in found
    assert not any(code.startswith("picture-") for code in found)
    assert any(code.startswith("fact-not-in-text") for code in found)


def test_chain_of_includes_ends() -> None:
    """Includes nested beyond reason are refused."""
    files = {f"n{number}": f"include: n{number + 1}.yaml\n" for number in range(20)}
    found = codes(HEAD + "highlights: {include: n0.yaml}\n", **files)
    assert [code.split("@")[0] for code in found] == ["include-too-deep"]


def test_fan_of_includes_ends() -> None:
    """A file that includes a thousand times is read no further than the limit of files."""
    files = {f"n{number}": ARTICLE for number in range(600)}
    book = HEAD + "highlights:\n" + "".join(f"- include: n{number}.yaml\n" for number in range(600))
    found = codes(book, **files)
    assert "include-too-many" in {code.split("@")[0] for code in found}


def _project(folder: Path, book: str) -> Path:
    (folder / "content").mkdir()
    (folder / "images").mkdir()
    (folder / "fonts").symlink_to(ROOT / "fonts")
    (folder / "content" / "brochure.yaml").write_text(book, "utf-8")
    return folder


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_cannot_leave_the_project(tmp_path: Path) -> None:
    """A symbolic link to a file outside is refused like `..`, for includes and for pictures."""
    (tmp_path / "outside.yaml").write_text(ARTICLE, "utf-8")
    (tmp_path / "project").mkdir()
    project = _project(tmp_path / "project", BOOK.replace("  - id: h01", "  - include: link.yaml\n  - id: h01"))
    (project / "content" / "link.yaml").symlink_to(tmp_path / "outside.yaml")
    (project / "images" / "a.jpg").symlink_to(tmp_path / "outside.yaml")
    report = Diagnostics()
    assert read_document("content", DiskResources(project, fonts=ROOT / "fonts"), report) is None
    assert [(f.code, f.span.line) for f in report] == [("path-outside", 5), ("path-outside", 14)]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_to_themselves(tmp_path: Path) -> None:
    """A link that leads to itself is unreadable, for includes and for pictures."""
    project = _project(tmp_path, BOOK.replace("  - id: h01", "  - include: loop.yaml\n  - id: h01"))
    (project / "content" / "loop.yaml").symlink_to("loop.yaml")
    (project / "images" / "a.jpg").symlink_to("a.jpg")
    report = Diagnostics()
    assert read_document("content", DiskResources(project, fonts=ROOT / "fonts"), report) is None
    assert [(f.code, f.span.line) for f in report] == [("file-link-circle", 5), ("file-link-circle", 14)]


def test_folder_in_place_of_a_file(tmp_path: Path) -> None:
    """A folder where a file is due is unreadable, not a crash."""
    project = _project(tmp_path, BOOK.replace("  - id: h01", "  - include: ../images\n  - id: h01"))
    (project / "images" / "a.jpg").write_bytes(b"x")
    report = Diagnostics()
    assert read_document("content/brochure.yaml", DiskResources(project, fonts=ROOT / "fonts"), report) is None
    assert [f.code for f in report] == ["file-is-folder"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_place_of_a_file(tmp_path: Path) -> None:
    """A pipe is named as what it is, and nobody waits for it."""
    project = _project(tmp_path, BOOK.replace("  - id: h01", "  - include: pipe.yaml\n  - id: h01"))
    os.mkfifo(project / "content" / "pipe.yaml")
    os.mkfifo(project / "images" / "a.jpg")
    report = Diagnostics()
    assert read_document("content", DiskResources(project, fonts=ROOT / "fonts"), report) is None
    assert [f.code for f in report] == ["file-not-regular", "file-not-regular"]


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    """What is asked for below a file, or under an endless name, is refused in our own words."""
    project = _project(tmp_path, BOOK.replace("images/a.jpg", f"images/{'a' * 300}.jpg"))
    (project / "README.md").write_text("x")
    report = Diagnostics()
    resources = DiskResources(project, fonts=ROOT / "fonts")
    assert read_document("README.md", resources, report) is None
    assert read_document("content", resources, report) is None
    assert [f.code for f in report] == ["file-not-in-folder", "file-name-impossible"]


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("id: h01\nlabel: 亮点一\ntitle: 标题\nbody: 正文\npictures: [p01]\n", "highlights"),
        ("- id: p01\n  file: images/a.jpg\n  alt: 一张图\n", "pictures"),
        ("id: f\nvalue: 6020\nlabel: 学位\n", "facts"),
    ],
)
def test_a_part_is_no_book(part: str, kind: str) -> None:
    """A file that a book includes is told as such when it is taken for the book, and only that is told."""
    document, found = read(part)
    assert document is None
    assert [(f.code, dict(f.values)["kind"]) for f in found] == [("book-is-part", kind)]
