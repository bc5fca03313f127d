"""``wenling-desk report progress`` and ``server figures`` over a centre's own database."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from tests.support.private_postgres import running_cluster
from tests.support.small_centre import REGION
from tests.year.half_year import HalfYearPlan
from tests.year.report_year import live_half_year
from wenling_desk.cli import main
from wenling_desk.server import centre_settings
from wenling_desk.server.centre_settings import CentreSettings
from wenling_desk.store.centre.migrate import open_postgres

Said = pytest.CaptureFixture[str]


@pytest.mark.needs_program("initdb")
def test_the_report_from_the_address_of_a_database(tmp_path: Path, capsys: Said) -> None:
    with running_cluster() as cluster:
        url = cluster.fresh_url()
        store = open_postgres(url, REGION)
        try:
            lived = live_half_year(HalfYearPlan(0.0002), store, tmp_path)
        finally:
            store.close()
        out = tmp_path / "report.pdf"
        words = ["--home", str(tmp_path / "desk"), "report", "progress", "--as-of", "2023-06-15", "--database", url]
        assert main([*words, "--out", str(out), "--scale", "0.02%"]) == 0
        said = capsys.readouterr()
    assert f"进展报告已写到 {out}" in said.out
    text = "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(out.read_bytes())).pages)
    assert f"全市办件{lived.plan.listed}件，其中一网通办{lived.plan.through}件" in text
    assert "按全市规模的0.02%生成" in text
    assert "中心牵头7项，参加5项" in text


@pytest.fixture
def centre_home(tmp_path: Path) -> Path:
    """A centre nobody has sent anything to."""
    home = tmp_path / "centre"
    centre_settings.save(home, CentreSettings(region=REGION))
    return home


def test_an_empty_centre_writes_no_report(tmp_path: Path, centre_home: Path, capsys: Said) -> None:
    out = tmp_path / "report.pdf"
    words = ["--home", str(tmp_path / "desk"), "report", "progress", "--home", str(centre_home), "--out", str(out)]
    assert main([*words, "--as-of", "2023-06-15"]) == 1
    assert "还没有可以算的数，报告没有写" in capsys.readouterr().err
    assert not out.exists()
    assert main([*words, "--as-of", "15.6.2023"]) == 1
    assert "“15.6.2023”不是日期，报告没有写" in capsys.readouterr().err


def test_supervisors_and_sums_from_the_command_line(centre_home: Path, capsys: Said) -> None:
    def said(*words: str) -> tuple[int, str]:
        status = main(["server", words[0], "--home", str(centre_home), *words[1:]])
        found = capsys.readouterr()
        return status, found.out + found.err

    status, out = said("supervisor", "督查员", "--days", "7")
    assert status == 0
    assert "只显示这一次" in out
    assert "/cockpit" in out
    assert "督查员" in said("supervisors")[1]
    assert said("supervisors", "--looks") == (0, "")
    assert said("supervisor", "督查员", "--revoke")[1] == "督查员的查看码已收回，共 1 个\n"
    assert "已收回" in said("supervisors")[1]
    status, out = said("supervisor", "督查员", "--revoke")
    assert status == 1
    assert "没有发给“督查员”的" in out
    status, out = said("figures", "--check")
    assert status == 0
    assert "从头数的和汇总完全一样，共 0 格" in out
