"""卷宗封面 and 卷内目录 of real cases: what lies behind them, in its order, with its pages."""

from __future__ import annotations

import json

import pytest

from tests.papers.paper_desk import PaperDesk
from tests.papers.stories import RESTAURANT
from tests.papers.stories_archive import archive, archived, archived_again
from tests.receipts.reading import page_texts
from tests.support.fakes import workflows
from wenling_desk.bootstrap.archive_files import LazyArchiving
from wenling_desk.domain.archive_manifest import METADATA
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.exports.pdf_pages import pdf_pages
from wenling_desk.use_cases.archive_volume import archived_package


def test_the_cover_says_whose_case_it_was_and_how_it_ended(desk: PaperDesk) -> None:
    text = desk.text(archived(desk), "volume_cover")
    assert "欧阳𬱖䶮“食品经营许可核发”" in text
    assert "办理结果办结" in text
    assert "收件日期2026年11月3日办结日期2026年11月4日" in text
    assert "GB/T42727-2023" in text
    assert "保管期限按办理部门的保管期限表填写。" in text


def test_the_list_has_every_document_in_the_order_of_the_rules(desk: PaperDesk) -> None:
    record_id = archived(desk)
    text = desk.text(record_id, "volume_index")
    names = ["办结通知", "申请表", "受理通知书", "送达回证", "更正（作废）通知"]
    places = [text.index(f"{no}{name}") for no, name in enumerate(names, 1)]
    assert places == sorted(places)
    assert "已作废" in text
    assert "纸3" in text, "pages of a material as they were written down"
    for paper in desk.papers(record_id):
        assert paper.kind.startswith("volume_") or paper.number in text


def test_pages_run_through_the_volume_and_are_those_of_the_files(desk: PaperDesk) -> None:
    record_id = archived(desk)
    with desk.store.reading() as reading:
        package = archived_package(reading, record_id)
    contents = json.loads(package.content.files[METADATA])["contents"]
    expected = 1
    for row in contents:
        pdf = package.content.files[row["path"]]
        assert row["pages"] == len(page_texts(pdf)) == pdf_pages(pdf)
        if row["no"]:
            assert row["first_page"] == expected
            expected += row["pages"]
    assert json.loads(package.content.files[METADATA])["pages"] == expected - 1


def test_a_second_version_has_its_own_cover_and_lists_no_other(desk: PaperDesk) -> None:
    record_id = archived_again(desk)
    assert "第2版" in desk.text(record_id, "volume_cover")
    assert "第1版" in desk.text(record_id, "volume_cover", which=0)
    assert "卷宗封面" not in desk.text(record_id, "volume_index").replace("封面和本目录", "")


def test_practice_archives_nothing_real(desk: PaperDesk) -> None:
    desk.practise()
    record_id = archived(desk)
    assert "练习用，不是真实办件" in desk.text(record_id, "volume_cover")


def test_a_case_that_runs_has_no_cover(desk: PaperDesk) -> None:
    record_id = desk.run(target=RESTAURANT, other_materials="complete", act="take_in")
    with pytest.raises(DeskRefusal, match="archive_incomplete"):
        archive(desk, record_id)
    assert not any(kind.startswith("volume_") for kind in desk.kinds(record_id))


def test_the_halls_rules_know_every_paper() -> None:
    rules = LazyArchiving(workflows()).rules
    assert rules.groups[rules.group_of_paper("delivery_record")[0]].group == "delivery"
    assert rules.groups[rules.group_of_paper("consultation_notice")[0]].group == "other"
