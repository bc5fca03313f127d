"""批量附页: everybody stands on it, masked, over as many pages as it takes."""

from __future__ import annotations

import re

import pytest

from tests.papers.paper_desk import RARE, PaperDesk
from tests.papers.stories_batches import batch, large_batch
from tests.receipts.reading import page_texts
from tests.support.rosters import number_of
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.paper import GlyphMissing


def test_the_receipt_says_how_many_and_the_annex_who(desk: PaperDesk) -> None:
    record_id = batch(desk)
    assert desk.kinds(record_id) == ["intake_receipt", "batch_annex", "batch_annex"]
    assert "名单共30人，已收28人，缺项2人，见批量附页。" in desk.text(record_id, "intake_receipt")
    text = desk.text(record_id, "batch_annex", 0)
    assert RARE in text
    assert number_of(3) not in text
    assert number_of(3)[-4:] in text
    assert desk.paper(record_id, "intake_receipt").number in text
    assert "没有填证件号码" in text
    assert "身份证号码对不上校验位，请照身份证核对；电话号码不对，请核对" in text
    assert text.count("已收") == 28 + 1


def test_who_came_later_has_an_annex_of_their_own(desk: PaperDesk) -> None:
    record_id = batch(desk)
    text = desk.text(record_id, "batch_annex")
    assert "本次补收1人，名单共30人，已收29人，缺项1人" in text
    assert number_of(29)[-4:] in text
    assert number_of(3)[-4:] not in text.replace(number_of(29)[-4:], "")


def test_sixty_people_stand_on_several_pages_with_the_heading_on_each(desk: PaperDesk) -> None:
    record_id = large_batch(desk)
    assert desk.kinds(record_id) == ["correction_notice", "batch_annex"]
    pages = page_texts(desk.pdf(record_id, "batch_annex"))
    assert len(pages) >= 2
    for page in pages[:-1]:
        assert "证件号码" in page
        assert re.search(rf"共\s*{len(pages)}\s*页", page)
    assert "见批量附页" in desk.text(record_id, "correction_notice")


def test_a_name_no_font_draws_is_refused_before_anything_is_written(desk: PaperDesk) -> None:
    from dataclasses import replace

    from tests.papers.stories_batches import COMPANY, HIRING
    from tests.support.rosters import row
    from wenling_desk.use_cases.take_in import TakeIn

    sheet = replace(
        desk.sheet(target=HIRING, other_materials="complete"), parties=(COMPANY,), roster=(row(1, name="赵\ue000"),)
    )
    with pytest.raises((GlyphMissing, DeskRefusal)):
        desk.do(TakeIn(command_id="c-1", sheet=sheet))
    assert not desk.store.shelves.facts
