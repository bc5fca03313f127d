"""``wenling-desk serve`` as a new user starts it, and the commands beside it."""

from __future__ import annotations

import json
import re
import shutil
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from tests.server.serve_process import ServeProcess, serving, start
from tests.server.signed_requests import SignedDevice
from tests.support.small_centre import WireDesk, make_centre
from wenling_desk.cli import main
from wenling_desk.protocol.messages import DeviceReport, HelloRequest, KnownRequest
from wenling_desk.server import key_file
from wenling_desk.store import engine

Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ServeProcess, Path]]:
    """One server for all tests that only need one."""
    home = tmp_path_factory.mktemp("running") / "centre"
    with serving(home) as server:
        yield server, home


def ledger(name: str, looks: int) -> WireDesk:
    """A desk's ledger with so many entries, to be pushed to any centre."""
    desk = WireDesk(make_centre(), device=name, epoch=1)
    for number in range(looks):
        desk.look(f"{name}-look-{number}")
    return desk


def hello(name: str) -> HelloRequest:
    report = DeviceReport(app_version="1", schema=1, unsent=0)
    return HelloRequest(device=name, epoch=1, protocol=1, report=report)


def server(home: Path, *words: str) -> int:
    return main(["server", words[0], "--home", str(home), *words[1:]])


def test_nothing_is_asked_and_everything_is_printed(running: tuple[ServeProcess, Path]) -> None:
    process, home = running
    assert f"资料在 {home}" in process.said
    assert re.search(r"注册码：([0-9A-Z]{4}-){3}[0-9A-Z]{4}", process.said)
    assert re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d 前有效", process.said)
    assert "128 位" in process.said
    assert (home / "centre.db").read_bytes()[:6] != b"SQLite"
    with process.client() as client:
        assert client.get("/ready").json()["ready"] is True


def test_a_desk_joins_sends_and_receives_over_tls(running: tuple[ServeProcess, Path]) -> None:
    process, home = running
    with process.client() as client:
        device = process.enrol(client)
        desk = ledger("desk-1", 3)
        answer = process.send(client, device.request("POST", "/v1/push", desk.request(), packed=True))
        assert answer.json()["ack"] == 3
        for scope in ("hall:H01", "device:desk-1", "catalogue:331081"):
            page = process.send(client, device.request("GET", f"/v1/pull?scope={scope}"))
            assert page.status_code == 200, page.content
        known = process.send(client, device.request("POST", "/v1/known", KnownRequest(op_ids=("desk-1-look-0", "x"))))
        assert list(known.json()["known"]) == ["desk-1-look-0"]
        used = client.post("/v1/enrol", content=b"{}", headers={"content-type": "text/plain"})
        assert used.status_code == 415
    log = (home / "logs" / "server.jsonl").read_text(encoding="ascii")
    assert '"route": "push"' in log
    assert process.code not in log


def test_without_the_authority_there_is_no_connection(running: tuple[ServeProcess, Path]) -> None:
    process, _ = running
    stranger = ssl.create_default_context()
    with socket.create_connection(("127.0.0.1", process.port), 5) as plain, pytest.raises(ssl.SSLError):
        stranger.wrap_socket(plain, server_hostname="127.0.0.1")
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", process.port), 5) as plain, pytest.raises((ssl.SSLError, OSError)):
        old.wrap_socket(plain)


def test_a_request_in_flight_is_finished_and_a_restart_keeps_everything(tmp_path: Path) -> None:
    home = tmp_path / "centre"
    with serving(home) as process, process.client() as client:
        device = process.enrol(client)
        desk = ledger("desk-1", 200)
        request = device.request("POST", "/v1/push", desk.request())
        context = process.context()
        with context.wrap_socket(
            socket.create_connection(("127.0.0.1", process.port), 10), server_hostname="127.0.0.1"
        ) as wire:
            head = [f"{request.method} {request.url.raw_path.decode()} HTTP/1.1", "host: x"]
            head += [f"{name}: {value}" for name, value in request.headers.items() if name != "host"]
            body = request.content
            wire.sendall("\r\n".join([*head, "", ""]).encode("ascii") + body[:1_000])
            time.sleep(0.3)
            process.process.terminate()
            time.sleep(0.3)
            assert process.process.poll() is None
            wire.sendall(body[1_000:])
            answer = b""
            while piece := wire.recv(65_536):
                answer += piece
        assert answer.startswith(b"HTTP/1.1 200")
        assert b'"ack":200' in answer
        assert process.process.wait(20) == 0
    with serving(home) as process, process.client() as client:
        told = process.send(client, device.request("POST", "/v1/hello", hello("desk-1"), seq=0)).json()
        assert told["last_seq"] == 200
        assert told["request_seq"] == 1
        again = process.send(client, request)
        assert again.content == answer.partition(b"\r\n\r\n")[2]
        assert process.stop() == 0


def test_a_port_in_use_and_a_second_server_are_one_sentence(running: tuple[ServeProcess, Path], tmp_path: Path) -> None:
    process, home = running
    for folder, port, said in ((tmp_path / "other", process.port, "端口"), (home, 0, "中心正在运行")):
        second = start(folder, "--port", str(port))
        out, errors = second.communicate(timeout=20)
        assert second.returncode == 1
        assert out == ""
        assert errors.startswith(said)
        assert errors.count("\n") == 1
    assert not (tmp_path / "other" / "centre.db").exists()


# -- beside the running server ------------------------------------------------------------------------


def test_a_code_a_revocation_and_what_it_held(running: tuple[ServeProcess, Path], capsys: Said) -> None:
    process, home = running
    assert server(home, "code", "--hall", "H02", "--hall-name", "城东便民中心", "--kind", "laptop") == 0
    said = capsys.readouterr().out
    assert "城东便民中心 H02" in said
    assert f"enrol {process.address} --code " in said
    assert process.fingerprint in said
    found = re.search(r"注册码：(\S{19})", said)
    assert found is not None
    with process.client() as client:
        device = process.enrol(client, "laptop-1", found[1])
        assert server(home, "devices", "--json") == 0
        rows = {row["device"]: row for row in json.loads(capsys.readouterr().out)}
        assert rows["laptop-1"]["hall"] == "H02"
        assert rows["laptop-1"]["kind"] == "laptop"
        assert server(home, "revoke", "laptop-1") == 0
        refused = process.send(client, device.request("GET", "/v1/fleet"))
        assert refused.json()["code"] == "device_revoked"
        capsys.readouterr()
        assert server(home, "held", "laptop-1") == 0
        assert "共 0 件" in capsys.readouterr().out
        assert server(home, "devices") == 0
        assert "已停用" in capsys.readouterr().out


def test_a_release_reaches_the_desks_signed(running: tuple[ServeProcess, Path], tmp_path: Path, capsys: Said) -> None:
    process, home = running
    file = tmp_path / "release"
    file.write_bytes(bytes(range(256)) * 8_000)
    words = ("release", "program", str(file), "--number", "9.12", "--effective-at", "2026-12-01T00:00+08:00")
    assert server(home, *words) == 0
    assert "2048000" in capsys.readouterr().out
    assert server(home, "code") == 0
    code = re.search(r"注册码：(\S{19})", capsys.readouterr().out)
    assert code is not None
    with process.client() as client:
        device = process.enrol(client, "desk-7", code[1])
        page = process.send(client, device.request("GET", "/v1/pull?scope=catalogue:331081")).json()
        assert page["rows"][-1]["body"]["number"] == "9.12"
        path = "/v1/release/program/9.12"
        assert process.send(client, device.request("GET", path)).content == file.read_bytes()
        part = process.send(client, device.request("GET", path, range="bytes=10-19"))
        assert (part.status_code, part.content) == (206, file.read_bytes()[10:20])
        assert part.headers["content-range"] == "bytes 10-19/2048000"
        beyond = process.send(client, device.request("GET", path, range="bytes=2048000-"))
        assert (beyond.status_code, beyond.json()) == (416, {"code": "range_wrong", "values": {"size": "2048000"}})
    file.write_bytes(b"another")
    assert server(home, *words) == 1
    assert "没有发布" in capsys.readouterr().err


def test_backup_beside_the_server_and_another_life(
    running: tuple[ServeProcess, Path], tmp_path: Path, capsys: Said
) -> None:
    process, home = running
    backup, other = tmp_path / "backup", tmp_path / "other"
    assert server(home, "code") == 0
    found = re.search(r"注册码：(\S{19})", capsys.readouterr().out)
    assert found is not None
    with process.client() as client:
        process.enrol(client, "desk-5", found[1])
    assert server(home, "backup", str(backup)) == 0
    assert server(home, "backup", str(backup)) == 1
    assert server(other, "restore", str(backup)) == 0
    assert key_file.load(other) == key_file.load(home)
    assert server(other, "devices", "--json") == 0
    rows = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert "desk-5" in {row["device"] for row in rows}
    with process.client() as client, serving(other) as restored, restored.client() as asking:
        code = restored.code
        device = restored.enrol(asking, "desk-8", code)
        new = restored.send(asking, device.request("POST", "/v1/hello", hello("desk-8"), seq=0)).json()
        known = SignedDevice("desk-5")
        old = process.send(client, known.request("POST", "/v1/hello", hello("desk-5"), seq=0)).json()
        assert new["incarnation"] != old["incarnation"]
    broken = tmp_path / "broken"
    shutil.copytree(backup, broken)
    (broken / "centre.db").write_bytes(b"x")
    assert server(tmp_path / "third", "restore", str(broken)) == 1
    assert "不完整" in capsys.readouterr().err
    assert not (tmp_path / "third").exists()


def test_housekeeping_quarantine_migrate_and_the_description(running: tuple[ServeProcess, Path], capsys: Said) -> None:
    _, home = running
    for words, said in (
        (("housekeeping",), "离开大厅列表 0 件"),
        (("quarantine",), "共 0 条"),
        (("migrate",), "已是最新"),
        (("restored",), "再送一遍"),
    ):
        assert server(home, *words) == 0
        assert said in capsys.readouterr().out
    assert server(home, "quarantine", "--retry", "op-1") == 1
    assert "没有操作 op-1" in capsys.readouterr().err
    assert main(["server", "openapi"]) == 0
    assert json.loads(capsys.readouterr().out)["openapi"] == "3.1.0"


# -- what may be wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--database", "mysql://x/y"], "数据库地址写得不对"),
        (["--database", "postgresql+psycopg://"], "数据库地址写得不对"),
        (["--database", "postgresql+psycopg://desk:secret@127.0.0.1:1/centre"], "连不上数据库"),
        (["--region", "温岭"], "行政区划代码"),
        (["--port", "70000"], "没有端口 70000"),
        (["--host", "203.0.113.9"], "地址 203.0.113.9"),
        (["--hall", "a b"], "大厅代码"),
    ],
)
def test_what_is_asked_wrongly_is_one_sentence(words: list[str], said: str, tmp_path: Path, capsys: Said) -> None:
    port = [] if "--port" in words else ["--port", "0"]
    host = [] if "--host" in words else ["--host", "127.0.0.1"]
    assert main(["serve", "--home", str(tmp_path / "centre"), *host, *port, *words]) == 1
    told = capsys.readouterr()
    assert told.err.startswith(said)
    assert told.err.count("\n") == 1
    assert "secret" not in told.err
    assert told.out == ""


def test_a_home_without_a_centre(tmp_path: Path, capsys: Said) -> None:
    assert server(tmp_path / "none", "devices") == 1
    assert "还没有中心" in capsys.readouterr().err
    assert not (tmp_path / "none" / "centre.db").exists()
    assert main(["server", "devices", "--home", " "]) == 1


def test_a_home_that_is_damaged_or_newer(running: tuple[ServeProcess, Path], tmp_path: Path, capsys: Said) -> None:
    _, home = running
    backup = tmp_path / "backup"
    assert server(home, "backup", str(backup)) == 0
    keys = key_file.load(home)
    assert keys is not None
    newer, keyless, foreign, other = (tmp_path / name for name in ("newer", "keyless", "foreign", "region"))
    for each in (newer, keyless, foreign, other):
        assert server(each, "restore", str(backup)) == 0
    connection = engine.open_writer(newer / "centre.db", keys.database)
    connection.execute("UPDATE alembic_version SET version_num = '0099'")
    connection.close()
    for name in key_file.FILES:
        (keyless / name).unlink(missing_ok=True)
        (foreign / name).unlink(missing_ok=True)
    key_file.load_or_create(foreign, datetime(2026, 11, 24, tzinfo=UTC))
    capsys.readouterr()
    for each, said in ((newer, "较新的版本"), (keyless, "密钥文件不见了"), (foreign, "不是一套")):
        assert server(each, "devices") == 1
        told = capsys.readouterr().err
        assert said in told
        assert told.count("\n") == 1
    assert main(["serve", "--home", str(other), "--port", "0", "--region", "330000"]) == 1
    assert "不能改成 330000" in capsys.readouterr().err


def test_without_the_packages_of_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    monkeypatch.setitem(sys.modules, "starlette", None)
    assert main(["serve", "--home", str(tmp_path / "a"), "--port", "0"]) == 1
    assert "没有装中心服务器的组件（starlette）" in capsys.readouterr().err
    monkeypatch.undo()
    with monkeypatch.context() as desk_alone:
        desk_alone.setitem(sys.modules, "wenling_desk.server.bootstrap", None)
        assert main(["server", "devices"]) == 1
        assert "组件（wenling_desk.server.bootstrap）" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "psycopg", None)
    url = "postgresql+psycopg://desk@127.0.0.1/centre"
    assert main(["serve", "--home", str(tmp_path / "b"), "--host", "127.0.0.1", "--port", "0", "--database", url]) == 1
    assert "组件（psycopg）" in capsys.readouterr().err


def test_an_sqlite_that_can_corrupt_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    monkeypatch.setattr(engine.require_sound_sqlite, "__defaults__", ((3, 40, 1),))
    assert dbapi2.sqlite_version_info >= (3, 51, 3)
    assert main(["serve", "--home", str(tmp_path / "a"), "--host", "127.0.0.1", "--port", "0"]) == 1
    assert "3.40.1" in capsys.readouterr().err
