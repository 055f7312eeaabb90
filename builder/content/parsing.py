"""YAML text to nodes with places. The grammar is libyaml's (PyYAML's C parser); the values are YAML 1.2's."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from builder.content.decoding import control_in, report_control
from builder.content.nodes import ListNode, MapNode, Node, Scalar
from builder.content.places import scalar_marks
from builder.content.syntax import Fault, explain, swallowed_key
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


def parse(
    text: str, file: str, report: Diagnostics, *, keys: frozenset[str] = frozenset(), empty: str = "file-empty"
) -> Node | None:
    """The one document of a file, or None if it is empty or cannot be read.

    Args:
        text: as `decode` gives it.
        file: the name for spans.
        report: receives every fault of writing (`yaml-…`, `duplicate-key`, `file-empty`), in all lines that can be
            told apart: a faulty line is put right for the sake of reading on, up to MOST_REPAIRS times.
        keys: names that are surely meant as keys, even behind a full-width colon.
        empty: the code of the finding for a file without content.
    """
    lines = text.split("\n")
    repaired: set[int] = set()
    while True:
        reading = _Reading(lines, file, Diagnostics(), keys, empty)
        try:
            node = reading.document(text)
            fault = reading.fault
        except _Refused:
            node, fault = None, None
        except yaml.YAMLError as error:
            node, fault = None, explain(error, lines, file)
        if fault is None:
            report.found += [finding for finding in reading.report if finding.span.line not in repaired]
            return node
        if fault.span.line not in repaired:
            report.error(fault.code, fault.span, **dict(fault.values))
        if fault.repair is None or fault.span.line in repaired or len(repaired) == MOST_REPAIRS:
            return None
        repaired.add(fault.span.line)
        lines[fault.span.line - 1] = fault.repair
        text = "\n".join(lines)


@dataclass(slots=True)
class _Reading:
    """One pass over the events of a file."""

    lines: list[str]
    file: str
    report: Diagnostics
    keys: frozenset[str]
    empty: str
    fault: Fault | None = None
    """The first slip that is no fault of grammar, yet swallows a key."""
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
            self.report.error(self.empty, Span(self.file, 0, 0, 0, 0))
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
            self._check_lines(start.line, end.line)
        return scalar

    def _check_lines(self, first: int, last: int) -> None:
        """Look for a key that a plain scalar of several lines has swallowed."""
        for line in range(first, last + 1):
            self.fault = self.fault or swallowed_key(line, self.lines, self.file, self.keys)

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
