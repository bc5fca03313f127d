"""查进度: each sentence that is read aloud, named by what is asked; who is found how; and that nobody is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.store_samples import head
from tests.ui.record.counter import (
    AGENT,
    LEADER,
    NUMBER,
    PERSON,
    PHONE,
    REVIEWER,
    Counter,
    agent,
    entry,
    marriage_sheet,
    person,
    restaurant_sheet,
)
from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.heads import CaseHead
from wenling_desk.domain.intake import DeliveryWish
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.defer_materials import DeferMaterials
from wenling_desk.use_cases.deliver_result import DeliverResult
from wenling_desk.use_cases.end_application import DeemWithdrawn, TerminateCase, WithdrawApplication
from wenling_desk.use_cases.find_progress import find_progress, understand
from wenling_desk.use_cases.people_index import PeopleIndex
from wenling_desk.use_cases.progress import Progress, progress_of, speech_of
from wenling_desk.use_cases.progress_heads import progress_of_heads
from wenling_desk.use_cases.record_book import RecordBook
from wenling_desk.use_cases.refuse_acceptance import DeclareNotRequired, RefuseAcceptance
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.special_procedure import EndSpecialProcedure, StartSpecialProcedure
from wenling_desk.use_cases.take_in import TakeIn

SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
OFFICER: dict[str, Any] = {"way": "signed_paper", "officer": "王科"}
ITEM = "补领婚姻登记证"


@pytest.fixture
def counter() -> Counter:
    return Counter()


def said(counter: Counter, record_id: str) -> Progress:
    with counter.store.reading() as reading:
        book = RecordBook(counter.desk, reading, ACCEPTANCE)
        book.open(record_id)
        return progress_of(speech_of(counter.desk), book.case, book.catalogue)


def do(counter: Counter, kind: Any, **values: Any) -> str:
    return counter.do(kind(command_id=counter.new_id(), **values)).record_id


def accepted(counter: Counter, **changes: Any) -> str:
    return do(counter, AcceptCase, sheet=marriage_sheet(**changes))


def soon(counter: Counter, days: int = 4) -> date:
    return counter.clock.now().date() + timedelta(days=days)


def granted(counter: Counter, **changes: Any) -> str:
    record_id = accepted(counter, **changes)
    do(counter, DecideCase, record_id=record_id, granted=True, **OFFICER)
    return record_id


def keyed(counter: Counter) -> Callable[[str], str]:
    """The store's keyed hash."""

    def hashed(text: str) -> str:
        with counter.store.unit_of_work() as unit:
            return unit.subject_key(text)

    return hashed


# -- what is said -----------------------------------------------------------------------------------


def test_just_accepted(counter: Counter) -> None:
    first = said(counter, accepted(counter)).first
    assert first == f"{ITEM}，刚受理，最迟今天 11-23 办好，现在在民政局。"


def test_in_the_department(counter: Counter) -> None:
    record_id = do(counter, TakeIn, sheet=restaurant_sheet())
    do(counter, AcceptCase, record_id=record_id, members=("SC006",))
    counter.clock.on(days=2)
    (line,) = [line for line in said(counter, record_id).lines if "现在在" in line.sentence]
    assert line.sentence.endswith("现在在市监局，第 2 天。")


def test_over_the_promise_is_said_honestly(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.clock.on(days=2)
    told = said(counter, record_id)
    assert told.first == f"{ITEM}，本该周一 11-23 办好，已超期 2 个工作日，现在在民政局，第 2 天。"
    assert told.light == "late"


def test_late_since_a_weekend_only_is_late_all_the_same(counter: Counter) -> None:
    counter.clock.on(days=4)  # a Friday
    record_id = accepted(counter)
    counter.clock.on(days=1)
    assert "已超期 1 个工作日" in said(counter, record_id).first


def test_taken_in_and_not_answered_yet(counter: Counter) -> None:
    record_id = do(counter, TakeIn, sheet=marriage_sheet())
    assert said(counter, record_id).first == f"{ITEM}，材料已收下，最迟周一 11-30 答复受不受理。"
    counter.clock.on(days=9)
    assert said(counter, record_id).first == (
        f"{ITEM}，材料已收下，本该周一 11-30 答复受不受理，过了 2 个工作日还没有答复。"
    )


def test_waiting_for_correction_says_what_and_until_when(counter: Counter) -> None:
    gaps = marriage_sheet({"m_sfz": entry("missing"), "m_sms": entry("original")})
    record_id = do(counter, RequestCorrection, sheet=gaps, due=soon(counter))
    first = said(counter, record_id).first
    assert first.startswith(f"{ITEM}，等补材料，还缺")
    assert "身份证" in first
    assert first.endswith("最迟周五 11-27 补到窗口。")
    counter.clock.on(days=5)
    assert "周五 11-27 的期限已经过了，要问清还能不能补" in said(counter, record_id).first


def test_of_many_gaps_three_are_named(counter: Counter) -> None:
    missing = {key: entry("missing") for key in restaurant_sheet().materials}
    sheet = restaurant_sheet(missing, not_needed=("SC006", "ZF001"), already_done={"SC006": {"number": "L1"}})
    record_id = do(counter, RequestCorrection, sheet=sheet, due=soon(counter))
    first = said(counter, record_id).first
    assert "等 " in first
    assert first.count("、") == 2
    assert " 样，最迟周五 11-27 补到窗口。" in first


def test_accepted_with_deferral_says_that_the_result_waits(counter: Counter) -> None:
    sheet = restaurant_sheet({"m_cs": entry("missing")}, not_needed=("SC017", "ZF001"))
    record_id = do(counter, DeferMaterials, sheet=sheet, due=soon(counter))
    assert said(counter, record_id).first == (
        "个体工商户设立登记，已先受理，还缺经营场所使用证明，最迟周五 11-27 补来，补齐以前结果不能发。"
    )
    counter.clock.on(days=7)
    assert "周五 11-27 的期限已经过了，补齐以前结果不能发" in said(counter, record_id).first


def halted(counter: Counter) -> str:
    record_id = do(counter, TakeIn, sheet=restaurant_sheet())
    do(counter, AcceptCase, record_id=record_id, members=("SC006",))
    counter.sign_in(LEADER)
    do(
        counter,
        StartSpecialProcedure,
        record_id=record_id,
        members=("SC006",),
        procedure="testing",
        reason="依法检测",
        expected_end=soon(counter, 7),
        approver="李局",
    )
    return record_id


def test_in_a_special_procedure_the_clock_stands_still(counter: Counter) -> None:
    record_id = halted(counter)
    (line,) = [line for line in said(counter, record_id).lines if line.light == "paused"]
    assert "做检测，这段时间不算在期限里，预计周一 11-30 结束" in line.sentence
    counter.clock.on(days=9)
    (line,) = [line for line in said(counter, record_id).lines if line.light == "paused"]
    assert "原来预计周一 11-30 结束，现在还没有结束" in line.sentence


def test_days_of_a_special_procedure_are_not_counted(counter: Counter) -> None:
    record_id = halted(counter)
    counter.clock.on(days=7)
    do(counter, EndSpecialProcedure, record_id=record_id, members=("SC006",))
    counter.clock.on(days=1)
    (line,) = [line for line in said(counter, record_id).lines if "第 " in line.sentence]
    assert "第 1 天" in line.sentence


def test_a_serial_member_waits_by_name(counter: Counter) -> None:
    record_id = do(counter, TakeIn, sheet=restaurant_sheet())
    told = said(counter, record_id)
    (line,) = [line for line in told.lines if "等“" in line.sentence]
    assert "办好，当天开始办" in line.sentence
    assert told.first.startswith("开办餐饮店，一共 3 项：")
    assert "1 项等前面的办好" in told.first
    assert told.first.endswith("后面的等前面办好才能定日子。")


def test_a_predecessor_that_failed_is_not_hidden(counter: Counter) -> None:
    record_id = do(counter, TakeIn, sheet=restaurant_sheet())
    do(
        counter,
        RefuseAcceptance,
        record_id=record_id,
        members=_startable(counter, record_id),
        ground="not_lawful",
        reasons=("不符合条件",),
    )
    (line,) = [line for line in said(counter, record_id).lines if "没有办成" in line.sentence]
    assert "要和窗口商量怎么办" in line.sentence


def _startable(counter: Counter, record_id: str) -> tuple[str, ...]:
    with counter.store.reading() as reading:
        book = RecordBook(counter.desk, reading, ACCEPTANCE)
        book.open(record_id)
        waits = next(member for member in book.case.members if member.status == "waiting_predecessor")
        return waits.after[:1]


def test_a_bundle_in_order_says_when_all_will_be_done(counter: Counter) -> None:
    sheet = restaurant_sheet(not_needed=("SC017",))
    record_id = do(counter, TakeIn, sheet=sheet)
    assert not said(counter, record_id).first.endswith("全部办好。"), "nothing is promised before all are accepted"
    do(counter, AcceptCase, record_id=record_id, members=("SC006",))
    department = counter.desk.catalogue().get_item("ZF001").department_key
    counter.sign_in(replace(REVIEWER, department_key=department))
    do(counter, AcceptCase, record_id=record_id, members=("ZF001",))
    assert said(counter, record_id).first.startswith("开办餐饮店，一共 2 项：2 项在办。最迟")
    assert said(counter, record_id).first.endswith("全部办好。")
    counter.clock.on(days=30)
    assert said(counter, record_id).first.endswith("有 2 项超期。"), "a day that has passed promises nothing"


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("counter", "已经办好，请到城东街道便民服务中心领取。"),
        ("courier", "按登记的地址寄，还没有登记寄出。"),
        ("locker", "放智能柜，还没有登记放好。"),
        ("electronic", "电子送达，还没有登记送出。"),
    ],
)
def test_ready_to_collect_says_where(counter: Counter, way: str, words: str) -> None:
    record_id = granted(counter, delivery=DeliveryWish(way=way, address="温岭市示例路 8 号", phone=PHONE))
    assert said(counter, record_id).first.endswith(words)


def test_ready_at_another_hall(counter: Counter) -> None:
    record_id = granted(counter)
    counter.give_authority(identity=replace(counter.desk.identity, hall_code="XX", hall_name="别的大厅"))
    assert "请到收件的大厅领取" in said(counter, record_id).first


def test_delivered(counter: Counter) -> None:
    record_id = granted(counter)
    do(counter, DeliverResult, record_id=record_id, way="counter", receiver=PERSON)
    assert said(counter, record_id).first == f"{ITEM}，已经办好，结果今天 11-23 交出了（窗口领取）。"


def test_delivered_by_proxy(counter: Counter) -> None:
    record_id = granted(counter)
    do(counter, DeliverResult, record_id=record_id, way="counter", receiver=AGENT, by_proxy=True, proof="委托书")
    first = said(counter, record_id).first
    assert "由代领人领走了" in first
    assert AGENT not in first


def test_denied(counter: Counter) -> None:
    record_id = accepted(counter)
    do(counter, DecideCase, record_id=record_id, granted=False, reasons=("不符合",), **OFFICER)
    assert "没有批准，决定书请到城东街道便民服务中心领取" in said(counter, record_id).first
    do(counter, DeliverResult, record_id=record_id, way="counter", receiver=PERSON)
    assert "决定书今天 11-23 送达了" in said(counter, record_id).first


@pytest.mark.parametrize(
    ("kind", "values", "words"),
    [
        (RefuseAcceptance, {"ground": "not_lawful", "reasons": ("不符合",)}, "没有受理，通知书请到"),
        (DeclareNotRequired, {"reasons": ("不用办",)}, "这一项不用申请"),
    ],
)
def test_refused_or_not_required(counter: Counter, kind: Any, values: dict[str, Any], words: str) -> None:
    record_id = do(counter, TakeIn, sheet=marriage_sheet())
    do(counter, kind, record_id=record_id, **values)
    assert words in said(counter, record_id).first


def test_withdrawn(counter: Counter) -> None:
    record_id = accepted(counter)
    do(counter, WithdrawApplication, record_id=record_id, reason="不办了", request_received=True)
    assert said(counter, record_id).first == f"{ITEM}，申请人已经撤回，不再办理。"


def test_terminated(counter: Counter) -> None:
    record_id = accepted(counter)
    counter.sign_in(LEADER)
    do(counter, TerminateCase, record_id=record_id, reasons=(f"{PERSON}去世",))
    assert said(counter, record_id).first == f"{ITEM}，已经终止，不再办理。"


def test_deemed_withdrawn(counter: Counter) -> None:
    gaps = marriage_sheet({"m_sfz": entry("missing"), "m_sms": entry("original")})
    record_id = do(counter, RequestCorrection, sheet=gaps, due=soon(counter))
    counter.clock.on(days=7)
    do(counter, DeemWithdrawn, record_id=record_id)
    assert "按撤回处理了，要办请重新申请" in said(counter, record_id).first


def test_a_day_of_an_unpublished_year_says_so(counter: Counter) -> None:
    counter.clock.on(days=40)  # the first days of the next year
    record_id = do(counter, TakeIn, sheet=marriage_sheet())
    assert "日子是暂定的，放假安排公布后可能变" in said(counter, record_id).first


# -- what the hall's rows say -----------------------------------------------------------------------


def row(**changes: Any) -> CaseHead:
    plain = head("away-1", "MZ003")
    values: dict[str, Any] = {
        "record_kind": ACCEPTANCE, "item_name": ITEM, "department_key": "MZJ", "applicant": "林**",
        "status": "accepted", "task": "in_department", "due": date(2026, 11, 25), "due_kind": "decision",
    }  # fmt: skip
    return replace(plain, **(values | changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "最迟周三 11-25 办好，现在在民政局。"),
        ({"due": date(2026, 11, 20)}, "本该周五 11-20 办好，已超期 1 个工作日，现在在民政局。"),
        ({"due": None}, "已受理，现在在民政局。"),
        ({"department_key": "?"}, "现在在部门。"),
        ({"status": "taken_in", "due_kind": "telling"}, "最迟周三 11-25 答复受不受理。"),
        ({"status": "correction_pending", "due_kind": "correction"}, "等补材料，最迟周三 11-25 补到窗口。"),
        ({"status": "accepted_deferred", "due_kind": "deferral"}, "最迟周三 11-25 补来。"),
        ({"status": "special_procedure", "due_kind": "special_procedure"}, "预计周三 11-25 结束。"),
        ({"status": "waiting_predecessor", "due": None}, "等前面的事项办好才开始办。"),
        ({"status": "waiting_predecessor", "due": None, "task": "predecessor_failed"}, "没有办成，这一项办不下去。"),
        ({"status": "completed", "open": False, "due": None, "task": "hand_over_result"}, "结果还没有登记交出。"),
        ({"status": "completed", "open": False, "due": None, "task": ""}, "结果交出了。"),
        ({"status": "withdrawn", "open": False, "due": None, "task": ""}, "申请人已经撤回，不再办理。"),
        ({"status": "denied", "open": False, "due": None, "task": ""}, "现在是“不予许可（不予办理）”。"),
        ({"due": date(2027, 2, 1)}, "（日子是暂定的，放假安排公布后可能变）。"),
    ],
)
def test_of_another_desk_only_what_its_row_says(counter: Counter, changes: dict[str, Any], words: str) -> None:
    told = progress_of_heads(speech_of(counter.desk), (row(**changes),), counter.desk.catalogue())
    assert told.first.startswith(f"{ITEM}，")
    assert told.first.endswith(words)


def test_a_bundle_of_another_desk(counter: Counter) -> None:
    rows = (row(), row(member="SC006", item_name="招牌", status="taken_in", due=date(2026, 11, 20)))
    told = progress_of_heads(speech_of(counter.desk), rows, counter.desk.catalogue())
    assert told.first == f"{ITEM}，一共 2 项：1 项在办、1 项已收件还没受理。有 1 项超期。"
    assert [line.mark for line in told.lines] == ["①", "②"]


# -- nobody is named --------------------------------------------------------------------------------

NAMES = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=4)
ENDS: list[Callable[[Counter, str, str], object]] = [
    lambda c, r, n: None,
    lambda c, r, n: do(c, WithdrawApplication, record_id=r, reason=n, request_received=True),
    lambda c, r, n: do(
        c, DecideCase, record_id=r, granted=False, reasons=(f"{n}不符合",), way="signed_paper", officer=n
    ),
    lambda c, r, n: do(c, DecideCase, record_id=r, granted=True, way="signed_paper", officer=n),
]


@settings(max_examples=15, suppress_health_check=SLOW, deadline=None)
@given(name=NAMES, end=st.sampled_from(ENDS), late=st.integers(0, 20), corrected=st.booleans())
def test_no_name_number_or_phone_is_ever_said(name: str, end: Any, late: int, corrected: bool) -> None:
    name = "甲" + name + "某"  # long enough that no text of ours holds it by chance
    counter = Counter()
    defect = entry("missing", defect=f"{name} {NUMBER}", reason=PHONE)
    sheet = marriage_sheet(
        {"m_sfz": defect, "m_sms": entry("original")} if corrected else None,
        parties=(person(name=name), agent()),
        note=f"{name} {PHONE}",
    )
    if corrected:
        record_id = do(counter, RequestCorrection, sheet=sheet, due=soon(counter))
    else:
        record_id = do(counter, AcceptCase, sheet=sheet)
        end(counter, record_id, name)
    counter.clock.on(days=late)
    told = said(counter, record_id)
    with counter.store.reading() as reading:
        index = PeopleIndex(keyed(counter))
        hits = find_progress(counter.desk, reading, index, understand(name, counter.desk.today()))
    assert [hit.record_id for hit in hits.hits] == [record_id]
    for secret in (name, NUMBER, PHONE, AGENT):
        assert secret not in repr(told)
        assert secret not in repr(hits)
        assert secret not in repr(index)
