"""One schema, two readers: what editors accept by JSON Schema is what our validator accepts."""

import random
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from builder.content.book import BOOK
from builder.content.parsing import parse
from builder.content.schema import SCHEMAS, json_schema
from builder.content.shapes import Choice, Either, Leaf, Many, Number, Printed, Record, Shape, Text
from builder.content.validation import validate
from builder.diagnostics import Diagnostics
from tests.content.projects import EDITION
from tests.content.schema_files import FILES, FOLDER, wanted

_ODD: list[Any] = [None, True, 0, -1, 2.5, 10**9, "", " ", "字", "no", "p 1", "A-b_1", [], ["字"], [1], {}, {"id": "x"}]


def _good(shape: Shape, chance: random.Random) -> Any:
    """A value of `shape`."""
    match shape:
        case Many():
            count = chance.randint(shape.least, shape.least + 2 if shape.most is None else shape.most)
            return [_good(shape.of, chance) for _ in range(count)]
        case Either():
            return _good(chance.choice([shape.text, shape.record]), chance)
        case Record():
            chosen = [field for field in shape.fields if field.required or chance.random() < 0.6]
            record = {field.name: _good(field.shape, chance) for field in chosen}
            if shape.is_open and chance.random() < 0.5:
                record["inks"] = {"red": [0, 1, 1, 0]}
            return record
        case _:
            return _good_leaf(shape, chance)


def _good_leaf(shape: Leaf, chance: random.Random) -> Any:
    match shape:
        case Text():
            return chance.choice(["ab", "en", "zh-cn"] if shape.form else ["晋中", "no", "1 年", "“双减”,\n又一行"])
        case Printed():
            return chance.choice([6020, 96.83, "2.4", "一百"])
        case Number():
            return int(shape.most) if shape.whole else chance.choice([shape.least, shape.most, 0.36])
        case Choice():
            return chance.choice(shape.words)


def _spoilt(value: Any, chance: random.Random) -> Any:
    """`value` with one change somewhere: a key more, less or misspelt, an item more or less, or another value."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        kind = chance.randrange(8)
        if kind == 0:
            return {k: v for k, v in value.items() if k != key}
        if kind == 1:
            return {**value, key + "x": value[key]}
        return {**value, key: _spoilt(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        index = chance.randrange(len(value))
        if chance.random() < 0.2:
            return value[:index] + value[index + 1 :]
        return [*value[:index], _spoilt(value[index], chance), *value[index + 1 :]]
    return chance.choice(_ODD)


def _files() -> list[Any]:
    chance = random.Random(2022)
    return [
        (number, good if number % 3 == 0 else _spoilt(good, chance))
        for number in range(200)
        for good in [_good(BOOK, chance)]
    ]


def _ours(data: Any, shape: Shape) -> bool:
    report = Diagnostics()
    node = parse(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "f", report)
    if node is None:
        assert [finding.code for finding in report] == ["file-empty"]
        return False
    assert report.found == []
    validate(node, shape, report)
    return not report.has_errors


def test_validator_and_json_schema_agree_on_200_files() -> None:
    """Both accept and refuse the same 200 generated books, of which a good part is refused and a good part accepted."""
    theirs = Draft202012Validator(json_schema())
    verdicts = []
    for number, data in _files():
        ours = _ours(data, BOOK)
        assert ours == theirs.is_valid(data), (number, data)
        verdicts.append(ours)
    assert 60 <= sum(verdicts) <= 140


@pytest.mark.parametrize("part", SCHEMAS)
def test_validator_and_json_schema_agree_on_parts(part: str) -> None:
    """The schemas of parts that are files of their own judge as the validator does."""
    theirs, shape, chance = Draft202012Validator(json_schema(part)), SCHEMAS[part], random.Random(part)
    verdicts = set()
    for _ in range(60):
        good = _good(shape, chance)
        data = good if chance.random() < 0.4 else _spoilt(good, chance)
        assert _ours(data, shape) == theirs.is_valid(data), data
        verdicts.add(_ours(data, shape))
    assert verdicts == {True, False}


@pytest.mark.parametrize("part", SCHEMAS)
def test_json_schema_is_one(part: str) -> None:
    """Each schema is a JSON Schema of draft 2020-12, and each of its keys is described in Chinese."""
    schema = json_schema(part)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for definition in schema["$defs"].values():
        for name, entry in definition["properties"].items():
            assert name == "include" or any("\u4e00" <= c <= "\u9fff" for c in entry["description"]), name


@pytest.mark.parametrize("name", FILES)
def test_schema_files_are_current(name: str) -> None:
    """The committed schema files are what the schema says (`python -m tests.content.schema_files` writes them)."""
    assert (FOLDER / name).read_text("utf-8") == wanted(name)


def test_edition_files_satisfy_their_schemas() -> None:
    """Every file of the edition, includes and all, is good by the schema that its first line names."""
    parts = {name: Draft202012Validator(json_schema(part)) for name, part in FILES.items()}
    for path in EDITION.rglob("*.yaml"):
        text = path.read_text("utf-8")
        name = text.split("\n", 1)[0].rsplit("/", 1)[-1]
        assert list(parts[name].iter_errors(yaml.safe_load(text))) == [], path


def test_includes_are_good_wherever_lists_and_maps_are() -> None:
    """By JSON Schema an include may stand for a list, an item or a map, but not for text, and has no other key."""
    theirs = Draft202012Validator(json_schema())
    book = {"year": 2022, "title": "书", "publisher": "局", "highlights": [{"include": "a.yaml"}]}
    assert theirs.is_valid(book)
    assert theirs.is_valid({**book, "pictures": {"include": "b.yaml"}, "gallery": {"include": "c.yaml"}})
    assert not theirs.is_valid({**book, "title": {"include": "d.yaml"}})
    assert not theirs.is_valid({**book, "pictures": {"include": "b.yaml", "id": "x"}})
    assert not theirs.is_valid({**book, "pictures": {"include": " "}})
