"""``wenling-desk catalogue check`` and ``search``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.catalogue.tree import changed, write_tree
from wenling_desk import resources
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.catalogue.packed import unpack
from wenling_desk.cli import main


def test_the_bundled_catalogue_has_no_errors(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert main(["--home", str(home), "catalogue", "check"]) == 0
    assert "错误 0 处" in capsys.readouterr().out


def test_a_broken_file_is_named_with_its_line(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    for name in ("catalogue", "forms"):
        shutil.copytree(resources.path(name), home / name)
    items = home / "catalogue" / "items" / "SCJG.yaml"
    text = items.read_text(encoding="utf-8").replace("code: SC001", "code: SC001\n    committed_limt: 3", 1)
    items.write_text(text, encoding="utf-8")
    assert main(["--home", str(home), "catalogue", "check", str(home)]) == 1
    assert "SCJG.yaml:" in capsys.readouterr().out


def test_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert main(["--home", str(home), "catalogue", "check", str(home / "none")]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("said", "code"), [("qykb", "WL-QY-01"), ("企业开办", "WL-QY-01"), ("我想开个小饭店要啥证", "WL-QY-03")]
)
def test_search_prints_a_json_list_best_first(
    said: str, code: str, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert main(["--home", str(home), "catalogue", "search", said, "--json", "--limit", "3"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows[0]["code"] == code
    assert len(rows) <= 3
    assert {"code", "kind", "name"} <= set(rows[0])


def test_nothing_fits_is_an_empty_list(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert main(["--home", str(home), "catalogue", "search", "今天天气怎么样", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_checked_catalogue_is_packed_for_publishing(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    root, out = write_tree(tmp_path / "tree"), tmp_path / "out" / "2026.11.pack"
    sample = (root / "catalogue" / "delegation.yaml").read_text("utf-8").replace("[SC001]", "[SC017]")
    (root / "catalogue" / "samples").mkdir(exist_ok=True)
    (root / "catalogue" / "samples" / "delegation.yaml").write_text(
        sample.replace("delegations:", "sample: true\ndelegations:"), "utf-8"
    )
    words = ["--home", str(home), "catalogue", "pack", str(out), "--root", str(root)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "目录 2026.11 版（2026-11-01 启用）已打包" in said
    assert f"{out.stat().st_size} 字节" in said
    packed = unpack(out.read_bytes())
    assert packed == load_catalogue(root)
    assert packed != load_catalogue(root, samples=True), "there is a sample delegation, and it stays at home"
    assert main(words) == 1
    assert "已经有了，没有打包" in capsys.readouterr().err
    assert unpack(out.read_bytes()) == packed


def test_a_catalogue_with_an_error_is_not_packed(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    root = write_tree(tmp_path / "tree", changed("catalogue/items/SCJG.yaml", "amount: 5,", "amount: 25,"))
    out = tmp_path / "2026.11.pack"
    assert main(["--home", str(home), "catalogue", "pack", str(out), "--root", str(root)]) == 1
    said = capsys.readouterr().out
    assert "承诺时限长于法定时限" in said
    assert said.rstrip().endswith("没有打包；请改好上面的错误再来")
    assert not out.exists()
