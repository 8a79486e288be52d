"""A dovecot of the tests' own: a real IMAP server on a loopback port, with one account."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAM = shutil.which("dovecot") or "/usr/sbin/dovecot"

USER, PASSWORD = "clerk@example.org", "Grüße 7"

CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_mechanisms = plain
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
imap_capability = {capability}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/passwd
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {secure}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """The server, and what lies in its mailbox."""

    def __init__(self, folder: Path, *, certificate: tuple[Path, Path] | None = None) -> None:
        self.folder = folder
        self.maildir = folder / "home" / "Maildir"
        self.port = free_port()
        self._certificate = certificate
        self._process: subprocess.Popen[bytes] | None = None
        self._number = 0
        self._who = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        for name in ("new", "cur", "tmp"):
            (self.maildir / name).mkdir(parents=True)
        (folder / "passwd").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
        self._own()

    @property
    def url(self) -> str:
        scheme = "imaps" if self._certificate else "imap"
        return f"{scheme}://localhost:{self.port}/INBOX"

    def start(self, *, capability: str = "", separator: str = "/", prefix: str = "") -> None:
        """Start it, or start it again."""
        root = os.geteuid() == 0
        mine = self._who.pw_name
        keys = "ssl_cert = <{}\nssl_key = <{}".format(*self._certificate or ("", ""))
        text = CONFIGURATION.format(
            folder=self.folder,
            ssl="yes" if self._certificate else "no",
            certificate=keys if self._certificate else "",
            internal="dovecot" if root else mine,
            group="dovecot" if root else mine,
            login="dovenull" if root else mine,
            capability=capability,
            separator=separator,
            prefix=prefix,
            uid=self._who.pw_uid,
            gid=self._who.pw_gid,
            plain=0 if self._certificate else self.port,
            secure=self.port if self._certificate else 0,
        )
        (self.folder / "dovecot.conf").write_text(text)
        self._process = subprocess.Popen([PROGRAM, "-F", "-c", str(self.folder / "dovecot.conf")])
        ends = time.monotonic() + 30
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "dovecot.log").read_text()
            assert time.monotonic() < ends, (self.folder / "dovecot.log").read_text()
            time.sleep(0.05)  # noqa: TID251 - a server does not call

    def stop(self) -> None:
        """End it, with everything that it started."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(30)
            self._process = None

    def put(self, raw: bytes) -> None:
        """Deliver a mail, as a mail server's delivery does."""
        self._number += 1
        name = f"{1_700_000_000 + self._number}.M{self._number}P1.test"
        file = self.maildir / "tmp" / name
        file.write_bytes(raw)
        if os.geteuid() == 0:
            os.chown(file, self._who.pw_uid, self._who.pw_gid)
        file.rename(self.maildir / "new" / name)

    def forget_numbers(self) -> None:
        """Lose all UIDs, so that UIDVALIDITY changes."""
        for file in self.maildir.glob("dovecot*"):
            file.unlink(missing_ok=True)

    def count(self, folder: str = "") -> int:
        """How many mails lie in a folder: `""`, `Deskhand.Done` or `Deskhand.Set aside`."""
        place = self.maildir / f".{folder}" if folder else self.maildir
        found = [name for part in ("new", "cur") for name in listed(place / part)]
        # What is only marked as deleted is gone for whoever looks.
        return sum(1 for name in found if "T" not in name.rpartition(":2,")[2])

    def _own(self) -> None:
        if os.geteuid() == 0:
            self.folder.chmod(0o755)
            for path in [self.folder / "home", *(self.folder / "home").rglob("*")]:
                os.chown(path, self._who.pw_uid, self._who.pw_gid)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as probe:
                return bool(self._certificate) or probe.recv(4) == b"* OK"
        except OSError:
            return False


def listed(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()] if folder.is_dir() else []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_dovecot(*, tls: bool = False) -> Iterator[Dovecot]:
    """A dovecot that is started and, behind the block, ended."""
    if not Path(PROGRAM).exists():
        pytest.skip("dovecot is not installed (Debian: dovecot-imapd)")
    # Sockets have short names only, and tests' own folders have long ones.
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        dovecot = Dovecot(folder, certificate=certificate(folder) if tls else None)
        yield dovecot
        dovecot.stop()
    finally:
        if "dovecot" in locals():
            dovecot.stop()
        shutil.rmtree(folder, ignore_errors=True)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that nobody has signed."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    made, key = folder / "cert.pem", folder / "key.pem"
    words = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    more = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(made)]
    subprocess.run(["openssl", *words, *more], check=True, capture_output=True)
    return made, key
