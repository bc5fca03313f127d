"""Files that break readers: each is a finding with its file, none is a traceback, none ends the process."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.catalogue.tree import FILES, write_tree
from wenling_desk.catalogue.findings import Findings
from wenling_desk.catalogue.loader import check_catalogue, exit_status
from wenling_desk.catalogue.yaml_reading import YamlMapping
from wenling_desk.catalogue.yaml_source import MAX_BYTES, compose_file

ITEMS = "catalogue/items/SCJG.yaml"

BROKEN: list[tuple[str, str | bytes, str]] = [
    ("tab", "schema: wenling-desk/items@1\n\tdepartment: SCJG\n", "yaml_syntax"),
    ("open bracket", "items: [1, 2\n", "yaml_syntax"),
    ("open quote", "name: '没有关\n", "yaml_syntax"),
    ("empty", "", "file_is_empty"),
    ("comments only", "# 什么也没有\n", "file_is_empty"),
    ("a list", "- a\n- b\n", "top_is_no_mapping"),
    ("a text", "只有一句话\n", "top_is_no_mapping"),
    ("two documents", "a: 1\n---\nb: 2\n", "yaml_syntax"),
    ("control character", "a: \x07\n", "yaml_syntax"),
    ("gb18030", "name: 温岭".encode("gb18030"), "not_utf8"),
    ("binary", bytes(range(256)) * 10, "not_utf8"),
    ("anchor", "a: &x [1]\nb: *x\n", "alias_used"),
    ("bomb", "a: &a [x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n", "alias_used"),
    ("merge", "<<: {a: 1}\n", "tag_used"),
    ("object", "a: !!python/object/apply:os.system [echo]\n", "tag_used"),
    ("flow nesting", "a: " + "[" * 200_000 + "]" * 200_000, "nested_too_deep"),
    ("flow mappings", "a: " + "{a: " * 100_000, "nested_too_deep"),
    ("block nesting", "- " * 200_000 + "a", "nested_too_deep"),
    ("question marks", "? " * 200_000 + "a", "nested_too_deep"),
    ("indentation", "".join(" " * level + "a:\n" for level in range(3000)), "nested_too_deep"),
]


@pytest.mark.parametrize(("content", "code"), [each[1:] for each in BROKEN], ids=[each[0] for each in BROKEN])
def test_a_broken_file_is_one_finding(tmp_path: Path, content: str | bytes, code: str) -> None:
    findings = check_catalogue(write_tree(tmp_path, {ITEMS: content}))
    assert {finding.code for finding in findings if finding.file == ITEMS} == {code}
    assert "cross_checks_skipped" in {finding.code for finding in findings}
    assert exit_status(findings) == 1


def test_a_file_of_gigabytes_is_not_read(tmp_path: Path) -> None:
    root = write_tree(tmp_path)
    with (root / ITEMS).open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    assert [finding.code for finding in check_catalogue(root)][-1] == "file_too_big"


def test_a_folder_in_the_place_of_a_file(tmp_path: Path) -> None:
    root = write_tree(tmp_path, {ITEMS: None})
    (root / ITEMS).mkdir(parents=True)
    assert "file_unreadable" in {finding.code for finding in check_catalogue(root)}


@pytest.mark.parametrize("name", ["catalogue/release.yaml", "catalogue/departments.yaml"])
def test_a_missing_table_is_named(tmp_path: Path, name: str) -> None:
    findings = check_catalogue(write_tree(tmp_path, {name: None}))
    assert any(finding.code == "file_unreadable" and finding.file.endswith(Path(name).name) for finding in findings)


def test_nothing_there_at_all(tmp_path: Path) -> None:
    findings = check_catalogue(tmp_path)
    assert {finding.code for finding in findings} == {"file_unreadable", "cross_checks_skipped"}


def test_a_byte_order_mark_and_windows_lines_are_fine(tmp_path: Path) -> None:
    text = FILES[ITEMS].replace("\n", "\r\n").encode("utf-8-sig")
    assert check_catalogue(write_tree(tmp_path, {ITEMS: text})) == []


@pytest.mark.parametrize("name", sorted(FILES))
def test_any_kind_of_value_anywhere_is_a_finding(tmp_path: Path, name: str) -> None:
    """Every value of every file replaced in turn by a list, a mapping, nothing and a number."""
    lines = FILES[name].splitlines()
    for number, line in enumerate(lines):
        key, colon, value = line.partition(": ")
        if not colon or not value:
            continue
        for odd in ("[[a], {b: c}]", "{a: {b: [c]}}", "", "-0.5", "~", "'", "true"):
            broken = "\n".join([*lines[:number], f"{key}: {odd}", *lines[number + 1 :]])
            check_catalogue(write_tree(tmp_path, {name: broken}))


@settings(max_examples=150)
@given(st.text(alphabet=st.sampled_from("ab: -[]{}#&*!|>'\"%@`?,\n\t01.~=<\u4e00\ud7ff\u2028"), max_size=60))
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("yaml") / "any.yaml"
    path.write_text(text, encoding="utf-8")
    findings = Findings()
    node = compose_file(path, "any.yaml", findings)
    assert (node is None) == findings.has_errors
    if node is not None:
        top = YamlMapping(node, "any.yaml", findings, ())
        for key in top.names():
            for read in (
                top.text,
                top.texts,
                top.whole,
                top.number,
                top.day,
                top.days,
                lambda k: top.flag(k, default=True),
            ):
                read(key)
            top.mapping(key, ())
            top.mappings(key, ())
            list(top.texts_or_mappings(key, ()))
