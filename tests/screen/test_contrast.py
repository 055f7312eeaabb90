"""Contrast is measured where the text stands: over paths, clips, turned groups and pictures."""

import pytest

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.diagnostics import Diagnostics
from builder.geometry import Matrix, Size
from builder.layout.pages import Artifact, Group, Picture, Placed
from builder.units import mm
from builder.writers.contrast import check_contrast, contrast
from builder.writers.inks import grey_of, luminance
from builder.writers.renditions import prepare_pictures
from builder.writers.screen import ScreenOptions, write_screen
from tests.writers.documents import book, circle, encoded, page, photo, put, rectangle, resources, run, tag


def paint(red: float, green: float, blue: float) -> Paint:
    return Paint(Ink("色", Cmyk(0, 0, 0, 1), Rgb(red, green, blue)))


DARK, LIGHT, WHITE = paint(0.1, 0.1, 0.1), paint(0.9, 0.9, 0.85), paint(1, 1, 1)


def found(items: list[Placed], least: float = 4.5) -> list[tuple[str, str]]:
    """Text and ratio of each finding."""
    source = resources({"a.jpg": encoded(photo())})
    document = book([page(items)], (tag("Document", None), tag("P", 0), tag("Figure", 0, alt="图")))
    report = Diagnostics()
    options = ScreenOptions()
    prepared = prepare_pictures(document, source, report, renditions=(options.rendition,))
    check_contrast(document, prepared.of(options.rendition), report, least=least, cache=source.cache)
    assert {finding.code for finding in report} <= {"low-contrast"}
    return [(dict(f.values)["text"], dict(f.values)["ratio"]) for f in report]


def test_ratios_are_those_of_wcag() -> None:
    """Black on white is 21:1, #767676 on white the well-known 4.54:1."""
    assert contrast(luminance(Rgb(0, 0, 0)), luminance(Rgb(1, 1, 1))) == pytest.approx(21)
    grey = 0x76 / 255
    assert contrast(luminance(Rgb(grey, grey, grey)), 1) == pytest.approx(4.54, abs=0.005)


def test_the_paper_counts_where_nothing_is_painted() -> None:
    """Pale text on bare paper is found; dark text is not."""
    assert found([put(run("淡", paint=LIGHT), mm(20), mm(20), 1)])[0][0] == "淡"
    assert found([put(run("浓", paint=DARK), mm(20), mm(20), 1)]) == []


def test_what_was_painted_last_counts() -> None:
    """A dark box under pale text makes it good, a pale box upon that spoils it, one painted later does not."""
    text = put(run("字样", paint=LIGHT), mm(20), mm(20), 1)
    dark = put(rectangle(mm(40), mm(20), fill=DARK), mm(10), mm(10), Artifact.BACKGROUND)
    pale = put(rectangle(mm(40), mm(20), fill=WHITE), mm(10), mm(10), Artifact.BACKGROUND)
    assert found([dark, text]) == []
    assert [told[0] for told in found([dark, pale, text])] == ["字样"]
    assert found([dark, text, pale]) == []


def test_each_glyph_is_looked_at() -> None:
    """Text whose last glyph runs off its dark box is found by that glyph."""
    dark = put(rectangle(mm(12), mm(20), fill=DARK), mm(18), mm(10), Artifact.BACKGROUND)
    assert found([dark, put(run("三个字", paint=LIGHT), mm(20), mm(20), 1)]) == []
    assert len(found([dark, put(run("这里有八个字之多", paint=LIGHT), mm(20), mm(20), 1)])) == 1


def test_shapes_clips_and_turns_count() -> None:
    """The corner of a disc is not the disc; a clipped box ends at its clip; a turned group is turned."""
    disc = put(circle(mm(10), DARK), mm(30), mm(30), Artifact.LAYOUT)
    assert found([disc, put(run("中", paint=LIGHT), mm(28), mm(31), 1)]) == []
    assert len(found([disc, put(run("角", paint=LIGHT), mm(21), mm(24), 1)])) == 1
    inner = put(rectangle(mm(60), mm(60), fill=DARK), 0, 0, Artifact.LAYOUT)
    clipped = put(Group(items=(inner,), clip=rectangle(mm(20), mm(60))), mm(10), mm(10), Artifact.LAYOUT)
    assert found([clipped, put(run("内", paint=LIGHT), mm(15), mm(30), 1)]) == []
    assert len(found([clipped, put(run("外", paint=LIGHT), mm(40), mm(30), 1)])) == 1
    turned = put(Group(items=(inner,), matrix=Matrix(0, 1, -1, 0, 0, 0)), mm(100), mm(100), Artifact.LAYOUT)
    assert found([turned, put(run("左", paint=LIGHT), mm(60), mm(120), 1)]) == []
    assert len(found([turned, put(run("右", paint=LIGHT), mm(120), mm(120), 1)])) == 1


def test_pictures_are_looked_into() -> None:
    """White text on the red corner is good, on the bright corner it is found, by the pixels."""
    picture = Picture(file="a.jpg", size=Size(mm(90), mm(60)), crop=(0, 0, 1, 1))
    under = put(picture, mm(10), mm(10), 2)
    assert found([under, put(run("红", paint=WHITE), mm(15), mm(18), 1)]) == []
    places = [(mm(x), mm(y)) for x in (15, 90) for y in (60, 66)]
    assert any(found([under, put(run("亮", paint=WHITE), x, y, 1)]) for x, y in places)


def test_ornament_may_be_faint_and_folios_may_not() -> None:
    """Text that is layout or background is left alone; page numbers are read and must be legible."""
    faint = run("〇一", paint=LIGHT)
    assert found([put(faint, mm(20), mm(20), Artifact.BACKGROUND), put(faint, mm(20), mm(40), Artifact.LAYOUT)]) == []
    assert len(found([put(faint, mm(20), mm(280), Artifact.PAGINATION)])) == 1


def test_no_file_with_low_contrast() -> None:
    """The writer gives no file, and says the place."""
    report = Diagnostics()
    items = [put(run("淡", paint=LIGHT), mm(20), mm(20), 1, line=7)]
    assert write_screen(book([page(items)]), resources(), report) is None
    assert [(f.code, f.span.line) for f in report] == [("low-contrast", 7)]


def test_grey_keeps_contrasts() -> None:
    """A colour's grey has its luminance, so that what was legible stays so."""
    for color in (Rgb(0.7, 0.15, 0.1), Rgb(0.96, 0.94, 0.89), Rgb(0, 0, 0), Rgb(0.01, 0.02, 0.01)):
        grey = grey_of(color)
        assert luminance(Rgb(grey, grey, grey)) == pytest.approx(luminance(color), abs=1e-6)
