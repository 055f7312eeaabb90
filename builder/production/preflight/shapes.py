"""Forms that are one filled outline and nothing else: letters of a file without fonts, drawn thousands of times."""

from dataclasses import dataclass
from typing import Any

import pikepdf

from builder.production.preflight.findings import Box
from builder.production.preflight.matrices import box_of, is_bar

_ENDS = {"m": 2, "l": 2, "c": 6, "v": 4, "y": 4}
_CURVED = ("c", "v", "y")
_FILLS = ("f", "F", "f*")


@dataclass(frozen=True, slots=True)
class Shape:
    """What such a form draws, in its own space."""

    box: Box
    """Of all points, those that control curves too."""
    bar: bool
    """Whether it is one upright rectangle."""


class Shapes:
    """The shapes of one file, each read once."""

    def __init__(self) -> None:
        self._known: dict[object, Shape | None] = {}

    def of(self, form: Any) -> Shape | None:
        """The shape that `form` is; None if it is anything more, or cannot be read."""
        key = form.objgen
        if key not in self._known:
            self._known[key] = None if "/Group" in form or "/OC" in form else _read(form)
        return self._known[key]


def _read(form: Any) -> Shape | None:
    try:
        steps = pikepdf.parse_content_stream(form)
        points: list[tuple[float, float]] = []
        straight = True
        for place, step in enumerate(steps):
            operator = str(step.operator)
            if operator in _FILLS:
                whole = place == len(steps) - 1 and points
                return Shape(box_of(points), straight and is_bar(points)) if whole else None
            if operator == "h":
                continue
            if operator not in _ENDS:
                return None
            ends = [float(v) for v in step.operands]
            points.extend(zip(ends[::2], ends[1::2], strict=True))
            straight = straight and operator not in _CURVED
    except (pikepdf.PdfError, ValueError, TypeError):
        return None
    return None
