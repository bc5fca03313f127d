"""A batch without widgets: item, company, roster, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

from tests.support.rosters import name_of, number_of
from tests.ui.batch.conftest import COMPANY, HIRING, USCC, Screen, line, make_tools, write_roster
from tests.ui.record.counter import Counter
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.ui.batch.presenter import BatchPresenter
from wenling_desk.use_cases.take_in import TakeIn


def begun(presenter: BatchPresenter) -> BatchPresenter:
    presenter.choose(HIRING)
    presenter.set_company(name=COMPANY, identity_number=USCC)
    return presenter


def loaded(presenter: BatchPresenter, tmp_path: Path, good: int = 28, gaps: int = 2) -> BatchPresenter:
    people = [line(n) for n in range(1, good + 1)]
    people += [line(n, number=None) for n in range(good + 1, good + gaps + 1)]
    begun(presenter).load(write_roster(tmp_path / "roster.xlsx", people))
    return presenter


def shown(presenter: BatchPresenter) -> list[str]:
    return [each.word for each in presenter.lines()]


def test_the_items_are_those_in_force_that_are_handled_by_roster(presenter: BatchPresenter) -> None:
    assert [each.name for each in presenter.items()] == ["就业登记", "居住证申领"]


def test_thirty_rows_are_counted_and_taken_in(presenter: BatchPresenter, screen: Screen, tmp_path: Path) -> None:
    loaded(presenter, tmp_path)
    assert presenter.count() == "30 行：28 可收，2 缺"
    presenter.act()
    assert screen.asked == [("将收件 1 件，名单 30 人：收 28 人，2 人缺项不收，打印收件凭证和批量附页。", "收件")]
    counter: Counter = presenter.tools.counter.bridge  # type: ignore[assignment]
    assert screen.told[-1].endswith("名单 30 人，收 28 人。")
    assert [type(each) for each in counter.commands][-1] is TakeIn  # type: ignore[attr-defined]
    assert presenter.sheet is None
    assert presenter.rows == ()


def test_what_is_printed_and_counted(presenter: BatchPresenter, counter: Counter, tmp_path: Path) -> None:
    loaded(presenter, tmp_path).act()
    kinds = [counter.store.shelves.papers[number].kind for number in counter.printed]
    assert kinds == ["intake_receipt", "batch_annex"]
    assert not counter.store.shelves.drafts


def test_a_mended_cell_is_looked_at_with_all_others(presenter: BatchPresenter, tmp_path: Path) -> None:
    loaded(presenter, tmp_path, 2, 1)
    presenter.edit(3, "identity_number", number_of(1))
    assert presenter.lines()[2].told == "和第 2 行证件号码相同，请去掉一行或改正"
    presenter.edit(1, "identity_number", number_of(9))
    assert [each.good for each in presenter.lines()] == [True, True, True]
    presenter.edit(1, "name", "")
    assert presenter.lines()[0].cells[0].fault == "没有填姓名"
    assert presenter.next_gap(0) == (0, 0)
    assert presenter.next_gap(1) == (0, 0), "it begins again"


def test_rows_can_be_added_and_dropped(presenter: BatchPresenter, tmp_path: Path) -> None:
    loaded(presenter, tmp_path, 2, 0)
    position = presenter.add_row()
    assert presenter.count() == "3 行：2 可收，1 缺"
    presenter.edit(position, "name", "周九")
    presenter.edit(position, "identity_number", number_of(77))
    assert presenter.count() == "3 行，全部可收"
    presenter.drop_row(1)
    assert [row.position for row in presenter.rows] == [2, 3]


def test_a_kind_of_document_is_typed_in_words(presenter: BatchPresenter, tmp_path: Path) -> None:
    loaded(presenter, tmp_path, 1, 0)
    presenter.edit(1, "identity_kind", "护照")
    assert str(presenter.rows[0].identity_kind) == "passport"
    presenter.edit(1, "identity_kind", "工作证")
    assert "证件类型认不出来" in presenter.lines()[0].told
    presenter.edit(1, "identity_kind", "身份证")
    assert presenter.lines()[0].good


def test_what_stands_against_it_in_order(presenter: BatchPresenter, screen: Screen, tmp_path: Path) -> None:
    assert presenter.reason_against() == "请先选要办的事项"
    presenter.choose(HIRING)
    assert presenter.reason_against() == "请先填单位名称"
    presenter.set_company(name=COMPANY, identity_number="91331081MA2TEXT010")
    assert presenter.reason_against() == "统一社会信用代码不对，请核对"
    presenter.set_company(identity_number=USCC)
    assert presenter.reason_against() == "请先打开名单"
    presenter.load(write_roster(tmp_path / "bad.xlsx", [line(1, number=None)]))
    assert presenter.reason_against() == "名单里没有一个人可以收，请先把缺项补齐"
    presenter.act()
    assert screen.asked == []
    assert screen.told == ["名单里没有一个人可以收，请先把缺项补齐"]


def test_a_file_that_cannot_be_read_changes_nothing(presenter: BatchPresenter, screen: Screen, tmp_path: Path) -> None:
    loaded(presenter, tmp_path, 2, 0)
    file = tmp_path / "list.xlsx"
    file.write_bytes(b"no workbook")
    presenter.load(file)
    assert screen.refused[-1].code == "import_workbook_broken"
    assert len(presenter.rows) == 2
    assert not presenter.reading


def test_the_draft_keeps_it_and_brings_it_back(
    presenter: BatchPresenter, counter: Counter, screen: Screen, tmp_path: Path
) -> None:
    loaded(presenter, tmp_path, 2, 1)
    presenter.edit(3, "name", "周九")
    draft_id = presenter.draft_id
    presenter.put_away()
    assert presenter.rows == ()
    [draft] = counter.store.shelves.drafts.values()
    assert draft.title == f"就业登记 · {COMPANY} · 名单 3 人"
    again = BatchPresenter(make_tools(counter), screen)
    again.open_draft(draft_id)
    assert [row.name for row in again.rows] == [name_of(1), name_of(2), "周九"]
    assert again.count() == "3 行：2 可收，1 缺"


def test_a_refused_act_leaves_everything_where_it_was(
    presenter: BatchPresenter, counter: Counter, screen: Screen, tmp_path: Path
) -> None:
    loaded(presenter, tmp_path, 2, 0)
    assert presenter.sheet is not None
    presenter.sheet = IntakeSheet.from_plain({**presenter.sheet.to_plain(), "catalogue_release": "2020-01"})
    presenter.act()
    assert screen.refused[-1].code == "catalogue_changed"
    assert len(presenter.rows) == 2
    assert not presenter.busy
    assert counter.store.shelves.drafts


def test_too_large_a_roster_is_told_and_not_sent(counter: Counter, screen: Screen, tmp_path: Path) -> None:
    from dataclasses import replace

    tools = make_tools(counter)
    presenter = BatchPresenter(replace(tools, rules=replace(tools.rules, most_bytes=200)), screen)
    loaded(presenter, tmp_path, 3, 0)
    presenter.act()
    assert screen.told[-1].startswith("名单太大")
    assert screen.asked == []


def test_somebody_with_an_open_case_on_the_same_item_is_told(
    presenter: BatchPresenter, counter: Counter, screen: Screen, tmp_path: Path
) -> None:
    loaded(presenter, tmp_path, 2, 0).act()
    number = counter.printed[0]
    tools = make_tools(counter)
    with counter.store.reading() as reading:
        tools.index.read_on(reading, counter.get_desk().catalogue().fields)
    again = BatchPresenter(tools, screen)
    begun(again).load(write_roster(tmp_path / "again.xlsx", [line(2), line(9)]))
    assert [each.told for each in again.lines()] == [f"这个人在办的同一事项：{number}", ""]
    assert again.lines()[0].good, "it is told, not forbidden"


def test_gaps_of_a_case_are_mended_and_received_later(
    presenter: BatchPresenter, counter: Counter, screen: Screen, tmp_path: Path
) -> None:
    loaded(presenter, tmp_path, 2, 2).act()
    record_id = next(iter(counter.store.shelves.heads))
    presenter.open_record(record_id)
    assert presenter.count() == "缺 2 行：0 已补齐，2 还缺"
    assert presenter.reason_against() == "还没有补齐的行"
    presenter.edit(3, "identity_number", number_of(1))
    assert not presenter.lines()[0].good, "the number stands in the case already"
    presenter.edit(3, "identity_number", number_of(3))
    assert shown(presenter) == ["已补齐", "缺"]
    presenter.act()
    assert screen.asked[-1] == ("将补收 1 人，打印批量附页。", "补收")
    assert screen.told[-1].startswith("已补收 1 人")
    presenter.open_record(record_id)
    assert [row.position for row in presenter.rows] == [4]
    presenter.drop_row(4)
    assert len(presenter.rows) == 1, "a row that stands on a paper is not dropped"


def test_an_item_that_is_not_handled_by_roster(presenter: BatchPresenter, screen: Screen) -> None:
    presenter.open_sheet(IntakeSheet("MZ003", False, "x"), "draft-1")
    assert presenter.sheet is None
    assert screen.told == ["这个事项不能用名单办"]
