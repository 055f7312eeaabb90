"""The standards a screen file may claim, as rows of a table. What each asks stands in `docs/standards/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from builder.writers.metadata import PDF_UA1_A2A, PDF_UA2_A4, Claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One pair of standards that a single file can keep."""

    name: str
    version: str
    """The PDF version of the file's header."""
    claims: Claims
    structure_2: bool = False
    """PDF 2.0's structure: namespaces, FENote, structure destinations (ISO 32000-2, 14.8.6 and 12.3.2.3)."""


UA1_A2A = Standard(name="ua1+a2a", version="1.7", claims=PDF_UA1_A2A)
"""PDF/UA-1 (ISO 14289-1) with PDF/A-2a (ISO 19005-2): what every reader of today knows."""

UA2_A4 = Standard(name="ua2+a4", version="2.0", claims=PDF_UA2_A4, structure_2=True)
"""PDF/UA-2 (ISO 14289-2) with PDF/A-4 (ISO 19005-4)."""

STANDARDS: Mapping[str, Standard] = MappingProxyType({row.name: row for row in (UA1_A2A, UA2_A4)})
