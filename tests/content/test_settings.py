"""`--set` lays values over the book, and they are checked like what the file says."""

import pytest

from builder.content.document import Document
from builder.words import Words
from tests.content.projects import BOOK, codes, read


def _document(*settings: tuple[str, str], book: str = BOOK) -> Document:
    document, found = read(book, settings)
    assert found == []
    assert document is not None
    return document


def test_values_replace_and_add() -> None:
    """A setting replaces a value, adds one, and reaches an item of a list by its id."""
    document = _document(("year", "2023"), ("marks", "off"), ("pictures.p01.credit", "张三 摄"), ("names", "[甲, 乙]"))
    assert (document.year, document.marks, document.names) == (2023, "off", ("甲", "乙"))
    credit = document.pictures[0].credit
    assert credit is not None
    assert credit.value == "张三 摄"


def test_theme_settings_are_dotted_keys() -> None:
    """Overrides of the theme come out flat, from the file and from the command alike; the last setting wins."""
    book = BOOK + "theme:\n  name: cinnabar\n  inks: {red: [0, 1, 1, 0]}\n  grid:\n    columns: 2\n"
    document = _document(("theme.grid.columns", "3"), ("theme.ground", "false"), book=book)
    assert document.theme == "cinnabar"
    assert document.theme_settings == (("inks.red", (0, 1, 1, 0)), ("grid.columns", 3), ("ground", False))


def test_short_theme_takes_settings() -> None:
    """`theme: jade` is short for a map with that name, so that settings find their place in it."""
    document = _document(("theme.grid.columns", "3"), book=BOOK + "theme: jade\n")
    assert (document.theme, document.theme_settings) == ("jade", (("grid.columns", 3),))
    assert _document(("theme.name", "light"), book=BOOK + "theme: jade\n").theme == "light"


def test_a_wrong_way_is_offered_the_right_ones() -> None:
    """A setting of an element that is not there names those that are; one through a text says there is nothing."""
    told = [Words("zh").tell(finding) for finding in read(BOOK, (("pictures.p09.credit", "x"),))[1]]
    assert "p01" in told[0].message + told[0].hint
    through = [Words("zh").tell(finding) for finding in read(BOOK, (("title.short", "x"),))[1]]
    assert "（无）" in through[0].message + through[0].hint
    misspelt = [Words("zh").tell(finding) for finding in read(BOOK, (("titel", "x"),))[1]]
    assert "title" in misspelt[0].hint


@pytest.mark.parametrize(
    ("setting", "wanted"),
    [
        (("yaer", "2023"), "key-unknown@--set:1:1"),
        (("year", "二〇二三"), "whole-number-wanted@--set:1:1"),
        (("pictures.p09.credit", "x"), "setting-path@--set:1:1"),
        (("year.month", "1"), "setting-path@--set:1:1"),
        (("title", ""), "value-empty@--set:1:1"),
        (("names", "[a"), "yaml-unclosed-bracket@--set names:1:1"),
    ],
)
def test_bad_settings(setting: tuple[str, str], wanted: str) -> None:
    """A setting with a wrong way, name or value is an error of the command line."""
    assert codes(BOOK, (setting,)) == [wanted]
