"""Who may connect to a display: the X11 authority files of own displays."""

import atexit
import os
import secrets
import shutil
import socket
import struct
import tempfile
from pathlib import Path
from threading import Lock

FAMILY_LOCAL = 256
FAMILY_WILD = 0xFFFF
NAME = b"MIT-MAGIC-COOKIE-1"


def new_cookie() -> bytes:
    """A secret that opens one display."""
    return secrets.token_bytes(16)


def entry(cookie: bytes, number: str = "") -> bytes:
    """The lines of an authority file for a display on this machine.

    Source: libXau, `XauWriteAuth`: family, then address, number, name and data, each with its
    length in two bytes. Without a number it opens any display (for the server itself).
    """
    parts = (number.encode(), NAME, cookie)
    rest = b"".join(struct.pack(">H", len(part)) + part for part in parts)
    host = socket.gethostname().encode()
    local = struct.pack(">HH", FAMILY_LOCAL, len(host)) + host + rest
    return struct.pack(">HH", FAMILY_WILD, 0) + rest + local


def write(file: Path, content: bytes) -> None:
    """Writes an authority file that only this account can read."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:  # noqa: PTH123 - the mode matters before the first byte
        opened.write(content)


class Keyring:
    """This process's own authority file: what the person's has, and its own displays."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._given: str | None = None
        self._entries: dict[str, bytes] = {}
        self._folder: Path | None = None

    def add(self, number: str, cookie: bytes) -> Path:
        """Lets this process into a display; gives the folder that holds the file.

        libX11 and python-xlib take the file from the environment, so XAUTHORITY is changed.
        """
        with self._lock:
            folder = self._folder or self._begin()
            self._entries[number] = entry(cookie, number)
            self._write(folder)
            return folder

    def remove(self, number: str) -> None:
        """Forgets a display that has ended; with the last one the file itself goes."""
        with self._lock:
            self._entries.pop(number, None)
            if self._folder is None:
                return
            if self._entries:
                self._write(self._folder)
            else:
                self._end(self._folder)

    def _end(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._folder = None
        if self._given is None:
            os.environ.pop("XAUTHORITY", None)
        else:
            os.environ["XAUTHORITY"] = self._given

    def _begin(self) -> Path:
        self._given = os.environ.get("XAUTHORITY")
        folder = self._folder = Path(tempfile.mkdtemp(prefix="deskhand-x-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return folder

    def _write(self, folder: Path) -> None:
        given = Path(self._given) if self._given else Path.home() / ".Xauthority"
        theirs = given.read_bytes() if given.is_file() else b""
        file = folder / "authority"
        write(file, b"".join(self._entries.values()) + theirs)
        os.environ["XAUTHORITY"] = str(file)


KEYRING = Keyring()
"""The one of this process, as the environment is."""
