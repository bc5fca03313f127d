"""Texts: ids, placeholders, variants, refusals, and what a defective file says."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.resources import path
from wenling_desk.texts import ITEM_TYPES, TextError, Texts

PAPER = """
title = "受理通知书"
days = "还有 {days} 天"
braces = "{{不是占位}}"
amount = "{amount:.2f} 元"

[outcome]
default = "已办结"
licence = "准予{item}"

[footer.page]
number = "第 {page} 页"
"""


class TextsInMemory(Texts):
    """One text, so that a property test touches no disk."""

    def __init__(self) -> None:
        super().__init__(Path("nowhere"))
        self._topics = {"paper": {"paper.days": "还有 {days} 天"}}


IN_MEMORY = TextsInMemory()


def write(folder: Path, **topics: str) -> Texts:
    for topic, text in topics.items():
        (folder / f"{topic}.toml").write_text(text, encoding="utf-8")
    return Texts(folder)


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    return write(tmp_path, paper=PAPER, refusal='late = "已过 {day}"', trouble='disk_full = "磁盘已满"')


def test_topic_and_nested_tables_make_the_id(texts: Texts) -> None:
    assert texts("paper.title") == "受理通知书"
    assert texts("paper.footer.page.number", page=2) == "第 2 页"


def test_placeholders(texts: Texts) -> None:
    assert texts("paper.days", days=3, surplus="x") == "还有 3 天"
    assert texts("paper.amount", amount=1) == "1.00 元"
    assert texts("paper.braces") == "{不是占位}"
    assert texts.placeholders("paper.days") == {"days"}
    assert texts.placeholders("paper.title") == frozenset()


@given(st.text())
def test_values_are_put_in_as_they_are(value: str) -> None:
    assert IN_MEMORY("paper.days", days=value) == f"还有 {value} 天"


@pytest.mark.parametrize("value", ["{days}", "{0}", "{", "%s", "<b>", "{self._topics}"])
def test_a_value_is_never_read_as_a_template(texts: Texts, value: str) -> None:
    assert texts("paper.days", days=value) == f"还有 {value} 天"


def test_missing_value_and_unknown_id(texts: Texts) -> None:
    with pytest.raises(TextError, match="needs a value for 'days'"):
        texts("paper.days")
    for key in ("paper.nothing", "nothing.title", "paper", "", "paper.footer", "../paper.title"):
        with pytest.raises(TextError, match="no text"):
            texts(key)
        assert not texts.has(key)


def test_variants(texts: Texts) -> None:
    assert texts.variant("paper.outcome", "licence", item="开业") == "准予开业"
    assert texts.variant("paper.outcome", "benefit") == "已办结"
    assert texts.variant("paper.title", "benefit") == "受理通知书"
    assert texts.has("paper.outcome")
    with pytest.raises(TextError, match="unknown item type"):
        texts.variant("paper.outcome", "license")
    with pytest.raises(TextError, match="no text"):
        texts("paper.outcome")


def test_refusals_and_troubles_have_their_sentences(texts: Texts) -> None:
    assert texts.sentence(DeskRefusal("late", day="周五")) == "已过 周五"
    assert texts.sentence(KnownTrouble("disk_full")) == "磁盘已满"
    with pytest.raises(TextError):
        texts.sentence(DeskRefusal("disk_full"))


def test_keys_of_all_topics(texts: Texts) -> None:
    keys = texts.keys()
    assert keys == sorted(keys)
    assert {"paper.outcome.default", "refusal.late", "trouble.disk_full"} <= set(keys)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "paper.toml"),
        ("days = 3", "paper.days must be a text"),
        ('title = "{a.b}"', "must be a plain name"),
        ('title = "{0}"', "must be a plain name"),
        ('title = "{}"', "must be a plain name"),
        ('title = "{a!r}"', "must be a plain name"),
        ('title = "{a:{b}}"', "must be a plain name"),
        ('title = "{a"', "paper.title"),
        ('[end]\ndefault = "x"\nlicense = "y"', "no item types"),
    ],
)
def test_a_defective_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TextError, match=said) as caught:
        write(tmp_path, paper=text)("paper.title")
    assert "paper.toml" in str(caught.value)


def test_every_item_type_may_vary(tmp_path: Path) -> None:
    lines = "".join(f'{kind} = "{kind}"\n' for kind in sorted(ITEM_TYPES))
    texts = write(tmp_path, paper='[end]\ndefault = "x"\n' + lines)
    assert {texts.variant("paper.end", kind) for kind in ITEM_TYPES} == ITEM_TYPES


def test_nothing_is_read_before_it_is_asked_for(tmp_path: Path) -> None:
    topics = {f"topic{number}": PAPER for number in range(30)}
    write(tmp_path, **topics, broken="= 1")
    start = time.perf_counter()
    assert Texts(tmp_path)("topic7.title") == "受理通知书"
    assert time.perf_counter() - start < 0.010


def test_the_shipped_texts_are_sound() -> None:
    texts = Texts(path("texts", "zh_CN"))
    ids = texts.keys()
    assert ids
    assert all(map(texts.has, ids))
