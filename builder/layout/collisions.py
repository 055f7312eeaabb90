"""The last look at a page: no text stands on a picture, an ornament or another text."""

from builder.layout.stage import PageDraft
from builder.source import Span


def find_collision(page: PageDraft) -> Span | None:
    """Where the first text comes from that stands on something else; None if all keep clear of one another.

    Texts are taken as blocks from their first line's cap height to their last baseline, ornaments as squares.
    Panels of colour are grounds to stand on.
    """
    obstacles = [*page.pictures, *page.ornaments]
    for index, (block, origin) in enumerate(page.blocks):
        if any(block.intersects(obstacle) for obstacle in obstacles):
            return origin
        if any(block.intersects(other) for other, _ in page.blocks[:index]):
            return origin
    return None
