"""Two desks behind a bad line: one that writes all day, one that reads; the process of one seed."""

from __future__ import annotations

import json
import random
import ssl
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Final

import httpx

from tests.simulation import acts
from tests.simulation.history import OK, Did
from tests.support.law_catalogue import CHAIN
from tests.torture import warm
from tests.torture.bad_line import BadLine, Line
from tests.torture.lives import CENTRE
from tests.torture.living_desk import LivingDesk
from wenling_desk.server import key_file
from wenling_desk.use_cases.edit_case import EditFormField
from wenling_desk.use_cases.take_in import TakeIn

WRITER, READER = "a", "b"
EDITS: Final = 20
"""Edits of a case written in one go; the other ops are those of a clerk at work."""
MOST_ACTS: Final = 6
"""Of a clerk between two rounds of the sync."""
READS_EVERY: Final = 3
DOWN_SHARE, DOWN_FOR = 0.06, 3
"""How often the line goes down, and for how many batches."""
SECONDS: Final = 1.0
"""What an answer may take here: a half-open line is given up before the proxy closes it, or after."""


def cut(room: Path, seed: int, ops: int, port: int, target: Path) -> None:
    """Write ``ops`` ops behind the line; what the line did is written to ``target``."""
    warm.begin(room, room / "line.log")
    line = Line(seed, half_open_seconds=0.3)
    draw = random.Random(f"network/{seed}")
    keys = key_file.load(room / CENTRE)
    if keys is None:
        raise RuntimeError("a centre without keys")
    own, theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    own.load_cert_chain(room / CENTRE / "tls" / "server.pem", room / CENTRE / "tls" / "server.key")
    theirs.load_verify_locations(cadata=keys.authority.certificate.decode("ascii"))
    with BadLine(line, port, own, theirs) as bad:
        server = f"https://127.0.0.1:{bad.port}"
        desks = [LivingDesk(room, name, draw, f"{name}-line", server) for name in (WRITER, READER)]
        for desk in desks:
            desk.sync.exchange._client.timeout = httpx.Timeout(SECONDS * (0.2 if draw.random() < 0.5 else 1))
        done = _day(desks[0], desks[1], line, draw, ops)
        for desk in desks:
            desk.close()
    done |= {"fates": dict(line.fates)}
    target.write_text(json.dumps(done), encoding="ascii")


def _day(writer: LivingDesk, reader: LivingDesk, line: Line, draw: random.Random, ops: int) -> dict[str, object]:
    ends: Counter[str] = Counter()
    batch = down = written = 0
    while written < ops:
        batch += 1
        if not down and draw.random() < DOWN_SHARE:
            down = DOWN_FOR
        line.is_down = down > 0
        down = max(0, down - 1)
        before = writer.length
        if draw.random() < 0.5:
            for _ in range(draw.randrange(1, MOST_ACTS + 1)):
                writer.act()
        else:
            for _ in range(draw.randrange(1, 4)):
                _edit_in_one_go(writer)
        written += writer.ops_since(before)
        for desk in (writer, reader) if batch % READS_EVERY == 0 else (writer,):
            if draw.random() < 0.3:
                desk.fetch_something()
            ends[desk.sync.runner.run_once().reason or "all sent and received"] += 1
    return {"ops": written, "batches": batch, "ends": dict(ends)}


def _edit_in_one_go(desk: LivingDesk) -> None:
    """A case is taken in and its address written many times: each edit an op, all in one database transaction."""
    person = desk.draw.choice(acts.PEOPLE)
    ids = desk.desk.parts.ids
    with desk.turn:
        record = desk.do(TakeIn, {"sheet": acts._sheet(CHAIN, (), person)}, desk.next_id())
        first = desk.next_id()
        values = {"record_id": record, "field_id": "address", "seen": None, "new": first}
        desk.do(EditFormField, values, first)
        fact = desk.facts(record)[-1]
        made, seen = [], first
        for _ in range(EDITS):
            op_id = desk.next_id()
            body = {**fact.body, "seen": seen, "new": op_id}
            made.append(replace(fact, fact_id=ids.new_id(), command_id=op_id, body=body))
            seen = op_id
        with desk.store.unit_of_work() as unit:
            unit.append(made)
            unit.commit()
        for each in made:
            desk.history.note(Did(desk.name, each.command_id, OK, (each.fact_id,), record))
        desk.skip_notes()
