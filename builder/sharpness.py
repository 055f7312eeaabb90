"""How blurred a photo looks at the size it prints, and which photos are nearly the same."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.pictures import PictureInfo, opened, upright
from builder.resources import ResourceError, Resources

if TYPE_CHECKING:
    from PIL.Image import Image

BLURRED = 0.45
"""Blur from which a photo is told, of 1600 pixels: the ten pictures of the 2022 edition lie under 0.13, softened by a
Gaussian of one pixel under 0.28, of three pixels at 0.25 to 0.64, of five above 0.65."""

ALIKE = 20
"""Bits of 128 in which the prints of two near-duplicates may differ. The edition's pictures differ from one another in
45 and more; from themselves cropped by a twentieth and lightened in up to 18, compressed hard in up to 3."""

_LONGEST = 1600
"""Pixels of the copy that is judged."""
_TILES = 4
"""The picture is judged in this many columns and rows, for a portrait may stand before a ground out of focus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """What a photo's pixels say of it."""

    blur: float
    """0 sharp to 1 nothing but blur: that of its sharpest parts."""
    print_across: int
    """64 bits: where lightness falls from left to right (difference hash)."""
    print_down: int

    @property
    def is_blurred(self) -> bool:
        return self.blur > BLURRED

    def is_like(self, other: "Looks") -> bool:
        """Whether it is the other photo once more: scaled, compressed, toned or cut a little."""
        differing = (self.print_across ^ other.print_across).bit_count()
        return differing + (self.print_down ^ other.print_down).bit_count() <= ALIKE


def looks_of(file: str, info: PictureInfo, longest: int, resources: Resources) -> Looks | None:
    """Judge a photo; None where its pixels cannot be had.

    Args:
        info: of the same file.
        longest: pixels of the long side at which it prints at 300 ppi; finer detail is never seen.
    """
    from PIL import Image  # only the verb that judges photos needs pixels

    try:
        with opened(resources.read(file)) as image:
            side = min(_LONGEST, max(longest, 64))
            if image.format == "JPEG":
                image.draft("L", (2 * side, 2 * side))
            grey = upright(image, info.orientation).convert("L")
    except (ResourceError, OSError, SyntaxError, ValueError):
        return None
    factor = min(1.0, side / max(grey.size))
    size = max(1, round(grey.width * factor)), max(1, round(grey.height * factor))
    judged = grey if size == grey.size else grey.resize(size, Image.Resampling.LANCZOS)
    return Looks(blur=_blur(judged), print_across=_difference_print(grey), print_down=_difference_print(_turned(grey)))


def _turned(grey: "Image") -> "Image":
    from PIL import Image  # only the verb that judges photos needs pixels

    return grey.transpose(Image.Transpose.TRANSPOSE)


def _difference_print(grey: "Image") -> int:
    from PIL import Image  # only the verb that judges photos needs pixels

    values = grey.resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = [values[9 * row + at] > values[9 * row + at + 1] for row in range(8) for at in range(8)]
    return sum(bit << place for place, bit in enumerate(bits))


def _blur(grey: "Image") -> float:
    """That of the second sharpest tile: one tile may be a caption or a scratch."""
    width, height = grey.size
    tiles = [
        (width * x // _TILES, height * y // _TILES, width * (x + 1) // _TILES, height * (y + 1) // _TILES)
        for y in range(_TILES)
        for x in range(_TILES)
    ]
    found = sorted(_tile_blur(grey.crop(tile)) for tile in tiles if tile[2] - tile[0] > 8 and tile[3] - tile[1] > 8)
    return found[min(1, len(found) - 1)] if found else 0.0


def _tile_blur(tile: "Image") -> float:
    """How little a strong blur changes it: what is sharp loses much, what is blurred already loses nothing.

    Source: F. Crété-Roffet and others, The blur effect (2007); the larger of both directions.
    """
    from PIL import ImageChops, ImageFilter, ImageStat  # only the verb that judges photos needs pixels

    softer = tile.filter(ImageFilter.BoxBlur(4))
    worst = 0.0
    for dx, dy in ((1, 0), (0, 1)):
        before = ImageChops.difference(tile, ImageChops.offset(tile, dx, dy)).crop((1, 1, *tile.size))
        after = ImageChops.difference(softer, ImageChops.offset(softer, dx, dy)).crop((1, 1, *tile.size))
        whole = ImageStat.Stat(before).sum[0]
        lost = ImageStat.Stat(ImageChops.subtract(before, after)).sum[0]
        if whole < before.width * before.height / 8:
            return 1.0  # an even tile says nothing
        worst = max(worst, (whole - lost) / whole)
    return worst
