"""Titles: broken at the clause, else between words; lines alike in length, set solid, nothing cut."""

import re
from itertools import pairwise

from builder.text import rules
from builder.text.breaking import INFINITE, Measures, Setting
from builder.text.lexicon import Lexicon
from builder.text.rules import HAN, LATIN, OPEN
from builder.text.spacing import SpacedParagraph
from builder.units import Length

CLAUSE_MARKS = frozenset("，；：。！？")
COST_AFTER_PAUSE = 5.0
"""After 、, a closing mark or a space: better than between any words, not as good as a clause."""
COST_BETWEEN_WORDS = 25.0
COST_MISSED_CLAUSE = 150.0
"""Of a clause mark that stands inside a line of a broken title."""
COST_PER_NAT = 4.0
"""For each unit of log-probability that a cut takes from the best reading of a title as words."""
MOST_LIKELY_NATS = 3.0
"""A cut that costs the reading more than this goes through a word."""
COST_IN_WORD = 1000.0
COST_PARTED = 60.0
"""A line that ends with a word leading on to the next (暨, 和) or begins with one that hangs on the last (的, 了)."""
LEADING_WORDS = frozenset("暨和与及或把被将在对向从由为以并")
TRAILING_WORDS = frozenset("的了着过们等之")
COUNTED = re.compile(r"[0-9][万亿余多]*[个名所项次人节家处座条种类批位]$")
COST_UNBALANCED = 2000.0
COST_SHORT_LAST = 2000.0
COST_EXTRA_LINE = 200.0
DEVIATION = 100.0
SHORTEST = 0.5
"""The shortest line is at least this part of the longest."""
LEAST_LAST = 3
"""Characters of the last line."""


def hung_mark(spaced: SpacedParagraph, end: int) -> Length:
    """How much of a line's last pause stands outside what is balanced: all of its body that trimming left."""
    shaped = spaced.shaped
    last = end - 1
    if shaped.text[shaped.starts[last]] not in rules.HANGING:
        return 0
    return shaped.advances[last] - shaped.right_blanks.get(last, 0)


def hang_at_start(spaced: SpacedParagraph, first: int) -> Length:
    """How far an opening quote at a line's start stands out: what its trimmed body takes."""
    shaped = spaced.shaped
    if shaped.kinds[first] != OPEN or shaped.text[shaped.starts[first]] not in "“‘「『":
        return 0
    return shaped.advances[first] - shaped.left_blanks.get(first, 0)


class _Title:
    """Widths and costs of one title's lines at one measure."""

    def __init__(self, spaced: SpacedParagraph, measures: Measures, lexicon: Lexicon, hang: bool) -> None:
        self.spaced, self.measures, self.hang = spaced, measures, hang
        self.count = len(spaced.shaped.kinds)
        self.places = [0, *[k for k in range(1, self.count) if spaced.costs[k] < rules.HARD], self.count]
        self.clauses = [k for k in self.places[1:-1] if self._last_of(k) in CLAUSE_MARKS]
        self._cuts = lexicon.cut_costs(spaced.shaped.text)
        self._costs: dict[int, float] = {}
        self._starts, self._ends = list(spaced.starts), list(spaced.ends)
        if hang:
            for k in self.places[:-1]:
                self._starts[k] += hang_at_start(spaced, k)
                self._ends[k] -= hung_mark(spaced, k) if k else 0

    def _last_of(self, k: int) -> str:
        shaped = self.spaced.shaped
        return shaped.text[shaped.starts[k] - 1]

    def width(self, first: int, end: int) -> Length:
        """What a line counts for, hanging marks left out."""
        return self._ends[end] - self._starts[first]

    def room(self, first: int) -> Length:
        return self.measures.rest if first else self.measures.first

    def fits(self, first: int, end: int) -> bool:
        return self.width(first, end) <= self.room(first)

    def break_cost(self, k: int) -> float:
        """Cost of a break before cluster k, by what it parts."""
        known = self._costs.get(k)
        if known is None:
            known = self._costs[k] = self._break_cost(k)
        return known

    def _break_cost(self, k: int) -> float:
        before = self._last_of(k)
        shaped = self.spaced.shaped
        at = shaped.starts[k]
        if self.spaced.costs[k]:
            return COST_IN_WORD + self.spaced.costs[k]  # inside a name, a term, a number with its measure word
        if before in CLAUSE_MARKS:
            return 0.0
        if before in "、” 》）　" or shaped.kinds[k] == OPEN:
            return COST_AFTER_PAUSE
        nats = self._cuts[at]
        cost = COST_BETWEEN_WORDS + COST_PER_NAT * nats
        if before in LEADING_WORDS or shaped.text[at] in TRAILING_WORDS or self._counts_what_follows(at):
            cost += COST_PARTED
        return cost if nats <= MOST_LIKELY_NATS else cost + COST_IN_WORD

    def _counts_what_follows(self, at: int) -> bool:
        """Whether a number with its measure word ends before character `at` and its noun begins there: 5所|学校."""
        return COUNTED.search(self.spaced.shaped.text[:at]) is not None

    def characters(self, first: int, end: int) -> int:
        return sum(kind in (HAN, LATIN) for kind in self.spaced.shaped.kinds[first:end])

    def best(self, first: int, end: int, lines: int) -> tuple[float, tuple[int, ...]]:
        """Cheapest breaks of clusters `first` to `end` into `lines` lines: the lines alike, the cuts cheap."""
        places = [k for k in self.places if first <= k <= end]
        target = self.width(first, end) / lines or 1.0
        starts, ends = self._starts, self._ends
        row: dict[int, tuple[float, tuple[int, ...]]] = {first: (0.0, (first,))}
        for number in range(1, lines + 1):
            following: dict[int, tuple[float, tuple[int, ...]]] = {}
            for start, (cost, chain) in row.items():
                for stop in places:
                    if stop <= start or (stop == end) != (number == lines):
                        continue
                    width = ends[stop] - starts[start]
                    if width > self.room(start):
                        break
                    deviation = (width - target) / target
                    total = cost + DEVIATION * deviation * deviation
                    total += self.break_cost(stop) if stop < end else 0.0
                    known = following.get(stop)
                    if known is None or total < known[0]:
                        following[stop] = (total, (*chain, stop))
            row = following
        if end not in row:
            return INFINITE, ()
        cost, chain = row[end]
        return cost + self._shape_cost(chain), chain

    def _shape_cost(self, chain: tuple[int, ...]) -> float:
        widths = [self.width(a, b) for a, b in pairwise(chain)]
        cost = COST_MISSED_CLAUSE * sum(chain[0] < k < chain[-1] and k not in chain for k in self.clauses)
        if min(widths) < SHORTEST * max(widths):
            cost += COST_UNBALANCED
        if len(chain) > 2 and self.characters(chain[-2], chain[-1]) < LEAST_LAST:
            cost += COST_SHORT_LAST
        return cost

    def least_lines(self, first: int, end: int) -> int:
        """Lines that a greedy filling takes; as many as places if something fits nowhere."""
        lines, start = 1, first
        places = [k for k in self.places if first < k <= end]
        previous = first
        for place in places:
            if not self.fits(start, place):
                if previous == start:
                    return len(places)
                lines, start = lines + 1, previous
                if not self.fits(start, place):
                    return len(places)
            previous = place
        return lines

    def by_clauses(self) -> tuple[float, tuple[int, ...]]:
        """Every clause on lines of its own, if each fits one: what a reader expects of a title in two halves."""
        edges = (0, *self.clauses, self.count)
        if not self.clauses or not all(self.fits(a, b) for a, b in pairwise(edges)):
            return INFINITE, ()
        if len(edges) == 3:
            return self._shape_cost(edges), edges
        return self.best_from(edges)

    def best_from(self, edges: tuple[int, ...]) -> tuple[float, tuple[int, ...]]:
        """Several clauses: as few lines as will do, broken at clause marks only."""
        kept, self.places = self.places, list(edges)
        try:
            least = self.least_lines(0, self.count)
            return min((self.best(0, self.count, n) for n in range(least, len(edges))), key=lambda found: found[0])
        finally:
            self.places = kept


def find_title_breaks(spaced: SpacedParagraph, measures: Measures, lexicon: Lexicon, *, hang: bool) -> Setting:
    """Choose the breaks of a title.

    One line if it fits. Else at clause marks, where what stands between them fits; else between words, as the
    lexicon reads them, lines alike. A run that fits no line is broken as in text, and so marked.

    Args:
        spaced: the title.
        measures: its room; nothing is stretched or tightened.
        lexicon: what tells words from cuts through words.
        hang: a line's last comma and an opening quote at its start are not counted.
    """
    title = _Title(spaced, measures, lexicon, hang)
    if title.fits(0, title.count):
        return Setting(breaks=(0, title.count), cost=0)
    cost, chain = title.by_clauses()
    if chain and cost < COST_UNBALANCED:
        return Setting(breaks=chain, cost=cost)
    least = title.least_lines(0, title.count)
    best: tuple[float, tuple[int, ...]] = (INFINITE, ())
    for extra, lines in enumerate(range(least, min(least + 3, len(title.places)))):
        if COST_EXTRA_LINE * extra >= best[0]:
            break  # one more line costs more than the best so far, however well it breaks
        cost, chain = title.best(0, title.count, lines)
        if chain:
            best = min(best, (cost + COST_EXTRA_LINE * extra, chain))
    if best[1]:
        return Setting(breaks=best[1], cost=best[0])
    return _least_bad(title)


def _least_bad(title: _Title) -> Setting:
    """Fill lines up to the measure, breaking anywhere that is not prohibited; overfull where nothing fits."""
    breaks, start = [0], 0
    costs = title.spaced.costs
    anywhere = [k for k in range(1, title.count) if costs[k] < rules.PROHIBITED] + [title.count]
    while start < title.count:
        fitting = [k for k in anywhere if k > start and title.fits(start, k)]
        legal = [k for k in fitting if k == title.count or costs[k] < rules.HARD]
        start = (legal or fitting or [next(k for k in anywhere if k > start)])[-1]
        breaks.append(start)
    return Setting(breaks=tuple(breaks), cost=INFINITE, legal=False)
