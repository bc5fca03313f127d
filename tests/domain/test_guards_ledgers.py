"""Guards any ledger may name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.fakes import MORNING
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.guards import GUARDS, Question
from wenling_desk.domain.record import RecordState

GUARD = GUARDS["another_person"]


def question(clerk: str, *acts: tuple[str, str]) -> Question:
    """An act of a clerk on a record of these facts: kind, clerk."""
    facts = tuple(
        Fact(
            f"f{place}",
            "wish",
            "w1",
            kind,
            MORNING + timedelta(minutes=place),
            who,
            "clerk",
            "A03",
            "d",
            f"c{place}",
            "1",
        )
        for place, (kind, who) in enumerate(acts)
    )
    record = RecordState("wish", "w1", {}, facts) if facts else None
    return Question("", Role.CLERK, {}, MORNING.date(), record=record, clerk=clerk)


def test_whoever_did_the_act_before_is_not_the_second_pair_of_eyes() -> None:
    with pytest.raises(DeskRefusal, match="another_person_needed"):
        GUARD(question("0101", ("WishTold", "0102"), ("WishHanded", "0101")))


def test_a_paper_or_a_print_between_is_no_act_of_its_own() -> None:
    with pytest.raises(DeskRefusal, match="another_person_needed"):
        GUARD(question("0101", ("WishHanded", "0101"), ("PaperIssued", "0102"), ("PaperPrinted", "0102")))


@pytest.mark.parametrize("acts", [(), (("WishHanded", "0102"),), (("WishTold", "0101"), ("WishHanded", "0102"))])
def test_somebody_else_may(acts: tuple[tuple[str, str], ...]) -> None:
    GUARD(question("0101", *acts))
