"""The book without some of its parts, for editions that are not to have them."""

from collections.abc import Iterable
from dataclasses import replace

from builder.content.document import Document, FigurePages, Gallery


def unknown_parts(document: Document, ids: Iterable[str]) -> tuple[str, ...]:
    """Which of `ids` are neither a highlight nor a picture nor a fact of the book."""
    known = {part.id for parts in (document.highlights, document.pictures, document.facts) for part in parts}
    return tuple(name for name in dict.fromkeys(ids) if name not in known)


def without(document: Document, ids: frozenset[str]) -> Document:
    """The book as if these highlights, pictures and facts had not been written; a highlight takes its facts along."""
    if not ids:
        return document
    gone = ids | {fact.id for fact in document.facts if fact.highlight in ids}
    figures, gallery = document.figures, document.gallery
    if figures:
        facts = _left(figures.facts, gone)
        figures = FigurePages(title=figures.title, facts=facts, span=figures.span) if facts else None
    if gallery:
        pictures = _left(gallery.pictures, gone)
        gallery = Gallery(title=gallery.title, pictures=pictures, span=gallery.span) if pictures else None
    return replace(
        document,
        highlights=tuple(
            replace(h, pictures=_left(h.pictures, gone), facts=_left(h.facts, gone))
            for h in document.highlights
            if h.id not in gone
        ),
        pictures=tuple(picture for picture in document.pictures if picture.id not in gone),
        facts=tuple(fact for fact in document.facts if fact.id not in gone),
        figures=figures,
        gallery=gallery,
    )


def _left(names: tuple[str, ...], gone: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in gone)
