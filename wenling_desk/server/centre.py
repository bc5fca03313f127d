"""The centre without HTTP: one method for each thing a desk or an administrator may ask."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from wenling_desk.domain.authority import Authority
from wenling_desk.domain.figures import FigureShelf, NoFigures
from wenling_desk.protocol.messages import PushAnswer, PushRequest
from wenling_desk.server.counting import Counting, Ledgers, NoLedgers
from wenling_desk.server.duplicates import Duplicates
from wenling_desk.server.fleet import Fleet
from wenling_desk.server.housekeeping import INCARNATION, Housekeeping
from wenling_desk.server.joining import Joining
from wenling_desk.server.judge import Judge, Shelf, Workflows
from wenling_desk.server.parts import Clock, IdSource, Keys, Limits, Parts
from wenling_desk.server.push import Push, verify
from wenling_desk.server.quarantine import Quarantine
from wenling_desk.server.refusals import Refused
from wenling_desk.server.releases import Releases
from wenling_desk.server.snapshots import Snapshots
from wenling_desk.server.work import RecordCache
from wenling_desk.store.centre import devices
from wenling_desk.store.centre.session import Session
from wenling_desk.store.centre.store import CentreStore


class Centre(Joining, Snapshots, Releases, Housekeeping, Fleet, Duplicates, Quarantine):
    """The central server's core; every method may be called from several threads at once.

    A device's id is that of a proven signature; what is not done raises :class:`wenling_desk.server.refusals.Refused`.
    """

    def __init__(
        self,
        store: CentreStore,
        clock: Clock,
        ids: IdSource,
        shelf: Shelf,
        workflows: Workflows,
        authority: Authority,
        keys: Keys,
        *,
        files: Path | None = None,
        limits: Limits | None = None,
        told: Callable[[dict[str, int]], None] | None = None,
        look: Callable[[], bool] | None = None,
        figures: FigureShelf | None = None,
        ledgers: Ledgers | None = None,
    ) -> None:
        """``files``: the folder of attachments, snapshots and releases. ``told`` hears the new head of each scope
        after a commit: a hint for those who wait, never more. ``look`` is asked before each push whether another
        process has published a release since. ``figures`` and ``ledgers`` define what is counted over all
        halls."""
        limits = limits or Limits()
        judge = Judge(shelf, workflows, authority)
        parts = Parts(store, clock, ids, judge, keys, RecordCache(limits.cached_records), limits, files)
        Snapshots.__init__(self, parts)
        self._told = told
        self._look = look
        self.counting = Counting(store, judge, figures or NoFigures(), ledgers or NoLedgers(), clock.now)
        parts.life = store.write(self._life)

    def _life(self, session: Session) -> str:
        known = devices.state(session).get(INCARNATION)
        if known is None:
            known = self.parts.ids.new_id()
            devices.set_state(session, INCARNATION, known)
        return known

    def push(self, device: str, request: PushRequest) -> PushAnswer:
        """Take ops in. Refuses ``wrong_scope``, ``bad_message``, ``bad_digest``, ``too_large``, ``device_unknown``,
        ``epoch_closed``, ``gap`` (expected) and ``forked`` (seq); nothing of a refused push is stored.

        An acknowledgement goes as far as the ops of this very request were verified, never further.
        """
        if request.device != device:
            raise Refused("wrong_scope")
        if self._look is not None and self._look():
            self.parts.judge.forget()
        push = Push(self.parts, device, request, verify(request))
        answer = self.parts.store.write(push.run)
        self.parts.cache.keep((work.record_id, work.rank, work.standing) for work in push.works.values() if work.rank)
        if self._told is not None and push.scopes:
            self._told(push.scopes)
        return answer
