"""The cockpit's pages: behind their gate over HTTP, and as a person sees them in a browser over real TLS."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.architecture.project import ROOT
from tests.server.core_acts import case_of
from tests.server.door import Door, make_door
from tests.server.serve_process import environment, serving
from tests.support.browser import browser
from tests.support.small_centre import OTHER_HALL, WireDesk
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.server.cockpit.gate import COOKIE
from wenling_desk.server.cockpit.html import Html, tag
from wenling_desk.server.key_file import CentreKeys
from wenling_desk.store.centre.session import Session

NOVEMBER = "choice=month&on=2026-11-03"


@pytest.fixture
def door(keys: CentreKeys, tmp_path: Path) -> Iterator[Door]:
    made = make_door(keys, tmp_path / "files", cockpit=True)
    for name, hall, amount in (("desk-1", "H1", 3), ("desk-2", OTHER_HALL, 2)):
        desk = WireDesk(made.centre, name, hall=hall)
        desk.enrol()
        for _ in range(amount):
            case_of(desk, is_accepted=True)
        desk.push()
    made.centre.counting.catch_up()
    yield made
    made.close()


def token_of(door: Door, name: str = "督查员") -> str:
    assert door.cockpit is not None
    return door.cockpit.gate.make(name, door.clock.now())[0]


def get(door: Door, path: str, token: str = "", method: str = "GET", **more: Any) -> httpx.Response:
    headers = {"cookie": f"{COOKIE}={token}"} if token else {}
    headers |= more.pop("headers", {})
    return door.http.send(httpx.Request(method, f"https://centre{path}", headers=headers, **more))


def rows(door: Door, table: str) -> int:
    def work(session: Session) -> int:
        session._cursor.execute(f"SELECT count(*) FROM {table}")
        return int(session._cursor.fetchone()[0])

    return door.centre.parts.store.read(work)


# -- the gate --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/cockpit", "/cockpit/figures.json", "/cockpit/records?figure=received_cases"])
def test_without_a_token_there_is_only_the_login(door: Door, path: str) -> None:
    for token in ("", "0" * 40, "x", "'; DROP TABLE supervisor"):
        response = get(door, path, token)
        assert response.status_code == (200 if path == "/cockpit" else 401)
        assert "查看码" in response.text
        assert "收件" not in response.text
    assert rows(door, "supervisor_look") == 0


def test_every_answer_is_kept_from_caches_frames_and_foreign_content(door: Door) -> None:
    token = token_of(door)
    answers = [get(door, "/cockpit"), get(door, "/cockpit", token), get(door, "/cockpit/figures.json", token),
               get(door, "/cockpit?on=nonsense", token), get(door, "/cockpit", token, "DELETE"),
               get(door, "/cockpit/style.css")]  # fmt: skip
    for response in answers:
        policy = response.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';")
        assert "unsafe" not in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
    assert answers[0].headers["cache-control"] == "no-store"
    assert [each.status_code for each in answers] == [200, 200, 200, 400, 405, 200]


def test_a_login_sets_a_cookie_no_script_and_no_other_site_gets(door: Door) -> None:
    token = token_of(door)
    response = get(door, "/cockpit/login", method="POST", data={"token": f" {token.upper()} "})
    assert response.status_code == 303
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}={token}; Path=/; Max-Age=2592000; ")
    assert cookie.endswith("Secure; HttpOnly; SameSite=Strict")
    assert get(door, "/cockpit", token).status_code == 200
    left = get(door, "/cockpit/leave", token, "POST")
    assert "Max-Age=0" in left.headers["set-cookie"]


def test_the_token_stands_nowhere(door: Door) -> None:
    token = token_of(door)
    get(door, "/cockpit/login", method="POST", data={"token": token})
    get(door, "/cockpit", token)
    image = door.centre.parts.store.image()
    assert token.encode() not in image
    assert token not in json.dumps(door.log.lines)


def test_wrong_tokens_are_slowed_down(door: Door) -> None:
    token = token_of(door)

    def enter(value: str) -> int:
        return get(door, "/cockpit/login", method="POST", data={"token": value}).status_code

    assert [enter("1" * 40) for _ in range(6)] == [403] * 5 + [429]
    assert enter(token) == 429
    door.tick[0] += 61
    assert enter(token) == 303


def test_a_page_too_often_is_turned_away_for_that_supervisor_alone(door: Door) -> None:
    token, other = token_of(door), token_of(door, "中心主任")
    codes = [get(door, "/cockpit/style.css", token).status_code for _ in range(3)]
    assert codes == [200] * 3
    seen = [get(door, f"/cockpit?page=cases&{NOVEMBER}", token).status_code for _ in range(121)]
    assert seen == [200] * 120 + [429]
    assert get(door, "/cockpit", other).status_code == 200


def test_an_ended_or_revoked_token_opens_nothing(door: Door) -> None:
    assert door.cockpit is not None
    gate = door.cockpit.gate
    token, ends_at = gate.make("短期", door.clock.now(), 1)
    revoked = token_of(door)
    assert gate.revoke("督查员", door.clock.now()) == 1
    assert gate.find(revoked, door.clock.now()) is None
    assert gate.find(token, ends_at - timedelta(seconds=1)) is not None
    assert gate.find(token, ends_at) is None
    with pytest.raises(DeskRefusal, match="supervisor_unknown"):
        gate.revoke("督查员", door.clock.now())
    for name, days, code in (("", 1, "supervisor_name_wrong"), ("甲", 0, "supervisor_days_wrong")):
        with pytest.raises(DeskRefusal, match=code):
            gate.make(name, door.clock.now(), days)


def test_a_form_of_another_site_is_refused(door: Door) -> None:
    token = token_of(door)
    foreign = {"sec-fetch-site": "cross-site"}
    response = get(door, "/cockpit/login", method="POST", data={"token": token}, headers=foreign)
    assert response.status_code == 400
    assert "set-cookie" not in response.headers
    big = get(door, "/cockpit/login", method="POST", content=b"token=" + b"1" * 5_000)
    assert big.status_code == 400


def test_what_was_looked_at_is_kept_before_it_is_shown(door: Door) -> None:
    assert door.cockpit is not None
    token = token_of(door)
    get(door, f"/cockpit?page=cases&{NOVEMBER}", token)
    get(door, f"/cockpit/records?figure=received_cases&{NOVEMBER}", token)
    looks = [(name, what, about) for _, name, what, about in door.cockpit.gate.looks(10)]
    assert sorted(looks) == [("督查员", "page", "cases month 2026-11-03"), ("督查员", "records", "received_cases")]
    assert [row.name for row in door.cockpit.gate.everyone()] == ["督查员"]


# -- the figures -----------------------------------------------------------------------------------


def test_the_figures_as_json_are_those_of_the_sums(door: Door) -> None:
    found = get(door, f"/cockpit/figures.json?{NOVEMBER}", token_of(door)).json()
    figures = {each["id"]: each for each in found["figures"]}
    received = figures["received_cases"]["values"]
    assert list(found["columns"].values()) == ["全市", "中心", "镇街", "流动"]
    assert (received["city"]["value"], received["towns"]["value"], received["mobile"]["value"]) == ("5", "5", "0")
    assert received["city"]["people"] == 5
    assert found["edition"]
    assert found["data_time"]
    for figure in figures.values():
        assert figure["formula"]
        assert figure["base"]
        assert figure["source"]


def test_beside_each_figure_stands_how_it_was_made(door: Door) -> None:
    page = get(door, f"/cockpit?page=cases&{NOVEMBER}", token_of(door)).text
    for word in ("公式：", "口径：", "来源：", "口径本 ", "数据截至 2026-11-03", "全市", "中心", "镇街", "流动"):
        assert word in page
    assert "<script" not in page
    assert "style=" not in page


def test_the_cases_behind_a_figure_are_masked(door: Door) -> None:
    page = get(door, f"/cockpit/records?figure=received_cases&{NOVEMBER}", token_of(door)).text
    assert page.count("<tr>") == 6
    assert "共 5 件" in page
    assert "*" in page
    assert "330" not in page.partition("<table")[2].partition("公式")[0] or "***" in page


@pytest.mark.parametrize(
    "query",
    ["page=nothing", "column=x", "choice=century", "on=20231301", "on=1800-01-01", "figure=none", "offset=-1",
     "offset=99999999", "on=%00", "page=<script>alert(1)</script>"],
)  # fmt: skip
def test_an_odd_address_is_one_sentence(door: Door, query: str) -> None:
    response = get(door, f"/cockpit?{query}", token_of(door))
    assert response.status_code == 400
    assert "网址里有驾驶舱不认得的内容" in response.text
    assert "<script" not in response.text


def test_while_everything_is_counted_anew_the_page_says_so(door: Door) -> None:
    from wenling_desk.server.counting import WALK
    from wenling_desk.store.centre import devices

    door.centre.parts.store.write(lambda session: devices.set_state(session, WALK, ""))
    assert "正在按新的口径本从头数一遍" in get(door, "/cockpit", token_of(door)).text


def test_markup_is_made_of_escaped_texts_only() -> None:
    made = tag("a", "<b>&", Html("<i></i>"), None, 3, href='"x"', class_="y", hidden=True, title=None)
    assert made.markup == '<a href="&quot;x&quot;" class="y" hidden>&lt;b&gt;&amp;<i></i>3</a>'


# -- in a browser ----------------------------------------------------------------------------------


@pytest.mark.needs_program("chromium")
def test_a_supervisor_looks_at_the_cockpit_in_a_browser(tmp_path: Path) -> None:
    home = tmp_path / "centre"
    with serving(home) as server:
        said = subprocess.run(
            [sys.executable, "-m", "wenling_desk", "server", "supervisor", "--home", str(home), "督查员"],
            cwd=ROOT, env=environment(tmp_path), capture_output=True, encoding="utf-8", check=True,
        ).stdout  # fmt: skip
        token = said.partition("：")[2].split()[0]
        with browser(_leaf(server.address)) as tab:
            tab.open(f"{server.address}/cockpit")
            assert "驾驶舱登录" in tab.text()
            tab.type("#token", "0" * 40)
            tab.press_enter()
            assert "查看码不对" in tab.text()
            tab.type("#token", token)
            tab.press_enter()
            assert "督查员" in tab.text("header")
            assert tab.count(".cards article") >= 3
            tab.picture(tmp_path / "cockpit.png", whole=True)
            assert (tmp_path / "cockpit.png").stat().st_size > 20_000
            tab.click("nav a:nth-of-type(2)")
            assert tab.count("table tr") > 10
            tab.click("td.amount a")
            assert "这个口径下没有件" in tab.text()
            assert tab.ask("document.cookie") == ""  # no script could read it
            tab.click(".top button")
            assert "驾驶舱登录" in tab.text()
            assert {httpx.URL(each).host for each in tab.requests if each.startswith("http")} == {"127.0.0.1"}
            assert [each for each in tab.complaints if "favicon" not in each and "403" not in each] == []


def _leaf(address: str) -> bytes:
    import ssl

    url = httpx.URL(address)
    return ssl.get_server_certificate((url.host, url.port or 443)).encode("ascii")
