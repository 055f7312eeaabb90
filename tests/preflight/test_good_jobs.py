"""Good jobs of many kinds pass without any finding: a preflight that cries wolf is switched off."""

from collections.abc import Callable

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from builder.production.preflight.checking import preflight
from builder.production.preflight.demand import Demand
from tests.preflight.jobs import (
    block,
    finished,
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


def _spot() -> bytes:
    pdf = good_job()
    named(pdf, "ColorSpace", "New", separation(pdf, "烫金"))
    return finished(painted(pdf, block(40, 60, 20, 20, "/New cs 1 sc", "/Over gs")))


def _shaded() -> bytes:
    pdf = good_job()
    ramp = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0.8, 0.6, 0], N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=[100, 0, 300, 0], Function=ramp)
    named(pdf, "Shading", "New", pdf.make_indirect(shading))
    return finished(painted(pdf, "q 100 100 80 80 re W n /New sh Q"))


def _device_n() -> bytes:
    pdf = good_job()
    tint = pdf.make_stream(b"{0 0 0 4 3 roll}", FunctionType=4, Domain=[0, 1], Range=[0, 1] * 4)
    space = pdf.make_indirect(Array([Name.DeviceN, Array([Name.Black]), Name.DeviceCMYK, tint]))
    named(pdf, "ColorSpace", "New", space)
    return finished(painted(pdf, words("ABC", 9, 40, 60, "/New cs 1 scn")))


def _masked() -> bytes:
    pdf = good_job()
    mask = image(pdf, 300, 300, Name.DeviceGray)
    named(pdf, "XObject", "New", image(pdf, 300, 300, SMask=mask))
    return finished(painted(pdf, picture("New", 40, 60, 20, 20)))


def _indexed() -> bytes:
    pdf = good_job()
    table = pdf.make_stream(bytes([0, 0, 0, 0, 0, 200, 200, 0] * 128))
    space = Array([Name.Indexed, Name.DeviceCMYK, 255, table])
    named(pdf, "XObject", "New", image(pdf, 300, 300, space))
    return finished(painted(pdf, picture("New", 40, 60, 20, 20)))


def _nested() -> bytes:
    pdf = good_job()
    inner = form(pdf, block(40, 60, 20, 20, "0 0.5 0.5 0 k"))
    named(pdf, "XObject", "New", form(pdf, "/In Do", XObject=Dictionary(In=inner)))
    return finished(painted(pdf, "/New Do"))


def _with_slug() -> bytes:
    """A medium larger than the bleed, its origin elsewhere."""
    pdf = good_job()
    for page in pdf.pages:
        left, bottom, right, top = (float(v) for v in page.obj["/MediaBox"])
        page.obj["/MediaBox"] = Array([left - 40, bottom - 30, right + 40, top + 30])
    return finished(pdf)


GOOD: dict[str, Callable[[], bytes]] = {
    "plain": lambda: finished(good_job()),
    "eight pages": lambda: finished(good_job(8)),
    "agreed spot": _spot,
    "shading in four inks": _shaded,
    "black in DeviceN": _device_n,
    "soft mask in X-4": _masked,
    "indexed picture": _indexed,
    "nested forms": _nested,
    "medium beyond the bleed": _with_slug,
    "rich black area": lambda: finished(painted(good_job(), block(40, 60, 20, 20, "0.4 0.3 0.3 1 k"))),
    "rich black title": lambda: finished(painted(good_job(), words("AB", 30, 40, 60, "0.4 0.3 0.3 1 k", "Knock"))),
    "reversed type": lambda: finished(
        painted(good_job(), block(38, 50, 40, 15, "0 1 0.9 0 k") + words("ABC", 9, 40, 60, "0 0 0 0 k", "Knock"))
    ),
    "compressed": lambda: finished(good_job(), object_stream_mode=pikepdf.ObjectStreamMode.generate),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_job_passes(name: str) -> None:
    """Neither error nor warning."""
    report = judged(GOOD[name](), spots=frozenset({"烫金"}))
    assert report.findings == ()


def test_figures_are_those_of_the_job() -> None:
    """Figures say what the job was made with."""
    figures = judged(GOOD["plain"]()).figures
    assert figures.pages == 4
    assert figures.trim_mm == (105.0, 148.0)
    assert figures.smallest_bleed_mm == 3.0
    assert figures.smallest_type_pt == 10.0
    assert figures.thinnest_line_pt == 0.5
    assert figures.lowest_ppi == round(480 / 40 * 25.4) - 1 or figures.lowest_ppi == int(480 / 40 * 25.4)
    assert figures.condition == "FOGRA39"


def test_shops_differ() -> None:
    """A job good for coated paper is too inky for a strict shop, by just that."""
    data = finished(painted(good_job(), block(40, 60, 20, 20, "0.8 0.8 0.8 0.45 k")))
    assert judged(data).findings == ()
    strict = preflight(data, Demand(shop=shop("strict-250"), page_multiple=4))
    assert "ink-too-much" in {finding.code for finding in strict.findings}


def test_same_bytes_same_report() -> None:
    """Judging is pure."""
    data = GOOD["agreed spot"]()
    assert judged(data) == judged(data)


def test_an_unknown_standard_is_misuse() -> None:
    """A standard that does not exist is the caller's fault, not the file's."""
    with pytest.raises(ValueError, match="x5"):
        judged(b"", standard="x5")
