"""Handing results over, sending them, taking them back: the acts of 取件 without their widgets. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from wenling_desk.domain.collecting import Carrier, read_place
from wenling_desk.domain.identity import mask_name
from wenling_desk.domain.shelf import COUNTER, COURIER, ELECTRONIC, LOCKER
from wenling_desk.ui.collecting.tools import INITIATOR, CollectingTools
from wenling_desk.ui.told import Told, ToldKind, tell
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.collecting import HERE, OUT, READY_ONLINE, CaseResults, ResultLine
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.counter_ports import LineState, LockerAnswer, LockerParcel
from wenling_desk.use_cases.deliver_result import DeliverResult
from wenling_desk.use_cases.locker_parcels import last_reference, next_parcel
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.send_result import IssueCollectionNotice, NoteCameBack, SendResult
from wenling_desk.use_cases.shelve_results import MoveResult

PARCEL = "collecting_parcel"
OnFailed = Callable[[Told], None]
OnDone = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the clerk says of handing over: to whom, with which slip. ``receiver`` of nobody else is the applicant."""

    by_proxy: bool = False
    receiver: str = field(default="", repr=False)
    relation: str = ""
    proof: str = field(default="", repr=False)
    slip: str = "shown"
    identity_checked: bool = False
    signed: bool = False
    again_because: str = ""


class Giving:
    """What can be done with the results of the case on the screen, which ``shown`` gives."""

    def __init__(self, tools: CollectingTools, shown: Callable[[], CaseResults | None]) -> None:
        self._tools = tools
        self._texts = tools.texts
        self._shown = shown
        self._busy = ""

    @property
    def results(self) -> CaseResults | None:
        """The case on the screen."""
        return self._shown()

    def forget(self) -> None:
        """The next person is not held up by what is still on its way for this one."""
        self._busy = ""
        self._tools.bridge.forget(PARCEL)

    # -- handing over ----------------------------------------------------------------------------

    def reason_against(self, codes: Sequence[str]) -> str:
        """Why nothing can be handed over; empty when it can."""
        if self.results is None:
            return self._texts("collecting.against.nobody")
        if not codes:
            return self._texts("collecting.against.nothing")
        return self._texts("collecting.against.busy") if self._busy else ""

    def receiver(self, said: HandOver) -> str:
        """Who collects, masked."""
        if said.by_proxy:
            return mask_name(said.receiver)
        return self.results.masked_name if self.results is not None else ""

    def question(self, codes: Sequence[str], said: HandOver) -> str:
        """The strip's sentence before results are handed over."""
        names = self._names(codes)
        key = "collecting.strip.proxy" if said.by_proxy else "collecting.strip.own"
        lost = self._texts("collecting.strip.lost") if said.slip == "lost" else ""
        return self._texts(key, names=names, receiver=self.receiver(said), lost=lost)

    def faults(self, said: HandOver) -> dict[str, str]:
        """Field -> what is wrong with it."""
        texts, found = self._texts, {}
        if said.by_proxy and not said.receiver.strip():
            found["receiver"] = texts("collecting.fault.receiver")
        if said.by_proxy and not said.proof.strip():
            found["proof"] = texts("collecting.fault.proof")
        if said.slip == "lost" and not (said.identity_checked and said.signed):
            found["slip"] = texts("collecting.fault.slip")
        return found

    def hand_over(self, codes: Sequence[str], said: HandOver, on_done: OnDone, on_failed: OnFailed) -> None:
        """One 送达回证 for all of them."""
        results = self.results
        if results is None or self.reason_against(codes):
            return
        lines = [line for line in results.lines if line.code in codes]
        command = DeliverResult(
            command_id=self._new_id(),
            initiator=INITIATOR,
            record_id=results.record_id,
            members=tuple(codes),
            way=_way(lines),
            receiver=said.receiver.strip() if said.by_proxy else results.receiver,
            by_proxy=said.by_proxy,
            relation=said.relation.strip() if said.by_proxy else "",
            proof=said.proof.strip() if said.by_proxy else "",
            again_because=said.again_because,
            slip=said.slip if _way(lines) == COUNTER else "",
            identity_checked=said.identity_checked,
            signed=said.signed,
        )
        self._send(command, "collecting.done.handed_over", on_done, on_failed, names=self._names(codes))

    # -- sending, moving, coming back ------------------------------------------------------------

    def carriers(self) -> tuple[Carrier, ...]:
        """The couriers of the hall."""
        return self._tools.rules.carriers

    def tracking_fault(self, carrier: str, tracking: str) -> str:
        """What is wrong with a parcel's number; empty when it looks right."""
        known = next((each for each in self.carriers() if each.name == carrier), None)
        plain = "".join(tracking.split()).upper()
        if not plain:
            return self._texts("collecting.fault.tracking")
        if known is not None and known.tracking.fullmatch(plain) is None:
            return self._texts("collecting.fault.tracking_shape", carrier=carrier)
        return ""

    def send(
        self,
        codes: Sequence[str],
        carrier: str,
        tracking: str,
        on_done: OnDone,
        on_failed: OnFailed,
    ) -> None:
        """Given to a courier."""
        if self.results is not None and not self.reason_against(codes):
            command = SendResult(
                command_id=self._new_id(), initiator=INITIATOR, record_id=self.results.record_id,
                members=tuple(codes), way=COURIER, carrier=carrier, tracking=tracking,
            )  # fmt: skip
            self._send(command, "collecting.done.sent", on_done, on_failed, names=self._names(codes))

    def reason_against_locker(self) -> str:
        """Why nothing can go into the locker now; empty when it can."""
        state = self._tools.locker.state()
        if not self._tools.rules.lockers or state is LineState.ABSENT:
            return self._texts("collecting.against.no_locker")
        return self._texts("collecting.against.locker_down") if state is LineState.DOWN else ""

    def put_in_locker(self, codes: Sequence[str], on_done: OnDone, on_failed: OnFailed) -> None:
        """Ask the locker for a box; only when it has answered is anything written down."""
        results, tools = self.results, self._tools
        if results is None or self.reason_against(codes) or self.reason_against_locker():
            return
        self._busy = "locker"
        names, locker = self._names(codes), tools.rules.lockers[0].locker

        def ready(parcel: LockerParcel) -> None:
            tools.outside_locker.run(lambda: tools.locker.put(parcel), answered, broken)

        def answered(answer: LockerAnswer) -> None:
            self._busy = ""
            if answer.refusal:
                sentence = self._texts("collecting.locker_refused", reason=answer.refusal)
                on_failed(Told(ToldKind.REFUSAL, "locker_refused", sentence))
                return
            command = SendResult(
                command_id=self._new_id(), initiator=INITIATOR, record_id=results.record_id, members=tuple(codes),
                way=LOCKER, box=answer.box, code_hint=answer.code_hint,
            )  # fmt: skip
            self._send(command, "collecting.done.in_locker", on_done, on_failed, names=names, box=answer.box)

        def broken(error: BaseException) -> None:
            self._busy = ""
            on_failed(tell(error, self._texts))

        def failed(told: Told) -> None:
            self._busy = ""
            on_failed(told)

        def question(reading: Reading) -> LockerParcel:
            return next_parcel(tools.desk(), reading, results.record_id, codes[0], locker)

        tools.bridge.ask(question, ready, PARCEL, failed)

    def came_back(self, codes: Sequence[str], reason: str, on_done: OnDone, on_failed: OnFailed) -> None:
        """A parcel came back, or a box is emptied: a locker opens it first where one answers."""
        results, tools = self.results, self._tools
        if results is None or self.reason_against(codes):
            return
        command = NoteCameBack(
            command_id=self._new_id(), initiator=INITIATOR, record_id=results.record_id, members=tuple(codes),
            reason=reason,
        )  # fmt: skip
        key, names = "collecting.done.came_back", self._names(codes)
        in_locker = any(line.shelf.sent_way == LOCKER for line in results.lines if line.code in codes)
        if not in_locker or tools.locker.state() is not LineState.UP:
            self._send(command, key, on_done, on_failed, names=names)
            return
        self._busy = "locker"

        def opened(_: LockerAnswer) -> None:
            self._busy = ""
            self._send(command, key, on_done, on_failed, names=names)

        def broken(error: BaseException) -> None:
            self._busy = ""
            on_failed(tell(error, self._texts))

        def ready(reference: str) -> None:
            tools.outside_locker.run(lambda: tools.locker.take_back(reference), opened, broken)

        tools.bridge.ask(
            lambda reading: last_reference(tools.desk(), reading, results.record_id, codes[0]), ready, PARCEL, on_failed
        )

    def move(self, codes: Sequence[str], typed: str, on_done: OnDone, on_failed: OnFailed) -> None:
        """Into another slot."""
        results, tools = self.results, self._tools
        if results is None or self.reason_against(codes):
            return
        place = read_place(typed)
        if not place:
            sentence = self._texts("collecting.fault.place")
            on_failed(Told(ToldKind.REFUSAL, "place_unreadable", sentence))
            return
        command = MoveResult(
            command_id=self._new_id(), initiator=INITIATOR, record_id=results.record_id, members=tuple(codes),
            place=place, shelves=tools.rules.shelves_of(tools.desk().identity.hall_code),
        )  # fmt: skip
        self._send(command, "collecting.done.moved", on_done, on_failed, names=self._names(codes))

    def print_notice(self, codes: Sequence[str], on_done: OnDone, on_failed: OnFailed) -> None:
        """取件通知 in three parts."""
        results, rules = self.results, self._tools.rules
        if results is None or self._busy:
            return
        days = rules.locker_days if rules.lockers else 0
        command = IssueCollectionNotice(
            command_id=self._new_id(), initiator=INITIATOR, record_id=results.record_id, members=tuple(codes),
            locker_days=days,
        )  # fmt: skip
        self._send(command, "collecting.done.printed", on_done, on_failed)

    # -- parts -----------------------------------------------------------------------------------

    def _send(self, command: Command, key: str, on_done: OnDone, on_failed: OnFailed, **values: object) -> None:
        self._busy = command.command_id

        def done(changes: Changes) -> None:
            self._busy = ""
            self._tools.print_papers(changes.to_print)
            on_done(self._texts(key, number=changes.number, **values))

        def failed(told: Told) -> None:
            self._busy = ""
            on_failed(told)

        self._tools.bridge.submit(command, done, failed, failed)

    def _names(self, codes: Sequence[str]) -> str:
        lines = self.results.lines if self.results is not None else ()
        return self._texts("case.joined").join(line.name for line in lines if line.code in codes)

    def _new_id(self) -> str:
        return self._tools.desk().ids.new_id()


def _way(lines: Sequence[ResultLine]) -> str:
    """How it was handed over: from the shelf at the counter, else as it was sent."""
    standings = {line.standing for line in lines}
    if OUT in standings and HERE not in standings:
        return next(line.shelf.sent_way for line in lines if line.standing == OUT)
    return ELECTRONIC if standings == {READY_ONLINE} else COUNTER


def with_agent(said: HandOver, results: CaseResults) -> HandOver:
    """The agent the application names stands ready as the one who collects."""
    return replace(said, receiver=said.receiver or results.agent)
