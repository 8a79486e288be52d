"""Tryton and Roundup as servers of a test: installed once, started on a free loopback port."""

import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runner import pause
from tests.targets.installing import HERE, cannot, command, npm_packages, once, python_environment

DATABASE = "tryton"
PARTIES = 50
PASSWORD = "clerk-of-the-test"
START_SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


@contextmanager
def serving(words: list[str], log: Path, address: str) -> Iterator[None]:
    """A server process, from its first answer on until the end of the block."""
    with (
        log.open("wb") as written,
        subprocess.Popen(words, stdout=written, stderr=subprocess.STDOUT) as process,
    ):
        try:
            _wait_for(address, process, log)
            yield
        finally:
            process.terminate()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            pause(0.1, because="the application is still starting")
    cannot(f"{address} did not answer: {log.read_text(errors='replace')[-800:]}")


class Tryton:
    """Trytond with its web client, on a database of its own."""

    def __init__(self) -> None:
        self._python = once("tryton-python-8.0.12", _nothing)
        if not (self._python / "bin/trytond").exists():
            python_environment(self._python, "requirements-tryton.txt")
        self._web = once("tryton-web-8.0.11", _web_root)
        self._prepared = once(f"tryton-database-8.0.12-{PARTIES}", self._prepare)

    def _prepare(self, folder: Path) -> None:
        """Thirty seconds' work, kept; every test takes a copy."""
        (folder / f"{DATABASE}.sqlite").touch()
        settings = _configuration(folder, 0, folder)
        (folder / "password").write_text(PASSWORD)
        trytond_admin = (self._python / "bin/trytond-admin", "-c", settings, "-d", DATABASE)
        secret = {"TRYTONPASSFILE": str(folder / "password")}
        command(*trytond_admin, "--all", "--email", "clerk@example.org", **secret)
        command(*trytond_admin, "-u", "party", "--activate-dependencies", **secret)
        prepare = (HERE / "tryton_prepare.py", settings, DATABASE, str(PARTIES))
        command(self._python / "bin/python", *prepare)

    @contextmanager
    def running(self, folder: Path) -> Iterator[tuple[str, Path]]:
        """Starts a copy in `folder`; gives the web client's address and the database's file."""
        database = folder / f"{DATABASE}.sqlite"
        shutil.copy(self._prepared / database.name, database)
        port = free_port()
        settings = _configuration(folder, port, self._web)
        words = [str(self._python / "bin/trytond"), "-c", str(settings), "-d", DATABASE]
        with serving(words, folder / "tryton.log", f"http://127.0.0.1:{port}/"):
            yield f"http://127.0.0.1:{port}/#{DATABASE}", database


class Roundup:
    """Roundup's demo tracker."""

    def __init__(self) -> None:
        self._python = once("roundup-python-2.6.0", _nothing)
        if not (self._python / "bin/roundup-admin").exists():
            python_environment(self._python, "requirements-roundup.txt")

    @contextmanager
    def running(self, folder: Path) -> Iterator[tuple[str, Path]]:
        """Starts a new tracker in `folder`; gives its address and its database's file."""
        port = free_port()
        home = folder / "tracker"
        script = [str(HERE / "roundup_serve.py"), str(home), str(port)]
        words = [str(self._python / "bin/python"), *script]
        address = f"http://127.0.0.1:{port}/demo/"
        with serving(words, folder / "roundup.log", address):
            yield address, home / "db/db"


def _nothing(_folder: Path) -> None:
    """The folder alone: environments are made in place, because they cannot be moved."""


def _web_root(folder: Path) -> None:
    npm_packages(folder)
    client = folder / "node_modules/tryton-sao"
    for entry in ("index.html", "dist", "images", "locale", "sounds"):
        (folder / entry).symlink_to(Path("node_modules/tryton-sao") / entry)
    if not (client / "dist/tryton-sao.js").exists():
        cannot("the package tryton-sao holds no built client")


def _configuration(folder: Path, port: int, web: Path) -> Path:
    settings = folder / "trytond.conf"
    settings.write_text(
        f"[database]\nuri=sqlite://\npath={folder}\n[web]\nlisten=127.0.0.1:{port}\nroot={web}\n"
    )
    return settings
