"""The screen file: text in order, structure, links, labels, outline, metadata, and the validator's word."""

from pathlib import Path

import pikepdf
import pytest

from builder.diagnostics import Diagnostics
from builder.geometry import Size
from builder.layout.pages import Artifact, Link, PagedDocument, Picture, Placed, Tag
from builder.text.glyphs import GlyphRun
from builder.units import mm
from builder.writers.fonts import runs_of
from builder.writers.screen import write_screen
from tests.verapdf.running import available, validate
from tests.writers.documents import TEXT, book, encoded, page, photo, put, rectangle, resources, run, tag, whole_book
from tests.writers.reading import opened, operators, texts, written_texts


@pytest.fixture(scope="module")
def whole() -> tuple[PagedDocument, bytes]:
    document, source = whole_book()
    report = Diagnostics()
    data = write_screen(document, source, report)
    assert list(report) == []
    assert data is not None
    return document, data


def refused(items: list[Placed], structure: tuple[Tag, ...]) -> list[str]:
    report = Diagnostics()
    assert write_screen(book([page(items)], structure), resources(), report) is None
    return [d.code for d in report]


def element_text(element: pikepdf.Dictionary, marked: dict[tuple[tuple[int, int], int], str]) -> str:
    """The text of a structure element as its marked content holds it, in the tree's order."""
    found = []
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            found.append(marked[element.Pg.objgen, kid])
        elif kid.get("/Type") == "/MCR":
            found.append(marked[kid.get("/Pg", element.get("/Pg")).objgen, int(kid.MCID)])
        elif kid.get("/Type") != "/OBJR":
            found.append(element_text(kid, marked))
    return "".join(found)


def marked_codes(pdf: pikepdf.Pdf) -> dict[tuple[tuple[int, int], int], str]:
    """The glyph codes of each marked-content sequence, as hexadecimal text."""
    found: dict[tuple[tuple[int, int], int], str] = {}
    for sheet in pdf.pages:
        stack: list[int | None] = []
        for operands, operator in pikepdf.parse_content_stream(sheet):
            match str(operator):
                case "BDC":
                    number = operands[1].get("/MCID") if isinstance(operands[1], pikepdf.Dictionary) else None
                    stack.append(None if number is None else int(number))
                    if number is not None:
                        found[sheet.obj.objgen, int(number)] = ""
                case "EMC":
                    stack.pop()
                case "Tj" | "TJ":
                    strings = operands[0] if str(operator) == "TJ" else [operands[0]]
                    codes = "".join(bytes(s).hex() for s in strings if isinstance(s, pikepdf.String))
                    owner = next((n for n in reversed(stack) if n is not None), None)
                    if owner is not None:
                        found[sheet.obj.objgen, owner] += codes
        assert stack == []
    return found


def test_text_comes_back_in_order(whole: tuple[PagedDocument, bytes]) -> None:
    """What pdfium extracts of each page is what the runs say, in the order they were placed."""
    document, data = whole
    assert texts(data)[:2] == written_texts(document)[:2]
    upright = [r.text for r in runs_of(document.pages[2].items) if not r.turned]
    # Lines that cross the reading direction make pdfium add spaces of its own.
    assert texts(data)[2].replace(" ", "").startswith("".join(upright).replace(" ", ""))


def test_the_tree_holds_every_glyph_of_its_tags(whole: tuple[PagedDocument, bytes]) -> None:
    """Each tag's element leads to exactly the glyphs placed for it, over pages and groups, in order."""
    document, data = whole
    drawn: dict[int, int] = {}

    def count(items: tuple[Placed, ...]) -> None:
        for placed in items:
            if isinstance(placed.item, GlyphRun) and isinstance(placed.role, int):
                drawn[placed.role] = drawn.get(placed.role, 0) + len(placed.item.glyphs)
            elif hasattr(placed.item, "items"):
                count(placed.item.items)

    for sheet in document.pages:
        count(sheet.items)
    with opened(data) as pdf:
        marked = marked_codes(pdf)
        elements: list[pikepdf.Dictionary] = []

        def walk(element: pikepdf.Dictionary) -> None:
            elements.append(element)
            kids = element.get("/K", [])
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
                    assert kid.P.objgen == element.objgen
                    walk(kid)

        walk(pdf.Root.StructTreeRoot.K[0])
        assert [str(e.S)[1:] for e in elements] == [t.kind for t in document.structure]
        for index, element in enumerate(elements):
            if index in drawn and not any(t.parent == index for t in document.structure):
                assert len(element_text(element, marked)) == 4 * drawn[index], document.structure[index]
        assert str(elements[3].Alt) == "渐变的照片"
        assert str(elements[7].Lang) == "en"
        assert str(elements[12].ActualText) == "竖"
        box = [float(v) for v in elements[3].A.BBox]
        assert box == pytest.approx([56.693, 325.984, 226.772, 439.37], abs=0.01)


def test_the_parent_tree_leads_back(whole: tuple[PagedDocument, bytes]) -> None:
    """Every marked-content id of a page, and every annotation, finds its element."""
    _, data = whole
    with opened(data) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        tree = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
        marked = marked_codes(pdf)
        for sheet in pdf.pages:
            ids = sorted(number for owner, number in marked if owner == sheet.obj.objgen)
            assert len(tree[int(sheet.obj.StructParents)]) == len(ids)
        (link,) = pdf.pages[1].obj.Annots
        assert str(tree[int(link.StructParent)].S) == "/Link"
        assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) == 4


def test_links_lead_where_they_say() -> None:
    """Anchors become destinations at their first content, addresses become URIs in ASCII."""
    structure = (tag("Document", None), tag("P", 0), tag("Link", 1), tag("Link", 1), tag("Sect", 0, anchor="s"))
    structure += (tag("P", 4),)
    size = Size(mm(20), mm(5))
    first = page(
        [
            put(run("去往"), mm(20), mm(20), 2),
            put(Link(size=size, target="#s", contents="下一页"), mm(20), mm(16), 2),
            put(run("网站"), mm(60), mm(20), 3),
            put(Link(size=size, target="https://例.cn/教育?a=1", contents="网站"), mm(60), mm(16), 3),
        ]
    )
    second = page([put(run("到了"), mm(20), mm(100), 5)], "2", 2)
    data = write_screen(book([first, second], structure), resources(), Diagnostics())
    assert data is not None
    with opened(data) as pdf:
        inner, outer = pdf.pages[0].obj.Annots
        assert inner.Dest[0].objgen == pdf.pages[1].obj.objgen
        assert float(inner.Dest[3]) == pytest.approx((285 - 100) / 25.4 * 72 + 10.5 * 0.88 + 10, abs=0.1)
        assert str(outer.A.URI) == "https://%E4%BE%8B.cn/%E6%95%99%E8%82%B2?a=1"
        assert (str(inner.Contents), int(inner.F)) == ("下一页", 4)
        assert [float(v) for v in inner.Rect] == pytest.approx([56.693, 748.346, 113.386, 762.520], abs=0.01)


def test_outline_and_labels(whole: tuple[PagedDocument, bytes]) -> None:
    """Bookmarks nest by level; labels are the pages' own, numbers counted."""
    _, data = whole
    with opened(data) as pdf:
        with pdf.open_outline() as outline:
            assert [(i.title, [c.title for c in i.children]) for i in outline.root] == [
                ("年度亮点", ["再说一节"]),
                ("末节", []),
            ]
        assert [sheet.label for sheet in pdf.pages] == ["封面", "2", "3"]
        assert len(pdf.Root.PageLabels.Nums) == 4
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "zh-CN"


def test_metadata_agrees_and_tells_nobody(whole: tuple[PagedDocument, bytes]) -> None:
    """Info and XMP say the same; there is no author."""
    _, data = whole
    with opened(data) as pdf, pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == str(pdf.docinfo.Title) == "晋中教育"
        assert xmp["pdf:Keywords"] == str(pdf.docinfo.Keywords) == "教育, 晋中"
        assert xmp["xmp:CreateDate"] == "2022-12-31T00:00:00+00:00"
        assert str(pdf.docinfo.CreationDate) == "D:20221231000000+00'00'"
        assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"], xmp["pdfuaid:part"]) == ("2", "A", "1")
        assert "/Author" not in pdf.docinfo
        assert "dc:creator" not in xmp


def test_artifacts_say_their_kind() -> None:
    """Feet are footers, ornaments layout, and neither is in the tree."""
    items = [
        put(run("7"), mm(20), mm(280), Artifact.PAGINATION),
        put(run("八"), mm(20), mm(10), Artifact.PAGINATION),
        put(rectangle(mm(5), mm(5), fill=TEXT), mm(5), mm(140), Artifact.LAYOUT),
        put(rectangle(mm(5), mm(5), fill=TEXT), mm(5), mm(150), Artifact.LAYOUT),
    ]
    data = write_screen(book([page(items)]), resources(), Diagnostics())
    assert data is not None
    with opened(data) as pdf:
        found = [dict(o[1]) for o, op in pikepdf.parse_content_stream(pdf.pages[0]) if str(op) == "BDC"]
        kinds = [(str(d["/Type"]), str(d.get("/Subtype", ""))) for d in found]
        assert kinds == [("/Pagination", "/Footer"), ("/Pagination", "/Header"), ("/Layout", "")]


def test_false_claims_are_refused() -> None:
    """What would make a claim of PDF/UA false stops the file, each with its code."""
    text = [put(run("晋"), mm(20), mm(20), 1)]
    root = tag("Document", None)
    link = put(Link(size=Size(9, 9), target="#none", contents="x"), 0, 0, 1)
    assert refused(text, (root, tag("Figure", 0))) == ["alt-missing"]
    assert refused(text, (root, tag("Titel", 0))) == ["structure-type-unknown"]
    assert refused(text, (root, tag("H1", 0), tag("H3", 0))) == ["heading-skipped"]
    assert refused(text, (root, tag("H2", 0))) == ["heading-skipped"]
    assert refused(text, (root, tag("P", 0, anchor="a"), tag("P", 0, anchor="a"))) == ["anchor-twice"]
    assert refused(text, (root, tag("P", 2), tag("P", 0))) == ["structure-parent"]
    assert refused([*text, link], (root, tag("P", 0))) == ["link-untagged"]
    assert refused([*text, link], (root, tag("Link", 0))) == ["link-nowhere"]


def test_verapdf_finds_nothing(whole: tuple[PagedDocument, bytes], tmp_path: Path) -> None:
    """The claims of PDF/UA-1 and PDF/A-2a hold on the whole book and on a book of rarer structure."""
    if not available():
        pytest.skip("no JDK or Maven here")
    structure = [tag("Document", None), tag("Table", 0), tag("TR", 1), tag("TH", 2, scope="Column"), tag("TD", 2)]
    structure += [tag("L", 0), tag("LI", 5), tag("Lbl", 6), tag("LBody", 6), tag("P", 0), tag("Note", 9)]
    structure += [tag("Ruby", 9), tag("RB", 11), tag("RT", 11), tag("Figure", 0, alt="图"), tag("Caption", 14)]
    leaves = (3, 4, 7, 8, 10, 12, 13, 15)
    items = [put(run("教育abc"), mm(20), mm(20 + 9 * i), role) for i, role in enumerate(leaves)]
    report = Diagnostics()
    rare = write_screen(book([page(items)], structure), resources(), report)
    assert list(report) == []
    assert rare is not None
    (tmp_path / "whole.pdf").write_bytes(whole[1])
    (tmp_path / "rare.pdf").write_bytes(rare)
    verdicts = validate([tmp_path / "whole.pdf", tmp_path / "rare.pdf"], ["ua1", "2a"])
    assert [(v.file.name, v.flavour, v.failures) for v in verdicts if not v.compliant] == []
    assert len(verdicts) == 4


def test_pictures_of_the_tree_need_no_file_twice() -> None:
    """A picture used on two pages is embedded once."""
    picture = Picture(file="a.jpg", size=Size(mm(30), mm(20)), crop=(0, 0, 1, 1))
    pages = [page([put(picture, 0, 0, 1)]), page([put(picture, mm(20), 0, 1)], "2", 2)]
    source = resources({"a.jpg": encoded(photo())})
    data = write_screen(book(pages, (tag("Document", None), tag("Figure", 0, alt="图"))), source, Diagnostics())
    assert data is not None
    with opened(data) as pdf:
        assert len({sheet.Resources.XObject.P1.objgen for sheet in pdf.pages}) == 1


def test_words_of_another_language_are_tagged_within_their_run() -> None:
    """English words in Chinese text stand in a span with their language; the text comes out unchanged."""
    words = run("任务and重要，用Noto Serif SC（SIL）")
    data = write_screen(book([page([put(words, mm(20), mm(20), 1)])]), resources(), Diagnostics())
    assert data is not None
    with opened(data) as pdf:
        marked = [
            str(instruction.operands[1].Lang)
            for instruction in pikepdf.parse_content_stream(pdf.pages[0])
            if str(instruction.operator) == "BDC" and "/Lang" in instruction.operands[1]
        ]
        names = operators(pdf.pages[0])
        assert names.count("BDC") + names.count("BMC") == names.count("EMC")
    assert marked == ["en", "en"]
    assert texts(data) == [words.text]
