"""The question before an application is taken in: which open cases has this person, in any hall? And what it leaves
behind: a look, and no number."""

from __future__ import annotations

import logging

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.server.core_acts import case_of, fact
from tests.server.door import Door
from tests.server.signed_requests import SignedDevice, code_of
from tests.support.law_catalogue import FILING, LICENCE, sheet_for
from tests.support.small_centre import HALL, OTHER_HALL, WireDesk, make_centre
from wenling_desk.protocol.messages import DuplicatesAnswer, DuplicatesRequest
from wenling_desk.security.signatures import SigningKey
from wenling_desk.server.admission import AskLimit
from wenling_desk.server.centre import Centre
from wenling_desk.server.duplicates import MOST_ROWS
from wenling_desk.server.limits import MOST_ITEMS
from wenling_desk.server.refusals import Refused
from wenling_desk.store.centre import ops, tables
from wenling_desk.store.centre.session import Session
from wenling_desk.store.centre.store import CentreStore

STRANGER = "331081199001010048"
"""An invented person nobody has entered."""


def known_number() -> str:
    """The number of the invented person of these cases."""
    person = sheet_for(LICENCE).data_subject
    assert person is not None
    return person.identity_number


def asking(device: str = "desk-1", number: str = "", items: tuple[str, ...] = (LICENCE,)) -> DuplicatesRequest:
    return DuplicatesRequest(device=device, identity_number=number or known_number(), items=items)


def two_halls(centre: Centre) -> tuple[WireDesk, WireDesk]:
    here, there = WireDesk(centre), WireDesk(centre, "desk-2", OTHER_HALL)
    for desk in (here, there):
        desk.enrol()
    return here, there


def looks(centre: Centre) -> list[tuple[str, str, str]]:
    """(device, kind, record) of everything that was looked at."""
    table = tables.other_entry
    asked = select(table.c.device_id, table.c.kind, table.c.record_id, table.c.body).order_by(table.c.entry_id)
    rows = centre.parts.store.read(lambda session: session.rows(asked))
    assert {bytes(row[3]) for row in rows} <= {b"{}"}
    return [(device, kind, record) for device, kind, record, _ in rows]


def everything(centre: Centre) -> bytes:
    """All that stands in any table, one row after the other."""

    def work(session: Session) -> bytes:
        rows = [row for table in tables.metadata.sorted_tables for row in session.rows(select(table))]
        return b"\n".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for row in rows
            for value in row
        )

    return centre.parts.store.read(work)


# -- the core -----------------------------------------------------------------------------------------


def test_an_open_case_of_another_hall_is_found_with_a_look(centre_store: CentreStore) -> None:
    centre = make_centre(store=centre_store)
    here, there = two_halls(centre)
    counter, record_id = case_of(there)
    there.push()
    answer = centre.duplicates(here.device, asking())
    (head,) = counter.heads(record_id)
    (row,) = answer.rows
    assert answer.total == 1
    assert (row.hall, row.hall_name) == (OTHER_HALL, f"{OTHER_HALL} 大厅")
    assert (row.number, row.item_code, row.status) == (head.number, LICENCE, "taken_in")
    assert row.received_at.startswith(f"{head.received_at:%Y-%m-%d}")
    assert looks(centre) == [(here.device, "duplicates", record_id)]


def test_what_is_shown_names_nobody(centre_store: CentreStore) -> None:
    centre = make_centre(store=centre_store)
    here, there = two_halls(centre)
    case_of(there)
    there.push()
    said = msgspec.json.encode(centre.duplicates(here.device, asking())).decode()
    person = sheet_for(LICENCE).data_subject
    assert person is not None
    for secret in (person.name, person.masked_name, person.identity_number, person.phone):
        assert secret
        assert secret not in said


def test_other_items_other_people_and_closed_cases_are_not_found(centre_store: CentreStore) -> None:
    centre = make_centre(store=centre_store)
    here, there = two_halls(centre)
    _, record_id = case_of(there)
    there.push()
    nothing = DuplicatesAnswer(total=0, rows=())
    assert centre.duplicates(here.device, asking(items=(FILING, "ZZ999"))) == nothing
    assert centre.duplicates(here.device, asking(number=STRANGER)) == nothing
    there.write(fact(there, record_id, "Withdrawn", 1, members=(LICENCE,), body={"request_received": True}))
    there.push(1)
    assert centre.duplicates(here.device, asking()) == nothing
    assert looks(centre) == [(here.device, "duplicates", "")] * 3, "that nothing was there was asked as well"


def test_a_number_typed_with_blanks_and_small_letters_is_the_same_person(centre_store: CentreStore) -> None:
    centre = make_centre(store=centre_store)
    here, there = two_halls(centre)
    case_of(there)
    there.push()
    number = known_number()
    assert centre.duplicates(here.device, asking(number=f" {number[:6]} {number[6:].lower()} ")).total == 1


def test_of_very_many_the_newest_are_shown_and_all_are_counted(centre_store: CentreStore) -> None:
    centre = make_centre(store=centre_store)
    here, there = two_halls(centre)
    records = [case_of(there)[1] for _ in range(MOST_ROWS + 2)]
    there.push()
    case_of(here)
    here.push()
    answer = centre.duplicates(here.device, asking())
    assert (answer.total, len(answer.rows)) == (MOST_ROWS + 3, MOST_ROWS)
    assert len({row.number for row in answer.rows}) == MOST_ROWS
    assert {row.hall for row in answer.rows} <= {HALL, OTHER_HALL}
    shown = {record for _, _, record in looks(centre)}
    assert len(shown) == MOST_ROWS
    assert len(shown & set(records)) >= MOST_ROWS - 1


def test_who_may_not_ask(centre_store: CentreStore) -> None:
    centre = make_centre(store=centre_store)
    here, there = two_halls(centre)
    for device, request, code in (
        (there.device, asking(here.device), "wrong_scope"),
        (here.device, asking(items=()), "bad_message"),
        (here.device, asking(number="   "), "bad_message"),
        ("desk-9", asking("desk-9"), "device_unknown"),
    ):
        with pytest.raises(Refused, match=code):
            centre.duplicates(device, request)
    centre.revoke(here.device)
    with pytest.raises(Refused, match="device_revoked"):
        centre.duplicates(here.device, asking())
    assert looks(centre) == []


def test_the_number_stands_in_no_table(centre_store: CentreStore) -> None:
    centre = make_centre(store=centre_store)
    here, there = two_halls(centre)
    case_of(there)
    there.push()
    facts = everything(centre).count(known_number().encode())
    assert facts > 0, "the case itself has it, or this looks in the wrong place"
    centre.duplicates(here.device, asking())
    centre.duplicates(here.device, asking(number=STRANGER))
    after = everything(centre)
    assert after.count(known_number().encode()) == facts
    assert STRANGER.encode() not in after
    assert centre.parts.keys.subject_key(STRANGER).encode() not in after, "not even its digest"


@given(number=st.text(st.characters(codec="utf-8", exclude_characters="'*"), min_size=9))
def test_no_number_is_ever_in_the_words_of_a_request(number: str) -> None:
    request = asking(number=number)
    assert number not in repr(request).replace(LICENCE, "")
    assert "***" in str(request)


# -- the route ----------------------------------------------------------------------------------------


def ask(door: Door, device: SignedDevice, number: str = "") -> httpx.Response:
    return door.http.send(device.request("POST", "/v1/duplicates", asking(device.device, number)))


def test_it_is_answered_over_the_wire_and_logged_without_the_number(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    here, there = door.enrol(), door.enrol("desk-2", OTHER_HALL)
    ledger = WireDesk(door.centre, device="desk-2", hall=OTHER_HALL, epoch=1)
    case_of(ledger)
    assert door.http.send(there.request("POST", "/v1/push", ledger.request())).status_code == 200
    response = ask(door, here)
    assert response.status_code == 200, response.content
    assert response.json()["rows"][0]["hall"] == OTHER_HALL
    assert ask(door, here, number=STRANGER).json() == {"total": 0, "rows": []}
    line = door.log.lines[-1]
    assert (line["route"], line["status"], line["device"]) == ("duplicates", 200, "desk-1")
    for written in (str(door.log.lines), caplog.text):
        assert known_number() not in written
        assert STRANGER not in written


def test_trouble_under_way_does_not_log_the_number_either(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    device = door.enrol()

    def broken(_session: Session, subject: str, *_: object) -> None:
        raise RuntimeError(f"{STRANGER} {subject}")

    monkeypatch.setattr(ops, "newest_open_of", broken)
    response = ask(door, device, number=STRANGER)
    assert (response.status_code, code_of(response)) == (503, "unavailable")
    written = str(door.log.lines)
    assert STRANGER not in written
    assert door.centre.parts.keys.subject_key(STRANGER) not in written


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"device": "desk-2"}, 400, "bad_message"),
        ({"identity_number": "9" * 201}, 400, "bad_message"),
        ({"identity_number": "1\x002"}, 400, "bad_message"),
        ({"identity_number": ""}, 400, "bad_message"),
        ({"items": ()}, 400, "bad_message"),
        ({"items": tuple(f"SC{number}" for number in range(MOST_ITEMS + 1))}, 400, "bad_message"),
    ],
    ids=["device", "long", "nul", "no-number", "no-items", "items"],
)
def test_bad_questions(door: Door, changed: dict[str, object], status: int, code: str) -> None:
    device = door.enrol()
    message = msgspec.structs.replace(asking(), **changed)
    response = door.http.send(device.request("POST", "/v1/duplicates", message))
    assert (response.status_code, code_of(response)) == (status, code)
    assert looks(door.centre) == []


def test_only_a_device_in_good_standing_is_heard(door: Door) -> None:
    device = door.enrol()
    forged = SignedDevice("desk-1", SigningKey.generate())
    refused = ask(door, forged)
    assert (refused.status_code, code_of(refused)) == (401, "signature_wrong")
    unknown = ask(door, SignedDevice("desk-7", SigningKey.generate()))
    assert (unknown.status_code, code_of(unknown)) == (401, "device_unknown")
    door.centre.revoke("desk-1")
    revoked = ask(door, device)
    assert (revoked.status_code, code_of(revoked)) == (403, "device_revoked")
    assert looks(door.centre) == []


def test_trying_numbers_ends_soon_and_stops_no_other_desk(door: Door) -> None:
    device, other = door.enrol(), door.enrol("desk-2")
    assert [ask(door, device).status_code for _ in range(21)] == [200] * 20 + [429]
    refused = ask(door, device)
    assert code_of(refused) == "too_many"
    assert refused.headers["retry-after"] == "60"
    assert ask(door, other).status_code == 200
    assert door.http.send(device.request("GET", "/v1/fleet")).status_code == 200
    door.tick[0] = 61.0
    assert ask(door, device).status_code == 200


def test_slowly_trying_numbers_ends_as_well() -> None:
    limit = AskLimit(a_minute=2, an_hour=3)
    for moment in (0.0, 40.0, 80.0):
        limit.take("desk-1", moment)
    with pytest.raises(Refused, match="too_many") as refused:
        limit.take("desk-1", 200.0)
    assert refused.value.values["retry_after"] == "3400"
    limit.take("desk-2", 200.0)
    limit.take("desk-1", 3_601.0)
