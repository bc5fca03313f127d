"""A line between the head and the board of the record page, for what another part of the desk says of the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from wenling_desk.ui.actions import DeskAction


class RecordBand(QWidget):
    """Nothing: on a desk that is not enrolled there is nothing to say."""

    def __init__(self) -> None:
        super().__init__()
        self.hide()

    def enter(self, _record_id: str, _known: str) -> None:
        """Another record, or the same one again; ``known`` is what is known of one this desk may not hold."""

    def show_record(self, _record_id: str) -> None:
        """The record was read."""

    def fetch(self, _record_id: str, _read: Callable[[], None], _say: Callable[[str, str], None]) -> bool:
        """The record is not on this desk: whether it is asked for elsewhere; then ``read`` follows, or ``say`` with a
        sentence and what is known."""
        return False

    def desk_actions(self) -> Sequence[DeskAction]:
        """What keys do for it."""
        return ()
