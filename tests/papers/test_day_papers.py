"""日清表, 交接班表, 印章使用登记: what they say, that a normal day is one sheet, and that a long one goes on."""

from __future__ import annotations

from tests.papers.paper_desk import PaperDesk
from tests.papers.stories_day import (
    accepted,
    close,
    empty_day,
    name_all,
    normal_day,
    print_all,
    seal_of_the_market,
    sealed_day,
    uneven_day,
)
from wenling_desk.use_cases.consult import Consult
from wenling_desk.use_cases.seals import IssueSealRegister, UseSeal


def test_an_empty_day_says_that_it_was_empty(desk: PaperDesk) -> None:
    record_id = empty_day(desk)
    text = desk.text(record_id, "day_closing")
    assert "当天没有开出文书。" in text
    assert "对不上" not in text
    assert "还没有了结的" not in text
    assert "日清人签名" in text
    assert "第二人签名" in text
    assert desk.pages(record_id, "day_closing") == 1


def test_a_normal_day_is_one_sheet_with_figures_and_what_is_left(desk: PaperDesk) -> None:
    record_id = normal_day(desk)
    text = desk.text(record_id, "day_closing", which=0)
    assert "当天：收件4件，受理3项，咨询1次，送达0项。" in text
    assert "开出文书5份：收到5，作废0，在草稿上0，没有打出0，没有办件0；中间缺号0个。" in text
    assert "编号全部对上，没有差异。" in text
    assert "未回填编号3" in text
    assert "欠回电开小饭店要办什么证" in text
    assert "13800005678" not in text
    assert desk.pages(record_id, "day_closing", which=0) == 1


def test_the_second_closing_says_what_came_after_the_first(desk: PaperDesk) -> None:
    text = desk.text(normal_day(desk), "day_closing")
    assert "第2次日清" in text
    assert "上一次日清以后又开出文书1份，已算在内。" in text


def test_each_difference_stands_with_its_reason(desk: PaperDesk) -> None:
    record_id = uneven_day(desk)
    text = desk.text(record_id, "day_closing")
    assert "没有打出1，没有办件0；中间缺号2个。" in text
    assert "1331081-26-K7QX-000002-H缺号，到流水号000003共2个打印机故障，明天补打" in text
    assert "2331081-26-K7QX-000004-D收件凭证，没有打出来打印机故障，明天补打" in text
    assert "编号全部对上" not in text


def test_the_shift_names_both_and_what_goes_over(desk: PaperDesk) -> None:
    text = desk.text(normal_day(desk), "shift_handover")
    assert "3号窗口由周全交给欧阳𬱖䶮。" in text
    assert "等候人数2人抽屉里原件11件" in text
    assert "1食品经营许可核发·欧***" in text
    assert "1温岭市市场监督管理局受理专用章(练习)（SJ-01）" in text
    assert "交班人签名" in text
    assert "接班人签名" in text


def test_the_register_lists_each_paper_and_each_change_of_hands(desk: PaperDesk) -> None:
    text = desk.text(sealed_day(desk), "seal_register")
    assert "能否带出不出办公室当天用印3张文书，其他1次" in text
    assert "409:50复印件与原件核对无异周全" in text
    assert "211:50交接班：交给欧阳𬱖䶮周全" in text


def test_a_register_without_uses_says_so(desk: PaperDesk) -> None:
    record_id = seal_of_the_market(desk)
    desk.do(IssueSealRegister(command_id="register", record_id=record_id))
    assert "当天没有用印。" in desk.text(record_id, "seal_register")


def test_a_register_of_many_papers_repeats_its_heading_and_is_signed_once(desk: PaperDesk) -> None:
    record_id = seal_of_the_market(desk)
    for at in range(70):
        desk.do(UseSeal(command_id=f"use-{at}", record_id=record_id, purpose=f"第{at}份材料骑缝"))
    desk.do(IssueSealRegister(command_id="register", record_id=record_id))
    text = desk.text(record_id, "seal_register")
    assert desk.pages(record_id, "seal_register") == 3
    assert text.count("序号时间用途、文书用印人") == 2
    assert text.count("保管人签名") == 1


def test_many_cases_without_differences_stay_on_one_sheet(desk: PaperDesk) -> None:
    for _ in range(60):
        desk.run(target="MZ004", other_materials="complete", act="take_in")
    print_all(desk)
    record_id = close(desk)
    assert desk.pages(record_id, "day_closing") == 1
    assert "开出文书60份" in desk.text(record_id, "day_closing")


def test_many_exceptions_go_on_over_the_page_and_are_signed_at_the_end(desk: PaperDesk) -> None:
    for at in range(45):
        question = f"第{at}个人问开店要哪些证"
        desk.do(Consult(command_id=f"consult-{at}", question=question, call_back=True, phone="13800005678"))
    for _ in range(3):
        accepted(desk)
    name_all(desk, "打印机故障，明天补打")
    record_id = close(desk)
    text = desk.text(record_id, "day_closing")
    assert desk.pages(record_id, "day_closing") == 2
    assert "第44个人问开店要哪些证" in text
    assert text.index("第44个人问开店要哪些证") < text.index("第二人签名")
    assert text.count("没有打出来打印机故障") == 3
