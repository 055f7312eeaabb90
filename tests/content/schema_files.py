"""The schema files that editors read. `python -m tests.content.schema_files` writes them anew."""

import json
from pathlib import Path

from builder.content.schema import json_schema

FOLDER = Path(__file__).resolve().parents[2] / "content"
FILES = {
    "brochure.schema.json": "book",
    "highlight.schema.json": "highlight",
    "highlights.schema.json": "highlights",
    "pictures.schema.json": "pictures",
    "facts.schema.json": "facts",
    "editions.schema.json": "editions",
    "job.schema.json": "job",
}


def wanted(name: str) -> str:
    """What the schema file called `name` should hold."""
    return json.dumps(json_schema(FILES[name]), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for file in FILES:
        (FOLDER / file).write_text(wanted(file), "utf-8")
