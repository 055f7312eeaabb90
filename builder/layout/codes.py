"""Codes for machines: QR codes and EAN-13 barcodes as one black outline each, quiet zones kept."""

from collections.abc import Sequence

from builder.color import Paint
from builder.layout.pages import Path
from builder.layout.shapes import Box, rectangles
from builder.units import Length, mm

QUIET = 4
"""Modules of bare ground round a QR code (ISO/IEC 18004, 9.1)."""
LEAST_MODULE = mm(0.4)
"""Smaller modules blur in print and before a phone's lens (ISO/IEC 18004 leaves it to the use; GS1 asks 0.396 mm)."""

EAN_MODULES = 95
EAN_LEFT, EAN_RIGHT = 11, 7
"""Modules of bare ground before and behind the bars (GB 12904, ISO/IEC 15420)."""
EAN_WHOLE = EAN_LEFT + EAN_MODULES + EAN_RIGHT
_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
_PARITIES = (
    *("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG"),
    *("LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"),
)
"""Which of the left six digits are of set L and which of G says the first digit (ISO/IEC 15420, table 4)."""


def qr_rows(text: str, level: str = "M") -> tuple[bytes, ...] | None:
    """Rows of modules, 1 for dark, without the quiet zone; None if the text is too long for any code."""
    import segno  # only a book with a code needs it

    try:
        code = segno.make_qr(text, error=level, boost_error=False)
    except segno.DataOverflowError:
        return None
    return tuple(bytes(row) for row in code.matrix)


def qr_path(rows: Sequence[bytes], size: Length, paint: Paint) -> Path:
    """The dark modules as one outline in a square of `size`, its quiet zone included; edges fall on one grid."""
    count = len(rows) + 2 * QUIET
    edges = [size * index // count for index in range(count + 1)]
    boxes: list[Box] = []
    for y, row in enumerate(rows, QUIET):
        for start, end in _dark_runs(row):
            x, right = edges[start + QUIET], edges[end + QUIET]
            boxes.append((x, edges[y], right - x, edges[y + 1] - edges[y]))
    return rectangles(boxes, paint)


def _dark_runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Start and end of each stretch of dark modules."""
    runs: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if dark and runs and runs[-1][1] == at:
            runs[-1] = (runs[-1][0], at + 1)
        elif dark:
            runs.append((at, at + 1))
    return runs


def ean_modules(digits: str) -> bytes:
    """The ninety-five modules of an EAN-13, 1 for a bar. Source: ISO/IEC 15420, 4.3."""
    left = "".join(
        _ODD[int(digit)] if side == "L" else _flipped(_ODD[int(digit)])[::-1]
        for digit, side in zip(digits[1:7], _PARITIES[int(digits[0])], strict=True)
    )
    right = "".join(_flipped(_ODD[int(digit)]) for digit in digits[7:])
    return bytes(int(module) for module in f"101{left}01010{right}101")


def _flipped(pattern: str) -> str:
    return pattern.translate({48: "1", 49: "0"})


def ean_path(digits: str, width: Length, height: Length, guard: Length, paint: Paint) -> Path:
    """The bars as one outline in a box whose quiet zones are included; the guards reach `guard` farther down."""
    edges = [width * index // EAN_WHOLE for index in range(EAN_WHOLE + 1)]
    boxes: list[Box] = []
    for start, end in _dark_runs(ean_modules(digits)):
        is_guard = start < 3 or 45 <= start < 50 or start >= 92
        x = edges[start + EAN_LEFT]
        boxes.append((x, 0, edges[end + EAN_LEFT] - x, height + (guard if is_guard else 0)))
    return rectangles(boxes, paint)
