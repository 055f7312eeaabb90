"""What a picture shows where nobody has said so: a guess for the default crop, the same on every machine.

Four signs are added up on a small copy: edges, contrast with what lies around, colours unlike the picture's mean, and
skin. Compact patches of skin count as faces. Whole-number arithmetic on one thread: the same picture gives the same
subject everywhere.
"""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from builder.pictures import PictureInfo, Subject, opened, upright
from builder.resources import ResourceError, Resources

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 96
"""Cells of the long side of the copy looked at."""

RECIPE = 1
"""Part of the cache key: raised when the same picture would give another subject."""

_LAPLACE = (-1, -1, -1, -1, 8, -1, -1, -1, -1)
_SKIN_CB, _SKIN_CR = (77, 127), (135, 173)
"""Range of skin of all peoples in YCbCr (Chai and Ngan 1999), a little narrower towards yellow earth and brick."""
_SKIN_LIGHTNESS = 50
_FACE_CELLS = (0.002, 0.2)
"""Least and largest share of the picture that one face takes."""
_FACE_SHAPES = (0.75, 2.2)
"""Height over width."""
_FACE_FILL = 0.5
"""Least share of its box that a face fills; an ellipse fills 0.79."""


def find_subject(file: str, info: PictureInfo, resources: Resources) -> Subject | None:
    """What to keep in view of a picture; None where its pixels cannot be had (its reading has told or will tell why).

    Args:
        info: of the same file; it has been found light enough to decode.
    """
    try:
        key = f"picture-subject-{RECIPE}-{resources.fingerprint(file)[:40]}"
        kept = resources.cache.get(key)
        if kept:
            held = json.loads(kept)
            boxes = tuple((left, top, right, bottom) for left, top, right, bottom in held["faces"])
            return Subject(across=tuple(held["across"]), down=tuple(held["down"]), faces=boxes)
        subject = look(_small_copy(resources.read(file), info.orientation))
    except (ResourceError, OSError, SyntaxError, ValueError):
        return None
    resources.cache.put(key, json.dumps(asdict(subject)).encode())
    return subject


def _small_copy(data: bytes, orientation: int) -> "Image":
    from PIL import Image  # only a picture not looked at before needs it

    with opened(data) as image:
        if image.format == "JPEG":
            image.draft("RGB", (4 * SIDE, 4 * SIDE))
        whole = upright(image, orientation)
        factor = SIDE / max(whole.size)
        size = max(1, round(whole.width * factor)), max(1, round(whole.height * factor))
        if whole.mode in ("RGBA", "LA", "PA") or "transparency" in whole.info:
            # Against white, as it will lie on the page: what is transparent shows nothing.
            shown = whole.convert("RGBA").resize(size, Image.Resampling.BOX)
            ground = Image.new("RGBA", size, "white")
            return Image.alpha_composite(ground, shown).convert("RGB")
        return whole.convert("RGB").resize(size, Image.Resampling.BOX)


def look(small: "Image") -> Subject:
    """The subject of a small picture in RGB, a cell a pixel."""
    from PIL import Image, ImageChops, ImageFilter, ImageStat  # only a picture not looked at before needs it

    grey = small.convert("L")
    edges = grey.filter(ImageFilter.Kernel((3, 3), _LAPLACE, 2)).filter(ImageFilter.BoxBlur(1))
    contrast = ImageChops.difference(grey, grey.filter(ImageFilter.BoxBlur(SIDE // 8)))
    mean = Image.new("RGB", small.size, tuple(round(band) for band in ImageStat.Stat(small).mean))
    unlike = ImageChops.difference(small, mean).convert("L")
    skin = _skin(small)
    width, height = small.size
    signs = [band.tobytes() for band in (edges, contrast, unlike, skin)]
    weights = [2 * e + 2 * c + u + s for e, c, u, s in zip(*signs, strict=True)]
    # The quiet half is background: only what stands out of it counts.
    ordinary = sorted(weights)[len(weights) // 2]
    weights = [max(0, weight - ordinary) for weight in weights]
    across = tuple(sum(weights[x::width]) for x in range(width))
    down = tuple(sum(weights[y * width : (y + 1) * width]) for y in range(height))
    return Subject(across=across, down=down, faces=tuple(_faces(signs[3], width, height)))


def _skin(small: "Image") -> "Image":
    """255 where a cell has the colour of skin, specks taken away."""
    from PIL import ImageChops, ImageFilter  # only a picture not looked at before needs it

    def between(least: int, most: int) -> list[int]:
        return [255 if least <= value <= most else 0 for value in range(256)]

    lightness, blue, red = small.convert("YCbCr").split()
    tinted = ImageChops.darker(blue.point(between(*_SKIN_CB)), red.point(between(*_SKIN_CR)))
    lit = ImageChops.darker(tinted, lightness.point(between(_SKIN_LIGHTNESS, 250)))
    return lit.filter(ImageFilter.MedianFilter(3))


def _faces(skin: bytes, width: int, height: int) -> list[tuple[float, float, float, float]]:
    """Boxes round the patches of skin that have the size and shape of a head, a little wider for hair and chin."""
    waiting = {at for at, value in enumerate(skin) if value}
    boxes = []
    for start in range(width * height):
        if start in waiting:
            patch = _patch(start, waiting, width)
            columns, rows = [at % width for at in patch], [at // width for at in patch]
            left, right, top, bottom = min(columns), max(columns) + 1, min(rows), max(rows) + 1
            if _like_a_face(len(patch), right - left, bottom - top, width * height):
                wider, higher = (right - left) / 6, (bottom - top) / 6
                boxes.append(
                    (
                        max(0.0, (left - wider) / width),
                        max(0.0, (top - higher) / height),
                        min(1.0, (right + wider) / width),
                        min(1.0, (bottom + higher) / height),
                    )
                )
    return boxes


def _patch(start: int, waiting: set[int], width: int) -> list[int]:
    """The connected cells around `start`, taken out of `waiting`."""
    waiting.remove(start)
    patch, front = [], [start]
    while front:
        at = front.pop()
        patch.append(at)
        beside = [at - width, at + width]
        beside += [at - 1] if at % width else []
        beside += [at + 1] if (at + 1) % width else []
        for other in beside:
            if other in waiting:
                waiting.remove(other)
                front.append(other)
    return patch


def _like_a_face(cells: int, width: int, height: int, whole: int) -> bool:
    return (
        _FACE_CELLS[0] <= cells / whole <= _FACE_CELLS[1]
        and _FACE_SHAPES[0] <= height / width <= _FACE_SHAPES[1]
        and cells >= _FACE_FILL * width * height
    )
