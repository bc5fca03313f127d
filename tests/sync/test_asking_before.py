"""Before an application is taken in: what other halls have of the same person. The real centre, in process."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.counter_acts import taken_in
from tests.support.fakes import EVERYTHING
from tests.support.law_catalogue import FILING, LICENCE, sheet_for
from tests.support.small_centre import OTHER_HALL, make_centre
from tests.sync.with_centre import Site, SyncedDesk
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.protocol.messages import DuplicatesAnswer
from wenling_desk.sync.asking import Failure, FailureKind
from wenling_desk.use_cases.end_application import WithdrawApplication


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, make_centre(files=tmp_path / "centre"))


@pytest.fixture
def here(site: Site) -> SyncedDesk:
    return site.desk("desk-1")


@pytest.fixture
def there(site: Site) -> SyncedDesk:
    return site.desk("desk-2", OTHER_HALL)


def ask(desk: SyncedDesk, *items: str) -> object:
    """The one answer, or why there was none."""
    person = sheet_for(LICENCE).data_subject
    assert person is not None
    came: list[object] = []
    desk.runner.duplicates(person.identity_number, items or (LICENCE,), came.append, came.append)
    assert came == [], "it is asked on the runner's own thread"
    desk.runner._do_errands()
    (answer,) = came
    return answer


def test_what_another_hall_took_in_is_known_here_before_anything_is_sent(here: SyncedDesk, there: SyncedDesk) -> None:
    record_id = taken_in(there)
    there.sync()
    here.sync()
    assert here.heads(record_id) == (), "the other hall's list is not this desk's"
    answer = ask(here)
    assert isinstance(answer, DuplicatesAnswer)
    (head,) = there.heads(record_id)
    assert [(row.hall, row.number, row.item_code) for row in answer.rows] == [(OTHER_HALL, head.number, LICENCE)]
    assert ask(here, FILING) == DuplicatesAnswer(total=0, rows=())


def test_a_case_that_ended_there_is_no_longer_told(here: SyncedDesk, there: SyncedDesk) -> None:
    record_id = taken_in(there)
    there.sync()
    there.do(WithdrawApplication, record_id=record_id, request_received=True, reason="不办了")
    there.sync()
    assert ask(here) == DuplicatesAnswer(total=0, rows=())


def test_nothing_of_the_question_is_kept_here(here: SyncedDesk, there: SyncedDesk) -> None:
    taken_in(there)
    there.sync()
    here.sync()
    with here.store.sync_reading() as reading:
        before = reading.unsent()
    ask(here)
    with here.store.sync_reading() as reading:
        assert reading.unsent() == before
    assert here.troubles() == ()
    assert here.told == []


def test_who_may_not_take_in_asks_nobody(here: SyncedDesk) -> None:
    here.sign_in(Session("9", "x", (Role.AUDITOR,)))
    with pytest.raises(DeskRefusal, match="not_permitted"):
        ask(here)
    here.sign_in(EVERYTHING)
    assert isinstance(ask(here), DuplicatesAnswer)


def test_without_the_centre_the_question_fails_and_the_desk_goes_on(here: SyncedDesk, there: SyncedDesk) -> None:
    here.line.spoil = lambda request: Failure(FailureKind.OFFLINE)
    assert ask(here) == Failure(FailureKind.OFFLINE)
    assert taken_in(here)
    here.line.spoil = lambda request: None
    assert isinstance(ask(here), DuplicatesAnswer)


def test_a_revoked_desk_is_told_nothing(site: Site, here: SyncedDesk, there: SyncedDesk) -> None:
    taken_in(there)
    there.sync()
    here.sync()
    site.centre.revoke("desk-1")
    answer = ask(here)
    assert isinstance(answer, Failure)
    assert answer.code == "device_revoked"
