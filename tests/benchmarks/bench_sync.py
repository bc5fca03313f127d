"""Desk and centre: a real ``wenling-desk serve`` and real enrolled desks over TLS, everything flushed at both ends,
beside Anki's and PouchDB's own sync.
"""

from __future__ import annotations

import hashlib
import math
import os
import random
import shutil
import ssl
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final
from unittest.mock import patch

from tests.benchmarks import sync_storm
from tests.benchmarks.figure import Figure, Result, alone, bar_words, compare, not_measured
from tests.benchmarks.peer_tools import PeerMissing
from tests.benchmarks.sync_cases import CaseTemplate, act_out, fill
from tests.benchmarks.sync_clerk import ClerkAtWork
from tests.benchmarks.sync_desks import (
    HALL,
    PUSHED,
    PUSHING,
    TAKING_SNAPSHOT,
    BenchDesk,
    RunningCentre,
    applying,
    enrol,
    pulling,
    put_back,
    serving,
)
from tests.benchmarks.sync_line import CuttingLine
from tests.benchmarks.sync_peers import PEERS, SyncPeer
from wenling_desk.bootstrap.enrolment import enrolment_of
from wenling_desk.server import bootstrap as centre_bootstrap
from wenling_desk.use_cases.attach_scan import AttachScan
from wenling_desk.use_cases.sync_ports import STATES

ROUNDS: Final = 3
OPS: Final = 5_000
BARS: Final = {"anki": 0.6, "pouchdb": 2.0}
"""Of the peer's speed."""
STORM_DEVICES, STORM_OPS, STORM_BATCH = 350, 200, 50
HALL_CASES, WAVES = 20_000, 4
"""Each case's first ops came one after the other, as desks send them: taken in, printed, accepted, printed."""
FILES, FILE_BYTES, CUT_EACH = 40, 400_000, 10
UNIT: Final = "ms per 1,000"
SCOPE: Final = f"hall:{HALL}"


def run(rounds: int | None = None) -> Result:
    """``rounds`` of the side-by-side part; fewer than usual make everything else smaller, too."""
    share = 1.0 if rounds is None else 0.05
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        with patch.dict(os.environ, {"XDG_STATE_HOME": str(root / "state")}):
            figures = side_by_side(root / "beside", rounds or ROUNDS, round(OPS * share))
            figures += unchecked(root / "unchecked", rounds or ROUNDS, round(OPS * share))
            figures += storm(root / "storm", max(4, round(STORM_DEVICES * share)), STORM_OPS)
            figures += hall(root / "hall", round(HALL_CASES * share), round(OPS * share))
            figures.append(attachments(root / "files", max(8, round(FILES * share))))
    return {"name": "sync", "figures": figures}


@contextmanager
def centre_with_desk(
    root: Path, module: str = "wenling_desk"
) -> Iterator[tuple[RunningCentre, BenchDesk, CaseTemplate]]:
    """A centre that has read its catalogue, a desk, and the case that is copied."""
    with serving(root / "centre", module) as centre:
        desk = enrol(centre, root / "first")
        try:
            template = act_out(desk.desk.current)
            fill(desk.desk, template, 1, len(template.ops))
            desk.round()
            yield centre, desk, template
        finally:
            desk.close()


# -- 1: side by side ----------------------------------------------------------------------------------


def side_by_side(root: Path, rounds: int, ops: int) -> list[Figure]:
    """Push and pull of so many ops, in the same rounds as the peers' notes."""
    ours: dict[str, list[float]] = {"push": [], "pull": [], "heads": []}
    theirs: dict[str, dict[str, list[float]]] = {}
    missing: dict[str, str] = {}
    with ExitStack() as stack:
        centre, hall_desk, template = stack.enter_context(centre_with_desk(root))
        peers = []
        for name in PEERS:
            try:
                peers.append(stack.enter_context(SyncPeer(name)))
                theirs[name] = {"push": [], "pull": []}
            except PeerMissing as error:
                missing[name] = str(error)
        for number in range(rounds):
            one_round(centre, hall_desk, template, root / f"round{number}", number, ops, ours)
            for peer in peers:
                pushed, pulled = peer.round(ops)
                theirs[peer.name]["push"].append(1e6 / pushed)
                theirs[peer.name]["pull"].append(1e6 / pulled)
    figures: list[Figure] = []
    words = {"push": "push, ops", "pull": "pull of full facts, ops", "heads": "pull of a hall's list, rows"}
    for way, said in words.items():
        for name in PEERS:
            if name in missing:
                figures.append(not_measured(said, UNIT, missing[name], peer=name, bar=bar_words(None, BARS[name])))
                continue
            their = theirs[name]["push" if way == "push" else "pull"]
            figures.append(compare(said, UNIT, ours[way], name, their, at_least=BARS[name]))
    return figures


def one_round(
    centre: RunningCentre,
    hall_desk: BenchDesk,
    template: CaseTemplate,
    root: Path,
    number: int,
    ops: int,
    ours: dict[str, list[float]],
) -> None:
    """One desk sends; one of the hall receives the list; the first one's home of the morning is put back, its journal
    gone, and receives all its facts."""
    root.mkdir()
    first = (number + 1) * 1_000_000
    sender = enrol(centre, root / "sender")
    fill(sender.desk, template, first, len(template.ops))
    sender.round()
    shutil.copytree(root / "sender", root / "morning")
    cases = fill(sender.desk, template, first + 1_000, ops)
    sender.round()
    ours["push"].append(sender.seconds(PUSHING, PUSHED) * 1e6 / ops)
    hall_desk.round()
    ours["heads"].append(hall_desk.seconds(pulling(SCOPE), applying(SCOPE)) * 1e6 / cases)
    sender.close()
    shutil.move(root / "sender", root / "gone")
    restored = put_back(root / "sender", root / "morning")
    restored.round()
    ours["pull"].append(restored.seconds(pulling(restored.scope), applying(restored.scope)) * 1e6 / ops)
    restored.close()


def unchecked(root: Path, rounds: int, ops: int) -> list[Figure]:
    """The same push into a centre without re-check, request signature and ledger check: what the three cost."""
    taken: list[float] = []
    with centre_with_desk(root, "tests.benchmarks.unchecked_centre") as (_, desk, template):
        for number in range(rounds):
            fill(desk.desk, template, (number + 1) * 1_000_000, ops)
            desk.round()
            taken.append(desk.seconds(PUSHING, PUSHED) * 1e6 / ops)
    return [alone("push without re-check, signature and ledger check, ops", UNIT, taken)]


# -- 2: a storm ---------------------------------------------------------------------------------------


def storm(root: Path, devices: int, ops: int) -> list[Figure]:
    """All devices at once. Raises ValueError where an op is not there exactly once, or a request ended in an error."""
    with centre_with_desk(root) as (centre, desk, template):
        context = trust(desk)
        before = sync_storm.count(centre)
        light = sync_storm.join(centre, devices, context)
        made = [sync_storm.prepare(each, template, each.number * 1_000, ops, STORM_BATCH) for each in light]
        begun = time.perf_counter()
        report = sync_storm.storm(centre, light, context)
        seconds = time.perf_counter() - begun
        after = sync_storm.count(centre)
    wanted = (before[0] + sum(each for each, _ in made), before[1] + sum(each for _, each in made))
    if report.errors or after != wanted:
        raise ValueError(f"{report.errors[:3]}; {after} instead of {wanted}")
    note = f"{devices} devices, {ops} ops each, {report.resent} batches sent twice, {report.turned_away} turned away"
    worst = max(report.seconds) / statistics.mean(report.seconds)
    return [
        alone("storm: worst device over the mean", "x", [worst], at_most=1.5, note=note),
        alone("storm: errors, and ops not there exactly once", "ops", [0.0], at_most=0),
        alone("storm: drained", "ops/s", [devices * ops / seconds]),
    ]


def trust(desk: BenchDesk) -> ssl.SSLContext:
    """Trust in the desk's centre alone."""
    enrolled = enrolment_of(desk.desk)
    assert enrolled is not None
    return ssl.create_default_context(cadata=enrolled.authority)


# -- 3 and 5: a hall's list, by pages and as a snapshot; a clerk at work meanwhile ----------------------


def hall(root: Path, cases: int, ops: int) -> list[Figure]:
    """A hall of so many cases arrives at new desks. Raises ValueError where they do not end with the same."""
    with centre_with_desk(root) as (centre, desk, _):
        template = act_out(desk.desk.current)
        (light,) = sync_storm.join(centre, 1, trust(desk), first=900_000)
        sync_storm.prepare_waves(light, template, 5_000_000, cases, WAVES, 500)
        report = sync_storm.storm(centre, [light], trust(desk), again=0)
        if report.errors:
            raise ValueError(report.errors[0])
        paged, snapped = enrol(centre, root / "paged"), enrol(centre, root / "snapped")
        paged.page_only(SCOPE)
        paged.round()
        snapped.round()
        theirs = paged.seconds(pulling(SCOPE), applying(SCOPE))
        ours = snapped.seconds("AskSnapshot", TAKING_SNAPSHOT)
        with centre_bootstrap.opened(centre.home) as found:
            there = found.centre.digest(paged.desk.store.identity.device, SCOPE)
        digests = {paged.digest(SCOPE), snapped.digest(SCOPE), (there.count, there.xor)}
        if len(digests) != 1 or there.count < cases:
            raise ValueError(f"the digests differ: {digests}")
        for each in (paged, snapped):
            each.close()
        note = f"{there.count:,} cases, each changed {WAVES} times, equal digests"
        figures = [
            compare("a hall arrives at a new desk, snapshot", "s", [ours], "by pages", [theirs], at_least=4, note=note)
        ]
        figures += clerk_meanwhile(centre, root, ops)
    return figures


def clerk_meanwhile(centre: RunningCentre, root: Path, ops: int) -> list[Figure]:
    """Drafts saved while a hall's list, and while full facts are applied."""
    figures = []
    listing = enrol(centre, root / "listing")
    listing.close()
    clerk = ClerkAtWork(root / "listing")
    clerk.desk.page_only(SCOPE)
    alone_ms = [clerk.draft_ms() for _ in range(200)]
    figures += _waits("a hall's list", *clerk.drafts_during_round(), alone_ms)
    clerk.close()
    sender = enrol(centre, root / "sender")
    template = act_out(sender.desk.current)
    fill(sender.desk, template, 7_000_000, len(template.ops))
    sender.round()
    shutil.copytree(root / "sender", root / "morning")
    fill(sender.desk, template, 7_001_000, ops)
    sender.round()
    sender.close()
    shutil.move(root / "sender", root / "gone")
    put_back(root / "sender", root / "morning").close()
    clerk = ClerkAtWork(root / "sender")
    figures += _waits("full facts", *clerk.drafts_during_round(), alone_ms)
    clerk.close()
    return figures


def _waits(what: str, taken: list[float], rows: int, alone_ms: list[float]) -> list[Figure]:
    note = f"{len(taken)} drafts while {rows:,} rows came in"
    beside = "no sync at work"
    return [
        alone(f"a draft saved while {what} is applied, p99", "ms", [percentile(taken, 99)], at_most=10, note=note),
        compare(f"a draft saved while {what} is applied", "ms", taken, beside, alone_ms),
    ]


def percentile(samples: list[float], percent: int) -> float:
    """The smallest sample that so many percent do not exceed."""
    ordered = sorted(samples)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


# -- 4: attachments -------------------------------------------------------------------------------------


def attachments(root: Path, files: int) -> Figure:
    """Scans go up over a line that cuts one part in ten. Raises ValueError where one is not there whole."""
    draw = random.Random(4)
    with serving(root / "centre") as centre:
        with CuttingLine(root / "centre", int(centre.address.rpartition(":")[2]), CUT_EACH) as line:
            desk = enrol(centre, root / "desk", server=f"https://127.0.0.1:{line.port}")
            template = act_out(desk.desk.current)
            fill(desk.desk, template, 1, len(template.ops))
            desk.round()
            with desk.desk.store.sync_reading() as reading:
                record = reading.record_syncs("", STATES, 1, 0).rows[0].record_id
            digests = {}
            for number in range(files):
                data = b"\xff\xd8\xff" + draw.randbytes(FILE_BYTES - 3)
                digests[hashlib.sha256(data).hexdigest()] = len(data)
                name = desk.desk.current.ids.new_id()
                desk.desk.dispatcher.dispatch(
                    AttachScan(command_id=f"{name}{number}", record_id=record, data=data, media_type="image/jpeg")
                )
            rounds = 0
            while (left := _waiting(desk)) and rounds < 10 * files:
                desk.sync.runner.run_once()
                rounds += 1
            device = desk.desk.store.identity.device
            desk.close()
        if left:
            raise ValueError(f"{left} attachments did not arrive")
        with centre_bootstrap.opened(centre.home) as found:
            for digest, size in digests.items():
                if hashlib.sha256(found.centre.blob_read(device, digest, 0, size)).hexdigest() != digest:
                    raise ValueError(f"{digest} arrived as something else")
    overhead = (line.bytes_up / sum(digests.values()) - 1) * 100
    note = (
        f"{files} files of {FILE_BYTES // 1000} KB in {line.parts} parts, {line.cuts} of them cut off; all hashes equal"
    )
    return alone("attachments over a line that cuts: bytes more than needed", "%", [overhead], at_most=10, note=note)


def _waiting(desk: BenchDesk) -> int:
    with desk.desk.store.sync_reading() as reading:
        return len(reading.blobs_waiting(1_000)) + reading.unsent().entries
