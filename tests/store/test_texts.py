"""Every code of store and keys has its sentence, with the values the code brings."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from wenling_desk import resources
from wenling_desk.store.trouble import _BY_RESULT
from wenling_desk.texts import Texts

PACKAGE = Path(__file__).parents[2] / "wenling_desk"
TEXTS = Texts(resources.path("texts", "zh_CN"))


def _codes() -> Iterator[tuple[str, str]]:
    for folder in ("store", "security"):
        for file in (PACKAGE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(
                        func=ast.Name(id="KnownTrouble" | "DeskRefusal" as kind), args=[ast.Constant(value=str(code))]
                    ):
                        yield ("trouble" if kind == "KnownTrouble" else "refusal"), code
    for code in {*_BY_RESULT.values(), "store_failed", "keys_missing", "keys_damaged", "keys_not_saved"}:
        yield "trouble", code


@pytest.mark.parametrize(("topic", "code"), sorted(set(_codes())))
def test_every_code_has_a_sentence(topic: str, code: str) -> None:
    key = f"{topic}.{code}"
    assert TEXTS.has(key)
    sentence = TEXTS(key, **dict.fromkeys(TEXTS.placeholders(key), "X"))
    assert sentence.endswith("。")
    assert len(sentence) < 120
