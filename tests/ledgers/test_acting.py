"""An act on an entry: what it keeps, what it refuses, what it promises, what follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.simulation.errands import errands_anew
from tests.support.fakes import CLERK, LEADER, REVIEWER, Counter
from tests.support.ledgers import LedgerCounter, write_ledgers
from wenling_desk.domain.authority import Role, Session
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.ledger_clocks import LEDGER_DUE
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.ports import ErrandQuery


@pytest.fixture
def counter(tmp_path: Path) -> LedgerCounter:
    return LedgerCounter(write_ledgers(tmp_path / "ledgers"))


def unit(counter: Counter, place: int = 0) -> str:
    return list(counter.desk.catalogue().departments)[place]


def told(counter: LedgerCounter, **values: Any) -> str:
    """A wish that was told; its record id."""
    return counter.act("tell_wish", what="借一副老花镜", teller="吴示例", **values).record_id


def handed(counter: LedgerCounter, **values: Any) -> str:
    """A wish handed on by somebody else than the one who is signed in afterwards."""
    record_id = told(counter, **values)
    counter.sign_in(LEADER)
    counter.act("hand_wish", record_id, unit=unit(counter))
    counter.sign_in(CLERK)
    return record_id


def refusal(counter: LedgerCounter, action: str, record_id: str = "", /, **values: Any) -> DeskRefusal:
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.act(action, record_id, **values)
    assert counter.everything_written() == before
    return caught.value


def test_only_what_the_act_asks_is_kept_with_defaults(counter: LedgerCounter) -> None:
    record_id = told(counter, why_large="不问就不记", budget="100")
    values = counter.entry(record_id).entry.values
    assert values == {"what": "借一副老花镜", "teller": "吴示例", "size": "small", "budget": 10000}
    (fact,) = counter.facts(record_id)
    assert (fact.kind, fact.body["dues"], fact.role) == ("WishTold", {}, "clerk")
    assert fact.body["head"]["title"] == "借一副老花镜"


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({}, "value_needed", "what"),
        ({"what": "  "}, "value_needed", "what"),
        ({"what": "镜", "size": "large"}, "value_needed", "why_large"),
        ({"what": "镜" * 41}, "text_too_long", "what"),
        ({"what": "镜", "colour": "red"}, "value_not_asked", "colour"),
        ({"what": "镜", "cost": 1}, "value_not_asked", "cost"),
        ({"what": "镜", "left": 1}, "value_not_asked", "left"),
        ({"what": "镜", "phone": "12"}, "value_phone", "phone"),
        ({"what": "镜", "size": "huge"}, "choice_unknown", "size"),
        ({"what": "镜", "wanted_on": "2026-11-02"}, "value_too_early", "wanted_on"),
        ({"what": "镜", "budget": "一百"}, "value_not_a_number", "budget"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(
    counter: LedgerCounter, values: dict[str, Any], code: str, field: str
) -> None:
    found = refusal(counter, "tell_wish", **values)
    assert (found.code, found.values["field"]) == (code, field)


def test_what_is_not_in_the_catalogue_or_another_ledger_is_refused(counter: LedgerCounter) -> None:
    record_id = told(counter)
    assert refusal(counter, "hand_wish", record_id, unit="NOBODY").code == "value_not_known"
    with pytest.raises(DeskRefusal, match="value_not_known"):
        counter.act("thank_for_wish", kind="thanks", words="谢谢", wish="id-nowhere")
    other = counter.act("thank_for_wish", kind="thanks", words="谢谢").record_id
    with pytest.raises(DeskRefusal, match="value_not_known"):
        counter.act("thank_for_wish", kind="thanks", words="谢谢", wish=other)


def test_the_promise_goes_by_class_and_by_working_days(counter: LedgerCounter) -> None:
    small, large = handed(counter), handed(counter, size="large", why_large="要找木匠")
    assert counter.entry(small).entry.dues == {"grant": date(2026, 11, 4)}
    assert counter.entry(large).entry.dues == {"grant": date(2026, 11, 10)}
    (head,) = counter.heads(large)
    assert (head.due, head.due_kind, head.status, head.open) == (date(2026, 11, 10), "grant", "handed", True)
    counter.later(days=10)
    entry = counter.entry(large).entry
    assert (entry.late, entry.due) == (True, date(2026, 11, 10))


def test_a_second_start_promises_anew_and_an_ending_stops_everything(counter: LedgerCounter) -> None:
    record_id = handed(counter)
    counter.later(days=1)
    counter.sign_in(LEADER)
    counter.act("hand_wish", record_id, unit=unit(counter, 1))
    assert counter.entry(record_id).entry.due == date(2026, 11, 5)
    counter.sign_in(CLERK)
    counter.act("grant_wish", record_id, cost="12.50")
    entry = counter.entry(record_id).entry
    assert (entry.due, entry.dues, entry.is_open, entry.late) == (None, {}, False, False)
    (head,) = counter.heads(record_id)
    assert (head.due, head.open) == (None, False)


def test_the_day_of_the_ledger_counts_where_no_clock_runs(counter: LedgerCounter) -> None:
    record_id = told(counter, wanted_on="2026-11-20")
    assert counter.heads(record_id)[0].due == date(2026, 11, 20)
    counter.act("amend_wish", record_id, wanted_on="2026-11-25")
    assert counter.heads(record_id)[0].due == date(2026, 11, 25)
    counter.act("amend_wish", record_id, wanted_on=None)
    assert counter.heads(record_id)[0].due is None
    assert "wanted_on" not in counter.entry(record_id).entry.values


def test_what_is_due_waits_on_the_workbench_until_it_is_done(counter: LedgerCounter) -> None:
    record_id = handed(counter)
    with counter.store.reading() as reading:
        (row,) = reading.errands(ErrandQuery(kinds=(LEDGER_DUE,))).rows
    errand = row.errand
    assert (errand.record_id, errand.due, errand.place, errand.key) == (
        record_id, date(2026, 11, 4), unit(counter), "grant",
    )  # fmt: skip
    assert errands_anew(counter.desk, counter.store.shelves) == []
    counter.act("grant_wish", record_id, cost=100)
    with counter.store.reading() as reading:
        assert reading.errands(ErrandQuery(kinds=(LEDGER_DUE,))).total == 0


def test_a_table_that_grows_keeps_its_rows_and_is_counted(counter: LedgerCounter) -> None:
    record_id = handed(counter)
    counter.act("step_wish", record_id, steps=[{"day": "2026-11-03", "what": "问了三家店"}, {}])
    counter.act("step_wish", record_id, steps=[{"what": "借到了"}])
    values = counter.entry(record_id).entry.values
    assert [row["what"] for row in values["steps"]] == ["问了三家店", "借到了"]
    assert values["step_count"] == 2
    found = refusal(counter, "step_wish", record_id, steps=[{"what": "好"}, {"day": "昨天"}])
    assert (found.code, found.values["field"], found.values["label"]) == ("value_not_a_day", "steps", "经过 2 · 日期")


def test_a_computed_value_follows_its_operands(counter: LedgerCounter) -> None:
    record_id = handed(counter, budget="30")
    counter.act("grant_wish", record_id, cost="25.50")
    assert counter.entry(record_id).entry.values["left"] == 450
    assert counter.facts(record_id)[-1].body["left"] == 450


def test_a_follow_up_is_opened_with_it_and_refers_back(counter: LedgerCounter) -> None:
    record_id = handed(counter, size="large", why_large="要找木匠")
    changes = counter.act("grant_wish", record_id, cost=0)
    (other,) = changes.records - {record_id}
    view = counter.entry(other)
    assert view.entry.values == {"words": "借一副老花镜", "size": "large", "wish": record_id}
    assert [(link.record_id, link.field_id, link.towards) for link in view.links] == [(record_id, "wish", False)]
    back = counter.entry(record_id).links
    assert [(link.record_id, link.kind, link.towards) for link in back] == [(other, "thanks", True)]
    assert view.titles == {record_id: "借一副老花镜"}
    assert counter.act("grant_wish", handed(counter), cost=0).records.isdisjoint({other})


def test_what_a_follow_up_refuses_refuses_the_whole_act(counter: LedgerCounter) -> None:
    record_id = handed(counter, size="large", why_large="要找木匠")
    authority = {
        **counter.desk.authority,
        "thank_for_wish": {Role.TEAM_LEADER: counter.desk.authority["hand_wish"][Role.TEAM_LEADER]},
    }
    counter.become(authority=authority)
    assert refusal(counter, "grant_wish", record_id, cost=0).code == "not_permitted"
    assert counter.entry(record_id).entry.status == "handed"


def test_pressed_twice_it_is_one_entry_with_one_paper(counter: LedgerCounter) -> None:
    record_id = told(counter)
    counter.sign_in(LEADER)
    command = ActInLedger(
        command_id="twice", kind="wish", record_id=record_id, action="hand_wish", values={"unit": unit(counter)}
    )
    first, second = counter.dispatcher.dispatch(command), counter.dispatcher.dispatch(command)
    assert (second.repeated, second.number) == (True, first.number)
    assert counter.paper_kinds(record_id) == ["wish_order"]
    assert counter.kinds(record_id).count("WishHanded") == 1


def test_the_paper_says_the_entry_in_words(counter: LedgerCounter) -> None:
    record_id = handed(counter, budget="30")
    values = counter.said(record_id, "wish_order").values
    entry: Any = values["entry"]
    assert (entry["budget"], entry["size"], entry["teller"], entry["teller_masked"], entry["status"]) == (
        "30.00 元", "小", "吴示例", "吴**", "已转办",
    )  # fmt: skip
    assert values["due"] == {"grant": "2026年11月4日"}
    history: Any = values["history"]
    assert [row["act"] for row in history] == ["登记愿望", "转办"]


def test_who_may_act_stands_in_the_workflow(counter: LedgerCounter) -> None:
    record_id = told(counter)
    counter.sign_in(CLERK)
    assert refusal(counter, "hand_wish", record_id, unit=unit(counter)).code == "not_permitted"
    assert refusal(counter, "drop_wish", record_id, why_large="不办").code == "not_own"
    counter.sign_in(Session("0999", "外人", ()))
    assert refusal(counter, "tell_wish", what="镜").code == "not_permitted"


def test_of_several_roles_the_person_may_choose_one(counter: LedgerCounter) -> None:
    record_id = told(counter)
    asked = {"kind": "wish", "record_id": record_id, "action": "amend_wish", "values": {"what": "老花镜"}}
    counter.do(ActInLedger, **asked, as_role="team_leader")
    assert counter.facts(record_id)[-1].role == "team_leader"
    with pytest.raises(DeskRefusal, match="not_permitted"):
        counter.do(ActInLedger, **asked, as_role="reviewer")


def test_a_department_acts_on_its_own_entries_only(counter: LedgerCounter) -> None:
    record_id = handed(counter)
    steps = [{"what": "看了"}]
    counter.sign_in(replace(REVIEWER, department_key=unit(counter, 1)))
    assert refusal(counter, "step_wish", record_id, steps=steps).code == "not_your_department"
    counter.sign_in(replace(REVIEWER, department_key=unit(counter)))
    counter.act("step_wish", record_id, steps=steps)
    assert counter.facts(record_id)[-1].role == "reviewer"


def test_four_eyes(counter: LedgerCounter) -> None:
    record_id = handed(counter)
    counter.sign_in(LEADER)
    assert refusal(counter, "grant_wish", record_id, cost=0).code == "another_person_needed"


@pytest.mark.parametrize("action", ["grant_wish", "accept", "send_thanks", "no_such_act"])
def test_an_act_of_another_status_or_another_kind_is_refused(counter: LedgerCounter, action: str) -> None:
    record_id = told(counter)
    code = refusal(counter, action, record_id, cost=0).code
    assert code == ("not_permitted" if action == "no_such_act" else "not_allowed_now")


def test_no_other_kind_of_record_is_touched(counter: LedgerCounter) -> None:
    other = counter.act("thank_for_wish", kind="thanks", words="谢谢").record_id
    assert refusal(counter, "drop_wish", other, why_large="不办").code == "no_such_record"
    with pytest.raises(DeskRefusal, match="no_such_ledger"):
        counter.act("consult", kind="consultation", question="?")


def test_the_offers_say_why_not_and_ask_nothing_of_what_is_still_to_be_typed(counter: LedgerCounter) -> None:
    record_id = handed(counter)

    def offers() -> dict[str, str]:
        return {each.act.action_id: each.why_not.code if each.why_not else "" for each in counter.entry(record_id).acts}

    assert offers() == {
        "hand_wish": "not_permitted", "step_wish": "", "grant_wish": "", "drop_wish": "not_own",
        "amend_wish": "not_own",
    }  # fmt: skip
    counter.sign_in(LEADER)
    assert offers()["grant_wish"] == "another_person_needed"


def test_the_counter_complained_about_does_not_see_who_did(counter: LedgerCounter) -> None:
    record_id = told(counter, window=counter.desk.identity.counter, phone="13800005678")
    assert counter.heads(record_id)[0].applicant == ""
    view = counter.entry(record_id)
    assert view.hidden == {"teller"}
    assert "teller" not in view.entry.values
    assert all("teller" not in step.given for step in view.entry.history)
    (row,) = counter.page().rows
    assert "teller" not in row.values
    counter.become(identity=replace(counter.desk.identity, counter="B07"))
    assert counter.entry(record_id).entry.values["teller"] == "吴示例"
    (row,) = counter.page().rows
    assert (row.values["teller"], row.values["phone"]) == ("吴**", "138****5678")


def test_private_cells_and_texts_are_masked_in_lists(counter: LedgerCounter) -> None:
    record_id = handed(counter)
    counter.act("step_wish", record_id, steps=[{"what": "借到了", "by": "林小满"}])
    (row,) = counter.page().rows
    assert row.values["steps"] == [{"what": "借到了", "by": "林**"}]
