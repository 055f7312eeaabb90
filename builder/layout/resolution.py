"""How finely each photo prints where it stands, and what a clerk should do about one that is too coarse."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from builder.content.document import Document, PictureEntry
from builder.diagnostics import Diagnostics
from builder.geometry import Size
from builder.layout.pages import Group, PagedDocument, Picture, Placed
from builder.pictures import PictureInfo, picture_info
from builder.resources import Resources
from builder.units import to_mm

FINE_PPI = 300
"""Pixels per inch at placed size that offset printing at 175 lines an inch can show (GB/T 9851: about 1.7 a line)."""
COARSEST_PPI = 150
"""Under this the pixels are seen at reading distance; the print file is refused."""
TINIEST = 200
"""Pixels of the long side under which a file is an icon or a thumbnail, whatever it shows."""
MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPhoto:
    """One photo in one place; halves on both sides of a fold are one."""

    entry: PictureEntry
    info: PictureInfo
    page_index: int
    """Of its (first) page."""
    page: str
    """What a reader calls that page."""
    size: Size
    crop: tuple[float, float, float, float]

    @property
    def ppi(self) -> float:
        """Pixels of the file per inch of paper, in the direction that has fewer."""
        across = self.info.width * (self.crop[2] - self.crop[0]) / (to_mm(self.size.width) / MM_PER_INCH)
        down = self.info.height * (self.crop[3] - self.crop[1]) / (to_mm(self.size.height) / MM_PER_INCH)
        return min(across, down)

    def widest(self, ppi: float) -> float:
        """The width in mm at which it would have `ppi`, cropped as it is."""
        return to_mm(self.size.width) * self.ppi / ppi

    def wanted(self, ppi: float) -> tuple[int, int]:
        """Pixels that the whole picture would need, to have `ppi` where it stands."""
        factor = ppi / self.ppi
        return round(self.info.width * factor), round(self.info.height * factor)


def placed_photos(document: Document, paged: PagedDocument, resources: Resources) -> tuple[PlacedPhoto, ...]:
    """Every photo of the content where it stands, in page order."""
    entries = {entry.id: entry for entry in document.pictures}
    infos: dict[str, PictureInfo | None] = {}
    photos: list[PlacedPhoto] = []
    for index, page in enumerate(paged.pages):
        for picture in _pictures(page.items):
            entry = entries.get(picture.name)
            if entry is None:
                continue
            if entry.file not in infos:
                infos[entry.file] = picture_info(entry.file, resources, Diagnostics(), entry.span)
            info = infos[entry.file]
            if info is not None:
                photo = PlacedPhoto(
                    entry=entry, info=info, page_index=index, page=page.label, size=picture.size, crop=picture.crop
                )
                photos = _joined(photos, photo)
    return tuple(photos)


def _pictures(items: tuple[Placed, ...]) -> Iterator[Picture]:
    for placed in items:
        if isinstance(placed.item, Picture):
            yield placed.item
        elif isinstance(placed.item, Group):
            yield from _pictures(placed.item.items)


def _joined(photos: list[PlacedPhoto], photo: PlacedPhoto) -> list[PlacedPhoto]:
    """`photos` with one more, which may be the other half of one on the page before."""
    for at, other in enumerate(photos):
        halves = other.entry is photo.entry and other.page_index + 1 == photo.page_index
        halves = halves and other.size.height == photo.size.height
        if halves and other.crop[1::2] == photo.crop[1::2] and other.crop[2] >= photo.crop[0] > other.crop[0]:
            # Both halves run on into the bleed beyond the fold; that strip is counted once.
            twice = (other.crop[2] - photo.crop[0]) / (photo.crop[2] - photo.crop[0]) * photo.size.width
            width = other.size.width + photo.size.width - round(twice)
            crop = (other.crop[0], other.crop[1], photo.crop[2], photo.crop[3])
            whole = replace(other, size=Size(width, other.size.height), crop=crop)
            return [*photos[:at], whole, *photos[at + 1 :]]
    return [*photos, photo]


def coarsest(photos: tuple[PlacedPhoto, ...]) -> Mapping[str, PlacedPhoto]:
    """Of each photo, by its id, the place where it prints most coarsely."""
    worst: dict[str, PlacedPhoto] = {}
    for photo in photos:
        known = worst.get(photo.entry.id)
        if known is None or photo.ppi < known.ppi:
            worst[photo.entry.id] = photo
    return worst


def check_resolution(photos: tuple[PlacedPhoto, ...], report: Diagnostics) -> None:
    """Judge photos for print, each where it is coarsest.

    Reports `picture-tiny` (error), `picture-resolution` (error under COARSEST_PPI, warning under FINE_PPI) and
    `picture-chat-copy` or `picture-chat-copy-unsigned` (warnings), each at the photo's entry.
    """
    for photo in coarsest(photos).values():
        entry, info = photo.entry, photo.info
        if max(info.width, info.height) < TINIEST:
            report.error("picture-tiny", entry.span, file=entry.file, width=info.width, height=info.height)
            continue
        if round(photo.ppi) < FINE_PPI:
            _tell_coarse(photo, report)
        if info.is_chat_copy and entry.contributor:
            report.warning(
                "picture-chat-copy",
                entry.span,
                file=entry.file,
                width=info.width,
                height=info.height,
                who=entry.contributor,
            )
        elif info.is_chat_copy:
            report.warning(
                "picture-chat-copy-unsigned", entry.span, file=entry.file, width=info.width, height=info.height
            )


def _tell_coarse(photo: PlacedPhoto, report: Diagnostics) -> None:
    wanted = photo.wanted(FINE_PPI)
    tell = report.error if round(photo.ppi) < COARSEST_PPI else report.warning
    tell(
        "picture-resolution",
        photo.entry.span,
        file=photo.entry.file,
        ppi=round(photo.ppi),
        mm=round(to_mm(photo.size.width)),
        page=photo.page,
        pixels=f"{wanted[0]}×{wanted[1]}",
        widest=round(photo.widest(FINE_PPI)),
        widest_at_all=round(photo.widest(COARSEST_PPI)),
    )
