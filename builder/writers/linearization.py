"""The file in the order of reading: page one first, so that it opens before the rest has come.

Source: ISO 32000-1, Annex F; objects that are no streams stand in object streams (7.5.7), but for the catalog and the
pages, which a linearised file keeps apart.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from builder.writers.hints import outline_hints, page_hints, shared_hints
from builder.writers.objects import (
    OTHER,
    Chunk,
    Element,
    PdfFile,
    Reference,
    Row,
    append_object,
    array,
    cross_reference_stream,
    number_of,
    object_stream,
    stream,
)

_REFERENCE = re.compile(rb"\((?:\\.|[^\\)])*\)|\b(\d+) 0 R\b", re.DOTALL)
"""A reference; literal strings are matched first, so that `12 0 R` within a title stays text."""
_PARENT = re.compile(rb"/Parent \d+ 0 R")
_OUTLINES = re.compile(rb"/Outlines (\d+) 0 R")

OBJECTS_PER_STREAM = 200
"""More make a reader decompress much to see one object, fewer compress worse (ISO 32000-1, 7.5.7)."""

_OTHERS, _ROOT, _IN_OUTLINE, _FIRST_PAGE = 1, 2, 4, 8
"""Who uses an object, as bits; page n has bit `_FIRST_PAGE << n`."""

_FIRST_END = b"\nstartxref\n0\n%%EOF\n"
"""After the first cross-references; the place it names is not looked at (F.3.4)."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What stands in the file as an object of its own: one of the file's, or an object stream of `members`."""

    index: int
    """-1 for an object stream."""
    members: tuple[int, ...]
    users: int

    @property
    def section(self) -> tuple[int, int]:
        return _section(self.users)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """Where things stand in the finished file."""

    units: Mapping[_Unit, int]
    first: int
    """The first cross-reference stream."""
    hint_at: int
    hints: bytes
    """The hint stream's object."""
    first_end: int
    """Where page one and all it needs ends."""
    main: int
    """The main cross-reference stream."""


_NOWHERE = _Places(units={}, first=0, hint_at=0, hints=b"", first_end=0, main=0)


def finish_linearized(
    file: PdfFile, *, root: Reference, info: Reference | None, digest: bytes, pages: Sequence[Reference]
) -> bytes:
    """The whole file. `pages` are the page objects, at least one. Raises ValueError for an object never filled."""
    file.check_filled()
    return _Linearization(file, root, info, digest, [number_of(page) - 1 for page in pages]).data()


def _section(users: int) -> tuple[int, int]:
    """Where an object stands: the part of Annex F (4, 6, 7, 8 or 9), and for part 7 its page.

    Bookmarks stand in part 6, as they are shown when the file opens.
    """
    pages = users // _FIRST_PAGE
    if users & _ROOT:
        return 4, 0
    if users & _IN_OUTLINE or pages & 1:
        return 6, users & _IN_OUTLINE
    if pages & (pages - 1):
        return 8, 0
    if pages and not users & _OTHERS:
        return 7, pages.bit_length() - 1
    return 9, 0


class _Linearization:
    """One file on its way into order."""

    def __init__(
        self, file: PdfFile, root: Reference, info: Reference | None, digest: bytes, pages: Sequence[int]
    ) -> None:
        self.file = file
        self.pages = pages
        self.root = number_of(root) - 1
        self.info = None if info is None else number_of(info) - 1
        self.mark = digest.hex().upper().encode()
        file.sizes = dict.fromkeys(file.parts, 0)
        self.heads = [bytes(parts[0]) for parts in file.objects]
        self.users = self._counted_users()
        self.sections = self._arranged(self._units())
        self.first_half = [*self.sections[4], *self.sections[6]]
        self.second_half = [*self.sections[7], *self.sections[8], *self.sections[9]]
        self.numbers: dict[_Unit, int] = {}
        self.of_object: dict[int, int] = {}
        self._number_objects()

    # Who uses what -----------------------------------------------------------------------------------------------

    def _counted_users(self) -> list[int]:
        """For each object, the pages that need it, and whether the bookmarks and anything else do."""
        bare = [_PARENT.sub(b"", self.heads[page]) for page in self.pages]
        leads = [tuple(_references(head)) for head in self.heads]
        catalog = self.heads[self.root]
        outlines = self._outlines()
        users = [0] * len(self.heads)
        users[self.root] = _ROOT
        stops = frozenset(self.pages)
        for number, page in enumerate(self.pages):
            users[page] |= _FIRST_PAGE << number
            _mark(users, leads, _references(bare[number]), _FIRST_PAGE << number, stops)
        _mark(users, leads, outlines, _IN_OUTLINE, stops)
        rest = [*_references(_OUTLINES.sub(b"", catalog)), *([] if self.info is None else [self.info])]
        _mark(users, leads, rest, _OTHERS, stops)
        return users

    def _outlines(self) -> list[int]:
        return [int(number) - 1 for number in _OUTLINES.findall(self.heads[self.root])]

    def _units(self) -> list[_Unit]:
        apart = {self.root, *self.pages}
        loose: list[int] = []
        units: list[_Unit] = []
        for index, users in enumerate(self.users):
            if self.file.is_stream[index] or index in apart:
                units.append(_Unit(index, (), users))
            else:
                loose.append(index)
        for section, indices in self._grouped(loose).items():
            # What pages wait for stays in one stream, the rest is divided for the sake of those who look at little.
            step = OBJECTS_PER_STREAM if section in ((9, 0), (6, _IN_OUTLINE)) else len(indices)
            for first in range(0, len(indices), step):
                members = tuple(indices[first : first + step])
                units.append(_Unit(-1, members, self._users_of(members)))
        return units

    def _grouped(self, loose: list[int]) -> dict[tuple[int, int], list[int]]:
        """Objects that are no streams, by section.

        What one later page shares with the rest of the file (a link annotation, which its tag knows too) is private to
        the page to some readers of Annex F, and part of the rest to others; qpdf 11 and 12 differ. It goes where both
        agree: among what several pages share, or else among what the first page needs.
        """
        groups: dict[tuple[int, int], list[int]] = {}
        for index in loose:
            users = self.users[index]
            section = _section(users)
            groups.setdefault((8, 0) if section[0] == 9 and users >= _FIRST_PAGE else section, []).append(index)
        if (8, 0) in groups and (6, 0) in groups and _section(self._users_of(groups[8, 0]))[0] != 8:
            groups[6, 0] += groups.pop((8, 0))
        outlines = self._outlines()
        for indices in groups.values():
            indices.sort(key=lambda index: index not in outlines)  # the bookmarks' hint table begins with their root
        return groups

    def _users_of(self, members: Iterable[int]) -> int:
        users = 0
        for member in members:
            users |= self.users[member]
        return users

    def _arranged(self, units: list[_Unit]) -> dict[int, list[_Unit]]:
        """The units of each part in order; a page's object before what only it uses, an object stream after it."""
        place = {page: number for number, page in enumerate(self.pages)}
        sections: dict[int, list[_Unit]] = {part: [] for part in (4, 6, 7, 8, 9)}

        def order(unit: _Unit) -> tuple[int, bool, bool]:
            return unit.section[1], unit.index not in place, unit.index >= 0

        for unit in sorted(units, key=order):
            sections[unit.section[0]].append(unit)
        return sections

    # Numbers -----------------------------------------------------------------------------------------------------

    def _number_objects(self) -> None:
        """Annex F numbers what comes last first; in each half, objects within streams come after all others."""
        next_number = self._number_units(self.second_half, 1)
        self.main_number = next_number
        next_number = self._number_members(self.second_half, next_number + 1)
        self.dictionary_number = next_number
        self.first_number = next_number + 1
        next_number = self._number_units(self.sections[4], next_number + 2)
        self.hint_number = next_number
        next_number = self._number_units(self.sections[6], next_number + 1)
        self.size = self._number_members(self.first_half, next_number)

    def _number_units(self, units: Iterable[_Unit], number: int) -> int:
        for unit in units:
            self.numbers[unit] = number
            if unit.index >= 0:
                self.of_object[unit.index] = number
            number += 1
        return number

    def _number_members(self, units: Iterable[_Unit], number: int) -> int:
        for unit in units:
            for member in unit.members:
                self.of_object[member] = number
                number += 1
        return number

    def _renumbered(self, head: bytes) -> bytes:
        return _REFERENCE.sub(lambda m: b"%d 0 R" % self.of_object[int(m[1]) - 1] if m[1] else m[0], head)

    # Bytes -------------------------------------------------------------------------------------------------------

    def data(self) -> bytes:
        bodies = {unit: self._body(unit) for unit in (*self.first_half, *self.second_half)}
        lengths = {unit: sum(map(len, body)) for unit, body in bodies.items()}
        for unit, length in lengths.items():
            self._tell_size(unit, length)
        # Packed, the first cross-references are as long as the places they tell allow, and these depend on them.
        room = 0
        while len(first := self._first_rows(places := self._places(lengths, room))) > room:
            room = len(first) + 16
        main = self._object(self.main_number, cross_reference_stream(self._main_rows(places), self._main_trailer()))
        end = b"startxref\n%d\n%%%%EOF\n" % places.first
        length = places.main + sum(map(len, main)) + len(end)
        chunks: list[Chunk] = [self.file.header(), self._dictionary(places, length), first.ljust(room), _FIRST_END]
        chunks += [chunk for unit in self.sections[4] for chunk in bodies[unit]]
        chunks.append(places.hints)
        chunks += [chunk for unit in (*self.sections[6], *self.second_half) for chunk in bodies[unit]]
        self.file.sizes[OTHER] = self.file.sizes.get(OTHER, 0) + length - sum(self.file.sizes.values())
        return b"".join((*chunks, *main, end))

    def _object(self, number: int, parts: tuple[Chunk, ...]) -> list[Chunk]:
        output: list[Chunk] = []
        append_object(output, number, parts)
        return output

    def _body(self, unit: _Unit) -> list[Chunk]:
        if unit.members:
            parts = object_stream(
                [self.of_object[member] for member in unit.members],
                [self._renumbered(self.heads[member]) for member in unit.members],
            )
        else:
            parts = (self._renumbered(self.heads[unit.index]), *self.file.objects[unit.index][1:])
        return self._object(self.numbers[unit], parts)

    def _tell_size(self, unit: _Unit, size: int) -> None:
        """Divide an object stream's bytes among the parts it holds, by their share of it unpacked."""
        members = unit.members or (unit.index,)
        whole = sum(len(self.heads[member]) for member in members)
        for member in members:
            share = size * len(self.heads[member]) // whole
            self.file.sizes[self.file.parts[member]] += share

    def _places(self, lengths: Mapping[_Unit, int], room: int) -> _Places:
        """Where everything stands if the first cross-references take `room` bytes."""
        first = len(self.file.header()) + len(self._dictionary(_NOWHERE, 0))
        at = hint_at = first + room + len(_FIRST_END)
        units: dict[_Unit, int] = {}
        for unit in (*self.first_half, *self.second_half):
            units[unit] = at
            at += lengths[unit]
            if unit.index == self.root:
                hint_at = at
        # Hint tables count as if they were not there (F.4.1).
        hints = b"".join(self._object(self.hint_number, self._hints(units, lengths)))
        shifted = {unit: place + len(hints) * (place >= hint_at) for unit, place in units.items()}
        last = self.sections[6][-1]
        return _Places(
            units=shifted,
            first=first,
            hint_at=hint_at,
            hints=hints,
            first_end=shifted[last] + lengths[last],
            main=at + len(hints),
        )

    def _dictionary(self, places: _Places, length: int) -> bytes:
        """The linearization parameters, of the same length whatever they are (F.3.3)."""
        entries = b"<</Linearized 1/L %10d/H[%10d %10d]/O %10d/E %10d/N %10d/T %10d>>" % (
            length,
            places.hint_at,
            len(places.hints),
            self.of_object[self.pages[0]],
            places.first_end,
            len(self.pages),
            places.main - 1,
        )
        return b"%d 0 obj\n%b\nendobj\n" % (self.dictionary_number, entries)

    # Cross-references --------------------------------------------------------------------------------------------

    def _first_rows(self, places: _Places) -> bytes:
        """The cross-reference stream of the first half, which a reader comes upon first (F.3.4)."""
        rows = {
            self.dictionary_number: (1, len(self.file.header()), 0),
            self.first_number: (1, places.first, 0),
            self.hint_number: (1, places.hint_at, 0),
            **self._rows(self.first_half, places),
        }
        trailer: dict[str, Element] = {
            "Size": self.size,
            "Index": array((self.dictionary_number, len(rows))),
            "Prev": b"%10d" % places.main,
            "Root": b"%d 0 R" % self.of_object[self.root],
            "ID": b"[<" + self.mark + b"><" + self.mark + b">]",
        }
        if self.info is not None:
            trailer["Info"] = b"%d 0 R" % self.of_object[self.info]
        parts = cross_reference_stream([rows[number] for number in sorted(rows)], trailer)
        return b"".join(self._object(self.first_number, parts))

    def _main_rows(self, places: _Places) -> list[Row]:
        rows = {0: (0, 0, 65535), self.main_number: (1, places.main, 0), **self._rows(self.second_half, places)}
        return [rows[number] for number in sorted(rows)]

    def _main_trailer(self) -> dict[str, Element]:
        return {"Size": self.dictionary_number, "ID": b"[<" + self.mark + b"><" + self.mark + b">]"}

    def _rows(self, units: Iterable[_Unit], places: _Places) -> dict[int, Row]:
        rows: dict[int, Row] = {}
        for unit in units:
            number = self.numbers[unit]
            rows[number] = (1, places.units[unit], 0)
            rows.update({self.of_object[member]: (2, number, i) for i, member in enumerate(unit.members)})
        return rows

    # Hint tables -------------------------------------------------------------------------------------------------

    def _hints(self, places: Mapping[_Unit, int], lengths: Mapping[_Unit, int]) -> tuple[Chunk, ...]:
        """The primary hint stream: where each page's objects are, those it shares, and the bookmarks (F.4)."""
        first_page, shared = self.sections[6], [*self.sections[6], *self.sections[8]]
        private = [first_page, *([] for _ in self.pages[1:])]
        for unit in self.sections[7]:
            private[unit.section[1]].append(unit)
        numbers = {unit: number for number, unit in enumerate(shared)}
        pages = page_hints(
            [len(units) for units in private],
            [sum(lengths[unit] for unit in units) for units in private],
            [
                [],
                *([n for u, n in numbers.items() if u.users & _FIRST_PAGE << page] for page in range(1, len(private))),
            ],
            first=places[first_page[0]],
        )
        beyond = self.sections[8][:1]
        objects = shared_hints(
            [lengths[unit] for unit in shared],
            of_first_page=len(first_page),
            number=self.numbers[beyond[0]] if beyond else 0,
            place=places[beyond[0]] if beyond else 0,
        )
        entries: dict[str, Element] = {"S": len(pages)}
        bookmarks = [unit for unit in first_page if unit.users & _IN_OUTLINE]
        outline = b""
        if bookmarks:
            entries["O"] = len(pages) + len(objects)
            whole = sum(lengths[unit] for unit in bookmarks)
            outline = outline_hints(self.numbers[bookmarks[0]], places[bookmarks[0]], len(bookmarks), whole)
        return stream(entries, pages + objects + outline)


def _references(head: bytes) -> Iterator[int]:
    """The indices of the objects that `head` refers to."""
    return (int(number) - 1 for number in _REFERENCE.findall(head) if number)


def _mark(
    users: list[int], leads: Sequence[Sequence[int]], start: Iterable[int], user: int, stops: Container[int]
) -> None:
    """Note `user` at all that can be reached from `start` without crossing a page."""
    waiting = [index for index in start if index not in stops]
    while waiting:
        index = waiting.pop()
        if not users[index] & user:
            users[index] |= user
            waiting.extend(next_index for next_index in leads[index] if next_index not in stops)
