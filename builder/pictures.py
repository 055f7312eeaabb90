"""What layout needs to know of a picture before anyone converts it: its size upright, and that it can be opened."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureInfo:
    """A picture's header, EXIF orientation already applied to width and height."""

    width: int
    height: int
    format: str
    """`JPEG`, `PNG`, `TIFF`, `WEBP` …"""
    orientation: int
    """EXIF orientation, 1 to 8."""
    mode: str
    """Pillow's name of the pixel mode: `RGB`, `CMYK`, `L`, `RGBA` …"""
