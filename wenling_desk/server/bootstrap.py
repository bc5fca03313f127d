"""Where the centre is wired: its home, keys, database, core and application. Nothing of the desk is imported."""

from __future__ import annotations

import gc
import os
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final

from wenling_desk import resources
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.catalogue.ledger_files import LedgerShelf
from wenling_desk.catalogue.shelf import ReleaseShelf
from wenling_desk.catalogue.workflow_files import FileWorkflows, read_authority
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.security.authority import FINGERPRINT_BITS, fingerprint
from wenling_desk.server import centre_settings, key_file, publishing
from wenling_desk.server.centre import Centre
from wenling_desk.server.centre_settings import REGION, CentreSettings
from wenling_desk.server.counting_thread import CountingThread
from wenling_desk.server.key_file import CentreKeys, KeyRing
from wenling_desk.server.parts import Limits
from wenling_desk.server.server_log import ServerLog
from wenling_desk.store.centre.opening import open_embedded, open_postgres
from wenling_desk.store.centre.store import FILE_NAME as DATABASE_FILE
from wenling_desk.store.centre.store import CentreStore
from wenling_desk.store.desk_lock import DeskLock
from wenling_desk.texts import Texts

if TYPE_CHECKING:
    from wenling_desk.server.exchange import Hands
    from wenling_desk.server.serving import TlsFiles

CHINA: Final = timezone(timedelta(hours=8))
CODE_HOURS: Final = 24
THREADS: Final = 8
LARGEST_PORT: Final = 65_535
DATABASE_VARIABLE: Final = "WENLING_CENTRE_DATABASE"
"""Where the database's address may stand instead: a command line shows its password to every user of the machine."""

COLLECTING: Final = (20_000, 50, 100)
"""How seldom the collector runs: with Python's own numbers each push has it go through the whole catalogue, and a sixth
of the server's time goes there."""

ROOM_BYTES: Final = 256 << 20
"""Bytes that must be free before ``/ready`` says yes."""


class SystemClock:
    """The time of this computer, as Beijing has it."""

    def now(self) -> datetime:
        """Now."""
        return datetime.now(CHINA)


class SystemIds:
    """Ids of 32 hex digits: time first, then 80 bits of chance. Enrolment codes are made of them."""

    def new_id(self) -> str:
        """A new one."""
        return f"{time.time_ns() // 1_000_000:012x}{secrets.randbits(80):020x}"


def home_of_this_centre(
    named: str | None, environ: Mapping[str, str] = os.environ, platform: str = sys.platform
) -> Path:
    """The folder of the centre's data: named, or ``WENLING_CENTRE_HOME``, or the system's place for data.

    Raises ``home_unknown`` where there is none.
    """
    chosen = named if named is not None else environ.get("WENLING_CENTRE_HOME")
    if chosen is not None:
        if not chosen.strip():
            raise KnownTrouble("home_unknown")
        return Path(chosen).expanduser().absolute()
    try:
        if platform == "win32":
            local = environ.get("LOCALAPPDATA")
            return (Path(local) if local else Path.home() / "AppData" / "Local") / "WenlingCentre"
        data = environ.get("XDG_DATA_HOME", "")
        found = (Path(data) if data.startswith("/") else Path.home() / ".local" / "share") / "wenling-centre"
    except (RuntimeError, OSError):
        raise KnownTrouble("home_unknown") from None
    if not found.is_absolute():
        raise KnownTrouble("home_unknown")
    return found


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for on the command line; ``None`` is what the home already has, or the default."""

    host: str = "0.0.0.0"
    port: int | None = None
    database: str | None = None
    region: str | None = None
    names: tuple[str, ...] = ()
    hall_code: str = "H01"
    hall_name: str = ""
    kind: str = "counter"
    with_code: bool = True


@dataclass(frozen=True, slots=True)
class Serving:
    """What a person at the terminal needs to know of a centre that has started."""

    home: Path
    address: str
    fingerprint: str
    digits: int
    code: str = ""
    ends_at: datetime = datetime.max


@dataclass
class OpenCentre:
    """A centre that is open. Several may be, beside the one that serves: they meet in the database."""

    home: Path
    settings: CentreSettings
    keys: CentreKeys
    centre: Centre
    store: CentreStore
    clock: SystemClock
    shelf: ReleaseShelf
    ledgers: LedgerShelf

    @property
    def fingerprint(self) -> str:
        """Of the authority, for people."""
        return fingerprint(self.keys.authority.certificate)

    @property
    def address(self) -> str:
        """Where desks find it, as far as this machine knows."""
        return address_of(self.settings.host, self.settings.port)

    def make_code(self, hall: str, hall_name: str, kind: str) -> tuple[str, datetime]:
        """A one-time enrolment code and its end. Refuses with ``hall_wrong`` (hall)."""
        centre_settings.require_hall(hall, hall_name)
        code = self.centre.make_enrolment_code(hall, hall_name.strip(), kind)
        return code, self.clock.now() + timedelta(hours=CODE_HOURS)

    def close(self) -> None:
        """Let the database go."""
        self.store.close()


@contextmanager
def opened(home: Path) -> Iterator[OpenCentre]:
    """The centre of a home, for an administrator. Raises ``centre_not_begun`` (folder) where there is none, and what
    opening the database raises."""
    settings = centre_settings.load(home)
    if settings is None:
        raise KnownTrouble("centre_not_begun", folder=str(home))
    found = _open(home, settings)
    try:
        yield found
    finally:
        found.close()


def _open(home: Path, settings: CentreSettings) -> OpenCentre:
    clock = SystemClock()
    keys = key_file.load(home)
    if keys is None:
        if (home / DATABASE_FILE).exists():
            raise KnownTrouble("centre_keys_missing", folder=str(home))
        keys = key_file.load_or_create(home, clock.now())
    store: CentreStore
    if settings.database:
        store = open_postgres(settings.database, settings.region, pool_size=THREADS + 2)
    else:
        store = open_embedded(home, keys.database, settings.region)
    try:
        ledgers = LedgerShelf(resources.path("ledgers"), home / "cache" / "catalogue")
        workflows = FileWorkflows(resources.path("workflows"), ledgers)
        shelf = ReleaseShelf(resources.root(), home / "cache" / "catalogue", samples=False, archive=home / "releases")
        centre = Centre(
            store,
            clock,
            SystemIds(),
            shelf,
            workflows,
            read_authority(resources.path("authority.yaml"), workflows),
            KeyRing(keys),
            files=home / "files",
            limits=Limits(code_hours=CODE_HOURS),
            look=shelf.look,
            figures=FigureFiles(resources.root(), workflows, home / "cache" / "catalogue"),
            ledgers=ledgers,
        )
        publishing.fill_shelf(centre, shelf)
    except BaseException:
        store.close()
        raise
    return OpenCentre(home, settings, keys, centre, store, clock, shelf, ledgers)


def serve(home: Path, wish: Wish, started: Callable[[Serving], None]) -> None:
    """Start a centre and serve until a signal asks to stop; what is missing is made, nothing is asked.

    ``started`` is called when desks may come. Raises ``centre_running`` (folder), ``port_in_use`` (port),
    ``region_differs`` (known, asked), ``centre_parts_missing`` (part) and what opening raises.
    """
    serving = _serving_parts()
    settings = _settled(home, wish)
    listening = serving.bind(wish.host, settings.port)
    try:
        settings = replace(settings, port=listening.getsockname()[1])
        with _only_one(home):
            centre_settings.save(home, settings)
            found = _open(home, settings)
            try:
                _serve(found, wish, listening, started)
            finally:
                found.close()
    finally:
        listening.close()


def _serve(found: OpenCentre, wish: Wish, listening: socket.socket, started: Callable[[Serving], None]) -> None:
    from wenling_desk.server.app import make_app
    from wenling_desk.server.cockpit.opening import make_door
    from wenling_desk.server.serving import TlsFiles
    from wenling_desk.server.serving import serve as serve_http

    gc.set_threshold(*COLLECTING)
    home, clock = found.home, found.clock
    tls = TlsFiles(home, found.keys.authority, (*own_names(), wish.host, *found.settings.names))
    tls.renew(clock.now())
    log = ServerLog.to_file(home, clock.now)
    log.take_foreign()
    hands = _hands(found, tls, log)
    try:
        door = make_door(found.centre, found.shelf, found.ledgers, clock.now, Texts(resources.path("texts", "zh_CN")))
    except KnownTrouble as trouble:  # a flaw in the cockpit's files must not keep desks from sending
        log.line("cockpit_closed", code=trouble.code)
        door = None
    counting = CountingThread(found.centre.counting, lambda: hands.admission.waiting > 0, log)

    def tell() -> None:
        log.line("started", port=found.settings.port)
        made = Serving(home, address_of(wish.host, found.settings.port), found.fingerprint, FINGERPRINT_BITS)
        if wish.with_code:
            code, ends_at = found.make_code(wish.hall_code, wish.hall_name, wish.kind)
            made = replace(made, code=code, ends_at=ends_at)
        started(made)

    try:
        counting.start()
        serve_http(make_app(hands, door), listening, tls, now=clock.now, started=tell)
        log.line("stopped")
    finally:
        counting.close()
        hands.admission.close()
        log.close()


def _hands(found: OpenCentre, tls: TlsFiles, log: ServerLog) -> Hands:
    from wenling_desk.server.admission import Admission
    from wenling_desk.server.exchange import Hands
    from wenling_desk.server.metrics import Metrics

    return Hands(
        centre=found.centre,
        admission=Admission(THREADS, secrets.randbelow),
        metrics=Metrics(),
        log=log,
        authority=found.keys.authority.certificate,
        certificate=tls.certificate,
        has_room=lambda: shutil.disk_usage(found.home).free >= ROOM_BYTES,
        now=found.clock.now,
        seconds=time.monotonic,
        new_id=lambda: secrets.token_hex(8),
    )


def _settled(home: Path, wish: Wish) -> CentreSettings:
    """What the home has, with what was asked for."""
    known = centre_settings.load(home)
    settings = known or CentreSettings(region=wish.region or REGION)
    centre_settings.require_region(wish.region or settings.region)
    centre_settings.require_hall(wish.hall_code, wish.hall_name)
    if wish.region is not None and wish.region != settings.region:
        raise KnownTrouble("region_differs", known=settings.region, asked=wish.region)
    port = wish.port if wish.port is not None else settings.port
    if not 0 <= port <= LARGEST_PORT:
        raise DeskRefusal("port_wrong", port=port)
    database = wish.database if wish.database is not None else os.environ.get(DATABASE_VARIABLE, settings.database)
    names = tuple(dict.fromkeys((*settings.names, *wish.names)))
    return replace(settings, host=wish.host, port=port, database=database, names=names)


def _serving_parts() -> ModuleType:
    """The module that listens; without the packages of a server, ``centre_parts_missing`` (part)."""
    try:
        import prometheus_client  # noqa: F401 - named where it is missing, before anything is made
        import starlette  # noqa: F401

        from wenling_desk.server import serving
    except ModuleNotFoundError as missing:
        if (missing.name or "").startswith("wenling_desk"):
            raise
        raise KnownTrouble("centre_parts_missing", part=missing.name) from missing
    return serving


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """One server in a home. Raises ``centre_running`` (folder) and ``home_unusable`` (folder)."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = DeskLock(home)
    except KnownTrouble as running:
        raise KnownTrouble("centre_running", folder=str(home)) from running
    except OSError as error:
        raise KnownTrouble("home_unusable", folder=str(home)) from error
    try:
        yield
    finally:
        lock.release()


def own_names() -> tuple[str, ...]:
    """This machine's name and its address in the network."""
    return (socket.gethostname(), _own_address())


def address_of(host: str, port: int) -> str:
    """Where desks find a centre that listens there."""
    if host in {"0.0.0.0", "::", ""}:
        host = _own_address()
    return f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"


def _own_address() -> str:
    """The address other machines of the network see; asking the system for a route sends nothing."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return "127.0.0.1"
