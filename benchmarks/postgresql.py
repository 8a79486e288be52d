"""A PostgreSQL server of one's own: Debian's programs, a folder of its own, loopback only."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory

ACCOUNT = "nobody"
"""PostgreSQL refuses to run as root; this account owns the folder then."""


class NoServerError(Exception):
    """PostgreSQL's programs are not installed here."""

    def __init__(self) -> None:
        super().__init__("no PostgreSQL here: sudo apt-get install postgresql")


class ServerProgramError(Exception):
    """One of PostgreSQL's programs failed."""

    def __init__(self, program: str, said: str) -> None:
        super().__init__(f"{program}: {said}")


def programs() -> Path | None:
    """The folder of the newest server's programs."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max((path.parent for path in installed), key=lambda path: path.parts[-2], default=None)
    elsewhere = shutil.which("pg_ctl")
    return newest or (Path(elsewhere).resolve().parent if elsewhere else None)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    folder: Path
    port: int
    programs: Path

    def run(self, program: str, *arguments: str) -> str:
        """One of the server's programs, as the account that owns its folder.

        Raises:
            ServerProgramError: it failed.
        """
        command = [str(self.programs / program), *arguments]
        if os.geteuid() == 0:
            command = ["setpriv", f"--reuid={ACCOUNT}", "--clear-groups", *command]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd="/", stdin=subprocess.DEVNULL
        )
        if done.returncode != 0:
            raise ServerProgramError(program, f"{done.stdout}{done.stderr}")
        return done.stdout

    def url(self, database: str) -> str:
        return f"postgresql://bot@127.0.0.1:{self.port}/{database}"

    def fresh_database(self) -> str:
        """An empty database; returns its URL."""
        name = f"d{secrets.token_hex(6)}"
        self.run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "bot", name)
        return self.url(name)

    def start(self) -> None:
        log = str(self.folder / "log")
        settings = f"-p {self.port} -k '' -c listen_addresses=127.0.0.1"
        self.run(
            "pg_ctl", "-w", "-D", str(self.folder / "data"), "-l", log, "-o", settings, "start"
        )

    def stop(self, how: str = "fast") -> None:
        self.run("pg_ctl", "-w", "-D", str(self.folder / "data"), "-m", how, "stop")


@contextmanager
def server() -> Iterator[Server]:
    """A server with a folder of its own, gone at the end.

    Raises:
        NoServerError: none is installed.
    """
    found = programs()
    if found is None:
        raise NoServerError
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    # Not in a folder that other accounts cannot enter.
    with TemporaryDirectory(prefix="deskhand-postgresql-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT)
        made = Server(Path(folder), port, found)
        data = str(made.folder / "data")
        made.run("initdb", "-D", data, "-U", "bot", "-A", "trust", "-E", "UTF8", "--locale=C")
        made.start()
        try:
            yield made
        finally:
            made.stop("immediate")
