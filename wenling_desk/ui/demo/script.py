"""The script of the demonstration: who comes to the counter, and what they bring. Read from resources/demo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Person = Mapping[str, str]
"""Attributes of a party by their names (``name``, ``identity_number``, ``phone``, ``address``)."""


@dataclass(frozen=True, slots=True)
class Matter:
    """An application to be entered.

    ``words`` are typed into the search, ``name`` and ``code`` are what must be found. ``answers`` change the usual
    ones (option ids by question), ``people`` are entered by party id, ``letters`` are the keys pressed on the material
    rows, ``form`` the values of the joint form by field id.
    """

    words: str
    name: str
    code: str
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict, repr=False)
    letters: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Script:
    """The whole day. ``first_run`` are the lines of the first run, ``matters`` the applications by name, ``words``
    what is typed in acts (reasons, names of officers) by name, ``said`` the forms filled in by name and field.
    ``results`` are the licences a department sends over, by matter: ``member`` and ``number``. ``roster`` is the table
    a company brings, heading first."""

    first_run: Mapping[str, str] = field(repr=False)
    matters: Mapping[str, Matter]
    words: Mapping[str, str]
    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    results: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    roster: Sequence[Sequence[str]] = field(default=(), repr=False)


def read_script(plain: Mapping[str, Any]) -> Script:
    """The script as the file has it. Raises KeyError and TypeError for a file that is no script."""
    people = plain["people"]
    return Script(
        first_run={key: str(value) for key, value in plain["first_run"].items()},
        matters={name: _matter(given, people) for name, given in plain["matters"].items()},
        words={key: str(value) for key, value in plain["words"].items()},
        said=_forms(plain["said"]),
        results=_forms(plain["results"]),
        roster=(plain["roster"]["headings"], *plain["roster"]["rows"]),
    )


def _forms(given: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    return {name: {key: str(value) for key, value in form.items()} for name, form in given.items()}


def _matter(given: Mapping[str, Any], people: Mapping[str, Person]) -> Matter:
    return Matter(
        words=given["words"],
        name=given["name"],
        code=given["code"],
        answers={question: tuple(options) for question, options in given.get("answers", {}).items()},
        people={party: people[who] for party, who in given.get("people", {}).items()},
        letters={material: str(letters) for material, letters in given.get("letters", {}).items()},
        form=given.get("form", {}),
    )
