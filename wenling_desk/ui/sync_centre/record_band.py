"""The line of the record page about the centre: the badge, what must be looked at, the attachments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.texts import Texts
from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame
from wenling_desk.ui.record.band import RecordBand
from wenling_desk.ui.sync_centre.record_standing import RecordStanding, StandingPresenter, StandingTools
from wenling_desk.ui.sync_centre.state_chips import state_chip
from wenling_desk.ui.told import Told, ToldKind
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, StatusChip, Tone
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel, PlainLabel
from wenling_desk.ui.widgets.notice_bar import Notice, NoticeKind
from wenling_desk.ui.widgets.row_model import Column, Row
from wenling_desk.ui.widgets.row_table import RowTable

SCANS_WIDTH = 420
MOST_SHOWN = 3
"""Attachments before the list scrolls."""


class SyncBand(RecordBand):
    """The badge, what must be looked at, the attachments."""

    def __init__(self, frame: Frame, tools: StandingTools) -> None:
        super().__init__()
        self._frame = frame
        self._fetching = ""
        self._texts = frame.kit.texts
        self._tools = tools
        self._presenter = StandingPresenter(tools)
        self.known = ""
        """What is known of a record another desk holds, in words."""
        kit = frame.kit
        self.disputed = _Banner(kit, self._texts("sync.record.disputed"), self._texts("sync.record.see_sync"), "Alt+Y")
        self.disputed.button.clicked.connect(self._to_sync)
        self.duplicate = _Banner(
            kit, self._texts("sync.record.duplicate"), self._texts("sync.record.see_other"), "Alt+D"
        )
        self.duplicate.button.clicked.connect(self._to_other)
        self._badge = StatusChip(kit, Chip(""))
        self._missing = StatusChip(kit, Chip(""))
        self._about = ElidedLabel("", "hint")
        self.attach = KeyButton(kit, self._texts("sync.record.attach"), "Alt+A", "flat")
        self.attach.clicked.connect(self._attach)
        columns = (Column(self._texts("sync.record.scans")), Column(self._texts("sync.column.state"), 100))
        self.scans = RowTable(kit, self._texts("sync.record.scans"), columns)
        self.scans.horizontalHeader().hide()
        self.scans.setMaximumWidth(kit.theme.scaled(SCANS_WIDTH))
        self._lay_out(kit)
        self.clear()

    def _lay_out(self, kit: Kit) -> None:
        row = QHBoxLayout()
        row.setSpacing(kit.theme.space("small"))
        row.addWidget(self._badge)
        row.addWidget(self._missing)
        row.addWidget(self._about, 1)
        row.addWidget(self.attach)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.theme.space("hair"))
        column.addWidget(self.disputed)
        column.addWidget(self.duplicate)
        column.addLayout(row)
        column.addWidget(self.scans)

    # -- what the page does with it --------------------------------------------------------------

    def enter(self, record_id: str, known: str) -> None:
        """Another record, or the same one again with what is known of it."""
        self.known = known
        if record_id != self._presenter.record_id:
            self.clear()

    def clear(self) -> None:
        """Nothing of the record before stays."""
        self._fetching = ""
        self._presenter.forget()
        self.scans.set_rows(())
        self.hide()

    def show_record(self, record_id: str) -> None:
        """The record was read: show its standing."""
        self._presenter.read(record_id, self._show)

    def fetch(self, record_id: str, read: Callable[[], None], say: Callable[[str, str], None]) -> bool:
        """The record is not on this desk: fetch it, once."""
        if not record_id or self._fetching == record_id:
            return False
        self._fetching = record_id
        known = self._texts("sync.record.known_only", known=self.known) if self.known else ""
        say(self._texts("sync.record.fetching"), known)

        def fetched() -> None:
            if self._fetching == record_id:
                read()

        def failed(sentence: str) -> None:
            if self._fetching == record_id:
                self._fetching = ""
                say(sentence, known)

        self._presenter.fetch(record_id, fetched, failed)
        return True

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the band."""
        return (
            DeskAction(
                "record-attach",
                "sync.record.attach",
                self._attach,
                ("Alt+A",),
                self._presenter.reason_against_attaching,
            ),
            DeskAction("record-to-sync", "sync.record.see_sync", self._to_sync, ("Alt+Y",), listed=False),
            DeskAction("record-other", "sync.record.see_other", self._to_other, ("Alt+D",), self._no_other),
        )

    # -- showing ---------------------------------------------------------------------------------

    def _show(self, standing: RecordStanding) -> None:
        texts = self._texts
        self._fetching = ""
        self.disputed.setVisible(standing.is_disputed)
        self.duplicate.setVisible(standing.is_duplicate)
        self.duplicate.button.setVisible(bool(standing.other_record))
        self._badge.set_chip(state_chip(texts, standing.state))
        missing = standing.scans_missing
        words = texts("sync.record.scans_missing", count=missing) if missing else ""
        self._missing.set_chip(Chip(words, Tone.SOON, Shape.HALF) if words else Chip(""))
        self._about.setText("" if standing.scans else texts("sync.record.scans_empty"))
        self.scans.set_rows([
            Row(
                scan.key,
                (
                    scan.words,
                    Chip(texts("sync.record.scan_there"), Tone.GOOD, Shape.DISC)
                    if scan.is_there
                    else Chip(texts("sync.record.scan_waiting"), Tone.SOON, Shape.SQUARE),
                ),
            )
            for scan in standing.scans
        ])  # fmt: skip
        height = self._frame.kit.theme.row_height * min(len(standing.scans), MOST_SHOWN) + 2
        self.scans.setFixedHeight(height)
        self.scans.setVisible(bool(standing.scans))
        self.attach.set_reason(self._presenter.reason_against_attaching())
        self.show()

    def _no_other(self) -> str:
        standing = self._presenter.standing
        return "" if standing is not None and standing.other_record else self._texts("sync.act.no_other")

    # -- acts ------------------------------------------------------------------------------------

    def _to_sync(self) -> None:
        if self._presenter.standing is not None:
            self._tools.open_sync(self._presenter.standing.number)

    def _to_other(self) -> None:
        standing = self._presenter.standing
        if standing is not None and standing.other_record:
            self._tools.open_record(standing.other_record)

    def _attach(self) -> None:
        ask = self._tools.ask_for_file or partial(ask_for_scan, self, self._texts)
        ask(self._chosen)

    def _chosen(self, file: Path) -> None:
        self._presenter.attach(file, self._attached, self._not_attached)

    def _attached(self, sentence: str) -> None:
        self._frame.tell(Notice(sentence))

    def _not_attached(self, told: Told) -> None:
        if told.kind is ToldKind.REFUSAL:
            self._frame.tell(Notice(told.sentence, NoticeKind.REFUSAL))
        else:
            self._frame.tell_told(told)


class _Banner(QFrame):
    """A sentence that stays, and where to go about it."""

    def __init__(self, kit: Kit, sentence: str, verb: str, key: str) -> None:
        super().__init__()
        self.setProperty("panel", "notice")
        self.setProperty("kind", "refusal")
        self.setAccessibleName(sentence)
        row = QHBoxLayout(self)
        side = kit.theme.space("medium")
        row.setContentsMargins(side, kit.theme.space("hair"), side, kit.theme.space("hair"))
        row.addWidget(PlainLabel(sentence, wrap=True), 1)
        self.button = KeyButton(kit, verb, key)
        row.addWidget(self.button)


def ask_for_scan(parent: QWidget, texts: Texts, give: Callable[[Path], None]) -> None:
    """Ask with the file dialog of the system; nothing is given where none is chosen."""
    name, _ = QFileDialog.getOpenFileName(
        parent, texts("sync.record.attach_choose"), "", texts("sync.record.attach_filter")
    )
    if name:
        give(Path(name))
