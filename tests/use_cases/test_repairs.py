"""更正件 and 整件作废: the case is right, the old paper says which one counts, and nothing is typed twice."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.support.acts_repairs import amendment, voiding
from tests.support.counter_acts import accepted, granted, taken_in, with_a_form
from tests.support.fakes import CLERK, EVERYTHING, LEADER, REVIEWER, Counter
from tests.support.law_catalogue import CHAIN, FILING, LICENCE, SHOP, SIGN, law_catalogue
from wenling_desk.domain.authority import Role
from wenling_desk.domain.edits import party_field
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialMark
from wenling_desk.domain.repairs import WORDING, replaced_by
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.amend_paper import AmendPaper, Mending
from wenling_desk.use_cases.commands import Command
from wenling_desk.use_cases.edit_case import EditFormField
from wenling_desk.use_cases.end_application import WithdrawApplication
from wenling_desk.use_cases.fees import NotifyFee
from wenling_desk.use_cases.handle_papers import VoidPaper
from wenling_desk.use_cases.paper_amendments import masked_pair
from wenling_desk.use_cases.ports import Paper
from wenling_desk.use_cases.progress import progress_of, speech_of
from wenling_desk.use_cases.record_writer import RecordWriter
from wenling_desk.use_cases.refuse_acceptance import RefuseAcceptance
from wenling_desk.use_cases.void_case import VoidCase

PHONE = party_field("p1", "phone")
NAME = party_field("p1", "name")


@pytest.fixture
def counter() -> Counter:
    return Counter(law_catalogue(), EVERYTHING)


def refused(counter: Counter, kind: type[Command], **values: Any) -> str:
    """The code of a refusal; nothing may be left of the command."""
    before = counter.everything_written()
    with pytest.raises(DeskRefusal) as caught:
        counter.do(kind, **values)
    assert counter.everything_written() == before
    return caught.value.code


def receipt(counter: Counter, record_id: str) -> Paper:
    return counter.papers(record_id)[0]


def amend(counter: Counter, number: str, *changes: Mending, **more: Any) -> str:
    """Amend a paper; the number of the new one."""
    values = {"reason": "录入错误", "collected": True, **more}
    return counter.do(AmendPaper, number=number, changes=changes, **values).number


def handed_over(counter: Counter, record_id: str, *members: str) -> None:
    """The papers go to their department, as the hand-over's own fact says it."""
    with counter.store.unit_of_work() as uow:
        command = Command(command_id=f"hand-over-{counter.ids.new_id()}")
        writer = RecordWriter(counter.desk, uow, command)
        writer.open(record_id)
        body = {"list": "list-1", "number": "L1", "department_key": "FOOD", "papers": [], "originals": 0}
        writer.add("HandedOver", members or tuple(writer.record.lanes), body, Role.CLERK)
        writer.finish()


# -- 更正件 ------------------------------------------------------------------------------------------------


def test_a_mistyped_phone_is_mended_in_the_case_and_on_a_new_paper(counter: Counter) -> None:
    values = amendment(counter)
    old = values["number"]
    changes = counter.do(AmendPaper, **values)
    record_id = changes.record_id
    assert counter.kinds(record_id)[-4:] == ["FormFieldEdited", "PaperIssued", "PaperAmended", "PaperIssued"]
    applicant = counter.case(record_id).sheet.applicant
    assert applicant is not None
    assert applicant.phone == "13800005679"
    papers = {paper.number: paper for paper in counter.papers(record_id)}
    assert papers[old].voided_at is not None
    assert papers[changes.number].kind == papers[old].kind == "intake_receipt"
    assert replaced_by(counter.detail(record_id).record, old) == changes.number
    new, notice = counter.press.content(changes.number), counter.said(record_id, "amendment_notice")
    assert new.replaces == old
    assert new.values["applicant"]["phone"] == "138****5679"  # type: ignore[index]
    assert notice.values["amendment"] == {
        "number": old, "title": "收件凭证", "date": "2026年11月3日", "recalled": "yes",
        "kind": "correction", "reason": "电话输错一位", "replaced_by": changes.number,
    }  # fmt: skip
    assert notice.values["changes"] == [{"what": "申请人联系电话", "before": "138*******8", "after": "138*******9"}]
    assert set(changes.to_print) == {changes.number, counter.papers(record_id)[-1].number}


def test_a_form_field_is_mended_like_any_other_edit(counter: Counter) -> None:
    record_id = with_a_form(counter)
    counter.do(EditFormField, record_id=record_id, field_id="address", seen=None, new="某路 1 号")
    number = amend(counter, receipt(counter, record_id).number, Mending("address", "某路 7 号"))
    edits = counter.detail(record_id).record.facts_of("FormFieldEdited")
    assert [edit.body["new"] for edit in edits] == ["某路 1 号", "某路 7 号"]
    assert edits[-1].body["seen"] == "某路 1 号"
    assert counter.case(record_id).sheet.form["address"] == "某路 7 号"
    # The receipt was printed before the address was known at all.
    assert counter.said(record_id, "amendment_notice").values["changes"][0]["before"] == "（未填）"  # type: ignore[index]
    assert counter.press.content(number).kind == "intake_receipt"


def test_what_the_case_says_already_is_only_mended_on_the_paper(counter: Counter) -> None:
    values = amendment(counter)
    seen = counter.case(record_of(counter, values["number"])).sheet.applicant
    assert seen is not None
    body = {"field_id": PHONE, "seen": seen.phone, "new": "13800005679"}
    assert (
        refused(counter, EditFormField, record_id=record_of(counter, values["number"]), **body) == "field_not_in_form"
    )
    first = amend(counter, values["number"], Mending(PHONE, "13800005679"))
    again = amend(counter, first, Mending(NAME, "林晓满"))
    record_id = record_of(counter, again)
    assert counter.press.content(again).values["applicant"]["phone"] == "138****5679"  # type: ignore[index]
    assert counter.press.content(again).values["applicant"]["name"] == "林晓满"  # type: ignore[index]
    assert replaced_by(counter.detail(record_id).record, values["number"]) == again
    assert counter.heads(record_id)[0].applicant == "林**"


def record_of(counter: Counter, number: str) -> str:
    with counter.store.reading() as reading:
        paper = reading.paper(number)
    assert paper is not None
    return paper.record_id


def test_an_amended_paper_says_what_the_old_one_said_and_not_what_happened_since(counter: Counter) -> None:
    record_id = taken_in(counter)
    old = counter.said(record_id, "intake_receipt")
    counter.later(days=1)
    counter.do(AcceptCase, record_id=record_id)
    new = counter.press.content(amend(counter, old.number, Mending(NAME, "林晓满")))
    for part in ("case", "reply", "materials", "item", "organ"):
        expected = old.values[part] if part != "case" else {**old.values[part], "number": old.number}  # type: ignore[dict-item]
        assert new.values[part] == expected, part
    assert new.values["paper"]["issued_date"] == "2026年11月4日"  # type: ignore[index]


def test_words_on_the_paper_alone_may_be_mended_after_the_decision_too(counter: Counter) -> None:
    record_id = granted(counter)
    number = next(paper for paper in counter.papers(record_id) if paper.kind == "completion_notice").number
    assert refused(counter, AmendPaper, number=number, changes=(Mending(PHONE, "13800005679"),), reason="错",
                   collected=False) == "amend_words_only"  # fmt: skip
    before = len(counter.kinds(record_id))
    new = amend(counter, number, Mending(WORDING, "食品经营许可（样例）结果", "食品经营许可结果"), collected=False)
    assert "FormFieldEdited" not in counter.kinds(record_id)[before:]
    assert counter.press.content(new).values["result"]["name"] == "食品经营许可（样例）结果"  # type: ignore[index]


@pytest.mark.parametrize(
    ("mending", "code"),
    [
        (Mending(WORDING, "对", "纸上没有的字"), "wording_not_on_paper"),
        (Mending(WORDING, "对", " "), "value_needed"),
        (Mending("nowhere", "x"), "field_not_in_form"),
        (Mending(party_field("nobody", "phone"), "13800005679"), "field_not_in_form"),
        (Mending(PHONE, "1380000"), "warning_needs_reason"),
        (Mending(NAME, " "), "value_needed"),
        (Mending(PHONE, "13800005678"), "nothing_amended"),
        (Mending(WORDING, "2027年1月1日", "2026年11月3日"), "wording_not_on_paper"),
    ],
    ids=["words", "no-words", "field", "party", "phone", "name", "same", "date"],
)
def test_what_cannot_be_mended_is_refused_and_nothing_is_touched(counter: Counter, mending: Mending, code: str) -> None:
    number = receipt(counter, taken_in(counter)).number
    assert refused(counter, AmendPaper, number=number, changes=(mending,), reason="错", collected=True) == code


def test_whether_the_old_paper_was_taken_back_is_never_assumed(counter: Counter) -> None:
    values = {**amendment(counter), "collected": None}
    assert refused(counter, AmendPaper, **values) == "collected_not_said"
    assert refused(counter, AmendPaper, **{**values, "collected": True, "reason": " "}) == "value_needed"
    assert refused(counter, AmendPaper, **{**values, "collected": True, "changes": ()}) == "nothing_amended"


def test_a_paper_is_amended_once_and_a_void_one_never(counter: Counter) -> None:
    values = amendment(counter)
    first = counter.do(AmendPaper, **values).number
    assert refused(counter, AmendPaper, **values) == "amended_already"
    counter.do(VoidPaper, number=first, reason="错", collected=True)
    assert refused(counter, AmendPaper, **{**values, "number": first}) == "paper_is_void"
    assert refused(counter, AmendPaper, **{**values, "number": "331081-26-K7QX-000099-X"}) == "no_such_paper"
    notice = next(paper for paper in counter.papers(record_of(counter, first)) if paper.kind == "amendment_notice")
    assert refused(counter, AmendPaper, **{**values, "number": notice.number}) == "paper_not_amendable"


def test_papers_with_a_department_are_mended_with_its_word(counter: Counter) -> None:
    values = amendment(counter)
    handed_over(counter, record_of(counter, values["number"]))
    counter.sign_in(LEADER)
    assert refused(counter, AmendPaper, **values) == "department_reply_needed"
    assert refused(counter, AmendPaper, **values, reply_by="王科") == "department_reply_needed"
    counter.do(AmendPaper, **values, reply_by="王科", reply_note="还没有看，可以换")
    fact = counter.detail(record_of(counter, values["number"])).record.facts_of("PaperAmended")[0]
    assert fact.body["department_reply"] == {"by": "王科", "note": "还没有看，可以换"}


def test_a_colleague_does_not_amend_what_somebody_else_issued(counter: Counter) -> None:
    values = amendment(counter)
    counter.sign_in(replace(CLERK, clerk="0777"))
    assert refused(counter, AmendPaper, **values) == "not_own"
    counter.sign_in(REVIEWER)
    assert refused(counter, AmendPaper, **values) == "not_permitted"
    counter.sign_in(LEADER)
    assert counter.do(AmendPaper, **values).number


@pytest.mark.parametrize(
    ("pair", "hidden"),
    [
        (("13800005678", "13800005679"), ("138*******8", "138*******9")),
        (("13800005678", "13900005678"), ("138********", "139********")),
        (("1380000567", "13800005678"), ("1380000567", "13800005678")),
        (("", "13800005678"), ("", "13800005678")),
    ],
)
def test_of_a_number_only_what_was_mistyped_is_told(pair: tuple[str, str], hidden: tuple[str, str]) -> None:
    assert masked_pair(*pair) == hidden


# -- 整件作废 ----------------------------------------------------------------------------------------------


def test_a_wrong_item_is_voided_and_the_right_one_begins_with_all_that_was_typed(counter: Counter) -> None:
    values = voiding(counter)
    record_id = values["record_id"]
    changes = counter.do(VoidCase, **values)
    assert changes.drafts
    assert counter.statuses(record_id) == {LICENCE: "voided"}
    assert counter.counts()["voided"] == 1
    (head,) = counter.heads(record_id)
    assert (head.open, head.due, head.task) == (False, None, "")
    papers = counter.papers(record_id)
    assert [paper.voided_at is not None for paper in papers] == [True, False]
    assert papers[-1].kind == "amendment_notice"
    notice = counter.said(record_id, "amendment_notice").values
    assert notice["amendment"]["kind"] == "void"  # type: ignore[index]
    assert notice["amendment"]["number"] == papers[0].number  # type: ignore[index]
    with counter.store.reading() as reading:
        draft = reading.draft("draft-right")
    assert draft is not None
    sheet = IntakeSheet.from_plain(draft.sheet)
    before = counter.case(record_id).sheet
    assert (sheet.target_code, sheet.copied_from) == (FILING, record_id)
    assert [party.name for party in sheet.parties] == [party.name for party in before.parties]
    assert counter.detail(record_id).record.facts_of("CaseVoided")[0].body["copied_to"] == "draft-right"


def test_materials_are_carried_over_as_seen_before_and_not_as_checked(counter: Counter) -> None:
    record_id = taken_in(counter)
    before = counter.case(record_id).sheet
    values = {"record_id": record_id, "reasons": ("情形选错",), "copy_to": SHOP, "new_draft": "d-2"}
    counter.do(VoidCase, **values, collected={receipt(counter, record_id).number: False})
    with counter.store.reading() as reading:
        draft = reading.draft("d-2")
    assert draft is not None
    sheet = IntakeSheet.from_plain(draft.sheet)
    assert sheet.materials
    for entry in sheet.materials.values():
        assert entry.mark is MaterialMark.UNSEEN
        assert not entry.checked_against_original
        assert entry.reused in {"original", "copy"}
    kept = {key: str(before.entry(key).mark) for key in sheet.materials if key in before.materials}
    assert {key: sheet.materials[key].reused for key in kept} == kept
    assert sheet.is_bundle


def test_of_several_papers_one_notice_names_them_all(counter: Counter) -> None:
    record_id = accepted(counter, CHAIN)
    numbers = [paper.number for paper in counter.papers(record_id)]
    assert len(numbers) > 1
    collected = {number: at == 0 for at, number in enumerate(numbers)}
    counter.do(VoidCase, record_id=record_id, reasons=("事项选错", "申请人要办的是备案"), collected=collected)
    values = counter.said(record_id, "amendment_notice").values
    rows: Any = values["voided"]
    assert [row["number"] for row in rows] == numbers
    assert [row["recalled"] for row in rows] == ["是", *["否"] * (len(numbers) - 1)]
    assert "number" not in values["amendment"]  # type: ignore[operator]
    voided = counter.detail(record_id).record.facts_of("PaperVoided")
    assert {fact.body["number"]: fact.body["collected"] for fact in voided} == collected
    assert set(counter.statuses(record_id).values()) == {"voided"}


def test_each_paper_handed_out_is_asked_about(counter: Counter) -> None:
    record_id = taken_in(counter)
    assert refused(counter, VoidCase, record_id=record_id, reasons=("错",)) == "collected_not_said"
    collected = {receipt(counter, record_id).number: True}
    assert refused(counter, VoidCase, record_id=record_id, reasons=(" ",), collected=collected) == "value_needed"
    values = {"record_id": record_id, "reasons": ("错",), "collected": collected}
    assert refused(counter, VoidCase, **values, copy_to="NOWHERE", new_draft="d-3") == "unknown_item"
    assert refused(counter, VoidCase, **values, copy_to=FILING, new_draft="") == "already_taken_in"
    assert refused(counter, VoidCase, **values, copy_to=FILING, new_draft=record_id) == "already_taken_in"


def test_nothing_is_voided_on_which_something_was_decided(counter: Counter) -> None:
    record_id = granted(counter)
    collected = {paper.number: True for paper in counter.papers(record_id)}
    assert refused(counter, VoidCase, record_id=record_id, reasons=("错",), collected=collected) == "not_allowed_now"
    record_id = taken_in(counter, SHOP)
    counter.do(RefuseAcceptance, record_id=record_id, members=(LICENCE,), ground="not_lawful", reasons=("不能受理",))
    collected = {paper.number: True for paper in counter.papers(record_id)}
    assert refused(counter, VoidCase, record_id=record_id, reasons=("错",), collected=collected) == "decided_already"


def test_what_ended_before_stays_as_it_ended(counter: Counter) -> None:
    record_id = taken_in(counter, SHOP)
    counter.do(WithdrawApplication, record_id=record_id, members=(SIGN,), request_received=True)
    collected = {paper.number: True for paper in counter.papers(record_id)}
    counter.do(VoidCase, record_id=record_id, reasons=("错",), collected=collected)
    statuses = counter.statuses(record_id)
    assert statuses.pop(SIGN) == "withdrawn"
    assert set(statuses.values()) == {"voided"}


def test_a_department_that_has_the_papers_is_asked_first(counter: Counter) -> None:
    values = voiding(counter)
    handed_over(counter, values["record_id"])
    assert refused(counter, VoidCase, **values) == "department_reply_needed"
    counter.do(VoidCase, **values, reply_by="王科", reply_note="同意，材料今天退回")
    body = counter.detail(values["record_id"]).record.facts_of("CaseVoided")[0].body
    assert body["department_reply"] == {"by": "王科", "note": "同意，材料今天退回"}


def test_open_fees_of_a_void_case_are_asked_for_no_more(counter: Counter) -> None:
    values = voiding(counter)
    counter.do(NotifyFee, record_id=values["record_id"], title="工本费", amount_fen=100, basis="《示例》")
    values["collected"] = {paper.number: True for paper in counter.papers(values["record_id"])}
    counter.do(VoidCase, **values)
    assert "FeeCancelled" in counter.kinds(values["record_id"])
    assert not counter.store.shelves.errands.get(values["record_id"])


def test_who_asks_is_told_that_it_was_voided(counter: Counter) -> None:
    values = voiding(counter)
    counter.do(VoidCase, **values)
    detail = counter.detail(values["record_id"])
    assert detail.case is not None
    progress = progress_of(speech_of(counter.desk), detail.case, detail.catalogue)
    assert "已经作废" in progress.first
