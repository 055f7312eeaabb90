"""Four programs draw the same pages: none warns, and their pictures agree. `python .ci/renderers.py FILE.pdf…`"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageStat

DPI = 72
MOST_DIFFERENCE = {"RGB": 3.5, "CMYK": 12.0}
"""Mean of a page's differences in lightness, of 255. Each turns CMYK into RGB in its own way."""


def pdfium(file: Path, _folder: Path) -> list[Image.Image]:
    with pypdfium2.PdfDocument(file) as pdf:
        return [page.render(scale=DPI / 72).to_pil() for page in pdf]


def mupdf(file: Path, _folder: Path) -> list[Image.Image]:
    pymupdf.TOOLS.reset_mupdf_warnings()
    with pymupdf.open(file) as pdf:
        drawn = [page.get_pixmap(dpi=DPI) for page in pdf]
    if said := pymupdf.TOOLS.mupdf_warnings():
        raise SystemExit(f"mupdf warns of {file}: {said}")
    return [Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples) for pixmap in drawn]


def poppler(file: Path, folder: Path) -> list[Image.Image]:
    _quiet("pdftoppm", "-r", str(DPI), "-png", str(file), str(folder / "poppler"))
    return [Image.open(page) for page in sorted(folder.glob("poppler*.png"))]


def ghostscript(file: Path, folder: Path) -> list[Image.Image]:
    target = folder / "ghostscript%04d.png"
    flags = ("-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=png16m", "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4")
    _quiet("gs", *flags, f"-r{DPI}", f"-sOutputFile={target}", str(file))
    return [Image.open(page) for page in sorted(folder.glob("ghostscript*.png"))]


RENDERERS: tuple[Callable[[Path, Path], list[Image.Image]], ...] = (pdfium, mupdf, poppler, ghostscript)


def _quiet(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode or done.stderr.strip() or done.stdout.strip():
        raise SystemExit(f"{command[0]} says of {command[-2]}: {done.returncode} {done.stdout}{done.stderr}")


def _softened(page: Image.Image, size: tuple[int, int]) -> Image.Image:
    """In lightness and a little blurred: edges are smoothed differently, and media boxes rounded."""
    return page.convert("L").resize(size, Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(1.5))


def difference(file: Path, kind: str) -> float:
    """The largest mean difference of a page to pdfium's; ends the program where that is too much."""
    with tempfile.TemporaryDirectory() as folder:
        drawn = {draw.__name__: draw(file, Path(folder)) for draw in RENDERERS}
        most, reference = 0.0, drawn["pdfium"]
        for name, pages in drawn.items():
            if len(pages) != len(reference):
                raise SystemExit(f"{name} draws {len(pages)} pages of {file}, pdfium {len(reference)}")
            for number, (page, other) in enumerate(zip(pages, reference, strict=True), start=1):
                both = (_softened(picture, other.size) for picture in (page, other))
                mean = ImageStat.Stat(ImageChops.difference(*both)).mean[0]
                if mean > MOST_DIFFERENCE[kind]:
                    raise SystemExit(f"{name} draws page {number} of {file} {mean:.1f}/255 unlike pdfium")
                most = max(most, mean)
    return most


if __name__ == "__main__":
    for given in map(Path, sys.argv[1:]):
        kind = "CMYK" if b"GTS_PDFX" in given.read_bytes() else "RGB"
        print(f"{given}: pdfium, mupdf, poppler and ghostscript agree to {difference(given, kind):.2f}/255")
