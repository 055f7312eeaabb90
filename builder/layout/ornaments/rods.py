"""算筹: numbers laid in counting rods on a board with a row for every place.

Source: 《孙子算经》卷上：一纵十横，百立千僵，千十相望，万百相当.
"""

import re

from builder.geometry import Point
from builder.layout.ornaments.ornament import Drawing, OrnamentError, OrnamentRequest
from builder.layout.pages import LineTo, MoveTo, Path, Segment, Stroke
from builder.layout.shapes import circle_segments
from builder.units import Length, mm, pt

NUMBER = re.compile(r"(?P<whole>\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.(?P<parts>\d+))?")
CIRCLE_SHARE = 0.3
"""Radius of the ring that stands for nought, as a share of the field."""
Rod = tuple[Point, Point]


def counting_board(request: OrnamentRequest) -> Drawing:
    """A number on the board: a field for each place, from the highest one at the top to the lowest.

    The size is a field's side. Text: the number, with or without decimals. Parameters: `whole` and `parts`, how many
    places the board has on either side of the point (4 and 3); `pitch` of the places in mm; `weight` of the rods in
    pt. Leading places stay empty. A number with more places is an `OrnamentError`.
    """
    whole, parts = int(_number(request, "whole", 4)), int(_number(request, "parts", 3))
    pitch = mm(_number(request, "pitch", 22.5))
    stroke = Stroke(paint=request.inks["mark"], width=pt(_number(request, "weight", 1.25)))
    segments: list[Segment] = []
    for power, digit in places(request.text):
        if not -parts <= power < whole:
            raise OrnamentError(request.text)
        top = (whole - 1 - power) * pitch
        for start, end in rods(digit, request.size, level=power % 2 == 1):
            segments += (MoveTo(Point(start.x, start.y + top)), LineTo(Point(end.x, end.y + top)))
        if digit == 0:
            centre = Point(request.size // 2, top + request.size // 2)
            segments += circle_segments(centre, round(request.size * CIRCLE_SHARE))
    return (Path(segments=tuple(segments), stroke=stroke),)


def places(text: str) -> list[tuple[int, int]]:
    """The digits of a number with their powers of ten, highest first, without leading noughts.

    Raises:
        OrnamentError: `text` is no number.
    """
    found = NUMBER.fullmatch(text.strip())
    if not found:
        raise OrnamentError(text)
    whole, parts = re.sub(r"[,，]", "", found["whole"]).lstrip("0"), found["parts"] or ""
    digits = [(len(whole) - 1 - index, int(digit)) for index, digit in enumerate(whole)]
    digits += [(-1 - index, int(digit)) for index, digit in enumerate(parts)]
    return digits or [(0, 0)]


def rods(digit: int, field: Length, *, level: bool) -> list[Rod]:
    """The rods of a digit in a square field, measured from its top left corner; none for nought.

    One to five are so many rods side by side, a fifth of the field apart and centred. From six on a rod across
    stands for five: upright (纵: ones, hundreds, hundredths) it lies at the head with the others hanging below it;
    level (横: tens, thousands, tenths) it stands above the others, which lie at the foot.
    """
    if digit <= 5:
        middle = [field // 2 + round((index - (digit - 1) / 2) * field / 5) for index in range(digit)]
        return [_rod(level, at, 0, field) for at in middle]
    count, pitch = digit - 5, field / 5
    if level:
        lying = [_rod(True, field - round(index * pitch), 0, field) for index in range(count)]
        return [*lying, _rod(False, field // 2, 0, field - round(count * pitch))]
    hanging = [field // 2 + round((index - (count - 1) / 2) * pitch) for index in range(count)]
    return [_rod(True, 0, 0, field), *(_rod(False, at, round(pitch), field) for at in hanging)]


def _rod(level: bool, at: Length, start: Length, end: Length) -> Rod:
    """A rod from `start` to `end`, lying at height `at` or standing at `at` from the left."""
    return (Point(start, at), Point(end, at)) if level else (Point(at, start), Point(at, end))


def _number(request: OrnamentRequest, name: str, default: float) -> float:
    return float(str(request.parameters.get(name, default)))
