"""`builder/README.md` is a true map of the package, and names are those of the house."""

import ast
import re

from tests.house.modules import PACKAGE, ROOT, modules

MAP = (PACKAGE / "README.md").read_text("utf-8")
FORBIDDEN = ("utils", "util", "helpers", "helper", "manager", "common", "misc", "library")


def _named_paths() -> list[str]:
    """Paths in back quotes: names that end in a known suffix or a slash, below the heading's folder or `builder/`."""
    return re.findall(r"`([\w./*-]+(?:\.(?:py|toml|yaml|md|json|icc|typed|stamp)|/))`", MAP)


def test_every_path_of_the_map_exists() -> None:
    """Each file and folder that the map names is there."""
    paths = _named_paths()
    assert len(paths) > 30
    missing = [path for path in paths if not (PACKAGE / path).exists() and not (ROOT / path).exists()]
    assert missing == []


def test_every_module_is_on_the_map() -> None:
    """Each module of the package is named, with its folder."""
    named = set(_named_paths())
    files = {file.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*.py") if file.name != "__init__.py"}
    assert sorted(files - named) == []


def test_the_map_is_one_page() -> None:
    """The map stays short enough to read at once."""
    assert len(MAP.splitlines()) <= 110


def test_no_module_is_a_junk_drawer() -> None:
    """No module or folder has a name that says nothing."""
    assert [name for name in modules() if any(part in FORBIDDEN for part in name.split("."))] == []


def test_every_module_says_what_it_is() -> None:
    """Each module opens with a docstring, but for empty package files."""
    assert [name for name, tree in modules().items() if tree.body and not ast.get_docstring(tree)] == []
