"""What a form field warns about."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support.fakes import texts
from tests.ui.acceptance.acceptance_desk import HER_NUMBER
from wenling_desk.domain.form import FieldDefinition, FieldType
from wenling_desk.ui.acceptance.form_checks import Value, editor_kind, field_check

TODAY = date(2026, 11, 23)


def warned(value: Value, kind: FieldType, **more: object) -> str:
    definition = FieldDefinition("f", "栏", kind, **more)  # type: ignore[arg-type]
    return field_check(texts(), definition, lambda: TODAY)(value)


@pytest.mark.parametrize(
    ("value", "kind", "more"),
    [
        (HER_NUMBER, FieldType.ID_NUMBER, {}),
        ("H12345678", FieldType.ID_NUMBER, {}),
        ("13800005678", FieldType.PHONE, {}),
        ("0576-86123456", FieldType.PHONE, {}),
        ("50", FieldType.MONEY, {"minimum": 1, "maximum": 100}),
        ("", FieldType.PHONE, {}),
        ("甲", FieldType.TEXT, {"minimum": 1}),
        ("317500", FieldType.TEXT, {"pattern": r"\d{6}"}),
        ([{"name": "甲"}], FieldType.TABLE, {"minimum": 1, "maximum": 2}),
        ([], FieldType.TABLE, {"minimum": 1}),
        ("2026-11-01", FieldType.DATE, {}),
    ],
)
def test_nothing_to_say(value: Value, kind: FieldType, more: dict[str, object]) -> None:
    assert warned(value, kind, **more) == ""


@pytest.mark.parametrize(
    ("value", "kind", "more", "says"),
    [
        (HER_NUMBER[:-1] + ("1" if HER_NUMBER[-1] != "1" else "2"), FieldType.ID_NUMBER, {}, "末位校验不符"),
        ("91331081MA00000000", FieldType.USCC, {}, "信用代码"),
        ("123", FieldType.PHONE, {}, "不像电话号码"),
        ("0.5", FieldType.MONEY, {"minimum": 1}, "不能小于 1"),
        ("100000.5", FieldType.AREA_M2, {"maximum": 100000}, "不能大于 100000"),
        ("甲", FieldType.NAME, {"minimum": 2}, "至少 2 个字"),
        ("甲乙丙", FieldType.TEXT, {"maximum": 2}, "最多 2 个字"),
        ("31750", FieldType.TEXT, {"pattern": r"\d{6}", "rule": "6 位数字"}, "6 位数字"),
        ("31750", FieldType.TEXT, {"pattern": r"\d{6}"}, "格式不对"),
        ([{"name": "甲"}], FieldType.TABLE, {"minimum": 2}, "至少填 2 行"),
        ([{"name": "甲"}] * 3, FieldType.TABLE, {"maximum": 2}, "最多填 2 行"),
    ],
)
def test_what_looks_wrong_is_said(value: Value, kind: FieldType, more: dict[str, object], says: str) -> None:
    assert says in warned(value, kind, **more)


@pytest.mark.parametrize(
    ("label", "kind", "editor"),
    [
        ("注册资本(万元)", FieldType.MONEY, "number"),
        ("经营面积", FieldType.AREA_M2, "area_m2"),
        ("电话(选填)", FieldType.PHONE, "phone"),
    ],
)
def test_a_label_that_names_its_unit_needs_none_beside(label: str, kind: FieldType, editor: str) -> None:
    assert editor_kind(FieldDefinition("f", label, kind)) == editor
