"""Chromium without a screen, spoken to through the pipe of its developer tools; ended by its own process id."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import desk

FLAGS: Final = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--remote-debugging-pipe",
)  # fmt: skip
PATIENCE_SECONDS: Final = 30.0


class BrowserError(AssertionError):
    """The page or the browser did not do what was asked."""


class Browser:
    """One tab. ``requests`` are the addresses it asked for, ``complaints`` what it wrote to its console (a policy that
    was broken among them)."""

    def __init__(self, process: subprocess.Popen[bytes], to: int, back: int) -> None:
        self._process, self._to, self._back = process, to, back
        self._number = 0
        self._rest = b""
        self._session = ""
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._loaded = 0
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.send(f"{domain}.enable")

    def send(self, method: str, /, **values: Any) -> Mapping[str, Any]:
        """One command of the protocol and its answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": values}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise BrowserError(f"{method}: {answer['error']}")
                result: Mapping[str, Any] = answer["result"]
                return result

    def open(self, url: str) -> None:
        """Go there and wait until it stands."""
        self._wait_for_load(lambda: self.send("Page.navigate", url=url))

    def click(self, selector: str) -> None:
        """Click a link or button that leads to another page."""
        self._wait_for_load(lambda: self.ask(f"document.querySelector({json.dumps(selector)}).click()"))

    def type(self, selector: str, text: str) -> None:
        """Type as from a keyboard."""
        self.ask(f"document.querySelector({json.dumps(selector)}).focus()")
        self.send("Input.insertText", text=text)

    def press_enter(self) -> None:
        """Enter, in the field that has the focus; it leads to another page."""

        def pressed() -> None:
            key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
            self.send("Input.dispatchKeyEvent", type="keyDown", **key)
            self.send("Input.dispatchKeyEvent", type="keyUp", **key)

        self._wait_for_load(pressed)

    def ask(self, expression: str) -> Any:
        """The value of an expression in the page."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise BrowserError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def text(self, selector: str = "body") -> str:
        """What a reader sees there."""
        return str(self.ask(f"document.querySelector({json.dumps(selector)}).innerText"))

    def count(self, selector: str) -> int:
        """How many there are."""
        return int(self.ask(f"document.querySelectorAll({json.dumps(selector)}).length"))

    def picture(self, file: Path, wide: int = 1366, high: int = 768, *, whole: bool = False) -> None:
        """A screenshot as PNG; ``whole``: all of the page, however long."""
        self.send("Emulation.setDeviceMetricsOverride", width=wide, height=high, deviceScaleFactor=1, mobile=False)
        answer = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(answer["data"]))

    def _wait_for_load(self, act: Any) -> None:
        before = self._loaded
        act()
        until = time.monotonic() + PATIENCE_SECONDS
        while self._loaded == before:
            if time.monotonic() > until:
                raise BrowserError("the page did not come")
            self._next()

    def _next(self) -> Mapping[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._back, 1 << 16)
            if not piece:
                raise BrowserError(f"the browser has gone, exit status {self._process.poll()}")
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\0")
        message: Mapping[str, Any] = json.loads(line)
        match message.get("method"):
            case "Page.loadEventFired":
                self._loaded += 1
            case "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])
            case "Log.entryAdded":
                self.complaints.append(message["params"]["entry"]["text"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(message["params"]))
        return message


def _apart(ends: tuple[int, int]) -> tuple[int, int]:
    """The same ends under numbers from 10 up: 3 and 4 are the browser's."""
    moved = tuple(fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, 10) for each in ends)
    for each in ends:
        os.close(each)
    return moved[0], moved[1]


@contextmanager
def browser(certificate: bytes = b"") -> Iterator[Browser]:
    """A browser with an empty profile of its own; it trusts the key of ``certificate`` (PEM) and no other besides those
    it always trusts."""
    program = desk.find_program("chromium")
    assert program is not None
    flags = [*FLAGS]
    if certificate:
        public = x509.load_pem_x509_certificate(certificate).public_key()
        digest = sha256(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
        flags.append(f"--ignore-certificate-errors-spki-list={base64.b64encode(digest).decode()}")
    with tempfile.TemporaryDirectory(prefix="wenling-browser-", ignore_cleanup_errors=True) as profile:
        orders, to = _apart(os.pipe())
        back, answers = _apart(os.pipe())
        # The browser reads its orders from descriptor 3 and answers on 4; the shell puts them there and is gone.
        line = f'exec "$@" 3<&{orders} 4>&{answers}'
        process = subprocess.Popen(
            ["bash", "-c", line, "bash", program, *flags, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(orders, answers),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(orders)
        os.close(answers)
        try:
            yield Browser(process, to, back)
        finally:
            os.close(to)
            os.close(back)
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
