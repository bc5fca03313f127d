"""A record is a list of facts; its status is a pure fold over them by its workflow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from wenling_desk.domain.facts import Fact
from wenling_desk.domain.workflow import NEW, Workflow

WHOLE = ""
"""The lane of a record that has no members."""

FACT_REFUSED = "FactRefused"
DISPUTED = "Disputed"
DISPUTE_SETTLED = "DisputeSettled"
PUT_IN_FORCE = "put_in_force"
"""The outcome of a settled dispute by which the disputed facts take effect after all; every other one leaves them
without."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Where one member of a record stands; a record without members has the single lane ``WHOLE``."""

    member: str
    status: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RecordState:
    """The fold of a record (记录).

    ``facts`` are those in force, in order; ``refused`` those a later ``FactRefused`` names (their text stays as
    冲突稿); ``out_of_table`` the ids of facts the workflow does not allow where they stand; ``unknown`` the ids of
    facts of kinds this version cannot read.
    """

    kind: str
    record_id: str
    lanes: Mapping[str, Lane]
    facts: tuple[Fact, ...]
    refused: tuple[Fact, ...] = ()
    out_of_table: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    disputed: bool = False

    def status_of(self, member: str) -> str:
        """The status of a member, ``NEW`` before its first fact."""
        lane = self.lanes.get(member)
        return lane.status if lane else NEW

    def facts_of(self, kind: str, member: str | None = None) -> tuple[Fact, ...]:
        """Facts of a kind in order; with ``member`` those that name it or name no member."""
        return tuple(
            fact
            for fact in self.facts
            if fact.kind == kind and (member is None or not fact.members or member in fact.members)
        )

    @property
    def beginning(self) -> Fact:
        """The fact the record begins with: the first that is in force and in the table, and is none that every record
        may carry. Where the centre took ops in another order, a refused act and its refusal stand before it."""
        outside = set(self.out_of_table)
        own = (fact for fact in self.facts if fact.kind not in KEPT_KINDS and fact.fact_id not in outside)
        return next(own, self.facts[0])

    def last(self, kind: str, member: str | None = None) -> Fact | None:
        """The latest fact of a kind, ``None`` where there is none."""
        found = self.facts_of(kind, member)
        return found[-1] if found else None


VOIDS_A_PAPER = frozenset({"PaperVoided", "PaperAmended"})
"""Facts after which the paper they name (``number``) counts no more: it was made void, or another took its place."""

KEPT_KINDS = frozenset({
    "PaperIssued", "PaperReprinted", "PaperPrinted", "PaperPrintFailed", "PaperVoided", "PaperAmended",
    "PaperSealed",
    "ApplicantPaperMade", "ApplicantPaperSigned", "ApplicantPaperScanned", "OfficialNumberRecorded",
    "BackEntryNoted", "BackEntryWaived", "PlatformStatusSeen",
    "MaterialsKept", "MaterialsGivenBack",
    "ScanAttached", "CaseArchived", FACT_REFUSED, DISPUTED, DISPUTE_SETTLED,
})  # fmt: skip
"""Facts every kind of record may carry. None changes a status but ``DisputeSettled``, by which a person decides
(待核处 -> 已核处): its ``facts`` are the ids of the disputed ones, its ``outcome`` may put them in force."""


def fold(facts: Iterable[Fact], workflow: Workflow) -> RecordState:
    """The state of one record; the same facts in the same order always give the same state.

    Facts the table forbids where they stand change nothing and are named in ``out_of_table``: nothing accepted at a
    counter is dropped, a person decides.
    """
    ordered = tuple(facts)
    if not ordered:
        raise ValueError("a record has at least one fact")
    named = {str(fact.body.get("fact_id", "")) for fact in ordered if fact.kind == FACT_REFUSED}
    kept = tuple(fact for fact in ordered if fact.fact_id not in named)
    lanes: dict[str, Lane] = {}
    out_of_table: dict[str, None] = {}
    unknown: list[str] = []
    disputed: set[str] = set()
    for fact in kept:
        if fact.kind == DISPUTED:
            disputed.update(_names(fact))
        elif fact.kind == DISPUTE_SETTLED:
            settled = _names(fact)
            disputed -= settled
            if fact.body.get("outcome") == PUT_IN_FORCE:
                _put_in_force(lanes, (each for each in kept if each.fact_id in settled), workflow, fact.at)
            for fact_id in settled:
                out_of_table.pop(fact_id, None)
        elif fact.kind in KEPT_KINDS:
            continue
        elif not workflow.knows(fact.kind):
            unknown.append(fact.fact_id)
        else:
            _apply(lanes, fact, workflow, out_of_table)
    return RecordState(
        kind=ordered[0].record_kind,
        record_id=ordered[0].record_id,
        lanes=lanes,
        facts=kept,
        refused=tuple(fact for fact in ordered if fact.fact_id in named),
        out_of_table=tuple(out_of_table),
        unknown=tuple(unknown),
        disputed=bool(disputed),
    )


def _apply(lanes: dict[str, Lane], fact: Fact, workflow: Workflow, out_of_table: dict[str, None]) -> None:
    for member in fact.members or (WHOLE,):
        status = lanes[member].status if member in lanes else NEW
        action = workflow.action_for(fact.kind, status)
        if action is None:
            if fact.members or not lanes:
                out_of_table[fact.fact_id] = None
        elif action.target is not None:
            lanes[member] = Lane(member, action.target, fact.at)


def _put_in_force(lanes: dict[str, Lane], facts: Iterable[Fact], workflow: Workflow, at: datetime) -> None:
    """What a person decided: each fact leads where its kind leads, from wherever the member stands."""
    for fact in facts:
        target = next((action.target for action in workflow.actions_making(fact.kind) if action.target), None)
        for member in fact.members or (WHOLE,):
            if target is not None:
                lanes[member] = Lane(member, target, at)


def _names(fact: Fact) -> frozenset[str]:
    """The facts a dispute or its settling is about; one without a list is about the dispute itself."""
    named = frozenset(str(each) for each in fact.body.get("facts", ()))
    return named or frozenset({str(fact.body.get("dispute", fact.fact_id))})
