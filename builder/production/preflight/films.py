"""Real separations: every page as the films a press would get, drawn by pdfium.

Each page is written anew with every colour replaced by the amounts of up to three inks, as the red, green and blue of
a picture without colour management; pdfium then draws it. That is exact and no estimate: in a subtractive space PDF
composes each ink by itself, with complements (ISO 32000-1, 11.3.5.3 and 11.7.4), which is what an additive channel
does; opacity, blend modes that work by component and soft masks come out the same. What overprints is left out of the
films on which it has no ink, by the rules of 8.6.7; where that differs among three inks they get a film each. Not
exact: the edges of small type, which pdfium fattens a little (a page of text weighs some 8 % more black); the blend
modes Hue, Saturation, Color and Luminosity; RGB, which has no inks before somebody converts it and counts as its
complement.
"""

import copy
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2

from builder.production.preflight.findings import Box
from builder.production.preflight.interpreter import inherited
from builder.production.preflight.samples import Samples, Unmeasurable
from builder.production.preflight.shapes import Shapes
from builder.production.preflight.spaces import GRAY, PROCESS, Space, ink_amounts, read_space

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Film = tuple[str, ...]
"""One to three inks drawn at once."""

DOTS_PER_INCH = 50
"""Averaging over 15 mm² needs no more: a window is then 7.6 dots wide."""
SHEETS_AT_ONCE = 4
"""Pages whose films are held at a time."""
DEEPEST = 14
PATTERN_SPACE = "BuilderPattern"

_BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, ArithmeticError, pikepdf.PdfError)
_FILLS = ("f", "F", "f*")
_STROKES = ("S", "s")
_BOTH = {"B": ("f", "S"), "B*": ("f*", "S"), "b": ("f", "s"), "b*": ("f*", "s")}
_TYPE = ("Tj", "TJ", "'", '"')
_FILL_COLORS = ("g", "rg", "k", "cs", "sc", "scn")
_STROKE_COLORS = ("G", "RG", "K", "CS", "SC", "SCN")
_DEVICE = {"g": "/DeviceGray", "rg": "/DeviceRGB", "k": "/DeviceCMYK"}


class _Uneven(Exception):
    """A mark that overprints on some inks of a film but not on all."""


@dataclass(frozen=True, slots=True)
class Plates:
    """One page's inks: grey pictures of 0 (no ink) to 255 (full)."""

    page: int
    inks: "dict[str, Picture]"
    dots_per_mm: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be drawn of one page, counted from 1: its box in points, and the inks beyond the four."""

    page: int
    box: Box
    spots: tuple[str, ...] = ()


def separate(
    data: bytes,
    sheets: Iterable[Sheet],
    samples: Samples,
    shapes: Shapes,
    trouble: list[tuple[int, str]],
    *,
    dots_per_inch: float = DOTS_PER_INCH,
) -> Iterator[Plates]:
    """Draw the plates of `sheets` one after another, each cut to its box; each spot ink gets its plate.

    Args:
        samples: the file's images, shared with whoever else looks into them.
        shapes: the same for its outlines.
        trouble: receives pages with what could not be measured there, in the decoder's words.
    """
    whole = tuple(sheets)
    for first in range(0, len(whole), SHEETS_AT_ONCE):
        some = whole[first : first + SHEETS_AT_ONCE]
        # Opened anew each time: what is made for some pages is then not held while others are drawn.
        with pikepdf.open(io.BytesIO(data)) as pdf:
            drawn, order = _rewritten(pdf, some, _FilmMaker(pdf, samples, shapes, trouble))
        yield from _drawn(drawn, order, dots_per_inch)


def _rewritten(
    pdf: pikepdf.Pdf, sheets: tuple[Sheet, ...], maker: "_FilmMaker"
) -> tuple[bytes, list[tuple[int, Film]]]:
    """A file of films, and of which page and inks each of its pages is."""
    sources = [(sheet, pdf.pages[sheet.page - 1]) for sheet in sheets]
    order: list[tuple[int, Film]] = []
    made: list[pikepdf.Page] = []
    for sheet, page in sources:
        number, spots = sheet.page, sheet.spots
        films = [PROCESS[:3], PROCESS[3:], *(spots[i : i + 3] for i in range(0, len(spots), 3))]
        for film, drawn in maker.films(page, sheet, films):
            order.append((number, film))
            made.append(drawn)
    count = len(pdf.pages)
    pdf.pages.extend(made)
    del pdf.pages[:count]
    for key in ("/Outlines", "/StructTreeRoot", "/AcroForm", "/Names", "/OpenAction", "/OutputIntents"):
        if key in pdf.Root:
            del pdf.Root[key]
    written = io.BytesIO()
    pdf.save(
        written,
        compress_streams=False,
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return written.getvalue(), order


def _drawn(data: bytes, order: list[tuple[int, Film]], dots_per_inch: float) -> Iterator[Plates]:
    from PIL import ImageChops

    document = pypdfium2.PdfDocument(data)
    try:
        for number, films in groupby(enumerate(order), key=lambda pair: pair[1][0]):
            inks: dict[str, Picture] = {}
            for index, (_, film) in films:
                bitmap = document[index].render(scale=dots_per_inch / 72, draw_annots=False, may_draw_forms=False)
                bands = ImageChops.invert(bitmap.to_pil().convert("RGB")).split()
                inks.update(zip(film, bands, strict=False))
            yield Plates(number, inks, dots_per_inch / 25.4)
    finally:
        document.close()


class _FilmMaker:
    def __init__(self, pdf: pikepdf.Pdf, samples: Samples, shapes: Shapes, trouble: list[tuple[int, str]]) -> None:
        self.pdf, self.samples, self.shapes, self.trouble = pdf, samples, shapes, trouble
        self.page = 0
        self.forms: dict[object, Any] = {}
        self.drawing: set[object] = set()
        """Forms being rewritten: one that draws itself is not followed."""
        self.images: dict[object, Any] = {}

    def films(self, page: pikepdf.Page, sheet: Sheet, films: "list[Film]") -> "list[tuple[Film, pikepdf.Page]]":
        found = []
        box, self.page = sheet.box, sheet.page
        for film in films:
            try:
                found.append((film, self._film(page, box, film)))
            except _Uneven:
                found += [((ink,), self._film(page, box, (ink,))) for ink in film]
        return found

    def _film(self, page: pikepdf.Page, box: Box, film: Film) -> pikepdf.Page:
        resources = inherited(page.obj, "/Resources")
        rewriter = _Rewriter(self, film, _State(), resources, 0)
        content = rewriter.rewrite(page)
        dictionary = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=pikepdf.Array([round(v, 4) for v in box]),
            Resources=rewriter.made,
            Contents=self.pdf.make_stream(content),
        )
        return pikepdf.Page(self.pdf.make_indirect(dictionary))


class _State:
    __slots__ = (
        "fill",
        "fill_over",
        "fill_space",
        "mode",
        "rendering",
        "stroke",
        "stroke_over",
        "stroke_space",
    )

    def __init__(self) -> None:
        self.fill_space = self.stroke_space = GRAY
        self.fill: tuple[float, ...] = (0.0,)
        self.stroke: tuple[float, ...] = (0.0,)
        self.fill_over = self.stroke_over = False
        self.mode = self.rendering = 0

    def key(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)


Instruction = tuple[list[Any], Any]


class _Rewriter:
    """One stream on one film, with the resources that the rewritten stream needs."""

    def __init__(self, maker: _FilmMaker, film: Film, state: _State, resources: Any, depth: int) -> None:
        self.maker, self.film, self.state, self.depth = maker, film, state, depth
        self.resources = resources if resources is not None else pikepdf.Dictionary()
        self.made = self._copied_resources()
        self.saved: list[_State] = []
        self.colorless = False
        self.out: list[Instruction] = []

    def rewrite(self, stream: Any) -> bytes:
        try:
            instructions = pikepdf.parse_content_stream(stream)
        except _BROKEN:
            return b""
        if self.depth == 0:
            self._color(True)
            self._color(False)
        for instruction in instructions:
            operands, operator = list(instruction.operands), str(instruction.operator)
            try:
                self._step(operands, operator)
            except _BROKEN:
                continue
        return pikepdf.unparse_content_stream(self.out)

    def _emit(self, operands: list[Any], operator: str) -> None:
        self.out.append((operands, pikepdf.Operator(operator)))

    def _step(self, operands: list[Any], operator: str) -> None:
        act = _STEPS.get(operator)
        if act is None:
            self._emit(operands, operator)
        else:
            act(self, operands, operator)

    def save(self, operands: list[Any], operator: str) -> None:
        self.saved.append(copy.copy(self.state))
        self._emit(operands, operator)

    def restore(self, operands: list[Any], operator: str) -> None:
        if self.saved:
            self.state = self.saved.pop()
            self._emit(operands, operator)

    def graphics_state(self, operands: list[Any], operator: str) -> None:
        entries, state = self.resources["/ExtGState"][str(operands[0])], self.state
        if "/OP" in entries:
            state.stroke_over = bool(entries["/OP"])
            state.fill_over = bool(entries.get("/op", entries["/OP"]))
        elif "/op" in entries:
            state.fill_over = bool(entries["/op"])
        state.mode = int(entries.get("/OPM", state.mode))
        self._emit(operands, operator)

    def rendering(self, operands: list[Any], operator: str) -> None:
        self.state.rendering = int(operands[0])
        self._emit(operands, operator)

    def glyph_shape(self, operands: list[Any], operator: str) -> None:
        self.colorless = True
        self._emit(operands, operator)

    # Colour

    def color(self, operands: list[Any], operator: str) -> None:
        if self.colorless:
            return
        filling, low = operator in _FILL_COLORS, operator.lower()
        state = self.state
        space = state.fill_space if filling else state.stroke_space
        if low in _DEVICE:
            space = read_space(pikepdf.Name(_DEVICE[low]), self.resources)
        elif low == "cs":
            space = read_space(operands[0], self.resources)
        named = operands[-1] if operands and isinstance(operands[-1], pikepdf.Name) and low != "cs" else None
        numbers = operands[:-1] if named is not None else operands
        values = space.first_values() if low == "cs" else tuple(float(v) for v in numbers)
        if filling:
            state.fill_space, state.fill = space, values
        else:
            state.stroke_space, state.stroke = space, values
        if named is not None:
            self._pattern(named, space, values, filling)
        elif space.family != "Pattern":
            self._color(filling)

    def _color(self, filling: bool) -> None:
        state = self.state
        space, values = (state.fill_space, state.fill) if filling else (state.stroke_space, state.stroke)
        self._emit(self._levels(space, values), "rg" if filling else "RG")

    def _levels(self, space: Space, values: tuple[float, ...]) -> list[Any]:
        amounts = ink_amounts(space, values)
        whole = amounts.get("All")
        inks = [amounts.get(ink, 0.0) if whole is None else whole for ink in self.film]
        levels = [round(1 - min(max(v, 0.0), 1.0), 5) for v in inks]
        return levels + [1] * (3 - len(levels))

    def _pattern(self, name: pikepdf.Name, space: Space, values: tuple[float, ...], filling: bool) -> None:
        pattern = self.resources["/Pattern"][str(name)]
        plain = int(pattern["/PatternType"]) == 2 or int(pattern.get("/PaintType", 1)) == 1
        self._emit([pikepdf.Name("/Pattern" if plain else f"/{PATTERN_SPACE}")], "cs" if filling else "CS")
        levels = [] if plain else self._levels(space.base or GRAY, values)
        self._emit([*levels, name], "scn" if filling else "SCN")
        made = self._section("/Pattern")
        if str(name) not in made:
            made[str(name)] = self._new_pattern(pattern)

    def _new_pattern(self, pattern: Any) -> Any:
        if int(pattern["/PatternType"]) == 2:
            copied = pikepdf.Dictionary(dict(pattern.items()))
            copied["/Shading"] = self._shading(pattern["/Shading"])
            return copied
        below = _Rewriter(self.maker, self.film, _State(), pattern.get("/Resources", self.resources), self.depth + 1)
        below.colorless = int(pattern.get("/PaintType", 1)) == 2
        return self._new_stream(pattern, below)

    # Marks

    def _visible(self, filling: bool) -> bool:
        """Whether a mark has its say on this film; overprinting without ink on it has none.

        Raises:
            _Uneven: it has on some of the film's inks only.
        """
        state = self.state
        over = state.fill_over if filling else state.stroke_over
        space, values = (state.fill_space, state.fill) if filling else (state.stroke_space, state.stroke)
        return self._speaks(over, space, values)

    def _speaks(self, over: bool, space: Space, values: tuple[float, ...]) -> bool:
        if not over or space.family == "Pattern":
            return True
        said = {_speaks_of(ink, space, values, self.state.mode) for ink in self.film}
        if len(said) > 1:
            raise _Uneven
        return said.pop()

    def fill(self, operands: list[Any], operator: str) -> None:
        self._emit(operands, operator if self._visible(True) else "n")

    def stroke(self, operands: list[Any], operator: str) -> None:
        self._emit(operands, operator if self._visible(False) else "n")

    def fill_and_stroke(self, operands: list[Any], operator: str) -> None:
        fill, stroke = self._visible(True), self._visible(False)
        if fill and stroke:
            self._emit(operands, operator)
        elif fill or stroke:
            self._emit(operands, _BOTH[operator][0 if fill else 1])
        else:
            self._emit(operands, "n")

    def show(self, operands: list[Any], operator: str) -> None:
        mode = self.state.rendering
        fill = mode in (0, 2, 4, 6) and self._visible(True)
        stroke = mode in (1, 2, 5, 6) and self._visible(False)
        shown = {(True, True): 2, (True, False): 0, (False, True): 1, (False, False): 3}[fill, stroke]
        shown += 4 if mode >= 4 else 0
        if shown != mode:
            self._emit([shown], "Tr")
        self._emit(operands, operator)
        if shown != mode:
            self._emit([mode], "Tr")

    def shade(self, operands: list[Any], operator: str) -> None:
        name = str(operands[0])
        shading = self.resources["/Shading"][name]
        space = read_space(shading["/ColorSpace"], self.resources)
        if self._speaks(self.state.fill_over, space, (1.0,) * space.components):
            self._section("/Shading")[name] = self._shading(shading)
            self._emit(operands, operator)

    def _shading(self, shading: Any) -> Any:
        """The shading with its space replaced by one whose tint transform picks this film's inks."""
        stream = isinstance(shading, pikepdf.Stream)
        copied = (
            self.maker.pdf.make_stream(shading.read_bytes()) if stream else pikepdf.Dictionary(dict(shading.items()))
        )
        if stream:
            for key, value in shading.stream_dict.items():
                if key not in ("/Length", "/Filter", "/DecodeParms"):
                    copied[key] = value
        copied["/ColorSpace"] = self._picking(read_space(shading["/ColorSpace"], self.resources))
        if "/Background" in copied:
            del copied["/Background"]
        return copied

    def _picking(self, space: Space) -> Any:
        count = space.components
        parts = []
        for place, ink in enumerate((*self.film, "", "")[:3]):
            index, complement = _component_of(ink, space)
            # The values lie below what has been computed so far: `index` counts from the first component.
            if index is None:
                parts.append("1")
            elif complement:
                parts.append(f"{count - 1 - index + place} index")
            else:
                parts.append(f"1 {count - index + place} index sub")
        program = f"{{ {' '.join(parts)} {count + 3} 3 roll {'pop ' * count} }}"
        function = self.maker.pdf.make_stream(program.encode())
        function["/FunctionType"] = 4
        function["/Domain"] = pikepdf.Array([0, 1] * count)
        function["/Range"] = pikepdf.Array([0, 1] * 3)
        names = pikepdf.Array([pikepdf.Name(f"/Component{i}") for i in range(count)])
        return pikepdf.Array([pikepdf.Name.DeviceN, names, pikepdf.Name.DeviceRGB, function])

    # Objects

    def draw(self, operands: list[Any], operator: str) -> None:
        name = str(operands[0])
        target = self.resources["/XObject"][name]
        kind = str(target.get("/Subtype"))
        if kind == "/Image":
            self._draw_image(target, name, operands, operator)
        elif kind == "/Form" and self.depth < DEEPEST:
            key = (target.objgen, self.film, self.state.key())
            if target.objgen in self.maker.drawing:
                return
            if self.maker.shapes.of(target) is not None:
                # An outline has no colour of its own: it stays what it is, or is left out.
                if self._visible(True):
                    self._section("/XObject")[name] = target
                    self._emit(operands, operator)
                return
            if key not in self.maker.forms:
                self.maker.drawing.add(target.objgen)
                try:
                    self.maker.forms[key] = self._new_form(target)
                finally:
                    self.maker.drawing.discard(target.objgen)
            # A form met in another state is another one: it needs a name of its own.
            own = f"/F{len(self._section('/XObject'))}x"
            self._section("/XObject")[own] = self.maker.forms[key]
            self._emit([pikepdf.Name(own)], operator)

    def _draw_image(self, image: Any, name: str, operands: list[Any], operator: str) -> None:
        if bool(image.get("/ImageMask", False)):
            if self._visible(True):
                self._section("/XObject")[name] = image
                self._emit(operands, operator)
            return
        space = read_space(image.get("/ColorSpace"), self.resources)
        if not self._speaks(self.state.fill_over and space.family != "DeviceCMYK", space, (1.0,) * space.components):
            return
        key = (image.objgen, self.film)
        # What cannot be measured is told on each page where it stands.
        made = self.maker.images.get(key) or self._new_image(image, space)
        if made is not None:
            self.maker.images[key] = self._section("/XObject")[name] = made
            self._emit(operands, operator)

    def inline_image(self, operands: list[Any], operator: str) -> None:
        image = operands[0]
        if image.image_mask:
            if self._visible(True):
                self.out.append((operands, pikepdf.Operator(operator)))
            return
        stream = self.maker.pdf.make_stream(image.read_bytes())
        stream["/Width"], stream["/Height"] = image.width, image.height
        stream["/BitsPerComponent"] = image.bits_per_component
        entries = image.obj
        space = read_space(entries.get("/ColorSpace", entries.get("/CS")), self.resources)
        made = self._new_image(self.maker.pdf.make_indirect(stream), space)
        if made is not None:
            own = f"/I{len(self._section('/XObject'))}x"
            self._section("/XObject")[own] = made
            self._emit([pikepdf.Name(own)], "Do")

    def _new_image(self, image: Any, space: Space) -> Any:
        from PIL import Image

        try:
            planes = self.maker.samples.planes(image, space)
        except Unmeasurable as error:
            self.maker.trouble.append((self.maker.page, str(error)))
            return None
        if not planes:
            return None
        size = next(iter(planes.values())).size
        empty = Image.new("L", size, 255)
        whole = planes.get("All")
        found = [planes.get(ink, whole) for ink in (*self.film, "", "")[:3]]
        bands = [empty if band is None else band.point(_COMPLEMENT) for band in found]
        stream = self.maker.pdf.make_stream(Image.merge("RGB", bands).tobytes())
        entries = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceRGB"}
        for key, value in entries.items():
            stream[key] = pikepdf.Name(value)
        stream["/Width"], stream["/Height"], stream["/BitsPerComponent"] = size[0], size[1], 8
        for key in ("/SMask", "/Mask"):
            if key in image and isinstance(image[key], pikepdf.Stream):
                stream[key] = image[key]
        return stream

    def _new_form(self, form: Any) -> Any:
        state = copy.copy(self.state)
        below = _Rewriter(self.maker, self.film, state, form.get("/Resources", self.resources), self.depth + 1)
        below.colorless = self.colorless
        made = self._new_stream(form, below)
        if "/Group" in form:
            group = pikepdf.Dictionary(dict(form["/Group"].items()))
            group["/CS"] = pikepdf.Name.DeviceRGB
            made["/Group"] = group
        return made

    def _new_stream(self, old: Any, below: "_Rewriter") -> Any:
        content = below.rewrite(old)
        made = self.maker.pdf.make_stream(content)
        for key, value in old.stream_dict.items():
            if key not in ("/Length", "/Filter", "/DecodeParms", "/Resources", "/Group", "/OC"):
                made[key] = value
        made["/Resources"] = below.made
        return made

    # Resources

    def _section(self, key: str) -> Any:
        if key not in self.made:
            self.made[key] = pikepdf.Dictionary()
        return self.made[key]

    def _copied_resources(self) -> Any:
        made = pikepdf.Dictionary()
        spaces = pikepdf.Array([pikepdf.Name.Pattern, pikepdf.Name.DeviceRGB])
        made["/ColorSpace"] = pikepdf.Dictionary({f"/{PATTERN_SPACE}": spaces})
        if "/Properties" in self.resources:
            made["/Properties"] = self.resources["/Properties"]
        if "/ExtGState" in self.resources:
            made["/ExtGState"] = self._copied_states()
        if "/Font" in self.resources and self.depth < DEEPEST:
            made["/Font"] = self._copied_fonts()
        return made

    def _copied_states(self) -> Any:
        """Graphics states without what is decided here already."""
        copied = pikepdf.Dictionary()
        for name, entries in _dictionaries(self.resources["/ExtGState"]):
            kept = {k: v for k, v in entries.items() if k not in ("/OP", "/op", "/OPM", "/TR", "/TR2", "/HT", "/BG2")}
            copied[name] = pikepdf.Dictionary(kept)
        return copied

    def _copied_fonts(self) -> Any:
        copied = pikepdf.Dictionary()
        for name, font in _dictionaries(self.resources["/Font"]):
            copied[name] = self._new_type3(font) if str(font.get("/Subtype")) == "/Type3" else font
        return copied

    def _new_type3(self, font: Any) -> Any:
        made = pikepdf.Dictionary(dict(font.items()))
        glyphs = pikepdf.Dictionary()
        resources = font.get("/Resources", self.resources)
        own = pikepdf.Dictionary()
        for name, glyph in _dictionaries(font.get("/CharProcs")):
            below = _Rewriter(self.maker, self.film, copy.copy(self.state), resources, self.depth + 1)
            glyphs[name] = self.maker.pdf.make_stream(below.rewrite(glyph))
            for key, section in below.made.items():
                held = own.get(key)
                own[key] = pikepdf.Dictionary({**dict(held.items()), **dict(section.items())}) if held else section
        made["/CharProcs"], made["/Resources"] = glyphs, own
        return made


def _dictionaries(section: Any) -> list[tuple[str, Any]]:
    """Entries of a resource category that are what they should be: dictionaries or streams."""
    if not isinstance(section, pikepdf.Dictionary):
        return []
    return [(k, v) for k, v in section.items() if isinstance(v, pikepdf.Dictionary | pikepdf.Stream)]


_COMPLEMENT = [255 - value for value in range(256)]


def _speaks_of(ink: str, space: Space, values: tuple[float, ...], mode: int) -> bool:
    """Whether an overprinting mark changes this ink (ISO 32000-1, 8.6.7, table 149)."""
    if space.family in ("Separation", "DeviceN"):
        return ink in space.names or "All" in space.names
    if ink not in PROCESS:
        return False
    if space.family == "DeviceCMYK" and mode == 1 and len(values) == 4:
        return values[PROCESS.index(ink)] > 0
    return True


def _component_of(ink: str, space: Space) -> tuple[int | None, bool]:
    """Which component of a space is this ink, and whether it says how much light instead of how much ink."""
    if space.family in ("Separation", "DeviceN"):
        name = "All" if "All" in space.names else ink
        return (space.names.index(name) if name in space.names else None), False
    place = PROCESS.index(ink) if ink in PROCESS else None
    if space.family in ("DeviceCMYK", "ICCBased4"):
        return place, False
    if space.components == 1:
        return (0 if ink == "Black" else None), True
    return (place if place is not None and place < 3 else None), True


_STEPS = {
    "q": _Rewriter.save,
    "Q": _Rewriter.restore,
    "gs": _Rewriter.graphics_state,
    "Tr": _Rewriter.rendering,
    "d1": _Rewriter.glyph_shape,
    **dict.fromkeys((*_FILL_COLORS, *_STROKE_COLORS), _Rewriter.color),
    **dict.fromkeys(_FILLS, _Rewriter.fill),
    **dict.fromkeys(_STROKES, _Rewriter.stroke),
    **dict.fromkeys(_BOTH, _Rewriter.fill_and_stroke),
    **dict.fromkeys(_TYPE, _Rewriter.show),
    "sh": _Rewriter.shade,
    "Do": _Rewriter.draw,
    "INLINE IMAGE": _Rewriter.inline_image,
}
