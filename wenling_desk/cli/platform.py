"""``platform list`` and ``platform import``: what the other system still has to learn, and what its list says."""

from __future__ import annotations

import argparse
from pathlib import Path

from wenling_desk import bootstrap
from wenling_desk.bootstrap.platform_files import files_of_the_platform, read_list
from wenling_desk.cli.passwords import ask_password
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.texts import Texts
from wenling_desk.ui.back_entry.import_presenter import refused_words
from wenling_desk.ui.back_entry.lines import since_words, task_line
from wenling_desk.use_cases.back_entry_list import BackEntryBook, BackEntryList
from wenling_desk.use_cases.platform_list import Comparison, RowKind, compare, taking_over


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """The two commands of the other system."""
    parser = commands.add_parser("platform", help=texts("cli.platform.help"))
    parts = parser.add_subparsers(metavar="", required=True)
    listing = parts.add_parser("list", help=texts("cli.platform.list"))
    listing.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    listing.set_defaults(run=run_list)
    taking = parts.add_parser("import", help=texts("cli.platform.import"))
    taking.add_argument("file", type=Path, help=texts("cli.platform.file"))
    taking.add_argument("--dry-run", action="store_true", help=texts("cli.platform.dry_run"))
    taking.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    taking.set_defaults(run=run_import)


def run_list(chosen: argparse.Namespace, texts: Texts) -> int:
    """The 补录 list, a line a member, names masked; 1 when any is late."""
    files = files_of_the_platform()
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        found = _look(desk)
        today = desk.current.today()
    if found.outage is not None:
        print(since_words(texts, found.outage.since, today))
    for task in found.tasks:
        line = task_line(texts, task, today, files.rule.within_hours)
        print(
            texts(
                "platform.line.task",
                number=line.number,
                item=line.item,
                applicant=line.applicant,
                since=line.since,
                state=line.state,
            )
        )
    print(texts("platform.line.total", count=len(found.tasks), late=found.late))
    return 1 if found.late else 0


def _look(desk: bootstrap.OpenDesk) -> BackEntryList:
    book = BackEntryBook(lambda: desk.current, files_of_the_platform().rule)
    with desk.store.reading() as reading:
        return book.look_at_all(reading)


def run_import(chosen: argparse.Namespace, texts: Texts) -> int:
    """Compare a list, and take over the status of what matches by number; likenesses are for the windows, where a
    person looks. 1 when any row was refused."""
    listed = read_list(chosen.file)
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        tasks = _look(desk).tasks
        with desk.store.reading() as reading:
            found = compare(desk.current, reading, listed, tasks)
        _print_comparison(found, texts)
        if chosen.dry_run:
            print(texts("platform.line.dry"))
            return 1 if listed.refused else 0
        rows = {line.row.official_number: line.row.row for line in found.lines if line.row is not None}
        taken = failed = 0
        for command in taking_over(desk.current, found):
            try:
                desk.dispatcher.dispatch(command)
            except DeskRefusal as refusal:
                failed += 1
                row = rows[command.official_number]
                print(texts("platform.line.failed", row=row, reason=texts.sentence(refusal)))
            else:
                taken += 1
    print(texts("platform.line.taken", taken=taken, suggested=found.count(RowKind.SUGGESTED)))
    return 1 if listed.refused or failed else 0


def _print_comparison(found: Comparison, texts: Texts) -> None:
    for line in found.lines:
        row = line.row
        item = row.item_name if row is not None else ""
        print(
            texts(
                "platform.line.compared",
                kind=texts(f"platform.kind.{line.kind}"),
                number=row.official_number if row is not None else "",
                status=row.status if row is not None else "",
                item=line.member.name if line.member is not None else item,
                ours=line.entry.number if line.entry is not None else "",
            )
        )
    for refused in found.listed.refused:
        print(refused_words(texts, refused))
    counts = {str(kind): found.count(kind) for kind in RowKind}
    rows = len(found.listed.rows) + len(found.listed.refused)
    print(texts("platform.line.list_total", rows=rows, refused=len(found.listed.refused), **counts))
