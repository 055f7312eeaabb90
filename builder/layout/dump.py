"""A book as text and as JSON: what stands where, and from which line of YAML. For tests, diffs and the studio."""

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from builder.layout.pages import Artifact, Group, Link, PagedDocument, Path, Picture, Placed, Role, Tag
from builder.text.glyphs import GlyphRun
from builder.units import Length, to_mm, to_pt


def dump_text(document: PagedDocument) -> str:
    """One line an item: place in mm, kind, content, role, source. The diff of two dumps says which word moved."""
    lines = [f"{document.metadata.title}  {_mm(document.trim.width)} × {_mm(document.trim.height)} mm"]
    for index, page in enumerate(document.pages):
        lines.append(f"\n== page {index + 1} [{page.label}] {page.layout}{' blank' if page.is_blank else ''}")
        lines += _placed_lines(page.items, document.structure, "")
    lines.append("\n== structure")
    lines += _tag_lines(document.structure)
    return "\n".join(lines) + "\n"


def _placed_lines(items: tuple[Placed, ...], tags: tuple[Tag, ...], indent: str) -> Iterator[str]:
    for placed in items:
        at = f"{_mm(placed.at.x):>9} {_mm(placed.at.y):>9}"
        source = f"  ← {placed.origin}" if placed.origin.file else ""
        yield f"{indent}{at}  {_item(placed)}  ({_role(placed.role, tags)}){source}"
        if isinstance(placed.item, Group):
            yield from _placed_lines(placed.item.items, tags, indent + "    ")


def _item(placed: Placed) -> str:
    match placed.item:
        case GlyphRun() as run:
            ids = " ".join(str(glyph) for glyph in run.glyphs)
            stops = " ".join(_mm(x) for x in run.x)
            ink = run.paint.ink.name
            return (
                f"text “{run.text}” {run.face} {to_pt(run.size):g}pt {ink} glyphs[{ids}] x[{stops}] →{_mm(run.advance)}"
            )
        case Picture() as picture:
            crop = " ".join(f"{share:.4f}" for share in picture.crop)
            return f"picture {picture.name} {_mm(picture.size.width)}×{_mm(picture.size.height)} crop {crop}"
        case Path() as path:
            inks = [f"fill {path.fill.ink.name}"] if path.fill else []
            inks += [f"stroke {path.stroke.paint.ink.name} {to_pt(path.stroke.width):g}pt"] if path.stroke else []
            return f"path {len(path.segments)} segments {' '.join(inks)}"
        case Link() as link:
            return f"link {link.target} {_mm(link.size.width)}×{_mm(link.size.height)}"
        case Group() as group:
            return f"group of {len(group.items)}{' clipped' if group.clip else ''}"


def _role(role: Role, tags: tuple[Tag, ...]) -> str:
    return f"artifact {role.value}" if isinstance(role, Artifact) else f"{tags[role].kind}#{role}"


def _tag_lines(tags: tuple[Tag, ...]) -> Iterator[str]:
    depths: list[int] = []
    for index, tag in enumerate(tags):
        depth = 0 if tag.parent is None else depths[tag.parent] + 1
        depths.append(depth)
        alt = f" alt “{tag.alt}”" if tag.alt else ""
        anchor = f" #{tag.anchor}" if tag.anchor else ""
        yield f"{'  ' * depth}{tag.kind}#{index}{anchor}{alt}"


def _mm(length: Length) -> str:
    return f"{to_mm(length):.3f}".rstrip("0").rstrip(".")


def dump_json(document: PagedDocument) -> str:
    """The whole display list: every field by name, lengths in EMU, `kind` naming each item's type."""
    return json.dumps(_plain(document), ensure_ascii=False, indent=1) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **named}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value
