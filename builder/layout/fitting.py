"""Which layouts an article fits into, and by how many characters it misses the others."""

from collections.abc import Mapping
from dataclasses import dataclass

from builder.geometry import Size
from builder.layout.crops import crop_box, crop_loss
from builder.layout.planning import Choice, Cost, line_cost
from builder.layout.scope import PictureUse, Scope, SetText
from builder.layout.stage import Stage
from builder.layout.theme import Layout
from builder.units import mm

Entries = tuple[Scope, ...]
"""Of a list that frames repeat over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Why a layout was refused. `overset` is by how many characters `text` is too long, if that is the reason."""

    layout: Layout
    reason: str
    """A message code's suffix: `pictures`, `needs`, `overset`, `keep`."""
    text: str = ""
    overset: int = 0


def fit(stage: Stage, layout: Layout, scope: Scope, cost: Cost) -> Choice | Misfit:
    """Try an article (its scope) in a layout."""
    if not _takes(layout, scope.pictures):
        return Misfit(layout=layout, reason="pictures")
    if any(not _offers(scope, need) for need in layout.needs):
        return Misfit(layout=layout, reason="needs")
    prepared = stage.prepared(layout, scope)
    overset = [(_excess(stage, layout, prepared, name), name) for name in layout.limits]
    worst = max(overset, default=(0, ""))
    if worst[0]:
        return Misfit(layout=layout, reason="overset", text=worst[1], overset=worst[0])
    if layout.when is not None and not stage.expressions.number(layout.when, prepared.numbers):
        return Misfit(layout=layout, reason="needs")
    loss = picture_loss(stage, layout, prepared)
    if loss is None:
        return Misfit(layout=layout, reason="keep")
    total = layout.price + line_cost(layout, prepared.numbers, cost) + cost.crop * loss
    return Choice(layout=layout, scope=prepared, cost=total)


def _takes(layout: Layout, pictures: tuple[PictureUse, ...]) -> bool:
    if len(pictures) < len(layout.pictures):
        return False
    return all(wanted in ("any", use.shape) for wanted, use in zip(layout.pictures, pictures, strict=False))


def _offers(scope: Scope, need: str) -> bool:
    if need == "percentage":
        return bool(scope.lists.get("percentages"))
    return bool(scope.sources.get(need))


def _excess(stage: Stage, layout: Layout, scope: Scope, name: str) -> int:
    """How many characters of text `name` stand beyond its last line."""
    text: SetText = scope.texts[name]
    most = max(0, round(stage.expressions.number(layout.limits[name], scope.numbers)))
    return sum(len(line.text) for _, line in text.lines[most:])


def taken_figures(stage: Stage, layout: Layout, lists: Mapping[str, Entries]) -> dict[str, Entries] | None:
    """Which entries of `lists` the frames of a figures layout show, in order; None if one of them would stay empty.

    A repeat takes at most `most` entries, those for which its `where` holds; `least` may allow it fewer than one.
    """
    taken: set[int] = set()
    for frame in (frame for page in (layout.across, *layout.pages) for frame in page if "repeat" in frame):
        entries = stage.chosen(frame, lists.get(frame["repeat"], ()))
        if len(entries) < frame.get("least", 1):
            return None
        taken.update(map(id, entries))
    return {name: tuple(entry for entry in entries if id(entry) in taken) for name, entries in lists.items()}


def picture_loss(stage: Stage, layout: Layout, scope: Scope) -> float | None:
    """Share of the pictures' area that is cropped away; None where a keep box is cut or too much goes."""
    loss = 0.0
    frames = [
        frame for page in (layout.across, *layout.pages) for frame in page if "picture" in frame and "box" in frame
    ]
    for frame in frames:
        use = scope.pictures[frame["picture"]]
        _, _, width, height = (mm(stage.expressions.number(v, scope.numbers)) for v in frame["box"])
        if width <= 0 or height <= 0:
            return None
        size = Size(width, height)
        if crop_box(use.info, size, use.entry.focus, use.entry.keep) is None:
            return None
        cut = crop_loss(use.info, size)
        if cut > layout.most_cropped(stage.theme):
            return None
        loss += cut
    return loss
