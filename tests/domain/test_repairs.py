"""What repairs and half-way applications rest on: chains of amended papers, who holds what, what is carried over."""

from __future__ import annotations

from typing import Any

from tests.domain.test_case_view import WORKFLOW, Story
from tests.support.law_catalogue import CHAIN, FILING, LICENCE, SHOP, law_catalogue, sheet_for
from wenling_desk.domain.acceptance import task_of
from wenling_desk.domain.authority import Role
from wenling_desk.domain.back_entry import read_back_entry
from wenling_desk.domain.edits import party_field, party_value, standing_value, with_edit
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import Question
from wenling_desk.domain.guards import GUARDS
from wenling_desk.domain.leaving import errands, kept_materials
from wenling_desk.domain.record import fold
from wenling_desk.domain.repairs import (
    Change,
    copied_sheet,
    facts_until,
    first_of,
    is_reply,
    replaced_by,
    reworded,
    says,
    with_department,
)

PLAIN: dict[str, Any] = {"changes": [{"field": "wording", "what": "字句", "before": "甲", "after": "乙"}]}


def amended() -> Story:
    """P1 was amended to P2, and P2 to P3."""
    story = Story(LICENCE).taken_in("2026-11-03").tell("2026-11-03", "PaperIssued", number="P1")
    for old, new in (("P1", "P2"), ("P2", "P3")):
        story.tell("2026-11-04", "PaperIssued", number=new)
        story.tell("2026-11-04", "PaperAmended", number=old, replaced_by=new, **PLAIN)
    return story


def test_an_old_paper_names_the_one_that_counts_now() -> None:
    record = amended().case("2026-11-05").record
    assert [replaced_by(record, number) for number in ("P1", "P2", "P3", "P9")] == ["P3", "P3", "", ""]
    first, changes = first_of(record, "P3")
    assert (first, len(changes)) == ("P1", 2)
    assert first_of(record, "P1") == ("P1", ())
    assert [fact.kind for fact in facts_until(record.facts, "P1")] == ["TakenIn"]


def test_an_amendment_goes_on_its_way_without_any_clock_being_touched() -> None:
    plain = Story(LICENCE).taken_in("2026-11-03").member("2026-11-05")
    assert amended().member("2026-11-05").due == plain.due


def test_words_are_replaced_wherever_they_stand() -> None:
    values = {"a": "甲方", "b": [{"c": "见甲"}, "无"], "n": 3}
    changes = (Change("wording", "字句", "甲", "乙"),)
    assert reworded(values, changes) == {"a": "乙方", "b": [{"c": "见乙"}, "无"], "n": 3}
    assert says(values, "见甲")
    assert not says(values, "丙")


def test_papers_are_with_a_department_until_they_come_back() -> None:
    story = Story(LICENCE).taken_in("2026-11-03")
    assert with_department(story.case("2026-11-05").record, [LICENCE]) == ()
    story.tell("2026-11-04", "HandedOver", list="l", number="L1", department_key="FOOD", papers=[], originals=0)
    assert with_department(story.case("2026-11-05").record, [LICENCE, "other"]) == (LICENCE,)
    story.tell("2026-11-05", "ReturnedToCounter", reason_class="content", note="", by="王科")
    assert with_department(story.case("2026-11-05").record, [LICENCE]) == ()


def test_a_reply_names_who_said_what() -> None:
    assert is_reply({"by": "王科", "note": "可以"})
    for wrong in (None, "王科", {}, {"by": "王科"}, {"by": " ", "note": "可以"}):
        assert not is_reply(wrong)


def test_an_edit_is_about_a_form_field_or_about_a_person() -> None:
    sheet = sheet_for(LICENCE)
    phone = party_field("p1", "phone")
    assert party_value(phone) == ("p1", "phone")
    assert party_value("address") is None
    assert party_value("party:p1:identity_number") is None
    assert party_value(party_field("guardian:2", "name")) == ("guardian:2", "name")
    changed = with_edit(sheet, phone, "13800005679")
    assert standing_value(changed, phone) == "13800005679"
    assert with_edit(sheet, party_field("nobody", "name"), "x") == sheet
    assert standing_value(sheet, party_field("nobody", "name")) is None
    assert standing_value(with_edit(sheet, "address", "某路"), "address") == "某路"


def test_a_copy_takes_people_and_what_the_other_form_asks_for_too() -> None:
    catalogue = law_catalogue()
    sheet = with_edit(with_edit(sheet_for(CHAIN), "address", "某路 1 号"), "nowhere", "x")
    copied = copied_sheet(sheet, FILING, catalogue, "r-1")
    assert copied.parties[0].name == sheet.parties[0].name
    assert copied.copied_from == "r-1"
    assert "nowhere" not in copied.form
    again = copied_sheet(sheet, CHAIN, catalogue, "r-1")
    assert (again.form["address"], again.form_sources["address"]) == ("某路 1 号", "reused")
    assert again.answers == sheet.answers
    assert copied_sheet(sheet, SHOP, catalogue, "r-1").answers == {}


def kept(held_by: str, *materials: str) -> dict[str, Any]:
    rows = [{"id": each, "name": each, "mark": "original", "copies": 1} for each in materials]
    return {"list": "L-1" if held_by == "counter" else "", "materials": rows, "held_by": held_by}


def draft(*acts: tuple[str, dict[str, Any]]) -> Story:
    story = Story(LICENCE)
    for day, (kind, body) in enumerate(acts, 3):
        story.tell(f"2026-11-{day:02d}", kind, "", **body)
    return story


def names(story: Story) -> list[str]:
    return [row.material_id for row in kept_materials(story.facts)]


def test_what_stays_at_the_counter_is_known_until_it_is_given_back() -> None:
    assert names(draft(("MaterialsKept", kept("counter", "a", "b")), ("MaterialsKept", kept("applicant", "c")))) == [
        "a", "b",
    ]  # fmt: skip
    took_one = draft(("MaterialsKept", kept("counter", "a", "b")), ("MaterialsKept", kept("applicant", "a")))
    assert names(took_one) == ["b"]
    given = draft(("MaterialsKept", kept("counter", "a", "b")), ("MaterialsGivenBack", {"materials": [{"id": "b"}]}))
    assert names(given) == ["a"]


def test_a_draft_that_was_never_taken_in_has_its_errand_too() -> None:
    record = fold(draft(("MaterialsKept", kept("counter", "a", "b"))).facts, WORKFLOW)
    (errand,) = errands(record, None)
    assert (errand.kind, errand.amount, errand.number, errand.who) == ("materials_kept", 2, "L-1", "0101")


def test_taken_in_the_case_has_its_materials_and_nothing_is_kept_beside_it() -> None:
    story = draft(("MaterialsKept", kept("counter", "a"))).taken_in("2026-11-09")
    assert names(story) == []
    case = story.case("2026-11-10")
    assert list(errands(case.record, case)) == []


def answer(name: str, story: Story, **body: Any) -> str:
    """The refusal of a guard, empty where it lets the act through."""
    record = story.case("2026-11-05").record
    today = story.facts[0].at.date()
    try:
        GUARDS[name](Question(member=LICENCE, role=Role.CLERK, body=body, today=today, record=record))
    except DeskRefusal as refusal:
        return refusal.code
    return ""


def test_a_case_is_voided_only_while_nothing_is_decided() -> None:
    story = Story(FILING, LICENCE).taken_in("2026-11-03").accepted("2026-11-03", FILING)
    assert answer("nothing_decided", story) == ""
    story.tell("2026-11-04", "Granted", FILING)
    assert answer("nothing_decided", story) == "decided_already"
    ended = Story(FILING, LICENCE).taken_in("2026-11-03").tell("2026-11-04", "Withdrawn", FILING)
    assert answer("nothing_decided", ended) == ""


def test_a_department_that_has_the_papers_has_to_have_answered() -> None:
    story = Story(LICENCE).taken_in("2026-11-03")
    assert answer("department_agrees", story) == ""
    story.tell("2026-11-04", "HandedOver", list="l", number="L1", department_key="FOOD", papers=[], originals=0)
    assert answer("department_agrees", story) == "department_reply_needed"
    assert answer("department_agrees", story, department_reply={"by": "王科", "note": ""}) == "department_reply_needed"
    assert answer("department_agrees", story, department_reply={"by": "王科", "note": "可以"}) == ""


def test_a_void_case_waits_for_nothing() -> None:
    story = Story(LICENCE).taken_in("2026-11-03").tell("2026-11-04", "CaseVoided", reasons=["错"], copied_to="")
    member = story.member("2026-11-20")
    assert (member.status, member.terminal, member.due, task_of(member)) == ("voided", True, None, "")
    assert read_back_entry(story.case("2026-11-20").record, "N").missing == ()  # type: ignore[union-attr]
