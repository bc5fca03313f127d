"""A ledger is a folder of data: read whole, or refused with file, line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenling_desk import resources
from wenling_desk.catalogue.check_ledgers import check_ledger_folders
from wenling_desk.catalogue.findings import CatalogueBroken, describe
from wenling_desk.catalogue.ledger_files import LedgerShelf
from wenling_desk.catalogue.workflow_files import FileWorkflows, read_authority
from wenling_desk.domain.ledger import ValueType
from wenling_desk.domain.service_item import TimeUnit
from wenling_desk.texts import Texts

LEDGER = """\
ledger: key_log
name: 钥匙登记
group: halls
about: 谁拿了哪一把钥匙。
version: "1"
source: 本厅
status: inferred
title: room
who: taker
statuses: {out: 已借出, back: 已归还}
fields:
  room: {label: 房间, type: text, max: 20}
  taker: {label: 借用人, type: name, private: true}
  size: {label: 大小, type: choice, choices: {small: 小, large: 大}}
  taken_on: {label: 借出日, type: date, not_after: today}
  why: {label: 用途, type: paragraph}
  late: {label: 说明, type: text}
acts:
  lend_key: {label: 借出, fields: [room*, taker*, size*, {taken_on*: =today}, {why*: {size: [large]}}]}
  return_key: {label: 归还, fields: [late]}
list: {columns: [size, taken_on], filters: [size], order: due, empty: 还没有借出的钥匙。}
"""

WORKFLOW = """\
workflow: key_log
version: "1"
statuses:
  out: {clock: bring_back}
  back: {terminal: true}
actions:
  lend_key:
    fact: KeyLent
    from: [new]
    to: out
    roles: {clerk: hall}
  return_key:
    fact: KeyReturned
    from: [out]
    to: back
    roles: {clerk: hall}
clocks:
  bring_back:
    starts_on: [KeyLent]
    stops_on: [KeyReturned]
    limits:
      field: size
      table: {small: {amount: 1, unit: working_days}, large: {amount: 3, unit: natural_days}}
    source: 本厅
"""


@pytest.fixture
def texts() -> Texts:
    return Texts(resources.path("texts", "zh_CN"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "ledgers"
    (place / "key_log").mkdir(parents=True)
    (place / "groups.yaml").write_text("groups: {halls: 大厅}\n", encoding="utf-8")
    (place / "key_log" / "ledger.yaml").write_text(LEDGER, encoding="utf-8")
    (place / "key_log" / "workflow.yaml").write_text(WORKFLOW, encoding="utf-8")
    return place


def lines(folder: Path, texts: Texts) -> list[str]:
    return [describe(each, texts) for each in check_ledger_folders(folder, LedgerShelf(folder).kinds())[1].in_order()]


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / "key_log" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_folder_is_a_ledger(folder: Path) -> None:
    shelf = LedgerShelf(folder)
    ledger = shelf.ledger("key_log")
    assert shelf.kinds() == ("key_log",)
    assert ledger.fields["size"].choices == {"small": "小", "large": "大"}
    assert ledger.fields["taken_on"].type is ValueType.DATE
    assert [
        (each.field_id, ask.required, ask.default) for each, ask in ledger.asked("lend_key", {"size": "small"})
    ] == [
        ("room", True, ""),
        ("taker", True, ""),
        ("size", True, ""),
        ("taken_on", True, "today"),
    ]
    assert [each.field_id for each, _ in ledger.asked("lend_key", {"size": "large"})][-1] == "why"
    assert shelf.groups() == {"halls": "大厅"}


def test_what_an_act_always_asks_is_required_of_its_fact(folder: Path) -> None:
    assert LedgerShelf(folder).workflow("key_log").actions["lend_key"].requires == ("room", "taker", "size", "taken_on")


def test_a_limit_may_go_by_class(folder: Path) -> None:
    clock = LedgerShelf(folder).workflow("key_log").clocks["bring_back"]
    assert (clock.limit_by, clock.limits["large"].amount, clock.limits["large"].unit) == (
        "size",
        3,
        TimeUnit.NATURAL_DAYS,
    )


def test_workflows_find_the_ledgers_beside_them(folder: Path) -> None:
    (folder.parent / "workflows").mkdir()
    workflows = FileWorkflows(folder.parent / "workflows")
    assert workflows.kinds() == ("key_log",)
    assert workflows.workflow("key_log").actions["return_key"].target == "back"


def test_labels_are_words(folder: Path) -> None:
    texts = Texts(resources.path("texts", "zh_CN"), beside=LedgerShelf(folder).word)
    assert texts("acts.lend_key") == "借出"
    assert texts("ledger.key_log.status.out") == "已借出"


def test_the_packed_copy_says_the_same(folder: Path, tmp_path: Path) -> None:
    first = LedgerShelf(folder, tmp_path / "cache").book
    packs = list((tmp_path / "cache").glob("*.pack"))
    assert len(packs) == 1
    assert LedgerShelf(folder, tmp_path / "cache").book == first
    packs[0].write_bytes(packs[0].read_bytes()[:-1] + b"?")
    assert LedgerShelf(folder, tmp_path / "cache").book == first
    change(folder, "ledger.yaml", "钥匙登记", "钥匙簿")
    assert LedgerShelf(folder, tmp_path / "cache").ledger("key_log").name == "钥匙簿"


FLAWS = {
    "unknown_key": ("ledger.yaml", "private: true", "privat: true", "ledger.yaml:13:", "是不是想写“private”"),
    "unknown_field": ("ledger.yaml", "fields: [late]", "fields: [lates]", "ledger.yaml:20:", "是不是想写“late”"),
    "asked_twice": ("ledger.yaml", "fields: [late]", "fields: [late, late*]", "ledger.yaml:20:", "两次"),
    "taken_field": ("ledger.yaml", "  late: {", "  dues: {label: 账}\n  late: {", "ledger.yaml:17:", "换一个"),
    "unknown_type": ("ledger.yaml", "type: paragraph", "type: essay", "ledger.yaml:16:", "能写的有"),
    "status_without_label": ("ledger.yaml", ", back: 已归还", "", "ledger.yaml:10:", "写上它的中文"),
    "act_without_label": (
        "ledger.yaml", "  return_key: {label: 归还, fields: [late]}\n", "", "ledger.yaml:18:", "label",
    ),
    "unknown_choice": ("ledger.yaml", "{size: [large]}", "{size: [larg]}", "ledger.yaml:19:", "large"),
    "unknown_guard": (
        "workflow.yaml", "    to: back\n", "    to: back\n    guards: [nobody]\n", "workflow.yaml:12:", "条件",
    ),
    "dead_end": ("workflow.yaml", "    to: back\n", "", "workflow.yaml:4:", "加一个离开它的动作"),
    "limit_without_unit": (
        "workflow.yaml", "{amount: 3, unit: natural_days}", "{amount: 3}", "workflow.yaml:18:", "amount: 5, unit",
    ),
    "class_without_limit": (
        "workflow.yaml", "small: {amount: 1, unit: working_days}, ", "", "ledger.yaml:11:", "一一对应",
    ),
    "unknown_paper": (
        "workflow.yaml", "to: back\n", "to: back\n    papers: [key_slip]\n", "workflow.yaml:1:", "key_slip.yaml",
    ),
    "kept_fact": ("workflow.yaml", "fact: KeyReturned", "fact: PaperIssued", "workflow.yaml:1:", "换一个事实名"),
    "no_yaml": ("workflow.yaml", 'version: "1"', "version: [", "workflow.yaml:4:", "括号要成对"),
    "unknown_group": ("ledger.yaml", "group: halls", "group: hall", "ledger.yaml:3:", "halls"),
}  # fmt: skip


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_is_refused_with_file_line_and_remedy(flaw: str, folder: Path, texts: Texts) -> None:
    file, old, new, place, remedy = FLAWS[flaw]
    change(folder, file, old, new)
    told = lines(folder, texts)
    assert any(line.startswith(f"ledgers/key_log/{place}") and remedy in line for line in told), told
    with pytest.raises(CatalogueBroken) as broken:
        LedgerShelf(folder).ledger("key_log")
    assert broken.value.code == "ledger_broken"
    assert texts.sentence(broken.value).count("。") == 1


def test_a_flaw_closes_one_ledger_and_not_the_others(folder: Path) -> None:
    (folder / "key_box").mkdir()
    for file in ("ledger.yaml", "workflow.yaml"):
        text = (folder / "key_log" / file).read_text(encoding="utf-8")
        for old, new in (
            ("key_log", "key_box"),
            ("lend_key", "lend_box"),
            ("return_key", "return_box"),
            ("Key", "Box"),
        ):
            text = text.replace(old, new)
        (folder / "key_box" / file).write_text(text, encoding="utf-8")
    change(folder, "workflow.yaml", "    to: back\n", "")
    shelf = LedgerShelf(folder)
    assert shelf.ledger("key_box").kind == "key_box"
    with pytest.raises(CatalogueBroken):
        shelf.workflow("key_log")
    with pytest.raises(KeyError):
        shelf.workflow("key_ring")


def test_two_ledgers_may_not_use_one_act(folder: Path, texts: Texts) -> None:
    (folder / "key_box").mkdir()
    for file in ("ledger.yaml", "workflow.yaml"):
        text = (folder / "key_log" / file).read_text(encoding="utf-8").replace("key_log", "key_box")
        (folder / "key_box" / file).write_text(text, encoding="utf-8")
    told = lines(folder, texts)
    assert any("lend_key" in line and "key_box" in line for line in told), told


def test_a_broken_ledger_does_not_close_the_counter(folder: Path) -> None:
    change(folder, "workflow.yaml", "    to: back\n", "")
    shelf = LedgerShelf(folder)
    assert shelf.word("acts.lend_key") is None
    assert dict(shelf.book.ledgers) == {}
    (folder.parent / "workflows").mkdir()
    table = folder.parent / "authority.yaml"
    table.write_text("save_draft: {clerk: own}\n", encoding="utf-8")
    assert set(read_authority(table, FileWorkflows(folder.parent / "workflows", shelf))) == {"save_draft"}


def test_every_ledger_that_is_shipped_is_sound(texts: Texts) -> None:
    assert lines(resources.path("ledgers"), texts) == []
