"""The forms of the day: the shift, the second signature, a reason."""

from __future__ import annotations

from wenling_desk.ui.desk_day.presenter import DayPresenter
from wenling_desk.ui.seals.panels import NAME_MOST, NUMBER_MOST, FormPanel, ReadyPanel
from wenling_desk.ui.widgets.field_kinds import LineField
from wenling_desk.ui.widgets.kit import Kit


class DayForms:
    """One is open at a time, or none. ``number`` is the difference the reason is about."""

    def __init__(self, kit: Kit, presenter: DayPresenter) -> None:
        texts = kit.texts
        self._presenter = presenter
        self._texts = texts
        self.number = ""
        self.shift = FormPanel(kit, texts("day.shift.heading"), texts("day.act.shift"))
        self.shift.hold(
            to=LineField(kit, texts("day.shift.field_to"), required=True, most=NUMBER_MOST),
            to_name=LineField(kit, texts("day.shift.field_to_name"), required=True, most=NAME_MOST),
            waiting=LineField(kit, texts("day.shift.field_waiting"), "number", most=4),
        )
        self.second = FormPanel(kit, texts("day.second.heading"), texts("day.act.sign"), texts("day.second.hint"))
        self.second.hold(
            by=LineField(kit, texts("day.second.field_by"), required=True, most=NUMBER_MOST),
            name=LineField(kit, texts("day.second.field_name"), required=True, most=NAME_MOST),
        )
        self.reason = ReadyPanel(
            kit, texts("day.reason.heading"), texts("day.act.record"), texts("day.reason.field"), ()
        )
        self.all: tuple[FormPanel, ...] = (self.shift, self.second, self.reason)

    def open_one(self) -> FormPanel | None:
        """The form that is open."""
        return next((form for form in self.all if not form.isHidden()), None)

    def close(self) -> None:
        """None is open any more."""
        for form in self.all:
            form.hide()

    def open_shift(self) -> None:
        """交接班, with what goes along."""
        self.close()
        self.shift.say(self._presenter.handed_over())
        self.shift.open()

    def open_second(self) -> None:
        """The second signature."""
        self.close()
        self.second.open()

    def open_reason(self, shown: str, number: str) -> None:
        """Why that number does not balance, with the ready reasons for it."""
        self.close()
        if number != self.number:
            self.reason.clear()
        self.number = number
        self.reason.set_heading(self._texts("day.reason.heading"), shown)
        self.reason.set_ready(self._presenter.ready_reasons(number))
        self.reason.open()
