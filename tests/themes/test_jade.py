"""青禾 on the 2022 edition: grains count, ears bow, titles stand where the comps put them."""

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from builder.diagnostics import Diagnostics
from builder.layout.ornaments.ears import count_characters, ear
from builder.layout.ornaments.ornament import OrnamentRequest
from builder.layout.pages import MoveTo, Page, Path
from builder.layout.theme import load_theme
from builder.text.markup import plain_text
from builder.units import to_mm
from tests.themes.books import book, composed, content, dots, resources, text_places

GRAINS = ("millet", "jade")


def counts() -> list[int]:
    return [sum(count_characters(plain_text(p).value) for p in h.body) for h in content().highlights]


def article_pages() -> list[list[Page]]:
    """The pages of each highlight: from its bookmark to the next one's."""
    paged = book("jade")
    starts = [entry.page_index for entry in paged.outline if entry.title.startswith("亮点")]
    end = next(e.page_index for e in paged.outline if e.title.startswith("数说"))
    return [list(paged.pages[a:b]) for a, b in pairwise([*starts, end])]


def test_every_text_has_a_grain_for_each_character() -> None:
    """On its own pages and in the contents, the ear of each highlight has as many grains as its body characters."""
    drawn = [sum(len(dots(page, *GRAINS)) for page in pages) for pages in article_pages()]
    extra = [100 if any(page.layout == "one-figure" for page in pages) else 0 for pages in article_pages()]
    assert [d - e for d, e in zip(drawn, extra, strict=True)] == counts()
    contents = [page for page in book("jade").pages if page.layout == "contents"]
    assert sum(len(dots(page, *GRAINS)) for page in contents) == sum(counts())


def test_the_cover_has_a_grain_for_each_year() -> None:
    """The year's ear is drawn with the year's grains; of each, front and back show those that reach their pages."""
    document = content()
    theme = load_theme(replace(document, theme="jade"), resources(), Diagnostics())
    assert theme is not None
    style = theme.ornaments["year-ear"]
    bodies = tuple("".join(plain_text(p).value for p in h.body) for h in document.highlights)
    foot = theme.layouts["back-cover"].pages[0][1]
    for year in (2022, 2023):
        parameters = {**style.parameters, "grains": year, "radius": 131}
        request = OrnamentRequest(size=0, inks=style.inks, text="", parts=bodies, parameters=parameters)
        grains = [grain for path in ear(request) if isinstance(path, Path) for grain in grains_of(path)]
        assert len(grains) == year
    front, *_, back = composed(replace(document, theme="jade", year=2023)).pages
    for page, left in ((back, 0.0), (front, 210.0)):
        placed = [(x + foot["x"] - left, y + foot["y"], diameter / 2) for x, y, diameter in grains]
        shown = [g for g in placed if -3 - g[2] < g[0] < 213 + g[2] and -3 - g[2] < g[1] < 288 + g[2]]
        assert len(dots(page, "millet")) == len(shown)


def grains_of(path: Path) -> list[tuple[float, float, float]]:
    stroke = path.stroke
    if stroke is None or stroke.cap != "round":
        return []
    starts = (segment.to for segment in path.segments if isinstance(segment, MoveTo))
    return [(to_mm(p.x), to_mm(p.y), to_mm(stroke.width)) for p in starts]


def test_ripeness_grows_through_the_book() -> None:
    """In highlight k, k of every ten grains are ripe."""
    for k, (pages, count) in enumerate(zip(article_pages(), counts(), strict=True), 1):
        if any(page.layout == "one-figure" for page in pages):
            continue
        ripe = sum(len(dots(page, "millet")) for page in pages)
        assert ripe == sum(i % 10 < k for i in range(count))


def test_grains_keep_off_the_type_and_the_edges() -> None:
    """On every landscape page the ear stands within 9 and 195 mm, and clear of head and foot."""
    for pages in article_pages():
        for x, y, diameter in dots(pages[0], *GRAINS):
            assert x - diameter / 2 + 1e-3 >= 9
            assert x + diameter / 2 <= 195.001
            assert y - diameter / 2 >= 14.999


@pytest.mark.parametrize(
    ("layout", "words", "x", "y"),
    [
        ("cover", "晋中教育", 14.28, 220.463),
        ("title-page", "晋中教育", 14.4, 22.5 + 0.936 * 54 * 25.4 / 72),
        ("spread", "全市加快推进", 104.7, 255.51 - 15 * 5),
        ("ear-left", "山西智创谷", 22.2, 46.5 + 9.906),
        ("figures", "数说", 14.62, 18 + 0.936 * 36 * 25.4 / 72),
        ("gallery-three", "图录", 13.8, 22.5 + 0.936 * 54 * 25.4 / 72),
    ],
)
def test_titles_stand_at_their_places(layout: str, words: str, x: float, y: float) -> None:
    """To a hundredth of a millimetre."""
    page = next(page for page in book("jade").pages if page.layout == layout)
    (place,) = text_places(page, words)[:1]
    assert math.dist((to_mm(place.x), to_mm(place.y)), (x, y)) < 0.01


def test_every_picture_and_text_of_the_year_is_there() -> None:
    """As many crowds' grains on 数说 as thousands counted, and a hundred for each share."""
    left, right = (page for page in book("jade").pages if page.layout == "figures")
    assert len(dots(left, "millet", "pale-stem")) == 300
    assert len(dots(right, "millet")) == 638 + 24


def test_a_book_of_another_length_is_another_year() -> None:
    """With three highlights three terraces rise, and the last ear is all ripe."""
    document = content()
    three = composed(replace(document, theme="jade", highlights=document.highlights[:3], figures=None))
    last = [page for page in three.pages if page.layout in ("spread", "picture-right", "picture-left", "plate")][-2:]
    assert not any(dots(page, "jade") for page in last)
