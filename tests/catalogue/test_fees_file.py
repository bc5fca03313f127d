"""``resources/counter/fees.yaml``: what stands in it, and what a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenling_desk import resources
from wenling_desk.catalogue.fees_file import read_fee_rules
from wenling_desk.catalogue.findings import CatalogueBroken

FILE = resources.path("counter", "fees.yaml")


def test_the_file_of_the_program_is_read_and_says_that_it_is_inferred() -> None:
    rules = read_fee_rules(FILE)
    assert rules.status == "inferred"
    assert rules.source
    assert [code for code, _ in rules.ways] == ["scan", "pos", "bank", "online", "cash"]
    assert all(basis.status == "inferred" and basis.source for basis in rules.bases)
    assert rules.way("pos") == "刷卡"
    assert rules.way("barter") == "barter"


@pytest.mark.parametrize(
    ("fee", "basis"),
    [("不动产登记费: 住宅 80 元/件, 非住宅 550 元/件", "real_estate"), ("税款(法定继承免征)", "tax"),
     ("证件费", "certificate"),
     ("公证服务收费", "notary"), ("专项维修资金(代收, 非收费)", "repair_fund"), ("不收费", ""), ("", "")],
    ids=["house", "tax", "card", "notary", "fund", "free", "unknown"],
)  # fmt: skip
def test_what_the_guides_say_finds_its_basis(fee: str, basis: str) -> None:
    found = read_fee_rules(FILE).fitting(fee)
    assert (found.basis_id if found is not None else "") == basis


@pytest.mark.parametrize(
    ("old", "new"),
    [("code: scan", "code: Scan"), ("code: pos", "code: scan"), ("  - id: tax", "  - id: real_estate"),
     ("status: inferred\nsource: 通行", "status: certain\nsource: 通行"), ("ways:", "way:"),
     ("schema: wenling-desk/fees@1", "schema: wenling-desk/fees@2"), ("    words: [税款]\n", "")],
    ids=["spelling", "code-twice", "id-twice", "status", "key", "schema", "words"],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "fees.yaml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueBroken) as caught:
        read_fee_rules(file)
    assert caught.value.code == "counter_file_broken"
    assert caught.value.values["file"] == "fees.yaml"
    assert int(str(caught.value.values["line"])) >= 1


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueBroken):
        read_fee_rules(tmp_path / "fees.yaml")
