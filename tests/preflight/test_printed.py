"""A build judges what it prints: errors are told at lines of YAML and no file is written; nothing is judged twice."""

import json
import shutil
from pathlib import Path

import pytest

from builder.building import Result, build
from builder.commands.new import starter_files
from builder.diagnostics import Diagnostics
from builder.exit_codes import ExitCode
from builder.geometry import Point, Size
from builder.layout.pages import Page, Picture, Placed
from builder.production.preflight import checking
from builder.production.preflight.findings import Place
from builder.production.preflight.interpreter import Reading, read_page
from builder.production.preflight.tracing import origin_of
from builder.production.preflight.verdicts import page_from_json, page_to_json, report_from_json, report_to_json
from builder.saving import save_together
from builder.source import NOWHERE, Span
from builder.units import mm
from builder.words import Words
from tests.preflight.jobs import finished, good_job, judged, painted, words

YEAR = 2031
SMALL = (("theme.name", "cinnabar"), ("theme.styles.body.size", "4"))


@pytest.fixture(scope="module")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project as `new` makes it; copied by those who change it."""
    folder = tmp_path_factory.mktemp("printed") / "book"
    assert save_together(starter_files(folder, YEAR), Diagnostics())
    return folder


@pytest.fixture
def content(starter: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(starter, tmp_path / "book")) / "content" / str(YEAR)


@pytest.fixture
def pages_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """One entry for each page of a file that preflight reads, with nothing remembered at first."""
    monkeypatch.setenv("BROCHURE_CACHE", str(tmp_path / "cache"))
    read: list[int] = []

    def counted(*given: object) -> Reading:
        read.append(1)
        return read_page(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "read_page", counted)
    return read


def _printed(content: Path, *settings: tuple[str, str], **more: object) -> Result:
    return build(content, profiles=("print",), settings=settings, **more)  # type: ignore[arg-type]


def test_a_good_book_is_judged_and_written(content: Path) -> None:
    """The starter passes its own preflight, by the usual shop, and the report says so with its figures."""
    result = _printed(content)
    assert result.ok, result.describe()
    (preflight,) = result.preflights
    assert not preflight.report.refused
    assert preflight.demand.shop.name == "胶印·铜版纸"
    assert preflight.report.figures.pages == result.page_count
    assert [output.path.name for output in result.outputs] == ["print.pdf"]


def test_errors_are_told_at_their_lines_and_nothing_is_written(content: Path) -> None:
    """Type too small for the shop is an error at the paragraph's line, with page and place; no file appears."""
    result = _printed(content, *SMALL)
    assert result.exit_code is ExitCode.FINDINGS
    found = [d for d in result.diagnostics if d.code == "type-small"]
    assert found
    lines = (content / "highlights.yaml").read_text("utf-8").splitlines()
    for diagnostic in found:
        assert diagnostic.span.file.endswith("highlights.yaml")
        assert 1 <= diagnostic.span.line <= len(lines)
        values = dict(diagnostic.values)
        page = result.preflights[0].report.figures.pages
        assert 1 <= int(values["printed-page"]) <= page
        assert float(values["printed-x"]) > 0
        assert values["printed-page"] in Words("zh").tell(diagnostic).message
    assert not (content.parents[1] / "out").exists()


def test_a_book_that_has_not_changed_is_not_judged_again(content: Path, pages_read: list[int]) -> None:
    """The second build reads no page of its print file, and says the same."""
    first = _printed(content)
    assert len(pages_read) == first.page_count
    second = _printed(content)
    assert len(pages_read) == first.page_count
    assert second.preflights == first.preflights


def test_errors_are_told_again_from_memory(content: Path, pages_read: list[int]) -> None:
    """A file refused once is refused again by the remembered verdict, with the same findings."""
    first = _printed(content, *SMALL)
    count = len(pages_read)
    second = _printed(content, *SMALL)
    assert len(pages_read) == count
    assert second.diagnostics == first.diagnostics
    assert second.outputs == ()


def test_a_changed_page_alone_is_judged(content: Path, pages_read: list[int]) -> None:
    """Changing a word reads the pages on which it stands, not the whole file."""
    first = _printed(content)
    file = content / "highlights.yaml"
    text = file.read_text("utf-8")
    assert "校园书香" in text
    file.write_text(text.replace("校园书香", "校园香书"), "utf-8")
    del pages_read[:]
    changed = _printed(content)
    assert changed.ok
    assert 0 < len(pages_read) < first.page_count


def test_other_terms_are_another_question(content: Path, pages_read: list[int]) -> None:
    """Another shop gets its own verdict, by `--shop` or by `job.yaml`, the flag going first."""
    _printed(content)
    del pages_read[:]
    by_flag = _printed(content, shop="uncoated-260")
    assert len(pages_read) == by_flag.page_count
    assert by_flag.preflights[0].demand.shop.ink_limit == 260
    (content / "job.yaml").write_text("shop: uncoated-260\n", "utf-8")
    assert _printed(content).preflights == by_flag.preflights
    assert _printed(content, shop="coated-300").preflights[0].demand.shop.ink_limit == 300


def test_a_shop_of_ones_own_stands_beside_the_book(content: Path) -> None:
    """`job.yaml` may name a YAML file of its own folder; one that is not there is an error."""
    terms = (Path(checking.__file__).parents[1] / "shops" / "coated-300.yaml").read_text("utf-8")
    (content / "印厂.yaml").write_text(terms.replace("smallest_type_pt: 5", "smallest_type_pt: 9"), "utf-8")
    (content / "job.yaml").write_text("shop: 印厂.yaml\n", "utf-8")
    refused = _printed(content)
    assert {d.code for d in refused.diagnostics if d.severity == "error"} == {"type-small"}
    (content / "job.yaml").write_text("shop: 别家.yaml\n", "utf-8")
    missing = _printed(content)
    assert "shop-unreadable" in {d.code for d in missing.diagnostics}
    assert missing.outputs == ()


def test_a_spot_ink_must_be_ordered(content: Path) -> None:
    """A plate that `job.yaml` does not name is refused at a line of the book; named, it is printed."""
    foil = (("theme.name", "cinnabar"), ("theme.plates", "[FOIL]"), ("theme.styles.label.ink", "foil"))
    refused = _printed(content, *foil)
    errors = [d for d in refused.diagnostics if d.severity == "error"]
    assert {d.code for d in errors} == {"ink-unknown"}
    assert all(d.span.line for d in errors)
    (content / "job.yaml").write_text("spots: [FOIL]\n", "utf-8")
    good = _printed(content, *foil)
    assert good.ok, good.describe()
    assert good.preflights[0].report.figures.inks == ("FOIL",)


def test_a_shop_that_wants_outlines_gets_them(content: Path) -> None:
    """A shop's `outlined: true` adds the twin, judged as a file without fonts; its `marks: true` adds marks."""
    terms = (Path(checking.__file__).parents[1] / "shops" / "coated-300.yaml").read_text("utf-8")
    (content / "印厂.yaml").write_text(terms + "outlined: true\nmarks: true\n", "utf-8")
    (content / "job.yaml").write_text("shop: 印厂.yaml\n", "utf-8")
    result = _printed(content)
    assert result.ok, result.describe()
    assert [output.path.name for output in result.outputs] == ["print.pdf", "print-outlined.pdf"]
    assert [(p.profile, p.demand.outlined, p.report.figures.fonts > 0) for p in result.preflights] == [
        ("print", False, True),
        ("outlined", True, False),
    ]


def test_verdicts_survive_being_written_down() -> None:
    """A report with errors, places and figures comes back from JSON as it was; a page's verdict may move."""
    report = judged(finished(painted(good_job(), words("SMALL", 4, 30, 40))))
    assert report.refused
    assert report_from_json(report_to_json(report)) == report
    assert json.loads(report_to_json(report))["figures"]["pages"] == 4
    verdict = checking.PageVerdict(
        findings=tuple(f for f in report.findings if f.page == 2), inks=("Gold",), highest_ink=12.5, look="abc"
    )
    assert page_from_json(page_to_json(verdict), 2) == verdict
    assert {finding.page for finding in page_from_json(page_to_json(verdict), 3).findings} == {3}


def _picture(x: int, y: int, width: int, height: int, line: int) -> Placed:
    origin = Span("a.yaml", line, 1, line, 2) if line else NOWHERE
    item = Picture(file="a.jpg", size=Size(mm(width), mm(height)), crop=(0, 0, 1, 1))
    return Placed(at=Point(mm(x), mm(y)), item=item, role=0, origin=origin)


@pytest.mark.parametrize(
    ("box", "line"),
    [
        ((0.0, 0.0, 100.0, 100.0), 1),
        ((20.0, 20.0, 40.0, 30.0), 2),
        ((21.0, 21.0, 39.0, 30.0), 2),
        ((70.0, 70.0, 80.0, 80.0), 1),
        ((300.0, 20.0, 340.0, 30.0), None),
        (None, None),
    ],
)
def test_a_place_leads_to_what_stands_there(box: tuple[float, float, float, float] | None, line: int | None) -> None:
    """Of all items the one whose box fits best is blamed; what the theme made has no line and is passed over."""
    items = (_picture(0, 0, 100, 100, 1), _picture(20, 20, 20, 10, 2), _picture(70, 70, 10, 10, 0))
    span = origin_of(Place(1, box), Page(items=items, label="", folio=None))
    assert (span.line if span else None) == line
