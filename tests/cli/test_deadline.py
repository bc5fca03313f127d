"""``wenling-desk deadline``: the date first, then why."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from wenling_desk.cli import main

VECTORS = Path(__file__).parent.parent / "domain" / "clock_vectors.csv"


def run(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str) -> tuple[int, list[str], str]:
    status = main(["--home", str(home), "deadline", *arguments])
    captured = capsys.readouterr()
    return status, captured.out.splitlines(), captured.err


@pytest.mark.parametrize(
    "vector", list(csv.DictReader(VECTORS.read_text(encoding="utf-8").splitlines())), ids=lambda row: row["start_date"]
)
def test_every_clock_vector(vector: dict[str, str], capsys: pytest.CaptureFixture[str], home: Path) -> None:
    status, lines, _ = run(capsys, home, vector["start_date"], vector["working_days"])
    assert status == 0
    if vector["deadline"]:
        assert lines[0] == vector["deadline"]
        assert not any("暂定" in line for line in lines)
    else:
        assert any("暂定" in line for line in lines)


def test_paused_days_are_left_out_and_said(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    _, plain, _ = run(capsys, home, "2026-11-02", "5")
    _, paused, _ = run(capsys, home, "2026-11-02", "5", "--pause", "2026-11-04:2026-11-05")
    assert plain[0] == "2026-11-09"
    assert paused[0] == "2026-11-11"
    assert "扣除特别程序：2 日" in paused


@pytest.mark.parametrize(
    ("unit", "amount", "expected"),
    [
        ("natural_days", "5", "2026-11-30"),  # the fifth day is a Sunday
        ("months", "1", "2026-12-24"),
        ("on_the_spot", "0", "2026-11-24"),
    ],
)
def test_units(unit: str, amount: str, expected: str, capsys: pytest.CaptureFixture[str], home: Path) -> None:
    status, lines, _ = run(capsys, home, "2026-11-24", amount, "--unit", unit)
    assert (status, lines[0]) == (0, expected)


def test_hours_need_a_time_and_give_one(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    status, lines, _ = run(capsys, home, "2026-11-24T16:30+08:00", "24", "--unit", "hours")
    assert (status, lines[0]) == (0, "2026-11-25T16:30+08:00")
    status, lines, told = run(capsys, home, "2026-11-24", "24", "--unit", "hours")
    assert (status, lines) == (1, [])
    assert told.strip()


@pytest.mark.parametrize(
    "arguments", [("2026-13-01", "5"), ("2026-11-24", "-1"), ("2026-11-24", "5", "--pause", "x:y")]
)
def test_wrong_input_is_one_chinese_sentence(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    status, lines, told = run(capsys, home, *arguments)
    assert (status, lines) == (1, [])
    assert len(told.strip().splitlines()) == 1
    assert "Traceback" not in told
