"""The project keeps the tidy rules, and each rule can fail."""

from __future__ import annotations

import re

import pytest

from tests.architecture import allowed
from tests.architecture.project import Source, product_sources, read_sources
from tests.architecture.tidy import CHINESE, RULES, Rule, may_be_chinese

BY_NAME = {rule.name: rule for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_project_keeps(rule: Rule) -> None:
    findings = rule.findings(read_sources("."))
    assert not findings, "\n" + "\n".join(map(str, findings))


def test_every_rule_has_a_bad_sample() -> None:
    assert {name for name, *_ in BAD} == BY_NAME.keys()
    assert {name for name, *_ in GOOD} <= BY_NAME.keys()


BAD = [
    ("a file is Python", "wenling_desk/a.py", "x = = 1"),
    ("a file is short", "wenling_desk/domain/a.py", "x = 1\n" * 401),
    ("a file is short", "tests/domain/test_a.py", "x = 1\n" * 601),
    ("a file is short", "desk.py", "x = 1\n" * 401),
    ("a function is short", "wenling_desk/domain/a.py", "def f():\n" + "    x = 1\n" * 60),
    ("a function is short", "wenling_desk/ui/a.py", "class A:\n  async def f():\n" + "    x = 1\n" * 60),
    ("time and chance are ports", "wenling_desk/a.py", "from datetime import datetime\nx = datetime.now()"),
    ("time and chance are ports", "wenling_desk/a.py", "import datetime as dt\nx = dt.date.today()"),
    ("time and chance are ports", "wenling_desk/a.py", "from datetime import date as day\nx = day.today"),
    ("time and chance are ports", "wenling_desk/a.py", "from time import time\nx = time()"),
    ("time and chance are ports", "wenling_desk/a.py", "import uuid\nx = uuid.uuid4()"),
    ("time and chance are ports", "wenling_desk/a.py", "from uuid import uuid4\nx = uuid4()"),
    ("time and chance are ports", "wenling_desk/a.py", "import random"),
    ("time and chance are ports", "wenling_desk/a.py", "from random import choice\nx = choice([1])"),
    ("time and chance are ports", "wenling_desk/ui/a.py", "x = QDateTime.currentDateTime()"),
    ("colours are data", "wenling_desk/ui/a.py", "x = '#1A2b3c'"),
    ("colours are data", "wenling_desk/ui/a.py", "x = 'color: #fff; border: 0'"),
    ("colours are data", "wenling_desk/ui/a.py", "x = f'color: rgb(1, 2, {y})'"),
    ("colours are data", "wenling_desk/ui/a.py", "x = QColor('red')"),
    ("colours are data", "wenling_desk/ui/a.py", "x = QtGui.QColor(1, 2, 3)"),
    ("colours are data", "wenling_desk/ui/a.py", "x = Qt.GlobalColor.red"),
    ("colours are data", "wenling_desk/receipts/a.py", "x = Color(red=1, green=0, blue=0)"),
    ("no bare Paragraph", "wenling_desk/receipts/a.py", "x = Paragraph(name, style)"),
    ("no bare Paragraph", "wenling_desk/receipts/a.py", "class Mine(platypus.Paragraph): pass"),
    ("no bare QLabel", "wenling_desk/ui/acceptance/a.py", "x = QLabel(name)"),
    ("no bare QLabel", "wenling_desk/ui/widgets/a.py", "class Mine(QtWidgets.QLabel): pass"),
    ("the domain is pure", "wenling_desk/domain/a.py", "import yaml"),
    ("the domain is pure", "wenling_desk/domain/a.py", "from os import path"),
    ("the domain is pure", "wenling_desk/domain/a.py", "from wenling_desk.texts import Texts"),
    ("one word, one meaning", "wenling_desk/domain/a.py", "class CaseService: pass"),
    ("one word, one meaning", "wenling_desk/domain/utils.py", ""),
    ("one word, one meaning", "wenling_desk/common/a.py", ""),
    ("one word, one meaning", "tests/helpers/a.py", ""),
    ("one word, one meaning", "wenling_desk/domain/a.py", "姓名 = 1"),
    ("the domain knows no events", "wenling_desk/domain/a.py", "def fold(events): pass"),
    ("the domain knows no events", "wenling_desk/domain/a.py", "class LifeEvent: pass"),
    ("the domain knows no events", "wenling_desk/domain/a.py", "x.event_kind = 1"),
    ("the domain knows no events", "wenling_desk/domain/a.py", "f(on_event=1)"),
    ("sentences are data", "wenling_desk/domain/a.py", "x = '请先收件'"),
    ("sentences are data", "wenling_desk/domain/a.py", "x = f'还有 {n} 天'"),
    ("sentences are data", "wenling_desk/domain/a.py", "x = '\U0002c156'"),
]

GOOD = [
    ("a file is short", "wenling_desk/domain/a.py", "x = 1\n" * 400),
    ("a function is short", "wenling_desk/domain/a.py", "def f():\n" + "    x = 1\n" * 59),
    ("time and chance are ports", "wenling_desk/bootstrap/system.py", "x = datetime.now()"),
    (
        "time and chance are ports",
        "wenling_desk/a.py",
        "x = clock.now()\ny = time.monotonic()\nrandom_id = 1",
    ),
    ("colours are data", "wenling_desk/ui/a.py", "x = QColor(tokens.ink)\ny = Qt.GlobalColor.transparent"),
    ("colours are data", "wenling_desk/ui/a.py", "x = '#first'\ny = 'page#4'\nz = QColor()"),
    ("no bare Paragraph", "wenling_desk/receipts/blocks.py", "x = Paragraph(name, style)"),
    ("no bare QLabel", "wenling_desk/ui/widgets/labels.py", "class PlainLabel(QLabel): pass"),
    (
        "the domain is pure",
        "wenling_desk/domain/a.py",
        "import re\nfrom wenling_desk.domain.facts import Fact",
    ),
    ("one word, one meaning", "wenling_desk/domain/a.py", "class ServiceItem: pass"),
    (
        "the domain knows no events",
        "wenling_desk/domain/a.py",
        "'an event is a fact'\nprevented = eventual = 1",
    ),
    ("sentences are data", "wenling_desk/domain/a.py", '"""收件"""\nx = 1  # 收件\n"""受理"""\n'),
]


@pytest.mark.parametrize(("name", "path", "text"), BAD)
def test_rule_finds(name: str, path: str, text: str) -> None:
    (finding, *_) = BY_NAME[name].findings((Source(path, text),))
    assert str(finding).startswith(path + ":")


@pytest.mark.parametrize(("name", "path", "text"), GOOD)
def test_rule_lets_pass(name: str, path: str, text: str) -> None:
    assert BY_NAME[name].findings((Source(path, text),)) == []


def test_rule_looks_only_where_it_holds() -> None:
    assert BY_NAME["the domain is pure"].findings((Source("wenling_desk/store/a.py", "import yaml"),)) == []


def test_no_exception_is_stale() -> None:
    used = {
        may_be_chinese(source.path, text)
        for source in product_sources()
        for _, text in source.strings
        if CHINESE.search(text)
    }
    assert not allowed.CHINESE_LITERALS.keys() - used
    assert all(re.search(r"\w{3}", reason) for reason in allowed.CHINESE_LITERALS.values())
