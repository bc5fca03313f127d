"""Guesses, too much at once, troubles of the machine, log and figures."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.server.door import Door, make_door
from tests.server.signed_requests import SignedDevice, code_of
from wenling_desk.domain.errors import KnownTrouble
from wenling_desk.security.signatures import SigningKey
from wenling_desk.server.admission import GuessLimit
from wenling_desk.server.endpoints import ENDPOINTS
from wenling_desk.server.key_file import CentreKeys
from wenling_desk.server.refusals import Refused
from wenling_desk.server.routes import ROUTES


def test_every_endpoint_has_a_route() -> None:
    assert {each.name for each in ENDPOINTS} == set(ROUTES)
    assert len({(each.method, each.path) for each in ENDPOINTS}) == len(ENDPOINTS)


# -- enrolment ----------------------------------------------------------------------------------------


def test_a_code_is_used_once_and_a_lost_answer_is_given_again(door: Door) -> None:
    code = door.centre.make_enrolment_code("H1", "大厅", "counter")
    device = SignedDevice("desk-1")
    first = door.http.send(door.enrolment(device, code))
    again = door.http.send(door.enrolment(device, f" {code.lower()} "))
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    other = door.http.send(door.enrolment(SignedDevice("desk-2", SigningKey.generate()), code))
    assert (other.status_code, code_of(other)) == (409, "code_used")
    assert first.json()["centre_key"] == door.centre.parts.keys.public


def test_five_wrong_codes_a_minute(door: Door) -> None:
    device = SignedDevice("desk-1")
    for _ in range(5):
        wrong = door.http.send(door.enrolment(device, "AAAA-AAAA-AAAA-AAAA"))
        assert (wrong.status_code, code_of(wrong)) == (403, "code_wrong")
    good = door.enrolment(device, door.centre.make_enrolment_code("H1", "大厅", "counter"))
    door.tick[0] = 20.0
    refused = door.http.send(good)
    assert (refused.status_code, code_of(refused)) == (429, "too_many")
    assert refused.headers["retry-after"] == "40"
    door.tick[0] = 61.0
    assert door.http.send(good).status_code == 200


def test_what_is_no_key_does_not_join(door: Door) -> None:
    code = door.centre.make_enrolment_code("H1", "大厅", "counter")
    bad = door.http.send(door.enrolment(SignedDevice(), code, public_key="ed25519:00"))
    assert (bad.status_code, code_of(bad)) == (400, "bad_message")
    assert door.http.send(door.enrolment(SignedDevice(), code)).status_code == 200


def test_guesses_are_forgotten_in_order() -> None:
    limit = GuessLimit(most=1, seconds=10, most_names=2)
    for name in ("a", "b", "c"):
        limit.note_wrong((name,), 0)
    limit.require(("a",), 1)
    with pytest.raises(Refused, match="too_many"):
        limit.require(("x", "c"), 1)
    limit.require(("c",), 11)


# -- too much at once ---------------------------------------------------------------------------------


def test_what_is_worth_least_is_turned_away_first(
    keys: CentreKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = make_door(keys, tmp_path, threads=2)
    device, free = door.enrol(), threading.Event()
    kept = door.centre.pull

    def slow(*arguments):
        assert free.wait(20)
        return kept(*arguments)

    monkeypatch.setattr(door.centre, "pull", slow)
    desk = door.ledger(device)
    desk.look("look-1")
    pulls = [device.request("GET", "/v1/pull?scope=hall:H1") for _ in range(8)]
    snapshot = device.request("POST", "/v1/snapshot?scope=hall:H1")
    push = device.request("POST", "/v1/push", desk.request())
    threading.Timer(0.5, free.set).start()
    answers = door.http.all(*pulls, snapshot, push)
    # Two run, three of the four places of the queue are for pulling, the last one is kept for sending.
    assert [each.status_code for each in answers[:8]].count(200) == 5
    turned = [each for each in answers[:8] if each.status_code == 503]
    assert len(turned) == 3
    assert all(code_of(each) == "unavailable" and int(each.headers["retry-after"]) >= 1 for each in turned)
    assert answers[8].status_code == 503
    assert answers[9].status_code == 200
    assert door.hands.admission.waiting == 0
    door.close()


def test_what_takes_too_long_is_answered_and_still_done(
    keys: CentreKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = make_door(keys, tmp_path, deadline=0.2)
    device, free, kept = door.enrol(), threading.Event(), door.centre.push

    def slow(*arguments):
        assert free.wait(20)
        return kept(*arguments)

    desk = door.ledger(device)
    desk.look("look-1")
    monkeypatch.setattr(door.centre, "push", slow)
    late = door.http.send(device.request("POST", "/v1/push", desk.request()))
    assert (late.status_code, code_of(late)) == (503, "unavailable")
    free.set()
    again = door.http.send(device.request("POST", "/v1/push", desk.request()))
    assert again.json()["ack"] == 1
    door.close()


# -- trouble ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [KnownTrouble("disk_full", folder="x"), RuntimeError("张三 331081"), OSError(5, "x")])
def test_trouble_is_503_and_its_text_stays_out_of_the_log(
    door: Door, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = door.enrol()

    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(door.centre, "pull", broken)
    response = door.http.send(device.request("GET", "/v1/pull?scope=hall:H1"))
    assert (response.status_code, code_of(response)) == (503, "unavailable")
    assert "retry-after" in response.headers
    written = str(door.log.lines)
    assert "张三" not in written
    assert "331081" not in written
    assert any(line["what"] == "defect" and "frames" in line for line in door.log.lines)


def test_the_log_has_ids_and_amounts_only(door: Door) -> None:
    device = door.enrol()
    door.http.send(device.request("GET", "/v1/record/331081-26-K7QX-000042-C"))
    door.http.send(device.request("GET", "/v1/pull?scope=hall:%E5%BC%A0%E4%B8%89"))
    line = door.log.lines[-1]
    assert line["route"] == "pull"
    assert line["status"] == 403
    assert line["device"] == "desk-1"
    assert set(line) == {"at", "what", "request", "route", "status", "ms", "bytes_in", "bytes_out", "device", "code"}
    written = str(door.log.lines)
    for secret in ("000042", "%E5", "scope=", "hall:", "大厅", device.key.public):
        assert secret not in written


# -- health and figures -------------------------------------------------------------------------------


def test_health_ready_and_what_is_missing(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    assert door.http.get("/health").json() == {"alive": True}
    assert door.http.get("/ready").json() == {"ready": True, "database": True, "disk": True, "certificate": True}
    door.clock.moment = door.clock.moment.replace(year=2028)
    expired = door.http.get("/ready")
    assert expired.status_code == 503
    assert expired.json()["certificate"] is False

    def away() -> None:
        raise OSError("away")

    monkeypatch.setattr(door.centre, "ping", away)
    assert door.http.get("/ready").json()["database"] is False
    assert door.http.get("/health").status_code == 200


def test_figures_name_no_device_and_no_hall(door: Door) -> None:
    device = door.enrol("desk-secret")
    door.http.send(device.request("GET", "/v1/pull?scope=hall:H1"))
    door.http.get("/nothing")
    page = door.http.get("/metrics").text
    assert 'wenling_requests_total{route="pull",status="200"} 1.0' in page
    assert 'wenling_requests_total{route="unknown",status="404"} 1.0' in page
    for name in (
        "wenling_push_seconds",
        "wenling_queue_depth",
        "wenling_oldest_device_silence_seconds",
        "wenling_log_head",
    ):
        assert name in page
    assert "desk-secret" not in page
    assert "H1" not in page


def test_the_authority_is_given_to_anybody(door: Door, keys: CentreKeys) -> None:
    response = door.http.get("/v1/ca")
    assert response.content == keys.authority.certificate
    assert response.headers["content-type"] == "application/x-pem-file"
