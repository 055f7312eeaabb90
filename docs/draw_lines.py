"""Draw the lines of docs/hard_lines.toml at 400 % as docs/lines/NN.png, and docs/hard-lines.md (`make pictures`)."""

import tomllib
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from builder.building import open_project
from builder.color import Cmyk, Ink, Paint, Rgb
from builder.diagnostics import Diagnostics
from builder.geometry import Point, Size
from builder.layout.pages import Artifact, Metadata, Page, PagedDocument, Placed
from builder.resources import DiskResources
from builder.source import NOWHERE, unplaced
from builder.text.glyphs import Line
from builder.text.paragraphs import Typesetter
from builder.text.styles import CharacterStyle, LineRules, ParagraphStyle, StyledText
from builder.units import Length, pt, to_pt
from builder.writers.screen import write_screen

DOCS = Path(__file__).resolve().parent
SIZE = pt(10.5)
LEADING = pt(18)
MARGIN = pt(9)
SCALE = 4
"""400 %, a pixel to a point."""
GREYS = 8
EDGE = (176, 60, 48)
HEAD = """# 二十行难排的字

每一例都放大到 400 %（10.5 磅），两边的细线是版口。图由 `make pictures` 重画，文字与断法写在 `hard_lines.toml`，
测试 `tests/text/test_hard_lines.py` 核对程序排出来的确实是这几行。编号（C4 等）见 [typography.md](typography.md)。
"""


def read_cases() -> list[dict[str, Any]]:
    """The cases: `title`, `text`, `measure` in ems, perhaps `indent` and `hanging`, the `lines` it gives, and `why`."""
    cases: list[dict[str, Any]] = tomllib.loads((DOCS / "hard_lines.toml").read_text("utf-8"))["line"]
    return cases


def set_case(case: dict[str, Any], typesetter: Typesetter) -> tuple[Line, ...]:
    ink = Ink("black", Cmyk(0, 0, 0, 1), Rgb(0, 0, 0))
    style = CharacterStyle(han="serif-400", size=SIZE, paint=Paint(ink))
    paragraph = ParagraphStyle(
        character=style,
        first_line_indent=case.get("indent", 0) * SIZE,
        rules=LineRules(hanging=case.get("hanging", False)),
    )
    spans = (StyledText(source=unplaced(case["text"]), style=style),)
    return typesetter.set(spans, measure=round(case["measure"] * SIZE), style=paragraph)


def _page(lines: tuple[Line, ...]) -> Page:
    items: list[Placed] = []
    for number, line in enumerate(lines):
        baseline = MARGIN + number * LEADING + round(SIZE * 0.88)
        for run in line.runs:
            at = Point(MARGIN + run.offset, baseline + run.shift)
            items.append(Placed(at=at, item=run.run, role=Artifact.LAYOUT, origin=NOWHERE))
    return Page(items=tuple(items), label="1", folio=None)


def _draw(lines: tuple[Line, ...], measure: Length, resources: DiskResources) -> Image.Image:
    trim = Size(measure + 2 * MARGIN, 2 * MARGIN + (len(lines) - 1) * LEADING + SIZE)
    document = PagedDocument(
        metadata=Metadata(title="", publisher=""),
        trim=trim,
        bleed=0,
        pages=(_page(lines),),
        structure=(),
        outline=(),
    )
    data = write_screen(document, resources, Diagnostics())
    if data is None:
        raise SystemExit("a page could not be written")
    drawn: Image.Image = pypdfium2.PdfDocument(data)[0].render(scale=SCALE).to_pil().convert("RGB")
    pen = ImageDraw.Draw(drawn)
    for edge in (MARGIN, MARGIN + measure):
        x = round(to_pt(edge) * SCALE)
        pen.line([(x, 0), (x, drawn.height)], fill=EDGE)
    return drawn.quantize(GREYS + 2)


def main() -> None:
    resources = open_project(DOCS.parent, Diagnostics())
    if resources is None:
        raise SystemExit("no fonts")
    typesetter = Typesetter(resources.fonts, Diagnostics())
    folder = DOCS / "lines"
    folder.mkdir(exist_ok=True)
    parts = [HEAD]
    for number, case in enumerate(read_cases(), 1):
        picture = folder / f"{number:02d}.png"
        lines = set_case(case, typesetter)
        _draw(lines, round(case["measure"] * SIZE), resources).save(picture, optimize=True)
        said = " / ".join(line.text for line in lines)
        parts.append(f"## {number}. {case['title']}（{case['measure']} 字一行）\n\n![{said}](lines/{picture.name})\n")
        parts.append(f"{case['why']}\n")
    (DOCS / "hard-lines.md").write_text("\n".join(parts), "utf-8")


if __name__ == "__main__":
    main()
