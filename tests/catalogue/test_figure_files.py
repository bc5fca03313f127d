"""The book of definitions: read whole, or a row left out with file, line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from wenling_desk import resources
from wenling_desk.catalogue import read_figures
from wenling_desk.catalogue.figure_files import FigureFiles
from wenling_desk.catalogue.findings import CatalogueBroken, Finding, describe
from wenling_desk.catalogue.workflow_files import FileWorkflows
from wenling_desk.domain.figures import CHOICES, Op, Span
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
  taken_on: {label: 借出日, type: date}
  deposit: {label: 押金, type: number, unit: 元, places: 2}
acts:
  lend_key: {label: 借出, fields: [room*, taker*, size*, taken_on*, deposit]}
  return_key: {label: 归还, fields: []}
list: {columns: [size], order: due, empty: 还没有借出的钥匙。}
"""
WORKFLOW = """\
workflow: key_log
version: "1"
statuses: {out: {}, back: {terminal: true}}
actions:
  lend_key: {fact: KeyLent, from: [new], to: out, roles: {clerk: hall}}
  return_key: {fact: KeyReturned, from: [out], to: back, roles: {clerk: hall}}
"""
FIGURES = """\
measures:
  keys_lent: {of: key_log, facts: [KeyLent], groups: [size], value: deposit, date: taken_on}
  keys_out: {of: key_log, standing: [out], groups: [size]}
figures:
  keys_lent_count:
    name: 借出钥匙
    op: count
    of: keys_lent
    where: {size: large}
    formula: 借出次数
    base: 只数大的
    source: 本厅
    status: documented
  deposits:
    name: 押金
    op: sum
    of: keys_lent
    formula: 押金之和
    base: 全部
    source: 本厅
  keys_out_now:
    name: 在外钥匙
    op: count
    of: keys_out
    span: standing
    formula: 期末在外的把数
    base: 全部
    source: 本厅
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Resources with one ledger and the real workflows."""
    shutil.copytree(resources.path("workflows"), tmp_path / "workflows")
    shutil.copytree(resources.path("figures"), tmp_path / "figures")
    folder = tmp_path / "ledgers" / "key_log"
    folder.mkdir(parents=True)
    (folder.parent / "groups.yaml").write_text("groups: {halls: 大厅}\n", encoding="utf-8")
    for name, text in (("ledger", LEDGER), ("workflow", WORKFLOW), ("figures", FIGURES)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def texts() -> Texts:
    return Texts(resources.path("texts", "zh_CN"))


def opened(root: Path, cache: Path | None = None) -> FigureFiles:
    return FigureFiles(root, FileWorkflows(root / "workflows"), cache)


def flaws_of(root: Path) -> tuple[Finding, ...]:
    book = opened(root)
    assert book.book is not None
    return book.flaws


def test_the_books_that_come_with_the_program_have_no_flaw(texts: Texts) -> None:
    book = opened(resources.root())
    assert book.edition.version
    assert not book.flaws, "\n".join(describe(flaw, texts) for flaw in book.flaws)
    assert set(book.book.rules) == set(CHOICES)
    assert [column.label for column in book.book.columns] == ["全市", "中心", "镇街", "流动"]


def test_a_ledgers_figures_stand_beside_those_of_cases(root: Path) -> None:
    book = opened(root)
    assert not book.flaws
    assert {measure.measure_id for measure in book.measures_of("key_log")} == {"keys_lent", "keys_out"}
    assert book.measure("keys_lent").scale == 100, "kept in fen"
    assert book.figure("deposits").op is Op.SUM
    assert book.figure("keys_out_now").span is Span.STANDING
    assert "received_cases" in book.book.figures


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("op: sum", "op: total", 16, "total"),
        ("of: keys_lent\n    where", "of: keys_lend\n    where", 8, "keys_lent"),
        ("where: {size: large}", "where: {sizes: large}", 9, "sizes"),
        ("where: {size: large}", "where: {size: huge}", 9, "huge"),
        ("where: {size: large}", "where: {size: large, hall: H1}", 9, "不止一个"),
        ("    name: 押金\n", "", 15, "name"),
        ("    formula: 押金之和\n", "", 15, "formula"),
        ("op: sum", "op: ratio", 16, "分母"),
        ("op: sum", "op: sum\n    over: keys_lent", 17, "不是比率"),
        ("op: sum", "op: median", 16, "spread"),
        ("    span: standing\n", "", 22, "span"),
        ("op: sum", "op: sum\n    span: standing", 17, "span"),
        ("op: sum", "op: sum\n    divide: 0", 17, "divide"),
        ("op: sum", "op: sum\n    colour: red", 17, "colour"),
        ("of: key_log, facts", "of: key_logs, facts", 2, "key_log"),
        ("facts: [KeyLent]", "facts: [KeyLend]", 2, "KeyLent"),
        ("standing: [out]", "standing: [outside]", 3, "outside"),
        ("standing: [out]", "standing: [out], facts: [KeyLent]", 3, "一样"),
        ("groups: [size], value", "groups: [taker], value", 2, "taker"),
        ("value: deposit", "value: room", 2, "room"),
        ("date: taken_on", "date: size", 2, "size"),
        ("figures:\n", "  keys_lent: {of: key_log, facts: [KeyReturned]}\nfigures:\n", 4, "第 2 行"),
    ],
)  # fmt: skip
def test_a_flaw_is_told_with_its_line_and_only_its_rows_are_left_out(
    root: Path, texts: Texts, old: str, new: str, line: int, says: str
) -> None:
    assert FIGURES.count(old) == 1
    file = root / "ledgers" / "key_log" / "figures.yaml"
    file.write_text(FIGURES.replace(old, new), encoding="utf-8")
    book = opened(root)
    assert "received_cases" in book.book.figures, "the others can be used"
    told = [describe(flaw, texts) for flaw in book.flaws]
    assert told
    assert told[0].startswith(f"ledgers/key_log/figures.yaml:{line}: "), told
    assert says in told[0]
    with pytest.raises(CatalogueBroken) as broken:
        book.figure("no_such_figure")
    assert (broken.value.code, broken.value.values["line"]) == ("figures_broken", line)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("edition.yaml", "choice: left_out", "choice: guessed"),
        ("edition.yaml", "  practice:", "  practising:"),
        ("edition.yaml", "schema: wenling-desk/figures-edition@1", "schema: other@1"),
        ("columns.yaml", "rest: true}", "rest: maybe}"),
        ("cases.yaml", "figures:", "figuren:"),
    ],
)
def test_the_frame_of_the_book_is_checked(root: Path, file: str, old: str, new: str) -> None:
    path = root / "figures" / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert any(flaw.file == f"figures/{file}" for flaw in flaws_of(root))


def test_an_id_belongs_to_one_file(root: Path, texts: Texts) -> None:
    cases = root / "figures" / "cases.yaml"
    text = cases.read_text(encoding="utf-8").replace(
        "  received: {", "  keys_out: {of: acceptance, facts: [TakenIn]}\n  received: {"
    )
    cases.write_text(text, encoding="utf-8")
    told = [describe(flaw, texts) for flaw in flaws_of(root)]
    assert any("keys_out" in each and "figures/cases.yaml:" in each for each in told), told


def test_a_ledger_with_a_flaw_takes_its_figures_along_and_no_others(root: Path) -> None:
    (root / "ledgers" / "key_log" / "workflow.yaml").write_text("workflow: key_log\n", encoding="utf-8")
    book = opened(root)
    assert book.measures_of("key_log") == ()
    assert "received" in book.book.measures


class TestPacked:
    """The copy a start reads."""

    def test_the_packed_copy_says_the_same(self, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        first = opened(root, tmp_path / "cache")
        wanted = first.book, first.stamp

        def broken(*_: object) -> None:
            raise AssertionError("the files were read again")

        monkeypatch.setattr(read_figures, "read_book", broken)
        second = opened(root, tmp_path / "cache")
        assert (second.book, second.stamp) == wanted

    def test_a_changed_file_is_read_again(self, root: Path, tmp_path: Path) -> None:
        before = opened(root, tmp_path / "cache").stamp
        file = root / "ledgers" / "key_log" / "figures.yaml"
        file.write_text(FIGURES.replace("groups: [size], value", "groups: [room, size], value"), encoding="utf-8")
        assert opened(root, tmp_path / "cache").stamp != before
        assert len(list((tmp_path / "cache").glob("figures-*.pack"))) == 1

    def test_words_of_a_figure_move_no_stamp(self, root: Path) -> None:
        before = opened(root).stamp
        file = root / "ledgers" / "key_log" / "figures.yaml"
        file.write_text(FIGURES.replace("押金之和", "押金的和"), encoding="utf-8")
        assert opened(root).stamp == before, "no record is counted anew for a word"

    def test_a_damaged_copy_is_made_again(self, root: Path, tmp_path: Path) -> None:
        wanted = opened(root, tmp_path / "cache").book
        (copy,) = (tmp_path / "cache").glob("figures-*.pack")
        copy.write_bytes(copy.read_bytes()[:-1])
        assert opened(root, tmp_path / "cache").book == wanted
