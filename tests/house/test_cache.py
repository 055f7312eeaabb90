"""The cache may lose anything; it never gives back what was not put in."""

from pathlib import Path

import pytest

from builder.resources import Cache


@pytest.mark.parametrize("size", [0, 1, 5_000, 3_000_000])
def test_what_is_kept_comes_back(tmp_path: Path, size: int) -> None:
    """An entry of any size is given back as it was, read or mapped."""
    data = bytes(index % 251 for index in range(size))
    cache = Cache(tmp_path)
    cache.put("entry", data)
    assert Cache(tmp_path).get("entry") == data
    view = Cache(tmp_path).view("entry")
    assert view is not None and bytes(view) == data


@pytest.mark.parametrize("size", [100, 3_000_000])
@pytest.mark.parametrize("harm", ["cut", "longer", "first byte", "last byte", "empty"])
def test_a_damaged_entry_is_as_good_as_lost(tmp_path: Path, size: int, harm: str) -> None:
    """Cut short, grown or overwritten entries are not handed out; the next build makes them anew."""
    cache = Cache(tmp_path)
    cache.put("entry", b"a" * size)
    file = tmp_path / "entry"
    kept = bytearray(file.read_bytes())
    changed = {
        "cut": kept[:-1],
        "longer": kept + b"a",
        "first byte": kept[:24] + b"b" + kept[25:],
        "last byte": kept[:-1] + b"b",
        "empty": b"",
    }
    file.write_bytes(bytes(changed[harm]))
    assert cache.get("entry") is None
    assert cache.view("entry") is None
