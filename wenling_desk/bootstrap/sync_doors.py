"""The runner of an enrolled desk between its threads and the windows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from wenling_desk import bootstrap
from wenling_desk.bootstrap.enrolment import enrolment_of
from wenling_desk.bootstrap.release_hands import release_warnings
from wenling_desk.bootstrap.syncing import (
    SyncParts,
    elsewhere_of,
    fleet_of,
    held_of,
    link_status,
    make_sync,
    reason_words,
)
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.sync.asking import Failure
from wenling_desk.sync.state import Status
from wenling_desk.ui.bridge import Bridge
from wenling_desk.ui.elsewhere import Elsewhere
from wenling_desk.ui.sync_centre.link import Done, Failed, Reason, SyncLink
from wenling_desk.ui.sync_centre.ports import Fleet, HeldThere, Warned
from wenling_desk.use_cases.sync_ports import Enrolment


def open_doors(desk: bootstrap.OpenDesk, enrolment: Enrolment, bridge: Bridge, link: SyncLink) -> SyncParts:
    """The runner, not started yet: its writing goes through the bridge, its standing to the link."""

    def show(status: Status) -> None:
        # The lease is renewed with every greeting.
        known, now = enrolment_of(desk) or enrolment, desk.parts.clock.now()
        standing = link_status(desk.parts.texts, status, now, parts.runner.now_ms, known)
        warnings = (*journal_warnings(desk), *standing.warnings, *release_warnings(desk, known, parts.releases))
        link.show(replace(standing, warnings=warnings))

    parts = make_sync(desk, enrolment, bridge.carry_out, bridge.announce, show)
    link.doors = RunnerDoors(parts)
    return parts


def journal_warnings(desk: bootstrap.OpenDesk) -> tuple[Warned, ...]:
    """The second path of the issue journal cannot be written."""
    if desk.store.journal_trouble is None:
        return ()
    return (Warned("journal_gone", {"path": str(desk.store.journal_folder)}),)


@dataclass
class RunnerDoors:
    """``CentreDoors``: questions as errands of the runner's thread."""

    parts: SyncParts

    def fleet(self, done: Done[Fleet], failed: Failed) -> None:
        """The devices of the hall."""
        self.parts.runner.fleet(lambda answer: done(fleet_of(answer)), self._failing(failed))

    def held(self, device: str, done: Done[HeldThere], failed: Failed) -> None:
        """What a device held."""
        self.parts.runner.held(device, lambda answer: done(held_of(answer)), self._failing(failed))

    def fetch(self, record_id: str, done: Done[object], failed: Failed) -> None:
        """Another desk's case; the look is written with what came."""
        try:
            self.parts.runner.fetch(record_id, done, self._failing(failed))
        except DeskRefusal as refusal:
            failed(refusal)

    def duplicates(self, number: str, items: tuple[str, ...], done: Done[Elsewhere], failed: Failed) -> None:
        """Open cases of a person in any hall."""
        try:
            self.parts.runner.duplicates(
                number, items, lambda answer: done(elsewhere_of(answer)), self._failing(failed)
            )
        except DeskRefusal as refusal:
            failed(refusal)

    def send_now(self) -> None:
        """Wake the runner."""
        self.parts.runner.send_now()

    def _failing(self, failed: Failed) -> Callable[[Failure], object]:
        texts = self.parts.desk.parts.texts
        return lambda failure: failed(Reason(reason_words(texts, failure.reason), failure.reason))
