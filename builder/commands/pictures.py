"""`brochure pictures`: pages as pictures for chats, from the same layout: single, one long picture, a set of nine."""

import argparse
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

from builder.building import compose_pages, default_output_folder
from builder.commands.answers import Answer, Invocation, UsageError
from builder.commands.build import content_path, declare_set, parsed_settings
from builder.commands.findings import findings_as_text
from builder.diagnostics import Diagnostics
from builder.exit_codes import exit_code_of
from builder.layout.pages import Group, Page, PagedDocument, Picture, Placed
from builder.saving import save_together
from builder.source import whole_file
from builder.words import Words
from builder.writers.screen import write_screen

KINDS = ("pages", "long", "nine")
WIDTH = 1080
"""Pixels across by default: what a telephone's screen shows."""
WIDEST = 4000
PAGE_BYTES = 2_000_000
"""A larger picture is squeezed by chat programs, and badly."""
LONG_BYTES = 10_000_000
LONG_PIXELS = 30_000
"""Height at which a long picture ends and the next begins: chat programs refuse taller ones."""
NINE_BYTES = 1_000_000
QUALITIES = (92, 85, 78, 70, 60, 50, 40)
"""JPEG qualities tried, best first, till a picture is small enough."""


def declare(parser: argparse.ArgumentParser, words: Words) -> None:
    parser.add_argument("path", nargs="?", metavar=words.phrase("metavar-content"), help=words.phrase("help-path"))
    parser.add_argument("--kind", default=",".join(KINDS), metavar="A,B", help=words.phrase("help-picture-kinds"))
    parser.add_argument("--width", type=int, default=WIDTH, metavar="PX", help=words.phrase("help-picture-width"))
    parser.add_argument("--output-folder", metavar="DIR", help=words.phrase("help-output-folder"))
    declare_set(parser, words)


def run(invocation: Invocation) -> Answer:
    arguments, words = invocation.arguments, invocation.words
    kinds = tuple(kind.strip() for kind in arguments.kind.split(",") if kind.strip())
    if not kinds or set(kinds) - set(KINDS):
        raise UsageError(words.phrase("usage-picture-kinds", given=arguments.kind, known=", ".join(KINDS)))
    if not 200 <= arguments.width <= WIDEST:
        raise UsageError(words.phrase("usage-range", flag="--width", value=arguments.width, least=200, most=WIDEST))
    path, report = content_path(arguments.path, words), Diagnostics()
    resources, document = compose_pages(path, report, settings=parsed_settings(arguments.settings, words))
    files: dict[Path, bytes] = {}
    if resources and document:
        data = write_screen(document, resources, report)
        resources.cache.save()
        chosen = arguments.output_folder
        folder = (Path(chosen) if chosen else default_output_folder(path, resources.root)) / "pictures"
        if data is not None:
            made = _pictures(document, data, kinds, arguments.width, report)
            files = {folder / name: picture for name, picture in made}
    saved = not report.has_errors and bool(files) and save_together(files, report)
    findings = findings_as_text(
        report, words, quiet=arguments.quiet, verbose=arguments.verbose, colored=invocation.colored
    )
    said = words.phrase("pictures-made", count=len(files), folder=next(iter(files)).parent) if saved else ""
    return Answer(exit_code=exit_code_of(report), out="" if arguments.quiet else said, err=findings)


def _pictures(
    document: PagedDocument, data: bytes, kinds: Iterable[str], width: int, report: Diagnostics
) -> list[tuple[str, bytes]]:
    """Name and bytes of each picture asked for. Reports `output-picture-too-large`."""
    with pdfium.PdfDocument(data) as pdf:
        made: list[tuple[str, bytes]] = []
        for kind in dict.fromkeys(kinds):
            if kind == "pages":
                made += _single_pages(pdf, width, report)
            elif kind == "long":
                made += _long_pictures(pdf, document, width, report)
            else:
                made += _nine(pdf, document, width, report)
    return made


def _single_pages(pdf: pdfium.PdfDocument, width: int, report: Diagnostics) -> Iterator[tuple[str, bytes]]:
    digits = max(2, len(str(len(pdf))))
    for index in range(len(pdf)):
        stem = f"page-{index + 1:0{digits}}"
        image = _drawn(pdf, index, width)
        lossless = _saved(image, "PNG", optimize=True)
        if len(lossless) <= PAGE_BYTES:
            yield f"{stem}.png", lossless
        else:
            # A page of photos: as PNG it would be several times the limit.
            yield f"{stem}.jpg", _small_enough(image, PAGE_BYTES, f"{stem}.jpg", report)


def _long_pictures(
    pdf: pdfium.PdfDocument, document: PagedDocument, width: int, report: Diagnostics
) -> Iterator[tuple[str, bytes]]:
    """All pages that hold something below one another, in as many pictures as the limit of height asks for."""
    shown = [index for index, page in enumerate(document.pages) if not page.is_blank]
    height = round(width * document.trim.height / document.trim.width)
    each = max(1, LONG_PIXELS // height)
    parts = [shown[first : first + each] for first in range(0, len(shown), each)]
    for number, part in enumerate(parts, 1):
        name = "long.jpg" if len(parts) == 1 else f"long-{number}.jpg"
        sheet = Image.new("RGB", (width, height * len(part)), "white")
        for place, index in enumerate(part):
            sheet.paste(_drawn(pdf, index, width), (0, height * place))
        yield name, _small_enough(sheet, LONG_BYTES, name, report)


def _nine(
    pdf: pdfium.PdfDocument, document: PagedDocument, width: int, report: Diagnostics
) -> Iterator[tuple[str, bytes]]:
    for place, index in enumerate(chosen_nine(document.pages), 1):
        name = f"nine-{place}.jpg"
        yield name, _small_enough(_drawn(pdf, index, width), NINE_BYTES, name, report)


def chosen_nine(pages: tuple[Page, ...]) -> list[int]:
    """Indices of up to nine pages to show: the first, then evenly spread ones, those with pictures before others."""
    shown = [index for index, page in enumerate(pages) if not page.is_blank]
    rest = [index for index in shown[1:] if _has_picture(pages[index].items)]
    plain = [index for index in shown[1:] if index not in set(rest)]
    missing = 8 - len(rest)
    rest = _spread(rest, 8) if missing <= 0 else rest + _spread(plain, missing)
    return sorted([*shown[:1], *rest])


def _spread(indices: list[int], count: int) -> list[int]:
    """`count` of `indices`, evenly; all if there are no more."""
    if len(indices) <= count:
        return indices
    return [indices[place * len(indices) // count] for place in range(count)]


def _has_picture(items: tuple[Placed, ...]) -> bool:
    return any(
        isinstance(placed.item, Picture) or (isinstance(placed.item, Group) and _has_picture(placed.item.items))
        for placed in items
    )


def _drawn(pdf: pdfium.PdfDocument, index: int, width: int) -> Image.Image:
    """A page `width` pixels wide, its height in proportion."""
    page = pdf[index]
    across, down = page.get_size()
    image: Image.Image = page.render(scale=width / across).to_pil().convert("RGB")
    # pdfium rounds up; every page of one size must come out alike, to the pixel.
    size = (width, round(width * down / across))
    return image if image.size == size else image.resize(size, Image.Resampling.LANCZOS)


def _small_enough(image: Image.Image, limit: int, name: str, report: Diagnostics) -> bytes:
    """The picture as JPEG at the best quality that keeps it within `limit` bytes."""
    data = b""
    for quality in QUALITIES:
        data = _saved(image, "JPEG", quality=quality, optimize=True)
        if len(data) <= limit:
            return data
    report.error(
        "output-picture-too-large", whole_file(name), name=name, size=f"{len(data) / 1e6:.1f}", most=f"{limit / 1e6:g}"
    )
    return data


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    kept = io.BytesIO()
    image.save(kept, kind, **options)
    return kept.getvalue()
