"""``import-province`` and ``reconcile``: the provincial platform's list, counted month by month, and three figures side
by side."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final

from wenling_desk import bootstrap, resources
from wenling_desk.catalogue.province_list_file import open_province_list, read_province_rules
from wenling_desk.cli.passwords import ask_password
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.figures import Period
from wenling_desk.domain.past_cases import RefusedListRow
from wenling_desk.domain.province_list import Difference
from wenling_desk.texts import Texts
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.figures import read_figure
from wenling_desk.use_cases.import_province_list import (
    CountedList,
    MonthPlan,
    ThreeWay,
    count_list,
    our_cases,
    plan_months,
    three_way,
)
from wenling_desk.use_cases.ledger_list import LedgerQuery, ledger_page
from wenling_desk.use_cases.ports import Reading

SHOWN: Final = 50
"""Differences that are shown; the file has all of them."""

CITY_FIGURE: Final = "city_figure"
REASONS: Final = {
    "number_missing": "report.row.number_missing", "number_odd": "report.row.number_odd",
    "number_twice": "report.row.number_twice", "day_missing": "report.row.day_missing",
    "day_odd": "report.row.day_odd", "channel_unknown": "report.row.channel_unknown",
    "platform_unknown": "report.row.platform_unknown",
}  # fmt: skip
GAPS: Final = {
    "not_ours": "report.gap.not_ours", "not_listed": "report.gap.not_listed", "no_number": "report.gap.no_number",
}  # fmt: skip


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], texts: Texts) -> None:
    """The commands."""
    parser = commands.add_parser("import-province", help=texts("report.province.help"))
    parser.add_argument("file", type=Path, help=texts("report.province.file"))
    parser.add_argument("--origin", required=True, help=texts("report.province.origin"))
    parser.add_argument("--why", default="", help=texts("report.province.why"))
    parser.add_argument("--reading", default="", help=texts("report.province.reading"))
    parser.add_argument("--differences", type=Path, help=texts("report.province.differences"))
    parser.add_argument("--check", action="store_true", help=texts("report.province.check"))
    parser.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    parser.set_defaults(run=run_import)
    reconcile = commands.add_parser("reconcile", help=texts("report.reconcile.help"))
    reconcile.add_argument("--csv", type=Path, help=texts("report.reconcile.csv"))
    reconcile.add_argument("--password-file", type=Path, help=texts("cli.password_file"))
    reconcile.set_defaults(run=run_reconcile)


def run_import(chosen: argparse.Namespace, texts: Texts) -> int:
    """Count the list, say what differs, and keep a month's count each; 1 when a row or a month was not taken."""
    rules = read_province_rules(resources.path("counter", "province_list.yaml"))
    if chosen.reading and chosen.reading not in rules.readings:
        raise DeskRefusal("reading_unknown", reading=chosen.reading[:40], known="、".join(rules.readings))
    rate = rules.readings[chosen.reading or rules.reading]
    listed = open_province_list(chosen.file, rules)
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        with desk.store.reading() as reading, _difference_file(chosen.differences, texts) as differ:
            counted = count_list(listed.rows(), our_cases(reading), chosen.file.name, listed.sha256, differ)
            why = chosen.why or texts("report.province.newer")

            def what(month: str) -> str:
                return texts("report.province.what", month=month)

            plans = plan_months(desk.current, reading, counted, rate, chosen.origin, why, what)
        _say(counted, plans, rate.name, texts)
        if chosen.check:
            return 1 if counted.refused_rows else 0
        done = 0
        for plan in plans:
            if plan.command is not None:
                desk.dispatcher.dispatch(plan.command)
                done += 1
    print(texts("report.province.done", done=done, left=len(plans) - done))
    return 1 if counted.refused_rows else 0


def _say(counted: CountedList, plans: tuple[MonthPlan, ...], rate: str, texts: Texts) -> None:
    for plan in plans:
        month = plan.month
        key = "report.province.kept" if plan.command is None else "report.province.month"
        print(texts(key, month=month.month, total=month.total, online=month.online, through=month.through,
                    ours=month.ours, unknown=month.window_unknown))  # fmt: skip
    for row in counted.refused[:SHOWN]:
        print(refused_words(texts, row))
    values = {"total": counted.total, "refused": counted.refused_rows, "differences": counted.differences}
    print(texts("report.province.total", reading=rate, sha256=counted.sha256[:16], **values))


def refused_words(texts: Texts, row: RefusedListRow) -> str:
    """Why a row is not counted."""
    key = REASONS.get(row.code, "report.row.odd")
    return texts("report.row.line", row=row.row, reason=texts(key, column=row.column, value=row.value))


@contextmanager
def _difference_file(target: Path | None, texts: Texts) -> Iterator[Callable[[Difference], None]]:
    """Where differences go: the first ones to the screen, all of them to the file where one was named."""
    shown = 0
    stream = target.open("w", encoding="utf-8-sig", newline="") if target is not None else None
    try:
        writer = csv.writer(stream) if stream is not None else None
        if writer is not None:
            writer.writerow([texts("report.gap.kind"), texts("report.gap.number"), texts("report.gap.title"),
                             texts("report.gap.day"), texts("report.gap.row")])  # fmt: skip

        def differ(found: Difference) -> None:
            nonlocal shown
            cells = [texts(GAPS[found.gap]), found.number, found.title, found.day.isoformat(), found.row or ""]
            if writer is not None:
                writer.writerow(map(safe_cell, cells))
            if shown < SHOWN:
                shown += 1
                sys.stdout.write("\t".join(map(str, cells)) + "\n")

        yield differ
    finally:
        if stream is not None:
            stream.close()


def safe_cell(value: object) -> str:
    """A cell no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def run_reconcile(chosen: argparse.Namespace, texts: Texts) -> int:
    """Ours, the province's and the city's figure of the same days; 1 when any two differ."""
    with bootstrap.opened(chosen.home, lambda: ask_password(chosen.password_file, texts)) as desk:
        with desk.store.reading() as reading:
            lines = reconciled(desk.current, reading)
        names = {line.figure_id: desk.current.figures.figure(line.figure_id).name for line in lines}
    heads = ["figure", "first", "last", "ours", "province", "city", "against_ours", "against_province", "origin",
             "clerk"]  # fmt: skip
    rows = [[texts(_HEADS[head]) for head in heads], *([*map(_said, _cells(line, names))] for line in lines)]
    for row in rows:
        print("\t".join(row))
    if chosen.csv is not None:
        with chosen.csv.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows([*map(safe_cell, row)] for row in rows)
    return 1 if any(line.against_ours or line.against_province for line in lines) else 0


def reconciled(desk: Desk, reading: Reading) -> tuple[ThreeWay, ...]:
    """The lines as this desk knows them."""

    def value(figure_id: str, first: date, last: date) -> int | None:
        found = read_figure(reading, desk.figures, figure_id, Period(first, last))
        return None if found.value is None else int(found.value)

    rows = ledger_page(desk, reading, LedgerQuery(CITY_FIGURE, limit=1_000)).rows
    return three_way([row for row in rows if row.held], value)


def _cells(line: ThreeWay, names: dict[str, str]) -> tuple[object, ...]:
    return (
        names[line.figure_id], line.first, line.last, line.ours, line.province, line.city, line.against_ours,
        line.against_province, line.origin, line.clerk,
    )  # fmt: skip


def _said(value: object) -> str:
    return "" if value is None else str(value)


_HEADS: Final = {
    "figure": "report.reconcile.figure", "first": "report.reconcile.first", "last": "report.reconcile.last",
    "ours": "report.reconcile.ours", "province": "report.reconcile.province", "city": "report.reconcile.city",
    "against_ours": "report.reconcile.against_ours", "against_province": "report.reconcile.against_province",
    "origin": "report.reconcile.origin", "clerk": "report.reconcile.clerk",
}  # fmt: skip
