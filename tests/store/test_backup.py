"""Back up, destroy, restore elsewhere, verify; and refuse every backup that is not whole."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.acts import accept, fill
from tests.store.conftest import IDENTITY, KEY, Opener
from tests.support.store_samples import NINE, TODAY, draft
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.store import backup as backups
from wenling_desk.store import engine, kept_files
from wenling_desk.store.backup import Manifest, backup, check_backup, restore
from wenling_desk.store.desk_store import SqlStore
from wenling_desk.store.series import StoreIdentity
from wenling_desk.use_cases.ports import WorkQuery

NEW_CODE = StoreIdentity("331081", "M2AB", "device-1")


@pytest.fixture
def kept(store: SqlStore, tmp_path: Path) -> Path:
    """A backup of a desk with three cases, a draft and key files; the desk goes on afterwards."""
    (store.home / "keys.json").write_text("slots")
    (store.home / "keys.copy.json").write_text("slots")
    (store.home / "settings.toml").write_text('hall_name = "大厅"', encoding="utf-8")
    for number in range(3):
        accept(store, number)
    with store.unit_of_work() as unit:
        unit.save_draft(draft())
        unit.commit()
    target = tmp_path / "外置 盘" / "backup-1"
    backup(store, target, NINE)
    accept(store, 3)
    return target


def test_the_drill(store: SqlStore, kept: Path, opened: Opener, tmp_path: Path) -> None:
    asked = _everything(store)
    store.close()
    shutil.rmtree(store.home)
    other = tmp_path / "another machine" / "home"
    manifest = restore(kept, other, KEY, NINE)
    restored = opened(identity=NEW_CODE, folder=other)
    assert restored.check().is_sound
    with restored.reading() as reading:
        assert reading.worklist(WorkQuery()).total == 3
        assert reading.counts(TODAY) == {"received": 3}
        assert reading.drafts() == (draft(),)
    assert {record: facts for record, facts in asked.items() if record != "case-3"} == _everything(restored)
    for name in ("keys.json", "keys.copy.json", "settings.toml"):
        assert (other / name).read_bytes()
    assert manifest.counts["facts"] == 9
    assert manifest.device == "device-1"


def test_a_backup_holds_the_moment_it_was_made(kept: Path) -> None:
    manifest = check_backup(kept)
    assert manifest.counts == {"facts": 9, "ledger": 13, "papers": 3, "heads": 3, "drafts": 1}
    assert manifest.ledger.seq == 13
    assert manifest.missing == ()
    assert sorted(file.name for file in kept.iterdir()) == [
        "desk.db", "keys.copy.json", "keys.json", "manifest.json", "papers", "settings.toml",
    ]  # fmt: skip
    assert (kept / engine.FILE_NAME).read_bytes()[:16] == KEY[32:]


def test_a_restored_desk_issues_nothing_under_its_old_code(kept: Path, opened: Opener, tmp_path: Path) -> None:
    home = tmp_path / "restored"
    restore(kept, home, KEY, NINE)
    for _ in range(2):  # also after closing and opening again
        store = opened(folder=home)
        assert store.is_restored
        with store.unit_of_work() as unit, pytest.raises(KnownTrouble) as trouble:
            unit.next_serial()
        assert trouble.value.code == "desk_restored"
        assert trouble.value.values == {"desk_code": "K7QX"}
        with store.reading() as reading:  # looking goes on
            assert reading.worklist(WorkQuery()).total == 3
        store.close()
    fresh = opened(identity=NEW_CODE, folder=home)
    assert not fresh.is_restored
    assert fresh.epoch == 2
    accept(fresh, 77)
    fresh.close()
    again = opened(identity=NEW_CODE, folder=home)
    assert not again.is_restored
    with again.unit_of_work() as unit:
        assert unit.next_serial() == 2
    marks = [json.loads(body)["mark"] for body in _mark_bodies(again)]
    assert marks == ["desk_code_taken", "restored", "desk_code_taken"]


def test_work_goes_on_during_a_backup(store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    accept(store, 1)
    original = backups._copy
    done: list[int] = []

    def copy_while_working(source: Path, target: Path) -> str:
        accept(store, 100 + len(done))
        done.append(1)
        return original(source, target)

    monkeypatch.setattr(backups, "_copy", copy_while_working)
    backup(store, tmp_path / "backup", NINE)
    assert done
    assert check_backup(tmp_path / "backup").counts["facts"] == 3
    restore(tmp_path / "backup", tmp_path / "restored", KEY, NINE)


def test_a_kept_file_that_was_lost_is_named(store: SqlStore, tmp_path: Path) -> None:
    accept(store, 1)
    next((store.home / kept_files.FOLDER).iterdir()).unlink()
    manifest = backup(store, tmp_path / "backup", NINE)
    assert len(manifest.missing) == 1
    restore(tmp_path / "backup", tmp_path / "restored", KEY, NINE)


def test_targets_are_never_overwritten(store: SqlStore, kept: Path, tmp_path: Path) -> None:
    with pytest.raises(KnownTrouble, match="backup_target_not_empty"):
        backup(store, kept, NINE)
    with pytest.raises(KnownTrouble, match="restore_target_not_empty"):
        restore(kept, store.home, KEY, NINE)
    (tmp_path / "a file").write_bytes(b"")
    with pytest.raises(KnownTrouble, match="backup_target_not_empty"):
        backup(store, tmp_path / "a file", NINE)
    (tmp_path / "empty").mkdir()
    backup(store, tmp_path / "empty", NINE)
    (tmp_path / "empty too").mkdir()
    restore(tmp_path / "empty", tmp_path / "empty too", KEY, NINE)


def test_a_practice_desk_in_the_home_is_kept(
    kept: Path, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "restored"
    for name in ("practice", "cache"):
        (home / name).mkdir(parents=True)
        (home / name / "file").write_text(name)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "rmdir", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
        with pytest.raises(KnownTrouble, match="disk_full"):
            restore(kept, home, KEY, NINE)
    assert sorted(entry.name for entry in home.iterdir()) == ["cache", "practice"]
    restore(kept, home, KEY, NINE)
    assert (home / "practice" / "file").read_text() == "practice"
    assert opened(folder=home).is_restored


def _flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def _edit_manifest(folder: Path, change: Callable[[Manifest], Manifest]) -> None:
    manifest = change(check_backup(folder))
    (folder / backups.MANIFEST).write_bytes(backups._to_json(manifest))


def _change_count(folder: Path) -> None:
    _edit_manifest(folder, lambda m: replace(m, counts={**m.counts, "facts": 8}))


def _point_outside(folder: Path) -> None:
    digest = backups._digest(folder / "keys.json")
    _edit_manifest(folder, lambda m: replace(m, files={**m.files, "../../keys.json": digest}))


def _forget_papers(folder: Path) -> None:
    _edit_manifest(folder, lambda m: replace(m, files={n: d for n, d in m.files.items() if "papers" not in n}))


def _exchange_database(folder: Path) -> None:
    """A database of the right key, but not the one of the manifest."""
    (folder / engine.FILE_NAME).unlink()
    driver = engine.open_alone(folder / engine.FILE_NAME, KEY)
    driver.execute("CREATE TABLE meta (name, value)")
    driver.close()
    digest = backups._digest(folder / engine.FILE_NAME)
    (folder / backups.MANIFEST).write_text(
        (folder / backups.MANIFEST).read_text().replace(_listed(folder, engine.FILE_NAME), digest)
    )


def _link_a_file(folder: Path) -> None:
    target = folder.parent / "elsewhere"
    (folder / "keys.json").rename(target)
    (folder / "keys.json").symlink_to(target)


def _cut_ledger(folder: Path) -> None:
    """One entry less, manifest and counts adapted: the chain and its head tell."""
    driver = engine.open_alone(folder / engine.FILE_NAME, KEY)
    driver.execute("DROP TRIGGER ledger_keep_delete")
    driver.execute("DELETE FROM ledger WHERE seq = 13")
    driver.close()
    old = _listed(folder, engine.FILE_NAME)
    text = (folder / backups.MANIFEST).read_text()
    text = text.replace(old, backups._digest(folder / engine.FILE_NAME)).replace('"ledger": 13', '"ledger": 12')
    (folder / backups.MANIFEST).write_text(text)


def _listed(folder: Path, name: str) -> str:
    return str(json.loads((folder / backups.MANIFEST).read_bytes())["files"][name])


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: _flip(folder / "desk.db"),
        lambda folder: _flip(folder / "keys.json"),
        lambda folder: _flip(next((folder / "papers").iterdir())),
        lambda folder: next((folder / "papers").iterdir()).unlink(),
        lambda folder: (folder / "desk.db").unlink(),
        lambda folder: (folder / "manifest.json").unlink(),
        lambda folder: (folder / "manifest.json").write_bytes(b"\xff[" * 9),
        lambda folder: (folder / "manifest.json").write_text('{"format": 1}'),
        lambda folder: (folder / "manifest.json").write_text('{"format": 1, "files": 3}'),
        _change_count,
        _point_outside,
        _forget_papers,
        _exchange_database,
        _link_a_file,
        _cut_ledger,
    ],
)
def test_a_backup_that_is_not_whole_restores_nothing(
    kept: Path, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    damage(kept)
    with pytest.raises(KnownTrouble, match="backup_damaged"):
        restore(kept, tmp_path / "restored", KEY, NINE)
    assert not (tmp_path / "restored").exists()
    assert not (tmp_path / "restored.partial").exists()


def test_a_backup_of_a_newer_program(kept: Path, tmp_path: Path) -> None:
    manifest = json.loads((kept / backups.MANIFEST).read_bytes()) | {"format": 2}
    (kept / backups.MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(KnownTrouble, match="backup_newer"):
        check_backup(kept)


def test_a_wrong_key_restores_nothing(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(KnownTrouble, match="wrong_key"):
        restore(kept, tmp_path / "restored", bytes(48), NINE)
    assert not (tmp_path / "restored").exists()


@pytest.mark.parametrize("failing_call", range(1, 9))
def test_a_disk_that_fails_on_the_way_leaves_no_half_backup(
    store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing_call: int
) -> None:
    accept(store, 1)
    calls = 0
    real = os.fsync

    def failing(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == failing_call:
            raise OSError(28, "no space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", failing)
    target = tmp_path / "backup"
    try:
        backup(store, target, NINE)
    except KnownTrouble as trouble:
        codes = [trouble.code]
    else:
        codes = []
    monkeypatch.undo()
    assert calls >= min(failing_call, 5)
    if codes:
        assert codes == ["disk_full"]
        assert not store._space.is_short  # it was the other disk that was full
    else:
        check_backup(target)
    assert not target.with_name("backup.partial").exists()
    with store.unit_of_work() as unit:
        fill(unit, 2)
        unit.commit()


def _everything(store: SqlStore) -> dict[str, object]:
    found: dict[str, object] = {}
    with store.reading() as reading:
        for row in reading.worklist(WorkQuery(limit=100)).rows:
            pdfs = [reading.paper_pdf(paper.number) for paper in reading.papers_of(row.record_id)]
            found[row.record_id] = (reading.facts_of(row.record_id), pdfs, row)
    return found


def _mark_bodies(store: SqlStore) -> list[bytes]:
    with store._readers.connect() as connection:
        rows = connection.exec_driver_sql("SELECT body FROM ledger WHERE kind = 'mark' ORDER BY seq")
        return [row.body for row in rows]


def test_the_identity_is_in_the_manifest(kept: Path) -> None:
    manifest = check_backup(kept)
    assert (manifest.region, manifest.desk_code) == (IDENTITY.region, IDENTITY.desk_code)
    assert manifest.made_at == NINE.isoformat()
