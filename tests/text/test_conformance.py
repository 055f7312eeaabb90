"""Other people's data: UAX #14 by the uniseg library, and CLREQ's table of neighbouring marks."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from uniseg.linebreak import line_break_boundaries

from builder.diagnostics import Diagnostics
from builder.fonts import FontLibrary
from builder.text.classification import WESTERN, CharacterClasses
from builder.text.paragraphs import Typesetter
from builder.text.rules import HARD
from builder.text.shaping import Shaper
from builder.text.spacing import PairTable, space_paragraph
from builder.text.styles import LineRules, Strictness

from .samples import EM, paragraph_style, text_of

SAMPLE = "国一，。、；：！？（）《》「」【】“”‘’·～／…—-/.,:;!?()[]%$a5 "
"""At least one character of each class that Chinese books use."""

WESTERN_MARKS = {c for c in SAMPLE if CharacterClasses()[c] in WESTERN}
Rule = Callable[[str, str, bool], bool]

DIFFERENCES: dict[str, Rule] = {
    # UAX #14 gives ～ and ／ class ID; CLREQ #prohibition_rules_for_line_start_end and GB/T 15834 5.1.6–9 bind them.
    "connectors and solidi never start a line, a solidus never ends one": lambda a, b, ours: (
        not ours and (b in "～／" or a == "／")
    ),
    # UAX #14 resolves · (AI) as a letter; GB/T 15834 5.1.8: it never starts a line; after it names may part.
    "an interpunct never starts a line and may end one": lambda a, b, ours: (
        (b == "·" and not ours) or (a == "·" and ours)
    ),
    # UAX #14 LB22 keeps … with what stands before; CLREQ does so in its strict set only.
    "an ellipsis may start a line at a price": lambda _a, b, ours: ours and b == "…",
    # UAX #14 LB19 cannot know which way “ ” ‘ ’ face; in Chinese they are brackets (CLREQ #h-quotation).
    "quotes open and close": lambda a, b, ours: ours == (b in "“‘" or a in "”’") and bool(set(a + b) & set("“”‘’")),
    # CLREQ #handling_western_text: what is Western without a space stays whole, slips such as a!a included.
    "Western text breaks at spaces": lambda a, b, ours: not ours and {a, b} <= WESTERN_MARKS,
    # GB/T 15834 5.1.9 holds for the half-width solidus between Chinese as well.
    "a half-width solidus beside Chinese is a solidus": lambda a, _b, ours: not ours and a == "/",
    # LB23a, LB24: a sign of unit binds a Han character; without a number it binds nothing here.
    "% and $ without a number are plain Western text": lambda a, b, ours: ours and (b == "%" or a == "$"),
    # LB13 and LB15 let spaces part a mark from its word; Chinese marks never start a line.
    "a space does not free a mark to start a line": lambda a, b, ours: not ours and a == " " and b in "-；：·～／”’",
}


@pytest.fixture(scope="module")
def breaks(fonts: FontLibrary) -> Callable[[str], bool]:
    """Whether a line may break between the second and third character of a text."""
    shaper, table = Shaper(fonts, Diagnostics()), PairTable(LineRules())

    def may_break(value: str) -> bool:
        spaced = space_paragraph(shaper.shape(text_of(value)), table, narrow=False)
        return any(start == 2 and cost < HARD for start, cost in zip(spaced.shaped.starts, spaced.costs, strict=False))

    return may_break


def test_b_c_breaks_are_those_of_uax_14_but_for_listed_differences(breaks: Callable[[str], bool]) -> None:
    """For every pair of classes between Han, we break where Unicode does, or a listed rule of CLREQ says why not."""
    used = set()
    unexplained = []
    for a, b in product(SAMPLE, repeat=2):
        value = f"国{a}{b}国"
        ours = breaks(value)
        if ours == (2 in set(line_break_boundaries(value))):
            continue
        reasons = {name for name, rule in DIFFERENCES.items() if rule(a, b, ours)}
        used |= reasons
        if not reasons:
            unexplained.append(f"{a}{b}")
    assert not unexplained
    assert used == set(DIFFERENCES), "a difference that is none any more should leave the list"


# Words and phrases as LineBreakTest and the W3C's zh line-break families try them: | where a line may break.
PHRASES = [
    "国|际|化",
    "中|文，|中|文。",
    "（中|文）|中|文",
    "说：|“中|文”|的",
    "《中|文》、|《国|文》",
    "中|文！？|中|文",
    "中|文|English |text|中|文",
    "价|格|12.5%|以|上",
    "在|1,234.5|中",
    "第|（一）|条",
    "约|10～20|国",
    "吴·|俊|清",
    "中|文……",
    "中／文",
]


@pytest.mark.parametrize("phrase", PHRASES)
def test_b6_l5_line_break_cases_of_the_w3c_re_expressed(fonts: FontLibrary, phrase: str) -> None:
    """Breaks stand exactly where the phrase shows them."""
    parts = phrase.split("|")
    value = "".join(parts)
    wanted = {len("".join(parts[:at])) for at in range(1, len(parts))}
    shaped = Shaper(fonts, Diagnostics()).shape(text_of(value))
    spaced = space_paragraph(shaped, PairTable(LineRules()), narrow=False)
    found = {start for start, cost in zip(shaped.starts, spaced.costs, strict=False) if start and cost < HARD}
    if "…" in value:
        found -= {value.index("…")}  # listed above: allowed, at a price
    assert found == wanted


# The zh line-break families of the W3C's i18n tests, by UAX #14 class: what never starts and never ends a line.
NEVER_FIRST = {
    "CL": "、。，．｡､﹐﹑﹒）」』】〉》〕］｝〗〙〛〞〟﹚﹜﹞",
    "EX": "！？﹖﹗",
    "NS": "：；﹔﹕〜‼⁇⁈⁉・",
    "QU": "”’",
    "BA": "–",
}
NEVER_LAST = {"OP": "（「『【〈《〔［｛〖〘〚〝﹙﹛﹝", "QU": "“‘"}


@pytest.mark.parametrize("strictness", list(Strictness))
def test_b1_b3_families_of_the_w3c_re_expressed(fonts: FontLibrary, strictness: Strictness) -> None:
    """Between Han, before each mark of the first families and after each of the second no line breaks; the other side
    of each is free."""
    shaper, table = Shaper(fonts, Diagnostics()), PairTable(LineRules(strictness=strictness))

    def places(value: str) -> set[int]:
        spaced = space_paragraph(shaper.shape(text_of(value)), table, narrow=False)
        return {at for at, cost in zip(spaced.shaped.starts, spaced.costs, strict=False) if at and cost < HARD}

    for mark in "".join(NEVER_FIRST.values()):
        assert places(f"文{mark}文") == {2}, mark
    for mark in "".join(NEVER_LAST.values()):
        assert places(f"文{mark}文") == {1}, mark


OPENING, CLOSING = "“‘（《「【", "”’）》」】，。、；：！？"


@pytest.mark.parametrize(("first", "second"), list(product(OPENING + CLOSING, repeat=2)))
def test_d1_d2_d11_neighbouring_marks_by_clreqs_table(typesetter: Typesetter, first: str, second: str) -> None:
    """Two marks take 1.5 em together, but 2 where the first opens and the second closes: no blank meets there."""
    wanted = 2 if first in OPENING and second in CLOSING else 1.5
    width = typesetter.natural_width(text_of(f"国{first}{second}国"), paragraph_style())
    assert width == round((2 + wanted) * EM)


COUNTS = dict(zip("ABCDEFGHIJKL", (7, 9, 11, 15, 8, 11, 10, 6, 6, 7, 4, 8), strict=True))
ROWS = {f"{letter}{number}" for letter, count in COUNTS.items() for number in range(1, count + 1)}
"""Every row of the project's list of requirements."""


def spanned(names: str) -> set[str]:
    """The rows that a text names, those of spans such as J1–J3 or b1_to_b3 among them."""
    told = set(re.findall(r"[A-L]\d+", names))
    for letter, first, last in re.findall(r"([A-L])(\d+)(?:–|_TO_)[A-L](\d+)", names):
        told |= {f"{letter}{number}" for number in range(int(first), int(last) + 1)}
    return told


def test_every_row_has_a_test_named_after_it() -> None:
    """A1 to L8: some test function begins with the row, as test_d1_… or test_g3_g4_…."""
    code = "\n".join(path.read_text("utf-8") for path in Path(__file__).parents[1].rglob("test_*.py"))
    found = re.findall(r"def test_((?:(?:to_)?[a-l]\d{1,2}_)+)", code)
    assert set().union(*(spanned(name.upper()) for name in found)) >= ROWS


def test_the_documentation_names_tests_that_exist() -> None:
    """Each test that `docs/typography.md` calls a proof is there, and each row has a line whose tests are its own."""
    root = Path(__file__).parents[2]
    text = (root / "docs" / "typography.md").read_text("utf-8")
    lines = [line.split("|") for line in text.splitlines() if re.match(r"\| [A-L]\d", line)]
    named = {name for line in lines for name in re.findall(r"`([a-z0-9]+(?:_[a-z0-9]+)+)`", line[3])}
    code = "\n".join(path.read_text("utf-8") for path in (root / "tests").rglob("test_*.py"))
    assert named - set(re.findall(r"def test_(\w+)", code)) == set()
    assert set().union(*(spanned(line[1]) for line in lines)) == ROWS
    for line in lines:
        assert re.search(r"`[a-z0-9]+(?:_[a-z0-9]+)+`", line[3]), line[1]
