"""The outlined twin: the same ink without a font."""

from dataclasses import replace

import pikepdf
import pypdfium2
from PIL import Image, ImageChops, ImageFilter

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.diagnostics import Diagnostics
from builder.layout.pages import PagedDocument
from builder.resources import MemoryResources
from builder.units import mm, pt
from builder.writers.printing import DEFAULT_PRINT, write_print
from tests.writers.documents import BODY, TEXT, book, column, page, put, resources, run, whole_book
from tests.writers.reading import opened, operators

TWIN = replace(DEFAULT_PRINT, outlined=True)
RICH = Paint(Ink("浓黑", Cmyk(0.4, 0.5, 0.6, 0.92), Rgb(0.1, 0.1, 0.1)))


def both(document: PagedDocument, files: MemoryResources) -> tuple[bytes, bytes]:
    report = Diagnostics()
    live = write_print(document, files, report)
    twin = write_print(document, files, report, TWIN)
    assert live and twin, list(report)
    return live, twin


def rendered(data: bytes, index: int) -> Image.Image:
    with pypdfium2.PdfDocument(data) as pdf:
        return pdf[index].render(scale=300 / 72).to_pil().convert("L")


def beyond_a_pixel(one: Image.Image, other: Image.Image) -> int:
    """Pixels of `one` that are inked and have no ink in `other` within a pixel."""
    ink = one.point(lambda v: 255 if v < 96 else 0)
    near = other.point(lambda v: 255 if v < 160 else 0).filter(ImageFilter.MaxFilter(3))
    return sum(ImageChops.subtract(ink, near).histogram()[128:])


def typed() -> PagedDocument:
    """A page of every posture: upright, turned, vertical, small, large and in rich black."""
    items = (
        put(run("晋中教育十大亮点，2022 年。"), mm(20), mm(30), 0),
        put(run("Jinzhong Education", size=pt(8)), mm(20), mm(40), 0),
        put(run("亮点，一", face="serif-900", size=pt(48), paint=RICH), mm(20), mm(80), 0),
        put(run("Turned 12", turned=True), mm(150), mm(90), 0),
        put(column("竖排文字，（括号）"), mm(180), mm(90), 0),
    )
    return book((page(items),))


def test_the_twin_looks_the_same() -> None:
    """At 300 dpi no ink of either file is more than a pixel from ink of the other, on every page."""
    document, files = whole_book()
    for subject, needed in ((typed(), resources()), (document, files)):
        live, twin = both(subject, needed)
        for index in range(len(subject.pages)):
            one, other = rendered(live, index), rendered(twin, index)
            assert beyond_a_pixel(one, other) == 0
            assert beyond_a_pixel(other, one) == 0
        assert min(rendered(twin, 0).tobytes()) < 60


def test_the_twin_has_no_font_and_no_text() -> None:
    """No font resource and no text operator is anywhere in the file."""
    _, twin = both(typed(), resources())
    with opened(twin) as pdf:
        assert all(o.get("/Type") != "/Font" for o in pdf.objects if isinstance(o, pikepdf.Dictionary))
        for sheet in pdf.pages:
            assert "/Font" not in sheet.Resources
            assert not {"BT", "Tj", "TJ"} & set(operators(sheet))


def test_small_black_type_still_overprints() -> None:
    """K100 glyphs are filled 0 0 0 1 k under the overprinting graphics state; forms set no colour of their own."""
    _, twin = both(book((page((put(run("单黑"), mm(20), mm(30), 0),)),)), resources())
    with opened(twin) as pdf:
        content = pdf.pages[0].Contents.read_bytes().decode()
        assert content.index("0 0 0 1 k") < content.index("/Over gs") < content.index(" Do")
        assert pdf.pages[0].Resources.ExtGState.Over.op
        assert pdf.pages[0].Resources.ExtGState.Over.OPM == 1
        for form in pdf.pages[0].Resources.XObject.values():
            assert not {" k", " g", " rg", " gs"} & {line[-2:] for line in form.read_bytes().decode().splitlines()}


def test_glyphs_are_shared() -> None:
    """A glyph used a thousand times is one form; the file stays below three times the live one."""
    line = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动"
    rows = tuple(put(run(line, size=BODY), mm(15), mm(20 + 5 * i), 0) for i in range(45))
    live, twin = both(book((page(rows), page(rows))), resources())
    with opened(twin) as pdf:
        forms = [o for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Form"]
    assert len(forms) == len(set(line))
    assert len(twin) < 3 * len(live)


def test_headlines_in_rich_black_are_one_shape() -> None:
    """A run in rich black is one path, so that a preflight does not take its comma for small type."""
    _, twin = both(book((page((put(run("亮，点", size=pt(48), paint=RICH), mm(20), mm(80), 0),)),)), resources())
    with opened(twin) as pdf:
        assert operators(pdf.pages[0]).count("f") == 1
        assert "Do" not in operators(pdf.pages[0])


def test_spaces_leave_no_form() -> None:
    """A glyph without ink has no form and is not called."""
    _, twin = both(book((page((put(run("a b", paint=TEXT), mm(20), mm(30), 0),)),)), resources())
    with opened(twin) as pdf:
        assert operators(pdf.pages[0]).count("Do") == 2


def test_the_twin_is_reproducible() -> None:
    """Two runs give the same bytes."""
    assert both(typed(), resources())[1] == both(typed(), resources())[1]
