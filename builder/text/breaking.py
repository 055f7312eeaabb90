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
OF_ORDINARY_LENGTH = 800
"""Longer paragraphs, in clusters, nearly always cost more than one loose line: the quick search would be in vain."""
MOST_STRETCH = 0.099
"""From a tenth on a line looks spread: it is set so only if no other breaks are legal."""
LEAST_BAD_STRETCH = 0.25
SHRINK_BADNESS = 40.0
LAST_TIER_BADNESS = 300.0
TIER_STEP = 2.0
"""Badness of reaching one tier of reduction further: one comma is squeezed before a full stop."""
GAP_BADNESS = 5.0
COST_SINGLE_LAST = 3000.0
COST_SHORT_LAST = 100.0
COST_LOOSE = 20_000.0
"""Of a line with gaps of `LEAST_BAD_STRETCH`, in the last search; it grows with their square, so that one hopeless
place spoils one line and not its neighbours. At some
four times that width a date breaks."""
SHORT_LINE = 0.3
"""Of a line without any gap, which ends short of the measure: stretch per gap that looks as bad as an em of it."""
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
        self.elastic = spaced.elastic

    def line_cost(self, start: int, end: int) -> float:
        """Cost of a line from cluster `start` to `end`, without that of its break; infinite if it cannot be set."""
        spaced, measures = self.spaced, self.measures
        room = (measures.rest if start else measures.first) - spaced.ends[end] + spaced.starts[start]
        if room < 0:
            cost = self.shrink_cost(start, end - 1, -room)
            return cost + self.last_line_cost(start) if end == self.count else cost
        if end == self.count:
            return self.last_line_cost(start)
        if not measures.justified:
            return (room / measures.em) ** 2
        return self.stretch_cost(start, end - 1, room)

    def stretch_cost(self, start: int, last: int, room: Length) -> float:
        """Cost of widening by `room`: elastic spaces first, then all gaps alike."""
        elastic = self.elastic[last] - self.elastic[start]
        if room <= elastic:
            badness = 1 + GAP_BADNESS * room / elastic if elastic else 1.0
            return badness * badness / 100
        gaps = (self.spaced.gaps[last] - self.spaced.gaps[start]) * self.measures.em
        stretch = room - elastic
        if stretch > self.most_stretch * gaps:
            return self.loose_cost(stretch / gaps if gaps else LEAST_BAD_STRETCH + SHORT_LINE * room / self.measures.em)
        ratio = stretch / (gaps * EVEN_STRETCH)
        badness = 1 + (GAP_BADNESS if elastic else 0) + 100 * ratio * ratio * ratio
        return badness * badness / 100

    def shrink_cost(self, start: int, last: int, need: Length) -> float:
        """Cost of tightening by `need`, tier after tier."""
        badness = 1.0
        for number, tier in self.spaced.shrink:
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

    def loose_cost(self, stretch: float) -> float:
        """Of a line wider than the limit: infinite, except in the search of last resort."""
        part = stretch / LEAST_BAD_STRETCH
        return COST_LOOSE * (1 + part * part) if self.last_resort else INFINITE

    def lines_from(self, place: int) -> list[tuple[int, float]]:
        """Ends that a line starting at `place` may have, as places, with the costs of line and break."""
        start = self.places[place]
        origin = self.spaced.starts[start]
        target = origin + (self.measures.rest if start else self.measures.first)
        full = bisect_left(self.place_ends, target + 1, place + 1)
        found = self._short_ends(place, start, target, full)
        self._add_long_ends(found, start, target, full)
        if self.last_resort and not found:
            found.append((place + 1, COST_OVERFULL + self.place_costs[place + 1]))
        return found

    def _short_ends(self, place: int, start: int, target: Length, full: int) -> list[tuple[int, float]]:
        """Ends before place `full`, backwards until a line is too short to stretch; the arithmetic of `line_cost`
        stands here once more, since half of a build's breaking is spent in it. One em of slack: ends are trimmed.
        """
        ends, places, costs = self.place_ends, self.places, self.place_costs
        elastics, gap_sums = self.elastic, self.spaced.gaps
        em, most = self.measures.em, self.most_stretch
        elastic_before, gaps_before = elastics[start], gap_sums[start]
        plain = self.measures.justified and not self.last_resort
        found: list[tuple[int, float]] = []
        for at in range(full - 1, place, -1):
            room = target - ends[at]
            end = places[at]
            if not plain or room < 0 or end == self.count:
                cost = self.line_cost(start, end)
                if cost < INFINITE:
                    found.append((at, cost + costs[at]))
                elif plain and room > 4 * em:
                    break
                continue
            elastic = elastics[end - 1] - elastic_before
            if room <= elastic:
                badness = 1 + GAP_BADNESS * room / elastic if elastic else 1.0
            else:
                gaps = (gap_sums[end - 1] - gaps_before) * em
                stretch = room - elastic
                if stretch > most * gaps:
                    if stretch > most * gaps + em:
                        break
                    continue
                ratio = stretch / (gaps * EVEN_STRETCH)
                badness = 1 + (GAP_BADNESS if elastic else 0) + 100 * ratio * ratio * ratio
            found.append((at, badness * badness / 100 + costs[at]))
        return found

    def _add_long_ends(self, found: list[tuple[int, float]], start: int, target: Length, full: int) -> None:
        """Ends from place `full` on, as far as a line can be tightened."""
        ends, shrink = self.place_ends, self.spaced.shrink_total
        slack = target + 2 * self.measures.em
        before = shrink[start]
        for at in range(full, len(self.places)):
            place_end = ends[at]
            end = self.places[at]
            if place_end - target > shrink[end - 1] - before:
                if place_end > slack:
                    break
                continue
            cost = self.line_cost(start, end)
            if cost < INFINITE:
                found.append((at, cost + self.place_costs[at]))

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


def find_breaks(spaced: SpacedParagraph, measures: Measures) -> Setting | None:
    """The best breaks of a paragraph among those that spread no line too far; None if there are none.

    A search with a low limit of stretch looks at few lines; its answer is the best of all if it costs less than
    one line beyond the limit would.
    """
    if len(spaced.shaped.kinds) <= OF_ORDINARY_LENGTH:
        close = Search(spaced, measures, most_stretch=CLOSE_STRETCH, last_resort=False).best()
        if close and close.cost <= (1 + 100 * (CLOSE_STRETCH / EVEN_STRETCH) ** 3) ** 2 / 100:
            return close
    return Search(spaced, measures, most_stretch=MOST_STRETCH, last_resort=False).best()


def find_least_bad_breaks(spaced: SpacedParagraph, measures: Measures) -> Setting:
    """Breaks where no good ones exist: legal ones with looser lines, else the least bad, marked so."""
    found = Search(spaced, measures, most_stretch=LEAST_BAD_STRETCH, last_resort=False).best()
    if found:
        return found
    found = Search(spaced, measures, most_stretch=MOST_STRETCH, last_resort=True).best()
    assert found is not None, "the search of last resort always reaches the end"
    return Setting(breaks=found.breaks, cost=found.cost, legal=False)
