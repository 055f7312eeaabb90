"""Nodes held against the schema: every finding of every kind at once, each at its place."""

import re
from difflib import get_close_matches

from builder.content.nodes import UNREADABLE, ListNode, MapNode, Node, Scalar
from builder.content.shapes import Choice, Either, Field, Many, Number, Printed, Record, Shape, Text, matches
from builder.content.syntax import odd_line
from builder.diagnostics import Diagnostics
from builder.source import Span

_WANTED: dict[type[Shape], str] = {
    Text: "text-wanted",
    Choice: "text-wanted",
    Printed: "printed-wanted",
    Number: "number-wanted",
    Many: "list-wanted",
    Record: "map-wanted",
    Either: "name-or-map-wanted",
}
"""The finding when a value is of another type."""


def validate(node: Node, shape: Shape, report: Diagnostics, key: str = "") -> None:
    """Report whatever in `node` is not of `shape`.

    Args:
        node: the value, its includes resolved.
        shape: what it should be.
        report: receives `…-wanted` for a wrong type, `…-form` for a wrong form, `value-empty`, `value-range`,
            `value-choice`, `list-length`, `key-unknown`, `key-missing`, `picture-alt-missing`.
        key: the key it stands under, for the messages.
    """
    if node is UNREADABLE:
        return
    match shape:
        case Many():
            _validate_list(node, shape, report, key)
        case Record():
            _validate_record(node, shape, report, key)
        case Either():
            if isinstance(node, MapNode):
                _validate_record(node, shape.record, report, key)
            else:
                _validate_text(node, shape.text, shape, report, key)
        case Text():
            _validate_text(node, shape, shape, report, key)
        case Number():
            _validate_number(node, shape, report, key)
        case _:
            _validate_other(node, shape, report, key)


def is_blank(text: str) -> bool:
    """Whether nothing of `text` would be seen."""
    return _UNSEEN.fullmatch(text) is not None


_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)
"""White space and what Unicode calls Default_Ignorable_Code_Point (UAX #44); the blank of braille besides."""


def _validate_list(node: Node, shape: Many, report: Diagnostics, key: str) -> None:
    if not isinstance(node, ListNode):
        _wrong_type(node, shape, report, key)
        return
    count = len(node.items)
    if count < shape.least or (shape.most is not None and count > shape.most):
        report.error("list-length", node.span, key=key, count=count, wanted=_wanted_count(shape))
    for item in node.items:
        validate(item, shape.of, report, key)


def _wanted_count(shape: Many) -> str:
    if shape.least == shape.most:
        return str(shape.least)
    return f"≥ {shape.least}" if shape.most is None else f"{shape.least}–{shape.most}"


def _validate_record(node: Node, record: Record, report: Diagnostics, key: str) -> None:
    if not isinstance(node, MapNode):
        _wrong_type(node, record, report, key)
        return
    meant: set[str] = set()
    for name, value in node.entries:
        field = record.by_name.get(name.text)
        if field is not None:
            validate(value, field.shape, report, field.name)
        elif not record.is_open:
            meant.add(_unknown_key(name, record, report))
    for field in record.fields:
        if field.required and node.get(field.name) is None and field.name not in meant:
            _missing_key(node, field, record, report)


def _unknown_key(name: Scalar, record: Record, report: Diagnostics) -> str:
    """Report it; the key that was meant, which then is not missing, or an empty string."""
    known = [field.name for field in record.fields]
    odd = odd_line(name.text)
    if odd is not None:
        code, _, values = odd
        report.error(code, name.span, **values)
        return values.get("key", "")
    near = get_close_matches(name.text.strip().lower(), known, n=1, cutoff=0.5)
    report.error("key-unknown", name.span, key=name.text, offers="、".join(near or known))
    return near[0] if near else ""


def _missing_key(node: MapNode, field: Field, record: Record, report: Diagnostics) -> None:
    identity = node.get("id")
    named = f"{record.name} {identity.text if isinstance(identity, Scalar) else ''}".strip()
    first = node.entries[0][0].span if node.entries else node.span
    if (record.name, field.name) == ("picture", "alt"):
        report.error("picture-alt-missing", first, named=named)
    else:
        report.error("key-missing", first, key=field.name, named=named)


def _validate_text(node: Node, text: Text, shape: Shape, report: Diagnostics, key: str) -> None:
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        _wrong_type(node, shape, report, key)
    elif is_blank(node.text):
        report.error("value-empty", node.span, key=key)
    elif not matches(text, node.text):
        report.error(text.form, node.span, key=key, value=node.text)


def _validate_number(node: Node, shape: Number, report: Diagnostics, key: str) -> None:
    value = node.value if isinstance(node, Scalar) else None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or (shape.whole and value != value // 1):  # type: ignore[operator]
        _wrong_type(node, shape, report, key)
    elif not shape.least <= value <= shape.most:  # type: ignore[operator]
        report.error("value-range", node.span, key=key, value=value, least=shape.least, most=shape.most)


def _validate_other(node: Node, shape: Printed | Choice, report: Diagnostics, key: str) -> None:
    value = node.value if isinstance(node, Scalar) else None
    allowed = str if isinstance(shape, Choice) else (str, int, float)
    if not isinstance(node, Scalar) or isinstance(value, bool) or not isinstance(value, allowed):
        _wrong_type(node, shape, report, key)
    elif is_blank(node.text):
        report.error("value-empty", node.span, key=key)
    elif isinstance(shape, Choice) and value not in shape.words:
        near = get_close_matches(node.text.lower(), shape.words, n=1)
        report.error("value-choice", node.span, key=key, value=node.text, offers="、".join(near or shape.words))


_BARE_FACT = re.compile(r"fact(?:\s*[:：].*)?")
"""The key that `{fact:id}` without quotes is to YAML."""


def _wrong_type(node: Node, shape: Shape, report: Diagnostics, key: str) -> None:
    if isinstance(node, Scalar) and node.plain:
        if node.value is None:
            report.error("value-empty", _visible(node.span), key=key)
            return
        odd = odd_line(node.text)
        if odd is not None:
            code, column, values = odd
            report.error(code, node.source.locate(column - 1), **values)
            return
    if isinstance(node, MapNode) and node.entries and _BARE_FACT.fullmatch(node.entries[0][0].text):
        report.error("yaml-fact-unquoted", node.span)
        return
    if isinstance(shape, Text) and not isinstance(node, Scalar):
        report.error("text-not-list" if isinstance(node, ListNode) else "text-not-map", node.span, key=key)
        return
    code = "whole-number-wanted" if isinstance(shape, Number) and shape.whole else _WANTED[type(shape)]
    report.error(code, node.span, key=key, found=_shown(node))


def _visible(span: Span) -> Span:
    """The span of nothing, widened so that a person sees it."""
    if (span.line, span.column) != (span.end_line, span.end_column):
        return span
    return Span(span.file, span.line, span.column, span.line, span.column + 1)


def _shown(node: Node) -> str:
    """A value as the author wrote it, cut short."""
    if isinstance(node, ListNode):
        return "[…]"
    if isinstance(node, MapNode):
        return "{…}"
    return node.text if len(node.text) <= 20 else f"{node.text[:20]}…"
