"""The sync of an enrolled desk, wired: the runner's thread, the desk thread, the pages."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar

from wenling_desk import __version__, bootstrap
from wenling_desk.bootstrap import opening
from wenling_desk.bootstrap.enrolment import enrolment_of
from wenling_desk.bootstrap.release_hands import ReleaseTaker, release_lines
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.protocol.messages import DeviceReport, DuplicatesAnswer, FleetAnswer, HeldAnswer
from wenling_desk.protocol.versions import FACT_SCHEMA
from wenling_desk.security import signatures
from wenling_desk.store.snapshot_in import open_snapshot
from wenling_desk.sync.carrying import Carrier, FactsReader, OnDesk
from wenling_desk.sync.exchange import Exchange, Line
from wenling_desk.sync.runner import Chance, Nightly, OldScans, Runner
from wenling_desk.sync.state import Phase, Status
from wenling_desk.texts import Texts
from wenling_desk.ui.elsewhere import Elsewhere, OpenCase, Reach
from wenling_desk.ui.sync_centre.ports import Fleet, FleetDevice, HeldRecord, HeldThere, LinkStatus, Warned
from wenling_desk.ui.sync_centre.state_words import desk_words
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.sync_ports import NEEDS_ATTENTION, STATES, Enrolment

T = TypeVar("T")
LEASE_WARNING: Final = timedelta(hours=24)
"""How long before its end a lease is spoken of."""
STOP_SECONDS: Final = 3.0
"""How long a window that closes waits for the request under way; the centre answers its repetition next time."""
DOWNLOADS: Final = "downloads"
SAID_AS: Final = {
    "timeout": "offline",
    **dict.fromkeys(("certificate_expired", "certificate_not_yet", "certificate_wrong", "no_tls"), "tls"),
    **dict.fromkeys(
        (
            "unreadable", "digest", "changed_on_the_way", "too_large_answer", "hole", "incarnation", "push_answer",
            "pull_answer", "epoch_answer", "blob_state", "snapshot", "answer", "task",
        ),
        "broken",
    ),
}  # fmt: skip
"""Reasons of the exchange and the engine that a person is told in the same words."""
BROKEN_HERE: Final = frozenset({"disk"})
"""Codes of a download that failed on this side."""


@dataclass
class SyncParts:
    """Everything that sends and receives for one open desk."""

    desk: bootstrap.OpenDesk
    enrolment: Enrolment
    runner: Runner
    exchange: Exchange
    releases: ReleaseTaker

    def stop(self) -> None:
        """End the thread; a request under way is cut off after a moment."""
        if not self.runner.stop(STOP_SECONDS):
            self.exchange.close()
            self.runner.stop(STOP_SECONDS)
        self.exchange.close()


def make_sync(
    desk: bootstrap.OpenDesk,
    enrolment: Enrolment,
    on_desk: OnDesk,
    tell: Callable[[Changes], object],
    shown: Callable[[Status], object],
) -> SyncParts:
    """The runner of an enrolled desk, not started yet. ``on_desk`` does work in the desk thread's turn."""
    clock = desk.parts.clock
    nightly = Nightly(lambda: clock.now().date())
    key = signatures.SigningKey(enrolment.private_key)
    line = Line(
        server=enrolment.server,
        authority=enrolment.authority,
        device=enrolment.device,
        sign=key.sign,
        now=lambda: clock.now().isoformat(),
        new_nonce=lambda: secrets.token_hex(16),
        downloads=desk.parts.home / DOWNLOADS,
    )
    with desk.store.sync_reading() as reading:
        exchange = Exchange(line, reading.replica().request_seq)

    def in_turn(work: Callable[[], T]) -> T:
        def then_look() -> T:
            done = work()
            take_granted(desk)
            return done

        return on_desk(then_look)

    releases = ReleaseTaker(desk, in_turn, tell)
    carrier = Carrier(
        desk=lambda: desk.current,
        store=desk.store,
        new_id=desk.parts.ids.new_id,
        verify=partial(signatures.verify, enrolment.centre_key),
        open_snapshot=open_snapshot,
        on_desk=in_turn,
        tell=tell,
        take_release=releases.take,
        lost_releases=releases.lost,
        compared=nightly.note,
    )
    facts = FactsReader(lambda: desk.current, desk.store, lambda: report_of(desk), nightly.is_due)
    chance = Chance(lambda: time.monotonic_ns() // 1_000_000, clock.now, _jitter)
    runner = Runner(exchange, carrier, facts, chance, shown, OldScans(carrier, enrolment.kind, clock.now))
    return SyncParts(desk, enrolment, runner, exchange, releases)


def take_granted(desk: bootstrap.OpenDesk) -> None:
    """After a new epoch the desk has another code: the next paper's number has it, and the settings. On the desk
    thread, in the turn in which it was written."""
    identity, code = desk.current.identity, desk.store.identity.desk_code
    if identity.desk_code == code:
        return
    desk.dispatcher.desk = replace(desk.current, identity=replace(identity, desk_code=code))
    desk.settings = opening.as_granted(desk.parts.home, desk.settings, desk.store)


def report_of(desk: bootstrap.OpenDesk) -> DeviceReport:
    """What only this machine knows of itself; no personal data. The rest the reader adds."""
    try:
        free = shutil.disk_usage(desk.parts.home).free >> 20
    except OSError:
        free = 0
    return DeviceReport(
        app_version=__version__,
        schema=FACT_SCHEMA,
        unsent=0,
        free_mb=free,
        printer=desk.settings.printer_name,
        release=desk.current.catalogue().release,
    )


# -- for a command ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RoundMade:
    """What one run did; ``reason`` is the sentence why it stopped early, empty when all went well."""

    sent: int
    received: int
    reason: str


def sync_once(desk: bootstrap.OpenDesk) -> RoundMade:
    """One run on this thread. Refuses with ``not_enrolled``."""
    enrolment = enrolment_of(desk)
    if enrolment is None:
        raise DeskRefusal("not_enrolled")
    parts = make_sync(desk, enrolment, _straight, _ignore, _ignore)
    try:
        summary = parts.runner.run_once()
    finally:
        parts.stop()
    return RoundMade(summary.sent, summary.received, reason_words(desk.parts.texts, summary.reason))


def desk_standing(desk: bootstrap.OpenDesk) -> list[str]:
    """How the desk stands, for the terminal: counts by state, what is on this machine only, releases."""
    texts = desk.parts.texts
    with desk.store.sync_reading() as reading:
        counts = {state: reading.record_syncs("", (state,), 1, 0).total for state in STATES}
        unsent = reading.unsent()
    enrolment = enrolment_of(desk)
    releases = release_lines(desk, enrolment) if enrolment is not None else []
    words = desk_words(texts, unsent, desk.current.today(), counts[NEEDS_ATTENTION])
    return [texts("sync.cli.counts", **counts), words, *releases]


# -- in the pages' words ------------------------------------------------------------------------------


def reason_words(texts: Texts, code: str) -> str:
    """Why nothing was sent, as one sentence; empty for no reason."""
    if not code:
        return ""
    code = SAID_AS.get(code, code)
    key = f"sync.problem.{code}"
    return texts(key if texts.has(key) and code not in BROKEN_HERE else "sync.problem.own_trouble")


def link_status(texts: Texts, status: Status, now: datetime, now_ms: int, enrolment: Enrolment) -> LinkStatus:
    """The runner's standing as the pages show it."""

    def moment(milliseconds: int | None) -> datetime | None:
        return now + timedelta(milliseconds=milliseconds - now_ms) if milliseconds is not None else None

    return LinkStatus(
        online=status.online,
        is_sending=status.phase not in (Phase.WAITING, Phase.SPREADING),
        last_contact=moment(status.last_contact),
        next_try=moment(status.next_try),
        reason=reason_words(texts, status.reason),
        lease_until=enrolment.lease_until,
        warnings=(*_notices(texts, status), *_lease(enrolment, now)),
    )


def _notices(texts: Texts, status: Status) -> list[Warned]:
    found = []
    for notice in status.notices:
        values = dict(notice.values)
        if "direction" in values:
            fast = values["direction"] == "fast"
            values["direction"] = texts("sync.warning.clock_fast" if fast else "sync.warning.clock_slow")
        if texts.has(f"sync.warning.{notice.code}"):  # one of a newer centre is not for this version's eyes
            found.append(Warned(notice.code, values))
    return found


def _lease(enrolment: Enrolment, now: datetime) -> list[Warned]:
    ends = enrolment.lease_until.astimezone(now.tzinfo)
    values = {"day": f"{ends:%m-%d %H:%M}"}
    if now >= ends:
        return [Warned("lease_over", values)]
    return [Warned("lease_ends", values)] if ends - now < LEASE_WARNING else []


def fleet_of(answer: FleetAnswer) -> Fleet:
    """The devices of the hall."""
    return Fleet(
        datetime.fromisoformat(answer.now),
        tuple(
            FleetDevice(
                device=row.device,
                hall=row.hall,
                kind=row.kind,
                counter=row.counter,
                desk_code=row.desk_code,
                is_revoked=row.status == "revoked",
                last_seen_at=_moment(row.last_seen_at),
                lease_until=_moment(row.lease_until),
                held=row.held,
                **_reported(row.report),
            )
            for row in answer.devices
        ),
    )


def held_of(answer: HeldAnswer) -> HeldThere:
    """What a device held, masked by the centre."""
    return HeldThere(
        answer.device,
        _moment(answer.last_seen_at),
        answer.unsent_then,
        answer.total,
        tuple(
            HeldRecord(
                row.record, row.number, row.item_name, row.applicant, row.status, row.open, _moment(row.changed_at)
            )
            for row in answer.rows
        ),
    )


def elsewhere_of(answer: DuplicatesAnswer) -> Elsewhere:
    """Open cases of a person in any hall."""
    rows = tuple(
        OpenCase(row.hall, row.hall_name, row.number, row.item_code, row.status, _moment(row.received_at))
        for row in answer.rows
    )
    return Elsewhere(Reach.ALL_HALLS, rows, max(answer.total, len(rows)))


def _reported(report: DeviceReport | None) -> dict[str, Any]:
    if report is None:
        return {}
    return {
        "app_version": report.app_version,
        "release": report.release,
        "unsent": report.unsent,
        "oldest_unsent_at": _moment(report.oldest_unsent_at),
        "needs_attention": report.needs_attention,
        "blobs_waiting": report.blobs_waiting,
        "free_mb": report.free_mb,
        "printer": report.printer,
        "printer_state": report.printer_state,
    }


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _straight(work: Callable[[], T]) -> T:
    return work()


def _ignore(_: object) -> None:
    pass


def _jitter() -> float:
    return secrets.randbelow(1 << 30) / (1 << 30)
