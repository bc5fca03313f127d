"""``enrol``, ``sync`` and ``status``: a desk and its centre, for administrators and scripts."""

from __future__ import annotations

import argparse
from pathlib import Path

from wenling_desk import bootstrap
from wenling_desk.bootstrap import enrolment
from wenling_desk.cli.passwords import ask_password
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.texts import Texts


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """A desk and its centre."""
    enrol = commands.add_parser("enrol", help=texts("sync.cli.enrol"))
    enrol.add_argument("address", nargs="?", default="", help=texts("sync.cli.server"))
    enrol.add_argument("--server", default="", help=texts("sync.cli.server"))
    enrol.add_argument("--code", required=True, help=texts("sync.cli.code"))
    enrol.add_argument("--fingerprint", required=True, help=texts("sync.cli.fingerprint"))
    enrol.add_argument("--counter", default="", help=texts("cli.setup.counter"))
    enrol.add_argument(
        "--kind", choices=(enrolment.COUNTER, enrolment.LAPTOP), default=enrolment.COUNTER, help=texts("sync.cli.kind")
    )
    enrol.add_argument("--clerk", default="", help=texts("cli.setup.clerk"))
    enrol.add_argument("--clerk-name", default="", help=texts("cli.setup.clerk_name"))
    enrol.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    enrol.set_defaults(run=run_enrol)
    sync = commands.add_parser("sync", help=texts("sync.cli.sync"))
    sync.add_argument("--once", action="store_true", required=True, help=texts("sync.cli.once"))
    sync.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    sync.set_defaults(run=run_sync)
    status = commands.add_parser("status", help=texts("sync.cli.status"))
    status.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    status.set_defaults(run=run_status)


def run_enrol(chosen: argparse.Namespace, texts: Texts) -> int:
    """Join a centre; a new home's recovery code is printed this once."""
    server = chosen.server or chosen.address
    if not server:
        raise DeskRefusal("server_wrong", given="")
    is_new = not bootstrap.is_set_up(chosen.home)
    wish = enrolment.Wish(
        server=server,
        code=chosen.code,
        fingerprint=chosen.fingerprint,
        counter=chosen.counter,
        kind=chosen.kind,
        clerk=chosen.clerk,
        clerk_name=chosen.clerk_name,
    )
    joined = enrolment.enrol(chosen.home, wish, ask_password(chosen.password_file, texts, twice=is_new))
    print(texts("sync.cli.joined", hall=joined.hall_name, desk_code=joined.desk_code))
    if joined.waiting:
        print(texts("sync.cli.waiting", count=joined.waiting))
    if joined.recovery_code:
        print(texts("cli.setup.done", code=joined.recovery_code))
    return 0


def run_sync(chosen: argparse.Namespace, texts: Texts) -> int:
    """One round: send what waits, receive what is new. 0 when all went well, 1 with the reason otherwise."""
    from wenling_desk.bootstrap.syncing import sync_once

    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        round_made = sync_once(desk)
        print(texts("sync.cli.done", sent=round_made.sent, received=round_made.received))
        _say_standing(desk)
        if round_made.reason:
            print(round_made.reason)
        return 1 if round_made.reason else 0


def run_status(chosen: argparse.Namespace, texts: Texts) -> int:
    """How this desk stands; asks nobody."""
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        with desk.store.sync_reading() as reading:
            enrolled = reading.enrolment()
        if enrolled is None:
            print(texts("sync.cli.practice" if desk.current.identity.practice else "sync.cli.alone"))
            return 0
        identity = desk.current.identity
        lease = f"{enrolled.lease_until:%Y-%m-%d %H:%M}"
        print(texts("sync.cli.centre", server=enrolled.server, hall=identity.hall_name, counter=identity.counter))
        print(texts("sync.cli.desk", desk_code=identity.desk_code, device=enrolled.device, lease=lease))
        _say_standing(desk)
    return 0


def _say_standing(desk: bootstrap.OpenDesk) -> None:
    from wenling_desk.bootstrap.syncing import desk_standing

    for line in desk_standing(desk):
        print(line)
