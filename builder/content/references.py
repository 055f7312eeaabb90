"""What one part of a book says of another: ids that must exist once, pictures in use, numbers that stand in the text.

Works on nodes, so that these findings are told together with those of the schema.
"""

import re
from dataclasses import dataclass
from difflib import get_close_matches

from builder.content.chart_rows import check_charts
from builder.content.includes import file_size
from builder.content.isbn import check_digit, digits_of
from builder.content.nodes import UNREADABLE, ListNode, MapNode, Node, Scalar
from builder.diagnostics import Diagnostics
from builder.resources import Resources
from builder.source import Span


@dataclass(frozen=True, slots=True)
class _Index:
    """The elements of one list of the book by their ids."""

    kind: str
    """The list's key: `pictures`, `facts`, `highlights`."""
    by_id: dict[str, MapNode]
    whole: bool
    """False if a part of the list could not be read, or an id stands twice (one of them will be meant otherwise); then
    nobody can say that an id is unknown."""


@dataclass(frozen=True, slots=True)
class _Codes:
    """The findings about lists of ids of one kind."""

    unknown: str
    twice: str


_PICTURE = _Codes("picture-unknown", "picture-twice")
_FACT = _Codes("fact-unknown", "fact-twice")


def check_references(
    book: MapNode, resources: Resources, report: Diagnostics, *, quoted: frozenset[str] = frozenset()
) -> None:
    """Report `duplicate-id`, `picture-unknown`, `picture-unused`, `picture-twice`, `fact-unknown`, `fact-twice`,
    `fact-unused`, `fact-not-in-text`, `fact-unit-not-in-text`, `fact-of-another-highlight`, `highlight-unknown`,
    `adjust-orphan`, `adjust-twice`, `adjust-other`, `keep-inverted`, `focus-outside-keep`, `isbn-form`,
    `isbn-check-digit`, what `check_charts` does, and what `resources` says of picture files.
    `quoted` are ids of facts that texts quote.
    """
    highlights = _index(book, "highlights", report)
    pictures = _index(book, "pictures", report)
    facts = _index(book, "facts", report)
    used = _check_lists(book, highlights, pictures, facts, report) | {("facts", key) for key in quoted}
    _check_unused(pictures, "picture-unused", used, highlights, report)
    _check_unused(facts, "fact-unused", used, highlights, report)
    for picture in pictures.by_id.values():
        _check_boxes(picture, report)
    for picture in _elements(book, "pictures"):
        _check_file(picture, resources, report)
    _check_isbn(book.get("isbn"), report)
    _check_adjustments(book, highlights, pictures, report)
    check_charts(chart_nodes(book), facts.by_id, report)
    for fact in facts.by_id.values():
        _check_fact_home(fact, highlights, report)


def _elements(book: MapNode, key: str) -> list[MapNode]:
    node = book.get(key)
    return [item for item in node.items if isinstance(item, MapNode)] if isinstance(node, ListNode) else []


def _check_adjustments(book: MapNode, highlights: _Index, pictures: _Index, report: Diagnostics) -> None:
    """Adjustments belong to things that are there, one each, and say what such a thing can be told."""
    seen: dict[str, Span] = {}
    for adjustment in _elements(book, "adjust"):
        identity = adjustment.get("id")
        if not isinstance(identity, Scalar) or not identity.text.strip():
            continue
        key = identity.text.strip()
        if key in seen:
            report.error("adjust-twice", identity.span, seen[key], id=key)
        seen.setdefault(key, identity.span)
        known = [*highlights.by_id, *pictures.by_id]
        if key not in known:
            if highlights.whole and pictures.whole:
                near = get_close_matches(key, known, n=3, cutoff=0.5)
                report.warning("adjust-orphan", identity.span, id=key, offers="、".join(near) or "（无）")
            continue
        others = _CROP_KEYS if key in highlights.by_id else {"layout"}
        for name, _ in adjustment.entries:
            if name.text in others:
                report.error("adjust-other", name.span, key=name.text, id=key)


_CROP_KEYS = frozenset({"crop", "shift", "size"})


def _check_isbn(node: Node | None, report: Diagnostics) -> None:
    if not isinstance(node, Scalar) or not node.text.strip():
        return
    digits = digits_of(node.text)
    if not digits:
        report.error("isbn-form", node.span, number=node.text.strip())
    elif digits[-1] != check_digit(digits):
        report.error("isbn-check-digit", node.span, number=node.text.strip(), last=check_digit(digits))


def chart_nodes(book: MapNode) -> list[MapNode]:
    """The charts of a book, as far as they are maps."""
    pages = book.get("charts")
    return _elements(pages, "charts") if isinstance(pages, MapNode) else []


def _index(book: MapNode, kind: str, report: Diagnostics) -> _Index:
    by_id: dict[str, MapNode] = {}
    places: dict[str, Span] = {}
    repeated = False
    for element in _elements(book, kind):
        identity = element.get("id")
        if not isinstance(identity, Scalar) or not identity.text.strip():
            continue
        key = identity.text.strip()
        if key in by_id:
            repeated = True
            report.error("duplicate-id", identity.span, places[key], id=key, first=str(places[key]))
        else:
            by_id[key] = element
            places[key] = identity.span
    node = book.get(kind)
    whole = not repeated and node is not UNREADABLE and not (isinstance(node, ListNode) and UNREADABLE in node.items)
    return _Index(kind, by_id, whole)


def _named(node: MapNode | None, key: str) -> list[Scalar]:
    value = node.get(key) if node is not None else None
    return [i for i in value.items if isinstance(i, Scalar) and i.text.strip()] if isinstance(value, ListNode) else []


def _check_lists(
    book: MapNode, highlights: _Index, pictures: _Index, facts: _Index, report: Diagnostics
) -> set[tuple[str, str]]:
    """Check every list of ids; returns the (kind, id) that some list names."""
    used: set[tuple[str, str]] = set()
    for highlight in _elements(book, "highlights"):
        used |= _check_ids(_named(highlight, "pictures"), pictures, _PICTURE, report)
        used |= _check_ids(_named(highlight, "facts"), facts, _FACT, report)
        for name in _named(highlight, "facts"):
            _check_side_fact(facts.by_id.get(name.text.strip()), name, highlight, highlights, report)
    figures, gallery = book.get("figures"), book.get("gallery")
    used |= _check_ids(_named(figures if isinstance(figures, MapNode) else None, "facts"), facts, _FACT, report)
    for chart in chart_nodes(book):
        used |= _check_ids(_named(chart, "facts"), facts, _FACT, report)
    named = _named(gallery if isinstance(gallery, MapNode) else None, "pictures")
    used |= _check_ids(named, pictures, _PICTURE, report)
    if not highlights.whole or figures is UNREADABLE or gallery is UNREADABLE:
        used |= {(index.kind, key) for index in (pictures, facts) for key in index.by_id}
    return used


def _check_ids(names: list[Scalar], index: _Index, codes: _Codes, report: Diagnostics) -> set[tuple[str, str]]:
    seen: dict[str, Span] = {}
    for name in names:
        key = name.text.strip()
        if key in seen:
            report.error(codes.twice, name.span, seen[key], id=key)
        seen.setdefault(key, name.span)
        if key not in index.by_id and index.whole:
            _unknown(codes.unknown, name, index, report)
    return {(index.kind, key) for key in seen}


def _unknown(code: str, name: Scalar, index: _Index, report: Diagnostics) -> None:
    known = list(index.by_id)
    near = get_close_matches(name.text, known, n=3, cutoff=0.5)
    report.error(code, name.span, id=name.text, offers="、".join(near or known[:20]) or "（无）")


def _check_unused(
    index: _Index, code: str, used: set[tuple[str, str]], highlights: _Index, report: Diagnostics
) -> None:
    if not highlights.whole:
        return
    for key, element in index.by_id.items():
        identity = element.get("id")
        if (index.kind, key) not in used and identity is not None:
            report.error(code, identity.span, id=key)


def _check_boxes(picture: MapNode, report: Diagnostics) -> None:
    keep, focus = _fractions(picture.get("keep"), 4), _fractions(picture.get("focus"), 2)
    node = picture.get("keep")
    if keep is None or node is None:
        return
    left, top, right, bottom = keep
    if left >= right or top >= bottom:
        report.error("keep-inverted", node.span, keep=f"[{left}, {top}, {right}, {bottom}]")
    elif focus is not None and not (left <= focus[0] <= right and top <= focus[1] <= bottom):
        place = picture.get("focus")
        report.error("focus-outside-keep", (place or node).span, node.span)


def _fractions(node: Node | None, count: int) -> tuple[float, ...] | None:
    """The numbers of a list that has `count` of them, all from 0 to 1; None if validation has something to say."""
    if not isinstance(node, ListNode) or len(node.items) != count:
        return None
    values = [item.value if isinstance(item, Scalar) else None for item in node.items]
    numbers = tuple(float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool) and 0 <= v <= 1)
    return numbers if len(numbers) == count else None


def _check_file(picture: MapNode, resources: Resources, report: Diagnostics) -> None:
    file = picture.get("file")
    if not isinstance(file, Scalar) or not isinstance(file.value, str) or not file.text.strip():
        return
    file_size(file.text.strip(), resources, file.span, report)


def _check_side_fact(
    fact: MapNode | None, name: Scalar, highlight: MapNode, highlights: _Index, report: Diagnostics
) -> None:
    if fact is None:
        return
    home, identity = fact.get("highlight"), highlight.get("id")
    if home is None:
        _check_fact_text(fact, highlight, report)
    elif not isinstance(home, Scalar) or home.text.strip() not in highlights.by_id:
        return
    elif isinstance(identity, Scalar) and home.text.strip() != identity.text.strip():
        report.error("fact-of-another-highlight", name.span, home.span, id=name.text, home=home.text)


def _check_fact_home(fact: MapNode, highlights: _Index, report: Diagnostics) -> None:
    home = fact.get("highlight")
    if not isinstance(home, Scalar) or not home.text.strip():
        return
    highlight = highlights.by_id.get(home.text.strip())
    if highlight is not None:
        _check_fact_text(fact, highlight, report)
    elif highlights.whole:
        _unknown("highlight-unknown", home, highlights, report)


def _check_fact_text(fact: MapNode, highlight: MapNode, report: Diagnostics) -> None:
    value, unit = fact.get("value"), fact.get("unit")
    texts = [node.text for node in (highlight.get("title"), highlight.get("body")) if isinstance(node, Scalar)]
    if not isinstance(value, Scalar) or not value.text.strip() or len(texts) != 2:
        return
    # A number within a longer one (the 29 of 2.29 or of 290) is another number.
    number = rf"(?<![0-9.]){re.escape(value.text.strip())}(?![0-9]|\.[0-9])"
    identity = highlight.get("id")
    home = identity.text if isinstance(identity, Scalar) else ""
    if not any(re.search(number, text) for text in texts):
        report.error("fact-not-in-text", value.span, value=value.text.strip(), highlight=home)
    elif isinstance(unit, Scalar) and unit.text.strip():
        whole = number + r"\s*" + re.escape(unit.text.strip())
        if not any(re.search(whole, text) for text in texts):
            quoted = f"{value.text.strip()}{unit.text.strip()}"
            report.error("fact-unit-not-in-text", unit.span, value=quoted, highlight=home)
