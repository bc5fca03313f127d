"""The workbench without widgets: bands, filter, pages, drafts, and who is named how."""

from __future__ import annotations

from datetime import timedelta

from tests.ui.record.counter import (
    NUMBER,
    PERSON,
    PHONE,
    REVIEWER,
    Counter,
    marriage_sheet,
    restaurant_sheet,
)
from tests.ui.workbench.conftest import make_tools
from wenling_desk.domain.heads import CaseHead
from wenling_desk.ui.told import Told
from wenling_desk.ui.workbench.presenter import FIRST_ROWS, MOST_ROWS, BenchView, WorkbenchPresenter
from wenling_desk.use_cases.accept_case import AcceptCase
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.decide_case import DecideCase
from wenling_desk.use_cases.request_correction import RequestCorrection
from wenling_desk.use_cases.save_draft import SaveDraft
from wenling_desk.use_cases.take_in import TakeIn


def read(presenter: WorkbenchPresenter) -> BenchView:
    views: list[BenchView] = []
    presenter.read(views.append)
    return views[0]


def many(counter: Counter, count: int) -> None:
    """Rows straight into the list: what is tested is the list."""
    now = counter.clock.now()
    for number in range(count):
        record = f"r{number:05d}"
        counter.store.shelves.heads[record] = (
            CaseHead(
                record_id=record,
                record_kind="acceptance",
                member="MZ003",
                number=f"331081-26-K7QX-{number:06d}-0",
                target_code="MZ003",
                item_name=f"补领婚姻登记证 {number % 7}",
                department_key="MZJ",
                applicant="林**",
                status="accepted",
                open=True,
                due=now.date() + timedelta(days=number % 30),
                due_kind="decision",
                task="in_department",
                received_at=now,
                changed_at=now,
                clerk="c001",
                hall_code="CD",
                subject_key="",
            ),
        )


def test_the_bands_tell_apart_what_waits_for_me(counter: Counter, presenter: WorkbenchPresenter) -> None:
    due = counter.clock.now().date() + timedelta(days=1)
    counter.do(RequestCorrection(command_id=counter.new_id(), sheet=marriage_sheet({}), due=due))
    counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet()))
    counter.do(Consult(command_id=counter.new_id(), question="要哪些证", call_back=True, phone=PHONE))
    counter.do(TakeIn(command_id=counter.new_id(), sheet=restaurant_sheet()))
    view = read(presenter)
    mine = [(line.task, line.due.words) for line in view.bands["mine"].rows]
    assert ("等申请人补正", "明天到期") in mine
    assert ("欠一个回电", "明天到期") in mine
    assert [line.task for line in view.bands["running"].rows] == ["在民政局办理", "等前序事项办结"]


def test_nobody_is_named_in_full(counter: Counter, presenter: WorkbenchPresenter) -> None:
    counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet()))
    counter.do(Consult(command_id=counter.new_id(), question="要哪些证", call_back=True, phone=PHONE))
    view = read(presenter)
    for secret in (PERSON, NUMBER, PHONE):
        assert secret not in repr(view)
    assert view.bands["running"].rows[0].applicant == "林**"


def test_what_lies_on_the_shelf_turns_amber_after_a_fortnight(counter: Counter, presenter: WorkbenchPresenter) -> None:
    record_id = counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet())).record_id
    counter.do(
        DecideCase(command_id=counter.new_id(), record_id=record_id, granted=True, way="signed_paper", officer="王科")
    )
    assert read(presenter).bands["mine"].rows[0].due.words == "今天刚出"
    counter.clock.on(days=15)
    line = read(presenter).bands["mine"].rows[0]
    assert (line.task, line.due.words, line.due.state) == ("结果待交给申请人", "已等 15 天", "on_time")
    counter.clock.on(days=1)
    assert read(presenter).bands["mine"].rows[0].due.state == "near"


def test_late_says_by_how_much(counter: Counter, presenter: WorkbenchPresenter) -> None:
    counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet()))
    counter.clock.on(days=2)
    line = read(presenter).bands["running"].rows[0]
    assert (line.due.words, line.due.state) == ("超期 2 个工作日", "late")


def test_figures_of_today_are_mine_and_the_halls(counter: Counter, presenter: WorkbenchPresenter) -> None:
    counter.do(AcceptCase(command_id=counter.new_id(), sheet=marriage_sheet()))
    counter.do(Consult(command_id=counter.new_id(), question="要哪些证"))
    figures = {figure.name: (figure.mine, figure.hall) for figure in read(presenter).figures}
    assert figures["收件"] == figures["受理"] == figures["咨询"] == (1, 1)
    assert "不予受理" not in figures, "what nobody did is no row"
    counter.clock.on(days=1)
    assert {figure.mine for figure in read(presenter).figures} == {0}


def test_the_filter_asks_the_store(counter: Counter, presenter: WorkbenchPresenter) -> None:
    many(counter, 40)
    assert presenter.set_filter(" 登记证 3 ")
    assert not presenter.set_filter("登记证 3"), "the same filter is not asked again"
    view = read(presenter)
    assert view.bands["running"].total == 6
    assert all("3" in line.name for line in view.bands["running"].rows)


def test_more_rows_come_when_the_end_is_near_and_not_before(counter: Counter, presenter: WorkbenchPresenter) -> None:
    many(counter, 250)
    assert not presenter.wants_more("running"), "nothing was read yet"
    view = read(presenter)
    assert (len(view.bands["running"].rows), view.bands["running"].total) == (FIRST_ROWS, 250)
    assert presenter.wants_more("running")
    assert not presenter.wants_more("running"), "asked for already"
    assert len(read(presenter).bands["running"].rows) == 200
    assert presenter.wants_more("running")
    assert len(read(presenter).bands["running"].rows) == 250
    assert not presenter.wants_more("running"), "there is no more"


def test_nobody_scrolls_through_ten_thousand(counter: Counter, presenter: WorkbenchPresenter) -> None:
    many(counter, 3000)
    read(presenter)
    for _ in range(40):
        presenter.wants_more("running")
        read(presenter)
    view = read(presenter)
    assert len(view.bands["running"].rows) == MOST_ROWS
    assert view.bands["running"].total == 3000


def test_drafts_are_named_with_time_and_person(counter: Counter, presenter: WorkbenchPresenter) -> None:
    save = SaveDraft(command_id=counter.new_id(), draft_id="d1", sheet=marriage_sheet(), title="补领婚姻登记证")
    counter.do(save)
    draft = read(presenter).drafts[0]
    assert (draft.title, draft.kept) == ("补领婚姻登记证", "09:00 · 陈晓 · 3 号综合窗口")
    presenter.discard_draft("d1", lambda told: None)
    assert not read(presenter).drafts
    assert presenter.draft("d1") is None


def test_a_draft_that_may_not_be_discarded_stays(counter: Counter) -> None:
    counter.do(SaveDraft(command_id=counter.new_id(), draft_id="d1", sheet=marriage_sheet(), title="补领"))
    counter.sign_in(REVIEWER)
    told: list[Told] = []
    WorkbenchPresenter(make_tools(counter)).discard_draft("d1", told.append)
    assert [each.code for each in told] == ["not_permitted"]
    assert "d1" in counter.store.shelves.drafts


def test_only_what_shows_is_read_again(presenter: WorkbenchPresenter) -> None:
    assert presenter.concerns(Changes(worklists=True))
    assert presenter.concerns(Changes(drafts=True))
    assert presenter.concerns(Changes(papers=True))
    assert not presenter.concerns(Changes(records=frozenset({"r1"})))
