"""The schema as JSON Schema (draft 2020-12), for the editors that complete, explain and check while one types."""

from collections.abc import Iterator
from typing import Any

from builder.content.book import PARTS
from builder.content.editions import EDITIONS
from builder.content.job import JOB
from builder.content.shapes import Choice, Either, Field, Leaf, Many, Number, Printed, Record, Shape, Text

_INCLUDE = {
    "type": "object",
    "description": "引入另一个文件：路径从本文件所在的文件夹写起。",
    "properties": {"include": {"type": "string", "pattern": r"\S"}},
    "required": ["include"],
    "additionalProperties": False,
}

SCHEMAS: dict[str, Record | Many] = {**PARTS, "editions": EDITIONS, "job": JOB}
"""What a file of a content folder may hold."""


def json_schema(part: str = "book") -> dict[str, Any]:
    """The schema of a whole book file, or of a part that it includes.

    Args:
        part: a key of `SCHEMAS`: `book`, `highlight`, `highlights`, `pictures`, `facts`, `editions`, `job`.

    Returns:
        A self-contained schema with Chinese descriptions. Wherever a list or a map is due, `include:` may stand.

    Raises:
        KeyError: no such part.
    """
    definitions: dict[str, Any] = {"include": _INCLUDE}
    definitions |= {record.name: _record(record) for record in _records(SCHEMAS[part])}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_shape(SCHEMAS[part]), "$defs": definitions}


def _records(shape: Shape) -> Iterator[Record]:
    """The records that `shape` is made of, each as often as it is met."""
    match shape:
        case Many():
            yield from _records(shape.of)
        case Either():
            yield from _records(shape.record)
        case Record():
            yield shape
            for field in shape.fields:
                yield from _records(field.shape)
        case _:
            return


def _record(record: Record) -> dict[str, Any]:
    return {
        "type": "object",
        "description": record.zh,
        "properties": {field.name: _field(field) for field in record.fields},
        "required": [field.name for field in record.fields if field.required],
        "additionalProperties": record.is_open,
    }


def _field(field: Field) -> dict[str, Any]:
    return {"description": field.zh, **_shape(field.shape)}


def _shape(shape: Shape) -> dict[str, Any]:
    match shape:
        case Many():
            return _or_included(_list(shape))
        case Record():
            return _or_included({"$ref": f"#/$defs/{shape.name}"})
        case Either():
            return {"anyOf": [_leaf(shape.text), *_shape(shape.record)["anyOf"]]}
        case _:
            return _leaf(shape)


def _leaf(shape: Leaf) -> dict[str, Any]:
    match shape:
        case Text():
            pattern = r"\S" if shape.pattern is None else f"^(?:{shape.pattern})$"
            return {"type": "string", "pattern": pattern}
        case Printed():
            return {"type": ["string", "number"], "pattern": r"\S"}
        case Number():
            return {
                "type": "integer" if shape.whole else "number",
                "minimum": shape.least,
                "maximum": shape.most,
            }
        case Choice():
            return {"enum": list(shape.words)}


def _list(shape: Many) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "array", "items": _shape(shape.of)}
    if shape.least:
        schema["minItems"] = shape.least
    if shape.most is not None:
        schema["maxItems"] = shape.most
    return schema


def _or_included(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"$ref": "#/$defs/include"}]}
