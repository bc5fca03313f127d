"""Setting a desk up and opening it: every adapter meets its port here and nowhere else.

Heavy libraries (SQLAlchemy, ReportLab, PDFium) are imported when first needed, not when the program starts.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wenling_desk import resources
from wenling_desk.bootstrap import home_state
from wenling_desk.bootstrap.archive_files import LazyArchiving
from wenling_desk.bootstrap.guard_places import guard_places, make_returned_heads
from wenling_desk.bootstrap.home_state import PRACTICE_CODE, HomeState, usable
from wenling_desk.bootstrap.lazy_press import LazyPress
from wenling_desk.bootstrap.lazy_search import LazySearch
from wenling_desk.bootstrap.system import SystemClock, SystemIds
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.catalogue.ledger_files import LedgerShelf
from wenling_desk.catalogue.shelf import ReleaseShelf
from wenling_desk.catalogue.workflow_files import FileWorkflows, read_authority
from wenling_desk.domain.authority import Authority, Role, Session
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.working_days import Calendar
from wenling_desk.settings import Settings, load_settings, save_settings
from wenling_desk.texts import Texts
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.dispatch import Dispatcher
from wenling_desk.use_cases.ports import CatalogueSearch, Clock, DeskIdentity

if TYPE_CHECKING:
    from wenling_desk.store.desk_store import SqlStore

PRACTICE: Final = "practice"
PRACTICE_KEY: Final = "practice.key"
PRACTICE_KEY_BYTES: Final = 48
STAFF: Final = "staff"
LONGEST_NAME: Final = 60
"""Characters of a hall's, a counter's or a clerk's name."""


@dataclass(frozen=True)
class Parts:
    """What needs no database: texts, catalogue, workflows, press, search. ``cache`` holds what can be made again."""

    home: Path
    cache: Path
    texts: Texts
    clock: Clock
    ids: SystemIds
    catalogues: ReleaseShelf
    workflows: FileWorkflows

    @cached_property
    def press(self) -> LazyPress:
        """The press of this desk."""
        return LazyPress(self.texts, self.cache / "fonts")

    @cached_property
    def search(self) -> LazySearch:
        """The catalogue search of this desk."""
        return LazySearch(lambda: self.catalogues.current(self.clock.now().date()), self.cache)


def make_parts(home: Path, *, samples: bool, cache: Path | None = None, clock: Clock | None = None) -> Parts:
    """The parts of a desk; ``samples`` adds the sample delegations of practice and demonstration. It goes by the
    computer's clock where no other is given."""
    cache = cache or home / "cache"
    ledgers = LedgerShelf(resources.path("ledgers"), cache / "catalogue")
    return Parts(
        home=home,
        cache=cache,
        texts=Texts(resources.path("texts", "zh_CN"), beside=ledgers.word),
        clock=clock or SystemClock(),
        ids=SystemIds(),
        catalogues=ReleaseShelf(resources.root(), cache / "catalogue", samples=samples, archive=home / "releases"),
        workflows=FileWorkflows(resources.path("workflows"), ledgers),
    )


@dataclass
class OpenDesk:
    """A desk with its database open. ``dispatcher`` belongs to one thread at a time; reading may happen on any."""

    parts: Parts
    settings: Settings
    store: SqlStore
    dispatcher: Dispatcher

    @property
    def current(self) -> Desk:
        """The desk as the use cases see it now."""
        return self.dispatcher.desk

    def close(self) -> None:
        """Close the database in order."""
        self.store.close()


# -- setting up and opening ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SetUp:
    """What is typed at the first run of a stand-alone hall."""

    hall_name: str
    hall_code: str
    desk_code: str
    counter: str
    clerk: str
    clerk_name: str
    practice: bool = False


def is_set_up(home: Path) -> bool:
    """Whether a desk was begun here: without one, there is only practice."""
    return home_state.state_of(home) is not HomeState.NEW


def set_up(home: Path, request: SetUp, password: str, *, finish: bool = True, clock: Clock | None = None) -> str:
    """Make key, database and settings; returns the recovery code, which is shown once.

    Cut off on the way it begins anew the next time. With ``finish=False`` the desk opens only after
    ``home_state.finish_set_up``: when somebody has seen the code. Where only the settings were lost they are made
    again under the present password, and the code is empty: the old one holds.

    Refuses with ``already_set_up``, ``desk_code_wrong``, ``value_needed``, ``value_too_long`` and, from the password
    rule, its codes.
    """
    from wenling_desk.security import keys
    from wenling_desk.security.passwords import require_strength

    state = home_state.state_of(home)
    if state is HomeState.SET_UP:
        raise DeskRefusal("already_set_up", home=home)
    request = _as_printed(request)
    settings = replace(
        load_settings(home),
        hall_name=request.hall_name,
        hall_code=request.hall_code,
        desk_code=request.desk_code,
        counter_label=request.counter,
        practice=request.practice,
    )
    if state is HomeState.LOST_SETTINGS:
        key, recovery_code = keys.open_with_password(home, password), ""
    else:
        require_strength(password)
        home_state.begin_set_up(home)
        key, recovery_code = keys.create(home, password, f"desk-{SystemIds().new_id()}")
    parts = make_parts(home, samples=request.practice, clock=clock)
    store = open_its_store(parts, key.raw, settings, make=state is not HomeState.LOST_SETTINGS)
    try:
        staff = {"clerk": request.clerk, "name": request.clerk_name, PRACTICE: settings.is_practice}
        store.keep_note(STAFF, json.dumps(staff, ensure_ascii=False))
    finally:
        store.close()
    save_settings(home, settings)  # last: a home without them was not set up
    if finish:
        home_state.finish_set_up(home)
    return recovery_code


def _as_printed(request: SetUp) -> SetUp:
    """What was typed as it will stand on every paper."""
    names = ("hall_name", "hall_code", "counter", "clerk", "clerk_name")
    words: dict[str, Any] = {name: printed_words(name, getattr(request, name)) for name in names}
    return replace(request, desk_code=home_state.normal_desk_code(request.desk_code), **words)


def printed_words(name: str, typed: str) -> str:
    """A value of the set-up as it is printed: nothing unseen in it, nothing that breaks a heading. Refuses with
    ``value_needed`` and ``value_too_long`` (field)."""
    words = " ".join("".join(each if each.isprintable() else " " for each in typed).split())
    if not words:
        raise DeskRefusal("value_needed", act="setup", field=name)
    if len(words) > LONGEST_NAME:
        raise DeskRefusal("value_too_long", act="setup", field=name, most=LONGEST_NAME)
    return words


def change_desk_code(home: Path, code: str) -> str:
    """Give a restored desk its new code; its numbers start a series of their own. The code as it is written."""
    code = home_state.normal_desk_code(code)
    save_settings(home, replace(home_state.ready_settings(home), desk_code=code))
    return code


def open_desk(home: Path, password: str, clock: Clock | None = None) -> OpenDesk:
    """Open a desk that was set up. Raises ``wrong_password``, the troubles of keys and store, and those of
    ``home_state.ready_settings``."""
    from wenling_desk.security import keys

    settings = home_state.ready_settings(home)
    return _open(home, keys.open_with_password(home, password).raw, settings, clock=clock)


def check_password(home: Path, password: str) -> None:
    """Let the clerk back to a locked desk. Raises ``wrong_password``; the practice desk has no password."""
    from wenling_desk.security import keys

    if keys.have_keys(home):
        keys.open_with_password(home, password)


def open_with_recovery_code(home: Path, code: str, new_password: str) -> OpenDesk:
    """Open a desk by its recovery code and give it a new password."""
    from wenling_desk.security import keys

    settings = home_state.ready_settings(home)
    key = keys.open_with_recovery_code(home, code)
    keys.reset_password(home, key, new_password)
    return _open(home, key.raw, settings)


def renew_recovery_code(home: Path, password: str) -> str:
    """A new recovery code for who knows the password; the one before opens nothing any more."""
    from wenling_desk.security import keys

    home_state.look_before_opening(home)
    return keys.renew_recovery_code(home, keys.open_with_password(home, password))


def open_practice(home: Path) -> OpenDesk:
    """Open the practice desk beside the real one: 练习 on every paper, numbers with X, nothing is ever sent.

    Its key lies beside it: practice holds no real person's data, and must open without a password. Raises
    ``home_unusable`` and ``practice_damaged`` (folder).
    """
    folder = home / PRACTICE
    home_state.make_place(folder)
    settings = replace(load_settings(folder), practice=True)
    return _open(folder, _practice_key(folder), settings, cache=home / "cache")


def _practice_key(folder: Path) -> bytes:
    file = folder / PRACTICE_KEY
    with usable(folder):
        if not (file.exists() or (folder / home_state.DATABASE).exists()):
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as written:
                written.write(secrets.token_hex(PRACTICE_KEY_BYTES))
        text = file.read_bytes() if file.exists() else b""
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != PRACTICE_KEY_BYTES:
        raise KnownTrouble("practice_damaged", folder=str(folder))
    return key


@contextmanager
def opened(home: Path, ask_password: Callable[[], str]) -> Iterator[OpenDesk]:
    """The desk of a home for a command: the real one with its password, the practice desk where none is set up."""
    desk = open_desk(home, ask_password()) if is_set_up(home) else open_practice(home)
    try:
        yield desk
    finally:
        desk.close()


def open_its_store(parts: Parts, key: bytes, settings: Settings, *, make: bool) -> SqlStore:
    """The store of a home, opened with its key under the desk code of its settings."""
    from wenling_desk.store.desk_store import open_store
    from wenling_desk.store.series import StoreIdentity

    region = parts.catalogues.current(parts.clock.now().date()).region
    identity = StoreIdentity(region, _code(settings), _device(parts.home))
    places = guard_places(parts.home, settings)
    return open_store(parts.home, key, identity, parts.clock, make=make, places=places)


def _code(settings: Settings) -> str:
    """The desk code in paper numbers."""
    return PRACTICE_CODE if settings.is_practice else settings.desk_code


def _device(home: Path) -> str:
    """The device of this home's keys; the practice desk has none of its own."""
    from wenling_desk.security import keys

    return keys.device_of(home) if keys.have_keys(home) else "desk-practice"


def _open(
    home: Path, key: bytes, settings: Settings, *, cache: Path | None = None, clock: Clock | None = None
) -> OpenDesk:
    parts = make_parts(home, samples=settings.is_practice, cache=cache, clock=clock)
    authority = read_authority(resources.path("authority.yaml"), parts.workflows)
    is_own = cache is None
    store = open_its_store(parts, key, settings, make=not is_own)
    try:
        staff: Mapping[str, Any] = json.loads(store.note(STAFF) or "{}")
        if is_own and staff.get(PRACTICE, settings.is_practice) != settings.is_practice:
            # Practised cases must not become real ones, nor the reverse, by a line in a file.
            raise KnownTrouble("settings_value_wrong", path=str(home / "settings.toml"), key=PRACTICE)
        settings = as_granted(home, settings, store)
        desk = OpenDesk(parts, settings, store, Dispatcher(_wired(parts, settings, store, staff, authority)))
        make_returned_heads(store, desk.current)
        return desk
    except BaseException:
        store.close()
        raise


def as_granted(home: Path, settings: Settings, store: SqlStore) -> Settings:
    """The settings with what the centre has granted, and the file with them: hall and desk code are the centre's."""
    with store.sync_reading() as reading:
        enrolled = reading.enrolment()
    if enrolled is None:
        return settings
    granted = replace(
        settings,
        hall_name=enrolled.hall_name,
        hall_code=enrolled.hall_code,
        desk_code=store.identity.desk_code,
        practice=False,
    )
    if granted != settings:
        save_settings(home, granted)
    return granted


def _wired(parts: Parts, settings: Settings, store: SqlStore, staff: Mapping[str, Any], authority: Authority) -> Desk:
    return Desk(
        store=store,
        catalogues=parts.catalogues,
        workflows=parts.workflows,
        press=parts.press,
        words=parts.texts,
        clock=parts.clock,
        ids=parts.ids,
        identity=DeskIdentity(
            region=parts.catalogues.current(parts.clock.now().date()).region,
            hall_code=settings.hall_code or "X",
            hall_name=settings.hall_name or parts.texts("case.practice_place.hall"),
            desk_code=store.identity.desk_code,
            device=store.identity.device,
            counter=settings.counter_label or parts.texts("case.practice_place.counter"),
            practice=settings.is_practice,
        ),
        session=Session(
            clerk=str(staff.get("clerk", "000")),
            clerk_name=str(staff.get("name", parts.texts("case.practice_clerk"))),
            roles=(Role.CLERK, Role.TEAM_LEADER, Role.REVIEWER),
        ),
        authority=authority,
        copies=settings.paper_copies,
        archiving=LazyArchiving(parts.workflows),
        figures=FigureFiles(resources.root(), parts.workflows, parts.cache / "catalogue"),
        ledgers=parts.workflows.ledgers,
    )


# -- for the commands -----------------------------------------------------------------------------------


def load_calendar(folder: Path | None, home: Path) -> Calendar:
    """The calendar of the catalogue in force, or of another folder."""
    today = SystemClock().now().date()
    if folder is None:
        return make_parts(home, samples=False).catalogues.current(today).calendar
    return ReleaseShelf(folder, home / "cache" / "catalogue", samples=False).current(today).calendar


def catalogue_search(home: Path) -> CatalogueSearch:
    """The search over the catalogue in force."""
    return make_parts(home, samples=False).search


def back_up(desk: OpenDesk, target: Path) -> None:
    """An online backup with manifest into a new folder."""
    from wenling_desk.store.backup import backup

    backup(desk.store, target, desk.parts.clock.now())


def bring_back(source: Path, home: Path, password: str) -> None:
    """Restore a backup into an empty home, verified against its manifest; ``password`` opens the backup's key."""
    from wenling_desk.security import keys
    from wenling_desk.store.backup import require_manifest, restore

    require_manifest(source)  # before the keys: a folder that is no backup is said to be none
    restore(source, home, keys.open_with_password(source, password).raw, SystemClock().now())


def today_in_china() -> date:
    """The date at the counter."""
    return SystemClock().now().date()
