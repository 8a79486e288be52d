"""A mailbox on a real IMAP server, whatever happens to the server and the way to it: each mail once."""

import json
import random
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from runner.cli.main import main
from runner.run.engine import Engine
from runner.schedules.trigger_entries import TriggerEntry
from runner.settings import Settings
from runner.store.deliveries import DeliveryState
from runner.store.leases import new_worker_name
from runner.store.tables import items
from runner.triggers import lookout
from runner.triggers.mailbox import MailboxTrigger
from runner.triggers.starting import Starter
from runner.triggers.trigger import Problem
from runner.workspace import Workspace
from tests.acceptance.conftest import ROOT, waited_for
from tests.dovecot import PASSWORD, USER, Dovecot, free_port, running_dovecot
from tests.unit.triggers.conftest import BOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

GENUINE = "Authentication-Results: mx.mine.example; dmarc=pass header.from=example.org"
MAIL_BOT = BOT.replace("value: str\n", 'value: str = "x"\n').replace('key="value"', 'key="subject"')


def mail(number: int, *, head: str = GENUINE, sender: str = "ada@example.org") -> bytes:
    lines = [
        head,
        f"From: {sender}",
        f"Subject: case {number}",
        f"Message-ID: <{number}@example.org>",
        "",
        f"Text {number}",
        "",
    ]
    return "\r\n".join(lines).encode()


class Desk:
    """A workspace with a mailbox trigger that runs in a thread."""

    def __init__(self, folder: Path, url: str, **entry: object) -> None:
        workspace = folder / "mine"
        if not workspace.exists():
            assert main(["new", "workspace", str(workspace)]) == 0
            (workspace / "bots" / "keep_value.py").write_text(MAIL_BOT)
            credentials = workspace / "credentials.env"
            credentials.write_text(
                f"SUPPORT_USERNAME={USER}\nSUPPORT_PASSWORD={PASSWORD}\n", encoding="utf-8"
            )
            credentials.chmod(0o600)
        settings = Settings(store=str(folder / "store.db"), evidence=str(folder / "evidence"))
        self.engine = Engine(Workspace(workspace), settings)
        self.store = self.engine.store()
        self.told: list[Problem] = []
        values = {
            "mailbox": url,
            "credential": "support",
            "bot": "keep_value",
            "tls": url.startswith("imaps"),
            "from": "*@example.org",
            "server": "mx.mine.example",
            "poll": "1s",
        }
        self.entry = TriggerEntry.model_validate(values | entry)

    def trigger(self) -> MailboxTrigger:
        begins = Starter("mails", self.engine, self.entry, new_worker_name())
        return MailboxTrigger("mails", self.engine, begins, self.told.append)

    @contextmanager
    def running(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self.trigger().run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(60)
            assert not thread.is_alive()

    def keys(self) -> Counter[str]:
        with self.store.database.reading() as connection:
            return Counter(connection.execute(select(items.c.key)).scalars())

    def said(self) -> list[str]:
        return [one.sentence for one in self.told]


@pytest.fixture(autouse=True)
def _short_rests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookout, "REST_SECONDS", (0.05, 0.1, 0.5))
    monkeypatch.setattr(lookout, "OTHERS_SECONDS", 0.1)


@pytest.fixture
def dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


class CuttingProxy:
    """Stands between a client and a server, and cuts the line after so many bytes."""

    def __init__(self, port: int, chance: random.Random) -> None:
        self.port = free_port()
        self.cuts = 0
        self.cutting = True
        self._target = port
        self._chance = chance
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._target), 5)
        except OSError:
            client.close()
            return
        left = [self._chance.randrange(2_000, 90_000)]
        pairs = [(client, server), (server, client)]
        threads = [threading.Thread(target=self._pump, args=(*each, left)) for each in pairs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        client.close()
        server.close()

    def _pump(self, source: socket.socket, target: socket.socket, left: list[int]) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                left[0] -= len(data)
                if self.cutting and left[0] < 0:
                    self.cuts += 1
                    break
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


def test_a_thousand_mails_over_a_line_that_is_cut_and_a_server_that_is_restarted(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    dovecot.start()
    for number in range(1000):
        dovecot.put(mail(number))
        if not number % 10:
            dovecot.put(b"Received: twice\r\n" + mail(number))
    proxy = CuttingProxy(dovecot.port, random.Random(7))
    desk = Desk(tmp_path, f"imap://localhost:{proxy.port}/INBOX")
    with desk.running():
        waited_for(lambda: len(desk.keys()) >= 200, 120)
        dovecot.stop()
        dovecot.forget_numbers()
        dovecot.start()
        waited_for(lambda: len(desk.keys()) >= 500, 120)
        dovecot.stop()
        dovecot.start()
        waited_for(lambda: len(desk.keys()) >= 900, 120)
        proxy.cutting = False
        waited_for(lambda: len(desk.keys()) == 1000 and dovecot.count() == 0, 120)
    proxy.close()

    assert desk.keys() == Counter(f"case {number}" for number in range(1000))
    assert proxy.cuts > 5
    assert dovecot.count() == 0
    assert len(desk.said()) < 40
    assert Counter(one.state for one in desk.store.deliveries.recent(limit=5000)) == {
        DeliveryState.BEGUN: 1000
    }


def test_a_process_that_is_killed_at_random_instants(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.start()
    for number in range(300):
        dovecot.put(mail(number))
    desk = Desk(tmp_path, dovecot.url)
    entry = desk.entry.model_dump(mode="json", by_alias=True, exclude_unset=True)
    entry["poll"] = "1s"
    store = str(tmp_path / "store.db")
    words = [str(desk.engine.workspace.root), store, "mails", json.dumps(entry)]
    command = [sys.executable, "-m", "tests.acceptance.trigger_process", *words]
    chance = random.Random(11)
    kills = 0
    for number in range(300, 306):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.random())
        process.kill()
        kills += process.wait(30) == -signal.SIGKILL
        process.stdout.close()
        dovecot.put(mail(number))
    with desk.running():
        waited_for(lambda: dovecot.count() == 0, 120)

    assert kills == 6
    assert desk.keys() == Counter(f"case {number}" for number in range(306))
    assert dovecot.count() == 0


def test_mails_that_are_no_good_are_set_aside_and_the_others_go_on(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    dovecot.start()
    dovecot.put(mail(1, head="X: y"))
    dovecot.put(
        mail(2, head="Authentication-Results: mx.evil.example; dmarc=pass header.from=example.org")
    )
    dovecot.put(mail(3, sender="eve@evil.org"))
    dovecot.put(b"Subject: poison\0\r\n\r\n")
    parts = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 10_000
    dovecot.put(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + parts)
    dovecot.put(GENUINE.encode() + b"\r\nFrom: ada@example.org\r\n\r\n" + b"x" * (2 << 20))
    dovecot.put(mail(7))
    desk = Desk(tmp_path, dovecot.url, largest=1)
    with desk.running():
        waited_for(lambda: dovecot.count() == 0 and desk.keys())
        dovecot.put(mail(8))
        waited_for(lambda: len(desk.keys()) == 2)
        waited_for(lambda: dovecot.count() == 0)

    assert desk.keys() == Counter(["case 7", "case 8"])
    assert (dovecot.count("Deskhand.Set aside"), dovecot.count("Deskhand.Done")) == (6, 2)
    reasons = {one.reason for one in desk.store.deliveries.recent() if one.reason}
    assert reasons == {
        "The mail server 'mx.mine.example' does not say whether the sender is genuine.",
        "Its sender is not among those who may start this.",
        "It does not have exactly one sender.",
        "The mail was not read: it has more than 200 parts.",
        "It is larger than 1 MB.",
    }
    assert len(desk.said()) == 5


def with_attachment(number: int, name: str, content: bytes) -> bytes:
    return (
        (
            f"{GENUINE}\r\nFrom: ada@example.org\r\nSubject: a\r\nMessage-ID: <{number}@x>\r\n"
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\n"
            f'Content-Disposition: attachment; filename="{name}"\r\n\r\n'
        ).encode()
        + content
        + b"\r\n--b--\r\n"
    )


def test_attachments_are_feeds(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.start()
    dovecot.put(with_attachment(1, "../../a.CSV", b"subject,value\r\none,1\r\ntwo,2"))
    dovecot.put(with_attachment(2, "b.csv", b"what,ever\r\none,1"))
    dovecot.put(with_attachment(3, "c.pdf", b"nothing"))
    dovecot.put(with_attachment(4, "d.csv", b"MZ\0\0\0"))
    desk = Desk(tmp_path, dovecot.url, attachments="*.csv")
    with desk.running():
        waited_for(lambda: dovecot.count() == 0 and desk.keys())

    assert desk.keys() == Counter(["one", "two"])
    assert desk.store.runs.get("last").feed == "a.CSV"
    assert (dovecot.count("Deskhand.Set aside"), dovecot.count("Deskhand.Done")) == (3, 1)


@pytest.mark.parametrize(
    ("capability", "separator", "prefix", "done"),
    [
        ("IMAP4rev1 LITERAL+ UIDPLUS", "/", "", "Deskhand.Done"),
        ("IMAP4rev1", ".", "INBOX.", "Deskhand.Done"),
    ],
)
def test_servers_that_can_do_less(
    dovecot: Dovecot, tmp_path: Path, capability: str, separator: str, prefix: str, done: str
) -> None:
    """No IDLE, no MOVE, no UIDPLUS, and folders only within INBOX."""
    dovecot.start(capability=capability, separator=separator, prefix=prefix)
    dovecot.put(mail(1))
    desk = Desk(tmp_path, dovecot.url)
    with desk.running():
        waited_for(desk.keys)
        dovecot.put(mail(2))
        waited_for(lambda: len(desk.keys()) == 2 and dovecot.count() == 0)

    assert desk.keys() == Counter(["case 1", "case 2"])
    assert (dovecot.count(), dovecot.count(done)) == (0, 2)
    assert desk.said() == []


def test_a_wrong_password_is_said_and_not_tried_again_soon(
    dovecot: Dovecot, tmp_path: Path
) -> None:
    dovecot.start()
    desk = Desk(tmp_path, dovecot.url)
    credentials = desk.engine.workspace.root / "credentials.env"
    credentials.write_text(f"SUPPORT_USERNAME={USER}\nSUPPORT_PASSWORD=guessed\n")
    with desk.running():
        waited_for(lambda: desk.told)

    [sentence] = desk.said()
    assert "refuses the sign-in with the credential support" in sentence
    assert "deskhand secrets set SUPPORT_PASSWORD" in sentence
    assert "guessed" not in sentence


def test_only_a_server_whose_certificate_is_valid_gets_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_dovecot(tls=True) as server:
        server.start()
        server.put(mail(1))
        desk = Desk(tmp_path, server.url)
        with desk.running():
            waited_for(lambda: desk.told)
        assert "certificate verify failed" in desk.said()[0]
        assert server.count() == 1
        monkeypatch.setenv("SSL_CERT_FILE", str(server.folder / "cert.pem"))
        with desk.running():
            waited_for(desk.keys)

    assert desk.keys() == Counter(["case 1"])
