"""`brochure new DIR`: a small brochure that builds at once, to be written over."""

import argparse
import io
from pathlib import Path

from PIL import Image, ImageDraw

from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.findings import findings_as_text
from builder.commands.schema import schema_files
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.resources import build_time
from builder.saving import save_together
from builder.source import whole_file
from builder.words import Words

STARTER = Path(__file__).resolve().parent / "starter"
YEARS = range(1900, 3000)


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("folder", metavar="DIR", help=words.phrase("help-new"))
    parser.add_argument("--year", type=int, metavar="YYYY", help=words.phrase("help-year"))


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    year = build_time().year if arguments.year is None else arguments.year
    if year not in YEARS:
        raise UsageError(words.phrase("usage-range", flag="--year", value=year, least=YEARS[0], most=YEARS[-1]))
    folder, report = Path(arguments.folder), Diagnostics()
    if folder.is_dir() and any(folder.iterdir()):
        report.error("output-not-empty", whole_file(str(folder)))
    else:
        _save(starter_files(folder, year), report)
    made = "" if report.has_errors or arguments.quiet else words.phrase("new-made", folder=folder)
    return Answer(exit_code=exit_code_of(report), out=made, err=findings_as_text(report, words))


def _save(files: dict[Path, bytes], report: Diagnostics) -> None:
    """All files or none; of what hinders them, the first is enough."""
    found = Diagnostics()
    save_together(files, found)
    report.found += found.found[:1]


def starter_files(folder: Path, year: int) -> dict[Path, bytes]:
    """Every file of a new project by its place."""
    content = folder / "content" / str(year)
    places = {name: content / name for name in ("brochure.yaml", "highlights.yaml", "pictures.yaml")}
    places["README.md"] = folder / "README.md"
    texts = {
        place: (STARTER / name).read_text("utf-8").replace("@YEAR@", str(year)).encode()
        for name, place in places.items()
    }
    picture = {folder / "images" / str(year) / "p01.jpg": drawn_morning()}
    return texts | schema_files(folder / "content") | picture | {folder / ".gitignore": b"out/\n"}


def drawn_morning(width: int = 3600, height: int = 2400) -> bytes:
    """A JPEG of hills before a rising sun: stands in until there is a photo."""
    light, deep = (250, 226, 178), (196, 84, 60)
    # Pillow's gradient runs from black at the top; the sky is light at the horizon.
    blend = Image.linear_gradient("L").resize((width, height))
    sky = Image.composite(Image.new("RGB", (width, height), light), Image.new("RGB", (width, height), deep), blend)
    draw = ImageDraw.Draw(sky)
    radius, across, down = height // 8, width // 2, height * 9 // 20
    draw.ellipse((across - radius, down - radius, across + radius, down + radius), fill=(255, 244, 214))
    for step, color in enumerate(((176, 74, 58), (120, 52, 46), (70, 34, 34), (36, 22, 24))):
        top = height * (10 + 2 * step) // 20
        draw.polygon(_ridge(width, height, top, step), fill=color)
    kept = io.BytesIO()
    sky.save(kept, "JPEG", quality=90)
    return kept.getvalue()


def _ridge(width: int, height: int, top: int, step: int) -> list[tuple[int, int]]:
    """The outline of a range of hills: peaks at whole steps, closed along the lower edge."""
    peaks = [(width * x // 8, top - height // 14 * ((x * (step + 3) + step) % 3)) for x in range(9)]
    return [(0, height), *peaks, (width, height)]
