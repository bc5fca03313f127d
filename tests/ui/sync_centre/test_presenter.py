"""The sync centre without widgets: counts, owners, both sides of a conflict, who may settle what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.ui.record.counter import LEADER, MONDAY, NUMBER, PERSON, PHONE, REVIEWER, marriage_sheet
from tests.ui.sync_centre.conftest import SyncCounter
from wenling_desk.ui.sync_centre.ports import LinkStatus, Warned
from wenling_desk.ui.sync_centre.presenter import SyncPresenter
from wenling_desk.ui.sync_centre.reader import SyncDetail, SyncView
from wenling_desk.ui.sync_centre.state_words import (
    ELSEWHERE,
    contact_words,
    desk_words,
    leave_words,
    link_word,
    read_marks,
    warning_words,
)
from wenling_desk.ui.told import Told
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.edit_case import EditFormField
from wenling_desk.use_cases.look_at_person import LookAtPerson
from wenling_desk.use_cases.sync_ports import Unsent


def read(presenter: SyncPresenter) -> SyncView:
    views: list[SyncView] = []
    presenter.read(views.append)
    return views[0]


def open_row(presenter: SyncPresenter, record_id: str) -> SyncDetail:
    read(presenter)
    details: list[SyncDetail] = []
    presenter.open(record_id, details.append, lambda told: None)
    return details[0]


def conflicting(counter: SyncCounter, *, field: str = "marriage_reissue_reason", new: str = "损毁") -> str:
    """A case on which another counter's edit of one field came first."""
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    counter.clock.on(minutes=5)
    counter.add_fact(record_id, "theirs", "FormFieldEdited", {"field": field, "seen": "遗失", "new": new})
    counter.clock.on(minutes=2)
    counter.do(EditFormField(command_id=counter.new_id(), record_id=record_id, field_id=field, seen=new, new="补发"))
    mine = counter.store.shelves.facts[-1][0].fact_id
    body = {"fact_id": mine, "reason": "field_conflict", "winner": "theirs"}
    counter.add_fact(record_id, "t-field_conflict", "FactRefused", body, clerk="centre", counter="")
    counter.trouble(record_id, "field_conflict", facts=(mine, "theirs"))
    counter.stands(record_id, "needs_attention")
    return record_id


def disputed(counter: SyncCounter) -> str:
    """A case that was granted in one place and withdrawn in another, each with its paper."""
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    members = ("MZ003",)
    counter.add_fact(record_id, "first", "Withdrawn", {"reason": "不办了"}, members=members, command_id="w")
    counter.add_fact(record_id, "p1", "PaperIssued", {"number": "331081-26-M2RT-000003-3"}, command_id="w")
    counter.add_fact(
        record_id, "second", "Granted", {"way": "signed_paper", "officer": "李科"}, members=members,
        command_id="g", clerk="c001", counter="3 号综合窗口",
    )  # fmt: skip
    counter.add_fact(record_id, "p2", "PaperIssued", {"number": "331081-26-K7QX-000009-1"}, command_id="g")
    counter.add_fact(record_id, "t-disputed", "Disputed", {"facts": ["second"], "reason": "not_allowed_now"})
    counter.trouble(record_id, "disputed", reason="not_allowed_now", facts=("second",))
    counter.stands(record_id, "needs_attention")
    return record_id


def test_counts_are_of_every_state_and_the_list_begins_with_what_needs_somebody(counter: SyncCounter) -> None:
    for state in ("confirmed", "queued", "acked", "needs_attention", "queued"):
        counter.stands(f"r{len(counter.standing.rows)}", state)
    counter.trouble("r3", "held")
    view = read(SyncPresenter(counter.tools()))
    assert view.counts == {"queued": 2, "acked": 1, "confirmed": 1, "needs_attention": 1}
    assert [row.state for row in view.rows] == ["needs_attention", "queued", "queued", "acked", "confirmed"]
    assert view.rows[0].remark == "中心暂存"
    assert [row.record_id for row in view.rows[1:3]] == ["r4", "r1"], "the oldest first"
    assert view.rows[1].remark == "2 笔待送"


def test_a_filter_a_state_and_the_end_of_the_list(counter: SyncCounter) -> None:
    presenter = SyncPresenter(counter.tools())
    for at in range(250):
        counter.stands(f"r{at}", "queued", title=f"事项 {at % 2}")
    view = read(presenter)
    assert (len(view.rows), view.total) == (100, 250)
    assert presenter.wants_more()
    assert len(read(presenter).rows) == 200
    assert presenter.set_filter(" 事项 1 ")
    assert not presenter.set_filter("事项 1")
    assert read(presenter).total == 125
    presenter.choose_state("acked")
    assert read(presenter).rows == ()
    assert presenter.empty_words() == "没有找到。换几个字，或按 Esc 清掉。"
    presenter.set_filter("")
    assert presenter.empty_words() == "没有等中心回送的。"
    presenter.choose_state("acked")
    assert presenter.state == "", "the same state again shows all"


def test_the_work_of_another_clerk_is_counted_and_nobody_of_it_is_named(counter: SyncCounter) -> None:
    counter.stands("r1", "queued")
    counter.stands("r2", "queued", clerk="c002", applicant="周**")
    presenter = SyncPresenter(counter.tools())
    view = read(presenter)
    assert {row.record_id: (row.applicant, row.is_others) for row in view.rows} == {
        "r1": ("林**", False),
        "r2": ("", True),
    }
    assert presenter.others_words() == "另有 1 件是别人经办的，也在自动送，不用您管。"
    assert "周" not in repr(view)


def test_both_sides_of_a_conflict_with_who_where_when_and_the_paper(counter: SyncCounter) -> None:
    detail = open_row(SyncPresenter(counter.tools()), conflicting(counter))
    trouble = detail.troubles[0]
    assert trouble.heading == "两边改了同一栏"
    assert "您的内容没有丢，存为冲突稿" in trouble.sentence
    assert trouble.mine is not None
    assert trouble.theirs is not None
    assert trouble.mine.what.endswith("：补发")
    assert trouble.mine.who == "陈晓 · 3 号综合窗口 · 09:07"
    assert trouble.theirs.what.endswith("：损毁")
    assert trouble.theirs.who == "李云 · 5 号综合窗口 · 09:05"
    assert trouble.mine.paper == ""
    assert trouble.against == {"adopt": "", "set_aside": ""}


def test_own_values_are_shown_as_a_look_and_anothers_are_masked(counter: SyncCounter) -> None:
    record_id = conflicting(counter, field="subject_phone", new="13900001111")
    presenter = SyncPresenter(counter.tools())
    detail = open_row(presenter, record_id)
    assert "13900001111" in str(detail.troubles[0].theirs)
    open_row(presenter, record_id)
    assert [type(look) for look in counter.looks] == [LookAtPerson], "written once, not with every refresh"
    counter.sign_in(LEADER)
    seen = open_row(SyncPresenter(counter.tools()), record_id)
    assert "13900001111" not in repr(seen)
    assert "139****1111" in str(seen.troubles[0].theirs)
    assert not seen.reveals


def test_nobody_is_named_in_full(counter: SyncCounter) -> None:
    presenter = SyncPresenter(counter.tools())
    record_id = disputed(counter)
    detail = open_row(presenter, record_id)
    for secret in (PERSON, NUMBER, PHONE):
        assert secret not in repr(presenter.view) + repr(detail)


def test_a_dispute_shows_both_papers_and_is_a_team_leaders(counter: SyncCounter) -> None:
    record_id = disputed(counter)
    presenter = SyncPresenter(counter.tools())
    trouble = open_row(presenter, record_id).troubles[0]
    assert trouble.mine is not None
    assert trouble.theirs is not None
    assert trouble.mine.paper == "331081-26-K7QX-000009-1"
    assert trouble.theirs.paper == "331081-26-M2RT-000003-3"
    assert "在办件现在的状态下不能做" in trouble.sentence
    assert all(trouble.against.values()), "a clerk does not decide a dispute"
    counter.sign_in(LEADER)
    presenter = SyncPresenter(counter.tools())
    assert not any(open_row(presenter, record_id).troubles[0].against.values())
    told: list[Told] = []
    assert not presenter.settle("put_in_force", "  ", lambda done: None, told.append)
    assert told[0].sentence == "请写核处理由。"
    done: list[str] = []
    assert presenter.settle("put_in_force", "结果已交申请人", done.append, told.append)
    assert done == ["已核处：以这份为准。"]
    assert (counter.settled[0].act, counter.settled[0].reason) == ("put_in_force", "结果已交申请人")


def test_adopt_and_set_aside_are_one_key(counter: SyncCounter) -> None:
    record_id = conflicting(counter)
    presenter = SyncPresenter(counter.tools())
    open_row(presenter, record_id)
    done: list[str] = []
    assert presenter.settle("adopt", "", done.append, lambda told: None)
    assert (counter.settled[0].act, counter.settled[0].trouble_id) == ("adopt", "t-field_conflict")
    assert done == ["已按您的内容重新改过，正在送。"]


def test_a_reviewer_may_settle_a_conflict_but_no_dispute(counter: SyncCounter) -> None:
    conflict, dispute = conflicting(counter), disputed(counter)
    counter.sign_in(REVIEWER)
    presenter = SyncPresenter(counter.tools())
    assert open_row(presenter, conflict).troubles[0].against == {"adopt": "", "set_aside": ""}
    assert all(open_row(presenter, dispute).troubles[0].against.values())
    assert presenter.reason_against("adopt") == "这一件没有要这样处理的。"


def test_a_suspected_duplicate_leads_to_the_other_case_and_is_never_merged(counter: SyncCounter) -> None:
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    counter.trouble(record_id, "duplicate", facts=("other-record",))
    counter.stands(record_id, "needs_attention")
    trouble = open_row(SyncPresenter(counter.tools()), record_id).troubles[0]
    assert trouble.other_record == "other-record"
    assert set(trouble.against) == {"set_aside"}
    assert "不会合并" in trouble.sentence


def test_what_the_centre_holds_asks_nobody_to_do_anything(counter: SyncCounter) -> None:
    counter.stands("r1", "needs_attention")
    counter.trouble("r1", "held")
    trouble = open_row(SyncPresenter(counter.tools()), "r1").troubles[0]
    assert trouble.against == {}
    assert "不用重做" in trouble.sentence


def test_missing_scans_are_said(counter: SyncCounter) -> None:
    counter.stands("r1", "queued", scans_waiting=2)
    counter.standing.missing["r1"] = 3
    presenter = SyncPresenter(counter.tools())
    detail = open_row(presenter, "r1")
    assert ("扫描件", "中心还缺 3 份扫描件") in detail.pairs
    assert presenter.line("r1") is not None
    assert "附件 2 份待送" in presenter.line("r1").remark  # type: ignore[union-attr]


def test_the_state_of_the_whole_desk(counter: SyncCounter) -> None:
    words = counter.texts
    today = MONDAY.date()
    assert desk_words(words, Unsent(0, 0, 0), today) == "已确认"
    assert desk_words(words, Unsent(0, 0, 0), today, attention=1) == "需处理 1 件"
    assert desk_words(words, Unsent(2, 5, 1, MONDAY), today) == "本机 2 件（最早 09:00）"
    assert desk_words(words, Unsent(0, 0, 3), today) == "附件 3 份待送"
    assert desk_words(words, Unsent(1, 2, 0, MONDAY - timedelta(days=1)), today) == "本机 1 件（最早 11-22 09:00）"
    assert desk_words(words, Unsent(0, 2, 0, MONDAY), today) == "查看记录 2 笔待送"
    assert leave_words(words, Unsent(0, 2, 0, MONDAY), today) == "", "no case waits"
    assert leave_words(words, Unsent(0, 0, 0), today) == ""
    sentence = leave_words(words, Unsent(2, 5, 1, MONDAY), today)
    assert sentence.startswith("本机还有 2 件办件（最早 09:00）、1 份附件没有送到中心")
    assert "加密" in sentence
    assert "不会丢" in sentence


def test_the_link_says_last_contact_next_try_and_why(counter: SyncCounter) -> None:
    texts, today = counter.texts, MONDAY.date()
    never = LinkStatus()
    assert link_word(texts, never)[0] == "未联系"
    assert contact_words(texts, never, today) == "还没有联系过中心"
    failed = LinkStatus(False, False, MONDAY, MONDAY + timedelta(minutes=5), "连不上中心。")
    assert contact_words(texts, failed, today) == "上次联系 09:00　下次 09:05　连不上中心。"
    assert link_word(texts, failed) == ("未联网", "soon", "half")
    assert contact_words(texts, LinkStatus(True, True, MONDAY), today) == "上次联系 09:00　正在送……"


def test_every_standing_warning_is_one_sentence(counter: SyncCounter) -> None:
    values: dict[str, dict[str, Any]] = {
        "journal_gone": {"path": "E:\\存根"},
        "clock_skew": {"direction": "快", "minutes": 7},
        "lease_ends": {"day": "11-26"},
        "lease_over": {"day": "11-20"},
        "upgrade_needed": {},
        "revoked": {},
        "centre_restored": {},
        "locked": {},
        "forked": {},
    }
    status = LinkStatus(warnings=tuple(Warned(code, given) for code, given in values.items()))
    sentences = warning_words(counter.texts, status)
    assert len(set(sentences)) == len(values)
    assert "E:\\存根" in sentences[0]


def test_marks_of_records_this_desk_does_not_hold(counter: SyncCounter) -> None:
    counter.stands("r1", "acked")
    counter.standing.elsewhere.add("r2")

    def question(reading: Any) -> Any:
        return read_marks(reading, ["r1", "r2", "r1", "unknown"])

    answers: list[Any] = []
    counter.sync_bridge.ask(question, answers.append)
    assert answers == [{"r1": "acked", "r2": ELSEWHERE}]
