"""更正/作废 and 缴费, wired: the file of the fees, and the way from a paper to the panel that corrects it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from wenling_desk import resources
from wenling_desk.catalogue.fees_file import read_fee_rules
from wenling_desk.domain.fee_rules import FeeRules
from wenling_desk.ui.page import Frame


@cache
def fee_rules() -> FeeRules:
    """``resources/counter/fees.yaml``; raises ``CatalogueBroken``."""
    return read_fee_rules(resources.path("counter", "fees.yaml"))


def amending(frame: Frame) -> Callable[[str, str], None]:
    """Goes to a record with the panel open that corrects one of its papers."""

    def go(record_id: str, number: str) -> None:
        frame.go("record", record_id=record_id, act="amend_paper", member=number)

    return go
