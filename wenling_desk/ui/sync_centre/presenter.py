"""The sync centre without its widgets. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wenling_desk.texts import Texts
from wenling_desk.ui.sync_centre.ports import LinkStatus, SettleActs, SyncHands, ask_sync
from wenling_desk.ui.sync_centre.reader import (
    ADOPT,
    PUT_IN_FORCE,
    SET_ASIDE,
    SyncDetail,
    SyncLine,
    SyncView,
    TroubleDetail,
    read_detail,
    read_list,
)
from wenling_desk.ui.sync_centre.state_words import contact_words, desk_words, leave_words, warning_words
from wenling_desk.ui.told import DeskBridge, Told, ToldKind
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.look_at_person import LookAtPerson
from wenling_desk.use_cases.sync_ports import NEEDS_ATTENTION, QUEUED, STATES, SyncReading

INITIATOR = "sync_centre"
FIRST_ROWS = 100
MOST_ROWS = 1000
LONGEST_REASON = 200


def _as_written(clerk: str) -> str:
    return clerk


@dataclass(frozen=True, slots=True)
class SyncTools:
    """The hands of the sync centre; ``desk`` is asked each time: the person signed in may change."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    hands: SyncHands
    settle: SettleActs
    clerk_name: Callable[[str], str] = _as_written


class SyncPresenter:
    """Reads the list page by page and settles what needs attention; holds nothing but words."""

    def __init__(self, tools: SyncTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._limit = FIRST_ROWS
        self.filter = ""
        self.state = ""
        """The one state shown; empty shows all."""
        self.view: SyncView | None = None
        self.detail: SyncDetail | None = None
        self._looked: set[str] = set()

    # -- the list --------------------------------------------------------------------------------

    def read(self, on_read: Callable[[SyncView], None], on_failed: Callable[[Told], None] | None = None) -> None:
        """Read the list anew."""
        desk, texts, tools = self._tools.desk(), self._texts, self._tools
        wanted, state, limit = self.filter, self.state, self._limit

        def question(reading: SyncReading) -> SyncView:
            return read_list(texts, desk, reading, wanted, state, limit, tools.clerk_name)

        def keep(view: SyncView) -> None:
            self.view = view
            on_read(view)

        ask_sync(tools.bridge, question, keep, "sync_centre", on_failed)

    def set_filter(self, text: str) -> bool:
        """Search by number, item or masked name; whether that is another search than before."""
        wanted = text.strip()
        changed, self.filter = wanted != self.filter, wanted
        if changed:
            self._limit = FIRST_ROWS
        return changed

    def choose_state(self, state: str) -> None:
        """Show one state only; the same one again shows all."""
        self.state = "" if state in ("", self.state) else state
        self._limit = FIRST_ROWS

    def wants_more(self) -> bool:
        """The eye has come to the end of what was read; whether there is more."""
        if self.view is None or not self._limit <= len(self.view.rows) < min(self.view.total, MOST_ROWS):
            return False
        self._limit += FIRST_ROWS
        return True

    def concerns(self, changes: Changes) -> bool:
        """Whether a change shows here: every entry of the ledger waits to be sent."""
        return bool(changes.records) or changes.worklists or changes.papers

    def line(self, record_id: str) -> SyncLine | None:
        """A row shown now."""
        rows = self.view.rows if self.view is not None else ()
        return next((row for row in rows if row.record_id == record_id), None)

    # -- how the desk stands ---------------------------------------------------------------------

    def status(self) -> LinkStatus:
        """The runner's standing."""
        return self._tools.hands.status()

    def contact(self) -> str:
        """Last contact, next try and the reason of the last failure."""
        return contact_words(self._texts, self.status(), self._tools.desk().today())

    def desk_state(self) -> str:
        """本机 N 件, or 已确认."""
        if self.view is None:
            return ""
        attention = self.view.counts.get(NEEDS_ATTENTION, 0)
        return desk_words(self._texts, self.view.unsent, self._tools.desk().today(), attention)

    def safe_words(self) -> str:
        """What is safe while something is unsent; empty when all is at the centre."""
        return leave_words(self._texts, self.view.unsent, self._tools.desk().today()) if self.view is not None else ""

    def others_words(self) -> str:
        """How many records of other clerks wait here; nobody of theirs is named."""
        count = self.view.others if self.view is not None else 0
        return self._texts("sync.others", count=count) if count else ""

    def blobs_words(self) -> str:
        """Attachments that wait; they follow the cases."""
        count = self.view.unsent.blobs if self.view is not None else 0
        return self._texts("sync.blobs", count=count) if count else ""

    def warnings(self) -> tuple[str, ...]:
        """The standing warnings."""
        return warning_words(self._texts, self.status())

    def send_now(self) -> None:
        """现在就送."""
        self._tools.hands.send_now()

    def empty_words(self) -> str:
        """What is said where no row is."""
        if self.filter:
            return self._texts("sync.nothing_found")
        return self._texts(f"sync.empty.{self.state or 'all'}")

    # -- one record ------------------------------------------------------------------------------

    def open(self, record_id: str, on_read: Callable[[SyncDetail], None], on_failed: Callable[[Told], None]) -> None:
        """Read one row in full; of several questions only the last is answered."""
        line = self.line(record_id)
        if line is None:
            return
        desk, texts, tools = self._tools.desk(), self._texts, self._tools

        def question(reading: SyncReading) -> SyncDetail:
            return read_detail(texts, desk, reading, line, tools.clerk_name)

        def keep(detail: SyncDetail) -> None:
            self.detail = detail
            if detail.reveals and detail.record_id not in self._looked:
                # The clerk's own values stand on the screen: that is a look, and it is written down.
                self._looked.add(detail.record_id)
                look = LookAtPerson(command_id=desk.ids.new_id(), initiator=INITIATOR, record_id=detail.record_id)
                tools.bridge.submit(look, None, _let_be, _let_be, background=True)
            on_read(detail)

        ask_sync(tools.bridge, question, keep, "sync_detail", on_failed)

    def forget(self) -> None:
        """Nothing of a record stays when the page is left."""
        self.detail = None
        self._looked.clear()
        self._tools.bridge.forget("sync_detail")

    def reason_against(self, act: str) -> str:
        """Why an act cannot be done on the trouble shown; empty when it can."""
        trouble = self.trouble()
        if trouble is None or act not in trouble.against:
            return self._texts("sync.act.not_here")
        return trouble.against[act]

    def trouble(self) -> TroubleDetail | None:
        """The trouble shown: the oldest of the record."""
        return next(iter(self.detail.troubles), None) if self.detail is not None else None

    def strip(self, act: str) -> tuple[str, str]:
        """Sentence and verb of the strip before an act."""
        trouble = self.trouble()
        what = trouble.heading if trouble is not None else ""
        return self._texts(f"sync.strip.{act}", what=what), self._texts(f"sync.act.{act}")

    def settle(self, act: str, reason: str, on_done: Callable[[str], None], on_failed: Callable[[Told], None]) -> bool:
        """Do it; ``False`` where a dispute is decided without a reason, or nothing is shown."""
        trouble = self.trouble()
        if trouble is None:
            return False
        if trouble.asks_reason and not reason.strip():
            on_failed(Told(ToldKind.REFUSAL, "reason_needed", self._texts("sync.act.reason_needed")))
            return False
        done = self._texts(f"sync.done.{act}")
        self._tools.bridge.submit(
            self._command(trouble, act, reason.strip()), lambda _: on_done(done), on_failed, on_failed
        )
        return True

    def _command(self, trouble: TroubleDetail, act: str, reason: str) -> Command:
        settle = self._tools.settle
        if act == ADOPT:
            return settle.adopt(trouble.trouble_id, trouble.record_id)
        if act == SET_ASIDE:
            return settle.set_aside(trouble.trouble_id, trouble.record_id)
        return settle.settle_dispute(trouble.trouble_id, trouble.record_id, in_force=act == PUT_IN_FORCE, reason=reason)

    def counted_states(self) -> tuple[tuple[str, int], ...]:
        """The four states with their counts, in the order of a record's way."""
        counts = self.view.counts if self.view is not None else {}
        return tuple((state, counts.get(state, 0)) for state in STATES)

    def is_calm(self) -> bool:
        """Whether nothing waits and nobody is needed."""
        counts = self.view.counts if self.view is not None else {}
        return not counts.get(QUEUED, 0) and not counts.get(NEEDS_ATTENTION, 0)


def _let_be(_told: Told) -> None:
    """A look that could not be written is written when the case itself is opened."""
