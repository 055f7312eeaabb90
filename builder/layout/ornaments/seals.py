"""Seals cut from straight bars, and the copybook square (田字格) they are built on.

Numerals are lists of rectangles x, y, w, h in 1/24 of the seal's side, in a field of 18 × 18 that stands 3 inside
the edge; one entry may be `ring: [x, y, radius, stroke]`. They are data of the theme.
"""

from collections.abc import Mapping, Sequence

from builder.color import Paint
from builder.geometry import Point
from builder.layout.ornaments.ornament import Drawing, OrnamentError, OrnamentRequest
from builder.layout.pages import Artifact as ArtifactRole
from builder.layout.pages import Group, Path, Placed, Segment
from builder.layout.shapes import Box, dashed_cross, frame, rectangle, rectangle_segments, rectangles, ring_segments
from builder.source import NOWHERE
from builder.units import Length, mm, pt, to_mm

SMALL = mm(10)
"""Under this side every numeral takes the cut form: raised bars would fill in."""
CROSS_FROM = mm(22)
"""From this side on the centre lines of the copybook square are drawn."""


def numeral_seal(request: OrnamentRequest) -> Drawing:
    """A numeral as a seal: raised (阳) where the numeral is odd, cut (阴) where it is even.

    Parameters: `numerals`; `number` (its value); `form` (`auto`, `raised`, `cut`, `carved`). `carved` (刻) is the
    form on a ground of the seal's own ink: no square, frame and glyph in the ground's lighter ink; an odd numeral
    there is a light block.
    """
    form = str(request.parameters.get("form", "auto"))
    odd = int(str(request.parameters["number"])) % 2 == 1
    if form == "carved":
        return _light_block(request) if odd and request.size >= SMALL else _carved(request)
    if form == "cut" or (form == "auto" and (not odd or request.size < SMALL)):
        return _cut(request)
    return _raised(request)


def _raised(request: OrnamentRequest) -> Drawing:
    side, mark = request.size, request.inks["mark"]
    thickness = round(side * 0.6 / 12)
    inside = rectangle((0, 0, side, side), request.inks["ground"])
    return (inside, frame((0, 0, side, side), thickness, mark), *_cross(request, mark, 40.5), _glyph(request, mark))


def _cut(request: OrnamentRequest) -> Drawing:
    side, mark, ground = request.size, request.inks["mark"], request.inks["ground"]
    inset = round(side * 0.6 / 12)
    weight = max(round(side * 0.14 / 12), pt(0.25))
    line = frame((inset, inset, side - 2 * inset, side - 2 * inset), weight, ground)
    square = rectangle((0, 0, side, side), mark)
    return (square, line, *_cross(request, ground, 38.5), _glyph(request, ground))


def _carved(request: OrnamentRequest) -> Drawing:
    side, ground = request.size, request.inks["ground"]
    share = 0.3 if side >= SMALL else 0.6
    edge = frame((0, 0, side, side), round(side * share / 12), ground)
    return (edge, *_cross(request, ground, 38.5), _glyph(request, ground))


def _light_block(request: OrnamentRequest) -> Drawing:
    side, mark, ground = request.size, request.inks["mark"], request.inks["ground"]
    inset = round(side * 0.6 / 12)
    weight = max(round(side * 0.14 / 12), pt(0.25))
    line = frame((inset, inset, side - 2 * inset, side - 2 * inset), weight, mark)
    return (rectangle((0, 0, side, side), ground), line, *_cross(request, mark, 38.5), _glyph(request, mark))


def _cross(request: OrnamentRequest, paint: Paint, dashes: float) -> tuple[Path, ...]:
    side = request.size
    if side < CROSS_FROM:
        return ()
    weight = min(max(pt(to_mm(side) / 200), pt(0.25)), pt(0.6))
    centre = Point(side // 2, side // 2)
    return (dashed_cross(centre, round(dashes * side / 90), round(side / 90), weight, paint),)


def _glyph(request: OrnamentRequest, paint: Paint) -> Path:
    unit = request.size / 24
    return Path(segments=glyph_segments(request.parameters, request.text, 3 * unit, 3 * unit, unit), fill=paint)


def glyph_segments(parameters: Mapping[str, object], text: str, x: float, y: float, unit: float) -> tuple[Segment, ...]:
    """The bars of a numeral, the field's top left corner at (x, y), `unit` being an eighteenth of the field.

    A numeral of several characters (十一) is stacked in the one field, each flattened to its share.
    """
    segments: list[Segment] = []
    gap = 2.0 if len(text) > 1 else 0.0
    share = (18 - gap * (len(text) - 1)) / len(text)
    for index, character in enumerate(text):
        top = y + index * (share + gap) * unit
        for part in _bars(parameters, character):
            segments += _part_segments(part, x, top, unit, share / 18)
    return tuple(segments)


def _part_segments(part: object, x: float, y: float, unit: float, flat: float) -> tuple[Segment, ...]:
    if isinstance(part, Mapping):
        cx, cy, radius, stroke = (float(v) for v in part["ring"])
        centre = Point(round(x + cx * unit), round(y + cy * unit * flat))
        return ring_segments(centre, round(radius * unit * flat), round(stroke * unit * flat))
    assert isinstance(part, Sequence)
    left, top, width, height = (float(v) for v in part)
    return rectangle_segments(
        (round(x + left * unit), round(y + top * unit * flat), round(width * unit), round(height * unit * flat))
    )


def _bars(parameters: Mapping[str, object], character: str) -> Sequence[object]:
    numerals = parameters.get("numerals")
    if not isinstance(numerals, Mapping) or character not in numerals:
        raise OrnamentError(character)
    bars: Sequence[object] = numerals[character]
    return bars


def year_seal(request: OrnamentRequest) -> Drawing:
    """The year of the edition, four numerals in four cells, left to right and top to bottom.

    Ink `accent`, if the theme gives one, draws the dashed centre lines of the cells (`accent-dash`, `accent-arm` and
    `accent-weight` in mm, mm and pt).
    """
    side, mark, ground = request.size, request.inks["mark"], request.inks["ground"]
    t = side / 24
    if len(request.text) != 4:
        raise OrnamentError(request.text)
    inset, weight = round(t / 2), max(round(0.14 * t), pt(0.25))
    middle = (side - weight) // 2
    inner = side - 2 * inset
    bars: list[Box] = [(middle, inset, weight, inner), (inset, middle, inner, weight)]
    drawing: list[Path | Group] = [
        rectangle((0, 0, side, side), mark),
        frame((inset, inset, inner, inner), weight, ground),
        rectangles(bars, ground),
    ]
    for index, numeral in enumerate(request.text):
        x, y = (0.5 + 11.5 * (index % 2)) * t, (0.5 + 11.5 * (index // 2)) * t
        field = glyph_segments(request.parameters, numeral, x + 1.25 * t, y + 1.25 * t, t / 2)
        drawing.append(Path(segments=field, fill=ground))
        if "accent" in request.inks:
            centre = Point(round(x + 5.75 * t), round(y + 5.75 * t))
            drawing.append(_accent_cross(request, centre))
    return tuple(drawing)


def _accent_cross(request: OrnamentRequest, centre: Point) -> Path:
    def number(name: str, default: float) -> float:
        return float(str(request.parameters.get(name, default)))

    dash, arm = mm(number("accent-dash", 1.5)), mm(number("accent-arm", 39.75))
    return dashed_cross(centre, arm, dash, pt(number("accent-weight", 0.6)), request.inks["accent"])


def seal_slice(request: OrnamentRequest) -> Drawing:
    """One slice of the year seal for the fore-edge (骑缝章): fanning all pages assembles the whole.

    Parameters: `index` (from 0), `count` of slices, `bleed` in mm. The slice is `size / count` wide, its left edge
    at the ornament's left; the artwork runs on through the bleed.
    """
    side = request.size
    index, count = int(str(request.parameters["index"])), int(str(request.parameters["count"]))
    bleed = mm(float(str(request.parameters["bleed"])))
    left = side * index // count
    width = side * (index + 1) // count - left
    items = [_at(-left, paths) for paths in year_seal(request)]
    if index + 1 == count:
        items.append(_at(-left, rectangle((side, 0, bleed, side), request.inks["mark"])))
    window: tuple[Length, Length, Length, Length] = (0, 0, width + bleed, side)
    return (Group(items=tuple(items), clip=rectangle(window, request.inks["mark"])),)


def _at(x: Length, item: Path | Group) -> Placed:
    return Placed(at=Point(x, 0), item=item, role=ArtifactRole.LAYOUT, origin=NOWHERE)


def practice_grid(request: OrnamentRequest) -> Drawing:
    """An empty 田字格: frame and dashed cross.

    Parameters: `frame` and `dash` in mm, `arm` as a share of the side, `weight` of the cross in pt.
    """

    def number(name: str, default: float) -> float:
        return float(str(request.parameters.get(name, default)))

    side, mark = request.size, request.inks["mark"]
    edge = frame((0, 0, side, side), mm(number("frame", 0.25)), mark)
    dash = min(mm(number("dash", 1.5)), side // 30)
    arm = round(side * number("arm", 0.4875))
    return (edge, dashed_cross(Point(side // 2, side // 2), arm, dash, pt(number("weight", 0.5)), mark))
