"""Total fit: the breaks of a whole paragraph that disturb its spacing least."""

from bisect import bisect_left
from dataclasses import dataclass

from builder.text import rules
from builder.text.spacing import SpacedParagraph
from builder.units import Length

INFINITE = float("inf")
EVEN_STRETCH = 0.06
"""Stretch per gap, in em, whose badness is 100."""
CLOSE_STRETCH = 0.06
MOST_STRETCH = 0.1
"""Over this a line looks spread: it is set so only if no other breaks are legal."""
LEAST_BAD_STRETCH = 0.25
SHRINK_BADNESS = 60.0
LAST_TIER_BADNESS = 300.0
TIER_STEP = 2.0
"""Badness of reaching one tier of reduction further: one comma is squeezed before a full stop."""
GAP_BADNESS = 5.0
COST_SINGLE_LAST = 3000.0
COST_SHORT_LAST = 100.0
COST_LOOSE = 100_000.0
"""Of a line stretched by `LEAST_BAD_STRETCH`, in the last search: as bad as a broken date."""
COST_OVERFULL = 1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Chosen breaks: cluster indices from 0 to the end, with the cost of them all."""

    breaks: tuple[int, ...]
    cost: float
    legal: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Widths available to the first line and to the others; `em` is the unit of stretch."""

    first: Length
    rest: Length
    em: Length
    justified: bool = True


class Search:
    """Line costs of one paragraph at one measure, with a limit of stretch per gap (em)."""

    def __init__(self, spaced: SpacedParagraph, measures: Measures, *, most_stretch: float, last_resort: bool) -> None:
        self.spaced, self.measures = spaced, measures
        self.most_stretch, self.last_resort = most_stretch, last_resort
        self.count = len(spaced.shaped.kinds)
        limit = rules.NEVER if last_resort else rules.HARD
        costs = spaced.costs
        self.places = [0, *[k for k in range(1, self.count) if costs[k] < limit], self.count]
        self.place_ends = [spaced.ends[k] for k in self.places]
        self.place_costs = [float(costs[k]) for k in self.places]
        self.place_costs[-1] = 0.0

    def line_cost(self, start: int, end: int) -> float:
        """Cost of a line from cluster `start` to `end`, without that of its break; infinite if it cannot be set."""
        spaced, measures = self.spaced, self.measures
        room = (measures.rest if start else measures.first) - spaced.ends[end] + spaced.starts[start]
        last = end - 1
        if room >= 0:
            if end == self.count:
                return self.last_line_cost(start)
            if not measures.justified:
                return (room / measures.em) ** 2
            elastic = spaced.han_latin_stretch[last] - spaced.han_latin_stretch[start]
            elastic += spaced.word_stretch[last] - spaced.word_stretch[start]
            if room <= elastic:
                return (1 + GAP_BADNESS * room / elastic) ** 2 / 100 if elastic else 0.01
            gaps = spaced.gaps[last] - spaced.gaps[start]
            stretch = (room - elastic) / (gaps * measures.em) if gaps else INFINITE
            if stretch > self.most_stretch:
                return self.loose_cost(stretch, room)
            ratio = stretch / EVEN_STRETCH
            badness = 1 + (GAP_BADNESS if elastic else 0) + 100 * ratio * ratio * ratio
            return badness * badness / 100
        available = spaced.shrink_total[last] - spaced.shrink_total[start]
        if -room > available:
            return INFINITE
        return self.shrink_cost(start, last, -room) + (self.last_line_cost(start) if end == self.count else 0)

    def shrink_cost(self, start: int, last: int, need: Length) -> float:
        """Cost of tightening by `need`, tier after tier."""
        badness = 1.0
        for number, tier in enumerate(self.spaced.shrink):
            part = tier[last] - tier[start]
            if not part:
                continue
            badness += LAST_TIER_BADNESS if number == rules.TIER_LAST else TIER_STEP
            if need <= part:
                used = need / part
                return float((badness + SHRINK_BADNESS * used * used * used) ** 2 / 100)
            badness += SHRINK_BADNESS
            need -= part
        return INFINITE

    def last_line_cost(self, start: int) -> float:
        """Short last lines are priced (CLREQ #adjustments_of_orphans_and_widows); loose ones are as they should be."""
        if not start:
            return 0.0
        characters = self.spaced.characters[self.count] - self.spaced.characters[start]
        if characters < 2:
            return COST_SINGLE_LAST
        return COST_SHORT_LAST if characters < 3 else 0.0

    def loose_cost(self, stretch: float, room: Length) -> float:
        """Of a line wider than the limit: infinite, except in the search of last resort."""
        if not self.last_resort:
            return INFINITE
        if stretch == INFINITE:
            stretch = 1 + room / self.measures.em
        return COST_LOOSE * (1 + stretch / LEAST_BAD_STRETCH)

    def lines_from(self, place: int) -> list[tuple[int, float]]:
        """Ends that a line starting at `place` may have, as places, with the costs of line and break."""
        spaced, measures = self.spaced, self.measures
        start = self.places[place]
        origin = spaced.starts[start]
        target = origin + (measures.rest if start else measures.first)
        em = measures.em
        final = len(self.places) - 1
        first = place + 1 if self.last_resort or not measures.justified else self._first_end(place, start, target)
        found: list[tuple[int, float]] = []
        for at in range(max(first, place + 1), final + 1):
            over = self.place_ends[at] - target
            end = self.places[at]
            if over > 0 and over > spaced.shrink_total[end - 1] - spaced.shrink_total[start]:
                if over > 2 * em:
                    break
                continue
            cost = self.line_cost(start, end)
            if cost < INFINITE:
                found.append((at, cost + self.place_costs[at]))
        if self.last_resort and not found:
            found.append((place + 1, COST_OVERFULL + self.place_costs[place + 1]))
        return found

    def _first_end(self, place: int, start: int, target: Length) -> int:
        """The first place where a line could be stretched to its measure; one em of slack, since ends are trimmed."""
        spaced, em = self.spaced, self.measures.em
        roughly = bisect_left(self.place_ends, target, place + 1)
        last = self.places[min(roughly, len(self.places) - 1)]
        gaps = spaced.gaps[last] - spaced.gaps[start]
        most = gaps * em * self.most_stretch
        most += spaced.han_latin_stretch[last] - spaced.han_latin_stretch[start]
        most += spaced.word_stretch[last] - spaced.word_stretch[start]
        return bisect_left(self.place_ends, target - most - em, place + 1)

    def best(self) -> Setting | None:
        """The cheapest breaks; of equals, those with fuller lines first. None if no legal ones exist."""
        final = len(self.places) - 1
        costs = [INFINITE] * (final + 1)
        before = [-1] * (final + 1)
        costs[0] = 0.0
        for place in range(final):
            cost = costs[place]
            if cost == INFINITE:
                continue
            for end, line in self.lines_from(place):
                total = cost + line
                if total <= costs[end]:
                    costs[end] = total
                    before[end] = place
        if costs[final] == INFINITE:
            return None
        return Setting(breaks=self._traced(before), cost=costs[final])

    def _traced(self, before: list[int]) -> tuple[int, ...]:
        chain = [len(self.places) - 1]
        while chain[-1] > 0:
            chain.append(before[chain[-1]])
        return tuple(self.places[place] for place in reversed(chain))

    def best_by_lines(self) -> dict[int, Setting]:
        """The cheapest breaks for every number of lines that legal ones exist for."""
        final = len(self.places) - 1
        states: list[dict[int, tuple[float, int]]] = [{} for _ in range(final + 1)]
        states[0][0] = (0.0, -1)
        for place in range(final):
            if not states[place]:
                continue
            for end, line in self.lines_from(place):
                at_end = states[end]
                for lines, (cost, _) in states[place].items():
                    known = at_end.get(lines + 1)
                    if known is None or cost + line <= known[0]:
                        at_end[lines + 1] = (cost + line, place)
        found: dict[int, Setting] = {}
        for lines, (cost, _) in states[final].items():
            chain, left = [final], lines
            while left:
                chain.append(states[chain[-1]][left][1])
                left -= 1
            found[lines] = Setting(breaks=tuple(self.places[place] for place in reversed(chain)), cost=cost)
        return found


def find_breaks(spaced: SpacedParagraph, measures: Measures) -> Setting:
    """The best breaks of a paragraph. If no legal ones exist, the least bad, marked so.

    A search with a low limit of stretch looks at few lines; its answer is the best of all if it costs less than
    one line beyond the limit would.
    """
    close = Search(spaced, measures, most_stretch=CLOSE_STRETCH, last_resort=False).best()
    if close and close.cost <= (1 + 100 * (CLOSE_STRETCH / EVEN_STRETCH) ** 3) ** 2 / 100:
        return close
    for most in (MOST_STRETCH, LEAST_BAD_STRETCH):
        found = Search(spaced, measures, most_stretch=most, last_resort=False).best()
        if found:
            return found
    found = Search(spaced, measures, most_stretch=MOST_STRETCH, last_resort=True).best()
    assert found is not None, "the search of last resort always reaches the end"
    return Setting(breaks=found.breaks, cost=found.cost, legal=False)
