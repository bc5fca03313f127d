"""A file of ``resources/counter`` whose every flaw is found and told with its line."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from wenling_desk.catalogue.findings import CatalogueBroken, Findings
from wenling_desk.catalogue.read_items import check_schema
from wenling_desk.catalogue.yaml_reading import YamlMapping
from wenling_desk.catalogue.yaml_source import compose_file
from wenling_desk.domain.service_item import SourceStatus

BROKEN: Final = "counter_file_broken"


def open_counter_file(path: Path, schema: str, keys: Sequence[str]) -> tuple[YamlMapping, Findings]:
    """The top of the file, and where its flaws are gathered. Raises ``CatalogueBroken`` with code
    ``counter_file_broken`` (count, file, line of the first) for a file that is no mapping."""
    findings = Findings()
    node = compose_file(path, path.name, findings)
    if node is None:
        raise CatalogueBroken(findings.in_order(), BROKEN)
    top = YamlMapping(node, path.name, findings, keys)
    check_schema(top, schema)
    return top, findings


def close_counter_file(findings: Findings) -> None:
    """Everything was read. Raises as :func:`open_counter_file` when there was a flaw."""
    if findings.has_errors:
        raise CatalogueBroken(findings.in_order(), BROKEN)


def status_of(entry: YamlMapping) -> str:
    """What a rule says of itself: documented, or inferred."""
    return str(entry.word("status", SourceStatus, SourceStatus.INFERRED))


def whole_between(entry: YamlMapping, key: str, least: int, most: int) -> int:
    """A whole number in its range; a flaw otherwise, and the least."""
    found = entry.whole(key)
    if found is not None and not least <= found <= most:
        entry.error(key, "whole_out_of_range", key=key, least=least, most=most)
    return least if found is None else found
