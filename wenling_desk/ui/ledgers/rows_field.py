"""A table of a ledger as a field: each column read as its type is, choices by their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt

from wenling_desk.domain.ledger import LedgerField, ValueType
from wenling_desk.ui.ledgers.names import Pick
from wenling_desk.ui.widgets.field import FieldValue
from wenling_desk.ui.widgets.field_table import TableColumn, TableField
from wenling_desk.ui.widgets.kit import Kit

KINDS = {
    ValueType.NUMBER: "number",
    ValueType.DATE: "date",
    ValueType.PHONE: "phone",
    ValueType.ID_NUMBER: "id_number",
}
"""Type of a column -> how its cells are read while they are typed; all others as text."""


class RowsField(TableField):
    """``choices`` of a column are what can be picked there; the value has codes, the cells have words."""

    def __init__(
        self,
        kit: Kit,
        label: str,
        columns: Sequence[tuple[LedgerField, Sequence[Pick]]],
        *,
        required: bool = False,
    ) -> None:
        self._words: dict[str, Mapping[str, str]] = {
            column.field_id: {pick.code: pick.name for pick in picks} for column, picks in columns if picks
        }
        super().__init__(
            kit,
            label,
            [
                TableColumn(
                    column.field_id,
                    kit.texts("ledgers.field.with_unit", label=column.label, unit=column.unit)
                    if column.unit
                    else column.label,
                    KINDS.get(column.type, "text"),
                    tuple(pick.name for pick in picks),
                )
                for column, picks in columns
            ],
            required=required,
        )
        self._name.setAlignment(Qt.AlignmentFlag.AlignTop)

    def value(self) -> FieldValue:
        """The rows, choices as codes."""
        rows = super().value()
        return [self._with_codes(row) for row in rows] if isinstance(rows, list) else rows

    def show_value(self, value: FieldValue) -> None:
        """Rows with codes, shown with their words."""
        rows = value if isinstance(value, list) else []
        super().show_value(
            [{key: self._words.get(key, {}).get(word, word) for key, word in row.items()} for row in rows]
        )

    def _with_codes(self, row: Mapping[str, str]) -> dict[str, str]:
        return {
            key: next((code for code, called in self._words.get(key, {}).items() if called == word), word)
            for key, word in row.items()
        }
