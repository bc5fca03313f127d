"""超期说明, and a department's opinion in the one notice."""

from __future__ import annotations

from tests.papers.paper_desk import PaperDesk
from tests.papers.stories_back_room import advised, delayed
from tests.receipts.reading import whole_text


def last_text(desk: PaperDesk, record_id: str) -> str:
    with desk.store.reading() as reading:
        paper = desk.papers(record_id)[-1]
        return "".join(whole_text(reading.paper_pdf(paper.number)).split())


def test_a_delay_says_why_and_until_when_and_is_no_extension(desk: PaperDesk) -> None:
    text = last_text(desk, delayed(desk))
    assert "超期说明" in text
    assert "十一月二十五日到场" in text
    assert "预计2026年11月27日（星期五）作出决定" in text
    assert "本说明不是延期" in text
    assert "12345" in text
    assert "人手不足" not in text, "the inner reason stays inside"
    assert "王科长" not in text


def test_the_opinion_stands_among_what_is_to_be_mended(desk: PaperDesk) -> None:
    text = last_text(desk, advised(desk))
    assert "部门审查意见" in text
    assert "没有标出操作间面积" in text
    assert "请按左栏意见改好或者补齐，交到窗口。" in text
