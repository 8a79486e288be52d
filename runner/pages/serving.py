"""Serving: a site at an address of this machine, until it is stopped."""

import ipaddress
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp

from runner.errors import EnvironmentFault, InputError

LOOPBACK = "127.0.0.1"

STOP_SECONDS = 1.0
"""Longest wait for answers that are under way."""


class NotOnLoopbackError(InputError):
    """Others could reach the site, and what it takes for that is missing."""

    def __init__(self, host: str, missing: str) -> None:
        super().__init__(
            f"At {host} others can reach these pages; that takes {missing}. Nothing was started.",
            hint="Give --tls-cert and --tls-key, and make people with `deskhand people add`; or "
            "leave out --host, for this machine alone.",
        )


class PortTakenError(EnvironmentFault):
    """Another program has the port, or it cannot be had."""

    def __init__(self, host: str, port: int, error: OSError) -> None:
        reason = error.strerror or str(error)
        super().__init__(
            f"The pages cannot be served at {host}, port {port}: {reason.lower().rstrip('.')}.",
            hint="Give another --port, or end the program that has this one.",
        )


class CertificateError(InputError):
    """The certificate or its key cannot be used."""

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"The certificate {file} cannot be used: {reason}.",
            hint="--tls-cert and --tls-key are PEM files, and the key has no password.",
        )


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a browser is shown so that nobody listens in."""

    file: Path
    key: Path

    def check(self) -> None:
        """See that it can be used.

        Raises:
            CertificateError: says why not.
        """
        import ssl

        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.file, self.key)
        except (OSError, ssl.SSLError) as error:
            reason = getattr(error, "strerror", None) or getattr(error, "reason", None)
            raise CertificateError(self.file, str(reason or "it is none").lower()) from error


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Serving:
    """An address that was taken; `start` serves a site there.

    Args:
        host: An address of this machine, or its name.
        port: 0 for a free one.
        certificate: Makes it `https`.

    Raises:
        NotOnLoopbackError: others could reach it, and there is no certificate.
        PortTakenError: the port cannot be had.
        CertificateError: it cannot be used.
    """

    def __init__(
        self, host: str = LOOPBACK, port: int = 0, certificate: Certificate | None = None
    ) -> None:
        if not is_loopback(host) and certificate is None:
            raise NotOnLoopbackError(host, "a certificate")
        if certificate is not None:
            certificate.check()
        self._certificate = certificate
        self._host = host
        self._socket = taken(host, port)
        self.port: int = self._socket.getsockname()[1]
        self._server: Any = None
        self._thread: threading.Thread | None = None
        self._closing: list[Callable[[], None]] = []

    @property
    def secure(self) -> bool:
        """Whether it has a certificate."""
        return self._certificate is not None

    @property
    def address(self) -> str:
        """What a person types: `http://127.0.0.1:8020`."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}"

    def hosts(self, *names: str) -> frozenset[str]:
        """The names that browsers call it by, with its port; `names` are more of them."""
        known = {self._host, *names}
        if is_loopback(self._host):
            known |= {LOOPBACK, "localhost", "::1"}
        shown = {f"[{name}]" if ":" in name else name.lower() for name in known}
        usual = 443 if self.secure else 80
        bare = shown if self.port == usual else set()
        return frozenset({f"{name}:{self.port}" for name in shown} | bare)

    def on_stop(self, closing: Callable[[], None]) -> None:
        """Call this before the site is stopped: what is open for long ends there."""
        self._closing.append(closing)

    def start(self, app: ASGIApp) -> None:
        """Serve in a thread until `stop`; returns when pages can be asked for."""
        self._server = self._new_server(app)
        self._thread = threading.Thread(
            target=self._server.run, args=[[self._socket]], name="pages", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Serve no more; returns within two seconds."""
        while self._closing:
            self._closing.pop()()
        if self._server is not None:
            self._server.should_exit = True
        if self._thread is not None:
            self._thread.join(STOP_SECONDS * 2)
        self._socket.close()

    def _new_server(self, app: ASGIApp) -> Any:
        import uvicorn

        held = self._certificate
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            http="h11",
            # Whoever stands between could say anything; the address is the connection's own.
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=int(STOP_SECONDS),
            limit_concurrency=400,
            h11_max_incomplete_event_size=64 * 1024,
            ssl_certfile=held.file if held else None,
            ssl_keyfile=held.key if held else None,
        )
        return uvicorn.Server(config)


def taken(host: str, port: int) -> socket.socket:
    """A port that this process alone has.

    Raises:
        PortTakenError: it cannot be had.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, place = found[0]
        made = socket.socket(family, kind, protocol)
    except OSError as error:
        raise PortTakenError(host, port, error) from error
    try:
        if sys.platform == "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(place)
        made.listen(128)
    except OSError as error:
        with suppress(OSError):
            made.close()
        raise PortTakenError(host, port, error) from error
    made.setblocking(False)
    return made
