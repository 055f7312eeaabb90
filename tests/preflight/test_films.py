"""Plates are exact: ink amounts come out of the films as they went into the file, however they got there."""

from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name

from builder.production.preflight.films import Sheet, separate
from builder.production.preflight.samples import Samples
from builder.production.preflight.shapes import Shapes
from tests.preflight.jobs import MM, finished, separation

SIDE = 20 * MM
PLATES = ("Cyan", "Magenta", "Yellow", "Black")


def _page(content: str, pdf: pikepdf.Pdf | None = None, **resources: Any) -> bytes:
    pdf = pdf or pikepdf.new()
    page = Dictionary(
        Type=Name.Page,
        MediaBox=[0, 0, SIDE, SIDE],
        Resources=Dictionary(**resources),
        Contents=pdf.make_stream(content.encode()),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return finished(pdf)


def _middle(data: bytes, *spots: str) -> tuple[int, ...]:
    trouble: list[tuple[int, str]] = []
    (plates,) = separate(data, [Sheet(1, (0.0, 0.0, SIDE, SIDE), spots)], Samples(), Shapes(), trouble)
    assert not trouble
    found = []
    for ink in (*PLATES, *spots):
        band = plates.inks[ink]
        found.append(int(band.getpixel((band.size[0] // 2, band.size[1] // 2))))
    return tuple(found)


def _near(found: tuple[int, ...], *percent: float) -> bool:
    return all(abs(value - 2.55 * wanted) <= 1 for value, wanted in zip(found, percent, strict=True))


ALL = "0 0 100 100 re f"
OVER = Dictionary(Over=Dictionary(OP=True, op=True, OPM=1), Zero=Dictionary(OP=True, op=True, OPM=0))

CASES: dict[str, tuple[str, tuple[float, ...]]] = {
    "plain": (f"0.2 0.4 0.6 0.1 k {ALL}", (20, 40, 60, 10)),
    "grey is black": (f"0.3 g {ALL}", (0, 0, 0, 70)),
    "knocks out": (f"1 0 0 0 k {ALL} 0 0 0 1 k {ALL}", (0, 0, 0, 100)),
    "black overprints": (f"1 0 0 0 k {ALL} /Over gs 0 0 0 1 k {ALL}", (100, 0, 0, 100)),
    "some of three overprint": (f"0.5 0.5 0 0 k {ALL} /Over gs 0 0.2 0.7 0 k {ALL}", (50, 20, 70, 0)),
    "OPM 0 lays zeros": (f"1 0 0 0 k {ALL} /Zero gs 0 0 0 1 k {ALL}", (0, 0, 0, 100)),
    "grey never overprints": (f"1 0 0 0 k {ALL} /Over gs 0 g {ALL}", (0, 0, 0, 100)),
    "white knocks out": (f"1 1 0 0 k {ALL} 0 0 0 0 k {ALL}", (0, 0, 0, 0)),
    "state restored": (f"q 1 0 0 0 k Q {ALL}", (0, 0, 0, 100)),
    "filled and stroked": ("0 1 0 0 k 1 0 0 0 K 0 0 100 100 re B", (0, 100, 0, 0)),
}


@pytest.mark.parametrize("name", CASES)
def test_inks_come_out_as_they_went_in(name: str) -> None:
    """Every plate's middle is the ink that ISO 32000-1, 8.6.7 leaves there."""
    content, wanted = CASES[name]
    assert _near(_middle(_page(content, ExtGState=OVER)), *wanted)


@settings(max_examples=15, deadline=None)
@given(st.tuples(*(st.integers(0, 100) for _ in range(4))))
def test_any_color_comes_out(percent: tuple[int, int, int, int]) -> None:
    """Any DeviceCMYK colour, to the step of a byte."""
    color = " ".join(f"{value / 100:.2f}" for value in percent)
    assert _near(_middle(_page(f"{color} k {ALL}")), *percent)


def test_opacity_mixes_each_ink() -> None:
    """Half of magenta over cyan leaves half of each."""
    states = Dictionary(Half=Dictionary(ca=0.5))
    assert _near(_middle(_page(f"1 0 0 0 k {ALL} /Half gs 0 1 0 0 k {ALL}", ExtGState=states)), 50, 50, 0, 0)


def test_multiply_adds_as_ink_does() -> None:
    """Multiplying leaves 1 − (1 − a)(1 − b) of an ink."""
    states = Dictionary(Times=Dictionary(BM=Name.Multiply))
    content = f"0.5 0 0 0 k {ALL} /Times gs 0.5 1 0 0 k {ALL}"
    assert _near(_middle(_page(content, ExtGState=states)), 75, 100, 0, 0)


def test_a_spot_has_a_plate_of_its_own() -> None:
    """A spot's amount stands on its plate and not on those of its alternate; it knocks out unless it overprints."""
    pdf = pikepdf.new()
    spaces = Dictionary(Gold=separation(pdf, "烫金"))
    under = f"1 0 0 0 k {ALL}"
    assert _near(
        _middle(_page(f"{under} /Gold cs 0.6 scn {ALL}", pdf, ColorSpace=spaces, ExtGState=OVER), "烫金"),
        0,
        0,
        0,
        0,
        60,
    )
    pdf = pikepdf.new()
    spaces = Dictionary(Gold=separation(pdf, "烫金"))
    over = _page(f"{under} /Over gs /Gold cs 0.6 scn {ALL}", pdf, ColorSpace=spaces, ExtGState=OVER)
    assert _near(_middle(over, "烫金"), 100, 0, 0, 0, 60)


@pytest.mark.parametrize("inverted", [False, True])
def test_pictures_keep_their_inks(inverted: bool) -> None:
    """Samples become inks, through /Decode where there is one."""
    pdf = pikepdf.new()
    photo = pdf.make_stream(
        bytes([51, 102, 153, 26]) * 16,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=4,
        Height=4,
        ColorSpace=Name.DeviceCMYK,
        BitsPerComponent=8,
    )
    if inverted:
        photo["/Decode"] = Array([1, 0] * 4)
    found = _middle(_page("100 0 0 100 0 0 cm /P Do", pdf, XObject=Dictionary(P=photo)))
    assert _near(found, *((80, 60, 40, 89.8) if inverted else (20, 40, 60, 10.2)))


def test_shadings_keep_their_inks() -> None:
    """The middle of a ramp holds half of it, ink by ink."""
    ramp = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 0.6, 0.2, 0.4], N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=[0, 0, SIDE, 0], Function=ramp)
    found = _middle(_page("/S sh", Shading=Dictionary(S=shading)))
    assert all(abs(value - 2.55 * wanted) <= 6 for value, wanted in zip(found, (50, 30, 10, 20), strict=True))


def test_forms_and_patterns_are_followed() -> None:
    """Colour inherited by a form, and colour inside a tiling pattern, both reach the plates."""
    pdf = pikepdf.new()
    plain = pdf.make_stream(ALL.encode(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 100])
    assert _near(_middle(_page("0 0.3 0 0 k /F Do", pdf, XObject=Dictionary(F=plain))), 0, 30, 0, 0)
    pdf = pikepdf.new()
    cell = pdf.make_stream(
        b"0 0 0.4 0.2 k 0 0 10 10 re f",
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 10, 10],
        XStep=10,
        YStep=10,
        Resources=Dictionary(),
    )
    found = _middle(_page(f"/Pattern cs /T scn {ALL}", pdf, Pattern=Dictionary(T=cell)))
    assert all(abs(value - 2.55 * wanted) <= 3 for value, wanted in zip(found, (0, 0, 40, 20), strict=True))
