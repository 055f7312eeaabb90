"""Jobs with one planted fault each are refused with that fault's code, at its page and place, and for nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from builder.diagnostics import Severity
from tests.preflight.jobs import (
    BLEED,
    MM,
    TRIM,
    at,
    block,
    finished,
    font,
    form,
    good_job,
    image,
    judged,
    named,
    painted,
    picture,
    separation,
    shop,
    words,
)

X, Y = 40.0, 60.0
"""Where faults with a place are planted, in millimetres from the trim's top left."""


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A fault: how to plant it, and what must be said."""

    code: str
    make: Callable[[], bytes]
    page: int = 2
    placed: bool = True
    demand: dict[str, Any] = field(default_factory=dict)
    also: frozenset[str] = frozenset()
    """Further errors that the same fault is."""


def _paint(content: str) -> Callable[[], bytes]:
    return lambda: finished(painted(good_job(), content))


def _with(category: str, value: Callable[[pikepdf.Pdf], Any], content: str) -> Callable[[], bytes]:
    def make() -> bytes:
        pdf = good_job()
        named(pdf, category, "New", value(pdf))
        return finished(painted(pdf, content))

    return make


def _change(change: Callable[[pikepdf.Pdf], Any], **options: Any) -> Callable[[], bytes]:
    def make() -> bytes:
        pdf = good_job()
        change(pdf)
        return finished(pdf, **options)

    return make


def _entry(key: str, value: Any) -> Callable[[pikepdf.Pdf], Any]:
    return lambda pdf: pdf.pages[1].obj.__setitem__(key, value)


def _profile(change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    def replace(pdf: pikepdf.Pdf) -> None:
        intent = pdf.Root["/OutputIntents"][0]
        intent["/DestOutputProfile"] = pdf.make_stream(change(intent["/DestOutputProfile"].read_bytes()), N=4)

    return _change(replace)


def _xmp(old: str, new: str) -> Callable[[], bytes]:
    def replace(pdf: pikepdf.Pdf) -> None:
        data = pdf.Root["/Metadata"].read_bytes().decode()
        assert old in data
        pdf.Root["/Metadata"].write(data.replace(old, new).encode())

    return _change(replace)


def _pattern(pdf: pikepdf.Pdf) -> Any:
    return pdf.make_stream(
        b"1 0 0 rg 0 0 5 5 re f",
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 10, 10],
        XStep=10,
        YStep=10,
        Resources=Dictionary(),
    )


def _type3(pdf: pikepdf.Pdf) -> Any:
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=[0, 0, 1, 1],
        FontMatrix=[1, 0, 0, 1, 0, 0],
        CharProcs=Dictionary(A=pdf.make_stream(b"1 0 d0 1 0 0 rg 0 0 1 1 re f")),
        Encoding=Dictionary(Type=Name.Encoding, Differences=[65, Name("/A")]),
        FirstChar=65,
        LastChar=65,
        Widths=[1],
        Resources=Dictionary(),
        ToUnicode=pdf.make_stream(b""),
    )


def _endless(pdf: pikepdf.Pdf) -> None:
    """A form that draws itself."""
    made = form(pdf, "/Again Do")
    made["/Resources"] = Dictionary(XObject=Dictionary(Again=made))
    named(pdf, "XObject", "New", made)
    painted(pdf, "/New Do")


def _annotation(pdf: pikepdf.Pdf) -> None:
    x, y = (float(v) for v in at(X, Y + 10).split())
    appearance = pdf.make_stream(b"1 0 0 rg 0 0 20 20 re f", Subtype=Name.Form, BBox=[0, 0, 20, 20])
    annotation = Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=[x, y, x + 28, y + 28], AP=Dictionary(N=appearance)
    )
    pdf.pages[1].obj["/Annots"] = Array([pdf.make_indirect(annotation)])


def _inherited(pdf: pikepdf.Pdf) -> None:
    """The page's own resources move up to the page tree."""
    page = pdf.pages[1].obj
    for other in pdf.pages:
        other.obj["/Resources"] = other.obj["/Resources"]
    resources = Dictionary(dict(page["/Resources"].items()))
    resources["/ColorSpace"] = Dictionary(New=Array([Name.CalRGB, Dictionary(WhitePoint=[0.95, 1, 1.09])]))
    pdf.Root["/Pages"]["/Resources"] = resources
    del page["/Resources"]
    painted(pdf, block(X, Y, 10, 10, "/New cs 1 0 0 sc"))


def _shortened_bleed(pdf: pikepdf.Pdf) -> None:
    width, height = ((side + 2 * BLEED) * MM for side in TRIM)
    pdf.pages[1].obj["/BleedBox"] = Array([MM, 0, width, height])


def _truncated_jpeg(pdf: pikepdf.Pdf) -> Any:
    broken = image(pdf, 200, 200)
    broken.write(b"\xff\xd8\xff\xe0" + b"\0" * 90, filter=Name.DCTDecode)
    return broken


def _short_picture(pdf: pikepdf.Pdf) -> Any:
    broken = image(pdf, 200, 200)
    broken.write(b"\x20" * 1000)
    return broken


INLINE = "\nBI /W 10 /H 10 /CS /RGB /BPC 8 ID " + "A" * 300 + "\nEI "

JOBS = {
    "RGB black": Broken(
        code="color-rgb", make=_paint(words("ABC", 10, X, Y, "0 0 0 rg")), also=frozenset({"type-in-four-inks"})
    ),
    "RGB in a form in a form": Broken(
        code="color-rgb",
        make=_with(
            "XObject",
            lambda pdf: form(pdf, "/In Do", XObject=Dictionary(In=form(pdf, block(X, Y, 10, 10, "1 0 0 rg")))),
            "/New Do",
        ),
    ),
    "RGB in a tiling pattern": Broken(
        code="color-rgb", make=_with("Pattern", _pattern, block(X, Y, 10, 10, "/Pattern cs /New scn")), placed=False
    ),
    "RGB in a Type 3 glyph": Broken(
        code="color-rgb", make=_with("Font", _type3, f"BT /New 20 Tf {at(X, Y)} Td (A) Tj ET")
    ),
    "RGB in an annotation": Broken(code="color-rgb", make=_change(_annotation), also=frozenset({"annotation-on-page"})),
    "RGB in an inline image": Broken(code="color-rgb", make=_paint(f"q 2 0 0 2 {at(X, Y)} cm {INLINE} Q")),
    "CalRGB by inherited resources": Broken(code="color-rgb", make=_change(_inherited)),
    "ICC CMYK": Broken(
        code="color-icc-cmyk",
        make=_with(
            "ColorSpace",
            lambda pdf: Array([Name.ICCBased, pdf.make_stream(b"", N=4)]),
            block(X, Y, 10, 10, "/New cs 0 1 0 0 sc"),
        ),
    ),
    "Lab": Broken(
        code="color-managed",
        make=_with(
            "ColorSpace",
            lambda _: Array([Name.Lab, Dictionary(WhitePoint=[0.96, 1, 0.82])]),
            block(X, Y, 10, 10, "/New cs 60 10 10 sc"),
        ),
    ),
    "72 ppi": Broken(code="image-ppi-low", make=_paint(picture("Photo", X, Y, 169.3 / 4, 127 / 4 * 4))),
    "coarse bitmap": Broken(
        code="image-bitmap-coarse",
        make=_with(
            "XObject", lambda pdf: image(pdf, 80, 80, Name.DeviceGray, BitsPerComponent=1), picture("New", X, Y, 10, 10)
        ),
    ),
    "damaged JPEG": Broken(code="image-damaged", make=_with("XObject", _truncated_jpeg, picture("New", X, Y, 10, 10))),
    "picture cut short": Broken(
        code="image-damaged", make=_with("XObject", _short_picture, picture("New", X, Y, 10, 10))
    ),
    "5 pt white serif": Broken(
        code="type-reversed-small",
        make=_with(
            "Font",
            lambda pdf: font(pdf, serif=True),
            block(X - 2, Y - 6, 30, 9, "0 1 0 0 k")
            + words("ABC", 5, X, Y, "0 0 0 0 k", "Knock").replace("/F ", "/New "),
        ),
    ),
    "small type in two inks": Broken(
        code="type-mixed-small", make=_paint(words("ABC", 5.5, X, Y, "0 1 1 0 k", "Knock"))
    ),
    "4 pt type": Broken(code="type-small", make=_paint(words("ABC", 4, X, Y))),
    "rich black type": Broken(
        code="type-in-four-inks", make=_paint(words("ABC", 14, X, Y, "0.4 0.3 0.3 1 k", "Knock"))
    ),
    "black type knocks out": Broken(code="black-knocks-out", make=_paint(words("ABC", 9, X, Y, state="Knock"))),
    "grey black cannot overprint": Broken(code="black-knocks-out", make=_paint(words("ABC", 9, X, Y, "0 g"))),
    "white overprints": Broken(code="white-overprinting", make=_paint(words("ABC", 12, X, Y, "0 0 0 0 k"))),
    "0.1 pt rule": Broken(code="line-thin", make=_paint(f"q 0 0 0 1 K 0.1 w {at(X, Y)} m {at(X + 10, Y)} l S Q")),
    "thin filled bar": Broken(code="line-thin", make=_paint(block(X, Y, 10, 0.03, "0 0 0 1 k"))),
    "380 % ink": Broken(code="ink-too-much", make=_paint(block(X, Y, 10, 10, "1 0.9 0.9 1 k"))),
    "ink heaped by overprint": Broken(
        code="ink-too-much",
        make=_paint(block(X, Y, 10, 10, "1 0.9 0.9 0 k") + block(X, Y, 10, 10, "0 0 0 1 k", "/Over gs")),
    ),
    "ink heaped by multiplying": Broken(
        code="ink-too-much",
        make=_with(
            "ExtGState",
            lambda _: Dictionary(BM=Name.Multiply),
            block(X, Y, 10, 10, "1 1 0 0 k") + block(X, Y, 10, 10, "0 0 1 0.6 k", "/New gs"),
        ),
    ),
    "tint of 1 %": Broken(code="tint-light", make=_paint(block(X, Y, 10, 10, "0.01 0 0 0 k"))),
    "unknown spot": Broken(
        code="ink-unknown",
        make=_with("ColorSpace", lambda pdf: separation(pdf, "PANTONE 185 C"), block(X, Y, 10, 10, "/New cs 1 sc")),
    ),
    "registration colour": Broken(
        code="registration-inside",
        make=_with("ColorSpace", lambda pdf: separation(pdf, "All"), block(X, Y, 10, 10, "/New cs 0.5 sc")),
    ),
    "text 1 mm from the trim": Broken(code="type-near-knife", make=_paint(words("ABC", 9, 1, Y)), placed=False),
    "missing glyph": Broken(
        code="glyph-shown-missing", make=_paint(f"q /Over gs 0 0 0 1 k BT /F 10 Tf {at(X, Y)} Td <0000> Tj ET Q")
    ),
    "font left out": Broken(
        code="type-not-embedded",
        make=_with("Font", lambda pdf: font(pdf, embedded=False), words("ABC", 10, X, Y).replace("/F ", "/New ")),
        placed=False,
    ),
    "art ends at the trim": Broken(
        code="bleed-unpainted",
        make=_paint(
            block(-BLEED, -BLEED, TRIM[0] + 2 * BLEED, TRIM[1] + 2 * BLEED, "0 0 0 0 k")
            + block(0, 20, 30, 40, "0 1 0 0 k")
        ),
        placed=False,
    ),
    "bleed short by 1 mm": Broken(code="bleed-short", make=_change(_shortened_bleed), placed=False),
    "turned page": Broken(code="page-turned", make=_change(_entry("/Rotate", 90)), placed=False),
    "scaled page": Broken(code="page-scaled", make=_change(_entry("/UserUnit", 2)), placed=False),
    "no trim": Broken(
        code="trim-missing",
        make=_change(lambda pdf: pdf.pages[1].obj.__delitem__("/TrimBox")),
        placed=False,
        also=frozenset({"bleed-short", "trim-differs"}),
    ),
    "another trim": Broken(
        code="trim-differs", make=_change(_entry("/TrimBox", Array([20, 20, 250, 400]))), placed=False
    ),
    "22 pages for saddle stitch": Broken(
        code="pages-not-multiple", make=lambda: finished(good_job(22)), page=0, placed=False
    ),
    "wrong profile class": Broken(
        code="profile-class-wrong", make=_profile(lambda data: data[:12] + b"mntr" + data[16:]), page=0, placed=False
    ),
    "truncated ICC": Broken(code="profile-truncated", make=_profile(lambda data: data[:-500]), page=0, placed=False),
    "no output intent": Broken(
        code="intent-count", make=_change(lambda pdf: pdf.Root.__delitem__("/OutputIntents")), page=0, placed=False
    ),
    "no claim": Broken(code="version-claim", make=_xmp("PDF/X-4", "PDF/A"), page=0, placed=False),
    "titles differ": Broken(code="metadata-differs", make=_xmp(">Job<", ">Other<"), page=0, placed=False),
    "broken XMP": Broken(
        code="xmp-broken",
        make=_xmp("</rdf:RDF>", ""),
        page=0,
        placed=False,
        also=frozenset({"version-claim", "metadata-missing"}),
    ),
    "Trapped is a string": Broken(
        code="trapped-unknown",
        make=_change(lambda pdf: pdf.trailer["/Info"].__setitem__("/Trapped", String("False"))),
        page=0,
        placed=False,
    ),
    "date without zone": Broken(
        code="date-wrong",
        make=_change(lambda pdf: pdf.trailer["/Info"].__setitem__("/ModDate", String("D:20221231080000"))),
        page=0,
        placed=False,
        also=frozenset({"metadata-differs"}),
    ),
    "encrypted": Broken(
        code="file-locked",
        make=_change(lambda _: None, encryption=pikepdf.Encryption(owner="x", user="", R=4)),
        page=0,
        placed=False,
        also=frozenset({"xmp-filtered"}),
    ),
    "script": Broken(
        code="action-forbidden",
        make=_change(
            lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=Name.JavaScript, JS=String("app.beep()")))
        ),
        page=0,
        placed=False,
    ),
    "live type where outlines are due": Broken(
        code="type-not-outlined", make=lambda: finished(good_job()), page=1, placed=False, demand={"outlined": True}
    ),
    "transparency in X-1a": Broken(
        code="transparency-forbidden",
        make=_with("ExtGState", lambda _: Dictionary(ca=0.5), block(X, Y, 10, 10, "0 1 0 0 k", "/New gs")),
        demand={"standard": "x1a"},
        also=frozenset({"version-claim", "profile-too-new"}),
    ),
    "blending in RGB": Broken(
        code="group-rgb",
        make=_change(_entry("/Group", Dictionary(S=Name.Transparency, CS=Name.DeviceRGB))),
        placed=False,
    ),
    "PostScript XObject": Broken(
        code="postscript-inside",
        make=_with("XObject", lambda pdf: pdf.make_stream(b"", Subtype=Name.PS), "/New Do"),
        placed=False,
    ),
    "reference to another file": Broken(
        code="stream-foreign",
        make=_with(
            "XObject",
            lambda pdf: pdf.make_stream(
                b"", Subtype=Name.Form, BBox=[0, 0, 9, 9], Ref=Dictionary(F=String("a.pdf"), Page=0)
            ),
            "/New Do",
        ),
        placed=False,
    ),
    "transfer curve": Broken(
        code="transfer-curve",
        make=_with("ExtGState", lambda _: Dictionary(TR=Dictionary(FunctionType=2, Domain=[0, 1], N=2)), "/New gs"),
        placed=False,
    ),
    "halftone origin": Broken(
        code="halftone-shifted", make=_with("ExtGState", lambda _: Dictionary(HTP=[1, 1]), "/New gs"), placed=False
    ),
    "layers in X-1a": Broken(
        code="layers-present",
        make=_change(lambda pdf: pdf.Root.__setitem__("/OCProperties", Dictionary(OCGs=Array(), D=Dictionary()))),
        page=0,
        placed=False,
        demand={"standard": "x1a"},
        also=frozenset({"version-claim", "profile-too-new", "transparency-forbidden"}),
    ),
    "form fields": Broken(
        code="form-fields",
        make=_change(
            lambda pdf: pdf.Root.__setitem__("/AcroForm", Dictionary(Fields=Array([pdf.make_indirect(Dictionary())])))
        ),
        page=0,
        placed=False,
    ),
    "no marks for a shop that wants them": Broken(
        code="marks-missing",
        make=lambda: finished(good_job()),
        placed=False,
        demand={"shop": replace(shop(), marks=True)},
    ),
    "endless forms": Broken(code="content-unreadable", make=_change(_endless), placed=False),
    "not a PDF": Broken(code="pdf-broken", make=lambda: b"%PDF-1.6\nnothing", page=0, placed=False),
    "password": Broken(
        code="pdf-password",
        make=_change(lambda _: None, encryption=pikepdf.Encryption(owner="x", user="y", R=4)),
        page=0,
        placed=False,
    ),
}


@pytest.mark.parametrize("name", JOBS)
def test_a_planted_fault_is_refused(name: str) -> None:
    """The fault is an error with its own code on its page, near its place; nothing else is refused."""
    job = JOBS[name]
    report = judged(job.make(), **job.demand)
    errors = [finding for finding in report.findings if finding.severity is Severity.ERROR]
    assert report.refused
    assert job.code in {finding.code for finding in errors}
    assert {finding.code for finding in errors} <= {job.code} | job.also
    finding = next(one for one in errors if one.code == job.code and one.page == job.page)
    if job.placed:
        boxes = [place.box for place in finding.places if place.box is not None]
        assert any(b[0] - 6 <= X <= b[2] + 6 and b[1] - 6 <= Y <= b[3] + 6 for b in boxes), boxes


def test_faults_are_many() -> None:
    """At least thirty different codes are planted."""
    assert len({job.code for job in JOBS.values()}) >= 30
