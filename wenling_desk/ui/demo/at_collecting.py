"""The page 取件 by keys: licences scanned onto the shelf, notices, results handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wenling_desk.ui.collecting.page import CollectingPage
from wenling_desk.ui.collecting.shelving_presenter import PUT, REFUSED, WAITING
from wenling_desk.ui.demo.forms_by_key import fill_in
from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.stage import Stage


class AtCollecting:
    """Hands that know their way about the shelves."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    @property
    def page(self) -> CollectingPage:
        """The page."""
        return self._stage.page(CollectingPage)

    def open(self) -> None:
        """Ctrl+G."""
        self._stage.settle()
        self._hands.press("Ctrl+G")
        self.page  # noqa: B018  (waits for it)
        self._stage.settle()

    def shelve(self, numbers: Sequence[str], picture: str) -> tuple[int, int]:
        """F5, then one licence after the other under the scanner; how many lie in a slot, and how many nobody knows."""
        self._hands.press("F5")
        presenter = self.page.shelve.presenter
        for number in numbers:
            self._hands.scan(number)
        self._hands.until(
            lambda: len(presenter.lines) == len(numbers) and not presenter.count(WAITING), "demo.wait.done"
        )
        self._stage.settle()
        self._stage.picture(picture)
        return presenter.count(PUT), presenter.count(REFUSED)

    def call(self, picture: str) -> None:
        """F6, Enter shows the phone and what to say, 1: reached."""
        self._hands.press("F6")
        view = self.page.notices
        self._hands.until(lambda: bool(view.table.rows.rows), "demo.wait.found")
        self._stage.settle()
        self._hands.press("Return")
        self._hands.until(lambda: view.called.isVisibleTo(view), "demo.wait.answer")
        self._stage.picture(picture)
        owed = view.presenter.owed
        self._hands.press("1")
        self._hands.until(lambda: view.presenter.owed < owed, "demo.wait.done")
        self._stage.settle()

    def message(self) -> None:
        """M: a message to the one in focus; the practice desk's line answers by itself."""
        view = self.page.notices
        owed = view.presenter.owed
        self._hands.press("M")
        self._hands.until(lambda: view.presenter.owed < owed, "demo.wait.done")
        self._stage.settle()

    def find(self, said: str, picture: str = "") -> None:
        """What the person shows or says; the only case with something lying here opens by itself."""
        self._hands.type(said)
        self._hands.press("Return")
        view = self.page.collect
        self._hands.until(lambda: view.presenter.results is not None, "demo.wait.found")
        self._stage.settle()
        if picture:
            self._stage.picture(picture)

    def hand_over(self, picture: str = "") -> str:
        """Enter, read the strip, Enter; the sentence that says it is done."""
        self._hands.press("Return")

        def confirm() -> None:
            self._stage.confirm(picture)

        return self._stage.carry_out(confirm)

    def by_proxy(self, values: Mapping[str, object], picture: str) -> None:
        """Alt+2: somebody else collects, with proof; Alt+3: the slip is lost, so two things are looked at."""
        panel = self.page.collect.panel
        self._hands.press("Alt+2")
        fill_in(self._stage, {"receiver": panel.receiver, "relation": panel.relation, "proof": panel.proof}, values)
        self._hands.press("Alt+3", "1", "2")
        if len(panel.checks.chosen()) != 2:
            raise StuckError("demo.wait.choice")
        self._stage.picture(picture)
        self._hands.press("Return")
        self._hands.until(panel.go.hasFocus, "demo.wait.focus")
