"""The file assembler: numbers, cross-references, strings and names."""

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.writers.numbers import decimal
from builder.writers.objects import PdfFile, dictionary, name, serialized, string
from tests.writers.reading import opened


def small(note: str = "x", count: int = 450) -> bytes:
    file = PdfFile("1.7")
    tree = file.reserve()
    notes = [file.add(dictionary({"Note": string(f"{note} {i}")})) for i in range(count)]
    stream = file.add_stream({}, b"0 0 1 1 re f " * 50, deflate=True)
    page = file.add(
        dictionary(
            {"Type": "/Page", "Parent": tree, "MediaBox": b"[0 0 9 9]", "Resources": b"<<>>", "Contents": stream}
        )
    )
    file.fill(tree, dictionary({"Type": "/Pages", "Count": 1, "Kids": b"[" + page + b"]"}))
    every = b"[" + b" ".join(notes) + b"]"
    root = file.add(dictionary({"Type": "/Catalog", "Pages": tree, "Notes": every}))
    return file.finish(root=root, info=None, digest=file.digest())


def test_every_object_is_found_where_the_cross_reference_says() -> None:
    """The cross-references lead to every object, without repair."""
    with opened(small()) as pdf:
        assert [str(n.Note) for n in pdf.Root.Notes] == [f"x {i}" for i in range(450)]
        assert pdf.pages[0].Contents.read_bytes().startswith(b"0 0 1 1 re f")
        assert pdf.check_pdf_syntax() == []


def test_identity_follows_the_content() -> None:
    """Equal content gives equal bytes; other content another ID."""
    assert small() == small()
    one, other = (bytes(opened(small(note)).trailer.ID[0]) for note in ("a", "b"))
    assert one != other


def test_a_reserved_object_must_be_filled_once() -> None:
    """An object filled never or twice is a mistake that is told, not a broken file."""
    file = PdfFile("1.7")
    reference = file.reserve()
    with pytest.raises(ValueError, match="never filled"):
        file.finish(root=reference, info=None, digest=b"")
    file.fill(reference, dictionary({}))
    with pytest.raises(ValueError, match="twice"):
        file.fill(reference, dictionary({}))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
def test_strings_come_back(text: str) -> None:
    """Any text survives as a PDF string."""
    assert str(pikepdf.Object.parse(string(text))) == text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_names_come_back(text: str) -> None:
    """Any name of an ink survives as a PDF name."""
    assert str(pikepdf.Object.parse(serialized(name(text)))) == "/" + text


@given(st.floats(-1e6, 1e6), st.integers(0, 6))
def test_decimals_are_short_and_near(value: float, places: int) -> None:
    """A number is written without exponent or idle zeros, within half of its last place."""
    text = decimal(value, places)
    assert abs(float(text) - value) <= 0.5 * 10**-places + 1e-9
    assert "e" not in text
    assert text != "-0"
    assert "." not in text or text[-1] not in "0."
