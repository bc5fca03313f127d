"""The printed chart of steps: everything on it is said once, in order, and nothing is torn."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pypdfium2
import pytest

from wenling_desk.domain.paper import GlyphMissing, PaperContent
from wenling_desk.receipts.render import PaperPress

ROWS = [
    ("立项赋码", "项目申请报告编制", "自愿"),
    ("环评、能评、水保", "环境影响评价文件编制", "必经"),
    ("环评、能评、水保", "节能报告编制", "必经"),
    ("竣工联合验收", "竣工测绘", "必经"),
    ("环评、能评、水保", "水土保持方案编制", "必经"),
]


def guide(rows: list[tuple[str, str, str]]) -> PaperContent:
    """A guide with these rows: step, service, whether it is needed."""
    values: dict[str, Any] = {
        "centre": {"name": "温岭市行政服务中心"},
        "entry": {"title": "第 1 版", "service_count": f"{len(rows)} 项", "valid_from": "2026年12月1日"},
        "paper": {"date": "2026年11月25日"},
        "lines": [
            {"stage": stage, "service": service, "needed": needed, "days": "7 工作日"}
            for stage, service, needed in rows
        ],
    }
    return PaperContent("agency_guide", "331081-26-0A3K-000123-4", "filing", values)


def pages(press: PaperPress, content: PaperContent) -> list[str]:
    document = pypdfium2.PdfDocument(press.render(content).pdf)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def chart(press: PaperPress, content: PaperContent) -> str:
    """What stands between the heading of the chart and its legend, without line ends."""
    text = "".join(pages(press, content))
    return text[text.index("按环节看") : text.index("粗框")].replace("\n", "")


def test_every_box_is_there_once_and_every_step_once_in_order_of_first_mention(press: PaperPress) -> None:
    found = chart(press, guide(ROWS))
    assert [found.count(service) for _, service, _ in ROWS] == [1] * len(ROWS)
    steps = list(dict.fromkeys(stage for stage, _, _ in ROWS))
    assert [found.count(step) for step in steps] == [1] * len(steps)
    assert sorted(steps, key=found.index) == steps


def test_boxes_of_a_step_stand_together_wherever_their_rows_stand(press: PaperPress) -> None:
    found = chart(press, guide(ROWS))
    assert found.index("水土保持方案编制") < found.index("竣工联合验收")


def test_a_step_taller_than_a_part_of_a_page_says_its_name_again(press: PaperPress) -> None:
    many = [("环评、能评、水保", f"第{number}项技术评估报告编制", "必经") for number in range(1, 61)]
    found = pages(press, guide(many))
    text = "".join(found).replace("\n", "")
    head = text.split("粗框", 1)[0]
    assert all(head.count(f"第{number}项技术") == 1 for number in range(1, 61))
    assert head.count("环评、能评、水保") >= 2


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7, 38])
def test_any_number_of_services_can_be_printed(count: int, press: PaperPress) -> None:
    rows = [(f"环节{number % 8}", f"服务{number:02d}", "自愿") for number in range(count)]
    found = chart(press, guide(rows))
    assert all(found.count(f"服务{number:02d}") == 1 for number in range(count))


def test_a_long_name_is_broken_and_never_cut(press: PaperPress) -> None:
    name = "大型商贸综合体建设项目地质灾害危险性评估与地震安全性评价及水资源论证报告编制"
    assert chart(press, guide([("立项赋码", name, "必经")])).count(name) == 1


def test_what_no_font_draws_is_refused_with_its_place(press: PaperPress) -> None:
    with pytest.raises(GlyphMissing) as refused:
        press.render(guide([("立项赋码", "报告\u0e01编制", "自愿")]))
    assert refused.value.values["field"] == "lines[0].service"


def test_the_same_content_gives_the_same_bytes(press: PaperPress) -> None:
    assert press.render(guide(ROWS)).pdf == press.render(replace(guide(ROWS))).pdf
