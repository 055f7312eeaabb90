"""One edition after another: filled in, written, read back, judged."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from builder.content.editions import School
from builder.geometry import Rect
from builder.production.editions.engine import Place
from builder.production.editions.journal import Made
from builder.production.editions.subsets import CommonCut, OwnCuts
from builder.production.editions.templates import Template, changes_of, describe, own_title, stream_object
from builder.production.editions.verifying import Expected, ExpectedPage, verify_edition
from builder.production.editions.writing import OwnObjects, font_name
from builder.writers.fonts import to_unicode


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEdition:
    """All that is known of an edition before it is made."""

    objects: OwnObjects
    texts: Mapping[int, tuple[str, ...]]
    """Page (as in `OwnPage`) to the words of its marks."""
    codes: tuple[tuple[int, Rect, str], ...]
    """As `code_areas` gives."""


class EditionFault(Exception):
    """An edition that did not come out. `kind`: `file` (could not be written), `bytes`, or as `verify_edition` says."""

    def __init__(self, kind: str, reason: str = "") -> None:
        super().__init__(kind)
        self.kind = kind
        self.reason = reason


class Bench:
    """A process's room for one edition, used again and again whatever its shape."""

    def __init__(self) -> None:
        self.whole = bytearray()
        self.read = bytearray()
        self.model = ""

    def lay(self, template: Template, place: Place) -> None:
        """Put the template on the bench, if it is not there already."""
        if self.model != template.model:
            self.model = ""
            self.whole[:] = place.read(template.model)
            self.read[:] = bytes(template.size)
            self.model = template.model


class Shop:
    """Makes editions of one shape."""

    def __init__(
        self, template: Template, cuts: Mapping[str, CommonCut], faces: tuple[str, ...], place: Place, bench: Bench
    ) -> None:
        self._template = template
        self._cuts = {face: OwnCuts(cut) for face, cut in cuts.items()}
        self._cff = {face: cut.is_cff for face, cut in cuts.items()}
        self._faces = faces
        self._place = place
        self._bench = bench

    def key(self, school: School, own: OwnObjects) -> str:
        """Stands for every byte of the edition."""
        digest = hashlib.sha256(self._template.seal)
        for part in (repr(sorted(school.values.items())).encode(), *own.contents.values(), *own.alts):
            digest.update(part)
        for face, font in own.fonts.items():
            digest.update(repr((face, font.glyphs)).encode() + font.unicode)
        return digest.hexdigest()

    def stands(self, made: Made) -> bool:
        """Whether the edition of an earlier run is still there, byte for byte."""
        self._bench.lay(self._template, self._place)
        read = self._bench.read
        try:
            size = self._place.read_into(made.file, read)
        except OSError:
            return False
        return size == len(read) and hashlib.sha256(read).hexdigest() == made.sha256

    def make(self, school: School, own: OwnEdition, key: str) -> Made:
        """Write the edition and judge what then stands there.

        Raises:
            EditionFault: it is not there, or not right; nothing is left under its name then.
        """
        digest = bytes.fromhex(key)
        changes = changes_of(self._template, self._objects(school, own.objects, digest), digest)
        place, bench = self._place, self._bench
        bench.lay(self._template, place)
        for offset, data in changes:
            bench.whole[offset : offset + len(data)] = data
        try:
            place.write_like(school.file, self._template.model, changes)
            size = place.read_into(school.file, bench.read)
        except OSError as error:
            raise EditionFault("file", error.strerror or str(error)) from None
        fault = "bytes" if size != len(bench.whole) or bench.read != bench.whole else self.judge(school, own)
        if fault:
            place.remove(school.file)
            raise EditionFault(fault)
        return Made(
            **{name: school.values[name] for name in ("code", "name", "county")},
            file=school.file,
            pages=self._template.page_count,
            size=size,
            sha256=hashlib.sha256(bench.read).hexdigest(),
        )

    def judge(self, school: School, own: OwnEdition) -> str:
        """What `verify_edition` says of the bytes read last."""
        template = self._template
        pages = tuple(
            ExpectedPage(
                index=template.page_indices[page],
                texts=texts,
                codes=tuple((area, text) for at, area, text in own.codes if at == page),
            )
            for page, texts in own.texts.items()
        )
        title = own_title(template.title, school.values["name"])
        return verify_edition(self._bench.read, Expected(page_count=template.page_count, title=title, pages=pages))

    def _objects(self, school: School, own: OwnObjects, digest: bytes) -> dict[str, bytes]:
        objects = {
            f"content:{page}": stream_object(data, b"/Filter/FlateDecode") for page, data in own.contents.items()
        }
        objects |= {f"alt:{number}": alt for number, alt in enumerate(own.alts)}
        for face in self._cuts:
            objects |= self._font(face, own)
        said = describe(self._template, school.values["name"], digest)
        objects["info"] = said["info"]
        objects["xmp"] = stream_object(said["xmp"], b"/Type/Metadata/Subtype/XML")
        return objects

    def _font(self, face: str, own: OwnObjects) -> dict[str, bytes]:
        called = font_name(face, self._faces)
        font = own.fonts.get(face)
        program, length = self._cuts[face].program(font.glyphs if font else (0,))
        entries = b"/Subtype/CIDFontType0C" if self._cff[face] else b"/Length1 %d" % length
        return {
            f"file:{called}": stream_object(program, entries + b"/Filter/FlateDecode"),
            f"widths:{called}": font.widths if font else b"[]",
            f"unicode:{called}": stream_object(font.unicode, b"/Filter/FlateDecode") if font else _NO_TEXT,
        }


_NO_TEXT = stream_object(zlib.compress(to_unicode({}), 6), b"/Filter/FlateDecode")
"""Of a face that this school has no use for."""
