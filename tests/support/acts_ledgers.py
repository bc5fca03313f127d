"""A lawful example of the one command of all ledgers: on an entry that is there, with a paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.fakes import Counter
from wenling_desk.use_cases.act_in_ledger import ActInLedger
from wenling_desk.use_cases.commands import Command

Values = dict[str, Any]
MATTER: Values = {
    "what": "材料带齐了三次，窗口每次都说还差一样",
    "kind_of": "complete_refused",
    "reporter": "吴示例",
    "phone": "13800005610",
    "window": "7 号窗口",
    "channel": "counter",
}


def registered_matter(counter: Counter) -> str:
    """A matter somebody could not get done; its record id."""
    return counter.do(ActInLedger, kind="stuck_matter", action="register_matter", values=MATTER).record_id


def assigning(counter: Counter) -> Values:
    """Sending it to a department, with its order."""
    unit = next(iter(counter.desk.catalogue().departments))
    values = {"class": "single", "nature": "hard", "unit": unit, "ask": "核对三次补正是否都在一次性告知里。"}
    return {
        "kind": "stuck_matter",
        "record_id": registered_matter(counter),
        "action": "assign_matter",
        "values": values,
    }


LEDGERS: tuple[tuple[type[Command], Callable[[Counter], Values], bool], ...] = ((ActInLedger, assigning, True),)
