"""Every finding the code can make has both its sentences, and their placeholders get their values."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from wenling_desk import catalogue, resources
from wenling_desk.catalogue import check_forms, check_ledgers, yaml_reading
from wenling_desk.catalogue.findings import Finding, Place, Severity, describe
from wenling_desk.texts import Texts

MAKERS = {"error", "warning", "_error", "_refuse"}
SOURCES = sorted(Path(catalogue.__path__[0]).glob("*.py"))


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts(resources.path("texts", "zh_CN"))


def _made() -> Iterator[tuple[str, str, set[str], bool]]:
    """(file, code, given values, whether more values come with ``**``) of every literal finding."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MAKERS):
                continue
            literals = [each.value for each in node.args[-1:] if isinstance(each, ast.Constant)]
            if literals and isinstance(literals[0], str):
                given = {each.arg for each in node.keywords if each.arg is not None}
                if node.func.attr == "_refuse":
                    given.add("column")
                yield path.name, literals[0], given, any(each.arg is None for each in node.keywords)


def _codes() -> set[str]:
    composed = {*check_forms._ANSWER_FLAWS.values(), *yaml_reading._SURPRISES.values(), "text_reads_as_date"}
    composed |= set(check_ledgers.FLAWS.values())
    composed |= {"ledger_unknown", "ledger_act_unknown", "ledger_field_unknown", "ledger_follow_up_lacks"}
    flaws = {
        node.value
        for path in SOURCES
        if path.name == "import_sources.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value.startswith(("cell_", "row_", "header_")) and node.value.replace("_", "").isalpha()
    }
    return {code for _, code, _, _ in _made()} | composed | flaws


def test_every_code_has_its_sentences(texts: Texts) -> None:
    missing = [code for code in sorted(_codes()) if not texts.has(f"catalogue.finding.{code}.what")]
    missing += [code for code in sorted(_codes()) if not texts.has(f"catalogue.finding.{code}.fix")]
    assert missing == []


def test_every_sentence_has_its_code(texts: Texts) -> None:
    written = {key.split(".")[2] for key in texts.keys() if key.startswith("catalogue.finding.")}  # noqa: SIM118
    assert written - _codes() == set()


def test_every_placeholder_gets_its_value(texts: Texts) -> None:
    flaws = []
    for file, code, given, open_ended in _made():
        for part in ("what", "fix", "fix_like"):
            key = f"catalogue.finding.{code}.{part}"
            if texts.has(key) and not open_ended and not texts.placeholders(key) <= given:
                flaws.append((file, key, sorted(texts.placeholders(key) - given)))
        if "like" in given and not texts.has(f"catalogue.finding.{code}.fix_like"):
            flaws.append((file, code, ["fix_like"]))
    assert flaws == []


def test_a_finding_reads_file_line_what_and_how_to_fix(texts: Texts) -> None:
    values = {"key": "reslut_name", "known": "甲、乙", "like": "result_name"}
    finding = Finding(Severity.ERROR, Place("items/SCJG.yaml", 7), "key_unknown", values)
    assert describe(finding, texts) == "items/SCJG.yaml:7: 没有“reslut_name”这一项; 是不是想写“result_name”"
    finding = Finding(Severity.ERROR, Place("items/SCJG.yaml", 7), "key_unknown", {**values, "like": ""})
    assert describe(finding, texts).endswith("能写的有：甲、乙")
