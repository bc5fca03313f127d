"""A field of an act's panel as plain data. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FieldValue = str | bool | tuple[str, ...] | list[dict[str, str]]
Values = Mapping[str, FieldValue]
TICKED = "yes"
"""What a ticked box counts as in ``when``."""


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. ``kind`` is one of the field dictionary's, or ``lines`` (a reason on each line) or ``ticks`` (any of
    ``choices``, pairs of id and label). ``when`` shows it only while that field has one of these values.
    """

    field_id: str
    kind: str
    label: str
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    initial: FieldValue = field(default="", repr=False)
    hint: str = ""
    when: tuple[str, tuple[str, ...]] | None = None
    columns: tuple[tuple[str, str], ...] = ()

    def applies(self, values: Values) -> bool:
        """Whether the field is asked under these values."""
        if self.when is None:
            return True
        value = values.get(self.when[0])
        return (TICKED if value is True else value) in self.when[1]


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap of the correction notice: what is wrong, and the prefilled sentence on how to mend it."""

    ref: str
    label: str
    what: str
    remedy: str
