"""The base of all commands; each stands in the file of the thing a clerk can do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: ``command_id`` is made where the clerk presses the key, so pressing twice is one case."""

    command_id: str
    initiator: str = ""
