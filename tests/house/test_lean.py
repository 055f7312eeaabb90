"""Starting is cheap: what a build does not need is not loaded."""

import subprocess
import sys

HEAVY = (
    "pydantic",
    "jieba",
    "numpy",
    "fontTools",
    "pikepdf",
    "pypdfium2",
    "jsonschema",
    "hypothesis",
    "multiprocessing",
)


def _loaded_by(statement: str) -> set[str]:
    program = f"import sys; {statement}; sys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    return {name.split(".")[0] for name in done.stderr.split()}


def test_build_loads_nothing_heavy() -> None:
    """The modules of a build's path bring in none of the large packages that only tests or other verbs use."""
    loaded = _loaded_by("import builder.commands.build")
    assert not loaded & set(HEAVY)
    assert {"reportlab", "uharfbuzz", "yaml"} <= loaded


def test_help_loads_no_engine() -> None:
    """`brochure --help` loads neither YAML, HarfBuzz, reportlab nor Pillow."""
    loaded = _loaded_by("from builder.cli import main; main(['--help'])")
    assert not loaded & {"yaml", "uharfbuzz", "reportlab", "PIL", *HEAVY}


def test_front_page_loads_nothing() -> None:
    """`import builder` alone loads no room; asking for `build` does."""
    assert "uharfbuzz" not in _loaded_by("import builder")
    assert "uharfbuzz" in _loaded_by("import builder; builder.build")
