"""The search table: every way to type a name, in a catalogue of any size, whatever the characters."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from tests.support.generated_catalogue import generated_items
from tests.support.small_catalogue import small_catalogue
from wenling_desk.domain.guidance_pinyin import Sounds
from wenling_desk.store import engine, search
from wenling_desk.store.search import SearchEntry, create_search_tables, find, rebuild, search_entries

KEY = bytes(range(48))
READINGS = {"企": "qi", "业": "ye", "开": "kai", "办": "ban", "注": "zhu", "销": "xiao", "公": "gong", "司": "si"}
ROWS = [
    SearchEntry("SC002", "item", "公司注销登记", "市监局", "gongsizhuxiaodengji", "gszxdj"),
    SearchEntry("SC001", "item", "公司设立登记", "市监局", "gongsishelidengji", "gssldj"),
    SearchEntry("WL-QY-01", "bundle", "企业开办", "市监局", "qiyekaiban", "qykb"),
    SearchEntry("WG001", "item", "KTV(歌舞厅)许可", "文旅局", "ktvgewutingxuke", "ktvgwtxk"),
    SearchEntry("x-100%", "item", "折扣100%_公告", "市监局", "zhekou100gonggao", "zk100gg"),
    SearchEntry("X101", "item", "引号\"与'单引号", "市监局", "yinhaoyudanyinhao", "yhydyh"),
    SearchEntry("X102", "item", "𬱖𠅤姓氏登记", "公安局", "xingshidengji", "xsdj"),
]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = engine.make_writer_engine(Path(tmp_path_factory.mktemp("search"), "desk.db"), KEY)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def connection(opened: Engine) -> Iterator[Connection]:
    with opened.connect() as made:
        create_search_tables(made)
        rebuild(made, ROWS)
        yield made


def codes(connection: Connection, text: str, limit: int = 20) -> list[str]:
    return [hit.code for hit in find(connection, text, limit)]


@pytest.mark.parametrize(
    ("text", "first", "reason"),
    [
        ("企", "WL-QY-01", "name"),
        ("开办", "WL-QY-01", "name"),
        ("企业开办", "WL-QY-01", "name"),
        ("qykb", "WL-QY-01", "pinyin"),
        ("qiyekai", "WL-QY-01", "pinyin"),
        ("qi ye kai ban", "WL-QY-01", "pinyin"),
        ("ＱＹＫＢ", "WL-QY-01", "pinyin"),
        ("wl-qy-01", "WL-QY-01", "code"),
        ("WL-QY", "WL-QY-01", "code"),
        ("sc001", "SC001", "code"),
        ("文旅局", "WG001", "name"),
        ("文旅", "WG001", "name"),
        ("ktv", "WG001", "pinyin"),
        ("歌舞厅许可", "WG001", "name"),
        ("(歌舞厅)", "WG001", "name"),
        ("公司 注销", "SC002", "name"),
        ("注销登记 司", "SC002", "name"),
        ("𬱖", "X102", "name"),
        ("𬱖𠅤姓", "X102", "name"),
    ],
)
def test_finds(connection: Connection, text: str, first: str, reason: str) -> None:
    (hit, *_) = find(connection, text, 20)
    assert (hit.code, hit.reason) == (first, reason)


def test_bundles_and_short_names_come_first(connection: Connection) -> None:
    assert codes(connection, "市监局") == ["WL-QY-01", "SC001", "SC002", "X101", "x-100%"]


def test_the_code_comes_back_as_it_is_written(connection: Connection) -> None:
    assert codes(connection, "X-100") == ["x-100%"]


@pytest.mark.parametrize(
    "text", ["", "   ", "%", "_", "%%%", "\\", '"', "' OR 1=1 --", "*", "公司 NOT 注销", "没有的事"]
)
def test_finds_nothing_where_nothing_is_meant(connection: Connection, text: str) -> None:
    assert codes(connection, text) == []


@pytest.mark.parametrize("text", ["100%", "%公", "公_", "_公告", "100%_"])
def test_a_wildcard_is_only_a_character(connection: Connection, text: str) -> None:
    """What a person types stands for itself; only the letters and characters of it are looked for."""
    plain = text.strip("%_")
    assert codes(connection, text) == codes(connection, plain)
    assert codes(connection, text)


def test_like_and_match_patterns_are_escaped() -> None:
    assert search.like_pattern("50%_\\") == "%50\\%\\_\\\\%"
    assert search.fts_phrase('a"b') == '"a""b"'


@pytest.mark.parametrize("pattern", ["%", "_", "\\", "公%", "100%", "0%_"])
def test_an_escaped_pattern_finds_only_itself(connection: Connection, pattern: str) -> None:
    names = connection.exec_driver_sql(
        "SELECT name FROM search_rows WHERE name LIKE ? ESCAPE '\\'", (search.like_pattern(pattern),)
    ).scalars()
    assert all(pattern in name for name in names)


@pytest.mark.parametrize("phrase", ["\"与'", "公司 OR 企业", "公司*", "name:公司", "NEAR(公司)", "公司 AND"])
def test_an_escaped_phrase_has_no_operators(connection: Connection, phrase: str) -> None:
    rows = connection.exec_driver_sql(
        "SELECT folded FROM search_fts WHERE search_fts MATCH ?", (search.fts_phrase(phrase),)
    ).scalars()
    assert all(phrase in folded for folded in rows)


@given(text=st.text(max_size=80), limit=st.integers(-1, 5))
def test_any_text_is_harmless(connection: Connection, text: str, limit: int) -> None:
    hits = find(connection, text, limit)
    assert len(hits) <= max(limit, 0)
    assert len({hit.code for hit in hits}) == len(hits)


def test_a_pasted_file_is_read_only_at_its_beginning(connection: Connection) -> None:
    assert codes(connection, "企业开办" + " " * 60 + "公司" * 5_000_000) == ["WL-QY-01"]


def test_rebuilding_replaces_everything_and_can_be_rolled_back(tmp_path: Path) -> None:
    made = engine.make_writer_engine(tmp_path / "desk.db", KEY)
    with made.connect() as one:
        create_search_tables(one)
        create_search_tables(one)
        assert rebuild(one, ROWS) == len(ROWS)
        one.exec_driver_sql("BEGIN IMMEDIATE")
        assert rebuild(one, ROWS[:1]) == 1
        assert codes(one, "企业开办") == []
        one.exec_driver_sql("ROLLBACK")
        assert codes(one, "企业开办") == ["WL-QY-01"]
        assert rebuild(one, []) == 0
        assert codes(one, "登记") == []
    made.dispose()


def test_a_catalogue_becomes_rows_with_readings() -> None:
    catalogue = small_catalogue()
    rows = {row.code: row for row in search_entries(catalogue, Sounds(READINGS, {}, {}, {}))}
    assert rows.keys() == {*catalogue.items, *catalogue.bundles}
    for code, item in catalogue.items.items():
        assert rows[code].department == catalogue.departments[item.department_key].short_name
    assert all(row.pinyin.isalnum() or not row.pinyin for row in rows.values())


def test_a_large_catalogue_is_found_within_a_frame(tmp_path: Path) -> None:
    """A small share of what the bench measures (tests/benchmarks/bench_search.py), so that it is never lost."""
    made = engine.make_writer_engine(tmp_path / "desk.db", KEY)
    items = generated_items(20_000)
    with made.connect() as one:
        one.exec_driver_sql("BEGIN IMMEDIATE")
        create_search_tables(one)
        rebuild(one, (SearchEntry(code, "item", item.name) for code, item in items.items()))
        one.exec_driver_sql("COMMIT")
        for text in ("店", "犬", "登记", "猪猪", "公司设立", "没有的名字"):
            assert all(text in hit.name for hit in find(one, text, 20))
            taken = []
            for _ in range(7):
                start = time.perf_counter()
                find(one, text, 20)
                taken.append(time.perf_counter() - start)
            assert min(taken) < 0.016, (text, taken)
    made.dispose()
