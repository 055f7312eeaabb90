"""`brochure proof`: each page as a screen shows it and as its press prints it, side by side."""

import argparse
import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image

from builder.building import Result, build, compose_pages, default_output_folder, open_project
from builder.color import Cmyk
from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.build import content_path, declare_set, declare_shop, parsed_settings
from builder.commands.findings import findings_as_objects, findings_as_text
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.production.marks import spot_inks
from builder.production.preflight.proofs import plates_of, soft_proof
from builder.saving import save_together
from builder.words import Words
from builder.writers.press import Profile

FOLDER = "proof"
SURROUND = (119, 119, 119)
"""A neutral mid grey, so that neither picture's white is taken for the room's (ISO 3664, 4.2)."""
LEAST_DPI, MOST_DPI = 30, 300
PAGES_AT_ONCE = 8
"""Plates of so many pages are held at a time."""


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    said = words.phrase
    parser.add_argument("path", nargs="?", metavar=said("metavar-content"), help=said("help-path"))
    parser.add_argument("--dpi", type=int, default=100, metavar="N", help=said("help-proof-dpi"))
    declare_shop(parser, words)
    declare_set(parser, words)
    parser.add_argument("--output-folder", metavar="DIR", help=said("help-proof-folder"))


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    if not LEAST_DPI <= arguments.dpi <= MOST_DPI:
        raise UsageError(words.phrase("usage-range", flag="--dpi", value=arguments.dpi, least=LEAST_DPI, most=MOST_DPI))
    path = content_path(arguments.path, words)
    settings = parsed_settings(arguments.settings, words)
    report = Diagnostics()
    built = build(path, settings=settings, shop=arguments.shop, progress=invocation.progress)
    report.found += built.diagnostics
    made = _proofs(built, path, settings, arguments, report) if built.ok else ()
    if arguments.format == "json":
        whole = {
            "ok": bool(made),
            "exit_code": int(exit_code_of(report)),
            "outputs": [str(file) for file in made],
            "findings": findings_as_objects(report, words),
        }
        return Answer(exit_code=exit_code_of(report), out=json.dumps(whole, ensure_ascii=False, indent=1))
    findings = findings_as_text(
        report, words, quiet=arguments.quiet, verbose=arguments.verbose, colored=invocation.colored
    )
    said = words.phrase("proofed", pages=len(made), folder=made[0].parent) if made and not arguments.quiet else ""
    return Answer(exit_code=exit_code_of(report), out=said, err=findings)


def _proofs(
    built: Result,
    path: Path,
    settings: tuple[tuple[str, str], ...],
    arguments: argparse.Namespace,
    report: Diagnostics,
) -> tuple[Path, ...]:
    """The pictures, all or none."""
    resources = open_project(path, report)
    _, pages = compose_pages(path, Diagnostics(), settings=settings)
    if resources is None or pages is None:
        return ()
    data = {output.profile: output.path.read_bytes() for output in built.outputs}
    given = arguments.output_folder
    folder = Path(given) if given else default_output_folder(path, resources.root) / FOLDER
    press_profile = built.preflights[0].condition.profile
    alternates = {name: spot.alternate for name, spot in spot_inks(pages).items()}
    digits = len(str(len(pages.pages)))
    files: dict[Path, bytes] = {}
    with pypdfium2.PdfDocument(data["screen"]) as screen:
        for number, press in _pressed(data["print"], len(pages.pages), arguments.dpi, alternates, press_profile):
            shown = screen[number - 1].render(scale=arguments.dpi / 72).to_pil().convert("RGB")
            files[folder / f"{number:0{digits}}.png"] = _beside(shown, press)
    return tuple(files) if save_together(files, report) else ()


def _pressed(
    data: bytes, count: int, dpi: int, alternates: Mapping[str, Cmyk], press: Profile
) -> Iterator[tuple[int, Image.Image]]:
    for first in range(1, count + 1, PAGES_AT_ONCE):
        some = range(first, min(first + PAGES_AT_ONCE, count + 1))
        for plates in plates_of(data, some, trimmed=True, dots_per_inch=dpi):
            yield plates.page, soft_proof(plates, press, alternates)


def _beside(screen: Image.Image, press: Image.Image) -> bytes:
    """RGB on the left, press on the right, on grey."""
    press = press.resize(screen.size) if press.size != screen.size else press
    edge = max(screen.height // 40, 8)
    sheet = Image.new("RGB", (2 * screen.width + 3 * edge, screen.height + 2 * edge), SURROUND)
    sheet.paste(screen, (edge, edge))
    sheet.paste(press, (screen.width + 2 * edge, edge))
    output = BytesIO()
    sheet.save(output, "PNG")
    return output.getvalue()
