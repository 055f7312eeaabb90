"""What is asked of a file: a shop's terms and what the job itself orders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from builder.production.shops import Shop

STANDARDS = ("x4", "x1a", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What is asked of a file."""

    shop: Shop
    standard: str = "x4"
    spots: frozenset[str] = frozenset()
    """Inks beyond the four that the job has."""
    page_multiple: int = 1
    outlined: bool = False


MULTIPLES = {"saddle": 4, "perfect": 2, "sewn": 2, "wire": 2, "loose": 1}
"""What the count of pages must be divisible by, for each binding: a leaf has two, a folded sheet four."""


def demand_of(shop: Shop, job: Mapping[str, object], standard: str) -> Demand:
    """What `job` (the keys of job.yaml) orders from `shop`: its spot inks, and pages that its binding can take."""
    spots = job.get("spots")
    return Demand(
        shop=shop,
        standard=standard,
        spots=allowed_spots(str(name) for name in spots) if isinstance(spots, list) else frozenset(),
        page_multiple=MULTIPLES.get(str(job.get("binding")), shop.page_multiple),
    )


def allowed_spots(names: Iterable[str]) -> frozenset[str]:
    """Ink names as the job lists them, trimmed."""
    return frozenset(name.strip() for name in names if name.strip())
