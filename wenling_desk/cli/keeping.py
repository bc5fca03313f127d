"""``setup``, ``recovery-code``, ``desk-code``, ``backup``, ``restore`` and ``journal``."""

from __future__ import annotations

import argparse
from pathlib import Path

from wenling_desk import bootstrap
from wenling_desk.bootstrap.guard_places import change_journal_folder, journal_folder
from wenling_desk.bootstrap.home_state import ready_settings
from wenling_desk.cli.passwords import ask_password
from wenling_desk.texts import Texts


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """Keeping the desk's data."""
    setup = commands.add_parser("setup", help=texts("cli.setup.help"))
    setup.add_argument("--hall", required=True, help=texts("cli.setup.hall"))
    setup.add_argument("--hall-code", required=True, help=texts("cli.setup.hall_code"))
    setup.add_argument("--desk-code", required=True, help=texts("cli.setup.desk_code"))
    setup.add_argument("--counter", required=True, help=texts("cli.setup.counter"))
    setup.add_argument("--clerk", required=True, help=texts("cli.setup.clerk"))
    setup.add_argument("--clerk-name", required=True, help=texts("cli.setup.clerk_name"))
    setup.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    setup.set_defaults(run=run_setup)
    code = commands.add_parser("desk-code", help=texts("cli.desk_code.help"))
    code.add_argument("code", help=texts("cli.setup.desk_code"))
    code.set_defaults(run=run_desk_code)
    recovery = commands.add_parser("recovery-code", help=texts("cli.recovery_code.help"))
    recovery.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    recovery.set_defaults(run=run_recovery_code)
    backup = commands.add_parser("backup", help=texts("cli.backup.help"))
    backup.add_argument("target", type=Path, help=texts("cli.backup.target"))
    backup.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    backup.set_defaults(run=run_backup)
    journal = commands.add_parser("journal", help=texts("cli.journal.help"))
    parts = journal.add_subparsers(metavar="", required=True)
    check = parts.add_parser("check", help=texts("cli.journal.check"))
    check.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    check.set_defaults(run=run_journal_check)
    place = parts.add_parser("path", help=texts("cli.journal.path"))
    place.add_argument("folder", type=Path, nargs="?", help=texts("cli.journal.folder"))
    place.set_defaults(run=run_journal_path)
    restore = commands.add_parser("restore", help=texts("cli.restore.help"))
    restore.add_argument("source", type=Path, help=texts("cli.restore.source"))
    restore.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    restore.set_defaults(run=run_restore)


def run_setup(chosen: argparse.Namespace, texts: Texts) -> int:
    """Set the desk up and print the recovery code: this once, to be locked away on paper."""
    password = ask_password(chosen.password_file, texts, twice=True)
    request = bootstrap.SetUp(
        hall_name=chosen.hall,
        hall_code=chosen.hall_code,
        desk_code=chosen.desk_code,
        counter=chosen.counter,
        clerk=chosen.clerk,
        clerk_name=chosen.clerk_name,
    )
    code = bootstrap.set_up(chosen.home, request, password)
    print(texts("cli.setup.done", code=code) if code else texts("cli.setup.settings_again"))
    return 0


def run_desk_code(chosen: argparse.Namespace, texts: Texts) -> int:
    """Give a restored desk its new desk code; the old one is never used again."""
    print(texts("cli.desk_code.done", desk_code=bootstrap.change_desk_code(chosen.home, chosen.code)))
    return 0


def run_recovery_code(chosen: argparse.Namespace, texts: Texts) -> int:
    """A new recovery code where the old one was lost: this once, to be locked away on paper."""
    code = bootstrap.renew_recovery_code(chosen.home, ask_password(chosen.password_file, texts))
    print(texts("cli.recovery_code.done", code=code))
    return 0


def run_backup(chosen: argparse.Namespace, texts: Texts) -> int:
    """Copy the desk's data into a new folder, encrypted as they are."""
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        bootstrap.back_up(desk, chosen.target)
    print(texts("cli.backup.done", target=chosen.target))
    return 0


def run_journal_check(chosen: argparse.Namespace, texts: Texts) -> int:
    """Read the whole issue journal; 1 where something in it does not open, or it is not up to date."""
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        trouble, report = desk.store.journal_trouble, None
        if trouble is None:
            report = desk.store.journal_report()
        folder = desk.store.journal_folder
    if trouble is not None:
        print(texts.sentence(trouble))
        return 1
    if report is None:
        print(texts("cli.journal.none"))
        return 0
    values = {"folder": folder, "files": report.files, "entries": report.entries}
    if report.unsound:
        print(texts("cli.journal.unsound", unsound=report.unsound, **values))
    else:
        print(texts("cli.journal.whole", **values))
    return int(bool(report.unsound))


def run_journal_path(chosen: argparse.Namespace, texts: Texts) -> int:
    """Say where the issue journal is, or keep it elsewhere from now on."""
    if chosen.folder is not None:
        print(texts("cli.journal.changed", folder=change_journal_folder(chosen.home, chosen.folder)))
    else:
        print(texts("cli.journal.where", folder=journal_folder(chosen.home, ready_settings(chosen.home))))
    return 0


def run_restore(chosen: argparse.Namespace, texts: Texts) -> int:
    """Bring a backup back into an empty home; the restored desk needs a new desk code before it issues numbers."""
    bootstrap.bring_back(chosen.source, chosen.home, ask_password(chosen.password_file, texts))
    print(texts("cli.restore.done", home=chosen.home))
    return 0
