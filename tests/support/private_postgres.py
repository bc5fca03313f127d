"""A PostgreSQL cluster of the tests' own: under a user that is not root, on a Unix socket, gone afterwards.

``fsync=off``: these tests are about statements and locks, not about power cuts.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import create_engine

import desk
from wenling_desk.store.centre.migrate import migrate

_NAMES = count(1)


def find_program(name: str) -> str | None:
    """Where Debian puts a program of PostgreSQL, or the path."""
    return desk.find_program(name)


class Cluster:
    """A running cluster; ``fresh_url`` is that of an empty database of its own."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self._pattern = ""

    def centre_url(self) -> str:
        """That of a database with the centre's tables; migrated once, copied after that."""
        if not self._pattern:
            engine = create_engine(self.fresh_url())
            migrate(engine)
            self._pattern = str(engine.url.database)
            engine.dispose()
        return self.fresh_url(self._pattern)

    def fresh_url(self, pattern: str = "template0") -> str:
        name = f"centre{next(_NAMES)}"
        with psycopg.connect(f"host={self.socket} user=desk dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {pattern} ENCODING 'UTF8' LOCALE 'C'")
        return f"postgresql+psycopg://desk@/{name}?host={self.socket}"


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Make and start one; ended by its own process id. The caller has made sure that ``initdb`` is there."""
    initdb, postgres = find_program("initdb"), find_program("postgres")
    assert initdb is not None
    assert postgres is not None
    home = Path(tempfile.mkdtemp(prefix="wlpg"))
    data, log = home / "data", home / "log"
    prefix = _as_other_user(home)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    make = [initdb, "-D", str(data), "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run([*prefix, *make], check=True, cwd=home, **quiet)  # type: ignore[call-overload]
    settings = {
        "listen_addresses": "", "unix_socket_directories": str(home), "fsync": "off", "full_page_writes": "off",
        "max_connections": "40", "shared_buffers": "32MB", "deadlock_timeout": "200ms",
    }  # fmt: skip
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*prefix, postgres, "-D", str(data), *options], cwd=home, stdout=stream, stderr=stream
        )
    try:
        _wait(home, process)
        yield Cluster(home)
    finally:
        process.send_signal(signal.SIGINT)  # fast shutdown
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(home, ignore_errors=True)


def _as_other_user(home: Path) -> list[str]:
    """PostgreSQL refuses to run as root: it gets the folder and an unprivileged user's id."""
    if os.geteuid() != 0:
        return []
    nobody = 65534
    os.chown(home, nobody, nobody)
    return ["setpriv", f"--reuid={nobody}", f"--regid={nobody}", "--clear-groups"]


def _wait(socket: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(f"host={socket} user=desk dbname=postgres", connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
