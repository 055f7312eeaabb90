"""YAML text to nodes with places. The grammar is libyaml's (PyYAML's C parser); the values are YAML 1.2's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from builder.content.decoding import control_in, report_control
from builder.content.nodes import ListNode, MapNode, Node, Scalar
from builder.content.places import scalar_marks
from builder.content.syntax import explain, odd_line
from builder.diagnostics import Diagnostics
from builder.source import Span

DEEPEST = 32
"""Levels of lists in maps in lists …; a book needs six."""

MOST_REPEATED = 200_000
"""Characters and nodes that aliases may repeat in all: a thousand times what a book repeats, far below a bomb."""

MOST_REPAIRS = 100
"""Faulty lines of one file that are told at once."""

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_TAGS = ("!", "tag:yaml.org,2002:str")
_COLLECTION_TAGS = ("!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


class _Refused(Exception):
    """The rest of the file is not worth reading; the reason has been told."""


def parse(text: str, file: str, report: Diagnostics) -> Node | None:
    """The one document of a file, or None if it is empty or cannot be read.

    Args:
        text: as `decode` gives it.
        file: the name for spans.
        report: receives every fault of writing (`yaml-…`, `duplicate-key`, `file-empty`), in all lines that can be
            told apart: a faulty line is put right for the sake of reading on, up to MOST_REPAIRS times.
    """
    lines = text.split("\n")
    repaired: set[int] = set()
    while True:
        found = Diagnostics()
        try:
            node = _Reading(lines, file, found).document(text)
        except _Refused:
            node = None
        except yaml.YAMLError as error:
            fault = explain(error, lines, file)
            if fault.span.line not in repaired:
                report.error(fault.code, fault.span, **dict(fault.values))
            if fault.repair is None or fault.span.line in repaired or len(repaired) == MOST_REPAIRS:
                return None
            repaired.add(fault.span.line)
            lines[fault.span.line - 1] = fault.repair
            text = "\n".join(lines)
            continue
        report.found += [finding for finding in found if finding.span.line not in repaired]
        return node


@dataclass(slots=True)
class _Reading:
    """One pass over the events of a file."""

    lines: list[str]
    file: str
    report: Diagnostics
    anchors: dict[str, Node | None] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)
    weight: int = 0
    """Nodes and characters so far, those that aliases repeat included."""
    repeated: int = 0

    def document(self, text: str) -> Node | None:
        events = iter(yaml.parse(text, _PARSER))
        node: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("yaml-several-documents", self._span(event))
                node = self._node(next(events), events, 0)
        if node is None or (isinstance(node, Scalar) and node.plain and node.value is None):
            self.report.error("file-empty", Span(self.file, 0, 0, 0, 0))
            return None
        return node

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _refuse(self, code: str, span: Span, **values: object) -> NoReturn:
        self.report.error(code, span, **values)
        raise _Refused

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        if depth > DEEPEST:
            self._refuse("yaml-too-deep", self._span(event), most=DEEPEST)
        before = self.weight
        self.weight += 1
        anchor = event.anchor
        if anchor is not None:
            self.anchors[anchor] = None
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self._list(event, events, depth)
        else:
            node = self._map(event, events, depth)
        if anchor is not None:
            self.anchors[anchor] = node
            self.weights[anchor] = self.weight - before
        return node

    def _alias(self, event: Any) -> Node:
        name = event.anchor
        if name not in self.anchors:
            self._refuse("yaml-alias-unknown", self._span(event), name=name)
        node = self.anchors[name]
        if node is None:
            self._refuse("yaml-alias-of-itself", self._span(event), name=name)
        self.repeated += self.weights[name]
        self.weight += self.weights[name]
        if self.repeated > MOST_REPEATED:
            self._refuse("yaml-alias-bomb", self._span(event), name=name, most=MOST_REPEATED)
        return node

    def _scalar(self, event: Any) -> Scalar:
        style = event.style or ""
        text: str = event.value
        start, end = event.start_mark, event.end_mark
        span = self._span(event)
        marks = scalar_marks(self.lines, (start.line, start.column), (end.line, end.column), style, text)
        if event.tag is not None and event.tag not in _TEXT_TAGS:
            self.report.error("yaml-tag", span, tag=event.tag)
        scalar = Scalar(text=text, span=span, plain=not style and event.tag is None, marks=marks)
        self.weight += len(text)
        if control := control_in(text):
            report_control(control[0], scalar.source.locate(control.start()), self.report)
        if not style and start.line != end.line:
            self._check_continuation(start.line, end.line)
        return scalar

    def _check_continuation(self, first: int, last: int) -> None:
        """A plain scalar that swallowed what was meant as the next key, because its space or colon is not ASCII."""
        for line in range(first + 1, last + 1):
            fault = odd_line(self.lines[line])
            if fault is not None:
                code, column, values = fault
                self.report.error(code, Span(self.file, line + 1, column, line + 1, column + 1), **values)

    def _list(self, event: Any, events: Iterator[Any], depth: int) -> ListNode:
        self._check_tag(event)
        items: list[Node] = []
        for inner in events:
            if isinstance(inner, yaml.SequenceEndEvent):
                break
            items.append(self._node(inner, events, depth + 1))
        return ListNode(items=tuple(items), span=self._span(event))

    def _map(self, event: Any, events: Iterator[Any], depth: int) -> MapNode:
        self._check_tag(event)
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, Span] = {}
        for inner in events:
            if isinstance(inner, yaml.MappingEndEvent):
                break
            key = self._node(inner, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self.report.error("yaml-key-not-text", key.span)
            elif key.text in seen:
                self.report.error("duplicate-key", key.span, seen[key.text], key=key.text, first=seen[key.text].line)
            else:
                seen[key.text] = key.span
                entries.append((key, value))
        return MapNode(entries=tuple(entries), span=self._span(event))

    def _check_tag(self, event: Any) -> None:
        if event.tag is not None and event.tag not in _COLLECTION_TAGS:
            self.report.error("yaml-tag", self._span(event), tag=event.tag)
