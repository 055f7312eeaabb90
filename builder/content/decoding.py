"""From bytes to text. Only UTF-8 is read (with or without a BOM); anything else is named, so that it can be resaved."""

import re

from builder.diagnostics import Diagnostics
from builder.source import Span

LARGEST_FILE = 2_000_000
"""Bytes: over six hundred thousand characters. A larger file is surely not the text of a brochure."""

_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Controls of the bidirectional algorithm (UAX #9, 2): Chinese needs none, and they make text read not as typed."""

_FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029{_DIRECTIONS}\ufeff\ufffe\uffff]")
"""Control characters, and the breaks of YAML 1.1 that YAML 1.2 (5.4) and editors no longer count as lines."""

_MOST_PLACES = 20
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32", "encoding-utf32"),
    (b"\x00\x00\xfe\xff", "utf-32", "encoding-utf32"),
    (b"\xff\xfe", "utf-16", "encoding-utf16"),
    (b"\xfe\xff", "utf-16", "encoding-utf16"),
)
"""Byte order marks (Unicode, 23.8), the longer before what they begin with."""
_LOOKED_AT = 4096
"""Bytes that tell an encoding without a mark."""


def decode(data: bytes, file: str, report: Diagnostics) -> str | None:
    """The text of a file, its lines ended by `\\n`, without BOM; None if it cannot be guessed.

    A wrong encoding or a control character is reported (`encoding-utf16`, `encoding-utf32`, `encoding-gb18030`,
    `encoding-unknown`, `encoding-binary`, `control-character`); the text is then the best guess, one character for
    one, for finding further faults.
    """
    text = _decoded(data, file, report)
    if text is None:
        return None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _without_controls(text, file, report)


def _decoded(data: bytes, file: str, report: Diagnostics) -> str | None:
    for mark, encoding, code in _MARKS:
        if data.startswith(mark):
            report.error(code, _start(file))
            return data.decode(encoding, "replace")
    if data.count(0, 0, _LOOKED_AT) > len(data[:_LOOKED_AT]) // 8:
        return _decoded_wide(data, file, report)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decoded_otherwise(data, error.start, file, report)


def _decoded_wide(data: bytes, file: str, report: Diagnostics) -> str | None:
    """Text of two or four bytes a character without a mark, told by which bytes are zero; else no text at all."""
    head = data[: _LOOKED_AT // 4 * 4]
    zeros = [head[at::4].count(0) * 5 > len(head) for at in range(4)]  # of each quarter, over four in five
    high, low = head[0::2].count(0), head[1::2].count(0)
    if all(zeros[:2]) != all(zeros[2:]):
        report.error("encoding-utf32", _start(file))
        return data.decode("utf-32-be" if zeros[0] else "utf-32-le", "replace")
    if min(high, low) * 8 < max(high, low):
        report.error("encoding-utf16", _start(file))
        return data.decode("utf-16-be" if high > low else "utf-16-le", "replace")
    report.error("encoding-binary", _start(file))
    return None


def _start(file: str) -> Span:
    return Span(file, 1, 1, 1, 2)


def _decoded_otherwise(data: bytes, bad: int, file: str, report: Diagnostics) -> str | None:
    line = data.count(b"\n", 0, bad) + 1
    before = data[data.rfind(b"\n", 0, bad) + 1 : bad]
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        column = len(before.decode("utf-8", "replace")) + 1
        report.error("encoding-unknown", Span(file, line, column, line, column + 1), byte=f"0x{data[bad]:02X}")
        return None
    column = len(before.decode("gb18030", "replace")) + 1
    report.error("encoding-gb18030", Span(file, line, column, line, column + 1))
    return text


def _without_controls(text: str, file: str, report: Diagnostics) -> str:
    for count, match in enumerate(_FORBIDDEN.finditer(text)):
        if count == _MOST_PLACES:
            break
        line = text.count("\n", 0, match.start()) + 1
        column = match.start() - text.rfind("\n", 0, match.start())
        report_control(match[0], Span(file, line, column, line, column + 1), report)
    return _FORBIDDEN.sub(" ", text)


def report_control(character: str, span: Span, report: Diagnostics) -> None:
    """Tell of a character that no face has and no eye sees."""
    report.error("control-character", span, codepoint=f"U+{ord(character):04X}")


def control_in(text: str) -> re.Match[str] | None:
    """The first character of a scalar that cannot be set: what came by an escape, or a tab."""
    return _IN_TEXT.search(text)


_IN_TEXT = re.compile(f"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029{_DIRECTIONS}\ufeff\ufffe\uffff]")
