"""Reads a page as a press would: follows its streams and says what each paints, where, in what and how.

Follows forms, tiling patterns, Type 3 glyphs, annotations' appearances and soft masks, inherited resources and inline
images. Knows the whole graphics state that ink depends on. Clips count by their boxes, curves by their control points:
a fault that a shaped clip hides is still told. Source: ISO 32000-1, 8 and 9.
"""

import copy
import math
from collections.abc import Callable
from typing import Any

import pikepdf

from builder.production.preflight.findings import Box
from builder.production.preflight.marks import ImageMark, Mark, Paint, PathMark, ShadingMark, TextMark
from builder.production.preflight.matrices import (
    EVERYWHERE,
    UNIT,
    Transform,
    across,
    along,
    box_of,
    is_bar,
    is_upright,
    moved,
    moved_box,
    product,
    read_box,
    read_matrix,
    shared,
)
from builder.production.preflight.shapes import Shape, Shapes
from builder.production.preflight.spaces import GRAY, Space, read_space
from builder.production.preflight.typefaces import Typeface, read_typeface

DEEPEST = 14
MOST_OPERATORS = 4_000_000
"""A page beyond this is a bomb, not a page: a dense map has a twentieth of it."""

ASCENT, DESCENT = 0.88, -0.12
"""The em box of Han type; Latin stands within it."""

_BROKEN = (KeyError, ValueError, TypeError, AttributeError, IndexError, ArithmeticError, pikepdf.PdfError)


class TooMuch(Exception):
    """A page that would take for ever."""


class State:
    """The graphics state, mutable; `copy.copy` saves it."""

    __slots__ = (
        "base",
        "blend",
        "clip",
        "ctm",
        "fill",
        "fill_opacity",
        "fill_overprint",
        "fill_pattern",
        "fill_space",
        "font",
        "leading",
        "line_width",
        "mode",
        "rendering",
        "rise",
        "size",
        "soft_masked",
        "spacing",
        "stretch",
        "stroke",
        "stroke_opacity",
        "stroke_overprint",
        "stroke_pattern",
        "stroke_space",
        "word_spacing",
    )

    def __init__(self, ctm: Transform, clip: Box) -> None:
        self.ctm, self.base, self.clip = ctm, ctm, clip
        self.fill: tuple[float, ...] = (0.0,)
        self.stroke: tuple[float, ...] = (0.0,)
        self.fill_space = self.stroke_space = GRAY
        self.fill_pattern: Any = None
        self.stroke_pattern: Any = None
        self.fill_overprint = self.stroke_overprint = False
        self.mode = 0
        self.fill_opacity = self.stroke_opacity = 1.0
        self.blend, self.soft_masked = "Normal", False
        self.line_width = 1.0
        self.font: Any = None
        self.size = self.leading = self.rise = self.spacing = self.word_spacing = 0.0
        self.stretch = 1.0
        self.rendering = 0

    def filling(self) -> Paint:
        return Paint(self.fill_space, self.fill, self.fill_overprint, self.mode, self.fill_opacity)

    def stroking(self) -> Paint:
        return Paint(self.stroke_space, self.stroke, self.stroke_overprint, self.mode, self.stroke_opacity)


class Reading:
    """One page's marks, and what else came to light while reading it."""

    def __init__(self, shapes: Shapes) -> None:
        self.shapes = shapes
        self.marks: list[Mark] = []
        self.typefaces: dict[object, Typeface] = {}
        self.groups: list[tuple[str, Space | None]] = []
        """Where a transparency group was met, and its colour space."""
        self.oddities: list[tuple[str, str]] = []
        """(kind, source): `postscript`, `reference`, `transfer`, `halftone`, `unreadable`, `unbalanced`, `layer`."""
        self.operators = 0

    def typeface(self, font: Any) -> Typeface | None:
        """The font, read once."""
        key = font.objgen if font.is_indirect else id(font)
        if key not in self.typefaces:
            try:
                self.typefaces[key] = read_typeface(font)
            except _BROKEN:
                return None
        return self.typefaces[key]


def inherited(page: Any, key: str) -> Any:
    """An entry of the page or of the nearest node above that has it (ISO 32000-1, 7.7.3.4)."""
    node, depth = page, 0
    while isinstance(node, pikepdf.Dictionary) and depth < 50:
        if key in node:
            return node[key]
        node, depth = node.get("/Parent"), depth + 1
    return None


def read_page(page: pikepdf.Page, outside: Box, shapes: Shapes) -> Reading:
    """All that a page and its annotations paint within `outside` (points).

    Args:
        shapes: of the whole file.

    Raises:
        TooMuch: forms within forms multiply beyond any real page.
    """
    reading = Reading(shapes)
    resources = inherited(page.obj, "/Resources")
    _Stream(reading, State(UNIT, outside), resources, "page", 0).run(page)
    for annotation in _annotations(page):
        _draw_annotation(annotation, reading, resources, outside)
    return reading


def _annotations(page: pikepdf.Page) -> list[Any]:
    try:
        return list(page.obj.get("/Annots", []))
    except _BROKEN:
        return []


def _draw_annotation(annotation: Any, reading: Reading, resources: Any, outside: Box) -> None:
    """ISO 32000-1, 12.5.5: the appearance's box is fitted into the annotation's rectangle."""
    try:
        form = annotation["/AP"]["/N"]
        if not isinstance(form, pikepdf.Stream):
            form = form[str(annotation["/AS"])]
        target = read_box(annotation["/Rect"])
        matrix = read_matrix(form.get("/Matrix"))
        source = moved_box(matrix, read_box(form["/BBox"]) or EVERYWHERE)
        if target is None:
            return
        sx = (target[2] - target[0]) / ((source[2] - source[0]) or 1)
        sy = (target[3] - target[1]) / ((source[3] - source[1]) or 1)
        fit = (sx, 0.0, 0.0, sy, target[0] - source[0] * sx, target[1] - source[1] * sy)
        _Stream(reading, State(fit, outside), resources, "annotation", 0).form(form)
    except _BROKEN:
        return


class _Stream:
    """One content stream on its way: the page's, a form's, a pattern's, a glyph's."""

    def __init__(self, reading: Reading, state: State, resources: Any, source: str, depth: int) -> None:
        self.reading, self.state, self.resources = reading, state, resources if resources is not None else {}
        self.source, self.depth = source, depth
        self.in_mask = False
        self.colorless = False
        """An uncoloured pattern or glyph (d1): its own colour operators do not count."""
        self.ancestors: frozenset[object] = frozenset()
        """Forms that this stream is drawn by; none may draw itself (ISO 32000-1, 8.10.1)."""
        self.saved: list[State] = []
        self.matrix = self.line_matrix = UNIT
        self.points: list[tuple[float, float]] = []
        self.straight = True
        self.clipping = False

    def run(self, stream: Any) -> None:
        try:
            instructions = pikepdf.parse_content_stream(stream)
        except _BROKEN:
            self.reading.oddities.append(("unreadable", self.source))
            return
        self.reading.operators += len(instructions)
        if self.reading.operators > MOST_OPERATORS:
            raise TooMuch
        for instruction in instructions:
            act = _OPERATORS.get(str(instruction.operator))
            if act is None:
                continue
            try:
                act(self, list(instruction.operands))
            except _BROKEN:
                # A viewer passes over an operator it cannot obey; so does the press.
                continue
        if self.saved:
            self.reading.oddities.append(("unbalanced", self.source))

    # State

    def save(self, _: list[Any]) -> None:
        self.saved.append(copy.copy(self.state))

    def restore(self, _: list[Any]) -> None:
        self.state = self.saved.pop()

    def transform(self, given: list[Any]) -> None:
        self.state.ctm = product([float(v) for v in given], self.state.ctm)

    def line_width(self, given: list[Any]) -> None:
        self.state.line_width = float(given[0])

    def graphics_state(self, given: list[Any]) -> None:
        entries, state = self.resources["/ExtGState"][str(given[0])], self.state
        if "/OP" in entries:
            state.stroke_overprint = bool(entries["/OP"])
            state.fill_overprint = bool(entries.get("/op", entries["/OP"]))
        elif "/op" in entries:
            state.fill_overprint = bool(entries["/op"])
        state.mode = int(entries.get("/OPM", state.mode))
        state.fill_opacity = float(entries.get("/ca", state.fill_opacity))
        state.stroke_opacity = float(entries.get("/CA", state.stroke_opacity))
        state.line_width = float(entries.get("/LW", state.line_width))
        if "/BM" in entries:
            mode = entries["/BM"]
            state.blend = str(mode[0] if isinstance(mode, pikepdf.Array) else mode)[1:]
        if "/Font" in entries:
            state.font, state.size = entries["/Font"][0], float(entries["/Font"][1])
        for key in ("/TR", "/TR2"):
            if key in entries and str(entries[key]) not in ("/Identity", "/Default"):
                self.reading.oddities.append(("transfer", self.source))
        if "/HTP" in entries:
            self.reading.oddities.append(("halftone", self.source))
        if "/SMask" in entries:
            self._soft_mask(entries["/SMask"])

    def _soft_mask(self, mask: Any) -> None:
        self.state.soft_masked = not isinstance(mask, pikepdf.Name)
        if self.state.soft_masked and self.depth < DEEPEST:
            below = self._below(copy.copy(self.state), self.resources, "soft mask")
            below.in_mask, below.state.soft_masked = True, False
            below.form(mask["/G"])

    def _below(self, state: State, resources: Any, source: str) -> "_Stream":
        below = _Stream(self.reading, state, resources, source, self.depth + 1)
        below.in_mask, below.colorless, below.ancestors = self.in_mask, self.colorless, self.ancestors
        return below

    # Colour

    def device_fill(self, name: str, given: list[Any]) -> None:
        if not self.colorless:
            self.state.fill_space = read_space(pikepdf.Name(name), self.resources)
            self.state.fill, self.state.fill_pattern = tuple(float(v) for v in given), None

    def device_stroke(self, name: str, given: list[Any]) -> None:
        if not self.colorless:
            self.state.stroke_space = read_space(pikepdf.Name(name), self.resources)
            self.state.stroke, self.state.stroke_pattern = tuple(float(v) for v in given), None

    def fill_space(self, given: list[Any]) -> None:
        if not self.colorless:
            self.state.fill_space = read_space(given[0], self.resources)
            self.state.fill, self.state.fill_pattern = self.state.fill_space.first_values(), None

    def stroke_space(self, given: list[Any]) -> None:
        if not self.colorless:
            self.state.stroke_space = read_space(given[0], self.resources)
            self.state.stroke, self.state.stroke_pattern = self.state.stroke_space.first_values(), None

    def fill_color(self, given: list[Any]) -> None:
        if not self.colorless:
            self.state.fill, self.state.fill_pattern = self._color(given)

    def stroke_color(self, given: list[Any]) -> None:
        if not self.colorless:
            self.state.stroke, self.state.stroke_pattern = self._color(given)

    def _color(self, given: list[Any]) -> tuple[tuple[float, ...], Any]:
        if given and isinstance(given[-1], pikepdf.Name):
            pattern = self.resources["/Pattern"][str(given[-1])]
            return tuple(float(v) for v in given[:-1]), pattern
        return tuple(float(v) for v in given), None

    # Paths

    def move(self, given: list[Any]) -> None:
        self._add(given)

    def curve(self, given: list[Any]) -> None:
        self.straight = False
        self._add(given)

    def _add(self, given: list[Any]) -> None:
        values = [float(v) for v in given]
        ctm = self.state.ctm
        self.points.extend(moved(ctm, values[i], values[i + 1]) for i in range(0, len(values), 2))

    def rectangle(self, given: list[Any]) -> None:
        x, y, w, h = (float(v) for v in given)
        ctm = self.state.ctm
        self.points.extend(moved(ctm, *corner) for corner in ((x, y), (x + w, y), (x + w, y + h), (x, y + h)))

    def clip(self, _: list[Any]) -> None:
        self.clipping = True

    def paint(self, fill: bool, stroke: bool) -> None:
        state = self.state
        if self.points and (fill or stroke):
            width = state.line_width * min(across(state.ctm), along(state.ctm)) if stroke else math.inf
            box = box_of(self.points)
            grown = width / 2 if stroke else 0.0
            seen = shared((box[0] - grown, box[1] - grown, box[2] + grown, box[3] + grown), state.clip)
            if seen:
                self._patterns(fill, stroke, seen)
                mark = PathMark(
                    **self._common(seen),
                    fill=state.filling() if fill and state.fill_pattern is None else None,
                    stroke=state.stroking() if stroke and state.stroke_pattern is None else None,
                    stroke_width=width,
                    thickness=min(box[2] - box[0], box[3] - box[1])
                    if fill and self.straight and is_bar(self.points)
                    else math.inf,
                )
                self.reading.marks.append(mark)
        if self.clipping and self.points:
            state.clip = shared(state.clip, box_of(self.points)) or (0.0, 0.0, -1.0, -1.0)
        self.points, self.straight, self.clipping = [], True, False

    def _common(self, box: Box) -> dict[str, Any]:
        return {
            "box": box,
            "source": self.source,
            "in_mask": self.in_mask,
            "blend": self.state.blend,
            "soft_masked": self.state.soft_masked,
        }

    def _patterns(self, fill: bool, stroke: bool, box: Box) -> None:
        state = self.state
        if fill and state.fill_pattern is not None:
            self._pattern(state.fill_pattern, state.fill_space, state.fill, box)
        if stroke and state.stroke_pattern is not None:
            self._pattern(state.stroke_pattern, state.stroke_space, state.stroke, box)

    def _pattern(self, pattern: Any, space: Space, values: tuple[float, ...], box: Box) -> None:
        if self.depth >= DEEPEST:
            return
        if int(pattern["/PatternType"]) == 2:
            found = read_space(pattern["/Shading"]["/ColorSpace"], self.resources)
            self.reading.marks.append(ShadingMark(**self._common(box), space=found))
            return
        state = copy.copy(self.state)
        state.ctm = state.base = product(read_matrix(pattern.get("/Matrix")), self.state.base)
        # A cell is repeated all over the shape; where is not asked, so its own clip does not count.
        state.clip, state.fill_pattern, state.stroke_pattern = EVERYWHERE, None, None
        below = self._below(state, pattern.get("/Resources", self.resources), "pattern")
        if int(pattern.get("/PaintType", 1)) == 2 and space.base:
            state.fill_space = state.stroke_space = space.base
            state.fill = state.stroke = values
            below.colorless = True
        below.run(pattern)

    def shading(self, given: list[Any]) -> None:
        entry = self.resources["/Shading"][str(given[0])]
        found = read_space(entry["/ColorSpace"], self.resources)
        self.reading.marks.append(ShadingMark(**self._common(self.state.clip), space=found))

    # Text

    def begin_text(self, _: list[Any]) -> None:
        self.matrix = self.line_matrix = UNIT

    def font(self, given: list[Any]) -> None:
        self.state.size = float(given[1])
        self.state.font = self.resources["/Font"][str(given[0])]

    def text_value(self, name: str, given: list[Any]) -> None:
        setattr(self.state, name, float(given[0]))

    def stretch(self, given: list[Any]) -> None:
        self.state.stretch = float(given[0]) / 100

    def rendering(self, given: list[Any]) -> None:
        self.state.rendering = int(given[0])

    def next_line(self, given: list[Any]) -> None:
        self.line_matrix = self.matrix = product((1, 0, 0, 1, float(given[0]), float(given[1])), self.line_matrix)

    def next_line_leading(self, given: list[Any]) -> None:
        self.state.leading = -float(given[1])
        self.next_line(given)

    def new_line(self, _: list[Any]) -> None:
        self.next_line([0, -self.state.leading])

    def text_matrix(self, given: list[Any]) -> None:
        self.line_matrix = self.matrix = read_matrix(given)

    def show(self, given: list[Any]) -> None:
        self._show(bytes(given[0]))

    def show_line(self, given: list[Any]) -> None:
        self.new_line([])
        self._show(bytes(given[-1]))

    def show_spaced(self, given: list[Any]) -> None:
        self.state.word_spacing, self.state.spacing = float(given[0]), float(given[1])
        self.show_line(given)

    def show_array(self, given: list[Any]) -> None:
        for piece in given[0]:
            if isinstance(piece, pikepdf.String | bytes | str):
                self._show(bytes(piece) if not isinstance(piece, str) else piece.encode("latin-1"))
            else:
                self._advance(-float(piece) / 1000 * self.state.size)

    def _advance(self, by: float) -> None:
        face = self.reading.typeface(self.state.font) if self.state.font is not None else None
        upright = face is not None and face.vertical
        step = (0.0, by) if upright else (by * self.state.stretch, 0.0)
        self.matrix = product((1, 0, 0, 1, *step), self.matrix)

    def _show(self, text: bytes) -> None:
        state = self.state
        face = self.reading.typeface(state.font) if state.font is not None else None
        if face is None or not text:
            return
        count = face.length(text)
        spaces = 0 if face.wide else text.count(b" ")
        run = face.advance(text) * state.size + state.spacing * count + state.word_spacing * spaces
        if face.vertical:
            run = -(count * state.size + state.spacing * count)
        matrix = product((state.stretch, 0, 0, 1, 0, state.rise), product(self.matrix, state.ctm))
        self._tell_text(text, face, matrix, run)
        if face.type3:
            self._glyphs(text, matrix)
        self._advance(run)

    def _tell_text(self, text: bytes, face: Typeface, matrix: Transform, run: float) -> None:
        state, size = self.state, self.state.size
        high, low = size * ASCENT, size * DESCENT
        own = (-size / 2, min(run, 0.0), size / 2, max(run, 0.0)) if face.vertical else (0.0, low, run, high)
        seen = shared(moved_box(matrix, box_of(((own[0], own[1]), (own[2], own[3])))), state.clip)
        if seen is None or face.type3:
            return
        filled, stroked = state.rendering in (0, 2, 4, 6), state.rendering in (1, 2, 5, 6)
        self._patterns(filled, stroked, seen)
        mark = TextMark(
            **self._common(seen),
            size=abs(size) * min(along(matrix), across(matrix)),
            fill=state.filling() if filled and state.fill_pattern is None else None,
            stroke=state.stroking() if stroked and state.stroke_pattern is None else None,
            stroke_width=state.line_width * along(state.ctm) if stroked else math.inf,
            serif=face.serif,
            missing=face.missing(text) if filled or stroked else 0,
        )
        self.reading.marks.append(mark)

    def _glyphs(self, text: bytes, matrix: Transform) -> None:
        """Type 3: each glyph is a stream of its own; every different one of the string is read once."""
        if self.depth >= DEEPEST or self.state.rendering == 3:
            return
        font = self.state.font
        names = _encoded_names(font)
        scaled = product((self.state.size, 0, 0, self.state.size, 0, 0), matrix)
        for code in sorted(set(text)):
            glyph = font["/CharProcs"].get(names.get(code, ""))
            if glyph is not None:
                state = copy.copy(self.state)
                state.ctm = product(read_matrix(font["/FontMatrix"]), scaled)
                self._below(state, font.get("/Resources", self.resources), "Type 3 glyph").run(glyph)

    def glyph_shape(self, _: list[Any]) -> None:
        self.colorless = True

    # Objects and marked content

    def draw(self, given: list[Any]) -> None:
        target = self.resources["/XObject"][str(given[0])]
        kind = str(target.get("/Subtype"))
        self._tell_layer(target.get("/OC"))
        if kind == "/Image":
            self._image(target)
        elif kind == "/Form" and self.depth < DEEPEST:
            if "/Ref" in target:
                self.reading.oddities.append(("reference", self.source))
            if "/PS" in target or str(target.get("/Subtype2", "")) == "/PS":
                self.reading.oddities.append(("postscript", self.source))
            number, generation = target.objgen
            source = f"form {number} {generation}"
            if target.objgen in self.ancestors:
                self.reading.oddities.append(("unreadable", self.source))
                return
            below = self._below(copy.copy(self.state), self.resources, source)
            below.ancestors = self.ancestors | {target.objgen}
            shape = self.reading.shapes.of(target)
            if shape is None or not below.shape(shape, target):
                below.form(target)
        elif kind == "/PS":
            self.reading.oddities.append(("postscript", self.source))

    def shape(self, shape: Shape, target: Any) -> bool:
        """Paint a form that is one outline, without reading it again; False if the state asks for more than a box."""
        state = self.state
        ctm = product(read_matrix(target.get("/Matrix")), state.ctm)
        if not is_upright(ctm) or state.fill_pattern is not None:
            return False
        limits, box = read_box(target.get("/BBox")), moved_box(ctm, shape.box)
        clip = state.clip if limits is None else shared(state.clip, moved_box(ctm, limits))
        seen = clip and shared(box, clip)
        self.reading.operators += 1
        if seen:
            mark = PathMark(
                **self._common(seen),
                fill=state.filling(),
                stroke=None,
                stroke_width=math.inf,
                thickness=min(box[2] - box[0], box[3] - box[1]) if shape.bar else math.inf,
            )
            self.reading.marks.append(mark)
        return True

    def form(self, target: Any) -> None:
        """Read a form in this stream's own state."""
        state = self.state
        state.ctm = state.base = product(read_matrix(target.get("/Matrix")), state.ctm)
        limits = read_box(target.get("/BBox"))
        if limits:
            state.clip = shared(state.clip, moved_box(state.ctm, limits)) or (0.0, 0.0, -1.0, -1.0)
        self.resources = target.get("/Resources", self.resources)
        group = target.get("/Group")
        if group is not None and str(group.get("/S")) == "/Transparency":
            space = read_space(group["/CS"], self.resources) if "/CS" in group else None
            if not self.in_mask:
                self.reading.groups.append((self.source, space))
            state.blend, state.fill_opacity, state.stroke_opacity = "Normal", 1.0, 1.0
        self.run(target)

    def _image(self, image: Any) -> None:
        stencil = bool(image.get("/ImageMask", False))
        self._place_image(
            width=int(image["/Width"]),
            height=int(image["/Height"]),
            bits=1 if stencil else int(image.get("/BitsPerComponent", 8)),
            space=None if stencil else read_space(image.get("/ColorSpace"), self.resources),
            filters=filters_of(image),
            image=image,
        )

    def inline_image(self, given: list[Any]) -> None:
        image = given[0]
        entries = image.obj
        stencil = bool(image.image_mask)
        self._place_image(
            width=int(image.width),
            height=int(image.height),
            bits=int(image.bits_per_component),
            space=None if stencil else read_space(entries.get("/ColorSpace", entries.get("/CS")), self.resources),
            filters=tuple(str(name)[1:] for name in image.filters),
            image=None,
        )

    def _place_image(self, **values: Any) -> None:
        state, ctm = self.state, self.state.ctm
        seen = shared(moved_box(ctm, (0.0, 0.0, 1.0, 1.0)), state.clip)
        if seen is None:
            return
        stencil = values["space"] is None
        if stencil:
            self._patterns(True, False, seen)
        wide, high = across(ctm) or 1e-6, along(ctm) or 1e-6
        mark = ImageMark(
            **self._common(seen),
            **values,
            fill=state.filling() if stencil and state.fill_pattern is None else None,
            ppi=72 * min(values["width"] / wide, values["height"] / high),
        )
        self.reading.marks.append(mark)

    def begin_content(self, given: list[Any]) -> None:
        if len(given) == 2 and str(given[0]) == "/OC" and isinstance(given[1], pikepdf.Name):
            self._tell_layer(self.resources["/Properties"][str(given[1])])

    def _tell_layer(self, group: Any) -> None:
        """Layers are told and read, never skipped: what a viewer hides a press may print."""
        if group is not None:
            self.reading.oddities.append(("layer", self.source))


def filters_of(stream: Any) -> tuple[str, ...]:
    """The stream's filters without their slash, outermost first."""
    found = stream.get("/Filter")
    if found is None:
        return ()
    return tuple(str(name)[1:] for name in found) if isinstance(found, pikepdf.Array) else (str(found)[1:],)


def _encoded_names(font: Any) -> dict[int, str]:
    """Glyph names of a Type 3 font by code, from its Differences (ISO 32000-1, 9.6.6.1)."""
    names: dict[int, str] = {}
    code = 0
    encoding = font.get("/Encoding", {})
    for item in encoding.get("/Differences", []) if isinstance(encoding, pikepdf.Dictionary) else []:
        if isinstance(item, pikepdf.Name):
            names[code] = str(item)
            code += 1
        else:
            code = int(item)
    return names


_Act = Callable[[_Stream, list[Any]], None]


def _painting(fill: bool, stroke: bool) -> _Act:
    return lambda stream, _: stream.paint(fill, stroke)


def _device(name: str, stroke: bool) -> _Act:
    if stroke:
        return lambda stream, given: stream.device_stroke(name, given)
    return lambda stream, given: stream.device_fill(name, given)


def _setting(name: str) -> _Act:
    return lambda stream, given: stream.text_value(name, given)


_OPERATORS: dict[str, _Act] = {
    "q": _Stream.save,
    "Q": _Stream.restore,
    "cm": _Stream.transform,
    "w": _Stream.line_width,
    "gs": _Stream.graphics_state,
    "g": _device("/DeviceGray", False),
    "G": _device("/DeviceGray", True),
    "rg": _device("/DeviceRGB", False),
    "RG": _device("/DeviceRGB", True),
    "k": _device("/DeviceCMYK", False),
    "K": _device("/DeviceCMYK", True),
    "cs": _Stream.fill_space,
    "CS": _Stream.stroke_space,
    "sc": _Stream.fill_color,
    "scn": _Stream.fill_color,
    "SC": _Stream.stroke_color,
    "SCN": _Stream.stroke_color,
    "m": _Stream.move,
    "l": _Stream.move,
    "c": _Stream.curve,
    "v": _Stream.curve,
    "y": _Stream.curve,
    "re": _Stream.rectangle,
    "W": _Stream.clip,
    "W*": _Stream.clip,
    "n": _painting(False, False),
    **dict.fromkeys(("f", "F", "f*"), _painting(True, False)),
    **dict.fromkeys(("S", "s"), _painting(False, True)),
    **dict.fromkeys(("B", "B*", "b", "b*"), _painting(True, True)),
    "sh": _Stream.shading,
    "BT": _Stream.begin_text,
    "Tf": _Stream.font,
    "TL": _setting("leading"),
    "Tc": _setting("spacing"),
    "Tw": _setting("word_spacing"),
    "Ts": _setting("rise"),
    "Tz": _Stream.stretch,
    "Tr": _Stream.rendering,
    "Td": _Stream.next_line,
    "TD": _Stream.next_line_leading,
    "T*": _Stream.new_line,
    "Tm": _Stream.text_matrix,
    "Tj": _Stream.show,
    "'": _Stream.show_line,
    '"': _Stream.show_spaced,
    "TJ": _Stream.show_array,
    "d1": _Stream.glyph_shape,
    "Do": _Stream.draw,
    "INLINE IMAGE": _Stream.inline_image,
    "BDC": _Stream.begin_content,
}
