"""Small PDFs of a foreign producer, to be imposed."""

import io

import pikepdf
from reportlab.pdfgen.canvas import Canvas

from builder.diagnostics import Diagnostics
from builder.layout.labels import Labels
from builder.production.imposition.imposing import ImposedSet, ImpositionOptions, impose
from builder.production.imposition.schemes import Scheme
from tests.writers.documents import library, resources

MM = 72 / 25.4
WIDE, HIGH, BLEED = 100 * MM, 140 * MM, 3 * MM


def source(pages: int, *, high: float = HIGH, text: str = "") -> bytes:
    """A book whose page n says `Page n` in its middle, with a tint to the bleed."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDE + 2 * BLEED, high + 2 * BLEED), invariant=True)
    canvas.setTitle("样书")
    for number in range(1, pages + 1):
        canvas.setTrimBox((BLEED, BLEED, WIDE + BLEED, high + BLEED))
        canvas.setBleedBox((0, 0, WIDE + 2 * BLEED, high + 2 * BLEED))
        canvas.setFillColorCMYK(0.1, 0, 0.1, 0)
        canvas.rect(0, 0, WIDE + 2 * BLEED, high + 2 * BLEED, stroke=0, fill=1)
        canvas.setFillColorCMYK(0, 0, 0, 1)
        canvas.drawCentredString(WIDE / 2 + BLEED, high / 2, f"Page {number}")
        canvas.drawString(BLEED + 20, BLEED + 20, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def imposed(data: bytes, scheme: Scheme = Scheme.SADDLE, **more: object) -> tuple[ImposedSet | None, Diagnostics]:
    """Impose as the command does."""
    report = Diagnostics()
    options = ImpositionOptions(scheme=scheme, **more)  # type: ignore[arg-type]
    lettering = Labels(library(), report, "sans-400")
    made = impose(data, "书.pdf", options, resources=resources(), lettering=lettering, report=report)
    return made, report


def changed(data: bytes, change: object) -> bytes:
    """The PDF after `change(pdf)`."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)  # type: ignore[operator]
        buffer = io.BytesIO()
        pdf.save(buffer, static_id=True)
    return buffer.getvalue()
