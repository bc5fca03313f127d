"""What a paper must hold, refuse and never do."""

from __future__ import annotations

import ast
import hashlib
import io
import re
import subprocess
import threading
from pathlib import Path
from typing import Any

import pypdf
import pytest
import segno
import zxingcpp
from PIL import Image

from tests.receipts import samples
from tests.receipts.reading import page_texts, pictures, whole_text
from wenling_desk.domain.paper import GlyphMissing, PaperContent, PaperIncomplete, PaperMark
from wenling_desk.receipts import render as render_module
from wenling_desk.receipts.context import lookup
from wenling_desk.receipts.definition import definitions
from wenling_desk.receipts.fonts import unpack
from wenling_desk.receipts.qr_code import qr_squares
from wenling_desk.receipts.render import PaperPress
from wenling_desk.texts import Texts

KINDS = samples.OF_CASES
ACCEPTANCE = samples.content("acceptance_notice")
RARE = "𬱖䶮㛃𠅤\U00020bb7"


# -- the text layer --


def test_rare_characters_come_back_exactly(press: PaperPress) -> None:
    pdf = press.render(samples.content("acceptance_notice", applicant__name=f"陈{RARE}")).pdf
    assert f"陈{RARE}：" in whole_text(pdf)
    extracted = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert f"陈{RARE}：" in extracted


@pytest.mark.needs_program("pdftotext")
def test_rare_characters_come_back_from_another_reader(press: PaperPress, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(press.render(samples.content("acceptance_notice", applicant__name=f"陈{RARE}")).pdf)
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", file, "-"], capture_output=True, check=True)
    assert f"陈{RARE}：" in done.stdout.decode()


@pytest.mark.parametrize(("kind", "rows", "row"), [
    ("seal_register", "uses", {"time": "09:31", "what": "受理通知书", "by": "陈晓"}),
    ("delivery_record", "delivered", {"name": "行政许可申请受理通知书", "copies": "1"}),
])  # fmt: skip
def test_the_widest_paper_number_stands_on_one_line(press: PaperPress, kind: str, rows: str, row: Any) -> None:
    widest = "331081-26-WMWM-000888-W"
    values: Any = {rows: [{**row, "number": widest}]}
    pdf = press.render(samples.content(kind, **values)).pdf
    assert any(widest in line for page in page_texts(pdf) for line in page.splitlines())


@pytest.mark.needs_program("qpdf")
def test_structure_is_sound(press: PaperPress, tmp_path: Path) -> None:
    file = tmp_path / "paper.pdf"
    file.write_bytes(press.render(samples.content("acceptance_notice", materials=samples.materials(60))).pdf)
    done = subprocess.run(["qpdf", "--check", file], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_embedded_fonts_and_the_language_is_said(press: PaperPress) -> None:
    pdf = press.render(samples.content("acceptance_notice", applicant__name=RARE + "ž")).pdf
    assert b"Helvetica" not in pdf
    reader: Any = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.root_object["/Lang"] == "zh-CN"
    assert reader.metadata.title == f"行政许可申请受理通知书 {samples.NUMBER}"
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert len({font["/BaseFont"] for font in fonts}) >= 4
    for font in fonts:
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_more_than_one_subset(press: PaperPress) -> None:
    """A subset holds 255 characters: the second and third must extract as well."""
    many = "".join(map(chr, range(0x5000, 0x5000 + 700)))
    content = samples.content("extension_notice", extension__reason=many)
    assert many in whole_text(press.render(content).pdf)


# -- no markup, no files --


@pytest.mark.parametrize(
    "name",
    [
        '张三<img src="/etc/hostname" width="10"/>',
        "张三<b",
        "<para>张三</para>",
        "A&B有限公司&lt;",
        "张三</font><font color=red>",
        "{item_name}{0}",
        "%s (张三) \\n",
        "=HYPERLINK(1)",
    ],
)
def test_names_are_printed_literally(press: PaperPress, name: str) -> None:
    pdf = press.render(samples.content("acceptance_notice", applicant__name=name)).pdf
    assert "".join(name.split()) + "：" in whole_text(pdf)
    assert b"/Subtype /Image" not in pdf


def test_no_module_uses_reportlabs_markup() -> None:
    for file in Path(render_module.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            assert not any("platypus" in name or "paraparser" in name for name in names), file


def test_seal_picture_is_labelled_and_only_bytes_count(press: PaperPress) -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (60, 60), (200, 0, 0, 160)).save(buffer, "PNG")
    drawn = press.render(samples.content("acceptance_notice", organ__seal_image=buffer.getvalue())).pdf
    assert b"/Subtype /Image" in drawn
    assert "非电子签章" in whole_text(drawn)
    named = press.render(samples.content("acceptance_notice", organ__seal_image="/etc/hostname")).pdf
    assert b"/Subtype /Image" not in named
    assert "非电子签章" not in whole_text(named)
    assert "（盖章处）" in whole_text(named)


# -- the same input, the same bytes --


@pytest.mark.parametrize("kind", KINDS)
def test_same_content_same_bytes(press: PaperPress, kind: str) -> None:
    first, second = press.render(samples.content(kind)), press.render(samples.content(kind))
    assert first == second
    assert first.sha256 == hashlib.sha256(first.pdf).hexdigest()


def test_another_press_and_another_thread_give_the_same_bytes(
    press: PaperPress, texts: Texts, font_cache: Path
) -> None:
    other, found = PaperPress(texts, font_cache), []
    press.render(samples.content("delivery_record"))  # what was printed before leaves no trace
    workers = [threading.Thread(target=lambda: found.append(other.render(ACCEPTANCE).sha256)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert set(found) == {press.render(ACCEPTANCE).sha256}


def test_other_content_other_bytes(press: PaperPress) -> None:
    other = samples.content("acceptance_notice", clerk__name="王禾")
    assert press.render(other).sha256 != press.render(ACCEPTANCE).sha256


# -- number, codes, marks --


def test_barcode_and_qr_code_can_be_read(press: PaperPress) -> None:
    content = samples.changed(ACCEPTANCE, verification=samples.SIGNED)
    (page,) = pictures(press.render(content).pdf, 200)
    found = {str(code.format).rpartition(".")[2].replace(" ", ""): code.text for code in zxingcpp.read_barcodes(page)}
    assert samples.SIGNED in found.values()
    assert samples.NUMBER in found.values()
    assert len(found) == 2


def test_qr_code_has_a_fixed_mask_and_nothing_is_lost() -> None:
    """Trying all eight masks would cost more than the rest of the paper."""
    side, runs = qr_squares(samples.SIGNED)
    wanted = segno.make(samples.SIGNED, error="m", mask=3, boost_error=False, micro=False).matrix
    dark = {(x, row) for column, row, wide, _ in runs for x in range(column, column + wide)}
    assert dark == {(x + 4, y + 4) for y, cells in enumerate(wanted) for x, cell in enumerate(cells) if cell}
    assert side == len(wanted) + 8


def test_pages_are_counted_and_named(press: PaperPress) -> None:
    rendered = press.render(samples.content("acceptance_notice", materials=samples.materials(60)))
    texts = page_texts(rendered.pdf)
    assert rendered.pages == len(texts) >= 3
    for number, text in enumerate(texts, 1):
        assert f"第 {number} 页 共 {len(texts)} 页" in text
        assert samples.NUMBER in text
        assert "行政许可申请受理通知书" in text


@pytest.mark.parametrize("kind", KINDS)
def test_practice_is_on_every_page_of_every_kind(press: PaperPress, kind: str) -> None:
    content = samples.changed(
        samples.content(kind, materials=samples.materials(40)), mark=PaperMark.PRACTICE, number=samples.PRACTICE_NUMBER
    )
    for text in page_texts(press.render(content).pdf):
        assert "练习用，不是真实办件" in text
        assert {"练", "习"} <= set(text.replace("练习用", ""))


def test_practice_numbers_begin_with_x(press: PaperPress) -> None:
    with pytest.raises(ValueError, match="begins with X"):
        press.render(samples.changed(ACCEPTANCE, mark=PaperMark.PRACTICE))


def test_draft_needs_no_number(press: PaperPress) -> None:
    content = samples.changed(ACCEPTANCE, mark=PaperMark.DRAFT, number="", verification="")
    text = whole_text(press.render(content).pdf)
    assert "签发时生成" in text
    assert "草稿，尚未签发" in text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if definitions()[kind].issuer == "applicant"])
def test_applicants_papers_are_never_drafts(press: PaperPress, kind: str) -> None:
    content = samples.changed(samples.content(kind), mark=PaperMark.DRAFT, number="")
    assert "草稿" not in whole_text(press.render(content).pdf)


def test_reprint_keeps_number_and_date(press: PaperPress) -> None:
    text = whole_text(press.render(samples.changed(ACCEPTANCE, reprint=3)).pdf)
    assert text.count("补打第3次") == 2
    assert text.count(samples.NUMBER) == 2
    assert "2026年11月23日" in text
    assert "补打" not in whole_text(press.render(ACCEPTANCE).pdf)


@pytest.mark.parametrize("label", ["申请人留存", "窗口存档"])
def test_copies_are_labelled(press: PaperPress, label: str) -> None:
    assert label in press.copies("acceptance_notice")
    assert f"〔{label}〕" in whole_text(press.render(samples.changed(ACCEPTANCE, copy_label=label)).pdf)


# -- the table, and the signatures with it --


@pytest.mark.parametrize("count", [1, 12, 60])
def test_material_table_goes_over_pages(press: PaperPress, count: int) -> None:
    pages = page_texts(press.render(samples.content("acceptance_notice", materials=samples.materials(count))).pdf)
    whole = "".join(pages)
    for number in range(1, count + 1):
        assert len(re.findall(rf"（{number}）", whole)) == 1
    for page in pages:
        if re.search(r"（\d+）", page):
            assert page.count("材料名称") == 1


@pytest.mark.parametrize("count", range(1, 62))
def test_signatures_are_never_alone(press: PaperPress, count: int) -> None:
    """The page that is signed carries the last row of the table (with its heading), whatever the number of rows."""
    pages = page_texts(press.render(samples.content("acceptance_notice", materials=samples.materials(count))).pdf)
    (signed,) = [page for page in pages if "申请人或代理人签名" in page]
    assert "（盖章处）" in signed
    assert "部门电话" in signed
    assert f"（{count}）" in signed
    assert "材料名称" in signed


def test_many_signatures_are_not_alone_either(press: PaperPress) -> None:
    """With a scribe and a witness there are too many lines beside the stamp."""
    content = samples.content(
        "intake_receipt", scribe__name="林小满", witness__name="王禾", materials=samples.materials(10)
    )
    pages = ["".join(page.split()) for page in page_texts(press.render(content).pdf)]
    assert len(pages) == 2
    for said in ("交件人签名", "代书人", "见证人", "收件人签名", "（盖章处）", "按规定期限保存"):
        assert said in pages[1]
        assert said not in pages[0]


def test_thirty_signers_sign_over_two_pages(press: PaperPress) -> None:
    signers = [{"role": "员工", "name": f"王禾{number}"} for number in range(1, 31)]
    pages = page_texts(press.render(samples.content("application_form", signers=signers)).pdf)
    whole = "".join(pages)
    assert len(pages) >= 2
    assert all(f"员工 王禾{number}（签名或按手印）" in whole for number in range(1, 31))


def test_names_of_any_length_are_whole(press: PaperPress) -> None:
    long = "超长材料名称" * 300
    content = samples.content(
        "acceptance_notice", applicant__name=samples.LONG_NAME, materials=[{"name": long}, {"name": "B" * 900}]
    )
    text = whole_text(press.render(content).pdf)
    assert samples.LONG_NAME + "：" in text
    assert text.count("超") == 300
    assert text.count("B") >= 900


def test_empty_columns_go(press: PaperPress) -> None:
    content = samples.content("acceptance_notice", materials=[{"name": "申请书", "form": "原件"}])
    text = whole_text(press.render(content).pdf)
    assert "页数" not in text
    assert "来源" not in text


def test_endless_paper_is_a_defect(press: PaperPress) -> None:
    content = samples.content("acceptance_notice", materials=samples.materials(1) * 18_000)
    with pytest.raises(ValueError, match="pages"):
        press.render(content)


# -- what is refused --


def _without(content: PaperContent, path: str) -> tuple[PaperContent, str]:
    """The content without one required value, and the place the refusal must name."""
    listed, mark, name = path.partition("[].")
    if mark:
        rows: Any = content.values[listed]
        changed = [*map(dict, rows[:-1]), {**rows[-1], name: "  "}]
        return samples.with_value(content, listed, changed), f"{listed}[{len(rows) - 1}].{name}"
    return samples.with_value(content, path, ""), path


@pytest.mark.parametrize("kind", KINDS)
def test_every_required_value_is_asked_for(press: PaperPress, kind: str) -> None:
    content = samples.content(kind)
    asked = [need for need in definitions()[kind].requirements() if need.when is None and need.unless is None]
    assert asked
    for need in asked:
        changed, place = _without(content, need.value)
        with pytest.raises(PaperIncomplete) as caught:
            press.check(changed)
        assert caught.value.code == "paper_field_missing"
        assert caught.value.values == {"kind": kind, "field": place}


@pytest.mark.parametrize(
    ("kind", "changes", "missing"),
    [
        ("refusal_notice", {"refusal__right_organ": ""}, "refusal.right_organ"),
        ("completion_notice", {"outcome": "denied"}, "reasons"),
        ("completion_notice", {"result__name": ""}, "result.name"),
        ("correction_notice", {"correction__previous_number": samples.NUMBER}, "correction.second_reason"),
        ("supplement_receipt", {"deadline__ahead": True, "deadline__date": ""}, "deadline.date"),
        ("supplement_receipt", {"supplement__correction_number": ""}, "supplement.deferral_number"),
        ("intake_receipt", {"reply__date": ""}, "reply.date"),
        ("commitment_letter", {"commitment__kind": "notification"}, "commitment.matter"),
        ("amendment_notice", {"changes": []}, "changes"),
        ("acceptance_notice", {"case__deemed": True, "case__received_date": ""}, "case.received_date"),
    ],
)
def test_conditional_values_are_asked_for(press: PaperPress, kind: str, changes: dict[str, Any], missing: str) -> None:
    with pytest.raises(PaperIncomplete) as caught:
        press.render(samples.content(kind, **changes))
    assert caught.value.values["field"] == missing


def test_a_denial_of_an_organ_names_review_and_court(press: PaperPress) -> None:
    denied: dict[str, Any] = {"outcome": "denied", "reasons": ["不符合条件。"], "result__basis": "有关规定"}
    for missing in ("review_organ", "court"):
        with pytest.raises(PaperIncomplete) as caught:
            press.render(samples.content("completion_notice", **denied, **{f"organ__{missing}": ""}))
        assert caught.value.values["field"] == f"organ.{missing}"
    text = whole_text(press.render(samples.content("completion_notice", "public_service", **denied)).pdf)
    assert "复议" not in text
    assert "12345" in text


@pytest.mark.parametrize("variant", ["licence", "public_service", "enterprise_service"])
@pytest.mark.parametrize("kind", KINDS)
def test_required_values_alone_make_a_whole_paper(press: PaperPress, kind: str, variant: str) -> None:
    """A catalogue that knows no telephones, fees or limits still prints, and no sentence has a hole."""
    full = samples.content(kind, variant)
    bare = samples.changed(full, values={})
    for need in definitions()[kind].requirements():
        listed, mark, name = need.value.partition("[].")
        if mark:
            rows: Any = lookup(full.values, listed) or []
            kept: Any = lookup(bare.values, listed) or [{} for _ in rows]
            merged = [{**old, name: row[name]} for old, row in zip(kept, rows, strict=True)]
            bare = samples.with_value(bare, listed, merged)
            continue
        instead = [need.unless] if isinstance(need.unless, str) else []
        for path in (need.value, *instead):
            if path not in bare.values and (value := lookup(full.values, path)):
                bare = samples.with_value(bare, path, value)
    text = whole_text(press.render(bare).pdf)
    assert not re.search(r"“”|None|（）|《》|，，|。。|，。|\{|：；", text)


def test_number_is_required_of_the_centre_and_the_organ(press: PaperPress) -> None:
    with pytest.raises(PaperIncomplete) as caught:
        press.render(samples.changed(ACCEPTANCE, number=""))
    assert caught.value.values["field"] == "number"
    press.render(samples.changed(samples.content("application_form"), number=""))


@pytest.mark.parametrize(
    ("changes", "place", "characters", "codepoints"),
    [
        ({"applicant__name": "陈\U00030000"}, "applicant.name", "\U00030000", "U+30000"),
        ({"applicant__name": "محمد"}, "applicant.name", "محد", "U+0645 U+062D U+062F"),
        ({"clerk__name": "陈\x07"}, "clerk.name", "\ufffd", "U+0007"),
        ({"agent__name": "林\ue000"}, "agent.name", "\ue000", "U+E000"),
        ({"agent__name": "林\ud83d"}, "agent.name", "\ufffd", "U+D83D"),
        ({"materials": [{"name": "申请书"}, {"name": "图\u202e纸"}]}, "materials[1].name", "\ufffd", "U+202E"),
        ({"deadline__reasoning": "次日\u200b起算"}, "deadline.reasoning", "\ufffd", "U+200B"),
    ],
)
def test_undrawable_characters_are_named(
    press: PaperPress, changes: dict[str, Any], place: str, characters: str, codepoints: str
) -> None:
    content = samples.content("acceptance_notice", **changes)
    for act in (press.check, press.render):
        with pytest.raises(GlyphMissing) as caught:
            act(content)
        assert caught.value.code == "glyph_missing"
        assert caught.value.values == {"characters": characters, "codepoints": codepoints, "field": place}


def test_line_ends_and_tabs_are_no_fault(press: PaperPress) -> None:
    text = whole_text(press.render(samples.content("acceptance_notice", item__fee="第一行\r\n第二行\t完")).pdf)
    assert "第一行第二行完" in text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "no_such_paper"}, "no paper of kind"),
        ({"variant": "permit"}, "unknown item type"),
        ({"verification": "W" * 201}, "verification"),
        ({"verification": "核验"}, "verification"),
        ({"reprint": -1}, "reprint"),
        ({"number": "三三一"}, "Code 128"),
    ],
)
def test_defects_are_no_refusals(press: PaperPress, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        press.render(samples.changed(ACCEPTANCE, **changes))


@pytest.mark.parametrize("value", [1.5, b"bytes", {"a": "b"}])
def test_unprintable_types_are_defects(press: PaperPress, value: object) -> None:
    with pytest.raises(TypeError, match="prints texts"):
        press.render(samples.content("acceptance_notice", item__fee=value))


def test_personal_data_stays_out_of_the_representation() -> None:
    assert "晓风" not in repr(ACCEPTANCE)
    assert "13800005678" not in repr(ACCEPTANCE)


# -- what others ask the press --


def test_press_describes_its_kinds(press: PaperPress) -> None:
    assert set(press.kinds()) == set(definitions())
    assert set(KINDS) < set(press.kinds())
    licence = press.describe("acceptance_notice", "licence")
    assert (licence.title, licence.issuer, licence.numbered) == ("行政许可申请受理通知书", "organ", True)
    assert press.describe("acceptance_notice", "enterprise_service").title == "业务受理回执"
    assert press.describe("completion_notice", "licence", {"outcome": "denied"}).title == "不予行政许可决定办结通知书"
    assert press.copies("application_form") == ("部门留存",)
    assert "materials[].name" in press.required_values("acceptance_notice", "licence")


def test_own_face_of_the_clerk_is_embedded(texts: Texts, font_cache: Path) -> None:
    own = PaperPress(texts, font_cache, body_font=unpack(font_cache, ["foreign"])["foreign"])
    pdf = own.render(ACCEPTANCE).pdf
    assert b"DejaVuSerif" in pdf
    assert samples.NUMBER in whole_text(pdf)
