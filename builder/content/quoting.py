"""`{fact:id}` in a text: the number it names, with its unit, in its place. Written once, quoted everywhere.

Works on nodes, before references are checked, so that every check sees the text as it will be printed. Characters that
a number brought stand, for findings, where its reference stands in the YAML.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from builder.content.nodes import UNREADABLE, ListNode, MapNode, Node, Scalar
from builder.diagnostics import Diagnostics
from builder.source import SourceString

REFERENCE = re.compile(r"\{\{|\{\s*fact\s*[:：]\s*(?P<name>[^{}\n]*?)\s*\}|\{\s*fact\s*[:：]")
PARTS = ("value", "unit", "last", "year", "source")
"""What may follow the id and a point: `{fact:places.last}`; without it, value and unit."""
_NUMBERS = ("id", *PARTS, "highlight")
"""Keys of a fact that refer to nothing: a number does not quote numbers."""


@dataclass(slots=True)
class Quotations:
    """What the texts of a book have quoted."""

    facts: set[str] = field(default_factory=set)
    """Ids."""
    numbers: list[str] = field(default_factory=list)
    """Numbers with their units, as they stand in the texts: each is to stay on one line."""


def quote_facts(book: MapNode, report: Diagnostics) -> tuple[MapNode, Quotations]:
    """`book` with every reference replaced, and what was referred to.

    `{{` stands for a `{` that is meant. Reports `fact-reference-unknown`, `fact-reference-part` and
    `fact-reference-unclosed`, each at its reference.
    """
    listed = book.get("facts")
    facts = _facts(listed)
    complete = listed is not UNREADABLE and not (isinstance(listed, ListNode) and UNREADABLE in listed.items)
    quoting = _Quoting(facts, complete, report)
    quoted = quoting.node(book)
    assert isinstance(quoted, MapNode)
    return quoted, quoting.quotations


def _facts(listed: Node | None) -> Mapping[str, Mapping[str, str]]:
    facts: dict[str, Mapping[str, str]] = {}
    for item in listed.items if isinstance(listed, ListNode) else ():
        if isinstance(item, MapNode):
            texts = {key.text: value.text.strip() for key, value in item.entries if isinstance(value, Scalar)}
            facts.setdefault(texts.get("id", ""), texts)
    return facts


class _Quoting:
    """One pass over the nodes of a book."""

    def __init__(self, facts: Mapping[str, Mapping[str, str]], complete: bool, report: Diagnostics) -> None:
        self._facts = facts
        self._complete = complete
        self._report = report
        self.quotations = Quotations()

    def node(self, node: Node, inside: str = "") -> Node:
        if isinstance(node, Scalar):
            return self._scalar(node) if "{" in node.text else node
        if isinstance(node, ListNode):
            items = tuple(self.node(item, inside) for item in node.items)
            return node if items == node.items else ListNode(items=items, span=node.span)
        entries = tuple(
            (key, value if inside == "facts" and key.text in _NUMBERS else self.node(value, inside or key.text))
            for key, value in node.entries
        )
        return MapNode(entries=entries, span=node.span)

    def _scalar(self, scalar: Scalar) -> Scalar:
        source = scalar.source
        edits = []
        for found in REFERENCE.finditer(scalar.text):
            if found[0] == "{{":
                edits.append((*found.span(), "{"))
            elif (words := self._words(found, source)) is not None:
                edits.append((*found.span(), words))
        if not edits:
            return scalar
        whole = source.spliced(edits)
        return replace(scalar, text=whole.value, marks=whole.marks, plain=False)

    def _words(self, found: re.Match[str], source: SourceString) -> str | None:
        span = source.locate(*found.span())
        if found["name"] is None:
            self._report.error("fact-reference-unclosed", span)
            return None
        name, _, part = found["name"].partition(".")
        fact = self._facts.get(name)
        if fact is None:
            if self._complete:
                known = [key for key in self._facts if key]
                near = get_close_matches(name, known, n=3, cutoff=0.5)
                self._report.error(
                    "fact-reference-unknown", span, id=name, offers="、".join(near or known[:20]) or "（无）"
                )
            return None
        self.quotations.facts.add(name)
        if part and (part not in PARTS or part not in fact):
            given = "、".join(key for key in PARTS if key in fact)
            self._report.error("fact-reference-part", span, id=name, part=part, offers=given)
            return None
        words = fact[part] if part else fact.get("value", "") + fact.get("unit", "")
        if part in ("", "value", "last"):
            self.quotations.numbers.append(words)
        return words
