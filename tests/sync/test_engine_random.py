"""Whatever is lost, comes twice or late, is restored or copied: in the end both sides agree, and nothing is lost."""

from __future__ import annotations

import copy

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.sync.driving import OFFLINE, Drive
from tests.sync.model import HALL, Centre, Desk, lying
from wenling_desk.protocol.messages import PullAnswer
from wenling_desk.sync.asking import Answer, Failure, Request
from wenling_desk.sync.engine import Answered, Failed, Stored
from wenling_desk.sync.state import Ask, Do, Phase

MOST_ROUNDS = 12


class Sync(RuleBasedStateMachine):
    """One desk, one centre, and everything that happens between them."""

    def __init__(self) -> None:
        super().__init__()
        self.drive = Drive()
        self.image: Desk | None = None
        self.backup: Centre | None = None
        self.lives = 1
        self.copies = 0
        self.late: list[tuple[Request, Answer]] = []

    @property
    def is_working(self) -> bool:
        return self.drive.outstanding is not None

    @rule(entries=st.integers(1, 3))
    def work(self, entries: int) -> None:
        self.drive.local_work(entries)

    @rule()
    def other_desk(self) -> None:
        log = self.drive.centre.logs[HALL]
        log.append(f"head of other-{len(log)}")

    @precondition(lambda self: not self.is_working)
    @rule(jitter=st.floats(0, 1), forced=st.booleans())
    def wake(self, jitter: float, forced: bool) -> None:
        self.drive.jitter = jitter
        self.drive.wake(forced=forced)

    @precondition(lambda self: self.is_working)
    @rule(count=st.integers(1, 12))
    def go_on(self, count: int) -> None:
        for _ in range(count):
            if self.is_working:
                outstanding = self.drive.outstanding
                self.drive.once()
                if isinstance(outstanding, Ask):
                    answer = self.drive.centre.answer(outstanding.request)
                    if not isinstance(answer, Failure):
                        self.late.append((outstanding.request, answer))

    @precondition(lambda self: isinstance(self.drive.outstanding, Ask))
    @rule(is_done=st.booleans())
    def lose(self, is_done: bool) -> None:
        """The request is lost, or only its answer."""
        outstanding, self.drive.outstanding = self.drive.outstanding, None
        assert isinstance(outstanding, Ask)
        if is_done:
            self.drive.centre.answer(outstanding.request)
        self.drive.tell(Failed(self.drive.now, 0.5, outstanding.request, OFFLINE))

    @precondition(lambda self: bool(self.late))
    @rule(data=st.data())
    def come_late(self, data: st.DataObject) -> None:
        """An answer comes once more, out of order: what is no longer asked changes nothing."""
        request, answer = data.draw(st.sampled_from(self.late[-6:]))
        before, outstanding = self.drive.state, self.drive.outstanding
        if isinstance(outstanding, Ask) and outstanding.request == request:
            return
        self.drive.tell(Answered(self.drive.now, 0.5, request, answer))
        assert self.drive.state == before

    @rule()
    def restart(self) -> None:
        """Killed: what was being written is written, or is not."""
        outstanding = self.drive.outstanding
        if isinstance(outstanding, Do) and self.drive.now % 20:
            self.drive.desk.carry_out(outstanding.task)
        self.drive.restart()

    @precondition(lambda self: isinstance(self.drive.outstanding, Ask))
    @rule()
    def hole(self) -> None:
        """A page with a row missing."""
        outstanding = self.drive.outstanding
        assert isinstance(outstanding, Ask)
        answer = self.drive.centre.answer(outstanding.request)
        if isinstance(answer, PullAnswer) and len(answer.rows) > 1:
            self.drive.outstanding = None
            self.drive.tell(Answered(self.drive.now, 0.5, outstanding.request, lying(answer, rows=answer.rows[1:])))

    @rule()
    def back_up_centre(self) -> None:
        self.backup = self.drive.centre.backup()

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore_centre(self) -> None:
        assert self.backup is not None
        self.lives += 1
        self.drive.centre = self.backup.restored(self.lives)

    @rule()
    def back_up_desk(self) -> None:
        self.image = copy.deepcopy(self.drive.desk)

    @precondition(lambda self: self.image is not None)
    @rule(is_noticed=st.booleans())
    def restore_desk(self, is_noticed: bool) -> None:
        """An image is put back: commands made since are gone from this disk, and others will be made."""
        assert self.image is not None
        codes = self.drive.desk.codes
        self.copies += 1
        self.drive.desk = copy.deepcopy(self.image)
        self.drive.desk.name = f"b{self.copies}"
        self.drive.desk.codes = codes  # none may ever be taken twice, whatever the disk remembers
        self.drive.desk.locked = is_noticed
        self.drive.restart()

    @invariant()
    def what_is_acknowledged_was_verified(self) -> None:
        drive = self.drive
        if drive.desk.incarnation == drive.centre.incarnation and drive.state.phase is Phase.RECEIVING:
            sent = [op for op in drive.desk.ops if op.last <= drive.desk.acked]
            assert all(op.op_id in drive.centre.ops for op in sent)

    def teardown(self) -> None:
        """The line is whole again: a few rounds, and all is equal."""
        drive = self.drive
        if drive.outstanding is not None:
            drive.restart()
        for _ in range(MOST_ROUNDS):
            drive.round(forced=True)
            if drive.is_equal() and not drive.state.failures:
                break
        assert drive.is_equal(), (drive.state.reason, drive.desk, drive.centre)
        assert drive.state.reason == ""
        assert len(set(drive.centre.logs["device:desk-1"])) == len(drive.centre.logs["device:desk-1"])


Sync.TestCase.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestSync = Sync.TestCase


def test_a_centre_restored_while_it_is_asked_for_an_epoch_still_gets_every_op() -> None:
    """What it holds was told by the centre before the restore, the epoch was granted by the one after: ops both sides
    take for sent would be nowhere."""
    state = Sync()
    state.back_up_centre()
    state.wake(forced=False, jitter=0.0)
    state.work(entries=1)
    state.go_on(count=10)
    state.restore_centre()
    state.work(entries=1)
    state.go_on(count=12)
    state.restore_centre()
    state.go_on(count=3)
    state.teardown()


def test_the_model_itself_can_fail() -> None:
    """A desk that trusts the centre's own high-water mark would lose an op: the model notices."""
    drive = Drive()
    drive.desk.write()
    drive.round()
    assert drive.is_equal()
    drive.desk.acked = drive.desk.length + 1
    drive.desk.write()
    drive.tell(Stored(0, 0, drive.done[0], None))
    assert not drive.is_equal()
