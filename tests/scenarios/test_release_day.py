"""A release of the catalogue on its way: published at a running centre, received by an open desk, in force at midnight
without a restart, and judged by at the centre."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.test_enrolled_desk import PASSWORD, Centre, opened, party
from wenling_desk import bootstrap, resources
from wenling_desk.bootstrap import syncing
from wenling_desk.bootstrap.system import CHINA, SystemClock
from wenling_desk.cli import main
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.release_diff import ChangeKind
from wenling_desk.security import keys
from wenling_desk.security.slots import Argon2Cost
from wenling_desk.ui.acceptance.release_words import changes_for
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.take_in import TakeIn

pytestmark = pytest.mark.timeout(180)
ITEM = "SC012"
"""Of the bundled catalogue: promised within one working day, and no department has delegated its acceptance."""
NAME = "市场主体迁移登记(迁入调档)"
DELEGATION = """\
schema: wenling-desk/delegation@1
delegations:
  - department: SCJG
    items: [SC012]
    effective_from: 2026-01-01
    document: 示例委托书
    seal: 示例受理专用章
    seal_holder: 示例岗
"""
Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module", autouse=True)
def cheap_passwords() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keys, "Argon2Cost", lambda: Argon2Cost(memory_kib=64, passes=1, lanes=1))
        yield


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    made = Centre(tmp_path_factory.mktemp("centre") / "home")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def desk(centre: Centre, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[bootstrap.OpenDesk]:
    cache = tmp_path_factory.getbasetemp() / "enrolled-cache"
    cache.mkdir(exist_ok=True)
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    home = tmp_path / "desk"
    home.mkdir()
    (home / "cache").symlink_to(cache, target_is_directory=True)
    words = ["--home", str(home), "enrol", centre.address, "--code", centre.code(), "--fingerprint", centre.fingerprint]
    words += ["--counter", "1号窗口", "--clerk", "1001", "--clerk-name", "陈晓", "--password-file", str(file)]
    assert main(words) == 0
    made = opened(home)
    yield made
    made.close()


@dataclass
class Days:
    """The desk's calendar moves on; the centre's clock takes no part in a decision."""

    ahead: timedelta = timedelta()

    def tomorrow_at_ten(self) -> None:
        now = datetime.now(CHINA)
        self.ahead = datetime.combine(now.date() + timedelta(days=1), time(10), CHINA) - now


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    made = Days()
    monkeypatch.setattr(SystemClock, "now", lambda _: datetime.now(CHINA) + made.ahead)
    return made


def packed_release(tmp_path: Path, number: str) -> Path:
    """The bundled files with another promise, another name and a delegation for one item, packed as an administrator
    does it."""
    folder, out = tmp_path / f"files-{number}", tmp_path / f"{number}.pack"
    for part in ("catalogue", "forms"):
        shutil.copytree(resources.path(part), folder / part)
    release, items = folder / "catalogue" / "release.yaml", folder / "catalogue" / "items" / "SCJG.yaml"
    release.write_text(release.read_text("utf-8").replace("'2026.11'", f"'{number}'"), "utf-8")
    before, code, after = items.read_text("utf-8").partition(f"- code: {ITEM}")
    old = "committed_time_limit: {amount: 1,"
    assert old in after
    after = after.replace(old, "committed_time_limit: {amount: 3,", 1).replace(NAME, "甲乙丙丁调档", 1)
    items.write_text(before + code + after, "utf-8")
    (folder / "catalogue" / "delegation.yaml").write_text(DELEGATION, "utf-8")
    assert main(["catalogue", "pack", str(out), "--root", str(folder)]) == 0
    return out


def sheet(desk: bootstrap.OpenDesk, serial: int) -> IntakeSheet:
    """A whole application."""
    catalogue = desk.current.catalogue()
    materials = {each.material_id: MaterialEntry(MaterialMark.ORIGINAL) for each in catalogue.get_item(ITEM).materials}
    return IntakeSheet(ITEM, False, catalogue.release, parties=(party(serial),), materials=materials)


def do(desk: bootstrap.OpenDesk, kind: type[Any], **values: object) -> str:
    return desk.dispatcher.dispatch(kind(command_id=desk.current.ids.new_id(), **values)).record_id


def facts(desk: bootstrap.OpenDesk, record_id: str) -> list[str]:
    with desk.store.sync_reading() as reading:
        return [fact.kind for fact in reading.facts_of(record_id)]


def state(desk: bootstrap.OpenDesk, record_id: str) -> str:
    with desk.store.sync_reading() as reading:
        return reading.record_sync(record_id)


def limit(desk: bootstrap.OpenDesk, record_id: str) -> object:
    """The promise the case was taken in under."""
    with desk.store.sync_reading() as reading:
        return next(fact for fact in reading.facts_of(record_id) if fact.kind == "TakenIn").body["members"][0]["limit"]


def synced(desk: bootstrap.OpenDesk) -> None:
    assert syncing.sync_once(desk).reason == ""


def found(desk: bootstrap.OpenDesk, words: str) -> list[str]:
    return [hit.name for hit in desk.parts.search.search(words, 3) if hit.code == ITEM]


def test_a_release_published_today_is_worked_by_tomorrow(
    centre: Centre, desk: bootstrap.OpenDesk, days: Days, tmp_path: Path, capsys: Said
) -> None:
    running = do(desk, TakeIn, sheet=sheet(desk, 1))
    with pytest.raises(DeskRefusal):  # nobody has delegated it yet
        do(desk, AcceptCase, record_id=running)
    draft = sheet(desk, 2)
    synced(desk)
    assert state(desk, running) == "confirmed"

    file = packed_release(tmp_path, "2026.12")
    begins = datetime.combine(datetime.now(CHINA).date() + timedelta(days=1), time(), CHINA)
    words = ["server", "release", "catalogue", str(file), "--home", str(centre.home), "--number", "2026.12"]
    capsys.readouterr()
    assert main([*words, "--effective-at", begins.isoformat()]) == 0
    said = capsys.readouterr().out
    assert f"甲乙丙丁调档的承诺时限：1 个工作日 改为 3 个工作日（{ITEM}）" in said
    assert f"{begins:%Y-%m-%d} 起用" in said

    synced(desk)
    assert desk.current.catalogue().release == "2026.11", "not before its day"
    assert f"目录 2026.12 版已收下，{begins:%Y-%m-%d} 起用" in syncing.desk_standing(desk)
    assert (desk.parts.home / "releases" / "2026.12.release").read_bytes() == file.read_bytes()
    with desk.store.sync_reading() as reading:
        assert reading.held_rows() == ()
    assert found(desk, ITEM) == [NAME]

    days.tomorrow_at_ten()
    assert desk.current.catalogue().release == "2026.12", "the same desk, open all the time"
    assert found(desk, "甲乙丙丁调档") == ["甲乙丙丁调档"]
    with pytest.raises(DeskRefusal) as refused:
        do(desk, TakeIn, sheet=draft)
    assert refused.value.code == "catalogue_changed"
    told = [change.kind for change in changes_for(desk.current, draft)]
    assert {ChangeKind.COMMITTED_TIME_LIMIT, ChangeKind.DELEGATION_GAINED} <= set(told)
    new = do(desk, AcceptCase, sheet=sheet(desk, 3))
    assert limit(desk, new) == {"amount": 3, "unit": "working_days"}
    assert limit(desk, running) == {"amount": 1, "unit": "working_days"}
    do(desk, AcceptCase, record_id=running)

    synced(desk)
    for record_id in (new, running):
        assert state(desk, record_id) == "confirmed"
        assert not {"Disputed", "FactRefused"} & set(facts(desk, record_id))
        assert "Accepted" in facts(desk, record_id)
    with desk.store.sync_reading() as reading:
        assert reading.troubles() == ()
    pinned = desk.current.catalogues.release("2026.11").get_item(ITEM).committed_time_limit
    assert pinned.amount == 1

    kept = desk.parts.home / "releases" / "2026.12.release"
    kept.unlink()
    synced(desk)
    assert kept.read_bytes() == file.read_bytes(), "what was lost is fetched again"
