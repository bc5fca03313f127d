"""A marked person in every column and paper: no byte of the mark in any file, also after a kill and in a backup."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.store.acts import fill
from tests.store.conftest import KEY
from tests.support.store_samples import NINE, draft, head
from wenling_desk.store import desk_store
from wenling_desk.store.backup import backup
from wenling_desk.store.desk_store import SqlStore
from wenling_desk.store.unit_of_work import SqlUnitOfWork

MARK = "欧阳金丝雀"
NUMBER = "331081199912310017"
PHONE = "13800005678"


def test_a_marked_person_is_in_no_file(store: SqlStore, home: Path, tmp_path: Path) -> None:
    _write_marked_person(store)
    _assert_clean(home)  # with the log still beside the database
    backup(store, tmp_path / "backup", NINE)
    _assert_clean(tmp_path / "backup")
    store.close()
    _assert_clean(home)


def test_a_marked_person_is_in_no_trace_of_a_damaged_desk(store: SqlStore, home: Path) -> None:
    from wenling_desk.store import health

    _write_marked_person(store)
    health.set_aside(home)
    assert list((home / "quarantine").glob("*/desk.db"))
    _assert_clean(home)


def test_the_canary_sings() -> None:
    """The search itself finds the mark in every form it looks for."""
    for needle in _needles():
        assert _found_in(b"x" + needle + b"y")
    assert not _found_in(b"nothing")


def test_nothing_says_the_key_or_the_person(store: SqlStore, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), store.unit_of_work() as unit:
        _fill_marked(unit)
        shown = [repr(each) for each in (unit, unit._gathered.entries, store, store._workshop, store._files)]
        unit.commit()
    for text in [*shown, caplog.text]:
        assert not _found_in(text.encode())
        assert KEY.hex() not in text
        assert repr(KEY) not in text


def test_a_file_name_does_not_tell_the_document(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        number = fill(unit, 1)
        unit.commit()
    with store.reading() as reading:
        paper = reading.paper(number)
    assert paper is not None
    names = [path.name for path in (store.home / "papers").iterdir()]
    assert len(names) == 1
    assert paper.sha256[:8] not in names[0]


def _write_marked_person(store: SqlStore) -> None:
    with store.unit_of_work() as unit:
        _fill_marked(unit)
        unit.commit()


def _fill_marked(unit: SqlUnitOfWork) -> None:
    body = {"name": MARK, "number": NUMBER, "phone": PHONE}
    fill(unit, 1, body, f"%PDF {MARK} {NUMBER} {PHONE}".encode())
    key = unit.subject_key(NUMBER)
    unit.save_heads("case-2", [head("case-2", applicant=MARK, item_name=MARK, number=NUMBER, subject_key=key)])
    unit.save_draft(draft(title=MARK, sheet=body))


def _needles() -> list[bytes]:
    encodings = ("utf-8", "utf-16-le", "gb18030")
    texts = [MARK, NUMBER, PHONE, NUMBER[-8:]]
    found = {text.encode(encoding) for text in texts for encoding in encodings}
    return [*found, MARK.encode("unicode_escape"), MARK.encode("utf-8").hex().encode()]


def _found_in(raw: bytes) -> list[bytes]:
    return [needle for needle in _needles() if needle in raw]


def _assert_clean(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "desk.db" for path in files)
    assert any(path.parent.name == "papers" for path in files)
    for path in files:
        assert not _found_in(path.read_bytes()), path
        assert not _found_in(str(path.relative_to(folder)).encode()), path
    assert desk_store.BORN in {path.name for path in files} or folder.name == "backup"
