"""What a theme may say of setting: sizes by name, schemes of marks, faces to fall back on."""

from dataclasses import replace
from pathlib import Path

import pytest

from builder.building import open_project
from builder.diagnostics import Diagnostics
from builder.layout.theme import Theme, load_theme
from builder.text.styles import PunctuationScheme, Strictness
from builder.units import TYPE_SIZES, pt, type_size

from .test_composition import content


def themed(report: Diagnostics, *settings: tuple[str, object]) -> Theme | None:
    """The theme of the sample with `settings` made in its book."""
    resources = open_project(Path(__file__).parents[2], report)
    assert resources
    return load_theme(replace(content(), theme_settings=settings), resources, report)


def test_sizes_have_names() -> None:
    """小四 is 12 pt, 五号 10.5 pt, and so on down the list; numbers stay numbers; nonsense is nothing."""
    assert type_size("小四") == type_size("小四号") == type_size("12pt") == type_size(12) == pt(12)
    assert type_size("五号") == pt(10.5)
    assert len(TYPE_SIZES) == 16
    assert sorted(TYPE_SIZES.values(), reverse=True) == list(TYPE_SIZES.values())
    assert type_size("特大") is type_size("-3") is type_size("nan") is None


def test_keys_of_the_theme_change_every_style() -> None:
    """Scheme, strictness, hanging and the start of paragraphs reach the line rules; a size may be a name."""
    report = Diagnostics()
    theme = themed(
        report,
        ("typography.scheme", "开明"),
        ("typography.strictness", "strict"),
        ("typography.hanging", True),
        ("typography.paragraph-start", "whole"),
        ("styles.body.size", "小四"),
    )
    assert theme
    assert not list(report)
    rules = theme.styles["body"].paragraph.rules
    assert rules.scheme is PunctuationScheme.KAIMING
    assert rules.strictness is Strictness.STRICT
    assert rules.hanging
    assert not rules.trim_paragraph_start
    assert theme.styles["caption"].paragraph.rules == rules
    assert theme.styles["body"].paragraph.character.size == pt(12)


def test_faces_to_fall_back_on_are_faces_of_the_theme() -> None:
    """They are verified with the others and reach every style, in order."""
    theme = themed(Diagnostics(), ("typography.fallback", ["kai-400", "sans-400"]))
    assert theme
    assert theme.styles["body"].paragraph.character.fallback == ("kai-400", "sans-400")
    assert {"kai-400", "sans-400"} <= set(theme.faces)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("typography.scheme", "全角"),
        ("typography.strictness", 3),
        ("typography.hanging", "maybe"),
        ("typography.fallback", {"a": 1}),
        ("styles.body.size", "特大"),
        ("styles.body.size", -4),
    ],
)
def test_wrong_values_are_told(key: str, value: object) -> None:
    """Each gives one error with the key, the value and what it may be; no theme, no traceback."""
    report = Diagnostics()
    assert themed(report, (key, value)) is None
    (finding,) = report
    assert finding.code == "theme-value"
    assert dict(finding.values)["key"] == key
    assert dict(finding.values)["known"]
