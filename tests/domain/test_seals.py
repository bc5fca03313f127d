"""Who holds a seal and which papers wait for it, read from facts alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.fakes import CHINA, workflows
from wenling_desk.domain.authority import Role
from wenling_desk.domain.errand_rules import errands_of
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.guards import GUARDS, Question
from wenling_desk.domain.record import RecordState, fold
from wenling_desk.domain.seals import SEAL, Sealed, paper_errands, papers_to_seal, read_seal, uses_on
from wenling_desk.domain.workflow import NEW

MORNING = datetime(2026, 11, 3, 9, 0, tzinfo=CHINA)
TITLE, OTHER = "温岭市市场监督管理局受理专用章", "温岭市公安局受理专用章"


def fact(position: int, kind: str, record_kind: str = SEAL, minutes: int = 0, **body: Any) -> Fact:
    return Fact(
        f"f{position}", record_kind, "s1", kind, MORNING + timedelta(minutes=minutes), "0101", "clerk", "A03", "d",
        f"c{position}", "2026.11", ("SC017",) if record_kind != SEAL else (), body,
    )  # fmt: skip


REGISTERED = fact(
    1, "SealRegistered", title=TITLE, organ="市监局", department_key="SCJG", number="SJ-01", holder="0101",
    holder_name="陈晓", place="3 号窗口抽屉", may_leave=False,
)  # fmt: skip


def seal(*facts: Fact) -> RecordState:
    return fold((REGISTERED, *facts), workflows().workflow(SEAL))


def given(position: int, to: str, why: str, **more: Any) -> Fact:
    return fact(position, "SealHandedOver", minutes=position, **{"to": to, "to_name": f"{to}号", "with": why, **more})


def test_a_seal_is_where_its_last_hand_over_says() -> None:
    assert read_seal(seal()).holder == "0101"
    moved = read_seal(seal(given(2, "0102", "shift"), given(3, "0103", "visit", place="流动车")))
    assert (moved.holder, moved.place, moved.away) == ("0103", "流动车", True)
    assert moved.since == MORNING + timedelta(minutes=3)
    back = read_seal(seal(given(2, "0103", "visit", place="流动车"), given(3, "0101", "return", place="3 号窗口抽屉")))
    assert (back.holder, back.away, back.retired) == ("0101", False, False)
    assert read_seal(seal(given(2, "0102", "shift"))).place == "3 号窗口抽屉", (
        "without a new place it stays where it was"
    )


def test_a_record_without_its_registration_is_no_seal() -> None:
    with pytest.raises(ValueError, match="registration"):
        read_seal(fold((given(1, "0102", "shift"),), workflows().workflow(SEAL)))


def test_a_seal_waits_in_its_holders_hands_until_it_is_retired() -> None:
    (held,) = errands_of(seal(given(2, "0102", "visit")), None)
    assert (held.kind, held.who, held.number, held.place, held.state) == (
        "seal_held",
        "0102",
        "SJ-01",
        "3 号窗口抽屉",
        "visit",
    )
    assert errands_of(seal(fact(2, "SealRetired", reason="磨损")), None) == []


def test_uses_are_those_of_the_day() -> None:
    state = seal(
        fact(2, "SealUsed", minutes=5, papers=["n1", "n2"], kinds=["a", "b"], purpose="文书用印"),
        fact(3, "SealUsed", minutes=24 * 60, papers=[], purpose="骑缝"),
    )
    (today,) = uses_on(state, MORNING.date())
    assert (today.papers, today.kinds, today.purpose) == (("n1", "n2"), ("a", "b"), "文书用印")
    (tomorrow,) = uses_on(state, (MORNING + timedelta(days=1)).date())
    assert tomorrow.papers == ()


def issued(position: int, number: str, *seals: str) -> Fact:
    body: dict[str, Any] = {"number": number, "paper_kind": "acceptance_notice"}
    return fact(position, "PaperIssued", "acceptance", position, **body, **({"seals": list(seals)} if seals else {}))


def ticked(position: int, title: str, *numbers: str) -> Fact:
    return fact(position, "PaperSealed", "acceptance", position, numbers=list(numbers), seal="SJ-01", title=title)


def waiting(*facts: Fact) -> list[tuple[str, str]]:
    return [(each.number, each.title) for each in papers_to_seal(facts)]


def test_a_paper_without_a_mandate_waits_for_no_seal_of_ours() -> None:
    assert waiting(issued(1, "n1")) == []


def test_a_paper_waits_until_it_is_ticked_or_void() -> None:
    assert waiting(issued(1, "n1", TITLE), issued(2, "n2", TITLE)) == [("n1", TITLE), ("n2", TITLE)]
    assert waiting(issued(1, "n1", TITLE), issued(2, "n2", TITLE), ticked(3, TITLE, "n1")) == [("n2", TITLE)]
    assert waiting(issued(1, "n1", TITLE), fact(2, "PaperVoided", "acceptance", number="n1")) == []


def test_a_paper_of_several_organs_waits_for_each_of_their_seals() -> None:
    both = issued(1, "n1", TITLE, OTHER)
    assert waiting(both) == [("n1", TITLE), ("n1", OTHER)]
    assert waiting(both, ticked(2, TITLE, "n1")) == [("n1", OTHER)]
    assert waiting(both, ticked(2, TITLE, "n1"), ticked(3, OTHER, "n1")) == []


def test_with_one_seal_on_it_any_tick_counts() -> None:
    assert waiting(issued(1, "n1", TITLE), ticked(2, "换了新名字的章", "n1")) == []


def test_the_errand_names_number_seal_and_kind() -> None:
    state = RecordState("acceptance", "r1", {}, (issued(1, "n1", TITLE, OTHER),))
    first, second = paper_errands(state, None)
    assert (first.kind, first.number, first.place, first.state, first.member) == (
        "to_seal", "n1", TITLE, "acceptance_notice", "SC017",
    )  # fmt: skip
    assert first.key != second.key
    assert next(papers_to_seal(state.facts)) == Sealed("n1", "acceptance_notice", TITLE, first.since, ("SC017",))


def test_the_table_of_a_seal() -> None:
    workflow = workflows().workflow(SEAL)
    table = {
        (status, action.action_id): action.target
        for status in (NEW, *workflow.statuses)
        for action in workflow.allowed(status)
    }
    assert table == {
        (NEW, "register_seal"): "seal_held",
        ("seal_held", "hand_over_seal"): None,
        ("seal_held", "use_seal"): None,
        ("seal_held", "retire_seal"): "seal_retired",
    }


def question(body: dict[str, Any], state: RecordState) -> Question:
    return Question("", Role.CLERK, body, MORNING.date(), record=state)


def test_a_seal_that_stays_goes_on_no_visit() -> None:
    check = GUARDS["seal_may_leave"]
    check(question({"with": "shift"}, seal()))
    with pytest.raises(DeskRefusal) as refused:
        check(question({"with": "visit"}, seal()))
    assert (refused.value.code, refused.value.values) == ("seal_may_not_leave", {"seal": TITLE})
    free = fold((fact(1, "SealRegistered", **{**REGISTERED.body, "may_leave": True}),), workflows().workflow(SEAL))
    check(question({"with": "visit"}, free))


def test_a_hand_over_has_one_of_its_reasons() -> None:
    check = GUARDS["known_seal_handover"]
    for why in ("shift", "visit", "return"):
        check(question({"with": why}, seal()))
    with pytest.raises(DeskRefusal, match="choice_unknown"):
        check(question({"with": "lent"}, seal()))
