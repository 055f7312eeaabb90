"""L1, L2: labels of lists, their levels, and bodies that hang in whole ems."""

import pytest

from builder.source import SourceString, Span
from builder.text.glyphs import Line
from builder.text.lists import Item, body_indents, find_items, set_item
from builder.text.paragraphs import Typesetter

from .samples import EM, paragraph_style, text_of


def texts(*values: str) -> tuple[SourceString, ...]:
    return tuple(SourceString(v, Span("a.txt", n, 1, n, 99), ((0, n, 1),)) for n, v in enumerate(values, 1))


def set_items(typesetter: Typesetter, *values: str, ems: int = 20) -> list[tuple[Line, ...]]:
    items = find_items(texts(*values))
    style = paragraph_style(first_line_indent=2 * EM)
    indents = body_indents(items, typesetter, style)
    return [
        set_item(item, text_of(item.body.value), indents[index], measure=ems * EM, style=style, typesetter=typesetter)
        for index, item in items.items()
    ]


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (("一、", "二、"), "han"),
        (("九、", "十、", "十一、"), "han"),
        (("（一）", "（二）"), "enclosed"),
        (("1.", "2．"), "arabic"),
        (("（9）", "(10)"), "bracketed"),
        (("①", "②"), "circled"),
        (("●", "●"), "bullet"),
    ],
)
def test_l1_labels_of_each_level_are_known(labels: tuple[str, ...], kind: str) -> None:
    """Labels that count on make a list; the label and the body keep their words and places."""
    items = find_items(texts(*(f"{label} 推进改革" for label in labels)))
    assert [item.kind for item in items.values()] == [kind] * len(labels)
    assert [item.label.value.rstrip() for item in items.values()] == list(labels)
    assert {item.body.value for item in items.values()} == {"推进改革"}
    assert str(items[0].body.locate(0)) == f"a.txt:1:{len(labels[0]) + 2}"


@pytest.mark.parametrize(
    "values",
    [
        ("一、只有一项",),
        ("1. 第一", "3. 第三"),
        ("3.5万人参加", "4.5万人参加"),
        ("一、", "二、"),
        ("一是推进", "二是改革"),
    ],
)
def test_l1_what_does_not_count_on_is_text(values: tuple[str, ...]) -> None:
    """One label alone, numbers out of order, decimals, empty bodies: nothing becomes a list."""
    assert find_items(texts(*values)) == {}


def test_l1_lists_stand_in_lists() -> None:
    """（一） inside 一、, 1. inside （一）; the outer list goes on after the inner ones; text ends them all."""
    rows = ("一、甲甲", "（一）乙乙", "（二）丙丙", "1. 丁丁", "2. 戊戊", "二、己己", "（一）庚庚", "（二）辛辛")
    items = find_items(texts(*rows))
    assert [items[index].depth for index in range(8)] == [0, 1, 1, 2, 2, 0, 1, 1]
    assert items[0].group == items[5].group
    assert items[1].group != items[6].group
    assert find_items(texts("一、甲甲", "正文。", "二、乙乙")) == {}


def test_l2_bodies_hang_in_whole_ems(typesetter: Typesetter) -> None:
    """Every line of every item begins at the same whole number of ems and ends at the measure; nothing is lost."""
    for rows in (("一、", "二、"), ("（一）", "（二）"), ("1. ", "2. "), ("①", "②"), ("9. ", "10. ")):
        for lines in set_items(typesetter, *(label + "教育改革推进高质量发展，" * 4 for label in rows)):
            bodies = [next(run for run in line.runs if run.structure != "Lbl") for line in lines]
            (start,) = {run.offset for run in bodies}
            assert start % EM == 0
            assert start > 0
            assert {line.width for line in lines[:-1]} == {20 * EM}
            assert lines[0].runs[0].structure == "Lbl"
            assert lines[0].runs[0].offset >= 0
            assert "".join(line.text for line in lines).endswith("教育改革推进高质量发展，" * 4)


def test_l2_nine_and_ten_end_in_one_line(typesetter: Typesetter) -> None:
    """Labels of one list stand with their points under one another, half an em before the body."""
    ends = set()
    for line, *_ in set_items(typesetter, "9. 甲甲", "10. 乙乙", "11. 丙丙"):
        label = line.runs[0]
        ends.add(label.offset + label.run.advance)
    assert ends == {2 * EM - EM // 2}


def test_l1_one_item_is_an_item() -> None:
    """The parts are a value: kind, label, body, depth, list."""
    (first, second) = find_items(texts("① 甲甲", "② 乙乙")).values()
    assert isinstance(first, Item)
    assert first.group == second.group
