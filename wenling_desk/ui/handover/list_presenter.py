"""One list on the table: who signs for it, and what was not there. No Qt here."""

from __future__ import annotations

from collections.abc import Callable

from wenling_desk.domain.handover import BY_BARCODE, BY_SIGNATURE
from wenling_desk.ui.handover.lines import Words
from wenling_desk.ui.handover.sender import INITIATOR, Sender
from wenling_desk.ui.handover.tools import HandoverTools
from wenling_desk.ui.record.clock_words import short_moment
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.handover_views import ListView, OpenList, view_list
from wenling_desk.use_cases.sign_list import DeemDelivered, SignList

OPENING = "handover_list"
OnTold = Callable[[Told], object]


class ListPresenter:
    """A list opened from the band of unsigned ones (``signature``) or by its barcode (``barcode``)."""

    def __init__(self, tools: HandoverTools, sender: Sender) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._sender = sender
        self.list: ListView | None = None
        self.way = BY_SIGNATURE
        self.missing: set[str] = set()

    def open(self, list_id: str, *, scanned: bool, on_read: Callable[[], object], on_failed: OnTold) -> None:
        """Read it; everything counts as received until somebody says otherwise."""
        desk = self._tools.desk()

        def keep(found: ListView) -> None:
            if self.list is None or self.list.list_id != found.list_id:
                self.missing = set()
            self.list = found
            self.way = BY_BARCODE if scanned else BY_SIGNATURE
            on_read()

        self._tools.bridge.ask(lambda reading: view_list(desk, reading, list_id), keep, OPENING, on_failed)

    def close(self) -> None:
        """Nothing on the table."""
        self.list = None
        self.missing = set()
        self._tools.bridge.forget(OPENING)

    def turn(self, record_id: str) -> None:
        """There, or not there."""
        self.missing ^= {record_id}

    def remark(self) -> str:
        """For whom, made when, how many; how it ended where it has."""
        found = self.list
        if found is None:
            return ""
        today = self._tools.desk().today()
        made = short_moment(self._texts, found.made_at, today)
        said = self._texts("handover.list.remark", organ=found.department, made=made, count=len(found.rows))
        if found.is_open or found.signed_at is None:
            return said
        at = short_moment(self._texts, found.signed_at, today)
        key = "handover.list.signed" if found.signed_by else "handover.list.signed_deemed"
        return said + self._texts("handover.list.joined") + self._texts(key, by=found.signed_by, at=at)

    def way_words(self) -> str:
        """How it is signed."""
        return self._texts("handover.list.scanned" if self.way == BY_BARCODE else "handover.list.typed")

    def escalation(self, found: OpenList | None) -> str:
        """Whom a late list is told to."""
        words = Words(self._texts, self._tools.desk(), self._tools.rules)
        return words.escalation(found.light) if found is not None else ""

    def sign(self, by: str, on_done: Callable[[str], object], on_failed: OnTold) -> None:
        """Write the signing down; what is said about it."""
        found = self.list
        if found is None:
            return
        missing = tuple(row.record_id for row in found.rows if row.record_id in self.missing)
        values = {"number": found.number, "by": by, "count": len(found.rows) - len(missing), "missing": len(missing)}
        said = self._texts("handover.list.done_missing" if missing else "handover.list.done", **values)

        def done(_: Changes) -> None:
            self.close()
            on_done(said)

        self._sender.send(
            ("sign", found.list_id, by, self.way, missing),
            lambda command_id: SignList(
                command_id=command_id,
                initiator=INITIATOR,
                list_id=found.list_id,
                by=by,
                way=self.way,
                missing=missing,
            ),
            done,
            on_failed,
        )

    def deem_strip(self) -> str:
        """What stands in the strip before a list counts as delivered."""
        rule = self._tools.rules.deemed
        if self.list is None or rule is None:
            return ""
        return self._texts(
            "handover.list.deem_strip", number=self.list.number, rule=rule.source, count=len(self.list.rows)
        )

    def deem(self, on_done: Callable[[str], object], on_failed: OnTold) -> None:
        """记视为送达."""
        found = self.list
        if found is None:
            return
        said = self._texts("handover.list.deemed", number=found.number)

        def done(_: Changes) -> None:
            self.close()
            on_done(said)

        self._sender.send(
            ("deem", found.list_id),
            lambda command_id: DeemDelivered(
                command_id=command_id, initiator=INITIATOR, list_id=found.list_id, rules=self._tools.rules
            ),
            done,
            on_failed,
        )
