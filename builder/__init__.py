"""Turns YAML and photos into a printed Chinese brochure: `build` and `check`, with the findings of the command.

Names are looked up when first asked for, so that importing a part of the house never loads the whole.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from builder.building import Output, Result, build, check
    from builder.diagnostics import Diagnostic, Severity
    from builder.source import Span

_HOMES = {
    "Diagnostic": "builder.diagnostics",
    "Output": "builder.building",
    "Result": "builder.building",
    "Severity": "builder.diagnostics",
    "Span": "builder.source",
    "build": "builder.building",
    "check": "builder.building",
}

__all__ = ["Diagnostic", "Output", "Result", "Severity", "Span", "build", "check"]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(home), name)
    globals()[name] = found
    return found
