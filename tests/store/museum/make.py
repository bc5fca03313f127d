"""Make the exhibit of the schema version in force: run once when a version is released, and commit what it made.

``python -m tests.store.museum.make`` writes ``tests/store/museum/v<version>``. An exhibit is never made again: it is
a database as a program of that time left it, and every later program must open it.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

from tests.store.acts import accept
from tests.store.conftest import IDENTITY, KEY
from tests.support.store_samples import NINE, TODAY, TestClock, draft, errand, fact, look
from tests.support.sync_samples import ENROLMENT, foreign, pulled, trouble
from wenling_desk.domain.figures import FigureRow
from wenling_desk.store import disk_space, schema
from wenling_desk.store.desk_lock import FILE_NAME as LOCK
from wenling_desk.store.desk_store import open_store
from wenling_desk.use_cases.sync_ports import HallHeads, HeldRow

MUSEUM = Path(__file__).parent
NUMBER = "ZJ3310812026112400017"
OTHER_NUMBER = "331081-26-W3RT-000009-L"
SCAN = b"\x89PNG of case-0"
ACKED = 9
"""The mark of the desk code and two cases of three facts and a look each."""

WAITING = errand("case-1", "unsigned", "L-1", number="L-1")
"""From version 3 on."""

COUNTED = FigureRow("received", TODAY, "H1", {"department": "SCJG"}, 1, 28)
"""From version 4 on, as is what a list of a ledger finds the case by."""

BODY = {"name": "测试人甲", "rare": "𬱖䶮㛃𠅤", "of_a_later_program": {"kept": [1, 2.5, None, True]}}


def make(target: Path) -> None:
    """Three cases with papers, a look, an official number, a draft, an errand, a row of figures and a fact of an
    unknown kind; an enrolment, the first case confirmed with a fact of another desk in it, a case of another desk, a
    scan half sent, and a trouble.
    """
    with tempfile.TemporaryDirectory() as name:
        home = Path(name, "home")
        store = open_store(home, KEY, IDENTITY, TestClock())
        for number in range(3):
            accept(store, number, BODY)
        with store.unit_of_work() as unit:
            unit.append([
                fact(900, "case-1", kind="OfficialNumberRecorded", body={"number": NUMBER}),
                fact(901, "case-2", kind="OfALaterProgram", version=9, body=BODY),
            ])  # fmt: skip
            unit.add_look(look("case-2"))
            unit.save_draft(draft())
            unit.save_errands("case-1", [WAITING])
            unit.save_figures("case-1", [COUNTED])
            unit.save_marks("case-1", "key_log", [("size", "large")])
            unit.commit()
        with store.sync_unit() as unit:
            unit.keep_enrolment(ENROLMENT)
            unit.note_centre("life-1", 17)
            unit.add_scan("case-0", SCAN, "image/png")
            unit.acknowledge(ACKED)
            unit.confirm(["command-0"])
            unit.add_pulled([pulled(foreign(70, "case-0"), 2), pulled(fact(0, "case-0", "command-0", body=BODY), 1)])
            unit.add_pulled([pulled(foreign(71, "case-8", kind="PaperIssued", body={"number": OTHER_NUMBER}), 1)])
            unit.save_hall_heads(HallHeads("case-1", 3, (), scans_missing=2, duplicates=("case-8",)))
            unit.need_attention(trouble(op_id="command-1", record_id="case-1"))
            unit.save_cursor("hall:wl-01", 41)
            unit.hold(HeldRow("hall:wl-01", 40, "kind", b"of a later centre"))
            unit.commit()
        with store.sync_unit() as unit:
            unit.blob_progress(hashlib.sha256(SCAN).hexdigest(), 4, complete=False, at=NINE)
            unit.commit()
        store.close()
        shutil.copytree(home, target, ignore=shutil.ignore_patterns(disk_space.FILE_NAME, LOCK))


if __name__ == "__main__":
    exhibit = MUSEUM / f"v{schema.SCHEMA_VERSION}"
    if exhibit.exists():
        sys.exit(f"{exhibit.name} is there; an exhibit is never made again")
    make(exhibit)
