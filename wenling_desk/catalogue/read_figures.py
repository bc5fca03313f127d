"""Reads the book of definitions (口径本): every measure and figure checked against what it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.findings import CatalogueBroken, Finding, Findings
from wenling_desk.catalogue.read_items import check_schema
from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.catalogue.yaml_source import compose_file
from wenling_desk.domain.acceptance import ACCEPTANCE
from wenling_desk.domain.case_attributes import CASE_GROUPS, CASE_NUMBERS, CASE_STANDINGS, CONSULTATION_GROUPS
from wenling_desk.domain.figures import (
    CHOICES,
    HALL,
    CountingRule,
    Edition,
    Figure,
    FigureBook,
    FigureColumn,
    Measure,
    Op,
    Per,
    Span,
    Where,
)
from wenling_desk.domain.ledger import Ledger, LedgerField, ValueType
from wenling_desk.domain.measures import BUILTIN_GROUPS
from wenling_desk.domain.record import KEPT_KINDS
from wenling_desk.domain.service_item import SourceStatus
from wenling_desk.domain.workflow import Workflow

EDITION_SCHEMA: Final = "wenling-desk/figures-edition@1"
COLUMNS_SCHEMA: Final = "wenling-desk/figure-columns@1"
EDITION, COLUMNS, LEDGER_FIGURES = "edition.yaml", "columns.yaml", "figures.yaml"
REST: Final = "rest"
_SECTIONS: Final = ("measures", "figures")
_MEASURE_KEYS: Final = (
    "of", "facts", "standing", "per", "groups", "people", "value", "spread", "date", "where", "note",
)  # fmt: skip
_FIGURE_KEYS: Final = (
    "name", "op", "of", "where", "over", "over_where", "by", "span", "unit", "places", "divide", "formula", "base",
    "source", "status", "note",
)  # fmt: skip
_PLAIN: Final = frozenset({
    ValueType.TEXT, ValueType.NAME, ValueType.NUMBER, ValueType.MONTH, ValueType.DATE, ValueType.YES_NO,
    ValueType.CHOICE, ValueType.DEPARTMENT, ValueType.ITEM, ValueType.BUNDLE, ValueType.TOWN, ValueType.CLERK,
    ValueType.CASE, ValueType.RECORD,
})  # fmt: skip
"""Types of fields that have one short value to group by."""
_DAYS: Final = frozenset({ValueType.DATE, ValueType.MONTH})
_NEEDS: Final[Mapping[Op, tuple[str, ...]]] = {Op.SUM: ("value",), Op.MEAN: ("value", "spread"), Op.MEDIAN: ("spread",)}

KnownKind = Callable[[str], tuple[Workflow, Ledger | None] | None]
"""The workflow of a kind of record and its ledger, where it has one; ``None`` for a kind nobody knows."""


@dataclass(slots=True)
class _Reader:
    """Both sections of all files, gathered; flawed rows are left out."""

    known: KnownKind
    kinds: Sequence[str]
    findings: Findings
    measures: dict[str, Measure] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    spoiled: set[str] = field(default_factory=set)


def read_book(
    files: Iterable[tuple[Path, str]], known: KnownKind, kinds: Sequence[str]
) -> tuple[FigureBook, tuple[Finding, ...]]:
    """The book of these files (path, name in findings) and what is wrong in them; what is wrong is not in the book."""
    findings = Findings()
    reader = _Reader(known, kinds, findings)
    edition, rules, columns = Edition("", date.min, ()), dict[str, CountingRule](), tuple[FigureColumn, ...]()
    tops: list[YamlMapping] = []
    for path, shown in files:
        node = compose_file(path, shown, findings)
        if node is None:
            continue
        if path.name == EDITION:
            edition, rules = _edition(
                YamlMapping(node, shown, findings, ("schema", "edition", "since", "changes", "rules"))
            )
        elif path.name == COLUMNS:
            columns = _columns(YamlMapping(node, shown, findings, ("schema", "columns")))
        else:
            tops.append(YamlMapping(node, shown, findings, _SECTIONS))
    for top in tops:
        _read_measures(reader, top)
    for top in tops:
        _read_figures(reader, top)
    return FigureBook(edition, rules, columns, reader.measures, reader.figures), tuple(findings.in_order())


def _edition(top: YamlMapping) -> tuple[Edition, dict[str, CountingRule]]:
    check_schema(top, EDITION_SCHEMA)
    top.need("edition", "since", "changes", "rules")
    table = top.mapping("rules", tuple(CHOICES))
    rules: dict[str, CountingRule] = {}
    for name in table.names() if table is not None else ():
        assert table is not None
        entry = table.mapping(name, ("choice", "words", "source", "status"))
        if entry is None:
            continue
        entry.need("choice", "words", "source")
        choice = entry.text("choice")
        if choice not in CHOICES[name]:
            _word(entry, "choice", choice, CHOICES[name])
        status = str(entry.word("status", SourceStatus, SourceStatus.INFERRED))
        rules[name] = CountingRule(choice, entry.text("words"), entry.text("source"), status)
    if table is not None:
        table.need(*CHOICES)
    return Edition(top.text("edition"), top.day("since") or date.min, top.texts("changes")), rules


def _columns(top: YamlMapping) -> tuple[FigureColumn, ...]:
    check_schema(top, COLUMNS_SCHEMA)
    table = top.mapping("columns", ())
    found: list[tuple[str, str, tuple[str, ...], bool]] = []
    for name in table.names() if table is not None else ():
        assert table is not None
        entry = table.mapping(name, ("label", "halls", REST, "source", "status"))
        if entry is not None:
            entry.need("label")
            found.append((name, entry.text("label"), entry.texts("halls"), entry.flag(REST, default=False)))
    named = tuple(hall for _, _, halls, _ in found for hall in halls)
    return tuple(FigureColumn(name, label, halls, named if rest else ()) for name, label, halls, rest in found)


# -- measures ------------------------------------------------------------------------------------


def _rows(reader: _Reader, top: YamlMapping, section: str, keys: Sequence[str]) -> Iterator[tuple[str, YamlMapping]]:
    """The rows of a section; an id belongs to one row in all files."""
    table = top.mapping(section, ())
    for name in table.names() if table is not None else ():
        assert table is not None
        place = table.place(name)
        owner = reader.seen.setdefault(f"{section} {name}", f"{place.file}:{place.line}")
        if owner != f"{place.file}:{place.line}":
            table.error(name, "figure_id_taken", id=name, other=owner)
            continue
        entry = table.mapping(name, keys)
        if entry is not None:
            yield name, entry


def _read_measures(reader: _Reader, top: YamlMapping) -> None:
    for name, entry in _rows(reader, top, "measures", _MEASURE_KEYS):
        before = len(reader.findings.found)
        measure = _measure(reader, name, entry)
        if measure is not None and len(reader.findings.found) == before:
            reader.measures[name] = measure
        else:
            reader.spoiled.add(name)


def _measure(reader: _Reader, name: str, entry: YamlMapping) -> Measure | None:
    entry.need("of")
    kind = entry.text("of")
    try:
        found = reader.known(kind) if kind else None
    except CatalogueBroken:
        return None  # its ledger has a flaw of its own, which is told there
    if found is None:
        if kind:
            entry.error("of", "figure_kind_unknown", kind=kind, like=nearest(kind, list(reader.kinds)))
        return None
    workflow, ledger = found
    facts, standing = entry.texts("facts"), entry.texts("standing")
    if bool(facts) == bool(standing):
        entry.error(None, "figure_nothing_counted", measure=name)
    _among(entry, "facts", facts, [*(action.fact for action in workflow.actions.values()), *KEPT_KINDS])
    special = CASE_STANDINGS if kind == ACCEPTANCE else ()
    _among(entry, "standing", standing, [*workflow.statuses, *special])
    numbers = _numbers_of(kind, ledger)
    named = {key: entry.text(key) for key in ("people", "value", "spread")}
    for key, each in named.items():
        if each and each not in numbers:
            _word(entry, key, each, numbers)
    groups = entry.texts("groups")
    allowed = _groups_of(kind, ledger)
    _among(entry, "groups", groups, allowed)
    where = dict(_conditions(entry, "where"))
    _among(entry, "where", tuple(where), allowed)
    for group, codes in where.items():
        _check_codes(entry, "where", group, codes, ledger)
    day = entry.text("date")
    days = [each.field_id for each in ledger.fields.values() if each.type in _DAYS] if ledger is not None else []
    if day and day not in days:
        _word(entry, "date", day, days)
    amount = ledger.fields.get(named["value"] or named["spread"]) if ledger is not None else None
    entry.text("note")
    return Measure(
        measure_id=name,
        of=kind,
        facts=facts,
        standing=standing,
        per=entry.word("per", Per, Per.FACT),
        groups=groups,
        date=day,
        where=where,
        scale=10**amount.places if amount is not None else 1,
        **named,
    )


def _numbers_of(kind: str, ledger: Ledger | None) -> list[str]:
    if kind == ACCEPTANCE:
        return list(CASE_NUMBERS)
    return [each.field_id for each in _fields(ledger) if each.type is ValueType.NUMBER]


def _groups_of(kind: str, ledger: Ledger | None) -> list[str]:
    if kind == ACCEPTANCE:
        return [*BUILTIN_GROUPS, *CASE_GROUPS]
    if ledger is None:
        return [*BUILTIN_GROUPS, *CONSULTATION_GROUPS]
    return [*BUILTIN_GROUPS, *(each.field_id for each in _fields(ledger) if each.type in _PLAIN and not each.private)]


def _fields(ledger: Ledger | None) -> Iterable[LedgerField]:
    return ledger.fields.values() if ledger is not None else ()


def _check_codes(entry: YamlMapping, key: str, group: str, codes: Iterable[str], ledger: Ledger | None) -> None:
    known = ledger.fields.get(group) if ledger is not None else None
    if known is None or known.type not in (ValueType.CHOICE, ValueType.YES_NO):
        return
    allowed = ["yes", "no"] if known.type is ValueType.YES_NO else list(known.choices)
    for code in codes:
        if code not in allowed:
            _word(entry, key, code, allowed)


# -- figures -------------------------------------------------------------------------------------


def _read_figures(reader: _Reader, top: YamlMapping) -> None:
    for name, entry in _rows(reader, top, "figures", _FIGURE_KEYS):
        before = len(reader.findings.found)
        figure = _figure(reader, name, entry)
        if figure is not None and len(reader.findings.found) == before:
            reader.figures[name] = figure


def _figure(reader: _Reader, name: str, entry: YamlMapping) -> Figure | None:
    entry.need("name", "op", "of", "formula", "base", "source")
    op = entry.word("op", Op, Op.COUNT)
    span = entry.word("span", Span, Span.PERIOD)
    by = entry.word("by", Op, Op.COUNT)
    if by not in (Op.COUNT, Op.PEOPLE, Op.SUM):
        _word(entry, "by", by, (Op.COUNT, Op.PEOPLE, Op.SUM))
    over = entry.text("over")
    if op is Op.RATIO and not over:
        entry.error("op", "figure_ratio_without_over", figure=name)
    if op is not Op.RATIO and (over or entry.has("over_where")):
        entry.error("over", "figure_over_without_ratio", figure=name)
    measures = [_measure_of(reader, entry, "of", entry.text("of"))]
    if over:
        measures.append(_measure_of(reader, entry, "over", over))
    sound = [each for each in measures if each is not None]
    for measure in sound:
        if (span is Span.STANDING) != bool(measure.standing):
            entry.error("span", "figure_span_wrong", figure=name, measure=measure.measure_id)
        wanted = (Op.SUM if by is Op.SUM else op) if op is Op.RATIO else op
        needs = _NEEDS.get(wanted, ())
        if needs and not any(getattr(measure, key) for key in needs):
            entry.error("op", "figure_op_needs", figure=name, measure=measure.measure_id, key=needs[0])
    places, divide = entry.whole("places") or 0, entry.whole("divide")
    if divide is not None and divide < 1:
        entry.error("divide", "whole_out_of_range", key="divide", least=1, most=10**8)
    where = _where(reader, entry, "where", measures[0])
    over_where = _where(reader, entry, "over_where", measures[-1])
    if len(sound) != len(measures):
        return None
    return Figure(
        figure_id=name,
        name=entry.text("name"),
        op=op,
        of=entry.text("of"),
        formula=entry.text("formula"),
        base=entry.text("base"),
        source=entry.text("source"),
        status=str(entry.word("status", SourceStatus, SourceStatus.INFERRED)),
        where=where,
        over=over,
        over_where=over_where,
        by=by,
        span=span,
        unit=entry.text("unit"),
        places=places,
        divide=divide or 1,
        note=entry.text("note"),
    )


def _measure_of(reader: _Reader, entry: YamlMapping, key: str, name: str) -> Measure | None:
    found = reader.measures.get(name)
    if found is None and name and name not in reader.spoiled:
        entry.error(key, "figure_measure_unknown", measure=name, like=nearest(name, list(reader.measures)))
    return found


def _where(reader: _Reader, entry: YamlMapping, key: str, measure: Measure | None) -> Where | None:
    conditions = list(_conditions(entry, key))
    if len(conditions) > 1:
        entry.error(key, "figure_where_one", figure=key)
    if not conditions or measure is None:
        return None
    group, codes = conditions[0]
    if group not in (*measure.groups, HALL):
        entry.error(key, "figure_group_unknown", group=group, measure=measure.measure_id)
    found = reader.known(measure.of)
    _check_codes(entry, key, group, codes, found[1] if found is not None else None)
    return Where(group, codes)


def _conditions(entry: YamlMapping, key: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    table = entry.mapping(key, ())
    for name in table.names() if table is not None else ():
        assert table is not None
        yield name, table.texts(name) if table.is_list(name) else (table.text(name),)


def _among(entry: YamlMapping, key: str, written: Iterable[str], known: Iterable[str]) -> None:
    allowed = list(dict.fromkeys(known))
    for each in written:
        if each not in allowed:
            _word(entry, key, each, allowed)


def _word(entry: YamlMapping, key: str, written: str, known: Iterable[str]) -> None:
    allowed = [str(each) for each in known]
    entry.error(
        key, "word_unknown", key=key, written=written, known="、".join(allowed[:30]), like=nearest(written, allowed)
    )
