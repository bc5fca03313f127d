"""One YAML file as a tree of nodes that know their lines; hostile or broken files become findings."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from wenling_desk.catalogue.findings import Findings, Place

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 64
"""libyaml composes by recursion in C: unbounded nesting would end the process, not raise."""

PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")
)
_LEADING_INDICATORS = re.compile(r"^[ \-?]*", re.MULTILINE)
_BRACKETS = re.compile(r"[\[\]{}]")


def compose_file(path: Path, shown: str, findings: Findings) -> yaml.MappingNode | None:
    """The file's top mapping, or ``None`` with a finding that says why; ``shown`` is the name findings carry."""
    text = _read(path, shown, findings)
    if text is None:
        return None
    if _is_too_deep(text):
        findings.error(Place(shown, 0), "nested_too_deep", limit=MAX_DEPTH)
        return None
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 0
        findings.error(Place(shown, line), "yaml_syntax", problem=error.problem or error.context or "")
        return None
    except yaml.YAMLError as error:
        findings.error(Place(shown, 0), "yaml_syntax", problem=str(error).splitlines()[0])
        return None
    if node is None:
        findings.error(Place(shown, 1), "file_is_empty")
        return None
    if not isinstance(node, yaml.MappingNode):
        findings.error(Place(shown, node.start_mark.line + 1), "top_is_no_mapping")
        return None
    return node if _is_plain_data(node, shown, findings) else None


def _read(path: Path, shown: str, findings: Findings) -> str | None:
    try:
        if path.stat().st_size > MAX_BYTES:
            findings.error(Place(shown, 0), "file_too_big", limit=MAX_BYTES // 1024 // 1024)
            return None
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        findings.error(Place(shown, line), "not_utf8")
    except OSError as error:
        findings.error(Place(shown, 0), "file_unreadable", reason=error.strerror or "")
    return None


def _is_too_deep(text: str) -> bool:
    """An upper bound of the nesting: a block level costs a column, a flow level a bracket."""
    if max(len(found.group()) for found in _LEADING_INDICATORS.finditer(text)) > 4 * MAX_DEPTH:
        return True
    depth = 0
    for bracket in _BRACKETS.findall(text):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        if depth > MAX_DEPTH:
            return True
    return False


def _is_plain_data(top: yaml.Node, shown: str, findings: Findings) -> bool:
    """No anchors, merges or language tags: what an administrator sees is what is loaded."""
    seen: set[int] = set()
    stack = [top]
    plain = True
    while stack:
        node = stack.pop()
        place = Place(shown, node.start_mark.line + 1)
        if id(node) in seen:
            findings.error(place, "alias_used")
            return False
        seen.add(id(node))
        if node.tag not in PLAIN_TAGS:
            findings.error(place, "tag_used", tag=node.tag.rpartition(":")[2])
            plain = False
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                stack += (key, value)
        elif isinstance(node, yaml.SequenceNode):
            stack += node.value
    return plain
