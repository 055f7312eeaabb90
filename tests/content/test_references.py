"""Ids, pictures and numbers agree over the whole book."""

import pytest

from builder.words import Words
from tests.content.projects import BOOK, codes, read

SECOND = "  - {id: h02, label: 亮点二, title: 又一题, body: 有29所。}\n"


def _with(old: str, new: str) -> str:
    assert old in BOOK
    return BOOK.replace(old, new, 1)


@pytest.mark.parametrize(
    ("book", "wanted"),
    [
        pytest.param(_with("[p01]", "[p01, p02]"), ["picture-unknown@brochure:9:21"], id="unknown picture"),
        pytest.param(_with("    pictures: [p01]\n", ""), ["picture-unused@brochure:11:9"], id="picture in use nowhere"),
        pytest.param(_with("[p01]", "[p01, p01]"), ["picture-twice@brochure:9:21"], id="picture twice"),
        pytest.param(_with("images/a.jpg", "images/b.jpg"), ["file-missing@brochure:13:11"], id="picture missing"),
        pytest.param(_with("images/a.jpg", "../a.jpg"), ["path-outside@brochure:13:11"], id="picture outside"),
        pytest.param(_with("[places]", "[places, x]"), ["fact-unknown@brochure:10:21"], id="unknown fact"),
        pytest.param(_with("    facts: [places]\n", ""), ["fact-unused@brochure:15:9"], id="fact in use nowhere"),
        pytest.param(_with("[places]", "[places, places]"), ["fact-twice@brochure:10:21"], id="fact twice"),
        pytest.param(_with("highlight: h01", "highlight: h09"), ["highlight-unknown@brochure:20:16"], id="highlight"),
        pytest.param(_with("value: 6020", "value: 602"), ["fact-not-in-text@brochure:17:12"], id="part of a number"),
        pytest.param(_with("value: 6020", "value: 38"), ["fact-not-in-text@brochure:17:12"], id="after the point"),
        pytest.param(_with("unit: 个", "unit: 万个"), ["fact-unit-not-in-text@brochure:18:11"], id="other unit"),
        pytest.param(
            _with("    highlight: h01\n", "").replace("6020\n", "6021\n"),
            ["fact-not-in-text@brochure:17:12"],
            id="fact without a highlight of its own",
        ),
        pytest.param(
            BOOK.replace("pictures:\n", SECOND + "pictures:\n", 1).replace("highlight: h01", "highlight: h02"),
            ["fact-of-another-highlight@brochure:10:13", "fact-not-in-text@brochure:18:12"],
            id="fact of another highlight",
        ),
        pytest.param(
            BOOK.replace("pictures:\n", SECOND.replace("h02", "h01") + "pictures:\n", 1),
            ["duplicate-id@brochure:11:10"],
            id="highlight twice",
        ),
        pytest.param(
            BOOK.replace("facts:\n  -", "  - {id: p01, file: images/a.jpg, alt: 又}\nfacts:\n  -", 1),
            ["duplicate-id@brochure:15:10"],
            id="picture id twice",
        ),
        pytest.param(
            _with("    alt:", "    keep: [0.5, 0.1, 0.4, 0.9]\n    alt:"),
            ["keep-inverted@brochure:14:11"],
            id="keep inverted",
        ),
        pytest.param(
            _with("    alt:", "    keep: [0.5, 0.1, 1.1, 0.9]\n    alt:"),
            ["value-range@brochure:14:22"],
            id="keep outside its picture",
        ),
        pytest.param(
            _with("    alt:", "    focus: [0.5, 0.1, 0.4]\n    alt:"),
            ["list-length@brochure:14:12"],
            id="focus of three numbers",
        ),
        pytest.param(
            _with("    alt:", "    focus: [0.1, 0.1]\n    keep: [0.2, 0.1, 0.4, 0.9]\n    alt:"),
            ["focus-outside-keep@brochure:14:12"],
            id="focus outside keep",
        ),
    ],
)
def test_disagreements(book: str, wanted: list[str]) -> None:
    """Each disagreement is found at the place that has to change."""
    assert codes(book) == wanted


def test_gallery_and_figures_count_as_use() -> None:
    """A picture in the gallery and a number in the figures are in use, and may be used again."""
    book = BOOK.replace("    facts: [places]\n", "")
    book += "figures: {title: 数说, facts: [places]}\ngallery: {title: 图录, pictures: [p01]}\n"
    document, found = read(book)
    assert found == []
    assert document is not None
    assert document.figures is not None
    assert document.gallery is not None
    assert document.fact(document.figures.facts[0]).value.value == "6020"
    assert document.picture(document.gallery.pictures[0]).file == "images/a.jpg"


def test_numbers_are_printed_as_typed() -> None:
    """A value keeps its closing noughts, which a number would lose."""
    document, found = read(BOOK.replace("6020", "60.20"))
    assert found == []
    assert document is not None
    assert document.facts[0].value.value == "60.20"


def test_unknown_picture_offers_near_ids() -> None:
    """The message about an unknown picture lists ids that resemble it."""
    _, found = read(_with("[p01]", "[p01, p1]"))
    assert "p01" in Words("zh").tell(found[0]).hint


def test_paragraphs_are_lines_without_typed_indents() -> None:
    """Each line of a body is a paragraph; blank lines and typed indents are no text, and places stay right."""
    body = "body: |\n      　　一段6020个。\n\n      　　二段。 \n"
    document, found = read(_with("body: 新增学位6020个,投资1.38亿元。\n", body))
    assert found == []
    assert document is not None
    paragraphs = document.highlights[0].body
    assert [paragraph.value for paragraph in paragraphs] == ["一段6020个。", "二段。"]
    assert str(paragraphs[1].locate(0)) == "content/brochure.yaml:11:9"
