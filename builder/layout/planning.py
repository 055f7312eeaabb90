"""The book planned as a whole: which layout for which article, so that the sequence costs least.

A search over the articles in order. The state is where the next page falls (its place in a four-page signature), the
two layouts before and how low the facing page's text reaches; what a sequence costs is stated in `Cost`. Linear in
the number of articles: states are as many as the choices of two neighbours allow, never more for a longer book.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from builder.layout.scope import Scope
from builder.layout.theme import SIGNATURE, Layout, is_verso

NEARLY = 12.0
"""Millimetres by which the last lines of facing pages may miss each other before it looks meant."""


@dataclass(frozen=True, slots=True)
class Part:
    """One reason why something costs: `length`, `emptiness`, `crop`, `ppi`, `widows`, `plates`, `repetition`,
    `rhythm`, `facing`, `blanks`, `pages`, `price`."""

    reason: str
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the planner minimises, in points."""

    line: float = 0.5
    """Times the square of the lines too few or too many for a layout's looks."""
    crop: float = 12.0
    """For a whole picture cut away."""
    ppi: float = 12.0
    """For a picture without any detail."""
    empty: float = 2.0
    """Times the square of the percents by which a page is emptier than it should be."""
    widow: float = 3.0
    """For a line of a paragraph left alone in a column."""
    plate: float = 8.0
    """For a page of pictures behind an article, where another layout would have taken them in."""
    gallery_page: float = 1.0
    blank: float = 40.0
    same_spread: float = 30.0
    """One layout twice on facing pages."""
    same_next: float = 9.0
    """One layout twice in a row."""
    heavy_next: float = 7.0
    heavy_near: float = 3.0
    """The same heavy thing on the next article, or on the next but one."""
    facing: float = 4.0
    """Last lines of facing pages that miss each other by a little."""
    page: float = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A page of pictures that follows an article, filled."""

    layout: Layout
    scope: Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One layout for one article: the texts set in it, the plates behind it, what it costs by itself."""

    layout: Layout
    scope: Scope
    parts: tuple[Part, ...] = ()
    plates: tuple[Plate, ...] = ()
    feet: tuple[float, ...] = ()
    """Where the text of each page of the layout ends, in millimetres from the top; 0 for none."""
    break_before: str = ""
    """The page the author wants it to begin on: `verso` or `recto`; empty without a wish."""

    @property
    def cost(self) -> float:
        return sum(part.cost for part in self.parts)

    @property
    def pages(self) -> int:
        return len(self.layout.pages) + sum(len(plate.layout.pages) for plate in self.plates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A chosen layout, how many blank pages must go before it, and what it costs where it stands."""

    choice: Choice
    blanks: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """A layout that was tried for an article: what it costs by itself, or why it was refused."""

    layout: str
    cost: float | None = None
    parts: tuple[Part, ...] = ()
    reason: str = ""
    """`pictures`, `needs`, `overset`, `keep`, `collides`."""
    text: str = ""
    overset: int = 0
    """By how many characters `text` is too long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedArticle:
    """Where an article came to stand, and why."""

    id: str
    label: str
    layouts: tuple[str, ...]
    """The article's own, then those of its plates."""
    pages: str
    """Labels of its first and last page."""
    blanks: int
    parts: tuple[Part, ...]
    considered: tuple[Considered, ...]

    @property
    def cost(self) -> float:
        return sum(part.cost for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookPlan:
    """The plan of a whole book, for people who ask why."""

    articles: tuple[PlannedArticle, ...]
    layouts: tuple[str, ...]
    """Of every page."""
    blanks: int
    blank_cost: float
    """Of blank pages that stand before no article."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The costs of all articles by their reasons, and of the blanks behind them."""
        sums: dict[str, float] = {}
        for part in (*(part for article in self.articles for part in article.parts), Part("blanks", self.blank_cost)):
            sums[part.reason] = sums.get(part.reason, 0.0) + part.cost
        return tuple(Part(reason, cost) for reason, cost in sums.items() if cost)

    @property
    def cost(self) -> float:
        return sum(part.cost for part in self.parts)


@dataclass(frozen=True, slots=True)
class _State:
    page_index: int
    """Modulo the signature; odd is a verso, the first page read of an opening."""
    last: str = ""
    last_heavy: str = ""
    before_heavy: str = ""
    on_verso: str = ""
    """The layout of the facing page, if that is a single page on the verso."""
    foot: float = 0.0
    """Where the text of the verso ends, if a recto is still to come."""


@dataclass(slots=True)
class _Path:
    cost: float
    step: Step | None = None
    before: "_Path | None" = field(default=None, repr=False)

    @property
    def steps(self) -> tuple[Step, ...]:
        found: list[Step] = []
        path: _Path | None = self
        while path is not None and path.step is not None:
            found.append(path.step)
            path = path.before
        return tuple(reversed(found))


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
        tail: how many blank pages follow a book whose articles end before a given page index.
        cost: the weights.

    Returns:
        One step an article. On equal cost the choice declared first wins.
    """
    paths: dict[_State, _Path] = {_State(start % SIGNATURE): _Path(0.0)}
    for choices in articles:
        reached: dict[_State, _Path] = {}
        for state, path in paths.items():
            for choice in choices:
                step, after = _transition(state, choice, cost)
                total = round(path.cost + sum(part.cost for part in step.parts), 9)
                known = reached.get(after)
                if known is None or total < known.cost:
                    reached[after] = _Path(total, step, path)
        paths = reached
    best = min(paths.items(), key=lambda item: item[1].cost + cost.blank * tail(item[0].page_index))
    return best[1].steps


def _transition(state: _State, choice: Choice, cost: Cost) -> tuple[Step, _State]:
    blanks = blanks_before(choice.layout, state.page_index, choice.break_before)
    first = state.page_index + blanks
    faces = not blanks and not is_verso(first)
    parts = (
        *choice.parts,
        Part("blanks", cost.blank * blanks),
        Part("pages", cost.page * choice.pages),
        Part("repetition", _repetition(state, choice, cost, faces=faces)),
        Part("rhythm", _rhythm(state, choice, cost)),
        Part("facing", _facing(state, choice, cost, faces=faces)),
    )
    name, heavy = choice.layout.name, choice.layout.heavy
    index = (first + choice.pages) % SIGNATURE
    alone = is_verso(first) and choice.pages == 1
    foot = round(choice.feet[-1], 3) if alone and choice.feet else 0.0
    after = _State(index, name, heavy, state.last_heavy, name if alone else "", foot)
    return Step(choice=choice, blanks=blanks, parts=tuple(part for part in parts if part.cost)), after


def blanks_before(layout: Layout, page_index: int, wanted: str = "") -> int:
    """How many blank pages bring a layout that would begin at `page_index` to the side it wants, or `wanted` says."""
    return int((wanted or layout.side) == ("recto" if is_verso(page_index) else "verso"))


def _repetition(state: _State, choice: Choice, cost: Cost, *, faces: bool) -> float:
    if choice.layout.name != state.last:
        return 0.0
    return cost.same_spread if faces and state.on_verso == choice.layout.name else cost.same_next


def _rhythm(state: _State, choice: Choice, cost: Cost) -> float:
    heavy = choice.layout.heavy
    if not heavy:
        return 0.0
    return cost.heavy_next if heavy == state.last_heavy else cost.heavy_near if heavy == state.before_heavy else 0.0


def _facing(state: _State, choice: Choice, cost: Cost, *, faces: bool) -> float:
    """A price for last lines that nearly agree across the fold."""
    if not faces or not state.foot or not choice.feet:
        return 0.0
    apart = abs(state.foot - choice.feet[0])
    return cost.facing if 0.5 < apart < NEARLY else 0.0
