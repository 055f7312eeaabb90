"""`brochure theme`: what there is, a theme of one's own, and whether a theme is fit to print."""

import json
from pathlib import Path

import pytest
import yaml

from builder.building import check
from builder.cli import main
from builder.commands.new import starter_files
from builder.commands.theme import _tried
from builder.commands.theme_trials import trials
from builder.diagnostics import Diagnostics
from builder.exit_codes import ExitCode
from builder.layout.theme_files import laid_over, theme_data, whole_themes
from builder.resources import MemoryResources, builtin, builtin_names
from builder.source import whole_file
from tests.content.projects import fonts

ASKED = whole_file("content/brochure.yaml")


def data_of(name: str, files: dict[str, str], page_format: str = "16k") -> tuple[dict[str, object] | None, list[str]]:
    """A theme's data in a project of `files`, and the codes of what was found."""
    report = Diagnostics()
    resources = MemoryResources({key: text.encode() for key, text in files.items()}, fonts())
    return theme_data(name, page_format, ASKED, resources, report), [finding.code for finding in report]


def test_maps_are_merged_and_null_takes_away() -> None:
    """Maps are merged at every depth; lists and values are replaced; `null` removes; `KEY!` replaces whole."""
    below = {"a": {"b": 1, "c": {"d": 2}}, "e": [1, 2], "f": 3}
    assert laid_over(below, {"a": {"c": {"d": 5}, "g": 6}, "e": [9], "f": None}) == {
        "a": {"b": 1, "c": {"d": 5}, "g": 6},
        "e": [9],
    }
    assert laid_over(below, {"a!": {"g": 6}}) == {"a": {"g": 6}, "e": [1, 2], "f": 3}


def test_a_theme_stands_on_another() -> None:
    """A project's theme changes what it names and keeps the rest of its base, over several storeys."""
    data, codes = data_of(
        "own",
        {
            "themes/own.yaml": "based-on: middle\ntitle: 自家\nstyles: {body: {size: 11}}\n",
            "themes/middle.yaml": "based-on: cinnabar\nbleed: 5\n",
        },
    )
    base, _ = data_of("cinnabar", {})
    assert codes == []
    assert data and base
    assert (data["title"], data["bleed"]) == ("自家", 5)
    assert data["styles"] == laid_over(base, {"styles": {"body": {"size": 11}}})["styles"]
    assert data["layouts"] == base["layouts"]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"themes/own.yaml": "based-on: nought\n"}, "unknown-theme"),
        ({"themes/own.yaml": "based-on: other\n", "themes/other.yaml": "based-on: own\n"}, "theme-circle"),
        ({"themes/own.yaml": "- based-on\n"}, "theme-no-map"),
        ({"themes/own.yaml": "based-on: cinnabar\nbased-on: cinnabar\n"}, "duplicate-key"),
    ],
)
def test_a_theme_that_cannot_be_read_is_told(files: dict[str, str], code: str) -> None:
    """A base that is not there, a circle, a list, a key twice: each has its finding and no theme."""
    assert data_of("own", files) == (None, [code])


def test_a_copied_theme_is_the_theme() -> None:
    """A built-in theme's file, anchors, merges and all, says the same as a file of the project."""
    for name in whole_themes(builtin_names("themes")):
        copied, codes = data_of("own", {"themes/own.yaml": builtin(f"themes/{name}.yaml").decode()})
        assert (copied, codes) == (data_of(name, {})[0], [])


def test_a_page_format_is_a_file_over_the_theme() -> None:
    """`page-format: phone` reads NAME-phone.yaml; where there is none, what there is is offered."""
    files = {"themes/own.yaml": "based-on: cinnabar\n", "themes/own-phone.yaml": "based-on: own\ntrim: [90, 195]\n"}
    data, codes = data_of("own", files, "phone")
    assert data is not None
    assert (data["trim"], codes) == ([90, 195], [])
    assert data_of("own", files, "wide") == (None, ["page-format-missing"])


def test_house_colours_are_laid_over_the_inks() -> None:
    """An ink that the theme lists under `brand` takes the colour of _brand.yml, for screen and press."""
    own = "based-on: cinnabar\nbrand: {cinnabar: primary, ivory: background}\n"
    brand = "color:\n  palette: {school-blue: '#00417a'}\n  primary: school-blue\n"
    data, codes = data_of("own", {"themes/own.yaml": own, "_brand.yml": brand})
    base, _ = data_of("cinnabar", {})
    assert codes == []
    assert data and base
    ink, ivory = data["inks"]["cinnabar"], data["inks"]["ivory"]  # type: ignore[index]
    assert ink["screen"] == "#00417A"
    cyan, magenta, yellow, black = ink["cmyk"]
    assert cyan > magenta > yellow
    assert black < 60
    assert ivory == base["inks"]["ivory"]  # type: ignore[index]
    _, wrong = data_of("own", {"themes/own.yaml": own, "_brand.yml": "color: {primary: bluish}\n"})
    assert wrong == ["brand-color"]


def project(folder: Path) -> None:
    for place, data in starter_files(folder, 2031).items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)


def test_a_new_theme_with_ten_changed_lines_builds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`theme new` writes a file whose inks and sizes can be changed at once; the book takes its looks from it."""
    project(tmp_path)
    made = ["theme", "new", "spring", "--based-on", "cinnabar", "--project", str(tmp_path)]
    assert main(made) == ExitCode.GOOD
    file = tmp_path / "themes" / "spring.yaml"
    data = yaml.safe_load(file.read_text("utf-8"))
    data["inks"]["cinnabar"] = {"cmyk": [80, 30, 70, 20], "screen": "#1F6B4A"}
    data["inks"]["ivory"] = {"cmyk": [3, 2, 6, 0], "screen": "#F4F5EC"}
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    result = check(tmp_path / "content" / "2031", settings=[("theme", "spring")])
    assert [finding.code for finding in result.diagnostics] == []
    assert main(made) == ExitCode.OUTPUT
    assert "output-theme-exists" in capsys.readouterr().err


def test_themes_are_listed_and_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every built-in theme is listed by name and title; what is shown is the whole theme, as YAML."""
    project(tmp_path)
    assert main(["theme", "list", "--format", "json", "--project", str(tmp_path)]) == ExitCode.GOOD
    listed = {row["name"]: row["title"] for row in json.loads(capsys.readouterr().out)}
    assert listed["cinnabar"] == "朱印"
    assert set(listed) <= set(builtin_names("themes"))
    assert main(["theme", "show", "cinnabar", "--project", str(tmp_path)]) == ExitCode.GOOD
    shown = yaml.safe_load(capsys.readouterr().out)
    assert shown == data_of("cinnabar", {})[0]
    assert main(["theme", "show", "cinabar", "--project", str(tmp_path)]) == ExitCode.CONTENT
    assert "cinnabar" in capsys.readouterr().err


def test_a_trial_tells_a_theme_that_is_not_fit_to_print() -> None:
    """The same trial book passes in the theme as it is, and not with text too small for the press."""
    (trial,) = (row for row in trials("own", "16k") if row.name == "one")
    found = {}
    for size in (10.5, 4):
        own = f"based-on: cinnabar\nstyles: {{body: {{size: {size}}}}}\n"
        _, findings, _ = _tried(MemoryResources({**trial.files, "themes/own.yaml": own.encode()}, fonts()))
        found[size] = [finding.code for finding in findings]
    assert found[10.5] == []
    assert found[4] != []


def test_twelve_trials_are_unlike() -> None:
    """There are twelve trial books, none the same as another."""
    books = [row.files["content/brochure.yaml"] for row in trials("cinnabar", "16k")]
    assert len(books) == len(set(books)) == 12
