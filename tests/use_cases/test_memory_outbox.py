"""The outbox of the store in memory against the model."""

from __future__ import annotations

from hypothesis import settings

from tests.support.memory_store import MemoryStore
from tests.support.outbox_machine import OutboxMachine
from wenling_desk.use_cases.sync_ports import SyncStore


class MemoryOutbox(OutboxMachine):
    """Shelves that outlive the store; every reopening goes over an image of them."""

    def make(self) -> SyncStore:
        self.memory = MemoryStore()
        return self.memory

    def open_again(self) -> SyncStore:
        self.memory = MemoryStore(self.memory.shelves.image())
        return self.memory


TestMemoryOutbox = MemoryOutbox.TestCase
TestMemoryOutbox.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)


def test_an_image_lives_its_own_life() -> None:
    machine = MemoryOutbox()
    machine.act(["case-1"], 1)
    image = machine.memory.shelves.image()
    machine.act(["case-1", "case-2"], 0)
    assert (len(image.lines), len(image.facts)) == (2, 1)
    assert list(image.places_of("case-1")) == [0]
    assert list(image.places_of("case-2")) == []
    machine.memory = MemoryStore(image)
    with machine.memory.sync_reading() as reading:
        assert len(reading.facts_of("case-1")) == 1
        assert reading.replica().length == 2
