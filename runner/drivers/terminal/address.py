"""The address of a terminal, taken apart."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from runner.drivers.terminal.errors import NoSuchTerminalError

PORTS = {"tn3270": 23, "tn3270s": 992, "ssh": 22}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a terminal's other end is: `tn3270s://host:992/LU01`, `ssh://user@host`."""

    scheme: str
    host: str
    port: int
    user: str = ""
    device: str = ""
    """The device name (LU) that is asked for; empty: whichever the host gives."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"


def address_of(app: str, text: str) -> Address:
    """The parts of an address.

    Raises:
        NoSuchTerminalError: it is none of a terminal, or holds a password.
    """
    parts = urlsplit(text)
    try:
        port = parts.port
    except ValueError as error:
        raise NoSuchTerminalError(app, f"its address has no port: {error}") from None
    if parts.scheme not in PORTS or not parts.hostname:
        ways = ", ".join(f"{one}://host:port" for one in PORTS)
        raise NoSuchTerminalError(app, f"its address is none of {ways}")
    if parts.password is not None:
        raise NoSuchTerminalError(app, "its address holds a password; use `sign_in`")
    return Address(
        parts.scheme,
        parts.hostname,
        port or PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.path.strip("/")),
    )
