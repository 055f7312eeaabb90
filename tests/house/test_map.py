"""`builder/README.md` is a true map of the package, and names are those of the house."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.modules import PACKAGE, ROOT, modules

MAP = (PACKAGE / "README.md").read_text("utf-8")
FORBIDDEN = ("utils", "util", "helpers", "helper", "manager", "common", "misc", "library")


def _named() -> Iterator[Path]:
    """Files and folders in back quotes. Below a heading that is a folder's name, paths start there."""
    folder = PACKAGE
    for line in MAP.splitlines():
        if line.startswith("## "):
            below = PACKAGE / line.removeprefix("## ")
            folder = below if line.endswith("/") else PACKAGE
        for path in re.findall(r"`([\w./-]+(?:\.(?:py|toml|md)|/))`", line):
            yield next((home / path for home in (folder, PACKAGE, ROOT) if (home / path).exists()), folder / path)


def test_every_path_of_the_map_exists() -> None:
    """Each file and folder that the map names is there."""
    named = set(_named())
    assert len(named) > 60
    assert sorted(str(path) for path in named if not path.exists()) == []


def test_every_module_is_on_the_map() -> None:
    """Each module of the package is named below its own folder's heading."""
    files = {file for file in PACKAGE.rglob("*.py") if file.name != "__init__.py"}
    assert sorted(str(file.relative_to(PACKAGE)) for file in files - set(_named())) == []


def test_the_map_is_one_page() -> None:
    """The map stays short enough to read at once."""
    assert len(MAP.splitlines()) <= 80


def test_no_module_is_a_junk_drawer() -> None:
    """No module or folder has a name that says nothing."""
    assert [name for name in modules() if any(part in FORBIDDEN for part in name.split("."))] == []


def test_every_module_says_what_it_is() -> None:
    """Each module opens with a docstring, but for empty package files."""
    assert [name for name, tree in modules().items() if tree.body and not ast.get_docstring(tree)] == []


def test_nothing_points_at_one_machine() -> None:
    """No file of the repository's own text names a folder of the machine it was written on."""
    pattern = re.compile(r"(?<![\w.\-/])/(?:work|root|home|tmp)/[A-Za-z.]")
    kinds = {".py", ".toml", ".yaml", ".md", ".json", ".xml", ""}
    folders = ("builder", "bench", "docs", "tests", "content", ".ci")
    files = [file for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file()]
    files += [ROOT / name for name in ("README.md", "Makefile", "pyproject.toml")]
    texts = {file: file.read_text("utf-8") for file in files if file.suffix in kinds}
    assert [str(file.relative_to(ROOT)) for file, text in texts.items() if pattern.search(text)] == []
