"""What every store must do with what comes from the centre, and with attachments: part of SyncContract."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.support.store_samples import NINE, fact, head, paper, pdf
from tests.support.sync_samples import ENROLMENT, do, foreign, pulled, replica, states, write
from wenling_desk.store import canonical
from wenling_desk.use_cases.ports import WorkQuery
from wenling_desk.use_cases.sync_ports import CONFIRMED, BlobWaiting, HallHeads, HeldRow, PulledFact, SyncStore


class PulledContract:
    """Facts, heads and cursors that come from the centre."""

    def test_the_centres_order_comes_first(self, store: SyncStore) -> None:
        write(store, fact(1), fact(2), fact(3))
        do(store, "add_pulled", [pulled(foreign(10, "case-1"), 2), pulled(fact(2), 1)])
        assert self._ids(store) == ["fact-000002", "fact-000010", "fact-000001", "fact-000003"]
        with store.sync_unit() as unit:
            unit.add_pulled([pulled(fact(1), 4), pulled(foreign(11, "case-1"), 3)])
            assert [each.fact_id[-2:] for each in unit.facts_of("case-1")] == ["02", "10", "11", "01", "03"]
            unit.commit()
        assert self._ids(store) == [f"fact-{number:06d}" for number in (2, 10, 11, 1, 3)]
        write(store, fact(4))
        do(store, "add_pulled", [pulled(fact(2), 1), pulled(fact(3), 5)])
        assert self._ids(store)[-2:] == ["fact-000003", "fact-000004"]

    def test_a_record_of_another_desk(self, store: SyncStore) -> None:
        number = foreign(11, kind="PaperIssued", body={"number": "331081-26-AAAA-000001-Q"})
        official = foreign(12, kind="OfficialNumberRecorded", body={"number": "ZJ20261124009"})
        strange = foreign(13, kind="OfficialNumberRecorded", body={}, version=9)
        body = canonical.fact_to_bytes(strange)
        with store.sync_reading() as reading:
            assert (reading.holds_record("case-9"), reading.record_sync("case-9")) == (False, "")
        sent = [
            pulled(foreign(10), 1),
            pulled(number, 2),
            pulled(official, 3),
            (strange, PulledFact("fact-000013", 4, body)),
        ]
        do(store, "add_pulled", sent)
        do(store, "add_pulled", [pulled(replace(number, record_id="case-8", fact_id="fact-8"), 1)])
        with store.sync_reading() as reading:
            assert reading.facts_of("case-9") == (foreign(10), number, official, strange)
            assert (reading.holds_record("case-9"), reading.record_sync("case-9")) == (True, CONFIRMED)
            assert reading.record_of_number("331081-26-AAAA-000001-Q") == "case-9", "the first record has the number"
            assert reading.record_of_number("ZJ20261124009") == "case-9"
            assert reading.paper("331081-26-AAAA-000001-Q") is None
            assert reading.unsent().records == 0

    def test_heads_of_other_desks_show_and_go(self, store: SyncStore) -> None:
        rows = (head("case-9", "QB-01"), head("case-9", "QB-02", open=False))
        do(store, "save_hall_heads", HallHeads("case-9", 3, rows, scans_missing=2, duplicates=("case-7",)))
        with store.sync_reading() as reading:
            assert reading.worklist(WorkQuery(open_only=False)).rows == rows
            assert (reading.holds_record("case-9"), reading.record_sync("case-9")) == (False, CONFIRMED)
            assert (reading.scans_missing("case-9"), reading.scans_missing("nobody")) == (2, 0)
        do(store, "save_hall_heads", HallHeads("case-9", 4, rows[:1]))
        assert self._total(store, open_only=False) == 1
        do(store, "save_hall_heads", HallHeads("case-9", 0, ()))
        assert self._total(store, open_only=False) == 0
        assert states(store, "case-9") == [""]

    def test_of_a_record_held_here_only_the_marks_are_taken(self, store: SyncStore) -> None:
        with store.unit_of_work() as unit:
            unit.append([fact(1)])
            unit.save_heads("case-1", [head(status="accepted")])
            unit.commit()
        for rank in (7, 0):
            do(store, "save_hall_heads", HallHeads("case-1", rank, (head(status="taken_in"),), scans_missing=rank))
            with store.sync_reading() as reading:
                assert [row.status for row in reading.worklist(WorkQuery()).rows] == ["accepted"]
                assert reading.scans_missing("case-1") == rank

    def test_a_record_leaves_and_comes_back(self, store: SyncStore) -> None:
        last = write(store, fact(1))
        do(store, "add_pulled", [pulled(foreign(10, "case-1"), 1)])
        do(store, "save_hall_heads", HallHeads("case-1", 1, ()))
        do(store, "add_pulled", [pulled(foreign(20), 1)])
        for record in ("case-1", "case-9"):
            with store.unit_of_work() as unit:
                unit.save_heads(record, [head(record)])
                unit.commit()
        with store.sync_unit() as unit, pytest.raises(ValueError, match="acknowledged"):
            unit.drop_record("case-1")
        do(store, "acknowledge", last)
        do(store, "drop_record", "case-1")
        do(store, "drop_record", "case-9")
        do(store, "drop_record", "nobody")
        with store.sync_reading() as reading:
            assert reading.facts_of("case-1") == reading.facts_of("case-9") == ()
            assert (reading.holds_record("case-1"), reading.holds_record("case-9")) == (False, False)
            assert reading.worklist(WorkQuery()).total == 0
            assert reading.op_of("command-000001") is not None, "what is in the ledger stays"
            assert reading.scope_digest("device:device-1")[0] == reading.scope_digest("hall:wl-01")[0] == 0
        do(store, "add_pulled", [pulled(fact(1), 2), pulled(foreign(10, "case-1"), 1)])
        assert self._ids(store) == ["fact-000010", "fact-000001"]
        do(store, "drop_record", "case-1")
        write(store, fact(2))
        assert self._ids(store) == ["fact-000001", "fact-000002"], "an own fact shows its record again"

    def test_a_slice_of_a_record_in_one_unit(self, store: SyncStore) -> None:
        """Whatever the order of the calls: the rows made from the facts win over those of the hall's log."""
        with store.sync_unit() as unit:
            unit.save_hall_heads(HallHeads("case-9", 1, (head("case-9", status="of the hall"),), scans_missing=1))
            unit.add_pulled([pulled(foreign(10), 1)])
            assert unit.facts_of("case-9") == (foreign(10),)
            unit.save_heads("case-9", [head("case-9", status="of the facts")])
            unit.commit()
        with store.sync_reading() as reading:
            assert [row.status for row in reading.worklist(WorkQuery()).rows] == ["of the facts"]
            assert reading.scans_missing("case-9") == 1
        with store.sync_unit() as unit:
            unit.drop_record("case-9")
            assert unit.facts_of("case-9") == ()
            unit.add_pulled([pulled(foreign(10), 1), pulled(foreign(11), 2)])
            assert unit.facts_of("case-9") == (foreign(10), foreign(11))
            unit.commit()
        assert self._ids(store, "case-9") == ["fact-000010", "fact-000011"]

    def test_the_digest_of_a_scope(self, store: SyncStore) -> None:
        def expected(*pairs: tuple[str, int]) -> tuple[int, str]:
            total = 0
            for record, rank in pairs:
                total ^= int(hashlib.sha256(f"{record}{rank}".encode()).hexdigest(), 16)
            return len(pairs), f"{total:064x}"

        write(store, fact(1), fact(2, record="case-2"))
        do(store, "add_pulled", [pulled(fact(1), 1), pulled(foreign(10, "case-1"), 2), pulled(foreign(20), 5)])
        do(store, "save_hall_heads", HallHeads("case-3", 4, (head("case-3"),)))
        do(store, "save_hall_heads", HallHeads("case-1", 2, ()))
        with store.sync_reading() as reading:
            assert reading.scope_digest("device:device-1") == expected(("case-1", 2), ("case-9", 5))
            assert reading.scope_digest("hall:wl-01") == expected(("case-3", 4), ("case-1", 2))
        do(store, "forget_scope", "device:device-1")
        with store.sync_reading() as reading:
            assert reading.scope_digest("device:device-1") == expected()
            assert reading.scope_digest("hall:wl-01")[0] == 2

    def test_what_a_restored_centre_tells_anew(self, store: SyncStore) -> None:
        """Own facts stand in ledger order until they are ranked again, and the centre's own word on them goes."""
        write(store, fact(1), fact(2))
        verdict = foreign(30, "case-1", kind="FactRefused", body={"fact_id": "fact-000001"})
        verdict = replace(verdict, fact_id="centre-command-000001-1", device="centre")
        do(store, "add_pulled", [pulled(fact(2), 1), pulled(fact(1), 2), pulled(verdict, 3), pulled(foreign(20), 1)])
        do(store, "forget_scope", "device:device-1")
        assert self._ids(store) == ["fact-000001", "fact-000002"]
        assert self._ids(store, "case-9") == []
        with store.sync_reading() as reading:
            assert (reading.holds_record("case-1"), reading.holds_record("case-9")) == (True, False)
        do(store, "add_pulled", [pulled(fact(2), 1), pulled(foreign(20), 1)])
        assert self._ids(store) == ["fact-000002", "fact-000001"]
        assert self._ids(store, "case-9") == ["fact-000020"]

    def test_cursors_never_go_back(self, store: SyncStore) -> None:
        with store.unit_of_work() as unit:
            unit.save_heads("case-1", [head()])
            unit.append([fact(1)])
            unit.commit()
        do(store, "save_cursor", "hall:wl-01", 25)
        do(store, "save_cursor", "hall:wl-01", 25)
        do(store, "save_cursor", "device:device-1", 3)
        do(store, "save_hall_heads", HallHeads("case-9", 4, (head("case-9"),)))
        with pytest.raises(ValueError, match="never"):
            do(store, "save_cursor", "hall:wl-01", 24)
        assert replica(store).cursors == {"hall:wl-01": 25, "device:device-1": 3}
        with store.sync_unit() as unit:
            unit.forget_scope("hall:wl-01")
            unit.save_cursor("hall:wl-01", 2)
            unit.commit()
        assert replica(store).cursors == {"hall:wl-01": 2, "device:device-1": 3}
        with store.sync_reading() as reading:
            assert [row.record_id for row in reading.worklist(WorkQuery()).rows] == ["case-1"]
            assert reading.unsent().records == 1

    def test_rows_this_version_cannot_read(self, store: SyncStore) -> None:
        rows = [HeldRow("hall:wl-01", 12, "kind", b'{"\xe6\x96\xb0":1}'), HeldRow("device:device-1", 2, "kind", b"x")]
        for row in (*rows, rows[0]):
            do(store, "hold", row)
        with store.sync_reading() as reading:
            assert reading.held_rows() == (rows[1], rows[0])
        do(store, "release_held", "hall:wl-01", 12)
        do(store, "release_held", "hall:wl-01", 13)
        with store.sync_reading() as reading:
            assert reading.held_rows() == (rows[1],)

    def test_what_the_centre_said(self, store: SyncStore) -> None:
        with store.sync_reading() as reading:
            assert reading.enrolment() is None
            assert (reading.replica().incarnation, reading.replica().request_seq) == ("", 0)
        do(store, "keep_enrolment", ENROLMENT)
        do(store, "note_centre", "life-1", 9, NINE + timedelta(days=9))
        do(store, "note_centre", "life-1", 4)
        with store.sync_reading() as reading:
            assert reading.enrolment() == replace(ENROLMENT, lease_until=NINE + timedelta(days=9))
            assert (reading.replica().incarnation, reading.replica().request_seq) == ("life-1", 9)
            assert bytes(range(32)).hex() not in repr(reading.enrolment())

    def test_leaving_without_commit_and_a_refusal_write_nothing(self, store: SyncStore) -> None:
        write(store, fact(1))
        before = replica(store)
        with store.sync_unit() as unit:
            unit.acknowledge(before.length)
            unit.add_pulled([pulled(foreign(20), 1)])
            unit.add_scan("case-1", b"scan", "image/png")
        with pytest.raises(ValueError, match="never"):
            self._go_back_half_way(store)
        assert replica(store) == before
        with store.sync_reading() as reading:
            assert reading.facts_of("case-9") == ()
            assert reading.unsent().blobs == 0
            with pytest.raises(KeyError):
                reading.blob_bytes(hashlib.sha256(b"scan").hexdigest(), 0, 9)

    def _go_back_half_way(self, store: SyncStore) -> None:
        with store.sync_unit() as unit:
            unit.add_pulled([pulled(foreign(20), 1)])
            unit.save_cursor("hall:wl-01", 5)
            unit.save_cursor("hall:wl-01", 4)
            unit.commit()

    def _ids(self, store: SyncStore, record: str = "case-1") -> list[str]:
        with store.sync_reading() as reading:
            return [each.fact_id for each in reading.facts_of(record)]

    def _total(self, store: SyncStore, **question: Any) -> int:
        with store.sync_reading() as reading:
            return reading.worklist(WorkQuery(**question)).total


class AttachmentsContract:
    """Scans and kept papers on their way."""

    def test_a_scan_goes_behind_its_op(self, store: SyncStore) -> None:
        early, sha256 = self._attach(store, 1, b"one scan")
        _, other = self._attach(store, 2, b"another")
        with store.sync_reading() as reading:
            assert reading.blobs_waiting(9) == ()
            assert reading.unsent() == replace(reading.unsent(), blobs=2)
            assert (reading.unsent("lin.ke").blobs, reading.unsent("chen.yu").blobs) == (2, 0)
            assert reading.scans_missing("case-1") == 1
            assert reading.blob_bytes(sha256, 0, 100) == b"one scan"
            assert reading.blob_bytes(sha256, 4, 2) == b"sc"
            with pytest.raises(KeyError):
                reading.blob_bytes("0" * 64, 0, 1)
        do(store, "acknowledge", early)
        assert self._waiting(store) == (BlobWaiting(sha256, 8, "scan", "case-1", 0),)
        do(store, "acknowledge", replica(store).length)
        do(store, "blob_progress", other, 3, complete=False, at=NINE)
        assert [(each.sha256, each.offset) for each in self._waiting(store)] == [(other, 3), (sha256, 0)]
        assert [each.sha256 for each in self._waiting(store, 1)] == [other]
        do(store, "blob_progress", other, 7, complete=True, at=NINE)
        do(store, "blob_progress", "0" * 64, 7, complete=True, at=NINE)
        assert [each.sha256 for each in self._waiting(store)] == [sha256]
        with store.sync_reading() as reading:
            assert reading.scans_missing("case-2") == 0
            assert reading.unsent().blobs == 1

    def test_issued_papers_go_too(self, store: SyncStore) -> None:
        issued, form = paper(), paper("331081-26-K7QX-000002-B", pdf("申请表"), applicant_paper=True)
        with store.unit_of_work() as unit:
            unit.append([fact(1), fact(2, kind="PaperIssued", body={"number": issued.number, "sha256": issued.sha256})])
            unit.add_paper(issued, pdf())
            unit.add_paper(form, pdf("申请表"))
            unit.commit()
        assert self._waiting(store) == ()
        do(store, "acknowledge", replica(store).length)
        assert self._waiting(store) == (BlobWaiting(issued.sha256, len(pdf()), "paper", "case-1", 0),)
        with store.sync_reading() as reading:
            assert reading.blob_bytes(issued.sha256, 0, 8) == pdf()[:8]
            assert (reading.unsent().blobs, reading.scans_missing("case-1")) == (0, 0)

    def test_scans_are_forgotten_when_the_centre_holds_them(self, store: SyncStore) -> None:
        _, early = self._attach(store, 1, b"early")
        _, late = self._attach(store, 2, b"late")
        _, unconfirmed = self._attach(store, 3, b"unconfirmed")
        do(store, "acknowledge", replica(store).length)
        do(store, "confirm", ["command-000001", "command-000002"])
        for sha256, hour in ((early, 1), (late, 9), (unconfirmed, 1)):
            do(store, "blob_progress", sha256, 5, complete=True, at=NINE + timedelta(hours=hour))
        assert do(store, "forget_blobs", NINE + timedelta(hours=5)) == 1
        assert do(store, "forget_blobs", NINE + timedelta(hours=5)) == 0
        with store.sync_reading() as reading:
            with pytest.raises(KeyError):
                reading.blob_bytes(early, 0, 9)
            assert reading.blob_bytes(late, 0, 9) == b"late"
            assert reading.blob_bytes(unconfirmed, 0, 99) == b"unconfirmed"
        self._attach(store, 4, b"early")
        with store.sync_reading() as reading:
            assert reading.blob_bytes(early, 0, 9) == b"early"

    def test_another_life_of_the_centre_is_offered_everything_again(self, store: SyncStore) -> None:
        _, sha256 = self._attach(store, 1, b"a scan")
        do(store, "note_centre", "life-1", 1)
        do(store, "acknowledge", replica(store).length)
        do(store, "blob_progress", sha256, 6, complete=True, at=NINE)
        do(store, "note_centre", "life-1", 2)
        assert self._waiting(store) == ()
        do(store, "note_centre", "life-2", 3)
        assert self._waiting(store) == (BlobWaiting(sha256, 6, "scan", "case-1", 0),)

    def test_a_record_that_leaves_takes_its_scans_along(self, store: SyncStore) -> None:
        _, alone = self._attach(store, 1, b"alone")
        _, shared = self._attach(store, 1_001, b"shared", "case-1")
        self._attach(store, 2, b"shared")
        _, waiting = self._attach(store, 1_002, b"waiting", "case-1")
        do(store, "acknowledge", replica(store).length)
        for sha256 in (alone, shared):
            do(store, "blob_progress", sha256, 6, complete=True, at=NINE)
        do(store, "drop_record", "case-1")
        with store.sync_reading() as reading:
            with pytest.raises(KeyError):
                reading.blob_bytes(alone, 0, 9)
            assert reading.blob_bytes(shared, 0, 9) == b"shared"
            assert [each.sha256 for each in reading.blobs_waiting(9)] == [waiting], "never lost before it is there"

    def _attach(self, store: SyncStore, number: int, data: bytes, record: str = "") -> tuple[int, str]:
        record = record or f"case-{number}"
        with store.sync_unit() as unit:
            sha256 = unit.add_scan(record, data, "image/png")
            unit.append([fact(number, record, kind="ScanAttached", body={"sha256": sha256, "size": len(data)})])
            unit.commit()
        return replica(store).length, sha256

    def _waiting(self, store: SyncStore, limit: int = 9) -> tuple[BlobWaiting, ...]:
        with store.sync_reading() as reading:
            return reading.blobs_waiting(limit)
