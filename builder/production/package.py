"""The hand-off: one zip with everything a shop needs, its bytes depending on its content alone."""

import datetime
import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from builder.fonts import FontLibrary
from builder.layout.pages import PagedDocument
from builder.production.ticket import Ticket
from builder.resources import builtin
from builder.writers.fonts import runs_of
from builder.writers.press import COATED_300, PrintingCondition

CHECKSUMS = "SHA256SUMS.txt"
TICKET_TEXT, TICKET_DATA = "工单.txt", "工单.json"
COLOPHON = "字体与色彩.txt"
LICENCES = "许可"
PROFILE_LICENCE = "LICENSE-FOGRA39L.txt"
_STORED = (".pdf",)
"""Packed already: deflating them again costs seconds and gains nothing."""
_UNFIT = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')
"""What some system refuses in a file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFile:
    """A file on its way into the zip, by its name there."""

    name: str
    data: bytes


def package_name(ticket: Ticket) -> str:
    """项目_尺寸_页数_版本.zip."""
    parts = (ticket.title, f"{ticket.width_mm:g}x{ticket.height_mm:g}mm", f"{ticket.pages}P", ticket.revision)
    return "_".join(_UNFIT.sub("", part) for part in parts) + ".zip"


def pack(files: Iterable[PackedFile], moment: datetime.datetime) -> bytes:
    """The zip of `files` in their order, all dated `moment`, with a list of their SHA-256 at its end.

    Raises:
        ValueError: two files have one name.
    """
    whole = tuple(files)
    if len({file.name for file in whole}) < len(whole):
        raise ValueError("two files of one name")
    sums = "".join(f"{hashlib.sha256(file.data).hexdigest()}  {file.name}\n" for file in whole)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for file in (*whole, PackedFile(name=CHECKSUMS, data=sums.encode())):
            entry = zipfile.ZipInfo(file.name, date_time=_zip_time(moment))
            entry.compress_type = zipfile.ZIP_STORED if file.name.endswith(_STORED) else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            # Otherwise the system that packs is noted, and the bytes differ between systems.
            entry.create_system = 3
            archive.writestr(entry, file.data)
    return buffer.getvalue()


def _zip_time(moment: datetime.datetime) -> tuple[int, int, int, int, int, int]:
    """A zip knows no years before 1980 and no odd seconds."""
    utc = moment.astimezone(datetime.UTC)
    return max(utc.year, 1980), utc.month, utc.day, utc.hour, utc.minute, utc.second // 2 * 2


def ticket_files(ticket: Ticket) -> tuple[PackedFile, ...]:
    """工单 for people (with the mark that old Windows editors need to see UTF-8) and for programs."""
    return (
        PackedFile(name=TICKET_TEXT, data=ticket.as_text().encode("utf-8-sig")),
        PackedFile(name=TICKET_DATA, data=ticket.as_json().encode()),
    )


def source_files(document: PagedDocument, fonts: FontLibrary, condition: PrintingCondition) -> tuple[PackedFile, ...]:
    """The list of fonts and profiles used, and their licences in full."""
    used = {run.face for page in document.pages for run in runs_of(page.items)}
    faces = [face for face in fonts.locked if face.id in used]
    lines = ["字体（PDF 内已嵌入子集，不必安装）\n"]
    lines += [
        f"{face.family} {face.weight}　版本 {face.version}　许可 {LICENCES}/{_flat(face.licence)}　{face.sha256}\n"
        for face in faces
    ]
    profile = condition.profile
    lines.append("\n色彩特性文件（输出意图）\n")
    ours = profile == COATED_300
    licence = f"许可 {LICENCES}/{PROFILE_LICENCE}" if ours else "由印刷厂提供"
    lines.append(f"{condition.identifier}　{profile.name}　{licence}　{profile.sha256}\n")
    licences: Mapping[str, bytes] = {
        _flat(face.licence): (fonts.folder / face.licence).read_bytes() for face in faces
    } | ({PROFILE_LICENCE: builtin(f"icc/{PROFILE_LICENCE}")} if ours else {})
    listed = PackedFile(name=COLOPHON, data="".join(lines).encode("utf-8-sig"))
    return (listed, *(PackedFile(name=f"{LICENCES}/{name}", data=data) for name, data in sorted(licences.items())))


def _flat(path: str) -> str:
    """Two families may each have an `OFL.txt`: the folder stays in the name."""
    return path.replace("/", "-")
