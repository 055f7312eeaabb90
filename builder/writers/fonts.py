"""One composite font per face: Type 0, Identity-H, a HarfBuzz subset with compact glyph ids, W and ToUnicode.

A code in a content stream is the glyph id within the subset. What text a glyph stands for is learnt from the runs;
a glyph that stands for different texts in different places keeps the first, and its other appearances are wrapped
in ActualText by the drawing (ISO 32000-1, 9.7, 9.10.3 and 14.9.4).
"""

import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import uharfbuzz as hb

from builder.diagnostics import Diagnostics
from builder.fonts import FontFace
from builder.layout.pages import Group, PagedDocument, Placed
from builder.resources import Cache, Resources
from builder.source import Span, whole_file
from builder.text.glyphs import GlyphRun
from builder.writers.numbers import decimal
from builder.writers.objects import PdfFile, Reference, array, dictionary, name

SUBSET_RECIPE = 1
"""Part of every cache key: raised when the same glyphs would give other bytes."""

_DROPPED = ("GSUB", "GPOS", "GDEF", "BASE", "JSTF", "cmap", "name", "OS/2", "VORG", "vhea", "vmtx", "DSIG", "STAT")
"""A viewer gets glyph ids and advances; none of these tables is read for a CIDFont (ISO 32000-1, table 126)."""

_RESTRICTED, _NO_SUBSETTING, _BITMAP_ONLY = 0x0002, 0x0100, 0x0200
"""Bits of OS/2 fsType that forbid what we do (OpenType, OS/2)."""


@dataclass(slots=True)
class FaceUse:
    """What a document asks of one face."""

    glyphs: set[int] = field(default_factory=set)
    texts: dict[int, str] = field(default_factory=dict)
    """Glyph id to the first text it stands for."""
    first: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFont:
    """A face as a content stream sees it."""

    reference: Reference
    codes: dict[int, str]
    """Glyph id of the face to four hexadecimal digits."""
    widths: dict[int, float]
    """Glyph id to advance in thousandths of the size, as W says."""
    texts: dict[int, str]


def runs_of(items: Iterable[Placed]) -> Iterator[GlyphRun]:
    """The glyph runs of a display list in painting order, groups entered."""
    for placed in items:
        item = placed.item
        if isinstance(item, GlyphRun):
            yield item
        elif isinstance(item, Group):
            yield from runs_of(item.items)


def collect_faces(document: PagedDocument, report: Diagnostics) -> dict[str, FaceUse]:
    """Which glyphs of which faces a document draws, and what they stand for, by face id in order of appearance.

    Reports `notdef-drawn` for a run that holds glyph 0: a box printed for a missing character (ISO 14289-1, 7.21.8).
    """
    uses: dict[str, FaceUse] = {}
    for page in document.pages:
        for run in runs_of(page.items):
            use = uses.get(run.face)
            if use is None:
                use = uses[run.face] = FaceUse(first=run.origin)
            if 0 in run.glyphs:
                report.error("notdef-drawn", run.origin, text=run.text, face=run.face)
            use.glyphs.update(run.glyphs)
            learn_texts(run, use.texts)
    return uses


def learn_texts(run: GlyphRun, texts: dict[int, str]) -> None:
    """Note for each glyph of `run` not yet in `texts` what it stands for: the characters as drawn."""
    if is_one_to_one(run):
        for glyph, character in zip(run.glyphs, run.shown or run.text, strict=True):
            if glyph not in texts:
                texts[glyph] = character
        return
    for glyphs, text in clusters_of(run):
        # Several glyphs of one cluster share its characters in order; the drawing adds ActualText where that is short.
        for place, glyph in enumerate(glyphs):
            own = text if len(glyphs) == 1 else text[place : place + 1] or text[-1:]
            if own:
                texts.setdefault(glyph, own)


def is_one_to_one(run: GlyphRun) -> bool:
    """Whether glyph i stands for character i alone: nearly every run of Chinese."""
    return len(run.glyphs) == len(run.text) and run.clusters == tuple(range(len(run.glyphs)))


def clusters_of(run: GlyphRun) -> Iterator[tuple[tuple[int, ...], str]]:
    """The glyphs of each cluster with the characters they stand for, in order."""
    starts = [i for i, c in enumerate(run.clusters) if i == 0 or c != run.clusters[i - 1]]
    for at, first in enumerate(starts):
        last = starts[at + 1] if at + 1 < len(starts) else len(run.glyphs)
        end = run.clusters[last] if last < len(run.glyphs) else len(run.text)
        yield run.glyphs[first:last], run.text[run.clusters[first] : end]


def embed_fonts(
    file: PdfFile, uses: dict[str, FaceUse], resources: Resources, report: Diagnostics
) -> dict[str, EmbeddedFont]:
    """Embed each face in `file`. Reports `font-…` findings; a face with one is left out of the answer."""
    before = len(report.found)
    resources.fonts.verify(tuple(uses), report)
    if len(report.found) > before:
        return {}
    embedded = {}
    for face_id, use in uses.items():
        face = resources.fonts.face(face_id)
        if not may_embed(face):
            report.error("font-not-embeddable", whole_file(face.locked.file), face=face_id)
            continue
        embedded[face_id] = _embed(file, face, use, subset(face, use.glyphs, resources.cache))
    return embedded


def may_embed(face: FontFace) -> bool:
    """Whether the face's own table allows embedding a subset of its outlines."""
    table = face.hb_face.reference_table("OS/2").data
    if len(table) < 10:
        return True
    (bits,) = struct.unpack_from(">H", table, 8)
    return not bits & (_NO_SUBSETTING | _BITMAP_ONLY) and bits & 0x000F != _RESTRICTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Subset:
    """A cut-down font program, deflated, and how its glyph ids answer to the face's."""

    deflated: bytes
    length: int
    is_cff: bool
    new_ids: dict[int, int]
    widths: dict[int, float]
    tag: str


def subset(face: FontFace, glyphs: set[int], cache: Cache) -> Subset:
    """Cut `face` down to `glyphs` with compact glyph ids; remembered by the face's hash and the glyphs.

    CFF comes with an identity charset, so that CID and glyph id are one number in both outline formats.
    """
    wanted = sorted(glyphs | {0})
    marks = json.dumps([SUBSET_RECIPE, face.locked.sha256, face.locked.index, face.locked.axes, wanted])
    digest = hashlib.sha256(marks.encode()).digest()
    key = f"subset-{digest.hex()[:40]}"
    kept = cache.get(key)
    if kept is None:
        kept = _packed(*_cut(face, wanted))
        cache.put(key, kept)
    head_length = int.from_bytes(kept[:4], "big")
    head = json.loads(kept[4 : 4 + head_length])
    return Subset(
        deflated=kept[4 + head_length :],
        length=head["length"],
        is_cff=head["cff"],
        new_ids=dict(head["ids"]),
        widths=dict(head["widths"]),
        tag="".join(chr(65 + byte % 26) for byte in digest[:6]),
    )


def _packed(program: bytes, is_cff: bool, ids: list[tuple[int, int]], widths: list[tuple[int, float]]) -> bytes:
    head = json.dumps({"length": len(program), "cff": is_cff, "ids": ids, "widths": widths}).encode()
    return len(head).to_bytes(4, "big") + head + zlib.compress(program, 9)


def _cut(face: FontFace, wanted: list[int]) -> tuple[bytes, bool, list[tuple[int, int]], list[tuple[int, float]]]:
    is_cff = not {"CFF ", "CFF2"}.isdisjoint(face.hb_face.table_tags)
    program, new_ids, _ = cut_glyphs(face.hb_face, wanted, face.locked.axes, bare=is_cff)
    font, em = face.hb_font, face.units_per_em
    widths = [(g, round(font.get_glyph_h_advance(g) * 1000 / em, 3)) for g in wanted]
    return program, is_cff, [(g, new_ids[g]) for g in wanted], widths


def cut_glyphs(
    face: hb.Face, wanted: list[int], axes: tuple[tuple[str, float], ...] = (), *, bare: bool = False
) -> tuple[bytes, dict[int, int], bool]:
    """Cut `face` down to `wanted` and what those are built of: font program, old ids to new ones, whether it is CFF.

    Args:
        axes: where to pin a variable font.
        bare: give the CFF table alone, as a PDF holds it, instead of a whole font file.
    """
    request = hb.SubsetInput()
    request.sets(hb.SubsetInputSets.GLYPH_INDEX).update(wanted)
    dropped = (int.from_bytes(tag.encode()) for tag in _DROPPED)
    request.sets(hb.SubsetInputSets.DROP_TABLE_TAG).update(dropped)
    request.flags = (
        hb.SubsetFlags.NO_LAYOUT_CLOSURE
        | hb.SubsetFlags.NOTDEF_OUTLINE
        | hb.SubsetFlags.CFF_IDENTITY_CHARSET
        | hb.SubsetFlags.DOWNGRADE_CFF2
        | hb.SubsetFlags.SET_OVERLAPS_FLAG
    )
    for axis, value in axes:
        request.pin_axis_location(face, axis, value)
    plan = hb.SubsetPlan(face, request)
    cut = plan.execute()
    is_cff = "CFF " in cut.table_tags
    program = bytes(cut.reference_table("CFF ").data) if is_cff and bare else bytes(cut.blob.data)
    return program, dict(plan.old_to_new_glyph_mapping), is_cff


def _embed(file: PdfFile, face: FontFace, use: FaceUse, cut: Subset) -> EmbeddedFont:
    base = "/" + cut.tag + "+" + name(postscript_name(face))[1:]
    program = {"Length1": cut.length} if not cut.is_cff else {"Subtype": "/CIDFontType0C"}
    stream = file.add_stream({**program, "Filter": "/FlateDecode"}, cut.deflated)
    descriptor = {**font_descriptor(face), "FontName": base, ("FontFile3" if cut.is_cff else "FontFile2"): stream}
    widths = {cut.new_ids[g]: w for g, w in cut.widths.items()}
    descendant = {
        "Type": "/Font",
        "Subtype": "/CIDFontType0" if cut.is_cff else "/CIDFontType2",
        "BaseFont": base,
        "CIDSystemInfo": b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
        "FontDescriptor": file.add(dictionary(descriptor)),
        "DW": 1000,
        "W": width_array(widths),
    }
    if not cut.is_cff:
        descendant["CIDToGIDMap"] = "/Identity"
    texts = {cut.new_ids[g]: text for g, text in use.texts.items()}
    font = {
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": base,
        "Encoding": "/Identity-H",
        "DescendantFonts": array([file.add(dictionary(descendant))]),
        "ToUnicode": file.add_stream({}, to_unicode(texts), deflate=True),
    }
    return EmbeddedFont(
        reference=file.add(dictionary(font)),
        codes={g: f"{new:04X}" for g, new in cut.new_ids.items()},
        widths=cut.widths,
        texts=use.texts,
    )


def width_array(widths: dict[int, float]) -> bytes:
    """The W array: `first [w …]` for each stretch of ids; widths of 1000 are left to DW (ISO 32000-1, 9.7.4.3)."""
    parts: list[str] = []
    last = -2
    for cid in sorted(widths):
        if widths[cid] == 1000:
            continue
        if cid != last + 1:
            parts.append(f"{']' if parts else ''}{cid}[")
        elif parts:
            parts.append(" ")
        parts.append(decimal(widths[cid]))
        last = cid
    return ("[" + "".join(parts) + ("]]" if parts else "]")).encode()


def to_unicode(texts: dict[int, str]) -> bytes:
    """The ToUnicode CMap for two-byte codes (Adobe Technical Note 5411; at most 100 entries a block)."""
    rows = [f"<{cid:04X}><{text.encode('utf-16-be').hex().upper()}>" for cid, text in sorted(texts.items())]
    blocks = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
    return (_CMAP_HEAD + body + _CMAP_TAIL).encode()


_CMAP_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000><FFFF>
endcodespacerange
"""
_CMAP_TAIL = """
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def postscript_name(face: FontFace) -> str:
    found = face.hb_face.get_name(hb.OTNameIdPredefined.POSTSCRIPT_NAME)
    return str(found or face.locked.id).replace(" ", "")


def font_descriptor(face: FontFace) -> dict[str, object]:
    """Metrics in thousandths of the em (ISO 32000-1, table 122)."""
    font, em = face.hb_font, face.units_per_em
    extents = font.get_font_extents("ltr")
    cap = font.get_metric_position_with_fallback(hb.OTMetricsTag.CAP_HEIGHT)
    box = struct.unpack_from(">4h", face.hb_face.reference_table("head").data, 36)
    (angle,) = struct.unpack_from(">i", face.hb_face.reference_table("post").data, 4)
    return {
        "Type": "/FontDescriptor",
        "Flags": 4 | (64 if angle else 0),
        "FontBBox": array(round(v * 1000 / em) for v in box),
        "ItalicAngle": decimal(angle / 65536),
        "Ascent": round(extents.ascender * 1000 / em),
        "Descent": round(extents.descender * 1000 / em),
        "CapHeight": round(cap * 1000 / em),
        # No table holds the stem; a round guess from the weight is what every producer writes.
        "StemV": round(50 + (face.locked.weight / 65) ** 2),
    }


def unicode_string(text: str) -> str:
    """`text` as a hexadecimal UTF-16 string with its mark, for a content stream."""
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"
