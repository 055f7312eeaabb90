"""A theme's keys of setting: sizes by name or number, schemes of marks, faces to fall back on; slips are told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from builder.diagnostics import Diagnostics
from builder.source import Span
from builder.text.styles import LineRules, PunctuationScheme, Strictness, VerticalNumbers, VerticalQuotes
from builder.units import Length, type_size

SCHEMES = MappingProxyType(
    {
        "全身": PunctuationScheme.FULL,
        "开明": PunctuationScheme.KAIMING,
        "半角": PunctuationScheme.HALF,
        "行末半角": PunctuationScheme.LINE_END,
    }
)
STRICTNESS = MappingProxyType({"基本": Strictness.BASIC, "国标": Strictness.GB, "严格": Strictness.STRICT})
PARAGRAPH_STARTS = MappingProxyType({"trimmed": True, "whole": False, "去半": True, "全身": False})
SWITCH = MappingProxyType({True: True, False: False})
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class KeyReader:
    """Reads values of a theme that may be wrong; `report` receives `theme-value`, and the default is taken."""

    theme: str
    span: Span
    report: Diagnostics

    def choice(self, key: str, value: object, known: Mapping[Any, Any]) -> Any:
        """What `known` has for `value`; its first value if it has nothing."""
        if isinstance(value, str | bool) and value in known:
            return known[value]
        self._tell(key, value, "、".join(_shown(name) for name in known))
        return next(iter(known.values()))

    def size(self, key: str, value: object) -> Length:
        """A size of type in points, or by its Chinese name."""
        length = type_size(value) if isinstance(value, int | float | str) else None
        if length is None or length <= 0:
            self._tell(key, value, "10.5、五号、小四")
            return type_size(10.5) or 0
        return length

    def faces(self, key: str, value: object) -> tuple[str, ...]:
        """Ids of faces, in order; whether they are locked is seen when the theme's faces are verified."""
        names = [value] if isinstance(value, str) else value
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            return tuple(names)
        self._tell(key, value, "[sans-400, kai-400]")
        return ()

    def number(self, key: str, value: object) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 100:
            return value
        self._tell(key, value, "1.05")
        return 0.0

    def _tell(self, key: str, value: object, known: str) -> None:
        self.report.error("theme-value", self.span, key=key, value=_shown(value), theme=self.theme, known=known)


def _shown(value: object) -> str:
    return {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else str(value)


def line_rules(data: Mapping[str, Any], rules: LineRules, reader: KeyReader) -> LineRules:
    """`rules` with what the theme's keys `typography` and `vertical` state; what they leave out stays."""
    upright = data.get("vertical", {})
    rules = replace(
        rules,
        vertical_quotes=reader.choice("vertical.quotes", upright.get("quotes", "corner"), _by_name(VerticalQuotes)),
        vertical_numbers=reader.choice("vertical.numbers", upright.get("numbers", "lying"), _by_name(VerticalNumbers)),
    )
    return changed_rules(data.get("typography", {}), rules, "typography", reader)


def changed_rules(row: Mapping[str, Any], rules: LineRules, key: str, reader: KeyReader) -> LineRules:
    """`rules` with what `row` states: of the whole theme, or of one of its styles.

    Source: CLREQ #punctuation_width_adjustment, #prohibition_rules_for_line_start_end,
    #hanging_punctuation_marks_at_line_end.
    """
    changes: dict[str, Any] = {}
    for name, known in CHOICES.items():
        if name in row:
            changes[FIELDS[name]] = reader.choice(f"{key}.{name}", row[name], known)
    return replace(rules, **changes) if changes else rules


def _by_name(kind: type[Choice]) -> Mapping[str, Choice]:
    return {str(member): member for member in kind}


CHOICES: Mapping[str, Mapping[Any, Any]] = MappingProxyType(
    {
        "scheme": {**SCHEMES, **_by_name(PunctuationScheme)},
        "strictness": {**_by_name(Strictness), **STRICTNESS},
        "hanging": SWITCH,
        "paragraph-start": PARAGRAPH_STARTS,
    }
)
DEFAULTS = MappingProxyType(
    {"scheme": "全身", "strictness": "gb", "hanging": False, "paragraph-start": "trimmed", "fallback": []}
)
"""What a theme need not say and a book may still change."""
FIELDS = MappingProxyType(
    {
        "scheme": "scheme",
        "strictness": "strictness",
        "hanging": "hanging",
        "paragraph-start": "trim_paragraph_start",
    }
)
