"""A field at the head of a form: what the act can be filled in with from records, picked like anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal

from wenling_desk.ui.ledgers.names import MOST_PICKS, Pick
from wenling_desk.ui.ledgers.pick_field import PickField
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.use_cases.ledger_fillers import Proposal

Load = Callable[[Callable[[Sequence[Proposal]], None]], None]
"""Asks for the proposals; the answer may come later."""


class FillField(PickField):
    """``load`` is asked once, when somebody first looks; ``filled`` brings the values of what was picked."""

    filled = Signal(object)

    def __init__(self, kit: Kit, load: Load) -> None:
        self._load = load
        self._proposals: tuple[Proposal, ...] | None = None
        super().__init__(kit, kit.texts("ledgers.fill.label"), self._fitting, hint=kit.texts("ledgers.fill.hint"))
        self.left.connect(self._picked)

    def values_of(self, code: str) -> Mapping[str, Any]:
        """The values of a proposal by its place in the list."""
        proposals = self._proposals or ()
        return proposals[int(code)].values if code.isdigit() and int(code) < len(proposals) else {}

    def _fitting(self, text: str, give: Callable[[Sequence[Pick]], None]) -> None:
        if self._proposals is not None:
            give(self._picks_of(text))
            return

        def loaded(proposals: Sequence[Proposal]) -> None:
            self._proposals = tuple(proposals)
            give(self._picks_of(text))

        self._load(loaded)

    def _picks_of(self, text: str) -> list[Pick]:
        proposals = enumerate(self._proposals or ())
        fits = [(at, each) for at, each in proposals if text in each.title or text in each.detail]
        return [Pick(str(at), each.title, each.detail) for at, each in fits[: MOST_PICKS * 2]]

    def _picked(self) -> None:
        values = self.values_of(str(self.value()))
        if values:
            self.filled.emit(values)
