"""`_brand.yml`, where an organisation keeps its house colours (brand.yml of Posit): laid over a theme's inks."""

import io
import re
from collections.abc import Mapping
from typing import Any

from builder.content.decoding import decode
from builder.content.nodes import MapNode, Node, Scalar
from builder.content.parsing import parse
from builder.diagnostics import Diagnostics
from builder.resources import Cache, ResourceError, Resources, builtin

FILE = "_brand.yml"
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
_MOST_NAMES = 8
"""How often a colour may be named by another name of the palette."""


def branded(theme: dict[str, Any], resources: Resources, report: Diagnostics) -> dict[str, Any]:
    """The theme with the inks that it lists under `brand` in the colours of the project's `_brand.yml`.

    `brand: {INK: ROLE}` names `primary`, `secondary`, `background` … or a name of the file's palette. The press value
    is the screen's colour through the coated profile, in whole per cent. Reports `brand-color` for one that is none.
    """
    roles: Mapping[str, str] = theme.get("brand", {})
    colors = _colors(resources, report) if roles else None
    if colors is None:
        return theme
    inks = dict(theme["inks"])
    for ink, role in roles.items():
        node = colors.get(role) or _palette(colors).get(role)
        if node is not None and (screen := _resolved(node, _palette(colors), report)):
            inks[ink] = {**inks[ink], "screen": screen, "cmyk": _press_value(screen, resources.cache)}
    return {**theme, "inks": inks}


def _colors(resources: Resources, report: Diagnostics) -> MapNode | None:
    try:
        source = resources.read(FILE)
    except ResourceError:
        return None
    text = decode(source, FILE, report)
    node = None if text is None else parse(text, FILE, report)
    colors = node.get("color") if isinstance(node, MapNode) else None
    return colors if isinstance(colors, MapNode) else None


def _palette(colors: MapNode) -> MapNode:
    palette = colors.get("palette")
    return palette if isinstance(palette, MapNode) else MapNode(entries=(), span=colors.span)


def _resolved(node: Node, palette: MapNode, report: Diagnostics) -> str | None:
    """`#RRGGBB`, through the palette's names."""
    for _ in range(_MOST_NAMES):
        if not isinstance(node, Scalar):
            break
        if _HEX.fullmatch(node.text):
            digits = node.text[1:]
            return "#" + ("".join(2 * d for d in digits) if len(digits) == 3 else digits).upper()
        named = palette.get(node.text)
        if named is None:
            break
        node = named
    report.error("brand-color", node.span, color=node.text if isinstance(node, Scalar) else "…")
    return None


def _press_value(screen: str, cache: Cache) -> list[int]:
    """Cyan, magenta, yellow and black in per cent: relative colorimetric with black point compensation."""
    key = f"brand-{screen[1:]}"
    if (kept := cache.get(key)) is not None:
        return list(kept)
    from PIL import Image, ImageCms  # only a house colour not yet known needs them

    screen_profile, press_profile = (
        ImageCms.ImageCmsProfile(io.BytesIO(builtin(f"icc/{name}.icc"))) for name in ("srgb", "fogra39l-300")
    )
    transform = ImageCms.buildTransform(
        screen_profile,
        press_profile,
        "RGB",
        "CMYK",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    pixel = Image.new("RGB", (1, 1), tuple(int(screen[i : i + 2], 16) for i in (1, 3, 5)))
    value = ImageCms.applyTransform(pixel, transform)
    assert value is not None
    shares = [round(share * 100 / 255) for share in value.tobytes()]
    cache.put(key, bytes(shares))
    return shares
