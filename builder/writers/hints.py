"""The hint tables of a linearised file: numbers of few bits, one array after another (ISO 32000-1, F.4)."""

from collections.abc import Sequence

_DENOMINATOR = 4
"""Of the fractions that could say where in a page an object is needed; none are given."""


def page_hints(counts: Sequence[int], lengths: Sequence[int], shared: Sequence[Sequence[int]], *, first: int) -> bytes:
    """The page offset hint table (F.4.2).

    Args:
        counts: how many objects each page has to itself; of the first page, all it needs.
        lengths: bytes of these.
        shared: for each page the numbers of the shared objects it needs; none for the first.
        first: where the first page's object stands.

    The content stream of a page is said to be all of it, as every reader expects from Acrobat's files.
    """
    least, shortest = min(counts), min(lengths)
    count_bits = (max(counts) - least).bit_length()
    length_bits = (max(lengths) - shortest).bit_length()
    shared_bits = max(map(len, shared)).bit_length()
    number_bits = max((number for row in shared for number in row), default=0).bit_length()
    head = _words(least, first) + _halves(count_bits)
    head += _words(shortest) + _halves(length_bits) + _words(0) + _halves(0) + _words(shortest) + _halves(length_bits)
    head += _halves(shared_bits, number_bits, 0, _DENOMINATOR)
    rows = _bits([count - least for count in counts], count_bits)
    rows += _bits([length - shortest for length in lengths], length_bits)
    rows += _bits([len(row) for row in shared], shared_bits)
    rows += _bits([number for row in shared for number in row], number_bits)
    return head + rows + _bits([length - shortest for length in lengths], length_bits)


def shared_hints(lengths: Sequence[int], *, of_first_page: int, number: int, place: int) -> bytes:
    """The shared object hint table (F.4.3), every object a group of its own.

    Args:
        lengths: bytes of the first page's objects, then of those that later pages share.
        of_first_page: how many of them are the first page's.
        number: object number of the first that later pages share, and `place`, where it stands; 0 if there is none.
    """
    shortest = min(lengths)
    length_bits = (max(lengths) - shortest).bit_length()
    head = _words(number, place, of_first_page, len(lengths)) + _halves(0) + _words(shortest) + _halves(length_bits)
    rows = _bits([length - shortest for length in lengths], length_bits)
    return head + rows + _bits([0] * len(lengths), 1)  # no signatures


def outline_hints(number: int, place: int, count: int, length: int) -> bytes:
    """The generic hint table of the bookmarks (F.4.4): first object, its place, how many, how long together."""
    return _words(number, place, count, length)


def _words(*values: int) -> bytes:
    return b"".join(value.to_bytes(4, "big") for value in values)


def _halves(*values: int) -> bytes:
    return b"".join(value.to_bytes(2, "big") for value in values)


def _bits(values: Sequence[int], width: int) -> bytes:
    """Each value in `width` bits, filled up to a whole byte at the end."""
    text = "".join(f"{value:0{width}b}" for value in values) if width else ""
    padded = text.ljust((len(text) + 7) // 8 * 8, "0")
    return int(padded, 2).to_bytes(len(padded) // 8, "big") if padded else b""
