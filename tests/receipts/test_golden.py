"""Every kind of paper as it is printed: its text against a golden file, its picture against a small golden one.

``pytest tests/receipts --update-golden`` rewrites both; look at the change before it is committed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.receipts import samples
from tests.receipts.reading import golden_text, overlaps, pictures, text_boxes
from tests.receipts.sample_values import GAPS, MATERIALS, MEMBERS
from wenling_desk.domain.paper import PaperContent, PaperMark
from wenling_desk.receipts.render import PaperPress
from wenling_desk.texts import ITEM_TYPES

GOLDEN = Path(__file__).parent / "golden"
LOOK_DPI = 30


def _case(kind: str, variant: str = "licence", /, paper: dict[str, Any] | None = None, **values: Any) -> PaperContent:
    return samples.changed(samples.content(kind, variant, **values), **(paper or {}))


DENIED: dict[str, Any] = {
    "outcome": "denied",
    "result__basis": "《食品经营许可和备案管理办法》有关规定",
    "reasons": ["经营场所距离公共厕所不足二十五米。", "没有与经营品种相适应的冷藏设备。"],
}
NOTIFICATION: dict[str, Any] = {
    "commitment__kind": "notification",
    "commitment__matter": "食品经营许可变更",
    "commitment__basis": "国办发〔2020〕42 号",
    "commitment__in_person": True,
}
SECOND: dict[str, Any] = {
    "correction__round": "2",
    "correction__previous_number": "331081-26-0A3K-000118-9",
    "correction__previous_date": "2026年11月20日",
    "correction__second_reason": "第一次补交的图纸与现场不符，当时无法看出。",
}
REPLY = {"date": "2026年11月30日", "weekday": "星期一"}
DEFERRED: dict[str, Any] = {
    "supplement__correction_number": "",
    "supplement__deferral_number": "331081-26-0A3K-000125-0",
}
VOID: dict[str, Any] = {
    "amendment__kind": "void",
    "amendment__replaced_by": "331081-26-0A3K-000130-7",
    "amendment__recalled": "yes",
    "amendment__reason": "选错了事项。",
}
CASES: dict[str, PaperContent] = {kind: _case(kind) for kind in samples.OF_CASES}
CASES |= {f"acceptance_notice.{variant}": _case("acceptance_notice", variant) for variant in sorted(ITEM_TYPES)}
CASES |= {f"refusal_notice.{variant}": _case("refusal_notice", variant) for variant in ("benefit", "public_service")}
CASES |= {
    "acceptance_notice.deemed": _case("acceptance_notice", case__deemed=True, deadline__provisional="2027"),
    "acceptance_notice.draft": _case(
        "acceptance_notice", paper={"mark": PaperMark.DRAFT, "number": "", "verification": ""}
    ),
    "acceptance_notice.practice": _case(
        "acceptance_notice",
        paper={"mark": PaperMark.PRACTICE, "number": samples.PRACTICE_NUMBER, "reprint": 2, "copy_label": "窗口存档"},
        applicant__name=samples.RARE_NAME,
        agent__name=samples.LONG_NAME,
    ),
    "acceptance_notice.60": _case("acceptance_notice", materials=samples.materials(60)),
    "acceptance_notice.long_names": _case(
        "acceptance_notice",
        materials=[dict(MATERIALS[0], name="超长材料名称" * 150), dict(MATERIALS[1], name="A" * 400), *MATERIALS],
    ),
    "completion_notice.denied": _case("completion_notice", **DENIED),
    "completion_notice.denied.enterprise_service": _case("completion_notice", "enterprise_service", **DENIED),
    "commitment_letter.notification": _case("commitment_letter", **NOTIFICATION),
    "correction_notice.second": _case("correction_notice", **SECOND),
    "amendment_notice.void": _case("amendment_notice", **VOID),
    "intake_receipt.stub": _case("intake_receipt", paper__with_stub=True, materials=samples.materials(1)),
    "intake_receipt.bundle": _case(
        "intake_receipt",
        members=MEMBERS,
        bundle__name="企业开办（餐饮店）",
        organ__several=True,
        reply__licence_organs="温岭市市场监督管理局",
        reply__enterprises="温岭市某供水有限公司",
        case__held=True,
    ),
    "intake_receipt.enterprise_service": _case(
        "intake_receipt", "enterprise_service", reply={**REPLY, "enterprises": "温岭市某供水有限公司"}
    ),
    "intake_receipt.licence": _case("intake_receipt", reply__all_licences=True),
    "joint_acceptance.unsealed": _case(
        "joint_acceptance", members=[{**entry, "seal_name": ""} for entry in MEMBERS], bundle__sealed=False
    ),
    "consultation_notice.bundle": _case(
        "consultation_notice",
        members=[{**entry, "limit": "①办结后 1 个工作日", "fee": "不收费"} for entry in MEMBERS],
        bundle__name="企业开办（餐饮店）",
        situation="有没有营业执照？没有；经营面积多大？八十六平方米",
    ),
    "case_summary.bundle": _case(
        "case_summary", members=[{**entry, "next": "2026年11月30日（星期一）前办结"} for entry in MEMBERS],
        bundle__name="企业开办（餐饮店）", reasons=["申请人已经注销。"]
    ),
    "result_slip.several": _case(
        "result_slip",
        results=[{"item": "企业设立登记", "name": "营业执照"}, {"item": "公章刻制备案", "name": "备案凭证"}],
    ),
    "intake_receipt.witness": _case("intake_receipt", witness__name="王禾", scribe__name="林小满"),
    "supplement_receipt.remaining": _case("supplement_receipt", **DEFERRED, remaining=GAPS),
    "supplement_receipt.complete": _case(
        "supplement_receipt", **DEFERRED, deadline__ahead=True, supplement__date="", filled=["联系电话"]
    ),
    "supplement_receipt.late": _case("supplement_receipt", remaining=GAPS, supplement__date="", deadline__passed=True),
    "power_of_attorney.blank": _case("power_of_attorney", mandate={"powers": []}, attorney={"name": "林小满"}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_text_is_the_golden_one(press: PaperPress, name: str, update_golden: bool) -> None:
    text = golden_text(press.render(CASES[name]).pdf)
    file = GOLDEN / f"{name}.txt"
    if update_golden:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
        return
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", samples.OF_CASES)
def test_look_is_the_golden_one(press: PaperPress, kind: str, update_golden: bool) -> None:
    """First page at 30 dpi; loose enough for another release of PDFium, tight enough for a moved line."""
    look = pictures(press.render(CASES[kind]).pdf, LOOK_DPI)[0]
    file = GOLDEN / f"{kind}.png"
    if update_golden:
        look.quantize(16).save(file, optimize=True)
        return
    with Image.open(file) as golden:
        difference = ImageChops.difference(look, golden.convert("L"))
    assert ImageStat.Stat(difference).mean[0] < 3
    rows = [ImageStat.Stat(difference.crop((0, y, look.width, y + 6))).mean[0] for y in range(0, look.height, 6)]
    assert max(rows) < 14


def test_look_comparison_sees_a_moved_line(press: PaperPress) -> None:
    """The measure of the test above is not blind: one row more in a table is seen."""
    plain = pictures(press.render(CASES["extension_notice"]).pdf, LOOK_DPI)[0]
    moved = pictures(press.render(_case("extension_notice", extension__reason="原因" * 40)).pdf, LOOK_DPI)[0]
    difference = ImageChops.difference(plain, moved)
    rows = [ImageStat.Stat(difference.crop((0, y, plain.width, y + 6))).mean[0] for y in range(0, plain.height, 6)]
    assert max(rows) >= 14


def test_no_golden_file_is_left_over() -> None:
    texts = {file.stem for file in GOLDEN.glob("*.txt")}
    assert texts == CASES.keys()
    assert {file.stem for file in GOLDEN.glob("*.png")} == set(samples.OF_CASES)


MARGIN = 20 * 72 / 25.4


@pytest.mark.parametrize("name", CASES)
def test_text_stays_inside_the_margins_and_apart(press: PaperPress, name: str) -> None:
    content = samples.changed(CASES[name], mark=None)
    if not content.number:
        content = samples.changed(content, number=samples.NUMBER)
    for boxes in text_boxes(press.render(content).pdf):
        for left, bottom, right, top in boxes:
            assert left >= MARGIN - 1
            assert right <= 595.3 - MARGIN + 6.5  # half a closing mark may stand out
            assert bottom >= 28
            assert top <= 842 - 28
        assert not [(boxes[one], boxes[other]) for one, other in overlaps(boxes)]
