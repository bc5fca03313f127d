"""Invented facts, heads, papers and drafts for the tests of the store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from wenling_desk.domain.errands import Errand
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.heads import CaseHead
from wenling_desk.use_cases.ports import Draft, Look, Paper

HALL_TIME = timezone(timedelta(hours=8))
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=HALL_TIME)
TODAY = NINE.date()


class TestClock:
    """A clock that moves when told."""

    __test__ = False

    def __init__(self, moment: datetime = NINE) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def fact(
    number: int,
    record: str = "case-1",
    command: str = "",
    kind: str = "TakenIn",
    body: Mapping[str, Any] | None = None,
    **more: Any,
) -> Fact:
    """The ``number``-th fact; its command is its own unless one is named."""
    return Fact(
        fact_id=f"fact-{number:06d}",
        record_kind="case",
        record_id=record,
        kind=kind,
        at=NINE + timedelta(seconds=number),
        clerk="lin.ke",
        role="clerk",
        counter="A03",
        device="device-1",
        command_id=command or f"command-{number:06d}",
        catalogue_release="2026.11",
        members=("QB-01", "QB-02"),
        body={"applicant": "测试人甲", "copies": 2} if body is None else body,
        **more,
    )


def head(record: str = "case-1", member: str = "QB-01", **changes: Any) -> CaseHead:
    """An open head, due in a week."""
    plain = CaseHead(
        record_id=record,
        record_kind="case",
        member=member,
        number=f"331081-26-K7QX-{record[-1]:0>6}-A",
        target_code=member,
        item_name="企业设立登记",
        department_key="scjg",
        applicant="测*甲",
        status="taken_in",
        open=True,
        due=TODAY + timedelta(days=7),
        due_kind="committed",
        task="accept",
        received_at=NINE,
        changed_at=NINE,
        clerk="lin.ke",
        hall_code="wl-01",
        subject_key="",
    )
    return replace(plain, **changes)


def errand(record: str = "case-1", kind: str = "to_hand_over", key: str = "", **changes: Any) -> Errand:
    """Papers that wait since nine for a department."""
    return replace(Errand(record, "case", "QB-01", kind, key, NINE, place="scjg", amount=2), **changes)


def pdf(text: str = "受理通知书") -> bytes:
    """Bytes that stand for a PDF."""
    return b"%PDF-1.7\n" + text.encode() * 20 + b"\n%%EOF\n"


def paper(number: str = "331081-26-K7QX-000001-A", content: bytes | None = None, **changes: Any) -> Paper:
    """An issued paper whose PDF is ``content``."""
    digest = hashlib.sha256(pdf() if content is None else content).hexdigest()
    plain = Paper(number, "case", "case-1", "acceptance_notice", NINE, digest, 2, members=("QB-01",))
    return replace(plain, **changes)


def draft(draft_id: str = "draft-1", **changes: Any) -> Draft:
    """A draft of an intake."""
    sheet = {"target": "QB-01", "parties": [{"name": "测试人甲"}]}
    plain = Draft(draft_id, "lin.ke", "A03", "企业设立登记 · 测*甲", NINE, "2026.11", sheet)
    return replace(plain, **changes)


def look(object_id: str = "case-1", **changes: Any) -> Look:
    """An audited look at a person."""
    return replace(Look("revealed", "lin.ke", "clerk", NINE, object_id, "phone_call"), **changes)


def day(offset: int) -> date:
    """A day so many days from today."""
    return TODAY + timedelta(days=offset)
