"""Slips that an author means to keep."""

from builder.diagnostics import Diagnostics
from builder.source import SourceString, Span
from builder.text.acknowledgements import Acknowledgements
from builder.text.oddities import find_oddities


def _text(value: str, line: int = 1) -> SourceString:
    return SourceString(value, Span("a.yaml", line, 1, line, len(value) + 1), ((0, line, 1),))


def _told(text: str, *entries: str) -> list[str]:
    """Codes of what remains to be told of a text under these acknowledgements, those about themselves last."""
    source, own = _text(text), tuple(_text(words, 9 + n) for n, words in enumerate(entries))
    found, report = Diagnostics(), Diagnostics()
    find_oddities(source, found)
    sic = Acknowledgements(own)
    report.found += sic.without_acknowledged(found, (source,), own)
    sic.tell_needless(report)
    return [finding.code for finding in report]


def test_an_acknowledged_slip_is_not_told() -> None:
    """Words quoted, alone or with their neighbours, silence the slip inside them, of each kind."""
    for text, words in (
        ("山大附中晋中晋中完全高中", "晋中晋中"),
        ("政治任务 and 重要民生", "任务 and 重要"),
        ("学生和家長满意", "長"),
        ("他说“好的", "“好的"),
    ):
        assert len(_told(text)) == 1, text
        assert _told(text, words) == [], text


def test_only_what_is_quoted_is_acknowledged() -> None:
    """Another slip in the same text is still told, and so is one that the quoted words hold only half of."""
    assert _told("晋中晋中和家長", "長") == ["doubled-phrase"]
    assert _told("山大附中晋中晋中完全", "晋中") == ["doubled-phrase", "sic-needless"]


def test_an_entry_without_use_is_told() -> None:
    """Words that stand nowhere, and words without a slip, are each told as what they are."""
    assert _told("学生和家长满意", "家長") == ["sic-not-in-text"]
    assert _told("学生和家长满意", "家长") == ["sic-needless"]
