"""The people of the application, who comes for it, and how the result is to be handed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.domain.party import AGENT, Party
from wenling_desk.ui.acceptance.party_block import PartyBlock
from wenling_desk.ui.acceptance.party_links import PartyRow
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.sections import FoldPanel, FollowArea
from wenling_desk.ui.widgets.buttons import KeyButton
from wenling_desk.ui.widgets.choice_line import ChoiceLine
from wenling_desk.ui.widgets.field import FieldEditor, Source
from wenling_desk.ui.widgets.field_kinds import ChoiceField, LineField
from wenling_desk.ui.widgets.flow import FlowLayout
from wenling_desk.ui.widgets.kit import Kit
from wenling_desk.ui.widgets.panels import Rule

WAYS = ("counter", "courier", "locker", "electronic")


class PartyPanel(FoldPanel):
    """Parties from the applicant on, the agent, further people, the delivery wish. Enter goes to the next field that
    is still empty; after the last one the people are done (``finished``).
    """

    finished = Signal()

    def __init__(self, kit: Kit, presenter: SheetPresenter, parent: QWidget | None = None) -> None:
        texts = kit.texts
        super().__init__(kit, texts("acceptance.party.heading"), texts("acceptance.act.parties"), "F4", parent)
        self._kit = kit
        self._presenter = presenter
        self._blocks: dict[str, PartyBlock] = {}
        self._shown: tuple[PartyRow, ...] = ()
        self._applicant_tools: QWidget | None = None
        self._area = FollowArea()
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(kit.theme.space("small"))
        self._people = QVBoxLayout()
        self._people.setSpacing(kit.theme.space("small"))
        self._column.addLayout(self._people)
        self._make_foot()
        self._column.addStretch()
        self._area.setWidget(self._holder)
        self.content.addWidget(self._area)
        self.show_sheet()

    def _make_foot(self) -> None:
        kit, texts = self._kit, self._kit.texts
        foot = self._foot = QHBoxLayout()
        foot.setSpacing(kit.theme.space("medium"))
        self.agent = QCheckBox(texts("acceptance.party.agent"))
        self.agent.clicked.connect(self._agent_clicked)
        self.add_line: ChoiceLine | None = None
        self.add = KeyButton(kit, texts("acceptance.party.add"), look="link")
        self.add.clicked.connect(self._offer_roles)
        self.way = ChoiceField(kit, texts("acceptance.delivery.way"), [texts(f"case.way.{way}") for way in WAYS])
        self.way.left.connect(self._way_chosen)
        foot.addWidget(self.agent)
        foot.addWidget(self.add)
        self._adding = QHBoxLayout()
        foot.addLayout(self._adding)
        foot.addStretch()
        foot.addWidget(self.way)
        self._column.addLayout(foot)
        courier = FlowLayout(kit.theme.space("medium"), kit.theme.space("hair"))
        self._courier: dict[str, LineField] = {}
        for key, kind, width in (("addressee", "name", 190), ("address", "address", 400), ("phone", "phone", 190)):
            field = LineField(kit, texts(f"acceptance.delivery.{key}"), kind)
            field.setFixedWidth(kit.theme.scaled(width))
            field.left.connect(self._courier_leaver(key, field))
            courier.addWidget(field)
            self._courier[key] = field
        self._column.addLayout(courier)

    def _courier_leaver(self, key: str, field: LineField) -> Callable[[], None]:
        def leave() -> None:
            self._presenter.change(self._presenter.opened.set_delivery(**{key: str(field.value())}))

        return leave

    # -- showing ---------------------------------------------------------------------------------

    def show_sheet(self) -> None:
        """Show the people as they stand; blocks that stay are kept with what is being typed."""
        opened = self._presenter.opened
        rows = opened.parties.rows
        if rows != self._shown:
            self._rebuild(rows)
        for row in rows:
            self._blocks[row.party_id].show_party(opened.party(row.party_id))
        self.agent.setChecked(any(row.role == AGENT for row in rows))
        self.agent.setEnabled(self._agent_may_change())
        wish = opened.sheet.delivery
        self.way.set_value(self._kit.texts(f"case.way.{wish.way}"), Source.TYPED)
        for key, field in self._courier.items():
            field.setVisible(wish.way == "courier")
            if not field.line.hasFocus():
                field.set_value(getattr(wish, key), Source.TYPED)
        self._show_heading()

    def _show_heading(self) -> None:
        texts, opened = self._kit.texts, self._presenter.opened
        applicant = opened.parties.rows[0]
        remark = texts("acceptance.party.applicant_hint", label=applicant.note) if applicant.note else ""
        self.set_heading(texts("acceptance.party.heading"), "" if self.is_folded() else remark)
        named = [party.masked_name for party in opened.sheet.parties if party.name]
        self.set_summary(texts("case.joined").join(named) or texts("case.gap.applicant_unnamed"))

    def _rebuild(self, rows: Sequence[PartyRow]) -> None:
        """Keep blocks whose row is the same, so that the focus stays; make and drop the others."""
        names = {row.material.material_id: row.material.name for row in self._presenter.opened.view.materials}
        while (slot := self._people.takeAt(0)) is not None:
            if (line := slot.widget()) is not None and not isinstance(line, PartyBlock):
                line.hide()
                line.deleteLater()
        kept: dict[str, PartyBlock] = {}
        for at, row in enumerate(rows):
            block = self._blocks.pop(row.party_id, None)
            if block is None or block.row != row:
                if block is not None:
                    self._drop(block)
                block = self._make_block(row, names)
            if at:
                self._people.addWidget(Rule())
            self._people.addWidget(block)
            # Now, not with the next turn of the event loop: the focus may be wanted here at once.
            block.show()
            kept[row.party_id] = block
        for block in self._blocks.values():
            self._drop(block)
        self._blocks = kept
        self._shown = tuple(rows)
        first = kept[rows[0].party_id]
        if self._applicant_tools is not first.tools:
            # The applicant's own line is the panel's heading.
            self.heading_row.insertWidget(3, first.tools)
            self._applicant_tools = first.tools
            first.tools.setVisible(not self.is_folded())

    def _make_block(self, row: PartyRow, names: dict[str, str]) -> PartyBlock:
        presenter, opened = self._presenter, self._presenter.opened
        block = PartyBlock(self._kit, row, names, lambda: presenter.tools.desk().today())
        block.changed.connect(self._party_changed)
        block.same_chosen.connect(lambda same: presenter.change(opened.set_same_as_applicant(row.party_id, same)))
        block.removed.connect(lambda: self._remove(row.party_id))
        block.mandate_changed.connect(lambda changes: presenter.change(opened.set_mandate(**changes)))
        block.mandate_printed.connect(presenter.make_mandate)
        for field in block.findChildren(FieldEditor):
            field.installEventFilter(self)
        return block

    def _drop(self, block: PartyBlock) -> None:
        if block.tools is self._applicant_tools:
            self.heading_row.removeWidget(block.tools)
            block.tools.setParent(block)
            self._applicant_tools = None
        block.hide()
        block.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes on where something is still to be filled in."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers()
            and isinstance(watched, FieldEditor)
        ):
            watched.finish()
            self._go_on(watched)
            return True
        return super().eventFilter(watched, event)

    def _go_on(self, field: FieldEditor) -> None:
        if field.warning() and not field.override_reason():
            # The reason line opened: that is the next thing to fill in.
            field.focusNextChild()
            return
        rows = [row.party_id for row in self._shown]
        at = next(at for at, key in enumerate(rows) if self._blocks[key].isAncestorOf(field))
        here = list(self._blocks[rows[at]].to_fill())
        # A field Enter does not lead to itself (the kind of document) goes on to its own party's.
        rest = here[here.index(field) + 1 :] if isinstance(field, LineField) and field in here else here
        for key in rows[at + 1 :]:
            rest += self._blocks[key].to_fill()
        target = next((each for each in rest if not each.value()), None)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.finished.emit()

    # -- changing --------------------------------------------------------------------------------

    def _party_changed(self, party: Party) -> None:
        self._presenter.set_party(party)

    def _agent_may_change(self) -> bool:
        """An agent the situation asks for is not unticked here but in the situation."""
        row = self._presenter.opened.parties.row(AGENT)
        return row is None or self._presenter.sheet.party(AGENT) is not None

    def _agent_clicked(self, wanted: bool) -> None:
        opened = self._presenter.opened
        if wanted and opened.sheet.party(AGENT) is None:
            opened.add_party(AGENT)
            self._presenter.change(True)
            self.to_party(AGENT)
        elif not wanted:
            self._remove(AGENT)

    def _remove(self, party_id: str) -> None:
        self._presenter.change(self._presenter.opened.remove_party(party_id))
        self.to_party(self._shown[0].party_id)

    def _offer_roles(self) -> None:
        """A line to find the role of one more person by typing."""
        roles = {label: role for role, label in self._presenter.opened.parties.roles}
        line = ChoiceLine(self._kit, tuple(roles))
        line.setAccessibleName(self._kit.texts("acceptance.party.add_role"))
        line.setFixedWidth(self._kit.theme.scaled(220))
        line.chosen.connect(lambda: self._add(roles.get(line.text(), ""), line))
        line.editingFinished.connect(lambda: self._close_line(line))
        self._adding.addWidget(line)
        self.add_line = line
        line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, role: str, line: ChoiceLine) -> None:
        self._close_line(line)
        if role:
            party_id = self._presenter.opened.add_party(role)
            self._presenter.change(True)
            self.to_party(party_id)

    def _close_line(self, line: ChoiceLine) -> None:
        if line is not self.add_line:
            return
        self.add_line = None
        line.hide()
        line.deleteLater()

    def _way_chosen(self) -> None:
        words = {self._kit.texts(f"case.way.{way}"): way for way in WAYS}
        chosen = words.get(str(self.way.value()))
        if chosen is not None:
            self._presenter.change(self._presenter.opened.set_delivery(way=chosen))

    def set_folded(self, folded: bool) -> None:
        """The applicant's line goes with the people."""
        super().set_folded(folded)
        if hasattr(self, "_applicant_tools") and self._applicant_tools is not None:
            self._applicant_tools.setVisible(not folded)
            self._show_heading()

    # -- the focus -------------------------------------------------------------------------------

    def open_stops(self) -> list[QWidget]:
        """Party by party, then the foot."""
        people = [stop for row in self._shown for stop in self._blocks[row.party_id].stops()]
        adding = [self.add_line] if self.add_line is not None else []
        return [*people, self.agent, self.add, *adding, self.way, *self._courier.values()]

    def block(self, party_id: str) -> PartyBlock | None:
        """The block of a party."""
        return self._blocks.get(party_id)

    def to_party(self, party_id: str) -> None:
        """Put the focus on a party's name, or on its number where the name is there already."""
        block = self._blocks.get(party_id)
        if block is None:
            return
        empty = not block.name.value()
        target = block.name if empty or block.number.value() or block.number.isHidden() else block.number
        (block.same if target.isHidden() else target).setFocus(Qt.FocusReason.OtherFocusReason)

    def first_stop(self) -> QWidget:
        """Where the section begins."""
        return self._blocks[self._shown[0].party_id].name

    def show_top(self) -> None:
        """The applicant comes first again."""
        self._area.verticalScrollBar().setValue(0)

    def wanted_height(self) -> int:
        """The height that shows everybody, heading and frame included."""
        layout = self._holder.layout()
        width = self._area.viewport().width()
        inside = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else -1
        return (inside if inside > 0 else self._holder.sizeHint().height()) + self.frame_height()

    def applicant_height(self) -> int:
        """The height that shows the applicant alone, with the line beneath."""
        if len(self._shown) == 1:
            return self.wanted_height()
        width = self._area.viewport().width()
        block = self._blocks[self._shown[0].party_id]
        first = block.heightForWidth(width) if block.hasHeightForWidth() else block.sizeHint().height()
        return first + self._foot.sizeHint().height() + self._column.spacing() + self.frame_height()
