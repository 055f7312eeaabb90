"""Small print jobs made for the tests: a good one of four A6 pages, and everything that can be put into it."""

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import reportlab
from pikepdf import Array, Dictionary, Name, String

from builder.diagnostics import Diagnostics
from builder.production.preflight.checking import preflight
from builder.production.preflight.demand import Demand
from builder.production.preflight.findings import PreflightReport
from builder.production.shops import Shop, read_shop
from builder.writers.press import FOGRA39

MM = 72 / 25.4
TRIM = (105.0, 148.0)
BLEED = 3.0
LETTERS = {letter: 36 + index for index, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
"""Glyphs of Vera, which comes with reportlab."""

Change = Callable[[pikepdf.Pdf], None]


def at(x: float, y: float) -> str:
    """`x y` in points for millimetres from the trim's top left."""
    return f"{(BLEED + x) * MM:.4f} {(BLEED + TRIM[1] - y) * MM:.4f}"


def words(text: str, size: float, x: float, y: float, color: str = "0 0 0 1 k", state: str = "Over") -> str:
    """A line of capital letters whose baseline starts at (x, y) mm."""
    codes = "".join(f"{LETTERS[letter]:04X}" for letter in text)
    return f"q /{state} gs {color} BT /F {size} Tf {at(x, y)} Td <{codes}> Tj ET Q\n"


def block(x: float, y: float, width: float, height: float, color: str, more: str = "") -> str:
    """A filled rectangle with its top left at (x, y) mm."""
    return f"q {more} {color} {at(x, y + height)} {width * MM:.4f} {height * MM:.4f} re f Q\n"


def picture(name: str, x: float, y: float, width: float, height: float) -> str:
    """An image placed with its top left at (x, y) mm."""
    return f"q {width * MM:.4f} 0 0 {height * MM:.4f} {at(x, y + height)} cm /{name} Do Q\n"


def image(pdf: pikepdf.Pdf, width: int, height: int, space: Any = Name.DeviceCMYK, **more: Any) -> Any:
    """A flat image of 8 bits."""
    count = {"/DeviceCMYK": 4, "/DeviceRGB": 3}.get(str(space), 1) if isinstance(space, Name) else 1
    bits = more.get("BitsPerComponent", 8)
    data = bytes([40]) * (((width * count * bits + 7) // 8) * height)
    return pdf.make_stream(
        data,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=width,
        Height=height,
        ColorSpace=space,
        **{"BitsPerComponent": 8, **more},
    )


@cache
def _vera() -> bytes:
    return (Path(reportlab.__file__).parent / "fonts" / "Vera.ttf").read_bytes()


def font(pdf: pikepdf.Pdf, *, embedded: bool = True, serif: bool = False) -> Any:
    """A composite font over Vera."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/ABCDEF+Vera"),
        Flags=6 if serif else 4,
        FontBBox=[-183, -236, 1287, 928],
        ItalicAngle=0,
        Ascent=928,
        Descent=-236,
        CapHeight=729,
        StemV=80,
    )
    if embedded:
        descriptor["/FontFile2"] = pdf.make_stream(_vera())
    below = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/ABCDEF+Vera"),
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(descriptor),
        CIDToGIDMap=Name.Identity,
        DW=680,
    )
    pairs = "\n".join(f"<{code:04X}> <{ord(letter):04X}>" for letter, code in LETTERS.items())
    unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(LETTERS)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/ABCDEF+Vera"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(below)],
            ToUnicode=pdf.make_stream(unicode.encode()),
        )
    )


XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Job</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>2022-12-31T08:00:00+08:00</xmp:CreateDate><xmp:ModifyDate>2022-12-31T08:00:00+08:00</xmp:ModifyDate>
<xmp:MetadataDate>2022-12-31T08:00:00+08:00</xmp:MetadataDate><xmp:CreatorTool>tests</xmp:CreatorTool>
<xmpMM:DocumentID>uuid:1</xmpMM:DocumentID><xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<pdf:Producer>tests</pdf:Producer><pdf:Trapped>False</pdf:Trapped>
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def good_job(pages: int = 4) -> pikepdf.Pdf:
    """A clean PDF/X-4 job, still open for changes."""
    pdf = pikepdf.new()
    width, height = ((side + 2 * BLEED) * MM for side in TRIM)
    inner = BLEED * MM
    states = Dictionary(
        Over=Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1),
        Knock=Dictionary(Type=Name.ExtGState, OP=False, op=False, OPM=0),
    )
    shared_font, photo = font(pdf), image(pdf, 480, 360)
    for number in range(pages):
        resources = Dictionary(
            Font=Dictionary(F=shared_font), ExtGState=states, XObject=Dictionary(Photo=photo), ColorSpace=Dictionary()
        )
        text = block(-BLEED, -BLEED, TRIM[0] + 2 * BLEED, TRIM[1] + 2 * BLEED, "0.05 0.08 0.1 0 k")
        text += words("PAGE" + "I" * (number + 1), 10, 10, 20) + picture("Photo", 10, 100, 40, 30)
        text += f"q 0 0 0 1 K 0.5 w {at(10, 25)} m {at(60, 25)} l S Q\n"
        page = Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, width, height],
            BleedBox=[0, 0, width, height],
            TrimBox=[inner, inner, width - inner, height - inner],
            Resources=resources,
            Contents=pdf.make_stream(text.encode()),
            Group=Dictionary(Type=Name.Group, S=Name.Transparency, CS=Name.DeviceCMYK),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    profile = pdf.make_stream(FOGRA39.profile.data, N=4)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String("FOGRA39"),
        RegistryName=String("http://www.color.org"),
        DestOutputProfile=profile,
    )
    pdf.Root["/OutputIntents"] = Array([intent])
    pdf.Root["/Metadata"] = pdf.make_stream(XMP.encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.trailer["/Info"] = pdf.make_indirect(
        Dictionary(
            Title=String("Job"),
            Creator=String("tests"),
            Producer=String("tests"),
            CreationDate=String("D:20221231080000+08'00'"),
            ModDate=String("D:20221231080000+08'00'"),
            Trapped=Name("/False"),
        )
    )
    return pdf


def finished(pdf: pikepdf.Pdf, version: str = "1.6", **options: Any) -> bytes:
    """The job as bytes."""
    out = io.BytesIO()
    options = {"object_stream_mode": pikepdf.ObjectStreamMode.disable, "fix_metadata_version": False, **options}
    pdf.save(
        out, force_version=version, deterministic_id="encryption" not in options, compress_streams=False, **options
    )
    return out.getvalue()


def painted(pdf: pikepdf.Pdf, content: str, page: int = 2) -> pikepdf.Pdf:
    """The job with `content` laid over page `page` (from 1)."""
    pdf.pages[page - 1].contents_add(pdf.make_stream(content.encode()))
    return pdf


def named(pdf: pikepdf.Pdf, category: str, name: str, value: Any, page: int = 2) -> pikepdf.Pdf:
    """The job with a resource added to page `page`."""
    resources = pdf.pages[page - 1].obj["/Resources"]
    section = Dictionary(dict(resources.get(f"/{category}", {}).items()))
    section[f"/{name}"] = value
    resources[f"/{category}"] = section
    return pdf


def form(pdf: pikepdf.Pdf, content: str, **resources: Any) -> Any:
    """A form XObject over the whole page that draws `content`."""
    box = [0, 0, 400, 500]
    return pdf.make_stream(
        content.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=Dictionary(**resources)
    )


def separation(pdf: pikepdf.Pdf, name: str) -> Any:
    """A spot ink that looks like magenta."""
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 1, 0, 0], N=1)
    return pdf.make_indirect(Array([Name.Separation, Name(f"/{name}"), Name.DeviceCMYK, tint]))


@cache
def shop(name: str = "coated-300") -> Shop:
    """A shop that came with the program."""
    report = Diagnostics()
    found = read_shop(name, report)
    assert found is not None, report.found
    return found


def judged(data: bytes, **demand: Any) -> PreflightReport:
    """The report of a job by the terms of `coated-300`, four pages a sheet."""
    return preflight(data, Demand(**{"shop": shop(), "page_multiple": 4, **demand}))
