"""The hands of the settings page: keeping settings, backups, passwords and codes."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from wenling_desk import bootstrap, resources
from wenling_desk.domain.authority import role_for
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.settings import Settings, save_settings
from wenling_desk.ui.settings.presenter import DatabaseState

LAST_BACKUP = "last_backup"


@dataclass
class SettingsHands:
    """What the settings page may do to one open desk; everything here runs off the GUI thread."""

    opened: bootstrap.OpenDesk

    @property
    def home(self) -> Path:
        """The folder of the desk's data."""
        return self.opened.parts.home

    def settings(self) -> Settings:
        """The settings as they are."""
        return self.opened.settings

    def save(self, settings: Settings) -> None:
        """Keep the settings, and work by them from the next act on."""
        save_settings(self.home, settings)
        self.opened.settings = settings
        dispatcher = self.opened.dispatcher
        identity = replace(dispatcher.desk.identity, counter=settings.counter_label or dispatcher.desk.identity.counter)
        dispatcher.desk = replace(dispatcher.desk, identity=identity, copies=settings.paper_copies)

    def paper_kinds(self) -> tuple[str, ...]:
        """Every kind of paper there is a file for."""
        return tuple(sorted(file.stem for file in resources.path("papers").glob("*.yaml")))

    def database(self) -> DatabaseState:
        """How the data stand; looks, and reads no person's data."""
        store = self.opened.store
        kept = json.loads(store.note(LAST_BACKUP) or "{}")
        return DatabaseState(
            folder=str(self.home),
            size=sum(file.stat().st_size for file in self.home.glob("desk.db*")),
            entries=store.ledger_length(),
            healthy=store.check().is_sound,
            last_backup=datetime.fromisoformat(kept["at"]) if kept else None,
            backup_folder=kept.get("folder", ""),
            journal=str(store.journal_folder or ""),
            journal_trouble=store.journal_trouble,
        )

    def back_up(self) -> str:
        """An online backup beside the data, in a folder named by the moment; copied away by whoever keeps it."""
        now = self.opened.parts.clock.now()
        target = self.home / "backups" / now.strftime("%Y-%m-%d-%H%M%S")
        target.parent.mkdir(parents=True, exist_ok=True)
        bootstrap.back_up(self.opened, target)
        note = {"at": now.isoformat(timespec="seconds"), "folder": str(target)}
        self.opened.store.keep_note(LAST_BACKUP, json.dumps(note, ensure_ascii=False))
        return str(target)

    def change_password(self, old: str, new: str) -> None:
        """Replace the password; the old one must be right."""
        from wenling_desk.security import keys

        keys.change_password(self.home, old, new)

    def new_recovery_code(self, password: str) -> str:
        """A new recovery code; the old one is worthless from now on."""
        from wenling_desk.security import keys

        return keys.renew_recovery_code(self.home, keys.open_with_password(self.home, password))

    def may(self, what: str) -> bool:
        """Whether the person signed in may do that, by the authority table."""
        desk = self.opened.current
        try:
            role_for(desk.session, what, desk.authority)
        except DeskRefusal:
            return False
        return True
