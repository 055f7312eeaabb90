"""Claims are kept: veraPDF on every pair of standards, and refusals where a claim would be false."""

from dataclasses import replace
from pathlib import Path

import pdfua
import pikepdf
import pytest

from builder.diagnostics import Diagnostics
from builder.layout.pages import PagedDocument, Tag
from builder.units import mm
from builder.writers.profiles import PROFILE_NAMES, read_profile
from builder.writers.screen import ScreenOptions, write_screen
from builder.writers.standards import STANDARDS, UA2_A4
from tests.screen.torture import torture
from tests.verapdf.running import available, validate
from tests.writers.documents import book, page, put, resources, run, tag, whole_book
from tests.writers.reading import opened


def written(document: PagedDocument, standard: str, source: object) -> bytes:
    report = Diagnostics()
    data = write_screen(document, source, report, ScreenOptions(standard=STANDARDS[standard]))  # type: ignore[arg-type]
    assert list(report) == []
    assert data is not None
    return data


def refused(*structure: Tag, standard: str = "ua1+a2a") -> list[str]:
    report = Diagnostics()
    items = [put(run("晋"), mm(20), mm(20), len(structure) - 1)]
    options = ScreenOptions(standard=STANDARDS[standard])
    assert write_screen(book([page(items)], structure), resources(), report, options) is None
    return [finding.code for finding in report]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """By standard: a book with every kind of item and one with rare structure, in every profile."""
    made: dict[str, list[Path]] = {}
    folder = tmp_path_factory.mktemp("standards")
    profiles = [profile for name in PROFILE_NAMES if (profile := read_profile(name)).kind == "pdf"]
    for standard in STANDARDS:
        for profile in profiles:
            for name, (document, source) in (("whole", whole_book()), ("torture", torture())):
                options = profile.options(jobs=1, standard=STANDARDS[standard])
                report = Diagnostics()
                # The books' red text is not meant for 7:1.
                data = write_screen(document, source, report, replace(options, contrast=min(4.5, options.contrast)))
                assert data is not None, report.found
                file = folder / f"{standard}-{profile.name}-{name}.pdf"
                file.write_bytes(data)
                made.setdefault(standard, []).append(file)
    assert {standard: len(every) for standard, every in made.items()} == {"ua1+a2a": 10, "ua2+a4": 10}
    return made


@pytest.mark.parametrize("standard", sorted(STANDARDS))
def test_verapdf_finds_nothing(standard: str, files: dict[str, list[Path]]) -> None:
    """Every profile keeps each pair of claims, whatever the book holds."""
    if not available():
        pytest.skip("no JDK or Maven here")
    flavours = {"ua1+a2a": ["ua1", "2a"], "ua2+a4": ["ua2", "4"]}[standard]
    verdicts = validate(files[standard], flavours)
    assert [(v.file.name, v.flavour, v.failures) for v in verdicts if not v.compliant] == []
    assert len(verdicts) == 2 * len(files[standard])


def test_pdfua_agrees(files: dict[str, list[Path]]) -> None:
    """A second program, which shares no code with veraPDF, finds nothing either in what claims PDF/UA-1."""
    for file in files["ua1+a2a"]:
        report = pdfua.validate(file)
        assert [(finding.rule_id, finding.message) for finding in report.findings] == []
        # Its 0.1.3 asks a question of arrays that pikepdf 10 no longer answers.
        assert {skipped.rule_id for skipped in report.skipped} <= {"UA-14-001"}


def test_the_newer_standard_has_its_own_signs() -> None:
    """PDF 2.0: no Info, namespaces, notes by their new name, links that name the element they lead to."""
    document, source = torture()
    with opened(written(document, "ua2+a4", source)) as pdf:
        assert pdf.pdf_version == "2.0"
        assert "/Info" not in pdf.trailer
        root = pdf.Root.StructTreeRoot
        assert str(root.Namespaces[0].NS) == "http://iso.org/pdf2/ssn"
        (link,) = pdf.pages[0].obj.Annots
        names = list(pdf.Root.Names.Dests.Names)
        (meant,) = [place for name, place in zip(names[::2], names[1::2], strict=True) if name == link.Dest]
        assert str(meant.SD[0].S) == "/Sect"
        assert meant.D[0].objgen == pdf.pages[0].obj.objgen
        kinds = {str(e.S) for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/Type") == "/StructElem"}
        assert "/FENote" in kinds
        assert "/Note" not in kinds
        with pdf.open_metadata() as xmp:
            assert (xmp["pdfaid:part"], xmp["pdfaid:rev"], xmp["pdfuaid:rev"]) == ("4", "2020", "2024")
    assert UA2_A4.version == "2.0"


def test_false_claims_are_refused() -> None:
    """A table without heads, a row or item out of place, a second root, a caption of nothing stop the file."""
    root = tag("Document", None)
    assert refused(root, tag("Table", 0), tag("TR", 1), tag("TD", 2)) == ["table-without-heads"]
    assert refused(root, tag("LI", 0), tag("LBody", 1)) == ["structure-place"]
    assert refused(root, tag("L", 0), tag("P", 1)) == ["structure-place"]
    assert refused(root, tag("P", None)) == ["structure-root"]
    assert refused(tag("Sect", None), tag("P", 0)) == ["structure-root"]
    lonely = (root, tag("P", 0), tag("Caption", 0), tag("P", 0))
    assert refused(*lonely, standard="ua2+a4") == ["structure-place"]


def test_text_nobody_can_speak_is_refused() -> None:
    """A private-use character stops the file, by its place and number."""
    private = replace(run("晋"), text="\ue001")
    report = Diagnostics()
    assert write_screen(book([page([put(private, mm(20), mm(20), 1)])]), resources(), report) is None
    assert [(f.code, dict(f.values)["character"]) for f in report] == [("text-private", "U+E001")]


def test_lists_say_how_they_are_numbered() -> None:
    """Numbers, dots: the attribute follows the first label."""
    document, source = torture()
    found = {}
    for standard in STANDARDS:
        with opened(written(document, standard, source)) as pdf:
            elements = [e for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and e.get("/S") == "/L"]
            found[standard] = sorted(str(e.A.ListNumbering) for e in elements)
    assert found == {"ua1+a2a": ["/Decimal", "/Disc"], "ua2+a4": ["/Ordered", "/Unordered"]}
