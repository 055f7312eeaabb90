"""What a file says about itself: Info and XMP from one source, so that they agree."""

import datetime
import re
from dataclasses import dataclass
from html import escape

from builder.layout.pages import Metadata
from builder.writers.objects import Element, PdfFile, Reference, dictionary, string

PRODUCER = "brochure-builder"
"""Creator tool and producer: one program does both. Without a version, so that a release alone changes no file."""

_REGIONS = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
"""Speech programs choose their voice by region and do not know the script subtags."""


@dataclass(frozen=True, slots=True)
class Claims:
    """Standards a file names in its XMP, as (prefix, namespace, property, value)."""

    properties: tuple[tuple[str, str, str, str], ...]
    trapped: bool = False
    """Whether to say that nothing has been trapped (PDF/X asks; ISO 15930-7, 6.12)."""
    extension: str = ""
    """An extension schema description, where PDF/A asks for one (ISO 19005-2, 6.6.2.3)."""
    info: tuple[tuple[str, str], ...] = ()
    """Keys of Info that name a standard, where it asks for them there (ISO 15930-4, 6.4)."""
    has_info: bool = True
    """Whether the file has an Info dictionary beside its XMP; PDF/A-4 forbids it (ISO 19005-4, 6.1.3)."""


PDF_X4 = Claims((("pdfxid", "http://www.npes.org/pdfx/ns/id/", "GTS_PDFXVersion", "PDF/X-4"),), trapped=True)
PDF_X1A = Claims((), trapped=True, info=(("GTS_PDFXVersion", "PDF/X-1a:2003"),))

_UA_EXTENSION = """<pdfaExtension:schemas xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>part of ISO 14289 the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""

PDF_UA1_A2A = Claims(
    (
        ("pdfaid", "http://www.aiim.org/pdfa/ns/id/", "part", "2"),
        ("pdfaid", "http://www.aiim.org/pdfa/ns/id/", "conformance", "A"),
        ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/", "part", "1"),
    ),
    extension=_UA_EXTENSION,
)

PDF_UA2_A4 = Claims(
    (
        ("pdfaid", "http://www.aiim.org/pdfa/ns/id/", "part", "4"),
        ("pdfaid", "http://www.aiim.org/pdfa/ns/id/", "rev", "2020"),
        ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/", "part", "2"),
        ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/", "rev", "2024"),
    ),
    has_info=False,
)


def spoken_language(tag: str) -> str:
    """The language tag to write for `tag`."""
    return _REGIONS.get(tag, tag)


FOREIGN = "en"
"""The language Western words in Chinese text are taken for, as in parting them at line ends."""

_WORD = r"[A-Za-z][A-Za-z'’\u00ad-]*"
_FOREIGN_WORDS = rf"(?<![A-Za-z0-9_@./:-]){_WORD}(?: +{_WORD})*(?![A-Za-z0-9_@/:-]|\.[A-Za-z0-9])"
"""As a string: compiled when a text first has small Western letters."""


def foreign_words(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Where Western words stand in `text` of `language`, as (start, end); none unless that is Chinese.

    Units (km), abbreviations (GDP) and addresses are read as they are in Chinese speech; a stretch counts with a word
    of at least three letters, two of them small (and, Noto Serif SC).
    """
    if not language.startswith("zh") or text == text.upper():
        return ()
    found = (match.span() for match in re.finditer(_FOREIGN_WORDS, text))
    return tuple((start, end) for start, end in found if _has_word(text[start:end]))


def _has_word(stretch: str) -> bool:
    words = re.split(r"[ '’\u00ad-]+", stretch)
    return any(len(word) > 2 and sum(letter.islower() for letter in word) > 1 for word in words)


def write_metadata(
    file: PdfFile, metadata: Metadata, claims: Claims, now: datetime.datetime, digest: bytes
) -> tuple[Reference | None, Reference]:
    """Add Info, where `claims` allow it, and XMP; returns references to both. `digest` names the document."""
    info: dict[str, Element] = {
        "Title": string(metadata.title),
        "Creator": string(PRODUCER),
        "Producer": string(PRODUCER),
        "CreationDate": pdf_date(now),
        "ModDate": pdf_date(now),
    }
    if metadata.subject:
        info["Subject"] = string(metadata.subject)
    if metadata.keywords:
        info["Keywords"] = string(", ".join(metadata.keywords))
    if claims.trapped:
        info["Trapped"] = "/False"
    info |= {key: string(value) for key, value in claims.info}
    packet = xmp_packet(metadata, claims, now, digest).encode()
    # Never compressed: other programs look for the packet in the raw file (ISO 15930-7, 6.3; ISO 16684-1, 7.3).
    stream = file.add_stream({"Type": "/Metadata", "Subtype": "/XML"}, packet)
    return (file.add(dictionary(info)) if claims.has_info else None), stream


def pdf_date(moment: datetime.datetime) -> bytes:
    """A date string in UTC (ISO 32000-1, 7.9.4)."""
    return f"(D:{moment.astimezone(datetime.UTC):%Y%m%d%H%M%S}+00'00')".encode()


def xmp_packet(metadata: Metadata, claims: Claims, now: datetime.datetime, digest: bytes) -> str:
    """The XMP packet (ISO 16684-1)."""
    language = spoken_language(metadata.language)
    moment = f"{now.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%S}+00:00"
    identity = f"uuid:{_uuid(digest)}"
    title = _alternatives(metadata.title, language)
    parts = [
        f"<dc:format>application/pdf</dc:format>\n<dc:title>{title}</dc:title>",
        f"<dc:publisher><rdf:Bag><rdf:li>{escape(metadata.publisher)}</rdf:li></rdf:Bag></dc:publisher>",
        f"<dc:language><rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language>",
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>\n<pdf:Producer>{PRODUCER}</pdf:Producer>",
        f"<xmp:CreateDate>{moment}</xmp:CreateDate>\n<xmp:ModifyDate>{moment}</xmp:ModifyDate>",
        f"<xmp:MetadataDate>{moment}</xmp:MetadataDate>",
        f"<xmpMM:DocumentID>{identity}</xmpMM:DocumentID>\n<xmpMM:InstanceID>{identity}</xmpMM:InstanceID>",
        "<xmpMM:VersionID>1</xmpMM:VersionID>\n<xmpMM:RenditionClass>default</xmpMM:RenditionClass>",
    ]
    if metadata.subject:
        parts.append(f"<dc:description>{_alternatives(metadata.subject, language)}</dc:description>")
    if metadata.keywords:
        words = "".join(f"<rdf:li>{escape(word)}</rdf:li>" for word in metadata.keywords)
        parts.append(f"<dc:subject><rdf:Bag>{words}</rdf:Bag></dc:subject>")
        parts.append(f"<pdf:Keywords>{escape(', '.join(metadata.keywords))}</pdf:Keywords>")
    if claims.trapped:
        parts.append("<pdf:Trapped>False</pdf:Trapped>")
    spaces = dict.fromkeys((prefix, uri) for prefix, uri, _, _ in claims.properties)
    parts += [f"<{prefix}:{key}>{value}</{prefix}:{key}>" for prefix, _, key, value in claims.properties]
    if claims.extension:
        parts.append(claims.extension)
    declared = "".join(f'\nxmlns:{prefix}="{uri}"' for prefix, uri in spaces)
    return _PACKET.format(declared=declared, body="\n".join(parts))


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"{declared}>
{body}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


def _alternatives(text: str, language: str) -> str:
    default = f'<rdf:li xml:lang="x-default">{escape(text)}</rdf:li>'
    return f'<rdf:Alt>{default}<rdf:li xml:lang="{escape(language)}">{escape(text)}</rdf:li></rdf:Alt>'


def _uuid(digest: bytes) -> str:
    """A name-based UUID's shape (RFC 4122, version 5 and variant bits) from sixteen bytes."""
    data = bytearray(digest)
    data[6] = data[6] & 0x0F | 0x50
    data[8] = data[8] & 0x3F | 0x80
    text = data.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
