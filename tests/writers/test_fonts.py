"""Embedded faces: subsets, widths, what a glyph stands for; TrueType and CFF."""

import hashlib
import io
import json
import re
import zlib
from pathlib import Path

import pikepdf
import pytest
import uharfbuzz as hb
from fontTools import cffLib
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.resources import MemoryResources
from builder.text.glyphs import GlyphRun
from builder.units import mm, pt
from builder.writers.fonts import subset, to_unicode, width_array
from builder.writers.printing import write_print
from tests.writers.documents import TEXT, book, library, page, put, resources, run, span
from tests.writers.reading import opened, pictured, texts


def fonts_of(data: bytes) -> list[pikepdf.Dictionary]:
    with opened(data) as pdf:
        found = {}
        for sheet in pdf.pages:
            found.update({str(f.BaseFont): f for f in sheet.Resources.get("/Font", {}).values()})
        return [pikepdf.Dictionary(program(f)) for f in found.values()]


def program(font: pikepdf.Dictionary) -> dict[str, object]:
    descendant = font.DescendantFonts[0]
    descriptor = descendant.FontDescriptor
    key = "/FontFile2" if "/FontFile2" in descriptor else "/FontFile3"
    return {
        "/Base": str(font.BaseFont),
        "/Subtype": str(descendant.Subtype),
        "/Program": descriptor[key].read_bytes(),
        "/ToUnicode": font.ToUnicode.read_bytes(),
        "/W": str(list(descendant.W.as_list())),
    }


def printed(*items: GlyphRun, library_: FontLibrary | None = None) -> bytes:
    placed = [put(item, mm(20), mm(20 + 10 * i), 1) for i, item in enumerate(items)]
    source = resources() if library_ is None else MemoryResources({}, library_)
    report = Diagnostics()
    data = write_print(book([page(placed)]), source, report)
    assert list(report) == []
    assert data is not None
    return data


def test_one_font_per_face_with_only_its_glyphs() -> None:
    """A face used in many sizes is embedded once, with the glyphs drawn and .notdef."""
    data = printed(run("晋中教育"), run("教育教育", size=pt(20)), run("晋", face="sans-400"))
    fonts = fonts_of(data)
    assert len(fonts) == 2
    counts = sorted(TTFont(io.BytesIO(bytes(f.Program)))["maxp"].numGlyphs for f in fonts)
    assert counts == [2, 5]
    assert all(re.match(r"/[A-Z]{6}\+Noto", str(f.Base)) for f in fonts)


def test_subset_keeps_outlines_and_advances() -> None:
    """A glyph of the subset has the outline and the advance of the face's own."""
    face = library().face("serif-400")
    drawn = run("永A")
    cut = subset(face, set(drawn.glyphs), resources().cache)
    small = hb.Font(hb.Face(zlib.decompress(cut.deflated)))
    for glyph in drawn.glyphs:
        assert small.get_glyph_extents(cut.new_ids[glyph]) == face.hb_font.get_glyph_extents(glyph)
        assert cut.widths[glyph] == face.hb_font.get_glyph_h_advance(glyph) * 1000 / face.units_per_em


def test_width_array_leaves_out_the_default() -> None:
    """W lists stretches of ids whose advance is not the default thousand."""
    assert width_array({0: 1000, 1: 500, 2: 250.5, 3: 1000, 7: 600}) == b"[1[500 250.5]7[600]]"
    assert width_array({0: 1000}) == b"[]"


def test_to_unicode_maps_beyond_the_basic_plane_and_in_short_blocks() -> None:
    """Supplementary characters are surrogate pairs; no block has more than a hundred rows."""
    cmap = to_unicode({i: chr(0x4E00 + i) for i in range(1, 251)} | {300: "𠮷", 301: "ffi"}).decode()
    assert "<012C><D842DFB7>" in cmap
    assert "<012D><006600660069>" in cmap
    assert [int(n) for n in re.findall(r"(\d+) beginbfchar", cmap)] == [100, 100, 52]


def test_a_glyph_of_two_meanings_gives_back_both() -> None:
    """Where ToUnicode can hold one text only, ActualText gives the other."""
    first = run("一二三")
    second = GlyphRun(**{**{k: getattr(first, k) for k in first.__slots__}, "text": "一二叁"})
    data = printed(first, second)
    assert texts(data)[0] == "一二三一二叁"
    with opened(data) as pdf:
        assert pdf.pages[0].Contents.read_bytes().count(b"ActualText") == 1


def test_ligatures_and_marks_give_back_their_text() -> None:
    """One glyph for several characters, and several for one cluster, extract as written."""
    text = "office e\u0301tude ①"
    assert texts(printed(run(text, face="serif-400")))[0] in (text, text.replace("e\u0301", "é"))


def test_glyph_zero_stops_the_file() -> None:
    """A run that would print a box is refused with its place."""
    bad = run("晋")
    bad = GlyphRun(**{**{k: getattr(bad, k) for k in bad.__slots__}, "glyphs": (0,)})
    report = Diagnostics()
    assert write_print(book([page([put(bad, 0, 0, 1)])]), resources(), report) is None
    assert [(d.code, d.span) for d in report] == [("notdef-drawn", span())]


def cff_face(folder: Path, *, by_cid: bool, embeddable: bool = True) -> FontLibrary:
    """A library with one CFF face: A is a low bar, B a full square; by CID, with CIDs unlike the glyph ids."""
    builder = FontBuilder(1000, isTTF=False)
    names = [".notdef", "A", "B"]
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord("A"): "A", ord("B"): "B"})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (600, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Bars", "styleName": "Regular", "psName": "Bars"})
    builder.setupOS2(fsType=0 if embeddable else 2)
    builder.setupPost()
    strings = {}
    for glyph, top in zip(names, (0, 100, 700), strict=True):
        pen = T2CharStringPen(600, None)
        if top:
            pen.moveTo((0, 0))
            for corner in ((500, 0), (500, top), (0, top)):
                pen.lineTo(corner)
            pen.closePath()
        strings[glyph] = pen.getCharString()
    builder.setupCFF("Bars", {"FullName": "Bars"}, strings, {})
    if by_cid:
        _make_cid_keyed(builder.font)
    builder.save(folder / "bars.otf")
    data = (folder / "bars.otf").read_bytes()
    row = {"id": "bars", "file": "bars.otf", "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    row |= {"family": "Bars", "weight": 400, "version": "1", "licence": "none", "provenance": "made by the test"}
    (folder / "fonts.lock.json").write_text(json.dumps({"faces": [row]}), "utf-8")
    return FontLibrary(folder)


def _make_cid_keyed(font: TTFont) -> None:
    top = font["CFF "].cff[0]
    top.ROS = ("Adobe", "Identity", 0)
    top.CIDCount = 100
    inner = cffLib.FontDict()
    inner.Private = top.Private
    top.FDArray = cffLib.FDArrayIndex()
    top.FDArray.append(inner)
    top.FDSelect = cffLib.FDSelect()
    top.FDSelect.format = 3
    top.FDSelect.gidArray = [0, 0, 0]
    renamed = {".notdef": ".notdef", "A": "cid00070", "B": "cid00090"}
    strings = top.CharStrings
    strings.charStrings = {renamed[old]: strings.charStrings[old] for old in renamed}
    strings.fdArray, strings.fdSelect = top.FDArray, top.FDSelect
    top.charset = list(renamed.values())
    for table in ("cmap", "hmtx"):
        del font[table]
    font.setGlyphOrder(top.charset)
    maker = FontBuilder(font=font)
    maker.setupCharacterMap({ord("A"): "cid00070", ord("B"): "cid00090"})
    maker.setupHorizontalMetrics(dict.fromkeys(top.charset, (600, 0)))
    del top.Private
    top.rawDict.pop("Private", None)


@pytest.mark.parametrize("by_cid", [False, True], ids=["by name", "by CID"])
def test_cff_outlines_embed(tmp_path: Path, by_cid: bool) -> None:
    """A CFF face, keyed by name or by CID, is embedded as CIDFontType0C and draws the right glyph."""
    bars = cff_face(tmp_path, by_cid=by_cid)
    glyph = bars.face("bars").hb_font.get_nominal_glyph(ord("B"))
    drawn = GlyphRun(
        face="bars",
        size=pt(100),
        paint=TEXT,
        text="B",
        glyphs=(glyph,),
        x=(0,),
        y=(0,),
        clusters=(0,),
        advance=pt(60),
        origin=span(),
    )
    data = write_print(book([page([put(drawn, mm(50), mm(100), 1)])]), MemoryResources({}, bars), Diagnostics())
    assert data is not None
    (font,) = fonts_of(data)
    assert str(font.Subtype) == "/CIDFontType0"
    assert texts(data) == ["B"]
    image = pictured(data, 0)
    x, y = mm(53) // 12_700, mm(103) // 12_700
    assert sum(image.getpixel((x + 25, y - 60))) < 120  # the square's upper part: A would leave it blank
    assert sum(image.getpixel((x + 25, y - 80))) > 700


def test_a_face_that_forbids_embedding_stops_the_file(tmp_path: Path) -> None:
    """OS/2 fsType is obeyed."""
    bars = cff_face(tmp_path, by_cid=False, embeddable=False)
    drawn = run("A", face="serif-400")
    drawn = GlyphRun(**{**{k: getattr(drawn, k) for k in drawn.__slots__}, "face": "bars", "glyphs": (1,)})
    report = Diagnostics()
    assert write_print(book([page([put(drawn, 0, 0, 1)])]), MemoryResources({}, bars), report) is None
    assert [d.code for d in report] == ["font-not-embeddable"]
