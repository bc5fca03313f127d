"""One door to the fields: the kind of a field dictionary's entry -> its editor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from wenling_desk.ui.widgets.field import FieldEditor
from wenling_desk.ui.widgets.field_kinds import MOST_CHARACTERS, BoolField, Check, ChoiceField, LineField
from wenling_desk.ui.widgets.field_table import TableColumn, TableField
from wenling_desk.ui.widgets.kit import Kit


def field_editor(
    kit: Kit,
    kind: str,
    label: str,
    *,
    required: bool = False,
    choices: Sequence[str] = (),
    columns: Sequence[TableColumn] = (),
    check: Check | None = None,
    most: int = MOST_CHARACTERS,
    parent: QWidget | None = None,
) -> FieldEditor:
    """The editor for ``text``, ``name``, ``id_number``, ``uscc``, ``phone``, ``date``, ``number``, ``money``,
    ``area_m2``, ``address``, ``choice``, ``bool`` or ``table``; a ``party`` is typed as a name.
    """
    if kind == "table":
        return TableField(kit, label, columns, required=required, check=check, parent=parent)
    if kind == "bool":
        return BoolField(kit, label, check=check, parent=parent)
    if kind == "choice":
        return ChoiceField(kit, label, choices, required=required, check=check, parent=parent)
    known = "name" if kind == "party" else kind
    return LineField(kit, label, known, required=required, check=check, most=most, parent=parent)


def align_labels(fields: Iterable[FieldEditor]) -> None:
    """Let the labels of these fields be equally wide, so that their editors begin in one column."""
    listed = list(fields)
    width = max((field.label_width_wanted() for field in listed), default=0)
    for field in listed:
        field.set_label_width(width)
