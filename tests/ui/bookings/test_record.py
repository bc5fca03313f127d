"""What the record page says of a booking, a past case and a call: sentences, a mask, and nothing to press."""

from __future__ import annotations

from tests.support.acts_bookings import a_past_case, booked
from tests.support.fakes import EVERYTHING, Counter, texts
from wenling_desk.ui.record.reader import read_record
from wenling_desk.ui.record.sheet import RecordSheet
from wenling_desk.use_cases.bookings import CancelBooking, MoveBooking
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.import_past_cases import ImportPastCase

SECRETS = ("小满", "13800005678")


def look(counter: Counter, record_id: str) -> RecordSheet:
    with counter.store.reading() as reading:
        sheet = read_record(texts(), counter.desk, reading, record_id, lambda clerk: clerk, (10, 5))
    shown = repr(sheet.headline) + repr(sheet.timeline)
    assert not any(secret in shown for secret in SECRETS)
    return sheet


def said(sheet: RecordSheet) -> list[str]:
    """From the first to the last."""
    return [line.sentence for line in reversed(sheet.timeline)]


def test_a_booking_is_told_step_by_step() -> None:
    counter = Counter(session=EVERYTHING)
    record_id = booked(counter, channel="online")
    counter.do(MoveBooking, record_id=record_id, day=counter.today, slot="14:30")
    counter.do(CancelBooking, record_id=record_id, reason="约重了")
    sheet = look(counter, record_id)
    assert said(sheet) == [
        "预约 2026-11-03 10:30，食品经营许可（网上约的）", "改约 2026-11-03 14:30", "取消预约，原因：约重了",
    ]  # fmt: skip
    assert (sheet.headline.number, sheet.headline.applicant) == ("11-03 10:30", "林**")
    assert sheet.acts == {}


def test_a_past_case_says_where_it_is_from() -> None:
    counter = Counter(session=EVERYTHING)
    values = {"row": a_past_case(), "source": "旧台账.xlsx", "sha256": "f" * 64, "mapping": "通用台账"}
    sheet = look(counter, counter.do(ImportPastCase, **values).record_id)
    assert said(sheet) == [
        "周全从“旧台账.xlsx”第 2 行导入，原来的编号 温食2019-00417，收件 2019-03-04，办结 2019-03-20，结果“准予”；"
        "以原系统为准"
    ]
    assert sheet.headline.number == "温食2019-00417"
    assert "导入于" in sheet.headline.remarks[0]
    assert not sheet.is_open


def test_a_call_says_that_it_was_one() -> None:
    counter = Counter(session=EVERYTHING)
    record_id = counter.do(Consult, question="多久", answer="五天", channel="phone", answer_key="limit").record_id
    sheet = look(counter, record_id)
    assert any(line.startswith("电话咨询：多久") for line in said(sheet))
    assert "咨询" in sheet.headline.remarks[0]
