"""What a form field warns about: bounds, numbers that do not check, the pattern of the dictionary. No Qt here."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from wenling_desk.domain.form import FieldDefinition, FieldType
from wenling_desk.domain.identity import phone_problem, resident_number_problem, uscc_problem
from wenling_desk.texts import Texts

Value = str | bool | list[dict[str, str]]
_UNIT_IN_LABEL = re.compile(r"[(（][^()（）]+[)）]$")
_FIGURES = (FieldType.NUMBER, FieldType.MONEY, FieldType.AREA_M2)


def editor_kind(definition: FieldDefinition) -> str:
    """The kind of editor. A figure whose label names its unit (万元) gets none of its own beside it."""
    if definition.type in _FIGURES and _UNIT_IN_LABEL.search(definition.label):
        return str(FieldType.NUMBER)
    return str(definition.type)


def field_check(texts: Texts, definition: FieldDefinition, today: Callable[[], date]) -> Callable[[Value], str]:
    """A check that warns in words and never walls anybody out."""

    def check(value: Value) -> str:
        if isinstance(value, list):
            return _rows(texts, definition, len(value))
        if not isinstance(value, str) or not value:
            return ""
        match definition.type:
            case FieldType.ID_NUMBER if len(value) in (15, 18):
                return _warning(texts, resident_number_problem(value, today()))
            case FieldType.USCC:
                return _warning(texts, uscc_problem(value))
            case FieldType.PHONE:
                return _warning(texts, phone_problem(value))
            case kind if kind in _FIGURES:
                return _bounds(texts, definition, float(value))
            case FieldType.TEXT | FieldType.NAME | FieldType.ADDRESS:
                return _length(texts, definition, len(value)) or _pattern(texts, definition, value)
            case _:
                return ""

    return check


def _warning(texts: Texts, code: str | None) -> str:
    return texts(f"acceptance.warning.{code}") if code else ""


def _figure(bound: float) -> str:
    return f"{bound:g}"


def _bounds(texts: Texts, definition: FieldDefinition, value: float) -> str:
    if definition.minimum is not None and value < definition.minimum:
        return texts("acceptance.form.too_small", minimum=_figure(definition.minimum))
    if definition.maximum is not None and value > definition.maximum:
        return texts("acceptance.form.too_large", maximum=_figure(definition.maximum))
    return ""


def _length(texts: Texts, definition: FieldDefinition, length: int) -> str:
    if definition.minimum is not None and length < definition.minimum:
        return texts("acceptance.form.too_short", minimum=_figure(definition.minimum))
    if definition.maximum is not None and length > definition.maximum:
        return texts("acceptance.form.too_long", maximum=_figure(definition.maximum))
    return ""


def _rows(texts: Texts, definition: FieldDefinition, count: int) -> str:
    if definition.minimum is not None and 0 < count < definition.minimum:
        return texts("acceptance.form.rows_few", minimum=_figure(definition.minimum))
    if definition.maximum is not None and count > definition.maximum:
        return texts("acceptance.form.rows_many", maximum=_figure(definition.maximum))
    return ""


def _pattern(texts: Texts, definition: FieldDefinition, value: str) -> str:
    if not definition.pattern or re.fullmatch(definition.pattern, value):
        return ""
    if definition.rule:
        return texts("acceptance.form.pattern", rule=definition.rule)
    return texts("acceptance.form.pattern_plain")
