"""What one durable act costs beside the same statements in one raw sqlcipher3 transaction.

The statements of the acts are recorded first; then the store does them anew on one database while a bare connection
with the same settings plays the record back on another, act by act in turn.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.benchmarks.figure import Result, alone, compare
from tests.support.store_samples import NINE, TODAY, TestClock, draft, errand, fact, head, look, paper, pdf
from wenling_desk.domain.figures import FigureRow
from wenling_desk.store import engine, unit_of_work
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.series import StoreIdentity
from wenling_desk.store.transaction import Transaction

ACTS = 300
BAR = 1.5
KEY = bytes(range(48))
_FORM = {f"field_{number}": "一段如实填写的内容" for number in range(20)}


class _Recorder:
    """A cursor that notes what it is asked."""

    log: list[tuple[str, str, Any]] = []

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def execute(self, sql: str, values: Any = ()) -> Any:
        self.log.append(("execute", sql, values))
        return self._cursor.execute(sql, values)

    def executemany(self, sql: str, values: Any) -> Any:
        self.log.append(("executemany", sql, values))
        return self._cursor.executemany(sql, values)


class _RecordedTransaction(Transaction):
    def __init__(self, connection: Any) -> None:
        super().__init__(connection)
        self._cursor = _Recorder(self._cursor)


def _open(folder: Path) -> SqlStore:
    return open_store(folder, KEY, StoreIdentity("331081", "K7QX", "device-1"), TestClock())


def _act(store: SqlStore, number: int, with_pdf: bool) -> None:
    """Take in and accept one case of two members, with its paper, counts and the end of its draft."""
    record, command = f"case-{number:06d}", f"command-{number}"
    at = NINE + timedelta(seconds=number)
    content = pdf(f"受理通知书 {number} ") * 60
    with store.unit_of_work() as unit:
        serial = unit.next_serial()
        unit.append([
            fact(3 * number + step, record, command, kind, {"form": _FORM, "serial": serial})
            for step, kind in enumerate(("TakenIn", "Accepted", "PaperIssued"))
        ])  # fmt: skip
        unit.add_look(look(record))
        unit.save_heads(record, [head(record, member, received_at=at) for member in ("QB-01", "QB-02")])
        unit.save_errands(record, [errand(record, since=at)])
        unit.save_figures(record, _counted(number))
        unit.count(TODAY, "lin.ke", {"received": 1, "accepted": 1})
        unit.drop_draft(f"draft-{number}")
        if with_pdf:
            unit.add_paper(paper(f"331081-26-K7QX-{serial:06d}-A", content, record_id=record), content)
        unit.commit()


def _counted(number: int) -> list[FigureRow]:
    """What such a case adds to the measures, as the book of definitions has them."""
    plain = FigureRow("", TODAY, "H1", {}, 1, 1)
    late = replace(plain, measure="overdue_in_hand", day=TODAY + timedelta(days=8))
    at_counter = {"channel": "counter", "clerk": "lin.ke", "hour": f"{9 + number % 8:02d}"}
    rows = [replace(plain, measure="received", groups=at_counter)]
    for member in (number, number + 1):
        department = {"department": f"D{member % 40}"}
        rows.append(replace(plain, measure="received_items", groups=department | {"item": f"I{member % 160}"}))
        rows += [replace(each, groups=department) for each in (replace(plain, measure="accepted"), late)]
        rows.append(replace(plain, measure="in_hand", groups=department))
    return rows


def _record(folder: Path, count: int, with_pdf: bool) -> list[list[tuple[str, str, Any]]]:
    store = _open(folder)
    acts: list[list[tuple[str, str, Any]]] = []
    with patch.object(unit_of_work, "Transaction", _RecordedTransaction):
        for number in range(count):
            _Recorder.log = []
            _act(store, number, with_pdf)
            acts.append(_Recorder.log)
    store.close()
    return acts


def _play(cursor: Any, act: list[tuple[str, str, Any]]) -> None:
    for method, sql, values in act:
        getattr(cursor, method)(sql, values)
        if sql.startswith("SELECT"):
            cursor.fetchall()


def _timed(count: int, with_pdf: bool) -> tuple[list[float], list[float]]:
    """Milliseconds of each act through the store, and of the same statements on the bare connection."""
    with tempfile.TemporaryDirectory() as name:
        acts = _record(Path(name, "record"), count, with_pdf)
        _open(Path(name, "raw")).close()
        raw = engine.open_writer(Path(name, "raw", engine.FILE_NAME), KEY)
        cursor = raw.cursor()
        store = _open(Path(name, "ours"))
        ours_ms: list[float] = []
        raw_ms: list[float] = []
        for number, act in enumerate(acts):
            start = time.perf_counter()
            _act(store, number, with_pdf)
            middle = time.perf_counter()
            _play(cursor, act)
            ours_ms.append((middle - start) * 1_000)
            raw_ms.append((time.perf_counter() - middle) * 1_000)
        raw.close()
        store.close()
    return ours_ms, raw_ms


def _drafts_ms(count: int) -> list[float]:
    """Saving a draft on a field leave."""
    taken: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        store = _open(Path(name))
        for number in range(count):
            start = time.perf_counter()
            with store.unit_of_work() as unit:
                unit.save_draft(draft(sheet={"form": _FORM, "n": number}))
                unit.commit()
            taken.append((time.perf_counter() - start) * 1_000)
        store.close()
    return taken


def run(rounds: int | None = None) -> Result:
    """Medians of ``rounds`` acts. The bar is on ledger, facts, read model and summaries.

    A kept PDF of 60 KB adds two flushes that the bare transaction does not make; it and drafts have no bar.
    """
    count = rounds or ACTS
    peer = "same statements, bare sqlcipher3"
    ours, raw = _timed(count, with_pdf=False)
    kept, kept_raw = _timed(count, with_pdf=True)
    return {
        "name": "durable_act",
        "figures": [
            compare("durable act", "ms", ours, peer, raw, at_most=BAR),
            compare("durable act with a kept PDF", "ms", kept, peer, kept_raw),
            alone("saving a draft", "ms", _drafts_ms(min(count, 100))),
        ],
    }
