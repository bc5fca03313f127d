"""Drives the engine by hand: one outstanding thing at a time, each answered as a test wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.sync.model import Centre, Desk
from wenling_desk.sync.asking import Answer, Failure, FailureKind, Request
from wenling_desk.sync.engine import START, Answered, Failed, LocalWork, State, Stored, Woke, step
from wenling_desk.sync.state import Ask, Do, Input, Show, Status, WakeAt
from wenling_desk.sync.tasks import Task

OFFLINE = Failure(FailureKind.OFFLINE)
Twist = Callable[[Request, Answer | Failure], Answer | Failure]


@dataclass
class Drive:
    """An engine over a model desk and a model centre. ``twist`` may change every answer."""

    desk: Desk = field(default_factory=Desk)
    centre: Centre = field(default_factory=Centre)
    state: State = START
    now: int = 0
    jitter: float = 0.5
    outstanding: Ask | Do | None = None
    wake_at: int | None = 0
    asked: list[Request] = field(default_factory=list)
    done: list[Task] = field(default_factory=list)
    shown: list[Status] = field(default_factory=list)
    twist: Twist = lambda request, answer: answer
    took_ms: int = 10

    def tell(self, said: Input) -> None:
        """One input."""
        self.state, outputs = step(self.state, said)
        work = [each for each in outputs if isinstance(each, Ask | Do)]
        assert len(work) <= 1
        for each in outputs:
            match each:
                case Ask(request):
                    self.outstanding = each
                    self.asked.append(request)
                case Do(task):
                    self.outstanding = each
                    self.done.append(task)
                case WakeAt(at):
                    assert at >= self.now
                    self.wake_at = at
                case Show(status):
                    self.shown.append(status)

    def wake(self, *, forced: bool = False) -> None:
        """The next round begins."""
        if self.wake_at is not None:
            self.now = max(self.now, self.wake_at)
        self.wake_at = None
        self.tell(Woke(self.now, self.jitter, self.desk.facts(), forced))

    def local_work(self, entries: int = 1) -> str:
        """A command at the desk."""
        op_id = self.desk.write(entries)
        self.tell(LocalWork(self.now, self.jitter))
        return op_id

    def once(self) -> None:
        """Answer what is outstanding."""
        outstanding, self.outstanding = self.outstanding, None
        assert outstanding is not None
        self.now += 10
        if isinstance(outstanding, Do):
            self.tell(Stored(self.now, self.jitter, outstanding.task, self.desk.carry_out(outstanding.task)))
            return
        answer = self.twist(outstanding.request, self.centre.answer(outstanding.request))
        if isinstance(answer, Failure):
            self.tell(Failed(self.now, self.jitter, outstanding.request, answer))
        else:
            self.tell(Answered(self.now, self.jitter, outstanding.request, answer, self.took_ms))

    def round(self, *, forced: bool = False, most: int = 4_000) -> Status:
        """A whole round; it must end."""
        self.wake(forced=forced)
        for _ in range(most):
            if self.outstanding is None:
                return self.shown[-1]
            self.once()
        raise AssertionError("the round does not end")

    def restart(self) -> None:
        """The program ends and begins again: only the database is left."""
        self.state, self.outstanding, self.wake_at = START, None, self.now

    def is_equal(self) -> bool:
        """Whether desk and centre agree on everything."""
        desk, centre = self.desk, self.centre
        return (
            desk.acked == desk.length
            and {op.op_id for op in desk.ops} <= set(centre.ops) & desk.confirmed
            and all(desk.rows.get(scope, []) == log for scope, log in centre.logs.items())
        )
