"""What both files are made of: fonts and pictures embedded once, page objects, the page tree."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from builder.diagnostics import Diagnostics
from builder.layout.pages import PagedDocument
from builder.resources import Resources
from builder.units import Length
from builder.writers.drawing import EmbeddedOutline, GlyphKey, PageNeeds
from builder.writers.fonts import EmbeddedFont, collect_faces, embed_fonts
from builder.writers.numbers import box_points
from builder.writers.objects import OTHER, Element, PdfFile, Reference, array, dictionary
from builder.writers.outlined import embed_outlines
from builder.writers.press import Profile
from builder.writers.renditions import PictureKey, PreparedPicture


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Resources of a file, each embedded once, with the names content streams call them by."""

    fonts: Mapping[str, EmbeddedFont]
    font_names: Mapping[str, str]
    pictures: Mapping[PictureKey, Reference]
    picture_names: Mapping[PictureKey, str]
    transparent: frozenset[PictureKey]
    """Pictures with a soft mask."""
    outlines: Mapping[GlyphKey, EmbeddedOutline] = field(default_factory=dict)
    """Glyphs as forms, in a file without fonts."""


def embed_shared(
    file: PdfFile,
    document: PagedDocument,
    pictures: Mapping[PictureKey, PreparedPicture],
    resources: Resources,
    report: Diagnostics,
    *,
    outlined: bool = False,
) -> Shared:
    """Embed fonts and pictures. Reports what `collect_faces` and `embed_fonts` do.

    Args:
        outlined: glyphs are embedded as forms, and no font.
    """
    uses = collect_faces(document, report)
    file.begin_part("fonts")
    fonts = {} if outlined else embed_fonts(file, uses, resources, report)
    outlines = embed_outlines(file, uses, resources, report) if outlined else {}
    file.begin_part("pictures")
    shared = Shared(
        outlines=outlines,
        fonts=fonts,
        font_names={face: f"F{i}" for i, face in enumerate(uses, 1)},
        pictures={key: embed_picture(file, picture) for key, picture in pictures.items()},
        picture_names={key: f"P{i}" for i, key in enumerate(pictures, 1)},
        transparent=frozenset(key for key, picture in pictures.items() if picture.mask),
    )
    file.begin_part(OTHER)
    return shared


_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}


def embed_picture(file: PdfFile, picture: PreparedPicture) -> Reference:
    """An image XObject with its soft mask (ISO 32000-1, 8.9.5 and 11.6.5.3)."""
    entries: dict[str, Element] = {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": picture.width,
        "Height": picture.height,
        "BitsPerComponent": 8,
        "Filter": "/DCTDecode",
        "ColorSpace": _SPACES[picture.components],
    }
    if picture.inverted:
        entries["Decode"] = array((1, 0) * picture.components)
    if picture.mask:
        mask = {**entries, "ColorSpace": "/DeviceGray"}
        for key in ("Filter", "Decode"):
            mask.pop(key, None)
        identity = picture.identity + b"-mask"
        entries["SMask"] = file.add_stream(mask, picture.mask, deflate=True, identity=identity)
    return file.add_stream(entries, picture.data, identity=picture.identity)


def embed_profile(file: PdfFile, profile: Profile, resources: Resources, *, components: int) -> Reference:
    """An ICC profile stream; deflated once and remembered, as the press profile takes longer than a dozen pages."""
    key = f"profile-{zlib.ZLIB_RUNTIME_VERSION}-{profile.sha256[:40]}"  # another zlib packs to other bytes
    deflated = resources.cache.get(key)
    if deflated is None:
        deflated = zlib.compress(profile.data, 6)
        resources.cache.put(key, deflated)
    return file.add_stream({"N": components, "Filter": "/FlateDecode"}, deflated, identity=profile.sha256.encode())


def page_resources(shared: Shared, needs: PageNeeds, more: Mapping[str, Element]) -> Element:
    """The resource dictionary of one page: only what it uses."""
    entries: dict[str, Element] = dict(more)
    if needs.fonts:
        entries["Font"] = dictionary({shared.font_names[f]: shared.fonts[f].reference for f in needs.fonts})
    forms = {shared.picture_names[p]: shared.pictures[p] for p in needs.pictures}
    forms |= {shared.outlines[g].name: shared.outlines[g].reference for g in needs.outlines}
    if forms:
        entries["XObject"] = dictionary(forms)
    return dictionary(entries)


def transparency_group(shared: Shared, needs: PageNeeds, space: str) -> dict[str, Element]:
    """The page group that transparency is composed in, if the page has any (ISO 32000-1, 11.6.6)."""
    if shared.transparent.isdisjoint(needs.pictures):
        return {}
    return {"Group": dictionary({"Type": "/Group", "S": "/Transparency", "CS": space})}


def box(left: Length, bottom: Length, right: Length, top: Length) -> bytes:
    """A rectangle array in points."""
    return f"[{box_points(left)} {box_points(bottom)} {box_points(right)} {box_points(top)}]".encode()


def fill_page_tree(file: PdfFile, tree: Reference, pages: list[Reference]) -> None:
    """The page tree: flat, as readers of some hundred pages do not mind."""
    file.fill(tree, dictionary({"Type": "/Pages", "Count": len(pages), "Kids": array(pages)}))
