"""What a page paints, one value a mark, with the state it is painted in."""

from dataclasses import dataclass
from typing import Any

from builder.production.preflight.findings import Box
from builder.production.preflight.spaces import Space


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour and how it meets what is already there."""

    space: Space
    values: tuple[float, ...]
    overprint: bool
    mode: int
    """OPM of the graphics state: 1 leaves process inks of which DeviceCMYK says zero."""
    opacity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something painted. Boxes are in points of the page's default space, cut by the clip's box."""

    box: Box
    source: str
    in_mask: bool
    """Inside a soft mask: it makes transparency, not ink."""
    blend: str
    soft_masked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMark(Mark):
    """One string shown."""

    size: float
    """Points, through all matrices."""
    fill: Paint | None
    stroke: Paint | None
    stroke_width: float
    serif: bool
    missing: int
    """How many times glyph 0 (.notdef) is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PathMark(Mark):
    """A path filled, stroked or both."""

    fill: Paint | None
    stroke: Paint | None
    stroke_width: float
    thickness: float
    """The shorter side of a filled path's box before clipping, if the path is straight and upright; else infinite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageMark(Mark):
    """A sampled image, placed."""

    space: Space | None
    """None: a stencil, painted with `fill`."""
    fill: Paint | None
    width: int
    height: int
    ppi: float
    bits: int
    filters: tuple[str, ...]
    image: Any
    """The stream; None for an inline image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShadingMark(Mark):
    """A smooth shading, by `sh` or as a pattern."""

    space: Space
