"""The plan of the book, told."""

import json
from pathlib import Path

import pytest

from builder.cli import main

ROOT = Path(__file__).resolve().parents[2]


def test_the_plan_tells_pages_layouts_and_costs(capsys: pytest.CaptureFixture[str]) -> None:
    """Each article's layout stands on the pages named; the parts of the costs add up; refusals give a reason."""
    assert main(["plan", str(ROOT / "content/2022"), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["articles"]) == 10
    for article in told["articles"]:
        assert article["layouts"][0] in told["pages"]
        assert sum(article["parts"].values()) == pytest.approx(article["cost"], abs=0.01)
        chosen = [row for row in article["considered"] if row["layout"] == article["layouts"][0]]
        assert chosen and chosen[0]["cost"] <= article["cost"]
        assert all(row.get("cost") is not None or row["refused"] for row in article["considered"])
    assert sum(article["cost"] for article in told["articles"]) <= told["cost"] + 0.01
    overset = [row for article in told["articles"] for row in article["considered"] if row.get("refused") == "overset"]
    assert overset and all(row["overset"] > 0 for row in overset)


def test_the_plan_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for each article, in Chinese; `-v` adds what else was tried and by how many characters it missed."""
    assert main(["plan", str(ROOT / "content/2022")]) == 0
    short = capsys.readouterr().out
    assert "亮点十" in short and "代价" in short
    assert main(["plan", str(ROOT / "content/2022"), "-v"]) == 0
    assert "正文 多出" in capsys.readouterr().out
