"""What stands between two clusters: natural space, how far it shrinks and stretches, what a break there costs."""

import re
from dataclasses import dataclass, field
from itertools import accumulate

from builder.text import rules
from builder.text.classification import WESTERN
from builder.text.rules import (
    ANNOTATION,
    BREAK_HERE,
    CLASS_COUNT,
    CLOSE,
    CONNECTOR,
    DASH,
    ELLIPSIS,
    GLUE,
    HAN,
    INTERPUNCT,
    LATIN,
    LATIN_HYPHEN,
    OPEN,
    PAUSE,
    SOLIDUS,
    SPACE,
    STOP,
    SUPERSCRIPT,
    TIER_COUNT,
)
from builder.text.shaping import ShapedParagraph
from builder.text.styles import LineRules, PunctuationScheme
from builder.units import Length

GAP_LEFT = frozenset({LATIN, SUPERSCRIPT})
MARKS = frozenset({OPEN, CLOSE, PAUSE, STOP})
RIGID = frozenset({CONNECTOR, SOLIDUS, INTERPUNCT, GLUE, BREAK_HERE, SPACE})
URL = r"(?:[A-Za-z][A-Za-z+.-]*://|www\.|[\w.+-]+@)[!-~]+"
"""Compiled when a text first has one: most books have none, and compiling is part of every start."""

ADDRESS_MARKS = frozenset("/.?&=-_#%")


def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern for any of the words, longer ones first; None if there are none."""
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None


class PairTable:
    """Costs of breaks and last-stage stretch for every pair of classes, under one set of line rules."""

    def __init__(self, line_rules: LineRules) -> None:
        self.rules = line_rules
        self.costs = [0] * (CLASS_COUNT * CLASS_COUNT)
        self.stretches = [1] * (CLASS_COUNT * CLASS_COUNT)
        for a in range(CLASS_COUNT):
            for b in range(CLASS_COUNT):
                self.costs[a * CLASS_COUNT + b] = self._cost(a, b)
                self.stretches[a * CLASS_COUNT + b] = int(self._stretches(a, b))
        self.names = _any_of(line_rules.names)
        self.bound = _any_of(line_rules.bound)

    def _cost(self, a: int, b: int) -> int:
        """Source: CLREQ #prohibition_rules_for_line_start_end, #h-annotation_marks; UAX #14 LB7, LB11, LB18."""
        strictness = self.rules.strictness
        cost = 0
        if GLUE in (a, b) or b in (BREAK_HERE, ANNOTATION):
            cost = rules.HARD_LATIN
        elif a == BREAK_HERE:
            cost = 0
        elif b == SPACE:
            cost = rules.PROHIBITED
        elif a == SPACE:
            cost = rules.PROHIBITED if b in rules.NEVER_AT_LINE_START[strictness] else 0
        elif a in WESTERN and b in WESTERN:
            cost = rules.HARD_LATIN
        elif b in rules.NEVER_AT_LINE_START[strictness] or a in rules.NEVER_AT_LINE_END[strictness]:
            cost = rules.PROHIBITED
        elif b in (DASH, ELLIPSIS):
            cost = rules.COST_BEFORE_DASH
        return cost

    @staticmethod
    def _stretches(a: int, b: int) -> bool:
        """Whether the last stage may widen this place. Not beside a mark on its inner side, which holds no blank."""
        if a == SPACE:
            return b != SPACE
        if a in RIGID or b in RIGID or b in (SUPERSCRIPT, ANNOTATION) or (a in WESTERN and b in WESTERN):
            return False
        if a == b and a in (DASH, ELLIPSIS):
            return False
        if a == OPEN:
            return b == OPEN
        if b in (CLOSE, PAUSE, STOP):
            return a in (CLOSE, PAUSE, STOP)
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hyphen:
    """The hyphen of a break: its glyph in the face of the word, and its width."""

    glyph: int
    width: Length


@dataclass(frozen=True, slots=True, kw_only=True)
class SpacedParagraph:
    """A shaped paragraph with its spaces, as running sums: entry k belongs to the place before cluster k.

    A line from i to j (exclusive) is `ends[j] - starts[i]` long; what its inner places offer is the difference of
    a running sum at j - 1 and at i. The place where a line breaks takes part in nothing.
    """

    shaped: ShapedParagraph
    natural: list[Length]
    """Space before cluster k, negative where neighbouring marks share a half em."""
    pens: list[Length]
    """Where cluster k's body starts if the paragraph is one line."""
    starts: list[Length]
    """`pens` plus the blank that an opening mark loses at a line's start."""
    ends: list[Length]
    """Where a line that breaks before k ends, trimmed."""
    gaps: list[int]
    """Places that take part in the last stage of expansion."""
    han_latin: list[int]
    """Of these, the gaps between Han and Western text."""
    word_stretch: list[Length]
    han_latin_stretch: list[Length]
    elastic: list[Length]
    """Both together."""
    shrink: list[tuple[int, list[Length]]]
    """The tiers that this paragraph has, in order, each with its sum."""
    shrink_total: list[Length]
    characters: list[int]
    """Han and Western characters before cluster k: what counts in a short last line."""
    costs: list[int]
    """What a break before k costs; from `rules.HARD` on it is illegal."""
    hyphens: dict[int, Hyphen] = field(default_factory=dict)
    """Breaks inside words, each with the hyphen that a line ending there draws; `ends` counts its width."""


class _Spacing:
    """The lists while they are filled."""

    def __init__(self, shaped: ShapedParagraph, table: PairTable) -> None:
        self.shaped, self.table = shaped, table
        count = len(shaped.kinds)
        self.count = count
        self.natural: list[Length] = [0] * (count + 1)
        self.trims: dict[int, Length] = {}
        self.cut: dict[int, Length] = {}
        self.gaps = [1] * (count + 1)
        self.han_latin: dict[int, int] = {}
        self.word: dict[int, Length] = {}
        self.between: dict[int, Length] = {}
        self.shrink: list[dict[int, Length]] = [{} for _ in range(TIER_COUNT)]
        self.costs = [0] * (count + 1)

    def fill(self) -> None:
        kinds, table = self.shaped.kinds, self.table
        pair_costs, pair_stretches = table.costs, table.stretches
        self._track()
        for k in [k for k in range(1, self.count) if kinds[k] or kinds[k - 1]]:
            a, b = kinds[k - 1], kinds[k]
            pair = a * CLASS_COUNT + b
            self.costs[k] = pair_costs[pair]
            self.gaps[k] = pair_stretches[pair]
            if a in GAP_LEFT and b in GAP_LEFT:
                continue
            if (a == HAN and b == LATIN) or (b == HAN and a in GAP_LEFT):
                self._han_latin_gap(k, k - 1 if a == HAN else k)
            elif a == SPACE:
                self._after_space(k)
                if k > 1 and kinds[k - 2] in rules.NEVER_AT_LINE_END[table.rules.strictness]:
                    self.costs[k] = rules.PROHIBITED  # UAX #14 LB14
            elif a in MARKS or b in MARKS:
                self._between_marks(k, a, b)
        for k, slack in self.shaped.slacks.items():
            for place in (k, k + 1):
                if 0 < place < self.count:
                    self._shrinks(rules.TIER_LAST, place, slack // 2)
        if self.count:
            self._end_trims()

    def _track(self) -> None:
        for span, first in zip(self.shaped.spans, self.shaped.span_starts, strict=True):
            if span.style.tracking:
                last = first + len(span.source.value)
                for k, start in enumerate(self.shaped.starts[1:], 1):
                    if first < start <= last and start > first:
                        self.natural[k] += span.style.tracking if self.shaped.starts[k - 1] < last else 0

    def _han_latin_gap(self, k: int, han: int) -> None:
        em = self.shaped.em_of(han)
        self.natural[k] += round(em * rules.HAN_LATIN_GAP)
        self.shrink[rules.TIER_HAN_LATIN][k] = round(em * (rules.HAN_LATIN_GAP - rules.HAN_LATIN_LEAST))
        self.shrink[rules.TIER_LAST][k] = round(em * (rules.HAN_LATIN_LEAST - rules.HAN_LATIN_LAST))
        self.between[k] = round(em * (rules.HAN_LATIN_MOST - rules.HAN_LATIN_GAP))
        self.han_latin[k] = 1

    def _after_space(self, k: int) -> None:
        """A word space is elastic; beside Han a typed space is the gap of Han and Western text, never one more."""
        kinds, advances = self.shaped.kinds, self.shaped.advances
        em = self.shaped.em_of(k - 1)
        if self.shaped.text[self.shaped.starts[k - 1]] != " ":
            return
        before = kinds[k - 2] if k > 1 else None
        if (before == HAN and kinds[k] in WESTERN) or (kinds[k] == HAN and before in WESTERN):
            advances[k - 1] = 0
            self._han_latin_gap(k, k if kinds[k] == HAN else k - 2)
            return
        width = advances[k - 1]
        self.shrink[rules.TIER_WORD_SPACE][k] = max(0, width - round(em * rules.WORD_SPACE_LEAST))
        self.word[k] = max(0, round(em * rules.WORD_SPACE_MOST) - width)

    def _between_marks(self, k: int, a: int, b: int) -> None:
        """Blanks that meet: two marks share a half em; what is left of a blank shrinks at the tier of its mark."""
        scheme = self.table.rules.scheme
        keeps = rules.KEEPS_BLANK[scheme]
        right = self.shaped.right_blanks.get(k - 1, 0) if a in MARKS else 0
        left = self.shaped.left_blanks.get(k, 0)
        blank = right + left
        if not blank:
            return
        removed = (0 if a in keeps else right) + (0 if b in keeps else left)
        if a in MARKS and b in MARKS and scheme is not PunctuationScheme.LINE_END:
            removed = max(removed, min(blank, self.shaped.em_of(k - 1) // 2))
        self.natural[k] -= removed
        rest = blank - removed
        if rest:
            kept_right = min(right, rest) if a in keeps else 0
            if kept_right:
                self._shrinks(rules.TIER_OF_MARK[a], k, kept_right)
            if rest > kept_right:
                self._shrinks(rules.TIER_OF_MARK[b], k, rest - kept_right)

    def _shrinks(self, tier: int, k: int, by: Length) -> None:
        self.shrink[tier][k] = self.shrink[tier].get(k, 0) + by

    def _end_trims(self) -> None:
        """What vanishes when a line breaks before k: the last mark's blank, a hanging mark, spaces."""
        kinds, shaped = self.shaped.kinds, self.shaped
        hanging = self.table.rules.hanging
        for at, blank in shaped.right_blanks.items():
            self.trims[at + 1] = blank
            if hanging and shaped.text[shaped.starts[at]] in rules.HANGING and (at == 0 or kinds[at - 1] not in MARKS):
                self.trims[at + 1] = shaped.advances[at]
        for at in [k for k, kind in enumerate(kinds) if kind == SPACE]:
            self.trims[at + 1] = shaped.advances[at] + self.natural[at] + self.trims.get(at, 0)

    def price_runs(self, narrow: bool) -> None:
        """Keep numbers, dates, terms and names together."""
        text = self.shaped.text
        at_cluster = _ClusterIndex(self.shaped)
        for found in rules.RUNS.finditer(text):
            self._price_run(found, at_cluster, narrow)
        if self.table.names:
            for name in self.table.names.finditer(text):
                self._raise(at_cluster, name.start() + 1, name.end(), rules.COST_NAME)
        if self.table.bound:
            for number in self.table.bound.finditer(text):
                self._raise(at_cluster, number.start() + 1, number.end(), rules.HARD_UNIT)
        self._price_hyphens(text, at_cluster)
        self._price_pairs()
        for reading in self.shaped.readings:
            for k in range(reading.first + 1, reading.end):
                self.costs[k] = max(self.costs[k], rules.HARD_LATIN)

    def _price_run(self, found: re.Match[str], at_cluster: "_ClusterIndex", narrow: bool) -> None:
        first, last = found.span()
        if found.lastgroup == "quoted":
            self._raise(at_cluster, first + 1, last, rules.COST_QUOTED_TERM)
        elif found["date"]:
            self._raise(at_cluster, first + 1, last, rules.HARD_NUMBER)
            year = found["date"].find("年") + 1
            if 0 < year < last - first:
                k = at_cluster[first + year]
                self.costs[k] = rules.COST_DATE_NARROW if narrow else rules.HARD_DATE
        elif found["unit"]:
            number = len(found["number"])
            scaled = found.end("unit") - len(found["measure"] or "")
            self._raise(at_cluster, first + number, scaled, rules.HARD_UNIT)
            self._raise(at_cluster, scaled, last, rules.COST_MEASURE_WORD)
            self._raise(at_cluster, first + 1, first + number, rules.HARD_NUMBER)
        elif found["soft"]:
            number = len(found["count"])
            self._raise(at_cluster, first + number, last, rules.COST_MEASURE_WORD)
            self._raise(at_cluster, first + 1, first + number, rules.HARD_NUMBER)
        else:
            # An item's number stays with a number that follows it: 4. 2022年.
            self._raise(at_cluster, first + 1, last + (found["item"] is not None), rules.HARD_NUMBER)

    def _raise(self, at_cluster: "_ClusterIndex", first: int, last: int, cost: int) -> None:
        """Let breaks before characters `first` up to `last` cost at least `cost`."""
        for index in range(first, last):
            k = at_cluster[index]
            self.costs[k] = max(self.costs[k], cost)

    def _price_hyphens(self, text: str, at_cluster: "_ClusterIndex") -> None:
        """A word may break after its own hyphen, a URL after its points and solidi."""
        urls = find_addresses(text)
        for index, kind in enumerate(self.shaped.kinds):
            if kind != LATIN_HYPHEN or not 0 < index < self.count - 1:
                continue
            at = self.shaped.starts[index]
            word = text[at] in "-‐" and text[at - 1].isalpha() and text[at + 1 : at + 2].isalpha()
            if word and not any(first <= at < last for first, last in urls):
                self.costs[index + 1] = rules.COST_AFTER_HYPHEN
        for first, last in urls:
            for at in range(first + 1, last - 1):
                if text[at] in ADDRESS_MARKS and text[at + 1] not in ADDRESS_MARKS:
                    self.costs[at_cluster[at + 1]] = self._address_cost(text, at)

    def _address_cost(self, text: str, at: int) -> int:
        """Of a break after the mark at `at`: figures that a mark joins read as one number."""
        if text[at - 1].isdigit() and text[at + 1].isdigit():
            return rules.HARD_LATIN
        return rules.COST_ADDRESS_SOLIDUS[self.table.rules.strictness] if text[at] == "/" else rules.COST_ADDRESS

    def _price_pairs(self) -> None:
        """—— and …… are pairs; longer rows may part between pairs (CLREQ #h-unbreakable_marks_punctuation)."""
        kinds, starts = self.shaped.kinds, self.shaped.starts
        row = 0
        for k in range(1, self.count):
            if kinds[k] in (DASH, ELLIPSIS) and kinds[k - 1] == kinds[k]:
                self.costs[k] = 0 if (starts[k] - starts[row]) % 2 == 0 else rules.NEVER
            else:
                row = k

    def paragraph(self) -> SpacedParagraph:
        shaped = self.shaped
        count = self.count
        natural = self.natural
        bodies = [0, *accumulate(shaped.advances)]
        pens = [body + space for body, space in zip(bodies, accumulate(natural), strict=True)]
        ends = [pen - space for pen, space in zip(pens, natural, strict=True)]
        for k, trim in self.trims.items():
            ends[k] -= trim
        starts = pens.copy()
        for k, blank in shaped.left_blanks.items():
            if k or self.table.rules.trim_paragraph_start:
                starts[k] += blank
        self.gaps[0] = 0
        shrink = [(number, _running(tier, count)) for number, tier in enumerate(self.shrink) if tier]
        together: dict[int, Length] = {}
        for tier in self.shrink:
            for k, by in tier.items():
                together[k] = together.get(k, 0) + by
        kinds = shaped.kinds
        words, between = _running(self.word, count), _running(self.between, count)
        return SpacedParagraph(
            shaped=shaped,
            natural=natural,
            pens=pens,
            starts=starts,
            ends=ends,
            gaps=list(accumulate(self.gaps)),
            han_latin=_running(self.han_latin, count),
            word_stretch=words,
            han_latin_stretch=between,
            elastic=[a + b for a, b in zip(words, between, strict=True)] if self.word else between,
            shrink=shrink,
            shrink_total=_running(together, count),
            characters=[0, *accumulate([1 if kind in (HAN, LATIN) else 0 for kind in kinds])],
            costs=self.costs,
        )


class _ClusterIndex:
    """From a character's index to its cluster's; a character inside a cluster gives the next cluster."""

    def __init__(self, shaped: ShapedParagraph) -> None:
        self._same = len(shaped.starts) == len(shaped.text)
        self._index: list[int] = []
        if not self._same:
            ends = [*shaped.starts[1:], len(shaped.text)]
            for cluster, (start, end) in enumerate(zip(shaped.starts, ends, strict=True)):
                self._index.append(cluster)
                self._index += [cluster + 1] * (end - start - 1)

    def __getitem__(self, character: int) -> int:
        return character if self._same else self._index[character]


def find_addresses(text: str) -> list[tuple[int, int]]:
    """Start and end of every URL and address of mail."""
    if not ("://" in text or "@" in text or "www." in text):
        return []
    return [found.span() for found in re.finditer(URL, text)]


def _running(sparse: dict[int, int], count: int) -> list[int]:
    if not sparse:
        return [0] * (count + 1)
    values = [0] * (count + 1)
    for k, value in sparse.items():
        values[k] = value
    return list(accumulate(values))


def space_paragraph(shaped: ShapedParagraph, table: PairTable, *, narrow: bool) -> SpacedParagraph:
    """Give a shaped paragraph its spaces and the costs of its breaks.

    Args:
        shaped: clusters in logical order; typed spaces between Han and Western text lose their width to the gap.
        table: the line rules.
        narrow: the measure is under `rules.NARROW_MEASURE_EMS`, where a date may break after 年.
    """
    spacing = _Spacing(shaped, table)
    spacing.fill()
    spacing.price_runs(narrow)
    return spacing.paragraph()
