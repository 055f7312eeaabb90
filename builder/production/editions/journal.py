"""What has been made: a journal that survives being killed, and the manifest that goes with the delivery."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

JOURNAL_FILE = ".journal.sqlite"
MANIFEST_CSV, MANIFEST_JSON = "manifest.csv", "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A finished and verified edition. `file` is relative to the delivered folder."""

    code: str
    name: str
    county: str
    file: str
    size: int
    sha256: str


class Journal:
    """One row for each finished edition, under a key that stands for all that went into it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(folder / JOURNAL_FILE)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute("CREATE TABLE IF NOT EXISTS made (key TEXT PRIMARY KEY, row TEXT NOT NULL)")
        self._base.execute("CREATE TABLE IF NOT EXISTS run (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        self._base.commit()

    def remembered(self, key: str, value: str) -> str:
        """What the first run noted under `key`: `value`, if this is the first."""
        self._base.execute("INSERT OR IGNORE INTO run VALUES (?, ?)", (key, value))
        self._base.commit()
        (found,) = self._base.execute("SELECT value FROM run WHERE key = ?", (key,)).fetchone()
        return str(found)

    def find(self, key: str) -> Made | None:
        row = self._base.execute("SELECT row FROM made WHERE key = ?", (key,)).fetchone()
        return Made(**json.loads(row[0])) if row else None

    def note(self, key: str, made: Made) -> None:
        """Said after the file stands whole under its name: a crash between costs one edition made again."""
        row = json.dumps(asdict(made), ensure_ascii=False)
        self._base.execute("INSERT OR REPLACE INTO made VALUES (?, ?)", (key, row))
        self._base.commit()

    def close(self) -> None:
        self._base.close()


def manifest(made: Iterable[Made]) -> dict[str, bytes]:
    """The manifest's files: CSV for a spreadsheet (with BOM, which Excel needs for Chinese) and JSON."""
    rows = [asdict(edition) for edition in made]
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, ("code", "name", "county", "file", "size", "sha256"))
    writer.writeheader()
    writer.writerows(rows)
    return {
        MANIFEST_CSV: table.getvalue().encode("utf-8-sig"),
        MANIFEST_JSON: json.dumps(rows, ensure_ascii=False, indent=1).encode(),
    }


def read_manifest(folder: Path) -> tuple[Made, ...]:
    """Raises OSError, ValueError or TypeError for a manifest that is not there or not ours."""
    return tuple(Made(**row) for row in json.loads((folder / MANIFEST_JSON).read_bytes()))
