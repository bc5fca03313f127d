"""A centre that remembers what it was asked, and answers when the test says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from tests.support.fakes import CHINA
from tests.support.small_catalogue import SOCIAL_CARD
from wenling_desk.ui.elsewhere import Elsewhere, OpenCase, Reach

NOTHING = Elsewhere(Reach.ALL_HALLS)
AWAY = Elsewhere(Reach.HERE_ONLY)
RECEIVED = datetime(2026, 11, 9, 9, 30, tzinfo=CHINA)


class AskedCentre:
    """``AskElsewhere``; with ``at_once`` it is answered during the call."""

    def __init__(self, at_once: Elsewhere | None = None) -> None:
        self.at_once = at_once
        self.asked: list[tuple[str, tuple[str, ...]]] = []
        self.waiting: list[Callable[[Elsewhere], Any]] = []

    def __call__(self, number: str, items: tuple[str, ...], give: Callable[[Elsewhere], Any]) -> None:
        self.asked.append((number, items))
        if self.at_once is not None:
            give(self.at_once)
        else:
            self.waiting.append(give)

    def answer(self, answer: Elsewhere) -> None:
        """To the question that has waited longest."""
        self.waiting.pop(0)(answer)


def there(number: str = "331081-26-M8RY-000007-D", **changed: Any) -> OpenCase:
    """An open case of another hall."""
    values: dict[str, Any] = {
        "hall_code": "H2", "hall": "城西便民服务中心", "number": number, "item_code": SOCIAL_CARD, "status": "accepted",
        "received_at": RECEIVED,
    }  # fmt: skip
    return OpenCase(**{**values, **changed})


def found(*rows: OpenCase, total: int = 0) -> Elsewhere:
    """What the centre has."""
    return Elsewhere(Reach.ALL_HALLS, rows, total or len(rows))
