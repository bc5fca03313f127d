"""The settings without their widgets. No Qt here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.service_bundle import BundleStatus
from wenling_desk.domain.service_item import SourceStatus
from wenling_desk.settings import Settings
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_moment
from wenling_desk.ui.told import Told, ToldKind, tell
from wenling_desk.use_cases.desk import Desk

CHANGE_COUNTER, CHANGE_PRINTING, BACK_UP = "change_counter", "change_printing", "back_up"
CHANGE_PASSWORD, NEW_RECOVERY_CODE = "change_password", "new_recovery_code"
"""What ``SettingsTools.may`` is asked about."""

Run = Callable[[Callable[[], Any], Callable[[Any], None], Callable[[BaseException], None]], object]
"""Work off the GUI thread, then done or failed on it; ``Lane.run`` is one."""


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """How the desk's data stand: where, how large (bytes), how many ledger entries, whether the chain of the ledger
    was found whole, and the last backup (``None`` before the first)."""

    folder: str
    size: int
    entries: int
    healthy: bool
    last_backup: datetime | None = None
    backup_folder: str = ""
    journal: str = ""
    """Where the issue journal is; empty for a practice desk."""
    journal_trouble: KnownTrouble | None = None


@dataclass(frozen=True, slots=True)
class SettingsTools:
    """The hands of the settings' page; what may fail raises ``DeskRefusal`` or ``KnownTrouble``.

    ``save`` keeps settings and lets the desk work by them. ``back_up`` returns the folder it wrote. ``change_password``
    takes the old and the new one; ``new_recovery_code`` the password, and returns the code that is shown once.
    ``set_large_type`` makes the window anew; ``False`` while something keeps it. ``may`` answers for the person signed
    in. ``print_code`` prints a recovery code; without it there is no such button.
    """

    desk: Callable[[], Desk]
    texts: Texts
    run: Run
    settings: Callable[[], Settings]
    save: Callable[[Settings], None]
    paper_kinds: Sequence[str]
    printers: Callable[[Callable[[Sequence[tuple[str, str]]], None]], None]
    set_large_type: Callable[[bool], bool]
    database: Callable[[], DatabaseState]
    back_up: Callable[[], str]
    change_password: Callable[[str, str], None]
    new_recovery_code: Callable[[str], str]
    may: Callable[[str], bool]
    print_code: Callable[[str], None] | None = None


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """What was typed to change the password; ``repr`` shows nothing of it."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    again: str = field(repr=False)


class SettingsPresenter:
    """Reads, keeps and checks the settings; passwords and codes are never kept here."""

    def __init__(self, tools: SettingsTools) -> None:
        self._tools = tools
        self._texts = tools.texts
        self.settings = tools.settings()

    def may(self, what: str) -> bool:
        """Whether this person has that right."""
        return self._tools.may(what)

    # -- what is shown ---------------------------------------------------------------------------

    def desk_facts(self) -> tuple[tuple[str, str], ...]:
        """Hall and desk code, as set up: they stand in every paper number and are not changed here."""
        identity, texts = self._tools.desk().identity, self._texts
        mode = "settings.desk.practice" if identity.practice else "settings.desk.in_use"
        return (
            (texts("settings.desk.hall"), identity.hall_name),
            (texts("settings.desk.hall_code"), identity.hall_code or texts("settings.desk.none")),
            (texts("settings.desk.desk_code"), identity.desk_code or texts("settings.desk.none")),
            (texts("settings.desk.mode"), texts(mode)),
        )

    def catalogue_facts(self) -> tuple[tuple[str, str], ...]:
        """The release in force and how well it is supported."""
        catalogue, texts = self._tools.desk().catalogue(), self._texts
        status = Counter(item.status for item in catalogue.items.values())
        in_force = sum(1 for each in catalogue.bundles.values() if each.bundle_status is BundleStatus.IN_FORCE)
        bundles = texts("settings.catalogue.bundles_in_force", count=len(catalogue.bundles), in_force=in_force)
        support = texts(
            "settings.catalogue.support",
            documented=status[SourceStatus.DOCUMENTED],
            partly=status[SourceStatus.PARTLY],
            inferred=status[SourceStatus.INFERRED],
        )
        return (
            (texts("settings.catalogue.release"), catalogue.release),
            (texts("settings.catalogue.since"), catalogue.effective_from.isoformat()),
            (texts("settings.catalogue.items"), str(len(catalogue.items))),
            (texts("settings.catalogue.bundles"), bundles),
            (texts("settings.catalogue.status"), support),
            (texts("settings.catalogue.calendar"), catalogue.calendar.published_until.isoformat()),
        )

    def read_database(
        self, on_read: Callable[[tuple[tuple[str, str], ...], bool], None], on_failed: Callable[[Told], None]
    ) -> None:
        """The state of the data in words, and whether it is healthy."""

        def done(state: DatabaseState) -> None:
            on_read(self._database_facts(state), state.healthy)

        self._tools.run(self._tools.database, done, lambda error: on_failed(tell(error, self._texts)))

    def _database_facts(self, state: DatabaseState) -> tuple[tuple[str, str], ...]:
        texts, now = self._texts, self._tools.desk().now()
        backup = texts("settings.data.never")
        if state.last_backup is not None:
            backup = short_moment(texts, state.last_backup, now.date())
        health = "settings.data.healthy" if state.healthy else "settings.data.not_healthy"
        rows = [
            (texts("settings.data.folder"), state.folder),
            (texts("settings.data.size"), texts("settings.data.megabytes", size=f"{state.size / 1_000_000:.1f}")),
            (texts("settings.data.entries"), texts(health, count=state.entries)),
            (texts("settings.data.last_backup"), backup),
        ]
        if state.backup_folder:
            rows.append((texts("settings.data.backup_folder"), state.backup_folder))
        if state.journal:
            trouble = state.journal_trouble
            rows.append((texts("settings.data.journal"), texts.sentence(trouble) if trouble else state.journal))
        return tuple(rows)

    # -- what is changed -------------------------------------------------------------------------

    def change(self, on_kept: Callable[[], None], on_failed: Callable[[Told], None], **changes: Any) -> bool:
        """Keep these settings at once; ``False`` where nothing differs."""
        wanted = replace(self.settings, **changes)
        if wanted == self.settings:
            return False
        before, self.settings = self.settings, wanted

        def failed(error: BaseException) -> None:
            self.settings = before
            on_failed(tell(error, self._texts))

        self._tools.run(lambda: self._tools.save(wanted), lambda _: on_kept(), failed)
        return True

    def copies(self) -> Mapping[str, int]:
        """Copies by kind of paper, one where nothing else was set."""
        return {kind: self.settings.paper_copies.get(kind, 1) for kind in self._tools.paper_kinds}

    def change_copies(
        self, kind: str, count: int, on_kept: Callable[[], None], on_failed: Callable[[Told], None]
    ) -> bool:
        """Keep another number of copies; one is the usual and is not written down."""
        copies = {known: number for known, number in self.settings.paper_copies.items() if known != kind}
        if count != 1:
            copies[kind] = count
        return self.change(on_kept, on_failed, paper_copies=copies)

    def back_up(self, on_done: Callable[[str], None], on_failed: Callable[[Told], None]) -> None:
        """Write a backup; the sentence that says where."""

        def done(folder: str) -> None:
            on_done(self._texts("settings.data.backed_up", folder=folder))

        self._tools.run(self._tools.back_up, done, lambda error: on_failed(tell(error, self._texts)))

    def password_fault(self, change: PasswordChange) -> str:
        """What is wrong before anything is asked: empty or differing lines."""
        if not change.old:
            return self._texts("settings.password.old_missing")
        if not change.new:
            return self._texts("settings.password.new_missing")
        if change.new != change.again:
            return self._texts("settings.password.differs")
        return ""

    def change_password(
        self, change: PasswordChange, on_done: Callable[[str], None], on_failed: Callable[[Told], None]
    ) -> None:
        """Change the password; refusals of the keys are told in their own words."""
        fault = self.password_fault(change)
        if fault:
            on_failed(Told(ToldKind.REFUSAL, "password_fault", fault))
            return
        self._tools.run(
            lambda: self._tools.change_password(change.old, change.new),
            lambda _: on_done(self._texts("settings.password.changed")),
            lambda error: on_failed(tell(error, self._texts)),
        )

    def new_code(self, password: str, on_code: Callable[[str], None], on_failed: Callable[[Told], None]) -> None:
        """Make a new recovery code; the old one is void. It is given on once and kept nowhere."""
        if not password:
            on_failed(Told(ToldKind.REFUSAL, "password_missing", self._texts("settings.password.old_missing")))
            return
        self._tools.run(
            lambda: self._tools.new_recovery_code(password),
            on_code,
            lambda error: on_failed(tell(error, self._texts)),
        )
