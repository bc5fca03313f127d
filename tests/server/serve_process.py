"""A real ``wenling-desk serve`` on loopback, ended by its own process id, and a client with a desk's trust."""

from __future__ import annotations

import os
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.architecture.project import ROOT
from tests.server.signed_requests import SignedDevice
from wenling_desk.protocol import codec
from wenling_desk.protocol.messages import EnrolRequest
from wenling_desk.protocol.versions import PROTOCOL
from wenling_desk.security.authority import fingerprint_matches

_ENROL = re.compile(r'enrol (https://\S+) --code (\S+) --fingerprint "([0-9A-F ]+)"')


@dataclass
class ServeProcess:
    """One that runs, and what it printed."""

    process: subprocess.Popen[str]
    address: str
    code: str
    fingerprint: str
    said: str

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def authority(self) -> bytes:
        """The authority's certificate, fetched without trust and compared with what was printed."""
        with httpx.Client(verify=False, trust_env=False) as blind:
            pem = blind.get(f"{self.address}/v1/ca").content
        assert fingerprint_matches(pem, self.fingerprint)
        return pem

    def context(self) -> ssl.SSLContext:
        """Trust in this centre alone."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.authority().decode("ascii"))
        return context

    def client(self) -> httpx.Client:
        """Sends over real TLS."""
        return httpx.Client(base_url=self.address, verify=self.context(), trust_env=False, timeout=20)

    def enrol(self, client: httpx.Client, name: str = "desk-1", code: str = "") -> SignedDevice:
        """A device that joined with the printed code, or with another one."""
        device = SignedDevice(name)
        message = EnrolRequest(
            code=code or self.code, device=name, public_key=device.key.public, kind="counter", counter="1",
            app_version="1", protocol=PROTOCOL,
        )  # fmt: skip
        kind = {"content-type": codec.MEDIA_TYPE}
        response = client.post("/v1/enrol", content=codec.encode(message), headers=kind)
        assert response.status_code == 200, response.content
        return device

    def send(self, client: httpx.Client, request: httpx.Request) -> httpx.Response:
        """A signed request to this server: only the path is signed, not the host."""
        url = f"{self.address}{request.url.raw_path.decode('ascii')}"
        headers = {name: value for name, value in request.headers.items() if name != "host"}
        return client.send(httpx.Request(request.method, url, headers=headers, content=request.content))

    def stop(self) -> int:
        """Ask it to stop, as the system does; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


def environment(home: Path) -> dict[str, str]:
    """No folder of this machine's user, no database of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WENLING_")}
    return kept | {"HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """The process, not yet serving."""
    words = [sys.executable, "-m", "wenling_desk", "serve", "--home", str(home), "--host", "127.0.0.1", *arguments]
    return subprocess.Popen(
        words,
        cwd=ROOT,
        env=environment(home.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@contextmanager
def serving(home: Path, *arguments: str) -> Iterator[ServeProcess]:
    """A server that is ready; stopped at the end."""
    process = start(home, *(arguments or ("--port", "0")))
    try:
        assert process.stdout is not None
        said = ""
        while not (found := _ENROL.search(said)) or "Ctrl+C" not in said:
            line = process.stdout.readline()
            assert line, f"it ended: {said} {process.stderr.read() if process.stderr else ''}"
            said += line
        yield ServeProcess(process, found[1], found[2], found[3], said)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
