"""``import-cases``: the cases of the time before this program, from a list, row by row."""

from __future__ import annotations

import argparse
from pathlib import Path

from wenling_desk import bootstrap
from wenling_desk.bootstrap.counter_lists import past_cases
from wenling_desk.cli.passwords import ask_password
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.past_cases import PastCaseList
from wenling_desk.texts import Texts
from wenling_desk.ui.past_cases.check import STANDINGS
from wenling_desk.ui.past_cases.row_words import refused_words
from wenling_desk.use_cases.import_past_cases import (
    CheckedCase,
    PastStanding,
    check_past_cases,
    past_case_commands,
)


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """The command."""
    parser = commands.add_parser("import-cases", help=texts("cli.past_cases.help"))
    parser.add_argument("file", type=Path, help=texts("cli.past_cases.file"))
    parser.add_argument("--mapping", type=Path, help=texts("cli.past_cases.mapping"))
    parser.add_argument("--check", action="store_true", help=texts("cli.past_cases.check"))
    parser.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    parser.set_defaults(run=run_import)


def run_import(chosen: argparse.Namespace, texts: Texts) -> int:
    """Look at each row, and import what is new; 1 when any row was not taken. Names stay masked."""
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        listed = past_cases(desk.current, chosen.file, chosen.mapping)
        with desk.store.reading() as reading:
            checked = check_past_cases(desk.current, reading, listed)
        _print_rows(listed, checked, texts)
        fresh = [each.row for each in checked if each.standing is PastStanding.NEW]
        if chosen.check:
            print(texts("cli.past_cases.only_checked", fresh=len(fresh), refused=len(listed.refused)))
            return 1 if listed.refused else 0
        done = failed = 0
        for row, command in zip(fresh, past_case_commands(desk.current, listed, fresh), strict=True):
            try:
                desk.dispatcher.dispatch(command)
            except DeskRefusal as refusal:
                failed += 1
                print(texts("bookings.check.failed", row=row.row, reason=texts.sentence(refusal)))
            else:
                done += 1
    print(texts("bookings.check.taken", done=done, failed=failed + len(listed.refused)))
    return 1 if failed or listed.refused else 0


def _print_rows(listed: PastCaseList, checked: tuple[CheckedCase, ...], texts: Texts) -> None:
    for each in checked:
        row = each.row
        print(
            texts(
                "cli.past_cases.row",
                row=row.row,
                standing=texts(STANDINGS[str(each.standing)]),
                number=row.number,
                applicant=row.applicant_masked,
                title=row.title,
            )
        )
    for refused in listed.refused:
        print(refused_words(texts, refused))
