"""A long day in one process of its own: papers one after the other, with the memory it holds after each.

``python -m tests.benchmarks.memory_load press|desk|window PAPERS HOME OUT`` writes the sizes in MB as a JSON list. The
home was opened before, by another process: unpacking fonts and reading the catalogue's sources belong to the first day.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.notices import notice
from tests.receipts import samples
from wenling_desk import bootstrap, resources
from wenling_desk.domain.paper import PaperContent
from wenling_desk.texts import Texts
from wenling_desk.use_cases.ports import Reading
from wenling_desk.use_cases.scripted_intake import command_of, read_script

STATM = Path("/proc/self/statm")
_COMMON_HAN = 0x4E00
_NEW_CHARACTERS = 15_000
_LOOK_AT = 10  # every tenth paper is looked at on the screen


def resident_mb() -> float:
    """What this process holds in memory, in MB."""
    pages = int(STATM.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def new_name(number: int) -> str:
    """A name with characters not met before, so that what is kept for each character grows as in a real year."""
    given = "".join(chr(_COMMON_HAN + (number * 2 + place) * 37 % _NEW_CHARACTERS) for place in range(2))
    rare = chr(0x20000 + number * 13 % 2_000) if number % 20 == 19 else ""
    return f"林{given}{rare}"


# -- the press alone --


def press_load(papers: int, home: Path) -> list[float]:
    """Papers of every kind, none twice the same."""
    from wenling_desk.receipts.render import PaperPress

    press = PaperPress(Texts(resources.path("texts", "zh_CN")), home / "cache" / "fonts")
    sizes = []
    for number in range(papers):
        press.render(mixed_paper(press, number))
        sizes.append(resident_mb())
    return sizes


def mixed_paper(press: Any, number: int) -> PaperContent:
    """The kinds in turn, with other people and between 1 and 24 materials."""
    kind = press.kinds()[number % len(press.kinds())]
    changes: dict[str, Any] = {"applicant__name": new_name(number)}
    if kind != "joint_acceptance":  # whose materials say which members they serve
        changes["materials"] = samples.materials(1 + number % 24)
    return samples.changed(samples.content(kind, **changes), number=notice(number).number)


# -- the whole desk, without and with its window --


def scripted_people(desk: bootstrap.OpenDesk) -> Iterator[dict[str, Any]]:
    """The documented example and the other endings, each time for another person."""
    shipped = json.loads(resources.path("schemas", "intake.example.json").read_text(encoding="utf-8"))
    due = (desk.current.clock.now().date() + timedelta(days=20)).isoformat()
    single = {key: value for key, value in shipped[1].items() if key not in {"act", "then"}}
    rows = [
        *shipped,
        {**single, "act": "accept", "then": [{"act": "withdraw", "request_received": True}]},
        {**single, "act": "refuse_acceptance", "ground": "not_lawful", "reasons": ["不符合规定的条件。"]},
        {**single, "other_materials": "missing", "act": "request_correction", "due": due},
    ]
    number = 0
    while True:
        for row in rows:
            number += 1
            yield {**row, "applicant": {**row["applicant"], "name": new_name(number)}}


def desk_load(papers: int, home: Path) -> list[float]:
    """Cases through the use cases, the database and the press; no window."""
    desk = bootstrap.open_practice(home)
    sizes: list[float] = []
    for plain in scripted_people(desk):
        (case,) = read_script(plain, desk.current.catalogue())
        record = ""
        for step in case.steps:
            target: dict[str, Any] = {"record_id": record} if record else {"sheet": case.sheet}
            record = desk.dispatcher.dispatch(command_of(step, desk.current.ids.new_id(), **target)).record_id
        with desk.store.reading() as reading:
            sizes += [resident_mb()] * len(reading.papers_of(record))
        if len(sizes) >= papers:
            break
    desk.close()
    return sizes[:papers]


def window_load(papers: int, home: Path) -> list[float]:
    """The same with the window open on the workbench, threads and all; every tenth paper is drawn for the screen."""
    from tests.benchmarks.real_desk import RealDesk
    from wenling_desk.bootstrap import memory

    memory.give_back_early()  # as the program does when it starts
    desk = RealDesk(home)
    sizes: list[float] = []
    people = scripted_people(desk.opened)
    while len(sizes) < papers:
        (case,) = read_script(next(people), desk.opened.current.catalogue())
        record = ""
        for step in case.steps:
            target: dict[str, Any] = {"record_id": record} if record else {"sheet": case.sheet}
            record = desk.carry_out(command_of(step, desk.opened.current.ids.new_id(), **target)).record_id
        pdfs = desk.read(partial(_papers_of, record))
        if len(sizes) // _LOOK_AT != (len(sizes) + len(pdfs)) // _LOOK_AT:
            desk.look_at(pdfs[0])
        sizes += [resident_mb()] * len(pdfs)
    desk.close()
    return sizes[:papers]


def _papers_of(record: str, reading: Reading) -> list[bytes]:
    return [reading.paper_pdf(paper.number) for paper in reading.papers_of(record)]


LOADS: Mapping[str, Callable[[int, Path], list[float]]] = {
    "press": press_load,
    "desk": desk_load,
    "window": window_load,
}

if __name__ == "__main__":
    measured = LOADS[sys.argv[1]](int(sys.argv[2]), Path(sys.argv[3]))
    Path(sys.argv[4]).write_text(json.dumps(measured), encoding="utf-8")
