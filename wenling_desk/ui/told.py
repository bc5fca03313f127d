"""What the clerk is told when something did not go as asked, and the shape of the bridge. No Qt here: presenters and
the headless twin use it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeVar

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.texts import TextError, Texts

if TYPE_CHECKING:  # the first window opens before the use cases are loaded
    from wenling_desk.use_cases.changes import Changes
    from wenling_desk.use_cases.commands import Command
    from wenling_desk.use_cases.ports import Reading

T = TypeVar("T")


class ToldKind(StrEnum):
    """An answer of the rules, trouble of the machine, or a defect of the program."""

    REFUSAL = "refusal"
    TROUBLE = "trouble"
    DEFECT = "defect"


@dataclass(frozen=True, slots=True)
class Told:
    """The sentence, and the code and values behind it for a page that knows a better place to show it."""

    kind: ToldKind
    code: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict, repr=False)


def tell(error: BaseException, texts: Texts) -> Told:
    """The sentence for an error; whatever is neither refusal nor known trouble is a defect.

    A refusal without a text of its own is a defect as well: the clerk must not read a code.
    """
    if isinstance(error, DeskRefusal | KnownTrouble):
        kind = ToldKind.TROUBLE if isinstance(error, KnownTrouble) else ToldKind.REFUSAL
        try:
            return Told(kind, error.code, texts.sentence(error), dict(error.values))
        except TextError:
            return Told(ToldKind.DEFECT, error.code, texts("frame.defect.sentence"))
    return Told(ToldKind.DEFECT, type(error).__name__, texts("frame.defect.sentence"))


class DeskBridge(Protocol):
    """How pages and presenters reach the use cases: commands to the desk thread, questions to the reader."""

    def submit(
        self,
        command: Command,
        on_done: Callable[[Changes], object] | None = None,
        on_refused: Callable[[Told], object] | None = None,
        on_trouble: Callable[[Told], object] | None = None,
        *,
        background: bool = False,
    ) -> None:
        """Run a command; exactly one of the callbacks is called, later, on the GUI thread."""
        ...

    def ask(
        self,
        query: Callable[[Reading], T],
        on_result: Callable[[T], object],
        key: str = "",
        on_failed: Callable[[Told], object] | None = None,
    ) -> None:
        """Ask the reader; of questions with the same key only the latest is answered."""
        ...

    def forget(self, key: str) -> None:
        """Drop the answer still on its way for that key."""
        ...


class Run(Protocol):
    """Does a piece of work off the screen's thread, then ``done`` or ``failed`` on it."""

    def __call__(
        self, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[BaseException], object], /
    ) -> object:
        """Start it."""
        ...
