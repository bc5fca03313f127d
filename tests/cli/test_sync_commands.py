"""``enrol``, ``status`` and ``sync``: nothing half made, a lost answer brings the same grant, one sentence each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.small_centre import HALL, make_centre
from wenling_desk import bootstrap, resources
from wenling_desk.bootstrap import enrolment, home_state
from wenling_desk.bootstrap.home_state import HomeState
from wenling_desk.bootstrap.syncing import reason_words
from wenling_desk.cli import main
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.protocol.messages import EnrolAnswer, EnrolRequest
from wenling_desk.security import keys
from wenling_desk.security.authority import fingerprint, make_authority
from wenling_desk.security.slots import Argon2Cost
from wenling_desk.server.centre import Centre
from wenling_desk.server.refusals import Refused
from wenling_desk.settings import load_settings
from wenling_desk.store.desk_store import SqlStore
from wenling_desk.texts import Texts

PASSWORD = "correct-horse-7"
SERVER = "https://127.0.0.1:8443"
AUTHORITY = make_authority(datetime(2026, 11, 1, tzinfo=UTC), "test").certificate
FINGERPRINT = fingerprint(AUTHORITY)


@dataclass
class Door:
    """The door of a real centre in memory, without a line between; ``loses`` is how many answers get lost."""

    centre: Centre
    asked: list[EnrolRequest] = field(default_factory=list)
    loses: int = 0
    away: bool = False

    def fetch_authority(self, server: str) -> bytes:
        if self.away:
            raise KnownTrouble("centre_away")
        return AUTHORITY

    def enrol(self, server: str, authority: bytes, request: EnrolRequest) -> EnrolAnswer:
        assert authority == AUTHORITY
        self.asked.append(request)
        try:
            answer = self.centre.enrol(request)
        except Refused as refused:
            raise DeskRefusal(refused.code) from refused
        if self.loses:
            self.loses -= 1
            raise KnownTrouble("centre_away")
        return answer


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "Argon2Cost", lambda: Argon2Cost(memory_kib=64, passes=1, lanes=1))


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Door:
    made = Door(make_centre())
    monkeypatch.setattr(enrolment, "front_door", lambda: made)
    return made


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n", encoding="utf-8")
    return file


Enrol = Callable[..., tuple[int, str, str]]


@pytest.fixture
def enrol(home: Path, password_file: Path, capsys: pytest.CaptureFixture[str]) -> Enrol:
    def run(code: str, *, fingerprint: str = FINGERPRINT, server: str = SERVER) -> tuple[int, str, str]:
        words = ["--home", str(home), "enrol", "--server", server, "--code", code, "--fingerprint", fingerprint]
        words += ["--counter", "3号窗口", "--clerk", "1007", "--clerk-name", "陈晓"]
        status = main([*words, "--password-file", str(password_file)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def new_code(door: Door) -> str:
    return door.centre.make_enrolment_code(HALL, "城东街道便民服务中心")


def replica(home: Path) -> Any:
    desk = bootstrap.open_desk(home, PASSWORD)
    try:
        with desk.store.sync_reading() as reading:
            return reading.replica(), reading.enrolment(), desk.current.identity
    finally:
        desk.close()


def is_as_new(home: Path) -> bool:
    left = {each.name for each in home.iterdir()} - {"cache", "releases"}  # what can be made again
    assert left == set()
    return home_state.state_of(home) is HomeState.NEW


def test_a_new_home_joins_and_is_set_up_in_the_same_go(enrol: Enrol, door: Door, home: Path) -> None:
    status, out, _ = enrol(new_code(door))
    assert status == 0
    assert "已加入城东街道便民服务中心" in out
    assert "恢复码" in out
    stands, enrolled, identity = replica(home)
    assert (stands.epoch, identity.desk_code) == (2, stands.desk_code), "the provisional epoch was the first"
    assert identity.desk_code in out
    assert (identity.hall_code, identity.hall_name) == (HALL, "城东街道便民服务中心")
    assert not identity.practice
    assert enrolled.server == SERVER
    assert enrolled.authority.encode() == AUTHORITY
    assert load_settings(home).desk_code == identity.desk_code
    assert not (home / home_state.JOINING).exists()


def test_the_key_lies_nowhere_in_plain(enrol: Enrol, door: Door, home: Path) -> None:
    enrol(new_code(door))
    key = replica(home)[1].private_key
    for file in home.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert key not in content
            assert key.hex().encode() not in content


def test_a_wrong_fingerprint_sends_nothing_and_makes_nothing(enrol: Enrol, door: Door, home: Path) -> None:
    status, _, told = enrol(new_code(door), fingerprint="0000 " * 8)
    assert status == 1
    assert told.startswith("证书指纹对不上")
    assert FINGERPRINT in told
    assert door.asked == []
    assert is_as_new(home)


@pytest.mark.parametrize("typed", [FINGERPRINT[:-1], "", "nonsense"], ids=["one short", "nothing", "nonsense"])
def test_half_a_fingerprint_is_none(typed: str, enrol: Enrol, door: Door, home: Path) -> None:
    assert enrol(new_code(door), fingerprint=typed)[0] == 1
    assert is_as_new(home)


def test_a_wrong_and_a_used_code_leave_nothing_half_made(enrol: Enrol, door: Door, home: Path) -> None:
    status, _, told = enrol("WRON-GWRO-NGWR-ONGX")
    assert (status, told.startswith("注册码不对或者过期了")) == (1, True)
    assert is_as_new(home)
    used = new_code(door)
    door.centre.enrol(
        EnrolRequest(code=used, device="other", public_key="ed25519:" + "1" * 64, kind="counter", counter="",
                     app_version="0", protocol=1)
    )  # fmt: skip
    status, _, told = enrol(used)
    assert (status, told.startswith("这个注册码已经用过了")) == (1, True)
    assert is_as_new(home)
    assert enrol(new_code(door))[0] == 0, "and the same home joins with another code"


def test_a_centre_that_is_away_leaves_nothing_half_made(enrol: Enrol, door: Door, home: Path) -> None:
    door.away = True
    status, _, told = enrol(new_code(door))
    assert (status, told.startswith("现在连不上中心")) == (1, True)
    assert is_as_new(home)


@pytest.mark.parametrize("server", ["http://centre:8443", "ftp://x", "https://", "https://c/path", "https://c:99999"])
def test_an_address_that_is_none(server: str, enrol: Enrol, door: Door, home: Path) -> None:
    status, _, told = enrol(new_code(door), server=server)
    assert (status, told.startswith("中心地址")) == (1, True)
    assert is_as_new(home)


def test_a_lost_answer_brings_the_same_grant(enrol: Enrol, door: Door, home: Path) -> None:
    code = new_code(door)
    door.loses = 2
    assert enrol(code)[0] == 1
    assert home_state.state_of(home) is HomeState.UNFINISHED
    assert enrol(code)[0] == 1
    status, out, _ = enrol(code)
    assert status == 0
    assert len({(each.device, each.public_key, each.epoch) for each in door.asked}) == 1
    assert "恢复码" in out, "the first one was never seen"
    assert replica(home)[0].desk_code in out
    assert len(door.centre.fleet(door.asked[0].device).devices) == 1


def test_with_an_answer_lost_a_mistyped_code_does_not_lose_the_grant(enrol: Enrol, door: Door, home: Path) -> None:
    code = new_code(door)
    door.loses = 1
    assert enrol(code)[0] == 1
    assert enrol("WRON-GWRO-NGWR-ONGX")[0] == 1
    assert enrol(code)[0] == 0
    assert replica(home)[0].epoch == 2


def test_cut_off_right_after_the_grant_was_written(
    enrol: Enrol, door: Door, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = new_code(door)
    with monkeypatch.context() as cut:
        cut.setattr(SqlStore, "keep_note", _dies_when_cleared(SqlStore.keep_note))
        assert enrol(code)[0] == 1
    assert home_state.state_of(home) is HomeState.UNFINISHED
    assert enrol(code)[0] == 0
    assert len(door.asked) == 1, "what was granted stood in the database already"
    assert replica(home)[0].epoch == 2


def _dies_when_cleared(keep: Callable[..., None]) -> Callable[..., None]:
    def dying(store: SqlStore, name: str, text: str) -> None:
        if not text:
            raise OSError("power cut")
        keep(store, name, text)

    return dying


def set_up(home: Path, *, practice: bool = False) -> None:
    request = bootstrap.SetUp("旧大厅", "CD", "K7QX", "3 号综合窗口", "1007", "陈晓", practice=practice)
    bootstrap.set_up(home, request, PASSWORD)


def take_in(home: Path, password_file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """One case taken in; its number."""
    from wenling_desk import resources

    example = json.loads(resources.path("schemas", "intake.example.json").read_text(encoding="utf-8"))[0]
    script = home / "intake.json"
    script.write_text(json.dumps([example], ensure_ascii=False), encoding="utf-8")
    words = ["--home", str(home), "accept", str(script), "--out", str(home / "out")]
    assert main([*words, "--password-file", str(password_file)]) == 0
    return str(json.loads(capsys.readouterr().out.splitlines()[0])["number"])


def test_a_stand_alone_desk_keeps_its_records_and_sends_them_from_the_first(
    enrol: Enrol, door: Door, home: Path, password_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(home)
    before = take_in(home, password_file, capsys)
    assert "-K7QX-" in before
    status, out, _ = enrol(new_code(door))
    assert status == 0
    assert "笔记录都在" in out
    assert "恢复码" not in out
    stands, _, identity = replica(home)
    assert (stands.epoch, stands.acked) == (2, 0)
    assert identity.hall_name == "城东街道便民服务中心"
    desk = bootstrap.open_desk(home, PASSWORD)
    with desk.store.sync_reading() as reading:
        assert reading.record_of_number(before) is not None
        assert reading.unsent().records == 1
        assert reading.ops_after(0, 500, 1 << 20).ops[0].first == 1
    desk.close()
    after = take_in(home, password_file, capsys)
    assert f"-{identity.desk_code}-000001-" in after, "a series of its own, from the first serial"


def test_settings_that_were_not_written_any_more_are_mended_when_the_desk_opens(
    enrol: Enrol, door: Door, home: Path
) -> None:
    set_up(home)
    old = (home / "settings.toml").read_text(encoding="utf-8")
    enrol(new_code(door))
    granted = load_settings(home)
    (home / "settings.toml").write_text(old, encoding="utf-8")
    assert replica(home)[2].desk_code == granted.desk_code
    assert load_settings(home) == replace(granted, counter_label="3 号综合窗口"), "what the centre grants, no more"


def test_a_practice_desk_is_refused(enrol: Enrol, door: Door, home: Path) -> None:
    set_up(home, practice=True)
    before = (home / "settings.toml").read_bytes()
    status, _, told = enrol(new_code(door))
    assert (status, told.startswith("这是练习用的")) == (1, True)
    assert (home / "settings.toml").read_bytes() == before
    assert door.asked == []


def test_an_enrolled_desk_is_not_enrolled_twice(enrol: Enrol, door: Door, home: Path) -> None:
    enrol(new_code(door))
    first = replica(home)[0]
    status, _, told = enrol(new_code(door))
    assert status == 1
    assert told.startswith("这台机器已经加入了城东街道便民服务中心")
    assert replica(home)[0] == first
    assert len(door.asked) == 1


def test_a_wrong_password_of_a_stand_alone_desk(enrol: Enrol, door: Door, home: Path, password_file: Path) -> None:
    set_up(home)
    password_file.write_text("another-horse-8", encoding="utf-8")
    assert enrol(new_code(door))[0] == 1
    assert door.asked == []


def test_status_of_every_kind_of_desk(
    enrol: Enrol, door: Door, home: Path, password_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = ["--home", str(home), "status", "--password-file", str(password_file)]
    assert main(ask) == 0
    assert capsys.readouterr().out.strip() == "这是练习用的，什么都不会送出去。"
    set_up(home)
    assert main(ask) == 0
    assert capsys.readouterr().out.strip() == "这台机器没有加入中心，件都只在本机。"
    take_in(home, password_file, capsys)
    enrol(new_code(door))
    assert main(ask) == 0
    said = capsys.readouterr().out
    assert f"中心 {SERVER}" in said
    assert "本机 1，已送 0，已确认 0，需处理 0" in said
    assert "本机 1 件（最早 " in said


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("timeout", "offline"), ("certificate_expired", "tls"), ("no_tls", "tls"), ("hole", "broken"), ("gap", "gap"),
        ("disk", "own_trouble"), ("defect_ValueError", "own_trouble"),
    ],
)  # fmt: skip
def test_every_reason_is_told_in_words_that_fit(code: str, family: str) -> None:
    texts = Texts(resources.path("texts", "zh_CN"))
    assert reason_words(texts, code) == texts(f"sync.problem.{family}")
