"""Which face draws what, and the map that gives the text back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reportlab import rl_config

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.receipts import faces as faces_module
from wenling_desk.receipts.faces import Faces, Role, to_unicode_cmap
from wenling_desk.receipts.fonts import unpack


@pytest.fixture(scope="module")
def faces(font_cache: Path) -> Faces:
    return Faces(font_cache)


def test_cmap_writes_surrogate_pairs() -> None:
    cmap = to_unicode_cmap("F", [0, ord("A"), ord("䶮"), 0x2CC56])
    assert "<01> <0041>" in cmap
    assert "<02> <4DAE>" in cmap
    assert "<03> <D873DC56>" in cmap
    assert "<00> <" not in cmap.replace("<00> <FF>", "")


def test_cmap_blocks_hold_at_most_100() -> None:
    cmap = to_unicode_cmap("F", list(range(1, 257)))
    counts = [int(found) for found in re.findall(r"(\d+) beginbfchar", cmap)]
    assert counts == [100, 100, 56]


def test_chain_falls_back_glyph_by_glyph(faces: Faces) -> None:
    table = faces.tables[Role.BODY]
    drawn = {character: table[character][0] for character in "温ž\U00020bb7𬱖"}
    assert drawn == {"温": "Desk-serif", "ž": "Desk-foreign", "\U00020bb7": "Desk-rare_han", "𬱖": "Desk-serif"}


def test_full_width_is_one_em(faces: Faces) -> None:
    for role in Role:
        assert faces.tables[role]["温"][1] == 1.0
        assert 0.2 < faces.tables[role]["i"][1] < 0.6


@pytest.mark.parametrize(
    "character",
    ["\x07", "\x1b", "\u200b", "\u202e", "\ue815", "\U000f0000", "\ud840", "\u0627", "\U00030000", "\U0001f600"],
    ids=["bell", "escape", "zero width", "bidi", "private", "private plane", "surrogate", "arabic", "ext G", "emoji"],
)
def test_undrawable_is_found(faces: Faces, character: str) -> None:
    assert faces.missing(f"陈{character}晓{character}") == [character]


def test_drawable_is_not_refused(faces: Faces) -> None:
    assert faces.missing("欧阳𬱖䶮㛃𠅤·Nguyễn Žižek Прокофьев 〇々①㎡℃\n（）") == []


def test_no_glyph_means_no_entry(faces: Faces) -> None:
    for role in Role:
        with pytest.raises(KeyError):
            faces.tables[role]["\u0627"]


def test_gb2312_gbk_and_extension_a_are_whole(faces: Faces) -> None:
    table = faces_module._carried_face("serif", faces._cache).face.charToGlyph
    assert all(table.get(code) for code in [*range(0x4E00, 0xA000), *range(0x3400, 0x4DC0)])


def test_reportlab_may_fetch_nothing() -> None:
    assert rl_config.trustedSchemes == []


def test_own_body_face_comes_first(font_cache: Path) -> None:
    own = unpack(font_cache, ["foreign"])["foreign"]
    table = Faces(font_cache, own).tables
    assert table[Role.BODY]["A"][0].startswith("Desk-own-")
    assert table[Role.BODY]["温"][0] == "Desk-serif"
    assert table[Role.STRONG]["A"][0] == "Desk-sans_medium"


def test_unfit_own_face_is_named(font_cache: Path, tmp_path: Path) -> None:
    broken = tmp_path / "simfang.ttf"
    broken.write_bytes(b"not a font")
    with pytest.raises(KnownTrouble) as caught:
        Faces(font_cache, broken).tables[Role.BODY]["A"]
    assert caught.value.values == {"file": "simfang.ttf"}
