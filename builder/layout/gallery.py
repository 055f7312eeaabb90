"""Pictures hung over pages of their own: as many on an opening as fit its frames uncut."""

from itertools import permutations

from builder.layout.articles import Articles
from builder.layout.fitting import picture_loss
from builder.layout.scope import PictureUse, Scope
from builder.layout.stage import Stage
from builder.layout.theme import Layout

Hung = tuple[Layout, Scope]
REORDERED = 0.1
"""What a change of the author's order costs, in shares of picture area cropped away."""


def hang_pictures(stage: Stage, articles: Articles, pictures: tuple[PictureUse, ...], scope: Scope) -> tuple[Hung, ...]:
    """Layouts of purpose `gallery` with their prepared scopes, the pictures in order as far as their shapes allow.

    Takes the layout with most frames whose frames hold the next pictures, reordered among themselves if need be.
    A picture that no frame can hold is given the smallest layout; placing it reports `keep-box-cut`.
    """
    layouts = sorted(stage.theme.layouts_for("gallery"), key=lambda layout: -len(layout.pictures))
    hung: list[Hung] = []
    while pictures:
        taken = _next(stage, articles, layouts, pictures, scope)
        hung.append(taken)
        pictures = pictures[len(taken[1].pictures) :]
    return tuple(hung)


def _next(
    stage: Stage, articles: Articles, layouts: list[Layout], pictures: tuple[PictureUse, ...], scope: Scope
) -> Hung:
    sizes = {min(len(layout.pictures) + layout.more, max(len(pictures), len(layout.pictures))) for layout in layouts}
    for count in sorted(sizes, reverse=True):
        found: list[tuple[float, Hung]] = []
        for layout in layouts:
            framed = len(layout.pictures)
            if not framed <= count <= framed + layout.more or count > len(pictures):
                continue
            for order, first in enumerate(permutations(pictures[:framed])):
                group = (*first, *pictures[framed:count])
                prepared = stage.prepared(layout, scope.inside(_group(articles, group, scope)))
                loss = picture_loss(stage, layout, prepared)
                if loss is not None:
                    found.append((loss + REORDERED * order, (layout, prepared)))
        if found:
            return min(found, key=lambda pair: pair[0])[1]
    layout = layouts[-1]
    group = pictures[: len(layout.pictures)]
    return layout, stage.prepared(layout, scope.inside(_group(articles, group, scope)))


def _group(articles: Articles, group: tuple[PictureUse, ...], scope: Scope) -> Scope:
    entries = tuple(
        Scope(sources=articles.picture(use, "picture"), pictures=(use,), origin=use.entry.span) for use in group
    )
    return Scope(numbers={"hung": len(group)}, lists={"pictures": entries}, pictures=group, origin=scope.origin)
