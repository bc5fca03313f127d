"""交接清单: two parts on one sheet, each with its number; which papers, for whom, and room to sign with the hour."""

from __future__ import annotations

from tests.papers.paper_desk import FULL_NUMBERS, RARE, PaperDesk
from tests.papers.stories_handover import handed_over, handed_over_again, sixty
from tests.receipts.reading import page_texts


def test_both_parts_bear_the_number_and_every_case(desk: PaperDesk) -> None:
    list_id = handed_over(desk)
    text = desk.text(list_id, "handover_list")
    number = desk.paper(list_id, "handover_list").number
    to_department, to_counter = text.split("沿此线裁开")
    assert "交接联（随材料交部门）" in to_department
    assert f"窗口留存联编号{number}" in to_counter
    for part in (to_department, to_counter):
        assert "移交给温岭市市场监督管理局" in part
        assert part.count("食品经营许可核发") == 2
        assert "小餐饮店登记" in part
        assert "签收人（签名）：" in part
        assert "时" in part[part.index("签收人（签名）：") :]


def test_papers_are_named_originals_first_and_people_masked(desk: PaperDesk) -> None:
    text = desk.text(handed_over(desk), "handover_list")
    assert "复印件：申请书（2份）" in text
    assert "原件：布局流程图、食品安全制度" in text
    assert "欧**" in text
    assert RARE not in text
    assert not [number for number in FULL_NUMBERS if number in text]


def test_who_stands_in_is_named(desk: PaperDesk) -> None:
    text = desk.text(handed_over(desk), "handover_list")
    assert "AB岗王科（2026年11月2日至2026年11月6日不在），由李科签收" in text


def test_what_goes_again_says_so(desk: PaperDesk) -> None:
    text = desk.text(handed_over_again(desk), "handover_list")
    assert text.count("退回后再交") == 2
    assert "3件，其中原件" in text
    assert "缺第2页" not in text, "why it came back is between the windows and on the case"


def test_sixty_cases_run_over_pages_with_their_heads_again(desk: PaperDesk) -> None:
    list_id = sixty(desk)
    pages = page_texts(desk.pdf(list_id, "handover_list"))
    assert 3 <= len(pages) <= 8
    number = desk.paper(list_id, "handover_list").number
    for page in pages:
        assert number in "".join(page.split())
        assert "序号" in page
