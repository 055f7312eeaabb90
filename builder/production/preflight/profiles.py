"""ICC profiles of presses, by their headers. Source: ICC.1:2010, 7.2 and 7.3; ISO 15930-7, 6.2.3."""

import re
from dataclasses import dataclass

from builder.production.preflight.findings import FILE, Findings

REGISTERED = re.compile(
    r"FOGRA\d\d[A-Z]?|CGATS ?TR ?\d{3}|CGATS21-2-CRPC\d|JC\d{6}|JCW2003|JCN2002|IFRA\d\d|EUROSB\d+|OFCOM\w+"
)
"""Names of the ICC's characterisation data registry, by their shapes."""


@dataclass(frozen=True, slots=True)
class Header:
    """What an ICC profile says of itself."""

    size: int
    version: int
    kind: str
    space: str
    tags: frozenset[str]
    whole: bool
    """Whether every tag's data lies within the bytes there are."""


def check_profile(data: bytes, standard: str, components: int, findings: Findings) -> None:
    """Report `profile-broken`, `profile-truncated`, `profile-class-wrong`, `profile-not-cmyk`, `profile-tables-missing`
    and `profile-too-new`.

    Args:
        components: as the file that holds the profile says.
    """
    try:
        header = read_header(data)
    except ValueError as error:
        findings.error("profile-broken", FILE, reason=error)
        return
    if header.size != len(data) or not header.whole:
        findings.error("profile-truncated", FILE, said=header.size, held=len(data))
    if header.kind != "prtr":
        findings.error("profile-class-wrong", FILE, kind=header.kind)
    if header.space != "CMYK" or components != 4:
        findings.error("profile-not-cmyk", FILE, space=header.space, n=components)
    missing = [tag for tag in ("A2B0", "B2A0") if tag not in header.tags]
    if missing and header.kind == "prtr":
        findings.error("profile-tables-missing", FILE, tags="、".join(missing))
    newest = 2 if standard == "x1a" else 4
    if header.version > newest:
        findings.error("profile-too-new", FILE, version=header.version, newest=newest)


def read_header(data: bytes) -> Header:
    """The header and the tags of a profile. Raises ValueError if it has none."""
    if len(data) < 132 or data[36:40] != b"acsp":
        raise ValueError("no ICC header")
    count = int.from_bytes(data[128:132], "big")
    rows = [data[132 + 12 * i : 144 + 12 * i] for i in range(min(count, 200))]
    ends = [int.from_bytes(row[4:8], "big") + int.from_bytes(row[8:12], "big") for row in rows]
    return Header(
        size=int.from_bytes(data[:4], "big"),
        version=data[8],
        kind=data[12:16].decode("latin-1"),
        space=data[16:20].decode("latin-1").strip(),
        tags=frozenset(row[:4].decode("latin-1") for row in rows),
        whole=all(len(row) == 12 for row in rows) and max(ends, default=0) <= len(data),
    )
