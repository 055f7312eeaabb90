"""Numbers are written once and quoted: `{fact:id}`."""

import pytest

from builder.color import Cmyk, Ink, Paint, Rgb
from builder.diagnostics import Diagnostics
from builder.layout.composition import compose
from builder.layout.pages import Page
from builder.resources import MemoryResources
from builder.source import SourceString, Span
from builder.text.glyphs import GlyphRun
from builder.text.paragraphs import Typesetter
from builder.text.styles import CharacterStyle, LineRules, ParagraphStyle, StyledText
from builder.units import pt
from builder.words import Words
from tests.content.projects import BOOK, codes, fonts, read
from tests.layout.test_subjects import _portrait

QUOTED = (
    BOOK.replace("body: 新增学位6020个,投资1.38亿元。", 'body: "今年新增学位{fact:places}，去年{fact:places.last}个。"')
    .replace("title: 标题", 'title: "{fact:places}新学位"')
    .replace("label: 亮点一", 'label: "亮点一 {fact:places.value}"')
    .replace("    alt: 一张图\n", '    alt: 一张图\n    caption: "这里有{fact:places}学位。"\n')
    .replace("    unit: 个\n", "    unit: 个\n    last: 5310\n")
    .replace("label: 新增学位\n", 'label: "新增学位"\n    note: "即{fact:places}"\n')
)


def _printed(book: str) -> str:
    """All text on all pages."""
    held = {"content/brochure.yaml": book.encode(), "images/a.jpg": _portrait(400, 200)}
    resources, report = MemoryResources(held, fonts()), Diagnostics()
    document = read(book)[0]
    assert document is not None, read(book)[1]
    paged = compose(document, resources, report)
    assert paged is not None, report.found
    return "".join("".join(_runs(page)) for page in paged.pages)


def _runs(page: Page) -> list[str]:
    return [placed.item.text for placed in page.items if isinstance(placed.item, GlyphRun)]


def test_one_change_changes_all() -> None:
    """Title, body, label, caption and side figure show the number; changing it once under facts changes every one."""
    before, after = _printed(QUOTED), _printed(QUOTED.replace("value: 6020", "value: 7345"))
    assert before.count("6020") >= 4 and "7345" not in before
    assert after.count("7345") == before.count("6020") and "6020" not in after
    assert after.replace("7345", "6020") == before


def test_references_stand_in_every_text() -> None:
    """Bodies, titles, labels, captions and remarks are read with the numbers in place; an alone `{` stays."""
    document, found = read(QUOTED.replace("，去年", "，{ 去年 }{{fact:places}}"))
    assert document is not None and found == []
    (highlight,) = document.highlights
    assert highlight.title.value == "6020个新学位"
    assert highlight.label.value == "亮点一 6020"
    assert highlight.body[0].value == "今年新增学位6020个，{ 去年 }{fact:places}}5310个。"
    assert document.pictures[0].caption is not None
    assert document.pictures[0].caption.value == "这里有6020个学位。"
    assert document.facts[0].note is not None and document.facts[0].note.value == "即6020个"
    assert set(document.quoted) == {"6020个", "6020", "5310"}


def test_a_quoted_number_is_never_broken() -> None:
    """At any usual measure a number stays in one line with its unit, however odd the unit is."""
    style = CharacterStyle(han="serif-400", size=pt(10), paint=Paint(Ink("k", Cmyk(0, 0, 0, 1), Rgb(0, 0, 0))))
    text = "全市新增优质学前教育普惠性公办学位共计6020个标准座席，比上年多。" * 3
    source = SourceString(text, Span("a.yaml", 1, 1, 1, 99))
    for bound in ((), ("6020个标准座席",)):
        paragraph = ParagraphStyle(character=style, rules=LineRules(bound=bound))
        broken = 0
        for measure in range(14, 34):
            typesetter = Typesetter(fonts(), Diagnostics())
            spans = (StyledText(source=source, style=style),)
            lines = [line.text for line in typesetter.set(spans, measure=pt(10) * measure, style=paragraph)]
            broken += sum(line.count("6020个标准座席") for line in lines) != 3
        assert (broken == 0) == bool(bound)


def test_places_point_at_the_reference() -> None:
    """Every character of a quoted number stands at its reference; the text behind it where it was typed."""
    text = SourceString("甲{fact:x}乙", Span("a.yaml", 3, 5, 3, 15), ((0, 3, 5),))
    whole = text.spliced([(1, 9, "6020个")])
    assert whole.value == "甲6020个乙"
    assert [whole.locate(at).column for at in range(7)] == [5, 6, 7, 8, 9, 10, 14]
    longer = text.spliced([(1, 9, "一二三四五六七八九十")])
    assert longer.locate(10).column == 13 and longer.locate(11).column == 14


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("新增{fact:place}。", ["fact-reference-unknown@brochure:8:14"]),
        ("新增{fact：place}。", ["fact-reference-unknown@brochure:8:14"]),
        ("新增{fact:places.was}。", ["fact-reference-part@brochure:8:14"]),
        ("新增{fact:places。", ["fact-reference-unclosed@brochure:8:14"]),
        ("新增{{fact:x}。", ["fact-not-in-text@brochure:17:12"]),
    ],
)
def test_slips_in_references_are_told(body: str, wanted: list[str]) -> None:
    """An unknown id, an unknown key and a missing brace are errors at the reference; an escaped one is text."""
    told = codes(BOOK.replace("body: 新增学位6020个,投资1.38亿元。", f'body: "{body}"'))
    assert [code for code in told if not code.startswith("fact-not-in-text") or len(told) == 1] == wanted


def test_the_near_id_is_offered() -> None:
    """A misspelt id names the one that was meant, and the reference is quoted as it was typed."""
    finding = read(BOOK.replace("6020个,", "{fact:place},"))[1][0]
    told = Words("zh").tell(finding)
    assert "places" in told.hint and "{fact:place}" in told.message


@pytest.mark.parametrize("title", ["{fact:places}新学位", "{fact:places}", "{fact: places}"])
def test_a_reference_that_opens_a_line_must_be_quoted(title: str) -> None:
    """YAML takes it for a map; the finding says to put quotes round it, instead of speaking of maps."""
    assert [code.split("@")[0] for code in codes(BOOK.replace("title: 标题", f"title: {title}"))] == [
        "yaml-fact-unquoted"
    ]


def test_a_quoted_number_is_in_use() -> None:
    """A fact that only a text refers to is not called unused, and its number is found in that text."""
    book = BOOK.replace("    facts: [places]\n", "").replace("学位6020个", "学位{fact:places}")
    assert codes(book) == []
