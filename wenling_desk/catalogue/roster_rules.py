"""Loads and checks ``resources/counter/roster.yaml``: what is handled by roster, under which headings."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from wenling_desk.catalogue.plain_file import STATUSES, broken_by, read_plain
from wenling_desk.domain.identity import IdentityKind
from wenling_desk.domain.roster import NAME, NUMBER, OWN_COLUMNS, RosterColumn, RosterForm
from wenling_desk.domain.roster_rules import RosterRules

SCHEMA: Final = "wenling-desk/roster@1"
MOST_BYTES: Final = 6 << 20
"""No roster may be larger than this: the whole fact must stay below what one op carries to the centre."""


def read_roster_rules(path: Path) -> RosterRules:
    """The file. Raises ``roster_rules_broken`` (file, detail) for the first flaw found."""
    broken = broken_by("roster_rules_broken", path.name)
    plain = read_plain(path, SCHEMA, broken)
    try:
        limits = {key: _amount(plain["limits"], key) for key in _LIMITS}
        labels, headings = _columns(plain["columns"])
        longest = {NAME: limits["longest_name"]}
        forms: dict[str, RosterForm] = {}
        for row in plain["rosters"]:
            form = _form(row, labels, longest, limits["longest_value"])
            for target in form.targets:
                if target in forms:
                    raise ValueError(f"{target} stands twice")
                forms[target] = form
        words = {_bare(word): IdentityKind(kind) for kind, listed in plain["identity_words"].items() for word in listed}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise broken(f"{type(error).__name__} {error}") from error
    return RosterRules(
        forms, headings, words, limits["most_rows"], min(limits["most_bytes"], MOST_BYTES), limits["heading_rows"]
    )


_LIMITS: Final = {"most_rows": 20_000, "most_bytes": MOST_BYTES, "heading_rows": 20, "longest_name": 200,
                  "longest_value": 500}  # fmt: skip
"""The limits there are, and what each may be at most."""


def heading_of(text: str) -> str:
    """A heading as it is compared: without blanks, stars and colons, full-width signs narrowed."""
    return _bare(text).strip("*:")


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _amount(limits: Mapping[str, Any], key: str) -> int:
    amount = limits[key]
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= _LIMITS[key]:
        raise ValueError(f"{key} must be from 1 to {_LIMITS[key]}")
    return amount


def _columns(plain: Any) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    labels: dict[str, str] = {}
    headings: dict[str, tuple[str, ...]] = {}
    owners: dict[str, str] = {}
    for row in plain:
        column, label = str(row["id"]), str(row["label"])
        if column in labels or not column.isascii() or not column.isidentifier():
            raise ValueError(f"column {column}")
        labels[column] = label
        headings[column] = tuple(dict.fromkeys(heading_of(str(text)) for text in (label, *row.get("headings", ()))))
        for heading in headings[column]:
            if owners.setdefault(heading, column) != column:
                raise ValueError(f"heading {heading} belongs to {owners[heading]} too")
    missing = [column for column in OWN_COLUMNS if column not in labels]
    if missing:
        raise ValueError(f"no column {missing[0]}")
    return labels, headings


def _form(row: Mapping[str, Any], labels: Mapping[str, str], longest: Mapping[str, int], otherwise: int) -> RosterForm:
    columns = []
    for written in row["columns"]:
        column = str(written).removesuffix("!")
        columns.append(RosterColumn(column, labels[column], str(written).endswith("!"), longest.get(column, otherwise)))
    required = {column.column_id for column in columns if column.required}
    if not {NAME, NUMBER} <= required or len({column.column_id for column in columns}) != len(columns):
        raise ValueError(f"columns of {row['targets']}")
    least, most = int(row.get("least_age", 0)), int(row.get("most_age", 0))
    if row["status"] not in STATUSES or not str(row["source"]).strip() or (least and not str(row["basis"]).strip()):
        raise ValueError(f"source of {row['targets']}")
    if min(least, most) < 0 or (most and most < least) or not row["targets"]:
        raise ValueError(f"ages or targets of {row['targets']}")
    return RosterForm(
        targets=tuple(str(target) for target in row["targets"]),
        columns=tuple(columns),
        least_age=least,
        most_age=most,
        basis=str(row.get("basis", "")),
        source=str(row["source"]),
        status=str(row["status"]),
    )
