"""The processes that are killed: a centre, desks, and the opening of an old home. Run by ``warm.nursery()``."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import shutil
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from tests.simulation.centre_state import gather
from tests.simulation.history import Event, Probed, line_of
from tests.store.conftest import IDENTITY, KEY
from tests.support.store_samples import TestClock
from tests.torture import warm
from tests.torture.desk_state import client_state
from tests.torture.living_desk import LivingDesk
from wenling_desk.bootstrap import home_state
from wenling_desk.bootstrap.system import SystemClock
from wenling_desk.security import keys
from wenling_desk.server.joining import ACTIVE, scopes_of
from wenling_desk.store.backup import restore
from wenling_desk.store.centre.session import Session
from wenling_desk.store.desk_store import open_store
from wenling_desk.store.sync_unit import SqlSyncUnitOfWork
from wenling_desk.use_cases.ports import WorkQuery

HALL: Final = "H01"
CENTRE: Final = "centre"
PASSWORD: Final = "a sound horse of 12 hands"
BACKING_UP, TAKING_IN = "backup", "snapshot"
"""Lives of a desk that begin with a backup, or with the hall's worklist taken in anew."""
PARTIAL: Final = ".partial"
"""How the folder of a backup ends that is not whole yet."""
FORGETFUL: Final = "forgetful"
"""A defect: every so many of a desk's database transactions are not written."""
FORGETS_EVERY: Final = 6
REST: Final = 0.04
"""The longest pause of a clerk in seconds."""
LOOKS_OVER, LATEST = 0.2, 30
"""How often a desk looks over what its last life left, and at how many records."""
MOVED: Final = 3
"""How a desk ends that had something to send or to receive."""
MOST_TRIES: Final = 120
CASES: Final = 3
"""In each home of the museum."""


@dataclass(frozen=True, slots=True)
class Life:
    """One life of a desk; ``defect`` is one planted in it."""

    room: Path
    name: str
    seed: str
    number: int
    begins_with: str = ""
    defect: str = ""


def serve(room: Path, port: int, log: Path) -> None:
    """``wenling-desk serve``."""
    warm.begin(room, log)
    words = ["serve", "--home", str(room / CENTRE), "--host", "127.0.0.1", "--port", str(port), "--hall", HALL]
    sys.exit(warm.cli.main(words))


def make_code(room: Path, target: Path) -> None:
    """One more enrolment code, made beside the centre that serves."""
    warm.begin(room, room / "code.log")
    with warm.centre.opened(room / CENTRE) as found:
        code, _ = found.make_code(HALL, "测试大厅", "counter")
    target.write_text(code, encoding="ascii")


def join(room: Path, name: str, server: str, code: str, fingerprint: str) -> None:
    """A new home joins; its key is kept beside it, for every opening would cost a quarter of a second."""
    warm.begin(room, room / f"{name}.log")
    wish = warm.enrolment.Wish(server, code, fingerprint, name.upper(), "counter", "001", "林小满")
    warm.enrolment.enrol(room / name, wish, PASSWORD)
    (room / f"{name}.key").write_bytes(keys.open_with_password(room / name, PASSWORD).raw)


def live(life: Life) -> None:
    """Open, go on with what was in flight, and work until killed."""
    warm.begin(life.room, life.room / f"{life.name}.log")
    if life.defect == FORGETFUL:
        _forget()
    draw = random.Random(f"{life.seed}/{life.name}/{life.number}")
    desk = LivingDesk(life.room, life.name, draw, f"{life.name}-{life.number}")
    if draw.random() < LOOKS_OVER:
        desk.look_over(most=LATEST)
    desk.begin_day()
    desk.sync.runner.start()
    desk.sync.runner.send_now()
    if life.begins_with == BACKING_UP:
        desk.back_up(life.room / f"{life.name}-backup-{life.number}")
    elif life.begins_with == TAKING_IN:
        desk.forget_hall()
    while True:
        desk.act()
        if draw.random() < 0.2:
            desk.sync.runner.send_now()
        if draw.random() < 0.1:
            desk.fetch_something()
        time.sleep(draw.random() * REST)


def _forget() -> None:
    commit, times = SqlSyncUnitOfWork.commit, itertools.count(1)

    def forget(self: SqlSyncUnitOfWork) -> None:
        if next(times) % FORGETS_EVERY:
            commit(self)

    SqlSyncUnitOfWork.commit = forget  # type: ignore[method-assign]


def drain(life: Life) -> None:
    """Send and receive until there is nothing more, on a sound line, without a clerk. Ends with ``MOVED`` where there
    was anything: the other desks may have more to receive now."""
    warm.begin(life.room, life.room / f"{life.name}.log")
    desk = LivingDesk(life.room, life.name, random.Random(life.seed), f"{life.name}-{life.number}")
    desk.begin_day()
    quiet, moved, done = 0, False, None
    for _ in range(MOST_TRIES):
        done = desk.sync.runner.run_once()
        moved |= bool(done.sent or done.received)
        quiet = quiet + 1 if done.is_done and not (done.sent or done.received or done.left_blobs) else 0
        if quiet == 2:
            break
        if done.reason:
            time.sleep(0.05)
    else:
        desk.wrong("I17", f"not quiet after {MOST_TRIES} tries: {done}")
    desk.look_over()
    desk.close()
    sys.exit(MOVED if moved else 0)


def report(room: Path, names: tuple[str, ...], target: Path) -> None:
    """What both ends were left with, as lines of a history. Nothing runs any more."""
    warm.begin(room, room / "report.log")
    lines: list[str] = []

    def note(event: Event) -> None:
        lines.append(line_of(event))

    with warm.centre.opened(room / CENTRE) as found:
        state = gather(found.store)
        holders = {record: device for record, device in state.holders if _is_active(found, device)}
        named = {sha256: record for sha256, record, _ in state.blob_refs}
        for place, blob in enumerate(state.blobs):
            device = holders.get(named.get(blob.sha256, ""))
            if device is not None:
                data = found.centre.blob_read(device, blob.sha256, 0, blob.size)
                state.blobs[place] = replace(blob, actual=hashlib.sha256(data).hexdigest())
        lines.append(line_of(state))
        for name in names:
            key = (room / f"{name}.key").read_bytes()
            desk = warm.opening._open(room / name, key, home_state.ready_settings(room / name))
            device = desk.store.identity.device
            row = found.centre.device_row(device)
            hall = row.hall if row is not None else ""
            scopes = found.store.read(partial(_scopes, device=device, hall=hall))
            lines.append(line_of(client_state(desk.store, name, hall, scopes)))
            for scope in scopes:
                if not scope.startswith("catalogue:"):
                    theirs = found.centre.digest(device, scope)
                    with desk.store.sync_reading() as reading:
                        ours = reading.scope_digest(scope)
                    same = ours == (theirs.count, theirs.xor)
                    note(Probed("I5", "" if same else f"{name} {scope}: {ours}, not {theirs.count, theirs.xor}"))
            checked = desk.store.check()
            note(Probed("I3", "" if checked.is_sound else f"{name} is not sound: {checked}"))
            desk.close()
    target.write_text("\n".join(lines) + "\n", encoding="ascii")


def look_at_backup(room: Path, name: str, place: Path) -> None:
    """Restore it into a new home, which checks everything; what is wrong ends the process with words."""
    warm.begin(room, room / "backup.log")
    home = place.with_name(f"{place.name}-restored")
    restore(place, home, (room / f"{name}.key").read_bytes(), SystemClock().now())
    shutil.rmtree(home)


def _scopes(session: Session, *, device: str, hall: str) -> tuple[str, ...]:
    return scopes_of(session, device, hall)


def _is_active(found: warm.centre.OpenCentre, device: str) -> bool:
    row = found.centre.device_row(device)
    return row is not None and row.status == ACTIVE


def open_old(room: Path, home: Path) -> None:
    """Open a home of an earlier version, which is migrated then, and close it."""
    warm.begin(room, room / "old.log")
    open_store(home, KEY, IDENTITY, TestClock()).close()


def look_at_old(room: Path, home: Path, target: Path) -> None:
    """The same without being killed, and what is wrong with it then."""
    warm.begin(room, room / "old.log")
    store = open_store(home, KEY, IDENTITY, TestClock())
    checked, wrong = store.check(), ""
    with store.reading() as reading:
        rows = reading.worklist(WorkQuery()).rows
        facts = [len(reading.facts_of(f"case-{number}")) for number in range(CASES)]
        papers = [reading.paper_pdf(row.number).startswith(b"%PDF") for row in rows if row.number]
    store.close()
    if not checked.is_sound or len(rows) < CASES or min(facts) < CASES or not all(papers):
        wrong = f"not sound: {checked}, {len(rows)} rows, {facts} facts"
    target.write_text(json.dumps(wrong), encoding="ascii")
