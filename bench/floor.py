"""The least that any cold build must do: decode, crop, resize, convert by LittleCMS and encode the pictures.

usage: floor.py TASKS.json   as `bench/tasks.py` writes it: the renditions that the brochure really places.
"""

import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image, ImageCms

RGB = ImageCms.createProfile("sRGB")


def made(task: dict[str, object], press: ImageCms.ImageCmsTransform) -> int:
    """All renditions of one placed picture; the bytes written."""
    total = 0
    with Image.open(str(task["file"])) as image:
        renditions = sorted(task["renditions"], key=lambda wanted: -wanted["width"])  # type: ignore[call-overload]
        largest = renditions[0]
        left, top, right, bottom = task["crop"]  # type: ignore[misc]
        scale = min(1.0, 1.25 * largest["width"] / ((right - left) * image.width))
        image.draft("RGB", (int(image.width * scale), int(image.height * scale)))
        image.load()
        box = (left * image.width, top * image.height, right * image.width, bottom * image.height)
        master = image.convert("RGB").resize((largest["width"], largest["height"]), Image.Resampling.LANCZOS, box)
    for wanted in renditions:
        size = (wanted["width"], wanted["height"])
        pixels = master if master.size == size else master.resize(size, Image.Resampling.LANCZOS, reducing_gap=1.0)
        if wanted["press"]:
            pixels = ImageCms.applyTransform(pixels, press)
        out = io.BytesIO()
        pixels.save(out, "JPEG", quality=wanted["quality"], subsampling=0 if wanted["full_chroma"] else 2)
        total += len(out.getvalue())
    return total


def main() -> None:
    tasks = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    press = ImageCms.buildTransform(
        RGB,
        tasks["press_profile"],
        "RGB",
        "CMYK",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    with ThreadPoolExecutor(tasks["jobs"]) as pool:
        print(sum(pool.map(lambda task: made(task, press), tasks["pictures"])), "bytes")


main()
