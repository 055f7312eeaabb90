"""The eleven counties of 晋中, as a map of equal tiles lays them out."""

COUNTY_TILES: dict[str, tuple[int, int]] = {
    "榆次区": (2, 0),
    "寿阳县": (3, 0),
    "昔阳县": (4, 0),
    "祁县": (1, 1),
    "太谷区": (2, 1),
    "榆社县": (3, 1),
    "和顺县": (4, 1),
    "介休市": (0, 2),
    "平遥县": (1, 2),
    "左权县": (4, 2),
    "灵石县": (0, 3),
}
"""Name to column and row, west to east and north to south, neighbours beside neighbours."""


def full_name(name: str) -> str:
    """The county meant: `榆次` is 榆次区; empty if there is none of that name."""
    short = name.strip()
    return next((county for county in COUNTY_TILES if short in (county, county[:-1])), "")
