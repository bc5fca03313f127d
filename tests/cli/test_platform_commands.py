"""``wenling-desk platform list`` and ``platform import``: the same use cases, names masked, likenesses only shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.platform import write_csv
from wenling_desk import resources
from wenling_desk.cli import main

NUMBER = "331081202611240001"


def run(capsys: pytest.CaptureFixture[str], home: Path, *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = main(["--home", str(home), *words])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def take_in(capsys: pytest.CaptureFixture[str], home: Path, numbered: bool) -> str:
    """The first shipped example, taken in; its applicant."""
    (plain,) = json.loads(resources.path("schemas", "intake.example.json").read_text(encoding="utf-8"))[:1]
    if numbered:
        plain["then"] = [{"act": "record_official_number", "official_number": NUMBER}]
    script = home / "intake.json"
    script.write_text(json.dumps([plain], ensure_ascii=False), encoding="utf-8")
    status, out, err = run(capsys, home, "accept", str(script), "--out", str(home / "out"))
    assert status == 0, out + err
    return str(plain["applicant"]["name"])


def test_an_empty_desk_has_nothing_to_enter(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert run(capsys, home, "platform", "list") == (0, "要补录 0 项，超时 0 项\n", "")


def test_what_has_no_number_is_listed_and_nobody_is_named(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    name = take_in(capsys, home, numbered=False)
    status, out, _ = run(capsys, home, "platform", "list")
    lines = out.splitlines()
    assert status == 0
    assert lines[-1].startswith(f"要补录 {len(lines) - 1} 项")
    assert len(lines) > 1
    assert all(line.split("\t")[-1] == "待填" for line in lines[:-1])
    assert name not in out


def test_a_list_is_compared_first_and_taken_over_by_number(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    name = take_in(capsys, home, numbered=True)
    lines = [
        (NUMBER, name, "x", "2026-11-24", "退回"),
        ("331081202611249999", "某人", "y", "", "已受理"),
        ("?", "", "", "", "x"),
    ]
    file = write_csv(home / "list.csv", lines)
    status, out, _ = run(capsys, home, "platform", "import", str(file), "--dry-run")
    assert status == 1, "a row was refused"
    assert out.splitlines()[-1] == "只是看看，什么都没有记下。"
    assert "第 4 行：办件编号“?”不像编号" in out
    assert "本机没有\t331081202611249999\t已受理" in out
    assert "某人" not in out
    status, out, _ = run(capsys, home, "platform", "import", str(file))
    changed = out.count("状态有变\t")
    assert changed >= 1
    assert f"已采用 {changed} 行" in out
    _, out, _ = run(capsys, home, "platform", "import", str(file))
    assert "状态有变\t" not in out
    assert out.count("一致\t") == changed


def test_a_file_that_is_no_list_is_said_in_a_sentence(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    file = home / "wrong.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    status, out, err = run(capsys, home, "platform", "import", str(file))
    assert (status, out) == (1, "")
    assert "找不到“办件编号”这一栏" in err
