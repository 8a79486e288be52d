"""The connection to a 3270 host: bytes in, bytes out, with TLS where the address says so."""

import select
import socket
import ssl
from contextlib import suppress

from runner.drivers.errors import AppUnreachableError
from runner.drivers.terminal.address import Address
from runner.drivers.terminal.errors import HostNotTrustedError

CONNECT_SECONDS = 15.0
MOST_BYTES = 65536
KEEPALIVE = (("TCP_KEEPIDLE", 20), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3))
"""A host that is gone without a word is noticed within a minute."""


class Line:
    """An open connection. `write`, `is_closing` and `abort` are what tnz asks of a transport."""

    def __init__(self, app: str, address: Address, seconds: float) -> None:
        """Connects.

        Raises AppUnreachableError, or HostNotTrustedError for a certificate that does not hold.
        """
        self._lost = ""
        within = min(seconds, CONNECT_SECONDS)
        try:
            plain = socket.create_connection((address.host, address.port), timeout=within)
        except OSError as error:
            raise AppUnreachableError(app, str(address), _said(error)) from error
        self._socket = self._secured(app, address, plain) if address.scheme == "tn3270s" else plain
        self._stay_awake()

    def _secured(self, app: str, address: Address, plain: socket.socket) -> socket.socket:
        context = ssl.create_default_context()
        try:
            return context.wrap_socket(plain, server_hostname=address.host)
        except ssl.SSLCertVerificationError as error:
            plain.close()
            raise HostNotTrustedError(app, str(address), error.verify_message) from error
        except OSError as error:
            plain.close()
            raise AppUnreachableError(app, str(address), _said(error)) from error

    def _stay_awake(self) -> None:
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name, value in KEEPALIVE:
            if hasattr(socket, name):
                self._socket.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)

    @property
    def lost(self) -> str:
        """Why the connection is gone, as half a sentence; empty while it is there."""
        return self._lost

    def receive(self, seconds: float) -> bytes:
        """What has come, waiting for it at most `seconds`; empty when nothing came."""
        if self._lost:
            return b""
        try:
            if not self._pending() and not select.select([self._socket], [], [], seconds)[0]:
                return b""
            self._socket.settimeout(CONNECT_SECONDS)
            data = self._socket.recv(MOST_BYTES)
        except ssl.SSLWantReadError:
            return b""
        except (OSError, ValueError) as error:
            self._lose(_said(error))
            return b""
        if not data:
            self._lose("the host has closed it")
        return data

    def _pending(self) -> bool:
        """Whether TLS has something that the socket does not show any more."""
        return isinstance(self._socket, ssl.SSLSocket) and self._socket.pending() > 0

    def write(self, data: bytes) -> None:
        """Sends everything, or finds that the connection is gone."""
        if self._lost:
            return
        try:
            self._socket.settimeout(CONNECT_SECONDS)
            self._socket.sendall(data)
        except OSError as error:
            self._lose(_said(error))

    def is_closing(self) -> bool:
        """Whether nothing can be sent any more."""
        return bool(self._lost)

    def abort(self) -> None:
        """Ends the connection at once."""
        self._lose("it was closed here")

    def _lose(self, why: str) -> None:
        self._lost = self._lost or why
        with suppress(OSError):
            self._socket.close()


def _said(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it does not answer"
    return (getattr(error, "strerror", None) or str(error)).lower()
