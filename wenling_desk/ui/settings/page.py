"""The settings of this desk, as far as the person signed in may see and change them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wenling_desk.ui.actions import DeskAction
from wenling_desk.ui.page import Frame, Page
from wenling_desk.ui.settings.presenter import (
    BACK_UP,
    CHANGE_COUNTER,
    CHANGE_PASSWORD,
    CHANGE_PRINTING,
    NEW_RECOVERY_CODE,
    PasswordChange,
    SettingsPresenter,
    SettingsTools,
)
from wenling_desk.ui.settings.sections import DataPanel, DeskPanel, FactsPanel, PasswordPanel, PrintingPanel
from wenling_desk.ui.told import Told
from wenling_desk.ui.widgets.labels import PlainLabel
from wenling_desk.ui.widgets.panels import scrolled_column
from wenling_desk.ui.widgets.tab_order import tab_through


class SettingsPage(Page):
    """Changes are kept as they are made; there is nothing to save and nothing to lose."""

    page_id = "settings"

    def __init__(self, frame: Frame, tools: SettingsTools) -> None:
        super().__init__()
        self._frame = frame
        self._kit = frame.kit
        self._texts = frame.kit.texts
        self._tools = tools
        self._presenter = SettingsPresenter(tools)
        self._make_parts()
        self._lay_out()

    def _make_parts(self) -> None:
        kit, texts = self._kit, self._texts
        self.desk = DeskPanel(kit)
        self.desk.changed.connect(self._change)
        self.printing = PrintingPanel(kit, self._tools.paper_kinds)
        self.printing.printer_chosen.connect(lambda name: self._change("printer_name", name))
        self.printing.copies_changed.connect(self._change_copies)
        self.catalogue = FactsPanel(kit, texts("settings.catalogue.heading"))
        self.data = DataPanel(kit, self._back_up)
        self.password = PasswordPanel(kit, self._tools.print_code)
        self.password.password_changed.connect(self._change_password)
        self.password.code_wanted.connect(self._new_code)
        self._kept = PlainLabel("", "hint")

    def _lay_out(self) -> None:
        space = self._kit.theme.space
        head = QHBoxLayout()
        head.setSpacing(space("medium"))
        head.addWidget(PlainLabel(self._texts("settings.title"), "title"))
        head.addWidget(self._kept)
        head.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(space("small"))
        columns.addWidget(scrolled_column((self.desk, self.catalogue), space("small")), 1)
        columns.addWidget(scrolled_column((self.printing,), space("small")), 1)
        columns.addWidget(scrolled_column((self.data, self.password), space("small")), 1)
        column = QVBoxLayout(self)
        side = space("medium")
        column.setContentsMargins(side, space("small"), side, space("small"))
        column.setSpacing(space("small"))
        column.addLayout(head)
        column.addLayout(columns, 1)
        tab_through(
            self.desk.counter,
            self.desk.idle,
            self.desk.large,
            self.printing.printer,
            *self.printing.copies.values(),
            self.data.button,
            self.password.old,
            self.password.new,
            self.password.again,
            self.password.change,
            self.password.new_code,
        )

    # -- the frame -------------------------------------------------------------------------------

    def title(self) -> str:
        """设置."""
        return self._texts("settings.title")

    def help_words(self) -> str:
        """What the place is for."""
        return self._texts("settings.help")

    def on_enter(self, _arguments: dict[str, object]) -> None:
        """Show everything as it is now."""
        presenter = self._presenter
        presenter.settings = self._tools.settings()
        self._kept.setText("")
        self.desk.show_facts(presenter.desk_facts())
        self.desk.show_settings(presenter.settings, may_change=presenter.may(CHANGE_COUNTER))
        self.catalogue.show_facts(presenter.catalogue_facts())
        self.printing.show_copies(presenter.copies(), may_change=presenter.may(CHANGE_PRINTING))
        self._tools.printers(self._got_printers)
        self.data.setVisible(presenter.may(BACK_UP))
        change, code = presenter.may(CHANGE_PASSWORD), presenter.may(NEW_RECOVERY_CODE)
        self.password.setVisible(change or code)
        self.password.show_rights(change=change, code=code)
        self._read_database()

    def on_leave(self) -> str:
        """Passwords and codes go."""
        self.password.forget()
        return ""

    def first_focus(self) -> QWidget | None:
        """The first thing that can be changed."""
        return self.desk.counter if self.desk.counter.isEnabled() else self.desk.large

    def desk_actions(self) -> Sequence[DeskAction]:
        """The keys of the page."""
        return (DeskAction("settings-back-up", "settings.data.back_up", self._back_up, ("Ctrl+B",), self._no_backup),)

    def _no_backup(self) -> str:
        return "" if self._presenter.may(BACK_UP) else self._texts("settings.not_yours")

    # -- acts ------------------------------------------------------------------------------------

    def _got_printers(self, found: Sequence[tuple[str, str]]) -> None:
        self.printing.set_printers(found, self._presenter.settings.printer_name)

    def _change(self, name: str, value: object) -> None:
        changed = self._presenter.change(self._say_kept, self._not_kept, **{name: value})
        if changed and name == "large_type":
            # The window is made anew, and this page with it: not from inside its own signal.
            QTimer.singleShot(0, self._apply_large_type)

    def _apply_large_type(self) -> None:
        wanted = self._presenter.settings.large_type
        if not self._tools.set_large_type(wanted):
            self._kept.setText(self._texts("settings.large_type_later"))

    def _change_copies(self, kind: str, count: int) -> None:
        self._presenter.change_copies(kind, count, self._say_kept, self._not_kept)

    def _say_kept(self) -> None:
        self._kept.setText(self._texts("settings.kept"))

    def _not_kept(self, told: Told) -> None:
        self._frame.tell_told(told)
        self.desk.show_settings(self._presenter.settings, may_change=self._presenter.may(CHANGE_COUNTER))
        self.printing.show_copies(self._presenter.copies(), may_change=self._presenter.may(CHANGE_PRINTING))

    def _read_database(self) -> None:
        if self._presenter.may(BACK_UP):
            self._presenter.read_database(self._show_database, self._database_failed)

    def _show_database(self, facts: tuple[tuple[str, str], ...], healthy: bool) -> None:
        self.data.show_facts(facts)
        self.data.tell("" if healthy else self._texts("settings.data.call_administrator"), fault=not healthy)

    def _database_failed(self, told: Told) -> None:
        self.data.tell(told.sentence, fault=True)

    def _back_up(self) -> None:
        self.data.button.set_reason(self._texts("settings.data.backing_up"))
        self.data.tell(self._texts("settings.data.backing_up"))
        self._presenter.back_up(self._backed_up, self._backup_failed)

    def _backed_up(self, sentence: str) -> None:
        self.data.button.set_reason("")
        self._read_database()
        self.data.tell(sentence)

    def _backup_failed(self, told: Told) -> None:
        self.data.button.set_reason("")
        self.data.tell(told.sentence, fault=True)

    def _change_password(self, change: PasswordChange) -> None:
        self._presenter.change_password(change, self._password_changed, self._password_failed)

    def _password_changed(self, sentence: str) -> None:
        self.password.forget()
        self.password.tell(sentence)

    def _password_failed(self, told: Told) -> None:
        self.password.tell(told.sentence, fault=True)

    def _new_code(self, password: str) -> None:
        self._presenter.new_code(password, self.password.show_code, self._password_failed)
