"""Anki's normal sync against its own server: notes pushed by one collection, pulled by another.

A line ``{"notes": N}`` comes in, ``{"push": seconds, "pull": seconds}`` goes out. Both collections were made equal by a
full upload and download before; each round adds N new notes, as a desk adds cases.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection

BACK = "x" * 300


def main() -> None:
    """Serve until the standard input ends."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        places = {"SYNC_USER1": "u:p", "SYNC_BASE": f"{folder}/server", "SYNC_HOST": "127.0.0.1"}
        environment = os.environ | places | {"SYNC_PORT": str(port), "RUST_LOG": "error"}
        server = subprocess.Popen([sys.executable, "-m", "anki.syncserver"], env=environment, stdout=subprocess.DEVNULL)
        try:
            wait_for(port)
            serve(Path(folder), f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()
            server.wait(timeout=20)


def serve(folder: Path, url: str) -> None:
    """Two collections and one round for each line."""
    first, second = Collection(str(folder / "a.anki2")), Collection(str(folder / "b.anki2"))
    add(first, 10, "seed")
    login = first.sync_login("u", "p", url)
    for collection, upload in ((first, True), (second, False)):
        collection.sync_collection(login, False)
        collection.close_for_full_sync()
        collection.full_upload_or_download(auth=login, server_usn=None, upload=upload)
        collection.reopen(after_full_sync=True)
    for number, line in enumerate(sys.stdin):
        add(first, json.loads(line)["notes"], f"round {number}")
        taken = {name: timed(each, login) for name, each in (("push", first), ("pull", second))}
        if first.note_count() != second.note_count():
            raise ValueError("the collections differ")
        print(json.dumps(taken), flush=True)


def timed(collection: Any, login: Any) -> float:
    """Seconds of one normal sync."""
    start = time.perf_counter()
    answer = collection.sync_collection(login, False)
    taken = time.perf_counter() - start
    if answer.required:
        raise ValueError("this was no normal sync")
    return taken


def add(collection: Any, amount: int, front: str) -> None:
    """New notes, each with its card."""
    model = collection.models.by_name("Basic")
    requests = []
    for number in range(amount):
        note = collection.new_note(model)
        note["Front"], note["Back"] = f"{front} {number}", BACK
        requests.append(AddNoteRequest(note=note, deck_id=1))
    collection.add_notes(requests)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not start")


if __name__ == "__main__":
    main()
