"""Finished files as tests look at them: operators, colours of a place, text in order, glyph places."""

import io
import re

import pikepdf
import pypdfium2 as pdfium
from PIL import Image

from builder.layout.pages import PagedDocument
from builder.units import PER_POINT, Length
from builder.writers.fonts import runs_of


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def operators(page: pikepdf.Page) -> list[str]:
    return [str(instruction.operator) for instruction in pikepdf.parse_content_stream(page)]


def pictured(data: bytes, index: int, scale: float = 1.0) -> Image.Image:
    """Page `index` as pdfium paints it, `scale` pixels to the point."""
    document = pdfium.PdfDocument(data)
    try:
        return document[index].render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()


def color_at(image: Image.Image, x: Length, y: Length, scale: float = 1.0) -> tuple[int, int, int]:
    """The colour at a place measured from the top left."""
    found = image.getpixel((int(x / PER_POINT * scale), int(y / PER_POINT * scale)))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def texts(data: bytes) -> list[str]:
    """The text of each page as pdfium extracts it, line ends left out: they are its own guess."""
    document = pdfium.PdfDocument(data)
    try:
        return [re.sub(r"[\r\n\ufffe]", "", page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def written_texts(document: PagedDocument) -> list[str]:
    return ["".join(run.text for run in runs_of(page.items)) for page in document.pages]
