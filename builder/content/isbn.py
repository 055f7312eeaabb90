"""ISBN and EAN numbers: thirteen digits, the last of which proves the others (GB/T 5795—2006, ISO 2108)."""

import re

DIGITS = 13
_SPACED = re.compile(r"[\s\u2010-\u2015-]+")


def digits_of(number: str) -> str:
    """Its thirteen digits without hyphens, spaces and the letters ISBN; empty if they are not thirteen."""
    plain = _SPACED.sub("", number.strip().removeprefix("ISBN").removeprefix("：").removeprefix(":"))
    return plain if len(plain) == DIGITS and plain.isascii() and plain.isdigit() else ""


def check_digit(digits: str) -> str:
    """What the thirteenth digit must be: all thirteen, weighed 1 and 3 in turn, come to a multiple of ten."""
    weighed = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits[: DIGITS - 1]))
    return str(-weighed % 10)
