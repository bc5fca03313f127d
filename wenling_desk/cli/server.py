"""``serve``, and ``server …``: the central server and its upkeep."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from wenling_desk.cli import publishing, supervising
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.texts import Texts

if TYPE_CHECKING:
    from wenling_desk.server.bootstrap import OpenCentre

Act = Callable[["OpenCentre", argparse.Namespace, Texts], int]

BY_COMMAND: Final = "administrator"
"""Who decided on a held op, in the table of decisions."""


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """The centre itself, and what an administrator does with it."""
    serve = commands.add_parser("serve", help=texts("centre.serve.help"))
    _add_home(serve, texts)
    serve.add_argument("--host", default="0.0.0.0", help=texts("centre.serve.host"))
    serve.add_argument("--port", type=int, default=None, help=texts("centre.serve.port"))
    serve.add_argument("--database", default=None, metavar="URL", help=texts("centre.serve.database"))
    serve.add_argument("--region", default=None, help=texts("centre.serve.region"))
    serve.add_argument("--name", action="append", default=[], help=texts("centre.serve.name"))
    _add_hall(serve, texts)
    serve.add_argument("--kind", choices=("counter", "laptop"), default="counter", help=texts("centre.code.kind"))
    serve.add_argument("--no-code", action="store_true", help=texts("centre.serve.no_code"))
    serve.set_defaults(run=run_serve)
    server = commands.add_parser("server", help=texts("centre.help"))
    _add_parts(server.add_subparsers(metavar="", required=True), texts)


def _add_parts(parts: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    def add(name: str, act: Act, says: str) -> argparse.ArgumentParser:
        part = parts.add_parser(name, help=says)
        _add_home(part, texts)
        part.set_defaults(run=run_act, act=act)
        return part

    code = add("code", make_code, texts("centre.code.help"))
    _add_hall(code, texts)
    code.add_argument("--kind", choices=("counter", "laptop"), default="counter", help=texts("centre.code.kind"))
    devices = add("devices", show_devices, texts("centre.devices.help"))
    devices.add_argument("--json", action="store_true", help=texts("centre.json"))
    held = add("held", show_held, texts("centre.held.help"))
    held.add_argument("device", help=texts("centre.device"))
    held.add_argument("--json", action="store_true", help=texts("centre.json"))
    add("revoke", revoke, texts("centre.revoke.help")).add_argument("device", help=texts("centre.device"))
    quarantine = add("quarantine", show_quarantine, texts("centre.quarantine.help"))
    quarantine.add_argument("--retry", metavar="OP", help=texts("centre.quarantine.retry"))
    release = add("release", publishing.publish, texts("centre.release.help"))
    release.add_argument("kind", choices=("catalogue", "program"), help=texts("centre.release.kind"))
    release.add_argument("file", type=Path, help=texts("centre.release.file"))
    release.add_argument("--number", required=True, help=texts("centre.release.number"))
    release.add_argument("--effective-at", required=True, help=texts("centre.release.effective_at"))
    release.add_argument("--compare", action="store_true", help=texts("centre.release.compare"))
    add("migrate", migrate, texts("centre.migrate.help"))
    add("backup", back_up, texts("centre.backup.help")).add_argument(
        "target", type=Path, help=texts("centre.backup.target")
    )
    add("housekeeping", tidy_up, texts("centre.housekeeping.help"))
    supervising.add_parts(add, texts)
    restore = parts.add_parser("restore", help=texts("centre.restore.help"))
    _add_home(restore, texts)
    restore.add_argument("source", type=Path, help=texts("centre.restore.source"))
    restore.set_defaults(run=run_restore)
    add("restored", note_restored, texts("centre.restored.help"))
    openapi = parts.add_parser("openapi", help=texts("centre.openapi"))
    openapi.set_defaults(run=run_openapi)


def _add_home(parser: argparse.ArgumentParser, texts: Texts) -> None:
    parser.add_argument("--home", dest="centre_home", default=None, help=texts("centre.home"))


def _add_hall(parser: argparse.ArgumentParser, texts: Texts) -> None:
    parser.add_argument("--hall", default="H01", help=texts("centre.code.hall"))
    parser.add_argument("--hall-name", default=texts("centre.code.first_hall"), help=texts("centre.code.hall_name"))


def _home_of(chosen: argparse.Namespace) -> Path:
    """The centre's folder. From now on what nobody foresaw goes to its log, not to that of a desk.

    Raises ``centre_parts_missing`` (part) in a build of the desk alone.
    """
    try:
        from wenling_desk.server.bootstrap import home_of_this_centre
    except ModuleNotFoundError as missing:
        raise KnownTrouble("centre_parts_missing", part=missing.name) from missing
    chosen.home = home_of_this_centre(chosen.centre_home)
    return Path(chosen.home)


def run_serve(chosen: argparse.Namespace, texts: Texts) -> int:
    """Serve until somebody asks to stop: 0."""
    home = _home_of(chosen)
    from wenling_desk.server import bootstrap
    from wenling_desk.server.bootstrap import Serving

    wish = bootstrap.Wish(
        host=chosen.host,
        port=chosen.port,
        database=chosen.database,
        region=chosen.region,
        names=tuple(chosen.name),
        hall_code=chosen.hall,
        hall_name=chosen.hall_name,
        kind=chosen.kind,
        with_code=not chosen.no_code,
    )

    def started(serving: Serving) -> None:
        print(texts("centre.serve.at", address=serving.address, home=serving.home))
        print(texts("centre.serve.fingerprint", fingerprint=serving.fingerprint, digits=serving.digits))
        if serving.code:
            _say_code(serving.code, serving.ends_at, chosen.hall, chosen.hall_name, texts)
            line = {"server": serving.address, "code": serving.code, "fingerprint": serving.fingerprint}
            print(texts("centre.serve.enrol", **line))
        print(texts("centre.serve.stop"), flush=True)

    bootstrap.serve(home, wish, started)
    print(texts("centre.serve.stopped"))
    return 0


def run_act(chosen: argparse.Namespace, texts: Texts) -> int:
    """Open the centre beside a running server, act, close it."""
    home = _home_of(chosen)
    from wenling_desk.server.bootstrap import opened

    act: Act = chosen.act
    with opened(home) as centre:
        return act(centre, chosen, texts)


def _say_code(code: str, ends_at: datetime, hall: str, hall_name: str, texts: Texts) -> None:
    print(texts("centre.code.made", code=code, ends=_moment(ends_at), hall=hall, hall_name=hall_name))


def make_code(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:
    """A one-time enrolment code for a hall."""
    from wenling_desk.security.authority import FINGERPRINT_BITS

    code, ends_at = centre.make_code(chosen.hall, chosen.hall_name, chosen.kind)
    _say_code(code, ends_at, chosen.hall, chosen.hall_name, texts)
    print(texts("centre.serve.fingerprint", fingerprint=centre.fingerprint, digits=FINGERPRINT_BITS))
    line = {"server": centre.address, "code": code, "fingerprint": centre.fingerprint}
    print(texts("centre.serve.enrol", **line))
    return 0


def show_devices(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:
    """The fleet, one line a device."""
    rows = centre.centre.whole_fleet().devices
    if chosen.json:
        print(json.dumps(_plain(rows), ensure_ascii=False))
        return 0
    for row in rows:
        report = row.report
        values = {
            "device": row.device,
            "hall": row.hall,
            "kind": texts(f"centre.kind.{row.kind}"),
            "counter": row.counter,
            "desk_code": row.desk_code,
            "status": texts(f"centre.status.{row.status}"),
            "seen": row.last_seen_at[:16],
            "held": row.held,
            "unsent": report.unsent if report is not None else 0,
            "version": report.app_version if report is not None else "",
        }
        print(texts("centre.devices.row", **values))
    print(texts("centre.devices.count", count=len(rows)))
    return 0


def show_held(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:
    """What a device held, as far as the centre knows."""
    with _about(device=chosen.device):
        found = centre.centre.held_of(chosen.device)
    if chosen.json:
        print(json.dumps(_plain(found), ensure_ascii=False))
        return 0
    for row in found.rows:
        state = texts("centre.held.open") if row.open else texts("centre.held.closed")
        print(texts("centre.held.row", number=row.number, item=row.item_name, applicant=row.applicant, state=state))
    seen = found.last_seen_at[:16]
    print(texts("centre.held.count", total=found.total, seen=seen, unsent=found.unsent_then))
    return 0


def revoke(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:
    """A device gets nothing more; what it holds unsent it may still send."""
    with _about(device=chosen.device):
        centre.centre.revoke(chosen.device)
    print(texts("centre.revoke.done", device=chosen.device))
    return 0


def show_quarantine(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:
    """Ops the centre could not read, or would not publish; or one of them once more."""
    if chosen.retry:
        with _about(op=chosen.retry):
            applied = centre.centre.publish_held(chosen.retry, BY_COMMAND)
        key = "centre.quarantine.applied" if applied else "centre.quarantine.still_held"
        print(texts(key, op=chosen.retry))
        return 0 if applied else 1
    rows = centre.centre.held_ops()
    for row in rows:
        print(
            texts("centre.quarantine.row", op=row.op_id, device=row.device, reason=row.reason, at=row.received_at[:16])
        )
    print(texts("centre.quarantine.count", count=len(rows)))
    return 0


def migrate(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:  # noqa: ARG001
    """Opening has brought the tables up to date."""
    from wenling_desk.store.centre.tables import SCHEMA_VERSION

    print(texts("centre.migrate.done", version=SCHEMA_VERSION))
    return 0


def back_up(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:
    """Everything into a new folder, keys included: it belongs under lock and key."""
    from wenling_desk.server import upkeep

    if centre.settings.database:
        raise KnownTrouble("centre_backup_by_its_own", folder=str(centre.home))
    upkeep.back_up(centre.home, centre.keys, chosen.target.absolute(), centre.clock.now())
    print(texts("centre.backup.done", target=chosen.target))
    return 0


def tidy_up(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:  # noqa: ARG001
    """What is done every night."""
    done = centre.centre.housekeeping(centre.clock.now().date())
    print(texts("centre.housekeeping.done", left=done.left_halls, uploads=done.uploads, snapshots=done.snapshots))
    return 0


def note_restored(centre: OpenCentre, chosen: argparse.Namespace, texts: Texts) -> int:  # noqa: ARG001
    """Another life, after PostgreSQL's own tools brought the database back."""
    centre.centre.restore_mark()
    print(texts("centre.restored.done"))
    return 0


def run_restore(chosen: argparse.Namespace, texts: Texts) -> int:
    """A centre from a backup: another life, so that desks offer again what the backup lacks."""
    home = _home_of(chosen)
    from wenling_desk.server import upkeep
    from wenling_desk.server.bootstrap import opened

    upkeep.bring_back(chosen.source.absolute(), home)
    with opened(home) as centre:
        centre.centre.restore_mark()
    print(texts("centre.restore.done", home=home))
    return 0


@contextmanager
def _about(**asked: str) -> Iterator[None]:
    """What the core refuses, as a sentence about what was asked for."""
    from wenling_desk.server.refusals import Refused

    try:
        yield
    except Refused as refused:
        match next(iter(asked)):
            case "device":
                raise DeskRefusal("device_not_known", device=asked["device"][:80]) from refused
            case _:
                raise DeskRefusal("op_not_held", op=asked["op"][:80]) from refused


def run_openapi(chosen: argparse.Namespace, texts: Texts) -> int:  # noqa: ARG001
    """The description of the interface."""
    try:
        from wenling_desk.server.openapi import description
    except ModuleNotFoundError as missing:
        raise KnownTrouble("centre_parts_missing", part=missing.name) from missing

    print(json.dumps(description(), ensure_ascii=False, indent=1))
    return 0


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M")


def _plain(message: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(message)
