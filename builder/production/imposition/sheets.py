"""Sheets as data: which page stands where, before anything is drawn. Lengths from the paper's top left, y downwards."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from builder.geometry import Matrix, Rect, Size
from builder.units import Length, mm


class Spine(StrEnum):
    """Which edge of an upright page is bound."""

    LEFT = "left"
    RIGHT = "right"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Cell:
    """A place on a side and the page that stands in it."""

    page: int | None
    """Counting from 1 in the sequence with its blanks; None for a place left over."""
    turned: bool = False
    """Head down, as the top row of a signature is."""
    spine: Spine = Spine.NONE
    depth: int = 0
    """How many sheets of paper lie between its own and the outermost one of the fold: what creep counts."""

    @property
    def bound_edge(self) -> Spine:
        """The edge of the place, as one looks at the sheet, that is bound."""
        if not self.turned or self.spine is Spine.NONE:
            return self.spine
        return Spine.LEFT if self.spine is Spine.RIGHT else Spine.RIGHT


Grid: TypeAlias = tuple[tuple[Cell, ...], ...]
"""Rows from the top, each from the left, as one looks at that side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """One sheet's pages without measures. The back is seen after turning the sheet over, left to right or (tumbled)
    head to foot."""

    front: Grid
    back: Grid | None
    signature: int = 1
    """Which signature it belongs to, from 1."""
    folds: bool = False
    """Whether the lines between places are folded; else they are cut."""
    cut_columns: frozenset[int] = frozenset()
    """Column lines (1 lies between the first two columns) that are cut although the rest is folded."""
    cut_rows: frozenset[int] = frozenset()
    one_plate: bool = False
    """Both sides are printed from the same plate (自翻、天地翻)."""
    tumbled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What is placed, and on what."""

    trim: Size
    bleed: Length
    paper: Size | None = None
    """None: as much as the pages, their bleed and the marks take."""
    caliper: Length = 0
    """Thickness of one leaf."""
    creep_factor: float = 1.0
    """From 1 (a flat fold) to π/2 (a round one)."""
    slug: Length = mm(14)
    """Room for marks around the bleed; 0 for none."""
    gripper: Length = 0
    """咬口: what the press holds the paper by, bare of everything, at the foot of both sides; of a sheet that is turned
    head to foot (天地翻) at its head too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One page on one side."""

    page: int
    """Counting from 1 in the sequence with its blanks."""
    matrix: Matrix
    """From the page's trim (top left, y downwards) to the paper."""
    clip: Rect
    """What of the paper it may ink: its place and the bleed, never beyond a fold it is bound at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a sheet."""

    placements: tuple[Placement, ...]
    block: Rect
    """All places together: from the first trim to the last."""
    cut_x: tuple[Length, ...]
    cut_y: tuple[Length, ...]
    fold_x: tuple[Length, ...]
    fold_y: tuple[Length, ...]
    back_fold: Length | None
    """The fold that becomes the signature's back: where its collation mark stands. Outer sides only."""
    first_cell: Rect
    last_cell: Rect


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet of paper, both sides."""

    number: int
    """From 1."""
    signature: int
    paper: Size
    front: Side
    back: Side | None
    one_plate: bool = False
    tumbled: bool = False
