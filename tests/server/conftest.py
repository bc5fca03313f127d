"""A door to a centre in memory for every test that wants one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import desk
from tests.server.door import Door, make_door
from tests.support.fakes import FakeClock
from tests.support.private_postgres import Cluster, running_cluster
from tests.support.small_centre import REGION
from wenling_desk.server.key_file import CentreKeys, load_or_create
from wenling_desk.store.centre.migrate import open_embedded
from wenling_desk.store.centre.store import (
    CentreStore,
    EmbeddedCentreStore,
    MemoryCentreStore,
    PostgresCentreStore,
)


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> CentreKeys:
    """Real keys of a centre."""
    return load_or_create(tmp_path_factory.mktemp("keys"), FakeClock().now())


@pytest.fixture
def door(keys: CentreKeys, tmp_path: Path) -> Iterator[Door]:
    """An application with two threads."""
    made = make_door(keys, tmp_path / "files")
    yield made
    made.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of these tests' own."""
    if desk.find_program("initdb") is None:
        pytest.skip("initdb is not present")
    with running_cluster() as found:
        yield found


KEY = bytes(range(48))


@cache
def _embedded_image() -> bytes:
    """A database file that was migrated once."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_embedded(Path(folder), KEY, REGION)
        image = store.image()
        store.close()
    return image


MEMORY, EMBEDDED, POSTGRESQL = "memory", "embedded", "postgresql"


@pytest.fixture(params=[MEMORY, EMBEDDED, pytest.param(POSTGRESQL, marks=pytest.mark.needs_program("initdb"))])
def centre_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CentreStore]:
    """An empty database of the centre on every engine."""
    store: CentreStore
    if request.param == MEMORY:
        store = MemoryCentreStore(REGION)
    elif request.param == EMBEDDED:
        path = tmp_path / "embedded-centre.db"
        path.write_bytes(_embedded_image())
        store = EmbeddedCentreStore(path, KEY, REGION)
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        store = PostgresCentreStore(cluster.centre_url(), REGION)
    yield store
    store.close()
