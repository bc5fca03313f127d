"""预约 and the telephone by keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wenling_desk.ui.bookings.page import BookingsPage
from wenling_desk.ui.demo.fields_by_key import fill
from wenling_desk.ui.demo.hands import StuckError
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.phone.page import PhonePage


class AtBookings:
    """Hands that know their way about bookings."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    @property
    def page(self) -> BookingsPage:
        """The page."""
        return self._stage.page(BookingsPage)

    def open(self) -> None:
        """Ctrl+Shift+B."""
        self._stage.settle()
        self._hands.press("Ctrl+Shift+B")
        self.page  # noqa: B018  (waits for it)
        self._stage.settle()

    def book(self, said: Mapping[str, str], day: date, picture: str) -> None:
        """Ctrl+N: phone, name, what for; down to the first slot of a day, Enter books."""
        hands, new = self._hands, self.page.new
        hands.press("Ctrl+N")
        hands.type(said["phone"])
        hands.press("Return")
        hands.type(said["name"])
        hands.press("Return")
        hands.type(said["words"])
        hands.press("Return")
        hands.until(new.slots.hasFocus, "demo.wait.focus")
        for _ in range(len(new.slots.rows.rows)):
            row = new.slots.current_row()
            if row is not None and row.key.startswith(day.isoformat()):
                break
            hands.press("Down")
        else:
            raise StuckError("demo.wait.found")
        self._stage.picture(picture)
        self._stage.carry_out(lambda: hands.press("Return"))

    def arrive(self, picture: str) -> None:
        """F4: the one in focus has come; acceptance opens with what the booking says."""
        self._stage.picture(picture)
        self._hands.press("F4")


class AtPhone:
    """Hands that know their way about a call."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._hands = stage.hands

    @property
    def page(self) -> PhonePage:
        """The page."""
        return self._stage.page(PhonePage)

    def answer(self, said: Mapping[str, str], picture: str) -> str:
        """Ctrl+Shift+H: what for, what is asked, a letter; the sentence is read aloud; Y and whom to call back."""
        stage, hands = self._stage, self._hands
        stage.settle()
        hands.press("Ctrl+Shift+H")
        page = self.page
        hands.until(page.item.line.hasFocus, "demo.wait.focus")
        hands.type(said["words"])
        hands.press("Return")
        hands.type(said["question"])
        hands.press("Return")
        hands.until(page.answers.hasFocus, "demo.wait.focus")
        hands.press(said["letter"])
        stage.picture(picture)
        hands.press("Y")
        fill(hands, page.phone, said["phone"])
        return stage.carry_out(lambda: hands.press("Return"))
