"""Small projects in memory, and the findings that reading them gives."""

from functools import cache
from pathlib import Path

from builder.content.document import Document
from builder.content.reading import read_document
from builder.diagnostics import Diagnostic, Diagnostics
from builder.fonts import FontLibrary
from builder.resources import MemoryResources

ROOT = Path(__file__).resolve().parents[2]
EDITION = ROOT / "content" / "2022"

BOOK = """\
year: 2022
title: 书名
publisher: 某局
highlights:
  - id: h01
    label: 亮点一
    title: 标题
    body: 新增学位6020个,投资1.38亿元。
    pictures: [p01]
    facts: [places]
pictures:
  - id: p01
    file: images/a.jpg
    alt: 一张图
facts:
  - id: places
    value: 6020
    unit: 个
    label: 新增学位
    highlight: h01
"""
"""A small book without fault; its picture is `images/a.jpg`."""


@cache
def fonts() -> FontLibrary:
    return FontLibrary(ROOT / "fonts")


def read(
    book: str | bytes = BOOK,
    settings: tuple[tuple[str, str], ...] = (),
    **files: str | bytes,
) -> tuple[Document | None, list[Diagnostic]]:
    """Read a book and the files beside it; `__` in a name stands for `/`, and `.yaml` is added."""
    held: dict[str, bytes] = {"content/brochure.yaml": _bytes(book), "images/a.jpg": b"x"}
    for name, data in files.items():
        held["content/" + name.replace("__", "/") + ".yaml"] = _bytes(data)
    report = Diagnostics()
    document = read_document("content", MemoryResources(held, fonts()), report, settings=settings)
    return document, report.found


def codes(book: str | bytes, settings: tuple[tuple[str, str], ...] = (), **files: str | bytes) -> list[str]:
    """`code@file:line:column` of every finding, the file without its folder and ending."""
    return [
        f"{finding.code}@{finding.span}".replace("content/", "").replace(".yaml", "")
        for finding in read(book, settings, **files)[1]
    ]


def _bytes(data: str | bytes) -> bytes:
    return data.encode() if isinstance(data, str) else data
