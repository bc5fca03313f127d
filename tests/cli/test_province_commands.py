"""``import-province`` and ``reconcile`` as a data clerk runs them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.test_platform_commands import run

HEAD = "办件编号,事项名称,申请时间,申请渠道,是否省平台办理"
ORIGIN = ("--origin", "省平台管理端")


@pytest.fixture
def listed(home: Path) -> Path:
    """Ten rows of October: eight through the platform, one at a counter nobody here knows, one that cannot be read."""
    rows = [f"P{number:05d},许可,2026-10-09 09:00,网上,{'是' if number < 8 else '否'}" for number in range(9)]
    rows += ["P00009,=cmd,2026-10-12,窗口,否", "P00010,许可,十月,网上,是"]
    file = home / "list.csv"
    file.write_text("\n".join([HEAD, *rows]), encoding="gb18030")
    return file


def test_a_list_is_checked_then_kept_then_known(capsys: pytest.CaptureFixture[str], home: Path, listed: Path) -> None:
    differences = home / "differences.csv"
    status, out, _ = run(
        capsys, home, "import-province", str(listed), *ORIGIN, "--check", "--differences", str(differences)
    )
    assert status == 1, "a row could not be read"
    assert "2026-10\t10 件\t网上申请 9\t省平台办理 8\t对上 0\t窗口而没有 1" in out
    assert "第 12 行没有数：“申请时间”的“十月”看不出是哪一天" in out
    assert "共 10 件，读不了 1 行，差异 1 件；读法：省平台办理" in out
    with differences.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[1] == ["清单里窗口申请，本系统没有", "P00009", "'=cmd", "2026-10-12", "11"]

    status, out, _ = run(capsys, home, "import-province", str(listed), *ORIGIN)
    assert out.splitlines()[-1] == "记下 1 个月，0 个月没有动"
    status, out, _ = run(capsys, home, "import-province", str(listed), *ORIGIN)
    assert out.splitlines()[-1] == "记下 0 个月，1 个月没有动"


def test_an_unknown_reading_and_a_wrong_file_are_one_sentence(
    capsys: pytest.CaptureFixture[str], home: Path, listed: Path
) -> None:
    status, out, err = run(capsys, home, "import-province", str(listed), *ORIGIN, "--reading", "guess")
    assert (status, out) == (1, "")
    assert "没有“guess”这种读法" in err
    (home / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    status, out, err = run(capsys, home, "import-province", str(home / "a.csv"), *ORIGIN)
    assert (status, out) == (1, "")
    assert "办件编号" in err


def test_nothing_to_reconcile_is_a_head_alone(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    target = home / "three.csv"
    status, out, _ = run(capsys, home, "reconcile", "--csv", str(target))
    assert status == 0
    assert out.split("\t")[:6] == ["指标", "从", "到", "本系统", "省平台", "市驾驶舱"]
    assert target.read_text(encoding="utf-8-sig").startswith("指标,从,到")
