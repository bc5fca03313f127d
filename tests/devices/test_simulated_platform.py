"""The platform's twin: the same script and the same calls give the same answers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.fakes import FakeClock
from wenling_desk.devices.platform_by_hand import PlatformByHand
from wenling_desk.devices.simulated_platform import PlatformScript, SecondThought, SimulatedPlatform
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.use_cases.platform_ports import Platform, PlatformCase, PlatformState

CASE = PlatformCase("331081-26-K7QX-000001-J", "MZ003", (("申请人姓名", "林见秋"),))
OTHER = PlatformCase("331081-26-K7QX-000002-H", "SC001", ())


class Stage:
    """A twin, its clock, and how long it was waited for."""

    def __init__(self, script: PlatformScript = PlatformScript()) -> None:  # noqa: B008 - frozen
        self.clock = FakeClock()
        self.waited: list[float] = []
        self.twin: Platform = SimulatedPlatform(script, self.clock, self.waited.append)


def later(minutes: int) -> object:
    return FakeClock().now() + timedelta(minutes=minutes)


def changing() -> PlatformScript:
    start = FakeClock().now()
    states = (PlatformState.SLOW, PlatformState.DOWN, PlatformState.UP)
    return PlatformScript([(start + timedelta(minutes=10 * at), state) for at, state in enumerate(states, 1)])


def test_up_it_gives_numbers_that_nobody_takes_for_official_ones() -> None:
    stage = Stage()
    assert stage.twin.state() is PlatformState.UP
    first, second = stage.twin.submit(CASE), stage.twin.submit(OTHER)
    assert (first.official_number, second.official_number) == ("MN20261103000001", "MN20261103000002")
    assert (first.refusal, stage.waited) == ("", [])


def test_the_same_case_twice_is_one_case_there() -> None:
    stage = Stage()
    assert stage.twin.submit(CASE) == stage.twin.submit(CASE)
    assert stage.twin.submit(PlatformCase(CASE.reference, "SC001", ())) != stage.twin.submit(CASE)


def test_slow_it_answers_after_a_while_and_down_not_at_all() -> None:
    stage = Stage(changing())
    stage.clock.moment += timedelta(minutes=10)
    assert stage.twin.state() is PlatformState.SLOW
    number = stage.twin.submit(CASE).official_number
    assert stage.waited == [20.0]
    stage.clock.moment += timedelta(minutes=10)
    assert stage.twin.state() is PlatformState.DOWN
    for call in (lambda: stage.twin.submit(OTHER), lambda: stage.twin.status_of(number)):
        with pytest.raises(KnownTrouble, match="platform_down"):
            call()
    stage.clock.moment += timedelta(minutes=10)
    assert stage.twin.state() is PlatformState.UP
    assert stage.twin.submit(OTHER).official_number.endswith("000002"), "what was asked while down was not taken"


def test_it_refuses_with_a_reason() -> None:
    stage = Stage(PlatformScript(refusals={"MZ003": "事项未发布"}))
    refused = stage.twin.submit(CASE)
    assert (refused.official_number, refused.refusal) == ("", "事项未发布")
    assert stage.twin.submit(OTHER).official_number == "MN20261103000001"


def test_it_changes_its_mind() -> None:
    thought = SecondThought("MZ003", timedelta(hours=2), "材料不清晰")
    stage = Stage(PlatformScript(second_thoughts=(thought,), words={"accepted": "已受理", "returned": "退回"}))
    number = stage.twin.submit(CASE).official_number
    other = stage.twin.submit(OTHER).official_number

    def status(of: str) -> tuple[str, str]:
        found = stage.twin.status_of(of)
        assert found is not None
        return found.status, found.reason

    assert status(number) == ("已受理", "")
    stage.clock.moment += timedelta(hours=2)
    assert status(number) == ("退回", "材料不清晰")
    assert status(other) == ("已受理", "")
    assert stage.twin.status_of("MN20261103000099") is None


def test_what_is_handed_over_does_not_show_in_a_log() -> None:
    assert "林见秋" not in repr(CASE)


def test_by_hand_there_is_nothing_to_ask() -> None:
    platform: Platform = PlatformByHand()
    assert platform.state() is PlatformState.BY_HAND
    with pytest.raises(DeskRefusal, match="platform_by_hand"):
        platform.submit(CASE)
    with pytest.raises(DeskRefusal, match="platform_by_hand"):
        platform.status_of("331081202611030001")
