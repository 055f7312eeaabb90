"""Draw the pages that the README shows: spreads of out/2022/screen.pdf as docs/pages/NN.png (`make pictures`)."""

import re
from pathlib import Path

import pypdfium2
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 560
"""Pixels per page: sharp in a README, small in the repository."""
GAP = 2


def spreads(count: int) -> list[tuple[int, ...]]:
    """Page indices as they face each other: the cover alone, pairs, the back cover alone if the count is even."""
    pairs = [tuple(range(first, min(first + 2, count))) for first in range(1, count, 2)]
    return [(0,), *pairs]


def main() -> None:
    document = pypdfium2.PdfDocument(ROOT / "out/2022/screen.pdf")
    folder = ROOT / "docs/pages"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    shown = {int(number) for number in re.findall(r"docs/pages/(\d\d)\.png", (ROOT / "README.md").read_text("utf-8"))}
    for number, spread in enumerate(spreads(len(document)), 1):
        if number not in shown:
            continue
        pages = [document[index] for index in spread]
        drawn = [page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB") for page in pages]
        sheet = Image.new(
            "RGB", (sum(d.width for d in drawn) + GAP * (len(drawn) - 1), drawn[0].height), (128, 128, 128)
        )
        left = 0
        for page in drawn:
            sheet.paste(page, (left, 0))
            left += page.width + GAP
        # Flat inks need few colours; photos of this size do not suffer.
        sheet.quantize(256, dither=Image.Dither.FLOYDSTEINBERG).save(folder / f"{number:02d}.png", optimize=True)


main()
