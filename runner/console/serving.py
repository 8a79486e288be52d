"""Serving the console: at an address of this machine, with the link that makes its first person."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from runner.console.desk import BeginNow
from runner.console.site import SITE, Console, console_of
from runner.evidence.folder import replaced_whole
from runner.pages.serving import Certificate, NotOnLoopbackError, Serving, is_loopback
from runner.pages.visiting import TICKET_BYTES, Cookies
from runner.run.engine import Engine
from runner.store.store import Store

PORT = 8470
"""Where it is usually found."""

LINK_FILE = Path("store") / "first-person.txt"
"""In the workspace; only its owner reads it."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Where:
    """Where it is to be served."""

    host: str = "127.0.0.1"
    port: int = PORT
    certificate: Certificate | None = None


class ConsoleServing:
    """The console while it is served.

    Args:
        engine: The workspace's.
        begin_now: Begins a schedule by hand.
        where: Its address.
        say: Hears what went wrong unexpectedly, under a number that its visitor was shown.

    Raises:
        NotOnLoopbackError: others could reach it, and there is no certificate, or nobody yet.
        PortTakenError, CertificateError: the address cannot be had, or the certificate not used.
    """

    def __init__(
        self, engine: Engine, begin_now: Callable[[Store], BeginNow], where: Where, say: Say
    ) -> None:
        self._store: Store = engine.store()
        self.file = engine.workspace.root / LINK_FILE
        """Has the link that makes the first person, for whoever owns the workspace alone."""
        self._public = origin_of(engine.settings.console_address)
        try:
            self._serving = self._opened(where)
            self._console = self._made(engine, begin_now, say)
        except BaseException:
            self._store.close()
            raise

    @property
    def address(self) -> str:
        """What a person types."""
        return self._serving.address

    def start(self) -> str | None:
        """Serve; returns the link that makes the first person, where there is nobody yet."""
        link = None
        if not self._store.people.any():
            link = self._first_link()
        self._serving.on_stop(self._console.live.close)
        self._serving.start(self._console.site.app(self._serving, self._public))
        return link

    def stop(self) -> None:
        """Serve no more."""
        self._serving.stop()
        self.file.unlink(missing_ok=True)
        self._store.close()

    def _opened(self, where: Where) -> Serving:
        if not is_loopback(where.host) and not self._store.people.any():
            raise NotOnLoopbackError(where.host, "a certificate, and people who sign in")
        return Serving(where.host, where.port, where.certificate)

    def _made(self, engine: Engine, begin_now: Callable[[Store], BeginNow], say: Say) -> Console:
        def fault(number: str, error: Exception) -> None:
            say(
                f"Console: something unexpected, shown as {number}: {type(error).__name__}: {error}"
            )

        cookies = Cookies(f"{SITE}-{self._serving.port}", self._serving.secure)
        return console_of(engine, self._store, begin_now(self._store), cookies, fault)

    def _first_link(self) -> str:
        secret = secrets.token_urlsafe(TICKET_BYTES)
        self._console.signing_in.first_link = secret
        link = f"{self.address}/first?link={secret}"
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replaced_whole(self.file) as unfinished:
            unfinished.write_text(f"{link}\n", encoding="utf-8")
        return link


def origin_of(address: str | None) -> str | None:
    """An address without its path, as browsers name it."""
    if address is None:
        return None
    parts = urlsplit(address.lower())
    usual = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.removesuffix(usual)}"
