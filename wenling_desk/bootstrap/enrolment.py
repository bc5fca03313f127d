"""A desk joins a centre: the authority's fingerprint is compared first, the device's key is durable before the first
send, and what was granted is written in one transaction.

Until the centre has answered nothing of a new desk counts: refused, it is as if nothing had been tried; with the answer
lost, asking again with the same code brings the same grant.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from wenling_desk import __version__
from wenling_desk.bootstrap import home_state, opening
from wenling_desk.bootstrap.home_state import JOINING, HomeState, usable
from wenling_desk.bootstrap.system import SystemIds
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.protocol.versions import PROTOCOL
from wenling_desk.settings import Settings, load_settings
from wenling_desk.use_cases.sync_ports import Enrolment

if TYPE_CHECKING:
    from wenling_desk.protocol.messages import EnrolAnswer, EnrolRequest
    from wenling_desk.store.desk_store import SqlStore

COUNTER, LAPTOP = "counter", "laptop"
PENDING: Final = "enrolment.pending"
"""The note with the device's key, in the encrypted database, from before the first send until the grant is written."""
LEFT_OVER: Final = ("ballast.bin", "desk.lock")
EMPTIED: Final = ("papers",)
"""What a store makes beside its database."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person says. ``kind`` is ``counter`` or ``laptop``; clerk and name are for a new home only, ``counter``
    too, unless it is to change."""

    server: str
    code: str = field(repr=False)
    fingerprint: str
    counter: str = ""
    kind: str = COUNTER
    clerk: str = ""
    clerk_name: str = ""


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of it. ``recovery_code`` is empty for a desk that had one; ``waiting`` ledger entries made before
    will be sent."""

    hall_name: str
    desk_code: str
    waiting: int
    recovery_code: str = field(default="", repr=False)


def enrolment_of(desk: opening.OpenDesk) -> Enrolment | None:
    """How an open desk is enrolled; practice never is."""
    if desk.current.identity.practice:
        return None
    with desk.store.sync_reading() as reading:
        return reading.enrolment()


class Door(Protocol):
    """The centre's door, before the desk is enrolled."""

    def fetch_authority(self, server: str) -> bytes:
        """The certificate of its authority (PEM), not verified."""
        ...

    def enrol(self, server: str, authority: bytes, request: EnrolRequest) -> EnrolAnswer:
        """Join, over a connection the authority vouches for."""
        ...


def front_door() -> Door:
    """The real one; loaded when somebody joins."""
    from wenling_desk.sync import front_door

    return front_door


def enrol(home: Path, wish: Wish, password: str, *, finish: bool = True, door: Door | None = None) -> Joined:
    """Join a centre: a new home is set up in the same go, a stand-alone desk keeps its records and sends them.

    With ``finish=False`` the new desk opens only after ``home_state.finish_set_up``, as after ``opening.set_up``.

    Refuses with ``fingerprint_differs`` (found), ``server_wrong``, ``code_wrong``, ``code_used``, ``centre_refused``,
    ``already_enrolled``, ``practice_not_enrolled``, ``centre_other_region``, and what a set-up refuses. Raises the
    troubles of the door, of the keys and of the store.
    """
    from wenling_desk.security.authority import fingerprint, fingerprint_matches
    from wenling_desk.sync.front_door import normal_server

    door = door or front_door()
    wish = replace(wish, server=normal_server(wish.server))
    state = home_state.state_of(home)
    _look_first(home, state)
    authority = door.fetch_authority(wish.server)
    try:
        found, matches = fingerprint(authority), fingerprint_matches(authority, wish.fingerprint)
    except ValueError:
        raise KnownTrouble("centre_portal") from None
    if not matches:
        raise DeskRefusal("fingerprint_differs", found=found)
    if state is HomeState.SET_UP:
        with _stand_alone(home, password) as (store, settings):
            waiting = store.ledger_length()
            _take(store, wish, authority, _ask(store, wish, authority, door))
            granted = _keep_settings(home, settings, store, wish)
        return Joined(granted.hall_name, granted.desk_code, waiting)
    return _set_up(home, wish, password, authority, door, finish=finish)


def _look_first(home: Path, state: HomeState) -> None:
    """What keeps this home from joining, before anything is asked of anybody."""
    if state is HomeState.LOST_SETTINGS:
        raise KnownTrouble("settings_missing", path=str(home / "settings.toml"))
    if state is HomeState.SET_UP and home_state.ready_settings(home).is_practice:
        raise DeskRefusal("practice_not_enrolled")


@contextmanager
def _stand_alone(home: Path, password: str) -> Iterator[tuple[SqlStore, Settings]]:
    from wenling_desk.security import keys

    settings = home_state.ready_settings(home)
    key = keys.open_with_password(home, password)
    store = opening.open_its_store(opening.make_parts(home, samples=False), key.raw, settings, make=False)
    try:
        with store.sync_reading() as reading:
            enrolled = reading.enrolment()
        if enrolled is not None:
            raise DeskRefusal("already_enrolled", hall=enrolled.hall_name, server=enrolled.server)
        yield store, settings
    finally:
        store.close()


def _set_up(home: Path, wish: Wish, password: str, authority: bytes, door: Door, *, finish: bool) -> Joined:
    """A new home. What it made is taken away again when the centre says no; kept when it said nothing."""
    from wenling_desk.security import keys
    from wenling_desk.security.passwords import require_strength

    words = {name: opening.printed_words(name, getattr(wish, name)) for name in ("counter", "clerk", "clerk_name")}
    wish = replace(wish, **words)
    goes_on = (home / JOINING).exists() and keys.have_keys(home)
    if goes_on:
        key = keys.open_with_password(home, password)
        recovery_code = ""
    else:
        require_strength(password)
        home_state.begin_set_up(home)
        _mark(home)
        key, recovery_code = keys.create(home, password, f"desk-{SystemIds().new_id()}")
    # Only the centre knows the desk code: until then numbers of practice, of which none is ever issued.
    provisional = replace(load_settings(home), practice=True)
    store = opening.open_its_store(opening.make_parts(home, samples=False), key.raw, provisional, make=True)
    try:
        if not _is_enrolled(store):  # it may have been cut off right after the grant was written
            _take(store, wish, authority, _ask(store, wish, authority, door))
        staff = {"clerk": wish.clerk, "name": wish.clerk_name, opening.PRACTICE: False}
        store.keep_note(opening.STAFF, json.dumps(staff, ensure_ascii=False))
        granted = _keep_settings(home, load_settings(home), store, wish)
    except DeskRefusal:
        store.close()
        if not goes_on:  # else an earlier answer may have been lost: the key it was given to stays
            _undo(home)
        raise
    finally:
        store.close()
    if goes_on:  # the first one may never have been seen
        recovery_code = keys.renew_recovery_code(home, key)
    with usable(home):
        (home / JOINING).unlink(missing_ok=True)
    if finish:
        home_state.finish_set_up(home)
    return Joined(granted.hall_name, granted.desk_code, 0, recovery_code)


def _ask(store: SqlStore, wish: Wish, authority: bytes, door: Door) -> EnrolAnswer:
    """The grant. The device's key is in the database, durable, before anything is sent; another try sends the same."""
    from wenling_desk.protocol.messages import EnrolRequest
    from wenling_desk.security.signatures import SigningKey

    kept: Mapping[str, Any] = json.loads(store.note(PENDING) or "{}")
    key = SigningKey(bytes.fromhex(kept["key"])) if kept else SigningKey.generate()
    if not kept:
        store.keep_note(PENDING, json.dumps({"key": key.raw.hex()}))
    request = EnrolRequest(
        code=wish.code,
        device=store.identity.device,
        public_key=key.public,
        kind=wish.kind,
        counter=wish.counter,
        app_version=__version__,
        protocol=PROTOCOL,
        epoch=store.epoch,
        ledger_length=store.ledger_length(),
    )
    answer = door.enrol(wish.server, authority, request)
    if answer.region != store.identity.region:
        raise DeskRefusal("centre_other_region", theirs=answer.region, ours=store.identity.region)
    return answer


def _take(store: SqlStore, wish: Wish, authority: bytes, answer: EnrolAnswer) -> None:
    """Write the grant in one transaction: who we are now, the new epoch, and everything made before to be sent."""
    kept: Mapping[str, Any] = json.loads(store.note(PENDING))
    lease = datetime.fromisoformat(answer.lease_until)
    enrolment = Enrolment(
        server=wish.server,
        device=store.identity.device,
        kind=wish.kind,
        region=answer.region,
        hall_code=answer.hall_code,
        hall_name=answer.hall_name,
        centre_key=answer.centre_key,
        escrow_key=answer.escrow_key,
        authority=authority.decode("ascii"),
        lease_until=lease,
        private_key=bytes.fromhex(kept["key"]),
    )
    with store.sync_unit() as unit:
        unit.keep_enrolment(enrolment)
        unit.take_desk_code(answer.desk_code, answer.epoch, 1)
        unit.note_centre(answer.incarnation, 0, lease)
        unit.commit()
    store.keep_note(PENDING, "")


def _keep_settings(home: Path, settings: Settings, store: SqlStore, wish: Wish) -> Settings:
    """What was granted, and the counter's name; a home without them was not set up."""
    named = replace(settings, counter_label=wish.counter or settings.counter_label)
    return opening.as_granted(home, named, store)


def _is_enrolled(store: SqlStore) -> bool:
    with store.sync_reading() as reading:
        return reading.enrolment() is not None


def _mark(home: Path) -> None:
    with usable(home):
        (home / JOINING).touch(mode=0o600)


def _undo(home: Path) -> None:
    """The centre said no: the home is new again. Nothing was ever taken in there."""
    with usable(home):
        for name in (*home_state.MADE, *LEFT_OVER, home_state.MARK):
            (home / name).unlink(missing_ok=True)
        for folder in EMPTIED:
            with suppress(OSError):  # something else lies in it
                (home / folder).rmdir()
