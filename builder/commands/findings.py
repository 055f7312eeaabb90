"""Findings as people and programs read them: sorted by place, like ones counted, in text or as JSON objects."""

from collections.abc import Iterable
from itertools import groupby

from builder.diagnostics import Diagnostic, Severity
from builder.source import Span
from builder.words import Words

_COLORS = {Severity.ERROR: "31;1", Severity.WARNING: "33;1", Severity.NOTE: "36"}


def findings_as_text(
    findings: Iterable[Diagnostic], words: Words, *, quiet: bool = False, verbose: bool = False, colored: bool = False
) -> str:
    """Lines `file:line:column: 错误[code]: message` and `  改法：hint`, by file and line.

    The same finding at the same place appears once. Notes of one code share a line with their count; `verbose` gives
    each its own, with all related places. `quiet` leaves errors only.
    """
    told = sorted(set(findings), key=_order)
    if quiet:
        told = [d for d in told if d.severity is Severity.ERROR]
    lines: list[str] = []
    for _, like in groupby(_grouped(told, verbose), key=lambda pair: pair[0]):
        lines += _lines([d for _, d in like], words, verbose, colored)
    return "\n".join(lines)


def notes_as_text(notes: Iterable[Diagnostic], words: Words, *, verbose: bool = False) -> list[str]:
    """Lines of a summary: what was done as asked, a line a code; `verbose` adds every place."""
    lines: list[str] = []
    for note in sorted(set(notes), key=_order):
        told = words.tell(note)
        lines.append(f"  {told.message}" if verbose or not told.hint else f"  {told.message} · {told.hint}")
        lines += [f"    {place}" for place in note.related or (note.span,) if verbose and place.file]
    return lines


def findings_as_objects(findings: Iterable[Diagnostic], words: Words) -> list[dict[str, object]]:
    """One object per finding, sorted as the text is; every place of a counted finding stands in `related`."""
    return [_object(d, words) for d in sorted(set(findings), key=_order)]


def _order(finding: Diagnostic) -> tuple[object, ...]:
    return (finding.span, finding.code, finding.values, finding.related)


def _grouped(findings: list[Diagnostic], verbose: bool) -> list[tuple[object, Diagnostic]]:
    """Pairs of a group's key and a finding: a group stands where its first finding stands."""
    if verbose:
        return list(enumerate(findings))
    places: dict[object, list[Diagnostic]] = {}
    for index, finding in enumerate(findings):
        key: object = finding.code if finding.severity is Severity.NOTE else index
        places.setdefault(key, []).append(finding)
    return [(key, finding) for key, group in places.items() for finding in group]


def _lines(like: list[Diagnostic], words: Words, verbose: bool, colored: bool) -> list[str]:
    first = like[0]
    told = words.tell(first)
    severity = words.phrase(f"severity-{first.severity}")
    if colored:
        severity = f"\033[{_COLORS[first.severity]}m{severity}\033[0m"
    place = f"{first.span}: " if first.span.file else ""
    count = words.phrase("counted", count=len(like)) if len(like) > 1 else ""
    lines = [f"{place}{severity}[{first.code}]: {told.message}{count}"]
    if told.hint:
        lines.append(f"  {words.phrase('hint')}{told.hint}")
    shown = first.related if verbose else first.related[:RELATED_SHOWN]
    lines += [f"  {words.phrase('related')}{span}" for span in shown if first.severity is not Severity.NOTE or verbose]
    return lines


RELATED_SHOWN = 3


def _object(finding: Diagnostic, words: Words) -> dict[str, object]:
    told = words.tell(finding)
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        **_place(finding.span),
        "message": told.message,
        "hint": told.hint,
        "values": dict(finding.values),
        "related": [_place(span) for span in finding.related],
    }


def _place(span: Span) -> dict[str, object]:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
