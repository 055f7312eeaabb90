"""Draw every theme in every page format as one picture each, `docs/gallery/THEME-FORMAT.jpg` (`make gallery`), and
all covers and one spread of each theme side by side.

`--comps FOLDER` puts the drawings that a theme was made after (`FOLDER/THEME/*.png`) above its pages.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pypdfium2
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs/gallery"
SHOWN = 3
"""The opening of each theme that stands beside the others' in one picture, counted from the cover."""
HEIGHT = 260
"""Pixels of a page: five spreads of a book side by side on a screen."""
WIDEST = 2000
GAP = 10
GROUND = (120, 120, 120)


def brochure(*given: str) -> str:
    command = [sys.executable, "-m", "builder", *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"brochure {' '.join(given)}\n{done.stdout}{done.stderr}")
    return done.stdout


def scaled(picture: Image.Image) -> Image.Image:
    width = round(picture.width * HEIGHT / picture.height)
    return picture.convert("RGB").resize((width, HEIGHT), Image.Resampling.LANCZOS)


def spreads(file: Path, *, bound: bool, from_right: bool) -> Iterable[Image.Image]:
    """The pages as they face each other; one by one where they are never bound."""
    with pypdfium2.PdfDocument(file) as pdf:
        pages = [scaled(page.render(scale=2 * HEIGHT / page.get_height()).to_pil()) for page in pdf]
    if not bound:
        return pages
    openings = [pages[:1], *(pages[i : i + 2] for i in range(1, len(pages), 2))]
    return [beside(opening[::-1] if from_right else opening, 0) for opening in openings]


def beside(pictures: list[Image.Image], gap: int) -> Image.Image:
    row = Image.new("RGB", (sum(p.width for p in pictures) + gap * (len(pictures) - 1), HEIGHT), GROUND)
    left = 0
    for picture in pictures:
        row.paste(picture, (left, 0))
        left += picture.width + gap
    return row


def sheet(pictures: Iterable[Image.Image]) -> Image.Image:
    """The pictures in rows no wider than WIDEST."""
    rows: list[list[Image.Image]] = [[]]
    for picture in pictures:
        if rows[-1] and sum(p.width + GAP for p in rows[-1]) + picture.width > WIDEST:
            rows.append([])
        rows[-1].append(picture)
    drawn = [beside(row, GAP) for row in rows]
    whole = Image.new("RGB", (max(row.width for row in drawn), len(drawn) * (HEIGHT + GAP) - GAP), GROUND)
    for number, row in enumerate(drawn):
        whole.paste(row, (0, number * (HEIGHT + GAP)))
    return whole


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--comps", type=Path)
    comps = parser.parse_args().comps
    covers: list[Image.Image] = []
    shown: list[Image.Image] = []
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.jpg"):
        old.unlink()
    for theme in json.loads(brochure("theme", "list", "--format", "json")):
        for page_format in theme["formats"]:
            given = ("theme", "show", theme["name"], "--page-format", page_format, "--format", "json")
            looks = json.loads(brochure(*given))
            with tempfile.TemporaryDirectory() as folder:
                flags = ("--theme", theme["name"], "--page-format", page_format, "--profile", "screen", "-q")
                brochure("build", "content/2022", *flags, "--output-folder", folder)
                bound, from_right = looks.get("signature", 4) > 1, looks.get("binding") == "right"
                pictures = list(spreads(Path(folder) / "screen.pdf", bound=bound, from_right=from_right))
            if page_format == theme["formats"][0]:
                covers.append(pictures[0])
                shown.append(pictures[SHOWN])
            if comps and page_format == theme["formats"][0]:
                drawings = sorted((comps / theme["name"]).glob("*.png"))
                pictures = [*(scaled(Image.open(file)) for file in drawings), *pictures]
            sheet(pictures).save(FOLDER / f"{theme['name']}-{page_format}.jpg", quality=82, optimize=True)
    beside(covers, GAP).save(FOLDER / "covers.jpg", quality=88, optimize=True)
    beside(shown, GAP).save(FOLDER / "spreads.jpg", quality=88, optimize=True)


main()
