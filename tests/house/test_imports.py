"""Imports point one way, as the table of the map says."""

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.house.modules import imported, modules, own_imports

GROUND = (
    *("units", "geometry", "color", "source", "diagnostics", "fonts", "memory"),
    *("pictures", "subjects", "sharpness", "resources"),
)
ROOMS = {
    "content": (*GROUND, "content"),
    "text": (*GROUND, "text"),
    "layout": (*GROUND, "content", "text", "layout"),
    "writers": (*GROUND, "layout.pages", "text.glyphs", "writers"),
    "production": (
        *GROUND,
        "layout.pages",
        "layout.own_pages",
        "text.glyphs",
        "content.editions",
        "writers",
        "production",
    ),
    "words": GROUND,
    "exit_codes": (*GROUND, "words"),
    "saving": GROUND,
    "building": (*GROUND, "content", "layout", "writers", "production", "words", "exit_codes", "saving"),
    "commands": (
        *GROUND,
        *("content", "text", "layout", "writers", "production"),
        *("words", "exit_codes", "saving", "building", "commands"),
    ),
    "cli": ("diagnostics", "source", "words", "exit_codes", "commands"),
    "__main__": ("cli",),
    "": ("building", "diagnostics", "source"),
}
"""Who may import whom: a name stands for the module and all below it."""

LAZY = {
    "PIL",
    "pillow_heif",
    "segno",
    "pyphen",
    "pypinyin",
    "builder.production.preflight.checking",
    "builder.layout.reading_edition",
}
"""What may be imported inside functions: most builds convert no picture, draw no code, part no Western word, look up no
reading, print no page not judged before and set no large print."""


def _room(name: str) -> str:
    return name if name in ROOMS else name.split(".", maxsplit=1)[0]


@pytest.mark.parametrize("name", sorted(modules()))
def test_every_import_is_in_the_table(name: str) -> None:
    """A module imports only the rooms that the table allows its own room."""
    room = _room(name)
    allowed = GROUND if room in GROUND else ROOMS[room]
    for target in own_imports(name):
        assert any(target == door or target.startswith(f"{door}.") for door in allowed), f"{name} imports {target}"


def test_nobody_inside_imports_the_front_page() -> None:
    """No module of the package imports `builder` itself."""
    assert [name for name in modules() if "" in own_imports(name)] == []


def test_no_module_waits_for_itself() -> None:
    """The modules can be put in an order in which each comes after all it imports."""
    graph = {name: own_imports(name) - {name} for name in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize("name", sorted(modules()))
def test_imports_stand_at_the_top(name: str) -> None:
    """No function imports anything but the packages listed as lazy."""
    for function in ast.walk(modules()[name]):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in ast.walk(function):
                for target in imported(node):
                    lazy = target.split(".")[0] in LAZY or any(target.startswith(door) for door in LAZY)
                    assert lazy, f"{name}:{node.lineno} imports {target}"


def test_only_the_doors_import_by_name() -> None:
    """`importlib.import_module` is used only by the front page, the process and the command, to load late."""
    users = {name for name, tree in modules().items() for node in ast.walk(tree) if _calls(node, "import_module")}
    assert users == {"", "__main__", "cli"}


def test_only_the_command_prints() -> None:
    """Nobody calls `print` or writes to the standard streams but `cli`, and the process before it is there."""
    for name, tree in modules().items():
        for node in ast.walk(tree):
            assert not _calls(node, "print"), name
            if isinstance(node, ast.Attribute) and node.attr == "write" and isinstance(node.value, ast.Attribute):
                assert node.value.attr not in ("stdout", "stderr") or name in ("cli", "__main__"), name


def _calls(node: ast.AST, name: str) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return getattr(node.func, "id", getattr(node.func, "attr", "")) == name
