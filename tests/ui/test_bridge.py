"""Where threads meet Qt: order, latest wins, errors on both sides, an orderly end. The headless twin keeps the same
contract.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication

from tests.support.headless_bridge import HeadlessBridge
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.texts import Texts
from wenling_desk.ui.bridge import BACKGROUND, CLERK, FIRST, Bridge, Lane
from wenling_desk.ui.told import Told, ToldKind, tell
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.ports import Reading

SECRET = "王小明 331081199001011234"
DEFECT = "程序坏了"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Command):
    does: Callable[[], object] = lambda: None


@pytest.fixture
def few_texts(tmp_path: Path) -> Texts:
    (tmp_path / "refusal.toml").write_text('not_lawful = "不能受理{item}"', encoding="utf-8")
    (tmp_path / "trouble.toml").write_text('disk_full = "磁盘满了"', encoding="utf-8")
    (tmp_path / "frame.toml").write_text(f'defect = {{sentence = "{DEFECT}"}}', encoding="utf-8")
    return Texts(tmp_path)


def dispatch(command: Command) -> Changes:
    assert isinstance(command, Ask)
    command.does()
    return Changes(command_id=command.command_id, records=frozenset({"r1"}), initiator=command.initiator)


def read(query: Callable[[Reading], Any]) -> Any:
    return query(cast("Reading", "the reading"))


@pytest.fixture(params=["threads", "headless"])
def any_bridge(
    request: pytest.FixtureRequest, qapp: QApplication, few_texts: Texts
) -> Iterator[Bridge | HeadlessBridge]:
    kind = Bridge if request.param == "threads" else HeadlessBridge
    bridge: Bridge | HeadlessBridge = kind(dispatch, read, few_texts)
    yield bridge
    assert bridge.stop()


@pytest.fixture
def bridge(qapp: QApplication, few_texts: Texts) -> Iterator[Bridge]:
    bridge = Bridge(dispatch, read, few_texts)
    yield bridge
    assert bridge.stop()


def raising(error: Exception) -> Callable[[], None]:
    def does() -> None:
        raise error

    return does


def test_done_comes_before_the_others_hear(any_bridge, qtbot) -> None:
    heard: list[object] = []
    any_bridge.changed.connect(heard.append)
    any_bridge.submit(Ask(command_id="c1", initiator="acceptance"), lambda changes: heard.append("done"))
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[0] == "done"
    assert heard[1] == Changes(command_id="c1", records=frozenset({"r1"}), initiator="acceptance")


def test_refusal_becomes_a_sentence(any_bridge, qtbot) -> None:
    refused: list[Told] = []
    troubles: list[Told] = []
    heard: list[object] = []
    any_bridge.changed.connect(heard.append)
    any_bridge.told.connect(heard.append)
    does = raising(DeskRefusal("not_lawful", item="开办餐饮店"))
    any_bridge.submit(Ask(command_id="c1", does=does), heard.append, refused.append, troubles.append)
    qtbot.waitUntil(lambda: bool(refused))
    assert refused == [Told(ToldKind.REFUSAL, "not_lawful", "不能受理开办餐饮店", {"item": "开办餐饮店"})]
    assert not troubles
    assert not heard


def test_trouble_goes_to_its_own_taker(any_bridge, qtbot) -> None:
    refused: list[Told] = []
    troubles: list[Told] = []
    does = raising(KnownTrouble("disk_full"))
    any_bridge.submit(Ask(command_id="c1", does=does), None, refused.append, troubles.append)
    qtbot.waitUntil(lambda: bool(troubles))
    assert [told.sentence for told in troubles] == ["磁盘满了"]
    assert not refused


def test_what_no_page_takes_is_told(any_bridge, qtbot) -> None:
    told: list[Told] = []
    any_bridge.told.connect(told.append)
    any_bridge.submit(Ask(command_id="c1", does=raising(DeskRefusal("not_lawful", item="x"))))
    any_bridge.submit(Ask(command_id="c2", does=raising(KnownTrouble("disk_full"))))
    any_bridge.ask(lambda reading: raising(KnownTrouble("disk_full"))(), lambda answer: None)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert sorted(each.code for each in told) == ["disk_full", "disk_full", "not_lawful"]


def test_defect_is_told_and_given_to_the_page(any_bridge, qtbot) -> None:
    told: list[Told] = []
    troubles: list[Told] = []
    any_bridge.told.connect(told.append)
    any_bridge.submit(Ask(command_id="c1", does=raising(ValueError(SECRET))), None, None, troubles.append)
    qtbot.waitUntil(lambda: bool(troubles))
    assert troubles == told == [Told(ToldKind.DEFECT, "ValueError", DEFECT)]


def test_error_in_a_page_does_not_keep_the_change_from_the_others(any_bridge, qtbot) -> None:
    told: list[Told] = []
    changes: list[Changes] = []
    any_bridge.told.connect(told.append)
    any_bridge.changed.connect(changes.append)

    def on_done(_: Changes) -> None:
        raise ValueError(SECRET)

    any_bridge.submit(Ask(command_id="c1"), on_done)
    any_bridge.submit(Ask(command_id="c2"))
    qtbot.waitUntil(lambda: len(changes) == 2 and bool(told))
    assert [each.command_id for each in changes] == ["c1", "c2"]
    assert [each.kind for each in told] == [ToldKind.DEFECT]


def test_question_is_answered(any_bridge, qtbot) -> None:
    answers: list[object] = []
    any_bridge.ask(lambda reading: (reading, 7), answers.append)
    any_bridge.ask(lambda reading: None, answers.append, key="list")
    qtbot.waitUntil(lambda: len(answers) == 2)
    assert answers == [("the reading", 7), None]


def test_failed_question_goes_to_its_taker(any_bridge, qtbot) -> None:
    failed: list[Told] = []
    any_bridge.ask(
        lambda reading: raising(DeskRefusal("not_lawful", item="x"))(), lambda answer: None, "key", failed.append
    )
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].sentence == "不能受理x"


def test_refusal_without_a_text_is_a_defect(few_texts: Texts) -> None:
    assert tell(DeskRefusal("nobody_wrote_this"), few_texts) == Told(ToldKind.DEFECT, "nobody_wrote_this", DEFECT)
    assert tell(DeskRefusal("not_lawful"), few_texts).kind is ToldKind.DEFECT  # a value is missing


def test_work_runs_beside_the_gui_and_answers_on_it(bridge: Bridge, qtbot) -> None:
    threads: dict[str, object] = {}

    def does() -> None:
        threads["command"] = threading.current_thread().name

    def query(_: Reading) -> str:
        return threading.current_thread().name

    bridge.submit(Ask(command_id="c1", does=does), lambda _: threads.update(done=threading.current_thread()))
    bridge.ask(query, lambda name: threads.update(query=name))
    qtbot.waitUntil(lambda: len(threads) == 3)
    assert threads == {"command": "desk", "query": "reader", "done": threading.main_thread()}


class Gate:
    """Holds a lane until it is opened, so that what waits behind can be put in order."""

    def __init__(self) -> None:
        self.entered = threading.Event()
        self._open = threading.Event()

    def __call__(self, *_: object) -> None:
        self.entered.set()
        assert self._open.wait(20)

    def open(self) -> None:
        self._open.set()


def test_a_clerks_command_goes_before_background_work(bridge: Bridge, qtbot) -> None:
    gate = Gate()
    order: list[str] = []
    bridge.submit(Ask(command_id="gate", does=gate))
    assert gate.entered.wait(20)
    for number in range(3):
        bridge.submit(Ask(command_id=f"slice {number}"), lambda c: order.append(c.command_id), background=True)
    for number in range(3):
        bridge.submit(Ask(command_id=f"clerk {number}"), lambda c: order.append(c.command_id))
    gate.open()
    qtbot.waitUntil(lambda: len(order) == 6)
    assert order == ["clerk 0", "clerk 1", "clerk 2", "slice 0", "slice 1", "slice 2"]


def test_ranks_of_a_lane(qapp: QApplication, qtbot) -> None:
    lane, gate = Lane("test"), Gate()
    order: list[object] = []
    lane.run(gate, lambda _: None, order.append)
    assert gate.entered.wait(20)
    for rank in (BACKGROUND, CLERK, FIRST):
        lane.run(partial(int, rank), order.append, order.append, rank)
    gate.open()
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == [FIRST, CLERK, BACKGROUND]
    assert lane.stop()


def test_latest_question_wins(bridge: Bridge, qtbot) -> None:
    gate = Gate()
    asked: list[int] = []
    answers: list[object] = []

    def query(number: int) -> Callable[[Reading], int]:
        def look(_: Reading) -> int:
            asked.append(number)
            return number

        return look

    bridge.ask(gate, lambda _: None)
    assert gate.entered.wait(20)
    for number in range(50):
        bridge.ask(query(number), answers.append, key="list")
    bridge.ask(query(100), answers.append, key="other")
    bridge.ask(query(200), answers.append)
    gate.open()
    qtbot.waitUntil(lambda: len(answers) == 3)
    assert answers == [49, 100, 200]
    assert asked == [49, 100, 200]  # older ones were not even looked up


def test_answer_on_its_way_is_dropped_for_a_newer_question(bridge: Bridge, qtbot) -> None:
    gate = Gate()
    answers: list[object] = []

    def slow(_: Reading) -> str:
        gate()
        return "old"

    bridge.ask(slow, answers.append, key="list")
    assert gate.entered.wait(20)
    bridge.ask(lambda _: "new", answers.append, key="list")
    gate.open()
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["new"]


def test_forgotten_question_is_not_answered(bridge: Bridge, qtbot) -> None:
    gate = Gate()
    answers: list[object] = []
    bridge.ask(gate, lambda _: answers.append("forgotten"), key="list")
    assert gate.entered.wait(20)
    bridge.forget("list")
    gate.open()
    bridge.ask(lambda _: "next", answers.append, key="next")
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["next"]


def test_a_page_that_is_gone_is_not_called(bridge: Bridge, qtbot) -> None:
    class Taker(QObject):
        def take(self, _: object) -> None:
            raise AssertionError("called after its end")

    told: list[Told] = []
    bridge.told.connect(told.append)
    gate = Gate()
    after: list[object] = []
    taker = Taker()
    bridge.submit(Ask(command_id="c1", does=gate), taker.take)
    assert gate.entered.wait(20)
    taker.deleteLater()
    qtbot.wait(1)
    gate.open()
    bridge.submit(Ask(command_id="c2"), after.append)
    qtbot.waitUntil(lambda: bool(after))
    assert not told


def test_stop_finishes_the_commands_and_drops_the_questions(qapp: QApplication, few_texts: Texts) -> None:
    bridge = Bridge(dispatch, read, few_texts)
    gate, reader_gate = Gate(), Gate()
    ran: list[str] = []
    asked: list[object] = []
    bridge.submit(Ask(command_id="gate", does=gate))
    bridge.ask(reader_gate, asked.append)
    assert gate.entered.wait(20)
    assert reader_gate.entered.wait(20)
    for number in range(5):
        bridge.submit(Ask(command_id=f"draft {number}", does=partial(ran.append, f"draft {number}")))
    bridge.ask(lambda _: "looked up", asked.append, key="list")
    threading.Timer(0.05, gate.open).start()
    threading.Timer(0.05, reader_gate.open).start()
    assert bridge.stop()
    assert ran == [f"draft {number}" for number in range(5)]
    assert asked == []
    bridge.submit(Ask(command_id="late", does=lambda: ran.append("late")))
    assert bridge.stop()  # twice does no harm
    assert "late" not in ran


def test_stop_does_not_wait_for_ever(qapp: QApplication) -> None:
    lane, gate = Lane("test"), Gate()
    lane.run(gate, lambda _: None, lambda _: None)
    assert gate.entered.wait(20)
    assert not lane.stop(0.01)
    assert not lane.run(lambda: None, lambda _: None, lambda _: None)
    gate.open()
    assert lane.stop(20)


def test_log_of_a_defect_says_where_and_not_whom(bridge: Bridge, qtbot, caplog: pytest.LogCaptureFixture) -> None:
    told: list[Told] = []
    bridge.told.connect(told.append)
    with caplog.at_level(logging.ERROR):
        bridge.submit(Ask(command_id="c1", does=raising(ValueError(SECRET))))
        qtbot.waitUntil(lambda: bool(told))
    assert "ValueError" in caplog.text
    assert "test_bridge.py" in caplog.text
    assert "王小明" not in caplog.text
    assert "王小明" not in repr(told)


def test_many_answers_arrive_in_order(bridge: Bridge, qtbot) -> None:
    done: list[str] = []
    for number in range(500):
        bridge.submit(Ask(command_id=str(number)), lambda changes: done.append(changes.command_id))
    qtbot.waitUntil(lambda: len(done) == 500)
    assert done == [str(number) for number in range(500)]


def test_submit_from_another_thread(bridge: Bridge, qtbot) -> None:
    threads: list[object] = []

    class Sender(QThread):
        def run(self) -> None:
            bridge.submit(Ask(command_id="c1"), lambda _: threads.append(threading.current_thread()), background=True)

    sender = Sender()
    sender.start()
    qtbot.waitUntil(lambda: bool(threads))
    assert sender.wait(5000)
    assert threads == [threading.main_thread()]
