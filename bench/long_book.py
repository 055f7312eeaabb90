"""A project with the highlights of another repeated: `long_book.py CONTENT TARGET TIMES`.

The new project shares pictures and fonts by links; ids get a suffix, so that the book stays valid.
"""

import json
import sys
from pathlib import Path

import yaml


def whole(file: Path) -> object:
    """A YAML file with its includes put in, as plain data."""
    return _filled(yaml.safe_load(file.read_text("utf-8")), file.parent)


def _filled(node: object, folder: Path) -> object:
    if isinstance(node, dict):
        if set(node) == {"include"}:
            return whole(folder / str(node["include"]))
        return {key: _filled(value, folder) for key, value in node.items()}
    if isinstance(node, list):
        filled: list[object] = []
        for entry in node:
            value = _filled(entry, folder)
            spliced = isinstance(entry, dict) and set(entry) == {"include"} and isinstance(value, list)
            filled += value if spliced else [value]
        return filled
    return node


def repeated(book: dict[str, object], times: int) -> dict[str, object]:
    """The book with its highlights `times` over; facts and figures stay with the first ones."""
    highlights = book["highlights"]
    assert isinstance(highlights, list)
    more = [
        {key: value for key, value in h.items() if key != "facts"} | {"id": f"{h['id']}-{turn}"}
        for turn in range(1, times)
        for h in highlights
    ]
    return {**book, "highlights": [*highlights, *more]}


def main() -> None:
    source, target, times = Path(sys.argv[1]).resolve(), Path(sys.argv[2]), int(sys.argv[3])
    root = next(folder for folder in source.parents if (folder / "images").is_dir())
    book = whole(source / "brochure.yaml")
    assert isinstance(book, dict)
    (target / "content/long").mkdir(parents=True, exist_ok=True)
    for shared in ("images", "fonts"):
        copy_linked(root / shared, target / shared)
    text = json.dumps(repeated(book, times), ensure_ascii=False, indent=1)
    # JSON is YAML, and is written without guessing at quotes.
    (target / "content/long/brochure.yaml").write_text(text, "utf-8")


def copy_linked(source: Path, target: Path) -> None:
    """Hard links to every file: a build follows no link that leads out of the project."""
    for file in source.rglob("*"):
        place = target / file.relative_to(source)
        if file.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.hardlink_to(file)


if __name__ == "__main__":
    main()
