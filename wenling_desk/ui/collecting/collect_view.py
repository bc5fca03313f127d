"""The first view of 取件: the shelves while nobody asks, the cases that may be meant, and the results of one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.domain.shelf import LOCKER
from wenling_desk.ui.collecting.collect_presenter import CollectPresenter, FoundLine, FoundView
from wenling_desk.ui.collecting.hand_panel import PROXY, HandPanel
from wenling_desk.ui.page import Frame
from wenling_desk.ui.record.paper_names import short_number
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice
from wenling_desk.ui.widgets.panels import EmptyState, Panel
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable
from wenling_desk.use_cases.collecting import CaseResults, Lying, LyingResult
from wenling_desk.use_cases.place_words import place_words


class CollectView(QWidget):
    """Shelves, list, panel. ``open_record`` opens a case; ``to_box`` gives the keys back to the page's box."""

    def __init__(
        self,
        frame: Frame,
        presenter: CollectPresenter,
        carriers: tuple[str, ...],
        open_record: Callable[[str, str], None],
        to_box: Callable[[], None],
    ) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._words = frame.kit.texts
        self.presenter = presenter
        self._open_record = open_record
        self._to_box = to_box
        self._make_parts(carriers)
        self._lay_out()

    def _make_parts(self, carriers: tuple[str, ...]) -> None:
        kit, words = self._kit, self._words
        self.shelves = Panel(kit, words("collecting.shelves"))
        self.lying = RowTable(kit, words("collecting.shelves"), _lying_columns(kit))
        self.lying.opened.connect(lambda row: self.open(row.key.partition(" ")[0]))
        self.list = Panel(kit, words("progress.list"))
        self.table = RowTable(kit, words("progress.list"), _columns(kit))
        self.table.opened.connect(lambda row: self.open(row.key))
        self.remark = PlainLabel("", "warning", wrap=True)
        self.panel = HandPanel(kit, carriers)
        self.panel.hand_over_wanted.connect(self.hand_over)
        self.panel.open_wanted.connect(self.open_case)
        self.panel.print_wanted.connect(self.print_notice)
        self.panel.locker_wanted.connect(self.put_in_locker)
        self.panel.courier_form.wanted.connect(self._send)
        self.panel.move_form.wanted.connect(self._move)
        self.panel.back_form.wanted.connect(self._came_back)
        self.empty = EmptyState(kit, "")

    def _lay_out(self) -> None:
        self.shelves.body.addWidget(self.lying, 1)
        self.list.body.addWidget(self.remark)
        self.list.body.addWidget(self.table, 1)
        self.found = QWidget()
        columns = QHBoxLayout(self.found)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(self._kit.theme.space("small"))
        columns.addWidget(self.list, 1)
        columns.addWidget(self.panel, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self.found, self.shelves, self.empty):
            column.addWidget(part, 1)

    # -- what is shown ---------------------------------------------------------------------------

    def show_shelves(self) -> None:
        """Nobody stands here: what lies on the shelves, the longest first."""
        self.presenter.look_at_shelves(self._show_lying)

    def _show_lying(self, lying: Lying) -> None:
        if self.presenter.results is not None or self.presenter.view.lines or self.presenter.view.sentence:
            return
        words = self._words
        if not lying.rows:
            self.say(words("collecting.start"), words("collecting.start_detail"))
            return
        key = "collecting.shelves_amber" if lying.amber else "collecting.shelves_count"
        self.shelves.set_heading(words("collecting.shelves"), words(key, count=lying.total, amber=lying.amber))
        self.lying.set_rows([_lying_row(self._kit, row) for row in lying.rows])
        self._only(self.shelves)

    def say(self, sentence: str, detail: str = "") -> None:
        """There is nothing to list, and why."""
        self.empty.say(sentence, detail)
        self._only(self.empty)

    def _only(self, part: QWidget) -> None:
        for other in (self.found, self.shelves, self.empty):
            other.setVisible(other is part)
        if part is not self.found:
            self.table.set_rows(())
            self.panel.forget()

    def show_found(self, view: FoundView) -> None:
        """The cases that may be meant; the only one with something lying here is opened at once."""
        if not view.lines:
            self.say(view.sentence, view.detail)
            self._to_box()
            return
        if view.only:
            self.open(view.only)
            return
        self._only(self.found)
        self.panel.hide()
        self._show_list(view)
        self.table.go_to(view.lines[0].record_id)
        if self.isVisible():
            self.table.setFocus()
        self._frame.refresh_actions()

    def _show_list(self, view: FoundView) -> None:
        self.list.set_heading(self._words("progress.list"), self._words("progress.count", count=len(view.lines)))
        self.remark.setText("\n".join(view.remarks))
        self.remark.setVisible(bool(view.remarks))
        self.table.set_rows([Row(line.record_id, _cells(self._kit, line), line) for line in view.lines])
        self.list.show()

    def open(self, record_id: str) -> None:
        """The results of one case; a case another desk holds is fetched first."""
        line = self.presenter.line(record_id)
        if line is not None and not line.is_held:
            self._open_record(record_id, self._words("collecting.known", number=line.number, item=line.item))
            return
        self.presenter.open(record_id, self.show_results, self._failed)

    def show_results(self, results: CaseResults) -> None:
        """Where it lies, and the way to hand it over."""
        presenter, view = self.presenter, self.presenter.view
        self._only(self.found)
        self.list.setVisible(len(view.lines) > 1)
        if len(view.lines) > 1:
            self._show_list(view)
            self.table.go_to(results.record_id)
        heading = self._words("collecting.heading", name=results.masked_name, number=short_number(results.number))
        standings = {line.code: presenter.standing(line) for line in results.lines}
        self.panel.show_results(results, heading, presenter.headline(), standings)
        self.panel.say_locker(presenter.giving.reason_against_locker())
        self.panel.show()
        if self.isVisible():
            (self.panel.go if self.panel.go.isEnabled() else self.panel.open).setFocus()
        self._frame.refresh_actions()

    def read_again(self) -> None:
        """What is shown has changed."""
        if self.presenter.results is not None:
            self.presenter.read_again(self.show_results, self._failed)
        elif not self.presenter.view.lines:
            self.show_shelves()

    def back(self) -> bool:
        """Esc: out of a form, from the panel to the list, from there to the shelves."""
        if self.panel.isVisibleTo(self) and self.panel.back_to_deliver():
            return True
        if self.panel.isVisibleTo(self) and self.list.isVisibleTo(self) and self.presenter.results is not None:
            self.presenter.close()
            self.panel.hide()
            self.table.setFocus()
            return True
        if self.presenter.results is not None or self.presenter.view.lines or self.presenter.view.sentence:
            self.presenter.forget()
            self.show_shelves()
            self._to_box()
            return True
        return False

    # -- acts ------------------------------------------------------------------------------------

    def hand_over(self) -> None:
        """交付: the strip first, it cannot be undone."""
        giving, said, codes = self.presenter.giving, self.panel.said(), self.panel.codes
        reason, faults = giving.reason_against(codes), giving.faults(said)
        self.panel.show_faults(faults)
        if reason or faults:
            if reason:
                self._tell(reason)
            return
        self._frame.confirm(
            giving.question(codes, said),
            self._words("collecting.act.hand_over"),
            lambda: giving.hand_over(codes, said, self._done, self._failed),
        )

    def choose_proxy(self) -> None:
        """代领."""
        if self.presenter.results is not None:
            self.panel.choose_who(PROXY, self.presenter.results.agent)

    def put_in_locker(self) -> None:
        """入柜: the locker is asked away from the desk; the page stays usable."""
        reason = self.panel.locker.reason
        if reason:
            self._tell(reason)
            return
        self._tell(self._words("collecting.asking_locker"))
        self.presenter.giving.put_in_locker(self.panel.codes, self._done, self._failed)

    def print_notice(self) -> None:
        """取件通知."""
        self.presenter.giving.print_notice(self.panel.codes, self._tell, self._failed)

    def open_case(self) -> None:
        """The case itself."""
        if self.presenter.results is not None:
            self._open_record(self.presenter.results.record_id, "")

    def _send(self) -> None:
        form, giving = self.panel.courier_form, self.presenter.giving
        carrier, tracking = str(form.carrier.value()), str(form.tracking.value())
        fault = giving.tracking_fault(carrier, tracking)
        form.tracking.set_fault(fault)
        if fault:
            form.tracking.setFocus()
            return
        giving.send(self.panel.codes, carrier, tracking, self._done, self._failed)

    def _move(self) -> None:
        form = self.panel.move_form
        self.presenter.giving.move(
            self.panel.codes, str(form.place.value()), self._done, lambda told: _at_field(form.place, told)
        )

    def _came_back(self) -> None:
        form = self.panel.back_form
        reason = str(form.reason.value()).strip()
        form.reason.set_fault("" if reason else self._words("collecting.fault.back_reason"))
        if reason:
            self.presenter.giving.came_back(self.panel.out_codes(), reason, self._done, self._failed)

    def _done(self, sentence: str) -> None:
        self._tell(sentence)
        if self.presenter.results is not None:
            self.panel.start_again()
            self.presenter.read_again(self.show_results, self._failed)

    def _tell(self, sentence: str) -> None:
        self._frame.tell(Notice(sentence))

    def _failed(self, told: Told) -> None:
        self._frame.tell_told(told)


def _at_field(field: object, told: Told) -> None:
    field.set_fault(told.sentence)  # type: ignore[attr-defined]


def _columns(kit: Kit) -> tuple[Column, ...]:
    words, large = kit.texts, kit.theme.large
    return (
        Column(words("progress.column.applicant"), 80 if large else 100),
        Column(words("progress.column.name")),
        Column(words("progress.column.received"), 84 if large else 92),
        Column(words("progress.column.state"), 90),
        Column(words("collecting.column.place"), 130, strong=True),
    )


def _cells(kit: Kit, line: FoundLine) -> tuple[str, ...]:
    place = line.place if line.is_held else kit.texts("progress.elsewhere")
    return line.applicant, line.item, line.received, line.state, place


def _lying_columns(kit: Kit) -> tuple[Column, ...]:
    words = kit.texts
    return (
        Column(words("collecting.column.place"), 130, strong=True),
        Column(words("progress.column.applicant"), 120),
        Column(words("progress.column.name")),
        Column(words("collecting.column.number"), 200),
        Column(words("collecting.column.wish"), 110),
        Column(words("collecting.column.days"), 150),
    )


def _lying_row(kit: Kit, row: LyingResult) -> Row:
    words, errand, head = kit.texts, row.errand, row.head
    days = words("collecting.days_today" if row.days == 0 else "collecting.days", days=row.days)
    lasts: str | Chip = Chip(words("collecting.days_amber", days=row.days), Tone.SOON, Shape.HALF)
    ways = {"courier": "collecting.wish_short.courier", LOCKER: "collecting.wish_short.locker"}
    wish = words(ways.get(errand.state, "collecting.wish_short.counter"))
    return Row(
        f"{errand.record_id} {errand.member}",
        (
            place_words(words, errand.place),
            head.applicant if head is not None else "",
            head.item_name if head is not None else errand.member,
            errand.number,
            wish,
            lasts if row.is_amber else days,
        ),
        row,
    )
