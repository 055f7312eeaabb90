"""Characters that a face does not have, set in the next face that has them, cluster by cluster."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Protocol, TypeVar


class _Face(Protocol):
    id: str


Face = TypeVar("Face", bound=_Face)
Shape = Callable[[Face, str], tuple[tuple[int, ...], tuple[int, ...]]]
"""Glyph ids and clusters of a string in a face."""


def faces_of(text: str, face: Face, others: Sequence[Face], shape: Shape[Face]) -> list[tuple[int, int, Face]]:
    """Stretches of `text`, each with its face: `face` where it has the glyphs, else the first of `others` that does.

    A cluster is never divided, so that a base keeps its marks. What no face has stays with `face`.

    Returns:
        Start, end and face of each stretch, in order; neighbours differ in face.
    """
    ids, clusters = shape(face, text)
    missing = {cluster for glyph, cluster in zip(ids, clusters, strict=True) if glyph == 0}
    found: list[tuple[int, int, Face]] = []
    for start, end in pairwise((*sorted(set(clusters)), len(text))):
        chosen = face
        if start in missing:
            having = (other for other in others if 0 not in shape(other, text[start:end])[0])
            chosen = next(having, face)
        first = found.pop()[0] if found and found[-1][2] is chosen else start
        found.append((first, end, chosen))
    return found
