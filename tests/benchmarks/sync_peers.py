"""Other people's sync, each against its own server, in an environment of its own in ``.bench/``."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self

import desk
from tests.benchmarks.peer_tools import CACHE, PeerMissing, environment_of

_PEERS = Path(__file__).parent / "peers"


class SyncPeer:
    """Another program's sync, started once and asked one round at a time."""

    def __init__(self, name: str) -> None:
        """``name`` is one of PEERS. Raises PeerMissing."""
        self.name = name
        command, folder = PEERS[name]()
        self._process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def round(self, notes: int) -> tuple[float, float]:
        """Notes a second: pushed by one replica, then pulled by another."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"notes": notes}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise PeerMissing(f"{self.name} ended with {self._process.wait()}")
        taken = json.loads(line)
        return notes / taken["push"], notes / taken["pull"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(timeout=30)
        if self._process.stdout is not None:
            self._process.stdout.close()


def _anki() -> tuple[list[str], Path]:
    return [str(environment_of("anki")), "-m", "tests.benchmarks.peers.anki_sync"], desk.HERE


def _pouchdb() -> tuple[list[str], Path]:
    """The folder of its packages, made where it is missing or its versions have changed; no lock file is kept."""
    wanted, folder = (_PEERS / "pouchdb.json").read_text(encoding="utf-8"), CACHE / "pouchdb"
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise PeerMissing("needs node and npm")
    made = folder / "package.json"
    if not (made.exists() and made.read_text(encoding="utf-8") == wanted):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / "package.json.wanted").write_text(wanted, encoding="utf-8")
        shutil.copyfile(folder / "package.json.wanted", made)
        install = [npm, "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        done = subprocess.run(install, cwd=folder, env=os.environ, capture_output=True, text=True, timeout=600)
        if done.returncode != 0:
            made.unlink()
            raise PeerMissing("PouchDB could not be installed: " + (done.stderr.strip() or "no message")[-120:])
    return [node, str(_PEERS / "pouchdb_sync.mjs")], folder


PEERS: Mapping[str, Callable[[], tuple[list[str], Path]]] = MappingProxyType({"anki": _anki, "pouchdb": _pouchdb})
