"""PDF/X-1a:2003: what it says, what it may not hold, and what is refused for it."""

from dataclasses import replace

import pytest

from builder.diagnostics import Diagnostics
from builder.layout.pages import Group, PagedDocument, Picture
from builder.production.preflight.checking import preflight
from builder.production.preflight.demand import Demand, allowed_spots
from builder.production.shops import read_shop
from builder.writers.press import X1A
from builder.writers.printing import PrintOptions, write_print
from tests.writers.documents import whole_book
from tests.writers.reading import opened, operators, texts

OPTIONS = PrintOptions(standard=X1A)


def opaque() -> PagedDocument:
    """The whole book without its translucent picture."""
    document, _ = whole_book()
    *pages, last = document.pages
    kept = tuple(p for p in last.items if not (isinstance(p.item, Picture) and p.item.name == "b"))
    assert len(kept) == len(last.items) - 1
    assert any(isinstance(p.item, Group) for p in kept)
    return replace(document, pages=(*pages, replace(last, items=kept)))


@pytest.fixture(scope="module")
def written() -> bytes:
    report = Diagnostics()
    data = write_print(opaque(), whole_book()[1], report, OPTIONS)
    assert list(report) == []
    assert data is not None
    return data


def test_x1a_says_what_it_is(written: bytes) -> None:
    """PDF 1.4 whose Info names the standard, with every key the standard asks for, and no claim to X-4."""
    assert written.startswith(b"%PDF-1.4\n")
    assert b"PDF/X-4" not in written
    with opened(written) as pdf:
        info = {str(key): str(value) for key, value in pdf.docinfo.items()}
        assert info["/GTS_PDFXVersion"] == "PDF/X-1a:2003"
        assert info["/Trapped"] == "/False"
        assert all(info[key] for key in ("/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate"))
        assert len(pdf.trailer.ID) == 2


def test_x1a_holds_press_inks_and_no_transparency(written: bytes) -> None:
    """No group, soft mask, blend mode or opacity anywhere; paints and pictures in DeviceCMYK and separations."""
    with opened(written) as pdf:
        for item in pdf.objects:
            assert not {"/SMask", "/Group", "/BM", "/ca", "/CA"} & set(getattr(item, "keys", tuple)())
        for sheet in pdf.pages:
            assert not {"g", "G", "rg", "RG", "sh"} & set(operators(sheet))
            for image in sheet.Resources.get("/XObject", {}).values():
                assert str(image.ColorSpace) == "/DeviceCMYK"


def test_x1a_refuses_transparent_pictures() -> None:
    """A picture with a soft mask is an error at its line of YAML, and nothing is written."""
    document, source = whole_book()
    report = Diagnostics()
    assert write_print(document, source, report, OPTIONS) is None
    (finding,) = report
    assert (finding.code, dict(finding.values)) == ("picture-transparent", {"file": "images/b.png"})
    assert finding.span.file == "content/test.yaml"


def test_x1a_profile_is_of_version_two(written: bytes) -> None:
    """The output intent's profile is an ICC version 2 output profile for CMYK."""
    with opened(written) as pdf:
        (intent,) = pdf.Root.OutputIntents
        profile = intent.DestOutputProfile.read_bytes()
    assert (profile[8], profile[12:20]) == (2, b"prtrCMYK")


@pytest.mark.parametrize("outlined", [False, True])
def test_x1a_passes_our_own_preflight(outlined: bool) -> None:
    """Preflight by the standard has no error for it, in type or in outlines, but finds one in the same book as X-4."""
    shop = read_shop("coated-300", Diagnostics())
    assert shop is not None
    demand = Demand(shop=shop, standard="x1a", spots=allowed_spots(["烫金"]), page_multiple=1, outlined=outlined)
    found = {}
    for options in (replace(OPTIONS, outlined=outlined), PrintOptions(outlined=outlined)):
        data = write_print(opaque(), whole_book()[1], Diagnostics(), options)
        assert data is not None
        found[options.standard.name] = {f.code for f in preflight(data, demand).findings if f.severity == "error"}
    assert found["x1a"] == set()
    assert found["x4"] == {"version-claim"}


def test_x1a_says_the_same_as_x4(written: bytes) -> None:
    """Both standards hold the same text."""
    other = write_print(opaque(), whole_book()[1], Diagnostics())
    assert other is not None
    assert texts(written) == texts(other)
