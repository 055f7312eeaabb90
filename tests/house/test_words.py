"""Every finding has words in both languages, and the words fit what is reported."""

import ast
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from builder.words import Words, all_codes, message_row
from tests.house.modules import PACKAGE, modules

MESSAGES = {
    code: row
    for file in sorted((PACKAGE / "messages").glob("*.toml"))
    for code, row in tomllib.loads(file.read_text("utf-8")).items()
}
PHRASES = tomllib.loads((PACKAGE / "commands" / "phrases.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One call that reports a finding whose code is written out."""

    code: str
    place: str
    values: frozenset[str]
    complete: bool
    """False when values also come by `**`."""


def _reports() -> Iterator[Report]:
    for name, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _is_report(node.func):
                for code in _strings(node.args[0]):
                    yield Report(
                        code=code,
                        place=f"{name}:{node.lineno}",
                        values=frozenset(k.arg for k in node.keywords if k.arg),
                        complete=all(k.arg for k in node.keywords),
                    )


def _is_report(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr in ("error", "warning", "note")


def _strings(node: ast.expr) -> tuple[str, ...]:
    """The strings an expression can be: a literal, or either branch of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return (node.value,)
    if isinstance(node, ast.IfExp):
        return _strings(node.body) + _strings(node.orelse)
    return ()


REPORTS = tuple(_reports())
ALL_STRINGS = {
    node.value
    for tree in modules().values()
    for node in ast.walk(tree)
    if isinstance(node, ast.Constant) and isinstance(node.value, str)
}


def _placeholders(*texts: str) -> set[str]:
    return {field for text in texts for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def test_reports_are_found() -> None:
    """The search sees reports at all, so that the tests below cannot pass by looking at nothing."""
    assert {"missing-glyph", "font-changed"} <= set(MESSAGES)
    assert "font-changed" in {report.code for report in REPORTS}


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: f"{report.code}@{report.place}")
def test_reported_codes_have_words_that_fit(report: Report) -> None:
    """A reported code has words, and their placeholders are the values that the report gives."""
    assert report.code in MESSAGES, report.place
    row = MESSAGES[report.code]
    used = _placeholders(*(row[key] for key in row if not key.startswith("explain")))
    assert used >= report.values, f"never shown: {report.values - used}"
    assert not report.complete or used <= report.values, f"never given: {used - report.values}"


def test_no_words_without_a_report() -> None:
    """Each code with words is reported somewhere in the package."""
    assert sorted(set(MESSAGES) - ALL_STRINGS) == []


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_words_are_whole_in_both_languages(code: str) -> None:
    """Every code has message, hint and explanation in Chinese and English, with the same placeholders."""
    row = MESSAGES[code]
    assert set(row) == {f"{kind}{language}" for kind in ("", "hint_", "explain_") for language in ("zh", "en")}
    assert all(text.strip() for text in row.values())
    for kind in ("", "hint_", "explain_"):
        assert _placeholders(row[f"{kind}zh"]) == _placeholders(row[f"{kind}en"]), kind
    assert not _placeholders(row["explain_zh"])
    assert any("\u4e00" <= character <= "\u9fff" for character in row["zh"])


def test_codes_are_stable_names() -> None:
    """Codes are kebab-case and each stands in one file only."""
    rows = [code for file in (PACKAGE / "messages").glob("*.toml") for code in tomllib.loads(file.read_text("utf-8"))]
    assert len(rows) == len(set(rows))
    assert all(code.replace("-", "").isalnum() and code == code.lower() for code in rows)


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_one_row_reads_as_the_whole_file_does(code: str) -> None:
    """Looking up a single code gives the row that parsing the whole file gives."""
    assert message_row(code) == MESSAGES[code]


def test_all_codes_are_listed() -> None:
    """`explain` can list every code."""
    assert set(all_codes()) == set(MESSAGES)


def test_phrases_speak_both_languages() -> None:
    """Each phrase of the command has Chinese and English with the same placeholders."""
    for key, row in PHRASES.items():
        assert set(row) == {"zh", "en"}, key
        assert _placeholders(row["zh"]) == _placeholders(row["en"]), key


def test_phrases_are_all_used() -> None:
    """Each phrase's key stands in the code, whole or by its opening, and each key in the code has a phrase."""
    used, openings = set(), set()
    for name, tree in modules().items():
        if name in ("cli", "words") or name.startswith("commands"):
            strings = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
            used |= strings
            openings |= {
                n.values[0].value
                for n in ast.walk(tree)
                if isinstance(n, ast.JoinedStr) and isinstance(n.values[0], ast.Constant)
            }
    openings = {opening for opening in openings if opening.endswith("-") and opening != "-"}
    assert [key for key in PHRASES if key not in used and not key.startswith(tuple(openings))] == []
    asked = {
        node.args[0].value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "phrase"
        if isinstance(node.args[0], ast.Constant)
    }
    assert asked - set(PHRASES) == set()


def test_unknown_code_still_says_something() -> None:
    """`explain` knows nothing of a code that does not exist, in either language."""
    assert Words("zh").explain("no-such-code") is None
    assert Words("en").general_message("no-such-code") == ""
