"""An edition read back from its bytes: pages, the school's words, the QR code as a reader's camera sees it."""

import hashlib
from dataclasses import dataclass

import pypdfium2 as pdfium
import zxingcpp

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
RENDERED_PPI = 150
"""A phone's camera sees a printed code finer than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an edition must give back."""

    page_count: int
    page_index: int
    texts: tuple[str, ...]
    code: str
    """What the QR code says; empty without one."""


def verify_edition(data: bytes, expected: Expected) -> str:
    """What is wrong with an edition: `unreadable`, `pages`, `text`, `code`; empty if nothing is."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return "unreadable"
    try:
        if len(document) != expected.page_count:
            return "pages"
        page = document[expected.page_index]
        words = _without_spaces(page.get_textpage().get_text_range())
        if any(_without_spaces(text) not in words for text in expected.texts):
            return "text"
        return "" if not expected.code or expected.code in _codes(page) else "code"
    finally:
        document.close()


def _codes(page: pdfium.PdfPage) -> tuple[str, ...]:
    bitmap = page.render(scale=RENDERED_PPI / 72, grayscale=True)
    # Rows may be padded; the padding is a strip at the right, which holds no code.
    picture = memoryview(bitmap.buffer).cast("B").cast("B", (bitmap.height, bitmap.stride))
    return tuple(code.text for code in zxingcpp.read_barcodes(picture, formats=QR))


def _without_spaces(text: str) -> str:
    """Readers put spaces where letters stand apart, and end lines where they end."""
    return "".join(text.split())


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
