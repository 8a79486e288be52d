"""A program in a pseudo terminal: bytes in and out, whether it is busy, and how it ends."""

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from runner.drivers.surface.surroundings import passed_on
from runner.drivers.terminal import controlling

MOST_BYTES = 65536
BUSY = frozenset({psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP})


class PseudoTerminal:
    """One program with its terminal."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        size: tuple[int, int],
        environment: Mapping[str, str],
        folder: Path | None,
        encoding: str,
    ) -> None:
        """Starts the program; `size` is rows and columns. Raises OSError."""
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *size, 0, 0))
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", controlling.__file__, *command],
                stdin=slave,
                stdout=slave,
                stderr=slave,
                env=_environment(environment),
                cwd=folder,
                start_new_session=True,
            )
        except OSError:
            os.close(self._master)
            raise
        finally:
            os.close(slave)
        self._open = True
        self._known: dict[int, psutil.Process] = {}

    @property
    def ended(self) -> bool:
        """Whether the program has ended and everything that it wrote was taken."""
        return not self._open

    def exit_said(self) -> str:
        """How the program has ended, as half a sentence."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(2)
        code = self._process.poll()
        if code is None:
            return "it has closed its terminal"
        return f"by signal {-code}" if code < 0 else f"with exit code {code}"

    def read(self, seconds: float) -> str:
        """What the program writes within `seconds`; empty when it writes nothing."""
        if not self._open or not select.select([self._master], [], [], max(seconds, 0))[0]:
            return ""
        try:
            data = os.read(self._master, MOST_BYTES)
        except OSError:
            data = b""
        if not data:
            self._open = False
            return self._decoder.decode(b"", final=True)
        return self._decoder.decode(data)

    def write(self, data: bytes) -> None:
        """Sends keys. What the program does not take is lost with it."""
        with suppress(OSError):
            while data and self._open:
                select.select([], [self._master], [], 5)
                data = data[os.write(self._master, data) :]

    @property
    def echoes(self) -> bool:
        """Whether the terminal itself shows what is typed."""
        with suppress(termios.error):
            return bool(termios.tcgetattr(self._master)[3] & termios.ECHO)
        return False

    def busy(self) -> bool:
        """Whether anything of the program in front computes or waits for a disk right now."""
        try:
            group = os.tcgetpgrp(self._master)
        except OSError:
            return False
        return any(_is_busy(one, group) for one in self.family())

    def family(self) -> list[psutil.Process]:
        """The program and all that it has started, also what it has let go since it was seen."""
        with suppress(psutil.Error):
            first = psutil.Process(self._process.pid)
            for one in (first, *first.children(recursive=True)):
                self._known.setdefault(one.pid, one)
        return [one for one in self._known.values() if one.is_running()]

    def close(self, deadline: float) -> None:
        """Hangs up, and ends by force what still runs after `deadline` seconds."""
        until = time.monotonic() + deadline
        family = self.family()
        self._open = False
        with suppress(OSError):
            os.close(self._master)
        for one in family:
            with suppress(psutil.Error):
                one.send_signal(signal.SIGHUP)
        _, alive = psutil.wait_procs(family, timeout=max(until - time.monotonic(), 0.1) / 2)
        for one in alive:
            with suppress(psutil.Error):
                one.kill()
        psutil.wait_procs(alive, timeout=max(until - time.monotonic(), 1.0))
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1)


def _is_busy(one: psutil.Process, group: int) -> bool:
    try:
        return os.getpgid(one.pid) == group and one.status() in BUSY
    except (OSError, psutil.Error):
        return False


def _environment(own: Mapping[str, str]) -> dict[str, str]:
    passed = passed_on()
    return {"TERM": "xterm", **passed, "LANG": passed.get("LANG", "C.UTF-8"), **own}
