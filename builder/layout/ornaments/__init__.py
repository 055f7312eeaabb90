"""Computed ornaments, by the name a theme calls them: each a function of parameters that returns paths."""

from builder.layout.ornaments.hundred import hundred_squares
from builder.layout.ornaments.ornament import Ornament
from builder.layout.ornaments.seals import numeral_seal, practice_grid, seal_slice, year_seal

ORNAMENTS: dict[str, Ornament] = {
    "seal": numeral_seal,
    "year-seal": year_seal,
    "seal-slice": seal_slice,
    "practice-grid": practice_grid,
    "hundred-squares": hundred_squares,
}
