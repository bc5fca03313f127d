"""The messages between desk and centre, one struct each. Unknown fields are ignored; bodies of facts stay raw bytes.

Moments are ISO 8601 text with offset, hashes are hex, keys and signatures are ``<algorithm>:<hex>``.
"""

from __future__ import annotations

import msgspec

from wenling_desk.protocol.ops import Op

EMPTY = msgspec.Raw(b"{}")


# -- joining ------------------------------------------------------------------------------------------


class EnrolRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A desk joins with a one-time code. Sent again with the same code and key it gets the same answer."""

    code: str
    device: str
    public_key: str
    kind: str  # counter | laptop
    counter: str
    app_version: str
    protocol: int
    epoch: int = 0
    ledger_length: int = 0


class EnrolAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the centre grants. The desk code is bound to (device, epoch) and never granted again."""

    region: str
    hall_code: str
    hall_name: str
    desk_code: str
    epoch: int
    lease_until: str
    incarnation: str
    centre_key: str
    escrow_key: str
    scopes: tuple[str, ...]


class DeviceReport(msgspec.Struct, frozen=True, kw_only=True):
    """How a desk stands, for the fleet page: no personal data."""

    app_version: str
    schema: int
    unsent: int
    oldest_unsent_at: str = ""
    needs_attention: int = 0
    blobs_waiting: int = 0
    free_mb: int = 0
    printer: str = ""
    printer_state: str = ""
    release: str = ""
    now: str = ""


class HelloRequest(msgspec.Struct, frozen=True, kw_only=True):
    """The first word of every round."""

    device: str
    epoch: int
    protocol: int
    report: DeviceReport


class HelloAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What the desk needs to know before it sends.

    ``last_seq`` is what the centre holds of (device, epoch): where to go on after the centre itself was restored, never
    an acknowledgement. ``request_seq`` is the highest request number seen of this device.
    """

    protocol: int
    oldest_pulling: int
    incarnation: str
    now: str
    epoch: int
    last_seq: int
    request_seq: int
    lease_until: str
    scopes: tuple[str, ...]
    heads: dict[str, int]
    most_ops: int
    most_bytes: int
    notices: tuple[str, ...] = ()


# -- sending ------------------------------------------------------------------------------------------


class PushRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Ops without a gap. ``previous`` is the head of the ledger's chain before the first."""

    device: str
    epoch: int
    protocol: int
    schema: int
    previous: str
    ops: tuple[Op, ...]


class OpStatus(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one op.

    ``state``: ``applied``; ``held`` (待核, kept in quarantine byte for byte). ``refused`` names facts a ``FactRefused``
    was written for, ``disputed`` records a ``Disputed`` was written for, ``reason`` a stable code.
    """

    op_id: str
    state: str
    refused: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    reason: str = ""


class PushAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One status for each op in order. ``ack`` is the last ledger number verified in this very request, and
    ``anchor`` the centre's signature over (device, ack, hash at ack)."""

    incarnation: str
    ack: int
    statuses: tuple[OpStatus, ...]
    anchor: str = ""
    received_at: str = ""


class EpochRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A desk whose ledger no longer fits what the centre holds asks for a new epoch and a new desk code.

    ``first`` is the first ledger number it will send under it, ``previous`` the head of the chain before that.
    ``reason``: ``forked``, ``restored``, ``lost_head``. ``request_id`` makes a lost answer harmless.
    """

    device: str
    epoch: int
    request_id: str
    reason: str
    first: int
    previous: str


class EpochAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The new epoch; the old one takes nothing more."""

    epoch: int
    desk_code: str
    incarnation: str


class KnownRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Which of these ops does the centre hold?"""

    op_ids: tuple[str, ...]


class KnownAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Those it holds, with their digests, and nothing else."""

    known: dict[str, str]
    incarnation: str


# -- receiving ----------------------------------------------------------------------------------------


class LogRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a scope's log.

    ``kind``: ``facts`` (body: :class:`FactsBody`), ``head`` (:class:`HeadBody`), ``remove`` (the record leaves the
    scope), ``lease`` (:class:`LeaseBody`), ``release`` (:class:`ReleaseBody`). A desk keeps kinds it does not know.
    """

    ver: int
    kind: str
    record: str = ""
    op_id: str = ""
    body: msgspec.Raw = EMPTY


class RankedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact at its place in the centre's order of the record; ranks of a record run from 1 without a gap."""

    rank: int
    id: str
    body: msgspec.Raw


class FactsBody(msgspec.Struct, frozen=True, kw_only=True):
    """Facts of one record, of one op of ``device``."""

    record_kind: str
    device: str
    facts: tuple[RankedFact, ...]
    received_at: str = ""


class HeadBody(msgspec.Struct, frozen=True, kw_only=True):
    """Worklist rows of a record for the hall: names masked. ``rank`` is the record's last rank; ``heads`` are
    ``CaseHead`` as JSON objects; ``scans_missing`` counts attachments the centre waits for: materials are not complete
    there before it is 0. ``duplicates`` are records of the same person and item that are open, in any hall."""

    rank: int
    hall: str
    heads: tuple[dict[str, object], ...]
    disputed: bool = False
    scans_missing: int = 0
    duplicates: tuple[str, ...] = ()


class LeaseBody(msgspec.Struct, frozen=True, kw_only=True):
    """A lease (授权期), or its end: ``revoked`` devices send what they hold and receive nothing more."""

    lease_until: str
    revoked: bool = False


class ReleaseBody(msgspec.Struct, frozen=True, kw_only=True):
    """A signed release: of the catalogue or of the program. ``signature`` covers kind, number, sha256 and moment."""

    release_kind: str  # catalogue | program
    number: str
    size: int
    sha256: str
    effective_at: str
    signature: str


class PullAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Rows without a gap from ``after + 1``. ``floor`` is the oldest version still held: below it a snapshot helps."""

    scope: str
    rows: tuple[LogRow, ...]
    next: int
    head: int
    floor: int
    incarnation: str


class FetchAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """All facts of a record; from now on the device holds it and gets what follows."""

    record: str
    record_kind: str
    facts: tuple[RankedFact, ...]
    head: msgspec.Raw = EMPTY


class DigestAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """For the nightly comparison: number of records in the scope, and the XOR of SHA256(record || rank) over them."""

    scope: str
    ver: int
    count: int
    xor: str


class SnapshotAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot of a scope: one SQLCipher file under a one-time key, packed by zstd, for ranged download.

    ``ver`` is the version the file stands at: the cursor after it was taken in. ``sha256`` is that of the packed file.
    """

    scope: str
    snapshot_id: str
    ver: int
    size: int
    sha256: str
    key: str
    incarnation: str
    signature: str


# -- asking about a person ----------------------------------------------------------------------------


class DuplicatesRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Which open cases of this person on these items are there, in any hall? Asked before an application is taken in.

    The number is there to be digested and is kept nowhere; ``repr`` shows none of it.
    """

    device: str
    identity_number: str
    items: tuple[str, ...]

    def __repr__(self) -> str:
        """Who asks about which items; of the number only that there is one."""
        return f"DuplicatesRequest(device={self.device!r}, identity_number='***', items={self.items!r})"


class DuplicateRow(msgspec.Struct, frozen=True, kw_only=True):
    """An open member of a case of the person that was asked about: no name, no number of a person."""

    hall: str
    hall_name: str
    number: str
    item_code: str
    status: str
    received_at: str


class DuplicatesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The newest of them; ``total`` is how many there are."""

    total: int
    rows: tuple[DuplicateRow, ...]


# -- attachments --------------------------------------------------------------------------------------


class BlobOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A desk offers an attachment. ``kind``: ``scan`` or ``paper``."""

    sha256: str
    size: int
    kind: str
    record: str


class BlobState(msgspec.Struct, frozen=True, kw_only=True):
    """How much of it the centre holds; ``complete`` after the digest of the whole was verified."""

    sha256: str
    offset: int
    complete: bool


# -- the fleet ----------------------------------------------------------------------------------------


class FleetRow(msgspec.Struct, frozen=True, kw_only=True):
    """One device as the centre knows it."""

    device: str
    hall: str
    kind: str
    counter: str
    desk_code: str
    epoch: int
    status: str  # active | revoked
    enrolled_at: str
    last_seen_at: str
    lease_until: str
    held: int
    report: DeviceReport | None = None


class FleetAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The devices of the hall."""

    now: str
    devices: tuple[FleetRow, ...]


class HeldRow(msgspec.Struct, frozen=True, kw_only=True):
    """A record a device holds."""

    record: str
    number: str
    item_name: str
    applicant: str  # masked
    status: str
    open: bool
    changed_at: str


class HeldAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a (lost) device held, as far as the centre knows: what it never sent is not among it."""

    device: str
    last_seen_at: str
    unsent_then: int
    total: int
    rows: tuple[HeldRow, ...]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why a request was not done: a stable ``code`` with ``values``; the sentence stands on the desk."""

    code: str
    values: dict[str, str] = {}
