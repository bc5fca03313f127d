"""What is asked of the centre about a person before an application is taken in: who may."""

from __future__ import annotations

from wenling_desk.use_cases.desk import Desk


def may_ask_duplicates(desk: Desk) -> None:
    """Refuse with ``not_permitted`` before the centre is asked: who may take in may know of what was taken in."""
    desk.role_for("ask_duplicates")
