"""Content streams: glyphs exactly in their places, paths, clips and matrices as the display list says."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.color import Paint
from builder.diagnostics import Diagnostics
from builder.geometry import QUARTER_TURN, Matrix
from builder.layout.pages import Group, Item, Placed
from builder.text.glyphs import GlyphRun
from builder.units import PER_POINT, Length, mm, pt
from builder.writers.drawing import show_glyphs
from builder.writers.fonts import EmbeddedFont
from builder.writers.objects import Reference
from builder.writers.printing import write_print
from builder.writers.screen import write_screen
from tests.writers.documents import (
    GOLD,
    RED,
    TEXT,
    TRIM,
    WHITE,
    book,
    circle,
    column,
    page,
    put,
    rectangle,
    resources,
    run,
    span,
)
from tests.writers.reading import color_at, opened, operators, pictured

WIDTHS = {1: 1000.0, 2: 500.0, 3: 612.345, 4: 0.0}
FONT = EmbeddedFont(
    reference=Reference(b"1 0 R"),
    codes={g: f"{g:04X}" for g in WIDTHS},
    widths=WIDTHS,
    texts={g: chr(0x4E00 + g) for g in WIDTHS},
)


def places(written: str, size: Length) -> list[tuple[float, float]]:
    """Where a viewer puts each glyph, in points from the run's origin, y downwards."""
    x = y = line_x = line_y = 0.0
    found = []
    pattern = re.compile(r"(-?[\d.]+) (-?[\d.]+) Td|\[(.*?)\]TJ|<([0-9A-F]+)>Tj")
    for dx, dy, row, single in (m.groups() for m in pattern.finditer(written)):
        if dx:
            line_x, line_y = line_x + float(dx), line_y - float(dy)
            x, y = line_x, line_y
            continue
        for part in re.findall(r"<([0-9A-F]*)>|(-?[\d.]+)", row or f"<{single}>"):
            if part[1]:
                x -= float(part[1]) / 1000 * size / PER_POINT
                continue
            for i in range(0, len(part[0]), 4):
                found.append((x, y))
                x += WIDTHS[int(part[0][i : i + 4], 16)] / 1000 * size / PER_POINT
    return found


glyph_places = st.lists(
    st.tuples(
        st.sampled_from(sorted(WIDTHS)), st.integers(-20_000, 400_000), st.sampled_from([0, 0, 0, 3_111, -9_999])
    ),
    min_size=1,
    max_size=120,
)


@settings(max_examples=150, deadline=None)
@given(glyph_places, st.integers(pt(5), pt(200)))
def test_every_glyph_lands_within_a_hundredth_of_a_point(steps: list[tuple[int, int, int]], size: Length) -> None:
    """However a line is justified and however long it is, no glyph is off by more than 0.01 pt: nothing drifts."""
    xs, pen = [], 0
    for _, step, _ in steps:
        pen += step
        xs.append(pen)
    glyphs = tuple(g for g, _, _ in steps)
    drawn = GlyphRun(
        face="f",
        size=size,
        paint=TEXT,
        text="".join(FONT.texts[g] for g in glyphs),
        glyphs=glyphs,
        x=tuple(xs),
        y=tuple(y for _, _, y in steps),
        clusters=tuple(range(len(glyphs))),
        advance=pen,
        origin=span(),
    )
    found = places(show_glyphs(drawn, FONT), size)
    assert len(found) == len(glyphs)
    for (x, y), wanted_x, wanted_y in zip(found, drawn.x, drawn.y, strict=True):
        assert abs(x - wanted_x / PER_POINT) <= 0.01
        assert abs(y - wanted_y / PER_POINT) <= 0.01


def test_plain_text_is_one_string() -> None:
    """Glyphs that follow their own advances need no adjustment."""
    drawn = run("晋中教育", size=pt(10))
    font = EmbeddedFont(
        reference=Reference(b"1 0 R"),
        codes={g: f"{g:04X}" for g in drawn.glyphs},
        widths=dict.fromkeys(drawn.glyphs, 1000.0),
        texts=dict(zip(drawn.glyphs, drawn.text, strict=True)),
    )
    assert re.fullmatch(r"<[0-9A-F]{16}>Tj\n", show_glyphs(drawn, font))


def shown(*items: Placed) -> tuple[bytes, bytes]:
    document, source, report = book([page(items)]), resources(), Diagnostics()
    made = write_print(document, source, report), write_screen(document, source, report)
    assert list(report) == []
    assert made[0] is not None and made[1] is not None
    return made[0], made[1]


def at(data: tuple[bytes, bytes], x: Length, y: Length) -> list[str]:
    """What stands at a place of the trim, in both files: red, gold, black or white."""
    names = []
    for file, offset in ((data[0], mm(3)), (data[1], 0)):
        red, green, blue = color_at(pictured(file, 0), x + offset, y + offset)
        if min(red, green, blue) > 240:
            names.append("white")
        elif max(red, green, blue) < 90:
            names.append("black")
        else:
            names.append("gold" if green > 110 else "red")
    return names


def test_groups_place_turn_and_clip() -> None:
    """A point p of a grouped item stands at place + matrix·p; the clip is in the items' coordinates."""
    flag = Group(
        items=(put(rectangle(mm(60), mm(20), fill=Paint(RED)), 0, 0, 1),),
        clip=rectangle(mm(50), mm(30)),
        matrix=QUARTER_TURN,
    )
    files = shown(put(flag, mm(100), mm(50), 1))
    assert at(files, mm(90), mm(95)) == ["red", "red"]  # turned clockwise: down the page, to the left
    assert at(files, mm(90), mm(105)) == ["white", "white"]  # beyond the clip
    assert at(files, mm(110), mm(60)) == ["white", "white"]


def test_nested_groups_compose() -> None:
    """A group in a group is carried by both matrices, outer last, and state returns to what it was."""
    inner = Group(items=(put(circle(mm(10), Paint(GOLD)), 0, 0, 1),), matrix=Matrix(1, 0, 0, 1, mm(10), 0))
    outer = Group(items=(put(inner, mm(10), 0, 1),), matrix=Matrix(2, 0, 0, 2, 0, mm(5)))
    after = put(rectangle(mm(10), mm(10), fill=Paint(RED)), mm(10), mm(10), 1)
    before = put(rectangle(mm(10), mm(10), fill=Paint(RED)), mm(30), mm(10), 1)
    files = shown(before, put(outer, mm(60), mm(60), 1), after)
    assert at(files, mm(100), mm(65)) == ["gold", "gold"]
    assert at(files, mm(117), mm(65)) == ["gold", "gold"]
    assert at(files, mm(123), mm(65)) == ["white", "white"]
    assert at(files, mm(15), mm(15)) == ["red", "red"]


def test_turned_text_lies_to_the_left_of_its_baseline_going_down() -> None:
    """Latin in a vertical line is turned clockwise about the run's origin: its foot looks left."""
    files = shown(put(run("HHHHHH", size=pt(60), turned=True), mm(100), mm(50), 1))
    for file, offset in ((files[0], mm(3)), (files[1], 0)):
        box = pictured(file, 0).convert("L").point(lambda v: 255 * (v < 128)).getbbox()
        assert box is not None
        left, top, right, bottom = (v * PER_POINT - offset for v in box)
        assert abs(left - mm(100)) < pt(3)  # the feet of H stand on the baseline
        assert pt(30) < right - mm(100) < pt(60)
        assert top > mm(50) - pt(2) and bottom > mm(140)


def test_vertical_text_runs_down_in_one_column() -> None:
    """Upright glyphs of a vertical line stand below one another, centred on the column."""
    files = shown(put(column("教育教育教育", size=pt(40)), mm(100), mm(50), 1))
    box = pictured(files[1], 0).convert("L").point(lambda v: 255 * (v < 128)).getbbox()
    assert box is not None
    left, top, right, bottom = (v * PER_POINT for v in box)
    assert right - left < pt(42)
    assert abs((left + right) / 2 - mm(100)) < pt(3)
    assert pt(225) < bottom - top < pt(245)
    assert top > mm(50) - pt(1)


def test_art_that_bleeds_fills_the_bleed() -> None:
    """Print keeps what stands outside the trim to the bleed's edge; the screen page ends at the trim."""
    width, height = TRIM.width + mm(6), TRIM.height + mm(6)
    files = shown(put(rectangle(width, height, fill=Paint(RED)), -mm(3), -mm(3), 1))
    image = pictured(files[0], 0)
    assert image.size == (613, 825)
    for corner in ((1, 1), (610, 1), (1, 823), (610, 823)):
        assert image.getpixel(corner)[0] > 180 > image.getpixel(corner)[1]
    assert pictured(files[1], 0).size == (596, 808)


def test_black_overprints_and_the_rest_knocks_out() -> None:
    """Overprint is switched on for paints that ask for it and off again; the screen file knows none."""
    red, black = Paint(RED), TEXT
    bars = [rectangle(mm(9), mm(9), fill=p) for p in (red, black, black, red)]
    items: list[Item] = [*bars]
    files = shown(*(put(item, mm(10 + 10 * i), mm(10), 1) for i, item in enumerate(items)))
    with opened(files[0]) as pdf:
        content = pdf.pages[0].Contents.read_bytes()
        states = pdf.pages[0].Resources.ExtGState
        assert re.findall(rb"/(\w+) gs", content) == [b"Over", b"Knock"]
        assert (states.Over.OP, states.Over.op, states.Over.OPM) == (True, True, 1)
        assert (states.Knock.OP, states.Knock.op) == (False, False)
    with opened(files[1]) as pdf:
        assert "gs" not in operators(pdf.pages[0])


@pytest.mark.parametrize(("paint", "code"), [(Paint(WHITE, overprint=True), "white-overprints")])
def test_white_never_overprints(paint: Paint, code: str) -> None:
    """White that overprints would vanish: refused."""
    report = Diagnostics()
    document = book([page([put(rectangle(mm(9), mm(9), fill=paint), 0, 0, 1)])])
    assert write_print(document, resources(), report) is None
    assert [d.code for d in report] == [code]


def test_points_are_not_moved_by_their_neighbours() -> None:
    """Coordinates are rounded one by one from their exact place: a thousand steps end where they should."""
    step = 12_345
    files = shown(*(put(rectangle(1, 1, fill=TEXT), step * i, 0, 1) for i in range(500)))
    with opened(files[1]) as pdf:
        starts = re.findall(rb"([\d.]+) [\d.]+ m", pdf.pages[0].Contents.read_bytes())
    assert [float(v) for v in starts] == [pytest.approx(step * i / PER_POINT, abs=0.0006) for i in range(500)]
