"""Forms of several fields, filled in by keys alone."""

from __future__ import annotations

from collections.abc import Mapping

from wenling_desk.ui.demo.fields_by_key import fill, holds_focus
from wenling_desk.ui.demo.stage import Stage
from wenling_desk.ui.widgets.field import FieldEditor
from wenling_desk.ui.widgets.field_kinds import BoolField


def fill_in(stage: Stage, fields: Mapping[str, FieldEditor], values: Mapping[str, object]) -> None:
    """Give the named fields their values, in the order of the form; Tab goes on."""
    for name, editor in fields.items():
        if name not in values or editor.isHidden():
            continue
        stage.tab_to(editor)
        if isinstance(editor, BoolField) or holds_focus(stage.hands, editor):
            fill(stage.hands, editor, values[name])
