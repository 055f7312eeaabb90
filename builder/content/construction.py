"""From validated nodes to the frozen document. Nothing is checked here, and nothing can fail."""

from collections.abc import Mapping

from builder.content.book import PAGE_FORMATS
from builder.content.document import (
    Chart,
    ChartPages,
    Colophon,
    CropAdjustment,
    Document,
    Fact,
    FigurePages,
    Gallery,
    Highlight,
    PictureEntry,
    QrCode,
)
from builder.content.nodes import ListNode, MapNode, Node, Scalar, plain_data
from builder.source import SourceString, Span

DEFAULT_LANGUAGE = "zh-CN"
DEFAULT_THEME = "cinnabar"
DEFAULT_MARKS = "set"
_INDENT = " \t\u3000"
_SPACED = " \t\u3000\u00a0/／·"


def construct(book: MapNode, files: tuple[str, ...], quoted: tuple[str, ...] = ()) -> Document:
    """The document that a valid `book` describes; `files` are those it was read from, `quoted` numbers with units."""
    title, publisher = _source(book, "title"), _source(book, "publisher")
    theme, theme_settings = _theme(book.get("theme"))
    adjusted = {_word(node, "id"): node for node in _maps(book, "adjust")}
    facts = tuple(_fact(node) for node in _maps(book, "facts"))
    return Document(
        year=int(_number(book.get("year"))),
        title=title,
        publisher=publisher,
        imprint=_optional(book, "imprint") or SourceString(f"{publisher.value}　编", publisher.span),
        language=_word(book, "language", DEFAULT_LANGUAGE),
        theme=theme,
        theme_settings=theme_settings,
        theme_span=_theme_span(book),
        page_format=_word(book, "page-format", PAGE_FORMATS[0]),
        subject=_word(book, "subject", title.value),
        keywords=_words(book, "keywords"),
        marks=_word(book, "marks", DEFAULT_MARKS),
        names=_words(book, "names"),
        quoted=quoted,
        sic=_sources(book, "sic"),
        highlights=tuple(_highlight(node, adjusted) for node in _maps(book, "highlights")),
        pictures=tuple(_picture(node, adjusted.get(_word(node, "id"))) for node in _maps(book, "pictures")),
        facts=facts,
        figures=_figures(book.get("figures")),
        charts=_chart_pages(book.get("charts"), {fact.id: fact for fact in facts}),
        qr=_qr(book),
        isbn=_optional(book, "isbn"),
        gallery=_gallery(book.get("gallery")),
        colophon=_colophon(book.get("colophon")),
        files=files,
        span=book.span,
    )


def paragraphs(body: SourceString) -> tuple[SourceString, ...]:
    """The paragraphs of a body: its lines that are not blank, without the spaces around them."""
    found = []
    at = 0
    for line in body.value.split("\n"):
        start = at + len(line) - len(line.lstrip(_INDENT))
        end = at + len(line.rstrip(_INDENT))
        if start < end:
            found.append(body.piece(start, end))
        at += len(line) + 1
    return tuple(found)


def _highlight(node: MapNode, adjusted: Mapping[str, MapNode]) -> Highlight:
    by_hand = adjusted.get(_word(node, "id"))
    return Highlight(
        id=_word(node, "id"),
        label=_source(node, "label"),
        title=_source(node, "title"),
        body=paragraphs(_scalar(node, "body").source),
        pictures=_words(node, "pictures"),
        facts=_words(node, "facts"),
        layout=(_optional(by_hand, "layout") if by_hand else None) or _optional(node, "layout"),
        page_break=_optional(node, "page-break"),
        page_span=int(_number(node.get("span"))),
        span=node.span,
        sic=_sources(node, "sic"),
    )


_CREDITS_OF_NOBODY = frozenset(("示意图", "资料图", "资料图片", "资料照片", "效果图", "网络图片", "本册绘制"))
_CREDIT_VERBS = ("摄影", "拍摄", "供图", "提供", "绘图", "制图", "摄", "绘", "图")


def contributor_of(credit: str) -> str:
    """Who a credit line names: `张三 摄` and `摄影：张三` name 张三, `示意图` nobody."""
    name = credit.strip()
    for verb in _CREDIT_VERBS:
        if name.startswith((f"{verb}：", f"{verb}:")):
            name = name[len(verb) + 1 :]
        elif name.endswith(verb) and name not in _CREDITS_OF_NOBODY and name[: -len(verb)].rstrip(_SPACED) != "":
            name = name[: -len(verb)]
            break
    name = name.strip(_SPACED)
    return "" if name in _CREDITS_OF_NOBODY else name


def _picture(node: MapNode, adjusted: MapNode | None) -> PictureEntry:
    focus, keep = _numbers(node.get("focus")), _numbers(node.get("keep"))
    return PictureEntry(
        id=_word(node, "id"),
        file=_word(node, "file"),
        caption=_optional(node, "caption"),
        alt=_source(node, "alt"),
        credit=_optional(node, "credit"),
        focus=(focus[0], focus[1]) if focus else None,
        keep=(keep[0], keep[1], keep[2], keep[3]) if keep else None,
        adjustment=_crop_adjustment(adjusted),
        span=node.span,
        contributor=_word(node, "contributor") or contributor_of(_word(node, "credit")),
    )


def _crop_adjustment(node: MapNode | None) -> CropAdjustment | None:
    if node is None:
        return None
    crop, shift, size = _numbers(node.get("crop")), _numbers(node.get("shift")), node.get("size")
    return CropAdjustment(
        crop=(crop[0], crop[1], crop[2], crop[3]) if crop else None,
        shift=(shift[0], shift[1]) if shift else (0.0, 0.0),
        size=_number(size) if size else 1.0,
    )


def _fact(node: MapNode) -> Fact:
    return Fact(
        id=_word(node, "id"),
        value=_source(node, "value"),
        unit=_optional(node, "unit"),
        label=_source(node, "label"),
        side_label=_optional(node, "side-label"),
        note=_optional(node, "note"),
        last=_optional(node, "last"),
        year=_word(node, "year"),
        source=_optional(node, "source"),
        highlight=_word(node, "highlight") or None,
        span=node.span,
    )


def _figures(node: Node | None) -> FigurePages | None:
    if not isinstance(node, MapNode):
        return None
    return FigurePages(title=_source(node, "title"), facts=_words(node, "facts"), span=node.span)


def _chart_pages(node: Node | None, facts: Mapping[str, Fact]) -> ChartPages | None:
    if not isinstance(node, MapNode):
        return None
    charts = tuple(_chart(chart, facts) for chart in _maps(node, "charts"))
    return ChartPages(title=_source(node, "title"), charts=charts, span=node.span)


def _chart(node: MapNode, facts: Mapping[str, Fact]) -> Chart:
    unit = _optional(node, "unit")
    return Chart(
        kind=_word(node, "kind"),
        title=_source(node, "title"),
        rows=tuple(facts[name] for name in _words(node, "facts"))
        or tuple(_chart_row(row, unit) for row in _maps(node, "rows")),
        note=_optional(node, "note"),
        alt=_optional(node, "alt"),
        span=node.span,
    )


def _chart_row(node: MapNode, unit: SourceString | None) -> Fact:
    return Fact(
        id="",
        value=_source(node, "value"),
        unit=unit,
        label=_source(node, "label"),
        last=_optional(node, "last"),
        note=None,
        highlight=None,
        span=node.span,
    )


def _qr(book: MapNode) -> QrCode | None:
    node = book.get("qr")
    if isinstance(node, MapNode):
        return QrCode(text=_source(node, "text"), caption=_optional(node, "caption"))
    text = _optional(book, "qr")
    return None if text is None else QrCode(text=text, caption=None)


def _gallery(node: Node | None) -> Gallery | None:
    if not isinstance(node, MapNode):
        return None
    return Gallery(title=_source(node, "title"), pictures=_words(node, "pictures"), span=node.span)


def _colophon(node: Node | None) -> Colophon | None:
    if not isinstance(node, MapNode):
        return None
    return Colophon(lines=_sources(node, "lines"), span=node.span)


def _theme(node: Node | None) -> tuple[str, tuple[tuple[str, object], ...]]:
    if isinstance(node, MapNode):
        settings = [entry for entry in _flattened(node, "") if entry[0] != "name"]
        return _word(node, "name"), tuple(settings)
    return (node.text if isinstance(node, Scalar) else DEFAULT_THEME), ()


def _theme_span(book: MapNode) -> Span:
    node = book.get("theme")
    named = node.get("name") if isinstance(node, MapNode) else node
    return book.span if named is None else named.span


def _flattened(node: MapNode, prefix: str) -> list[tuple[str, object]]:
    """Dotted keys and values; lists become tuples."""
    flat: list[tuple[str, object]] = []
    for key, value in node.entries:
        name = f"{prefix}{key.text}"
        if isinstance(value, MapNode):
            flat += _flattened(value, f"{name}.")
        else:
            flat.append((name, _frozen(plain_data(value))))
    return flat


def _frozen(data: object) -> object:
    if isinstance(data, list):
        return tuple(_frozen(item) for item in data)
    if isinstance(data, dict):
        return tuple((key, _frozen(item)) for key, item in data.items())
    return data


def stripped(source: SourceString) -> SourceString:
    """A text without white space at its ends, such as the line end that a block scalar keeps."""
    value = source.value
    end = len(value.rstrip())
    start = len(value) - len(value.lstrip())
    return source if (start, end) == (0, len(value)) else source.piece(start, end)


def _maps(book: MapNode, key: str) -> tuple[MapNode, ...]:
    node = book.get(key)
    return tuple(item for item in node.items if isinstance(item, MapNode)) if isinstance(node, ListNode) else ()


def _scalars(node: Node | None) -> tuple[Scalar, ...]:
    return tuple(item for item in node.items if isinstance(item, Scalar)) if isinstance(node, ListNode) else ()


def _scalar(node: MapNode, key: str) -> Scalar:
    """The scalar that validation has made sure of (TypeError otherwise: a fault of ours)."""
    value = node.get(key)
    if not isinstance(value, Scalar):
        raise TypeError(f"{key} is no scalar")
    return value


def _source(node: MapNode, key: str) -> SourceString:
    return stripped(_scalar(node, key).source)


def _optional(node: MapNode, key: str) -> SourceString | None:
    value = node.get(key)
    return stripped(value.source) if isinstance(value, Scalar) else None


def _sources(node: MapNode, key: str) -> tuple[SourceString, ...]:
    return tuple(stripped(scalar.source) for scalar in _scalars(node.get(key)))


def _word(node: MapNode, key: str, default: str = "") -> str:
    value = node.get(key)
    return value.text.strip() if isinstance(value, Scalar) else default


def _words(node: MapNode, key: str) -> tuple[str, ...]:
    return tuple(scalar.text.strip() for scalar in _scalars(node.get(key)))


def _number(node: Node | None) -> float:
    value = node.value if isinstance(node, Scalar) else None
    return float(value) if isinstance(value, int | float) else 0.0


def _numbers(node: Node | None) -> tuple[float, ...]:
    return tuple(_number(item) for item in node.items) if isinstance(node, ListNode) else ()
