"""What the tests of the text room share: the locked faces and a report that must stay empty."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.text.glyphs import Line
from builder.text.paragraphs import Typesetter

from .samples import EM, Setter, paragraph_style, text_of


@pytest.fixture(scope="session")
def fonts() -> FontLibrary:
    """The project's own faces."""
    return FontLibrary(Path(__file__).parents[2] / "fonts")


@pytest.fixture
def report() -> Iterator[Diagnostics]:
    """A report that fails the test if anything unexpected is in it at the end."""
    found = Diagnostics()
    yield found
    assert not list(found), "unexpected findings"


@pytest.fixture
def typesetter(fonts: FontLibrary, report: Diagnostics) -> Typesetter:
    """A typesetter with an empty memory."""
    return Typesetter(fonts, report)


@pytest.fixture
def set_text(typesetter: Typesetter) -> Setter:
    """Sets a string at a measure in ems."""

    def set_it(value: str, ems: float, **changes: object) -> tuple[Line, ...]:
        return typesetter.set(text_of(value), measure=round(ems * EM), style=paragraph_style(**changes))

    return set_it
