"""The structure tree as it grows: layouts ask for elements in any order, the tree comes out in reading order."""

from dataclasses import dataclass, field

from builder.layout.pages import Tag, TagId
from builder.source import NOWHERE, Span

Handle = int
"""Stands for an element until the tree is finished."""

READING_ORDER = {"H1": 10, "H2": 10, "H3": 10, "TOC": 15, "P": 20, "Figure": 40, "Caption": 41}
"""Within a section: heading, text, picture, caption; what is asked for later within a rank stands later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an element says of itself; `rank` places it among its siblings (by default as its kind does)."""

    rank: int | None = None
    origin: Span = NOWHERE
    alt: str = ""
    title: str = ""
    anchor: str = ""
    scope: str = ""


@dataclass(slots=True)
class _Element:
    kind: str
    parent: Handle | None
    rank: int
    about: About
    children: list[Handle] = field(default_factory=list)


class StructureBuilder:
    """Collects elements; `finish` numbers them."""

    def __init__(self, title: str, language: str, origin: Span) -> None:
        self._elements = [_Element("Document", None, 0, About(origin=origin, title=title))]
        self._language = language
        self._known: dict[tuple[object, ...], Handle] = {}

    def element(
        self, parent: Handle, kind: str, key: tuple[object, ...] | None = None, about: About = About()
    ) -> Handle:
        """The element of `parent` known by `key`, made when first asked for; without a key always a new one."""
        if key is not None and (known := self._known.get((parent, kind, *key))) is not None:
            return known
        handle = len(self._elements)
        rank = READING_ORDER.get(kind, 30) if about.rank is None else about.rank
        self._elements.append(_Element(kind, parent, rank, about))
        self._elements[parent].children.append(handle)
        if key is not None:
            self._known[(parent, kind, *key)] = handle
        return handle

    def finish(self) -> tuple[tuple[Tag, ...], dict[Handle, TagId]]:
        """The tags in reading order and the place of every handle in them."""
        tags: list[Tag] = []
        places: dict[Handle, TagId] = {}
        waiting = [0]
        while waiting:
            handle = waiting.pop()
            element = self._elements[handle]
            places[handle] = len(tags)
            tags.append(
                Tag(
                    kind=element.kind,
                    parent=None if element.parent is None else places[element.parent],
                    alt=element.about.alt,
                    title=element.about.title,
                    anchor=element.about.anchor,
                    scope=element.about.scope,
                    language=self._language if element.parent is None else "",
                    origin=element.about.origin,
                )
            )
            kept = [child for child in element.children if not self._is_empty(child)]
            children = sorted(kept, key=lambda child: self._elements[child].rank)
            waiting.extend(reversed(self._captions_moved(children)))
        return tuple(tags), places

    def _is_empty(self, handle: Handle) -> bool:
        """A section of a page with nothing to read: endpapers, blanks."""
        element = self._elements[handle]
        return element.kind == "Sect" and not element.children

    def _captions_moved(self, children: list[Handle]) -> list[Handle]:
        """`children` with each caption right after its own figure: the last one to begin before it in its file."""
        figures = [child for child in children if self._elements[child].kind == "Figure"]
        moved = list(children)
        for caption in children:
            origin = self._elements[caption].about.origin
            own = [f for f in figures if (at := self._elements[f].about.origin).file == origin.file and at <= origin]
            if self._elements[caption].kind == "Caption" and own:
                moved.remove(caption)
                moved.insert(moved.index(max(own, key=lambda f: self._elements[f].about.origin)) + 1, caption)
        return moved
