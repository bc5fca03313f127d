"""What is written reads back the same, whatever it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.catalogue.yaml_writer import WIDTH, columns, document

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXTS | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5))
def test_round_trip(value: dict[str, Any]) -> None:
    assert yaml.load(document((), value), Loader=yaml.CSafeLoader) == value


@pytest.mark.parametrize(
    "trap",
    ["yes", "off", "null", "~", "0123", "331081", "12:30", "1e3", ".5", "2026-01-01", "a: b", "a #b", "- a", "=", "<<",
     "", " 空格", "空格 ", "'引号'", '"', "两\n行", "\u2028", "\x07", "国发〔2024〕3号", "《法》第三条",
     "a,b", "[a", "{a", "甲:"],
)  # fmt: skip
def test_texts_stay_texts(trap: str) -> None:
    value = {"block": trap, "flow": [trap, {"key": trap}], "entries": [{"a": trap, "b": [trap]}]}
    assert yaml.load(document((), value), Loader=yaml.CSafeLoader) == value


def test_short_things_stand_on_one_line_and_long_ones_do_not() -> None:
    entry = {"id": "m_sqs", "name": "申请书"}
    long = {"id": "m_zm", "name": "证明" * 30}
    text = document(["怎么改"], {"materials": [entry, long], "codes": ["SC001", "SC002"]})
    assert text.splitlines() == [
        "# 怎么改",
        "materials:",
        "  - {id: m_sqs, name: 申请书}",
        "  - id: m_zm",
        f"    name: {'证明' * 30}",
        "codes: [SC001, SC002]",
    ]
    assert columns("  - {id: m_zm, name: " + "证明" * 30 + "}") > WIDTH
