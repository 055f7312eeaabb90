"""An edition read back from its bytes: pages, the school's words, the QR code as a reader's camera sees it."""

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import zxingcpp

from builder.geometry import Rect
from builder.units import PER_POINT

QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
RENDERED_PPI = 150
"""A phone's camera sees a printed code finer than this."""
PALE = 160
"""Grey, of 255, that the quiet zone must be lighter than."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPage:
    """What one page must give back."""

    index: int
    texts: tuple[str, ...]
    codes: tuple[tuple[Rect, str], ...] = ()
    """Area with the quiet zone, from the page's top left, and what the code says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What an edition must give back."""

    page_count: int
    title: str
    pages: tuple[ExpectedPage, ...]


def verify_edition(data: bytes | bytearray, expected: Expected) -> str:
    """What is wrong with an edition: `unreadable`, `pages`, `title`, `text`, `code`, `quiet-zone`; empty if nothing."""
    try:
        # A view where the bytes lie; pdfium keeps none of them after closing.
        whole = (ctypes.c_char * len(data)).from_buffer(data) if isinstance(data, bytearray) else data
        document = pdfium.PdfDocument(whole)
    except pdfium.PdfiumError:
        return "unreadable"
    try:
        if len(document) != expected.page_count:
            return "pages"
        if document.get_metadata_value("Title") != expected.title:
            return "title"
        return next((fault for page in expected.pages if (fault := _page_fault(document[page.index], page))), "")
    except pdfium.PdfiumError:
        return "unreadable"
    finally:
        document.close()


def _page_fault(page: pdfium.PdfPage, expected: ExpectedPage) -> str:
    words = _without_spaces(page.get_textpage().get_text_range())
    if any(_without_spaces(text) not in words for text in expected.texts):
        return "text"
    return next((fault for area, text in expected.codes if (fault := _code_fault(page, area, text))), "")


def _code_fault(page: pdfium.PdfPage, area: Rect, text: str) -> str:
    """Only the code and its quiet zone are rendered, not the page."""
    width, height = page.get_size()
    left, top = area.x / PER_POINT, area.y / PER_POINT
    right, bottom = width - area.right / PER_POINT, height - area.bottom / PER_POINT
    bitmap = page.render(scale=RENDERED_PPI / 72, grayscale=True, crop=(left, bottom, right, top))
    # Rows may be padded; the padding is cut off.
    rows = memoryview(bitmap.buffer).cast("B").cast("B", (bitmap.height, bitmap.stride))
    found = [code.text for code in zxingcpp.read_barcodes(rows, formats=QR)]
    if found != [text]:
        return "code"
    # Two of the four modules all around; the outermost pixels may be of what stands beside.
    flat, ring = bytes(bitmap.buffer), bitmap.height // 16
    bands = [flat[y * bitmap.stride + 2 : y * bitmap.stride + bitmap.width - 2] for y in range(2, ring)]
    return "" if min(map(min, bands)) > PALE else "quiet-zone"


def _without_spaces(text: str) -> str:
    """Readers put spaces where letters stand apart, and end lines where they end."""
    return "".join(text.split())
