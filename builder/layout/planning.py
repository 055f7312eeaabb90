"""The book planned as a whole: which layout for which article, so that the sequence costs least.

A search over the articles in order. The state is where the next page falls (its place in a four-page signature) and
the two layouts before; what a sequence costs is stated in `Cost`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from builder.layout.scope import Scope
from builder.layout.theme import SIGNATURE, Layout, is_verso


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the planner minimises, in points; a line too few or too many costs `line` times its square."""

    line: float = 0.5
    crop: float = 12.0
    blank: float = 40.0
    same_spread: float = 30.0
    same_next: float = 9.0
    heavy_next: float = 7.0
    heavy_near: float = 3.0
    page: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One layout for one article: the texts set in it, what it costs by itself."""

    layout: Layout
    scope: Scope
    cost: float

    @property
    def pages(self) -> int:
        return len(self.layout.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A chosen layout and how many blank pages must go before it."""

    choice: Choice
    blanks: int


@dataclass(frozen=True, slots=True)
class _State:
    page_index: int
    """Modulo the signature; odd is a verso, the first page read of an opening."""
    last: str
    last_heavy: str
    before_heavy: str
    last_on_verso: bool


@dataclass(slots=True)
class _Path:
    cost: float
    steps: tuple[Step, ...]


def plan(
    articles: tuple[tuple[Choice, ...], ...],
    *,
    start: int,
    tail: Callable[[int], int],
    cost: Cost,
) -> tuple[Step, ...]:
    """The cheapest sequence of choices, one an article.

    Args:
        articles: for each article the choices that fit it; none empty.
        start: index of the first page.
        tail: how many pages, blanks included, follow a book whose articles end before a given page index.
        cost: the weights.

    Returns:
        One step an article. On equal cost the choice declared first wins.
    """
    first = _State(start % SIGNATURE, "", "", "", False)
    paths: dict[_State, _Path] = {first: _Path(0.0, ())}
    for choices in articles:
        reached: dict[_State, _Path] = {}
        for state, path in paths.items():
            for choice in choices:
                step, added, after = _transition(state, choice, cost)
                total = round(path.cost + added, 9)
                known = reached.get(after)
                if known is None or total < known.cost:
                    reached[after] = _Path(total, (*path.steps, step))
        paths = reached
    best = min(paths.items(), key=lambda item: item[1].cost + cost.blank * tail(item[0].page_index))
    return best[1].steps


def _transition(state: _State, choice: Choice, cost: Cost) -> tuple[Step, float, _State]:
    on_verso = is_verso(state.page_index)
    blanks = blanks_before(choice.layout, state.page_index)
    added = choice.cost + cost.blank * blanks + cost.page * choice.pages
    name, heavy = choice.layout.name, choice.layout.heavy
    if name == state.last:
        beside = state.last_on_verso and not on_verso and choice.pages == 1
        added += cost.same_spread if beside else cost.same_next
    if heavy and heavy == state.last_heavy:
        added += cost.heavy_next
    elif heavy and heavy == state.before_heavy:
        added += cost.heavy_near
    index = (state.page_index + blanks + choice.pages) % SIGNATURE
    starts_verso = is_verso(state.page_index + blanks)
    after = _State(index, name, heavy, state.last_heavy, starts_verso and choice.pages == 1)
    return Step(choice=choice, blanks=blanks), added, after


def blanks_before(layout: Layout, page_index: int) -> int:
    """How many blank pages bring a layout that would begin at `page_index` to the side it wants."""
    return int(layout.side == ("recto" if is_verso(page_index) else "verso"))


def line_cost(layout: Layout, numbers: Mapping[str, float], cost: Cost) -> float:
    """What it costs that texts have fewer or more lines than the layout looks best with."""
    total = 0.0
    for name, (least, most) in layout.ideal.items():
        lines = numbers[f"{name}.lines"]
        total += cost.line * (max(0.0, least - lines) ** 2 + max(0.0, lines - most) ** 2)
    return total
