"""The rules a fact is judged by: the domain's, with the workflow files and the catalogue of the fact's own moment."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from wenling_desk.domain.authority import Authority
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.recheck import Objection, Rules, Standing, find_objection
from wenling_desk.domain.workflow import Workflow


class Shelf(Protocol):
    """The releases the centre holds."""

    def current(self, on: date) -> Catalogue:
        """The one in force on a day."""
        ...

    def release(self, number: str) -> Catalogue:
        """The one of that number, or the nearest held."""
        ...


class Workflows(Protocol):
    """The workflow files."""

    def kinds(self) -> Iterable[str]:
        """The kinds of records there are files for."""
        ...

    def workflow(self, kind: str) -> Workflow:
        """That of a kind."""
        ...


class Judge:
    """Judges facts where they stand."""

    def __init__(self, shelf: Shelf, workflows: Workflows, authority: Authority) -> None:
        self._shelf = shelf
        self._workflows = workflows
        self._authority = authority
        self._kinds = frozenset(workflows.kinds())
        self._rules: dict[tuple[str, str, date], Rules] = {}

    def knows(self, record_kind: str) -> bool:
        """Whether there is a workflow for records of that kind."""
        return record_kind in self._kinds

    def rules(self, record_kind: str, release: str, day: date) -> Rules:
        """What is judged by on that day."""
        key = (record_kind, release, day)
        rules = self._rules
        known = rules.get(key)
        if known is None:
            if len(rules) > _MOST_RULES:
                rules.clear()
            workflow = self._workflows.workflow(record_kind)
            known = Rules(workflow, self._shelf.release(release), self._shelf.current(day), day)
            rules[key] = known
        return known

    def forget(self) -> None:
        """A release was published: what was made of the shelf is made anew."""
        self._rules = {}  # another one, not emptied: a thread may be about to put something of before into it

    def rules_of(self, fact: Fact) -> Rules:
        """What that fact is judged by: its own day, and the release it names."""
        return self.rules(fact.record_kind, fact.catalogue_release, fact.at.date())

    def objection(self, standing: Standing, fact: Fact) -> Objection | None:
        """Why the fact may not stand after those of ``standing``; ``None`` where it may."""
        return find_objection(standing, self.rules_of(fact), fact, self._authority)


_MOST_RULES = 4_096
