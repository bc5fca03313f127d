"""The provincial platform of a real desk: no interface is known, so a person types there."""

from __future__ import annotations

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.use_cases.platform_ports import PlatformCase, PlatformState, PlatformStatus, Submission


class PlatformByHand:
    """``Platform`` where the clerk is the interface."""

    def state(self) -> PlatformState:
        """There is nothing to ask."""
        return PlatformState.BY_HAND

    def submit(self, _case: PlatformCase) -> Submission:
        """Refuses with ``platform_by_hand``."""
        raise DeskRefusal("platform_by_hand")

    def status_of(self, _official_number: str) -> PlatformStatus | None:
        """Refuses with ``platform_by_hand``."""
        raise DeskRefusal("platform_by_hand")
