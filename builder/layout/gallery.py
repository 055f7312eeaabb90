"""Pictures hung over pages of their own: plates behind an article, and the gallery at the end of the book."""

from dataclasses import dataclass

from builder.layout.articles import Articles
from builder.layout.collisions import find_collision
from builder.layout.fitting import PictureLoss, arranged, page_excess, picture_loss
from builder.layout.planning import Cost, Plate
from builder.layout.scope import PictureUse, Scope
from builder.layout.stage import Stage
from builder.layout.theme import Layout

REORDERED = 0.1
"""What a picture out of the author's order costs, in shares of picture area cropped away."""
TEXT_STANDS_ON_PICTURE = 1000.0
"""Dearer than any other way; a theme whose captions grow leaves another way open."""


@dataclass(frozen=True, slots=True)
class _Hanging:
    """The cheapest way to hang the first so many pictures."""

    cost: float
    plates: tuple[Plate, ...]
    on_verso: bool


class Hanger:
    """Hangs pictures on the layouts of one purpose. `stage` is one for trials."""

    def __init__(self, stage: Stage, articles: Articles, cost: Cost, purpose: str) -> None:
        self._stage = stage
        self._articles = articles
        self._cost = cost
        self._page_cost = cost.plate if purpose == "plates" else cost.gallery_page
        self._hung: dict[tuple[object, ...], tuple[tuple[Plate, ...], ...]] = {}
        self._tries: dict[tuple[str, int, int, bool], tuple[Plate, float] | None] = {}
        self._layouts = stage.theme.layouts_for(purpose)

    @property
    def has_layouts(self) -> bool:
        return bool(self._layouts)

    def hang(
        self, pictures: tuple[PictureUse, ...], scope: Scope, *, numbered_from: int = 1, numbered: bool = True
    ) -> tuple[tuple[Plate, ...], ...]:
        """The cheapest sequences of layouts that take all `pictures`, in order as far as their shapes allow.

        One of an even and one of an odd number of pages, where there are both; the cheaper first. Begins on a verso;
        a layout that must begin on the other side pays for the blank before it. A picture that no frame can hold is
        given the layout with fewest frames; placing it reports `keep-box-cut`.

        Args:
            numbered_from: the number of the first picture in its run of captions.
            numbered: whether captions are numbered at all.
        """
        key = (*(use.entry.id for use in pictures), numbered_from, numbered)
        if key not in self._hung:
            self._hung[key] = self._cheapest(pictures, scope, numbered_from if numbered else 0)
        return self._hung[key]

    def _cheapest(
        self, pictures: tuple[PictureUse, ...], scope: Scope, numbered_from: int
    ) -> tuple[tuple[Plate, ...], ...]:
        self._tries.clear()
        sizes = [(layout, len(layout.pictures) + more) for layout in self._layouts for more in range(layout.more + 1)]
        best: list[dict[bool, _Hanging]] = [{} for _ in range(len(pictures) + 1)]
        best[0][True] = _Hanging(0.0, (), True)
        for start, known in enumerate(best[:-1]):
            for layout, count in sizes:
                group = _next(pictures[start : start + count], layout, count)
                for hanging in tuple(known.values()) if group else ():
                    tried = self._tried(layout, group, scope, len(hanging.plates), start, numbered_from)
                    if tried is not None:
                        moved = sum(a is not b for a, b in zip(group, pictures[start:], strict=False))
                        self._extend(best[start + len(group)], hanging, tried, moved)
            if known and not best[start + 1]:
                forced = self._forced(next(iter(known.values())), pictures[start], scope, start)
                best[start + 1][forced.on_verso] = forced
        ways = sorted(best[-1].values(), key=lambda way: way.cost)
        return tuple(way.plates for way in ways)

    def _extend(self, reached: dict[bool, _Hanging], known: _Hanging, tried: tuple[Plate, float], moved: int) -> None:
        plate, own = tried
        layout, cost = plate.layout, self._cost
        blank = layout.side == ("recto" if known.on_verso else "verso")
        total = known.cost + own + cost.crop * REORDERED * moved + cost.blank * blank
        total += cost.same_next * (bool(known.plates) and known.plates[-1].layout is layout) / 2
        on_verso = (known.on_verso is not blank) == (len(layout.pages) % 2 == 0)
        if on_verso not in reached or total < reached[on_verso].cost:
            reached[on_verso] = _Hanging(total, (*known.plates, plate), on_verso)

    def _tried(
        self, layout: Layout, group: tuple[PictureUse, ...], scope: Scope, part: int, start: int, numbered_from: int
    ) -> tuple[Plate, float] | None:
        """The pictures on the layout and what that costs; None where a frame cannot hold its picture."""
        key = (layout.name, start, len(group), bool(part))
        if key in self._tries:
            return self._tries[key]
        prepared = self._prepared(layout, group, scope, part=part, first=numbered_from + start if numbered_from else 0)
        found = None
        if layout.when is None or self._stage.expressions.number(layout.when, prepared.numbers):
            loss = picture_loss(self._stage, layout, prepared)
            if loss is not None:
                found = (Plate(layout=layout, scope=prepared), self._price(layout, prepared, loss))
        self._tries[key] = found
        return found

    def _price(self, layout: Layout, prepared: Scope, loss: PictureLoss) -> float:
        pages = self._stage.place_layout(layout, prepared, 0)
        cost = self._cost
        price = cost.crop * loss.crop + cost.ppi * loss.ppi + self._page_cost * len(layout.pages) + layout.price
        price += cost.empty * page_excess(self._stage, pages)
        return price + TEXT_STANDS_ON_PICTURE * any(
            find_collision(page, self._stage.theme.trim) is not None for page in pages
        )

    def _forced(self, known: _Hanging, picture: PictureUse, scope: Scope, start: int) -> _Hanging:
        """A picture that nothing holds uncut, in the smallest layout."""
        layout = min(self._layouts, key=lambda layout: len(layout.pictures))
        prepared = self._prepared(layout, (picture,), scope, part=len(known.plates), first=1 + start)
        return _Hanging(
            known.cost + TEXT_STANDS_ON_PICTURE, (*known.plates, Plate(layout=layout, scope=prepared)), known.on_verso
        )

    def _prepared(self, layout: Layout, group: tuple[PictureUse, ...], scope: Scope, *, part: int, first: int) -> Scope:
        inner = self._articles.plate(group, first, scope).with_numbers({"part": part})
        return self._stage.prepared(layout, scope.inside(inner))


def _next(pictures: tuple[PictureUse, ...], layout: Layout, count: int) -> tuple[PictureUse, ...]:
    """These pictures, as many as are due, in the order of the layout's frames; empty if it does not take them."""
    return (arranged(pictures, layout) or ()) if len(pictures) == count else ()
