"""What a press is told: colour profiles, the printing conditions they stand for, the standards of print files."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from builder.writers.metadata import PDF_X1A, PDF_X4, Claims

_FOLDER = Path(__file__).resolve().parent.parent / "icc"


@dataclass(frozen=True, kw_only=True)
class Profile:
    """An ICC profile, read when first asked for."""

    name: str
    file: str
    """In the program's own folder; a shop's by its whole path."""
    sha256: str
    """What the file must hash to; part of cache keys, so that no key needs the file."""

    @cached_property
    def data(self) -> bytes:
        """The profile. Raises ValueError if the file is not the one that was shipped, or looked at."""
        data = (_FOLDER / self.file).read_bytes()
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ValueError(f"{self.file} is not the profile it was")
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintingCondition:
    """What a print file is made for (ISO 15930-7, 6.2.2; ISO 32000-1, 14.11.5)."""

    identifier: str
    """The registered name."""
    registry: str
    """Who keeps that name; empty for a name of nobody's list."""
    description: str
    profile: Profile


SRGB = Profile(
    name="sRGB",
    file="srgb.icc",
    sha256="3690fa1a3f528125abd6ac5f390bc18bc3162d24e52b0ffdc64f318b415014cd",
)

COATED_300 = Profile(
    name="Coated FOGRA39L TAC300 K95",
    file="fogra39l-300.icc",
    sha256="14f35d313fe37e1003be1b7f7ca7be19d517549501adbba623ec57675be63757",
)

FOGRA39 = PrintingCondition(
    identifier="FOGRA39",
    registry="http://www.color.org",
    description="Offset printing, ISO 12647-2:2004/Amd 1, OFCOM, paper type 1 or 2, coated, 115 g/m2",
    profile=COATED_300,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PressStandard:
    """A standard that a print file may claim. What each asks stands in `docs/standards/`."""

    name: str
    version: str
    """The PDF version of the file's header."""
    claims: Claims
    transparency: bool
    """Whether pictures may have soft masks."""


X4 = PressStandard(name="x4", version="1.6", claims=PDF_X4, transparency=True)
"""PDF/X-4 (ISO 15930-7)."""

X1A = PressStandard(name="x1a", version="1.4", claims=PDF_X1A, transparency=False)
"""PDF/X-1a:2003 (ISO 15930-4): for shops whose machines know no transparency."""

PRESS_STANDARDS: Mapping[str, PressStandard] = MappingProxyType({row.name: row for row in (X4, X1A)})
