"""How the day of this desk stands, for the status line and for whoever unlocks it first in the morning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from wenling_desk.domain.day_rules import DayRules
from wenling_desk.domain.desk_day import IS_CLOSED, RUNNING, day_record_id
from wenling_desk.domain.seals import SEAL_HELD
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.told import DeskBridge
from wenling_desk.ui.widgets.frame_bars import StatusField
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ports import ErrandQuery, Reading, WorkQuery

AGAIN_MS = 5 * 60_000
"""The evening comes by itself: nobody tells of that."""
HOME = "workbench"


@dataclass(frozen=True, slots=True)
class DayGlance:
    """``status`` of today's day, empty where nobody has begun it; ``seals`` in the hands of the person signed in;
    whether something ``happened`` here today, and whether the desk ``has_past`` at all."""

    status: str
    seals: int
    happened: bool
    has_past: bool

    @property
    def is_open(self) -> bool:
        """Whether the day's closing is still to be done."""
        return self.status == RUNNING or (self.status != IS_CLOSED and self.happened)


def glance(desk: Desk, reading: Reading) -> DayGlance:
    """Four short questions."""
    record_id = day_record_id(desk.identity.device, desk.today())
    rows = reading.worklist(WorkQuery(records=(record_id,), open_only=False, order="received", limit=1)).rows
    held = reading.errands(ErrandQuery(kinds=(SEAL_HELD,), who=desk.session.clerk, limit=1))
    return DayGlance(
        status=rows[0].status if rows else "",
        seals=held.total,
        happened=bool(reading.counts(desk.today())),
        has_past=bool(reading.worklist(WorkQuery(open_only=False, order="received", limit=1)).rows),
    )


class ChangingBridge(DeskBridge, Protocol):
    """A bridge that tells of every change."""

    changed: Any


class DayWatch(QObject):
    """Lives and dies with its window. Shows the card at the first unlock of a day, where nothing else is being done."""

    looked = Signal()
    """``latest`` is new."""

    def __init__(self, bridge: ChangingBridge, desk: Callable[[], Desk], rules: DayRules, main: MainWindow) -> None:
        super().__init__(main)
        self._bridge = bridge
        self._desk = desk
        self._rules = rules
        self._main = main
        self.latest: DayGlance | None = None
        bridge.changed.connect(self._on_change)
        # The rail is shown anew when the desk is unlocked; the window itself does not tell.
        main.rail.installEventFilter(self)
        self._timer = QTimer(self)
        self._timer.setInterval(AGAIN_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def begin(self) -> None:
        """The desk was just opened, or unlocked."""
        self._ask(self._greet)

    def look(self) -> None:
        """Read how the day stands."""
        self._ask(self._take)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the desk being unlocked; stop nothing."""
        if watched is self._main.rail and event.type() == QEvent.Type.Show and not event.spontaneous():
            # Once the frame is through with it: until then it still counts as covered.
            QTimer.singleShot(0, self, self.begin)
        return False

    def is_evening(self) -> bool:
        """Whether the hall's day is over."""
        return self._desk().now().time() >= self._rules.closes

    def _ask(self, take: Callable[[DayGlance], object]) -> None:
        self._bridge.ask(partial(glance, self._desk()), take, "day_glance", lambda _: None)

    def _take(self, found: DayGlance) -> None:
        self.latest = found
        self.looked.emit()

    def _greet(self, found: DayGlance) -> None:
        self._take(found)
        page = self._main.current_page()
        is_idle = page is not None and page.page_id == HOME and not self._main.is_covered()
        if not found.status and found.has_past and not found.happened and is_idle:
            self._main.go("day")

    def _on_change(self, changes: Changes) -> None:
        if changes.worklists or changes.records:
            self.look()


def day_fields(main: MainWindow) -> list[StatusField]:
    """What the status line says of the day: the seals in hand, and that the closing is still to be done."""
    watch = main.findChild(DayWatch)
    if not isinstance(watch, DayWatch) or watch.latest is None:
        return []
    found, texts, fields = watch.latest, main.kit.texts, []
    if found.seals:
        words = texts("day.status.seals", count=found.seals)
        fields.append(StatusField("seals", words, run=partial(main.go, "seals")))
    if found.is_open:
        tone = "soon" if watch.is_evening() else "quiet"
        fields.append(StatusField("day", texts("day.status.open"), tone, partial(main.go, "day")))
    return fields
