"""Make the exhibit of the schema version in force: run once when a version is released, and commit what it made.

``python -m tests.store.museum.make`` writes ``tests/store/museum/v<version>``. An exhibit is never made again: it is
a database as a program of that time left it, and every later program must open it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.store.acts import accept
from tests.store.conftest import IDENTITY, KEY
from tests.support.store_samples import TestClock, draft, fact, look
from wenling_desk.store import disk_space, schema
from wenling_desk.store.desk_lock import FILE_NAME as LOCK
from wenling_desk.store.desk_store import open_store

MUSEUM = Path(__file__).parent
NUMBER = "ZJ3310812026112400017"
BODY = {"name": "测试人甲", "rare": "𬱖䶮㛃𠅤", "of_a_later_program": {"kept": [1, 2.5, None, True]}}


def make(target: Path) -> None:
    """Three cases with papers, a look, an official number, a draft and a fact of an unknown kind."""
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
            unit.commit()
        store.close()
        shutil.copytree(home, target, ignore=shutil.ignore_patterns(disk_space.FILE_NAME, LOCK))


if __name__ == "__main__":
    exhibit = MUSEUM / f"v{schema.SCHEMA_VERSION}"
    if exhibit.exists():
        sys.exit(f"{exhibit.name} is there; an exhibit is never made again")
    make(exhibit)
