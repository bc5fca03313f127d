"""取件通知 in three parts, and what the proof of service says of a lost slip and a parcel."""

from __future__ import annotations

from tests.papers.paper_desk import FULL_NUMBERS, PaperDesk
from tests.papers.stories_collecting import collected, posted, to_be_collected
from tests.receipts.reading import page_texts, whole_text


def texts_of(desk: PaperDesk, record_id: str, kind: str) -> list[str]:
    """The pages of the last paper of that kind."""
    with desk.store.reading() as reading:
        number = [paper.number for paper in desk.papers(record_id) if paper.kind == kind][-1]
        return page_texts(reading.paper_pdf(number))


def squeezed(desk: PaperDesk, record_id: str, kind: str) -> str:
    return "".join("".join(texts_of(desk, record_id, kind)).split())


def test_the_notice_is_one_sheet_of_three_parts_each_with_its_number(desk: PaperDesk) -> None:
    record_id = collected(desk)
    (page,) = texts_of(desk, record_id, "collection_notice")
    number = next(paper.number for paper in desk.papers(record_id) if paper.kind == "collection_notice")
    assert page.count(number) >= 4
    plain = "".join(page.split())
    assert plain.count("沿此线裁开") == 2
    assert "第二联窗口留存" in plain
    assert "第三联寄递、智能柜" in plain
    assert "3号柜12格" in plain
    assert "JY23310810000001" in plain
    assert plain.count("■窗口领取") == 2
    assert "保留7天" in plain


def test_neither_phone_nor_address_nor_number_of_a_person_stands_on_it(desk: PaperDesk) -> None:
    for story in (collected, posted, to_be_collected):
        text = squeezed(desk, story(desk), "collection_notice")
        assert "某某路" not in text
        assert not [number for number in FULL_NUMBERS if number in text]


def test_before_the_decision_it_promises_nothing(desk: PaperDesk) -> None:
    text = squeezed(desk, to_be_collected(desk), "collection_notice")
    assert "办好以后，请凭本单领取" in text
    assert "已有办理结果" not in text
    assert text.count("■24小时智能柜") == 2


def test_without_a_locker_nothing_is_said_of_its_days(desk: PaperDesk) -> None:
    text = squeezed(desk, posted(desk), "collection_notice")
    assert "取件码" not in text
    assert "EX123456789CN" in text


def test_the_proof_of_service_tells_of_the_lost_slip_and_of_the_parcel(desk: PaperDesk) -> None:
    assert "领取凭证遗失，已核对身份证件" in squeezed(desk, collected(desk), "delivery_record")
    assert "EX123456789CN" in whole_text_of(desk, posted(desk))


def whole_text_of(desk: PaperDesk, record_id: str) -> str:
    with desk.store.reading() as reading:
        number = [paper.number for paper in desk.papers(record_id) if paper.kind == "delivery_record"][-1]
        return whole_text(reading.paper_pdf(number))
