"""Facts: what happened to a record, in the past tense, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact (事实) about one record.

    ``kind`` names it (``TakenIn``); ``version`` is the version of its body's shape. ``members`` are the item codes
    it concerns, empty for the record as a whole. ``at`` is the desk's own time with its offset. ``role`` is the role
    the clerk used. ``body`` holds JSON values only; kinds and keys this version does not know are kept as they are.
    """

    fact_id: str
    record_kind: str
    record_id: str
    kind: str
    at: datetime
    clerk: str
    role: str
    counter: str
    device: str
    command_id: str
    catalogue_release: str
    members: tuple[str, ...] = ()
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    version: int = 1

    def to_plain(self) -> dict[str, Any]:
        """The JSON shape that goes into the device ledger."""
        return {
            "fact_id": self.fact_id,
            "record_kind": self.record_kind,
            "record_id": self.record_id,
            "kind": self.kind,
            "version": self.version,
            "at": self.at.isoformat(timespec="microseconds"),
            "clerk": self.clerk,
            "role": self.role,
            "counter": self.counter,
            "device": self.device,
            "command_id": self.command_id,
            "catalogue_release": self.catalogue_release,
            "members": list(self.members),
            "body": dict(self.body),
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Fact:
        """The fact of a JSON shape made by :meth:`to_plain`, by this version or any other."""
        return cls(
            fact_id=plain["fact_id"],
            record_kind=plain["record_kind"],
            record_id=plain["record_id"],
            kind=plain["kind"],
            version=plain["version"],
            at=datetime.fromisoformat(plain["at"]),
            clerk=plain["clerk"],
            role=plain["role"],
            counter=plain["counter"],
            device=plain["device"],
            command_id=plain["command_id"],
            catalogue_release=plain["catalogue_release"],
            members=tuple(plain["members"]),
            body=plain["body"],
        )
