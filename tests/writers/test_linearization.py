"""Linearised files: qpdf finds nothing amiss, page one is whole before the rest, references in text stay text."""

import io
import re
import zlib

import pikepdf
import pytest

from builder.diagnostics import Diagnostics
from builder.layout.pages import PagedDocument
from builder.resources import Resources
from builder.writers.linearization import finish_linearized
from builder.writers.objects import PdfFile, Reference, array, dictionary, string
from builder.writers.screen import ScreenOptions, write_screen
from builder.writers.standards import STANDARDS
from tests.screen.torture import torture
from tests.writers.documents import book, page, put, resources, run, whole_book
from tests.writers.reading import opened


def made(*, pages: int = 3, notes: int = 450, title: str = "x") -> bytes:
    """Pages with a picture of their own and one in common, a catalog with many small objects."""
    file = PdfFile("1.7")
    tree = file.reserve()
    common = file.add_stream({}, b"common" * 20)
    leaves: list[Reference] = []
    for number in range(pages):
        own = file.add_stream({}, b"own %d " % number * 30, deflate=True)
        kept = file.add(dictionary({"Only": number}))
        entries = {"Type": "/Page", "Parent": tree, "MediaBox": b"[0 0 9 9]", "Resources": b"<<>>", "Contents": own}
        leaves.append(file.add(dictionary({**entries, "Common": common, "Kept": kept})))
    file.fill(tree, dictionary({"Type": "/Pages", "Count": pages, "Kids": array(leaves)}))
    small = [file.add(dictionary({"Note": string(f"{title} {i}")})) for i in range(notes)]
    root = file.add(dictionary({"Type": "/Catalog", "Pages": tree, "Notes": array(small)}))
    return finish_linearized(file, root=root, info=None, digest=file.digest(), pages=leaves)


def complaints(data: bytes) -> str:
    """What qpdf says of the linearisation."""
    said = io.StringIO()
    with opened(data) as pdf:
        assert pdf.is_linearized
        assert pdf.check_pdf_syntax() == []
        good = pdf.check_linearization(said)
    return said.getvalue() if good else f"wrong: {said.getvalue()}"


def test_small_files_keep_the_rules() -> None:
    """One page or several, few objects or more than one object stream holds."""
    for pages, notes in ((1, 0), (1, 450), (2, 3), (9, 450)):
        assert complaints(made(pages=pages, notes=notes)) == ""


@pytest.mark.parametrize("standard", sorted(STANDARDS))
@pytest.mark.parametrize("source", [whole_book, torture])
def test_books_keep_the_rules(source: object, standard: str) -> None:
    """Bookmarks, links, shared fonts and pictures, structure: qpdf finds nothing wrong with their hints."""
    document, files = source()  # type: ignore[operator]
    assert complaints(screen(document, files, standard)) == ""


def test_page_one_is_whole_before_the_rest() -> None:
    """All that page one needs stands before the place where the file says that its first page ends."""
    data = screen(*whole_book(), "ua1+a2a")
    end = int(re.search(rb"/E +(\d+)", data)[1])  # type: ignore[index]
    assert end < len(data) // 2
    there = objects_within(data[:end])
    with opened(data) as pdf:
        needed = reached(pdf.pages[0].obj)
        assert len(needed) > 5
        assert needed <= there
        assert not reached(pdf.pages[-1].obj) <= there


def test_text_that_looks_like_a_reference_stays() -> None:
    """Objects are numbered anew in references, never in strings."""
    title = "see 3 0 R (or 4 0 R) \\ 12 0 R"
    with opened(made(title=title)) as pdf:
        assert [str(n.Note) for n in pdf.Root.Notes] == [f"{title} {i}" for i in range(450)]
        assert [int(leaf.obj.Kept.Only) for leaf in pdf.pages] == [0, 1, 2]


def test_small_objects_are_packed() -> None:
    """450 notes of some thirty bytes take less than half of them each."""
    assert len(made(notes=450)) - len(made(notes=0)) < 450 * 20


def test_parts_add_up() -> None:
    """The bytes told for each part come to the file's size."""
    file = PdfFile("1.7")
    tree = file.reserve()
    leaf = file.add(dictionary({"Type": "/Page", "Parent": tree, "MediaBox": b"[0 0 9 9]", "Resources": b"<<>>"}))
    file.fill(tree, dictionary({"Type": "/Pages", "Count": 1, "Kids": array([leaf])}))
    file.begin_part("pictures")
    picture = file.add_stream({}, b"p" * 5000)
    file.begin_part("structure")
    root = file.add(dictionary({"Type": "/Catalog", "Pages": tree, "P": picture}))
    data = finish_linearized(file, root=root, info=None, digest=b"i" * 16, pages=[leaf])
    assert sum(file.sizes.values()) == len(data)
    assert 5000 <= file.sizes["pictures"] <= 5100


def test_an_object_never_filled_is_told() -> None:
    """A reserved object that nobody filled is a mistake, not a broken file."""
    file = PdfFile("1.7")
    reference = file.reserve()
    with pytest.raises(ValueError, match="never filled"):
        finish_linearized(file, root=reference, info=None, digest=b"", pages=[reference])


def test_one_page_with_one_word() -> None:
    """The least book there is."""
    assert complaints(screen(book([page([put(run("晋"), 99, 99, 1)])]), resources(), "ua1+a2a")) == ""


def screen(document: PagedDocument, files: Resources, standard: str) -> bytes:
    data = write_screen(document, files, Diagnostics(), ScreenOptions(standard=STANDARDS[standard], contrast=0))
    assert data is not None
    return data


def reached(start: pikepdf.Object) -> set[int]:
    """Numbers of the indirect objects that a page needs: all that it leads to, but for other pages and its parent."""
    found: set[int] = set()
    waiting = [start]
    while waiting:
        thing = waiting.pop()
        if thing.is_indirect:
            if thing.objgen[0] in found:
                continue
            found.add(thing.objgen[0])
        if isinstance(thing, pikepdf.Array):
            waiting += [item for item in thing if isinstance(item, pikepdf.Object)]
        elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            inner = [v for k, v in thing.items() if k != "/Parent" and isinstance(v, pikepdf.Object)]
            waiting += [v for v in inner if not (isinstance(v, pikepdf.Dictionary) and v.get("/Type") == "/Page")]
    return found


def objects_within(data: bytes) -> set[int]:
    """Numbers of the objects that stand whole in `data`, those in object streams too."""
    found: set[int] = set()
    for match in re.finditer(rb"(?m)^(\d+) 0 obj\n(.*?)\nendobj", data, re.DOTALL):
        found.add(int(match[1]))
        if b"/ObjStm" in match[2][:200]:
            head, _, body = match[2].partition(b"\nstream\n")
            count = int(re.search(rb"/N (\d+)", head)[1])  # type: ignore[index]
            found.update(int(n) for n in zlib.decompressobj().decompress(body).split()[: 2 * count : 2])
    return found
