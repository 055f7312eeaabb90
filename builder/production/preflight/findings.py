"""What preflight finds, as values: codes with words in `messages/preflight.toml`, pages and places in millimetres."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from builder.diagnostics import Diagnostic, Severity
from builder.source import whole_file

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points of the page's own space; left, top, right, bottom where millimetres are said."""

MM = 72 / 25.4
"""Points to the millimetre."""

PLACES_KEPT = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: page 0 is the file as such; `box` is in millimetres from the trim's top left, y downwards."""

    page: int = 0
    box: Box | None = None
    source: str = ""
    """What held it: `page`, `form 12 0`, `pattern`, `Type 3 glyph`, `annotation` …"""


FILE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault of one page (or of the file), with all its places on that page."""

    code: str
    severity: Severity
    places: tuple[Place, ...]
    """The first `PLACES_KEPT`."""
    count: int
    values: tuple[tuple[str, str], ...]
    """Those of the first place; they fill the placeholders of the words."""

    @property
    def page(self) -> int:
        return self.places[0].page

    def diagnostic(self, file: str) -> Diagnostic:
        """The same as a finding about `file`."""
        return Diagnostic(code=self.code, severity=self.severity, span=whole_file(file), values=self.values)


@dataclass(slots=True)
class Findings:
    """Collects findings; faults of one code on one page become one finding with several places."""

    _groups: dict[tuple[object, ...], tuple[Severity, dict[str, str], list[Place], list[int]]] = field(
        default_factory=dict
    )

    def error(self, code: str, place: Place, **values: object) -> None:
        """A fault for which a shop refuses the file."""
        self._add(Severity.ERROR, code, place, values)

    def warning(self, code: str, place: Place, **values: object) -> None:
        """Something to look at before printing."""
        self._add(Severity.WARNING, code, place, values)

    def _add(self, severity: Severity, code: str, place: Place, values: dict[str, object]) -> None:
        said = {key: str(value) for key, value in values.items()}
        # Faults of the file as such are different ones unless they say the same.
        key = (code, severity, place.page, () if place.page else tuple(said.items()))
        _, _, places, count = self._groups.setdefault(key, (severity, said, [], [0]))
        count[0] += 1
        if len(places) < PLACES_KEPT:
            places.append(place)

    def take(self, others: Iterable[Finding]) -> None:
        """Add what was found elsewhere."""
        for finding in others:
            key = (finding.code, finding.severity, finding.page, () if finding.page else finding.values)
            self._groups[key] = (finding.severity, dict(finding.values), [*finding.places], [finding.count])

    def __iter__(self) -> Iterator[Finding]:
        """By page, errors first, in the order found."""
        found = [
            Finding(
                code=str(key[0]),
                severity=severity,
                places=tuple(places),
                count=count[0],
                values=tuple(values.items()),
            )
            for key, (severity, values, places, count) in self._groups.items()
        ]
        return iter(sorted(found, key=lambda finding: (finding.page, finding.severity is not Severity.ERROR)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured, whether or not it is a fault. None: nothing there to measure."""

    pages: int = 0
    trim_mm: tuple[float, float] | None = None
    smallest_bleed_mm: float | None = None
    highest_ink: float | None = None
    """Per cent, mean over the shop's window."""
    highest_ink_page: int = 0
    inks: tuple[str, ...] = ()
    smallest_type_pt: float | None = None
    thinnest_line_pt: float | None = None
    lowest_ppi: int | None = None
    pictures: int = 0
    fonts: int = 0
    condition: str = ""
    """The output intent's condition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreflightReport:
    """All of one file's findings and figures."""

    findings: tuple[Finding, ...]
    figures: Figures

    @property
    def refused(self) -> bool:
        """Whether a shop would send the file back."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)
