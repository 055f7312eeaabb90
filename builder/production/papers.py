"""Papers that printers name by weight, and how thick a leaf of each is."""

import tomllib
from dataclasses import dataclass

from builder.resources import builtin
from builder.units import Length, mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper as the ticket names it."""

    key: str
    """`157g`."""
    caliper: Length
    """Thickness of one leaf."""
    zh: str
    en: str


def known_papers() -> dict[str, Paper]:
    """The papers of `papers.toml`, by key."""
    rows = tomllib.loads(builtin("production/papers.toml").decode("utf-8"))
    return {key: Paper(key=key, caliper=mm(row["mm"]), zh=row["zh"], en=row["en"]) for key, row in rows.items()}
