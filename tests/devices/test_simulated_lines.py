"""The twins of the message line and the locker: down, slow, silent, losing answers; nothing is done twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.fakes import MORNING, FakeClock
from wenling_desk.devices.no_lines import NoLocker, NoMessages
from wenling_desk.devices.simulated_locker import FOREVER, LockerScript, SimulatedLocker
from wenling_desk.devices.simulated_messages import MessageScript, SimulatedMessages
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.notice_texts import Message
from wenling_desk.use_cases.counter_ports import LineState, LockerParcel

PHONE = "13800005678"
HOUR = timedelta(hours=1)


def message(message_id: str = "m1", phone: str = PHONE) -> Message:
    return Message(message_id, phone, "您办的结果出来了", "ready_counter")


def parcel(reference: str = "p1") -> LockerParcel:
    return LockerParcel(reference, "Z1", PHONE)


class Waits:
    """What was waited for."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def messages(script: MessageScript, clock: FakeClock | None = None) -> tuple[SimulatedMessages, Waits]:
    waits = Waits()
    return SimulatedMessages(script, clock or FakeClock(), waits), waits


def locker(script: LockerScript, clock: FakeClock | None = None) -> tuple[SimulatedLocker, Waits]:
    waits = Waits()
    return SimulatedLocker(script, clock or FakeClock(), waits), waits


def test_a_message_is_sent_once_however_often_it_is_asked_for() -> None:
    line, waits = messages(MessageScript(delay_seconds=2.0))
    assert line.send(message()).is_taken
    assert line.send(message()).is_taken
    assert list(line.sent) == ["m1"]
    assert waits.seconds == [2.0, 2.0]


def test_a_lost_answer_was_sent_all_the_same_and_asking_again_sends_nothing_more() -> None:
    line, _ = messages(MessageScript(lost_answers=1))
    with pytest.raises(KnownTrouble, match="messages_silent"):
        line.send(message())
    assert list(line.sent) == ["m1"]
    assert line.send(message()).is_taken
    assert list(line.sent) == ["m1"]


def test_a_refused_message_is_not_sent_and_says_why() -> None:
    line, _ = messages(MessageScript(refusals={PHONE: "号码已停机"}))
    answer = line.send(message())
    assert (answer.is_taken, answer.reason) == (False, "号码已停机")
    assert not line.sent


def test_the_message_line_goes_down_and_comes_back_by_the_clock() -> None:
    clock = FakeClock()
    states = ((MORNING + HOUR, LineState.DOWN), (MORNING + 2 * HOUR, LineState.UP))
    line, _ = messages(MessageScript(states=states), clock)
    assert line.state() is LineState.UP
    clock.moment = MORNING + HOUR
    assert line.state() is LineState.DOWN
    with pytest.raises(KnownTrouble, match="messages_down"):
        line.send(message())
    clock.moment = MORNING + 2 * HOUR
    assert line.send(message()).is_taken


def test_a_parcel_keeps_its_box_and_a_full_locker_says_so() -> None:
    line, _ = locker(LockerScript(boxes=2, full_words="柜子满了"))
    first, second = line.put(parcel("p1")), line.put(parcel("p2"))
    assert (first.box, second.box) == ("Z1-01", "Z1-02")
    assert line.put(parcel("p1")) == first
    assert line.put(parcel("p3")).refusal == "柜子满了"
    assert len(first.code_hint) == 2, "the code itself goes to the applicant alone"


def test_a_box_taken_back_is_free_again() -> None:
    line, _ = locker(LockerScript(boxes=1, unknown_words="没有这一件"))
    line.put(parcel("p1"))
    assert line.take_back("p1").box == "Z1-01"
    assert line.take_back("p1").refusal == "没有这一件"
    assert line.put(parcel("p2")).box == "Z1-01"


def test_a_locker_whose_answer_got_lost_gives_the_same_box_again() -> None:
    line, _ = locker(LockerScript(lost_answers=1, delay_seconds=1.0))
    with pytest.raises(KnownTrouble, match="locker_silent"):
        line.put(parcel())
    assert line.put(parcel()).box == "Z1-01"
    assert list(line.kept) == ["p1"]


def test_a_locker_that_never_answers_is_waited_for_for_ever_and_keeps_nothing() -> None:
    line, waits = locker(LockerScript(never_answers=True))
    with pytest.raises(KnownTrouble, match="locker_silent"):
        line.put(parcel())
    assert waits.seconds == [FOREVER]
    assert not line.kept


@pytest.mark.parametrize("state", [LineState.DOWN, LineState.ABSENT])
def test_a_locker_that_is_not_there_does_nothing(state: LineState) -> None:
    line, _ = locker(LockerScript(states=((MORNING, state),)))
    for ask in (lambda: line.put(parcel()), lambda: line.take_back("p1")):
        with pytest.raises(KnownTrouble, match=f"locker_{state.value}"):
            ask()


def test_a_counter_without_lines_says_so() -> None:
    assert (NoMessages().state(), NoLocker().state()) == (LineState.ABSENT, LineState.ABSENT)
    with pytest.raises(KnownTrouble, match="messages_absent"):
        NoMessages().send(message())
    for ask in (lambda: NoLocker().put(parcel()), lambda: NoLocker().take_back("p1")):
        with pytest.raises(KnownTrouble, match="locker_absent"):
            ask()
