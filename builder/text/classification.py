"""Which class each character of a paragraph has; marks that two scripts share are resolved by what stands around."""

from builder.text import rules
from builder.text.rules import (
    ANNOTATION,
    CLOSE,
    CONNECTOR,
    DASH,
    ELLIPSIS,
    HAN,
    INTERPUNCT,
    LATIN,
    LATIN_CLOSE,
    LATIN_HYPHEN,
    LATIN_OPEN,
    OPEN,
    SOLIDUS,
    SPACE,
    SUPERSCRIPT,
)

WESTERN = frozenset({LATIN, LATIN_OPEN, LATIN_CLOSE, LATIN_HYPHEN, SUPERSCRIPT})
OPENING_QUOTES = {"“": "”", "‘": "’"}


class CharacterClasses(dict[str, int]):
    """Class of each character by itself; filled as characters turn up."""

    def __init__(self) -> None:
        super().__init__({mark: kind for kind, marks in rules.MARK_CLASSES.items() for mark in marks})
        self["\u3000"] = SPACE

    def __missing__(self, character: str) -> int:
        code = ord(character)
        western = any(first <= code <= last for first, last in rules.LATIN_RANGES)
        kind = self[character] = LATIN if western else HAN
        return kind


def classify(text: str, classes: CharacterClasses) -> list[int]:
    """The class of every character of `text`, quotes, dashes, dots and solidi resolved by context.

    Source: UAX #14 LB19a, CLREQ #h-quotation, GB/T 15834 4.8; D15 of the project's list.
    """
    kinds = [classes[character] for character in text]
    quotes = []
    for found in rules.RESOLVED_BY_CONTEXT.finditer(text):
        at = found.start()
        character = text[at]
        if character in "“”‘’":
            quotes.append(at)
        else:
            kinds[at] = _resolved(text, at, kinds)
    if quotes:
        _resolve_quotes(text, quotes, kinds)
    return kinds


def _neighbours(at: int, kinds: list[int]) -> tuple[int | None, int | None]:
    return (kinds[at - 1] if at else None), (kinds[at + 1] if at + 1 < len(kinds) else None)


def _resolved(text: str, at: int, kinds: list[int]) -> int:
    """The class of a shared mark other than a quote."""
    character = text[at]
    before, after = _neighbours(at, kinds)
    between_western = before in WESTERN and after in WESTERN
    kind = kinds[at]
    if character == " ":
        return SPACE
    if character in "…—":
        if (at and text[at - 1] == character) or text[at + 1 : at + 2] == character:
            kind = DASH if character == "—" else ELLIPSIS
        elif character == "—":
            kind = LATIN if between_western and not text[at - 1].isdigit() else DASH
        else:
            kind = LATIN if before in WESTERN and after in {*WESTERN, SPACE, None} else ELLIPSIS
    elif character in "·•":
        kind = LATIN if between_western else INTERPUNCT
    elif character in "-~–":
        chinese = HAN in (before, after) and not (before in WESTERN or after in WESTERN)
        kind = CONNECTOR if chinese else LATIN_HYPHEN
    elif character == "/":
        kind = SOLIDUS if HAN in (before, after) or CLOSE in (before, after) else LATIN_HYPHEN
    else:  # ① …: a note's number belongs to the word before it, a list's number does not
        kind = ANNOTATION if before in (HAN, CLOSE) else HAN
    return kind


def _resolve_quotes(text: str, places: list[int], kinds: list[int]) -> None:
    """Set Western quotes to LATIN_OPEN and LATIN_CLOSE; Chinese ones keep the classes of their code points."""
    stack: list[int] = []
    for at in places:
        mark = text[at]
        if mark in OPENING_QUOTES:
            stack.append(at)
            continue
        if stack and OPENING_QUOTES[text[stack[-1]]] == mark:
            first = stack.pop()
            if _is_western_quotation(first, at, kinds):
                kinds[first], kinds[at] = LATIN_OPEN, LATIN_CLOSE
        else:
            before, after = _neighbours(at, kinds)
            if before in WESTERN and (mark == "’" or after not in (HAN, OPEN)) and after != HAN:
                kinds[at] = LATIN if after == LATIN else LATIN_CLOSE
    for at in stack:
        _, after = _neighbours(at, kinds)
        before = kinds[at - 1] if at else None
        if after in WESTERN and before in {*WESTERN, SPACE, None}:
            kinds[at] = LATIN_OPEN


def _is_western_quotation(first: int, last: int, kinds: list[int]) -> bool:
    """A quotation is Western if nothing Chinese stands in it or touches it."""
    western = {*WESTERN, SPACE}
    inside = kinds[first + 1 : last]
    if any(kind not in western for kind in inside) and HAN in inside:
        return False
    before = _nearest(kinds, range(first - 1, -1, -1))
    after = _nearest(kinds, range(last + 1, len(kinds)))
    return bool(inside) and (before, after) != (None, None) and before in {*WESTERN, None} and after in {*WESTERN, None}


def _nearest(kinds: list[int], places: range) -> int | None:
    """The class of the nearest character that is no space."""
    for place in places:
        if kinds[place] != SPACE:
            return kinds[place]
    return None
