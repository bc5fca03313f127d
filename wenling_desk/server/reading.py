"""Reading the facts of an op. What cannot be read is kept as it came and named by a stable code."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import DISPUTED, FACT_REFUSED
from wenling_desk.protocol.ops import Op, WireEntry
from wenling_desk.store.canonical import to_bytes
from wenling_desk.store.centre.tables import ID_LENGTH

CENTRE: Final = "centre"
"""Clerk, role and device of facts the centre itself adds."""

PAPER_KINDS: Final = frozenset({"PaperIssued", "ApplicantPaperMade"})
_PLAIN: Final = re.compile(rf"[^\x00-\x1f{{}}\x7f]{{1,{ID_LENGTH}}}")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


class Unreadable(Exception):  # noqa: N818 - kept, not failed
    """An op the centre cannot read: ``reason`` is a stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A fact with its bytes as they came."""

    fact: Fact
    body: bytes = field(repr=False)


class _Envelope(msgspec.Struct):
    """The keys every fact has, of every version."""

    fact_id: str
    record_kind: str
    record_id: str
    kind: str
    version: int
    at: str
    clerk: str
    role: str
    counter: str
    device: str
    command_id: str
    catalogue_release: str
    members: tuple[str, ...]
    body: dict[str, Any]


_DECODER: Final = msgspec.json.Decoder(_Envelope)


def is_id(text: str) -> bool:
    """Whether a text may be an id: not empty, not too long, no control characters, no braces."""
    return _PLAIN.fullmatch(text) is not None


def is_digest(text: object) -> bool:
    """Whether it is a SHA-256 in hexadecimal digits."""
    return isinstance(text, str) and _DIGEST.fullmatch(text) is not None


def fact_of(body: bytes) -> Fact:
    """The fact of a body. Raises :class:`Unreadable`."""
    try:
        plain = _DECODER.decode(body)
        at = datetime.fromisoformat(plain.at)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Unreadable("no_fact") from error
    if at.tzinfo is None:
        raise Unreadable("no_offset")
    return Fact(
        fact_id=plain.fact_id,
        record_kind=plain.record_kind,
        record_id=plain.record_id,
        kind=plain.kind,
        version=plain.version,
        at=at,
        clerk=plain.clerk,
        role=plain.role,
        counter=plain.counter,
        device=plain.device,
        command_id=plain.command_id,
        catalogue_release=plain.catalogue_release,
        members=plain.members,
        body=plain.body,
    )


@dataclass(frozen=True, slots=True)
class ReadOp:
    """An op with its facts read; ``reason`` says why it could not be."""

    op: Op
    facts: tuple[ReadFact, ...] = ()
    others: tuple[WireEntry, ...] = ()
    reason: str = ""


def read_op(op: Op, device: str) -> ReadOp:
    """Read an op of that device."""
    try:
        facts, others = _read(op, device)
    except Unreadable as unreadable:
        return ReadOp(op, reason=unreadable.reason)
    return ReadOp(op, tuple(facts), tuple(others))


def _read(op: Op, device: str) -> tuple[list[ReadFact], list[WireEntry]]:
    facts: list[ReadFact] = []
    others: list[WireEntry] = []
    for entry in op.entries:
        if not is_id(entry.id) or (entry.record and not is_id(entry.record)):
            raise Unreadable("id_wrong")
        if entry.kind in ("look", "mark"):
            others.append(entry)
            continue
        if entry.kind != "fact":
            raise Unreadable("entry_kind_unknown")
        body = bytes(entry.body)
        fact = fact_of(body)
        _check(fact, entry, op, device)
        facts.append(ReadFact(fact, body))
    return facts, others


def _check(fact: Fact, entry: WireEntry, op: Op, device: str) -> None:
    if (fact.fact_id, fact.record_id, fact.device) != (entry.id, entry.record, device):
        raise Unreadable("entry_differs")
    if op.op_id not in (fact.command_id, fact.fact_id):
        raise Unreadable("op_differs")
    if not is_id(fact.kind) or not is_id(fact.record_kind):
        raise Unreadable("kind_wrong")
    if fact.kind in (FACT_REFUSED, DISPUTED):
        raise Unreadable("centre_only")  # a desk cannot undo what another one did
    if fact.kind in PAPER_KINDS and not (isinstance(fact.body.get("number"), str) and is_id(fact.body["number"])):
        raise Unreadable("number_wrong")
    if fact.kind == "ScanAttached" and not is_digest(fact.body.get("sha256")):
        raise Unreadable("digest_wrong")
    if fact.kind == "HallChanged" and not (isinstance(fact.body.get("to_hall"), str) and is_id(fact.body["to_hall"])):
        raise Unreadable("hall_wrong")


def centre_fact(kind: str, after: Fact, op_id: str, about: str, at: datetime, body: dict[str, Any]) -> ReadFact:
    """A fact the centre adds to a record: its id follows from the op and what it is about, so that it is made once."""
    digest = hashlib.sha256("\0".join((kind, op_id, about)).encode("utf-8")).hexdigest()
    fact = Fact(
        fact_id=f"centre-{digest[:40]}",
        record_kind=after.record_kind,
        record_id=after.record_id,
        kind=kind,
        at=at,
        clerk=CENTRE,
        role=CENTRE,
        counter="",
        device=CENTRE,
        command_id=f"centre-{op_id}",
        catalogue_release=after.catalogue_release,
        body=body,
    )
    return ReadFact(fact, to_bytes(fact.to_plain()))


def records_of(ops: Sequence[Op]) -> list[str]:
    """The records of these ops, as far as they have ids, in ascending order."""
    found = {entry.record for op in ops for entry in op.entries if entry.kind == "fact" and is_id(entry.record)}
    return sorted(found)
