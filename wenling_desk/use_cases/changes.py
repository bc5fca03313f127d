"""What a command changed, so that each page refreshes only what is in the set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """The answer of every handler.

    ``records`` changed; ``worklists``, ``drafts`` and ``papers`` say whether those lists did. ``initiator`` is the
    page that sent the command and must not fight its own change. ``record_id`` is the record written, ``number`` its
    first paper's number, ``to_print`` the numbers of papers to print now: they are durable already. ``command_id``
    names the command, and the same one sent twice gets the same answer with ``repeated`` set.
    """

    command_id: str = ""
    records: frozenset[str] = frozenset()
    worklists: bool = False
    drafts: bool = False
    papers: bool = False
    initiator: str = ""
    record_id: str = ""
    number: str = ""
    to_print: tuple[str, ...] = ()
    repeated: bool = False
