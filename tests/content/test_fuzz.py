"""Whatever is in the files, reading ends with a book or with findings, never with a traceback."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from builder.diagnostics import Severity
from builder.words import Words
from tests.content.projects import BOOK, EDITION, read

_NASTY = [
    *(
        "\t",
        "\u00a0",
        "　",
        "：",
        ": ",
        "- ",
        "?",
        "|",
        ">",
        "&a ",
        "*a",
        "!!str ",
        "!x ",
        "[",
        "]",
        "{",
        "}",
        "'",
        '"',
    ),
    *("\\", "#", "%", "@", "\n", "\r", "\r\n", "---\n", "...\n", "\u2028", "\x85", "\x00", "\ufeff", "\ud7ff", "𠮷"),
    *(
        "include: a.yaml",
        "include: brochure.yaml",
        "null",
        "~",
        "1e999",
        ".nan",
        "0x",
        "<<: ",
        "? ",
        "  ",
        ",",
        "%YAML 1.3\n",
    ),
]
_FILES = [BOOK, *(path.read_text("utf-8") for path in sorted(EDITION.rglob("*.yaml"))[:3])]


def _check(book: str | bytes, **files: str | bytes) -> None:
    document, found = read(book, **files)
    assert (document is None) == any(finding.severity is Severity.ERROR for finding in found)
    for finding in found:
        assert Words("zh").tell(finding).message
        assert finding.span.line == 0 or finding.span.column >= 1


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200) | st.lists(st.sampled_from(_NASTY) | st.text(max_size=6), max_size=40).map("".join))
def test_random_text(text: str) -> None:
    """Random text, and random heaps of all that means something in YAML."""
    _check(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    """Random bytes."""
    _check(data)


def test_mutations_of_real_files() -> None:
    """Real files with a few characters cut, doubled, moved or replaced by something nasty (600, from one seed)."""
    chance = random.Random(4)
    for _ in range(600):
        text = chance.choice(_FILES)[: chance.choice([300, 900, 2000])]
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text) + 1)
            until = min(len(text), at + chance.choice([0, 0, 1, 2, 10]))
            text = text[:at] + chance.choice([*_NASTY, text[at:until] * 2, ""]) + text[until:]
        _check(text, a=chance.choice(_FILES)[:200])


def test_mutations_of_bytes() -> None:
    """The small book with a few bytes replaced at random (300, from one seed)."""
    chance = random.Random(5)
    for _ in range(300):
        data = bytearray(BOOK.encode())
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        _check(bytes(data))
