"""How a desk joins, says how it stands, and comes to a new epoch. A desk code is granted once and never again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from wenling_desk.protocol.messages import (
    EnrolAnswer,
    EnrolRequest,
    EpochAnswer,
    EpochRequest,
    HelloAnswer,
    HelloRequest,
    LeaseBody,
)
from wenling_desk.protocol.versions import MOST_BODY_BYTES, MOST_OPS, OLDEST_PULLING, PROTOCOL
from wenling_desk.server.parts import Parts
from wenling_desk.server.reading import CENTRE, is_id
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import devices, log
from wenling_desk.store.centre.session import Session

NO_HASH: Final = bytes(32)
COUNTER, LAPTOP = "counter", "laptop"
ACTIVE, REVOKED = "active", "revoked"
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32."""
_CODE_LENGTH: Final = 16
_TRIES: Final = 64


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """What admission needs of a device."""

    device: str
    public_key: str
    status: str
    kind: str
    hall: str


def code_hash(code: str) -> str:
    """An enrolment code as it is kept: blanks, hyphens and case are forgiven."""
    plain = "".join(code.split()).replace("-", "").upper()
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


class Joining:
    """Enrolment, greeting and epochs."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def make_enrolment_code(self, hall_code: str, hall_name: str, kind: str = COUNTER) -> str:
        """A one-time code for a device of that hall, four groups of four; only its digest is kept."""
        if not is_id(hall_code) or kind not in (COUNTER, LAPTOP):
            raise Refused("bad_message", field="hall")
        code = self._letters("enrol", self.parts.ids.new_id(), _CODE_LENGTH)
        now = self.parts.clock.now()
        until = now + timedelta(hours=self.parts.limits.code_hours)
        row = (code_hash(code), hall_code, hall_name, kind, _text(now), _text(until))
        self.parts.store.write(lambda session: devices.add_code(session, row))
        return "-".join(code[place : place + 4] for place in range(0, _CODE_LENGTH, 4))

    def enrol(self, request: EnrolRequest) -> EnrolAnswer:
        """Take a device in. Refuses ``bad_message``, ``code_wrong`` and ``code_used``.

        The same code with the same key gets the same answer: a lost reply grants no second desk code.
        """
        if not is_id(request.device) or request.device == CENTRE or len(request.public_key) > 200:
            raise Refused("bad_message", field="device")
        if not 0 <= request.epoch < 1 << 31:
            raise Refused("bad_message", field="epoch")
        return self.parts.store.write(lambda session: self._enrol(session, request))

    def _enrol(self, session: Session, request: EnrolRequest) -> EnrolAnswer:
        name = code_hash(request.code)
        found = devices.code(session, name)
        if found is None:
            raise Refused("code_wrong")
        hall, hall_name, kind, expires, user, key, answer = found
        if user is not None:
            if (user, key) != (request.device, request.public_key):
                raise Refused("code_used")
            return msgspec.json.decode(answer, type=EnrolAnswer)
        now = self.parts.clock.now()
        if now > datetime.fromisoformat(expires):
            raise Refused("code_wrong")
        old = devices.find(session, request.device, lock=True)
        if old is not None and old["public_key"] != request.public_key and old["status"] == ACTIVE:
            raise Refused("code_wrong")  # somebody else's name: revoke that device first
        epoch = max(request.epoch, old["epoch"] if old is not None else 0) + 1
        lease = self._lease(kind, now)
        desk_code = self._new_desk_code(session, request.device, epoch, _text(now))
        row = {
            "device_id": request.device, "hall_code": hall, "hall_name": hall_name, "kind": kind,
            "counter": request.counter, "public_key": request.public_key, "status": ACTIVE, "desk_code": desk_code,
            "epoch": epoch, "enrolled_at": _text(now), "last_seen_at": _text(now), "lease_until": lease,
            "request_seq": 0, "unsent": request.ledger_length, "oldest_unsent_at": "", "report": None,
        }  # fmt: skip
        devices.save(session, row)
        devices.open_epoch(
            session, (request.device, epoch, f"enrol-{name[:60]}", "enrolled", desk_code, 0, 0, NO_HASH, _text(now))
        )
        made = EnrolAnswer(
            region=session.region,
            hall_code=hall,
            hall_name=hall_name,
            desk_code=desk_code,
            epoch=epoch,
            lease_until=lease,
            incarnation=self.parts.incarnation(),
            centre_key=self.parts.keys.public,
            escrow_key=self.parts.keys.escrow,
            scopes=scopes_of(session, request.device, hall),
        )
        devices.use_code(session, name, request.device, request.public_key, msgspec.json.encode(made))
        return made

    def hello(self, device: str, request: HelloRequest) -> HelloAnswer:
        """What a desk needs to know before it sends. Refuses ``wrong_scope`` for another device's name."""
        if request.device != device:
            raise Refused("wrong_scope")
        return self.parts.store.write(lambda session: self._hello(session, request))

    def _hello(self, session: Session, request: HelloRequest) -> HelloAnswer:
        row = device_row(session, request.device)
        now = self.parts.clock.now()
        is_active = row["status"] == ACTIVE
        lease = self._lease(row["kind"], now) if is_active else row["lease_until"]
        report = request.report
        devices.seen(
            session,
            request.device,
            _text(now),
            lease,
            max(0, min(report.unsent, 1 << 31)),
            report.oldest_unsent_at[:40].replace("\0", ""),
            msgspec.json.encode(report),
        )
        scopes = scopes_of(session, request.device, row["hall_code"]) if is_active else ()
        known = log.heads(session, list(scopes))
        return HelloAnswer(
            protocol=PROTOCOL,
            oldest_pulling=OLDEST_PULLING,
            incarnation=self.parts.incarnation(),
            now=_text(now),
            epoch=row["epoch"],
            last_seq=devices.last_seq(session, request.device, request.epoch) or 0,
            request_seq=row["request_seq"],
            lease_until=lease,
            scopes=scopes,
            heads={scope: known.get(scope, (0, 0))[0] for scope in scopes},
            most_ops=MOST_OPS,
            most_bytes=MOST_BODY_BYTES,
            notices=() if is_active else (REVOKED,),
        )

    def epoch(self, device: str, request: EpochRequest) -> EpochAnswer:
        """A new epoch and desk code. Refuses ``wrong_scope``, ``bad_message``, ``device_revoked``."""
        if request.device != device:
            raise Refused("wrong_scope")
        try:
            previous = bytes.fromhex(request.previous)
        except ValueError:
            previous = b""
        if len(previous) != len(NO_HASH) or not 1 <= request.first < 1 << 53 or not is_id(request.request_id):
            raise Refused("bad_message", field="previous")
        if not 0 <= request.epoch < 1 << 31 or not is_id(request.reason):
            raise Refused("bad_message", field="epoch")
        return self.parts.store.write(lambda session: self._epoch(session, request, previous))

    def _epoch(self, session: Session, request: EpochRequest, previous: bytes) -> EpochAnswer:
        row = device_row(session, request.device, lock=True)
        if row["status"] != ACTIVE:
            raise Refused("device_revoked")
        asked = devices.epoch_asked(session, request.device, request.request_id)
        if asked is not None:
            return EpochAnswer(epoch=asked[0], desk_code=asked[1], incarnation=self.parts.incarnation())
        at = self.parts.stamp()
        epoch = max(row["epoch"], request.epoch) + 1
        desk_code = self._new_desk_code(session, request.device, epoch, at)
        base = request.first - 1
        devices.open_epoch(
            session,
            (request.device, epoch, request.request_id, request.reason[:40], desk_code, base, base, previous, at),
        )
        return EpochAnswer(epoch=epoch, desk_code=desk_code, incarnation=self.parts.incarnation())

    def device_row(self, device: str) -> DeviceRow | None:
        """A device for admission, ``None`` for an unknown one."""
        row = self.parts.store.read(lambda session: devices.find(session, device)) if is_id(device) else None
        if row is None:
            return None
        return DeviceRow(device, row["public_key"], row["status"], row["kind"], row["hall_code"])

    def grant_hall(self, device: str, hall: str) -> None:
        """Let a device see another hall's list: from version 0, or by a snapshot."""
        if not is_id(hall):
            raise Refused("bad_message", field="hall")

        def work(session: Session) -> None:
            device_row(session, device, lock=True)
            devices.add_grant(session, device, hall, self.parts.stamp())

        self.parts.store.write(work)

    def withdraw_hall(self, device: str, hall: str) -> None:
        """No longer; what it still sends is taken."""
        self.parts.store.write(lambda session: devices.drop_grant(session, device, hall))

    def revoke(self, device: str) -> None:
        """A device that was stolen or lost: it receives nothing more. What it still sends is kept in quarantine."""
        self._stand(device, REVOKED)

    def take_back(self, device: str) -> None:
        """A device that was found again."""
        self._stand(device, ACTIVE)

    def _stand(self, device: str, status: str) -> None:
        now = self.parts.clock.now()

        def work(session: Session) -> None:
            row = device_row(session, device, lock=True)
            lease = self._lease(row["kind"], now) if status == ACTIVE else _text(now)
            devices.set_standing(session, device, status, lease)
            body = msgspec.json.encode(LeaseBody(lease_until=lease, revoked=status == REVOKED))
            log.publish(session, {f"device:{device}": [("lease", "", "", 0, 0, body)]}, _text(now))

        self.parts.store.write(work)

    # -- requests --------------------------------------------------------------------------------

    def find_request(self, device: str, seq: int) -> tuple[str, int, bytes] | None:
        """(fingerprint, status, answer) of a request answered before."""
        row = self.parts.store.read(lambda session: devices.find_request(session, device, seq))
        return (row[0], row[1], bytes(row[2])) if row else None

    def keep_request(self, device: str, seq: int, fingerprint: str, status: int, answer: bytes) -> None:
        """Keep an answer for its repetition."""
        kept = self.parts.limits.kept_answers
        self.parts.store.write(
            lambda session: devices.keep_request(session, device, seq, fingerprint, status, answer, kept)
        )

    def highest_request(self, device: str) -> int:
        """The highest request number seen of a device."""
        row = self.parts.store.read(lambda session: devices.find(session, device))
        return int(row["request_seq"]) if row else 0

    # -- codes -----------------------------------------------------------------------------------

    def _lease(self, kind: str, now: datetime) -> str:
        limits = self.parts.limits
        hours = limits.laptop_lease_hours if kind == LAPTOP else limits.counter_lease_hours
        return _text(now + timedelta(hours=hours))

    def _new_desk_code(self, session: Session, device: str, epoch: int, at: str) -> str:
        """A code nobody ever had. Its letters come from a fresh id: a centre restored from a backup has forgotten
        what it granted since, and must not count on from there."""
        for _ in range(_TRIES):
            desk_code = self._letters("desk", self.parts.ids.new_id(), 4)
            if not devices.codes_taken(session, [desk_code]):
                devices.grant_code(session, desk_code, device, epoch, at)
                return desk_code
        raise Refused("unavailable")

    def _letters(self, purpose: str, seed: str, count: int) -> str:
        digest = hashlib.sha256(f"{purpose}/{self.parts.incarnation()}/{seed}".encode()).digest()
        return "".join(_ALPHABET[byte & 31] for byte in digest[:count])


def scopes_of(session: Session, device: str, hall: str) -> tuple[str, ...]:
    """What a device may pull."""
    halls = dict.fromkeys((hall, *devices.grants(session, device)))
    return (*(f"hall:{each}" for each in halls), f"device:{device}", f"catalogue:{session.region}")


def device_row(session: Session, device: str, *, lock: bool = False) -> dict[str, Any]:
    """A device's row. Refuses ``device_unknown``."""
    row = devices.find(session, device, lock=lock)
    if row is None:
        raise Refused("device_unknown")
    return row


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
