"""Asking for the password: from a file for scripts, from the terminal for people; never from the command line."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.texts import Texts


def ask_password(file: Path | None, texts: Texts, *, twice: bool = False) -> str:
    """The password; refuses with ``password_needed`` without a terminal or file, ``passwords_differ`` for a typo."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise DeskRefusal("file_unreadable", file=file) from None
    if not sys.stdin.isatty():
        raise DeskRefusal("password_needed")
    password = getpass.getpass(texts("cli.password"))
    if twice and getpass.getpass(texts("cli.password_again")) != password:
        raise DeskRefusal("passwords_differ")
    return password
