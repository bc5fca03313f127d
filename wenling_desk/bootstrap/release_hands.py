"""Releases that arrive at a desk: the catalogue is kept and takes effect on its day, a program is only told of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from wenling_desk import __version__, bootstrap
from wenling_desk.catalogue.files import release_order
from wenling_desk.catalogue.packed import PackDamaged, unpack
from wenling_desk.catalogue.releases import Keeping, effective_day
from wenling_desk.protocol.codec import BadMessageError, decode
from wenling_desk.protocol.messages import ReleaseBody
from wenling_desk.protocol.signing import release_bytes
from wenling_desk.security import signatures
from wenling_desk.store.trouble import translating
from wenling_desk.sync.carrying import OnDesk
from wenling_desk.sync.rows import read_held
from wenling_desk.ui.sync_centre.ports import Warned
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.sync_ports import Enrolment
from wenling_desk.use_cases.sync_rows import RELEASE

CATALOGUE: Final = "catalogue"
PROGRAM: Final = "program"
NOTE: Final = "releases"
"""The note in the database: announcements of the releases that were taken."""


@dataclass
class ReleaseTaker:
    """Takes verified files of releases in. ``refused``: why one was not taken since the start, by its number; the
    row that told of it stays, and the next start tries again."""

    desk: bootstrap.OpenDesk
    on_desk: OnDesk
    tell: Callable[[Changes], object]
    refused: dict[str, str] = field(default_factory=dict)

    def take(self, body: ReleaseBody, path: Path) -> bool:
        """Whether the release is on the shelf, for good. Between two commands of the clerk, so that none begins under
        one release and ends under another. Raises ``KnownTrouble`` where the disk does not take it."""
        if body.release_kind != CATALOGUE:
            return False
        shelf, today = self.desk.parts.catalogues, self.desk.current.today()
        with translating(self.desk.parts.home):
            data = path.read_bytes()
        try:
            catalogue = unpack(data)
            effective_at = datetime.fromisoformat(body.effective_at)
        except (PackDamaged, ValueError):
            return self._refuse(body, "release_unreadable")
        if (
            catalogue.release != body.number
            or catalogue.region != self.desk.current.identity.region
            or effective_at.tzinfo is None
        ):
            return self._refuse(body, "release_wrong")
        with translating(self.desk.parts.home):
            keeping = self.on_desk(partial(shelf.receive, catalogue, data, effective_at, today))
        if keeping is Keeping.NUMBER_REUSED:
            return self._refuse(body, "release_wrong")
        self.on_desk(partial(self._note, body))
        self.refused.pop(body.number, None)
        self.tell(Changes(worklists=True))
        return True

    def lost(self) -> tuple[ReleaseBody, ...]:
        """Releases taken once whose file is damaged or gone (a restored backup has none): to be fetched again."""
        shelf = self.desk.parts.catalogues
        return tuple(body for body in self._noted() if not shelf.holds(body.number))

    def _noted(self) -> list[ReleaseBody]:
        try:
            return msgspec.json.decode(self.desk.store.note(NOTE) or "[]", type=list[ReleaseBody])
        except msgspec.MsgspecError:
            return []

    def _note(self, body: ReleaseBody) -> None:
        """The database remembers what was taken: the row that told of it goes."""
        noted = [each for each in self._noted() if each.number != body.number]
        self.desk.store.keep_note(NOTE, msgspec.json.encode([*noted, body]).decode())

    def _refuse(self, body: ReleaseBody, code: str) -> bool:
        self.refused[body.number] = code
        return False


def release_warnings(desk: bootstrap.OpenDesk, enrolment: Enrolment, taker: ReleaseTaker) -> tuple[Warned, ...]:
    """What is to be said of releases: a newer program, a catalogue that was not taken, one whose file is damaged."""
    found = [Warned("release_damaged", {"number": number}) for number in sorted(desk.parts.catalogues.damaged)]
    waiting = waiting_releases(desk, enrolment)
    found += [
        Warned(taker.refused[body.number], {"number": body.number})
        for body in waiting
        if body.release_kind == CATALOGUE and body.number in taker.refused
    ]
    program = newer_program(waiting)
    if program is not None:
        found.append(Warned("program_published", {"number": program.number, "known": __version__}))
    return tuple(found)


def release_lines(desk: bootstrap.OpenDesk, enrolment: Enrolment) -> list[str]:
    """For the terminal: the catalogue in force, those that will be, those told of and not here yet, a newer program."""
    texts, shelf, today = desk.parts.texts, desk.parts.catalogues, desk.current.today()
    lines = [texts("sync.cli.catalogue", number=shelf.current(today).release)]
    lines += [
        texts("sync.cli.catalogue_coming", number=each.number, day=each.day)
        for each in shelf.published()
        if each.day > today
    ]
    waiting = waiting_releases(desk, enrolment)
    lines += [
        texts("sync.cli.catalogue_waiting", number=body.number, day=_day(body))
        for body in waiting
        if body.release_kind == CATALOGUE
    ]
    lines += [texts("sync.warning.release_damaged", number=number) for number in sorted(shelf.damaged)]
    program = newer_program(waiting)
    if program is not None:
        lines.append(texts("sync.warning.program_published", number=program.number, known=__version__))
    return lines


def waiting_releases(desk: bootstrap.OpenDesk, enrolment: Enrolment) -> list[ReleaseBody]:
    """Those the centre told of, with its signature, that are not here: the rows are kept in the database."""
    with desk.store.sync_reading() as reading:
        held = [row for row in reading.held_rows() if row.reason == RELEASE]
    found = []
    for row in held:
        try:
            body = decode(bytes(read_held(row).body), ReleaseBody)
        except BadMessageError:
            continue
        sealed = release_bytes(body.release_kind, body.number, body.sha256, body.effective_at)
        if signatures.verify(enrolment.centre_key, body.signature, sealed):
            found.append(body)
    return found


def newer_program(waiting: list[ReleaseBody]) -> ReleaseBody | None:
    """The newest program told of, where it is newer than this one."""
    known = release_order(__version__)
    newer = [body for body in waiting if body.release_kind == PROGRAM and release_order(body.number) > known]
    return max(newer, key=lambda body: release_order(body.number), default=None)


def _day(body: ReleaseBody) -> date | str:
    try:
        return effective_day(datetime.fromisoformat(body.effective_at))
    except ValueError:
        return body.effective_at
