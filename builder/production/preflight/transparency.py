"""Transparency: forbidden in PDF/X-1a, bound to the press's space in PDF/X-4. Source: ISO 15930-4, 6.12; -7, 6.15."""

from typing import Any

import pikepdf

from builder.production.preflight.boxes import PageBoxes
from builder.production.preflight.colors import paints_of
from builder.production.preflight.findings import Findings
from builder.production.preflight.interpreter import Reading, inherited
from builder.production.preflight.marks import ImageMark, Mark
from builder.production.preflight.spaces import MANAGED_RGB, RGB, Space, read_space

OPAQUE = ("Normal", "Compatible")


def check_transparency(
    page: pikepdf.Page, reading: Reading, boxes: PageBoxes, standard: str, findings: Findings
) -> None:
    """Report `transparency-forbidden` (x1a), `group-rgb`, `group-without-space`."""
    place = boxes.place()
    groups: list[tuple[str, Space | None]] = list(reading.groups)
    own: Any = page.obj.get("/Group")
    has_own_space = False
    if isinstance(own, pikepdf.Dictionary) and str(own.get("/S")) == "/Transparency":
        space = read_space(own["/CS"], inherited(page.obj, "/Resources")) if "/CS" in own else None
        has_own_space = space is not None
        groups.append(("page", space))
    clear = next((mark for mark in reading.marks if is_transparent(mark)), None)
    if standard == "x1a" and (clear is not None or groups):
        findings.error("transparency-forbidden", boxes.place(clear.box, clear.source) if clear else place)
    for source, space in groups:
        if space is not None and {*RGB, *MANAGED_RGB} & {*space.families()}:
            findings.error("group-rgb", boxes.place(None, source))
    if standard == "x4" and clear is not None and not has_own_space:
        findings.warning("group-without-space", boxes.place(clear.box, clear.source))


def is_transparent(mark: Mark) -> bool:
    """Whether what lies below shows through the mark."""
    if mark.soft_masked or mark.blend not in OPAQUE or any(paint.opacity < 1 for paint in paints_of(mark)):
        return True
    return isinstance(mark, ImageMark) and mark.image is not None and "/SMask" in mark.image
