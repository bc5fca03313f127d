"""The foot of the page: what is missing, the rule, the acts. Nothing here moves while the clerk works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wenling_desk.ui.acceptance.material_words import gap_line
from wenling_desk.ui.acceptance.plan_words import basis_line
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.actions import ActionRegistry
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.chips import Chip, Shape, StatusChip, Tone
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.labels import ElidedLabel
from wenling_desk.ui.widgets.panels import Panel


@dataclass(frozen=True, slots=True)
class ActButton:
    """A button of the foot: the page's action behind it, its word, its key, its place."""

    action_id: str
    text_key: str
    hint: str
    primary: bool = False
    right: bool = False


BUTTONS = (
    ActButton("request_correction", "acceptance.act.request_correction", "F6"),
    ActButton("defer", "acceptance.act.defer", "⇧F6"),
    ActButton("refuse", "acceptance.act.refuse", ""),
    ActButton("consult", "acceptance.act.consult", ""),
    ActButton("roster", "acceptance.act.roster", "⇧F7"),
    ActButton("save", "acceptance.act.save", "F5"),
    ActButton("preview", "acceptance.act.preview", "F9", right=True),
    ActButton("finish_on_the_spot", "acceptance.act.finish_on_the_spot", "⇧F8", right=True),
    ActButton("accept", "acceptance.act.accept", "F8", right=True),
    ActButton("take_in", "acceptance.act.take_in", "Ctrl+Enter", primary=True, right=True),
)
SPOKEN = ("take_in", "accept")
"""Acts whose reason stands beneath; those of the others are told when their key is pressed or their button stands in
focus."""


class ActPanel(Panel):
    """What is missing in the citizen's words, what is relied on, what may be done."""

    def __init__(
        self, kit: Kit, presenter: SheetPresenter, registry: ActionRegistry, parent: QWidget | None = None
    ) -> None:
        super().__init__(kit, parent=parent)
        self._kit = kit
        self._presenter = presenter
        self._registry = registry
        self._chip = StatusChip(kit, Chip(""))
        self.gaps = ElidedLabel("")
        self.basis = ElidedLabel("", "hint")
        self.reason = ElidedLabel(" ", "hint")
        self.reason.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = QHBoxLayout()
        head.setSpacing(kit.theme.space("small"))
        head.addWidget(self._chip)
        head.addWidget(self.gaps, 1)
        self.body.setSpacing(kit.theme.space("hair"))
        self.body.addLayout(head)
        self.body.addWidget(self.basis)
        self.buttons: dict[str, KeyButton] = {}
        gap = kit.theme.space("small")
        side, main = FlowLayout(gap, gap), QHBoxLayout()
        main.setSpacing(gap)
        for act in BUTTONS:
            button = KeyButton(kit, kit.texts(act.text_key), act.hint, "primary" if act.primary else "normal")
            button.setObjectName(act.action_id)
            button.clicked.connect(self._doer(act.action_id))
            self.buttons[act.action_id] = button
            (main if act.right else side).addWidget(button)
        row = QHBoxLayout()
        row.setSpacing(gap)
        row.addLayout(side, 1)
        row.addLayout(main)
        row.setAlignment(main, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)
        self.body.addWidget(self.reason)
        self.show_sheet()

    def _doer(self, action_id: str) -> Callable[[], object]:
        return lambda: self._registry.trigger(f"acceptance-{action_id}")

    def show_sheet(self) -> None:
        """Show gaps, rule and acts as they stand."""
        texts, opened = self._kit.texts, self._presenter.opened
        gaps = opened.view.gaps
        if gaps:
            self._chip.set_chip(Chip(texts("acceptance.gap.count", count=len(gaps)), Tone.SOON, Shape.TRIANGLE))
        else:
            self._chip.set_chip(Chip(texts("acceptance.material.all_settled"), Tone.GOOD, Shape.DISC))
        self.gaps.setText(gap_line(texts, gaps))
        self.basis.setText(basis_line(texts, opened.view, opened.sheet.catalogue_release))
        self.show_reasons()

    def show_reasons(self) -> None:
        """Show which acts are possible now."""
        texts, presenter = self._kit.texts, self._presenter
        acts = ("take_in", "accept", "finish_on_the_spot", "request_correction", "defer")
        reasons = {act: presenter.reason_against(act) for act in acts}
        refusing = [presenter.reason_against(act) for act in ("refuse_acceptance", "declare_not_required")]
        reasons["refuse"] = "" if not all(refusing) else refusing[0]
        for act, button in self.buttons.items():
            button.set_reason(reasons.get(act, ""))
        # One of the two is ever possible: either all is there, or something is missing.
        at_once = not reasons["finish_on_the_spot"]
        self.buttons["finish_on_the_spot"].setVisible(at_once)
        self.buttons["defer"].setVisible(not at_once)
        self.buttons["roster"].setVisible(presenter.tools.by_roster(presenter.sheet.target_code))
        # Where even 收件 is not possible, that is what counts.
        spoken = next((self.buttons[act] for act in SPOKEN if self.buttons[act].reason), None)
        if spoken is None:
            self.reason.setText(" ")
            return
        act = f"{spoken.verb} {spoken.hint}".strip()
        self.reason.setText(texts("widgets.act.reason", act=act, reason=spoken.reason))

    def wanted_height(self, width: int) -> int:
        """The height at a width; narrow or with large type the acts take two rows."""
        layout = self.layout()
        found = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else -1
        return found if found > 0 else self.sizeHint().height()

    def stops(self) -> list[QWidget]:
        """The buttons, left to right."""
        return [self.buttons[act.action_id] for act in BUTTONS]

    def first_stop(self) -> QWidget:
        """The act that is natural now."""
        return next((self.buttons[act] for act in ("accept", "take_in") if self.buttons[act].isEnabled()), self)
