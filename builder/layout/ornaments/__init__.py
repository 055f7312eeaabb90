"""Computed ornaments, by the name a theme calls them: each a function of parameters that returns paths."""

from builder.layout.ornaments.cells import copybook_cells
from builder.layout.ornaments.ears import ear
from builder.layout.ornaments.furrows import furrow, seed_row
from builder.layout.ornaments.hundred import hundred_squares
from builder.layout.ornaments.ornament import Ornament
from builder.layout.ornaments.panes import panes, silhouette
from builder.layout.ornaments.rods import counting_board
from builder.layout.ornaments.seals import numeral_seal, practice_grid, seal_slice, year_seal
from builder.layout.ornaments.terraces import terraces

ORNAMENTS: dict[str, Ornament] = {
    "seal": numeral_seal,
    "year-seal": year_seal,
    "seal-slice": seal_slice,
    "practice-grid": practice_grid,
    "hundred-squares": hundred_squares,
    "copybook-cells": copybook_cells,
    "counting-board": counting_board,
    "ear": ear,
    "furrow": furrow,
    "panes": panes,
    "silhouette": silhouette,
    "seed-row": seed_row,
    "terraces": terraces,
}
