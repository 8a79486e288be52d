"""Servers on loopback that take what is sent: mail with encryption and password, and webhooks."""

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that nobody but who is told so trusts, and its key."""
    certificate, key = folder / "localhost.pem", folder / "localhost.key"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(key), "-out",
             str(certificate)]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True)
    return certificate, key


@dataclass
class Mailbox:
    """What a mail server took, and how."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    refuses: bool = False

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.refuses:
            return "554 no, and your password is canary"
        self.mails.append(envelope.original_content or b"")
        self.to.append(list(envelope.rcpt_tos))
        self.was_encrypted.append(session.ssl is not None)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def mail_server(
    certificate: tuple[Path, Path] | None = None, account: tuple[str, str] | None = None
) -> Iterator[Mailbox]:
    """A mail server; with a certificate it wants STARTTLS, with an account a password."""
    context = None
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)

    def check(*said: Any) -> AuthResult:
        data = said[-1]
        assert isinstance(data, LoginPassword)
        right = account is not None and (data.login, data.password) == tuple(
            part.encode() for part in account
        )
        return AuthResult(success=right, handled=False)

    mailbox = Mailbox(free_port())
    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=mailbox.port,
        tls_context=context,
        require_starttls=context is not None,
        authenticator=check,
        auth_required=account is not None,
        auth_require_tls=context is not None,
    )
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


@dataclass
class Hook:
    """What a web server was asked, and what it answers."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answer: int = 200
    location: str | None = None

    def said(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]


@contextmanager
def web_server() -> Iterator[Hook]:
    """A web server that keeps what it is asked."""
    hook = Hook()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
            self.do_GET()

        def do_GET(self) -> None:
            hook.asked.append(f"{self.command} {self.path}")
            hook.headers.append(dict(self.headers))
            self.send_response(hook.answer)
            if hook.location is not None:
                self.send_header("Location", hook.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *said: object) -> None:
            """Nothing: a test's output stays clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    hook.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
