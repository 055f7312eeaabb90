"""Rivals set from the same content with the same font files. Their programs stand in a folder beside the project."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LAB = ROOT / ".lab"
PACKAGES = ("typst==0.15.2", "weasyprint==70.0", "pyyaml", "pillow", "fonttools")

_MAKE_CONTENT = """
import sys, yaml
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import make_inputs
data = make_inputs.walk(make_inputs.parse(Path(sys.argv[2]).read_text("utf-8")))
Path(sys.argv[3]).write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10**6), "utf-8")
"""

_FONT_PLACES = {
    "noto-serif-sc/NotoSerifSC_{}.ttf": "serif/package/{}/NotoSerifSC_{}.ttf",
    "noto-sans-sc/NotoSansSC_{}.ttf": "sans/package/{}/NotoSansSC_{}.ttf",
}


def prepare(rivals: Path) -> dict[str, str]:
    """Install the rivals' packages, lay out content, pictures and fonts for them; the environment they run in."""
    python = LAB / "venv/bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(LAB / "venv")], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    inputs, fonts = LAB / "inputs", LAB / "fonts"
    inputs.mkdir(parents=True, exist_ok=True)
    seed = ROOT / "tests/content/seed-2022.txt"
    command = [str(python), "-c", _MAKE_CONTENT, str(rivals), str(seed), str(inputs / "content-fw.yaml")]
    subprocess.run(command, check=True)
    for scene in sorted((ROOT / "images/2022").glob("scene-*.jpg")):
        _link(scene, inputs / scene.name.replace("scene-", "photo"))
    for ours, theirs in _FONT_PLACES.items():
        folder, pattern = (ROOT / "fonts" / ours).parent, Path(ours).name.format("*")
        for font in sorted(folder.glob(pattern)):
            weight = font.stem.partition("_")[2]
            _link(font, fonts / theirs.format(weight, weight))
    return {"LAB": str(LAB), "INPUTS": str(inputs), "FONTS": str(fonts)}


def command(rivals: Path, name: str, out: Path) -> list[str]:
    """How to run one rival as one process: `typst` or `weasyprint-ua`."""
    program, _, flag = name.partition("-")
    return [
        str(LAB / "venv/bin/python"),
        str(rivals / program / "build.py"),
        str(out),
        *([f"--{flag}"] if flag else []),
    ]


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        target.symlink_to(source)
