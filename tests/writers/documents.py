"""Small paged documents made by hand: glyph ids straight from HarfBuzz, every kind of item at least once."""

import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path as FilePath

import uharfbuzz as hb
from PIL import Image, ImageCms

from builder.color import Cmyk, Ink, Paint, Rgb, Spot
from builder.fonts import FontLibrary
from builder.geometry import Matrix, Point, Size
from builder.layout.pages import (
    Artifact,
    Close,
    CurveTo,
    Group,
    Item,
    LineTo,
    Link,
    Metadata,
    MoveTo,
    OutlineEntry,
    Page,
    PagedDocument,
    Path,
    Picture,
    Placed,
    Role,
    Stroke,
    Tag,
)
from builder.resources import MemoryResources
from builder.source import Span
from builder.text.glyphs import GlyphRun, WritingMode
from builder.units import Length, mm, pt

FONTS = FilePath(__file__).resolve().parents[2] / "fonts"
TRIM = Size(mm(210), mm(285))

BLACK = Ink("黑", Cmyk(0, 0, 0, 1), Rgb(0.1, 0.1, 0.1))
WHITE = Ink("白", Cmyk(0, 0, 0, 0), Rgb(1, 1, 1))
RED = Ink("朱", Cmyk(0.1, 0.9, 0.85, 0), Rgb(0.76, 0.2, 0.16))
GOLD = Ink("金", Spot("烫金", Cmyk(0.2, 0.3, 0.7, 0.1)), Rgb(0.75, 0.62, 0.3))
BODY, COLUMN = pt(10.5), pt(12)
TEXT = Paint(BLACK, overprint=True)


@cache
def library() -> FontLibrary:
    """The locked fonts of the repository, opened once for all tests."""
    return FontLibrary(FONTS)


def span(line: int = 1) -> Span:
    return Span("content/test.yaml", line, 1, line, 9)


def run(
    text: str,
    *,
    face: str = "serif-400",
    size: Length = BODY,
    paint: Paint = TEXT,
    gap: Length = 0,
    turned: bool = False,
    language: str = "zh-Hans",
    features: dict[str, bool] | None = None,
) -> GlyphRun:
    """`text` shaped in one face, with `gap` after every glyph."""
    font = library().face(face).hb_font
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer, features or {})
    em = library().face(face).units_per_em
    pen, xs, ys = 0, [], []
    for position in buffer.glyph_positions:
        xs.append(pen + round(position.x_offset * size / em))
        ys.append(-round(position.y_offset * size / em))
        pen += round(position.x_advance * size / em) + gap
    return GlyphRun(
        face=face,
        size=size,
        paint=paint,
        text=text,
        glyphs=tuple(i.codepoint for i in buffer.glyph_infos),
        x=tuple(xs),
        y=tuple(ys),
        clusters=tuple(i.cluster for i in buffer.glyph_infos),
        advance=pen,
        turned=turned,
        language=language,
        origin=span(),
    )


def column(text: str, *, face: str = "serif-400", size: Length = COLUMN, paint: Paint = TEXT) -> GlyphRun:
    """A vertical run: glyphs below one another, vertical origins already subtracted."""
    font = library().face(face).hb_font
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ttb"
    hb.shape(font, buffer, {"vert": True})
    em = library().face(face).units_per_em
    pen, xs, ys = 0, [], []
    for position in buffer.glyph_positions:
        xs.append(round(position.x_offset * size / em))
        ys.append(pen - round(position.y_offset * size / em))
        pen -= round(position.y_advance * size / em)
    return GlyphRun(
        face=face,
        size=size,
        paint=paint,
        text=text,
        glyphs=tuple(i.codepoint for i in buffer.glyph_infos),
        x=tuple(xs),
        y=tuple(ys),
        clusters=tuple(i.cluster for i in buffer.glyph_infos),
        advance=pen,
        mode=WritingMode.VERTICAL,
        origin=span(),
    )


def rectangle(width: Length, height: Length, *, fill: Paint | None = None, stroke: Stroke | None = None) -> Path:
    corners = (Point(width, 0), Point(width, height), Point(0, height))
    segments = (MoveTo(Point(0, 0)), *(LineTo(c) for c in corners), Close())
    return Path(segments=segments, fill=fill, stroke=stroke)


def circle(radius: Length, fill: Paint | None = None) -> Path:
    """A circle about its place, of four Bézier quarters."""
    k = round(radius * 0.5523)
    r = radius
    segments = (
        MoveTo(Point(r, 0)),
        CurveTo(Point(r, k), Point(k, r), Point(0, r)),
        CurveTo(Point(-k, r), Point(-r, k), Point(-r, 0)),
        CurveTo(Point(-r, -k), Point(-k, -r), Point(0, -r)),
        CurveTo(Point(k, -r), Point(r, -k), Point(r, 0)),
        Close(),
    )
    return Path(segments=segments, fill=fill)


def put(item: Item, x: Length, y: Length, role: Role, line: int = 1) -> Placed:
    return Placed(at=Point(x, y), item=item, role=role, origin=span(line))


def page(items: Iterable[Placed], label: str = "1", folio: int | None = 1) -> Page:
    return Page(items=tuple(items), label=label, folio=folio)


def tag(kind: str, parent: int | None, **more: str) -> Tag:
    return Tag(kind=kind, parent=parent, origin=span(), **more)


def book(pages: Iterable[Page], structure: Iterable[Tag] = (), outline: Iterable[OutlineEntry] = ()) -> PagedDocument:
    return PagedDocument(
        metadata=Metadata(title="晋中教育", publisher="晋中市教育局", subject="十大亮点", keywords=("教育", "晋中")),
        trim=TRIM,
        bleed=mm(3),
        pages=tuple(pages),
        structure=tuple(structure) or (tag("Document", None), tag("P", 0)),
        outline=tuple(outline),
    )


def photo(width: int = 900, height: int = 600) -> Image.Image:
    """A picture with broad colour and some detail: gradients, and a red corner at the top left."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    image = Image.merge("RGB", (across, down, Image.new("L", (width, height), 96)))
    image.paste((220, 20, 20), (0, 0, width // 4, height // 4))
    return image


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, **({"quality": 95} if kind == "JPEG" else {}), **options)
    return output.getvalue()


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def resources(files: dict[str, bytes] | None = None) -> MemoryResources:
    return MemoryResources(files or {}, library())


def whole_book() -> tuple[PagedDocument, MemoryResources]:
    """Three pages with everything: bleeding art, clips, spots, turned and vertical text, links, a split paragraph."""
    structure = (
        tag("Document", None),
        tag("H1", 0, title="年度亮点", anchor="top"),
        tag("P", 0),
        tag("Figure", 0, alt="渐变的照片"),
        tag("TOC", 0),
        tag("TOCI", 4),
        tag("Link", 5),
        tag("P", 0, language="en"),
        tag("Sect", 0, anchor="later"),
        tag("H2", 8),
        tag("Figure", 8, alt="剪成圆形的照片"),
        tag("P", 8),
        tag("Span", 11, actual_text="竖"),
    )
    trim = TRIM
    bleeding = rectangle(trim.width + mm(6), mm(90), fill=Paint(RED))
    picture = Picture(file="images/a.jpg", size=Size(mm(60), mm(40)), crop=(0, 0, 1, 1), name="a")
    faded = Picture(file="images/b.png", size=Size(mm(40), mm(40)), crop=(0, 0, 1, 1), name="b")
    rule = rectangle(mm(50), 0, stroke=Stroke(paint=TEXT, width=pt(0.5), dash=(pt(2), pt(1))))
    clipped = Group(
        items=(put(picture, -mm(30), -mm(20), 10),), clip=circle(mm(18)), matrix=Matrix(0.9, 0.1, -0.1, 0.9, 0, 0)
    )
    first = page(
        (
            put(bleeding, -mm(3), -mm(3), Artifact.BACKGROUND),
            put(run("年度“亮点”", face="serif-900", size=pt(28), paint=Paint(WHITE)), mm(20), mm(60), 1),
            put(circle(mm(6), Paint(GOLD)), mm(180), mm(60), Artifact.LAYOUT),
            put(run("全市共有学校1023所，在校生41.6万人。", gap=pt(0.13)), mm(20), mm(110), 2),
            put(picture, mm(20), mm(130), 3),
        ),
        "封面",
        None,
    )
    second = page(
        (
            put(run("续前页的段落到此为止。", face="kai-400"), mm(20), mm(30), 2),
            put(run("下一节 …… 3", face="sans-400"), mm(20), mm(50), 6),
            put(Link(size=Size(mm(60), mm(5)), target="#later", contents="下一节，第3页"), mm(20), mm(46), 6),
            put(run("Office fix: affinity", face="sans-500", language="en"), mm(20), mm(70), 7),
            put(rule, mm(20), mm(80), Artifact.LAYOUT),
            put(run("2", face="sans-400", size=pt(8)), mm(20), mm(275), Artifact.PAGINATION),
        ),
        "2",
        2,
    )
    third = page(
        (
            put(run("再说一节", size=pt(16)), mm(20), mm(30), 9),
            put(clipped, mm(80), mm(80), 10),
            put(faded, mm(120), mm(60), 10),
            put(column("竖排（文字），「引用」。"), mm(180), mm(40), 12),
            put(run("Latin 2022", turned=True), mm(160), mm(40), 12),
        ),
        "3",
        3,
    )
    outline = (
        OutlineEntry(title="年度亮点", level=1, page_index=0, y=mm(50)),
        OutlineEntry(title="再说一节", level=2, page_index=2, y=mm(20)),
        OutlineEntry(title="末节", level=1, page_index=2, y=mm(60)),
    )
    alpha = photo(480, 480).convert("RGBA")
    alpha.putalpha(Image.linear_gradient("L").resize((480, 480)))
    files = {"images/a.jpg": encoded(photo()), "images/b.png": encoded(alpha, "PNG")}
    return book((first, second, third), structure, outline), resources(files)
