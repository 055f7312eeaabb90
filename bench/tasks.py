"""Write down what `floor.py` is to do, the renditions the brochure really places: `tasks.py CONTENT JOBS OUT.json`."""

import json
import sys
from pathlib import Path

from builder.building import open_project, top_file
from builder.content.reading import read_document
from builder.diagnostics import Diagnostics
from builder.layout.composition import compose
from builder.pictures import picture_info
from builder.writers.printing import PrintOptions
from builder.writers.renditions import cropped_pixels, pixel_size, placed_pictures
from builder.writers.screen import ScreenOptions


def main(content: Path, jobs: int, out: Path) -> None:
    report = Diagnostics()
    resources = open_project(content, report)
    assert resources
    document = read_document(top_file(content).relative_to(resources.root).as_posix(), resources, report)
    pages = document and compose(document, resources, report)
    assert pages and not report.has_errors, report.found
    wanted = (PrintOptions().rendition, ScreenOptions().rendition)
    tasks: list[dict[str, object]] = []
    for key, use in placed_pictures(pages).items():
        info = picture_info(key.file, resources, report, use.span)
        assert info
        renditions = []
        for rendition in wanted:
            width, height = pixel_size(use.size, rendition.ppi, cropped_pixels(info, key.crop))
            renditions.append(
                {
                    "width": width,
                    "height": height,
                    "quality": rendition.quality,
                    "press": rendition.press is not None,
                    "full_chroma": rendition.full_chroma,
                }
            )
        tasks.append({"file": str(resources.path(key.file)), "crop": key.crop, "renditions": renditions})
    profile = wanted[0].press
    assert profile
    written = out.with_suffix(".icc")
    written.write_bytes(profile.data)
    whole = {"jobs": jobs, "press_profile": str(written), "pictures": tasks}
    out.write_text(json.dumps(whole, ensure_ascii=False, indent=1), "utf-8")


main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
