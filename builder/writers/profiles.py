"""Profiles: for whom a file is made, as YAML in `profiles/`. One layout, and for each profile a way of writing it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from builder.resources import builtin
from builder.writers.renditions import Rendition
from builder.writers.screen import ScreenOptions
from builder.writers.standards import UA1_A2A, Standard

PROFILE_NAMES = tuple(sorted(file.stem for file in (Path(__file__).parent / "profiles").glob("*.yaml")))
"""`archive`, `grey`, `html`, `large-print`, `mobile`, `screen`, `text`."""

STEPS = 12
"""How many steps lead from a profile's best pictures to its least; each is some 12 % smaller."""

_KEYS = {"file", "kind", "pictures", "least", "budget", "contrast", "design", "pages"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How one kind of file is written."""

    name: str
    file: str
    """Its name in the output folder."""
    kind: str = "pdf"
    """`pdf`, `html` or `text`."""
    pictures: Rendition | None = None
    """None: a file without pictures."""
    least: Rendition | None = None
    """What pictures may come down to for the sake of `budget`."""
    budget: int | None = None
    """Bytes the file may have."""
    design: str = ""
    """A reading edition's design, in `themes/reading/`; empty: the book's own pages."""
    pages: str = "spreads"
    """How a reader shows it at first: `spreads` or `single` pages."""
    contrast: float = 4.5
    """What every text run must reach against what lies under it, as WCAG measures."""

    def options(self, *, jobs: int, standard: Standard = UA1_A2A) -> ScreenOptions:
        """The writer's options, with pictures at their best. Raises ValueError for a profile that is no PDF."""
        if self.pictures is None:
            raise ValueError(f"profile {self.name} is no PDF")
        return ScreenOptions(
            ppi=self.pictures.ppi,
            quality=self.pictures.quality,
            full_chroma=self.pictures.full_chroma,
            grey=self.pictures.grey,
            contrast=self.contrast,
            spreads=self.pages == "spreads",
            standard=standard,
            jobs=jobs,
        )

    def ladder(self) -> tuple[Rendition, ...]:
        """The renditions allowed, best first: resolution and quality come down together."""
        best, least = self.pictures, self.least
        if best is None or least is None:
            return () if best is None else (best,)
        return tuple(
            replace(best, ppi=_between(best.ppi, least.ppi, i), quality=_between(best.quality, least.quality, i))
            for i in range(STEPS + 1)
        )


def read_profile(name: str) -> Profile:
    """The profile of that name. Raises ResourceError (`file-missing`) or ValueError for a file that is none."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    data: dict[str, Any] = yaml.load(builtin(f"writers/profiles/{name}.yaml"), loader)
    if unknown := set(data) - _KEYS:
        raise ValueError(f"profile {name} has unknown keys: {', '.join(sorted(unknown))}")
    pictures, least = data.pop("pictures", None), data.pop("least", None)
    return Profile(
        name=name,
        pictures=Rendition(**pictures) if pictures else None,
        least=Rendition(**{**pictures, **least}) if least else None,
        **data,
    )


def _between(best: int, least: int, step: int) -> int:
    return best - (best - least) * step // STEPS
