"""The hash chain: what it is made of, and every way to tamper with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.store.acts import accept
from tests.store.conftest import KEY, Opener
from tests.support.store_samples import fact, look
from wenling_desk.store import canonical, engine, ledger
from wenling_desk.store.desk_store import SqlStore

GUARDS = ("facts_keep_update", "facts_keep_delete", "ledger_keep_update", "ledger_keep_delete")


def test_entries_are_the_canonical_bytes_chained(store: SqlStore) -> None:
    kept = fact(1, body={"乙": 1, "a": [None, 2.5], "甲": "𬱖"})
    with store.unit_of_work() as unit:
        unit.append([kept])
        unit.add_look(look("case-1", reason="phone_call"))
        unit.commit()
    mark, first, second = _rows(store)
    assert (mark["seq"], first["seq"], second["seq"]) == (1, 2, 3)
    assert (mark["kind"], first["kind"], second["kind"]) == ("mark", "fact", "look")
    assert first["entry_id"] == kept.fact_id
    plain = json.dumps(kept.to_plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert first["body"] == plain.encode()
    assert first["sha256"] == hashlib.sha256(first["body"]).digest()
    assert first["prev_hash"] == mark["hash"]
    assert second["hash"] == hashlib.sha256(first["hash"] + second["entry_id"].encode() + second["body"]).digest()
    assert mark["prev_hash"] == bytes(32)
    assert {row["state"] for row in (mark, first, second)} == {"queued"}
    assert json.loads(second["body"]) == {
        "look": "revealed", "clerk": "lin.ke", "role": "clerk", "at": "2026-11-24T09:00:00.000000+08:00",
        "object_id": "case-1", "reason": "phone_call", "outcome": "ok", "device": "device-1",
    }  # fmt: skip


def test_the_same_value_gives_the_same_bytes() -> None:
    assert canonical.to_bytes({"b": 1, "a": {"d": [], "c": "\u2028"}}) == '{"a":{"c":"\u2028","d":[]},"b":1}'.encode()
    with pytest.raises(ValueError, match="braces"):
        canonical.fact_to_bytes(fact(1).__class__(**{**_values(fact(1)), "fact_id": "a{b"}))


def test_a_sound_ledger(store: SqlStore) -> None:
    for number in range(4):
        accept(store, number)
    report = _verify(store)
    assert report.is_sound
    assert report.entries == 1 + 4 * 4
    assert report.head.seq == report.entries
    with store._writer.connect() as connection:
        assert ledger.head_of(connection) == report.head
        assert ledger.verify(connection, report.head).is_sound


def test_states_and_epochs_move_without_breaking_the_chain(store: SqlStore) -> None:
    accept(store, 1)
    before = _verify(store).head
    _change(store, lambda driver: driver.execute("UPDATE ledger SET state = 'confirmed', epoch = 7"))
    assert _verify(store).head == before
    assert _verify(store).is_sound


def _edit_body(driver: Any) -> None:
    driver.execute("UPDATE ledger SET body = replace(CAST(body AS TEXT), 'lin.ke', 'wei.an') WHERE seq = 3")


def _edit_body_and_its_hash(driver: Any) -> None:
    body = driver.execute("SELECT body FROM ledger WHERE seq = 3").fetchone()[0].replace(b"lin.ke", b"wei.an")
    driver.execute("UPDATE ledger SET body = ?, sha256 = ? WHERE seq = 3", (body, hashlib.sha256(body).digest()))


def _edit_fact(driver: Any) -> None:
    driver.execute("UPDATE facts SET body = replace(CAST(body AS TEXT), 'lin.ke', 'wei.an') WHERE position = 2")


def _delete_fact(driver: Any) -> None:
    driver.execute("DELETE FROM facts WHERE record_id = 'case-1' AND position = 3")


def _delete_entry(driver: Any) -> None:
    driver.execute("DELETE FROM ledger WHERE seq = 5")


def _delete_entry_and_close_the_gap(driver: Any) -> None:
    driver.execute("DELETE FROM ledger WHERE seq = 5")
    for seq in range(6, 14):
        driver.execute("UPDATE ledger SET seq = ? WHERE seq = ?", (seq - 1, seq))


def _insert_entry(driver: Any) -> None:
    row = driver.execute("SELECT * FROM ledger WHERE seq = 13").fetchone()
    body = b'{"look":"forged"}'
    values = (14, "look-forged", row[3], bytes(32), None, None, None, "look", body, hashlib.sha256(body).digest())
    driver.execute("INSERT INTO ledger VALUES (?,?,?,?,?,?,?,?,?,?,1,'queued','t',NULL)", values)


def _exchange_entries(driver: Any) -> None:
    for source, target in ((5, 99), (6, 5), (99, 6)):
        driver.execute("UPDATE ledger SET seq = ? WHERE seq = ?", (target, source))


def _cut_off_the_tail(driver: Any) -> None:
    driver.execute("DELETE FROM ledger WHERE seq > 11")


def _cut_off_a_look_at_the_tail(driver: Any) -> None:
    driver.execute("DELETE FROM ledger WHERE seq = 13")


def _rewrite_everything(driver: Any) -> None:
    """A forger with the key who computes the whole chain anew; only an anchor tells."""
    last = bytes(32)
    for seq, entry_id, body in driver.execute("SELECT seq, entry_id, body FROM ledger ORDER BY seq").fetchall():
        forged = body.replace(b"phone_call", b"no_reason!")
        following = ledger.chain(last, entry_id, forged)
        values = (forged, hashlib.sha256(forged).digest(), last, following, seq)
        driver.execute("UPDATE ledger SET body = ?, sha256 = ?, prev_hash = ?, hash = ? WHERE seq = ?", values)
        last = following


@pytest.mark.parametrize(
    ("tamper", "codes"),
    [
        (_edit_body, {"body_changed", "chain_broken", "fact_differs"}),
        (_edit_body_and_its_hash, {"chain_broken", "fact_differs"}),
        (_edit_fact, {"fact_differs"}),
        (_delete_fact, {"fact_missing"}),
        (_delete_entry, {"gap", "chain_broken"}),
        (_delete_entry_and_close_the_gap, {"chain_broken"}),
        (_insert_entry, {"chain_broken"}),
        (_exchange_entries, {"chain_broken"}),
        (_cut_off_the_tail, {"fact_without_entry", "tail_missing"}),
        (_cut_off_a_look_at_the_tail, {"tail_missing"}),
        (_rewrite_everything, {"anchor_differs"}),
    ],
)
def test_tampering_is_found(store: SqlStore, tamper: Callable[[Any], None], codes: set[str]) -> None:
    for number in range(3):
        accept(store, number)
    anchor = _verify(store).head
    assert anchor.seq == 13
    _change(store, tamper)
    report = _verify(store, anchor)
    assert not report.is_sound
    assert codes <= {fault.code for fault in report.faults}


def test_verifying_keeps_no_cursor_open(store: SqlStore) -> None:
    """More entries than one slice; writing goes on in between."""
    with store.unit_of_work() as unit:
        unit.append([fact(number, command="bulk") for number in range(2_300)])
        unit.commit()
    with store._readers.connect() as connection:
        slices = ledger._entries(connection)
        next(slices)
        accept(store, 9_999)
        assert sum(1 for _ in slices) == 1 + 2_300 + 4 - 1
    assert _verify(store).is_sound


def test_a_ledger_survives_reopening(opened: Opener) -> None:
    first = opened()
    accept(first, 1)
    head = _verify(first).head
    first.close()
    second = opened()
    accept(second, 2)
    assert _verify(second, head).is_sound


def _verify(store: SqlStore, anchor: ledger.LedgerAnchor | None = None) -> ledger.LedgerReport:
    with store._writer.connect() as connection:
        return ledger.verify(connection, anchor)


def _rows(store: SqlStore) -> list[dict[str, Any]]:
    with store._writer.connect() as connection:
        found = connection.exec_driver_sql("SELECT * FROM ledger ORDER BY seq")
        return [dict(row._mapping) for row in found]


def _change(store: SqlStore, tamper: Callable[[Any], object]) -> None:
    """Change the file behind the program's back: the key is known, the guards are taken away."""
    driver = engine.open_writer(store.home / engine.FILE_NAME, KEY)
    for guard in GUARDS:
        driver.execute(f"DROP TRIGGER {guard}")
    tamper(driver)
    driver.close()


def _values(kept: Any) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in kept.__slots__}
