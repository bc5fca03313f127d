"""The application on the screen: situation left; materials, people and form in the middle; the acts at the foot.

Made for one application and thrown away with it: nothing of a person outlives the case in any widget.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from wenling_desk.domain.identity import normal_number, resident_number_problem, uscc_problem
from wenling_desk.ui.acceptance.act_panel import ActPanel
from wenling_desk.ui.acceptance.asking_timer import AskingTimer
from wenling_desk.ui.acceptance.form_panel import FormPanel
from wenling_desk.ui.acceptance.material_panel import MaterialPanel
from wenling_desk.ui.acceptance.party_panel import PartyPanel
from wenling_desk.ui.acceptance.plan_panel import PlanPanel
from wenling_desk.ui.acceptance.presenter import SheetPresenter
from wenling_desk.ui.acceptance.release_panel import ReleasePanel
from wenling_desk.ui.acceptance.sections import FoldPanel
from wenling_desk.ui.acceptance.tab_walk import step, stops_of
from wenling_desk.ui.actions import ActionRegistry
from wenling_desk.ui.widgets.field import Source
from wenling_desk.ui.widgets.kit import Kit

PLAN_WIDTH = 336
USUAL_PLAN = 0.22
MOST_PLAN = 0.29
"""The part of the width the plan takes where there is room, and the most it may take."""
ROOMY = 720
"""From this height of the middle on, in pixels of normal type, all three sections stay open."""
MOST_PEOPLE = 0.3
"""The part of the middle's height the people may take while materials or form have the focus."""
MOST_HEIGHT = 16_777_215
"""Qt's own bound for the height of a widget."""
MATERIAL_ROWS = 5
"""Rows, head and detail included, that the materials keep beside the people."""


class WorkArea(QWidget):
    """Everything about one application."""

    def __init__(
        self, kit: Kit, presenter: SheetPresenter, registry: ActionRegistry, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kit = kit
        self._presenter = presenter
        self._watched: QLineEdit | None = None
        self._focused: QWidget | None = None
        self._sharing = False
        self.plan = PlanPanel(kit, presenter)
        self.plan.setFixedWidth(kit.theme.scaled(PLAN_WIDTH))
        self.release = ReleasePanel(kit, presenter)
        self.materials = MaterialPanel(kit, presenter)
        self.people = PartyPanel(kit, presenter)
        self.form = FormPanel(kit, presenter)
        self.acts = ActPanel(kit, presenter, registry)
        self.asking = AskingTimer(presenter.other_halls, self)
        space = kit.theme.space("small")
        self._middle = QVBoxLayout()
        self._middle.setSpacing(space)
        for section in (self.materials, self.people, self.form):
            self._middle.addWidget(section)
        right = QVBoxLayout()
        right.setSpacing(space)
        right.addWidget(self.release)
        right.addLayout(self._middle, 1)
        right.addWidget(self.acts)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space)
        row.addWidget(self.plan)
        row.addLayout(right, 1)
        self.plan.answered_all.connect(self.to_materials)
        self.materials.opening.connect(lambda _: self.to_materials())
        self.people.opening.connect(lambda _: self.to_people())
        self.form.opening.connect(self._open_form)
        self.people.finished.connect(self._after_people)
        self.form.finished.connect(self._after_form)
        self._front: FoldPanel = self.materials
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self._share_height()

    # -- showing ---------------------------------------------------------------------------------

    def show_sheet(self) -> None:
        """Show the application as it stands."""
        self.plan.show_sheet()
        self.release.show_sheet()
        self.materials.show_sheet()
        self.people.show_sheet()
        self.form.show_sheet()
        self.acts.show_sheet()
        self.asking.look()
        self._share_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another height, another sharing."""
        super().resizeEvent(event)
        width = event.size().width()
        wanted = max(self._kit.theme.scaled(PLAN_WIDTH), int(width * USUAL_PLAN))
        self.plan.setFixedWidth(min(wanted, int(width * MOST_PLAN)))
        self._share_height()

    def minimumSizeHint(self) -> QSize:
        """The window decides about the height; what does not fit is scrolled."""
        return QSize(self._kit.theme.scaled(800), 200)

    def event(self, event: QEvent) -> bool:
        """What the sections need may have changed: share anew."""
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Show) and self.isVisible():
            self._share_height()
        return done

    def _share_height(self) -> None:
        """Share the height; a section that folds may push the focus out of itself, which is no wish of the clerk's."""
        if not self._sharing:
            self._sharing = True
            try:
                self._share()
            finally:
                self._sharing = False

    def _share(self) -> None:
        """Where all fits, all is open; where not, the section in use is, and the others keep their line."""
        gap, line = self._middle.spacing(), self.form.folded_height()
        taken = self.acts.wanted_height(self.acts.width()) + gap
        if not self.release.isHidden():
            taken += self.release.sizeHint().height() + gap
        height = self.height() - taken
        front, has_form = self._front, bool(self._presenter.opened.view.fields)
        roomy = height >= self._kit.theme.scaled(ROOMY)
        below = line + gap if has_form else 0
        beside = height - below - gap
        few_rows = self.materials.frame_height() + MATERIAL_ROWS * self._kit.theme.row_height
        # What stands beside the section in use is folded only where too little of either would be left.
        both = roomy or beside >= self.people.applicant_height() + few_rows
        on_form = front is self.form
        _set_shown(self.form, has_form)
        _fold(self.form, has_form and not roomy and not on_form)
        _fold(self.people, not roomy and (on_form or (not both and front is not self.people)))
        _fold(self.materials, not roomy and (on_form or (not both and front is self.people)))
        people = line if self.people.is_folded() else self._people_height(height, beside, few_rows, roomy=roomy)
        _set_height(self.people, people)
        left = height - people - gap
        if roomy and has_form:
            # The form takes what it needs as long as the materials keep half.
            rest = left - gap - self._material_height(left)
            _set_height(self.form, max(left // 3, min(self.form.wanted_height(), rest)))
        else:
            _set_height(self.form, None)
        for at, section in enumerate((self.materials, self.people, self.form)):
            grows = not section.is_folded() and section is not self.people and not (roomy and section is self.form)
            self._middle.setStretch(at, 1 if grows else 0)

    def _material_height(self, left: int) -> int:
        return min(self.materials.wanted_height(), max(left // 2, left - self.form.wanted_height()))

    def _people_height(self, height: int, beside: int, few_rows: int, *, roomy: bool) -> int:
        wanted, least = self.people.wanted_height(), self.people.applicant_height()
        if self._front is self.people and not roomy:
            other = self.materials.folded_height() if self.materials.is_folded() else few_rows
            return min(wanted, max(least, beside - other))
        return min(wanted, max(least, int(height * MOST_PEOPLE)))

    def _bring_forward(self, section: FoldPanel) -> None:
        if self._front is not section:
            self._front = section
            self._share_height()
            if section is not self.people:
                self.people.show_top()

    # -- the focus -------------------------------------------------------------------------------

    def to_materials(self) -> None:
        """F3."""
        self._bring_forward(self.materials)
        self.materials.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def to_people(self) -> None:
        """F4: the first thing about people that is still open."""
        self._bring_forward(self.people)
        rows = self._presenter.opened.parties.rows
        open_rows = [row for row in rows if not self._presenter.opened.party(row.party_id).name]
        self.people.to_party((open_rows or list(rows))[0].party_id)

    def _after_people(self) -> None:
        """On to the form while it lacks something, else to the materials nobody looked at, else to the acts."""
        if self.form.lacks_something():
            self.to_form()
        else:
            self._after_form()

    def _after_form(self) -> None:
        """On to the materials nobody looked at, else to the acts."""
        if any(row.gap is not None for row in self._presenter.opened.view.materials):
            self.to_materials()
        else:
            self.acts.first_stop().setFocus(Qt.FocusReason.OtherFocusReason)

    def to_form(self) -> None:
        """F7."""
        self._open_form(True)

    def _open_form(self, onward: bool) -> None:
        self._bring_forward(self.form)
        target = self.form.first_stop() if onward else self.form.last_stop()
        (target or self.form).setFocus(Qt.FocusReason.OtherFocusReason)

    def to_gap(self, kind: str, ref: str) -> None:
        """Where something missing can be put right."""
        if kind == "form":
            self._bring_forward(self.form)
            self.form.to_field(ref)
        elif kind == "answer":
            first = self.plan.first_stop()
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)
        elif kind == "material":
            self.to_materials()
            self.materials.to_row(ref)
        else:
            self._bring_forward(self.people)
            self.people.to_party(ref)

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab goes left to right and top to bottom once."""
        parts = (self.plan, self.release, self.materials, self.people, self.form, self.acts)
        wanted = [stop for part in parts if not part.isHidden() for stop in part.stops()]
        return step(self, stops_of(wanted), onward)

    def last_focus(self) -> QWidget | None:
        """Where the focus stood last, while it is still to be seen."""
        widget = self._focused
        return widget if widget is not None and isValid(widget) and widget.isVisibleTo(self) else None

    def first_stop(self) -> QWidget:
        """The situation, else the people."""
        return self.plan.first_stop() or self.people.first_stop()

    def step_back(self) -> bool:
        """Esc inside the area; ``False`` when nothing is open."""
        return self.materials.step_back()

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched = None
        if now is None or self._sharing or not self.isAncestorOf(now):
            return
        self._focused = now
        if not self.plan.isAncestorOf(now):
            self.plan.show_members()
        if isinstance(now, QLineEdit):
            self._watched = now
            now.installEventFilter(self)
        for section in (self.materials, self.people, self.form):
            if section.owns(now) and not section.is_folded():
                self._bring_forward(section)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A line that has nothing to undo leaves Ctrl+Z to the application."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and watched is self._watched:
            undoing = event.matches(QKeySequence.StandardKey.Undo) and not self._watched.isUndoAvailable()
            redoing = event.matches(QKeySequence.StandardKey.Redo) and not self._watched.isRedoAvailable()
            if undoing or redoing:
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    # -- scans -----------------------------------------------------------------------------------

    def take_scan(self, text: str) -> bool:
        """A number read by a scanner goes to the party in focus, else to the applicant; ``False`` for anything else."""
        number = normal_number(text)
        today = self._presenter.tools.desk().today()
        if resident_number_problem(number, today) is not None and uscc_problem(number) is not None:
            return False
        rows = self._presenter.opened.parties.rows
        focused = QApplication.focusWidget()
        blocks = [(row.party_id, self.people.block(row.party_id)) for row in rows]
        owner = next(
            (key for key, block in blocks if block is not None and focused is not None and block.isAncestorOf(focused)),
            rows[0].party_id,
        )
        block = self.people.block(owner)
        if block is None:
            return False
        block.number.set_value(number, Source.SCAN)
        block.number.finish()
        return True


def _set_height(section: FoldPanel, height: int | None) -> None:
    """Fix a height, or leave it to the layout; only a change is told, or the layout would never come to rest."""
    most = MOST_HEIGHT if height is None else height
    least = 0 if height is None else height
    if (section.minimumHeight(), section.maximumHeight()) != (least, most):
        section.setMinimumHeight(least)
        section.setMaximumHeight(most)


def _set_shown(section: FoldPanel, shown: bool) -> None:
    if section.isHidden() == shown:
        section.setVisible(shown)


def _fold(section: FoldPanel, folded: bool) -> None:
    if section.is_folded() != folded:
        section.set_folded(folded)
