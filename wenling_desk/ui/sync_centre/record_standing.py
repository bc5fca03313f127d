"""One record's standing towards the centre, for the record page. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_moment
from wenling_desk.ui.record.scan_files import read_scan
from wenling_desk.ui.sync_centre.ports import SyncHands, ask_sync
from wenling_desk.ui.told import DeskBridge, Told, ToldKind
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.sync_ports import SyncReading

KINDS = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG"}
MOST_WAITING = 1000


@dataclass(frozen=True, slots=True)
class Scan:
    """A file to be attached."""

    record_id: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class StandingTools:
    """What the record page of an enrolled desk is given. ``attach`` makes the command for a scan."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts
    hands: SyncHands
    attach: Callable[[Scan], Command]
    open_record: Callable[[str], None]
    open_sync: Callable[[str], None]
    ask_for_file: Callable[[Callable[[Path], None]], None] | None = None


@dataclass(frozen=True, slots=True)
class ScanLine:
    """An attachment: what it is, and whether the centre has it."""

    key: str
    words: str
    is_there: bool


@dataclass(frozen=True, slots=True)
class RecordStanding:
    """How a record stands: state, what a person must look at, the other case of a suspected duplicate."""

    record_id: str
    state: str
    number: str
    is_disputed: bool
    other_record: str
    is_duplicate: bool
    scans_missing: int
    scans: tuple[ScanLine, ...]


def read_standing(texts: Texts, desk: Desk, reading: SyncReading, record_id: str) -> RecordStanding:
    """The standing of one record this desk holds."""
    facts = reading.facts_of(record_id)
    waiting = {blob.sha256 for blob in reading.blobs_waiting(MOST_WAITING) if blob.record_id == record_id}
    troubles = reading.troubles(record_id)
    duplicates = [trouble for trouble in troubles if trouble.code == "duplicate"]
    own = {fact.fact_id for fact in facts} | {record_id}
    others = [each for trouble in duplicates for each in trouble.facts if each not in own]
    today = desk.today()
    acked = reading.replica().acked

    def is_sent(command_id: str) -> bool:
        # The scan of an op that is still here alone waits behind it and is in no queue yet.
        op = reading.op_of(command_id)
        return op is None or op.last <= acked

    return RecordStanding(
        record_id=record_id,
        state=reading.record_sync(record_id),
        number=next((str(fact.body["number"]) for fact in facts if fact.kind == "PaperIssued"), ""),
        is_disputed=any(trouble.code in ("disputed", "number_shared") for trouble in troubles),
        other_record=next(iter(others), ""),
        is_duplicate=bool(duplicates),
        scans_missing=reading.scans_missing(record_id),
        scans=tuple(
            ScanLine(
                fact.fact_id,
                texts(
                    "sync.record.scan",
                    kind=KINDS.get(str(fact.body.get("media_type", "")), ""),
                    size=max(1, int(fact.body.get("size", 0)) // 1024),
                    moment=short_moment(texts, fact.at, today),
                ),
                is_sent(fact.command_id) and fact.body.get("sha256") not in waiting,
            )
            for fact in facts
            if fact.kind == "ScanAttached"
        ),
    )


class StandingPresenter:
    """Reads the standing of the record on the page, fetches another desk's, attaches scans."""

    def __init__(self, tools: StandingTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.standing: RecordStanding | None = None
        self.record_id = ""

    def read(self, record_id: str, on_read: Callable[[RecordStanding], None]) -> None:
        """Read it anew; a record that cannot be read has no standing."""
        self.record_id = record_id
        tools, desk = self._tools, self._tools.desk()

        def question(reading: SyncReading) -> RecordStanding:
            return read_standing(self._texts, desk, reading, record_id)

        def keep(standing: RecordStanding) -> None:
            if standing.record_id == self.record_id:
                self.standing = standing
                on_read(standing)

        ask_sync(tools.bridge, question, keep, "record_standing")

    def forget(self) -> None:
        """The record before is gone."""
        self.standing = None
        self.record_id = ""
        self._tools.bridge.forget("record_standing")

    def fetch(self, record_id: str, done: Callable[[], None], failed: Callable[[str], None]) -> None:
        """Fetch another desk's case; the sentence when it cannot be had."""
        self._tools.hands.fetch(record_id, done, lambda told: failed(told.sentence))

    def reason_against_attaching(self) -> str:
        """Why no scan can be attached now; empty when one can."""
        if self.standing is None:
            return self._texts("record.act.not_now")
        try:
            self._tools.desk().role_for("attach_scan")
        except DeskRefusal as refusal:
            return self._texts.sentence(refusal)
        return ""

    def attach(self, file: Path, on_done: Callable[[str], None], on_failed: Callable[[Told], None]) -> None:
        """Attach a file: PDF, PNG or JPEG by its name and its beginning."""
        standing = self.standing
        if standing is None:
            return
        scan = read_scan(file)
        if scan.fault:
            on_failed(Told(ToldKind.REFUSAL, scan.fault, self._texts(scan.fault, name=file.name)))
        else:
            command = self._tools.attach(Scan(standing.record_id, scan.media_type, scan.data))
            done = self._texts("sync.record.attached", name=file.name)
            self._tools.bridge.submit(command, lambda _: on_done(done), on_failed, on_failed)
