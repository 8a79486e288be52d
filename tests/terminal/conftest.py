"""The demo's host within the test, and sessions on it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from demo.host.faults import Faults
from demo.host.orders import Orders
from demo.host.server import Server
from demo.ledger import Entry, Ledger
from demo.site import Account
from runner.drivers.terminal import TerminalOptions, TerminalSession, open_terminal
from runner.recorder import NullRecorder
from runner.screens.load import load
from runner.secret import Secret

ROOT = Path(__file__).parents[2]
PASSWORD = "p4ss-sweep"


@dataclass
class Host:
    """A host that runs, its ledger, and what it may be told to do wrong."""

    server: Server
    ledger: Ledger

    @property
    def address(self) -> str:
        return self.server.address

    @property
    def faults(self) -> Faults:
        return self.server.faults

    @property
    def booked(self) -> list[Entry]:
        return self.ledger.known


class Kept(NullRecorder):
    """Keeps everything that a session tells."""

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.presses: list[str] = []

    def event(self, action: str, **details: object) -> None:
        self.told.append((action, details))

    def values(self, screen: str, changes: list[Any]) -> None:
        self.told.append((screen, changes))

    def before_press(self, screen: str, element: str, *, writes: bool) -> float | None:
        self.presses.append(element)
        return None

    def not_pressed(self, screen: str, element: str) -> None:
        self.presses.remove(element)


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    with Ledger(tmp_path / "host.jsonl") as ledger:
        server = Server(Orders(ledger), Account("demo", PASSWORD), Faults())
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Host(server, ledger)
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


Open = Callable[..., TerminalSession]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens sessions by selector file, signed in, and closes them at the end."""
    with ExitStack() as stack:

        def call(
            file: Path,
            *,
            address: str | None = None,
            wait: float = 20.0,
            folder: Path | None = None,
            sign_in: bool = True,
            secrets: dict[str, str] | None = None,
            learned: Path | None = None,
        ) -> TerminalSession:
            known = {"HOST_USERNAME": "demo", "HOST_PASSWORD": PASSWORD, **(secrets or {})}

            def secret(name: str) -> Secret:
                return Secret(known[name], name=name, hidden=not name.endswith("USERNAME"))

            options = TerminalOptions(address, wait, folder, learned)
            session = open_terminal(load(file), secret, options)
            stack.callback(session.close)
            session.attach(Kept())
            if sign_in:
                session.sign_in()
            return session

        yield call


@pytest.fixture
def orders(host: Host, opened: Open) -> TerminalSession:
    """A session on the demo's host."""
    return opened(ROOT / "selectors" / "host.yaml", address=host.address)
