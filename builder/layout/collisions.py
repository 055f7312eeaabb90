"""The last look at a page: no text stands on a picture, an ornament or another text, or runs off the paper."""

from builder.geometry import Rect, Size
from builder.layout.stage import PageDraft
from builder.source import Span


def find_collision(page: PageDraft, trim: Size) -> Span | None:
    """Where the first text comes from that stands on something else or beyond the trim; None if all keep clear.

    Texts are taken as blocks from their first line's cap height to their last baseline, ornaments as squares.
    Panels of colour are grounds to stand on, also within a picture.
    """
    for index, (block, origin) in enumerate(page.blocks):
        if block.x < 0 or block.y < 0 or block.right > trim.width or block.bottom > trim.height:
            return origin
        if any(block.intersects(ornament) for ornament in page.ornaments):
            return origin
        panels = [box for box, _ in page.fills if box.contains(block)]
        if any(block.intersects(box) and not _holds_any(box, panels) for box in page.pictures):
            return origin
        if any(block.intersects(other) for other, _ in page.blocks[:index]):
            return origin
    return None


def _holds_any(picture: Rect, panels: list[Rect]) -> bool:
    return any(picture.contains(panel) for panel in panels)
