"""The restore guard: a database put back or cloned issues nothing and gets back what it lost."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.acts import accept
from tests.store.conftest import IDENTITY, KEY
from tests.support.store_samples import NINE, TestClock, fact, pdf
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store.backup import backup, restore
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.restore_guard import GuardPlaces
from wenling_desk.store.series import StoreIdentity

CODE_B = replace(IDENTITY, desk_code="M2AB")
CODE_C = replace(IDENTITY, desk_code="P3CD")


def opened(
    home: Path, places: GuardPlaces, identity: StoreIdentity = IDENTITY, clock: TestClock | None = None
) -> SqlStore:
    return open_store(home, KEY, identity, clock or TestClock(), places=places)


def day(home: Path, places: GuardPlaces, *numbers: int, identity: StoreIdentity = IDENTITY) -> list[str]:
    """Open, accept, close; the paper numbers."""
    store = opened(home, places, identity)
    try:
        assert not store.is_restored
        return [accept(store, number) for number in numbers]
    finally:
        store.close()


def put_back(image: Path, home: Path) -> None:
    shutil.rmtree(home)
    shutil.copytree(image, home)


def image_of(home: Path, tmp_path: Path, name: str = "image") -> Path:
    return Path(shutil.copytree(home, tmp_path / name))


def assert_locked(store: SqlStore, code: str = "K7QX") -> None:
    assert store.is_restored
    with store.unit_of_work() as unit, pytest.raises(KnownTrouble) as caught:
        unit.next_serial()
    assert (caught.value.code, caught.value.values) == ("desk_restored", {"desk_code": code})


def marks_of(store: SqlStore) -> list[dict[str, str]]:
    with store._writer.connect() as connection:
        rows = connection.exec_driver_sql("SELECT body FROM ledger WHERE kind = 'mark' ORDER BY seq").all()
    return [json.loads(row[0]) for row in rows]


def reasons_of(store: SqlStore) -> set[str]:
    return {
        reason for mark in marks_of(store) if mark["mark"] == "found_put_back" for reason in mark["reasons"].split(",")
    }


def facts_of(store: SqlStore, *numbers: int) -> list[str]:
    with store.reading() as reading:
        return [each.fact_id for number in numbers for each in reading.facts_of(f"case-{number}")]


# -- an image put back --------------------------------------------------------------------------------------


def test_an_image_put_back_is_locked_and_gets_everything_back(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    numbers = day(home, places, 1, 2)
    image = image_of(home, tmp_path)
    numbers += day(home, places, 3, 4)
    store = opened(home, places)
    wanted = facts_of(store, 1, 2, 3, 4)
    with store.reading() as reading:
        papers = {number: reading.paper(number) for number in numbers}
    store.close()
    put_back(image, home)

    store = opened(home, places)
    assert_locked(store)
    assert {"life", "mark", "journal"} <= reasons_of(store)
    assert facts_of(store, 1, 2, 3, 4) == wanted
    assert len(wanted) == 12
    report = store.check()
    assert report.ledger.is_sound
    assert report.has_sound_pages
    assert report.lost_papers == ()  # acts.fill issues papers whose facts name none of them
    assert [mark["mark"] for mark in marks_of(store)].count("journal_taken_back") == 1
    assert json.loads(store.note("returned_facts")).keys() == {"case-3", "case-4"}
    assert store.journal_trouble is None
    assert papers[numbers[0]] is not None
    store.close()

    again = opened(home, places)  # nothing new is found, and it stays locked
    assert_locked(again)
    assert len([mark for mark in marks_of(again) if mark["mark"] == "found_put_back"]) == 1
    assert facts_of(again, 1, 2, 3, 4) == wanted
    again.close()

    later = day(home, places, 5, 6, identity=CODE_B)
    assert not {*numbers} & {*later}
    assert later == ["331081-26-M2AB-000001-A", "331081-26-M2AB-000002-A"]
    assert_locked_code(home, places, IDENTITY)


def assert_locked_code(home: Path, places: GuardPlaces, identity: StoreIdentity) -> None:
    store = opened(home, places, identity)
    assert_locked(store, identity.desk_code)
    store.close()


def test_papers_come_back_with_their_printing_and_their_kept_pdf(
    home: Path, places: GuardPlaces, tmp_path: Path
) -> None:
    import hashlib

    from tests.support.store_samples import paper

    day(home, places, 1)
    database = [file for file in home.iterdir() if file.name.startswith("desk.db")]
    image = tmp_path / "image"
    image.mkdir()
    for file in database:
        shutil.copyfile(file, image / file.name)
    store = opened(home, places)
    kept, gone = pdf("kept"), pdf("gone")
    with store.unit_of_work() as unit:
        for serial, content in ((2, kept), (3, gone), (4, pdf("void"))):
            number = f"331081-26-K7QX-{serial:06d}-A"
            unit.next_serial()
            digest = hashlib.sha256(content).hexdigest()
            body = {"number": number, "paper_kind": "acceptance_notice", "sha256": digest, "copies": 2}
            unit.append([fact(serial * 100, "case-9", f"issue-{serial}", "PaperIssued", body)])
            unit.add_paper(paper(number, content, record_id="case-9"), content)
        unit.commit()
    numbers = [f"331081-26-K7QX-{serial:06d}-A" for serial in (2, 3, 4)]
    with store.unit_of_work() as unit:
        acts = [
            fact(501, "case-9", "print", "PaperPrinted", {"number": numbers[0]}),
            fact(502, "case-9", "again", "PaperReprinted", {"number": numbers[0], "count": 2}),
            fact(503, "case-9", "void", "PaperVoided", {"number": numbers[2], "reason": "错字"}),
        ]
        unit.append(acts)
        unit.commit()
    missing = home / "papers" / store._files.name(hashlib.sha256(gone).hexdigest())
    store.close()
    missing.unlink()
    for file in [file for file in home.iterdir() if file.name.startswith("desk.db")]:
        file.unlink()
    for file in image.iterdir():  # only the database was put back, by a helpful hand; the kept files are newer
        shutil.copyfile(file, home / file.name)

    store = opened(home, places)
    assert_locked(store)
    with store.reading() as reading:
        first, second, third = (reading.paper(number) for number in numbers)
        assert first is not None
        assert second is not None
        assert third is not None
        assert (first.printed_at, first.reprints, first.copies) == (acts[0].at, 2, 2)
        assert reading.paper_pdf(numbers[0]) == kept
        assert (second.printed_at, second.record_id) == (None, "case-9")
        with pytest.raises(KnownTrouble) as caught:
            reading.paper_pdf(numbers[1])
        assert caught.value.code == "paper_file_missing"
        assert (third.voided_at, third.void_reason) == (acts[2].at, "错字")
        assert reading.record_of_number(numbers[1]) == "case-9"
        assert [paper.number for paper in reading.papers_to_print()][-1:] == [numbers[1]]
    report = store.check()
    assert report.ledger.is_sound
    assert report.lost_papers == (numbers[1],)
    store.close()


def test_without_the_journal_the_mark_alone_locks(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    day(home, places, 1)
    image = image_of(home, tmp_path)
    day(home, places, 2)
    put_back(image, home)
    places.journal.rename(tmp_path / "pocket")
    store = opened(home, places)
    assert_locked(store)
    assert store.journal_trouble is not None
    store.close()
    day(home, places, 7, identity=CODE_B)
    (tmp_path / "pocket").rename(places.journal)  # the stick is found, days later
    store = opened(home, places, CODE_B)
    assert not store.is_restored  # what it holds is of a code that is retired already
    assert len(facts_of(store, 1, 2, 7)) == 9
    assert accept(store, 8) == "331081-26-M2AB-000002-A"
    assert store.journal_trouble is None
    store.close()
    assert len(day(home, places, 9, identity=CODE_B)) == 1


def test_without_the_mark_the_journal_alone_locks(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    day(home, places, 1)
    image = image_of(home, tmp_path)
    day(home, places, 2)
    put_back(image, home)
    shutil.rmtree(places.state)
    store = opened(home, places)
    assert_locked(store)
    assert reasons_of(store) == {"journal"}
    assert len(facts_of(store, 1, 2)) == 6
    store.close()


def test_an_image_of_the_same_life_is_found_by_the_mark_of_the_orderly_end(
    home: Path, places: GuardPlaces, tmp_path: Path
) -> None:
    day(home, places, 1)
    store = opened(home, places)
    image = image_of(home, tmp_path)
    accept(store, 2)
    store.close()
    put_back(image, home)
    shutil.rmtree(places.journal)
    places.journal.mkdir()
    store = opened(home, places)
    assert_locked(store)
    assert reasons_of(store) == {"mark"}
    store.close()
    assert len(day(home, places, 3, identity=CODE_B)) == 1
    day(home, places, 4, identity=CODE_B)  # found once, and never again


def test_a_code_the_lost_life_had_is_not_new(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    day(home, places, 1)
    image = image_of(home, tmp_path)
    lost = day(home, places, 2, 3, identity=CODE_B)
    put_back(image, home)
    store = opened(home, places, CODE_B)  # the settings are newer than the database
    assert_locked(store, "M2AB")
    store.close()
    put_back(image, home)
    places.journal.rename(tmp_path / "pocket")
    store = opened(home, places, CODE_B)  # known from the mark alone
    assert_locked(store, "M2AB")
    store.close()
    fresh = day(home, places, 4, identity=CODE_C)
    assert not {*lost} & {*fresh}


def test_an_image_put_back_twice(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    first = day(home, places, 1)
    image = image_of(home, tmp_path)
    first += day(home, places, 2)
    put_back(image, home)
    assert_locked_code(home, places, IDENTITY)
    second = day(home, places, 3, identity=CODE_B)
    put_back(image, home)
    store = opened(home, places, CODE_B)
    assert_locked(store, "M2AB")
    assert len(facts_of(store, 1, 2, 3)) == 9
    store.close()
    third = day(home, places, 4, identity=CODE_C)
    assert len({*first, *second, *third}) == 4


def test_a_restored_backup_gets_back_what_came_after_it(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    store = opened(home, places)
    accept(store, 1)
    backup(store, tmp_path / "backup", NINE)
    accept(store, 2)
    store.close()
    shutil.rmtree(home)
    restore(tmp_path / "backup", home, KEY, NINE)
    store = opened(home, places)
    assert_locked(store)
    assert len(facts_of(store, 1, 2)) == 6
    assert store.check().ledger.is_sound
    store.close()


def test_a_code_that_is_new_needs_no_second_start(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    day(home, places, 1)
    image = image_of(home, tmp_path)
    day(home, places, 2)
    put_back(image, home)
    assert day(home, places, 3, identity=CODE_B) == ["331081-26-M2AB-000001-A"]


# -- copies -------------------------------------------------------------------------------------------------


def test_a_clone_on_a_second_machine_is_locked_and_the_first_goes_on(
    home: Path, places: GuardPlaces, tmp_path: Path
) -> None:
    first = day(home, places, 1)
    clone = image_of(home, tmp_path, "clone")
    second_machine = replace(places, state=tmp_path / "state-2", machine="machine-2", volume="volume-2")
    first += day(home, places, 2)
    store = opened(clone, second_machine)
    assert_locked(store)
    assert reasons_of(store) == {"machine", "volume"}
    assert len(facts_of(store, 1, 2)) == 6  # the first machine may be the one that died
    store.close()
    assert_locked_code(clone, second_machine, IDENTITY)
    second = day(clone, second_machine, 21, identity=CODE_B)
    first += day(home, places, 3)
    second += day(clone, second_machine, 22, identity=CODE_B)
    first += day(home, places, 4)
    assert len({*first, *second}) == 6


def test_a_copy_on_another_volume_of_the_same_machine(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    day(home, places, 1)
    copy = image_of(home, tmp_path, "copy")
    store = opened(copy, replace(places, volume="volume-2"))
    assert_locked(store)
    assert reasons_of(store) == {"volume"}
    store.close()


def test_two_copies_are_not_open_at_once(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    day(home, places, 1)
    copy = image_of(home, tmp_path, "copy")
    store = opened(home, places)
    with pytest.raises(KnownTrouble) as caught:
        opened(copy, replace(places, journal=tmp_path / "other-stick", makes_journal=True))
    assert (caught.value.code, caught.value.values) == ("already_running", {"folder": str(copy)})
    store.close()


def test_of_two_copies_only_the_one_that_worked_on_issues(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    day(home, places, 1)
    copy = image_of(home, tmp_path, "copy")
    beside = replace(places, journal=tmp_path / "other-stick", makes_journal=True)
    day(copy, beside, 2)
    store = opened(home, places)
    assert_locked(store)
    assert reasons_of(store) == {"life", "mark"}
    store.close()


def test_the_journal_comes_back_while_a_database_put_back_works(
    home: Path, places: GuardPlaces, tmp_path: Path
) -> None:
    day(home, places, 1)
    image = image_of(home, tmp_path)
    day(home, places, 2)
    put_back(image, home)
    shutil.rmtree(places.state)
    places.journal.rename(tmp_path / "pocket")
    store = opened(home, places)
    assert not store.is_restored  # nobody can know
    accept(store, 31)
    (tmp_path / "pocket").rename(places.journal)
    accept(store, 32)
    assert_locked(store)
    trouble = store.journal_trouble
    assert trouble is not None
    assert trouble.code == "journal_ahead"
    store.close()
    store = opened(home, places)
    assert_locked(store)
    assert len(facts_of(store, 1, 31, 32)) == 9
    assert len(set(facts_of(store, 2))) == 3
    store.close()
