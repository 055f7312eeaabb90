"""Findings and phrases in Chinese and English. The words stand in `messages/*.toml` and `commands/phrases.toml`."""

import string
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from builder.diagnostics import Diagnostic

LANGUAGES = ("zh", "en")

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A finding in words."""

    message: str
    hint: str
    """What to do about it; may be empty."""


class Words:
    """Speaks one language: `zh` or `en`."""

    def __init__(self, language: str = "zh") -> None:
        if language not in LANGUAGES:
            raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
        self.language = language

    def phrase(self, key: str, **values: object) -> str:
        """A phrase of the command. Raises KeyError for an unknown key."""
        return _fill(_phrases()[key][self.language], {name: str(value) for name, value in values.items()})

    def tell(self, finding: Diagnostic) -> Told:
        """A finding in words. A code without words, which a test forbids, still shows its code and values."""
        row = message_row(finding.code)
        values = dict(finding.values)
        if row is None:
            return Told(message=", ".join(f"{key}={value}" for key, value in finding.values) or finding.code, hint="")
        return Told(
            message=self._where(values) + _fill(row[self.language], values),
            hint=_fill(row.get(f"hint_{self.language}", ""), values),
        )

    def _where(self, values: dict[str, str]) -> str:
        """The page and place of a finding about a file made from the line it is told at."""
        if "printed-x" in values:
            page, x, y = (values[f"printed-{key}"] for key in ("page", "x", "y"))
            return self.phrase("printed-place", page=page, x=x, y=y)
        return self.phrase("printed-page", page=values["printed-page"]) if "printed-page" in values else ""

    def explain(self, code: str) -> str | None:
        """The paragraph behind `brochure explain CODE`, or None for an unknown code."""
        row = message_row(code)
        return None if row is None else row.get(f"explain_{self.language}", "")

    def general_message(self, code: str) -> str:
        """The message of a code with its placeholders shown as …; empty for an unknown code."""
        row = message_row(code)
        return "" if row is None else _fill(row[self.language], {})


def message_row(code: str) -> dict[str, str] | None:
    """The row of `messages/*.toml` for a code, without parsing the other rows."""
    for text in _message_files().values():
        start = f"\n{text}".find(f"\n[{code}]\n")
        if start >= 0:
            end = text.find("\n[", start + 1)
            row: dict[str, str] = tomllib.loads(text[start : end if end >= 0 else None])[code]
            return row
    return None


def room_of(code: str) -> str:
    """Which room's file words a code: `content`, `text` …; empty for an unknown code."""
    return next((room for room, text in _message_files().items() if f"\n[{code}]\n" in f"\n{text}"), "")


def all_codes() -> tuple[str, ...]:
    """Every code that has words, sorted."""
    return tuple(sorted(code for text in _message_files().values() for code in tomllib.loads(text)))


@cache
def _message_files() -> dict[str, str]:
    files = sorted((_HERE / "messages").glob("*.toml"))
    return {file.stem: file.read_text("utf-8") for file in files}


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return tomllib.loads((_HERE / "commands" / "phrases.toml").read_text("utf-8"))


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


def _fill(template: str, values: dict[str, str]) -> str:
    return string.Formatter().vformat(template, (), _Values(values))
