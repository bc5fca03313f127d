"""``wenling-desk import-cases``: each row its sentence, names masked, nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalogue.test_past_case_file import GOOD, write
from tests.cli.test_platform_commands import run


def test_a_list_is_checked_then_imported_then_known(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    other = ("温食2019-00418", *GOOD[1:3], "温岭市示例有限公司", *GOOD[4:])
    file = write(home / "旧台账.xlsx", [GOOD, other, ("", *GOOD[1:])])
    status, out, _ = run(capsys, home, "import-cases", str(file), "--check")
    assert status == 1, "a row is not taken"
    assert out.splitlines() == [
        "第 2 行\t可采用\t温食2019-00417\t林**\t食品流通许可",
        "第 3 行\t可采用\t温食2019-00418\t温岭市示例有限公司\t食品流通许可",
        "第 4 行：“办件编号”没有写；请补上编号",
        "只是核对，什么都没有记下：可导入 2 行，不采用 1 行。",
    ]
    status, out, _ = run(capsys, home, "import-cases", str(file))
    assert status == 1
    assert out.splitlines()[-1] == "采用 2 行，没有采用 1 行；再按一次只做没做成的，不会重复。"
    status, out, _ = run(capsys, home, "import-cases", str(file))
    assert [line.split("\t")[1] for line in out.splitlines()[:2]] == ["已采用过", "已采用过"]
    assert out.splitlines()[-1].startswith("采用 0 行")
    assert "小满" not in out


def test_what_is_no_list_is_one_sentence(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    status, out, err = run(capsys, home, "import-cases", str(home / "a.csv"))
    assert (status, out) == (1, "")
    assert "找不到“办件编号”这一栏" in err


def test_a_broken_mapping_names_its_line(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    file = write(home / "旧台账.xlsx", [GOOD])
    (home / "m.yaml").write_text("schema: x\n", encoding="utf-8")
    status, _, err = run(capsys, home, "import-cases", str(file), "--mapping", str(home / "m.yaml"))
    assert status == 1
    assert "m.yaml" in err
