"""A shop's own profile is looked at before anything is converted to it, and then used everywhere."""

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from builder.building import Result, build
from builder.commands.new import starter_files
from builder.diagnostics import Diagnostics
from builder.resources import builtin
from builder.saving import save_together
from builder.writers.press import COATED_300, SRGB

YEAR = 2031
TERMS = builtin("production/shops/coated-300.yaml").decode()


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("condition") / "book"
    assert save_together(starter_files(folder, YEAR), Diagnostics())
    return folder / "content" / str(YEAR)


def _other_press() -> bytes:
    """A whole CMYK profile that is not ours: the same press, made a year later."""
    data = bytearray(COATED_300.data)
    data[24:26] = (int.from_bytes(data[24:26], "big") + 1).to_bytes(2, "big")
    return bytes(data)


def _built(content: Path, folder: Path, profile: bytes | None, condition: str = "FOGRA39") -> Result:
    if profile is not None:
        (folder / "印刷机.icc").write_bytes(profile)
    (folder / "印厂.yaml").write_text(f"{TERMS}profile: 印刷机.icc\ncondition: {condition}\n", "utf-8")
    return build(content, profiles=("print",), shop=str(folder / "印厂.yaml"), output_folder=folder / "out")


def test_a_good_profile_is_converted_to_and_embedded(content: Path, tmp_path: Path) -> None:
    """The print file is made for the shop's own condition and holds its profile, byte for byte."""
    result = _built(content, tmp_path, _other_press(), "JC200103")
    assert result.ok, result.describe()
    with pikepdf.open(io.BytesIO(result.outputs[0].path.read_bytes())) as pdf:
        (intent,) = pdf.Root["/OutputIntents"]
        assert str(intent["/OutputConditionIdentifier"]) == "JC200103"
        assert str(intent["/RegistryName"]) == "http://www.color.org"
        assert intent["/DestOutputProfile"].read_bytes() == _other_press()
    assert result.preflights[0].report.figures.condition == "JC200103"
    assert result.preflights[0].condition.profile.data == _other_press()


def test_a_name_of_nobody_is_told(content: Path, tmp_path: Path) -> None:
    """A condition that no registry knows is written without one, and warned of."""
    result = _built(content, tmp_path, _other_press(), "本厂")
    assert result.ok, result.describe()
    assert "intent-unregistered" in {d.code for d in result.diagnostics}


BROKEN: dict[str, tuple[Callable[[], bytes | None], set[str]]] = {
    "missing": (lambda: None, {"shop-unreadable"}),
    "truncated": (lambda: COATED_300.data[:-500], {"profile-truncated"}),
    "of a scanner": (lambda: COATED_300.data[:12] + b"scnr" + COATED_300.data[16:], {"profile-class-wrong"}),
    "of a screen": (lambda: SRGB.data, {"profile-class-wrong", "profile-not-cmyk"}),
    "no profile at all": (lambda: b"ICC?" * 100, {"profile-broken"}),
    "without its tables": (
        lambda: COATED_300.data.replace(b"B2A0", b"xxxx", 1),
        {"profile-tables-missing"},
    ),
    "whole by its header alone": (
        lambda: COATED_300.data[:600] + b"\0" * (len(COATED_300.data) - 600),
        {"profile-broken"},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_profile_is_refused(name: str, content: Path, tmp_path: Path) -> None:
    """Each way a profile can be wrong has its code, told at the profile's name; nothing is written."""
    make, codes = BROKEN[name]
    result = _built(content, tmp_path, make())
    errors = [d for d in result.diagnostics if d.severity == "error"]
    assert {d.code for d in errors} == codes
    assert all(d.span.file.endswith("印刷机.icc") for d in errors)
    assert result.outputs == ()
    assert not (tmp_path / "out").exists()
