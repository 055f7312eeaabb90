"""Companions of the screen file: clean HTML and plain text in the order of reading aloud, from the structure tree."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape

from builder.diagnostics import Diagnostics
from builder.geometry import Point, Size
from builder.layout.pages import Group, Link, Page, PagedDocument, Picture, Placed, Tag, TagId
from builder.pictures import picture_info
from builder.resources import Resources
from builder.text.glyphs import GlyphRun
from builder.units import mm
from builder.writers.metadata import FOREIGN, foreign_words, spoken_language
from builder.writers.renditions import PictureKey, PreparedPicture, Rendition, prepare_pictures
from builder.writers.structure import Structure

_ELEMENTS = {
    "Document": "main",
    "Part": "section",
    "Art": "article",
    "Sect": "section",
    "Div": "div",
    "BlockQuote": "blockquote",
    "Caption": "figcaption",
    "TOC": "ol",
    "TOCI": "li",
    "P": "p",
    **{f"H{level}": f"h{level}" for level in range(1, 7)},
    "H": "h2",
    "L": "ul",
    "LI": "li",
    "Table": "table",
    "THead": "thead",
    "TBody": "tbody",
    "TFoot": "tfoot",
    "TR": "tr",
    "TH": "th",
    "TD": "td",
    "Quote": "q",
    "Code": "code",
    "Ruby": "ruby",
    "RB": "rb",
    "RT": "rt",
    "RP": "rp",
    "Figure": "figure",
    "Link": "a",
    "Note": "small",
    "Formula": "figure",
}
"""Structure types as HTML elements; any other is a `span`, or nothing if it says nothing of itself."""

_SCOPES = {"Row": "row", "Column": "col"}

_LINES = frozenset(("P", "H", "Caption", "TOCI", "LI", "TR", "Figure", "Formula", "Lbl", "TOC", "L", "Table"))
"""Types that start a line of plain text; headings too."""


_LOOK = """
:root { color-scheme: light dark }
body { margin: 0 auto; padding: 1em; max-width: 38em; font: 1.06em/1.8 system-ui, "PingFang SC", "Microsoft YaHei", \
"Noto Sans SC", sans-serif; overflow-wrap: anywhere }
h1, h2 { line-height: 1.4; text-wrap: balance } h2 { margin-top: 2.2em }
p { margin: .8em 0; text-align: justify } figure { margin: 1.6em 0 }
img { display: block; width: 100%; height: auto } figcaption { margin-top: .4em; font-size: .9em; line-height: 1.5 }
ol { padding: 0; list-style: none } li { margin: .6em 0 } a { color: inherit }
table { border-collapse: collapse } th, td { padding: .2em .7em; border: 1px solid; text-align: start }
"""
"""For reading on a telephone; what is pasted elsewhere takes the looks of its new place."""

WHOLE_WIDTH = mm(170)
"""How wide a picture is thought to be when its pixels are counted."""


def write_html(
    document: PagedDocument,
    resources: Resources,
    report: Diagnostics,
    rendition: Rendition | None = None,
    *,
    jobs: int = 1,
) -> bytes | None:
    """The book as one HTML page in the order of reading, pictures whole and within the page.

    Args:
        rendition: how fine pictures are; none are put in without it, only what they show is told.
        report: receives the findings of `Structure.check` and `prepare_pictures`; None is returned after an error.
    """
    tree = _read(document, report)
    if tree is None:
        return None
    if rendition is not None:
        tree.images.update(_images(document, tree, resources, report, rendition, jobs))
    if report.has_errors:
        return None
    head = _attributes(lang=spoken_language(document.metadata.language))
    title = escape(document.metadata.title)
    body = tree.as_html(0)
    page = (
        f'<!DOCTYPE html>\n<html{head}>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_LOOK}</style>\n{body}\n</html>\n"
    )
    return page.encode()


def _images(
    document: PagedDocument,
    tree: "_Tree",
    resources: Resources,
    report: Diagnostics,
    rendition: Rendition,
    jobs: int,
) -> dict[TagId, str]:
    """For each figure with a picture the `img` that shows all of it."""
    wholes: dict[TagId, Placed] = {}
    for role, placed in tree.pictures.items():
        assert isinstance(placed.item, Picture)
        info = picture_info(placed.item.file, resources, report, placed.origin)
        if info is not None:
            size = Size(WHOLE_WIDTH, max(1, round(WHOLE_WIDTH * info.height / info.width)))
            wholes[role] = replace(placed, item=replace(placed.item, size=size, crop=(0.0, 0.0, 1.0, 1.0)))
    page = Page(items=tuple(wholes.values()), label="", folio=None)
    prepared = prepare_pictures(
        replace(document, pages=(page,)), resources, report, renditions=(rendition,), jobs=jobs
    ).of(rendition)
    images = {}
    for role, placed in wholes.items():
        assert isinstance(placed.item, Picture)
        if (picture := prepared.get(PictureKey.of(placed.item))) is not None:
            images[role] = _image(picture, document.structure[role].alt)
    return images


def _image(picture: PreparedPicture, alt: str) -> str:
    data = base64.b64encode(_flattened(picture)).decode()
    size = f'width="{picture.width}" height="{picture.height}"'
    return f'<img src="data:image/jpeg;base64,{data}" {size} alt="{escape(alt)}">'


def _flattened(picture: PreparedPicture) -> bytes:
    """A JPEG of the picture; what is transparent shows white paper."""
    if not picture.mask:
        return bytes(picture.data)
    # Transparent pictures are rare, and all others need no decoding here.
    from PIL import Image

    size = (picture.width, picture.height)
    with Image.open(io.BytesIO(picture.data)) as shown:
        paper = Image.new("RGB", size, "white")
        paper.paste(shown.convert("RGB"), mask=Image.frombytes("L", size, bytes(picture.mask)))
    output = io.BytesIO()
    paper.save(output, "JPEG", quality=85)
    return output.getvalue()


def write_text(document: PagedDocument, report: Diagnostics) -> bytes | None:
    """The book as plain text in reading order, headings set off, or None after a finding of `Structure.check`."""
    tree = _read(document, report)
    if tree is None:
        return None
    lines = (line.strip() for line in "".join(tree.as_text(0)).splitlines())
    return ("\n".join(_calmed(lines)) + "\n").encode()


def _calmed(lines: Iterator[str]) -> Iterator[str]:
    """The lines with no more than one empty one between two that hold something, and none before the first."""
    empty = True
    for line in lines:
        if line or not empty:
            yield line
        empty = not line


def _read(document: PagedDocument, report: Diagnostics) -> "_Tree | None":
    told = Diagnostics()
    Structure(document, told).check()
    known = {(finding.code, finding.span) for finding in report}
    report.found.extend(finding for finding in told if (finding.code, finding.span) not in known)
    if told.has_errors:
        return None
    tree = _Tree(document.structure, [[] for _ in document.structure])
    for index, tag in enumerate(document.structure):
        if tag.parent is not None:
            tree.children[tag.parent].append(index)
    for page in document.pages:
        tree.collect(page.items)
    return tree


@dataclass(slots=True)
class _Tree:
    """The structure tree with the text that stands in it."""

    tags: tuple[Tag, ...]
    children: list[list[TagId]]
    runs: dict[TagId, list[GlyphRun]] = field(default_factory=dict)
    places: dict[TagId, tuple[Point, Point]] = field(default_factory=dict)
    """Where the text of a tag begins and where it ends."""
    targets: dict[TagId, str] = field(default_factory=dict)
    pictures: dict[TagId, Placed] = field(default_factory=dict)
    """The first picture of each figure."""
    images: dict[TagId, str] = field(default_factory=dict)
    """What shows it in HTML."""

    def collect(self, items: tuple[Placed, ...]) -> None:
        """Note the text and the links of a display list, in painting order."""
        for placed in items:
            item, role = placed.item, placed.role
            if isinstance(item, Group):
                self.collect(item.items)
            elif isinstance(role, int):
                if isinstance(item, GlyphRun):
                    self.runs.setdefault(role, []).append(item)
                    begin, _ = self.places.get(role, (placed.at, placed.at))
                    self.places[role] = (begin, Point(placed.at.x + item.advance, placed.at.y))
                elif isinstance(item, Link):
                    self.targets.setdefault(role, item.target)
                elif isinstance(item, Picture):
                    self.pictures.setdefault(role, placed)

    def own_text(self, index: TagId) -> str:
        """What a tag itself says: its replacement text, or its runs joined.

        Where the size changes a new thing begins (a page number after a title), and a space keeps the two apart.
        """
        if self.tags[index].actual_text:
            return self.tags[index].actual_text
        parts: list[str] = []
        before: GlyphRun | None = None
        for run in self._spoken_runs(index):
            if before is not None and run.size != before.size and run.origin != before.origin:
                parts.append(" ")
            parts.append(run.text)
            before = run
        return "".join(parts)

    def _spoken_runs(self, index: TagId) -> list[GlyphRun]:
        """The runs of a tag; of an entry of the contents without the page number, as there are no pages."""
        runs, parent = self.runs.get(index, []), self.tags[index].parent
        in_contents = parent is not None and self.tags[parent].kind == "TOCI"
        return runs[:-1] if in_contents and len(runs) > 1 and runs[-1].text.isdigit() else runs

    def _own_html(self, index: TagId) -> str:
        """The tag's own text, words of another language marked as such."""
        text, around = self.own_text(index), index
        while not self.tags[around].language and (parent := self.tags[around].parent) is not None:
            around = parent
        parts: list[str] = []
        at = 0
        for start, end in foreign_words(text, self.tags[around].language):
            parts.append(escape(text[at:start], quote=False))
            parts.append(f'<span lang="{FOREIGN}">{escape(text[start:end], quote=False)}</span>')
            at = end
        return "".join(parts) + escape(text[at:], quote=False)

    def as_html(self, index: TagId) -> str:
        tag = self.tags[index]
        if tag.kind in ("Figure", "Formula"):
            return self._figure(index)
        inner = self._own_html(index) + self._inner_html(index)
        element = _ELEMENTS.get(tag.kind, "span")
        attributes = _attributes(
            id=tag.anchor,
            lang=spoken_language(tag.language) if tag.language and index else "",
            scope=_SCOPES.get(tag.scope, "") if tag.kind == "TH" else "",
            href=self.targets.get(index, ""),
        )
        if element == "figcaption":
            element = "p"
        if element == "span" and not attributes:
            return inner
        return f"<{element}{attributes}>{inner}</{element}>"

    def _gap(self, before: TagId | None, index: TagId) -> str:
        """What keeps apart two spans that do not stand side by side on one line: a number and the title under it."""
        if before is None or not self.tags[before].kind == self.tags[index].kind == "Span":
            return ""
        one, other = self.places.get(before), self.places.get(index)
        if one is None or other is None:
            return ""
        (_, end), (start, _) = one, other
        size = self.runs[index][0].size
        side_by_side = abs(end.x - start.x) < size and abs(end.y - start.y) < size
        return "" if side_by_side else "\u3000"

    def _inner_html(self, index: TagId) -> str:
        """The children; a figure takes the captions that follow it in."""
        parts: list[str] = []
        children = self.children[index]
        at = 0
        while at < len(children):
            child = children[at]
            at += 1
            if self.tags[child].kind != "Figure":
                parts.append(self._gap(children[at - 2] if at > 1 else None, child) + self.as_html(child))
                continue
            captions = []
            while at < len(children) and self.tags[children[at]].kind == "Caption":
                captions.append(children[at])
                at += 1
            parts.append(self._figure(child, captions))
        is_block = any(self.tags[child].kind in _LINES or self.tags[child].kind[0] == "H" for child in children)
        return "\n" + "\n".join(parts) + "\n" if is_block else "".join(parts)

    def _figure(self, index: TagId, captions: list[TagId] | None = None) -> str:
        tag = self.tags[index]
        told = self.images.get(index) or f"<p>{escape(tag.alt or tag.actual_text, quote=False)}</p>"
        text = "".join(self._own_html(c) + self._inner_html(c) for c in captions or ())
        text += self._inner_html(index)
        caption = f"<figcaption>{text}</figcaption>" if text else ""
        return f"<figure{_attributes(id=tag.anchor)}>{told}{caption}</figure>"

    def as_text(self, index: TagId) -> Iterator[str]:
        tag = self.tags[index]
        is_heading = tag.kind[:1] == "H" and tag.kind[1:].isdigit()
        if is_heading or tag.kind == "Sect":
            yield "\n\n"
        elif tag.kind in _LINES:
            yield "\n"
        if tag.kind in ("Figure", "Formula"):
            yield f"〔图：{tag.alt or tag.actual_text}〕"
        else:
            yield self.own_text(index)
        before: TagId | None = None
        for child in self.children[index]:
            yield self._gap(before, child)
            yield from self.as_text(child)
            before = child
        if is_heading:
            yield "\n\n"
        elif tag.kind in ("TD", "TH", "Lbl"):
            yield " "
        elif tag.kind in _LINES:
            yield "\n"


def _attributes(**given: str) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in given.items() if value)
