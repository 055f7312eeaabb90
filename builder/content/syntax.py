"""What is wrong with a line that is not YAML: libyaml's complaint turned into the slip that office clerks make.

Each kind of slip that can be put right on its line carries the repaired line, so that reading can go on and the other
faults of the file are told in the same run. Nothing repaired is ever built: the finding is an error.
"""

import re
from dataclasses import dataclass
from typing import Any

from builder.source import Span, whole_file

ODD_SPACES = "\u00a0\u3000\u2000-\u200b\u202f\u205f\u2060"
_ODD_INDENT = re.compile(f"^[ ]*(?:- +)*[ ]*([{ODD_SPACES}])")
_WIDE_COLON = re.compile(r"^(\s*(?:- +)*)([A-Za-z][\w-]*)\s*(：)\s*")
_TIGHT_COLON = re.compile(r"^(\s*(?:- +)*[A-Za-z][\w-]*:)(?=[^\s:/])")
_ODD_AFTER_KEY = re.compile(f"^[ ]*(?:- +)*([A-Za-z][\\w-]*):([{ODD_SPACES}])")
_TAB_INDENT = re.compile(r"^[ ]*(?:- *)*(\t)")
_BARE_FACT = re.compile(r"^\s*(?:- +)*(?:[\w-]+:[ ]+)?(\{\s*fact\s*[:：])")
_MEANT_AS_KEY = re.compile(f"^[ {ODD_SPACES}]*(?:- |([A-Za-z][\\w-]*)[:：])")
_KEY = re.compile(r"^(\s*(?:- +)*(?:[\w-]+:[ ]+)?)(\S.*)$")
_AFTER_QUOTE = re.compile(r"^\s*(?:- +)*(?:[\w-]+:[ ]+)?(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')[ ]*([^\s#,\]}:])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A finding about one line, and the line as it was probably meant (None: cannot be guessed)."""

    code: str
    span: Span
    values: tuple[tuple[str, str], ...] = ()
    repair: str | None = None


def explain(error: Any, lines: list[str], file: str) -> Fault:
    """The slip behind a `yaml.YAMLError`: `yaml-tab`, `yaml-odd-space`, `yaml-odd-space-after-key`,
    `yaml-full-width-colon`, `yaml-colon-without-space`, `yaml-fact-unquoted`, `yaml-unquoted-colon`,
    `yaml-start-character`, `yaml-text-after-quote`, `yaml-unclosed-quote`, `yaml-unclosed-bracket`, `yaml-escape`,
    `yaml-indentation` or, failing these, `yaml-syntax`.
    """
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "")
    if mark is None:
        return Fault(code="yaml-syntax", span=whole_file(file), values=(("detail", problem),))
    context = getattr(error, "context_mark", None)
    candidates = [mark.line]
    if context is not None and context.line != mark.line:
        candidates.append(context.line)
    if mark.line > 0 and mark.line - 1 not in candidates:
        candidates.append(mark.line - 1)
    for line in candidates:
        fault = _visible_slip(lines, line, file)
        if fault:
            return fault
    return _by_problem(problem, mark, context, lines, file)


def odd_line(text: str) -> tuple[str, int, dict[str, str]] | None:
    """The slip that makes a line join the text above it instead of standing as a key: code, column, values."""
    if match := _ODD_INDENT.match(text):
        return "yaml-odd-space", match.start(1) + 1, {"codepoint": f"U+{ord(match[1]):04X}"}
    if match := _WIDE_COLON.match(text):
        return "yaml-full-width-colon", match.start(3) + 1, {"key": match[2]}
    if match := _ODD_AFTER_KEY.match(text):
        return "yaml-odd-space-after-key", match.start(2) + 1, {"key": match[1], "codepoint": f"U+{ord(match[2]):04X}"}
    return None


def swallowed_key(line: int, lines: list[str], file: str, keys: frozenset[str]) -> Fault | None:
    """The slip in a line of a plain scalar that was meant as a key or an item: it names one of `keys`, or has a dash,
    but its indentation or its colon is not ASCII. A line that merely resembles one is text.
    """
    match = _MEANT_AS_KEY.match(lines[line])
    if match is None or (match[1] is not None and match[1] not in keys):
        return None
    return _visible_slip(lines, line, file)


def _visible_slip(lines: list[str], line: int, file: str) -> Fault | None:
    if line >= len(lines):
        return None
    text = lines[line]
    if match := _BARE_FACT.match(text):
        return Fault(code="yaml-fact-unquoted", span=_place(file, line, match.start(1)), repair=_quoted(text))
    if match := _TAB_INDENT.match(text):
        repair = " " * _likely_indent(lines, line) + text.lstrip(" \t")
        return Fault(code="yaml-tab", span=_place(file, line, match.start(1)), repair=repair)
    if odd := odd_line(text):
        code, column, values = odd
        return Fault(
            code=code,
            span=_place(file, line, column - 1),
            values=tuple(values.items()),
            repair=_WIDE_COLON.sub(r"\1\2: ", re.sub(f"[{ODD_SPACES}]", " ", text)),
        )
    if match := _TIGHT_COLON.match(text):
        repair = f"{match[1]} {text[match.end() :]}"
        return Fault(code="yaml-colon-without-space", span=_place(file, line, match.end() - 1), repair=repair)
    return None


def _likely_indent(lines: list[str], line: int) -> int:
    """The column from 0 where a line should start whose white space cannot be trusted: by the line above it."""
    above = next((text for text in reversed(lines[:line]) if text.strip() and not text.lstrip().startswith("#")), "")
    indent = len(above) - len(above.lstrip(" "))
    if above.rstrip().endswith(":"):
        return indent + 2
    dash = above.lstrip(" ").startswith("- ")
    return indent + 2 if dash and not lines[line].lstrip().startswith("-") else indent


def _by_problem(problem: str, mark: Any, context: Any, lines: list[str], file: str) -> Fault:
    text = lines[mark.line] if mark.line < len(lines) else ""
    here = _place(file, mark.line, mark.column)
    if problem.startswith("mapping values are not allowed") and _KEY.match(text[: mark.column + 1]):
        if re.match(r"^\s*(?:- +)*[\w-]+$", text[: mark.column]):
            return Fault(code="yaml-indentation", span=here)
        return Fault(code="yaml-unquoted-colon", span=here, repair=_quoted(text))
    if "alphabetic or numeric" in problem and context is not None:
        return _bad_start(context.line, context.column, lines, file)
    if "cannot start any token" in problem:
        return _bad_start(mark.line, mark.column, lines, file)
    if match := _AFTER_QUOTE.match(text):
        return Fault(code="yaml-text-after-quote", span=_place(file, mark.line, match.start(2)), repair=_quoted(text))
    return _by_context(problem, mark, context, file)


def _bad_start(line: int, column: int, lines: list[str], file: str) -> Fault:
    text = lines[line] if line < len(lines) else ""
    if text[column : column + 1] == "\t":
        return Fault(code="yaml-tab", span=_place(file, line, column), repair=text.replace("\t", " "))
    return Fault(
        code="yaml-start-character",
        span=_place(file, line, column),
        values=(("character", text[column : column + 1]),),
        repair=_quoted(text),
    )


def _by_context(problem: str, mark: Any, context: Any, file: str) -> Fault:
    here = _place(file, mark.line, mark.column)
    opened = here if context is None else _place(file, context.line, context.column)
    if "escape" in problem:
        return Fault(code="yaml-escape", span=here)
    if "unexpected end of stream" in problem or "document indicator" in problem:
        return Fault(code="yaml-unclosed-quote", span=opened)
    if "',' or" in problem:
        return Fault(code="yaml-unclosed-bracket", span=opened, values=(("line", str(mark.line + 1)),))
    if (
        "expected key" in problem
        or "expected <block end>" in problem
        or "'-' indicator" in problem
        or "block sequence entries" in problem
    ):
        return Fault(code="yaml-indentation", span=here)
    return Fault(code="yaml-syntax", span=here, values=(("detail", problem),))


def _place(file: str, line: int, column: int) -> Span:
    return Span(file, line + 1, column + 1, line + 1, column + 2)


def _quoted(text: str) -> str | None:
    match = _KEY.match(text)
    if match is None:
        return None
    content = match[2].replace("'", "''")
    return f"{match[1]}'{content}'"
