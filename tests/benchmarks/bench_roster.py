"""A roster of 500 rows: read from its XLSX beside openpyxl alone on the same file, then checked and shown.

Checked means everything the page does after the file is read: each row's digits, ages, doubles, the lines with their
sentences, and whether somebody has an open case on the same item in a store of 20,000 cases.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from tests.benchmarks.figure import Figure, Result, alone, compare
from tests.support.fakes import texts
from tests.support.law_catalogue import LICENCE
from tests.support.rosters import name_of, number_of, rules
from tests.support.store_samples import NINE, TestClock, head
from wenling_desk.catalogue.roster_file import read_roster
from wenling_desk.domain.roster import RosterForm, check_roster
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.series import StoreIdentity
from wenling_desk.ui.batch.lines import count_words, lines_of
from wenling_desk.use_cases.people_index import PeopleIndex
from wenling_desk.use_cases.roster_people import SLICE, open_cases_of

PEOPLE, CASES, QUICK = 500, 20_000, 500
ROUNDS = 15
LIMIT_MS = 1_000.0
TODAY = date(2026, 11, 23)


def _number(n: int) -> str:
    return number_of(n % 1000, 1970 + n // 1000)


def _workbook(folder: Path) -> Path:
    """Every tenth row has something wrong."""
    book = openpyxl.Workbook()
    sheet = book.active
    if sheet is None:
        raise RuntimeError("a new workbook has a sheet")
    sheet.append(["序号", "姓名", "身份证号码", "手机号", "岗位", "合同起始日期"])
    for n in range(1, PEOPLE + 1):
        number: Any = _number(n)
        if n % 10 == 0:
            number = (None, 331081199003077828, "=A1", _number(1), "331081199003077829")[n // 10 % 5]
        sheet.append([n, name_of(n), number, 13800000000 + n, "针车", "2026-11-01"])
    book.save(folder / "roster.xlsx")
    return folder / "roster.xlsx"


def _store(folder: Path, amount: int) -> SqlStore:
    store = open_store(folder, bytes(range(48)), StoreIdentity("331081", "K7QX", "device-1"), TestClock())
    with store.unit_of_work() as unit:
        for n in range(amount):
            key = unit.subject_key(_number(n * 7))
            unit.save_heads(f"case-{n:06d}", [head(f"case-{n:06d}", LICENCE, subject_key=key, received_at=NINE)])
        unit.commit()
    return store


def _bare(file: Path) -> int:
    book = openpyxl.load_workbook(file, read_only=True)
    try:
        return sum(1 for row in book.worksheets[0].iter_rows() if any(cell.value for cell in row))
    finally:
        book.close()


def _time_ms(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1_000


def run(rounds: int | None = None) -> Result:
    """Medians. A quick run has fewer cases beside it."""
    count = rounds or ROUNDS
    form = rules().form_of("RS005")
    if form is None:
        raise RuntimeError("no roster for RS005")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = _workbook(folder)
        (folder / "store").mkdir()
        store = _store(folder / "store", CASES if count >= ROUNDS else QUICK)
        try:
            figures = [_reading(file, form, count), _checking(file, form, store, count)]
        finally:
            store.close()
    return {"name": "roster", "figures": figures}


def _reading(file: Path, form: RosterForm, count: int) -> Figure:
    pairs = [(_time_ms(lambda: read_roster(file, form, rules())), _time_ms(lambda: _bare(file))) for _ in range(count)]
    ours, theirs = zip(*pairs, strict=True)
    note = "with merged cells, hidden lines and lost digits looked for"
    return compare(f"roster of {PEOPLE} rows, read", "ms", ours, "openpyxl alone", theirs, at_most=3.0, note=note)


def _checking(file: Path, form: RosterForm, store: SqlStore, count: int) -> Figure:
    words = texts()
    found = read_roster(file, form, rules()).rows
    index = PeopleIndex(store.subject_key)

    def check() -> None:
        rows = check_roster(found, form, TODAY)
        others: dict[int, str] = {}
        with store.reading() as reading:
            for start in range(0, len(rows), SLICE):
                part = rows[start : start + SLICE]
                others |= open_cases_of(reading, index, store.subject_key, part, frozenset({LICENCE}))
        lines = lines_of(words, form, rows, others)
        if len(lines) != PEOPLE or sum(not line.good for line in lines) != PEOPLE // 10:
            raise AssertionError(f"the wrong rows were found wrong: {count_words(words, rows)}")

    samples = [_time_ms(check) for _ in range(count)]
    return alone(f"roster of {PEOPLE} rows, checked and shown", "ms", samples, at_most=LIMIT_MS)
