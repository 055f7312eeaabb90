"""Info, XMP, dates, identifiers. Source: ISO 15930-7, 6.3 to 6.5; ISO 15930-4, 6.4; XMP Specification, part 1."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from xml.etree import ElementTree

import pikepdf

from builder.production.preflight.findings import FILE, Findings

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
LARGEST_PACKET = 4_000_000

PAIRS = (
    ("Title", "dc:title"),
    ("Creator", "xmp:CreatorTool"),
    ("Producer", "pdf:Producer"),
    ("Subject", "dc:description"),
    ("Keywords", "pdf:Keywords"),
    ("CreationDate", "xmp:CreateDate"),
    ("ModDate", "xmp:ModifyDate"),
    ("Trapped", "pdf:Trapped"),
)
X4_KEYS = (
    "dc:title",
    *("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"),
    *("xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass"),
)
X1A_KEYS = ("Title", "Creator", "Producer", "CreationDate", "ModDate", "Trapped")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a file says of itself, in both places."""

    info: dict[str, str]
    trapped_is_name: bool
    xmp: dict[str, str]


def check_metadata(pdf: pikepdf.Pdf, standard: str, findings: Findings) -> None:
    """Report `xmp-missing`, `xmp-broken`, `xmp-filtered`, `xmp-twice`, `metadata-missing`, `metadata-differs`,
    `trapped-unknown`, `date-wrong`, `id-missing`, `version-claim`, `version-header`. Nothing when `standard` is `none`
    but what contradicts itself."""
    info = _info(pdf)
    xmp = _read_xmp(pdf, standard, findings)
    trapped = pdf.docinfo.get("/Trapped") if "/Info" in pdf.trailer else None
    said = Metadata(info, trapped is None or isinstance(trapped, pikepdf.Name), xmp)
    _check_agreement(said, findings)
    _check_dates(said, standard, findings)
    if standard == "none":
        return
    _check_claim(pdf, said, standard, findings)
    _check_trapped(said, standard, findings)
    keys = [key for key in X1A_KEYS if not info.get(key)] if standard == "x1a" else []
    keys += [key for key in X4_KEYS if not xmp.get(key)] if standard == "x4" else []
    for key in keys:
        findings.error("metadata-missing", FILE, key=key)
    identifiers = pdf.trailer.get("/ID")
    if not isinstance(identifiers, pikepdf.Array) or len(identifiers) != 2 or not all(map(bytes, identifiers)):
        findings.error("id-missing", FILE)


def _info(pdf: pikepdf.Pdf) -> dict[str, str]:
    if "/Info" not in pdf.trailer or not isinstance(pdf.trailer["/Info"], pikepdf.Dictionary):
        return {}
    return {str(key)[1:]: str(value).removeprefix("/") for key, value in pdf.trailer["/Info"].items()}


def _read_xmp(pdf: pikepdf.Pdf, standard: str, findings: Findings) -> dict[str, str]:
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        if standard == "x4":
            findings.error("xmp-missing", FILE)
        return {}
    if "/Filter" in stream and standard == "x4":
        findings.error("xmp-filtered", FILE)
    try:
        data = stream.read_bytes()
        if len(data) > LARGEST_PACKET or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise ValueError("not a plain packet")
        root = ElementTree.fromstring(data.strip(b"\0 \r\n\t"))
    except (ElementTree.ParseError, ValueError, pikepdf.PdfError) as error:
        findings.error("xmp-broken", FILE, reason=error)
        return {}
    return _properties(root, findings)


def _properties(root: ElementTree.Element, findings: Findings) -> dict[str, str]:
    """Properties by `prefix:name` of `NAMESPACES`; a list's items one a line."""
    found: dict[str, str] = {}
    for description in root.iter(f"{RDF}Description"):
        pairs = [(key, value) for key, value in description.attrib.items() if not key.startswith(RDF)]
        pairs += [(child.tag, _text(child)) for child in description]
        for key, value in pairs:
            name = _short(key)
            if name and name in found:
                findings.error("xmp-twice", FILE, key=name)
            if name:
                found[name] = value
    return found


def _short(key: str) -> str:
    return next((f"{p}:{key[len(uri) + 2 :]}" for p, uri in NAMESPACES.items() if key.startswith(f"{{{uri}}}")), "")


def _text(element: ElementTree.Element) -> str:
    items = [item.text or "" for item in element.iter(f"{RDF}li")]
    return "\n".join(items[:1]) if items else (element.text or "").strip()


def _check_agreement(said: Metadata, findings: Findings) -> None:
    for key, property_name in PAIRS:
        one, other = said.info.get(key), said.xmp.get(property_name)
        if one is None or other is None:
            continue
        same = one.strip() == other.strip()
        if key.endswith("Date"):
            first, second = read_pdf_date(one), read_xmp_date(other)
            same = first is not None and second is not None and abs(first - second) < timedelta(seconds=1)
        if not same:
            findings.error("metadata-differs", FILE, key=key, info=one, xmp=other)


def _check_dates(said: Metadata, standard: str, findings: Findings) -> None:
    for key in ("CreationDate", "ModDate"):
        date = said.info.get(key)
        if date is not None and read_pdf_date(date) is None:
            findings.error("date-wrong", FILE, key=key, given=date)
    for key in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
        date = said.xmp.get(key)
        if date and standard == "x4" and read_xmp_date(date) is None:
            findings.error("date-wrong", FILE, key=key, given=date)


def _check_claim(pdf: pikepdf.Pdf, said: Metadata, standard: str, findings: Findings) -> None:
    if standard == "x4":
        claim, wanted, newest = said.xmp.get("pdfxid:GTS_PDFXVersion", ""), "PDF/X-4", "1.6"
    else:
        claim, wanted, newest = said.info.get("GTS_PDFXVersion", ""), "PDF/X-1a:2003", "1.4"
        if claim == "PDF/X-1:2001" and said.info.get("GTS_PDFXConformance") == "PDF/X-1a:2001":
            claim, newest = wanted, "1.3"
    if claim != wanted:
        findings.error("version-claim", FILE, claim=claim or "—", wanted=wanted)
    if tuple(map(int, pdf.pdf_version.split("."))) > tuple(map(int, newest.split("."))):
        findings.warning("version-header", FILE, version=pdf.pdf_version, newest=newest)


def _check_trapped(said: Metadata, standard: str, findings: Findings) -> None:
    claims = {said.info.get("Trapped", ""), said.xmp.get("pdf:Trapped", "") if standard == "x4" else ""} - {""}
    if not claims or claims - {"True", "False"} or not said.trapped_is_name:
        findings.error("trapped-unknown", FILE, given="、".join(sorted(claims)) or "—")


_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:Z(?:00'?00'?)?|([+-])(\d\d)'?(\d\d)'?)")


def read_pdf_date(given: str) -> datetime | None:
    """A date of Info, whole and with its zone (ISO 32000-1, 7.9.4); else None."""
    match = _PDF_DATE.fullmatch(given)
    if not match:
        return None
    sign, hours, minutes = match.groups()[6:]
    shift = timedelta(hours=int(hours), minutes=int(minutes)) if sign else timedelta()
    try:
        numbers = [int(v) for v in match.groups()[:6]]
        return datetime(*numbers, tzinfo=timezone(-shift if sign == "-" else shift))  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def read_xmp_date(given: str) -> datetime | None:
    """A date of XMP with its zone (ISO 8601); else None."""
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        return None
    return found if found.tzinfo else None


def names_of(value: Any) -> tuple[str, ...]:
    """Names of an array, or the one name."""
    return tuple(str(one)[1:] for one in value) if isinstance(value, pikepdf.Array) else (str(value)[1:],)
