"""The generated items: as many as asked, all different, always the same."""

from __future__ import annotations

import pytest

from tests.support.generated_catalogue import generated_items


def test_as_many_as_asked_and_all_different() -> None:
    items = generated_items(3000)
    assert len(items) == 3000
    assert len({item.name for item in items.values()}) == 3000
    assert all(code == item.code for code, item in items.items())


def test_the_same_every_time_and_the_first_ones_stay() -> None:
    assert generated_items(500) == generated_items(500)
    assert list(generated_items(500).items())[:100] == list(generated_items(100).items())


@pytest.mark.parametrize("number", [-1, 100_001])
def test_only_so_many(number: int) -> None:
    with pytest.raises(ValueError, match="items"):
        generated_items(number)
