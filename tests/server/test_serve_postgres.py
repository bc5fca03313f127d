"""``wenling-desk serve --database postgresql+psycopg://…``: the same program on a cluster of the tests' own."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tests.server.door import make_door
from tests.server.fuzz import run
from tests.server.serve_process import serving
from tests.server.signed_requests import code_of
from tests.support.private_postgres import Cluster
from tests.support.small_centre import WireDesk, make_centre
from wenling_desk.cli import main
from wenling_desk.server.key_file import CentreKeys
from wenling_desk.store.centre import opening

pytestmark = pytest.mark.needs_program("initdb")
Said = pytest.CaptureFixture[str]


def test_a_desk_joins_sends_and_receives_and_a_restart_keeps_it(cluster: Cluster, tmp_path: Path, capsys: Said) -> None:
    home, url = tmp_path / "centre", cluster.fresh_url()
    desk = WireDesk(make_centre(), device="desk-1", epoch=1)
    for number in range(20):
        desk.look(f"look-{number}")
    with serving(home, "--port", "0", "--database", url) as process, process.client() as client:
        device = process.enrol(client)
        request = device.request("POST", "/v1/push", desk.request())
        first = process.send(client, request)
        assert first.json()["ack"] == 20
        assert process.send(client, device.request("GET", "/v1/pull?scope=hall:H01")).status_code == 200
        assert client.get("/ready").json()["database"] is True
        assert process.stop() == 0
    assert not (home / "centre.db").exists()
    with serving(home, "--port", "0") as process, process.client() as client:  # it remembers its database
        assert process.send(client, request).content == first.content
        assert main(["server", "devices", "--home", str(home)]) == 0
        assert "desk-1" in capsys.readouterr().out
    assert main(["server", "backup", str(tmp_path / "backup"), "--home", str(home)]) == 1
    assert "pg_dump" in capsys.readouterr().err
    assert main(["server", "restored", "--home", str(home)]) == 0


def test_too_old_and_too_new(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    url = cluster.fresh_url()
    words = ["serve", "--home", str(tmp_path / "a"), "--host", "127.0.0.1", "--port", "0", "--database", url]
    monkeypatch.setattr(opening, "OLDEST_POSTGRES", 99)
    assert main(words) == 1
    assert "太旧" in capsys.readouterr().err
    monkeypatch.undo()
    opening.open_postgres(url, "331081").close()
    name = url.partition("@/")[2].partition("?")[0]
    with psycopg.connect(f"host={cluster.socket} user=desk dbname={name}") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
    assert main(words) == 1
    told = capsys.readouterr().err
    assert "较新的版本" in told
    assert told.count("\n") == 1


def test_no_request_breaks_it(cluster: Cluster, keys: CentreKeys, tmp_path: Path) -> None:
    door = make_door(keys, tmp_path / "files", database=cluster.fresh_url())
    assert run(door, cases=60, seed=11).cases >= 40
    device = door.enrol("desk-9")
    long = device.request("GET", f"/v1/pull?scope=hall:{'x' * 150}")
    assert code_of(door.http.send(long)) == "wrong_scope"
    door.close()
