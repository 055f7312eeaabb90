"""Lengths and ratios as the decimals of a content stream: the last of the four places where the house rounds."""

from builder.units import PER_POINT, Length


def decimal(value: float, places: int = 3) -> str:
    """`value` with at most `places` decimals and nothing superfluous: `0`, `-0.5`, `12`."""
    text = f"{value:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def points(length: Length) -> str:
    """`length` in points to a thousandth (0.35 µm): below what any device resolves."""
    return decimal(length / PER_POINT)


def box_points(length: Length) -> str:
    """`length` in points to 1/100,000, for page boxes, which are compared by machines."""
    return decimal(length / PER_POINT, 5)
