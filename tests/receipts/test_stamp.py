"""补打: the kept paper again, with one line more and nothing else changed."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import ImageChops, ImageStat

from tests.receipts import samples
from tests.receipts.reading import page_texts, pictures, text_boxes, whole_text
from wenling_desk.domain.paper import GlyphMissing
from wenling_desk.receipts.render import PaperPress

RARE = "陈𬱖䶮㛃𠅤\U00020bb7"


@pytest.fixture(scope="module")
def kept(press: PaperPress) -> bytes:
    """Three pages with rare characters."""
    content = samples.content("acceptance_notice", applicant__name=RARE, materials=samples.materials(60))
    return press.render(content).pdf


def test_the_kept_bytes_stand_at_the_beginning(press: PaperPress, kept: bytes) -> None:
    stamped = press.stamp_reprint(kept, 2)
    assert stamped[: len(kept)] == kept
    assert len(stamped) > len(kept)


def test_every_page_says_which_print_it_is_in_the_foot_line(press: PaperPress, kept: bytes) -> None:
    stamped = press.stamp_reprint(kept, 3)
    pages = page_texts(stamped)
    assert len(pages) == len(page_texts(kept)) == 3
    assert all(page.count("补打第 3 次") == 1 for page in pages)
    assert all(
        page.count(samples.NUMBER) == before.count(samples.NUMBER)
        for page, before in zip(pages, page_texts(kept), strict=True)
    )
    for before, after in zip(text_boxes(kept), text_boxes(stamped), strict=True):
        (new,) = set(after) - set(before)
        foot = min(box[1] for box in before)
        assert abs(new[1] - foot) < 2  # on the line of number and page count
        assert new[2] <= 595.3 - 20 * 72 / 25.4 + 1


def test_nothing_else_changes_in_words(press: PaperPress, kept: bytes) -> None:
    before, after = page_texts(kept), page_texts(press.stamp_reprint(kept, 1))
    for old, new in zip(before, after, strict=True):
        assert sorted("".join(new.split()).replace("补打第1次", "")) == sorted("".join(old.split()))
    assert f"{RARE}：" in "".join(after)


def test_nothing_else_changes_in_the_picture(press: PaperPress, kept: bytes) -> None:
    for old, new in zip(pictures(kept, 60), pictures(press.stamp_reprint(kept, 1), 60), strict=True):
        difference = ImageChops.difference(old, new)
        left, top, right, bottom = difference.getbbox() or (0, 0, 0, 0)
        assert top > old.height * 0.93
        assert left > old.width * 0.7
        assert (right - left) * (bottom - top) > 0
        assert ImageStat.Stat(difference.crop((0, 0, old.width, int(old.height * 0.93)))).sum[0] == 0


def test_rare_characters_come_back_from_another_reader(press: PaperPress, kept: bytes) -> None:
    reader: Any = pypdf.PdfReader(io.BytesIO(press.stamp_reprint(kept, 1)))
    said = "".join(page.extract_text() for page in reader.pages)
    assert f"{RARE}：" in said
    assert said.count("补打第 1 次") == 3
    assert reader.metadata.title == f"行政许可申请受理通知书 {samples.NUMBER}"
    assert reader.root_object["/Lang"] == "zh-CN"


@pytest.mark.needs_program("pdftotext")
def test_rare_characters_come_back_from_a_third_reader(press: PaperPress, kept: bytes, tmp_path: Path) -> None:
    file = tmp_path / "again.pdf"
    file.write_bytes(press.stamp_reprint(kept, 1))
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", file, "-"], capture_output=True, check=True)
    assert f"{RARE}：" in done.stdout.decode()
    assert done.stdout.decode().count("补打第 1 次") == 3


@pytest.mark.needs_program("qpdf")
def test_structure_is_sound(press: PaperPress, kept: bytes, tmp_path: Path) -> None:
    file = tmp_path / "again.pdf"
    file.write_bytes(press.stamp_reprint(kept, 12))
    done = subprocess.run(["qpdf", "--check", file], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_print_has_the_same_bytes(press: PaperPress, kept: bytes) -> None:
    assert press.stamp_reprint(kept, 2) == press.stamp_reprint(kept, 2)
    assert press.stamp_reprint(kept, 2) != press.stamp_reprint(kept, 3)


@pytest.mark.parametrize("kind", samples.OF_CASES)
def test_every_kind_of_paper_can_be_printed_again(press: PaperPress, kind: str) -> None:
    pdf = press.render(samples.content(kind)).pdf
    text = whole_text(press.stamp_reprint(pdf, 1))
    assert text.count("补打第1次") == len(page_texts(pdf))


def test_a_copy_says_whose_it_is(press: PaperPress, kept: bytes) -> None:
    for label in press.copies("acceptance_notice"):
        assert all(f"〔{label}〕" in page for page in page_texts(press.stamp_copy(kept, label)))
    again = page_texts(press.stamp_copy(kept, "窗口存档", 2))
    assert all("〔窗口存档〕\u3000补打第 2 次" in page for page in again)
    assert press.stamp_copy(kept, "窗口存档")[: len(kept)] == kept


def test_first_prints_are_not_stamped(press: PaperPress, kept: bytes) -> None:
    with pytest.raises(ValueError, match="from 1"):
        press.stamp_reprint(kept, 0)


@pytest.mark.parametrize("pdf", [b"", b"not a paper", b"%PDF-1.7\n"])
def test_a_broken_paper_is_said_to_be_one(press: PaperPress, pdf: bytes) -> None:
    with pytest.raises(ValueError, match="not a readable PDF"):
        press.stamp_reprint(pdf, 1)


def test_a_label_that_cannot_be_drawn_is_refused(press: PaperPress, kept: bytes) -> None:
    with pytest.raises(GlyphMissing):
        press.stamp_copy(kept, "\ue000")
