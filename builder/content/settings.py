"""`--set a.b=c`: a value laid over the book before it is validated, so that it is checked like any other."""

from builder.content.nodes import ListNode, MapNode, Node, Scalar
from builder.content.parsing import parse
from builder.diagnostics import Diagnostics
from builder.source import Span

COMMAND_LINE = "--set"
"""The file name in the spans of what came from the command line."""


def lay_over(node: Node, settings: tuple[tuple[str, str], ...], report: Diagnostics) -> Node:
    """`node` with each setting in its place.

    A step of a path is a key of a map, or the `id` of an element of a list. A value is written as in YAML: `2023`,
    `true`, `[a, b]`, or words. Reports `setting-path` for a list that has no such element and for a way through text.
    """
    for number, (path, written) in enumerate(settings, start=1):
        text = f"{path}={written}"
        span = Span(COMMAND_LINE, number, 1, number, len(text) + 1)
        value = _value(path, written, span, report)
        if value is not None and isinstance(node, MapNode):
            node = _set(node, path.split("."), value, _Place(path, span), report)
    return node


class _Place:
    """A setting's whole path and where it stands, for messages."""

    __slots__ = ("path", "span")

    def __init__(self, path: str, span: Span) -> None:
        self.path = path
        self.span = span


def _value(path: str, written: str, span: Span, report: Diagnostics) -> Node | None:
    if written[:1] in ("[", "{", '"', "'"):
        return parse(written, f"{COMMAND_LINE} {path}", report)
    return Scalar(text=written, span=span, plain=True, marks=((0, span.line, len(path) + 2),))


def _set(node: Node, steps: list[str], value: Node, place: _Place, report: Diagnostics) -> Node:
    if not steps:
        return value
    if isinstance(node, ListNode):
        return _set_in_list(node, steps, value, place, report)
    if isinstance(node, Scalar):
        return _set_in_scalar(node, steps, value, place, report)
    step, rest = steps[0], steps[1:]
    entries = list(node.entries)
    for index, (key, old) in enumerate(entries):
        if key.text == step:
            entries[index] = (key, _set(old, rest, value, place, report))
            return MapNode(entries=tuple(entries), span=node.span)
    key = Scalar(text=step, span=place.span, plain=True, marks=())
    entries.append((key, _set(_empty(place), rest, value, place, report)))
    return MapNode(entries=tuple(entries), span=node.span)


def _set_in_scalar(node: Scalar, steps: list[str], value: Node, place: _Place, report: Diagnostics) -> Node:
    if place.path.split(".")[0] != "theme":
        report.error("setting-path", place.span, path=place.path, step=steps[0], offers="（无）")
        return node
    # `theme: cinnabar` is short for `theme: {name: cinnabar}`
    name = Scalar(text="name", span=node.span, plain=True, marks=())
    return _set(MapNode(entries=((name, node),), span=node.span), steps, value, place, report)


def _set_in_list(node: ListNode, steps: list[str], value: Node, place: _Place, report: Diagnostics) -> Node:
    items = list(node.items)
    for index, item in enumerate(items):
        identity = item.get("id") if isinstance(item, MapNode) else None
        if isinstance(identity, Scalar) and identity.text == steps[0]:
            items[index] = _set(item, steps[1:], value, place, report)
            return ListNode(items=tuple(items), span=node.span)
    known = [item.get("id") for item in items if isinstance(item, MapNode)]
    offers = "、".join(identity.text for identity in known if isinstance(identity, Scalar)) or "（无）"
    report.error("setting-path", place.span, path=place.path, step=steps[0], offers=offers)
    return node


def _empty(place: _Place) -> MapNode:
    return MapNode(entries=(), span=place.span)
