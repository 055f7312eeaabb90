"""The parameters of an ornament, as numbers."""

from collections.abc import Mapping, Sequence


class Parameters:
    """Reads what the theme gives an ornament. Raises ValueError where a number was wanted and is not one."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def real(self, name: str, default: float) -> float:
        return float(str(self._values.get(name, default)))

    def whole(self, name: str, default: int) -> int:
        return round(self.real(name, default))

    def reals(self, name: str) -> tuple[float, ...]:
        """A list of numbers; empty if the theme gives none."""
        value = self._values.get(name)
        return tuple(float(v) for v in value) if isinstance(value, Sequence) else ()

    def has(self, name: str) -> bool:
        return name in self._values
