"""What office clerks get wrong in a YAML file: each slip has its own code and its own place."""

import pytest
import yaml

from builder.content import parsing
from builder.content.decoding import LARGEST_FILE
from builder.content.reading import read_document
from builder.diagnostics import Diagnostics
from builder.resources import MemoryResources
from builder.words import Words
from tests.content.projects import BOOK, codes, fonts, read


def _with(old: str, new: str) -> str:
    assert old in BOOK
    return BOOK.replace(old, new, 1)


def test_small_book_is_good() -> None:
    """The book that the slips below are made in has no fault of its own."""
    document, found = read()
    assert found == []
    assert document is not None
    assert document.imprint.value == "某局　编"
    assert document.files == ("content/brochure.yaml",)


@pytest.mark.parametrize(
    ("book", "wanted"),
    [
        pytest.param(_with("title: 书名", "title:\t书名\n\tpublisher: x"), "yaml-tab@brochure:3:1", id="tab"),
        pytest.param(_with("    label: 亮点一", "\tlabel: 亮点一"), "yaml-tab@brochure:6:1", id="tab in a list"),
        pytest.param(_with("    label", "\u00a0\u00a0\u00a0 label"), "yaml-odd-space@brochure:6:1", id="nbsp"),
        pytest.param(_with("    title: 标", "　　title: 标"), "yaml-odd-space@brochure:7:1", id="ideographic space"),
        pytest.param(_with("publisher: ", "\u00a0publisher: "), "yaml-odd-space@brochure:3:1", id="nbsp in a key"),
        pytest.param(_with("title: 书", "title：书"), "yaml-full-width-colon@brochure:2:6", id="full-width colon"),
        pytest.param(_with("label: 亮", "label：亮"), "yaml-full-width-colon@brochure:6:10", id="… in a list"),
        pytest.param(_with("    label: 新", "    label：新"), "yaml-full-width-colon@brochure:19:10", id="… swallowed"),
        pytest.param(_with("- id: p01", "- id：p01"), "yaml-full-width-colon@brochure:12:7", id="… after a dash"),
        pytest.param("year：2022\ntitle：书\n", "yaml-full-width-colon@brochure:1:5", id="… everywhere"),
        pytest.param(_with("title: 书名", "title:书名"), "yaml-colon-without-space@brochure:2:6", id="tight colon"),
        pytest.param(_with("书名", "时间: 九点"), "yaml-unquoted-colon@brochure:2:10", id="unquoted colon"),
        pytest.param(_with("书名", "@书名"), "yaml-start-character@brochure:2:8", id="at sign"),
        pytest.param(_with("书名", '"书"名'), "yaml-text-after-quote@brochure:2:11", id="text after quote"),
        pytest.param(_with("书名", '"书名'), "yaml-unclosed-quote@brochure:2:8", id="open quote"),
        pytest.param(_with("[p01]", "[p01"), "yaml-unclosed-bracket@brochure:9:15", id="open bracket"),
        pytest.param(_with("书名", '"书\\q名"'), "yaml-escape@brochure:2:10", id="escape"),
        pytest.param(_with("    label: 亮", "     label: 亮"), "yaml-indentation@brochure:6:11", id="too deep"),
        pytest.param(_with("    label: 亮", "   label: 亮"), "yaml-indentation@brochure:6:4", id="too shallow"),
        pytest.param(_with("书名", "*书名"), "yaml-start-character@brochure:2:8", id="asterisk"),
        pytest.param(_with("书名", "*abc"), "yaml-alias-unknown@brochure:2:8", id="alias of nothing"),
        pytest.param(_with("书名", "&a [*a]"), "yaml-alias-of-itself@brochure:2:12", id="alias of itself"),
        pytest.param(_with("书名", "!!python/name:os.system x"), "yaml-tag@brochure:2:8", id="tag"),
        pytest.param(_with("书名", "书名\n---\na: b"), "yaml-several-documents@brochure:3:1", id="two documents"),
        pytest.param(_with("title: 书名", "[a]: b"), "yaml-key-not-text@brochure:2:1", id="list as key"),
        pytest.param(_with("书名", "书\x07名"), "control-character@brochure:2:9", id="control character"),
        pytest.param(_with("书名", '"书\\u0007名"'), "control-character@brochure:2:10", id="control by escape"),
        pytest.param(_with("书名", "书\u2028名"), "control-character@brochure:2:9", id="line separator"),
        pytest.param(_with("书名", "书\t名"), "control-character@brochure:2:9", id="tab in text"),
        pytest.param(_with("书名", "书\u202e名"), "control-character@brochure:2:9", id="direction turned"),
        pytest.param(_with("书名", '"书\\u2067名"'), "control-character@brochure:2:10", id="… by escape"),
        pytest.param(_with("书名", '"\\u200b\\u2060"'), "value-empty@brochure:2:8", id="nothing to be seen"),
        pytest.param(_with("title: 书", "title:\u00a0书"), "yaml-odd-space-after-key@brochure:2:7", id="nbsp value"),
        pytest.param(_with("label: 亮", "label:\u3000亮"), "yaml-odd-space-after-key@brochure:6:11", id="U+3000"),
        pytest.param(_with("- id: p", "- id:\u3000p"), "yaml-odd-space-after-key@brochure:12:8", id="… after a dash"),
        pytest.param(_with("label: 新", "label:\u200b新"), "yaml-odd-space-after-key@brochure:19:11", id="U+200B"),
        pytest.param(_with("year: 2022", "year: 2022\nyear: 2023"), "duplicate-key@brochure:2:1", id="duplicate key"),
        pytest.param("[" * 5000, "yaml-too-deep@brochure:1:34", id="deep nesting"),
        pytest.param("- " * 5000 + "a", "yaml-too-deep@brochure:1:67", id="deep lists"),
        pytest.param("", "top-file-empty@brochure", id="empty"),
        pytest.param("# 只有说明\n", "top-file-empty@brochure", id="comments only"),
        pytest.param("一段话", "map-wanted@brochure:1:1", id="mere text"),
        pytest.param(_with("year: 2022", "year: 二〇二二"), "whole-number-wanted@brochure:1:7", id="year in words"),
        pytest.param(_with("year: 2022", "year: 20222"), "value-range@brochure:1:7", id="year out of range"),
        pytest.param(_with("书名", "2022"), "text-wanted@brochure:2:8", id="number as text"),
        pytest.param(_with("书名", "[书名]"), "text-not-list@brochure:2:8", id="list as text"),
        pytest.param(_with("书名", "{书名: 一}"), "text-not-map@brochure:2:8", id="map as text"),
        pytest.param(_with("书名", '" "'), "value-empty@brochure:2:8", id="blank title"),
        pytest.param(_with("标题", ""), "value-empty@brochure:7:11", id="empty title"),
        pytest.param(_with("[p01]", "p01"), "list-wanted@brochure:9:15", id="text as list"),
        pytest.param(_with("  - id: h01", "  - h01\n  - id: h01"), "map-wanted@brochure:5:5", id="text as map"),
        pytest.param(_with("publisher:", "publsher:"), "key-unknown@brochure:3:1", id="unknown key"),
        pytest.param(_with("title: 书名\n", ""), "key-missing@brochure:1:1", id="missing key"),
        pytest.param(_with("    alt: 一张图\n", ""), "picture-alt-missing@brochure:12:5", id="missing alt"),
        pytest.param(_with("id: h01", "id: 'h 01'"), "id-form@brochure:5:9", id="id with a space"),
        pytest.param(_with("year:", "theme: 朱印\nyear:"), "name-form@brochure:1:8", id="theme's name"),
        pytest.param(_with("year:", "theme: [a]\nyear:"), "name-or-map-wanted@brochure:1:8", id="theme's type"),
        pytest.param(_with("year:", "language: 中文\nyear:"), "language-form@brochure:1:11", id="language"),
        pytest.param(_with("year:", "marks: on\nyear:"), "value-choice@brochure:1:8", id="choice"),
        pytest.param(_with("value: 6020", "value: true"), "printed-wanted@brochure:17:12", id="boolean as number"),
    ],
)
def test_each_slip_has_its_code_and_place(book: str, wanted: str) -> None:
    """The slip is found, as the first finding, where it stands; and no document comes of it."""
    assert codes(book)[:1] == [wanted]
    assert read(book)[0] is None


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        pytest.param(BOOK.encode("utf-16"), ["encoding-utf16@brochure:1:1"], id="UTF-16 with BOM"),
        pytest.param(BOOK.encode("utf-16-le"), ["encoding-utf16@brochure:1:1"], id="UTF-16 without"),
        pytest.param(BOOK.encode("utf-16-be"), ["encoding-utf16@brochure:1:1"], id="UTF-16 the other way round"),
        pytest.param(BOOK.encode("utf-32"), ["encoding-utf32@brochure:1:1"], id="UTF-32 with BOM"),
        pytest.param(BOOK.encode("utf-32-be"), ["encoding-utf32@brochure:1:1"], id="UTF-32 without"),
        pytest.param(bytes(range(256)) + bytes(200), ["encoding-binary@brochure:1:1"], id="no text"),
        pytest.param(BOOK.encode("gb18030"), ["encoding-gb18030@brochure:2:8"], id="GB18030"),
        pytest.param(BOOK.encode()[:20] + b"\xff" + BOOK.encode()[20:], ["encoding-unknown@brochure:2:8"], id="other"),
        pytest.param(b"\xef\xbb\xbf" + BOOK.encode(), [], id="BOM"),
        pytest.param(BOOK.replace("\n", "\r\n").encode(), [], id="Windows line ends"),
    ],
)
def test_encodings(data: bytes, wanted: list[str]) -> None:
    """UTF-8 is read with or without BOM; other encodings are named with the first byte that betrays them."""
    assert codes(data) == wanted


def test_columns_after_a_bom() -> None:
    """A BOM takes no column, nor do astral characters take two."""
    assert codes("\ufeffyaer: 2022\n" + BOOK.removeprefix("year: 2022\n"))[0] == "key-unknown@brochure:1:1"
    document, _ = read("\ufeff" + _with("书名", "𠮷书名"))
    assert document is not None
    assert str(document.title.locate(1)) == "content/brochure.yaml:2:9"


def test_all_slips_are_told_at_once() -> None:
    """Slips of writing, of the schema and of references in one file come in one run, in the order of reading."""
    book = (
        _with("title: 书名", "title：书名")
        .replace("    label: 亮点一", "\tlabel: 亮点一")
        .replace("标题", "时间: 九点")
        .replace("publisher:", "publsher:")
        .replace("[p01]", "[p02]")
        .replace("value: 6020", "value: 6021")
    )
    found = {code.split("@")[0] for code in codes(book)}
    assert found == {
        "yaml-full-width-colon",
        "yaml-tab",
        "yaml-unquoted-colon",
        "key-unknown",
        "picture-unknown",
        "picture-unused",
        "fact-not-in-text",
    }


def test_alias_bomb_is_defused() -> None:
    """Nine levels of nine aliases, a thousand million words unfolded, are refused at once."""
    book = "a0: &a0 [字,字,字,字,字,字,字,字,字]\n"
    for level in range(1, 10):
        book += f"a{level}: &a{level} [{','.join([f'*a{level - 1}'] * 9)}]\n"
    assert [code.split("@")[0] for code in codes(book)] == ["yaml-alias-bomb"]


def test_huge_files_are_refused_by_size() -> None:
    """A file of 100 MB is refused before it is read."""

    class Huge(MemoryResources):
        def size(self, file: str) -> int:
            return 100_000_000 if file.endswith(".yaml") else 0

        def read(self, file: str) -> bytes:
            raise AssertionError(f"{file} read in spite of its size")

    report = Diagnostics()
    assert read_document("content", Huge({}, fonts()), report) is None
    assert [finding.code for finding in report] == ["file-too-large"]
    assert LARGEST_FILE < 100_000_000


def test_missing_book() -> None:
    """A book that is not there is an error with the name that was looked for."""
    report = Diagnostics()
    assert read_document("content/1999", MemoryResources({}, fonts()), report) is None
    assert [(f.code, str(f.span)) for f in report] == [("file-missing", "content/1999/brochure.yaml")]


def test_near_key_is_offered() -> None:
    """An unknown key comes with the key that it resembles; a strange one with all that may stand there."""
    _, found = read(_with("publisher:", "publsher:"))
    assert Words("zh").tell(found[0]).hint == "这里可以写：publisher"
    _, found = read(_with("publisher:", "价格: 1\npublisher:"))
    assert "highlights、pictures" in Words("zh").tell(found[0]).hint


def test_duplicate_key_names_the_first() -> None:
    """The finding about a repeated key points at the first one too."""
    _, found = read(_with("year: 2022", "year: 2022\nyear: 2023"))
    assert [span.line for span in found[0].related] == [1]
    assert "第 1 行" in Words("zh").tell(found[0]).message


def test_slips_without_the_c_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML comes without libyaml its own parser reads the same books and finds the same slips."""
    monkeypatch.setattr(parsing, "_PARSER", yaml.SafeLoader)
    assert read()[1] == []
    for old, new, wanted in (
        ("title: 书", "title：书", "yaml-full-width-colon@brochure:2:6"),
        ("    label: 亮", "\tlabel: 亮", "yaml-tab@brochure:6:1"),
        ("书名", "时间: 九点", "yaml-unquoted-colon@brochure:2:10"),
        ("书名", "@书名", "yaml-start-character@brochure:2:8"),
        ("    label: 亮", "   label: 亮", "yaml-indentation@brochure:6:4"),
        ("title: 书名", "title:\t书名", "yaml-tab@brochure:2:7"),
        ("publisher:", "publsher:", "key-unknown@brochure:3:1"),
    ):
        assert codes(_with(old, new))[0] == wanted


def test_words_of_yaml_1_1_are_words() -> None:
    """`no` stays a word where text is due."""
    document, found = read(_with("书名", "no"))
    assert found == []
    assert document is not None
    assert document.title.value == "no"


def test_one_slip_is_told_once() -> None:
    """A misspelt key is not missing as well, and an id that stands twice does not make another one unknown."""
    assert codes(_with("publisher:", "publsher:")) == ["key-unknown@brochure:3:1"]
    second = "  - id: p01\n    file: images/a.jpg\n    alt: 又一张\nfacts:"
    assert codes(_with("facts:\n  - id: places", f"{second}\n  - id: places").replace("[p01]", "[p01, p02]")) == [
        "duplicate-id@brochure:15:9"
    ]


def test_a_list_for_a_book_is_named_with_its_file() -> None:
    """A book that is a list is told by the file's name, there being no key."""
    (finding,) = read("[1, 2]")[1]
    assert Words("zh").tell(finding).message.startswith("content/brochure.yaml 这里应当是")
