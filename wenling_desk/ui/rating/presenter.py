"""评价屏 without its widgets: which rating a code means, what was pressed, what was added. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from wenling_desk.texts import Texts
from wenling_desk.ui.told import DeskBridge, Told
from wenling_desk.use_cases.deliver_result import GRADES
from wenling_desk.use_cases.desk import Desk
from wenling_desk.use_cases.ratings import CommentRating, GiveRating, RatingCard, find_rating

INITIATOR = "rating"
LOOKING_UP = "rating_code"


@dataclass(frozen=True, slots=True)
class RatingTools:
    """What the screen is given."""

    bridge: DeskBridge
    desk: Callable[[], Desk]
    texts: Texts


class RatingPresenter:
    """One applicant after the other; nothing of one is kept for the next."""

    def __init__(self, tools: RatingTools) -> None:
        self._tools = tools
        self.card: RatingCard | None = None

    def grades(self) -> tuple[tuple[str, str], ...]:
        """The five grades by name, best first."""
        return tuple((grade, self._tools.texts(f"case.grade.{grade}")) for grade in GRADES)

    @property
    def hall(self) -> str:
        """Where the screen stands."""
        return self._tools.desk().identity.hall_name

    def look_up(self, code: str, show: Callable[[RatingCard | None], None], failed: Callable[[Told], None]) -> None:
        """The rating of a scanned or typed code, ``None`` where nobody gave it out."""

        def found(card: RatingCard | None) -> None:
            self.card = card
            show(card)

        self._tools.bridge.ask(lambda reading: find_rating(reading, code), found, LOOKING_UP, failed)

    def give(self, grade: str, means: str, failed: Callable[[Told], None]) -> None:
        """The grade that was pressed; without one nothing is sent."""
        if self.card is None:
            return
        command = GiveRating(
            command_id=self._tools.desk().ids.new_id(),
            initiator=INITIATOR,
            record_id=self.card.record_id,
            grade=grade,
            means=means,
        )
        self._tools.bridge.submit(command, None, failed, failed)

    def add(self, comment: str, done: Callable[[], None], failed: Callable[[Told], None]) -> bool:
        """The addition, once; ``False`` where there is nothing to send."""
        words = comment.strip()
        if self.card is None or not words:
            return False
        command = CommentRating(
            command_id=self._tools.desk().ids.new_id(),
            initiator=INITIATOR,
            record_id=self.card.record_id,
            comment=words,
        )
        self._tools.bridge.submit(command, lambda _: done(), failed, failed)
        return True

    def forget(self) -> None:
        """The next one is somebody else."""
        self.card = None
        self._tools.bridge.forget(LOOKING_UP)
