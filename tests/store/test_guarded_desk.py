"""A whole desk whose home was put back: lists, figures and numbers afterwards, and the commands for the journal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.test_restore_guard import image_of, put_back
from wenling_desk import bootstrap
from wenling_desk.bootstrap import OpenDesk, guard_places
from wenling_desk.cli import main
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.domain.intake import IntakeSheet
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.party import Party, PartyKind
from wenling_desk.security import keys
from wenling_desk.security.slots import Argon2Cost
from wenling_desk.settings import Settings
from wenling_desk.use_cases.changes import Changes
from wenling_desk.use_cases.ports import WorkQuery
from wenling_desk.use_cases.take_in import TakeIn


def _take_in(desk: OpenDesk, name: str) -> Changes:
    party = Party("p1", "applicant", PartyKind.NATURAL_PERSON, name, identity_number="331081198511120410")
    catalogue = desk.current.catalogue()
    materials = {
        each.material_id: MaterialEntry(MaterialMark.ORIGINAL) for each in catalogue.get_item("SC001").materials
    }
    sheet = IntakeSheet("SC001", False, catalogue.release, parties=(party,), materials=materials)
    return desk.dispatcher.dispatch(TakeIn(command_id=desk.current.ids.new_id(), sheet=sheet))


def _figures(desk: OpenDesk) -> dict[str, object]:
    today = desk.current.today()
    with desk.store.reading() as reading:
        rows = reading.worklist(WorkQuery(order="received", limit=50)).rows
        return {
            "rows": {row.record_id: (row.number, row.status, row.applicant, row.subject_key) for row in rows},
            "hall": dict(reading.counts(today)),
            "clerk": dict(reading.counts(today, "1001")),
            "papers": sorted(paper.number for row in rows for paper in reading.papers_of(row.record_id)),
        }


def test_a_desk_put_back_shows_the_lost_cases_in_its_lists_and_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(keys, "Argon2Cost", lambda: Argon2Cost(memory_kib=64, passes=1, lanes=1))
    home, password = tmp_path / "home", tmp_path / "password"
    password.write_text("Correct-Horse-9")
    request = bootstrap.SetUp("城东街道大厅", "H01", "K7QX", "3 号综合窗口", "1001", "陈晓")
    bootstrap.set_up(home, request, "Correct-Horse-9")
    desk = bootstrap.open_desk(home, "Correct-Horse-9")
    numbers = [_take_in(desk, "示例甲").number]
    desk.close()
    image = image_of(home, tmp_path)
    desk = bootstrap.open_desk(home, "Correct-Horse-9")
    numbers += [_take_in(desk, name).number for name in ("示例乙", "示例丙")]
    wanted = _figures(desk)
    desk.close()
    put_back(image, home)

    assert main(["--home", str(home), "journal", "path"]) == 0
    assert str(tmp_path / "home-journal") in capsys.readouterr().out
    for _ in range(2):  # the figures are counted once, however often the desk is opened
        desk = bootstrap.open_desk(home, "Correct-Horse-9")
        assert _figures(desk) == wanted
        assert desk.store.is_restored
        with pytest.raises(KnownTrouble) as caught:
            _take_in(desk, "示例丁")
        assert caught.value.code == "desk_restored"
        desk.close()
    assert main(["--home", str(home), "desk-code", "M2AB"]) == 0
    desk = bootstrap.open_desk(home, "Correct-Horse-9")
    numbers.append(_take_in(desk, "示例丁").number)
    desk.close()
    assert len({*numbers}) == 4
    capsys.readouterr()

    check = ["--home", str(home), "journal", "check", "--password-file", str(password)]
    assert main(check) == 0
    assert str(tmp_path / "home-journal") in capsys.readouterr().out
    (tmp_path / "stick").mkdir()
    assert main(["--home", str(home), "journal", "path", str(tmp_path / "stick")]) == 0
    assert main(check) == 0
    assert str(tmp_path / "stick") in capsys.readouterr().out
    assert main(["--home", str(home), "journal", "path", str(home / "papers")]) == 1
    (tmp_path / "stick").rename(tmp_path / "pocket")
    capsys.readouterr()
    assert main(check) == 1
    assert str(tmp_path / "stick") in capsys.readouterr().out


def test_practice_has_no_second_path(tmp_path: Path) -> None:
    desk = bootstrap.open_practice(tmp_path / "home")
    try:
        assert (desk.store.journal_folder, desk.store.journal_trouble, desk.store.journal_report()) == (
            None,
            None,
            None,
        )
    finally:
        desk.close()
    assert not (tmp_path / "home" / "practice-journal").exists()


def test_where_state_and_journal_are_kept(tmp_path: Path) -> None:
    environ = {"XDG_STATE_HOME": "/s", "LOCALAPPDATA": "C:/l"}
    assert guard_places.state_folder(environ, "linux") == Path("/s/wenling-desk")
    assert guard_places.state_folder({"XDG_STATE_HOME": "rel"}, "linux") == Path.home() / ".local/state/wenling-desk"
    assert guard_places.state_folder(environ, "win32") == Path("C:/l/WenlingDeskState")
    assert guard_places.journal_folder(tmp_path / "home", Settings()) == tmp_path / "home-journal"
    elsewhere = Settings(journal_folder="/media/stick")
    assert guard_places.journal_folder(tmp_path / "home", elsewhere) == Path("/media/stick")
    files = (tmp_path / "none", tmp_path / "first", tmp_path / "second")
    files[1].write_text("uninitialized\n")
    files[2].write_text("0123456789abcdef0123456789abcdef\n")
    assert guard_places._machine_of(files) == "0123456789abcdef0123456789abcdef"
    assert guard_places.machine_name() == guard_places.machine_name()
    assert guard_places.volume_name(tmp_path) == guard_places.volume_name(tmp_path)
    assert guard_places.volume_name(tmp_path / "missing") == ""
