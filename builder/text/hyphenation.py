"""Western words parted at their syllables, where a paragraph has no setting without it; the patterns are pyphen's."""

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from builder.text import rules
from builder.text.shaping import Shaper
from builder.text.spacing import Hyphen, SpacedParagraph, find_addresses
from builder.text.vertical import Stance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyphen import Pyphen

WORD = r"(?<![A-Za-zÀ-ɏ0-9_@'’])[A-Za-zÀ-ɏ][a-zà-ɏ]{4,}(?![A-ZÀ-ɏ0-9_@])"
"""Words of a language: iPhone, OpenAI and H100 are names and keep together."""
LEAST_BEFORE, LEAST_AFTER = 2, 3
"""Letters that stay on the line, and that go to the next."""
SOFT_HYPHEN = "\u00ad"
"""What the hyphen is in the text of the file: readers that copy the text leave it out (ISO 32000-1, 14.8.2.2.3)."""
OF_CHINESE = "en_US"
"""Patterns for Western words in text of another language than their own."""


@cache
def _patterns(language: str) -> "Pyphen":
    # Loaded when a paragraph first needs it: most books never do, and its patterns take 20 ms to read.
    import pyphen

    known = pyphen.language_fallback(language) or OF_CHINESE
    return pyphen.Pyphen(lang=known, left=LEAST_BEFORE, right=LEAST_AFTER)


def hyphenate(spaced: SpacedParagraph, shaper: Shaper) -> SpacedParagraph | None:
    """`spaced` with breaks inside its Western words, each at a price; None if it has no word to part.

    Addresses, names with capitals inside, and words joined to figures stay whole. A break never falls within a cluster.

    Source: CLREQ #handling_western_text_in_chinese_text_using_proportional_western_fonts.
    """
    hyphens = dict(_breaks(spaced, shaper))
    if not hyphens:
        return None
    costs, ends = list(spaced.costs), list(spaced.ends)
    for k, hyphen in hyphens.items():
        costs[k] = rules.COST_HYPHEN
        ends[k] += hyphen.width
    return replace(spaced, costs=costs, ends=ends, hyphens=hyphens)


def _breaks(spaced: SpacedParagraph, shaper: Shaper) -> "Iterator[tuple[int, Hyphen]]":
    shaped = spaced.shaped
    addresses = find_addresses(shaped.text)
    clusters = {start: k for k, start in enumerate(shaped.starts)}
    for word in re.finditer(WORD, shaped.text):
        if any(first <= word.start() < last for first, last in addresses):
            continue
        span, stretch = shaped.style_at(clusters.get(word.start(), 0))
        if stretch.stance not in (Stance.ALONG, Stance.LYING):
            continue
        language = span.language if not span.language.startswith("zh") else OF_CHINESE
        face = shaper.face(stretch.face)
        (glyph,), _, (advance,), _, _ = face.shape("-", False)
        hyphen = Hyphen(glyph=glyph, width=face.scaled(stretch.size)[advance])
        for at in _patterns(language).positions(word[0].lower()):
            k = clusters.get(word.start() + at)
            if k is not None:
                yield k, hyphen
