"""From the page's question to the centre and back: link, runner's thread, the real centre of two halls."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support.counter_acts import taken_in
from tests.support.fakes import EVERYTHING, texts
from tests.support.law_catalogue import LICENCE, sheet_for
from tests.support.small_centre import OTHER_HALL, make_centre
from tests.sync.with_centre import Site, SyncedDesk
from wenling_desk.bootstrap.elsewhere_hands import ask_over
from wenling_desk.bootstrap.sync_doors import RunnerDoors
from wenling_desk.bootstrap.syncing import elsewhere_of
from wenling_desk.domain.authority import Role, Session
from wenling_desk.protocol.messages import DuplicateRow, DuplicatesAnswer
from wenling_desk.sync.asking import Failure, FailureKind
from wenling_desk.ui.acceptance.duplicates import elsewhere_words
from wenling_desk.ui.elsewhere import Elsewhere, Reach
from wenling_desk.ui.sync_centre.link import SyncLink
from wenling_desk.ui.sync_centre.ports import LinkStatus


class Asked:
    """One question, and on which threads it went."""

    def __init__(self) -> None:
        self.came: list[Elsewhere] = []
        self.threads: list[str] = []

    def give(self, answer: Elsewhere) -> None:
        self.came.append(answer)
        self.threads.append(threading.current_thread().name)


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[SyncedDesk, SyncedDesk]]:
    """This desk, and one of another hall where the person has an open case."""
    site = Site(tmp_path, make_centre(files=tmp_path / "centre"))
    here, there = site.desk("desk-1"), site.desk("desk-2", OTHER_HALL)
    taken_in(there)
    there.sync()
    yield here, there
    here.runner.stop(5)


@pytest.fixture
def link(qapp: Any, desks: tuple[SyncedDesk, SyncedDesk]) -> SyncLink:
    made = SyncLink(texts())
    parts: Any = SimpleNamespace(runner=desks[0].runner, desk=SimpleNamespace(parts=SimpleNamespace(texts=texts())))
    made.doors = RunnerDoors(parts)
    return made


def ask(link: SyncLink, qtbot: Any) -> Asked:
    person = sheet_for(LICENCE).data_subject
    assert person is not None
    asked = Asked()
    ask_over(link)(person.identity_number, (LICENCE,), asked.give)
    wait: Callable[..., None] = qtbot.waitUntil
    wait(lambda: bool(asked.came), timeout=5_000)
    return asked


def test_the_answer_comes_over_the_runner_s_thread_to_the_windows(
    desks: tuple[SyncedDesk, SyncedDesk], link: SyncLink, qtbot: Any
) -> None:
    here, _ = desks
    here.runner.start()
    asked = ask(link, qtbot)
    (answer,) = asked.came
    assert asked.threads == [threading.main_thread().name]
    assert (answer.reach, answer.total, answer.rows[0].hall_code) == (Reach.ALL_HALLS, 1, OTHER_HALL)
    said = elsewhere_words(texts(), here.desk, (), answer)
    assert f"{OTHER_HALL} 大厅，{texts()('case.status.taken_in')}，" in said
    assert here.desk.catalogue().items[LICENCE].name in said


def test_a_centre_known_to_be_away_is_not_waited_for(link: SyncLink, qtbot: Any) -> None:
    link.show(LinkStatus(online=False))
    qtbot.waitUntil(lambda: link.status().online is False)
    asked = Asked()
    ask_over(link)("331081199001010021", (LICENCE,), asked.give)
    assert asked.came == [Elsewhere(Reach.HERE_ONLY)], "at once, the runner was never started"


def test_a_line_that_breaks_and_an_earlier_centre_are_the_same_quiet_answer(
    desks: tuple[SyncedDesk, SyncedDesk], link: SyncLink, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, _ = desks
    here.runner.start()
    for failure in (Failure(FailureKind.OFFLINE), Failure(FailureKind.REFUSED, "not_found")):
        monkeypatch.setattr(here.line, "duplicates", lambda *_, failure=failure: failure)
        assert ask(link, qtbot).came == [Elsewhere(Reach.HERE_ONLY)]


def test_who_may_not_take_in_is_not_let_through(
    desks: tuple[SyncedDesk, SyncedDesk], link: SyncLink, qtbot: Any
) -> None:
    here, _ = desks
    here.sign_in(Session("9", "x", (Role.AUDITOR,)))
    assert ask(link, qtbot).came == [Elsewhere(Reach.NOT_ASKED)]
    here.sign_in(EVERYTHING)


def test_a_desk_without_doors_answers_too(qapp: Any) -> None:
    asked = Asked()
    ask_over(SyncLink(texts()))("331081199001010021", (LICENCE,), asked.give)
    assert asked.came == [Elsewhere(Reach.HERE_ONLY)]


def test_an_odd_answer_is_read_as_far_as_it_goes() -> None:
    row = DuplicateRow(hall="H2", hall_name="城西大厅", number="N-1", item_code="X", status="y", received_at="soon")
    answer = elsewhere_of(DuplicatesAnswer(total=0, rows=(row,)))
    assert answer.total == 1
    assert answer.rows[0].received_at is None
