"""All desks send at once: they wait in line, and their bodies take no more memory than they have."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.server.door import make_door
from wenling_desk.server import admission
from wenling_desk.server.admission import Admission
from wenling_desk.server.key_file import CentreKeys
from wenling_desk.server.refusals import Refused
from wenling_desk.store import engine as engines
from wenling_desk.store.centre.opening import open_embedded

DESKS = 40


def test_desks_that_send_wait_in_line(keys: CentreKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    door = make_door(keys, tmp_path, threads=2)
    free, kept = threading.Event(), door.centre.push

    def slow(*arguments):
        assert free.wait(20)
        return kept(*arguments)

    monkeypatch.setattr(door.centre, "push", slow)
    requests = []
    for number in range(DESKS):
        device = door.enrol(f"desk-{number}")
        desk = door.ledger(device)
        desk.look(f"look-{number}")
        requests.append(device.request("POST", "/v1/push", desk.request()))
    threading.Timer(0.2, free.set).start()
    assert [each.status_code for each in door.http.all(*requests)] == [200] * DESKS
    door.close()


def test_the_line_has_an_end(monkeypatch: pytest.MonkeyPatch, keys: CentreKeys, tmp_path: Path) -> None:
    monkeypatch.setattr(admission, "MOST_PUSHES_WAITING", 1)
    door = make_door(keys, tmp_path, threads=1)
    free, kept = threading.Event(), door.centre.push

    def slow(*arguments):
        assert free.wait(20)
        return kept(*arguments)

    monkeypatch.setattr(door.centre, "push", slow)
    requests = []
    for number in range(4):
        device = door.enrol(f"desk-{number}")
        desk = door.ledger(device)
        desk.look(f"look-{number}")
        requests.append(device.request("POST", "/v1/push", desk.request()))
    threading.Timer(0.2, free.set).start()
    assert sorted(each.status_code for each in door.http.all(*requests)) == [200, 200, 503, 503]
    door.close()


def test_bodies_in_hand_are_counted_by_their_size() -> None:
    hands = Admission(1, lambda below: 0)
    with hands.body_in_hand(admission.MOST_BYTES_IN_HAND - 10) as take:
        take(10)
        with pytest.raises(Refused, match="unavailable"):
            take(1)
        with pytest.raises(Refused, match="unavailable"), hands.body_in_hand(1):
            pass
    with hands.body_in_hand(admission.MOST_BYTES_IN_HAND):
        pass
    hands.close()


def test_no_connection_of_the_centre_asks_for_wiping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would hold for the whole process, and make every written row three times as dear."""
    asked: list[bool] = []
    opened = engines._open

    def noted(*arguments: object, **named: object) -> object:
        asked.append(bool(named.get("wiping", True)))
        return opened(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(engines, "_open", noted)
    for _ in range(2):  # the second time there is a file to look at first
        store = open_embedded(tmp_path, bytes(range(48)), "331081")
        store.read(lambda session: session.region)
        store.close()
    assert asked
    assert not any(asked)
