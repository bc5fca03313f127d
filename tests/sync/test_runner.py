"""The thread: it wakes for local work, ends when told, survives what its callbacks and its database do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.counter_acts import accepted, taken_in
from tests.support.law_catalogue import FILING
from tests.support.small_centre import make_centre
from tests.sync.with_centre import Site, SyncedDesk
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.protocol.messages import FleetAnswer
from wenling_desk.sync.asking import Failure, FailureKind
from wenling_desk.sync.runner import Chance, Nightly, OldScans, Runner
from wenling_desk.use_cases.attach_scan import AttachScan


@pytest.fixture
def desk(tmp_path: Path) -> SyncedDesk:
    return Site(tmp_path, make_centre(files=tmp_path / "centre")).desk("desk-1")


@pytest.fixture
def runner(desk: SyncedDesk) -> Iterator[Runner]:
    made = desk.new_runner()
    made._chance = Chance(lambda: time.monotonic_ns() // 1_000_000, desk.clock.now, lambda: 0.5)
    yield made
    assert made.stop(5)


def wait_for(condition: Callable[[], Any], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.005)


def test_it_sends_what_is_there_and_wakes_for_more(desk: SyncedDesk, runner: Runner) -> None:
    first = taken_in(desk, FILING)
    runner.start()
    wait_for(lambda: desk.state_of(first) == "confirmed")
    second = accepted(desk)
    runner.local_work()
    wait_for(lambda: desk.state_of(second) in {"confirmed", "needs_attention"})
    assert runner.status.online
    assert any(second in changes.records for changes in desk.told)


def test_a_person_need_not_wait_for_the_next_try(desk: SyncedDesk, runner: Runner) -> None:
    record_id = taken_in(desk, FILING)
    desk.line.spoil = lambda request: Failure(FailureKind.OFFLINE, "", {}, 3_000_000)
    runner.start()
    wait_for(lambda: runner.status.reason == "offline")
    desk.line.spoil = lambda request: None
    runner.local_work()
    time.sleep(0.05)
    assert desk.state_of(record_id) == "queued"
    runner.send_now()
    wait_for(lambda: desk.state_of(record_id) == "confirmed")
    wait_for(lambda: runner.status.reason == "")


def test_it_ends_after_the_request_under_way(desk: SyncedDesk, runner: Runner) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def slow(_: object) -> None:
        begun.set()
        may_end.wait(5)

    desk.line.spoil = slow
    runner.start()
    assert begun.wait(5)
    assert not runner.stop(0.05)
    may_end.set()
    assert runner.stop(5)
    asked = len(desk.line.asked)
    runner.local_work()
    time.sleep(0.02)
    assert len(desk.line.asked) == asked


def test_a_database_that_cannot_be_read_now_is_read_later(desk: SyncedDesk, runner: Runner) -> None:
    read, broken = runner._facts.read, [True]

    def trouble() -> Any:
        if broken:
            broken.clear()
            raise KnownTrouble("disk_failed")
        return read()

    runner._facts.read = trouble  # type: ignore[method-assign]
    runner.start()
    wait_for(lambda: any(status.reason == "disk_failed" for status in desk.shown))
    record_id = taken_in(desk, FILING)
    runner.send_now()
    wait_for(lambda: desk.state_of(record_id) == "confirmed")


def test_the_fleet_is_asked_on_the_same_thread_and_greets_first(desk: SyncedDesk, runner: Runner) -> None:
    came: list[object] = []
    runner.fleet(came.append, came.append)
    runner.start()
    wait_for(lambda: came)
    assert isinstance(came[0], FleetAnswer)
    assert [row.device for row in came[0].devices] == ["desk-1"]
    runner.held("desk-1", came.append, came.append)
    runner.fetch("nobody", came.append, came.append)
    wait_for(lambda: len(came) == 3)
    assert isinstance(came[2], Failure)
    assert came[2].code == "not_found"


def test_offline_an_errand_fails_and_says_why(desk: SyncedDesk) -> None:
    desk.line.spoil = lambda request: Failure(FailureKind.OFFLINE)
    assert desk.fetch("r1") == [Failure(FailureKind.OFFLINE)]


def test_one_run_says_what_it_did_and_why_it_stopped(desk: SyncedDesk) -> None:
    taken_in(desk, FILING)
    desk.line.spoil = lambda request: Failure(FailureKind.TLS, "certificate_expired")
    failed = desk.sync()
    assert (failed.reason, failed.is_done, failed.sent) == ("certificate_expired", False, 0)
    assert failed.left_entries > 0
    desk.line.spoil = lambda request: None
    done = desk.sync()
    assert (done.reason, done.is_done, done.left_entries) == ("", True, 0)
    assert done.sent == failed.left_entries


def test_the_nightly_comparison_is_due_once_a_day(desk: SyncedDesk) -> None:
    nightly = Nightly(lambda: desk.today)
    assert nightly.is_due()
    nightly.note()
    assert not nightly.is_due()
    desk.later(days=1)
    assert nightly.is_due()


def test_old_scans_leave_once_the_centre_has_had_them_long_enough(desk: SyncedDesk) -> None:
    record_id = taken_in(desk, FILING)
    desk.do(AttachScan, record_id=record_id, data=b"%PDF-1.7 x", media_type="application/pdf")
    sha256 = desk.facts(record_id)[-1].body["sha256"]
    desk.sync()
    desk.sync()
    tidy = OldScans(desk.carrier, "laptop", desk.clock.now)
    tidy()
    with desk.store.sync_reading() as reading:
        assert reading.blob_bytes(sha256, 0, 5) == b"%PDF-"
    desk.clock.moment += timedelta(days=2)
    tidy()
    with desk.store.sync_reading() as reading, pytest.raises(KeyError):
        reading.blob_bytes(sha256, 0, 5)
