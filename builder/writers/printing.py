"""The print file: PDF/X-4 or PDF/X-1a, process and spot inks only, every box in its place.

Source: ISO 15930-7 (PDF/X-4), ISO 15930-4 (PDF/X-1a:2003), ISO 32000-1. Sheets: `docs/standards/`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from builder.diagnostics import Diagnostics
from builder.layout.pages import Page, PagedDocument
from builder.resources import Resources
from builder.units import PER_POINT, Length
from builder.writers.drawing import NoMarking, PageDrawing, PageNeeds
from builder.writers.inks import PressInks
from builder.writers.metadata import spoken_language, write_metadata
from builder.writers.objects import Element, PdfFile, array, dictionary, string
from builder.writers.outlined import OutlinedDrawing
from builder.writers.press import FOGRA39, X4, PressStandard, PrintingCondition
from builder.writers.renditions import (
    PRESS_PPI,
    PictureKey,
    PreparedPicture,
    PreparedPictures,
    Rendition,
    cropped_pixels,
    placed_pictures,
    prepare_pictures,
)
from builder.writers.sheets import (
    Shared,
    box,
    embed_profile,
    embed_shared,
    fill_page_tree,
    page_resources,
    transparency_group,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOptions:
    """What a shop may ask for."""

    condition: PrintingCondition = FOGRA39
    standard: PressStandard = X4
    ppi: int = PRESS_PPI
    """Pictures are resized to this at placed size, never up."""
    warn_below_ppi: int = 225
    refuse_below_ppi: int = 150
    quality: int = 90
    """JPEG quality of pictures; 4:4:4 always."""
    outlined: bool = False
    """Glyphs as outlines, no font in the file (转曲)."""
    perceptual: bool = False
    """Photos by perceptual rendering instead of relative colorimetric."""
    slug: Length = 0
    """Room beyond the bleed for printers' marks."""
    jobs: int = field(default=1, compare=False)
    """Threads that convert pictures."""

    @property
    def rendition(self) -> Rendition:
        """How pictures go into this file."""
        return Rendition(
            ppi=self.ppi,
            quality=self.quality,
            press=self.condition.profile,
            full_chroma=True,
            perceptual=self.perceptual,
        )


DEFAULT_PRINT = PrintOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintFile:
    """A print PDF, and what stands for it and its pages where they are remembered."""

    data: bytes
    identity: bytes
    """Stands for everything but the dates."""
    pages: tuple[bytes, ...]
    """For each page, what stands for its boxes, its marks and all they are made of."""


def write_print(
    document: PagedDocument,
    resources: Resources,
    report: Diagnostics,
    options: PrintOptions = DEFAULT_PRINT,
    pictures: PreparedPictures | None = None,
) -> bytes | None:
    """The bytes of `write_print_file`."""
    made = write_print_file(document, resources, report, options, pictures)
    return None if made is None else made.data


def write_print_file(
    document: PagedDocument,
    resources: Resources,
    report: Diagnostics,
    options: PrintOptions = DEFAULT_PRINT,
    pictures: PreparedPictures | None = None,
) -> PrintFile | None:
    """The print PDF, or None if anything was reported as an error.

    Args:
        pictures: what `prepare_pictures` made for `options.rendition`; made here if not given.
        report: receives the findings of pictures and fonts, `image-resolution`, `white-overprints`, `spot-conflicts`,
            `picture-transparent`.
    """
    told = Diagnostics()
    prepared = pictures or prepare_pictures(
        document, resources, told, renditions=(options.rendition,), jobs=options.jobs
    )
    check_resolution(document, prepared, told, options)
    check_opacity(document, prepared, told, options)
    made = None if told.has_errors else _written(document, prepared, resources, told, options)
    report.found.extend(told.found)
    return None if told.has_errors else made


def check_resolution(
    document: PagedDocument, prepared: PreparedPictures, report: Diagnostics, options: PrintOptions
) -> None:
    """Report `image-resolution`: an error below the press's floor, a warning below what is good (GWG 2015, 4.24)."""
    for key, use in placed_pictures(document).items():
        info = prepared.infos.get(key.file)
        if info is None:
            continue
        wide, high = cropped_pixels(info, key.crop)
        per_inch = 72 * PER_POINT
        ppi = int(min(wide * per_inch / use.size.width, high * per_inch / use.size.height))
        if ppi >= options.warn_below_ppi:
            continue
        most = int(use.size.width / 36_000 * ppi / options.warn_below_ppi)
        tell = report.error if ppi < options.refuse_below_ppi else report.warning
        tell("image-resolution", use.span, file=key.file, ppi=ppi, wanted=options.warn_below_ppi, width=most)


def check_opacity(
    document: PagedDocument, prepared: PreparedPictures, report: Diagnostics, options: PrintOptions
) -> None:
    """Report `picture-transparent` for soft masks in a file that may hold none (ISO 15930-4).

    What lies below decides what a flattened picture looks like, and only its maker knows how that should be.
    """
    if options.standard.transparency:
        return
    uses = placed_pictures(document)
    for key, picture in prepared.of(options.rendition).items():
        if picture.mask:
            report.error("picture-transparent", uses[key].span, file=key.file)


_Surroundings: TypeAlias = tuple[
    Shared, Mapping[PictureKey, PreparedPicture], Resources, Mapping[str, Element], PressInks
]
"""What a page's names stand for."""


def _written(
    document: PagedDocument,
    prepared: PreparedPictures,
    resources: Resources,
    report: Diagnostics,
    options: PrintOptions,
) -> PrintFile | None:
    file = PdfFile(options.standard.version)
    shared = embed_shared(file, document, prepared.of(options.rendition), resources, report, outlined=options.outlined)
    if report.has_errors:
        return None
    inks = PressInks(report)
    tree = file.reserve()
    drawn = [_draw(page, document, shared, inks, options.slug) for page in document.pages]
    # Resources after the drawing, which finds out what there is to name.
    common = _common_resources(file, inks)
    boxes = _boxes(document, options.slug)
    pages = []
    for drawing, content in drawn:
        entries: dict[str, Element] = {
            "Type": "/Page",
            "Parent": tree,
            **boxes,
            "Resources": page_resources(shared, drawing.needs, common),
            "Contents": file.add_stream({}, content, deflate=True),
            **transparency_group(shared, drawing.needs, "/DeviceCMYK"),
        }
        pages.append(file.add(dictionary(entries)))
    fill_page_tree(file, tree, pages)
    metadata = document.metadata
    intent = _output_intent(file, options.condition, resources)
    identity = file.digest(repr((metadata, options.standard.name, document.right_bound)).encode())
    digest = file.digest(repr((metadata, resources.now.isoformat())).encode())
    info, xmp = write_metadata(file, metadata, options.standard.claims, resources.now, digest)
    catalog: dict[str, Element] = {
        "Type": "/Catalog",
        "Pages": tree,
        "Metadata": xmp,
        "Lang": string(spoken_language(metadata.language)),
        "OutputIntents": array([intent]),
        "ViewerPreferences": dictionary(_viewer(document)),
    }
    used = prepared.of(options.rendition)
    return PrintFile(
        data=file.finish(root=file.add(dictionary(catalog)), info=info, digest=digest),
        identity=identity,
        pages=tuple(
            _page_identity(content, drawing.needs, (shared, used, resources, boxes, inks)) for drawing, content in drawn
        ),
    )


def _page_identity(content: bytes, needs: PageNeeds, surroundings: "_Surroundings") -> bytes:
    """What stands for a page: a face stands for its subsets, which draw the same glyphs the same."""
    shared, used, resources, boxes, inks = surroundings
    named = (
        [(shared.font_names[face], face, resources.fonts.face(face).locked.sha256) for face in needs.fonts],
        [(shared.picture_names[key], used[key].identity) for key in needs.pictures],
        [(shared.outlines[key].name, key, resources.fonts.face(key.face).locked.sha256) for key in needs.outlines],
        [boxes, inks.spots],
    )
    digest = hashlib.sha256(repr(named).encode())
    digest.update(content)
    return digest.digest()


def _viewer(document: PagedDocument) -> dict[str, Element]:
    return {"DisplayDocTitle": "true", **({"Direction": "/R2L"} if document.right_bound else {})}


def _draw(
    page: Page, document: PagedDocument, shared: Shared, inks: PressInks, slug: Length
) -> tuple[PageDrawing, bytes]:
    drawing = (OutlinedDrawing if shared.outlines else PageDrawing)(
        inks=inks,
        fonts=shared.fonts,
        font_names=shared.font_names,
        picture_names=shared.picture_names,
        marking=NoMarking(),
        outlines=shared.outlines,
    )
    edge = document.bleed + slug
    return drawing, drawing.draw(page, left=edge, top=edge + document.trim.height)


def _common_resources(file: PdfFile, inks: PressInks) -> dict[str, Element]:
    """Graphics states and spot inks: the same dictionary for every page."""
    over = dictionary({"Type": "/ExtGState", "OP": "true", "op": "true", "OPM": 1})
    knock = dictionary({"Type": "/ExtGState", "OP": "false", "op": "false", "OPM": 0})
    common: dict[str, Element] = {"ExtGState": file.add(dictionary({"Over": file.add(over), "Knock": file.add(knock)}))}
    spaces = inks.color_spaces(file)
    if spaces:
        common["ColorSpace"] = file.add(dictionary(spaces))
    return common


def _boxes(document: PagedDocument, slug: Length) -> dict[str, Element]:
    """The page boxes: trim within bleed within medium, the slug outermost (ISO 15930-7, 6.8)."""
    bleed, trim = document.bleed, document.trim
    edge = bleed + slug
    return {
        "MediaBox": box(0, 0, trim.width + 2 * edge, trim.height + 2 * edge),
        "BleedBox": box(slug, slug, slug + trim.width + 2 * bleed, slug + trim.height + 2 * bleed),
        "TrimBox": box(edge, edge, edge + trim.width, edge + trim.height),
    }


def _output_intent(file: PdfFile, condition: PrintingCondition, resources: Resources) -> Element:
    profile = embed_profile(file, condition.profile, resources, components=4)
    entries = {
        "Type": "/OutputIntent",
        "S": "/GTS_PDFX",
        "OutputConditionIdentifier": string(condition.identifier),
        "OutputCondition": string(condition.description),
        **({"RegistryName": string(condition.registry)} if condition.registry else {}),
        "Info": string(condition.profile.name),
        "DestOutputProfile": profile,
    }
    return dictionary(entries)
