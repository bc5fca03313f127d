"""The words beside the application: the plan, what is missing, what stands against an act, what a new guide changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.support.fakes import texts
from tests.support.small_catalogue import COMPANY, RESTAURANT, SOCIAL_CARD, small_catalogue
from tests.ui.acceptance.acceptance_desk import MONDAY, AcceptanceDesk
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import Gap
from wenling_desk.domain.release_diff import ChangeKind, PlanChange
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.ui.acceptance.act_words import SHORT, papers_phrase, short_reason
from wenling_desk.ui.acceptance.material_words import gap_line
from wenling_desk.ui.acceptance.open_sheet import OpenSheet
from wenling_desk.ui.acceptance.plan_words import latest_day, outlook_of, sentence_to_say, short_limit
from wenling_desk.ui.acceptance.rehearsal import RehearsedPaper
from wenling_desk.ui.acceptance.release_words import change_lines, changes_for


@pytest.fixture
def desk() -> AcceptanceDesk:
    return AcceptanceDesk()


def opened(desk: AcceptanceDesk, code: str, **answers: tuple[str, ...]) -> OpenSheet:
    sheet = IntakeSheet(code, code in desk.catalogue.bundles, desk.catalogue.release, answers)
    return OpenSheet(lambda: desk.dispatcher.desk, sheet)


# -- when it is done -----------------------------------------------------------------------------


def outlook_words(desk: AcceptanceDesk, sheet: OpenSheet, now: datetime = MONDAY) -> tuple[str, bool, str]:
    outlook = outlook_of(sheet.view, desk.catalogue.calendar, now)
    return latest_day(texts(), outlook.latest), outlook.expected, sentence_to_say(texts(), sheet.view, outlook)


def test_a_promise_is_a_promise(desk: AcceptanceDesk) -> None:
    shown, expected, spoken = outlook_words(desk, opened(desk, SOCIAL_CARD))
    assert (shown, expected) == ("2026-11-26 周四", False)
    assert spoken == "“最迟 11 月 26 日周四，社会保障卡申领由人社局办，办好通知您。”"


def test_a_member_that_waits_makes_the_day_an_expectation(desk: AcceptanceDesk) -> None:
    shown, expected, spoken = outlook_words(desk, opened(desk, RESTAURANT, q1=("b",), q4=("a",)))
    assert (shown, expected) == ("2026-11-30 周一", True)
    assert "今天当场办" in spoken
    assert "食品经营许可核发要等前面的办好那天才开始办，预计最迟 11 月 30 日周一办完" in spoken


def test_all_on_the_spot_one_after_another_is_expected_today_and_not_promised(desk: AcceptanceDesk) -> None:
    shown, expected, spoken = outlook_words(desk, opened(desk, COMPANY))
    assert (shown, expected) == ("2026-11-23 周一", True)
    assert "公章刻制备案等 3 项" in spoken


def test_nothing_to_handle_has_no_day(desk: AcceptanceDesk) -> None:
    sheet = opened(desk, RESTAURANT)
    for row in list(sheet.view.rows):
        sheet.put(replace(sheet.sheet, not_needed=(*sheet.sheet.not_needed, row.item.code)))
    shown, expected, spoken = outlook_words(desk, sheet)
    assert (shown, expected) == ("等前序事项办结再定", False)
    assert "不用办" in spoken


def test_a_year_without_its_calendar_is_provisional(desk: AcceptanceDesk) -> None:
    desk.clock.moment = MONDAY + timedelta(days=37)
    shown, _, _ = outlook_words(desk, opened(desk, SOCIAL_CARD), desk.clock.moment)
    assert shown.endswith("（暂定）")


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (TimeLimit(0, TimeUnit.ON_THE_SPOT), "当场"),
        (TimeLimit(5, TimeUnit.WORKING_DAYS), "5 工作日"),
        (TimeLimit(2, TimeUnit.MONTHS), "2 个月"),
        (TimeLimit(4, TimeUnit.HOURS), "4 小时"),
    ],
)
def test_limits_in_few_signs(limit: TimeLimit, words: str) -> None:
    assert short_limit(texts(), limit) == words


# -- what is missing -----------------------------------------------------------------------------


def gap(kind: str, code: str, label: str, **more: object) -> Gap:
    return Gap(kind, code, label, label, (), **more)  # type: ignore[arg-type]


def test_nothing_missing_is_said() -> None:
    assert gap_line(texts(), ()) == "齐了，可以受理"


def test_the_first_gaps_are_named_and_the_rest_counted() -> None:
    gaps = [gap("material", "material_missing", f"材料{number}", source="applicant") for number in range(5)]
    assert gap_line(texts(), gaps) == "材料0（自备）；材料1（自备）；材料2（自备）；另有 2 项，按 F6 看全部"


def test_forms_to_sign_and_empty_fields_are_each_one_gap() -> None:
    gaps = [
        gap("form", "field_missing", "经营范围"),
        gap("form", "field_missing", "住所"),
        gap("form", "field_missing", "注册资本"),
        gap("material", "material_unsigned", "申请书"),
        gap("material", "material_unsigned", "章程"),
        gap("material", "material_missing", "健康证明", source="intermediary", deferrable=True),
    ]
    assert gap_line(texts(), gaps) == (
        "健康证明（检测、体检等机构出具，可容缺）；申请书等 2 份表等签字；表上还有 3 栏没填：经营范围、住所等"
    )


# -- what stands against an act ------------------------------------------------------------------


def test_every_short_reason_has_its_words() -> None:
    values = dict.fromkeys(
        ("item", "count", "first", "question", "party", "new", "old", "name", "before", "members", "after"), "某项"
    )
    for code in SHORT:
        assert short_reason(texts(), DeskRefusal(code, **values))
    assert short_reason(texts(), None) == ""


def test_papers_are_counted_by_kind() -> None:
    papers = [
        RehearsedPaper("acceptance_notice", ("SC001",), 2, 4, b""),
        RehearsedPaper("acceptance_notice", ("SC006",), 2, 2, b""),
        RehearsedPaper("intake_receipt", (), 1, 1, b""),
    ]
    assert papers_phrase(texts(), papers) == "打印 7 张（受理通知书 4、收件凭证 1）"
    assert papers_phrase(texts(), ()) == "不打印"


# -- a new guide ---------------------------------------------------------------------------------


def test_every_kind_of_change_has_its_words() -> None:
    for kind in ChangeKind:
        change = PlanChange(kind, "code", "某项", "form", before="copy", after=None)
        (line,) = change_lines(texts(), (change,), {})
        assert "某项" in line
    assert change_lines(texts(), (), {}) == ("对这位申请人没有变化。",)


def test_values_are_told_in_words() -> None:
    five, three = TimeLimit(5, TimeUnit.WORKING_DAYS), TimeLimit(3, TimeUnit.WORKING_DAYS)
    limit = PlanChange(
        ChangeKind.COMMITTED_TIME_LIMIT, "SC017", "食品经营许可核发", "committed_time_limit", five, three
    )
    form = PlanChange(ChangeKind.MATERIAL_CHANGED, "m", "场所证明", "form", "copy", "original")
    may = PlanChange(ChangeKind.MATERIAL_CHANGED, "m", "场所证明", "deferrable", True, False)
    moved = PlanChange(ChangeKind.ITEM_CHANGED, "SC017", "食品经营许可核发", "department", "SCJG", "ZFJ")
    lines = change_lines(texts(), (limit, form, may, may, moved), {"SCJG": "市监局", "ZFJ": "综合执法局"})
    assert len(lines) == 4
    assert "市监局 改为 综合执法局" in lines[3]
    assert "5 个工作日" in lines[0]
    assert "复印件 改为 原件" in lines[1]
    assert "能否容缺：是 改为 否" in lines[2]


def test_changes_of_this_applicant_only() -> None:
    old = small_catalogue("2026.10")
    new = replace(small_catalogue(), effective_from=date(2026, 11, 20))
    bundle = new.bundles[RESTAURANT]
    sign = next(row for row in bundle.materials if row.material_id == "m_zp")
    changed = tuple(replace(row, name="招牌效果图") if row is sign else row for row in bundle.materials)
    new = replace(new, bundles={**new.bundles, RESTAURANT: replace(bundle, materials=changed)})
    desk = AcceptanceDesk(old, new)
    without = IntakeSheet(RESTAURANT, True, "2026.10", {"q4": ("d",)})
    assert changes_for(desk.desk, without) == ()
    with_sign = replace(without, answers={"q4": ("a",)})
    assert [change.name for change in changes_for(desk.desk, with_sign)]


def test_today_is_the_desks_own(desk: AcceptanceDesk) -> None:
    assert desk.today == date(2026, 11, 23)
