"""The 2022 brochure: the seed text character for character, its pictures bound as the publisher asked."""

import re
from pathlib import Path

from builder.building import check
from builder.content.document import Document
from builder.content.editions import EDITIONS_FILE
from builder.content.reading import read_document
from builder.diagnostics import Diagnostics
from builder.resources import DiskResources
from tests.content.projects import EDITION, ROOT

SEED = (Path(__file__).parent / "seed-2022.txt").read_text("utf-8")


def _edition() -> Document:
    report = Diagnostics()
    document = read_document("content/2022", DiskResources(ROOT), report)
    assert document is not None, report.found
    assert report.found == []
    return document


def test_text_is_the_seed_character_for_character() -> None:
    """Year, title, labels, titles, bodies and captions, put together again, are the seed without its blank lines."""
    document = _edition()
    lines = [str(document.year), document.title.value]
    for highlight in document.highlights:
        lines.append(f"{highlight.label.value} {highlight.title.value}")
        lines += [paragraph.value for paragraph in highlight.body]
    captions = [picture.caption.value for picture in document.pictures if picture.caption]
    lines += [f"{number}. {caption}" for number, caption in enumerate(captions, start=1)]
    assert lines == [line for line in SEED.split("\n") if line]


def test_slips_of_the_author_stay() -> None:
    """The odd words of the seed are the author's, and nobody has put them right."""
    document = _edition()
    text = "".join(paragraph.value for highlight in document.highlights for paragraph in highlight.body)
    assert all(slip in text for slip in ("政治任务 and 重要", "家長", "合作合作", "晋中晋中"))


def test_the_edition_has_no_findings() -> None:
    """The slips are acknowledged where they stand, so that checking the edition finds nothing; its marks are noted."""
    result = check(EDITION)
    assert result.diagnostics == ()
    assert [(note.code, len(note.related)) for note in result.notes] == [("halfwidth-marks-set", 138)]


def test_pictures_are_bound_as_asked() -> None:
    """Each article has the picture of its caption; 二 and 六 have none; captions 1 and 7 belong to the gallery."""
    document = _edition()
    bound = {highlight.label.value: highlight.pictures for highlight in document.highlights}
    assert bound == {
        "亮点一": ("p03",),
        "亮点二": (),
        "亮点三": ("p04",),
        "亮点四": ("p05",),
        "亮点五": ("p08",),
        "亮点六": (),
        "亮点七": ("p06",),
        "亮点八": ("p10",),
        "亮点九": ("p02",),
        "亮点十": ("p09",),
    }
    assert document.gallery is not None
    assert {"p01", "p07"} <= set(document.gallery.pictures)
    files = {picture.id: picture.file for picture in document.pictures}
    assert files == {f"p{n:02d}": f"images/2022/scene-{n:02d}.jpg" for n in range(1, 11)}


def test_every_picture_is_described() -> None:
    """Each picture has alternative text of its own (not its caption), the credit 示意图, a focus and a keep box."""
    document = _edition()
    assert len({picture.alt.value for picture in document.pictures}) == 10
    for picture in document.pictures:
        assert picture.caption is not None
        assert picture.credit is not None
        assert picture.credit.value == "示意图"
        assert 30 <= len(picture.alt.value) <= 120
        assert picture.caption.value.rstrip("。") not in picture.alt.value
        assert picture.focus
        assert picture.keep


def test_keep_boxes_leave_room_to_crop() -> None:
    """No keep box is wider than half its picture or higher than 64 %, so that every crop of the theme can hold it."""
    for picture in _edition().pictures:
        assert picture.keep is not None
        left, top, right, bottom = picture.keep
        assert right - left <= 0.505
        assert bottom - top <= 0.645


def test_figures_are_three_percentages_and_six_counts() -> None:
    """数说2022 shows 96.83, 85.8 and 56.6 %, then six counts with their own units."""
    document = _edition()
    assert document.figures is not None
    shown = [document.fact(key) for key in document.figures.facts]
    printed = [fact.value.value + (fact.unit.value if fact.unit else "") for fact in shown]
    assert printed == ["96.83%", "85.8%", "56.6%", "63.8万名", "2.4万余名", "6020个", "135个", "9.667亿元", "437所"]


def test_facts_are_quoted_with_their_units() -> None:
    """Each number stands, with its unit directly behind it, in the text of the highlight that it names."""
    document = _edition()
    text = {h.id: h.title.value + "".join(p.value for p in h.body) for h in document.highlights}
    for fact in document.facts:
        assert fact.unit is not None
        assert fact.highlight is not None
        assert f"{fact.value.value}{fact.unit.value}" in text[fact.highlight]


def test_side_facts_are_two_at_most() -> None:
    """A highlight has at most two numbers beside its text, as the theme asks."""
    sides = {h.id: h.facts for h in _edition().highlights}
    assert all(len(facts) <= 2 for facts in sides.values())
    assert sides["h01"] == ("collectives", "individuals")
    assert sides["h02"] == ("new-places",)


def test_every_character_knows_its_place() -> None:
    """Each character of every body, title, caption and alternative text stands in its file where its span says."""
    document = _edition()
    lines = {file: (ROOT / file).read_text("utf-8").split("\n") for file in document.files}
    texts = [p for h in document.highlights for p in (h.label, h.title, *h.body)]
    texts += [t for p in document.pictures for t in (p.caption, p.alt, p.credit) if t]
    texts += [t for f in document.facts for t in (f.value, f.unit, f.label, f.note, f.side_label) if t]
    for text in texts:
        for index, character in enumerate(text.value):
            span = text.locate(index)
            line = lines[span.file][span.line - 1]
            assert character == (line[span.column - 1 : span.column] or "\n")


def test_files_point_editors_at_their_schema() -> None:
    """The first line of each file names a schema file that exists."""
    for file in _edition().files:
        path = ROOT / file
        match = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text("utf-8"))
        assert match, file
        assert (path.parent / match[1]).is_file(), file


def test_edition_folder_holds_what_is_read() -> None:
    """Every YAML file of the edition is part of the book, but for the one that says what schools get of their own."""
    own = f"content/2022/{EDITIONS_FILE}"
    assert {path.relative_to(ROOT).as_posix() for path in EDITION.rglob("*.yaml")} == {*_edition().files, own}
