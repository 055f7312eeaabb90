"""PDF objects over reportlab's document layer, and the file they are assembled into.

reportlab formats dictionaries, arrays, strings and names; this module numbers the objects, compresses streams and
writes cross-references. A reference is the bytes `12 0 R`: reportlab passes bytes through as they are, so objects
can be written before those they point to.
"""

import hashlib
import importlib.util
import sys
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, NewType, TypeAlias


def _import_when_used(module: str) -> None:
    """Put off the execution of `module` until something of it is asked for."""
    spec = None if module in sys.modules else importlib.util.find_spec(module)
    if spec and spec.loader:
        spec.loader = importlib.util.LazyLoader(spec.loader)
        made = sys.modules[module] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made)
        package, _, child = module.rpartition(".")
        setattr(sys.modules[package], child, made)


# reportlab imports Pillow for a reader of pictures that is not used here: a third of its import time for nothing.
_import_when_used("PIL.Image")

from reportlab.pdfbase.pdfdoc import DummyDoc, PDFArray, PDFDictionary, PDFName, PDFString  # noqa: E402
from reportlab.pdfbase.pdfdoc import format as format_element  # noqa: E402

Reference = NewType("Reference", bytes)
Element: TypeAlias = Any
"""Anything reportlab formats: its PDF objects, numbers, and bytes or str taken as they are."""

_PLAIN = DummyDoc()
OTHER = "other"
"""The part of a file that nobody named: page objects, outline, metadata, cross-references."""
OBJECTS_PER_STREAM = 200
"""More make a reader decompress much to see one object, fewer compress worse (ISO 32000-1, 7.5.7)."""


def name(text: str) -> str:
    """A PDF name, with its slash; anything outside ASCII as UTF-8 (ISO 32000-1, 7.3.5)."""
    # reportlab leaves a slash within a name as it is, which would start another name.
    return "/" + str(PDFName(text.encode("utf-8").decode("latin-1")))[1:].replace("/", "#2F")


def string(text: str) -> bytes:
    """A text string: PDFDocEncoding where it can be, else UTF-16BE (ISO 32000-1, 7.9.2.2)."""
    if text.isascii():
        return bytes(PDFString(text).format(_PLAIN))
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"


def array(elements: Iterable[Element]) -> PDFArray:
    return PDFArray(list(elements))


def dictionary(entries: Mapping[str, Element]) -> PDFDictionary:
    """A dictionary; keys without their slash."""
    return PDFDictionary(dict(entries))


def serialized(element: Element) -> bytes:
    """The bytes of a direct object."""
    return bytes(format_element(element, _PLAIN))


Chunk = bytes | memoryview
"""A stretch of the file; large streams are looked at where they lie, not copied."""


class PdfFile:
    """The objects of one file, numbered as they are asked for."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._objects: list[tuple[Chunk, ...] | None] = []
        self._is_stream: list[bool] = []
        self._identity = hashlib.sha256()
        self._part = OTHER
        self._parts: list[str] = []
        self.sizes: dict[str, int] = {}
        """Bytes of each part, known once the file is finished; their sum is the file's size."""

    def begin_part(self, part: str) -> None:
        """What is added from now on belongs to `part` (fonts, pictures …), for those who ask what takes the room."""
        self._part = part

    def reserve(self) -> Reference:
        """A reference to an object that `fill` will give its content."""
        self._objects.append(None)
        self._is_stream.append(False)
        self._parts.append(self._part)
        return Reference(b"%d 0 R" % len(self._objects))

    def fill(self, reference: Reference, element: Element) -> None:
        """Give a reserved object its content. Raises ValueError if it has some already."""
        data = serialized(element)
        self._put(reference, (data,), data)

    def add(self, element: Element) -> Reference:
        reference = self.reserve()
        self.fill(reference, element)
        return reference

    def add_stream(
        self, entries: Mapping[str, Element], data: bytes | memoryview, *, deflate: bool = False, identity: bytes = b""
    ) -> Reference:
        """Add a stream. `deflate` compresses it; `identity` stands for its bytes in the file's digest, if cheaper."""
        reference = self.reserve()
        every = dict(entries)
        source = identity or data
        if deflate:
            data = zlib.compress(data, 6)
            every["Filter"] = "/FlateDecode"
        every["Length"] = len(data)
        head = serialized(dictionary(every))
        self._put(reference, (head, b"\nstream\n", data, b"\nendstream"), head + source)
        self._is_stream[_number(reference) - 1] = True
        return reference

    def digest(self, *more: bytes) -> bytes:
        """Sixteen bytes that stand for everything added so far and `more`: the file's identity."""
        identity = self._identity.copy()
        for part in more:
            identity.update(part)
        return identity.digest()[:16]

    def finish(self, *, root: Reference, info: Reference | None, digest: bytes, packed: bool = False) -> bytes:
        """The whole file. `packed` keeps objects in compressed object streams (PDF 1.5, ISO 32000-1, 7.5.7)."""
        if None in self._objects:
            raise ValueError(f"object {self._objects.index(None) + 1} was reserved and never filled")
        mark = digest.hex().upper().encode()
        trailer: dict[str, Element] = {"Root": root, "ID": b"[<" + mark + b"><" + mark + b">]"}
        if info is not None:
            trailer["Info"] = info
        self.sizes = dict.fromkeys(self._parts, 0)
        data = self._packed(trailer) if packed else self._plain(trailer)
        self.sizes[OTHER] = self.sizes.get(OTHER, 0) + len(data) - sum(self.sizes.values())
        return data

    def finish_update(self, *, at: int, previous: int, root: Reference, info: Reference, identity: bytes) -> bytes:
        """What is appended to a file of `at` bytes so that the objects filled here are added or take the place of its
        own (ISO 32000-1, 7.5.6); numbers reserved and not filled are the old file's.

        Args:
            previous: where the old file's cross-reference stream stands.
            identity: the first half of its ID.
        """
        output: list[Chunk] = []
        rows: list[tuple[int, int]] = []
        for index, parts in enumerate(self._objects):
            if parts is not None:
                rows.append((index + 1, at))
                at += _append_object(output, index + 1, parts)
        number = len(self._objects) + 1
        rows.append((number, at))
        mark = self.digest(identity).hex().upper().encode()
        entries: dict[str, Element] = {
            "Type": "/XRef",
            "Size": number + 1,
            "Root": root,
            "Info": info,
            "Prev": previous,
            "ID": b"[<" + identity.hex().upper().encode() + b"><" + mark + b">]",
            "W": array((1, 4, 2)),
            "Index": array(value for row in rows for value in (row[0], 1)),
        }
        data = b"".join(b"\x01%b\0\0" % place.to_bytes(4, "big") for _, place in rows)
        _append_object(output, number, _stream(entries, data))
        output.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(output)

    def _put(self, reference: Reference, parts: tuple[Chunk, ...], identity: bytes) -> None:
        index = _number(reference) - 1
        if self._objects[index] is not None:
            raise ValueError(f"object {index + 1} is filled twice")
        self._objects[index] = parts
        self._identity.update(b"%d:" % index)
        self._identity.update(identity)

    def _header(self) -> bytes:
        return b"%%PDF-%s\n%%\xe5\x8d\xb0\xe5\x88\xb7\n" % self._version.encode()

    def _share(self, size: int, chosen: list[int], bodies: list[bytes]) -> None:
        """Divide the bytes of an object stream among the parts it holds, by their share of it unpacked."""
        whole = sum(map(len, bodies)) or 1
        for index, body in zip(chosen, bodies, strict=True):
            self.sizes[self._parts[index]] += size * len(body) // whole

    def _plain(self, trailer: dict[str, Element]) -> bytes:
        output: list[Chunk] = [self._header()]
        at = len(output[0])
        rows = [b"0000000000 65535 f \n"]
        for index, parts in enumerate(self._objects):
            rows.append(b"%010d 00000 n \n" % at)
            size = _append_object(output, index + 1, parts or ())
            self.sizes[self._parts[index]] += size
            at += size
        trailer["Size"] = len(rows)
        output.append(b"xref\n0 %d\n" % len(rows))
        output.extend(rows)
        output.append(b"trailer\n" + serialized(dictionary(trailer)) + b"\nstartxref\n%d\n%%%%EOF\n" % at)
        return b"".join(output)

    def _packed(self, trailer: dict[str, Element]) -> bytes:
        output: list[Chunk] = [self._header()]
        at = len(output[0])
        count = len(self._objects)
        rows: list[tuple[int, int, int]] = [(0, 0, 65535)] + [(0, 0, 0)] * count
        loose = [i for i in range(count) if not self._is_stream[i]]
        for index in range(count):
            if self._is_stream[index]:
                rows[index + 1] = (1, at, 0)
                size = _append_object(output, index + 1, self._objects[index] or ())
                self.sizes[self._parts[index]] += size
                at += size
        for first in range(0, len(loose), OBJECTS_PER_STREAM):
            chosen = loose[first : first + OBJECTS_PER_STREAM]
            number = len(rows)
            for place, index in enumerate(chosen):
                rows[index + 1] = (2, number, place)
            rows.append((1, at, 0))
            bodies = [b"".join(self._objects[i] or ()) for i in chosen]
            size = _append_object(output, number, _object_stream(chosen, bodies))
            self._share(size, chosen, bodies)
            at += size
        number = len(rows)
        rows.append((1, at, 0))
        _append_object(output, number, _cross_reference_stream(rows, trailer))
        output.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(output)


def _number(reference: Reference) -> int:
    return int(reference.split(b" ", 1)[0])


def _append_object(output: list[Chunk], number: int, parts: tuple[Chunk, ...]) -> int:
    head = b"%d 0 obj\n" % number
    output.append(head)
    output.extend(parts)
    output.append(b"\nendobj\n")
    return len(head) + sum(map(len, parts)) + 8


def _stream(entries: dict[str, Element], data: bytes) -> tuple[Chunk, ...]:
    packed = zlib.compress(data, 6)
    entries = {**entries, "Filter": "/FlateDecode", "Length": len(packed)}
    return (serialized(dictionary(entries)), b"\nstream\n", packed, b"\nendstream")


def _object_stream(indices: list[int], bodies: list[bytes]) -> tuple[Chunk, ...]:
    at = 0
    pairs = []
    for index, body in zip(indices, bodies, strict=True):
        pairs.append(b"%d %d" % (index + 1, at))
        at += len(body) + 1
    head = b" ".join(pairs) + b"\n"
    return _stream({"Type": "/ObjStm", "N": len(bodies), "First": len(head)}, head + b"\n".join(bodies))


def _cross_reference_stream(rows: list[tuple[int, int, int]], trailer: dict[str, Element]) -> tuple[Chunk, ...]:
    data = b"".join(b"%c%b%b" % (k, a.to_bytes(4, "big"), b.to_bytes(2, "big")) for k, a, b in rows)
    entries = {**trailer, "Type": "/XRef", "Size": len(rows), "W": array((1, 4, 2))}
    return _stream(entries, data)
