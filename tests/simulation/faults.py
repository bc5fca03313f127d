"""What goes wrong, and when: a plan drawn from the seed, at least ten faults of at least five kinds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tests.simulation.virtual import MINUTE


class Fault(StrEnum):
    """A kind of fault; the first group befalls the next message, the others a machine or the centre."""

    DROP_REQUEST = "request dropped"
    DROP_REPLY = "reply lost after commit"
    SERVER_ERROR = "5xx after commit"
    PORTAL = "portal page"
    CUT_REPLY = "reply cut off"
    DUPLICATE = "request duplicated"
    LATE_REQUEST = "request arrives after its timeout"
    SLOW = "slow line"
    HOLE = "page with a hole"
    LAGGING_REPLICA = "lagging replica"
    EPOCH_REPLY_LOST = "epoch reply lost"
    ENROL_REPLY_LOST = "enrolment reply lost"
    BLOB_CUT = "attachment cut"
    BLOB_OFFSET = "attachment at a wrong offset"

    CRASH_BEFORE = "desk dies before a commit"
    CRASH_AFTER = "desk dies after a commit"
    CRASH_IN_PAGE = "desk dies between two slices"
    IMAGE_RESTORED = "image restored"
    IMAGE_CLONED = "image cloned to a second laptop"
    CLOCK_JUMP = "clock jumps"
    OLD_PROGRAM = "older program for a while"
    POISON = "op of a later version"

    CENTRE_CRASH = "centre dies"
    CENTRE_RESTORED = "centre restored from a backup"
    REVOKED = "device revoked"
    FLOOR_RAISED = "log cut: a snapshot is needed"


MESSAGE_FAULTS: Final = (
    Fault.DROP_REQUEST, Fault.DROP_REPLY, Fault.SERVER_ERROR, Fault.PORTAL, Fault.CUT_REPLY, Fault.DUPLICATE,
    Fault.LATE_REQUEST, Fault.SLOW,
)  # fmt: skip
"""Befall any message."""
DESK_FAULTS: Final = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.CRASH_IN_PAGE, Fault.CLOCK_JUMP)
"""May befall a desk any number of times."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault, when it begins, and the number of the machine it befalls (any number; taken modulo the machines)."""

    at: int
    fault: Fault
    machine: int


@dataclass(frozen=True, slots=True)
class Choice:
    """How the rare faults are chosen: each happens at most once in a run, with this probability."""

    fault: Fault
    chance: float


RARE: Final[Sequence[Choice]] = (
    Choice(Fault.LAGGING_REPLICA, 0.3),
    Choice(Fault.HOLE, 0.3),
    Choice(Fault.EPOCH_REPLY_LOST, 0.3),
    Choice(Fault.ENROL_REPLY_LOST, 0.2),
    Choice(Fault.BLOB_CUT, 0.3),
    Choice(Fault.BLOB_OFFSET, 0.2),
    Choice(Fault.IMAGE_RESTORED, 0.45),
    Choice(Fault.IMAGE_CLONED, 0.2),
    Choice(Fault.OLD_PROGRAM, 0.2),
    Choice(Fault.POISON, 0.3),
    Choice(Fault.CENTRE_CRASH, 0.4),
    Choice(Fault.CENTRE_RESTORED, 0.35),
    Choice(Fault.REVOKED, 0.15),
    Choice(Fault.FLOOR_RAISED, 0.2),
)


DAY: Final = 60 * MINUTE
"""How long clerks work in a run."""


def draw_plan(seed: int, end: int, least: int = 10, kinds: int = 5) -> list[Planned]:
    """The plan of a seed for a run of so many milliseconds."""
    draw = random.Random(f"plan/{seed}")
    chosen = [row.fault for row in RARE if draw.random() < row.chance]
    common = list(MESSAGE_FAULTS + DESK_FAULTS)
    while len(chosen) < least + 4 or len(set(chosen)) < kinds:
        chosen.append(draw.choice(common))
    plan = [Planned(draw.randrange(end // 12, end), fault, draw.randrange(1000)) for fault in chosen]
    return sorted(plan, key=lambda row: (row.at, row.fault, row.machine))
