"""Which layouts an article fits into, at what cost, and by how many characters it misses the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from builder.geometry import Size
from builder.layout.collisions import find_collision
from builder.layout.crops import crop_box, crop_loss
from builder.layout.emptiness import emptiness
from builder.layout.planning import Choice, Considered, Cost, Part
from builder.layout.resolution import COARSEST_PPI, FINE_PPI, MM_PER_INCH
from builder.layout.scope import PictureUse, Scope, SetText
from builder.layout.stage import PageDraft, Stage
from builder.layout.theme import Layout
from builder.source import NOWHERE, Span
from builder.units import mm, to_mm

TOO_COARSE = 4.0
"""How much more each pixel short of `COARSEST_PPI` weighs: there the print file would be refused."""

Entries = tuple[Scope, ...]
"""Of a list that frames repeat over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """Why a layout was refused. `overset` is by how many characters `text` is too long, if that is the reason."""

    layout: Layout
    reason: str
    """`pictures`, `needs`, `overset`, `keep`, `collides`."""
    text: str = ""
    overset: int = 0
    span: Span = NOWHERE
    """The text that collides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLoss:
    """What placing the pictures of a layout costs them."""

    crop: float
    """Share of the pictures' area cut away, summed."""
    ppi: float
    """How far the coarsest picture falls short of `FINE_PPI`, as a share of it; what lacks to `COARSEST_PPI` weighs
    `TOO_COARSE` times more."""


def fit(stage: Stage, layout: Layout, scope: Scope, cost: Cost) -> Choice | Misfit:
    """Try an article (its scope, its pictures those of the layout's frames first) in a layout.

    `stage` is one for trials: what is placed on it is thrown away.
    """
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
    pages = stage.place_layout(layout, prepared, 0)
    collided = next((span for page in pages if (span := find_collision(page, stage.theme.trim)) is not None), None)
    if collided is not None:
        return Misfit(layout=layout, reason="collides", span=collided)
    parts = (
        Part("price", layout.price),
        *line_parts(layout, prepared.numbers, cost),
        Part("emptiness", cost.empty * page_excess(stage, pages)),
        Part("crop", cost.crop * loss.crop),
        Part("ppi", cost.ppi * loss.ppi),
        Part("widows", cost.widow * widows(stage, layout, prepared)),
    )
    feet = tuple(_foot(page) for page in pages)
    return Choice(layout=layout, scope=prepared, parts=tuple(part for part in parts if part.cost), feet=feet)


def considered(tried: Sequence[tuple[Choice, ...] | Misfit]) -> tuple[Considered, ...]:
    """What came of every layout that was tried, the cheapest first, the refused ones behind."""
    found = []
    for outcome in tried:
        if isinstance(outcome, Misfit):
            row = Considered(
                layout=outcome.layout.name, reason=outcome.reason, text=outcome.text, overset=outcome.overset
            )
            found.append(row)
            continue
        found += [Considered(layout=choice.layout.name, cost=choice.cost, parts=choice.parts) for choice in outcome]
    return tuple(sorted(found, key=lambda row: (row.cost is None, row.cost or 0.0)))


def arranged(pictures: tuple[PictureUse, ...], layout: Layout) -> tuple[PictureUse, ...] | None:
    """The pictures with those that the layout's frames take first, the others behind; None if a frame stays empty.

    Frames take the first picture of their shape, so the author's order is kept as far as the shapes allow.
    """
    left, taken = list(pictures), []
    for wanted in layout.pictures:
        use = next((use for use in left if wanted in ("any", use.shape)), None)
        if use is None:
            return None
        left.remove(use)
        taken.append(use)
    return (*taken, *left)


def page_excess(stage: Stage, pages: tuple[PageDraft, ...]) -> float:
    """By how much the pages that are not bare on purpose are emptier than they should be, squared and summed."""
    measured = (page for page in pages if not page.is_bare)
    return sum((100 * emptiness(page, stage.theme.trim).excess) ** 2 for page in measured)


def line_parts(layout: Layout, numbers: Mapping[str, float], cost: Cost) -> tuple[Part, ...]:
    """What it costs that texts have more or fewer lines than the layout looks best with."""
    total = 0.0
    for name, (least, most) in layout.ideal.items():
        lines = numbers[f"{name}.lines"]
        total += cost.line * (max(0.0, least - lines) ** 2 + max(0.0, lines - most) ** 2)
    return (Part("length", total),)


def widows(stage: Stage, layout: Layout, scope: Scope) -> int:
    """How often a paragraph leaves one line alone at the foot or at the head of a column.

    Source: CLREQ 3.4.4 on orphans and widows.
    """
    found = 0
    for page in layout.pages:
        for frame in page:
            if "columns" in frame and (text := scope.texts.get(frame["text"])) is not None:
                rows = max(1, round(stage.expressions.number(frame["rows"], scope.numbers)))
                found += _lonely_lines(text, rows)
    return found


def _lonely_lines(text: SetText, rows: int) -> int:
    paragraphs = [paragraph for paragraph, _ in text.lines]
    found = 0
    for cut in range(rows, len(paragraphs), rows):
        before, after = paragraphs[:cut], paragraphs[cut:]
        if before[-1] == after[0]:
            found += (before.count(after[0]) == 1) + (after.count(after[0]) == 1)
    return found


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


def _foot(page: PageDraft) -> float:
    """Where the lowest text of the page ends, in millimetres from the top; 0 without any."""
    return max((to_mm(block.bottom) for block, _ in page.blocks), default=0.0)


def picture_loss(stage: Stage, layout: Layout, scope: Scope) -> PictureLoss | None:
    """What the frames cut off the pictures and how coarse they print; None where a keep box is cut or too much goes."""
    crop, coarse = 0.0, 0.0
    frames = [
        frame for page in (layout.across, *layout.pages) for frame in page if "picture" in frame and "box" in frame
    ]
    for frame in frames:
        use = scope.pictures[frame["picture"]]
        _, _, width, height = (mm(stage.expressions.number(v, scope.numbers)) for v in frame["box"])
        if width <= 0 or height <= 0:
            return None
        size = Size(width, height)
        box = crop_box(use.info, size, use.entry.focus, use.entry.keep, use.entry.adjustment)
        if box is None:
            return None
        cut = crop_loss(use.info, size)
        if cut > layout.most_cropped(stage.theme):
            return None
        crop += cut
        ppi = (box[2] - box[0]) * use.info.width / (to_mm(width) / MM_PER_INCH)
        lacking = max(0.0, FINE_PPI - ppi) + TOO_COARSE * max(0.0, COARSEST_PPI - ppi)
        coarse = max(coarse, lacking / FINE_PPI)
    return PictureLoss(crop=crop, ppi=coarse)
