"""The guide of intermediary services and the monthly report are filled from the ledgers, not typed again."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.ledgers.scenario import LEDGERS, PEOPLE
from tests.support.fakes import CHINA, Counter, workflows
from wenling_desk import resources
from wenling_desk.catalogue.findings import CatalogueBroken, Findings
from wenling_desk.catalogue.gathering_files import GatheringFiles
from wenling_desk.catalogue.ledger_files import LedgerShelf
from wenling_desk.catalogue.loader import load_catalogue
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.gather_rows import gathered_values

SHELF = GatheringFiles(LEDGERS, workflows().ledgers)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(resources.root(), samples=True)


@pytest.fixture
def counter(catalogue: Catalogue) -> Counter:
    return Counter(catalogue)


def act(counter: Counter, day: str, role: str, kind: str, action: str, record_id: str = "", /, **values: Any) -> str:
    """One act on a ledger, at nine in the morning of that day."""
    counter.clock.moment = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=CHINA)
    counter.sign_in(Session(*PEOPLE[role], (Role(role),)))
    return counter.do(ActInLedger, kind=kind, record_id=record_id, action=action, values=values).record_id


def gathered(counter: Counter, kind: str, action: str) -> dict[str, Any]:
    with counter.store.reading() as reading:
        return gathered_values(counter.desk, reading, SHELF, kind, action, {})


def service(counter: Counter, name: str, stage: str, day: str = "2026-11-23") -> str:
    return act(
        counter, day, "clerk", "agency_service", "add_service", name=name, sort="writing", stage=stage, organ="FGJ",
        needed="optional", qualification="无", days=15, price_low=1000, price_high=2000, price_note="按投资额计",
        added_on=day,
    )  # fmt: skip


def test_the_guide_has_a_line_for_every_service_offered_in_the_order_of_the_stages(counter: Counter) -> None:
    service(counter, "竣工测绘", "acceptance")
    dropped = service(counter, "日照分析", "planning")
    service(counter, "项目申请报告编制", "filing")
    act(counter, "2026-11-24", "team_leader", "agency_service", "drop_service", dropped, reason="取消")
    lines = gathered(counter, "agency_guide", "draft_agency_guide")["lines"]
    assert [line["service"] for line in lines] == ["项目申请报告编制", "竣工测绘"]
    assert lines[0] == {
        "stage": "filing", "service": "项目申请报告编制", "organ": "FGJ", "needed": "optional", "days": 15,
        "price": "按投资额计",
    }  # fmt: skip
    guide = act(
        counter, "2026-11-25", "clerk", "agency_guide", "draft_agency_guide", edition="第 1 版", lines=lines,
        valid_from="2026-12-01",
    )  # fmt: skip
    act(counter, "2026-11-25", "team_leader", "agency_guide", "publish_agency_guide", guide, valid_from="2026-12-01")
    printed: Any = counter.said(guide, "agency_guide").values["lines"]
    assert [row["stage"] for row in printed] == ["立项赋码", "竣工联合验收"]


def project(counter: Counter, name: str, planned: str) -> str:
    return act(
        counter, "2026-11-02", "clerk", "investment_project", "list_project", name=name, developer="示例公司",
        trade="industry", investment=1000, town="331081001", listed_on="2026-11-02", planned_start=planned,
    )  # fmt: skip


def test_the_monthly_report_names_who_is_blocked_and_who_is_late(counter: Counter) -> None:
    blocked, late = project(counter, "受阻项目", "2027-01-20"), project(counter, "晚开工项目", "2026-11-10")
    project(counter, "顺利项目", "2027-03-01")
    for each in (blocked, late):
        agent = {"agent": "0301", "extent": "whole", "wanted_by": "陈示例"}
        act(counter, "2026-11-03", "team_leader", "investment_project", "appoint_agent", each, **agent)
    why = {"blocked_because": "review_waiting", "blocked_what": "评审排队", "unblocks": "审批科"}
    act(
        counter, "2026-11-24", "project_agent", "investment_project", "block_project", blocked, at="STHJ",
        unblock_by="2026-12-01", **why,
    )  # fmt: skip
    counter.clock.moment = datetime(2026, 11, 27, 15, tzinfo=CHINA)
    found = gathered(counter, "project_monitoring", "draft_monitoring")
    assert found["blocked"] == [
        {"project": "受阻项目", "at": "STHJ", "because": "技术审查排队", "unblocks": "审批科", "since": "2026-11-24",
         "days": 3}
    ]  # fmt: skip
    assert found["late"] == [{"project": "晚开工项目", "planned_start": "2026-11-10", "days": 17}]


def test_an_act_that_asks_for_no_such_table_gets_nothing(counter: Counter) -> None:
    service(counter, "竣工测绘", "acceptance")
    assert gathered(counter, "agency_guide", "publish_agency_guide") == {}
    assert gathered(counter, "agency_service", "add_service") == {}


@pytest.mark.parametrize(("change", "line", "code"), [
    (("from: agency_service", "from: agency_servce"), 4, "ledger_unknown"),
    (("statuses: [offered]", "statuses: [offerd]"), 5, "ledger_status_unknown"),
    (("service: name", "servce: name"), 7, "ledger_field_unknown"),
    (("order: stage", "order: stages"), 6, "ledger_field_unknown"),
    (("  lines:", "  line:"), 3, "ledger_field_unknown"),
])  # fmt: skip
def test_a_file_with_a_flaw_is_refused_with_its_line(
    change: tuple[str, str], line: int, code: str, tmp_path: Path
) -> None:
    text = (LEDGERS / "agency_guide" / "gathering.yaml").read_text(encoding="utf-8")
    folder = tmp_path / "agency_guide"
    folder.mkdir()
    (folder / "gathering.yaml").write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(CatalogueBroken) as broken:
        GatheringFiles(tmp_path, LedgerShelf(LEDGERS)).gatherings("agency_guide")
    assert [(each.code, each.line) for each in broken.value.findings] == [(code, line)]


def test_every_file_can_be_read() -> None:
    kinds = [path.parent.name for path in LEDGERS.glob("*/gathering.yaml")]
    assert kinds
    assert all(SHELF.gatherings(kind) for kind in kinds)


def test_the_check_of_the_catalogue_names_the_flaw_and_the_desk_works_on(tmp_path: Path) -> None:
    """Copied whole, because a ledger refers to others."""
    copied = tmp_path / "resources"
    shutil.copytree(LEDGERS, copied / "ledgers")
    file = copied / "ledgers" / "fee_guide" / "gathering.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("low: price_low", "low: price_lo"), encoding="utf-8")
    shelf = LedgerShelf(copied / "ledgers")
    findings = Findings()
    for kind in shelf.book.ledgers:
        GatheringFiles(copied / "ledgers", shelf).check(kind, findings)
    assert [(each.file, each.values["field"]) for each in findings.in_order()] == [
        ("ledgers/fee_guide/gathering.yaml", "price_lo")
    ]
    assert shelf.ledger("fee_guide").name
