"""Whatever the file, there is a report: foreign and damaged objects are findings, never a traceback."""

import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.building import build
from builder.cli import main
from builder.production.preflight.findings import PreflightReport
from tests.preflight.jobs import block, finished, form, good_job, judged, named, painted, separation

PARTS = re.compile(rb"/[A-Za-z0-9]+|\b\d+(?:\.\d+)?\b|\[|\]|<<|>>")
WRONG = (b"/X", b"null", b"-1", b"99999999999", b"[]", b"<<>>", b"(x)", b"0", b"", b"1 0 R", b"3 0 R", b"true")


@cache
def _whole() -> tuple[bytes, tuple[tuple[int, int], ...]]:
    """A job with some of everything, and the places of its names, numbers and brackets outside binary data."""
    pdf = good_job()
    named(pdf, "ColorSpace", "Spot", separation(pdf, "Gold"))
    named(pdf, "XObject", "New", form(pdf, block(40, 60, 20, 20, "0 0.5 0.5 0 k")))
    data = finished(painted(pdf, "/New Do"))
    spans = (match.span() for match in PARTS.finditer(data))
    return data, tuple((s, e) for s, e in spans if all(9 <= c < 127 for c in data[max(0, s - 30) : e + 30]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.999), st.sampled_from(WRONG)), min_size=1, max_size=4))
def test_damaged_files_get_a_report(damage: list[tuple[float, bytes]]) -> None:
    """Names, numbers and brackets replaced at random end in findings or in none."""
    data, spans = _whole()
    harmed = bytearray(data)
    for where, wrong in damage:
        start, end = spans[int(where * len(spans))]
        harmed[start:end] = wrong[: end - start].ljust(end - start)
    assert isinstance(judged(bytes(harmed)), PreflightReport)


@pytest.mark.parametrize("kept", [0.0, 0.2, 0.5, 0.9, 0.999])
def test_files_cut_short_are_refused_or_told(kept: float) -> None:
    """A file that ends early never passes without a word."""
    data, _ = _whole()
    assert judged(data[: int(len(data) * kept)]).findings


def test_forms_that_draw_themselves_end() -> None:
    """A form that draws itself, twice, is told and not followed."""
    pdf = good_job()
    loop = pdf.make_indirect(form(pdf, "/In Do /In Do 0 0 0 0.5 k 10 10 20 20 re f"))
    loop["/Resources"]["/XObject"] = {"/In": loop}
    named(pdf, "XObject", "New", loop)
    report = judged(finished(painted(pdf, "/New Do")))
    assert "content-unreadable" in {finding.code for finding in report.findings}


def test_our_own_print_file_passes(tmp_path: Path) -> None:
    """What `brochure new` and `brochure build` make has no finding at all, neither error nor warning."""
    assert main(["new", str(tmp_path / "book"), "--year", "2031", "-q"]) == 0
    built = build(tmp_path / "book" / "content" / "2031", profiles=("print",), output_folder=tmp_path)
    assert built.ok, built.describe()
    report = judged((tmp_path / "print.pdf").read_bytes())
    assert report.findings == ()
    assert report.figures.pages == built.page_count
    assert report.figures.highest_ink is not None
    assert 100 < report.figures.highest_ink <= 300
