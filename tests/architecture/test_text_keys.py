"""Every text id that is used exists, and every one that exists is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import allowed
from tests.architecture.project import ROOT, Source, product_sources, relative, walk_files
from tests.architecture.text_keys import (
    TextKeys,
    composed_prefixes,
    words_of,
    words_of_code,
    words_of_data,
)
from wenling_desk.texts import Texts

RESOURCES = ROOT / "resources"


def data_files(*folders: str) -> list[Path]:
    kinds = {".yaml", ".toml", ".json"}
    return [
        file
        for file in walk_files(RESOURCES)
        if file.suffix in kinds and file.relative_to(RESOURCES).parts[0] in folders
    ]


@pytest.fixture(scope="module")
def project() -> TextKeys:
    texts = Texts(RESOURCES / "texts" / "zh_CN")
    return TextKeys(texts, allowed.TEXT_FAMILIES, allowed.NOT_TEXT_IDS)


def test_code_asks_only_for_texts_that_exist(project: TextKeys) -> None:
    findings = [each for source in product_sources() for each in project.unknown_in_code(source)]
    assert not findings, "\n" + "\n".join(map(str, findings))


def test_data_asks_only_for_texts_that_exist(project: TextKeys) -> None:
    # Papers name value paths, which look alike; tests/receipts proves their texts both ways.
    findings = [
        each
        for file in data_files("workflows", "forms")
        for each in project.unknown_in_data(relative(file), file.read_text(encoding="utf-8"))
    ]
    assert not findings, "\n" + "\n".join(map(str, findings))


def test_every_text_is_used(project: TextKeys) -> None:
    folders = [each.name for each in RESOURCES.iterdir() if each.is_dir() and each.name != "texts"]
    words = words_of_code(product_sources()) | words_of_data(data_files(*folders))
    unused = project.unused(words)
    assert not unused, "texts that nothing asks for:\n" + "\n".join(unused)


def test_every_declared_exception_is_needed(project: TextKeys) -> None:
    composed = {prefix for source in product_sources() for _, prefix in composed_prefixes(source)}
    for family, reason in allowed.TEXT_FAMILIES.items():
        assert any(each.startswith(family) for each in composed), f"{family}: no code composes such an id"
        assert any(key.startswith(family) for key in project.ids), f"{family}: no text begins like this"
        assert len(reason) > 10
    words = words_of_code(product_sources()) | words_of_data(data_files("papers", "workflows", "forms"))
    assert allowed.NOT_TEXT_IDS.keys() <= words


PAGE = """
title = "T"
old = "O"
count = "{n}"
end = { default = "D", licence = "L {date}" }
status = { new = "N" }
"""


@pytest.fixture
def sample(tmp_path: Path) -> TextKeys:
    (tmp_path / "page.toml").write_text(PAGE, encoding="utf-8")
    (tmp_path / "refusal.toml").write_text('late = "{day}"', encoding="utf-8")
    return TextKeys(Texts(tmp_path), {"page.status.": "a sample of composed ids"})


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("x = 'page.titel'", "no text 'page.titel'"),
        ("x = texts('other.title')", "no text 'other.title'"),
        ("x = self._texts('page.status')", "no text 'page.status'"),
        ("x = texts('page.count')", "needs ['n']"),
        ("x = texts.variant('page.end', kind)", "needs ['date']"),
        ("raise DeskRefusal('early')", "no text 'refusal.early'"),
        ("raise DeskRefusal('late')", "needs ['day']"),
        ("raise KnownTrouble('late', day=1)", "no text 'trouble.late'"),
        ("x = f'page.{name}'", "composed text id 'page.'"),
        ("x = 'page.tit' + rest", "composed text id 'page.tit'"),
    ],
)
def test_unknown_id_in_code_is_found(sample: TextKeys, code: str, said: str) -> None:
    assert any(said in str(each) for each in sample.unknown_in_code(Source("a.py", code)))


@pytest.mark.parametrize(
    "code",
    [
        "x = ('page.title', 'page.end', 'page.end.licence')",
        "x = texts('page.count', n=1)",
        "x = texts('page.count', **values)",
        "raise DeskRefusal('late', day=1)",
        "x = f'page.status.{name}'",
        "x = 'page.yaml', 'www.page.title', 'Page.title'",
        "'page.nothing: a docstring'",
    ],
)
def test_known_ids_pass(sample: TextKeys, code: str) -> None:
    assert list(sample.unknown_in_code(Source("a.py", code))) == []


def test_unknown_id_in_data_is_found(sample: TextKeys) -> None:
    text = "title: page.title\nbody: [page.body]  # not page.comment\nstatus: page.status.new\nfile: page.yaml\n"
    assert [str(each) for each in sample.unknown_in_data("p.yaml", text)] == [
        "p.yaml:2: no text 'page.body' in resources/texts/zh_CN"
    ]


def test_unused_ids_are_found(sample: TextKeys) -> None:
    unused = {"page.count", "page.old", "page.status.new"}
    assert set(sample.unused({"page.title", "page.end", "late"})) == unused
    assert set(sample.unused({"page.title", "page.end", "late", "new"})) == unused - {"page.status.new"}
    assert "refusal.late" in sample.unused({"page.title"})
    assert {"page.end.default", "page.end.licence"} <= set(sample.unused({"page", "end"}))


def test_words() -> None:
    assert set(words_of("x: agent.name, 'Über'")) == {"x", "agent.name", "agent_name", "agent", "name", "ber"}
