"""A screen without a browser: takes entries over HTTP, keeps a ledger, and misbehaves by the key.

Runs as a process of its own, which no benchmark kills: `python -m benchmarks.crash_site`.
"""

import argparse
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.ledger import Ledger
from demo.page import Answer, Request
from demo.server import Server

LATE_SECONDS = 0.6

CUT = Answer(b"", cut=True)
TIMED_OUT = Answer(b"the gateway gave up waiting", 504, "text/plain")
SIGN_IN = Answer(b"your session has ended, please sign in", 200, "text/plain")

AFTER_COMMIT = {"cut": CUT, "gateway": TIMED_OUT, "session": SIGN_IN, "mute": CUT}
"""A key that begins so is entered, and this is the answer; a `mute` one cannot be looked up."""

BEFORE_COMMIT = {"refused": CUT, "lost": TIMED_OUT, "late": TIMED_OUT}
"""A key that begins so is not entered the first time; a `late` one is, after the answer."""


class CrashSite:
    """Looks keys up (GET /record) and takes entries (POST /enter)."""

    def __init__(self, ledger: Ledger, slow_ms: int) -> None:
        self.slow_ms = 0
        self._slow_ms = slow_ms
        self._ledger = ledger
        self._asked: set[str] = set()
        self._lock = threading.Lock()

    def answer(self, request: Request, body: bytes = b"", token: str = "") -> Answer:
        """The answer to one request."""
        del body, token
        if request.method == "POST" and request.path == "/enter":
            return self._enter(request.sent("key"))
        if request.path == "/record":
            return self._look_up(request.asked("key"))
        return Answer(b"no such page", 404, "text/plain")

    def _look_up(self, key: str) -> Answer:
        if kind_of(key) == "mute":
            return CUT
        with self._lock:
            found = any(entry.key == key for entry in self._ledger.known)
        return plain("there" if found else "not there")

    def _enter(self, key: str) -> Answer:
        kind = kind_of(key)
        with self._lock:
            first = key not in self._asked
            self._asked.add(key)
            if first and kind in BEFORE_COMMIT:
                if kind == "late":
                    threading.Timer(LATE_SECONDS, self._commit_late, [key]).start()
                return BEFORE_COMMIT[kind]
            record = self._commit(key)
        return AFTER_COMMIT.get(kind) or plain(record, self._slow_ms)

    def _commit_late(self, key: str) -> None:
        with self._lock:
            self._commit(key)

    def _commit(self, key: str) -> str:
        """Every entry that was asked for is made: this application notices no doubles."""
        record = f"E-{len(self._ledger.known) + 1:06d}"
        self._ledger.append("update", key, record=record, request="", values={})
        return record


def kind_of(key: str) -> str:
    """What a key does to this site: the word before its number."""
    return key.partition("-")[0]


def plain(text: str, delay_ms: int = 0) -> Answer:
    """A page."""
    return Answer(text.encode(), kind="text/plain", delay_ms=delay_ms)


@contextmanager
def crash_site(ledger: Path, slow_ms: int = 20) -> Iterator[str]:
    """The site in a process of its own; gives its address."""
    command = [sys.executable, "-m", "benchmarks.crash_site", str(ledger), str(slow_ms)]
    root = Path(__file__).parent.parent
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield json.loads(process.stdout.readline() if process.stdout else "")["address"]
        finally:
            process.terminate()


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("ledger", type=Path)
    parser.add_argument("slow_ms", type=int)
    chosen = parser.parse_args()
    with Ledger(chosen.ledger) as ledger:
        server = Server(CrashSite(ledger, chosen.slow_ms))
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
        print(json.dumps({"address": server.address}), flush=True)
        server.serve_forever(poll_interval=0.1)


if __name__ == "__main__":
    main()
