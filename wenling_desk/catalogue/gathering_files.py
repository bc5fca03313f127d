"""``gathering.yaml`` of a ledger: which of its tables are filled from the entries of another one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.findings import CatalogueBroken, Findings
from wenling_desk.catalogue.ledger_files import BROKEN
from wenling_desk.catalogue.yaml_reading import YamlMapping, nearest
from wenling_desk.catalogue.yaml_source import compose_file
from wenling_desk.domain.ledger import Ledger, ValueType
from wenling_desk.domain.ledger_gathering import DAYS, SINCE, Gathering
from wenling_desk.use_cases.ledger_ports import LedgerShelf

FILE: Final = "gathering.yaml"
_KEYS: Final = ("from", "statuses", "columns", "order", "past", "where")


class GatheringFiles:
    """use_cases.gather_rows.GatheringShelf over the folders of a shelf of ledgers; a file is read when first asked
    for."""

    def __init__(self, folder: Path, ledgers: LedgerShelf) -> None:
        self._folder = folder
        self._ledgers = ledgers
        self._read: dict[str, tuple[Gathering, ...]] = {}

    def gatherings(self, kind: str) -> tuple[Gathering, ...]:
        """Those of a ledger. Raises ``CatalogueBroken`` (``ledger_broken``) for a file with a flaw."""
        if kind not in self._read:
            findings = Findings()
            found = self.check(kind, findings)
            if findings.has_errors:
                raise CatalogueBroken(findings.in_order(), BROKEN)
            self._read[kind] = found
        return self._read[kind]

    def check(self, kind: str, findings: Findings) -> tuple[Gathering, ...]:
        """What could be read of a ledger's file; every flaw becomes a finding."""
        path = self._folder / kind / FILE
        if not path.is_file():
            return ()
        shown = f"ledgers/{kind}/{FILE}"
        node = compose_file(path, shown, findings)
        found: tuple[Gathering, ...] = ()
        if node is not None:
            top = YamlMapping(node, shown, findings, ("gathers",))
            top.need("gathers")
            found = tuple(self._gatherings(top, self._ledgers.ledger(kind)))
        return found

    def _gatherings(self, top: YamlMapping, ledger: Ledger) -> Iterator[Gathering]:
        table = top.mapping("gathers", ())
        for name in table.names() if table is not None else ():
            assert table is not None
            entry = table.mapping(name, _KEYS)
            own = ledger.fields.get(name)
            if own is None or own.type is not ValueType.TABLE:
                tables = [each.field_id for each in ledger.fields.values() if each.type is ValueType.TABLE]
                table.error(name, "ledger_field_unknown", field=name, like=nearest(name, tables))
            elif entry is not None:
                entry.need("from", "statuses", "columns")
                source = self._source(entry)
                if source is not None:
                    columns = [column.field_id for column in own.columns]
                    yield self._checked(entry, ledger, name, source, columns)

    def _source(self, entry: YamlMapping) -> Ledger | None:
        kind = entry.text("from")
        if kind in self._ledgers.kinds():
            try:
                return self._ledgers.ledger(kind)
            except CatalogueBroken:
                return None  # that ledger has a flaw of its own, which is told there
        entry.error("from", "ledger_unknown", ledger=kind, like=nearest(kind, self._ledgers.kinds()))
        return None

    def _checked(self, entry: YamlMapping, ledger: Ledger, name: str, source: Ledger, columns: list[str]) -> Gathering:
        statuses = entry.texts("statuses")
        for status in statuses:
            if status not in source.statuses:
                like = nearest(status, list(source.statuses))
                entry.error("statuses", "ledger_status_unknown", status=status, like=like)
        filled = _texts(entry, "columns")
        for column, taken in filled.items():
            if column not in columns:
                entry.error("columns", "ledger_field_unknown", field=column, like=nearest(column, columns))
            if taken not in (SINCE, DAYS):
                _known(entry, "columns", taken, source)
        where = _texts(entry, "where")
        for theirs, ours in where.items():
            _known(entry, "where", theirs, source)
            _known(entry, "where", ours, ledger)
        order, past = entry.text("order"), entry.text("past")
        for key, written in (("order", order), ("past", past)):
            if written:
                _known(entry, key, written, source)
        return Gathering(ledger.kind, name, source.kind, statuses, filled, order, past, where)


def _texts(entry: YamlMapping, key: str) -> Mapping[str, str]:
    table = entry.mapping(key, ())
    return {name: table.text(name) for name in table.names()} if table is not None else {}


def _known(entry: YamlMapping, key: str, name: str, ledger: Ledger) -> None:
    if name not in ledger.fields:
        entry.error(key, "ledger_field_unknown", field=name, like=nearest(name, list(ledger.fields)))
