"""Nothing an archive package of this desk is made of may be deleted; for stores that speak with a centre."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.store_samples import NINE, fact
from tests.support.sync_samples import do, foreign, pulled, replica
from wenling_desk.use_cases.sync_ports import SyncStore

LATER = NINE + timedelta(days=400)


class ArchiveContract:
    """Two cases with a scan each, all of it confirmed by the centre; this desk archived the first."""

    def test_the_scans_of_an_archived_case_are_not_forgotten(self, store: SyncStore) -> None:
        archived, other = self._two_cases(store)
        assert do(store, "forget_blobs", LATER) == 1
        with store.sync_reading() as reading:
            assert reading.blob_bytes(archived, 0, 99) == b"archived"
            with pytest.raises(KeyError):
                reading.blob_bytes(other, 0, 99)

    def test_an_archived_case_that_leaves_keeps_its_facts_and_files(self, store: SyncStore) -> None:
        archived, other = self._two_cases(store)
        with store.sync_reading() as reading:
            before = reading.facts_of("case-1")
        for record in ("case-1", "case-2"):
            do(store, "drop_record", record)
        with store.sync_reading() as reading:
            assert reading.facts_of("case-1") == (), "it is shown no more"
            assert reading.blob_bytes(archived, 0, 99) == b"archived"
            with pytest.raises(KeyError):
                reading.blob_bytes(other, 0, 99)
        do(store, "add_pulled", [pulled(foreign(91, "case-1", kind="Rated"), 9), pulled(foreign(92, "case-2"), 9)])
        with store.sync_reading() as reading:
            shown = reading.facts_of("case-1")
            assert {each.fact_id for each in before} < {each.fact_id for each in shown}, "what others wrote, too"
            # The other case comes back with own facts only: the centre tells the rest anew.
            assert "fact-000082" not in {each.fact_id for each in reading.facts_of("case-2")}

    def test_a_case_another_desk_archived_is_let_go(self, store: SyncStore) -> None:
        _, other = self._two_cases(store)
        do(store, "add_pulled", [pulled(foreign(93, "case-2", kind="CaseArchived"), 5)])
        assert do(store, "forget_blobs", LATER) == 1
        with store.sync_reading() as reading, pytest.raises(KeyError):
            reading.blob_bytes(other, 0, 99)

    def _two_cases(self, store: SyncStore) -> tuple[str, str]:
        digests = []
        for number, data in ((1, b"archived"), (2, b"other")):
            record = f"case-{number}"
            with store.sync_unit() as unit:
                digests.append(unit.add_scan(record, data, "image/png"))
                body = {"sha256": digests[-1], "size": len(data)}
                unit.append([fact(number, record, kind="ScanAttached", body=body)])
                unit.commit()
        with store.sync_unit() as unit:
            unit.append([fact(10, "case-1", kind="CaseArchived", body={"version": 1})])
            unit.commit()
        do(store, "acknowledge", replica(store).length)
        do(store, "confirm", ["command-000001", "command-000002", "command-000010"])
        for sha256 in digests:
            do(store, "blob_progress", sha256, 99, complete=True, at=NINE)
        do(store, "add_pulled", [pulled(foreign(80 + number, f"case-{number}"), number) for number in (1, 2)])
        return digests[0], digests[1]
