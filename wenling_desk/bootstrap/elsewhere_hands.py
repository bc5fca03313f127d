"""The question of the acceptance page to the centre: over the link of an enrolled desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wenling_desk.ui.elsewhere import AskElsewhere, Elsewhere, Reach
from wenling_desk.ui.sync_centre.link import SyncLink
from wenling_desk.ui.told import Told

NOT_PERMITTED = "not_permitted"


def ask_over(link: SyncLink) -> AskElsewhere:
    """Ask the centre; one that is known to be away is not waited for."""

    def ask(number: str, items: tuple[str, ...], give: Callable[[Elsewhere], Any]) -> None:
        def failed(told: Told) -> None:
            give(Elsewhere(Reach.NOT_ASKED if told.code == NOT_PERMITTED else Reach.HERE_ONLY))

        if link.doors is None or link.status().online is False:
            give(Elsewhere(Reach.HERE_ONLY))
        else:
            link.duplicates(number, items, give, failed)

    return ask
