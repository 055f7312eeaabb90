"""From bytes to text. Only UTF-8 is read (with or without a BOM); anything else is named, so that it can be resaved."""

import re

from builder.diagnostics import Diagnostics
from builder.source import Span, whole_file

LARGEST_FILE = 2_000_000
"""Bytes: over six hundred thousand characters. A larger file is surely not the text of a brochure."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Control characters, and the breaks of YAML 1.1 that YAML 1.2 (5.4) and editors no longer count as lines."""

_MOST_PLACES = 20
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes, file: str, report: Diagnostics) -> str:
    """The text of a file, its lines ended by `\\n`, without BOM.

    A wrong encoding or a control character is reported (`encoding-utf16`, `encoding-gb18030`, `encoding-unknown`,
    `control-character`); the text is then the best guess, one character for one, for finding further faults.
    """
    text = _decoded(data, file, report)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return _without_controls(text, file, report)


def _decoded(data: bytes, file: str, report: Diagnostics) -> str:
    if data.startswith(_UTF16_MARKS) or data.count(0, 0, 4096) > len(data[:4096]) // 8:
        report.error("encoding-utf16", whole_file(file))
        return ""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _decoded_otherwise(data, error.start, file, report)


def _decoded_otherwise(data: bytes, bad: int, file: str, report: Diagnostics) -> str:
    line = data.count(b"\n", 0, bad) + 1
    before = data[data.rfind(b"\n", 0, bad) + 1 : bad]
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        column = len(before.decode("utf-8", "replace")) + 1
        report.error("encoding-unknown", Span(file, line, column, line, column + 1), byte=f"0x{data[bad]:02X}")
        return ""
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


_IN_TEXT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
