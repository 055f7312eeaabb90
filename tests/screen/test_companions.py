"""Companions say what the tree says, in its order, and nothing else."""

import base64
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from PIL import Image

from builder.diagnostics import Diagnostics
from builder.geometry import Size
from builder.layout.pages import Artifact, Picture
from builder.units import mm, pt
from builder.writers.companions import write_html, write_text
from builder.writers.renditions import Rendition
from tests.screen.torture import torture
from tests.writers.documents import TEXT, book, encoded, page, photo, put, rectangle, resources, run, tag


def as_tree(data: bytes) -> ET.Element:
    """The page parsed as XML, which well-formed HTML is once its void elements are closed."""
    text = re.sub(r"<(meta|img)([^>]*)>", r"<\1\2/>", data.decode().replace("<!DOCTYPE html>\n", ""))
    return ET.fromstring(text)


def test_text_is_read_in_the_order_of_the_tree() -> None:
    """Headings, contents, tables by rows, lists by items, alternatives and captions follow as they are spoken."""
    document, _ = torture()
    data = write_text(document, Diagnostics())
    assert data is not None
    lines = [line for line in data.decode().splitlines() if line]
    assert lines[:3] == ["统计资料", "一、学校与学生", "学校与学生"]
    assert lines[3:5] == ["类别 所数", "小学 512"]
    at = lines.index("〔图：第2张照片：渐变〕")
    assert lines[at + 1] == "图注"
    assert "竖排（文字），「引用」。" in lines
    assert not data.startswith(b"\n")
    assert b"\n\n\n" not in data


def test_what_is_no_content_is_not_read() -> None:
    """Artifacts are in neither companion."""
    document, source = torture()
    for data in (write_html(document, source, Diagnostics()), write_text(document, Diagnostics())):
        assert data is not None
        # The folio of the torture document is a lone 2.
        assert not re.search(r"(?m)(^|>)2(<|$)", data.decode())


def test_html_is_well_formed_and_says_the_same() -> None:
    """The page parses, its text is that of the tree, links lead to ids of the page, heads have scopes."""
    document, source = torture()
    data = write_html(document, source, Diagnostics())
    assert data is not None
    root = as_tree(data)
    assert root.get("lang") == "zh-CN"
    assert [e.tag for e in root.iter() if e.tag in ("h1", "h2")] == ["h1", "h2"]
    ids = {e.get("id") for e in root.iter() if e.get("id")}
    links = [e.get("href") or "" for e in root.iter("a")]
    assert links == ["#schools", "https://例.cn/教育"]
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    assert [(e.text, e.get("scope")) for e in root.iter("th")] == [("类别", "col"), ("所数", "col"), ("小学", "row")]
    assert [e.findtext("figcaption") for e in root.iter("figure")] == [None, "图注", "图注", None]
    assert [e.get("lang") for e in root.iter("rt")] == ["en"]
    spoken = "".join(root.find("main").itertext())  # type: ignore[union-attr]
    plain = write_text(document, Diagnostics())
    assert plain is not None
    assert re.sub(r"\s", "", spoken) == re.sub(r"\s|〔图：|〕", "", plain.decode())


def test_marks_of_html_in_text_stay_text() -> None:
    """Ampersands and angle brackets do not become markup."""
    document = book([page([put(run("a<b>&c"), mm(20), mm(20), 1)])], (tag("Document", None), tag("P", 0)))
    data = write_html(document, resources(), Diagnostics())
    assert data is not None
    assert as_tree(data).findtext("main/p") == "a<b>&c"


def test_a_number_over_a_title_is_kept_apart() -> None:
    """Spans that stand apart get a space between them; a number and its unit on one line do not."""
    tags = (tag("Document", None), tag("H1", 0), tag("Span", 1), tag("Span", 1), tag("Span", 1))
    big = run("29", size=pt(30))
    items = [
        put(run("亮点一"), mm(20), mm(20), 2),
        put(big, mm(20), mm(60), 3),
        put(run("个"), mm(20) + big.advance, mm(60), 4),
        put(run("7"), mm(20), mm(280), Artifact.PAGINATION),
    ]
    data = write_text(book([page(items)], tags), Diagnostics())
    assert data is not None
    assert data.decode().strip() == "亮点一　29个"


def test_a_false_tree_has_no_companions() -> None:
    """What stops the PDF stops its companions, and is told once."""
    document = book([page([put(run("晋"), mm(20), mm(20), 1)])], (tag("Document", None), tag("P", 0), tag("Figure", 0)))
    report = Diagnostics()
    assert write_html(document, resources(), report) is None
    assert write_text(document, report) is None
    assert [finding.code for finding in report] == ["alt-missing"]


def test_words_of_another_language_are_named() -> None:
    """English words in Chinese text are marked for the voice; units, abbreviations and addresses are not."""
    text = "任务and重要，用Noto Serif SC，高5 km，GDP，www.jz.gov.cn"
    document = book(
        [page([put(run(text), mm(20), mm(20), 1)])], (tag("Document", None, language="zh-Hans"), tag("P", 0))
    )
    data = write_html(document, resources(), Diagnostics())
    assert data is not None
    spans = list(as_tree(data).iter("span"))
    assert [(span.text, span.get("lang")) for span in spans] == [("and", "en"), ("Noto Serif SC", "en")]
    assert "".join(as_tree(data).find("main").itertext()).strip() == text  # type: ignore[union-attr]


def test_pictures_are_whole_and_within_the_page() -> None:
    """Each photo is there once as a JPEG of its whole, whatever the crop on paper, with its alternative; its caption
    stays with it; what is drawn is told in words.
    """
    tags = (tag("Document", None), tag("Figure", 0, alt="一间教室"), tag("Caption", 0), tag("Figure", 0, alt="柱形图"))
    cropped = Picture(file="a.jpg", size=Size(mm(50), mm(50)), crop=(0.25, 0, 0.75, 1), name="a")
    other = put(replace(cropped, crop=(0.0, 0.0, 0.25, 1.0)), mm(80), mm(20), Artifact.LAYOUT)
    items = [put(cropped, mm(20), mm(20), 1), other, put(run("图注"), mm(20), mm(80), 2)]
    items.append(put(rectangle(mm(9), mm(9), fill=TEXT), mm(20), mm(99), 3))
    source = resources({"a.jpg": encoded(photo(900, 450))})
    data = write_html(book([page(items)], tags), source, Diagnostics(), Rendition(ppi=72, quality=80))
    assert data is not None
    one, drawn = as_tree(data).iter("figure")
    image = one.find("img")
    assert image is not None
    kind, _, code = (image.get("src") or "").partition(";base64,")
    assert kind == "data:image/jpeg"
    with Image.open(io.BytesIO(base64.b64decode(code))) as shown:
        assert shown.size == (int(image.get("width") or 0), int(image.get("height") or 0))
        assert shown.width == pytest.approx(2 * shown.height, abs=2)
        assert shown.width == pytest.approx(170 / 25.4 * 72, abs=2)
    assert (image.get("alt"), one.findtext("figcaption")) == ("一间教室", "图注")
    assert drawn.findtext("p") == "柱形图"


def test_transparent_pictures_lie_on_white() -> None:
    """Where a picture lets the paper through, HTML shows white and nothing of what was hidden."""
    hidden = Image.new("RGBA", (300, 200), (200, 30, 30, 255))
    hidden.paste((0, 0, 0, 0), (0, 0, 150, 200))
    output = io.BytesIO()
    hidden.save(output, "PNG")
    picture = Picture(file="a.png", size=Size(mm(50), mm(33)), crop=(0, 0, 1, 1), name="a")
    tags = (tag("Document", None), tag("Figure", 0, alt="图"))
    source = resources({"a.png": output.getvalue()})
    document = book([page([put(picture, mm(20), mm(20), 1)])], tags)
    data = write_html(document, source, Diagnostics(), Rendition(ppi=40, quality=90))
    assert data is not None
    image = as_tree(data).find(".//img")
    assert image is not None
    with Image.open(io.BytesIO(base64.b64decode((image.get("src") or "").partition(",")[2]))) as shown:
        left, right = shown.getpixel((20, 50)), shown.getpixel((shown.width - 20, 50))
    assert isinstance(left, tuple) and isinstance(right, tuple)
    assert min(left) > 245
    assert right[0] > 150 > right[1]


def test_a_missing_picture_stops_the_page() -> None:
    """A file that is not there is an error, not a hole."""
    picture = Picture(file="b.jpg", size=Size(mm(50), mm(33)), crop=(0, 0, 1, 1), name="b")
    document = book([page([put(picture, mm(20), mm(20), 1)])], (tag("Document", None), tag("Figure", 0, alt="图")))
    report = Diagnostics()
    assert write_html(document, resources(), report, Rendition(ppi=72, quality=80)) is None
    assert {finding.code for finding in report} == {"picture-missing"}
