"""Loads and checks ``resources/counter/fees.yaml``: ways of paying, and what a fee may rest on."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.counter_file import close_counter_file, open_counter_file, status_of
from wenling_desk.catalogue.yaml_reading import YamlMapping
from wenling_desk.domain.fee_rules import FeeBasis, FeeRules

SCHEMA: Final = "wenling-desk/fees@1"
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,30}")


def read_fee_rules(path: Path) -> FeeRules:
    """The file. Raises ``CatalogueBroken`` with code ``counter_file_broken`` (count, file, line of the first)."""
    top, findings = open_counter_file(path, SCHEMA, ("schema", "status", "source", "ways", "bases"))
    top.need("status", "source", "ways")
    rules = FeeRules(
        ways=tuple(_ways(top)),
        bases=tuple(_bases(top)),
        status=status_of(top),
        source=top.text("source"),
    )
    close_counter_file(findings)
    return rules


def _ways(top: YamlMapping) -> list[tuple[str, str]]:
    ways: list[tuple[str, str]] = []
    for entry in top.mappings("ways", ("code", "word")):
        entry.need("code", "word")
        code = entry.text("code")
        if not _CODE.fullmatch(code) or code in dict(ways):
            entry.error("code", "fee_code_spelling", written=code)
        ways.append((code, entry.text("word")))
    return ways


def _bases(top: YamlMapping) -> list[FeeBasis]:
    bases: list[FeeBasis] = []
    for entry in top.mappings("bases", ("id", "text", "words", "status", "source")):
        entry.need("id", "text", "words", "status", "source")
        basis_id = entry.text("id")
        if not _CODE.fullmatch(basis_id) or basis_id in {basis.basis_id for basis in bases}:
            entry.error("id", "fee_code_spelling", written=basis_id)
        status = status_of(entry)
        bases.append(FeeBasis(basis_id, entry.text("text"), entry.texts("words"), status, entry.text("source")))
    return bases
