"""The package as the tests of the house see it: modules, their syntax trees, their imports."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "builder"


@cache
def modules() -> dict[str, ast.Module]:
    """Dotted name below `builder` (empty for the package itself) → syntax tree."""
    return {_name(file): ast.parse(file.read_text("utf-8"), str(file)) for file in sorted(PACKAGE.rglob("*.py"))}


def _name(file: Path) -> str:
    parts = file.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(node: ast.AST) -> list[str]:
    """Full dotted names of what an import statement brings in; nothing for other nodes.

    `from builder.layout import pages` counts as `builder.layout.pages`: a name of a module or of something in one.
    """
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def own_imports(name: str) -> set[str]:
    """Modules of the package that module `name` imports, dotted below `builder`."""
    found = set()
    for node in ast.walk(modules()[name]):
        for target in imported(node):
            if target.split(".")[0] == "builder":
                found.add(_module_of(target.removeprefix("builder").removeprefix(".")))
    return found


def _module_of(target: str) -> str:
    while target and target not in modules():
        target = target.rpartition(".")[0]
    return target
