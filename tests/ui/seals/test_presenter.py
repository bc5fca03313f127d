"""The page of seals without its widgets."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.ui.back_entry.conftest import TellingCounter
from tests.ui.record.counter import CLERK, restaurant_sheet
from tests.ui.seals.conftest import RULES
from wenling_desk.ui.seals.presenter import SealsPresenter, SealTools
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.handle_papers import VoidPaper
from wenling_desk.use_cases.ports import WaitingRow


@dataclass
class Talk:
    """A presenter and what it said."""

    counter: TellingCounter = field(default_factory=lambda: TellingCounter(CLERK))
    printed: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        counter = self.counter
        self.presenter = SealsPresenter(
            SealTools(counter.bridge, counter.get_desk, counter.texts, RULES, self.printed.extend, str)
        )

    def read(self) -> SealsPresenter:
        self.presenter.read(lambda: None, self.told.append)
        assert not self.counter.bridge.errors
        return self.presenter

    def accept(self) -> list[str]:
        """A case; the numbers of its papers that wait for the seal of the first delegation."""
        before = {row.errand.number for row in self.waiting()}
        self.counter.do_and_tell(AcceptCase(command_id=self.counter.new_id(), sheet=restaurant_sheet()))
        self.read()
        return [row.errand.number for row in self.waiting() if row.errand.number not in before]

    def waiting(self) -> list[WaitingRow]:
        found = self.read().view
        return [row for seal in found.seals for row in seal.waiting] + [
            r for rows in found.homeless.values() for r in rows
        ]

    def enter(self, title: str = "", number: str = "SJ-01") -> None:
        title = title or self.counter.desk.catalogue().delegations[0].seal
        self.presenter.enter(title, number, "c001", "陈晓", "抽屉", False, self.said.append, self.told.append)
        self.read()


def test_without_a_seal_nothing_can_be_done_and_it_says_why() -> None:
    talk = Talk()
    presenter = talk.read()
    assert (presenter.lines(), presenter.book(), presenter.in_hand()) == ((), (), 0)
    assert presenter.reason_against_ticking() == presenter.reason_against_seal() == "先选一枚印章"
    presenter.tick_all(talk.said.append, talk.told.append)
    presenter.other_use("x", talk.said.append, talk.told.append)
    presenter.retire("x", talk.said.append, talk.told.append)
    presenter.print_register(talk.said.append, talk.told.append)
    assert (talk.said, talk.told) == ([], [])
    assert not presenter.take_number("331081-26-K7QX-000001-J", talk.said.append, talk.told.append)


def test_a_title_nobody_entered_becomes_a_seal_and_keeps_its_papers() -> None:
    talk = Talk()
    numbers = talk.accept()
    presenter = talk.presenter
    assert presenter.homeless_title() == talk.counter.desk.catalogue().delegations[0].seal
    assert presenter.reason_against_ticking() == "这枚章还没有登记，先按 Alt+N 登记"
    talk.enter()
    assert presenter.homeless_title() == ""
    assert [line.number for line in presenter.book()] == numbers
    assert presenter.in_hand() == 1


def test_what_was_void_meanwhile_is_left_out_and_the_rest_is_ticked() -> None:
    talk = Talk()
    numbers = talk.accept()
    talk.enter()
    # The list on the screen is older than the void.
    seen = talk.presenter.view
    command = VoidPaper(command_id=talk.counter.new_id(), number=numbers[0], reason="打错", collected=True)
    talk.counter.do_and_tell(command)
    talk.presenter.view = seen
    talk.presenter.tick_all(talk.said.append, talk.told.append)
    used = [fact.body["papers"] for fact, _ in talk.counter.store.shelves.facts if fact.kind == "SealUsed"]
    assert used == [numbers[1:]]
    assert not talk.told


def test_pressing_on_a_stale_list_again_is_told_and_doubles_nothing() -> None:
    talk = Talk()
    talk.accept()
    talk.enter()
    seen = talk.presenter.view
    talk.presenter.tick_all(talk.said.append, talk.told.append)
    talk.presenter.view = seen
    talk.presenter.tick_all(talk.said.append, talk.told.append)
    assert [told.code for told in talk.told] == ["nothing_to_seal"]
    assert sum(fact.kind == "SealUsed" for fact, _ in talk.counter.store.shelves.facts) == 1


def test_the_newest_use_stands_first_below_what_waits() -> None:
    talk = Talk()
    talk.accept()
    talk.enter()
    talk.presenter.tick_all(talk.said.append, talk.told.append)
    talk.counter.clock.on(minutes=5)
    talk.presenter.other_use("材料骑缝", talk.said.append, talk.told.append)
    waiting = talk.accept()
    states = [line.state for line in talk.read().book()]
    assert states[: len(waiting)] == ["待登记"] * len(waiting)
    assert states[len(waiting)] == "用印"
    assert set(states[len(waiting) + 1 :]) == {"已登记"}
