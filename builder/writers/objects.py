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
        self.objects: list[tuple[Chunk, ...]] = []
        """What each object is made of, the references in its first chunk only; empty until filled."""
        self.is_stream: list[bool] = []
        self._identity = hashlib.sha256()
        self._part = OTHER
        self.parts: list[str] = []
        self.sizes: dict[str, int] = {}
        """Bytes of each part, known once the file is finished; their sum is the file's size."""

    def begin_part(self, part: str) -> None:
        """What is added from now on belongs to `part` (fonts, pictures …), for those who ask what takes the room."""
        self._part = part

    def reserve(self) -> Reference:
        """A reference to an object that `fill` will give its content."""
        self.objects.append(())
        self.is_stream.append(False)
        self.parts.append(self._part)
        return Reference(b"%d 0 R" % len(self.objects))

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
        self.is_stream[number_of(reference) - 1] = True
        return reference

    def digest(self, *more: bytes) -> bytes:
        """Sixteen bytes that stand for everything added so far and `more`: the file's identity."""
        identity = self._identity.copy()
        for part in more:
            identity.update(part)
        return identity.digest()[:16]

    def finish(self, *, root: Reference, info: Reference | None, digest: bytes) -> bytes:
        """The whole file, every object by itself. Raises ValueError for an object reserved and never filled."""
        self.check_filled()
        mark = digest.hex().upper().encode()
        trailer: dict[str, Element] = {"Root": root, "ID": b"[<" + mark + b"><" + mark + b">]"}
        if info is not None:
            trailer["Info"] = info
        return self._plain(trailer)

    def check_filled(self) -> None:
        """Raises ValueError for an object reserved and never filled."""
        if () in self.objects:
            raise ValueError(f"object {self.objects.index(()) + 1} was reserved and never filled")

    def finish_update(self, *, at: int, previous: int, root: Reference, info: Reference, identity: bytes) -> bytes:
        """What is appended to a file of `at` bytes so that the objects filled here are added or take the place of its
        own (ISO 32000-1, 7.5.6); numbers reserved and not filled are the old file's.

        Args:
            previous: where the old file's cross-reference stream stands.
            identity: the first half of its ID.
        """
        output: list[Chunk] = []
        rows: list[tuple[int, int]] = []
        for index, parts in enumerate(self.objects):
            if parts:
                rows.append((index + 1, at))
                at += append_object(output, index + 1, parts)
        number = len(self.objects) + 1
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
        append_object(output, number, stream(entries, data))
        output.append(b"startxref\n%d\n%%%%EOF\n" % at)
        return b"".join(output)

    def _put(self, reference: Reference, parts: tuple[Chunk, ...], identity: bytes) -> None:
        index = number_of(reference) - 1
        if self.objects[index]:
            raise ValueError(f"object {index + 1} is filled twice")
        self.objects[index] = parts
        self._identity.update(b"%d:" % index)
        self._identity.update(identity)

    def header(self) -> bytes:
        return b"%%PDF-%s\n%%\xe5\x8d\xb0\xe5\x88\xb7\n" % self._version.encode()

    def _plain(self, trailer: dict[str, Element]) -> bytes:
        output: list[Chunk] = [self.header()]
        at = len(output[0])
        rows = [b"0000000000 65535 f \n"]
        for index, parts in enumerate(self.objects):
            rows.append(b"%010d 00000 n \n" % at)
            at += append_object(output, index + 1, parts)
        trailer["Size"] = len(rows)
        output.append(b"xref\n0 %d\n" % len(rows))
        output.extend(rows)
        output.append(b"trailer\n" + serialized(dictionary(trailer)) + b"\nstartxref\n%d\n%%%%EOF\n" % at)
        return b"".join(output)


def number_of(reference: Reference) -> int:
    return int(reference.split(b" ", 1)[0])


def append_object(output: list[Chunk], number: int, parts: tuple[Chunk, ...]) -> int:
    head = b"%d 0 obj\n" % number
    output.append(head)
    output.extend(parts)
    output.append(b"\nendobj\n")
    return len(head) + sum(map(len, parts)) + 8


def stream(entries: dict[str, Element], data: bytes) -> tuple[Chunk, ...]:
    packed = zlib.compress(data, 6)
    entries = {**entries, "Filter": "/FlateDecode", "Length": len(packed)}
    return (serialized(dictionary(entries)), b"\nstream\n", packed, b"\nendstream")


def object_stream(numbers: list[int], bodies: list[bytes]) -> tuple[Chunk, ...]:
    at = 0
    pairs = []
    for number, body in zip(numbers, bodies, strict=True):
        pairs.append(b"%d %d" % (number, at))
        at += len(body) + 1
    head = b" ".join(pairs) + b"\n"
    return stream({"Type": "/ObjStm", "N": len(bodies), "First": len(head)}, head + b"\n".join(bodies))


Row: TypeAlias = tuple[int, int, int]
"""A cross-reference: 1, place and generation; or 2, number of an object stream and place in it; or 0 for a free one."""


def cross_reference_stream(rows: Iterable[Row], trailer: Mapping[str, Element]) -> tuple[Chunk, ...]:
    """The rows of objects numbered one after another (ISO 32000-1, 7.5.8)."""
    data = b"".join(b"%c%b%b" % (kind, a.to_bytes(4, "big"), b.to_bytes(2, "big")) for kind, a, b in rows)
    return stream({**trailer, "Type": "/XRef", "W": array((1, 4, 2))}, data)
