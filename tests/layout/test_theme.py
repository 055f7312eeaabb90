"""A theme that is not there."""

from builder.content.document import Document
from builder.diagnostics import Diagnostics
from builder.exit_codes import ExitCode, exit_code_of
from builder.layout.theme import load_theme
from builder.resources import MemoryResources
from tests.content.projects import BOOK, fonts, read

PROJECT = MemoryResources({}, fonts())


def _read(book: str) -> Document:
    document, found = read(book)
    assert found == []
    assert document is not None
    return document


def test_binding_says_which_page_lies_where() -> None:
    """Bound on the left, page 1 lies on the left; bound on the right, on the right, and sides mean the same pages."""
    for binding, left, side in (("left", 1, "verso"), ("right", 2, "recto")):
        book = BOOK.replace("title: 书名", f"title: 书名\ntheme: {{name: cinnabar, binding: {binding}}}")
        theme = load_theme(_read(book), PROJECT, Diagnostics())
        assert theme is not None
        assert [index for index in (1, 2) if theme.is_left(index)] == [left]
        assert theme.layouts["spread"].side == side


def test_a_misspelt_theme_is_told_on_its_line() -> None:
    """The finding stands where the theme is named, offers the near name, and exits as a fault of content."""
    for theme, column in (("theme: cinabar", 8), ("theme: {name: cinabar}", 15)):
        report = Diagnostics()
        assert load_theme(_read(BOOK.replace("title: 书名", f"title: 书名\n{theme}")), PROJECT, report) is None
        (finding,) = report
        assert (finding.code, finding.span.line, finding.span.column) == ("unknown-theme", 3, column)
        assert dict(finding.values)["offers"] == "cinnabar"
        assert exit_code_of(report) is ExitCode.CONTENT
