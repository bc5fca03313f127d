"""What the page of seals asks: who holds which seal, what it was used for today, and which papers wait for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wenling_desk.domain.record import fold
from wenling_desk.domain.seals import SEAL, SEAL_HELD, TO_SEAL, Seal, SealUse, read_seal, uses_on
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.own_numbers import own_number
from wenling_desk.use_cases.ports import ErrandQuery, Reading, WaitingRow

MOST = 2_000
"""Errands looked at: more papers than a desk stamps in a day."""


@dataclass(frozen=True, slots=True)
class SealInHand:
    """A seal, its uses today, and the papers of this desk that are still to be ticked with it."""

    seal: Seal
    uses: tuple[SealUse, ...]
    waiting: tuple[WaitingRow, ...]

    @property
    def papers_today(self) -> int:
        """How many papers it stamped today."""
        return sum(len(use.papers) for use in self.uses)


@dataclass(frozen=True, slots=True)
class SealsView:
    """The seals in use, in the order they were handed on; ``homeless`` are papers whose seal nobody has entered, by its
    title; ``proposals`` the seals the delegations in force name and nobody has entered."""

    seals: tuple[SealInHand, ...]
    homeless: Mapping[str, tuple[WaitingRow, ...]]
    proposals: tuple[str, ...]

    def seal(self, record_id: str) -> SealInHand | None:
        """The seal of that record."""
        return next((each for each in self.seals if each.seal.record_id == record_id), None)

    def of_title(self, title: str) -> SealInHand | None:
        """The first seal of that title."""
        return next((each for each in self.seals if each.seal.title == title), None)


def view_seals(desk: Desk, reading: Reading) -> SealsView:
    """The seals known here. One question for what waits, and the facts of each seal that is held."""
    rows = reading.errands(ErrandQuery(kinds=(SEAL_HELD, TO_SEAL), limit=MOST)).rows
    waiting: dict[str, list[WaitingRow]] = {}
    for row in rows:
        if row.errand.kind == TO_SEAL and own_number(desk.identity, row.errand.number) is not None:
            waiting.setdefault(row.errand.place, []).append(row)
    today, workflow = desk.today(), desk.workflows.workflow(SEAL)
    seals = []
    for row in rows:
        if row.errand.kind != SEAL_HELD:
            continue
        record = fold(reading.facts_of(row.errand.record_id), workflow)
        seal = read_seal(record)
        seals.append(SealInHand(seal, uses_on(record, today), tuple(waiting.get(seal.title, ()))))
    titles = {each.seal.title for each in seals}
    named = dict.fromkeys(
        row.seal
        for row in desk.catalogue().delegations
        if row.effective_from <= today and (row.effective_to is None or today < row.effective_to)
    )
    return SealsView(
        seals=tuple(seals),
        homeless={title: tuple(found) for title, found in waiting.items() if title not in titles},
        proposals=tuple(title for title in named if title not in titles),
    )
