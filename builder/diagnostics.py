"""Findings as values. A room collects all it finds; only the command prints. Words live in `messages/`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from builder.source import Span


class Severity(StrEnum):
    """How much a finding weighs. An error gives no file; a warning is told.

    A note finds no fault: it says what was done as asked, in the summary, and place by place for those who ask (-v).
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. `values` fill the placeholders of the message that `code` names in `messages/`."""

    code: str
    severity: Severity
    span: Span
    values: tuple[tuple[str, str], ...] = ()
    related: tuple[Span, ...] = ()
    """Further places: each of many that one line counts, or where the other party to a conflict stands."""


@dataclass(slots=True)
class Diagnostics:
    """A list of findings that a stage is handed to report to."""

    found: list[Diagnostic] = field(default_factory=list)

    def error(self, code: str, span: Span, *related: Span, **values: object) -> None:
        self._add(Severity.ERROR, code, span, related, values)

    def warning(self, code: str, span: Span, *related: Span, **values: object) -> None:
        self._add(Severity.WARNING, code, span, related, values)

    def note(self, code: str, span: Span, *related: Span, **values: object) -> None:
        self._add(Severity.NOTE, code, span, related, values)

    def _add(
        self,
        severity: Severity,
        code: str,
        span: Span,
        related: tuple[Span, ...],
        values: dict[str, object],
    ) -> None:
        filled = tuple((key, str(value)) for key, value in values.items())
        self.found.append(Diagnostic(code=code, severity=severity, span=span, values=filled, related=related))

    @property
    def has_errors(self) -> bool:
        return any(d.severity is Severity.ERROR for d in self.found)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.found)
