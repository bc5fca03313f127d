"""Every kind of fact has its sentence, and no sentence carries a person's plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from tests.ui.record.counter import (
    MONDAY,
    NUMBER,
    PERSON,
    PHONE,
    Counter,
    agent,
    entry,
    marriage_sheet,
    person,
    restaurant_sheet,
)
from wenling_desk import resources
from wenling_desk.catalogue.workflow_files import FileWorkflows
from wenling_desk.domain.edits import party_field
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.record import KEPT_KINDS
from wenling_desk.texts import Texts
from wenling_desk.ui.record.fact_words import WRITERS, FactWords
from wenling_desk.ui.record.paper_names import paper_name
from wenling_desk.ui.record.reader import fact_words_of, read_record
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.handle_papers import IssueCaseSummary
from wenling_desk.use_cases.queries import view_record
from wenling_desk.use_cases.take_in import TakeIn

TEXTS = Texts(resources.path("texts") / "zh_CN")

BODIES: dict[str, dict[str, Any]] = {
    "TakenIn": {"members": [{"name": "食品经营许可核发"}]},
    "CorrectedOnTheSpot": {"what": "签名"},
    "CorrectionRequested": {"gaps": [{}, {}], "due": "2026-12-07", "ordinal": 1},
    "SupplementReceived": {"materials": {"m_jk": {}}},
    "DeferredMaterialsReceived": {"materials": {"m_jk": {}}},
    "Accepted": {"seal": "市监局受理专用章"},
    "AcceptedWithDeferral": {"gaps": [{}], "due": "2026-12-07"},
    "AcceptanceRefused": {"ground": "not_this_organ", "reasons": ["不归本局管"], "right_organ": "综合执法局"},
    "NotRequiredTold": {"reasons": ["不用许可"]},
    "AcceptanceRevoked": {"reasons": ["逾期未补"]},
    "Withdrawn": {"reason": "不办了", "returned": ["m_jk"]},
    "Terminated": {"reasons": ["对象不存在"]},
    "SpecialProcedureStarted": {
        "procedure": "expert_review", "expected_end": "2026-12-03", "reason": "要专家看", "approver": "李局",
    },
    "SpecialProcedureEnded": {"result": "通过"},
    "Extended": {"days": 10, "reason": "案情复杂", "approver": "李局"},
    "Reviewed": {"opinion": "同意", "way": "signed_paper", "officer": "王科"},
    "Granted": {"way": "signed_paper", "officer": "王科", "result_number": "JY133"},
    "Denied": {"way": "seat", "reasons": ["场所不符"]},
    "ResultDelivered": {"way": "counter", "receiver": PERSON, "by_proxy": True, "proof": "委托书"},
    "Rated": {"grade": "satisfied", "words": "快"},
    "FormFieldEdited": {"field": "legal_rep_name", "seen": PERSON, "new": PERSON},
    "OfficialNumberRecorded": {"number": "331081202611230001"},
    "PaperIssued": {"number": "331081-26-K7QX-000001-J", "paper_kind": "intake_receipt", "copies": 1},
    "PaperReprinted": {"number": "331081-26-K7QX-000001-J", "count": 2},
    "PaperPrinted": {"number": "331081-26-K7QX-000001-J", "printer": "hp"},
    "PaperPrintFailed": {"number": "331081-26-K7QX-000001-J", "trouble": "printer_not_ready"},
    "PaperVoided": {
        "number": "331081-26-K7QX-000001-J", "paper_kind": "intake_receipt", "reason": "写错", "collected": True,
    },
    "PaperAmended": {"number": "331081-26-K7QX-000001-J", "paper_kind": "intake_receipt"},
    "ApplicantPaperMade": {"number": "331081-26-K7QX-000001-J", "paper_kind": "application_form"},
    "ApplicantPaperSigned": {"number": "331081-26-K7QX-000001-J"},
    "ApplicantPaperScanned": {"number": "331081-26-K7QX-000001-J"},
    "Consulted": {"question": "要哪些证", "answer": "两个"},
    "CallBackPromised": {"phone": PHONE, "due": "2026-11-24"},
    "CalledBack": {"answer": "说了"},
    "ConsultationClosed": {"answer": ""},
}  # fmt: skip


BODIES["CorrectionAdvised"] = {"opinion": "平面图没有标面积", "by": "王审", "way": "seat"}
BODIES["DelayExplained"] = {"public": "要再核查一次", "expected": "2026-11-27", "by": "王审", "way": "seat"}

BODIES |= {
    "CaseVoided": {"reasons": ["事项选错"], "copied_to": "d-1", "department_reply": {"by": "王审", "note": "可以"}},
    "FeeNotified": {"title": "工本费", "amount_fen": 8000},
    "FeePaid": {"amount_fen": 8000, "receipt_number": "R1"},
    "FeeRefunded": {"amount_fen": 100, "reason": "多收"},
    "FeeCancelled": {"reason": "免收"},
    "MaterialsKept": {"held_by": "counter", "materials": [{"id": "m", "name": "平面图"}]},
    "MaterialsGivenBack": {"materials": [{"id": "m", "name": "平面图"}], "to": PERSON},
}
BODIES["PaperAmended"] |= {
    "replaced_by": "331081-26-K7QX-000002-H", "changes": [{"what": "申请人联系电话", "before": PHONE, "after": PHONE}],
    "reason": "输错", "collected": False,
}  # fmt: skip


def words(texts: Texts = TEXTS) -> FactWords:
    def names(codes: Sequence[str]) -> str:
        return "".join(codes)

    return FactWords(
        texts, MONDAY.date(), names, lambda kind, _: paper_name(texts, kind or "intake_receipt"),
        lambda key: "经营者姓名", lambda key: "健康证明",
    )  # fmt: skip


def fact(kind: str, body: dict[str, Any] | None = None) -> Fact:
    return Fact(
        "f1", "acceptance", "r1", kind, MONDAY, "c001", "clerk", "3 号", "d", "cmd", "2026.11", ("①",),
        BODIES.get(kind, {}) if body is None else body,
    )  # fmt: skip


def facts_of(workflows: FileWorkflows, kinds: Iterable[str]) -> set[str]:
    return {action.fact for kind in kinds for action in workflows.workflow(kind).actions.values()}


def every_kind() -> list[str]:
    """Those of the program's own workflows: a ledger's page tells its facts, by the labels of its acts."""
    workflows = FileWorkflows(resources.path("workflows"))
    return sorted(facts_of(workflows, set(workflows.kinds()) - set(workflows.ledgers.kinds())) | KEPT_KINDS)


@pytest.mark.parametrize("kind", every_kind())
def test_every_kind_of_the_workflows_has_a_sentence_without_plain_data(kind: str) -> None:
    assert kind in WRITERS
    sentence = words().sentence(fact(kind))
    assert sentence
    assert "{" not in sentence
    assert kind not in sentence
    for secret in (PERSON, NUMBER, PHONE):
        assert secret not in sentence


def test_a_second_notice_says_why() -> None:
    body = {**BODIES["CorrectionRequested"], "ordinal": 2, "not_seen_before_because": "上次没看背面"}
    sentence = words().sentence(fact("CorrectionRequested", body))
    assert "第 2 次" in sentence
    assert "上次没看背面" in sentence


def test_a_refusal_names_ground_reason_and_the_right_organ() -> None:
    sentence = words().sentence(fact("AcceptanceRefused"))
    assert "不属于本机关职权范围" in sentence
    assert "不归本局管" in sentence
    assert "综合执法局" in sentence


def test_a_fact_of_a_ledger_is_told_by_the_label_of_its_act() -> None:
    workflows = FileWorkflows(resources.path("workflows"))
    beside = words(Texts(resources.path("texts") / "zh_CN", beside=workflows.ledgers.word))
    kinds = facts_of(workflows, workflows.ledgers.kinds()) - WRITERS.keys()
    assert "MatterRegistered" in kinds
    said = {kind: beside.sentence(fact(kind)) for kind in kinds}
    assert said["MatterRegistered"] == workflows.ledgers.ledger("stuck_matter").acts["register_matter"].label
    assert [kind for kind, sentence in said.items() if kind in sentence] == []


def test_a_kind_of_a_newer_version_is_shown_as_one() -> None:
    assert "SealLent" in words().sentence(fact("SealLent"))


def test_the_timeline_of_a_real_case(counter: Counter) -> None:
    sheet = restaurant_sheet({"m_zd": entry("original")}, parties=(marriage_sheet().parties[0], agent()))
    changes = counter.do(TakeIn(command_id=counter.new_id(), sheet=sheet))
    with counter.store.reading() as reading:
        page = read_record(counter.texts, counter.desk, reading, changes.record_id, lambda clerk: "陈晓", (10, 5))
    first = page.timeline[0]
    assert first.when == "09:00"
    assert first.who == "陈晓 · 综合受理员 · 3 号综合窗口"
    assert first.rule.startswith("《浙江省保障“最多跑一次”改革规定》第五条")
    assert first.rule.startswith(first.citation)
    assert first.citation.endswith("第五条")
    assert [line.who for line in page.timeline[1:]] == [""] * (len(page.timeline) - 1), "one command, one head"
    papers = [line for line in page.timeline if line.paper_number]
    assert [line.paper_number for line in papers] == [paper.number for paper in page.papers]
    shown = " ".join(line.sentence for line in page.timeline) + page.headline.applicant
    for secret in (PERSON, NUMBER, PHONE):
        assert secret not in shown


def test_a_value_of_one_of_two_people_says_whose_masked(counter: Counter) -> None:
    """Two people of one role: the role alone does not say whose address was mended."""
    one, other = (person(party_id=key, role="spouse", name=name) for key, name in (("p2", "王小明"), ("p3", "李四")))
    sheet = restaurant_sheet(parties=(*marriage_sheet().parties, one, other))
    changes = counter.do(TakeIn(command_id=counter.new_id(), sheet=sheet))
    with counter.store.reading() as reading:
        said = fact_words_of(counter.texts, view_record(counter.desk, reading, changes.record_id), MONDAY.date())
    applicant = sheet.parties[0].party_id
    for party_id, value, told in (
        (applicant, "name", "更正表单：申请人的姓名（名称）"), ("p2", "address", "更正表单：配偶 王**的联系地址"),
        ("gone", "phone", "更正表单：当事人的联系电话"),
    ):  # fmt: skip
        sentence = said.sentence(fact("FormFieldEdited", {"field": party_field(party_id, value), "new": PERSON}))
        assert sentence == told


def test_the_newest_command_stands_first(counter: Counter) -> None:
    changes = counter.do(TakeIn(command_id=counter.new_id(), sheet=marriage_sheet()))
    counter.clock.on(hours=1)
    counter.do(IssueCaseSummary(command_id=counter.new_id(), record_id=changes.record_id))
    with counter.store.reading() as reading:
        page = read_record(counter.texts, counter.desk, reading, changes.record_id, str, (10, 5))
    assert page.timeline[0].sentence == "出具办理情况单"
    assert page.timeline[0].when == "10:00"
    assert page.timeline[1].sentence.startswith("收件")


def test_a_consultation_is_read_too(counter: Counter) -> None:
    consult = Consult(command_id=counter.new_id(), question="要哪些证", answer="两个", call_back=True, phone=PHONE)
    changes = counter.do(consult)
    with counter.store.reading() as reading:
        page = read_record(counter.texts, counter.desk, reading, changes.record_id, str, (10, 5))
    assert page.case is None
    assert dict(page.consultation)["问题"] == "要哪些证"
    assert dict(page.consultation)["回电"] == "明天到期"
    assert PHONE not in str(page.consultation)
    assert list(page.acts) == ["close_consultation"]
