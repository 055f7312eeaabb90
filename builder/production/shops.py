"""What a printing shop asks for, as data: `shops/*.yaml`, or a file of one's own."""

import math
from dataclasses import MISSING, dataclass, fields, replace
from pathlib import Path
from typing import get_type_hints

import yaml

from builder.diagnostics import Diagnostics
from builder.resources import ResourceError, builtin
from builder.source import Span, whole_file

SHOP_NAMES = ("coated-300", "uncoated-260", "digital", "strict-250")
LARGEST_FILE = 100_000
"""Bytes; a profile is a page of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """One shop's terms. Each field is a key of its YAML file."""

    name: str
    """What people call it, in Chinese."""
    standard: str
    """`x4`, `x1a` or `none`."""
    bleed_mm: float
    safe_mm: float
    """Type keeps this far inside the trim."""
    ink_limit: float
    """Per cent, all inks together, mean over `ink_window_mm2`."""
    ink_window_mm2: float = 15.0
    smallest_line_pt: float
    smallest_type_pt: float
    smallest_reversed_pt: float
    """White type without serifs."""
    smallest_reversed_serif_pt: float
    """White Song or Ming type: its thin strokes fill in first."""
    smallest_mixed_type_pt: float
    """Type in two inks or more: refused below this,"""
    safe_mixed_type_pt: float
    """and told below this."""
    smallest_tint: float
    """Per cent; lighter is lost on the press."""
    overprint_below_pt: float = 12.0
    """Black type below this must overprint."""
    rich_black_from_pt: float = 24.0
    """Type below this must be black ink alone if it is black."""
    outlined: bool = False
    """Whether all type must be outlines (转曲)."""
    marks: bool = False
    """Whether crop marks are wanted."""
    page_multiple: int
    refuse_below_ppi: float
    warn_below_ppi: float
    refuse_bitmap_below_ppi: float
    """For images of one bit."""
    profile: str = ""
    """Path of the press's ICC profile, from the shop's own file; empty for the one that came with the program."""
    condition: str = ""
    """Registered name of the printing condition that `profile` stands for (FOGRA39, JC200103 …)."""
    paper: str
    caliper_mm: float
    """Thickness of a leaf of `paper`."""


def read_shop(given: str, report: Diagnostics) -> Shop | None:
    """The shop of that name, or of the YAML file at that path.

    Reports `shop-unknown`, `shop-unreadable`, `shop-key-unknown`, `shop-key-twice`, `shop-value-wrong` and
    `shop-key-missing`, each at its line, all of them at once; None after any.
    """
    is_path = given.endswith((".yaml", ".yml"))
    if not is_path and given not in SHOP_NAMES:
        report.error("shop-unknown", whole_file(""), given=given, known="、".join(SHOP_NAMES))
        return None
    try:
        data = Path(given).read_bytes() if is_path else builtin(f"production/shops/{given}.yaml")
        if len(data) > LARGEST_FILE:
            raise ValueError(f"{len(data)} bytes")
        shop = parse_shop(data.decode("utf-8-sig"), given if is_path else f"{given}.yaml", report)
        if shop is not None and shop.profile:
            shop = replace(shop, profile=str(Path(given).parent / shop.profile))
        return shop
    except (OSError, ValueError, ResourceError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        report.error("shop-unreadable", whole_file(given), reason=reason)
        return None


def parse_shop(text: str, file: str, report: Diagnostics) -> Shop | None:
    """The shop that a YAML text describes; see `read_shop`."""
    told = Diagnostics()
    node = _composed(text, file, told)
    values: dict[str, object] = {}
    hints = get_type_hints(Shop)
    for key, value in node.value if node is not None else ():
        place = _span(file, key)
        name = str(key.value)
        if name not in hints:
            told.error("shop-key-unknown", place, key=name)
        elif name in values:
            told.error("shop-key-twice", place, key=name)
        else:
            values[name] = _read_value(name, hints[name], value, file, told)
    required = {field.name for field in fields(Shop) if field.default is MISSING}
    for name in sorted(required - values.keys()) if node is not None else ():
        told.error("shop-key-missing", whole_file(file), key=name)
    report.found.extend(told.found)
    return None if told.has_errors else Shop(**values)  # type: ignore[arg-type]


def _composed(text: str, file: str, report: Diagnostics) -> yaml.MappingNode | None:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        place = Span(file, line, column, line, column + 1)
        report.error("shop-unreadable", place, reason=getattr(error, "problem", None) or str(error))
        return None
    if isinstance(node, yaml.MappingNode):
        return node
    report.error("shop-unreadable", whole_file(file), reason="key: value")
    return None


def _span(file: str, node: yaml.Node) -> Span:
    start, end = node.start_mark, node.end_mark
    return Span(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


_WANTED = {str: "文字 text", bool: "true / false", int: "≥ 1 的整数 whole number ≥ 1", float: "≥ 0 的数 number ≥ 0"}


def _read_value(name: str, kind: type, node: yaml.Node, file: str, report: Diagnostics) -> object:
    """The scalar as its key wants it. YAML 1.2 words only: `no` is text, not false."""
    text = str(node.value) if isinstance(node, yaml.ScalarNode) else ""
    try:
        value = _converted(kind, text)
    except ValueError:
        report.error("shop-value-wrong", _span(file, node), key=name, given=text, wanted=_WANTED[kind])
        return None
    if name == "standard" and value not in ("x4", "x1a", "none"):
        report.error("shop-value-wrong", _span(file, node), key=name, given=text, wanted="x4 / x1a / none")
    return value


def _converted(kind: type, text: str) -> object:
    if kind is bool:
        if text not in ("true", "false"):
            raise ValueError
        return text == "true"
    if kind is str:
        if not text.strip():
            raise ValueError
        return text
    number = kind(text)
    if not math.isfinite(number) or number < (1 if kind is int else 0):
        raise ValueError
    return number
