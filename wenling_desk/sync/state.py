"""What the sync knows between two steps, what it is told and what it wants. All frozen, all plain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from wenling_desk.protocol.messages import (
    DeviceReport,
    EpochAnswer,
    EpochRequest,
    HelloAnswer,
    LogRow,
    SnapshotAnswer,
)
from wenling_desk.protocol.versions import SLICE_ROWS
from wenling_desk.sync.asking import Answer, Failure, Request
from wenling_desk.sync.tasks import Outcome, Task, WaitingRelease
from wenling_desk.use_cases.sync_ports import BlobWaiting, Replica


class Phase(StrEnum):
    """Where a round stands; rounds go through them in this order."""

    WAITING = "waiting"
    SPREADING = "spreading"
    """The centre is there again after a long time: wait a little, so that not all desks come at once."""
    GREETING = "greeting"
    SETTLING = "settling"
    """Writing down what the greeting said."""
    REJOINING = "rejoining"
    """The ledger does not fit what the centre holds: a new epoch."""
    SENDING = "sending"
    RECEIVING = "receiving"
    ATTACHING = "attaching"
    FETCHING = "fetching"
    """Files of releases."""
    COMPARING = "comparing"


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """What the runner reads before a round. ``lease_until`` is what the enrolment says. ``digest_due``: the nightly
    comparison has not been made today. ``held_rows``: there are rows to be tried again."""

    device: str
    replica: Replica
    report: DeviceReport
    lease_until: str = ""
    digest_due: bool = False
    held_rows: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that stays true until somebody does something about it: ``sync.warning.<code>`` with its values."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """How the sync stands, for a person. Moments are the engine's milliseconds.

    ``online``: ``None`` before the first answer or failure. ``reason``: code of the last failure, empty when all is
    well. ``sent``: ledger entries acknowledged, ``received``: rows applied, both since the start.
    """

    phase: Phase
    online: bool | None
    last_contact: int | None
    next_try: int | None
    reason: str
    sent: int
    received: int
    notices: tuple[Notice, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)


# -- what it is told ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Woke:
    """The time asked for has come, or somebody pressed 现在就送 (``forced``). ``now`` is any clock in milliseconds that
    only goes forward; ``jitter`` is a number from 0 to 1."""

    now: int
    jitter: float
    facts: DeskFacts
    forced: bool = False


@dataclass(frozen=True, slots=True)
class LocalWork:
    """A command was written on this desk. Read nothing for it: the engine asks."""

    now: int
    jitter: float = 0.0


@dataclass(frozen=True, slots=True)
class Answered:
    """The centre's answer. ``took_ms`` from asking to answer; ``at`` the desk's own time when it came."""

    now: int
    jitter: float
    request: Request
    message: Answer
    took_ms: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """No answer."""

    now: int
    jitter: float
    request: Request
    failure: Failure


@dataclass(frozen=True, slots=True)
class Stored:
    """A task was carried out, or was not (``TaskFailed``). ``took_ms``: its wait for the desk thread, too."""

    now: int
    jitter: float
    task: Task
    outcome: Outcome
    took_ms: int = 0


Input: TypeAlias = Woke | LocalWork | Answered | Failed | Stored


# -- what it wants ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the centre; answer with :class:`Answered` or :class:`Failed`."""

    request: Request


@dataclass(frozen=True, slots=True)
class Do:
    """Carry out a task; answer with :class:`Stored`."""

    task: Task


@dataclass(frozen=True, slots=True)
class WakeAt:
    """Nothing to do before then, unless there is local work: the round is over."""

    at: int


@dataclass(frozen=True, slots=True)
class Show:
    """The status has changed."""

    status: Status


Output: TypeAlias = Ask | Do | WakeAt | Show


# -- what it knows ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sending:
    """``after``: the last ledger number of the ops that need not be sent. ``ops`` and ``bytes``: size of the next
    batch. ``gaps`` and ``forks`` count answers of that kind since something was acknowledged. ``sent``: something was
    acknowledged since the scopes were last asked."""

    after: int = 0
    ops: int = 200
    bytes: int = 1 << 20
    gaps: int = 0
    forks: int = 0
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Rejoining:
    """On the way to a new epoch: ``first`` ledger number the centre does not hold as far as was asked, ``page`` the ops
    asked about. ``request`` is kept until it is granted, so that a lost answer is harmless; it lives in memory only: a
    database restored twice to the moment before the grant must not be given the same desk code twice. ``granted`` while
    whoever granted it is asked once more what it holds."""

    reason: str = ""
    first: int = 0
    page: tuple[tuple[str, int, int], ...] = ()
    previous: str = ""
    request: EpochRequest | None = None
    granted: EpochAnswer | None = None


@dataclass(frozen=True, slots=True)
class Receiving:
    """``left``: scopes still to be asked, the first one now. ``rows``: the rest of the page being applied, ``head`` the
    end of the log as the page said. ``holes``: pages with a hole in a row. ``snapshot``: one being fetched, also over
    several rounds. ``below``: scopes whose log no longer reaches back to the cursor. ``no_snapshot``: scopes of which
    none could be had. ``slice``: rows applied in one go, as long as that took little time."""

    begun: bool = False
    left: tuple[str, ...] = ()
    rows: tuple[LogRow, ...] = ()
    head: int = 0
    holes: int = 0
    snapshot: SnapshotAnswer | None = None
    below: frozenset[str] = frozenset()
    no_snapshot: frozenset[str] = frozenset()
    slice: int = SLICE_ROWS


@dataclass(frozen=True, slots=True)
class Attaching:
    """``left``: attachments of this round, the first one now. ``offset``: where the centre stands, ``chunk`` bytes go
    next. ``tries``: how often the first one was begun anew. ``noted``: bytes of it written down. ``skipped``: what
    failed since the start."""

    begun: bool = False
    left: tuple[BlobWaiting, ...] = ()
    offset: int = 0
    chunk: int = 256 << 10
    tries: int = 0
    noted: int = 0
    skipped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fetching:
    """``due``: there may be releases to fetch. ``left`` those of this round; ``skipped`` are not tried again before the
    next start."""

    due: bool = True
    left: tuple[WaitingRelease, ...] = ()
    skipped: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Comparing:
    """``left``: scopes still to be compared; ``theirs``: the centre's figures of the first. ``differed``: scopes that
    were loaded anew, since the start."""

    begun: bool = False
    left: tuple[str, ...] = ()
    theirs: tuple[int, str] = (0, "")
    differed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """Everything the engine knows. A new one (:data:`START`) and the desk's database are enough to go on from any
    point: nothing that matters is only here.

    ``epoch``, ``incarnation`` and ``cursors`` follow the database; ``pending`` is what is being asked or done.
    ``greetings``: in this round, after the first. ``failures`` in a row since ``first_failure``; ``sent`` and
    ``received`` as in :class:`Status`.
    """

    phase: Phase = Phase.WAITING
    pending: Request | Task | None = None
    desk: DeskFacts | None = None
    centre: HelloAnswer | None = None
    epoch: int = 0
    incarnation: str = ""
    cursors: Mapping[str, int] = field(default_factory=dict)
    to_settle: tuple[Task, ...] = ()
    sending: Sending = Sending()
    rejoining: Rejoining = Rejoining()
    receiving: Receiving = Receiving()
    attaching: Attaching = Attaching()
    fetching: Fetching = Fetching()
    comparing: Comparing = Comparing()
    local_work: bool = False
    forced: bool = False
    is_alone: bool = False
    """No clerk works at this desk now: nobody waits for a slice to end."""
    greetings: int = 0
    can_pull: bool = True
    revoked: bool = False
    failures: int = 0
    first_failure: int | None = None
    online: bool | None = None
    last_contact: int | None = None
    next_try: int | None = None
    reason: str = ""
    reason_values: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    sent: int = 0
    received: int = 0


START = State()


# -- between the parts of the engine ------------------------------------------------------------------


class Done(StrEnum):
    """A phase is over."""

    DONE = "done"


@dataclass(frozen=True, slots=True)
class Go:
    """Go to another phase."""

    phase: Phase


@dataclass(frozen=True, slots=True)
class Halt:
    """The round ends here; the next one begins after a pause."""

    failure: Failure


Move: TypeAlias = Request | Task | Done | Go | Halt
Turn: TypeAlias = tuple[State, Move]
