"""What has been made: a journal that survives being killed, and the manifest that goes with the delivery."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
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
    pages: int
    size: int
    sha256: str


class Journal:
    """One row for each finished edition: its file, and a key that stands for all that went into it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(folder / JOURNAL_FILE)
        self._base.execute("PRAGMA journal_mode=WAL")
        # A lost last note costs one edition made again, so nothing waits for the disk.
        self._base.execute("PRAGMA synchronous=OFF")
        self._base.execute("CREATE TABLE IF NOT EXISTS editions (file TEXT PRIMARY KEY, key TEXT, row TEXT NOT NULL)")
        self._base.execute("CREATE TABLE IF NOT EXISTS run (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        self._base.commit()

    def remembered(self, key: str, value: str) -> str:
        """What the first run noted under `key`: `value`, if this is the first."""
        self._base.execute("INSERT OR IGNORE INTO run VALUES (?, ?)", (key, value))
        self._base.commit()
        (found,) = self._base.execute("SELECT value FROM run WHERE key = ?", (key,)).fetchone()
        return str(found)

    def find(self, file: str) -> tuple[str, Made] | None:
        """Key and edition of an earlier run."""
        row = self._base.execute("SELECT key, row FROM editions WHERE file = ?", (file,)).fetchone()
        return (str(row[0]), Made(**json.loads(row[1]))) if row else None

    def note(self, rows: Sequence[tuple[str, Made]]) -> None:
        """Said after the files stand whole under their names: a crash between costs them made again."""
        self._base.executemany(
            "INSERT OR REPLACE INTO editions VALUES (?, ?, ?)",
            [(made.file, key, json.dumps(asdict(made), ensure_ascii=False)) for key, made in rows],
        )
        self._base.commit()

    def close(self) -> None:
        self._base.close()


def manifest(made: Iterable[Made]) -> dict[str, bytes]:
    """The manifest's files: CSV for a spreadsheet (with BOM, which Excel needs for Chinese) and JSON."""
    rows = [asdict(edition) for edition in made]
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, [field.name for field in fields(Made)])
    writer.writeheader()
    writer.writerows(rows)
    return {
        MANIFEST_CSV: table.getvalue().encode("utf-8-sig"),
        MANIFEST_JSON: json.dumps(rows, ensure_ascii=False, indent=1).encode(),
    }


def read_manifest(folder: Path) -> tuple[Made, ...]:
    """Raises OSError, ValueError or TypeError for a manifest that is not there or not ours."""
    return tuple(Made(**row) for row in json.loads((folder / MANIFEST_JSON).read_bytes()))
