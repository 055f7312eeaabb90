"""The content as scopes: what the frames of a layout can speak of, for the book and for each of its parts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from builder.content.document import Document, Fact, Highlight
from builder.content.isbn import digits_of
from builder.diagnostics import Diagnostics
from builder.layout.notes import find_figure
from builder.layout.numerals import han_number
from builder.layout.scope import Paragraphs, PictureUse, Scope
from builder.pictures import picture_info
from builder.resources import Resources
from builder.source import SourceString
from builder.subjects import find_subject
from builder.text.acknowledgements import Acknowledgements
from builder.text.marks import Conversion, Mode, normalise_marks
from builder.text.markup import plain_text
from builder.text.oddities import find_oddities

QUOTED = re.compile(r"“[^“”]{12,40}”")
"""What a quotation page may show: a quoted phrase of the text itself, never retyped."""
CLAUSE = re.compile(r"[，,；;]")
SENTENCE = re.compile(r"[^。！？]+[。！？]?[”’」』）]*")

MULTIPLES = (("万亿", 1e12), ("亿", 1e8), ("万", 1e4), ("千", 1e3))
PEOPLE = frozenset("人名")
"""Units that count persons: 万余名, 人, 人次."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Articles:
    """A document with its marks set and its pictures opened."""

    document: Document
    pictures: Mapping[str, PictureUse]
    conversions: tuple[Conversion, ...]
    mode: Mode
    _texts: Mapping[int, SourceString]

    def text(self, source: SourceString) -> SourceString:
        """`source` with its marks normalised."""
        return self._texts.get(id(source), source)

    def book(self) -> Scope:
        """What holds for every page."""
        document = self.document
        lines = document.colophon.lines if document.colophon else ()
        return Scope(
            numbers={"highlights": len(document.highlights), "year": document.year, "pictures": len(self.pictures)},
            words={
                "year": document.year,
                "title": self.text(document.title).value,
                "highlights": len(document.highlights),
            },
            sources={
                "title": (self.text(document.title),),
                "imprint": (self.text(document.imprint),),
                "publisher": (self.text(document.publisher),),
                **self._codes(),
            },
            lists={
                "lines": tuple(self._line(line) for line in lines),
                "album": tuple(
                    Scope(sources=self.picture(use, "picture"), pictures=(use,), origin=use.entry.span)
                    for use in self.pictures.values()
                ),
                "highlights": tuple(self.highlight(i + 1, h, self.uses(h)) for i, h in enumerate(document.highlights)),
            },
            origin=document.span,
        )

    def _codes(self) -> dict[str, Paragraphs]:
        """What the back cover tells machines, and the words beside it; nothing that the book does not have."""
        qr, isbn = self.document.qr, self.document.isbn
        texts = {
            "qr": qr.text if qr else None,
            "qr-caption": qr.caption if qr else None,
            "isbn": isbn,
        }
        sources: dict[str, Paragraphs] = {name: (self.text(text),) for name, text in texts.items() if text is not None}
        if isbn is not None:
            digits = digits_of(isbn.value)
            groups = {"isbn.first": digits[:1], "isbn.left": digits[1:7], "isbn.right": digits[7:]}
            sources |= {name: (SourceString(group, isbn.span),) for name, group in groups.items()}
        return sources

    def _line(self, line: SourceString) -> Scope:
        return Scope(sources={"line": (self.text(line),)}, origin=line.span)

    def uses(self, highlight: Highlight) -> tuple[PictureUse, ...]:
        """The article's pictures in the author's order."""
        return tuple(self.pictures[name] for name in highlight.pictures)

    def highlight(self, number: int, highlight: Highlight, uses: tuple[PictureUse, ...]) -> Scope:
        """What holds for one article; `number` counts from 1, `uses` are its pictures in the order of its frames."""
        body = tuple(self.text(paragraph) for paragraph in highlight.body)
        facts = tuple(self.fact(self.document.fact(name)) for name in highlight.facts)
        shares = tuple(
            self.fact(fact, body)
            for fact in self.document.facts
            if fact.highlight == highlight.id and is_percentage(fact)
        )
        sources: dict[str, Paragraphs] = {
            "label": (self.text(highlight.label),),
            "title": (self.text(highlight.title),),
            "heading": (self.text(highlight.title),),
            "body": body,
        }
        headline, deck = clauses_apart(self.text(highlight.title))
        sources |= {"headline": (headline,)} | ({"deck": (deck,)} if deck else {})
        if quotation := find_quotation(body):
            sources["quote"] = (quotation,)
        words: dict[str, str | int] = {"number": number, "label": plain_text(self.text(highlight.label)).value}
        for index, use in enumerate(uses):
            sources |= self.picture(use, f"picture.{index}")
            words[f"picture.{index}.mark"] = picture_mark(index + 1 if len(uses) > 1 else 0)
        return Scope(
            numbers={"number": number, **ratios(uses)},
            words=words,
            sources=sources,
            lists={"facts": facts, "percentages": shares},
            pictures=uses,
            target=highlight.id,
            origin=highlight.span,
        )

    def plate(self, group: tuple[PictureUse, ...], first: int, scope: Scope) -> Scope:
        """What holds for a page of pictures. Captions are numbered from `first`; 0 for a picture alone."""
        entries = tuple(
            Scope(
                words={"picture.mark": picture_mark(first + index if first else 0)},
                sources=self.picture(use, "picture"),
                pictures=(use,),
                origin=use.entry.span,
            )
            for index, use in enumerate(group)
        )
        return Scope(
            numbers={"hung": len(group), **ratios(group)},
            lists={"pictures": entries},
            pictures=group,
            origin=scope.origin,
        )

    def picture(self, use: PictureUse, name: str) -> dict[str, Paragraphs]:
        """Caption and credit of a picture, as `name.caption` and `name.credit`."""
        parts = {"caption": use.entry.caption, "credit": use.entry.credit}
        return {f"{name}.{key}": (self.text(part),) for key, part in parts.items() if part is not None}

    def told_at(self, fact: Fact) -> tuple[int, int]:
        """Where the text tells a figure: index of the highlight and of the character; last of all if it does not."""
        for index, highlight in enumerate(self.document.highlights):
            if highlight.id == fact.highlight:
                figure = fact.value.value + (fact.unit.value if fact.unit else "")
                body = "\n".join(self.text(paragraph).value for paragraph in highlight.body)
                at = find_figure(figure, body)
                return index, len(body) if at is None else at
        return len(self.document.highlights), 0

    def fact(self, fact: Fact, body: Paragraphs = ()) -> Scope:
        """One figure, with the sentence of `body` it stands in."""
        parts = {
            "fact.value": fact.value,
            "fact.unit": fact.unit,
            "fact.label": fact.label,
            "fact.side-label": fact.side_label or fact.label,
            "fact.note": fact.note,
            "fact.last": fact.last,
        }
        sources = {name: (self.text(part),) for name, part in parts.items() if part is not None}
        sources["fact.head"], sources["fact.tail"] = ((part,) for part in halves(self.text(fact.value)))
        if sentence := find_sentence(body, fact.value.value):
            sources["fact.sentence"] = (sentence,)
        unit = "" if fact.unit is None else self.text(fact.unit).value
        sources["fact.amount"] = (_followed_by(self.text(fact.value), unit),)
        if fact.last is not None:
            sources["fact.last-amount"] = (_followed_by(self.text(fact.last), unit),)
        ids = [highlight.id for highlight in self.document.highlights]
        number = ids.index(fact.highlight) + 1 if fact.highlight in ids else 0
        numbers = {
            "fact.number": number,
            "fact.percentage": float(is_percentage(fact)),
            "fact.amount": amount_of(fact),
            "fact.people": float(bool(PEOPLE & set(unit))),
        }
        return Scope(numbers=numbers, words={"fact.number": number}, sources=sources, origin=fact.span)


def _followed_by(value: SourceString, unit: str) -> SourceString:
    """A number with its unit, as one text; the unit's characters stand at the end of the number."""
    end = len(value.value)
    return value.spliced([(end, end, unit)]) if unit and end else value


def open_articles(document: Document, resources: Resources, report: Diagnostics) -> Articles:
    """Set the marks of every text as the document asks and read the headers of all pictures."""
    mode = cast("Mode", document.marks)
    texts: dict[int, SourceString] = {}
    conversions: list[Conversion] = []
    sic = Acknowledgements((*document.sic, *(words for h in document.highlights for words in h.sic)))
    for source, own in _all_texts(document):
        texts[id(source)], made = normalise_marks(source, mode=mode)
        conversions += made
        found = Diagnostics()
        find_oddities(texts[id(source)], found)
        report.found += sic.without_acknowledged(found, (source, texts[id(source)]), own)
    sic.tell_needless(report)
    uses = {}
    for entry in document.pictures:
        info = picture_info(entry.file, resources, report, entry.span)
        if info is not None:
            if entry.focus is None and entry.keep is None:
                info = replace(info, subject=find_subject(entry.file, info, resources))
            uses[entry.id] = PictureUse(entry=entry, info=info)
    return Articles(document=document, pictures=uses, conversions=tuple(conversions), mode=mode, _texts=texts)


def _all_texts(document: Document) -> list[tuple[SourceString, Paragraphs]]:
    """Every text that is set, with the words acknowledged in it."""
    texts: list[tuple[SourceString | None, Paragraphs]] = [
        (text, document.sic) for text in (document.title, document.publisher, document.imprint)
    ]
    for highlight in document.highlights:
        own = (*document.sic, *highlight.sic)
        texts += [(text, own) for text in (highlight.label, highlight.title, *highlight.body)]
    others: list[SourceString | None] = []
    for picture in document.pictures:
        others += [picture.caption, picture.credit]
    for fact in document.facts:
        others += [fact.value, fact.unit, fact.label, fact.side_label, fact.note, fact.last]
    others += [part.title for part in (document.figures, document.charts, document.gallery) if part]
    others += [document.isbn, document.qr.caption if document.qr else None]
    for chart in document.charts.charts if document.charts else ():
        others += [chart.title, chart.note]
        for row in chart.rows:
            others += [] if row.id else [row.value, row.unit, row.label, row.last]
    others += document.colophon.lines if document.colophon else ()
    texts += [(text, document.sic) for text in others]
    return [(text, own) for text, own in texts if text is not None]


def picture_mark(number: int) -> str:
    """What stands before a caption: `图三`, or `图` alone for 0."""
    return f"图{han_number(number)}" if number else "图"


def ratios(uses: tuple[PictureUse, ...]) -> dict[str, float]:
    """Width over height of each picture, as expressions ask for it: `ratio0`."""
    return {f"ratio{index}": use.info.width / use.info.height for index, use in enumerate(uses)}


def find_quotation(body: Paragraphs) -> SourceString | None:
    """The longest quoted phrase of the text, quotation marks included; None if it has none of a fit length."""
    found = [
        paragraph.piece(match.start(), match.end()) for paragraph in body for match in QUOTED.finditer(paragraph.value)
    ]
    return max(found, key=lambda piece: len(piece.value), default=None)


def clauses_apart(title: SourceString) -> tuple[SourceString, SourceString | None]:
    """A title's first clause, its comma dropped, and the rest; None if it has but one."""
    match = CLAUSE.search(title.value)
    if match is None or not match.start() or match.end() == len(title.value):
        return title, None
    return title.piece(0, match.start()), title.piece(match.end(), len(title.value))


def halves(value: SourceString) -> tuple[SourceString, SourceString]:
    """A figure in two parts that a fold may come between: behind the point, else between two digits."""
    point = value.value.find(".") + 1
    cut = point or (len(value.value) + 1) // 2
    return value.piece(0, cut), value.piece(cut, len(value.value))


def find_sentence(body: Paragraphs, words: str) -> SourceString | None:
    """The first sentence of the text that holds `words`, its stop included."""
    for paragraph in body:
        for match in SENTENCE.finditer(paragraph.value):
            if words in match.group():
                return paragraph.piece(match.start(), match.end())
    return None


def amount_of(fact: Fact) -> float:
    """A fact's value as a number, 万 and 亿 of its unit multiplied out; 0 if it is no number."""
    try:
        value = float(fact.value.value.replace(",", ""))
    except ValueError:
        return 0.0
    unit = fact.unit.value if fact.unit else ""
    return value * next((factor for word, factor in MULTIPLES if unit.startswith(word)), 1)


def is_percentage(fact: Fact) -> bool:
    return fact.unit is not None and fact.unit.value.strip() in ("%", "％")
