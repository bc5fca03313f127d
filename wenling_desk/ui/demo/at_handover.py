"""The page 交接 by keys: lists printed, signed for by their barcode, papers that come back."""

from __future__ import annotations

from collections.abc import Mapping

from wenling_desk.ui.demo.fields_by_key import fill
from wenling_desk.ui.demo.forms_by_key import fill_in
from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.handover.page import HandoverPage

MOST_DEPARTMENTS = 30


class AtHandover:
    """Hands that know their way about handing over."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    @property
    def page(self) -> HandoverPage:
        """The page."""
        return self._stage.page(HandoverPage)

    def open(self) -> None:
        """Ctrl+T."""
        self._stage.settle()
        self._hands.press("Ctrl+T")
        self.page  # noqa: B018  (waits for it)
        self._stage.settle()

    def note_absence(self, values: Mapping[str, object], picture: str) -> None:
        """AB 岗: who is away, and who stands in."""
        self._hands.press("Alt+B")
        panel = self.page.absences
        self._hands.until(lambda: panel.isVisibleTo(self.page), "demo.wait.page")
        fields = {
            "department": panel.department,
            "who": panel.who,
            "first": panel.first,
            "last": panel.last,
            "stand_in": panel.stand_in,
        }
        fill_in(self._stage, fields, values)
        self._stage.picture(picture)
        self._stage.carry_out(lambda: self._hands.press("Ctrl+Return"))

    def hand_over_all(self) -> list[str]:
        """Ctrl+Enter for each department: everything that waits goes, one list a department; the lists' records."""
        made: list[str] = []
        page, hands = self.page, self._hands
        while page.presenter.ticked() and len(made) < MOST_DEPARTMENTS:
            before = {line.list_id for line in page.presenter.list_lines()}
            hands.press("Ctrl+Return")
            hands.until(lambda known=before: bool(self._lists() - known), "demo.wait.done")  # type: ignore[misc]
            self._stage.settle()
            made += sorted(self._lists() - before)
        return made

    def _lists(self) -> set[str]:
        return {line.list_id for line in self.page.presenter.list_lines()}

    def list_number(self, list_id: str) -> str:
        """The number of a list, as its barcode has it."""
        papers = self._stage.ask(lambda reading: reading.papers_of(list_id))
        return papers[0].number

    def sign(self, number: str, by: str, picture: str = "") -> None:
        """The list comes back signed: its barcode is scanned, who signed is typed."""
        self._hands.scan(number)
        panel = self.page.list
        self._hands.until(lambda: panel.isVisibleTo(self.page) and panel.by.isVisibleTo(panel), "demo.wait.page")
        self._stage.tab_to(panel.by)
        fill(self._hands, panel.by, by)
        if picture:
            self._stage.picture(picture)
        self._stage.carry_out(lambda: self._hands.press("Ctrl+Return"))

    def give_back(self, number: str, values: Mapping[str, object], picture: str) -> None:
        """退回窗口: somebody brings a case's papers back; its receipt is scanned."""
        self._hands.scan(number)
        panel = self.page.give_back
        self._hands.until(lambda: panel.isVisibleTo(self.page), "demo.wait.page")
        fill_in(self._stage, {"reason": panel.reason, "note": panel.note, "by": panel.by}, values)
        self._stage.picture(picture)
        self._stage.carry_out(lambda: self._hands.press("Ctrl+Return"))

    def hand_over_again(self, picture: str) -> str:
        """F7 to what came back, Enter opens it, Ctrl+Enter hands it over again."""
        page, hands = self.page, self._hands
        hands.press("F7", "Return")
        hands.until(lambda: page.back.isVisibleTo(page), "demo.wait.page")
        if not page.back.record_id:
            raise StuckError("demo.wait.record")
        self._stage.picture(picture)
        return self._stage.carry_out(lambda: hands.press("Ctrl+Return"))
