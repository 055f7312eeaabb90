"""L6, L7: captions are smaller than the text and stand on the page of their picture."""

from builder.layout.pages import Artifact, Picture
from builder.text.glyphs import GlyphRun

from .test_composition import book


def test_l6_captions_are_smaller_than_the_text() -> None:
    """By a tenth at least, wherever one stands, and never under 6 pt."""
    paged = book()
    sizes: dict[str, set[int]] = {"P": set(), "Caption": set()}
    for page in paged.pages:
        for placed in page.items:
            if isinstance(placed.item, GlyphRun) and not isinstance(placed.role, Artifact):
                kind = paged.structure[placed.role].kind
                if kind in sizes:
                    sizes[kind].add(placed.item.size)
    assert sizes["Caption"]
    assert max(sizes["Caption"]) <= 0.9 * max(sizes["P"])
    assert min(sizes["Caption"]) >= 6 * 12_700


def test_l7_captions_stand_on_the_page_of_their_picture() -> None:
    """Each caption follows its figure in the structure, and both are drawn on one page or one opening."""
    paged = book()
    pages: dict[int, set[int]] = {}
    for number, page in enumerate(paged.pages):
        for placed in page.items:
            if isinstance(placed.item, GlyphRun | Picture) and not isinstance(placed.role, Artifact):
                pages.setdefault(placed.role, set()).add(number)
    captions = 0
    for index, tag in enumerate(paged.structure):
        if tag.kind != "Caption" or index not in pages:
            continue
        siblings = [n for n, t in enumerate(paged.structure) if t.parent == tag.parent and n < index and n in pages]
        figures = [n for n in siblings if paged.structure[n].kind == "Figure"]
        assert figures
        apart = min(abs(a - b) for a in pages[index] for b in pages[figures[-1]])
        assert apart <= 1
        captions += 1
    assert captions >= 10
