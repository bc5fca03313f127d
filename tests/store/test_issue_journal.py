"""The issue journal: what it holds, how it ends, what it refuses, and that it never stops the clerk."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.acts import accept, fill
from tests.store.conftest import IDENTITY, KEY
from tests.store.test_privacy import MARK, NUMBER, PHONE, _found_in
from tests.support.store_samples import NINE, TestClock
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import issue_journal, journal_feed, journal_file
from wenling_desk.store.derived_keys import derive
from wenling_desk.store.desk_store import SqlStore, open_store
from wenling_desk.store.issue_journal import IssueJournal, JournalEntry, JournalPoint, JournalRecord
from wenling_desk.store.journal_file import FrameSeal, JournalFile, Tail, read_frames
from wenling_desk.store.restore_guard import GuardPlaces

GUID = "0123456789abcdef0123456789abcdef"
START = JournalPoint(0, "00" * 32)


def opened(home: Path, places: GuardPlaces, clock: TestClock | None = None) -> SqlStore:
    return open_store(home, KEY, IDENTITY, clock or TestClock(), places=places)


def journal_of(store: SqlStore, places: GuardPlaces, key: bytes = KEY, guid: str = "") -> IssueJournal:
    return IssueJournal(places.journal, key, guid or guid_of(store), places.machine)


def guid_of(store: SqlStore) -> str:
    with store._writer.connect() as connection:
        return str(connection.exec_driver_sql("SELECT value FROM meta WHERE name = 'database_guid'").scalar())


def ledger_of(store: SqlStore) -> list[tuple[str, bytes]]:
    with store._writer.connect() as connection:
        rows = connection.exec_driver_sql("SELECT entry_id, body FROM ledger ORDER BY seq").all()
        return [(row[0], row[1]) for row in rows]


def entries_of(journal: IssueJournal) -> list[tuple[str, bytes]]:
    return [(entry.entry_id, entry.body) for record in journal.records() for entry in record.entries]


def files_of(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.wlj"))


def record(first: int, *bodies: str) -> JournalRecord:
    entries = tuple(JournalEntry(f"e{first + at}", "fact", "case-1", body.encode()) for at, body in enumerate(bodies))
    return JournalRecord(first, f"{first + len(bodies) - 1:064x}", 1, (), entries)


def small_journal(folder: Path, records: int = 3) -> IssueJournal:
    folder.mkdir(exist_ok=True)
    journal = IssueJournal(folder, KEY, GUID, "machine-1")
    for number in range(records):
        journal.append(record(number * 2 + 1, f'{{"a":{number}}}', '{"b":1}'), START, NINE)
    journal.let_go()
    return journal


# -- what it holds ------------------------------------------------------------------------------------------


def test_every_command_is_in_it_byte_for_byte_before_commit_returns(home: Path, places: GuardPlaces) -> None:
    store = opened(home, places)
    for number in range(3):
        accept(store, number)
        assert entries_of(journal_of(store, places)) == ledger_of(store)
    last = journal_of(store, places).last()
    assert last is not None
    assert last == JournalPoint(store.ledger_length(), store.check().ledger.head.hash)
    assert store.journal_trouble is None
    report = store.journal_report()
    assert report is not None
    assert (report.entries, report.unsound) == (store.ledger_length(), 0)
    store.close()


def test_a_command_stands_in_one_record(home: Path, places: GuardPlaces) -> None:
    store = opened(home, places)
    with store.unit_of_work() as unit:
        fill(unit, 1)
        fill(unit, 2)
        unit.commit()
    sizes = [len(each.entries) for each in journal_of(store, places).records()]
    assert sizes == [1, 8]  # the desk code taken; then everything of one commit
    store.close()


def test_a_draft_alone_writes_nothing(home: Path, places: GuardPlaces) -> None:
    from tests.support.store_samples import draft

    store = opened(home, places)
    before = [file.stat().st_size for file in files_of(places.journal)]
    with store.unit_of_work() as unit:
        unit.save_draft(draft())
        unit.commit()
    assert [file.stat().st_size for file in files_of(places.journal)] == before
    store.close()


def test_files_are_bounded_and_the_next_life_goes_on(
    home: Path, places: GuardPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue_journal, "FILE_BYTES", 1_500)
    for life in range(2):
        store = opened(home, places)
        for number in range(4):
            accept(store, life * 10 + number)
        assert entries_of(journal_of(store, places)) == ledger_of(store)
        store.close()
    files = files_of(places.journal)
    assert len(files) > 2
    assert all(file.stat().st_size < 3_000 for file in files)


def test_a_desk_that_had_no_journal_begins_one(home: Path, places: GuardPlaces) -> None:
    store = open_store(home, KEY, IDENTITY, TestClock())
    accept(store, 1)
    store.close()
    store = opened(home, places)
    assert not store.is_restored
    assert entries_of(journal_of(store, places)) == ledger_of(store)
    store.close()


def test_an_empty_journal_begins_with_the_latest_whole_commands(
    home: Path, places: GuardPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(home, KEY, IDENTITY, TestClock())
    for number in range(5):
        accept(store, number)
    store.close()
    monkeypatch.setattr(journal_feed, "FIRST_ENTRIES", 6)  # in the middle of the fourth case
    store = opened(home, places)
    written = entries_of(journal_of(store, places))
    assert written == ledger_of(store)[-len(written) :]
    assert len(written) == 5  # the look of case 3, which is a command of its own, and case 4
    store.close()


def test_more_than_one_slice_is_caught_up_command_by_command(
    home: Path, places: GuardPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(home, KEY, IDENTITY, TestClock())
    for number in range(6):
        accept(store, number)
    store.close()
    monkeypatch.setattr(journal_feed, "MOST_ENTRIES", 2)  # less than a command
    monkeypatch.setattr(journal_feed, "_RECORD_ENTRIES", 3)
    store = opened(home, places)
    for number in range(10, 13):
        accept(store, number)
        firsts = [each.entries[0].entry_id for each in journal_of(store, places).records()]
        assert all(not first.startswith("fact-") or first.endswith("0") for first in firsts)
    store.close()


# -- privacy ------------------------------------------------------------------------------------------------


def test_no_person_stands_on_the_second_path_nor_in_the_state_folder(home: Path, places: GuardPlaces) -> None:
    store = opened(home, places)
    body = {"name": MARK, "number": NUMBER, "phone": PHONE}
    with store.unit_of_work() as unit:
        fill(unit, 1, body, f"%PDF {MARK}".encode())
        unit.commit()
    assert any(MARK.encode() in body for _, body in entries_of(journal_of(store, places)))
    store.close()
    files = [path for root in (places.journal, places.state) for path in root.rglob("*") if path.is_file()]
    assert any(file.suffix == ".wlj" for file in files)
    for file in files:
        raw = file.read_bytes()
        assert not _found_in(raw)
        assert not _found_in(str(file).encode())
        assert KEY[:32] not in raw
        assert KEY.hex().encode() not in raw
        assert b"machine-1" not in raw
        assert "machine-1" not in str(file)


# -- the end of a file --------------------------------------------------------------------------------------


def test_a_tail_torn_at_any_byte_is_recognised_and_cut(tmp_path: Path) -> None:
    small_journal(tmp_path / "whole")
    (whole,) = files_of(tmp_path / "whole")
    raw = whole.read_bytes()
    seal = FrameSeal(derive(KEY, "issue-journal"), str(whole.relative_to(tmp_path / "whole"))[:-4])
    kept = read_frames(raw, seal)
    assert kept.tail is Tail.WHOLE
    last_begins = read_frames(raw[:-1], seal).size
    assert 0 < last_begins < len(raw)
    for cut in range(last_begins, len(raw)):
        for tail in (raw[:cut], raw[:cut] + bytes(len(raw) - cut)):
            found = read_frames(tail, seal)
            assert found.contents == kept.contents[:-1]
            assert found.size == last_begins
            assert found.tail is (Tail.WHOLE if len(tail) == last_begins else Tail.TORN)
            whole.write_bytes(tail)
            assert IssueJournal(tmp_path / "whole", KEY, GUID, "machine-1").last() == JournalPoint(4, f"{4:064x}")
        journal = IssueJournal(tmp_path / "whole", KEY, GUID, "machine-1")
        journal.append(record(5, '{"again":1}'), START, NINE)
        journal.let_go()
        assert [each.first for each in journal.records()] == [1, 3, 5]
        assert journal.report().unsound == 0


def test_a_new_file_cut_off_at_any_byte_is_begun_again(tmp_path: Path) -> None:
    small_journal(tmp_path / "j", 1)
    (file,) = files_of(tmp_path / "j")
    header = file.read_bytes()[: read_frames(file.read_bytes()[:-1], _seal_of(file, tmp_path / "j")).size]
    for cut in range(len(header)):
        file.write_bytes(header[:cut])
        journal = IssueJournal(tmp_path / "j", KEY, GUID, "machine-1")
        assert journal.last() is None
        journal.append(record(1, '{"a":1}'), START, NINE)
        journal.let_go()
        assert [each.first for each in journal.records()] == [1]
    assert files_of(tmp_path / "j") == [file]


def test_bytes_no_crash_leaves_behind_stay_and_a_new_file_begins(tmp_path: Path) -> None:
    journal = small_journal(tmp_path / "j")
    (file,) = files_of(tmp_path / "j")
    file.write_bytes(file.read_bytes() + b"garbage that is no frame")
    damaged = file.read_bytes()
    journal.append(record(7, '{"c":1}'), START, NINE)
    journal.let_go()
    assert file.read_bytes() == damaged
    assert [each.first for each in journal.records()] == [1, 3, 5, 7]
    assert journal.report().unsound == 1


def test_a_record_garbled_in_the_middle_costs_itself_only(tmp_path: Path) -> None:
    journal = small_journal(tmp_path / "j")
    (file,) = files_of(tmp_path / "j")
    raw = bytearray(file.read_bytes())
    sizes = [read_frames(bytes(raw[:end]), _seal_of(file, tmp_path / "j")).size for end in range(len(raw) + 1)]
    second = sorted(set(sizes))[-3]
    raw[second + 40] ^= 1
    file.write_bytes(raw)
    assert [each.first for each in journal.records()] == [1, 5]
    assert journal.report().unsound == 1
    assert journal.last() == JournalPoint(6, f"{6:064x}")


def _seal_of(file: Path, folder: Path) -> FrameSeal:
    return FrameSeal(derive(KEY, "issue-journal"), str(file.relative_to(folder))[:-4])


_SEAL = FrameSeal(bytes(32), "place")


def _written(contents: list[bytes], folder: Path) -> bytes:
    path = folder / "file"
    file = JournalFile.made(path, _SEAL, contents[0])
    for content in contents[1:]:
        file.append(content)
    file.close()
    return path.read_bytes()


@settings(max_examples=150)
@given(data=st.data())
def test_whatever_the_bytes_are_nothing_is_read_that_was_not_written(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    contents = data.draw(st.lists(st.binary(max_size=30), min_size=1, max_size=4))
    raw = bytearray(_written(contents, tmp_path_factory.mktemp("j")))
    assert list(read_frames(bytes(raw), _SEAL).contents) == contents
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(raw)))
        match data.draw(st.sampled_from(["flip", "cut", "insert", "repeat", "zero"])):
            case "flip" if at < len(raw):
                raw[at] ^= data.draw(st.integers(1, 255))
            case "cut":
                del raw[at : at + data.draw(st.integers(1, 60))]
            case "insert":
                raw[at:at] = data.draw(st.binary(min_size=1, max_size=20))
            case "repeat":
                raw[at:at] = raw[:at]
            case "zero":
                raw[at:] = bytes(len(raw) - at)
    found = read_frames(bytes(raw), _SEAL)
    assert found.size <= len(raw)
    rest = iter(contents)
    assert all(each in rest for each in found.contents)  # in order, each once at most


@given(raw=st.binary(max_size=400))
def test_any_bytes_at_all_are_read_without_an_error(raw: bytes) -> None:
    assert read_frames(raw, _SEAL).contents == ()
    assert read_frames(journal_file.MAGIC + raw, _SEAL).contents == ()


# -- what is refused ----------------------------------------------------------------------------------------


def test_a_wrong_key_another_database_and_another_machine_read_nothing(tmp_path: Path) -> None:
    small_journal(tmp_path / "j")
    (file,) = files_of(tmp_path / "j")
    with pytest.raises(KnownTrouble) as caught:
        list(IssueJournal(tmp_path / "j", bytes(48), GUID, "machine-1").records(every_machine=True))
    assert caught.value.code == "journal_foreign"
    other = GUID[::-1]
    assert IssueJournal(tmp_path / "j", KEY, other, "machine-1").last() is None
    shutil.copytree(tmp_path / "j" / GUID, tmp_path / "j" / other)
    with pytest.raises(KnownTrouble) as caught:
        IssueJournal(tmp_path / "j", KEY, other, "machine-1").last()
    assert caught.value.code == "journal_foreign"
    second = IssueJournal(tmp_path / "j", KEY, GUID, "machine-2")
    assert second.last() is None
    second_folder = tmp_path / "j" / GUID / second._machine
    shutil.copytree(file.parent, second_folder)
    with pytest.raises(KnownTrouble):
        second.last()


def test_a_journal_of_another_database_is_refused_and_left_alone(home: Path, places: GuardPlaces) -> None:
    store = opened(home, places)
    accept(store, 1)
    guid = guid_of(store)
    store.close()
    other = small_journal(places.journal.parent / "other")
    (mine,), (foreign,) = files_of(places.journal), files_of(places.journal.parent / "other")
    shutil.copyfile(foreign, mine)
    store = opened(home, places)
    trouble = store.journal_trouble
    assert trouble is not None
    assert trouble.code == "journal_foreign"
    assert not store.is_restored
    accept(store, 2)  # the clerk goes on
    assert mine.read_bytes() == foreign.read_bytes()
    store.close()
    assert guid != GUID
    assert other.last() is not None


# -- the second path goes and comes back --------------------------------------------------------------------


def test_the_stick_is_pulled_and_put_back(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    store = opened(home, places)
    accept(store, 1)
    places.journal.rename(tmp_path / "pocket")
    for number in (2, 3):
        accept(store, number)
        trouble = store.journal_trouble
        assert trouble is not None
        assert (trouble.code, trouble.values["folder"]) == ("journal_unreachable", str(places.journal))
    assert not places.journal.exists()  # an empty mount point is not the stick
    (tmp_path / "pocket").rename(places.journal)
    accept(store, 4)
    assert store.journal_trouble is None
    assert entries_of(journal_of(store, places)) == ledger_of(store)
    store.close()


def test_the_stick_is_away_when_the_desk_opens(home: Path, places: GuardPlaces, tmp_path: Path) -> None:
    opened(home, places).close()
    places.journal.rename(tmp_path / "pocket")
    store = opened(home, places)
    assert not store.is_restored
    accept(store, 1)
    store.close()
    (tmp_path / "pocket").rename(places.journal)
    store = opened(home, places)
    assert (store.journal_trouble, store.is_restored) == (None, False)
    assert entries_of(journal_of(store, places)) == ledger_of(store)
    store.close()


def test_a_folder_that_swallows_writes_is_noticed(home: Path, places: GuardPlaces) -> None:
    store = opened(home, places)
    shutil.rmtree(places.journal)  # the open file still takes bytes
    places.journal.mkdir()
    accept(store, 1)
    accept(store, 2)
    assert store.journal_trouble is None
    assert entries_of(journal_of(store, places)) == ledger_of(store)
    store.close()


@pytest.mark.parametrize(("number", "code"), [(28, "journal_full"), (5, "journal_unreachable")])
def test_a_stick_that_fails_in_the_middle_of_a_record(
    home: Path, places: GuardPlaces, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    store = opened(home, places)
    accept(store, 1)
    fsync, files = os.fsync, {file.stat().st_ino for file in files_of(places.journal)}

    def failing(descriptor: int) -> None:
        if os.fstat(descriptor).st_ino in files:
            os.ftruncate(descriptor, os.fstat(descriptor).st_size - 7)
            raise OSError(number, "injected")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    accept(store, 2)
    trouble = store.journal_trouble
    assert trouble is not None
    assert trouble.code == code
    monkeypatch.setattr(os, "fsync", fsync)
    accept(store, 3)
    assert store.journal_trouble is None
    assert entries_of(journal_of(store, places)) == ledger_of(store)
    store.close()


class SlowTime:
    """A second goes by at every look at the clock."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        self.now += 1.0
        return self.now


def test_a_slow_share_costs_its_seconds_once(
    home: Path, places: GuardPlaces, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = opened(home, places)
    places.journal.rename(tmp_path / "pocket")
    clock, tries, require = SlowTime(), [], IssueJournal._require_folder

    def counted(journal: IssueJournal) -> None:
        tries.append(clock.now)
        require(journal)

    monkeypatch.setattr(journal_feed, "time", clock)
    monkeypatch.setattr(IssueJournal, "_require_folder", counted)
    for number in range(1, 4):
        accept(store, number)
    assert len(tries) == 1
    (tmp_path / "pocket").rename(places.journal)
    clock.now += 300
    accept(store, 4)
    assert store.journal_trouble is None
    assert entries_of(journal_of(store, places)) == ledger_of(store)
    store.close()


# -- pruning ------------------------------------------------------------------------------------------------


def _fill_files(home: Path, places: GuardPlaces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issue_journal, "FILE_BYTES", 600)
    store = opened(home, places)
    for number in range(4):
        accept(store, number)
    store.close()
    assert len(files_of(places.journal)) >= 4


def _age(home: Path, places: GuardPlaces, days: float, state: str = "") -> list[str]:
    """Open at a later day, with an entry of that day; the oldest files afterwards."""
    clock = TestClock(NINE + timedelta(days=days))
    store = opened(home, places, clock)
    with store._writer.connect() as connection:
        if state:
            connection.exec_driver_sql(f"UPDATE ledger SET state = '{state}'")
    with store.unit_of_work() as unit:
        from tests.support.store_samples import look

        unit.add_look(replace(look(), at=clock.moment))
        unit.commit()
    store.close()
    opened(home, places, clock).close()
    return [file.stem for file in files_of(places.journal)][:2]


def test_old_entries_go_and_the_last_file_stays(
    home: Path, places: GuardPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill_files(home, places, monkeypatch)
    assert _age(home, places, 399) == ["000001", "000002"]
    left = _age(home, places, 402)
    assert left
    assert left[0] > "000003"
    store = opened(home, places, TestClock(NINE + timedelta(days=402)))
    assert (store.is_restored, store.journal_trouble) == (False, None)
    store.close()


def test_what_the_centre_confirmed_goes_after_thirty_days(
    home: Path, places: GuardPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill_files(home, places, monkeypatch)
    assert _age(home, places, 20, "acked") == ["000001", "000002"]
    assert _age(home, places, 21, "confirmed") == ["000001", "000002"]  # seen confirmed today for the first time
    assert _age(home, places, 50) == ["000001", "000002"]
    assert _age(home, places, 53)[0] > "000003"


def test_a_clock_set_years_ahead_empties_nothing(
    home: Path, places: GuardPlaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fill_files(home, places, monkeypatch)
    before = files_of(places.journal)
    opened(home, places, TestClock(NINE + timedelta(days=5_000))).close()
    assert files_of(places.journal)[: len(before)] == before


def test_the_state_file_says_nothing_to_another_key(home: Path, places: GuardPlaces) -> None:
    from wenling_desk.store.high_water import HighWater

    store = opened(home, places)
    guid = guid_of(store)
    store.close()
    assert HighWater(places.state, KEY, guid).read() is not None
    assert HighWater(places.state, bytes(48), guid).read() is None
    (file,) = places.state.rglob("high-water.json")
    plain = json.loads(file.read_bytes())
    plain["mark"]["point"]["seq"] = 0
    file.write_text(json.dumps(plain))
    assert HighWater(places.state, KEY, guid).read() is None
