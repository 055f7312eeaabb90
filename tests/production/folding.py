"""Paper as it is: leaves of an arranged sheet, folded at its fold lines, read as a reader reads."""

from dataclasses import dataclass, replace

from builder.production.imposition.sheets import Placement, Sheet

_Leaf = tuple[int, int]
"""Pages of a leaf from the top of the stack: the one that is seen, the one behind it."""


@dataclass(frozen=True)
class Piece:
    """A leaf of the flat sheet on its way: its middle, how high it lies, what it shows, which way its head points."""

    x: float
    y: float
    height: int
    up: int
    down: int
    head_up: bool


def read_folded(sheet: Sheet, *, right_bound: bool = False) -> tuple[int, ...]:
    """Pages of the sheet in reading order once folded; the spine ends up on the left (or right).

    Folds halve the sheet, the longer way by places first; what lies left (right) of the line or above it goes
    under.
    """
    pieces = _pieces(sheet)
    while len({p.x for p in pieces}) > 1 or len({p.y for p in pieces}) > 1:
        across = len({p.x for p in pieces}) > len({p.y for p in pieces})
        pieces = _folded(pieces, across=across, right=right_bound)
    stack = sorted(pieces, key=lambda p: -p.height)
    assert all(p.head_up for p in stack), "a page stands on its head"
    return tuple(page for p in stack for page in (p.up, p.down))


def middle(placement: Placement) -> tuple[int, int]:
    """The middle of what a placement may ink, bleed cut evenly or not."""
    clip = placement.clip
    return clip.x + clip.width // 2, clip.y + clip.height // 2


def behind(sheet: Sheet) -> dict[int, int]:
    """Which page is printed behind each page of the front, by where they lie on the paper."""
    assert sheet.back
    pairs = {}
    for front in sheet.front.placements:
        x, y = middle(front)
        seen = (x, sheet.paper.height - y) if sheet.tumbled else (sheet.paper.width - x, y)
        backs = [b for b in sheet.back.placements if _near(middle(b), seen)]
        assert len(backs) == 1, f"page {front.page} has {len(backs)} pages behind it"
        pairs[front.page] = backs[0].page
    return pairs


def _near(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return abs(one[0] - other[0]) < 200_000 and abs(one[1] - other[1]) < 200_000


def _pieces(sheet: Sheet) -> list[Piece]:
    pairs = behind(sheet)
    columns = sorted({round(middle(p)[0], -6) for p in sheet.front.placements})
    rows = sorted({round(middle(p)[1], -6) for p in sheet.front.placements})
    return [
        Piece(
            x=columns.index(round(middle(p)[0], -6)),
            y=rows.index(round(middle(p)[1], -6)),
            height=0,
            up=p.page,
            down=pairs[p.page],
            head_up=p.matrix.a > 0,
        )
        for p in sheet.front.placements
    ]


def _folded(pieces: list[Piece], *, across: bool, right: bool) -> list[Piece]:
    """Fold in the middle: the moving half is turned over and lies below all of the other."""
    places = [p.x if across else p.y for p in pieces]
    line = (min(places) + max(places)) / 2
    lowest = min(p.height for p in pieces)
    done = []
    for p in pieces:
        place = p.x if across else p.y
        moves = place > line if across and right else place < line
        if not moves:
            done.append(p)
            continue
        turned = replace(p, height=lowest - 1 - (p.height - lowest), up=p.down, down=p.up)
        if across:
            done.append(replace(turned, x=2 * line - p.x))
        else:
            done.append(replace(turned, y=2 * line - p.y, head_up=not p.head_up))
    return done
