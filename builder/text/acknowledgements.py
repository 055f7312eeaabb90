"""Slips that the author means to keep (`sic:`): what is found inside the words acknowledged is not told."""

from collections.abc import Iterable

from builder.diagnostics import Diagnostic, Diagnostics
from builder.source import SourceString, Span


class Acknowledgements:
    """The entries that hold for some texts, and which of them have been of use."""

    __slots__ = ("_entries", "_standing", "_used")

    def __init__(self, entries: Iterable[SourceString]) -> None:
        self._entries = tuple(entries)
        self._standing: set[SourceString] = set()
        self._used: set[SourceString] = set()

    def without_acknowledged(
        self, found: Iterable[Diagnostic], texts: tuple[SourceString, ...], own: tuple[SourceString, ...]
    ) -> list[Diagnostic]:
        """The findings that no entry speaks of.

        Args:
            found: findings about one text.
            texts: that text in each form an author may quote: as typed, as set.
            own: the entries that hold for it; each must be one this was made with.
        """
        places = [(entry, place) for entry in own for text in texts for place in _occurrences(text, entry.value)]
        self._standing.update(entry for entry, _ in places)
        kept = []
        for finding in found:
            meant = [entry for entry, place in places if _within(finding.span, place)]
            self._used.update(meant)
            if not meant:
                kept.append(finding)
        return kept

    def tell_needless(self, report: Diagnostics) -> None:
        """Warn of entries whose words stand nowhere (`sic-not-in-text`) or hold no slip (`sic-needless`)."""
        for entry in self._entries:
            if entry not in self._standing:
                report.warning("sic-not-in-text", entry.span, words=entry.value)
            elif entry not in self._used:
                report.warning("sic-needless", entry.span, words=entry.value)


def _occurrences(text: SourceString, words: str) -> Iterable[Span]:
    at = text.value.find(words)
    while at >= 0:
        yield text.locate(at, at + len(words))
        at = text.value.find(words, at + 1)


def _within(inner: Span, outer: Span) -> bool:
    return (
        inner.file == outer.file
        and (outer.line, outer.column) <= (inner.line, inner.column)
        and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
    )
