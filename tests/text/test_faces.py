"""What kinds of font files a lock may name: collections by index, variable fonts pinned at an axis setting."""

import hashlib
import json
from pathlib import Path

import pytest
import uharfbuzz as hb
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation

from builder.fonts import FontLibrary
from builder.text.shaping import ShapedFace
from builder.units import pt
from builder.writers.fonts import cut_glyphs

NAMES = [".notdef", "A"]


def font_of(width: int) -> FontBuilder:
    """A TrueType font whose A is a box almost as wide as its advance."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(NAMES)
    builder.setupCharacterMap({ord("A"): "A"})
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for corner in ((0, 700), (width - 50, 700), (width - 50, 0)):
        pen.lineTo(corner)
    pen.closePath()
    box = pen.glyph()
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "A": box})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "A": (width, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Box", "styleName": "Regular", "psName": f"Box{width}"})
    builder.setupOS2()
    builder.setupPost()
    return builder


def locked(folder: Path, file: str, **choice: object) -> FontLibrary:
    data = (folder / file).read_bytes()
    row: dict[str, object] = {"id": "box", "file": file, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    row |= {"family": "Box", "weight": 400, "version": "1", "licence": "none", "provenance": "made by the test"}
    (folder / "fonts.lock.json").write_text(json.dumps({"faces": [row | choice]}), "utf-8")
    return FontLibrary(folder)


@pytest.mark.parametrize(("index", "width"), [(0, 400), (1, 900)])
def test_a_collection_gives_the_face_of_its_index(tmp_path: Path, index: int, width: int) -> None:
    """Shaping measures the face that the lock's `index` picks."""
    collection = TTCollection()
    for number, each in enumerate((400, 900)):
        font_of(each).save(tmp_path / f"{number}.ttf")
        collection.fonts.append(TTFont(tmp_path / f"{number}.ttf"))
    collection.save(str(tmp_path / "boxes.ttc"))
    face = ShapedFace(locked(tmp_path, "boxes.ttc", index=index).face("box"))
    _, _, advances, *_ = face.shape("A", False)
    assert advances == (width,)


@pytest.mark.parametrize(("weight", "width"), [(400, 500), (650, 600), (900, 700)])
def test_an_axis_setting_pins_an_instance(tmp_path: Path, weight: int, width: int) -> None:
    """A variable font is shaped, measured and embedded as the one instance that the lock's `axes` name."""
    builder = font_of(500)
    builder.setupFvar([("wght", 400, 400, 900, "Weight")], [])
    wider = TupleVariation({"wght": (0, 1, 1)}, [(0, 0), (0, 0), (200, 0), (200, 0), (0, 0), (200, 0), (0, 0), (0, 0)])
    builder.setupGvar({".notdef": [], "A": [wider]})
    builder.save(tmp_path / "box.ttf")
    face = locked(tmp_path, "box.ttf", axes={"wght": weight}).face("box")
    shaped = ShapedFace(face)
    (glyph,), _, advances, *_ = shaped.shape("A", False)
    assert advances == (width,)
    assert shaped.ink(glyph) == (0, width - 50)
    assert shaped.scaled(pt(10))[width] == pt(width / 100)
    program, new_ids, is_cff = cut_glyphs(face.hb_face, [0, glyph], face.locked.axes)
    assert not is_cff
    embedded = hb.Face(program)
    assert "fvar" not in embedded.table_tags
    assert hb.Font(embedded).get_glyph_h_advance(new_ids[glyph]) == width
