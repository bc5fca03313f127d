"""Loads and checks ``resources/counter/assessment.yaml``: the schemes clerks are assessed by, version by version."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.counter_file import close_counter_file, open_counter_file, status_of
from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.domain.assessment import UNRATED, WINDOW, GradeRule, ResultRule, RoleRule, Rule, Scheme, Shift
from wenling_desk.domain.service_item import HandlingKind

SCHEMA: Final = "wenling-desk/assessment@1"
_PARTS: Final = (
    "version", "from", "status", "source", "classes", "class_of", "acts", "shifts", "overdue", "grades", "attendance",
    "bonus_most", "roles", "results",
)  # fmt: skip


def read_assessment_schemes(path: Path) -> tuple[Scheme, ...]:
    """The schemes of the file, oldest first. Raises ``CatalogueBroken`` with code ``counter_file_broken`` (count, file,
    line of the first flaw)."""
    top, findings = open_counter_file(path, SCHEMA, ("schema", "schemes"))
    top.need("schemes")
    schemes = tuple(_scheme(entry) for entry in top.mappings("schemes", _PARTS))
    close_counter_file(findings)
    return tuple(sorted(schemes, key=lambda each: each.since))


def _scheme(entry: YamlMapping) -> Scheme:
    entry.need(*(part for part in _PARTS if part != "status"))
    classes = _rules(entry, "classes", "points")
    kinds, bundle, items = _class_of(entry, classes)
    shifts = _rules(entry, "shifts", "factor", tuple(Shift))
    grades = entry.mapping("grades", ())
    roles = entry.mapping("roles", ())
    if grades is not None:
        grades.need(UNRATED)
    if roles is not None:
        roles.need(WINDOW)
    return Scheme(
        version=entry.text("version"),
        since=entry.day("from") or date.max,
        status=status_of(entry),
        source=entry.text("source"),
        classes=classes,
        kind_classes=kinds,
        bundle_class=bundle,
        item_classes=items,
        acts=_rules(entry, "acts", "share"),
        shifts={Shift(name): rule for name, rule in shifts.items() if name in tuple(Shift)},
        overdue=_rule(entry.mapping("overdue", ("label", "factor", "source")), "factor"),
        grades={name: _grade(grades, name) for name in grades.names()} if grades is not None else {},
        attendance=_rules(entry, "attendance", "points"),
        bonus_most=_rule(entry.mapping("bonus_most", ("label", "points", "source")), "points"),
        roles={name: _role(roles, name) for name in roles.names()} if roles is not None else {},
        results=tuple(_result(row) for row in entry.mappings("results", ("grade", "at_least", "source"))),
    )


def _class_of(entry: YamlMapping, classes: dict[str, Rule]) -> tuple[dict[str, str], str, dict[str, str]]:
    """The class of each handling kind, of a bundle, and of the items that stand alone; every one of them is known."""
    table = entry.mapping("class_of", (*HandlingKind, "bundle", "items"))
    if table is None:
        return {}, "", {}
    table.need(*HandlingKind, "bundle")
    kinds = {str(kind): _known(table, kind, classes) for kind in HandlingKind}
    singles = table.mapping("items", ())
    items = {code: _known(singles, code, classes) for code in singles.names()} if singles is not None else {}
    return kinds, _known(table, "bundle", classes), items


def _known(table: YamlMapping, key: str, classes: dict[str, Rule]) -> str:
    name = table.text(key)
    if name not in classes:
        table.error(
            key, "word_unknown", key=key, written=name, known="、".join(classes), like=nearest(name, [*classes])
        )
    return name


def _rules(entry: YamlMapping, part: str, number: str, known: tuple[str, ...] = ()) -> dict[str, Rule]:
    table = entry.mapping(part, known)
    if table is None:
        return {}
    table.need(*known)
    return {name: _rule(table.mapping(name, ("label", number, "source")), number) for name in table.names()}


def _rule(row: YamlMapping | None, number: str) -> Rule:
    if row is None:
        return Rule("", Fraction(0), "")
    row.need("label", number, "source")
    return Rule(row.text("label"), _exact(row, number), row.text("source"))


def _grade(table: YamlMapping, name: str) -> GradeRule:
    row = table.mapping(name, ("label", "factor", "points", "source"))
    if row is None:
        return GradeRule("", Fraction(1), Fraction(0), "")
    row.need("label", "factor", "points", "source")
    return GradeRule(row.text("label"), _exact(row, "factor"), _exact(row, "points"), row.text("source"))


def _role(table: YamlMapping, name: str) -> RoleRule:
    row = table.mapping(name, ("label", "own", "group", "source"))
    if row is None:
        return RoleRule("", Fraction(0), Fraction(0), "")
    row.need("label", "own", "group", "source")
    return RoleRule(row.text("label"), _exact(row, "own"), _exact(row, "group"), row.text("source"))


def _result(row: YamlMapping) -> ResultRule:
    row.need("grade", "at_least", "source")
    return ResultRule(row.text("grade"), _exact(row, "at_least"), row.text("source"))


def _exact(row: YamlMapping, key: str) -> Fraction:
    """The number as it is written: 0.3 is three tenths, not what a machine makes of them."""
    found = row.number(key)
    return Fraction(repr(found)) if found is not None else Fraction(0)
