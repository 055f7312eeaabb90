"""Findings as people and programs read them."""

from builder.commands.findings import findings_as_objects, findings_as_text, notes_as_text
from builder.diagnostics import Diagnostics
from builder.exit_codes import ExitCode, exit_code_of
from builder.source import Span, whole_file
from builder.words import Words

ZH, EN = Words("zh"), Words("en")


def _place(line: int, file: str = "content/a.yaml") -> Span:
    return Span(file, line, 3, line, 4)


def _glyph(report: Diagnostics, line: int, file: str = "content/a.yaml", *, note: bool = False) -> None:
    tell = report.note if note else report.error
    tell("missing-glyph", _place(line, file), face="serif-400", character="☃", codepoint="U+2603", offers="kai-400")


def test_a_finding_names_place_weight_code_cause_and_cure() -> None:
    """The line is `file:line:column: 错误[code]: message`, the next one the cure, in either language."""
    report = Diagnostics()
    _glyph(report, 7)
    zh = findings_as_text(report, ZH).splitlines()
    assert zh[0].startswith("content/a.yaml:7:3: 错误[missing-glyph]: ")
    assert "☃" in zh[0]
    assert zh[1].startswith("  改法：")
    assert "kai-400" in zh[1]
    en = findings_as_text(report, EN).splitlines()
    assert en[0].startswith("content/a.yaml:7:3: error[missing-glyph]: ")
    assert en[1].startswith("  hint: ")


def test_findings_stand_in_order_of_place() -> None:
    """Whatever order stages report in, people read by file and line, numerically."""
    report = Diagnostics()
    for line, file in ((10, "b.yaml"), (9, "b.yaml"), (100, "a.yaml")):
        _glyph(report, line, file)
    places = [line.split(": ")[0] for line in findings_as_text(report, ZH).splitlines() if "错误" in line]
    assert places == ["a.yaml:100:3", "b.yaml:9:3", "b.yaml:10:3"]


def test_the_same_finding_twice_is_told_once() -> None:
    """Two stages that see one fault at one place give one line and one object."""
    report = Diagnostics()
    _glyph(report, 7)
    _glyph(report, 7)
    assert findings_as_text(report, ZH).count("missing-glyph") == 1
    assert len(findings_as_objects(report, ZH)) == 1


def test_notes_of_one_kind_share_a_line() -> None:
    """Notes of one code are one line with their count; under -v, and as objects, each has its place."""
    report = Diagnostics()
    for line in range(1, 130):
        _glyph(report, line, note=True)
    short = findings_as_text(report, ZH).splitlines()
    assert len([line for line in short if "missing-glyph" in line]) == 1
    assert "129" in short[0]
    long = findings_as_text(report, ZH, verbose=True)
    assert all(f"content/a.yaml:{line}:3" in long for line in range(1, 130))
    assert [row["line"] for row in findings_as_objects(report, ZH)] == list(range(1, 130))


def test_related_places_of_a_note_wait_for_verbose() -> None:
    """A note that counts many places shows them under -v only; an error shows the other party at once."""
    report = Diagnostics()
    report.note("output-full", _place(1), _place(2), _place(3))
    assert "content/a.yaml:3" not in findings_as_text(report, ZH)
    assert "content/a.yaml:3" in findings_as_text(report, ZH, verbose=True)
    clash = Diagnostics()
    clash.error("output-full", _place(1), _place(2))
    assert "content/a.yaml:2" in findings_as_text(clash, ZH)
    assert findings_as_objects(clash, ZH)[0]["related"] == [
        {"file": "content/a.yaml", "line": 2, "column": 3, "end_line": 2, "end_column": 4}
    ]


def test_a_note_is_a_line_of_the_summary() -> None:
    """What was done as asked is one line with its count; under -v every place follows."""
    report = Diagnostics()
    report.note("halfwidth-marks-set", _place(1), _place(1), _place(2), count=2, each=",×2")
    assert len(notes_as_text(report, ZH)) == 1
    assert [line.strip() for line in notes_as_text(report, ZH, verbose=True)[1:]] == [
        "content/a.yaml:1:3",
        "content/a.yaml:2:3",
    ]


def test_quiet_leaves_errors() -> None:
    """-q hides notes and warnings, never errors."""
    report = Diagnostics()
    _glyph(report, 1, note=True)
    report.warning("output-full", _place(2))
    _glyph(report, 3)
    assert [line.split(":")[1] for line in findings_as_text(report, ZH, quiet=True).splitlines() if "[" in line] == [
        "3"
    ]


def test_colour_only_when_asked() -> None:
    """Escape sequences appear only for a terminal that may show them."""
    report = Diagnostics()
    _glyph(report, 1)
    assert "\033[" in findings_as_text(report, ZH, colored=True)
    assert "\033[" not in findings_as_text(report, ZH)


def test_exit_codes_name_the_most_basic_trouble() -> None:
    """Warnings are good unless strict; assets, output and the rest have their numbers; the most basic one wins."""
    report = Diagnostics()
    assert exit_code_of(report) is ExitCode.GOOD
    report.warning("output-full", _place(1))
    assert exit_code_of(report) is ExitCode.GOOD
    assert exit_code_of(report, strict=True) is ExitCode.FINDINGS
    report.error("output-full", _place(1))
    assert exit_code_of(report) is ExitCode.OUTPUT
    report.error("font-changed", whole_file("fonts/x.ttf"), face="x")
    assert exit_code_of(report) is ExitCode.ASSET
